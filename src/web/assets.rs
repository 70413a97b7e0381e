//! The pages' own files, built into the program: nothing is read from disk,
//! nothing is fetched from elsewhere.

use super::problem::Problem;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use std::hash::{DefaultHasher, Hash, Hasher};

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const PICTURE: &str = "image/svg+xml";

struct Asset {
    name: &'static str,
    kind: &'static str,
    text: &'static str,
}

macro_rules! assets {
    ($($kind:ident: $($name:literal)+;)+) => {
        &[$($(Asset { name: $name, kind: $kind, text: include_str!(concat!("page/", $name)) }),+),+]
    };
}

const ASSETS: &[Asset] = assets! {
    SCRIPT: "answers.js" "api.js" "approvals.js" "cards.js" "channels.js" "commandline.js" "compose.js" "completion.js" "console.js" "dom.js"
        "forms.js" "keys.js" "login.js" "network.js" "picture.js" "posts.js" "sandbox.js" "store.js" "thread.js" "time.js";
    STYLE: "base.css" "cards.css" "console.css" "network.css" "thread.css";
    PICTURE: "icon.svg";
};

pub(super) fn routes() -> Router {
    Router::new()
        .route("/assets/{name}", get(asset))
        .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
}

/// The console.
pub(super) async fn console() -> Html<&'static str> {
    Html(include_str!("page/console.html"))
}

/// The sandbox network, as the public sees it.
pub(super) async fn sandbox() -> Html<&'static str> {
    Html(include_str!("page/sandbox.html"))
}

/// The door.
pub(super) async fn login() -> Html<&'static str> {
    Html(include_str!("page/login.html"))
}

async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return Err(super::problem::no_such_page().await);
    };
    let tag = tag(asset);
    let fresh = [
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::ETAG, tag.clone()),
    ];
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes())
    {
        return Ok((StatusCode::NOT_MODIFIED, fresh).into_response());
    }
    Ok((fresh, [(header::CONTENT_TYPE, asset.kind)], asset.text).into_response())
}

/// Changes when the file does. Weak, because compression changes the bytes.
fn tag(asset: &Asset) -> String {
    let mut hasher = DefaultHasher::new();
    asset.text.hash(&mut hasher);
    format!("W/\"{:016x}\"", hasher.finish())
}
