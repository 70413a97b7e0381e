//! The door of the Web API: who calls, may they, are they too fast, and then
//! the method itself. Everything is counted and recorded.

use super::super::recording::Line;
use super::call::{Call, Done, Refused};
use super::faults::{Fault, broken, internal};
use super::state::{State, Token};
use super::{APP_TOKEN, BOT_TOKEN, Slack};
use axum::Json;
use axum::body::Bytes;
use axum::extract;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// How an answer leaves: a rate limit is no ordinary refusal.
enum Outcome {
    Answer(Value),
    TooFast(u32),
}

/// Answers a call.
pub(super) async fn serve(
    extract::State(slack): extract::State<Slack>,
    extract::Path(name): extract::Path<String>,
    http: Method,
    uri: Uri,
    (headers, body): (HeaderMap, Bytes),
) -> Response {
    let call = read(&slack, name, &uri, &headers, &body);
    let fault = slack.change(|state| {
        *state.calls.entry(call.method.clone()).or_default() += 1;
        state.fault(&call.method)
    });
    let (status, answer) = with_fault(&slack, &call, fault).await;
    slack.inner.recording.note(&Line {
        method: http.to_string(),
        path: uri.path().to_owned(),
        body: Value::Object(call.params),
        status: status.as_u16(),
    });
    answer
}

async fn with_fault(slack: &Slack, call: &Call, fault: Option<Fault>) -> (StatusCode, Response) {
    let answer = match fault {
        Some(Fault::Ratelimited(seconds)) => answer(slack, Outcome::TooFast(seconds)),
        Some(Fault::Error(error)) => answer(slack, Outcome::Answer(json!({ "ok": false, "error": error }))),
        Some(Fault::Internal) => internal(),
        Some(Fault::Reset) => broken(),
        Some(Fault::InternalAfter) => {
            perform(slack, call);
            internal()
        }
        Some(Fault::ResetAfter) => {
            perform(slack, call);
            broken()
        }
        Some(Fault::Stall(time)) => {
            tokio::time::sleep(time).await;
            answer(slack, perform(slack, call))
        }
        None => answer(slack, perform(slack, call)),
    };
    (answer.status(), answer)
}

fn answer(slack: &Slack, outcome: Outcome) -> Response {
    let scopes = [("x-oauth-scopes", slack.state().scopes.join(","))];
    match outcome {
        Outcome::Answer(value) => (scopes, Json(value)).into_response(),
        Outcome::TooFast(seconds) => {
            let wait = [("retry-after", seconds.to_string())];
            let body = Json(json!({ "ok": false, "error": "ratelimited" }));
            (StatusCode::TOO_MANY_REQUESTS, scopes, wait, body).into_response()
        }
    }
}

fn read(slack: &Slack, method: String, uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Call {
    let pairs = |bytes: &[u8]| Call::from_pairs(url::form_urlencoded::parse(bytes).into_owned());
    let mut params = pairs(uri.query().unwrap_or_default().as_bytes());
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let sent = if kind.starts_with("application/json") {
        serde_json::from_slice::<Map<String, Value>>(body).unwrap_or_default()
    } else {
        pairs(body)
    };
    params.extend(sent.into_iter().filter(|(_, value)| !value.is_null()));
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = bearer
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(str::to_owned);
    let spelled = params
        .remove("token")
        .and_then(|token| token.as_str().map(str::to_owned));
    Call {
        method,
        token: token.or(spelled).unwrap_or_default(),
        params,
        now: slack.now(),
        base: slack.base(),
    }
}

fn perform(slack: &Slack, call: &Call) -> Outcome {
    let done = slack.change(|state| {
        let admitted = state.may_call(call);
        if admitted.is_ok() && slack.inner.limits {
            let channel = call.text("channel").unwrap_or_default();
            state.rates.admit(&call.method, channel, call.now)?;
        }
        let done = admitted.and_then(|()| state.dispatch(call));
        Ok(done.map_err(|refused| state.refuse(&call.method, refused)))
    });
    match done {
        Err(seconds) => Outcome::TooFast(seconds),
        Ok(Err(answer)) => Outcome::Answer(answer),
        Ok(Ok(mut value)) => {
            value["ok"] = json!(true);
            Outcome::Answer(value)
        }
    }
}

impl State {
    /// The answer that says no, and the note of it.
    fn refuse(&mut self, method: &str, refused: Refused) -> Value {
        if !refused.expected {
            let why = &refused.more["response_metadata"]["messages"];
            let why = if why.is_null() {
                String::new()
            } else {
                format!(" {why}")
            };
            self.violation(format!("{method}: {}{why}", refused.error));
        }
        let mut answer = refused.more;
        answer["ok"] = json!(false);
        answer["error"] = json!(refused.error);
        answer
    }

    /// Is the token right, and does it reach as far?
    fn may_call(&self, call: &Call) -> Result<(), Refused> {
        let opens_sockets = call.method == "apps.connections.open";
        match call.token.as_str() {
            "" => return Err(Refused::new("not_authed")),
            APP_TOKEN if opens_sockets => return Ok(()),
            APP_TOKEN | BOT_TOKEN if opens_sockets || call.token == APP_TOKEN => {
                return Err(Refused::new("not_allowed_token_type"));
            }
            BOT_TOKEN => {}
            _ => return Err(Refused::new("invalid_auth")),
        }
        match self.token {
            Token::Good => {}
            Token::Revoked => return Err(Refused::expected("token_revoked")),
            Token::Inactive => return Err(Refused::expected("account_inactive")),
        }
        for needed in self.scopes_for(call) {
            if !self.scopes.iter().any(|scope| scope == needed) {
                let more = json!({ "needed": needed, "provided": self.scopes.join(",") });
                let expected = self.scopes_cut;
                return Err(Refused {
                    more,
                    expected,
                    ..Refused::new("missing_scope")
                });
            }
        }
        Ok(())
    }

    fn scopes_for(&self, call: &Call) -> Vec<&'static str> {
        let channel = call.text("channel").unwrap_or_default();
        let private = self.channels.get(channel).is_some_and(|channel| channel.private);
        let by_kind = |public, closed| vec![if private { closed } else { public }];
        match call.method.as_str() {
            "chat.postMessage"
                if ["username", "icon_url", "icon_emoji"]
                    .iter()
                    .any(|k| call.text(k).is_some()) =>
            {
                vec!["chat:write", "chat:write.customize"]
            }
            "chat.postMessage" | "chat.update" | "chat.delete" | "chat.postEphemeral" => vec!["chat:write"],
            "conversations.history" | "conversations.replies" if channel.starts_with('D') => {
                vec!["im:history"]
            }
            "conversations.history" | "conversations.replies" => {
                by_kind("channels:history", "groups:history")
            }
            "conversations.info" => by_kind("channels:read", "groups:read"),
            "conversations.list" => {
                let kinds = call.text("types").unwrap_or("public_channel").split(',');
                kinds
                    .map(|kind| {
                        if kind == "private_channel" {
                            "groups:read"
                        } else {
                            "channels:read"
                        }
                    })
                    .collect()
            }
            "conversations.join" => vec!["channels:join"],
            "conversations.open" => vec!["im:write"],
            "users.info" | "users.list" => vec!["users:read"],
            "usergroups.list" | "usergroups.users.list" => vec!["usergroups:read"],
            "files.getUploadURLExternal" | "files.completeUploadExternal" => vec!["files:write"],
            _ => vec![],
        }
    }

    fn dispatch(&mut self, call: &Call) -> Done {
        match call.method.as_str() {
            "auth.test" => Ok(Self::auth_test(call)),
            "apps.connections.open" => self.open_connection(call),
            "chat.postMessage" => self.post_message(call),
            "chat.postEphemeral" => self.post_ephemeral(call),
            "chat.update" => self.update_message(call),
            "chat.delete" => self.delete_message(call),
            "chat.getPermalink" => self.permalink(call),
            "conversations.history" => self.history(call),
            "conversations.replies" => self.replies(call),
            "conversations.info" => self.conversation(call),
            "conversations.list" => self.conversations(call),
            "conversations.join" => self.join(call),
            "conversations.open" => self.open_direct(call),
            "users.info" => self.user(call),
            "users.list" => self.user_list(call),
            "usergroups.list" => Ok(self.group_list(call)),
            "usergroups.users.list" => self.group_members(call),
            "views.open" => self.open_view(call),
            "views.push" => self.push_view(call),
            "views.update" => self.update_view(call),
            "views.publish" => self.publish_view(call),
            "files.getUploadURLExternal" => self.upload_url(call),
            "files.completeUploadExternal" => self.complete_upload(call),
            _ => Err(Refused::new("unknown_method")),
        }
    }

    fn auth_test(call: &Call) -> Value {
        json!({
            "url": format!("{}/", call.base), "team": "Hospital", "user": "liaison",
            "team_id": super::TEAM, "user_id": super::BOT_USER, "bot_id": super::BOT, "is_enterprise_install": false,
        })
    }
}
