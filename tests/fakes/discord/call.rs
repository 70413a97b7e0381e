//! A request as it came: method, path, query, JSON and files.

use super::refusal::Refused;
use axum::body::to_bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use serde_json::Value;
use std::collections::BTreeMap;

/// Discord takes requests of this size from a bot in a guild without boosts.
const LARGEST: usize = 10 * 1024 * 1024;

/// One request.
#[derive(Debug, Default)]
pub(super) struct Call {
    pub method: String,
    /// Without `/api/v10`.
    pub path: String,
    pub query: BTreeMap<String, String>,
    pub authorization: Option<String>,
    pub body: Value,
    /// Name of the field, name of the file, content.
    pub files: Vec<(String, String, Vec<u8>)>,
    /// Path and query as they came.
    pub address: String,
}

impl Call {
    /// Reads a request to its end.
    pub async fn read(request: Request) -> Result<Self, Box<(Self, Refused)>> {
        let uri = request.uri().clone();
        let path = uri.path();
        let authorization = request.headers().get(header::AUTHORIZATION);
        let mut call = Self {
            method: request.method().to_string(),
            path: path.strip_prefix("/api/v10").unwrap_or(path).to_owned(),
            query: pairs(uri.query().unwrap_or_default()),
            authorization: authorization.and_then(|v| v.to_str().ok()).map(str::to_owned),
            address: uri.to_string(),
            ..Self::default()
        };
        if !path.starts_with("/api/v10/") {
            let refused = Refused::new(StatusCode::NOT_FOUND, 0, "404: Not Found");
            return Err(Box::new((call, refused)));
        }
        match call.take_body(request).await {
            Ok(()) => Ok(call),
            Err(refused) => Err(Box::new((call, refused))),
        }
    }

    async fn take_body(&mut self, request: Request) -> Result<(), Refused> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        if kind.starts_with("multipart/form-data") {
            return self.take_parts(request).await;
        }
        let bytes = to_bytes(request.into_body(), LARGEST)
            .await
            .map_err(|_| too_large())?;
        if bytes.is_empty() {
            return Ok(());
        }
        if !kind.starts_with("application/json") {
            return Err(Refused::field(
                "",
                "CONTENT_TYPE_INVALID",
                "Expected \"Content-Type\" header to be application/json",
            ));
        }
        self.body = serde_json::from_slice(&bytes).map_err(|_| not_json())?;
        Ok(())
    }

    async fn take_parts(&mut self, request: Request) -> Result<(), Refused> {
        let parts = Multipart::from_request(request, &()).await;
        let mut parts = parts.map_err(|_| not_json())?;
        while let Some(part) = parts.next_field().await.map_err(|_| not_json())? {
            let field = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|_| too_large())?;
            if field == "payload_json" {
                self.body = serde_json::from_slice(&bytes).map_err(|_| not_json())?;
            } else if field.starts_with("files[") {
                self.files.push((field, file.unwrap_or_default(), bytes.to_vec()));
            } else {
                return Err(Refused::field(&field, "UNKNOWN_PART", "No such part"));
            }
        }
        Ok(())
    }

    /// The path in steps.
    pub fn steps(&self) -> Vec<&str> {
        self.path.split('/').filter(|step| !step.is_empty()).collect()
    }
}

fn not_json() -> Refused {
    Refused::new(
        StatusCode::BAD_REQUEST,
        50109,
        "The request body contains invalid JSON.",
    )
}

fn too_large() -> Refused {
    Refused::new(StatusCode::PAYLOAD_TOO_LARGE, 40005, "Request entity too large")
}

fn pairs(query: &str) -> BTreeMap<String, String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}
