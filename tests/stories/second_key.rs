//! Drafts are written, changed, approved, declined, expire and are approved
//! twice at once, in any order, while the settings change and processes die:
//! nothing is published that the policy of its moment did not let out, and
//! nothing twice. The dice are the same in every run.

use crate::world::database::{Kind, each};
use crate::world::stage::In;
use crate::world::{World, minutes, seconds, tell};
use liaison::domain::{Actor, Approval, CaseNumber, Change, StaffName, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

const STEPS: usize = 120;
const ALL: [Approval; 3] = [Approval::Always, Approval::Sensitive, Approval::Never];

#[test]
fn nothing_goes_out_that_was_not_let_out_and_nothing_twice() {
    for seed in 1..=3 {
        each(&[Kind::Sqlite], async |database| {
            tell(In::Console, database, async |world: &mut World| {
                any_order(world, Dice(seed)).await;
            })
            .await
        });
    }
}

async fn any_order(world: &mut World, mut dice: Dice) {
    let mut rules: Vec<(Timestamp, Approval)> = Vec::new();
    for words in ["Six hours in the ER and still waiting", "My bill is wrong"] {
        world.mention(words).by(&words[..3].to_lowercase()).seen().await;
    }
    for step in 0..STEPS {
        world.clock.advance(seconds(1));
        match dice.index(14) {
            0 => {
                let approval = ALL[dice.index(3)];
                world.asks_for_approval(approval);
                rules.push((world.clock.now(), approval));
            }
            1 => world.wait(minutes(i64::try_from(dice.index(300)).unwrap())).await,
            2 => world.crew = world.another_process(&format!("process {step}")).await,
            3 => both_at_once(world, dice.index(2) + 1).await,
            _ => {
                let who = ["ana", "ana", "ben", "cora", "dan", "lena"][dice.index(6)];
                let line = line(&mut dice, step);
                world.staff(who).only_types(&line).await;
            }
        }
        if dice.index(2) == 0 {
            world.settle().await;
        }
    }
    world.wait(minutes(1)).await;
    world.wait_until_sent().await;
    for case in world.all_cases().await {
        let_out(world, case.number, &rules).await;
    }
}

async fn both_at_once(world: &World, case: usize) {
    let line = format!("/case approve {case} Agreed");
    let (cora, dan) = (world.staff("cora"), world.staff("dan"));
    let (first, second) = tokio::join!(cora.only_types(&line), dan.only_types(&line));
    let sent = |said: &str| said.starts_with("Approved:");
    assert!(!(sent(&first) && sent(&second)), "{first} / {second}");
}

fn line(dice: &mut Dice, step: usize) -> String {
    let case = dice.index(2) + 1;
    match dice.index(10) {
        0..=2 => format!("/case reply {case} Thank you for telling us, {step}."),
        3 => format!("/case reply {case} Your record is MRN 4471{step:04}."),
        4..=6 => format!("/case approve {case} Agreed"),
        7 => format!("/case decline {case} Not so"),
        8 => [
            format!("/case release {case}"),
            format!("/case resolve {case}"),
            format!("/case claim {case}"),
        ][dice.index(3)]
        .clone(),
        _ => format!("/case reopen {case}"),
    }
}

/// Reads the record alone: each reply was sent by a rule that sends, or after as many yeses by others as it took.
async fn let_out(world: &World, case: CaseNumber, rules: &[(Timestamp, Approval)]) {
    let told = world.store.read().await.unwrap().history(case).await.unwrap();
    let mut drafts: BTreeMap<String, (StaffName, String, bool)> = BTreeMap::new();
    let mut yes: BTreeMap<String, BTreeSet<StaffName>> = BTreeMap::new();
    let mut approved: Option<String> = None;
    let mut said = BTreeSet::new();
    for one in told {
        let event = one.event;
        let who = match &event.who {
            Actor::Staff(name) => Some(name.clone()),
            Actor::Author | Actor::Liaison => None,
        };
        match event.change {
            Change::Asked { draft, text, .. } => {
                drafts.insert(draft, (who.unwrap(), text, false));
            }
            Change::Blocked { draft, text, .. } => {
                drafts.insert(draft, (who.unwrap(), text, true));
            }
            Change::Approved { draft, left, .. } => {
                yes.entry(draft.clone()).or_default().insert(who.unwrap());
                approved = (left == 0).then_some(draft);
            }
            Change::Replied { text, .. } => {
                assert!(said.insert(text.clone()), "{case}: twice: {text}");
                match approved.take() {
                    Some(draft) => {
                        let (author, words, blocked) = &drafts[&draft];
                        assert_eq!(&text, words, "{case}: other words than were approved");
                        assert!(!yes[&draft].contains(author), "{case}: by its author");
                        assert_eq!(yes[&draft].len(), if *blocked { 2 } else { 1 }, "{case}: {text}");
                    }
                    None => {
                        let rule = rules.iter().rev().find(|(at, _)| *at <= event.at);
                        let rule = rule.map_or(Approval::Never, |(_, rule)| *rule);
                        assert_ne!(rule, Approval::Always, "{case}: nobody was asked: {text}");
                        assert!(!text.contains("MRN"), "{case}: {text}");
                    }
                }
            }
            Change::Declined { draft, .. }
            | Change::Expired { draft }
            | Change::Withdrawn { draft, .. }
            | Change::Replaced { draft } => {
                assert!(drafts.remove(&draft).is_some(), "{case}: it ended twice");
            }
            _ => {}
        }
    }
}

/// Splitmix64: the same in every run.
struct Dice(u64);

impl Dice {
    fn index(&mut self, of: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from(mixed ^ (mixed >> 31)).unwrap() % of
    }
}
