//! The database of an older program is brought up to date with its rows in
//! it. Each migration brings sample rows of its own, in
//! `tests/data/migrations`, put in as soon as its tables are there.

use crate::world::database::{Database, Kind, each, wanted};
use crate::world::morning;
use liaison::domain::{CaseNumber, Clock, DeliveryId, FeedName, Pledge, Topic};
use liaison::store::{ReplyState, Store};
use std::fs;
use std::path::Path;
use std::time::Duration;
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3_600);

#[test]
fn a_database_with_rows_climbs_every_migration() {
    each(&wanted(), async |database| {
        let clock = Clock::manual(morning());
        let versions = names("migrations");
        assert_eq!(
            versions,
            names("tests/data/migrations"),
            "each migration brings sample rows"
        );
        for version in &versions {
            let number = version.parse().unwrap();
            let store = Store::open_at(&database.target, clock.clone(), number)
                .await
                .unwrap();
            store.close().await;
            let sample = root().join(format!("tests/data/migrations/{version}.sql"));
            database.execute(&fs::read_to_string(sample).unwrap()).await;
        }
        let store = Store::open(&database.target, clock).await.unwrap();
        everything_is_there(&store).await;
        store.close().await;
        database
    });
}

async fn everything_is_there(store: &Store) {
    let one = CaseNumber(1);
    let mut tx = store.begin().await.unwrap();
    let case = tx.case(one).await.unwrap().unwrap();
    assert_eq!(
        (case.status(), case.tags.as_slice()),
        ("held", ["night".to_owned()].as_slice())
    );
    assert_eq!(tx.case(CaseNumber(2)).await.unwrap().unwrap().status(), "merged");
    assert_eq!(tx.posts_of(one).await.unwrap().len(), 2);
    assert_eq!(tx.history(one).await.unwrap().len(), 2);
    assert_eq!(tx.replies_of(one).await.unwrap()[0].state, ReplyState::Published);
    assert_eq!(tx.numbers("case", 1).await.unwrap(), 3);
    assert_eq!(tx.waiting().await.unwrap().0, 1);
    let aside = tx.set_aside_deliveries(9).await.unwrap();
    assert_eq!(
        aside[0].id,
        DeliveryId(Uuid::from_u128(0x7000_8000_0000_0000_0006))
    );
    assert_eq!(tx.card_channels(one).await.unwrap()[0].id, "emergency");
    assert_eq!(
        tx.cursor(&FeedName::from("public")).await.unwrap().as_deref(),
        Some("42")
    );
    assert_eq!(
        tx.secret("public/session").await.unwrap().as_deref(),
        Some("kept")
    );
    assert_eq!(
        tx.last_slot("digest/").await.unwrap().as_deref(),
        Some("digest/2026-11-20T13:00:00Z")
    );
    assert_eq!(tx.entries_since(0, 9).await.unwrap().len(), 1);
    assert_eq!(tx.sandbox_thread("s1").await.unwrap().len(), 1);
    let emergency = &tx.card_channels(one).await.unwrap()[0];
    assert_eq!(tx.case_of(emergency, "m1").await.unwrap(), Some(one));
    assert_eq!(tx.ailments().await.unwrap()[0].subject, "chat/slack/C1");
    assert_eq!(tx.members().await.unwrap().len(), 2);
    assert_eq!(tx.rolls().await.unwrap().len(), 1);
    assert_eq!(tx.alike(&[-77]).await.unwrap()[0].case, one);
    assert_eq!(tx.watches("hour").await.unwrap().len(), 1);
    assert_eq!(
        tx.open_incidents().await.unwrap()[0].matter,
        "topic/wait_time@Harbor General"
    );
    let draft = tx.open_draft(one).await.unwrap().unwrap();
    assert_eq!(tx.request_channels(draft.id).await.unwrap()[0].id, "emergency");
    let text = tx.policy_text("1").await.unwrap().unwrap();
    let version = "1".to_owned();
    let accepted = Pledge { version, text };
    assert!(tx.has_accepted(&"ana".into(), &accepted).await.unwrap());
    let resources = tx.resources().await.unwrap();
    assert_eq!((resources.len(), resources[0].version), (1, 2));
    assert_eq!(tx.resources_fared().await.unwrap().len(), 1);
    let good = tx.good_answers(Topic::Facilities, "en", 9).await.unwrap();
    assert_eq!(good[0].answer, "We are sorry");
    assert_eq!(tx.invitation("0011").await.unwrap().unwrap().case, one);
    assert_eq!(
        tx.wrong_codes(&"ben".into(), morning() - 2 * HOUR).await.unwrap(),
        1
    );
    assert_eq!(tx.taught(9).await.unwrap().len(), 1, "one of two is still there");
    assert_eq!(tx.models(9).await.unwrap()[0].version, 1);
    assert_eq!(tx.model_in_use().await.unwrap(), None);
}

#[test]
fn six_that_start_at_once_all_come_up() {
    each(&wanted(), async |database| {
        let threads: Vec<_> = (0..6).map(|_| open_in_a_thread(&database)).collect();
        for thread in threads {
            thread.join().expect("no panic").expect("it comes up");
        }
        database
    });
}

/// As a process of its own would.
fn open_in_a_thread(database: &Database) -> std::thread::JoinHandle<anyhow::Result<()>> {
    let target = database.target.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let store = Store::open(&target, Clock::system()).await?;
            store.ping().await?;
            store.close().await;
            Ok(())
        })
    })
}

#[test]
fn two_in_one_process_come_up_too() {
    each(&[Kind::Sqlite], async |database| {
        let open = || Store::open(&database.target, Clock::system());
        let (first, second) = tokio::join!(open(), open());
        first.unwrap().close().await;
        second.unwrap().close().await;
        database
    });
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The numbers of the files in a folder: `0001`.
fn names(folder: &str) -> Vec<String> {
    let files = fs::read_dir(root().join(folder)).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().to_string_lossy()[..4].to_owned())
        .collect();
    names.sort();
    names
}
