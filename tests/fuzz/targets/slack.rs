//! What Slack sends over HTTP: the proof that it is Slack's, then commands, buttons, forms and events.

use super::clerk::Echo;
use super::{house, loopback, pick, words};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use commands::Names;
use hmac::{Hmac, KeyInit, Mac};
use liaison::chat::slack::{Mode, Settings, Slack, routes};
use liaison::domain::{Clock, Sight, Timestamp};
use serde_json::Value;
use sha2::Sha256;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;
use url::{Url, form_urlencoded};

const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
const NOW: i64 = 1_790_000_000;
const PATHS: [&str; 3] = ["/slack/commands", "/slack/interactions", "/slack/events"];
/// More than a form with all its fields in it.
const LONGEST: usize = 1024 * 1024;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime can be made")
});
static ROUTES: LazyLock<Router> = LazyLock::new(|| {
    let address = loopback::open(is_an_object);
    let settings = Settings {
        mode: Mode::Http {
            signing_secret: SECRET.into(),
        },
        bot_token: "xoxb-1".into(),
        api_url: Url::parse(&format!("{address}/api")).expect("an address"),
        sight: Sight::Full,
        names: Names::default(),
    };
    let clerk = Arc::new(Echo(Arc::new(house::directory())));
    let clock = Clock::manual(Timestamp::from_timestamp(NOW, 0).expect("a time"));
    routes(Arc::new(
        Slack::new(settings, clerk, clock).expect("the settings are sound"),
    ))
});

/// Any body, signed and not.
pub fn check(data: &[u8]) {
    let (path, data) = pick(&PATHS, data);
    if leads_out(data) {
        return;
    }
    let body = match *path {
        "/slack/interactions" => form_urlencoded::Serializer::new(String::new())
            .append_pair("payload", &words(data))
            .finish()
            .into_bytes(),
        _ => data.to_vec(),
    };
    RUNTIME.block_on(async {
        let forged = ask(path, body.clone(), &words(data)).await;
        assert_eq!(forged.0, StatusCode::UNAUTHORIZED);
        let (status, said) = ask(path, body.clone(), &signature(&body)).await;
        assert!(
            matches!(status, StatusCode::OK | StatusCode::BAD_REQUEST),
            "{status}"
        );
        if status.is_success() && !said.is_empty() {
            let said: Value = serde_json::from_slice(&said).expect("an answer is JSON");
            is_an_object(&said);
        }
        settled().await;
    });
}

/// Answers that follow go to Slack itself where a request says so; nothing here may leave the house.
fn leads_out(data: &[u8]) -> bool {
    let text = words(data).to_ascii_lowercase();
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    plain.contains("hooks")
        || plain.contains("slackcom")
        || text.contains("xn--")
        || !text.is_ascii() && text.contains("//")
}

async fn ask(path: &str, body: Vec<u8>, signature: &str) -> (StatusCode, Vec<u8>) {
    let signature: String = signature.chars().filter(char::is_ascii_graphic).collect();
    let request = Request::post(path)
        .header("x-slack-request-timestamp", NOW)
        .header("x-slack-signature", signature)
        .body(Body::from(body))
        .expect("a request");
    let answer = ROUTES
        .clone()
        .oneshot(request)
        .await
        .unwrap_or_else(|never| match never {});
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), LONGEST)
        .await
        .expect("an answer within bounds");
    (status, body.to_vec())
}

fn signature(body: &[u8]) -> String {
    let mut code = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any key will do");
    code.update(format!("v0:{NOW}:").as_bytes());
    code.update(body);
    let digits = code
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    format!("v0={digits}")
}

/// Until what was begun in tasks of their own is done.
async fn settled() {
    for _ in 0..200 {
        if RUNTIME.metrics().num_alive_tasks() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn is_an_object(said: &Value) {
    assert!(said.is_object(), "{said}");
}
