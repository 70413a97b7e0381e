//! How well the guard judges: by rows it was not trained on.

use super::training::{Row, Share};
use super::*;
use crate::triage::model::Lessons;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Instant;

/// A row of the development set: the draft, the reasons, the slices it belongs to.
struct Judged {
    row: Row,
    id: String,
    tags: Vec<String>,
}

fn development() -> Option<Vec<Judged>> {
    let data = std::env::var("LIAISON_DATA").ok()?;
    let lines = |name: &str| -> Vec<Value> {
        let read = std::fs::read_to_string(format!("{data}/hospital/{name}")).unwrap();
        read.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let tags = lines("replies.tags.jsonl");
    let rows = lines("replies.jsonl").into_iter().zip(tags);
    let judged = rows.map(|(row, tags)| Judged {
        id: row["id"].as_str().unwrap().to_owned(),
        tags: serde_json::from_value(tags["tags"].clone()).unwrap(),
        row: serde_json::from_value(row).unwrap(),
    });
    Some(judged.collect())
}

#[test]
fn the_development_set_is_judged_well_enough() {
    let Some(rows) = development() else {
        println!("LIAISON_DATA is not set: nothing measured");
        return;
    };
    let guard = Guard::new(&Lessons::settings());
    let show = std::env::var("LIAISON_SHOW").unwrap_or_default();
    let (mut blocked, mut passed) = (Share::default(), Share::default());
    let mut slices: BTreeMap<String, [Share; 2]> = BTreeMap::new();
    let mut reasons: BTreeMap<String, [u32; 3]> = BTreeMap::new();
    let begun = Instant::now();
    for Judged { row, id, tags } in &rows {
        let ruling = guard.check(Draft {
            words: &row.reply,
            thread: &[&row.mention],
        });
        let is_right = if row.is_bad() {
            ruling.verdict == Verdict::Block
        } else {
            ruling.verdict == Verdict::Ok
        };
        let share = if row.is_bad() { &mut blocked } else { &mut passed };
        share.count(is_right);
        let held = row.reasons.iter().map(ToString::to_string);
        for slice in tags.iter().cloned().chain(held) {
            slices.entry(slice).or_default()[usize::from(row.is_bad())].count(is_right);
        }
        for reason in REASONS {
            let (truth, said) = (
                row.reasons.contains(&reason),
                ruling.findings.iter().any(|f| f.kind == reason),
            );
            let counts = reasons.entry(reason.to_string()).or_default();
            counts[0] += u32::from(truth && said);
            counts[1] += u32::from(!truth && said);
            counts[2] += u32::from(truth && !said);
        }
        if !is_right && (show == "all" || show == *id || show == "half" && is_first_half(id)) {
            println!(
                "{id} {:?} {} | {} | {:?}",
                row.reasons, row.mention, row.reply, ruling.findings
            );
        }
    }
    println!("{:?} a draft", begun.elapsed() / rows.len() as u32);
    println!("blocked {:.3} passed {:.3}", blocked.value(), passed.value());
    for (slice, [fine, bad]) in &slices {
        println!(
            "{slice:22} passed {}/{} blocked {}/{}",
            fine.right, fine.all, bad.right, bad.all
        );
    }
    curve(&rows);
    println!("by reason (right, said too often, missed): {reasons:?}");
    assert!(blocked.value() >= 0.9 && passed.value() >= 0.9);
}

/// What each threshold would bring.
fn curve(rows: &[Judged]) {
    let scores: Vec<(f32, bool)> = rows
        .iter()
        .map(|judged| {
            let score = judged
                .row
                .with_evidence(|evidence| MODEL.judge(&MODEL.measure(evidence)).score);
            (score, judged.row.is_bad())
        })
        .collect();
    for at in -8..=8 {
        let at = at as f32 / 10.0;
        let (mut blocked, mut passed) = (Share::default(), Share::default());
        for (score, is_bad) in &scores {
            let share = if *is_bad { &mut blocked } else { &mut passed };
            share.count((*score >= at) == *is_bad);
        }
        println!(
            "from {at:5.1}: blocked {:.3} passed {:.3}",
            blocked.value(),
            passed.value()
        );
    }
}

/// The half whose mistakes may be looked at; the other tells how well it does on what nobody has seen.
fn is_first_half(id: &str) -> bool {
    id.bytes().map(u32::from).sum::<u32>() % 2 == 0
}
