//! The commands that Discord knows of us, drawn from the grammar. They are
//! registered only where they differ: Discord counts registrations, and
//! people's menus flicker.

use super::Discord;
use super::client::Call;
use super::errors::Failure;
use commands::manifest::discord_commands;
use serde_json::{Map, Value};
use std::time::Duration;

/// Tries, and the wait between them, when Discord can't take them at the moment.
const TRIES: u32 = 5;
const BETWEEN: Duration = Duration::from_secs(10);

impl Discord {
    /// Brings what is registered in the server up to date.
    pub(super) async fn register(&self, application: &str) {
        for attempt in 1..=TRIES {
            match self.register_once(application).await {
                Ok(changed) => {
                    tracing::info!(
                        discord.changed = changed,
                        "The commands on Discord are up to date"
                    );
                    return;
                }
                Err(failure) if attempt == TRIES => {
                    tracing::error!(why = %failure, "The commands could not be registered with Discord");
                }
                Err(failure) => tokio::time::sleep(failure.wait().unwrap_or(BETWEEN)).await,
            }
        }
    }

    async fn register_once(&self, application: &str) -> Result<bool, Failure> {
        let path = format!(
            "applications/{application}/guilds/{}/commands",
            self.settings.guild
        );
        let wanted = discord_commands(&self.settings.names);
        let known = self.client.call(Call::get(&path)).await?;
        if normal(&known) == normal(&wanted) {
            return Ok(false);
        }
        self.client.call(Call::put(&path, wanted)).await?;
        Ok(true)
    }
}

/// What of a command makes a difference. Discord adds ids and versions, and leaves out what is false or empty.
const KEPT: [&str; 10] = [
    "type",
    "name",
    "description",
    "options",
    "required",
    "choices",
    "value",
    "autocomplete",
    "min_value",
    "default_member_permissions",
];

fn normal(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let kept = object.iter().filter(|(key, _)| KEPT.contains(&key.as_str()));
            let normal = kept.map(|(key, value)| (key.clone(), normal(value)));
            Value::Object(
                normal
                    .filter(|(_, value)| !is_nothing(value))
                    .collect::<Map<_, _>>(),
            )
        }
        Value::Array(list) => {
            let mut list: Vec<Value> = list.iter().map(normal).collect();
            // The order of commands is Discord's own; that of options is ours.
            if list
                .iter()
                .all(|it| it["options"].is_array() || it["type"] == 3 && it.get("description").is_none())
            {
                list.sort_by_key(|it| (it["type"].to_string(), it["name"].to_string()));
            }
            Value::Array(list)
        }
        other => other.clone(),
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use commands::Names;
    use serde_json::json;

    #[test]
    fn what_discord_gives_back_is_no_difference() {
        let ours = discord_commands(&Names::default());
        let mut theirs = ours.clone();
        let list = theirs.as_array_mut().unwrap();
        list.reverse();
        for (place, command) in list.iter_mut().enumerate() {
            command["id"] = json!(place.to_string());
            command["version"] = json!("9");
            command["contexts"] = Value::Null;
            command["nsfw"] = json!(false);
        }
        assert_eq!(normal(&ours), normal(&theirs));
    }

    #[test]
    fn a_change_of_the_grammar_is_a_difference() {
        let ours = discord_commands(&Names::default());
        let mut theirs = ours.clone();
        theirs[0]["options"][0]["description"] = json!("Something else");
        assert_ne!(normal(&ours), normal(&theirs));
        let mut theirs = ours.clone();
        theirs[0]["options"].as_array_mut().unwrap().pop();
        assert_ne!(normal(&ours), normal(&theirs));
    }
}
