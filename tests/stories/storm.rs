//! Many cases at once, in a chat that bears only so much.

use super::talk::{Said, Talk};
use crate::world::database::{each, wanted};
use crate::world::organisation::directory;
use crate::world::{World, minutes, morning, on_the_console, seconds};

use liaison::chat::{Chat, Manners};
use liaison::desk::Desk;
use liaison::domain::{
    Author, CaseNumber, ChannelRef, Clock, Directory, FeedName, Found, Mention, Network, PostRef, Route,
    StaffName,
};
use liaison::engine::outbox::Outbox;
use liaison::store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

const ER: &str = "Six hours in the ER and still waiting";
const SLACKS: Manners = Manners {
    pace: Duration::from_secs(1),
    burst: Some(5),
};

/// Forty departments, each of which gets what names its ward.
fn wards() -> Directory {
    let one = directory().departments.remove(0);
    let departments = (0..40).map(|n| liaison::domain::Department {
        name: format!("ward{n}").as_str().into(),
        channels: vec![ChannelRef {
            chat: "slack".to_owned(),
            id: format!("ward{n}"),
        }],
        escalate_to: None,
        ..one.clone()
    });
    let routes = (0..40).map(|n| Route {
        words: vec![format!("ward{n}")],
        to: format!("ward{n}"),
        ..Route::default()
    });
    Directory {
        departments: departments.collect(),
        routes: routes.collect(),
        ..directory()
    }
}

fn found(n: usize) -> Found {
    let id = format!("p{n}");
    Found::Mention(Mention {
        post: PostRef {
            network: Network::Bluesky,
            id: id.clone(),
        },
        feed: FeedName::from("public"),
        author: Author {
            id: id.clone(),
            handle: id.clone(),
            name: String::new(),
        },
        text: format!("The wait in ward{} is too long", n % 40),
        link: None,
        conversation: id,
        posted_at: morning(),
    })
}

#[test]
fn two_thousand_cases_in_forty_channels_are_each_shown_once() {
    each(&wanted(), async |database| {
        let clock = Clock::manual(morning());
        let store = Store::open(&database.target, clock.clone()).await.unwrap();
        let desk = Desk::new(store.clone(), clock.clone(), wards());
        let slack = Talk::new("slack", SLACKS);
        let chats: Vec<Arc<dyn Chat>> = vec![Arc::<Talk>::clone(&slack)];
        let outbox = Outbox::new(
            (store.clone(), desk.clone(), clock.clone()),
            "one",
            chats,
            Vec::new(),
        );
        let feed = FeedName::from("public");
        let all = (0..2_000).map(found).collect();
        desk.receive(&feed, Network::Bluesky, all, None).await.unwrap();
        let mut ticks = 0;
        while store.read().await.unwrap().waiting().await.unwrap().0 > 0 {
            let before = per_channel(&slack);
            while outbox.tick().await.unwrap() > 0 {}
            let after = per_channel(&slack);
            let most = after.iter().map(|(c, n)| n - before.get(c).unwrap_or(&0)).max();
            assert!(most <= Some(1), "one message a second in a channel, not {most:?}");
            if ticks == 0 {
                assert_eq!(after.len(), 40, "no lane delays another");
            }
            ticks += 1;
            clock.advance(seconds(1));
        }
        assert!(ticks <= 10, "it took {ticks} s");
        let mut shown: BTreeSet<CaseNumber> = BTreeSet::new();
        let mut cards = 0;
        for message in slack.said() {
            let numbers = match message.said {
                Said::Card(card) => {
                    cards += 1;
                    vec![card.number]
                }
                Said::Listing(cases) => cases,
                Said::Line(line) => panic!("{line}"),
            };
            for number in numbers {
                assert!(shown.insert(number), "{number} is shown twice");
            }
        }
        assert_eq!((shown.len(), cards), (2_000, 40 * 5));
        // Something happens to one that was only listed: it gets its card, exactly one.
        let listed = shown.last().unwrap().0;
        assert!(slack.cards(listed).is_empty());
        let ana = StaffName::from("ana");
        for line in [
            format!("/case claim {listed}"),
            format!("/case tag {listed} night"),
        ] {
            desk.run(&ana, liaison::domain::Origin::Slack, None, &line)
                .await
                .unwrap();
            for _ in 0..5 {
                while outbox.tick().await.unwrap() > 0 {}
                clock.advance(seconds(1));
            }
        }
        assert_eq!(slack.cards(listed).len(), 1);
        assert_eq!(slack.cards(listed)[0].status, "held");
        store.close().await;
        database
    });
}

fn per_channel(talk: &Talk) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    for message in talk.said() {
        *count.entry(message.channel).or_default() += 1;
    }
    count
}

#[test]
fn critical_cases_and_those_that_something_happened_to_get_their_card() {
    on_the_console(async |world: &mut World| {
        let slack = Talk::new("slack", SLACKS);
        world.reads_in(&[&slack]);
        for who in 0..20 {
            world.mention(ER).by(&format!("p{who}")).unseen();
        }
        world
            .mention("I am in your ER waiting room and I want to kill myself")
            .by("tom")
            .unseen();
        world.crew.reads().await;
        world.staff("ana").only_types("/case claim 15").await;
        world.settle().await;
        for _ in 0..20 {
            world.wait(seconds(1)).await;
        }
        let critical: Vec<i64> = world
            .all_cases()
            .await
            .into_iter()
            .filter(|case| case.urgency.as_str() == "critical")
            .map(|case| case.number.0)
            .collect();
        assert_eq!(critical.len(), 1);
        assert_eq!(slack.cards(critical[0]).len(), 1);
        assert_eq!(slack.cards(15).len(), 1, "{:?}", slack.channel("emergency"));
        assert!(
            slack.channel("emergency").contains(&"14 more".to_owned()),
            "{:?}",
            slack.channel("emergency")
        );
        // A minute later a single one gets a card again.
        world.wait(minutes(2)).await;
        world.mention(ER).by("late").seen().await;
        world.wait(seconds(1)).await;
        assert_eq!(slack.cards(22).len(), 1);
    });
}
