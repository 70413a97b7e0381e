//! What is a copy and what is not, and how well copies are found where
//! `LIAISON_DATA` says where labelled ones lie.

use super::*;
use proptest::prelude::*;
use serde_json::Value;
use std::cell::Cell;

const POST: &str = "My father has been waiting in the ER at Lakeshore General since noon with chest pain and nobody looks at him";

thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// Counts the shingles and pairs of words that were looked at.
pub(super) fn took(steps: usize) {
    STEPS.set(STEPS.get() + steps);
}

fn are_copies(one: &str, other: &str) -> bool {
    let prints = Print::of(one).zip(Print::of(other));
    prints.is_some_and(|(one, other)| {
        let keys = one.keys();
        Beside::of(&other, &one).is_copy() && other.keys().iter().any(|key| keys.contains(key))
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

/// A word that means nothing, another for each number.
fn word(number: usize) -> String {
    let letter = |at: u32| {
        ["ba", "ke", "di", "fo", "gu", "ma", "pe", "ti", "ro", "nu"][number / 10_usize.pow(at) % 10]
    };
    (0..6).map(letter).collect()
}

/// So many words that nobody else says.
fn own_words(of: usize, count: usize) -> String {
    let words = (0..count).map(|at| word(of * 1_000 + at));
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn who_adds_a_story_of_their_own_copies_nobody() {
    for (count, is_copy) in [
        (0, true),
        (COMMENT, true),
        (COMMENT + 1, false),
        (150, false),
        (500, false),
    ] {
        let own = own_words(0, count);
        for text in [
            format!("{POST} {own}"),
            format!("{own} {POST}"),
            format!("{own} RT @rosa_m: {POST}"),
        ] {
            assert_eq!(are_copies(POST, &text), is_copy, "{count} words: {text}");
        }
        // Who cuts that story off again says what was said before.
        assert!(count > COMMENT || are_copies(&format!("{POST} {own}"), POST));
    }
}

#[test]
fn a_story_behind_a_long_quote_is_heard() {
    for quoted in [MOST - 5, MOST, 2 * MOST] {
        let quote = own_words(0, quoted);
        assert!(are_copies(&quote, &quote), "{quoted}");
        let (one, other) = (own_words(1, 90), own_words(2, 90));
        assert!(!are_copies(&quote, &format!("{quote} {one}")), "{quoted}");
        assert!(
            !are_copies(&format!("{quote} {one}"), &format!("{quote} {other}")),
            "{quoted}"
        );
    }
}

/// Posts that open alike and go on differently, in three ways that cost most.
fn crowd(kind: usize, size: usize) -> Vec<String> {
    let shared = own_words(0, 370);
    let post = |of: usize| match kind {
        0 => format!("Lakeshore General Hospital has no heart {}", own_words(of, 390)),
        // Nearly as much in common as an edited text has, in the same order, and in another.
        1 => format!("{} {shared}", own_words(of, 25)),
        _ => {
            let mut words: Vec<&str> = shared.split(' ').collect();
            words.rotate_left(of * 7 % 370);
            format!("{} {}", own_words(of, 20), words.join(" "))
        }
    };
    (1..=size).map(post).collect()
}

#[test]
fn a_crowd_of_posts_that_are_nearly_copies_costs_each_the_same() {
    for kind in 0..3 {
        let steps = |size: usize| {
            let posts = crowd(kind, size);
            let texts: Vec<&str> = posts.iter().map(String::as_str).collect();
            STEPS.set(0);
            grouped(&texts);
            STEPS.get()
        };
        let (some, many) = (steps(50), steps(200));
        assert!(many <= 5 * some, "{kind}: {some} for 50, {many} for 200");
        assert!(many <= 200 * 150_000, "{kind}: {many}");
    }
}

proptest! {
    /// The shortcuts of the comparison change nothing.
    #[test]
    fn an_edited_text_is_told_as_by_the_whole_table(words in proptest::collection::vec(0..60_usize, 12..40), edits in proptest::collection::vec((0..40_usize, 0..3_u8, 0..60_usize), 0..5)) {
        let mut edited = words.clone();
        for (at, kind, word) in edits {
            let at = at % edited.len();
            match kind {
                0 => edited[at] = word,
                1 => edited.insert(at, word),
                _ => { edited.remove(at); }
            }
        }
        let text = |words: &[usize]| words.iter().map(|number| word(*number)).collect::<Vec<_>>().join(" ");
        let (one, other) = (Print::of(&text(&words)).unwrap(), Print::of(&text(&edited)).unwrap());
        let same = longest_common(&words, &edited);
        let is_edited = 200 * same >= 92 * (words.len() + edited.len());
        let shares = one.shingles.intersection(&other.shingles).count() > 0;
        prop_assert_eq!(Beside::of(&one, &other).is_edited(), is_edited && shares);
    }

    #[test]
    fn a_text_is_its_own_copy_and_hostile_ones_harm_nothing(text in "\\PC{0,300}|(RT @a: |é|🏴|@|rt ♻ @|…|https://t.co/x |我爸爸在急诊室等了|wait ){0,60}") {
        if let Some(print) = Print::of(&text) {
            prop_assert!(Beside::of(&print, &print).is_copy());
            prop_assert!(!print.keys().is_empty() && print.keys().len() <= KEYS + 2);
        }
    }
}

fn longest_common(one: &[usize], other: &[usize]) -> usize {
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for (i, a) in one.iter().enumerate() {
        for (j, b) in other.iter().enumerate() {
            table[i + 1][j + 1] = if a == b {
                table[i][j] + 1
            } else {
                table[i][j + 1].max(table[i + 1][j])
            };
        }
    }
    table[one.len()][other.len()]
}

/// Each joins the earlier one that it is most like, as the desk does it.
fn grouped(texts: &[&str]) -> Vec<usize> {
    let mut originals = Prints::default();
    let mut join_or_begin = |(at, text): (usize, &&str)| {
        let Some(print) = Print::of(text) else { return at };
        if let Some(nearest) = originals.nearest(&print, |_| true) {
            return *nearest.post;
        }
        originals.add(print, at);
        at
    };
    texts.iter().enumerate().map(&mut join_or_begin).collect()
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
