//! What machines ask: is it alive, can it work, what are its numbers.

use super::problem::Problem;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// Asks whether there is a database to work with; a sentence when there is not.
pub type Ready = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// Draws the numbers in Prometheus' text format.
pub type Metrics = Arc<dyn Fn() -> String + Send + Sync>;

pub(super) fn routes(ready: Ready, metrics: Metrics) -> Router {
    Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(readyz).with_state(ready))
        .route("/metrics", get(numbers).with_state(metrics))
}

async fn readyz(State(ready): State<Ready>) -> Result<&'static str, Problem> {
    match ready().await {
        Ok(()) => Ok("ready\n"),
        Err(sentence) => Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, sentence)),
    }
}

async fn numbers(State(metrics): State<Metrics>) -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        metrics(),
    )
}
