//! How well identifiers are found: floors on two published sets of texts with
//! marked stretches, when `LIAISON_DATA` says where they lie.
//!
//! A marked stretch is found when a finding touches it; a finding is right
//! when it touches a marked stretch. The rules were tuned on one half of the
//! rows, by a sum over their ids; the figures of the other half decide.

use super::{Kind, Strength, find};
use crate::domain::Topic;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a set calls a kind, and the words of ours that answer it; none for what no identifier is.
fn ours(label: &str, value: &str) -> Option<&'static str> {
    Some(match label {
        "PHONE_NUMBER" | "FAX_NUMBER" => "phone",
        "EMAIL_ADDRESS" => "email",
        "SOCIAL_SECURITY_NUMBER" | "US_SSN" => "ssn",
        "MEDICAL_RECORD_NUMBER"
        | "HEALTH_PLAN_BENEFICIARY_NUMBER"
        | "ACCOUNT_NUMBER"
        | "UNIQUE_IDENTIFIER" => "codes",
        "CREDIT_CARD" | "IBAN_CODE" => "card, iban",
        "IP_ADDRESS" | "DOMAIN_NAME" => "url, ip",
        "STREET_ADDRESS" | "ZIP_CODE" => "address, zip",
        // Years and days of the week are allowed to stand, and ages under 90.
        "DATE" | "DATE_TIME" if value.contains(|c: char| c.is_ascii_digit()) && value.len() > 4 => "date",
        "NAME" | "PERSON" => "name",
        "GEOGRAPHIC_LOCATION" | "GPE" => "place",
        _ => return None,
    })
}

fn group(kind: Kind) -> &'static str {
    match kind {
        Kind::Name => "name",
        Kind::Place => "place",
        Kind::Address | Kind::Zip | Kind::Room => "address, zip",
        Kind::Date | Kind::DateOfBirth | Kind::Age => "date",
        Kind::Phone | Kind::Fax => "phone",
        Kind::Email => "email",
        Kind::Ssn => "ssn",
        Kind::Card | Kind::Iban => "card, iban",
        Kind::Url | Kind::Ip => "url, ip",
        Kind::Photo | Kind::Biometric => "shown",
        Kind::Mrn
        | Kind::HealthPlan
        | Kind::Account
        | Kind::Licence
        | Kind::Vehicle
        | Kind::Device
        | Kind::Id => "codes",
    }
}

/// Marked, found; said, right.
type Counts = BTreeMap<&'static str, [u32; 4]>;

/// Kinds that a pattern can't know.
const UNKNOWABLE: [&str; 3] = ["name", "place", "shown"];

fn rows(path: &str) -> Vec<Value> {
    let rows = std::fs::read_to_string(path).unwrap();
    rows.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn is_held_back(row: &Value) -> bool {
    row["id"]
        .as_str()
        .unwrap()
        .bytes()
        .fold(7_u32, |sum, b| sum.wrapping_mul(31).wrapping_add(u32::from(b)))
        / 3
        % 2
        == 1
}

fn measure<'a>(rows: impl Iterator<Item = &'a Value>) -> Counts {
    let show = std::env::var("LIAISON_SHOW").unwrap_or_default();
    let mut counts = Counts::new();
    for row in rows {
        let text = row["text"].as_str().unwrap();
        let bytes: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let spans = row["labels"]["spans"].as_array().unwrap();
        let at = |span: &Value, field: &str| bytes.get(usize::try_from(span[field].as_u64()?).ok()?).copied();
        // A few stretches of the sets were never placed.
        let placed = spans
            .iter()
            .filter_map(|s| Some((at(s, "start")?, at(s, "end")?, s)));
        let marked: Vec<(usize, usize, &Value)> = placed.collect();
        let found = find(text, Topic::ClinicalCare);
        for (start, end, span) in &marked {
            let Some(group_of) = ours(span["type"].as_str().unwrap_or_default(), &text[*start..*end]) else {
                continue;
            };
            let knowable = !UNKNOWABLE.contains(&group_of);
            let met = found.iter().any(|f| {
                f.start < *end
                    && *start < f.end
                    && (if knowable {
                        !UNKNOWABLE.contains(&group(f.kind))
                    } else {
                        group(f.kind) == group_of
                    })
            });
            let count = counts.entry(group_of).or_default();
            count[0] += 1;
            count[1] += u32::from(met);
            if !met && show.contains(group_of) {
                println!("missed {group_of} ‘{}’ in {text:?}", &text[*start..*end]);
            }
        }
        for one in &found {
            let right = marked
                .iter()
                .any(|(start, end, _)| one.start < *end && *start < one.end);
            let count = counts.entry(group(one.kind)).or_default();
            count[2] += 1;
            count[3] += u32::from(right);
            if !right && show.contains(group(one.kind)) {
                println!(
                    "wrong {} ‘{}’ in {text:?}",
                    group(one.kind),
                    &text[one.start..one.end]
                );
            }
        }
    }
    counts
}

/// Recall and precision over the kinds that a pattern can know.
fn print(title: &str, counts: &Counts) -> (f64, f64) {
    let ratio = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
    let mut all = [0; 4];
    println!("{title:28} marked recall    said precision");
    for (group, [marked, met, said, right]) in counts {
        println!(
            "{group:28} {marked:6} {:6.3} {said:7} {:9.3}",
            ratio(*met, *marked),
            ratio(*right, *said)
        );
        if !UNKNOWABLE.contains(group) {
            all = std::array::from_fn(|i| all[i] + [marked, met, said, right][i]);
        }
    }
    let (recall, precision) = (ratio(all[1], all[0]), ratio(all[3], all[2]));
    println!(
        "{:28} {:6} {recall:6.3} {:7} {precision:9.3}\n",
        "kinds a pattern can know", all[0], all[2]
    );
    (recall, precision)
}

#[test]
fn identifiers_are_found_in_texts_of_others() {
    let Ok(data) = std::env::var("LIAISON_DATA") else {
        println!("LIAISON_DATA is not set: nothing measured");
        return;
    };
    let half = std::env::var("LIAISON_HALF").is_ok();
    for set in ["asq_phi", "presidio_synth_v2"] {
        let rows = rows(&format!("{data}/phi_pii/{set}.jsonl"));
        print(
            &format!("{set}, tuned on"),
            &measure(rows.iter().filter(|r| !is_held_back(r))),
        );
        if half {
            continue;
        }
        let (recall, precision) = print(
            &format!("{set}, held back"),
            &measure(rows.iter().filter(|r| is_held_back(r))),
        );
        assert!(recall >= 0.95 && precision >= 0.85, "{set}");
    }
}

/// Posts about anything: what is said of them is mostly wrong, and should be little.
#[test]
fn posts_of_strangers_are_left_alone() {
    let Ok(data) = std::env::var("LIAISON_DATA") else {
        println!("LIAISON_DATA is not set: nothing measured");
        return;
    };
    let show = std::env::var("LIAISON_SHOW").unwrap_or_default();
    for set in [
        "phi_pii/wnut17_train",
        "healthcare/nhs_fft_v6",
        "customer_service/airline_sentiment",
    ] {
        let rows = rows(&format!("{data}/{set}.jsonl"));
        let (mut masked, mut sure) = (0, 0);
        for row in &rows {
            let text = row["text"].as_str().unwrap();
            let found = find(text, Topic::ClinicalCare);
            let strongest = found.iter().max_by_key(|f| f.strength);
            masked += u32::from(strongest.is_some_and(|f| f.strength > Strength::Faint));
            sure += u32::from(strongest.is_some_and(|f| f.strength == Strength::Sure));
            if let Some(one) =
                strongest.filter(|f| f.strength > Strength::Faint && show.contains("strangers"))
            {
                println!(
                    "{:?} {} ‘{}’ in {text:?}",
                    one.strength,
                    one.kind.as_str(),
                    &text[one.start..one.end]
                );
            }
        }
        let percent = |count: u32| f64::from(count) * 100.0 / rows.len() as f64;
        println!(
            "{set}: {:.1} % of posts have something masked, {:.1} % carry it for sure",
            percent(masked),
            percent(sure)
        );
    }
}
