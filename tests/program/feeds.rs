//! Feeds that misbehave: each is named in `desk status`, the program goes on, nothing is lost or doubled.

use super::database::on_each_database;
use super::hostile::{Hostile, Manner};
use super::house::House;
use super::process::eventually;
use serde_json::Value;
use std::fmt::Write;
use std::time::Duration;

const NAMES: [&str; 10] = [
    "good",
    "huge",
    "hang",
    "locked",
    "busy",
    "fault",
    "half",
    "redirects",
    "moves",
    "nonsense",
];

fn items(name: &str, count: usize) -> Vec<String> {
    (1..=count).map(|nth| format!("Story {nth} of {name}")).collect()
}

#[tokio::test]
async fn a_publisher_that_misbehaves_is_named_and_held_up_by_nobody() {
    on_each_database(async |database| {
        let mut publisher = Hostile::new().await;
        publisher.at("/good", Manner::Feed(items("good", 3)));
        publisher.at("/huge", Manner::Bytes(10 * 1024 * 1024));
        publisher.at("/hang", Manner::Hang);
        publisher.at("/locked", Manner::Status(401, ""));
        publisher.at("/busy", Manner::Status(429, "retry-after: 3\r\n"));
        publisher.at("/fault", Manner::Status(500, ""));
        publisher.at("/half", Manner::Half(items("half", 40)));
        publisher.at("/redirects", Manner::Status(302, "location: /redirects\r\n"));
        publisher.at("/moves", Manner::Status(302, "location: file:///etc/passwd\r\n"));
        publisher.at("/nonsense", Manner::Bytes(64 * 1024));
        let port = publisher.port;
        let mut extra = "[network.rss]\nfeeds = [\n".to_owned();
        for name in NAMES {
            let url = format!("http://127.0.0.1:{port}/{name}");
            writeln!(
                extra,
                "{{ name = \"{name}\", url = \"{url}\", every = \"1s\", allow_private = true }},"
            )
            .unwrap();
        }
        let urls = [
            ("inside", format!("http://127.0.0.1:{port}/good")),
            ("named", format!("http://localhost:{port}/good")),
        ];
        for (name, url) in urls {
            writeln!(extra, "{{ name = \"{name}\", url = \"{url}\", every = \"1s\" }},").unwrap();
        }
        let house = House::with(&database, &format!("{extra}]\n"));
        let mut serving = house.serve().await;
        for (name, state, why) in [
            ("inside", "broken", "private network"),
            ("named", "broken", "private network"),
            ("huge", "failing", "larger than"),
            ("locked", "expired", "credentials have expired"),
            ("busy", "failing", "429"),
            ("fault", "failing", "500"),
            ("half", "failing", "could not be read"),
            ("redirects", "failing", "redirects more than"),
            ("moves", "failing", "no web address"),
            ("nonsense", "broken", ""),
            ("hang", "failing", "no answer in time"),
        ] {
            let feed = state_of(&house, name, state).await;
            assert!(feed["why"].as_str().unwrap().contains(why), "{feed}");
        }
        let status = house.desk("eve", &["status"]).await.done();
        assert!(
            status.contains("locked") && status.contains("expired"),
            "{status}"
        );
        assert_eq!(state_of(&house, "good", "ok").await["failures"], 0);
        // Asked to wait three seconds, it does.
        let asked = eventually("a second try", async || {
            Some(publisher.asked("/busy")).filter(|asked| asked.len() > 1)
        })
        .await;
        assert!(
            asked[1] - asked[0] >= Duration::from_secs(3),
            "{:?}",
            asked[1] - asked[0]
        );

        // They mend their ways, the server goes away for a moment, and everything is there once.
        publisher.close();
        state_of(&house, "good", "failing").await;
        for name in NAMES {
            publisher.at(
                &format!("/{name}"),
                Manner::Feed(items(name, if name == "half" { 40 } else { 4 })),
            );
        }
        publisher.open().await;
        // A feed that failed often rests long; a restart looks at once.
        serving.process.signal("TERM");
        assert!(serving.process.ended().await.success());
        let _serving = house.serve().await;
        for name in NAMES {
            state_of(&house, name, "ok").await;
        }
        let each = "select count(*) from mentions";
        // A first look at stories without a date takes twenty of them.
        eventually("every story", async || {
            let found = database.number(house.path(), each).await;
            (found >= 9 * 4 + 20).then_some(())
        })
        .await;
        let cases = database.number(house.path(), "select count(*) from cases").await;
        assert_eq!(
            (database.number(house.path(), each).await, cases),
            (9 * 4 + 20, 9 * 4 + 20)
        );
    })
    .await;
}

async fn state_of(house: &House, name: &str, state: &str) -> Value {
    eventually(&format!("{name} to be {state}"), async || {
        let status = house.desk("ana", &["status", "--json"]).await.json();
        let feeds = status["feeds"].as_array().unwrap();
        let feed = feeds.iter().find(|feed| feed["name"] == name)?;
        (feed["state"] == state).then(|| feed.clone())
    })
    .await
}
