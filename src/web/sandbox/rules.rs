//! Who may write what on the sandbox.

use super::Sandbox;
use crate::domain::sandbox::{NewPost, Post};
use crate::domain::text;
use crate::web::login::Door;
use crate::web::problem::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// The longest handle, and the longest name.
const LONGEST_NAME: usize = 60;

/// Who is let in to write.
#[derive(Clone)]
pub(in crate::web) struct Gate {
    pub sandbox: Sandbox,
    pub door: Option<Arc<Door>>,
}

/// Where the console has a door, strangers only read.
pub(in crate::web) async fn only_writers_write(
    State(gate): State<Gate>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let may = request.method().is_safe()
        || speaks_for_us(&gate.sandbox, headers)
        || gate.door.is_none_or(|door| door.knows(headers));
    if may {
        return next.run(request).await;
    }
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "Log in to the console to write on the sandbox.",
    )
    .into_response()
}

/// Whether the request carries the organisation's token.
pub(super) fn speaks_for_us(sandbox: &Sandbox, headers: &HeaderMap) -> bool {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let digest = |text: &str| Sha256::digest(text.as_bytes());
    given.is_some_and(|given| digest(given).ct_eq(&digest(sandbox.token.expose_secret())).into())
}

/// The organisation's posts are changed by the organisation only.
pub(super) fn may_change(sandbox: &Sandbox, headers: &HeaderMap, post: &Post) -> Result<(), Problem> {
    if post.ours && !speaks_for_us(sandbox, headers) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "This is the organisation's post. Take it down with `/case retract`.",
        ));
    }
    Ok(())
}

/// A post fit to be kept: with words, and a handle that can stand in a line and in an address.
pub(super) fn presentable(post: NewPost) -> Result<NewPost, Problem> {
    let bad = |sentence: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, sentence);
    let handle = post.handle.trim().trim_start_matches('@').to_owned();
    let strange = |c: char| c.is_control() || matches!(c, '/' | '?' | '#' | '\\' | '<' | '>' | '"');
    if handle.is_empty() || handle.contains(strange) || handle.chars().count() > LONGEST_NAME {
        return Err(bad(format!(
            "Choose a handle of 1 to {LONGEST_NAME} letters or digits."
        )));
    }
    let name = match text::line(&post.name, LONGEST_NAME) {
        empty if empty.is_empty() => handle.clone(),
        name => name,
    };
    Ok(NewPost {
        handle: text::clean(&handle),
        name: text::clean(&name),
        text: words(&post.text)?,
        ..post
    })
}

/// The words of a post: there must be some.
pub(super) fn words(written: &str) -> Result<String, Problem> {
    let clean = text::clean(written);
    if clean.trim().is_empty() {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "There are no words in that post.",
        ));
    }
    Ok(clean)
}
