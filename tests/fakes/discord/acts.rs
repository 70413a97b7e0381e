//! What people do with the bot: commands, buttons, menus, forms; and what they
//! see then.

use super::commands::{self, Typed};
use super::interactions::{AUTOCOMPLETE, COMMAND, COMPONENT, Deed, SUBMIT};
use super::messages::Message;
use super::state::Kept;
use super::{Discord, Id, payload};
use serde_json::{Value, json};
use std::time::Duration;

/// A deferred update may be all that comes; so long more is waited for.
const QUIET: Duration = Duration::from_secs(2);

/// A form that is open before a person.
#[derive(Debug, Clone)]
pub struct Modal {
    /// What the bot calls it.
    pub custom_id: String,
    /// Its title.
    pub title: String,
    /// Its fields, in order.
    pub inputs: Vec<Input>,
    channel: Id,
    source: Option<Id>,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// What the bot calls it.
    pub custom_id: String,
    /// What stands over it.
    pub label: String,
    /// What stands in it already.
    pub value: String,
    /// What stands in it in grey.
    pub placeholder: String,
    /// Whether it must be filled.
    pub required: bool,
    /// The fewest signs it takes.
    pub least: usize,
    /// The most signs it takes.
    pub most: usize,
    /// Whether it has many lines.
    pub paragraph: bool,
}

impl Modal {
    pub(super) fn new(data: &Value, channel: Id, source: Option<Id>) -> Self {
        let rows = data["components"].as_array().into_iter().flatten();
        let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
        let number =
            |of: &Value, default: u64| usize::try_from(of.as_u64().unwrap_or(default)).unwrap_or(usize::MAX);
        let input = |row: &Value| {
            let part = &row["components"][0];
            Input {
                custom_id: text(&part["custom_id"]),
                label: text(&part["label"]),
                value: text(&part["value"]),
                placeholder: text(&part["placeholder"]),
                required: part["required"] != false,
                least: number(&part["min_length"], 0),
                most: number(&part["max_length"], 4000),
                paragraph: part["style"] == 2,
            }
        };
        Self {
            custom_id: text(&data["custom_id"]),
            title: text(&data["title"]),
            inputs: rows.map(input).collect(),
            channel,
            source,
        }
    }

    /// What is sent when a person fills it so; what they leave alone stays as it was.
    fn filled(&self, values: &[Typed<'_>]) -> Value {
        for (id, _) in values {
            assert!(
                self.inputs.iter().any(|input| input.custom_id == *id),
                "“{}” has no field {id}",
                self.title
            );
        }
        let row = |input: &Input| {
            let typed = values.iter().find(|(id, _)| *id == input.custom_id);
            let value = typed.map_or(input.value.as_str(), |(_, value)| value);
            let long = value.chars().count();
            let empty = long == 0 && !input.required;
            let least = input.least.max(1);
            assert!(
                empty || (least..=input.most).contains(&long),
                "Discord doesn't send “{}” with {long} signs in {}",
                self.title,
                input.label
            );
            json!({ "type": 1, "components": [{ "type": 4, "custom_id": input.custom_id, "value": value }] })
        };
        let rows = self.inputs.iter().map(row).collect::<Value>();
        json!({ "custom_id": self.custom_id, "components": rows })
    }
}

/// What a person sees after what they did.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Messages for their eyes only.
    pub ephemeral: Vec<Message>,
    /// Messages for everybody.
    pub public: Vec<Message>,
    /// The message whose button it was, if it was changed.
    pub redrawn: Option<Message>,
    /// The form that opened.
    pub modal: Option<Modal>,
    /// Whether the first answer was only that an answer will come.
    pub deferred: bool,
    token: String,
}

impl Seen {
    pub(super) fn of(kept: &Kept, token: &str) -> Self {
        let interaction = &kept.interactions[token];
        let said = interaction.original.iter().chain(&interaction.follow_ups);
        let said = said.filter_map(|id| kept.look(*id));
        let (ephemeral, public) = said.partition(|message| message.only_for.is_some());
        Self {
            ephemeral,
            public,
            redrawn: interaction
                .source
                .filter(|_| interaction.redrawn)
                .and_then(|id| kept.look(id)),
            modal: interaction.modal.clone(),
            deferred: interaction.first.is_some_and(|first| matches!(first.kind, 5 | 6)),
            token: token.to_owned(),
        }
    }

    /// Everything that was said to them alone, as they read it.
    pub fn as_read(&self) -> String {
        let texts = self.ephemeral.iter().map(Message::as_read);
        texts.collect::<Vec<_>>().join("\n")
    }
}

impl Discord {
    /// Types a command: `command(ana, channel, "case", "claim", &[("number", "1")])`.
    pub async fn command(
        &self,
        user: Id,
        channel: Id,
        root: &str,
        verb: &str,
        options: &[Typed<'_>],
    ) -> Seen {
        self.until_offered(root).await;
        let token = self.change(|kept| kept.type_command((user, channel), (root, verb), options));
        self.seen(&token, &format!("an answer to /{root} {verb}")).await
    }

    /// Until a command is in the menu.
    async fn until_offered(&self, root: &str) {
        self.until_connected().await;
        let offered = |kept: &Kept| kept.registered.find(1, root).map(|_| ());
        self.until(&format!("/{root} in the menu"), offered).await;
    }

    /// The same, until its first answer and no longer: often that one will come.
    pub async fn command_at_once(
        &self,
        (user, channel): (Id, Id),
        (root, verb): (&str, &str),
        options: &[Typed<'_>],
    ) -> Seen {
        self.until_offered(root).await;
        let token = self.change(|kept| kept.type_command((user, channel), (root, verb), options));
        self.at_once(&token, &format!("a first answer to /{root} {verb}"))
            .await
    }

    /// Types a command in a direct message to the bot.
    pub async fn dm_command(&self, user: Id, root: &str, verb: &str, options: &[Typed<'_>]) -> Seen {
        self.until_connected().await;
        let token = self.change(|kept| {
            let data = commands::invocation(kept, root, verb, options, None);
            let channel = kept.id();
            let direct = deed(COMMAND, user, channel, data);
            kept.interact(&Deed {
                direct: true,
                ..direct
            })
        });
        self.seen(
            &token,
            &format!("an answer to /{root} {verb} in a direct message"),
        )
        .await
    }

    /// Types into an option of `(root, verb)` and gets what is offered; `others` are filled already.
    pub async fn autocomplete(
        &self,
        (user, channel): (Id, Id),
        (root, verb): (&str, &str),
        typed: Typed<'_>,
        others: &[Typed<'_>],
    ) -> Vec<(String, Value)> {
        self.until_connected().await;
        let token = self.change(|kept| {
            let data = commands::invocation(kept, root, verb, others, Some(typed));
            kept.interact(&deed(AUTOCOMPLETE, user, channel, data))
        });
        let missing = format!("choices for /{root} {verb} {}", typed.0);
        self.until(&missing, |kept| kept.interactions[&token].choices.clone())
            .await
    }

    /// Uses a message command (“Open a case”) on a message.
    pub async fn message_command(&self, user: Id, name: &str, message: Id) -> Seen {
        self.until_connected().await;
        let token = self.change(|kept| {
            let command = kept.registered.find(3, name);
            let command = command.unwrap_or_else(|| panic!("no message command “{name}” is registered"));
            let target = message.to_string();
            let mut data = json!({ "id": command["id"], "name": name, "type": 3, "target_id": target });
            data["guild_id"] = kept.guild.to_string().into();
            data["resolved"]["messages"][&target] = payload::message(kept, message);
            let channel = kept.messages[&message].channel;
            kept.interact(&deed(COMMAND, user, channel, data))
        });
        self.seen(&token, &format!("an answer to “{name}”")).await
    }

    /// Presses a button of a message, by its label or its id.
    pub async fn press(&self, user: Id, channel: Id, message: Id, button: &str) -> Seen {
        self.until_connected().await;
        let token = self.change(|kept| kept.press_button((user, channel), message, button));
        let token = token.unwrap_or_else(|| panic!("no button “{button}” on that message"));
        self.seen(&token, &format!("an answer to the button “{button}”"))
            .await
    }

    /// The same, until its first answer and no longer.
    pub async fn press_at_once(&self, (user, channel): (Id, Id), message: Id, button: &str) -> Seen {
        self.until_connected().await;
        let token = self.change(|kept| kept.press_button((user, channel), message, button));
        let token = token.unwrap_or_else(|| panic!("no button “{button}” on that message"));
        self.at_once(&token, &format!("a first answer to the button “{button}”"))
            .await
    }

    /// Chooses from a menu of a message.
    pub async fn choose(&self, user: Id, channel: Id, message: Id, menu: &str, values: &[&str]) -> Seen {
        self.until_connected().await;
        let token = self.change(|kept| {
            let part = kept.part(user, channel, message, &|part| {
                part["type"] == 3 && part["custom_id"] == menu
            });
            let part = part.unwrap_or_else(|| panic!("no menu “{menu}” on that message"));
            for value in values {
                let offered = part["options"].as_array().into_iter().flatten();
                assert!(
                    offered.into_iter().any(|o| o["value"] == *value),
                    "“{menu}” doesn't offer {value}"
                );
            }
            let data = json!({ "custom_id": menu, "component_type": 3, "values": values });
            let choice = deed(COMPONENT, user, channel, data);
            kept.interact(&Deed {
                source: Some(message),
                ..choice
            })
        });
        self.seen(&token, &format!("an answer to the menu “{menu}”"))
            .await
    }

    /// Fills a form and sends it.
    pub async fn submit(&self, user: Id, modal: &Modal, values: &[Typed<'_>]) -> Seen {
        self.until_connected().await;
        let token = self.change(|kept| kept.send_form(user, modal, values));
        self.seen(&token, &format!("an answer to the form “{}”", modal.title))
            .await
    }

    /// The same, until its first answer and no longer.
    pub async fn submit_at_once(&self, user: Id, modal: &Modal, values: &[Typed<'_>]) -> Seen {
        self.until_connected().await;
        let token = self.change(|kept| kept.send_form(user, modal, values));
        self.at_once(&token, &format!("a first answer to the form “{}”", modal.title))
            .await
    }

    /// The same as it stands now: later messages and changes included.
    pub fn look_again(&self, seen: &Seen) -> Seen {
        Seen::of(&self.kept(), &seen.token)
    }

    /// Waits until everything has come that was announced: a first answer may have been only that.
    pub async fn whole(&self, seen: &Seen) -> Seen {
        self.seen(&seen.token, "all of an answer").await
    }

    /// The longest, in real time, that a first answer took.
    pub fn slowest_answer(&self) -> Duration {
        let kept = self.kept();
        let took = kept.interactions.values().filter_map(|i| i.took);
        took.max().unwrap_or_default()
    }

    async fn at_once(&self, token: &str, missing: &str) -> Seen {
        let first = |kept: &Kept| kept.interactions[token].first.map(|_| Seen::of(kept, token));
        self.until(missing, first).await
    }

    async fn seen(&self, token: &str, missing: &str) -> Seen {
        let first = self.until(missing, |kept| kept.interactions[token].first).await;
        let whole = self.until(missing, |kept| {
            let interaction = &kept.interactions[token];
            interaction.is_answered().then(|| Seen::of(kept, token))
        });
        if first.kind != 6 {
            return whole.await;
        }
        let whole = tokio::time::timeout(QUIET, whole).await;
        whole.unwrap_or_else(|_| Seen::of(&self.kept(), token))
    }
}

pub(super) fn deed(kind: u8, user: Id, channel: Id, data: Value) -> Deed {
    Deed {
        kind,
        user,
        channel,
        source: None,
        data,
        direct: false,
    }
}

impl Kept {
    pub fn type_command(
        &mut self,
        (user, channel): (Id, Id),
        (root, verb): (&str, &str),
        options: &[Typed<'_>],
    ) -> String {
        let data = commands::invocation(self, root, verb, options, None);
        self.interact(&deed(COMMAND, user, channel, data))
    }

    /// None where the message has no such button.
    pub fn press_button(&mut self, (user, channel): (Id, Id), message: Id, button: &str) -> Option<String> {
        let part = self.part(user, channel, message, &|part| {
            part["type"] == 2 && (part["label"] == button || part["custom_id"] == button)
        })?;
        assert!(part["disabled"] != true, "the button “{button}” is grey");
        let data = json!({ "custom_id": part["custom_id"], "component_type": 2 });
        let press = deed(COMPONENT, user, channel, data);
        Some(self.interact(&Deed {
            source: Some(message),
            ..press
        }))
    }

    pub fn send_form(&mut self, user: Id, modal: &Modal, values: &[Typed<'_>]) -> String {
        let sent = deed(SUBMIT, user, modal.channel, modal.filled(values));
        self.interact(&Deed {
            source: modal.source,
            ..sent
        })
    }

    /// A component of a message that this person can see.
    fn part(&self, user: Id, channel: Id, message: Id, fits: &dyn Fn(&Value) -> bool) -> Option<Value> {
        let message = self.messages.get(&message)?;
        let seen = message.channel == channel && message.only_for.is_none_or(|only| only == user);
        let rows = message.components.iter().filter(|_| seen);
        let parts = rows.filter_map(|row| row["components"].as_array()).flatten();
        parts.into_iter().find(|part| fits(part)).cloned()
    }
}
