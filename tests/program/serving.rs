//! One process on one file; health; ports; signals.

use super::database::{Cluster, Database, on_each_database, wants_postgres};
use super::house::House;
use super::page::Page;
use super::process::{eventually, free_port, liaison};
use std::fs;
use std::net::TcpListener;

#[tokio::test]
async fn a_second_process_on_the_same_file_is_refused_by_name() {
    let house = House::new(&Database::sqlite());
    let first = house.serve().await;
    let second = house.command(&["run"]).await.refused(1);
    assert!(
        second.contains(&format!("process {}", first.process.id())),
        "{second}"
    );
    let elsewhere = house
        .command(&["run", "--listen", &format!("127.0.0.1:{}", free_port())])
        .await;
    let said = elsewhere.refused(1);
    assert!(
        said.contains("already served") && said.contains("liaison.db"),
        "{said}"
    );
    // One that was killed is no hindrance.
    drop(first);
    house.serve().await;
}

#[tokio::test]
async fn a_taken_port_is_named_with_what_changes_it() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let house = House::new(&Database::sqlite());
    let said = house
        .command(&["run", "--listen", &format!("127.0.0.1:{port}")])
        .await;
    let said = said.refused(2);
    assert!(
        said.contains(&port.to_string()) && said.contains("--listen"),
        "{said}"
    );
    let said = liaison(house.path(), ["demo", "--port", &port.to_string()])
        .await
        .refused(2);
    assert!(
        said.contains(&port.to_string()) && said.contains("--port"),
        "{said}"
    );
}

#[tokio::test]
async fn health_and_numbers_are_what_machines_expect() {
    on_each_database(async |database| {
        let house = House::new(&database);
        let serving = house.serve().await;
        let page = &serving.page;
        page.posts("rosa", "Two bills for one visit").await;
        page.card("Two bills").await;
        assert_eq!(page.get("/healthz").await.unwrap().text, "alive\n");
        assert_eq!(page.get("/readyz").await.unwrap().text, "ready\n");
        let metrics = eventually("the numbers of open cases", async || {
            let text = page.get("/metrics").await.unwrap().text;
            text.contains("liaison_cases_open").then_some(text)
        })
        .await;
        for line in metrics
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let (series, value) = line.rsplit_once(' ').unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}");
            let name = series.split('{').next().unwrap();
            let plain = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
            assert!(name.chars().all(plain) && name.starts_with("liaison_"), "{line}");
            assert!(series == name || series.ends_with('}'), "{line}");
            assert!(
                metrics.contains(&format!("# TYPE {} ", name.trim_end_matches("_total")))
                    || metrics.contains(&format!("# TYPE {name} ")),
                "{line}"
            );
        }
        assert!(!metrics.contains("rosa"));
        assert_eq!(page.get("/no-such-page").await.unwrap().status, 404);
    })
    .await;
}

#[tokio::test]
async fn not_ready_while_the_database_is_gone_and_on_again_when_it_is_back() {
    if !wants_postgres() {
        return;
    }
    let mut cluster = Cluster::new().await;
    let database = Database::postgres(&cluster.url()).await;
    let house = House::new(&database);
    let mut serving = house.serve().await;
    let page = &serving.page;
    page.posts("rosa", "Before the database went").await;
    page.card("Before the database").await;

    cluster.stop().await;
    let unready = eventually("503", async || {
        let answered = page.get("/readyz").await.unwrap();
        (answered.status == 503).then_some(answered)
    })
    .await;
    assert!(unready.text.contains("database"), "{unready:?}");
    assert_eq!(page.get("/healthz").await.unwrap().status, 200);
    let refused = page.types("ana", "/case claim 1").await.unwrap();
    assert_eq!(refused.status, 500);
    assert!(
        refused.json()["error"].as_str().unwrap().contains("Reference"),
        "{refused:?}"
    );
    eventually("the log to tell", async || {
        serving.process.said().contains("ERROR").then_some(())
    })
    .await;
    let said = house.desk("ana", &["list"]).await.refused(1);
    assert_eq!(said.lines().count(), 1, "{said}");

    cluster.start().await;
    page.ready().await;
    page.posts("ben_outside", "After the database came back").await;
    page.card("After the database").await;
    page.done("ana", "/case claim 1").await;
    page.done("ana", "/case reply 1 We are back.").await;
    eventually("the answer", async || {
        (page.answers().await == ["We are back."]).then_some(())
    })
    .await;
    assert!(serving.process.is_running());
}

#[tokio::test]
async fn told_to_stop_it_finishes_or_gives_back_what_is_in_flight() {
    on_each_database(async |database| {
        let network = House::new(&Database::sqlite());
        let public = network.serve().await;
        for n in 0..10 {
            public
                .page
                .posts(&format!("person{n}"), &format!("Still waiting, number {n}"))
                .await;
        }
        let house = House::reading(&network, &database);
        let mut sent = Vec::new();
        for signal in ["TERM", "INT"] {
            let mut serving = house.serve().await;
            for n in 0..10 {
                let number = serving.page.card(&format!("number {n}")).await["number"].to_string();
                let words = format!("Answer to {number}, before {signal}");
                serving
                    .page
                    .done("ana", &format!("/case reply {number} {words}"))
                    .await;
                sent.push(words);
            }
            serving.process.signal(signal);
            assert!(
                serving.process.ended().await.success(),
                "{}",
                serving.process.said()
            );
            assert_eq!(
                database.number(house.path(), "select count(*) from leases").await,
                0
            );
            let leased = "select count(*) from lanes where leased_until > 0 or leased_by is not null";
            assert_eq!(database.number(house.path(), leased).await, 0);
        }
        let _serving = house.serve().await;
        eventually("every answer", async || {
            (public.page.answers().await.len() >= sent.len()).then_some(())
        })
        .await;
        let mut answers = public.page.answers().await;
        answers.sort();
        sent.sort();
        assert_eq!(answers, sent);
    })
    .await;
}

#[tokio::test]
async fn new_settings_are_taken_over_on_hangup_and_faulty_ones_refused() {
    on_each_database(async |database| {
        let house = House::new(&database);
        let serving = house.serve().await;
        let page = &serving.page;
        let said = |words: &'static str| {
            let process = &serving.process;
            async move { eventually(words, async || process.said().contains(words).then_some(())).await }
        };
        page.posts("one", "The trebuchet at the gate blocks the way")
            .await;
        assert_eq!(
            page.card("trebuchet at the gate").await["department"],
            "patient-relations"
        );

        let route = "[[route]]\nwhen = { words = [\"trebuchet\"] }\nto = \"leadership\"\n\n[chat.console]";
        let changed = house.settings().replace("[chat.console]", route);
        fs::write(house.config(), &changed).unwrap();
        serving.process.signal("HUP");
        said("read anew").await;
        page.posts("two", "Now the trebuchet is at the back").await;
        assert_eq!(page.card("at the back").await["department"], "leadership");

        fs::write(
            house.config(),
            changed.replace("to = \"leadership\"", "to = \"leadrship\""),
        )
        .unwrap();
        serving.process.signal("HUP");
        said("not taken over").await;
        page.posts("three", "A third trebuchet on the roof").await;
        assert_eq!(page.card("on the roof").await["department"], "leadership");
        assert!(serving.process.said().contains("liaison.toml:"));
    })
    .await;
}

#[tokio::test]
async fn the_console_is_closed_to_those_without_its_token() {
    let house = House::new(&Database::sqlite());
    let serving = house.serve().await;
    let stranger = Page::of(house.port);
    assert_eq!(stranger.get("/").await.unwrap().status, 303);
    assert_eq!(stranger.get("/console/state").await.unwrap().status, 401);
    let post = stranger.request(reqwest::Method::POST, "/sandbox/api/posts");
    let post = post.json(&serde_json::json!({ "network": "sandbox", "handle": "x", "text": "y" }));
    assert_eq!(post.send().await.unwrap().status(), 401);
    let command = stranger.request(reqwest::Method::POST, "/console/command");
    let command = command.json(&serde_json::json!({ "as": "ana", "line": "/desk list" }));
    assert_eq!(command.send().await.unwrap().status(), 401);
    serving.page.done("ana", "/desk list").await;
}
