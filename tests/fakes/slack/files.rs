//! Files by the upload flow of today: an address, the bytes, and the word
//! that they are complete.

use super::Slack;
use super::call::{Call, Done, Refused};
use super::faults::{Fault, broken, internal};
use super::state::{Message, State};
use super::{BOT_USER, TEAM};
use axum::body::Bytes;
use axum::extract;
use axum::extract::FromRequest;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A file that is being sent, or was.
#[derive(Debug, Clone, PartialEq)]
pub struct Upload {
    /// Its id, which starts with `F`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How long it was said to be.
    pub length: usize,
    /// What it is for those who can't see it.
    pub alt_text: String,
    /// The bytes, once they came.
    pub bytes: Vec<u8>,
    /// The words under it.
    pub title: String,
    /// Where it was shared, and in which thread.
    pub shared: Option<(String, Option<String>)>,
}

impl State {
    pub fn upload_url(&mut self, call: &Call) -> Done {
        let name = call.need("filename")?.to_owned();
        let length = match call.params.get("length") {
            Some(Value::String(text)) => text.parse().ok(),
            Some(number) => number.as_u64().and_then(|n| usize::try_from(n).ok()),
            None => None,
        };
        let Some(length) = length.filter(|length| *length > 0) else {
            return Err(Refused::because(
                "invalid_arguments",
                &["[ERROR] length".to_owned()],
            ));
        };
        let id = self.id("F");
        let address = format!("{}/upload/{id}", call.base);
        let upload = Upload {
            id: id.clone(),
            name,
            length,
            alt_text: call.text("alt_txt").unwrap_or_default().to_owned(),
            bytes: Vec::new(),
            title: String::new(),
            shared: None,
        };
        self.uploads.push(upload);
        Ok(json!({ "upload_url": address, "file_id": id }))
    }

    pub fn complete_upload(&mut self, call: &Call) -> Done {
        let files = call
            .params
            .get("files")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        if files.is_empty() {
            return Err(Refused::because(
                "invalid_arguments",
                &["[ERROR] files".to_owned()],
            ));
        }
        let channel = call.text("channel_id").map(str::to_owned);
        if let Some(channel) = &channel {
            self.writable(channel)?;
        }
        let thread = call.text("thread_ts").map(str::to_owned);
        let mut shown = Vec::new();
        for file in &files {
            let id = file["id"].as_str().unwrap_or_default();
            let Some(upload) = self.uploads.iter_mut().find(|upload| upload.id == id) else {
                return Err(Refused::new("file_not_found"));
            };
            if upload.bytes.len() != upload.length {
                return Err(Refused::because(
                    "file_upload_incomplete",
                    &[format!("{} bytes", upload.bytes.len())],
                ));
            }
            file["title"]
                .as_str()
                .unwrap_or(&upload.name)
                .clone_into(&mut upload.title);
            upload.shared = channel.clone().map(|channel| (channel, thread.clone()));
            shown.push(json!({ "id": id, "title": upload.title, "name": upload.name, "user": BOT_USER }));
        }
        if let Some(channel) = channel {
            let message = Message {
                channel,
                ts: self.ts(call.now),
                thread_ts: thread,
                user: BOT_USER.to_owned(),
                text: call.text("initial_comment").unwrap_or_default().to_owned(),
                files: shown
                    .iter()
                    .filter_map(|file| file["id"].as_str().map(str::to_owned))
                    .collect(),
                ..Message::default()
            };
            self.messages.push(message);
        }
        Ok(json!({ "files": shown, "team": TEAM }))
    }
}

/// Takes the bytes, raw or as the file of a form.
pub(super) async fn serve(
    extract::State(slack): extract::State<Slack>,
    extract::Path(id): extract::Path<String>,
    request: extract::Request,
) -> Response {
    let fault = slack.change(|state| state.fault("upload"));
    match fault {
        Some(Fault::Reset) => return broken(),
        Some(Fault::Stall(time)) => tokio::time::sleep(time).await,
        Some(_) => return internal(),
        None => {}
    }
    let Some(bytes) = bytes(request).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    slack.change(|state| {
        let known = state.uploads.iter_mut().find(|upload| upload.id == id);
        let Some(upload) = known else {
            state.violation("upload: an address that was never handed out");
            return StatusCode::NOT_FOUND.into_response();
        };
        if upload.length != bytes.len() {
            let said = upload.length;
            state.violation(format!("upload: {} bytes, announced were {said}", bytes.len()));
            return StatusCode::BAD_REQUEST.into_response();
        }
        upload.bytes = bytes.to_vec();
        format!("OK - {}", bytes.len()).into_response()
    })
}

async fn bytes(request: extract::Request) -> Option<Bytes> {
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        return Bytes::from_request(request, &()).await.ok();
    }
    let mut form = extract::Multipart::from_request(request, &()).await.ok()?;
    form.next_field().await.ok()??.bytes().await.ok()
}

impl Slack {
    /// Every file the app has sent, or meant to.
    pub fn files(&self) -> Vec<Upload> {
        self.state().uploads.clone()
    }
}
