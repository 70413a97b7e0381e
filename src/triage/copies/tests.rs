//! What is a copy and what is not, and how well copies are found where
//! `LIAISON_DATA` says where labelled ones lie.

use super::*;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::HashMap;

const POST: &str = "My father has been waiting in the ER at Lakeshore General since noon with chest pain and nobody looks at him";

fn are_copies(one: &str, other: &str) -> bool {
    let prints = Print::of(one).zip(Print::of(other));
    prints.is_some_and(|(one, other)| {
        let keys = one.keys();
        one.likeness(&other).is_some() && other.keys().iter().any(|key| keys.contains(key))
    })
}

#[test]
fn what_is_reposted_shortened_edited_or_adorned_is_a_copy() {
    let copies = [
        format!("RT @rosa_m: {POST}"),
        format!("This is a scandal!! RT @news: RT @rosa_m: {POST}"),
        format!("{POST} 😡😡😡 https://t.co/Ab3dE #LakeshoreFail"),
        format!("Please share: {POST}"),
        POST.to_uppercase(),
        format!("{}…", &POST[..70]),
        format!("{} http:/ ...", &POST[..80]),
        POST.replace("chest", "stomach"),
        POST.replace("My father", "My dad"),
        POST.replace("ER", "𝗘𝗥"),
    ];
    for copy in copies {
        assert!(are_copies(POST, &copy), "{copy}");
    }
}

#[test]
fn what_people_write_by_themselves_is_no_copy() {
    let pairs = [
        ("thank you so much!", "Thank you so much!!"),
        ("Worst hospital ever.", "worst hospital ever"),
        (
            "Thank you so much to the nurses at Lakeshore General for taking care of my mother last night",
            "Thank you so much to the nurses at Lakeshore General, you helped my son breathe again when he had croup",
        ),
        (
            "Waited four hours in the ER at Lakeshore and then they sent us home without a doctor",
            "Waited four hours in the garage queue at St. Brigid, is there any other way in for visitors",
        ),
        (
            POST,
            "My father was treated with so much kindness in the ER at Lakeshore General, bless you all",
        ),
    ];
    for (one, other) in pairs {
        assert!(!are_copies(one, other), "{one} / {other}");
    }
}

#[test]
fn a_repost_says_so_and_nothing_else() {
    let is_repost = |text: &str| Print::of(text).is_some_and(|print| print.is_repost);
    assert!(is_repost(&format!("rt @rosa: {POST}")));
    assert!(is_repost(&format!(
        "🙏 @lakeshore https://x.example RT @news: RT @rosa: {POST}"
    )));
    assert!(!is_repost(&format!("me too, I can't breathe RT @rosa: {POST}")));
    assert!(!is_repost(&format!("HELP... RT @rosa: {POST}")));
    assert!(!is_repost(POST));
    assert!(!is_repost(&format!("so smart @lakeshore {POST}")));
}

proptest! {
    #[test]
    fn a_text_is_its_own_copy_and_hostile_ones_harm_nothing(text in "\\PC{0,300}|(RT @a: |é|🏴|@|rt ♻ @|…|https://t.co/x |我爸爸在急诊室等了|wait ){0,60}") {
        if let Some(print) = Print::of(&text) {
            prop_assert!(print.likeness(&print).is_some());
            prop_assert!(!print.keys().is_empty() && print.keys().len() <= KEYS + 1);
        }
    }
}

/// Each joins the earlier one that it is most like, as the desk does it.
fn grouped(texts: &[&str]) -> Vec<usize> {
    let prints: Vec<Option<Print>> = texts.iter().map(|text| Print::of(text)).collect();
    let mut known: HashMap<i64, Vec<usize>> = HashMap::new();
    let mut groups: Vec<usize> = (0..texts.len()).collect();
    for (at, print) in prints.iter().enumerate() {
        let Some(print) = print else { continue };
        let candidates = print
            .keys()
            .into_iter()
            .filter_map(|key| known.get(&key))
            .flatten();
        let nearest = candidates
            .filter_map(|other| Some((print.likeness(prints[*other].as_ref()?)?, *other)))
            .max_by(|(one, _), (other, _)| one.total_cmp(other));
        match nearest {
            Some((_, first)) => groups[at] = first,
            None => print
                .keys()
                .into_iter()
                .for_each(|key| known.entry(key).or_default().push(at)),
        }
    }
    groups
}

/// Precision, recall and F1 over all pairs.
fn pairwise(groups: &[usize], truth: &[Option<&str>]) -> [f64; 3] {
    let (mut right, mut over, mut missed) = (0.0, 0.0, 0.0);
    for a in 0..groups.len() {
        for b in a + 1..groups.len() {
            match (truth[a].is_some() && truth[a] == truth[b], groups[a] == groups[b]) {
                (true, true) => right += 1.0,
                (false, true) => over += 1.0,
                (true, false) => missed += 1.0,
                (false, false) => {}
            }
        }
    }
    [
        right / (right + over),
        right / (right + missed),
        2.0 * right / (2.0 * right + over + missed),
    ]
}

fn rows(file: &str) -> Option<Vec<Value>> {
    let folder = std::env::var("LIAISON_DATA").ok()?;
    let rows = std::fs::read_to_string(format!("{folder}/{file}")).unwrap();
    Some(
        rows.lines()
            .map(|row| serde_json::from_str(row).unwrap())
            .collect(),
    )
}

/// The labels are by rule (the same first 40 signs behind `RT @x:`), so some copies count as mistakes.
#[test]
fn reposts_of_three_disasters_are_grouped() {
    let Some(rows) = rows("near_dup/retweet_clusters.jsonl") else {
        return;
    };
    let events: std::collections::BTreeSet<&str> = rows
        .iter()
        .filter_map(|row| row["labels"]["event"].as_str())
        .collect();
    println!("{:<28} precision  recall     F1", "event");
    for event in events.into_iter().map(Some).chain([None]) {
        let rows: Vec<&Value> = rows
            .iter()
            .filter(|row| event.is_none_or(|event| row["labels"]["event"] == event))
            .collect();
        let texts: Vec<&str> = rows.iter().filter_map(|row| row["text"].as_str()).collect();
        let truth: Vec<Option<&str>> = rows.iter().map(|row| row["labels"]["cluster"].as_str()).collect();
        let [precision, recall, f1] = pairwise(&grouped(&texts), &truth);
        println!(
            "{:<28} {precision:>9.3} {recall:>7.3} {f1:>6.3}",
            event.unwrap_or("all")
        );
        assert!(f1 >= if event.is_some() { 0.93 } else { 0.95 }, "{event:?} {f1}");
    }
}

/// Other words for the same matter are no copies: few of these pairs are, and none of those that differ in matter.
#[test]
fn paraphrases_are_told_from_copies() {
    let Some(rows) = rows("near_dup/twitter_url_pairs.jsonl") else {
        return;
    };
    let said = |same: bool| {
        let of = rows.iter().filter(|row| row["labels"]["paraphrase"] == same);
        let found = of.clone().filter(|row| {
            row["text"]
                .as_str()
                .zip(row["text_b"].as_str())
                .is_some_and(|(one, other)| are_copies(one, other))
        });
        (found.count(), of.count())
    };
    let ((same, of_same), (other, of_other)) = (said(true), said(false));
    println!("copies among paraphrases: {same} of {of_same}; among other pairs: {other} of {of_other}");
    assert!(other * 20 <= of_other);
}

#[test]
fn what_different_people_wrote_stays_apart() {
    let Some(rows) = rows("hospital/mentions.jsonl") else {
        return;
    };
    let texts: Vec<&str> = rows.iter().filter_map(|row| row["text"].as_str()).collect();
    let joined = grouped(&texts)
        .iter()
        .enumerate()
        .filter(|(at, group)| at != *group)
        .count();
    println!("{joined} of {} posts joined another", texts.len());
    assert_eq!(joined, 0);
}
