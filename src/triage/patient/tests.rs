use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Vec<(&'static str, Strength, &str)> {
    let found = find(text, Topic::ClinicalCare);
    found
        .iter()
        .map(|f| (f.kind.as_str(), f.strength, &text[f.start..f.end]))
        .collect()
}

fn surely(text: &str) -> Vec<(&'static str, &str)> {
    let found = read(text).into_iter().filter(|f| f.1 == Strength::Sure);
    found.map(|(kind, _, it)| (kind, it)).collect()
}

#[test]
fn patients_are_found_and_staff_are_not() {
    let table = [
        ("my wife Nadia Brzezinski had surgery", vec!["Nadia Brzezinski"]),
        ("our son Bodhi was in the NICU", vec!["Bodhi"]),
        ("soy la hija de Refugio Barrera", vec!["Refugio Barrera"]),
        ("Mateo Ruiz's autism eval is late", vec!["Mateo Ruiz"]),
        ("我爸爸王建国上个月做了手术", vec!["王建国"]),
        ("my mom is in room 412", vec!["room 412"]),
        ("thank you Nurse Keisha in the ER", vec![]),
        ("Dr. Rosa Lopez did my surgery", vec![]),
        ("my mom had a stroke at Lakeshore General", vec![]),
        ("class is in room 204", vec![]),
    ];
    for (text, expected) in table {
        let found: Vec<&str> = surely(text).into_iter().map(|(_, it)| it).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn shapes_are_told_apart() {
    let table = [
        ("call me 555-0187", Some(("phone", "555-0187"))),
        ("cell (312) 555-0187 pls", Some(("phone", "(312) 555-0187"))),
        ("call 1-800-555-0100", None),
        ("DOB 7/7/2009", Some(("date_of_birth", "7/7/2009"))),
        ("d.o.b. 11/02/1953", Some(("date_of_birth", "11/02/1953"))),
        ("nac 14/01/1960", Some(("date_of_birth", "14/01/1960"))),
        ("born March 3, 1961", Some(("date_of_birth", "March 3, 1961"))),
        ("MRN 00482913", Some(("mrn", "00482913"))),
        ("acct # 4471-220", Some(("account", "4471-220"))),
        ("member id XJ-448812", Some(("health_plan", "XJ-448812"))),
        ("ssn 123-45-6789", Some(("ssn", "123-45-6789"))),
        (
            "I live at 412 Birch Hollow Rd",
            Some(("address", "412 Birch Hollow Rd")),
        ),
        ("she is in room 412", None),
        ("my wife is in room 412", Some(("room", "room 412"))),
        ("waited 3 hours for $1,200", None),
        ("open 9-5 on 12/24", None),
        ("the 2021-2022 season", None),
    ];
    for (text, expected) in table {
        assert_eq!(surely(text).first().copied(), expected, "{text}");
    }
}

/// Each hostile row of signs is read in time, and to its end.
#[test]
fn long_rows_of_anything_are_read_to_their_end() {
    let rows = [
        "1",
        "1 ",
        "1-",
        "(",
        "@",
        "a@b.c ",
        "http://",
        "www.",
        "4111 1111 ",
        "MRN 1 ",
        "Ana ",
        "12 St ",
        "calle ",
        "March ",
        "apt 1 ",
        "\u{200b}",
        "王",
        "DOB 1/2/60 ",
        "#",
        "+",
        "x",
        "王小明 555-0187 ",
    ];
    for row in rows {
        let text = row.repeat(20_000 / row.len()) + " call me 312-555-0187";
        let found = find(&text, Topic::ClinicalCare);
        let last = found.last().map(|f| f.end);
        assert_eq!(last, Some(text.len()), "{row}");
    }
}

proptest! {
    #[test]
    fn findings_lie_within_any_text(
        text in "\\PC{0,120}|(DOB |MRN |5|-|/| |Ana |Lopez |St |apt |@|.|http://|é|\u{200b}|王|http|1/2/|4111 1111 1111 1111 |March |calle ){0,60}"
    ) {
        let found = find(&text, Topic::ClinicalCare);
        let mut last = 0;
        for one in &found {
            prop_assert!(last <= one.start && one.start < one.end);
            prop_assert!(text.get(one.start..one.end).is_some());
            last = one.end;
        }
        let findings = in_characters(&text, &found);
        let chars = text.chars().count();
        prop_assert!(findings.iter().all(|f| f.start < f.end && f.end <= chars));
    }
}
