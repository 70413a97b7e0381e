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
        ("我爸爸王建国和妈妈李秀英都在急诊", vec!["王建国", "李秀英"]),
        ("أبي محمد وأمي فاطمة في الطوارئ", vec!["محمد", "فاطمة"]),
        ("my mom is in room 412", vec!["room 412"]),
        ("thank you Nurse Keisha in the ER", vec![]),
        ("Dr. Rosa Lopez did my surgery", vec![]),
        ("my mom had a stroke at Lakeshore General", vec![]),
        ("class is in room 204", vec![]),
        ("@kay_in_apt_4 my mom waits across from you", vec![]),
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

#[test]
fn every_kind_of_identifier_is_known_in_english_and_spanish() {
    let table = [
        (
            "my driver's license is D123-4567-8901",
            "licence",
            "D123-4567-8901",
        ),
        ("passport number 548210993", "licence", "548210993"),
        ("mi DNI es 12345678Z", "licence", "12345678Z"),
        ("signed by NPI 1234567893", "licence", "1234567893"),
        ("pacemaker serial number PXM-771204", "device", "PXM-771204"),
        ("VIN 1M8GDM9AXKP042788 was towed", "vehicle", "1M8GDM9AXKP042788"),
        ("license plate 7KDR441", "vehicle", "7KDR441"),
        ("la placa XKD-4471 está mal estacionada", "vehicle", "XKD-4471"),
        ("it came from 203.0.113.7", "ip", "203.0.113.7"),
        ("póliza número 88120-4431", "health_plan", "88120-4431"),
        ("Medicare 1EG4-TE5-MK73", "health_plan", "1EG4-TE5-MK73"),
        ("el expediente 77120934", "mrn", "77120934"),
        ("NHS number 943 476 5919", "mrn", "943 476 5919"),
        ("cuenta número 4471220", "account", "4471220"),
        ("claim #88-201-4471", "account", "88-201-4471"),
        ("código postal 28013", "zip", "28013"),
        ("we are in Evanston, IL 60201", "zip", "60201"),
        ("she was admitted on March 3", "date", "March 3"),
        ("ingresada el 3 de marzo de 2026", "date", "3 de marzo de 2026"),
        ("dado de alta el 14/02/2026", "date", "14/02/2026"),
        ("she is 97 years old", "age", "97"),
        ("mi abuela tiene 97 años", "age", "97"),
        (
            "look at https://www.facebook.com/ana.lopez.52",
            "url",
            "https://www.facebook.com/ana.lopez.52",
        ),
        ("fax it to 630-555-0121", "fax", "630-555-0121"),
        ("mi celular: +52 55 1234 5678", "phone", "+52 55 1234 5678"),
        (
            "IBAN GB82 WEST 1234 5698 7654 32 please",
            "iban",
            "GB82 WEST 1234 5698 7654 32",
        ),
        ("vivo en la calle Olmo 12", "address", "calle Olmo 12"),
        (
            "PO Box 1149, Evanston IL 60201",
            "address",
            "PO Box 1149, Evanston IL 60201",
        ),
        ("they kept her fingerprints", "biometric", "fingerprints"),
        (
            "a photo of my daughter is online",
            "photo",
            "photo of my daughter",
        ),
        ("confirmation number A1B2C3D4", "id", "A1B2C3D4"),
        ("ref HX-9920147", "id", "HX-9920147"),
    ];
    for (text, kind, it) in table {
        let found = read(text);
        let met = found.iter().any(|f| f.0 == kind && f.2 == it);
        assert!(met, "{text}: {found:?}");
    }
}

#[test]
fn what_belongs_to_nobody_is_left_alone() {
    let table = [
        "call 911 or text 988, poison control is 1-800-222-1222",
        "open 24/7, 9-5 on weekends, level 3, gate 14",
        "covid-19 and a B-12 shot, 500 mg twice, 98.6 degrees, 120/80",
        "waited 6 hours in line 2, number 47 was called, 3 of 5 stars",
        "$1,200.50 for a $300 scan, 20 percent off, 1,000,000 views",
        "the 5k on 10/12, season 2021-2022, est. 1954",
        "I'm 64 years old, my son is 9",
        "Lakeshore General, 4 North, Harbor Children's, Labor Day",
        "abierto de 8 a 17, piso 3, ascensor 2",
    ];
    for text in table {
        let found = read(text);
        assert!(found.iter().all(|f| f.1 == Strength::Faint), "{text}: {found:?}");
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
