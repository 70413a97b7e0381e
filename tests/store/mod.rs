//! The database by itself: every statement, once on each kind.

mod authors;
mod cases;
mod console;
mod drafts;
mod feeds;
mod lessons;
mod members;
mod numbers;
mod outbox;
mod posts;
mod resources;
mod serving;
mod signals;

use crate::world::database::{each, wanted};
use crate::world::morning;
use liaison::domain::{
    Actor, Author, Case, CaseNumber, Change, Clock, DepartmentName, Event, FeedName, Intent, Mention,
    Network, Origin, PostRef, State, Topic, Urgency,
};
use liaison::store::{Arrival, Store, Tx};
use std::fs;
use std::path::Path;

/// Runs a body on an empty store of each kind.
#[expect(clippy::needless_pass_by_value, reason = "a story is written in place")]
fn on_each_store(body: impl AsyncFn(&Store, &Clock)) {
    each(&wanted(), async |database| {
        let clock = Clock::manual(morning());
        let store = Store::open(&database.target, clock.clone()).await.unwrap();
        body(&store, &clock).await;
        store.close().await;
        database
    });
}

/// Nothing that the store can do is left out here.
#[test]
fn every_statement_is_tried() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = |folder: &str| -> String {
        let files = fs::read_dir(root.join(folder)).unwrap();
        files
            .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
            .collect()
    };
    let climbing = fs::read_to_string(root.join("tests/migrations.rs")).unwrap();
    let (store, tests) = (sources("src/store"), sources("tests/store") + &climbing);
    let offered = store.match_indices("    pub async fn ").map(|(at, found)| {
        let rest = &store[at + found.len()..];
        rest.split(['(', '<']).next().unwrap()
    });
    let untried: Vec<&str> = offered
        .filter(|name| !tests.contains(&format!(".{name}(")) && !tests.contains(&format!("::{name}(")))
        .collect();
    assert!(untried.is_empty(), "never tried: {untried:?}");
}

fn post(id: &str) -> PostRef {
    PostRef {
        network: Network::Bluesky,
        id: id.to_owned(),
    }
}

fn mention(id: &str, author: &str, conversation: &str) -> Mention {
    Mention {
        post: post(id),
        feed: FeedName::from("public"),
        author: Author {
            id: format!("did:{author}"),
            handle: author.to_owned(),
            name: author.to_uppercase(),
        },
        text: format!("Words of {id}"),
        link: Some(format!("https://example.org/{id}")),
        conversation: conversation.to_owned(),
        posted_at: morning(),
    }
}

/// An open case about that mention, with emergency, due in an hour.
fn case(number: i64, mention: &Mention) -> Case {
    Case {
        number: CaseNumber(number),
        version: 1,
        state: State::Open,
        network: mention.post.network,
        feed: mention.feed.clone(),
        author: mention.author.clone(),
        conversation: mention.conversation.clone(),
        department: DepartmentName::from("emergency"),
        facility: None,
        topic: Topic::WaitTime,
        intent: Intent::Complaint,
        urgency: Urgency::Normal,
        language: "en".to_owned(),
        reasons: vec!["because".to_owned()],
        tags: Vec::new(),
        tier: 0,
        mentions: 1,
        latest: mention.post.clone(),
        opened_at: morning(),
        answered_at: None,
        due_at: Some(morning() + crate::world::hours(1)),
        late: false,
    }
}

fn event(number: i64, change: Change) -> Event {
    Event {
        case: CaseNumber(number),
        at: morning(),
        who: Actor::Author,
        from: Origin::Network,
        change,
    }
}

/// Cases 1 to `count`, each by somebody else, with their posts `p1`, `p2`, ….
async fn cases(tx: &mut Tx, count: i64) -> Vec<Case> {
    let mentions: Vec<Mention> = (1..=count)
        .map(|n| mention(&format!("p{n}"), &format!("author{n}"), &format!("p{n}")))
        .collect();
    let first = tx.numbers("case", mentions.len()).await.unwrap();
    let cases: Vec<Case> = (first..)
        .zip(&mentions)
        .map(|(n, mention)| case(n, mention))
        .collect();
    tx.insert_cases(&cases).await.unwrap();
    let arrivals: Vec<Arrival> = mentions
        .into_iter()
        .zip(&cases)
        .map(|(mention, case)| Arrival {
            mention,
            case: case.number,
        })
        .collect();
    tx.insert_mentions(&arrivals).await.unwrap();
    cases
}
