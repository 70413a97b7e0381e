//! Where other programs hand posts in. Who they are is proved by a signature
//! over the raw bytes, so the bytes are handed on as they came.

use super::problem::Problem;
use async_trait::async_trait;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use futures_util::StreamExt;
use serde_json::json;
use std::sync::Arc;

/// The most that one call may bring.
const LIMIT: usize = 1024 * 1024;
/// How much of a call that brings more is read before it is refused.
const HEARD_OUT: usize = 8 * LIMIT;

/// Takes what is handed in.
#[async_trait]
pub trait Hooks: Send + Sync {
    /// Checks and keeps what was sent to `name`.
    async fn receive(&self, name: &str, headers: &HeaderMap, body: Bytes) -> HookAnswer;
}

/// What the sender is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookAnswer {
    /// How it went.
    pub status: StatusCode,
    /// The same in words.
    pub sentence: String,
}

impl HookAnswer {
    /// An answer with these words.
    pub fn new(status: StatusCode, sentence: impl Into<String>) -> Self {
        let sentence = sentence.into();
        Self { status, sentence }
    }

    /// No feed has that name.
    pub fn unknown() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "No webhook of that name is set up here. Compare the address with the settings.",
        )
    }
}

impl IntoResponse for HookAnswer {
    fn into_response(self) -> Response {
        if !self.status.is_success() {
            return Problem::new(self.status, self.sentence).into_response();
        }
        (self.status, Json(json!({ "message": self.sentence }))).into_response()
    }
}

pub(super) fn routes(hooks: Arc<dyn Hooks>) -> Router {
    Router::new()
        .route("/hooks/{name}", post(receive))
        .with_state(hooks)
}

async fn receive(
    State(hooks): State<Arc<dyn Hooks>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> HookAnswer {
    match whole(body).await {
        Ok(body) => hooks.receive(&name, &headers, body).await,
        Err(refusal) => refusal,
    }
}

/// The whole of a body within the limit. One a little longer is heard out, though none of it is kept: a
/// sender that is hung up on never reads why.
async fn whole(body: Body) -> Result<Bytes, HookAnswer> {
    let (mut kept, mut size) = (Vec::new(), 0_usize);
    let mut pieces = body.into_data_stream();
    while size <= HEARD_OUT
        && let Some(piece) = pieces.next().await
    {
        let piece = piece.map_err(|_| broken_off())?;
        size += piece.len();
        if size <= LIMIT {
            kept.extend_from_slice(&piece);
        }
    }
    if size > LIMIT {
        return Err(too_large());
    }
    Ok(kept.into())
}

fn broken_off() -> HookAnswer {
    HookAnswer::new(
        StatusCode::BAD_REQUEST,
        "The request broke off before its end: send it again.",
    )
}

fn too_large() -> HookAnswer {
    HookAnswer::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "That is more than 1 MiB: send fewer posts at once.",
    )
}
