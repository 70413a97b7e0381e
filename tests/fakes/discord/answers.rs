//! Later answers to an interaction: its first message read, changed and taken
//! away, and messages that follow.

use super::call::Call;
use super::form::{self, EPHEMERAL, Place};
use super::interactions::{First, TOKEN};
use super::messages::Origin;
use super::refusal::{Done, Refused};
use super::routes::{id_of, ok};
use super::state::Kept;
use super::{Id, payload};
use axum::http::StatusCode;
use serde_json::Value;

impl Kept {
    /// The token is known, was answered, and is young enough; gives the first answer.
    fn open(&self, app: Id, token: &str) -> Result<First, Refused> {
        if app != self.bot {
            return Err(Refused::unknown(10015, "Webhook"));
        }
        let Some(interaction) = self.interactions.get(token) else {
            return Err(Refused::unknown(10015, "Webhook"));
        };
        if self.now() - interaction.at > TOKEN {
            return Err(
                Refused::new(StatusCode::UNAUTHORIZED, 50027, "Invalid Webhook Token")
                    .forgiven_if(interaction.excused),
            );
        }
        let first = interaction.first;
        first.ok_or_else(|| Refused::unknown(10015, "Webhook").forgiven_if(interaction.excused))
    }

    pub fn follow_up(&mut self, app: Id, token: &str, call: &Call) -> Done {
        let first = self.open(app, token)?;
        if matches!(first.kind, 8 | 9) {
            return Err(Refused::unknown(10015, "Webhook"));
        }
        form::message(&call.body, call.files.len(), Place::Answer)?;
        self.check_care(&call.body, "a follow-up");
        let wants = call.body["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0;
        let interaction = &self.interactions[token];
        let (channel, user) = (interaction.channel, interaction.user);
        // What follows a deferral fills its place, and is seen by whom the deferral said.
        let fills = first.kind == 5 && interaction.original.is_none();
        if fills && wants && !first.ephemeral {
            self.complain("a follow-up means to be ephemeral, but the deferral before it was public");
        }
        let ephemeral = if fills { first.ephemeral } else { wants };
        let origin = Origin {
            channel,
            author: self.bot,
            only_for: ephemeral.then_some(user),
        };
        let id = self.post(origin, &call.body, &call.files);
        if let Some(interaction) = self.interactions.get_mut(token) {
            match fills {
                true => interaction.original = Some(id),
                false => interaction.follow_ups.push(id),
            }
        }
        ok(payload::message(self, id))
    }

    pub fn answered(&mut self, app: Id, token: &str, message: &str, call: &Call) -> Done {
        let first = self.open(app, token)?;
        if message == "@original"
            && call.method == "PATCH"
            && first.kind == 5
            && self.interactions[token].original.is_none()
        {
            return self.fill_deferred(token, first, call);
        }
        let id = self.answer_of(token, message, first)?;
        match call.method.as_str() {
            "GET" => ok(payload::message(self, id)),
            "PATCH" => {
                form::message(&call.body, call.files.len(), Place::Edit)?;
                self.check_care(&call.body, "the change of an answer");
                self.rewrite(id, &call.body, &call.files);
                if let Some(interaction) = self.interactions.get_mut(token) {
                    interaction.redrawn |= interaction.source == Some(id);
                }
                ok(payload::message(self, id))
            }
            "DELETE" => {
                self.delete_message_now(id);
                Ok((StatusCode::NO_CONTENT, Value::Null))
            }
            _ => Err(Refused::new(
                StatusCode::METHOD_NOT_ALLOWED,
                0,
                "405: Method Not Allowed",
            )),
        }
    }

    fn fill_deferred(&mut self, token: &str, first: First, call: &Call) -> Done {
        form::message(&call.body, call.files.len(), Place::Edit)?;
        self.check_care(&call.body, "the answer to a deferral");
        let interaction = &self.interactions[token];
        let origin = Origin {
            channel: interaction.channel,
            author: self.bot,
            only_for: first.ephemeral.then_some(interaction.user),
        };
        let id = self.post(origin, &call.body, &call.files);
        if let Some(interaction) = self.interactions.get_mut(token) {
            interaction.original = Some(id);
        }
        ok(payload::message(self, id))
    }

    /// The message that a path means: `@original`, or a follow-up of this token.
    fn answer_of(&self, token: &str, message: &str, first: First) -> Result<Id, Refused> {
        let interaction = &self.interactions[token];
        let id = match message {
            "@original" if matches!(first.kind, 6 | 7) => interaction.source,
            "@original" => interaction.original,
            id => {
                let id = id_of(id)?;
                let ours = interaction.follow_ups.contains(&id)
                    || interaction.original == Some(id)
                    || interaction.source == Some(id);
                ours.then_some(id)
            }
        };
        let there = id.filter(|id| self.messages.contains_key(id));
        there.ok_or_else(|| {
            Refused::unknown(10008, "Message").forgiven_if(id.is_some_and(|id| self.gone.contains(&id)))
        })
    }
}
