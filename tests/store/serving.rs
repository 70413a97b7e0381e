//! Who may serve a database, and who may work beside.

use super::cases;
use crate::world::database::{Kind, each, wanted};
use crate::world::morning;
use liaison::domain::{CaseNumber, Clock};
use liaison::store::{Store, StoreError, Target};
use std::path::Path;

#[test]
fn a_second_serving_process_is_refused_by_name() {
    each(&[Kind::Sqlite], async |database| {
        let clock = Clock::manual(morning());
        let first = database.target.serve(&clock).unwrap();
        let refused = database.target.serve(&clock).unwrap_err();
        assert!(matches!(refused.downcast_ref(), Some(StoreError::Served { .. })));
        let sentence = refused.to_string();
        let by = format!(
            "is already served by process {} since 2026-11-20 15:00:00 UTC",
            std::process::id()
        );
        assert!(sentence.contains(&by), "{sentence}");
        drop(first);
        database.target.serve(&clock).unwrap();
        database
    });
}

#[test]
fn a_terminal_command_works_beside_the_one_that_serves() {
    each(&wanted(), async |database| {
        let clock = Clock::manual(morning());
        let _serving = database.target.serve(&clock).unwrap();
        let store = Store::open(&database.target, clock.clone()).await.unwrap();
        let beside = Store::open(&database.target, clock).await.unwrap();
        let mut tx = beside.begin().await.unwrap();
        cases(&mut tx, 1).await;
        tx.commit().await.unwrap();
        assert!(
            store
                .read()
                .await
                .unwrap()
                .case(CaseNumber(1))
                .await
                .unwrap()
                .is_some()
        );
        store.close().await;
        beside.close().await;
        database
    });
}

#[test]
fn an_address_is_one_of_two_kinds() {
    let base = Path::new("/srv/liaison");
    let file = |url: &str| match Target::parse(url, base) {
        Ok(Target::Sqlite(file)) => file.display().to_string(),
        Ok(Target::Postgres { url, .. }) => url,
        Err(error) => error.to_string(),
    };
    assert_eq!(file("sqlite://liaison.db"), "/srv/liaison/liaison.db");
    assert_eq!(file("sqlite:///var/l.db"), "/var/l.db");
    assert_eq!(file("postgres://db/liaison"), "postgres://db/liaison");
    assert_eq!(
        file("mysql://db"),
        "the database address must begin with sqlite:// or postgres://"
    );
}
