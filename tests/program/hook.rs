//! Posts that another program hands over, signed.

use super::database::on_each_database;
use super::house::{HOOK_SECRET, House};
use super::page::{Answered, Page, read};
use liaison::domain::Clock;
use reqwest::Method;
use standardwebhooks::Webhook;

/// A message as its sender makes it.
struct Message<'a> {
    hook: &'a str,
    id: &'a str,
    secret: &'a str,
    /// Seconds from now.
    sent: i64,
}

const USUAL: Message<'static> = Message {
    hook: "survey",
    id: "msg_1",
    secret: HOOK_SECRET,
    sent: 0,
};

impl Message<'_> {
    async fn send(&self, page: &Page, body: impl Into<Vec<u8>>) -> Answered {
        let body = body.into();
        let at = Clock::system().now().timestamp() + self.sent;
        let signature = Webhook::new(self.secret)
            .unwrap()
            .sign(self.id, at, &body)
            .unwrap();
        let request = page
            .request(Method::POST, &format!("/hooks/{}", self.hook))
            .header("webhook-id", self.id)
            .header("webhook-timestamp", at.to_string())
            .header("webhook-signature", signature);
        read(request.body(body).send().await.unwrap()).await.unwrap()
    }
}

#[tokio::test]
async fn a_signed_message_becomes_a_case_once() {
    on_each_database(async |database| {
        let house = House::new(&database);
        let serving = house.serve().await;
        let page = &serving.page;
        let body =
            r#"{"id":"review-1","text":"Six hours in the ER, says my survey","author":{"handle":"rosa"}}"#;
        let at = Clock::system().now().timestamp();
        let signature = Webhook::new(HOOK_SECRET)
            .unwrap()
            .sign("msg_1", at, body.as_bytes())
            .unwrap();
        let exactly = async || {
            let request = page
                .request(Method::POST, "/hooks/survey")
                .header("webhook-id", "msg_1");
            let request = request.header("webhook-timestamp", at.to_string());
            let request = request.header("webhook-signature", &signature);
            read(request.body(body).send().await.unwrap())
                .await
                .unwrap()
                .status
        };
        assert_eq!(exactly().await, 202);
        assert_eq!(page.card("says my survey").await["handle"], "rosa");
        assert_eq!(exactly().await, 409);
        let again = Message { sent: 2, ..USUAL }.send(page, body).await;
        assert_eq!(again.status, 200, "{again:?}");
        assert_eq!(page.cards().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn who_is_not_the_sender_is_refused() {
    on_each_database(async |database| {
        let house = House::new(&database);
        let serving = house.serve().await;
        let page = &serving.page;
        let body = r#"{"id":"review-1","text":"Six hours in the ER, says my survey"}"#;
        let other = "whsec_c29tZS1vdGhlci1zZWNyZXQtb2YtdGVzdHM=";
        let (forged, old) = (
            Message {
                secret: other,
                ..USUAL
            },
            Message { sent: -600, ..USUAL },
        );
        let (early, lost) = (
            Message { sent: 600, ..USUAL },
            Message {
                hook: "nobody",
                ..USUAL
            },
        );
        for (message, status) in [(forged, 401), (old, 401), (early, 401), (lost, 404)] {
            let answered = message.send(page, body).await;
            assert_eq!(answered.status, status, "{answered:?}");
            assert!(answered.json()["error"].is_string());
        }
        let unsigned = page
            .request(Method::POST, "/hooks/survey")
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(unsigned.status(), 401);
        assert_eq!(page.get("/hooks/survey").await.unwrap().status, 405);
    })
    .await;
}

#[tokio::test]
async fn what_is_too_long_or_garbage_is_refused_and_may_be_mended() {
    on_each_database(async |database| {
        let house = House::new(&database);
        let serving = house.serve().await;
        let page = &serving.page;
        for (size, status) in [(1024 * 1024, 202), (1024 * 1024 + 1, 413)] {
            let frame = r#"{"id":"review-2","text":"","pad":""}"#.len();
            let large = format!(
                r#"{{"id":"review-2","text":"a","pad":"{}"}}"#,
                "x".repeat(size - frame - 1)
            );
            assert_eq!(large.len(), size);
            let answered = Message {
                id: &format!("large-{size}"),
                ..USUAL
            }
            .send(page, large)
            .await;
            assert_eq!(answered.status, status, "{}", answered.text);
        }
        let garbage: [&[u8]; 9] = [
            b"",
            b"null",
            b"[]",
            b"{",
            b"{}",
            b"\0\x01",
            b"{\"id\":\"x\"}",
            b"{\"id\":[7],\"text\":\"x\"}",
            b"{\"mentions\":{}}",
        ];
        for (nth, body) in garbage.into_iter().enumerate() {
            let answered = Message {
                id: &format!("garbage-{nth}"),
                ..USUAL
            }
            .send(page, body)
            .await;
            assert_eq!(
                answered.status,
                400,
                "{:?}: {answered:?}",
                String::from_utf8_lossy(body)
            );
            assert!(answered.json()["error"].is_string());
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(Message { id: "deep", ..USUAL }.send(page, deep).await.status, 400);
        // A message that was refused may be mended under its own id.
        assert_eq!(
            Message {
                id: "garbage-1",
                ..USUAL
            }
            .send(page, r#"{"id":"r3","text":"mended"}"#)
            .await
            .status,
            202
        );
        page.card("mended").await;
    })
    .await;
}
