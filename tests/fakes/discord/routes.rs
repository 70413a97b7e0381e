//! Which request is which, and who may send it.

use super::call::Call;
use super::refusal::{Done, Refused};
use super::state::Kept;
use super::{Id, payload};
use axum::http::StatusCode;
use serde_json::{Value, json};

/// Does what a request asks.
pub(super) fn answer(kept: &mut Kept, call: &Call, gateway: &str) -> Done {
    let steps = call.steps();
    let method = call.method.as_str();
    // The token in their path is all that these need.
    match (method, steps.as_slice()) {
        ("POST", ["interactions", id, token, "callback"]) => {
            return kept.callback(id_of(id)?, token, call);
        }
        ("POST", ["webhooks", app, token]) => return kept.follow_up(id_of(app)?, token, call),
        (_, ["webhooks", app, token, "messages", message]) => {
            return kept.answered(id_of(app)?, token, message, call);
        }
        ("GET", ["gateway"]) => return ok(json!({ "url": gateway })),
        _ => {}
    }
    authorize(kept, call)?;
    match (method, steps.as_slice()) {
        ("GET", ["gateway", "bot"]) => ok(kept.bot_gateway(gateway)),
        ("GET", ["users", "@me"]) => ok(payload::user(&kept.users[&kept.bot])),
        ("GET", ["applications", "@me"] | ["oauth2", "applications", "@me"]) => {
            ok(payload::application(kept))
        }
        (_, ["guilds", guild, rest @ ..]) => in_guild(kept, call, id_of(guild)?, rest),
        (_, ["applications", app, "guilds", guild, "commands"]) => {
            if id_of(app)? != kept.bot {
                return Err(Refused::unknown(10002, "Application"));
            }
            kept.known_guild(id_of(guild)?)?;
            match method {
                "GET" => ok(kept.registered.list()),
                "PUT" => kept.register(&call.body),
                _ => Err(not_allowed()),
            }
        }
        (_, ["channels", channel, rest @ ..]) => in_channel(kept, call, id_of(channel)?, rest),
        _ => Err(Refused::new(StatusCode::NOT_FOUND, 0, "404: Not Found")),
    }
}

fn in_guild(kept: &mut Kept, call: &Call, guild: Id, rest: &[&str]) -> Done {
    kept.known_guild(guild)?;
    if call.method != "GET" {
        return Err(not_allowed());
    }
    match rest {
        [] => ok(payload::guild(kept)),
        ["channels"] => ok(payload::channels(kept, false)),
        ["threads", "active"] => ok(json!({ "threads": payload::channels(kept, true), "members": [] })),
        ["roles"] => ok(payload::roles(kept)),
        ["members", "@me"] => ok(payload::member(kept, kept.bot)),
        ["members", user] => {
            let user = id_of(user)?;
            match kept.users.contains_key(&user) {
                true => ok(payload::member(kept, user)),
                false => Err(Refused::unknown(10007, "Member").forgiven_if(kept.gone.contains(&user))),
            }
        }
        _ => Err(Refused::new(StatusCode::NOT_FOUND, 0, "404: Not Found")),
    }
}

fn in_channel(kept: &mut Kept, call: &Call, channel: Id, rest: &[&str]) -> Done {
    match (call.method.as_str(), rest) {
        ("GET", []) => {
            kept.visible(channel)?;
            ok(payload::channel(kept, channel))
        }
        ("PATCH", []) => kept.change_channel(channel, &call.body),
        ("POST", ["messages"]) => kept.create(channel, call),
        ("GET", ["messages"]) => kept.history(channel, &call.query),
        ("GET", ["messages", message]) => kept.one(channel, id_of(message)?),
        ("PATCH", ["messages", message]) => kept.edit(channel, id_of(message)?, call),
        ("DELETE", ["messages", message]) => kept.remove(channel, id_of(message)?),
        ("POST", ["messages", message, "threads"]) => kept.thread_from(channel, id_of(message)?, &call.body),
        ("POST", ["threads"]) => kept.forum_post(channel, call),
        ("PUT", ["thread-members", "@me"]) => {
            kept.visible(channel)?;
            Ok((StatusCode::NO_CONTENT, Value::Null))
        }
        _ => Err(not_allowed()),
    }
}

fn authorize(kept: &mut Kept, call: &Call) -> Result<(), Refused> {
    let right = format!("Bot {}", kept.token);
    if kept.revoked || call.authorization.as_deref() != Some(right.as_str()) {
        return Err(Refused::unauthorized(kept.revoked));
    }
    Ok(())
}

/// 200 with a body.
pub(super) fn ok(body: Value) -> Done {
    Ok((StatusCode::OK, body))
}

/// An id in a path or a body.
pub(super) fn id_of(step: &str) -> Result<Id, Refused> {
    let digits = step.parse::<Id>();
    digits.map_err(|_| Refused::field("id", "NUMBER_TYPE_COERCE", "Value is not snowflake."))
}

fn not_allowed() -> Refused {
    Refused::new(StatusCode::METHOD_NOT_ALLOWED, 0, "405: Method Not Allowed")
}

impl Kept {
    fn known_guild(&self, guild: Id) -> Result<(), Refused> {
        if guild == self.guild {
            return Ok(());
        }
        Err(Refused::unknown(10004, "Guild"))
    }

    fn bot_gateway(&self, gateway: &str) -> Value {
        let used = self.sessions.identified_today(self.now());
        json!({ "url": gateway, "shards": 1, "session_start_limit": {
            "total": 1000, "remaining": 1000_usize.saturating_sub(used),
            "reset_after": 86_400_000, "max_concurrency": 1,
        }})
    }
}
