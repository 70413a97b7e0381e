//! The first minutes of an administrator: `init`, `check`, `run`; and what each mistake in the settings gets.

use super::database::{Database, on_each_database};
use super::house::House;
use super::page::Page;
use super::process::{LIAISON, Process, free_port, liaison};
use std::fs;
use std::process::Command;

#[tokio::test]
async fn init_then_check_then_run() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("liaison.toml");
    let missing = liaison(folder.path(), ["check"]).await.refused(2);
    assert!(missing.contains("liaison init"), "{missing}");

    let said = liaison(folder.path(), ["init"]).await.done();
    assert!(said.contains("liaison check"), "{said}");
    let written = fs::read_to_string(&file).unwrap();
    assert!(
        liaison(folder.path(), ["check"])
            .await
            .done()
            .contains("is right")
    );

    fs::write(&file, format!("{written}\n# mine\n")).unwrap();
    let refused = liaison(folder.path(), ["init"]).await.refused(2);
    assert!(refused.contains("left alone"), "{refused}");
    assert!(fs::read_to_string(&file).unwrap().ends_with("# mine\n"));

    // A console without a token is not served.
    let console = written.replace("enabled = false", "enabled = true");
    fs::write(&file, &console).unwrap();
    let unready = liaison(folder.path(), ["run"]).await.refused(2);
    assert!(unready.contains("token"), "{unready}");
    fs::write(folder.path().join("liaison.token"), "a-token-of-sixteen-signs\n").unwrap();
    fs::write(&file, console.replace("# token = { file", "token = { file")).unwrap();
    assert!(
        liaison(folder.path(), ["check"])
            .await
            .done()
            .contains("is right")
    );
    let port = free_port();
    let mut run = Command::new(LIAISON);
    run.args(["run", "--listen", &format!("127.0.0.1:{port}")]);
    run.current_dir(folder.path());
    let mut process = Process::start(&mut run, &folder.path().join("log"));
    let page = Page::of(port);
    page.ready().await;
    assert_eq!(page.log_in("a-token-of-sixteen-signz").await.unwrap(), None);
    assert!(page.log_in("a-token-of-sixteen-signs").await.unwrap().is_some());
    process.signal("TERM");
    assert!(process.ended().await.success(), "{}", process.said());
}

#[tokio::test]
async fn each_fault_is_named_by_line_and_column() {
    let house = House::new(&Database::sqlite());
    let right = house.settings();
    for (from, to, place, words) in [
        (
            "reply_signature =",
            "reply_signatur =",
            "reply_signatur",
            "reply_signature",
        ),
        ("languages = [\"en\"]", "languages = \"en\"", "\"en\"", "list"),
        (
            "department = \"billing\"",
            "department = \"biling\"",
            "\"biling\"",
            "billing",
        ),
        (
            "answer_within = \"4h\"",
            "answer_within = 5",
            "5",
            "length of time",
        ),
        (
            "[database]",
            "[digest]\ncron = \"7 o'clock\"\nchannel = \"billing\"\n\n[database]",
            "\"7 o'clock\"",
            "",
        ),
        (
            "[network.webhook]",
            "[network.rss]\nfeeds = [{ name = \"survey\", url = \"https://a.example/feed\" }]\n[network.webhook]",
            "\"survey\"",
            "survey",
        ),
        (
            "[database]\nurl = \"sqlite://liaison.db\"",
            "[database]\nurl = { env = \"NOBODY_SET_THIS\" }",
            "\"NOBODY_SET_THIS\"",
            "NOBODY_SET_THIS",
        ),
        (
            "[database]\nurl = \"sqlite://liaison.db\"",
            "[database]\nurl = { file = \"nobody-wrote-this\" }",
            "\"nobody-wrote-this\"",
            "nobody-wrote-this",
        ),
        ("[database]", "[database", "", "closing bracket"),
    ] {
        assert!(right.contains(from), "{from}");
        let wrong = right.replacen(from, to, 1);
        fs::write(house.config(), &wrong).unwrap();
        for command in ["check", "run", "migrate"] {
            let said = house.command(&[command]).await.refused(2);
            let at = said
                .strip_prefix("liaison.toml:")
                .unwrap_or_else(|| panic!("{to}: {said}"));
            let mut parts = at.splitn(3, ':');
            let mut number = || parts.next().unwrap().parse::<usize>().unwrap();
            let (line, column) = (number(), number());
            let shown = wrong.lines().nth(line - 1).unwrap();
            let from: String = shown.chars().skip(column - 1).collect();
            assert!(from.starts_with(place), "{place}: {said}");
            assert!(said.contains(words), "{said}");
        }
    }
}

#[tokio::test]
async fn migrate_may_be_run_again_and_check_tries_the_network() {
    on_each_database(async |database| {
        let house = House::new(&database);
        for _ in 0..2 {
            assert_eq!(house.command(&["migrate"]).await.done(), "The database is up to date.\n");
        }
        // Its own network is not served yet.
        let offline = house.command(&["check", "--online"]).await;
        assert_eq!(offline.status, 0, "{offline:?}");
        let house = House::with(
            &database,
            "[network.rss]\nfeeds = [{ name = \"paper\", url = \"http://127.0.0.1:9/feed\", allow_private = true }]",
        );
        let failed = house.command(&["check", "--online"]).await;
        assert_eq!(failed.status, 1, "{failed:?}");
        assert!(failed.err.contains("paper: no connection"), "{failed:?}");
    })
    .await;
}
