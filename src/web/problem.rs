//! What is answered when it can't be: always one calm sentence, in JSON.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::json;

/// A status and the sentence that goes with it.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    sentence: String,
}

impl Problem {
    pub(super) fn new(status: StatusCode, sentence: impl Into<String>) -> Self {
        let sentence = sentence.into();
        Self { status, sentence }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.sentence }))).into_response()
    }
}

/// Something broke: logged here, once.
impl From<anyhow::Error> for Problem {
    fn from(error: anyhow::Error) -> Self {
        tracing::error!(error = format!("{error:#}"), "a page could not be answered");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong on our side. Nothing was changed; try again in a minute.",
        )
    }
}

/// A JSON body; one that can't be read is answered with what is wrong with it.
pub(super) struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::from_request(request, state).await {
            Ok(Json(asked)) => Ok(Self(asked)),
            Err(JsonRejection::JsonDataError(error)) => {
                Err(Problem::new(error.status(), format!("{}.", error.body_text())))
            }
            Err(other) => Err(Problem::new(other.status(), sentence(other.status()))),
        }
    }
}

/// Nothing is served under that address.
pub(super) async fn no_such_page() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, sentence(StatusCode::NOT_FOUND))
}

/// Gives a refusal by a layer, which has no words or bare ones, a sentence.
pub(super) async fn in_a_sentence(response: Response) -> Response {
    let status = response.status();
    let has_words = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/json" || kind.as_bytes().starts_with(b"text/html"));
    if has_words || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let mut worded = Problem::new(status, sentence(status)).into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        worded.headers_mut().insert(header::ALLOW, allow.clone());
    }
    worded
}

fn sentence(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "There is nothing at this address.",
        StatusCode::METHOD_NOT_ALLOWED => "That can't be done at this address.",
        StatusCode::PAYLOAD_TOO_LARGE => "That is more than is taken here at once: send less.",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "Send it as application/json.",
        StatusCode::GATEWAY_TIMEOUT => "That took too long. Try again in a minute.",
        s if s.is_server_error() => {
            "Something went wrong on our side. Nothing was changed; try again in a minute."
        }
        _ => "The request could not be understood: check its address and its fields.",
    }
}
