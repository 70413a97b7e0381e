//! Faults on demand: what a story wants to go wrong next.

use super::state::State;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::time::Duration;

/// How a call goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// 429, and so many seconds to wait.
    Ratelimited(u32),
    /// 500, and nothing was done.
    Internal,
    /// It is done, and then 500.
    InternalAfter,
    /// The connection breaks and nothing was done.
    Reset,
    /// It is done, and the connection breaks in the middle of the answer.
    ResetAfter,
    /// This error, and nothing was done.
    Error(String),
    /// The answer comes only after this time.
    Stall(Duration),
}

impl State {
    /// The fault that this call meets.
    pub fn fault(&mut self, method: &str) -> Option<Fault> {
        let at = self.faults.iter().position(|(of, _)| of == method)?;
        self.faults.remove(at).map(|(_, fault)| fault)
    }
}

/// An answer that breaks off.
pub(super) fn broken() -> Response {
    let pieces = [
        Ok("{\"ok\":".to_owned()),
        Err(std::io::Error::other("the line is cut")),
    ];
    (StatusCode::OK, Body::from_stream(stream::iter(pieces))).into_response()
}

/// A server that has trouble.
pub(super) fn internal() -> Response {
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        "{\"ok\":false,\"error\":\"internal_error\"}",
    )
        .into_response()
}
