//! The demonstration: there at once, kept if asked, gone without a trace if not.

use super::page::{Page, read};
use super::process::{LIAISON, Process, eventually, free_port, liaison};
use reqwest::Method;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;

struct Demo {
    process: Process,
    page: Page,
    started: Instant,
}

fn demo(folder: &TempDir, options: &[&str]) -> Demo {
    let port = free_port();
    let mut command = Command::new(LIAISON);
    command.args(["demo", "--port", &port.to_string()]).args(options);
    command.current_dir(folder.path()).env("TMPDIR", folder.path());
    let started = Instant::now();
    Demo {
        process: Process::start(&mut command, &folder.path().join("log")),
        page: Page::without_door(port),
        started,
    }
}

async fn first_card(demo: &Demo) -> Duration {
    eventually("the first card", async || {
        let alive = demo.page.get("/healthz").await.is_ok();
        (alive && !demo.page.cards().await.is_empty()).then(|| demo.started.elapsed())
    })
    .await
}

#[tokio::test]
async fn the_first_card_is_soon_there_and_nothing_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = demo(&folder, &[]);
    let took = first_card(&demo).await;
    println!("first card of the demo after {} ms", took.as_millis());
    assert!(took < Duration::from_secs(30), "{took:?}");
    let kept = |path: &Path| {
        fs::read_dir(path)
            .unwrap()
            .filter(|e| e.as_ref().unwrap().path().is_dir())
            .count()
    };
    assert_eq!(kept(folder.path()), 1);
    demo.process.signal("INT");
    assert!(demo.process.ended().await.success(), "{}", demo.process.said());
    assert!(
        demo.process.said().contains("has ended"),
        "{}",
        demo.process.said()
    );
    assert_eq!(kept(folder.path()), 0);
}

#[tokio::test]
async fn a_kept_demo_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let options = ["--keep", "kept", "--speed", "50"];
    let mut first = demo(&folder, &options);
    eventually("twenty posts", async || {
        first.page.get("/healthz").await.ok()?;
        (first.page.board().await.len() >= 20).then_some(())
    })
    .await;
    first_card(&first).await;
    let shell = [
        "desk",
        "list",
        "--as",
        "ana",
        "--json",
        "--config",
        "kept/liaison.toml",
    ];
    let number = liaison(folder.path(), shell).await.json()[0]["number"].to_string();
    let claim = [
        "case",
        "claim",
        &number,
        "--as",
        "ana",
        "--config",
        "kept/liaison.toml",
    ];
    liaison(folder.path(), claim).await.done();

    // A second on the same folder is refused, and changes nothing there.
    let settings = fs::read_to_string(folder.path().join("kept/liaison.toml")).unwrap();
    let port = free_port().to_string();
    let second = liaison(folder.path(), ["demo", "--keep", "kept", "--port", &port])
        .await
        .refused(1);
    assert!(
        second.contains(&format!("process {}", first.process.id())),
        "{second}"
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("kept/liaison.toml")).unwrap(),
        settings
    );

    first.process.signal("INT");
    assert!(first.process.ended().await.success(), "{}", first.process.said());
    let (again, before) = (demo(&folder, &options), 20);
    eventually("more posts", async || {
        again.page.get("/healthz").await.ok()?;
        (again.page.board().await.len() > before + 5).then_some(())
    })
    .await;
    let board = again.page.board().await;
    let mut posts: Vec<_> = board
        .iter()
        .map(|post| (&post["handle"], &post["text"], &post["parent"]))
        .map(|p| format!("{p:?}"))
        .collect();
    let count = posts.len();
    posts.sort();
    posts.dedup();
    assert_eq!(posts.len(), count, "a post stands twice");
    let show = [
        "case",
        "show",
        &number,
        "--as",
        "ben",
        "--json",
        "--config",
        "kept/liaison.toml",
    ];
    assert_eq!(liaison(folder.path(), show).await.json()["holder"], "ana");
}

#[tokio::test]
async fn a_speed_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for speed in ["0", "-1", "nan", "inf", "fast"] {
        let said = liaison(folder.path(), ["demo", &format!("--speed={speed}")])
            .await
            .refused(2);
        assert!(said.contains("speed"), "{said}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn hostile_words_from_the_public_stay_words() {
    let folder = tempfile::tempdir().unwrap();
    let demo = demo(&folder, &["--speed", "5"]);
    first_card(&demo).await;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile.jsonl");
    let lines: Vec<Value> = fs::read_to_string(file)
        .unwrap()
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    for (nth, line) in lines.iter().enumerate() {
        let post = json!({ "network": "sandbox", "handle": format!("hostile{nth}"), "text": line["text"] });
        let request = demo.page.request(Method::POST, "/sandbox/api/posts").json(&post);
        let answered = read(request.send().await.unwrap()).await.unwrap();
        assert_eq!(answered.status, 201, "{}: {answered:?}", line["id"]);
    }
    // Advertising among them is set aside, and what says the same joins the first.
    let most = lines.len() * 3 / 4;
    let cards = eventually("a card for most of them", async || {
        let cards = demo.page.cards().await;
        let hostile: Vec<_> = cards
            .into_iter()
            .map(|card| card["body"]["body"].clone())
            .filter(|card| card["handle"].as_str().unwrap().starts_with("hostile"))
            .collect();
        let has_script = |card: &Value| {
            card["text"]
                .as_str()
                .is_some_and(|text| text.contains("<script>"))
        };
        (hostile.len() >= most && hostile.iter().any(has_script)).then_some(hostile)
    })
    .await;
    for card in &cards {
        let text = card["text"].as_str().unwrap();
        let strange = |c: char| {
            c.is_control() && !matches!(c, '\n' | '\t')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!text.contains(strange), "{text:?}");
    }
    let script = cards
        .iter()
        .find(|card| card["text"].as_str().unwrap().contains("<script>"));
    assert!(
        script.is_some(),
        "as it was typed: showing it harmlessly is the page's part"
    );
    let raw = demo
        .page
        .request(Method::GET, "/console/channel/*")
        .send()
        .await
        .unwrap();
    let headers = raw.headers().clone();
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert!(
        headers["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("default-src 'none'")
    );
}
