//! How well triage judges: floors on the labelled posts of `tests/data`, and,
//! when `LIAISON_DATA` says where it lies, on the development set.

use super::Triage;
use super::model::Lessons;
use crate::domain::{Assessment, Intent, Network};
use serde_json::Value;
use std::collections::BTreeMap;

/// Right, said too often, missed, by label.
type Counts = BTreeMap<String, [u32; 3]>;

fn count(counts: &mut Counts, truth: &str, said: &str) {
    if truth == said {
        counts.entry(truth.to_owned()).or_default()[0] += 1;
    } else {
        counts.entry(said.to_owned()).or_default()[1] += 1;
        counts.entry(truth.to_owned()).or_default()[2] += 1;
    }
}

fn macro_f1(counts: &Counts) -> f64 {
    let present: Vec<_> = counts.values().filter(|c| c[0] + c[2] > 0).collect();
    let f1 = |[right, over, missed]: &[u32; 3]| {
        f64::from(2 * right) / f64::from((2 * right + over + missed).max(1))
    };
    present.iter().map(|c| f1(c)).sum::<f64>() / present.len() as f64
}

fn recall(counts: &Counts, label: &str) -> f64 {
    let [right, _, missed] = counts.get(label).copied().unwrap_or_default();
    f64::from(right) / f64::from((right + missed).max(1))
}

fn precision(counts: &Counts, label: &str) -> f64 {
    let [right, over, _] = counts.get(label).copied().unwrap_or_default();
    f64::from(right) / f64::from((right + over).max(1))
}

fn accuracy(counts: &Counts) -> f64 {
    let right: u32 = counts.values().map(|c| c[0]).sum();
    let all: u32 = counts.values().map(|c| c[0] + c[2]).sum();
    f64::from(right) / f64::from(all.max(1))
}

fn said(of: &Assessment) -> [(&'static str, String); 6] {
    [
        ("topic", of.topic.to_string()),
        ("intent", of.intent.to_string()),
        ("urgency", of.urgency.to_string()),
        ("lang", of.language.clone()),
        ("phi", of.phi.to_string()),
        (
            "facility",
            of.facility
                .as_ref()
                .map_or_else(|| "null".to_owned(), ToString::to_string),
        ),
    ]
}

fn truth(row: &Value, field: &str) -> String {
    row[field]
        .as_str()
        .map_or_else(|| row[field].to_string(), str::to_owned)
}

fn rows(path: &str) -> Vec<Value> {
    let rows = std::fs::read_to_string(path).unwrap();
    let rows = rows.lines().map(|line| serde_json::from_str(line).unwrap());
    rows.collect()
}

fn text(row: &Value) -> &str {
    row["text"].as_str().unwrap()
}

/// Counts by field; mistakes in the fields that `LIAISON_SHOW` names are printed.
fn measure(rows: &[Value]) -> BTreeMap<&'static str, Counts> {
    let triage = Triage::new(&Lessons::settings());
    let show = std::env::var("LIAISON_SHOW").unwrap_or_default();
    let mut fields: BTreeMap<&str, Counts> = BTreeMap::new();
    for row in rows {
        let network: Network = row["platform"].as_str().unwrap_or("x").parse().unwrap();
        let judged = triage.assess(text(row), network).assessment;
        for (field, said) in said(&judged) {
            let truth = truth(row, field);
            if truth != said && show.contains(field) {
                println!(
                    "{field} {truth} ≠ {said} | {} | {:?} {:?}",
                    row["text"], judged.reasons, judged.findings
                );
            }
            count(fields.entry(field).or_default(), &truth, &said);
        }
    }
    for (field, counts) in &fields {
        println!("{field:10} macro-F1 {:.3}", macro_f1(counts));
    }
    println!("by label (right, said too often, missed): {fields:?}");
    fields
}

#[test]
fn danger_in_new_words_is_heard_and_figures_of_speech_are_not() {
    let fields = measure(&rows("tests/data/triage.jsonl"));
    let critical = &fields["urgency"];
    assert!(recall(critical, "critical") >= 0.97);
    assert!(precision(critical, "critical") >= 0.8);
    assert!(accuracy(&fields["topic"]) >= 0.8 && accuracy(&fields["intent"]) >= 0.8);
    assert!(accuracy(&fields["lang"]) >= 0.95 && accuracy(&fields["phi"]) >= 0.95);
}

/// Posts of which each stands beside another with the same alarming words and no danger in it, or the other way round.
#[test]
fn danger_in_spanish_that_nobody_taught_is_mostly_heard() {
    let fields = measure(&rows("tests/data/triage.es.jsonl"));
    let critical = &fields["urgency"];
    assert!(recall(critical, "critical") >= 0.8);
    assert!(precision(critical, "critical") >= 0.45);
    assert!(accuracy(&fields["lang"]) >= 0.9);
}

#[test]
fn hostile_posts_are_judged_and_hide_no_cry() {
    let triage = Triage::new(&Lessons::settings());
    let mut posts = rows("tests/data/hostile.jsonl");
    if let Ok(data) = std::env::var("LIAISON_DATA") {
        // A row with half a surrogate never gets past the reader of JSON.
        let more = std::fs::read_to_string(format!("{data}/hospital/hostile.jsonl")).unwrap();
        let more = more.lines().filter_map(|line| serde_json::from_str(line).ok());
        posts.extend(more.collect::<Vec<Value>>());
    }
    for row in posts {
        let judged = triage.assess(text(&row), Network::X).assessment;
        let chars = text(&row).chars().count();
        assert!(judged.findings.iter().all(|f| f.start < f.end && f.end <= chars));
        // A father who is not breathing, a seizure: cut by invisible marks, in letters that only look Latin.
        if matches!(row["id"].as_str(), Some("hd-010" | "hd-021")) {
            assert_eq!(judged.intent, Intent::Emergency, "{row}");
        }
    }
}

#[test]
fn the_development_set_is_judged_well_enough() {
    let Ok(data) = std::env::var("LIAISON_DATA") else {
        println!("LIAISON_DATA is not set: nothing measured");
        return;
    };
    let fields = measure(&rows(&format!("{data}/hospital/mentions.jsonl")));
    // The shipped model has not seen these posts, but the phrases of the lexicon were written beside
    // them: `liaison learn --report` says how posts fare that neither has seen.
    assert!(recall(&fields["urgency"], "critical") >= 0.95);
    assert!(precision(&fields["urgency"], "critical") >= 0.5);
    assert!(macro_f1(&fields["topic"]) >= 0.75 && macro_f1(&fields["intent"]) >= 0.7);
    assert!(recall(&fields["phi"], "true") >= 0.95 && precision(&fields["phi"], "true") >= 0.85);
}
