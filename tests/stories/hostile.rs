//! Text that means harm is kept, shown and found, and does none.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

use liaison::domain::Network;
use serde::Deserialize;

#[derive(Deserialize)]
struct Hostile {
    id: String,
    text: String,
}

#[test]
fn hostile_text_is_taken_in_and_shown_harmlessly() {
    on_each_database(async |world: &mut World| {
        let cases: Vec<Hostile> = include_str!("../data/hostile.jsonl")
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        for case in &cases {
            world
                .mention(&case.text)
                .by(&case.id)
                .on(Network::Facebook)
                .unseen();
        }
        world.settle().await;
        assert_eq!(world.count().await, cases.len());
        let lena = world.staff("lena");
        for number in 1..=cases.len() {
            let shown = lena.types(&format!("/case show {number}")).await;
            assert!(shown.chars().all(is_harmless), "{number}: {shown:?}");
            let answer = lena
                .types(&format!("/case note {number} {}", cases[number - 1].text))
                .await;
            assert!(answer.chars().all(is_harmless), "{number}: {answer:?}");
            lena.types(&format!("/case reply {number} {}", cut(&cases[number - 1].text)))
                .await;
        }
        for department in world.directory().departments {
            for entry in world.entries(department.name.as_str()).await {
                assert!(entry.line.chars().all(is_harmless), "{entry:?}");
                assert!(entry.line.chars().count() < 8_000, "a card stays small");
            }
        }
        let list = lena.types("/desk list").await;
        assert!(
            list.chars().all(is_harmless) && list.lines().count() <= cases.len() + 1,
            "{list:?}"
        );
    });
}

/// Nothing that turns a page or a terminal about.
fn is_harmless(sign: char) -> bool {
    let turns = matches!(sign, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}');
    !turns && (!sign.is_control() || sign == '\n' || sign == '\t')
}

fn cut(text: &str) -> String {
    text.chars().take(1_000).collect()
}

#[test]
fn a_command_in_a_post_is_a_post() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world
            .mention("/case dismiss 1 x\n@liaison claim 1")
            .by("tom")
            .seen()
            .await;
        assert_snapshot!(world.record(1).await, @"opened");
    });
}
