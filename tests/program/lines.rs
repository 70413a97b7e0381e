//! The command line: what is answered, on which stream, with what status.

use super::database::{Database, on_each_database};
use super::house::{House, SANDBOX_TOKEN};
use super::process::{eventually, liaison, liaison_fed};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Keys that programs rely on.
const KEYS: [&str; 10] = [
    "number",
    "department",
    "status",
    "topic",
    "intent",
    "urgency",
    "holder",
    "network",
    "author",
    "opened_at",
];

#[tokio::test]
async fn verbs_in_a_shell_answer_as_in_chat_beside_a_running_program() {
    on_each_database(async |database| {
        let house = House::new(&database);
        let serving = house.serve().await;
        let page = &serving.page;
        page.posts("rosa", "Two bills for one visit to Harbor General")
            .await;
        let card = page.card("Two bills").await;
        let number = card["number"].to_string();

        let list = house.desk("ana", &["list", "--json"]).await.json();
        let listed = &list.as_array().expect("a list is an array")[0];
        let show = house.case("ana", &["show", &number, "--json"]).await.json();
        assert!(show.is_object());
        for case in [listed, &show] {
            for key in KEYS.iter().chain(&["facility"]) {
                assert!(case.get(key).is_some(), "{key} is not in {case}");
            }
            assert_eq!(
                (&case["department"], &case["status"]),
                (&"billing".into(), &"open".into())
            );
            assert_eq!(
                (&case["author"], &case["facility"]),
                (&"rosa".into(), &"Harbor General".into())
            );
        }
        assert!(
            house
                .case("ana", &["show", &number])
                .await
                .done()
                .contains("Two bills")
        );

        // What is put in its lane here is delivered by the program that runs.
        house.case("ben", &["claim", &number]).await.done();
        house
            .case(
                "ben",
                &[
                    "reply",
                    &number,
                    "It's ours -- thank you for telling us. --really",
                ],
            )
            .await
            .done();
        eventually("the answer in public", async || {
            (page.answers().await == ["It's ours -- thank you for telling us. --really"]).then_some(())
        })
        .await;
        eventually("the card to be redrawn", async || {
            (page.card("Two bills").await["holder"] == "ben").then_some(())
        })
        .await;

        for (status, who, root, words, says) in [
            (1, "ana", "case", &["claim", number.as_str()][..], "ben"),
            (1, "eve", "case", &["note", &number, "hm"], "respond"),
            (2, "ana", "case", &["claim", "4711"], "4711"),
            (2, "nobody", "desk", &["list"], "nobody"),
            (2, "ana", "case", &["clam", "1"], "claim"),
            (2, "ana", "case", &["claim", "one"], "number"),
            (2, "ana", "desk", &["list", "biling"], "billing"),
            (2, "ana", "case", &["transfer", &number, "biling"], "billing"),
            (2, "ana", "desk", &["list", "--as"], "--as"),
        ] {
            let line = [&[root, "--config", "liaison.toml", "--as", who], words].concat();
            let said = liaison(house.path(), line).await.refused(status);
            assert!(said.contains(says), "{words:?}: {said}");
        }
        let long = "x".repeat(9_000);
        let too_long = house.case("ben", &["reply", &number, &long]).await.refused(2);
        assert!(too_long.len() < 400, "{too_long}");
        house.case("ben", &["resolve", &number]).await.done();
        let closed = house.case("ana", &["claim", &number]).await.refused(1);
        assert!(closed.contains("reopen"), "{closed}");
        assert!(house.desk("eve", &["help"]).await.done().contains("claim"));
        let bare = liaison(house.path(), ["desk", "list", "--config", "liaison.toml"]).await;
        assert!(bare.refused(2).contains("--as"));
    })
    .await;
}

#[tokio::test]
async fn words_that_are_no_command_are_refused_on_stderr() {
    let folder = tempfile::tempdir().unwrap();
    for words in [
        &["frobnicate"][..],
        &["run", "--nonsense"],
        &["digest", "--period", "year"],
        &["export", "people"],
    ] {
        let said = liaison(folder.path(), words).await.refused(2);
        assert!(!said.is_empty());
    }
    assert!(liaison(folder.path(), ["--help"]).await.done().contains("demo"));
    assert!(
        liaison(folder.path(), ["--version"])
            .await
            .done()
            .starts_with("liaison ")
    );
    assert_eq!(liaison::<&str>(folder.path(), []).await.status, 2);
}

#[tokio::test]
async fn export_and_digest_write_what_is_there() {
    on_each_database(async |database| {
        let house = House::new(&database);
        let serving = house.serve().await;
        let page = &serving.page;
        page.posts("=cmd", "The queue at the desk, \"again\",\nis too long")
            .await;
        page.posts(
            "rosa",
            "Thank you to the night nurse on 3 North, you were wonderful",
        )
        .await;
        let number = page.card("too long").await["number"].as_i64().unwrap();
        page.card("night nurse").await;
        house
            .case("ana", &["tag", &number.to_string(), "queue"])
            .await
            .done();
        house
            .case("ana", &["note", &number.to_string(), "=1+1, \"quoted\""])
            .await
            .done();

        let cases = lines(&house.command(&["export", "cases"]).await.done());
        assert_eq!(cases.len(), 2);
        assert!(KEYS.iter().all(|key| cases[0].get(key).is_some()));
        let events = lines(
            &house
                .command(&["export", "events", "--format", "jsonl"])
                .await
                .done(),
        );
        let kinds: BTreeSet<_> = events.iter().filter_map(|event| event["kind"].as_str()).collect();
        assert!(
            kinds.contains("opened") && events.iter().all(|event| event["case"].is_i64()),
            "{kinds:?}"
        );

        let csv = house
            .command(&["export", "cases", "--format", "csv"])
            .await
            .done();
        assert!(csv.starts_with("number,") || csv.contains(",number,"), "{csv}");
        assert!(csv.contains("'=cmd") && !csv.contains(",=cmd"), "{csv}");
        let csv = house
            .command(&["export", "events", "--format", "csv"])
            .await
            .done();
        assert!(!csv.contains(",=1+1"), "{csv}");
        assert_eq!(
            house
                .command(&["export", "cases", "--until", "2020-01-01"])
                .await
                .done(),
            ""
        );
        let turned = house
            .command(&[
                "export",
                "cases",
                "--since",
                "2026-02-02",
                "--until",
                "2026-02-01",
            ])
            .await;
        assert!(turned.refused(2).contains("--since"));

        let digest = house.command(&["digest"]).await.done();
        assert!(digest.contains('2'), "{digest}");
        let long_ago = house
            .command(&["digest", "--period", "week", "--at", "2020-03-02"])
            .await
            .done();
        assert!(
            long_ago.contains("2020") || long_ago.contains("Mar"),
            "{long_ago}"
        );
        let week = [
            "digest",
            "--period",
            "week",
            "--at",
            "2020-03-02",
            "--out",
            "digests",
        ];
        let written = house.command(&week).await.done();
        assert!(
            written.contains("digest.txt") && written.contains("digest-2020-03-02.png"),
            "{written}"
        );
        assert!(house.path().join("digests/digest.txt").is_file());
        let picture = std::fs::read(house.path().join("digests/digest-2020-03-02.png")).unwrap();
        assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert_eq!(house.command(&["digest", "--at", "2026-02-31"]).await.status, 2);
    })
    .await;
}

#[tokio::test]
async fn triage_adds_its_judgement_to_each_line() {
    let house = House::new(&Database::sqlite());
    let input = concat!(
        r#"{"id":"1","text":"Six hours in the waiting room of the ER at Harbor General and still waiting","mine":{"kept":[1,null]}}"#,
        "\n\n",
        r#"{"text":"Gracias a las enfermeras","network":"bluesky"}"#,
        "\n",
        r#"{"id":3,"text":""}"#,
    );
    for (config, department) in [(None, false), (Some("liaison.toml"), true)] {
        let words: Vec<&str> = ["triage"]
            .into_iter()
            .chain(config.iter().flat_map(|file| ["--config", file]))
            .collect();
        let judged = lines(&liaison_fed(house.path(), words, input).await.done());
        assert_eq!(judged.len(), 3);
        for line in &judged {
            for key in [
                "topic",
                "intent",
                "urgency",
                "lang",
                "facility",
                "department",
                "phi",
                "findings",
            ] {
                assert!(line.get(key).is_some(), "{key} is not in {line}");
            }
            assert!(line["phi"].is_boolean() && line["findings"].is_array());
            assert_eq!(line["department"].is_string(), department, "{line}");
        }
        assert_eq!(
            (&judged[0]["topic"], &judged[0]["mine"]["kept"][0]),
            (&"wait_time".into(), &1.into())
        );
        assert_eq!((&judged[1]["lang"], &judged[2]["id"]), (&"es".into(), &3.into()));
        if department {
            assert_eq!(
                (&judged[0]["facility"], &judged[0]["department"]),
                (&"Harbor General".into(), &"emergency".into())
            );
        }
    }
    let hostile = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile.jsonl");
    let hostile = std::fs::read_to_string(hostile).unwrap();
    let judged = lines(&liaison_fed(house.path(), ["triage"], &hostile).await.done());
    assert!(
        judged
            .iter()
            .zip(lines(&hostile))
            .all(|(after, before)| after["text"] == before["text"])
    );

    for (bad, says) in [
        ("{\"text\":\"fine\"}\nnonsense", "Line 2"),
        ("[1]", "Line 1"),
        ("{\"id\":\"1\"}", "text"),
        ("{\"text\":7}", "text"),
    ] {
        let ended = liaison_fed(house.path(), ["triage"], bad).await;
        assert_eq!(ended.status, 2, "{ended:?}");
        assert!(ended.err.contains(says), "{ended:?}");
    }
    let not_text = liaison_fed(house.path(), ["triage"], b"{\"text\":\"\xff\"}").await;
    assert_eq!(not_text.refused(2).lines().count(), 1);
}

#[tokio::test]
async fn guard_adds_its_verdict_to_each_line() {
    let house = House::new(&Database::sqlite());
    let input = concat!(
        r#"{"id":"1","mention":"thank you all","reply":"We hope your mom is recovering well after her surgery.","mine":7}"#,
        "\n\n",
        r#"{"id":"2","reply":"Our billing office is at 555-0100."}"#,
        "\n",
        r#"{"id":"3","mention":null,"reply":""}"#,
    );
    for config in [None, Some("liaison.toml")] {
        let words = ["guard"].into_iter();
        let words = words.chain(config.iter().flat_map(|file| ["--config", file]));
        let judged = lines(&liaison_fed(house.path(), words, input).await.done());
        let verdicts: Vec<_> = judged
            .iter()
            .map(|line| line["verdict"].as_str().unwrap())
            .collect();
        assert_eq!(verdicts, ["block", "ok", "ok"]);
        assert_eq!(
            (&judged[0]["mine"], &judged[1]["findings"]),
            (&7.into(), &Vec::<Value>::new().into())
        );
        let finding = &judged[0]["findings"][0];
        assert!(
            finding["kind"].is_string() && finding["why"].is_string(),
            "{finding}"
        );
        assert!(finding["start"].as_u64() < finding["end"].as_u64(), "{finding}");
    }
    for (bad, says) in [
        ("{\"reply\":\"fine\"}\nnonsense", "Line 2"),
        ("{\"mention\":\"fine\"}", "reply"),
        ("{\"mention\":[],\"reply\":\"fine\"}", "mention"),
    ] {
        let ended = liaison_fed(house.path(), ["guard"], bad).await;
        assert_eq!(ended.status, 2, "{ended:?}");
        assert!(ended.err.contains(says), "{ended:?}");
    }
}

#[tokio::test]
async fn the_log_is_json_and_holds_no_words_no_names_and_no_tokens() {
    on_each_database(async |database| {
        let house = House::new(&database);
        let process = house.run_with(&["--log-format", "json"]);
        let page = super::page::Page::of(house.port);
        page.ready().await;
        let post = page
            .posts("quaggahandle", "The zebrafinch in the lobby sang for six hours")
            .await;
        let card = page.card("zebrafinch").await;
        let number = card["number"].to_string();
        page.done("ana", &format!("/case note {number} wombatnote")).await;
        // The post vanishes before it is answered: the network refuses the answer.
        let path = format!("/sandbox/api/posts/{}", post["id"].as_str().unwrap());
        let gone = page
            .request(reqwest::Method::DELETE, &path)
            .bearer_auth(SANDBOX_TOKEN)
            .send()
            .await
            .unwrap();
        assert!(gone.status().is_success());
        page.types("ana", &format!("/case reply {number} ibexanswer"))
            .await
            .unwrap();
        page.types("ana", "/case claim okapiword").await.unwrap();
        page.log_in("wrong-token-numbat").await.unwrap();
        page.get("/sandbox/api/authors/quaggahandle").await.unwrap();
        eventually("the refusal", async || {
            process.said().contains("WARN").then_some(())
        })
        .await;
        process.signal("HUP");
        eventually("the reload", async || {
            process.said().contains("read anew").then_some(())
        })
        .await;
        let log = process.said();
        for line in log.lines() {
            let entry: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"));
            assert!(
                entry["level"].is_string() && entry["fields"]["message"].is_string(),
                "{line}"
            );
        }
        for word in [
            "zebrafinch",
            "quagga",
            "wombatnote",
            "ibexanswer",
            "okapiword",
            "numbat",
            "correct-horse",
            SANDBOX_TOKEN,
            "bGlhaXNvbi",
        ] {
            assert!(!log.contains(word), "{word} is in the log:\n{log}");
        }
        let metrics = page.get("/metrics").await.unwrap().text;
        assert!(
            !metrics.contains("quagga") && metrics.contains("liaison_mentions_total"),
            "{metrics}"
        );
    })
    .await;
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}
