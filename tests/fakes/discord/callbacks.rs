//! The first answer to an interaction, and what may be one.

use super::acts::Modal;
use super::call::Call;
use super::form::{self, EPHEMERAL, Place, text};
use super::interactions::{AUTOCOMPLETE, COMPONENT, FIRST, First, Interaction, SUBMIT};
use super::messages::Origin;
use super::refusal::{Done, Refused, Wrong};
use super::state::Kept;
use super::{Id, components};
use axum::http::StatusCode;
use serde_json::{Value, json};

const REPLY: u64 = 4;
const DEFER_REPLY: u64 = 5;
const DEFER_UPDATE: u64 = 6;
const UPDATE: u64 = 7;
const CHOICES: u64 = 8;
const MODAL: u64 = 9;

impl Kept {
    /// A fault meets a request: what it leads to later is not the client's fault.
    pub fn excuse(&mut self, call: &Call) {
        let steps = call.steps();
        if let Some(interaction) = steps.get(2).and_then(|token| self.interactions.get_mut(*token)) {
            interaction.excused = true;
        }
    }

    pub fn callback(&mut self, id: Id, token: &str, call: &Call) -> Done {
        let now = self.now();
        let Some(interaction) = self.interactions.get(token).filter(|i| i.id == id) else {
            return Err(Refused::unknown(10062, "interaction"));
        };
        let excused = interaction.excused;
        if interaction.first.is_some() {
            return Err(Refused::new(
                StatusCode::BAD_REQUEST,
                40060,
                "Interaction has already been acknowledged.",
            )
            .forgiven_if(excused));
        }
        if now - interaction.at > FIRST {
            return Err(Refused::unknown(10062, "interaction").forgiven_if(excused));
        }
        let kind = call.body["type"].as_u64().unwrap_or(0);
        fits(kind, interaction)?;
        let data = &call.body["data"];
        check(kind, data, call.files.len())?;
        self.first_answer(token, kind, call)
    }

    fn first_answer(&mut self, token: &str, kind: u64, call: &Call) -> Done {
        let data = &call.body["data"];
        let ephemeral = data["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0;
        let Some(interaction) = self.interactions.get_mut(token) else {
            return Err(Refused::unknown(10062, "interaction"));
        };
        interaction.first = Some(First { kind, ephemeral });
        interaction.took = Some(interaction.sent.elapsed());
        let (channel, user, source, id) = (
            interaction.channel,
            interaction.user,
            interaction.source,
            interaction.id,
        );
        match kind {
            CHOICES => interaction.choices = Some(choices(data)),
            MODAL => interaction.modal = Some(Modal::new(data, channel, source)),
            _ => {}
        }
        if matches!(kind, REPLY | UPDATE) {
            self.check_care(data, "an answer to an interaction");
        }
        let mut original = None;
        if kind == REPLY {
            let only_for = ephemeral.then_some(user);
            let origin = Origin {
                channel,
                author: self.bot,
                only_for,
            };
            original = Some(self.post(origin, data, &call.files));
        } else if kind == UPDATE
            && let Some(source) = source
        {
            self.rewrite(source, data, &call.files);
        }
        if let Some(interaction) = self.interactions.get_mut(token) {
            interaction.original = original;
            interaction.redrawn = kind == UPDATE;
        }
        if call.query.get("with_response").is_some_and(|with| with == "true") {
            let told =
                json!({ "interaction": { "id": id.to_string(), "type": 2 }, "resource": { "type": kind } });
            return Ok((StatusCode::OK, told));
        }
        Ok((StatusCode::NO_CONTENT, Value::Null))
    }
}

/// Which first answers an interaction takes.
fn fits(kind: u64, interaction: &Interaction) -> Result<(), Refused> {
    let from_message = interaction.source.is_some();
    let right = match interaction.kind {
        AUTOCOMPLETE => kind == CHOICES,
        COMPONENT => matches!(kind, REPLY | DEFER_REPLY | DEFER_UPDATE | UPDATE | MODAL),
        SUBMIT => {
            matches!(kind, REPLY | DEFER_REPLY) || from_message && matches!(kind, DEFER_UPDATE | UPDATE)
        }
        _ => matches!(kind, REPLY | DEFER_REPLY | MODAL),
    };
    if right {
        return Ok(());
    }
    Err(Refused::field(
        "type",
        "BASE_TYPE_CHOICES",
        "This interaction takes no answer of this type.",
    ))
}

fn check(kind: u64, data: &Value, files: usize) -> Result<(), Refused> {
    match kind {
        REPLY => form::message(data, files, Place::Answer),
        UPDATE => form::message(data, files, Place::Edit),
        MODAL => components::modal(data),
        CHOICES => {
            let mut wrong = Vec::new();
            let choices = data["choices"].as_array();
            if choices.is_none_or(|choices| choices.len() > 25) {
                wrong.push(Wrong::length("data.choices", 0, 25));
            }
            for (n, choice) in choices.into_iter().flatten().enumerate() {
                text(
                    choice,
                    "name",
                    &format!("data.choices.{n}.name"),
                    (1, 100),
                    &mut wrong,
                );
                if !choice["value"].is_number() {
                    text(
                        choice,
                        "value",
                        &format!("data.choices.{n}.value"),
                        (1, 100),
                        &mut wrong,
                    );
                }
            }
            if wrong.is_empty() {
                Ok(())
            } else {
                Err(Refused::form(&wrong))
            }
        }
        _ => Ok(()),
    }
}

fn choices(data: &Value) -> Vec<(String, Value)> {
    let choices = data["choices"].as_array().into_iter().flatten();
    let pair = |choice: &Value| {
        (
            choice["name"].as_str().unwrap_or_default().to_owned(),
            choice["value"].clone(),
        )
    };
    choices.map(pair).collect()
}
