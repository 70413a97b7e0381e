//! Two thousand mentions in forty departments, each of which reads in both
//! chats, with the rates of both held: every case is shown once in each, in
//! order, and who has to wait keeps nobody else waiting.

use super::house::{Habits, House, Rooms};
use crate::fakes::discord::{self, Fault, Ping};
use crate::fakes::slack::{self, Pings};
use crate::world::organisation::directory;
use crate::world::{morning, seconds};
use liaison::domain::{
    Author, Department, Directory, FeedName, Found, Mention, Network, PostRef, Route, Sight, StaffName,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

const WARDS: usize = 40;
const MENTIONS: usize = 2_000;
/// Every so many mentions of a ward somebody is in danger.
const DANGER: usize = 25;
/// The one channel of each chat that is told to wait, and for how long.
const TOLD_TO_WAIT: i64 = 60;
/// A storm that takes longer than this never ends.
const LONGEST: i64 = 600;
/// What the on-call's own ward is called.
const ON_CALL: &str = "ana";

/// One message of a channel: which cases it shows, and whether as a card.
struct Shown {
    cases: Vec<i64>,
    is_card: bool,
    /// It wakes the on-call and nobody else, or nobody at all.
    wakes: bool,
}

#[tokio::test]
async fn two_thousand_cases_are_each_shown_once_in_both_chats() {
    let habits = Habits {
        sight: Sight::Full,
        limits: true,
    };
    let house = House::open(wards(), habits).await;
    let began = (Instant::now(), house.clock.now());
    let all = (0..MENTIONS).map(found).collect();
    let feed = FeedName::from("public");
    house
        .desk
        .receive(&feed, Network::Bluesky, all, None)
        .await
        .unwrap();
    let waits = house.rooms["ward3"].clone();
    let wait = u32::try_from(TOLD_TO_WAIT).unwrap();
    house
        .slack
        .fail_next("chat.postMessage", slack::Fault::Ratelimited(wait));
    let of_discord = format!("/channels/{}/messages", waits.discord);
    house
        .discord
        .fail_next("POST", &of_discord, Fault::RateLimited(wait, "user"));

    let done = blows_over(&house).await;
    let took = house.clock.now() - began.1;
    tells_apart_who_waited(&done, &waits);
    let mut in_chats = [BTreeSet::new(), BTreeSet::new()];
    for rooms in house.rooms.values() {
        for (chat, shown) in shown(&house, rooms).into_iter().enumerate() {
            is_in_order(&shown);
            for case in shown.iter().flat_map(|shown| &shown.cases) {
                assert!(
                    in_chats[chat].insert(*case),
                    "#{case} is shown twice in {rooms:?}"
                );
            }
        }
    }
    assert_eq!(in_chats.each_ref().map(BTreeSet::len), [MENTIONS; 2]);
    let [to_slack, to_discord] = house.recorded().map(|lines| {
        (
            lines.len(),
            lines.iter().filter(|line| line.status == 429).count(),
        )
    });
    println!(
        "{MENTIONS} cases in {WARDS} channels of each chat: {} s of the story ({:.1} s here); \
         Slack {} calls, {} of them refused for their rate; Discord {} and {}",
        took.num_seconds(),
        began.0.elapsed().as_secs_f64(),
        to_slack.0,
        to_slack.1,
        to_discord.0,
        house.discord.limited(),
    );
    house.close().await;
}

/// Time passes until all is out; gives when each channel had all its cases.
async fn blows_over(house: &House) -> BTreeMap<(usize, String), i64> {
    let began = house.clock.now();
    let mut done = BTreeMap::new();
    loop {
        while house.sends().await > 0 {}
        let passed = (house.clock.now() - began).num_seconds();
        for (name, rooms) in &house.rooms {
            for (chat, shown) in shown(house, rooms).iter().enumerate() {
                let cases: usize = shown.iter().map(|shown| shown.cases.len()).sum();
                if cases == MENTIONS / WARDS {
                    done.entry((chat, name.clone())).or_insert(passed);
                }
            }
        }
        if house.waiting().await == 0 {
            return done;
        }
        assert!(passed < LONGEST, "it does not blow over: {done:?}");
        house.clock.advance(seconds(1));
    }
}

/// In each chat one channel was told to wait: it alone is late.
fn tells_apart_who_waited(done: &BTreeMap<(usize, String), i64>, waits: &Rooms) {
    assert_eq!(done.len(), 2 * WARDS, "every channel has all its cases: {done:?}");
    for chat in 0..2 {
        let of_chat = done.iter().filter(|((of, _), _)| *of == chat);
        let (late, early): (Vec<_>, Vec<_>) = of_chat.partition(|(_, at)| **at >= TOLD_TO_WAIT);
        assert_eq!(late.len(), 1, "chat {chat}, {waits:?}: {late:?} {early:?}");
    }
}

/// Every card stands alone, every number after those before it.
fn is_in_order(shown: &[Shown]) {
    let firsts: Vec<i64> = shown.iter().map(|shown| shown.cases[0]).collect();
    assert!(firsts.is_sorted(), "out of order: {firsts:?}");
    for shown in shown {
        assert!(shown.cases.is_sorted());
        let in_danger: Vec<i64> = shown.cases.iter().copied().filter(is_in_danger).collect();
        if shown.is_card {
            assert_eq!(shown.wakes, !in_danger.is_empty(), "{:?}", shown.cases);
        } else {
            assert_eq!(
                in_danger,
                Vec::<i64>::new(),
                "who is in danger has a card of their own"
            );
            assert!(!shown.wakes);
        }
    }
    let cards = shown.iter().filter(|shown| shown.is_card).count();
    assert!(cards < 10, "{cards} cards flood a channel");
}

/// What stands in the channels of a department, in the order it was posted.
fn shown(house: &House, rooms: &Rooms) -> [Vec<Shown>; 2] {
    let on_call = house.person(ON_CALL);
    let in_slack = house.slack.messages(&rooms.slack);
    let in_discord = house.discord.messages(rooms.discord);
    [
        in_slack
            .iter()
            .map(|message| of_slack(message, &on_call.slack))
            .collect(),
        in_discord
            .iter()
            .map(|message| of_discord(message, on_call.discord))
            .collect(),
    ]
}

fn of_slack(message: &slack::Message, on_call: &str) -> Shown {
    let pings = message.pings();
    let woken = Pings {
        users: vec![on_call.to_owned()],
        ..Pings::default()
    };
    assert!(pings.is_empty() || pings == woken, "{pings:?}");
    let head = message.plain();
    let listed = listed(&Value::Array(message.blocks.clone()));
    Shown {
        is_card: listed.is_empty(),
        cases: if listed.is_empty() {
            vec![number(&head)]
        } else {
            listed
        },
        wakes: !pings.is_empty(),
    }
}

fn of_discord(message: &discord::Message, on_call: discord::Id) -> Shown {
    assert!(
        message.pings().iter().all(|ping| *ping == Ping::User(on_call)),
        "{:?}",
        message.pings()
    );
    let title = message.embeds[0]["title"].as_str().unwrap_or_default();
    let listed = listed(&Value::Array(message.components.clone()));
    Shown {
        is_card: listed.is_empty(),
        cases: if listed.is_empty() {
            vec![number(title)]
        } else {
            listed
        },
        wakes: !message.pings().is_empty(),
    }
}

/// The cases of the menus in a message.
fn listed(parts: &Value) -> Vec<i64> {
    let inside = parts
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|part| match part["options"].as_array() {
            Some(options) => options
                .iter()
                .filter_map(|o| o["value"].as_str()?.parse().ok())
                .collect(),
            None => [&part["components"], &part["elements"]]
                .into_iter()
                .flat_map(listed)
                .collect::<Vec<_>>(),
        });
    inside.collect()
}

/// The number that a card begins with.
fn number(head: &str) -> i64 {
    let digits = head.split('#').nth(1).and_then(|rest| rest.split(' ').next());
    let number = digits.and_then(|digits| digits.parse().ok());
    number.unwrap_or_else(|| panic!("no card: {head}"))
}

/// Forty departments, each of which gets what names its ward.
fn wards() -> Directory {
    let one = directory().departments.remove(0);
    let departments = (0..WARDS).map(|n| Department {
        name: format!("ward{n}").as_str().into(),
        escalate_to: None,
        on_call: vec![StaffName::from(ON_CALL)],
        ..one.clone()
    });
    let routes = (0..WARDS).map(|n| Route {
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

/// Cases are numbered from one, in the order of the mentions.
fn is_in_danger(case: &i64) -> bool {
    usize::try_from(case - 1).unwrap() / WARDS % DANGER == 7
}

fn found(n: usize) -> Found {
    let id = format!("p{n}");
    let ward = n % WARDS;
    let text = if n / WARDS % DANGER == 7 {
        format!("I am in your ER waiting room in ward{ward} and I want to kill myself")
    } else {
        format!("The wait in ward{ward} is too long")
    };
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
        text,
        link: None,
        conversation: id,
        posted_at: morning(),
    })
}
