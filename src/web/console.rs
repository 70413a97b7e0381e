//! What the console's page asks for: who is here, what was said, what goes on,
//! and the commands that people give in it.

use super::live::{Position, Sources};
use super::problem::{Asked, Problem};
use super::{Front, Sandbox, assets, live};
use crate::chat::console::{self, grammar};
use crate::desk::{Answer, Trouble};
use crate::domain::transcript::Entry;
use crate::domain::{CaseNumber, Department, DepartmentName, Directory, Draft, DraftId, Right, StaffName};
use async_trait::async_trait;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// How many messages a channel shows at once.
const PAGE: i64 = 40;

/// The name under which all channels are read as one; it is no department's, since names have no star.
const EVERYWHERE: &str = "*";

/// Who carries out what people type.
#[async_trait]
pub trait Clerk: Send + Sync {
    /// Runs one line for a person; `thread` is the case in whose thread it was typed, `seen` the draft looked at.
    async fn run(
        &self,
        who: &StaffName,
        (thread, seen): (Option<CaseNumber>, Option<DraftId>),
        line: &str,
    ) -> Result<Answer, Trouble>;

    /// The draft of a case that waits or is blocked.
    async fn draft(&self, case: CaseNumber) -> anyhow::Result<Option<Draft>>;

    /// How much is open in each department that has anything open.
    async fn counts(&self) -> anyhow::Result<Vec<Count>>;

    /// The organisation as it is now.
    fn directory(&self) -> Arc<Directory>;
}

/// How much is open in one department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Which.
    pub department: DepartmentName,
    /// Open or held.
    pub open: i64,
    /// Of these, critical ones that nobody holds.
    pub urgent: i64,
}

/// What the routes work with.
pub(super) struct Room {
    pub front: Front,
    pub sandbox: Option<Sandbox>,
    pub closing: CancellationToken,
    /// Whether people log in, and so can log out.
    pub has_door: bool,
}

type Here = State<Arc<Room>>;

pub(super) fn routes(room: Room) -> Router {
    Router::new()
        .route("/", get(assets::console))
        .route("/console/state", get(state))
        .route("/console/counts", get(counts))
        .route("/console/channel/{name}", get(channel))
        .route("/console/thread/{card}", get(thread))
        .route("/console/draft/{case}", get(draft))
        .route("/console/events", get(events))
        .route("/console/command", post(command))
        .with_state(Arc::new(room))
}

async fn state(State(room): Here) -> Result<Json<Value>, Problem> {
    let directory = room.front.clerk.directory();
    let newest = room.newest(None, 1).await?;
    let last_post = match &room.sandbox {
        Some(sandbox) => sandbox.board().latest(None, 1).await?,
        None => Vec::new(),
    };
    Ok(Json(json!({
        "organisation": directory.organisation,
        "signature": directory.signature,
        "demo": room.front.demo,
        "sandbox": room.sandbox.is_some(),
        "door": room.has_door,
        "you": directory.who_may(Right::Respond).next().or(directory.staff.first()).map(|s| &s.name),
        "staff": directory.staff,
        "channels": channels(&directory).map(|(id, department)| json!({
            "id": id, "department": department.name, "title": department.title,
        })).collect::<Vec<_>>(),
        "counts": room.front.clerk.counts().await?,
        "grammar": grammar::grammar(),
        "seq": newest.first().map_or(0, |entry| entry.seq),
        "last_post": last_post.first().map_or(0, |post| post.seq),
    })))
}

async fn counts(State(room): Here) -> Result<Json<Vec<Count>>, Problem> {
    Ok(Json(room.front.clerk.counts().await?))
}

#[derive(Deserialize)]
struct Before {
    before: Option<i64>,
}

async fn channel(
    State(room): Here,
    Path(name): Path<String>,
    Query(Before { before }): Query<Before>,
) -> Result<Json<Value>, Problem> {
    let entries = if name == EVERYWHERE {
        room.newest(before, PAGE).await?
    } else {
        room.transcript().channel(&name, before, PAGE).await?
    };
    let more = i64::try_from(entries.len()).is_ok_and(|n| n == PAGE);
    Ok(Json(json!({ "entries": entries, "more": more })))
}

async fn thread(State(room): Here, Path(card): Path<String>) -> Result<Json<Vec<Entry>>, Problem> {
    Ok(Json(room.transcript().thread(&card).await?))
}

/// The draft of a case that is still open; its words also without what is put under every reply, so that they can be
/// changed and sent again.
async fn draft(State(room): Here, Path(case): Path<i64>) -> Result<Json<Value>, Problem> {
    let Some(draft) = room.front.clerk.draft(CaseNumber(case)).await? else {
        return Ok(Json(Value::Null));
    };
    let directory = room.front.clerk.directory();
    Ok(Json(json!({
        "draft": draft.id,
        "author": draft.author,
        "words": draft.words,
        "unsigned": draft.unsigned(&directory.signature),
    })))
}

#[derive(Deserialize)]
struct From {
    #[serde(default)]
    after: i64,
    /// Asks for what happens on the sandbox too: a browser opens only six lines to one place.
    posts: Option<i64>,
}

async fn events(State(room): Here, Query(from): Query<From>, headers: HeaderMap) -> impl IntoResponse {
    let sources = Sources {
        console: Some(Arc::clone(&room.front.console)),
        sandbox: room.sandbox.clone().filter(|_| from.posts.is_some()),
    };
    let begin = Position {
        entry: from.after,
        post: from.posts.unwrap_or_default(),
    };
    let begin = sources.resumed(&headers).unwrap_or(begin);
    live::stream(sources, begin, room.closing.clone())
}

#[derive(Deserialize)]
struct Ask {
    #[serde(rename = "as")]
    who: StaffName,
    line: String,
    case: Option<CaseNumber>,
    /// The draft that was looked at.
    draft: Option<DraftId>,
}

async fn command(State(room): Here, Asked(ask): Asked<Ask>) -> Response {
    match room
        .front
        .clerk
        .run(&ask.who, (ask.case, ask.draft), &ask.line)
        .await
    {
        Ok(Answer {
            text,
            data,
            case,
            offer,
        }) => Json(json!({ "text": text, "data": data, "case": case, "offer": offer })).into_response(),
        Err(trouble) => {
            let status = match trouble {
                Trouble::Refused(_) | Trouble::Repeated => StatusCode::CONFLICT,
                Trouble::Misuse(_) => StatusCode::BAD_REQUEST,
                Trouble::Fault { .. } => StatusCode::INTERNAL_SERVER_ERROR,
            };
            Problem::new(status, trouble.to_string()).into_response()
        }
    }
}

impl Room {
    fn transcript(&self) -> &dyn console::Transcript {
        self.front.console.transcript()
    }

    /// The newest messages of all channels.
    async fn newest(&self, before: Option<i64>, most: i64) -> anyhow::Result<Vec<Entry>> {
        let directory = self.front.clerk.directory();
        let each = channels(&directory).map(|(id, _)| self.transcript().channel(id, before, most));
        let mut entries: Vec<Entry> = try_join_all(each).await?.into_iter().flatten().collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
        entries.truncate(usize::try_from(most)?);
        Ok(entries)
    }
}

/// The departments that read here, and the names of their channels.
fn channels(directory: &Directory) -> impl Iterator<Item = (&str, &Department)> {
    directory.departments.iter().filter_map(|department| {
        let here = department
            .channels
            .iter()
            .find(|channel| channel.chat == console::NAME)?;
        Some((here.id.as_str(), department))
    })
}
