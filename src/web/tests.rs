//! What the routes promise, asked as a browser, a program or a stranger would.

use super::sandbox::memory::Memory as Board;
use super::*;
use crate::chat::Chat;
use crate::chat::console::memory::Memory as Transcript;
use crate::desk::{Answer, Trouble};
use crate::domain::{
    Card, CaseNumber, ChannelRef, DeliveryId, DepartmentName, Directory, Draft, DraftId, FeedName, PostRef,
    Refusal, StaffName,
};
use async_trait::async_trait;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::Response;
use futures_util::{FutureExt, StreamExt};
use serde_json::{Value, json};
use tower::ServiceExt;

/// What is put under every reply.
const SIGNATURE: &str = "— Lakeshore Health";

struct FakeClerk;

#[async_trait]
impl Clerk for FakeClerk {
    async fn run(
        &self,
        who: &StaffName,
        (thread, seen): (Option<CaseNumber>, Option<DraftId>),
        line: &str,
    ) -> Result<Answer, Trouble> {
        match line {
            "/case claim 9" => Err(Refusal::NoSuchCase(CaseNumber(9)).into()),
            "panic" => panic!("on purpose"),
            line => Ok(Answer {
                text: format!("{who}: {line}"),
                data: json!({ "seen": seen }),
                case: thread,
                offer: None,
            }),
        }
    }

    async fn draft(&self, case: CaseNumber) -> anyhow::Result<Option<Draft>> {
        let request = samples::request(case.0);
        let draft = Draft {
            id: request.draft,
            case,
            author: request.author,
            words: format!("{} {SIGNATURE}", request.words),
            findings: request.findings,
            worries: request.worries,
            feed: FeedName::from("public"),
            parent: PostRef {
                network: request.card.network,
                id: "p1".to_owned(),
            },
            asked_at: request.asked_at,
            expires_at: request.expires_at,
            state: request.state,
        };
        Ok((case == CaseNumber(1)).then_some(draft))
    }

    async fn counts(&self) -> anyhow::Result<Vec<Count>> {
        Ok(vec![Count {
            department: DepartmentName::from("emergency"),
            open: 3,
            urgent: 1,
        }])
    }

    fn directory(&self) -> Arc<Directory> {
        Arc::new(Directory {
            signature: SIGNATURE.to_owned(),
            ..samples::directory()
        })
    }
}

struct FakeHooks;

#[async_trait]
impl Hooks for FakeHooks {
    async fn receive(&self, name: &str, _: &HeaderMap, body: Bytes) -> HookAnswer {
        match name {
            "news" => HookAnswer::new(StatusCode::ACCEPTED, format!("{} bytes", body.len())),
            _ => HookAnswer::unknown(),
        }
    }
}

struct Site {
    router: Router,
    console: Arc<Console>,
    closing: CancellationToken,
}

fn site(console_token: Option<&str>) -> Site {
    let console = Arc::new(Console::new(Arc::new(Transcript::default())));
    let closing = CancellationToken::new();
    let router = router(Parts {
        clock: Clock::system(),
        hosts: vec!["desk.lakeshore.example".to_owned()],
        console: Some(Front {
            console: Arc::clone(&console),
            clerk: Arc::new(FakeClerk),
            demo: true,
        }),
        console_token: console_token.map(SecretString::from),
        sandbox: Some(Sandbox::new(Arc::new(Board::default()), "ours".into())),
        hooks: Arc::new(FakeHooks),
        ready: Arc::new(|| async { Err("The database can't be reached.".to_owned()) }.boxed()),
        metrics: Arc::new(|| "liaison_cases 1\n".to_owned()),
        closing: closing.clone(),
    });
    Site {
        router,
        console,
        closing,
    }
}

/// A request that a test dresses as it needs.
struct Ask(axum::http::request::Builder, Body);

fn ask(method: Method, path: &str) -> Ask {
    let request = Request::builder().method(method).uri(path);
    Ask(request.header(header::HOST, "127.0.0.1:7800"), Body::empty())
}

fn get(path: &str) -> Ask {
    ask(Method::GET, path)
}

fn post(path: &str, body: &Value) -> Ask {
    let ask = ask(Method::POST, path).with("content-type", "application/json");
    Ask(ask.0, Body::from(body.to_string()))
}

impl Ask {
    fn with(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value), self.1)
    }

    fn host(mut self, name: &str) -> Self {
        if let Some(headers) = self.0.headers_mut() {
            headers.insert(header::HOST, name.parse().unwrap());
        }
        self
    }
}

impl Site {
    async fn answers(&self, ask: Ask) -> Response {
        self.router
            .clone()
            .oneshot(ask.0.body(ask.1).unwrap())
            .await
            .unwrap()
    }

    async fn status(&self, ask: Ask) -> StatusCode {
        self.answers(ask).await.status()
    }

    async fn json(&self, ask: Ask) -> (StatusCode, Value) {
        let answer = self.answers(ask).await;
        let status = answer.status();
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    async fn card(&self, number: i64) -> String {
        self.shows(&samples::card(number)).await
    }

    async fn shows(&self, card: &Card) -> String {
        let channel = ChannelRef {
            chat: "console".to_owned(),
            id: "emergency".to_owned(),
        };
        let key = DeliveryId(uuid::Uuid::from_u128(card.number.0.unsigned_abs().into()));
        self.console.post(&channel, card, key).await.unwrap()
    }

    /// The first `count` events that are no heartbeat.
    async fn events(&self, ask: Ask, count: usize) -> Vec<String> {
        let answer = self.answers(ask).await;
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
        let events = answer.into_body().into_data_stream();
        let text = events.map(|bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap());
        let telling = text.filter(|event| std::future::ready(!event.contains("event: beat")));
        telling.take(count).collect().await
    }
}

fn kay(text: &str) -> Value {
    json!({ "network": "x", "handle": "@kay", "name": "Kay", "text": text })
}

#[tokio::test]
async fn every_answer_is_strict_about_what_a_page_may_load() {
    let site = site(None);
    for path in ["/", "/sandbox", "/assets/console.js", "/nowhere", "/healthz"] {
        let answer = site.answers(get(path)).await;
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'"),
            "{path}"
        );
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff", "{path}");
        assert!(answer.headers().contains_key("x-request-id"), "{path}");
    }
}

#[tokio::test]
async fn pages_answer_to_names_of_this_machine_only() {
    let site = site(None);
    for name in [
        "localhost",
        "127.0.0.1:7800",
        "[::1]:7800",
        "desk.lakeshore.example",
    ] {
        assert_eq!(
            site.status(get("/console/state").host(name)).await,
            StatusCode::OK,
            "{name}"
        );
    }
    for name in ["evil.example", "127.0.0.1.evil.example:80", "localhost.", ""] {
        let (status, body) = site.json(get("/console/state").host(name)).await;
        assert_eq!(status, StatusCode::MISDIRECTED_REQUEST, "{name}");
        assert!(
            body["error"]
                .as_str()
                .unwrap()
                .contains("does not answer to that name")
        );
    }
}

#[tokio::test]
async fn another_site_can_change_nothing() {
    let site = site(None);
    let command = || post("/console/command", &json!({ "as": "ana", "line": "/desk list" }));
    let own = command()
        .with("origin", "http://127.0.0.1:7800")
        .with("sec-fetch-site", "same-origin");
    assert_eq!(site.status(own).await, StatusCode::OK);
    assert_eq!(site.status(command()).await, StatusCode::OK);
    for (header, value) in [
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1:9999"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        assert_eq!(
            site.status(command().with(header, value)).await,
            StatusCode::FORBIDDEN,
            "{value}"
        );
    }
}

#[tokio::test]
async fn a_command_is_run_and_a_refusal_is_a_sentence() {
    let site = site(None);
    let ask = json!({ "as": "ana", "line": "/case reply it’s “fine” --help", "case": 4 });
    let (status, body) = site.json(post("/console/command", &ask)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body["text"], "ana: /case reply it’s “fine” --help");
    assert_eq!(body["case"], 4);

    let (status, body) = site
        .json(post(
            "/console/command",
            &json!({ "as": "ana", "line": "/case claim 9" }),
        ))
        .await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        body["error"]
            .as_str()
            .unwrap()
            .starts_with("There is no case #9.")
    );
}

#[tokio::test]
async fn whatever_goes_wrong_is_said_in_a_sentence() {
    let site = site(None);
    let huge = json!({ "as": "ana", "line": "x".repeat(PAGE_LIMIT) });
    for (ask, status) in [
        (get("/nowhere"), StatusCode::NOT_FOUND),
        (get("/assets/../mod.rs"), StatusCode::NOT_FOUND),
        (
            ask(Method::PUT, "/console/command"),
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (post("/console/command", &huge), StatusCode::PAYLOAD_TOO_LARGE),
        (
            post("/console/command", &json!({})),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            ask(Method::POST, "/console/command"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (get("/console/channel/x?before=y"), StatusCode::BAD_REQUEST),
        (
            post("/console/command", &json!({ "as": "ana", "line": "panic" })),
            StatusCode::INTERNAL_SERVER_ERROR,
        ),
        (get("/readyz"), StatusCode::SERVICE_UNAVAILABLE),
    ] {
        let (answered, body) = site.json(ask).await;
        assert_eq!(answered, status);
        assert!(
            body["error"].as_str().is_some_and(|e| e.ends_with('.')),
            "{status}: {body}"
        );
    }
}

#[tokio::test]
async fn the_page_learns_what_stands_in_the_channels() {
    let site = site(None);
    for number in 1..=3 {
        site.card(number).await;
    }
    let (_, state) = site.json(get("/console/state")).await;
    assert_eq!(state["organisation"], "Lakeshore Health");
    assert_eq!(state["you"], "ana");
    assert_eq!(state["seq"], 3);
    assert_eq!(state["channels"][0]["id"], "emergency");
    for name in ["emergency", "*"] {
        let (_, page) = site.json(get(&format!("/console/channel/{name}?before=3"))).await;
        let seqs: Vec<_> = page["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["seq"].clone())
            .collect();
        assert_eq!(seqs, [2, 1], "{name}");
    }
}

#[tokio::test]
async fn a_draft_is_changed_without_what_is_put_under_every_reply() {
    let site = site(None);
    let (status, draft) = site.json(get("/console/draft/1")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(draft["author"], "ana");
    assert_eq!(draft["words"], "Thank you for telling us. — Lakeshore Health");
    assert_eq!(draft["unsigned"], "Thank you for telling us.");
    assert_eq!(draft["draft"], json!(samples::request(1).draft));
    assert_eq!(
        site.json(get("/console/draft/2")).await,
        (StatusCode::OK, Value::Null)
    );
    assert_eq!(
        site.status(get("/console/draft/x")).await,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn a_reply_names_the_draft_that_its_card_showed() {
    let site = site(None);
    let waiting = Card {
        draft: Some("waiting".to_owned()),
        draft_id: Some(samples::request(1).draft),
        ..samples::card(1)
    };
    site.shows(&waiting).await;
    let (_, page) = site.json(get("/console/channel/emergency")).await;
    let shown = &page["entries"][0]["body"]["body"]["draft_id"];
    let reply = |draft: &Value| {
        let ask = json!({ "as": "ana", "line": "/case reply 1 Thank you.", "draft": draft });
        post("/console/command", &ask)
    };
    for draft in [shown, &Value::Null] {
        let (status, answer) = site.json(reply(draft)).await;
        assert_eq!((status, &answer["data"]["seen"]), (StatusCode::OK, draft));
    }
    assert_eq!(*shown, json!(waiting.draft_id));
    let no_draft = reply(&json!("the first one"));
    assert_eq!(site.status(no_draft).await, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_stream_goes_on_after_the_last_event_that_was_seen() {
    let site = site(None);
    for number in 1..=3 {
        site.card(number).await;
    }
    let events = site.events(get("/console/events?after=1"), 2).await;
    assert!(
        events[0].contains("id: 2\n") && events[1].contains("id: 3\n"),
        "{events:?}"
    );
    let resumed = site
        .events(get("/console/events?after=0").with("last-event-id", "2"), 1)
        .await;
    assert!(resumed[0].contains("id: 3\n"), "{resumed:?}");

    let written = site
        .json(post("/sandbox/api/posts", &kay("still waiting")))
        .await
        .1;
    let both = site.events(get("/console/events?after=3&posts=0"), 1).await;
    assert!(
        both[0].contains("event: post") && both[0].contains("id: 3.1\n"),
        "{both:?}"
    );
    let posts = site
        .events(get("/sandbox/api/events").with("last-event-id", "0"), 1)
        .await;
    assert!(posts[0].contains(written["id"].as_str().unwrap()), "{posts:?}");
}

#[tokio::test]
async fn a_stream_tells_of_what_happens_and_ends_with_the_server() {
    let site = site(None);
    let (events, _) = tokio::join!(site.events(get("/console/events"), 1), site.card(1));
    assert!(events[0].contains("hour five"), "{events:?}");
    site.closing.cancel();
    assert_eq!(
        site.events(get("/console/events?after=1"), 1).await,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn a_key_writes_one_post() {
    let site = site(None);
    let write = || post("/sandbox/api/posts", &kay("hour five")).with("idempotency-key", "k1");
    let (first, one) = site.json(write()).await;
    let (again, same) = site.json(write()).await;
    assert_eq!((first, again), (StatusCode::CREATED, StatusCode::OK));
    assert_eq!(one, same);
    assert_eq!(one["handle"], "kay");
    assert_eq!(site.json(get("/sandbox/api/posts?key=k1")).await.1, one);
    assert_eq!(
        site.status(get("/sandbox/api/posts?key=k2")).await,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn changes_are_told_in_order_and_a_deletion_is_one() {
    let site = site(None);
    let (_, one) = site.json(post("/sandbox/api/posts", &kay("one"))).await;
    let (_, two) = site.json(post("/sandbox/api/posts", &kay("two"))).await;
    let path = |post: &Value| format!("/sandbox/api/posts/{}", post["id"].as_str().unwrap());
    let mut edit = post(&path(&one), &json!({ "text": "one, mended" }));
    edit.0 = edit.0.method(Method::PATCH);
    assert_eq!(site.json(edit).await.1["text"], "one, mended");
    for _ in 0..2 {
        assert_eq!(
            site.status(ask(Method::DELETE, &path(&two))).await,
            StatusCode::NO_CONTENT
        );
    }
    let (_, changes) = site.json(get("/sandbox/api/changes?after=2&limit=1")).await;
    assert_eq!(
        (&changes["posts"][0]["text"], &changes["last"]),
        (&json!("one, mended"), &json!(3))
    );
    let (_, changes) = site.json(get("/sandbox/api/changes?after=3")).await;
    assert_eq!(
        (&changes["posts"][0]["text"], &changes["last"]),
        (&json!(""), &json!(4))
    );
    let answer = json!({ "network": "x", "handle": "lee", "text": "same here", "parent": two["id"] });
    assert_eq!(
        site.status(post("/sandbox/api/posts", &answer)).await,
        StatusCode::GONE
    );
}

#[tokio::test]
async fn only_the_organisation_speaks_for_itself() {
    let site = site(None);
    let mut words = kay("We are sorry about the wait.");
    words["ours"] = json!(true);
    let ask_as =
        |token: &str| post("/sandbox/api/posts", &words).with("authorization", &format!("Bearer {token}"));
    assert_eq!(
        site.status(post("/sandbox/api/posts", &words)).await,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(site.status(ask_as("guess")).await, StatusCode::UNAUTHORIZED);
    let (status, ours) = site.json(ask_as("ours")).await;
    assert_eq!(status, StatusCode::CREATED);
    let path = format!("/sandbox/api/posts/{}", ours["id"].as_str().unwrap());
    assert_eq!(
        site.status(ask(Method::DELETE, &path)).await,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_post_needs_words_and_a_handle() {
    let site = site(None);
    for wrong in [
        json!({ "network": "x", "handle": "kay", "text": " \u{0} " }),
        json!({ "network": "x", "handle": "@", "text": "hello" }),
        json!({ "network": "x", "handle": "a/b", "text": "hello" }),
        json!({ "network": "myspace", "handle": "kay", "text": "hello" }),
    ] {
        let (status, body) = site.json(post("/sandbox/api/posts", &wrong)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(body["error"].is_string());
    }
}

#[tokio::test]
async fn a_hook_takes_a_mebibyte_and_no_more() {
    let site = site(None);
    let call = |name: &str, size: usize| Ask(ask(Method::POST, name).0, Body::from("x".repeat(size)));
    let elsewhere = call("/hooks/news", 1024 * 1024).host("hooks.lakeshore.example");
    assert_eq!(site.status(elsewhere).await, StatusCode::ACCEPTED);
    let (status, body) = site.json(call("/hooks/news", 1024 * 1024 + 1)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(body["error"].is_string());
    assert_eq!(site.status(call("/hooks/other", 1)).await, StatusCode::NOT_FOUND);
}

#[tokio::test(start_paused = true)]
async fn a_token_opens_the_console_and_a_wrong_one_does_not() {
    let site = site(Some("a long token"));
    assert_eq!(site.answers(get("/")).await.headers()[header::LOCATION], "/login");
    assert_eq!(site.status(get("/console/state")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(site.status(get("/sandbox/api/changes")).await, StatusCode::OK);
    assert_eq!(
        site.status(post("/sandbox/api/posts", &kay("hello"))).await,
        StatusCode::UNAUTHORIZED
    );

    let log_in = |token: &str| {
        let form = ask(Method::POST, "/login").with("content-type", "application/x-www-form-urlencoded");
        Ask(form.0, Body::from(format!("token={token}")))
    };
    let refused = site.answers(log_in("a+long+toke")).await;
    assert_eq!(refused.headers()[header::LOCATION], "/login?wrong");
    assert!(!refused.headers().contains_key(header::SET_COOKIE));

    let let_in = site.answers(log_in("a+long+token")).await;
    let cookie = let_in.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    let session = cookie.split(';').next().unwrap();
    let with = |session: &str| get("/console/state").with("cookie", session);
    assert_eq!(site.status(with(session)).await, StatusCode::OK);
    assert_eq!(
        site.status(post("/sandbox/api/posts", &kay("hello")).with("cookie", session))
            .await,
        StatusCode::CREATED
    );
    let longer = session.replacen("=1", "=9", 1);
    assert_eq!(site.status(with(&longer)).await, StatusCode::UNAUTHORIZED);
    assert_eq!(
        site.status(with("liaison_session=9.x")).await,
        StatusCode::UNAUTHORIZED
    );
}
