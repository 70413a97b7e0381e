//! What the chats of others ask of the desk: each request once, no words
//! where they are kept out, and cases opened by hand.

use crate::world::{World, on_the_console};
use insta::assert_snapshot;

use liaison::chat::{Ask, Clerk, Handed, MessageRef, Told, Which};
use liaison::desk::Desk;
use liaison::domain::{CaseNumber, ChannelRef, Origin, Sight, StaffName};
use liaison::program::wiring::AtTheDesk;
use liaison::store::Store;

const ER: &str = "Six hours in the ER and still waiting";

pub(super) fn clerk(desk: &Desk, store: &Store) -> AtTheDesk {
    AtTheDesk {
        desk: desk.clone(),
        store: store.clone(),
    }
}

pub(super) fn ask(clerk: &AtTheDesk, who: &str, line: &str, sight: Sight) -> Ask {
    let directory = Clerk::directory(clerk);
    Ask {
        staff: directory.staff(who).expect("somebody on the list").clone(),
        origin: Origin::Slack,
        sight,
        once: None,
        seen: None,
        command: commands::parse(line, None).expect("a command"),
    }
}

fn once(clerk: &AtTheDesk, line: &str, id: &str) -> Ask {
    Ask {
        once: Some(id.to_owned()),
        ..ask(clerk, "ana", line, Sight::Full)
    }
}

pub(super) fn words(told: Told) -> String {
    match told {
        Told::Answer { text, .. } => text,
        Told::Refused(why) => format!("refused: {why}"),
        Told::Repeated => "(repeated)".to_owned(),
    }
}

#[test]
fn a_request_that_is_delivered_twice_is_carried_out_once() {
    on_the_console(async |world: &mut World| {
        world.mention(ER).routed_to("emergency").await;
        let here = clerk(&world.desk, &world.store);
        let note = || once(&here, "/case note 1 She is next", "slack/Ev1");
        let (first, second) = tokio::join!(Clerk::run(&here, note()), Clerk::run(&here, note()));
        let mut both = [words(first), words(second)];
        both.sort();
        assert_eq!(both, ["(repeated)", "Noted on case #1, for colleagues only."]);
        // The process died after the commit and before it could acknowledge; the chat delivers to another.
        let other = world.another_process("second").await;
        let there = clerk(&other.desk, &world.store);
        assert_eq!(Clerk::run(&there, note()).await, Told::Repeated);
        let again = once(&here, "/case claim 1", "slack/Ev2");
        assert_eq!(words(Clerk::run(&here, again.clone()).await), "Case #1 is yours.");
        assert_eq!(Clerk::run(&there, again).await, Told::Repeated);
        world.settle().await;
        assert_snapshot!(world.record(1).await, @"opened noted claimed");
    });
}

#[test]
fn what_was_refused_may_be_asked_again_and_reading_needs_no_receipt() {
    on_the_console(async |world: &mut World| {
        world.mention(ER).routed_to("emergency").await;
        let here = clerk(&world.desk, &world.store);
        let release = once(&here, "/case release 1", "slack/Ev1");
        assert_snapshot!(words(Clerk::run(&here, release.clone()).await), @"refused: Nobody holds case #1, so there is nothing to give back.");
        world.staff("ana").types("/case claim 1").await;
        assert_eq!(
            words(Clerk::run(&here, release.clone()).await),
            "Case #1 is open again for others."
        );
        assert_eq!(Clerk::run(&here, release).await, Told::Repeated);
        for _ in 0..2 {
            let show = once(&here, "/desk list", "slack/Ev2");
            assert!(words(Clerk::run(&here, show).await).starts_with("Open: 1 case"));
        }
    });
}

#[test]
fn where_words_are_kept_out_nothing_says_them() {
    on_the_console(async |world: &mut World| {
        world.mention(ER).routed_to("emergency").await;
        world.staff("ana").types("/case note 1 A secret note").await;
        let here = clerk(&world.desk, &world.store);
        for sight in [Sight::Redacted, Sight::Link] {
            for line in [
                "/desk list",
                "/desk search hours",
                "/desk author rosa",
                "/case show 1",
            ] {
                let told = words(Clerk::run(&here, ask(&here, "ben", line, sight)).await);
                let from_author = line.starts_with("/desk author");
                for word in ["hours", "secret", "rosa"] {
                    let asked_for = from_author && word == "rosa";
                    assert!(asked_for || !told.contains(word), "{line} says {word}: {told}");
                }
                assert!(told.contains("kept out"), "{line}: {told}");
            }
        }
        let list = Clerk::run(&here, ask(&here, "ben", "/desk list", Sight::Redacted)).await;
        assert_snapshot!(words(list), @r"
        Open: 1 case
        #1 high · open · emergency · just now
        Words are kept out of this chat. `/case reveal N` shows those of case N to you alone.
        ");
        let reveal = |sight| ask(&here, "ben", "/case reveal 1", sight);
        assert!(words(Clerk::run(&here, reveal(Sight::Redacted)).await).contains("Six hours"));
        let refused = words(Clerk::run(&here, reveal(Sight::Link)).await);
        assert!(
            refused.starts_with("refused: The words of case #1 are kept out of this chat."),
            "{refused}"
        );
        assert_snapshot!(world.record(1).await, @"opened noted revealed");
    });
}

fn handed(id: &str, text: &str) -> Handed {
    Handed {
        message: MessageRef {
            channel: ChannelRef {
                chat: "slack".to_owned(),
                id: "C9".to_owned(),
            },
            id: id.to_owned(),
        },
        text: text.to_owned(),
        link: Some("https://chat.example.org/C9/1".to_owned()),
        at: crate::world::morning(),
    }
}

#[test]
fn a_message_handed_in_becomes_one_case() {
    on_the_console(async |world: &mut World| {
        let here = clerk(&world.desk, &world.store);
        let open = async |who: &str, handed: Handed| {
            let staff = Clerk::directory(&here).staff(who).unwrap().clone();
            words(here.open(&staff, Origin::Slack, handed).await)
        };
        let bill = "My bill is wrong, I was charged twice";
        let (first, second) = tokio::join!(open("ana", handed("1", bill)), open("lena", handed("1", bill)));
        let mut both = [first, second];
        both.sort();
        assert_eq!(
            both,
            [
                "Case #1 is open, with billing.",
                "That message is case #1 already, with billing."
            ]
        );
        assert_eq!(
            open("ana", handed("2", ER)).await,
            "Case #2 is open, with emergency."
        );
        assert!(
            open("rita", handed("3", ER))
                .await
                .starts_with("refused: That needs the right to respond.")
        );
        assert!(
            open("ana", handed("4", " "))
                .await
                .starts_with("refused: There are no words")
        );
        world.settle().await;
        assert_snapshot!(world.channel("emergency").await, @"[2] open · high — Six hours in the ER and still waiting");
        let card = Clerk::card(&here, CaseNumber(2)).await.unwrap().unwrap();
        assert_eq!(
            (card.author.as_str(), card.handle.as_str()),
            ("handed in by ana", "ana")
        );
        assert_eq!(world.count().await, 2);
    });
}

#[test]
fn home_pages_and_completion_find_what_is_open() {
    on_the_console(async |world: &mut World| {
        world.mention(ER).routed_to("emergency").await;
        world.mention(ER).by("tom").routed_to("emergency").await;
        world.staff("ana").types("/case tag 1 night").await;
        world.staff("ana").types("/case claim 1").await;
        let here = clerk(&world.desk, &world.store);
        let ana = StaffName::from("ana");
        let list = async |which: Which, sight: Sight| here.list(which, sight, 9).await.unwrap();
        let mine = list(Which::Mine(ana.clone()), Sight::Full).await;
        assert_eq!(
            (mine.len(), mine[0].number, mine[0].text.as_str()),
            (1, CaseNumber(1), ER)
        );
        let unclaimed = list(Which::Unclaimed(ana), Sight::Redacted).await;
        assert_eq!((unclaimed.len(), unclaimed[0].number), (1, CaseNumber(2)));
        assert_eq!(unclaimed[0].text, "");
        let open = list(Which::Open, Sight::Full).await;
        assert_eq!(open.iter().map(|b| b.number.0).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(here.tags(9).await.unwrap(), ["night"]);
        let (department, entry) = world.cards(1).await.remove(0);
        let directory = world.directory();
        let message = MessageRef {
            channel: directory
                .department(&department.as_str().into())
                .unwrap()
                .channels[0]
                .clone(),
            id: entry.id,
        };
        assert_eq!(here.case_of(&message).await.unwrap(), Some(CaseNumber(1)));
    });
}
