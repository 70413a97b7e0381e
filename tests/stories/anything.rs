//! Anybody does anything in any order while the network fails at random: at
//! the end every promise holds. The dice are the same in every run.

use crate::world::database::{Kind, each};
use crate::world::network::{Call, Fault};
use crate::world::stage::In;
use crate::world::{World, minutes, tell};

const STEPS: usize = 150;
const STAFF: [&str; 4] = ["ana", "ben", "lena", "rita"];
const PUBLIC: [&str; 3] = ["rosa", "tom", "kim"];
const WORDS: [&str; 5] = [
    "Six hours in the ER and still waiting",
    "My bill is wrong, I was charged twice",
    "Thank you, the nurses were so kind",
    "The North Garage lift is broken again",
    "I am in your waiting room and I want to kill myself",
];

#[test]
fn whatever_is_done_in_whatever_order_the_promises_hold() {
    for seed in 1..=3 {
        each(&[Kind::Sqlite], async |database| {
            tell(In::Console, database, async |world: &mut World| {
                let mut dice = Dice(seed);
                for _ in 0..STEPS {
                    step(world, &mut dice).await;
                }
                world.network.forgives();
                world.wait(minutes(1)).await;
                world.wait_until_sent().await;
                world.given_up().await;
            })
            .await
        });
    }
}

async fn step(world: &World, dice: &mut Dice) {
    match dice.roll(10) {
        0..=2 => somebody_writes(world, dice),
        3 => somebody_changes_their_mind(world, dice),
        4 => world.network.next(call(dice), fault(dice)),
        5 => world.wait(minutes(dice.roll(90))).await,
        6 => dies_in_a_call(world).await,
        _ => {
            let line = line(dice, world.count().await);
            let who = STAFF[dice.index(STAFF.len())];
            let answer = world.staff(who).only_types(&line).await;
            assert!(!answer.is_empty(), "{line}");
        }
    }
    if dice.roll(2) == 0 {
        world.settle().await;
    }
}

fn somebody_writes(world: &World, dice: &mut Dice) {
    let posts = world.network.posts();
    let live: Vec<_> = posts.iter().filter(|post| post.deleted_at.is_none()).collect();
    let parent = (dice.roll(2) == 0 && !live.is_empty()).then(|| live[dice.index(live.len())].id.clone());
    let by = PUBLIC[dice.index(PUBLIC.len())];
    let posting = world.mention(WORDS[dice.index(WORDS.len())]).by(by);
    match &parent {
        Some(parent) => posting.under(parent).unseen(),
        None => posting.unseen(),
    };
}

fn somebody_changes_their_mind(world: &World, dice: &mut Dice) {
    let posts = world.network.posts();
    let theirs: Vec<_> = posts
        .iter()
        .filter(|post| !post.ours && post.deleted_at.is_none())
        .collect();
    if theirs.is_empty() {
        return;
    }
    let post = &theirs[dice.index(theirs.len())].id;
    match dice.roll(3) {
        0 => world.network.delete(post),
        _ => world.network.edit(post, WORDS[dice.index(WORDS.len())]),
    }
}

/// The process dies while its next public call is out, if there is one.
async fn dies_in_a_call(world: &World) {
    world.network.forgives();
    world.network.next(Call::Write, Fault::DoneThenHangs);
    tokio::select! {
        _ = world.crew.outbox.tick() => {}
        () = world.network.hangs() => {}
    }
    world.network.forgives();
}

fn line(dice: &mut Dice, cases: usize) -> String {
    let case = dice.index(cases + 1) + 1;
    let other = dice.index(cases + 1) + 1;
    let words = ["We are sorry", "Please call us", "Thank you"][dice.index(3)];
    match dice.roll(18) {
        0..=2 => format!("/case claim {case}"),
        3..=6 => format!("/case reply {case} {words}"),
        7 => format!("/case release {case}"),
        8 => format!("/case assign {case} {}", STAFF[dice.index(STAFF.len())]),
        9 => format!("/case note {case} {words}"),
        10 => format!("/case tag {case} t{other} -t{case}"),
        11 => format!(
            "/case priority {case} {}",
            ["critical", "high", "normal", "low"][dice.index(4)]
        ),
        12 => format!(
            "/case transfer {case} {}",
            ["billing", "parking", "emergency"][dice.index(3)]
        ),
        13 => format!("/case escalate {case}"),
        14 => format!("/case resolve {case}"),
        15 => format!("/case reopen {case}"),
        16 => format!("/case merge {case} {other}"),
        _ => format!("/case retract {case}"),
    }
}

fn call(dice: &mut Dice) -> Call {
    [Call::Read, Call::Write, Call::Write, Call::Find, Call::TakeDown][dice.index(5)]
}

fn fault(dice: &mut Dice) -> Fault {
    let faults = [
        Fault::SlowDown(40),
        Fault::Refuses(500),
        Fault::DoneThen(502),
        Fault::Breaks,
        Fault::DoneThenBreaks,
    ];
    faults[dice.index(faults.len())]
}

/// Splitmix64: the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 1).cast_signed() % sides
    }

    fn index(&mut self, of: usize) -> usize {
        usize::try_from(self.roll(i64::try_from(of).unwrap())).unwrap()
    }
}
