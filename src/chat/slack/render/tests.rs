//! What every drawing has to keep: the limits of Block Kit, and that no word
//! from outside does anything.

use super::*;
use crate::chat::slack::samples::directory;
use crate::domain::{
    ApprovalRequest, CaseNumber, DraftState, Published, Sight, StaffName, Timestamp, Urgency,
};
use crate::web::samples;
use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::Map;
use std::collections::HashSet;

/// Walks over a drawing and gathers what Slack would not take, or would read.
#[derive(Default)]
struct Inspector {
    wrong: Vec<String>,
    length: usize,
    actions: HashSet<String>,
    leads: Vec<String>,
    mentions: Vec<String>,
}

impl Inspector {
    fn of(blocks: &[Value], most: usize) -> Self {
        let mut inspector = Self::default();
        inspector.holds(blocks.len() <= most, "too many blocks");
        for block in blocks {
            inspector.value(block);
        }
        inspector
    }

    fn holds(&mut self, holds: bool, what: &str) {
        if !holds {
            self.wrong.push(what.to_owned());
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.value(value)),
            Value::Object(object) => {
                self.object(object);
                object.values().for_each(|value| self.value(value));
            }
            _ => {}
        }
    }

    fn object(&mut self, object: &Map<String, Value>) {
        let string = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default();
        let count = |key: &str| object.get(key).and_then(Value::as_array).map_or(0, Vec::len);
        let inner = |key: &str| {
            object
                .get(key)
                .map_or(0, |text| length(text["text"].as_str().unwrap_or_default()))
        };
        match string("type") {
            "header" => self.holds(inner("text") <= 150, "header"),
            "section" => self.holds(inner("text") <= 3_000, "section"),
            "context" => self.holds((1..=10).contains(&count("elements")), "context"),
            "actions" => self.holds((1..=25).contains(&count("elements")), "actions"),
            "static_select" => self.holds((1..=100).contains(&count("options")), "options"),
            "button" => {
                self.holds(inner("text") <= 75 && length(string("value")) <= 2_000, "button");
                self.leads
                    .extend(object.get("url").and_then(Value::as_str).map(str::to_owned));
            }
            "plain_text" => self.holds(!string("text").trim().is_empty(), "an empty text"),
            "text" => self.holds(!string("text").is_empty(), "an empty piece"),
            "mrkdwn" => {
                let harmless = string("text").replace("<!date^", "");
                self.holds(!harmless.contains("<!") && !harmless.contains("<@"), "markup");
            }
            "user" => self.mentions.push(string("user_id").to_owned()),
            "link" => self.leads.push(string("url").to_owned()),
            "usergroup" | "broadcast" | "channel" | "markdown" => {
                self.wrong.push("a dangerous piece".to_owned());
            }
            _ => {}
        }
        self.length += object.get("text").and_then(Value::as_str).map_or(0, length);
        if let Some(action) = object.get("action_id").and_then(Value::as_str) {
            let fresh = self.actions.insert(action.to_owned());
            self.holds(fresh && action.len() <= 255, "an action twice");
        }
    }

    fn is_content(&self) {
        assert_eq!(self.wrong, Vec::<String>::new());
        assert!(self.length <= 13_000, "{} signs", self.length);
        assert!(
            self.leads
                .iter()
                .all(|url| url.starts_with("http") && length(url) <= 3_000)
        );
    }
}

fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,40}",
        Just("<!channel> <@U1> <!subteam^S1> <https://evil.example|bank>".to_owned()),
        Just("&".repeat(4_000)),
        Just("👩‍👩‍👧".repeat(900)),
        Just("`*_~>".repeat(900)),
        Just(String::new()),
        Just("\n\n\n".to_owned()),
        Just("https://bank.example@evil.example/<!here>|x".to_owned()),
        Just(format!("https://x.example/{}", "a".repeat(3_100))),
    ]
}

prop_compose! {
    fn any_card()(
        texts in proptest::collection::vec(hostile(), 11),
        tags in proptest::collection::vec(hostile(), 0..40),
        status in prop::sample::select(vec!["open", "held", "resolved", "dismissed", "merged", "odd"]),
        urgency in prop::sample::select(Urgency::ALL),
        flags in any::<[bool; 5]>(),
    ) -> Card {
        let [edited, deleted, late, replied, held] = flags;
        let mut texts = texts.into_iter();
        let mut next = || texts.next().unwrap_or_default();
        Card {
            status: status.to_owned(),
            urgency,
            handle: next(),
            author: next(),
            department: next(),
            facility: Some(next()),
            text: next(),
            link: Some(next()),
            reasons: vec![next(), next()],
            speakers: Some(next()),
            holder: held.then(&mut next),
            reply: replied.then(|| Published {
                text: "&<>".repeat(3_000),
                by: next(),
                state: "published".to_owned(),
                at: Timestamp::UNIX_EPOCH,
            }),
            tags, edited, deleted, late,
            tier: 3,
            mentions: 7,
            due_at: Some(Timestamp::UNIX_EPOCH),
            merged_into: Some(CaseNumber(2)),
            on_call: vec![StaffName::from("ana"); 40],
            ..samples::card(i64::MAX)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_card_keeps_every_limit_and_no_foreign_word_does_anything(card in any_card()) {
        for sight in Sight::ALL {
            let card = card.clone().through(*sight);
            for drawn in [card::posted(&card, &directory()), card::redrawn(&card, &directory())] {
                let seen = Inspector::of(&drawn.blocks, 50);
                seen.is_content();
                prop_assert!(seen.mentions.iter().all(|id| id == "U0ANA"), "{:?}", seen.mentions);
                prop_assert!(seen.leads.iter().all(|url| card.link.as_ref().is_some_and(|link| escape::link(link).as_ref() == Some(url))));
                prop_assert!(!drawn.text.contains(['<', '>']) && length(&drawn.text) <= 4_000);
            }
            for entry in buttons::fitting(Some(&card)) {
                let draft = forms::Draft { fields: vec![("text".to_owned(), card.text.clone())], problem: Some(card.text.clone()), ..forms::Draft::default() };
                let view = forms::of(&entry, &forms::Memory::of(1, Some("C1")), Some(&card), &directory(), &draft);
                Inspector::of(view["blocks"].as_array().unwrap(), 100).is_content();
                prop_assert!(length(view["title"]["text"].as_str().unwrap()) <= 24);
                prop_assert!(length(view["private_metadata"].as_str().unwrap()) <= 3_000);
            }
        }
    }

    #[test]
    fn any_line_and_any_answer_is_only_words(words in hostile(), more in hostile()) {
        let said = Line::of(&StaffName::from("ana")).text(&words).quote(&more).wake(&StaffName::from("ana")).quote(&words);
        let seen = line(&said, &directory());
        let inspected = Inspector::of(&seen.blocks, 50);
        inspected.is_content();
        prop_assert_eq!(inspected.mentions, ["U0ANA"]);
        let drawn = answer(&words);
        Inspector::of(&drawn.blocks, 50).is_content();
        let cards = vec![samples::card(1); 300].into_iter().map(|card| Card { text: more.clone(), ..card });
        Inspector::of(&listing(&Listing { cards: cards.collect() }).blocks, 50).is_content();
    }
}

/// The words of a drawing, a line for each block.
fn words(drawn: &Drawn) -> String {
    let lines = drawn.blocks.iter().map(|block| {
        let mut found = Vec::new();
        texts(block, &mut found);
        found.join(" | ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        Value::Object(object) => {
            found.extend(
                ["text", "user_id"]
                    .iter()
                    .filter_map(|key| object.get(*key)?.as_str())
                    .map(str::to_owned),
            );
            object.values().for_each(|value| texts(value, found));
        }
        _ => {}
    }
}

#[test]
fn a_masked_card_can_be_unmasked() {
    let buttons = |masked, sight| {
        let card = Card {
            masked,
            sight,
            ..samples::card(1)
        };
        words(&card::redrawn(&card, &directory()))
    };
    assert!(buttons(true, Sight::Full).contains("Unmask"));
    assert!(!buttons(false, Sight::Full).contains("Unmask"));
    assert!(!buttons(true, Sight::Link).contains("Unmask"));
}

#[test]
fn who_speaks_the_language_is_named_and_not_mentioned() {
    let foreign = Card {
        speakers: Some("Spanish is spoken by ana, ben.".to_owned()),
        ..samples::card(1)
    };
    for sight in [Sight::Full, Sight::Redacted] {
        let shown = words(&card::posted(&foreign.clone().through(sight), &directory()));
        assert!(shown.contains("\nSpanish is spoken by ana, ben.\n"), "{shown}");
    }
}

#[test]
fn each_fact_of_a_case_is_a_word_on_its_card() {
    let card = Card {
        status: "merged".to_owned(),
        holder: Some("ana".to_owned()),
        merged_into: Some(CaseNumber(2)),
        tier: 1,
        late: true,
        mentions: 2,
        copies: 0,
        edited: true,
        deleted: true,
        tags: vec!["parking".to_owned(), "coat".to_owned()],
        posted_at: Timestamp::UNIX_EPOCH,
        reply: Some(Published {
            text: "We are sorry.".to_owned(),
            by: "ana".to_owned(),
            state: "retracted".to_owned(),
            at: Timestamp::UNIX_EPOCH,
        }),
        ..samples::card(1)
    };
    assert_snapshot!(words(&card::redrawn(&card, &directory())), @r"
    ⚪ #1 · merged · normal · X
    Kay |  @kay_in_apt_4 · 1st case by this author
    hour five in the ER waiting room
    wait time · complaint | emergency · Lakeshore General | written <!date^0^{ago}|1970-01-01 00:00 UTC> | late | tier 1 | 2 posts | #parking #coat | now #2 | edited | deleted
    was with  | U0ANA
    reply taken down | , by ana
    We are sorry.
    Why here: “waiting room” → wait time
    More…
    ");
    let kept_out = card.through(Sight::Redacted);
    assert_snapshot!(words(&card::redrawn(&kept_out, &directory())), @r"
    ⚪ #1 · merged · normal · X
    1st case by this author
    The words are kept out of this chat.
    wait time · complaint | emergency · Lakeshore General | written <!date^0^{ago}|1970-01-01 00:00 UTC> | late | tier 1 | 2 posts | #parking #coat | now #2 | edited | deleted
    was with  | U0ANA
    reply taken down | , by ana
    More… | See the post
    ");
}

#[test]
fn where_nobody_can_read_the_draft_there_is_no_yes_to_it() {
    let drawn = |sight, state: DraftState| {
        let request = ApprovalRequest {
            state,
            ..samples::request(1)
        };
        words(&request::posted(&request.through(sight), &directory()))
    };
    let blocked = || DraftState::Blocked { first: None };
    for sight in [Sight::Full, Sight::Redacted] {
        assert!(drawn(sight, DraftState::Waiting).contains("Approve"));
        assert!(drawn(sight, blocked()).contains("Override…"));
    }
    assert!(drawn(Sight::Redacted, DraftState::Waiting).contains("See the words"));
    for state in [DraftState::Waiting, blocked()] {
        let linked = drawn(Sight::Link, state);
        assert!(
            !linked.contains("Approve") && !linked.contains("Override…"),
            "{linked}"
        );
        assert!(
            linked.contains("please decide there") && linked.contains("Decline…"),
            "{linked}"
        );
    }
    let card = Card {
        draft: Some("waiting".to_owned()),
        ..samples::card(1)
    };
    let offered = |sight| {
        let fitting = buttons::fitting(Some(&card.clone().through(sight)));
        fitting.iter().any(|entry| entry.verb == "approve")
    };
    assert!(offered(Sight::Full) && offered(Sight::Redacted) && !offered(Sight::Link));
}
