//! A database that is locked, or whose disk is full: reported, then carried on.

use super::database::{Database, sqlite};
use super::house::House;
use super::page::Page;
use super::process::{LIAISON, Process, eventually};
use sqlx::Executor;
use std::fs;
use std::process::Command;
use std::time::Duration;
use tokio::time::sleep;

#[tokio::test]
async fn a_database_that_another_program_locks_is_waited_for() {
    let network = House::new(&Database::sqlite());
    let public = network.serve().await;
    let database = Database::sqlite();
    let house = House::reading(&network, &database);
    let serving = house.serve().await;
    let page = &serving.page;
    public.page.posts("rosa", "Before the lock").await;
    page.card("Before the lock").await;

    let mut other = sqlite(house.path()).await;
    other.execute("begin exclusive").await.unwrap();
    for n in 0..5 {
        public
            .page
            .posts(&format!("person{n}"), &format!("While locked, number {n}"))
            .await;
    }
    let (refused, ()) = tokio::join!(page.types("ana", "/case claim 1"), sleep(Duration::from_secs(8)));
    let refused = refused.unwrap();
    assert_eq!(refused.status, 500);
    assert!(
        refused.json()["error"].as_str().unwrap().contains("Reference"),
        "{refused:?}"
    );
    // Whoever comes first waits for the lock, all others for whoever came first.
    let said = serving.process.said();
    assert!(
        said.contains("locked") || said.contains("pool timed out"),
        "{said}"
    );
    other.execute("rollback").await.unwrap();

    page.done("ana", "/case claim 1").await;
    page.done("ana", "/case reply 1 Thank you for telling us.").await;
    for n in 0..5 {
        page.card(&format!("While locked, number {n}")).await;
    }
    eventually("the answer", async || {
        (public.page.answers().await == ["Thank you for telling us."]).then_some(())
    })
    .await;
    assert_eq!(page.cards().await.len(), 6);
}

#[tokio::test]
async fn a_full_disk_is_reported_and_nothing_of_what_was_accepted_is_lost() {
    let house = House::new(&Database::sqlite());
    // A limit on the size of files stands for the end of the disk: both refuse the write.
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" run --config \"$1\"", LIAISON]);
    command.arg(house.config());
    let mut process = Process::start(&mut command, &house.log());
    let page = Page::of(house.port);
    page.ready().await;
    page.posts("rosa", "Before the disk was full").await;
    page.card("Before the disk").await;
    page.done("ana", "/case claim 1").await;

    let log = fs::metadata(house.path().join("liaison.db-wal")).unwrap().len();
    limit(&process, &format!("{}:unlimited", log + 64 * 1024));
    let mut accepted = 0;
    let refused = loop {
        let answered = page
            .types(
                "ana",
                &format!("/case note 1 {} {}", accepted + 1, "x".repeat(3_000)),
            )
            .await
            .unwrap();
        match answered.status {
            200 => accepted += 1,
            _ => break answered,
        }
        assert!(accepted < 200, "the disk is never full");
    };
    assert_eq!(refused.status, 500, "{refused:?}");
    assert!(
        refused.json()["error"].as_str().unwrap().contains("Reference"),
        "{refused:?}"
    );
    assert!(process.said().contains("ERROR"), "{}", process.said());
    assert_eq!(page.get("/healthz").await.unwrap().status, 200);
    page.cards().await;

    limit(&process, "unlimited:unlimited");
    eventually("it to go on", async || {
        let noted = page.types("ana", "/case note 1 after").await.unwrap();
        (noted.status == 200).then_some(())
    })
    .await;
    page.done("ana", "/case reply 1 Thank you for telling us.").await;
    eventually("the answer", async || {
        (page.answers().await == ["Thank you for telling us."]).then_some(())
    })
    .await;
    let notes = house
        .database
        .number(house.path(), "select count(*) from events where kind = 'noted'");
    assert_eq!(notes.await, accepted + 1);
    process.signal("TERM");
    assert!(process.ended().await.success(), "{}", process.said());
}

fn limit(process: &Process, size: &str) {
    let mut prlimit = Command::new("prlimit");
    prlimit.args(["--pid", &process.id().to_string(), &format!("--fsize={size}")]);
    assert!(prlimit.status().unwrap().success());
}
