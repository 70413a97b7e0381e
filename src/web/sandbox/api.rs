//! The network's interface for programs, and its pages.

use super::Sandbox;
use super::rules::{may_change, presentable, speaks_for_us, words};
use crate::domain::sandbox::{NewPost, Post};
use crate::web::live::{Position, Sources};
use crate::web::problem::{Asked, Problem};
use crate::web::{assets, live};
use axum::extract::{FromRef, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

/// The most that is answered at once, and what is when nobody says how many.
const MOST: i64 = 500;
const USUAL: i64 = 100;

#[derive(Clone)]
struct Place {
    sandbox: Sandbox,
    closing: CancellationToken,
}

impl FromRef<Place> for Sandbox {
    fn from_ref(place: &Place) -> Self {
        place.sandbox.clone()
    }
}

pub(in crate::web) fn routes(sandbox: Sandbox, closing: CancellationToken) -> Router {
    Router::new()
        .route("/sandbox", get(assets::sandbox))
        .route("/sandbox/posts/{id}", get(assets::sandbox))
        .route("/sandbox/authors/{handle}", get(assets::sandbox))
        .route("/sandbox/api/changes", get(changes))
        .route("/sandbox/api/latest", get(latest))
        .route("/sandbox/api/posts", get(by_key).post(write))
        .route("/sandbox/api/posts/{id}", get(one).patch(edit).delete(delete))
        .route("/sandbox/api/threads/{root}", get(thread))
        .route("/sandbox/api/authors/{handle}", get(author))
        .route("/sandbox/api/events", get(events))
        .with_state(Place { sandbox, closing })
}

#[derive(Deserialize)]
struct Range {
    #[serde(default)]
    after: i64,
    before: Option<i64>,
    limit: Option<i64>,
}

impl Range {
    fn most(&self) -> i64 {
        self.limit.unwrap_or(USUAL).clamp(1, MOST)
    }
}

/// Posts, and the place to read on from.
#[derive(Serialize)]
struct Posts {
    posts: Vec<Post>,
    last: i64,
}

async fn changes(State(sandbox): State<Sandbox>, Query(range): Query<Range>) -> Result<Json<Posts>, Problem> {
    let posts = sandbox.board().since(range.after, range.most()).await?;
    let last = posts.last().map_or(range.after, |post| post.seq);
    Ok(Json(Posts { posts, last }))
}

async fn latest(State(sandbox): State<Sandbox>, Query(range): Query<Range>) -> Result<Json<Posts>, Problem> {
    let posts = sandbox.board().latest(range.before, range.most()).await?;
    let last = posts.first().map_or(0, |post| post.seq);
    Ok(Json(Posts { posts, last }))
}

async fn write(
    State(sandbox): State<Sandbox>,
    headers: HeaderMap,
    Asked(post): Asked<NewPost>,
) -> Result<(StatusCode, Json<Post>), Problem> {
    if post.ours && !speaks_for_us(&sandbox, &headers) {
        return Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "Only the organisation's own account may speak for it.",
        ));
    }
    let post = presentable(post)?;
    if let Some(parent) = &post.parent {
        let parent = sandbox.board().get(parent).await?;
        if parent.is_none_or(|parent| parent.deleted_at.is_some()) {
            return Err(Problem::new(
                StatusCode::GONE,
                "The post you want to answer is not there any more.",
            ));
        }
    }
    let (post, new) = sandbox.board().write(&post, key(&headers)?).await?;
    sandbox.wake();
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(post)))
}

fn key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(key) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    match key.to_str() {
        Ok(key) if (1..=200).contains(&key.len()) => Ok(Some(key)),
        _ => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "The idempotency key must have 1 to 200 plain characters.",
        )),
    }
}

async fn one(State(sandbox): State<Sandbox>, Path(id): Path<String>) -> Result<Json<Post>, Problem> {
    found(sandbox.board().get(&id).await?)
}

#[derive(Deserialize)]
struct Key {
    key: String,
}

async fn by_key(
    State(sandbox): State<Sandbox>,
    Query(Key { key }): Query<Key>,
) -> Result<Json<Post>, Problem> {
    found(sandbox.board().by_key(&key).await?)
}

#[derive(Deserialize)]
struct Edit {
    text: String,
}

async fn edit(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Asked(edit): Asked<Edit>,
) -> Result<Json<Post>, Problem> {
    let Json(post) = found(sandbox.board().get(&id).await?)?;
    may_change(&sandbox, &headers, &post)?;
    let post = sandbox.board().edit(&id, &words(&edit.text)?).await?;
    sandbox.wake();
    found(post)
}

async fn delete(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    if let Some(post) = sandbox.board().get(&id).await? {
        may_change(&sandbox, &headers, &post)?;
        sandbox.board().delete(&id).await?;
        sandbox.wake();
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn thread(
    State(sandbox): State<Sandbox>,
    Path(root): Path<String>,
) -> Result<Json<Vec<Post>>, Problem> {
    Ok(Json(sandbox.board().thread(&root).await?))
}

async fn author(
    State(sandbox): State<Sandbox>,
    Path(handle): Path<String>,
    Query(range): Query<Range>,
) -> Result<Json<Vec<Post>>, Problem> {
    Ok(Json(sandbox.board().by_author(&handle, range.most()).await?))
}

async fn events(
    State(place): State<Place>,
    Query(range): Query<Range>,
    headers: HeaderMap,
) -> impl IntoResponse {
    let sources = Sources {
        console: None,
        sandbox: Some(place.sandbox),
    };
    let begin = Position {
        entry: 0,
        post: range.after,
    };
    let begin = sources.resumed(&headers).unwrap_or(begin);
    live::stream(sources, begin, place.closing)
}

fn found(post: Option<Post>) -> Result<Json<Post>, Problem> {
    post.map(Json)
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "There is no such post here."))
}
