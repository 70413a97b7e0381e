//! `liaison check --online`: whether everything stands ready on Discord, a
//! sentence for each thing that was looked at.

use super::client::Call;
use super::errors::Failure;
use super::rooms::Room;
use super::{Discord, NAME};
use commands::manifest::DISCORD_PERMISSIONS;
use serde_json::Value;

const ADMINISTRATOR: u64 = 1 << 3;

/// What was found: fine, or what would mend it.
type Found = Result<String, String>;

/// Some failures name Discord themselves.
fn sentence(failure: &Failure) -> String {
    let said = failure.to_string();
    match said.starts_with("Discord") {
        true => format!("{said}."),
        false => format!("Discord: {said}."),
    }
}

impl Discord {
    /// Looks at the token, the server, the gateway, and each department's channel.
    pub async fn check(&self) -> Vec<Found> {
        let me = match self.client.call(Call::get("users/@me")).await {
            Ok(me) => me,
            Err(failure) => return vec![Err(sentence(&failure))],
        };
        let mut found = vec![Ok("Discord takes the bot's token.".to_owned())];
        found.push(self.check_application().await);
        found.push(self.check_gateway().await);
        let guild = self.settings.guild;
        let server = self.client.call(Call::get(format!("guilds/{guild}"))).await;
        let me = me["id"].as_str().unwrap_or_default().to_owned();
        let member = self
            .client
            .call(Call::get(format!("guilds/{guild}/members/{me}")))
            .await;
        match (server, member) {
            (Ok(server), Ok(member)) => {
                found.push(Ok("Discord: liaison is in the server of the settings.".to_owned()));
                let rights = Rights::of(&server, &member, &me);
                found.extend(self.check_channels(&rights).await);
            }
            (Err(failure), _) | (_, Err(failure)) => found.push(Err(format!(
                "Discord: the server {guild} can't be reached ({failure}). Invite the bot with the link of \
                 `liaison manifest discord`, or mend [chat.discord] guild."
            ))),
        }
        found
    }

    async fn check_application(&self) -> Found {
        match self.client.call(Call::get("applications/@me")).await {
            Ok(application) => Ok(format!(
                "Discord: the application is {}.",
                application["id"].as_str().unwrap_or("without an id")
            )),
            Err(failure) => Err(format!("Discord: the application can't be read ({failure}).")),
        }
    }

    async fn check_gateway(&self) -> Found {
        let told = self.client.call(Call::get("gateway/bot")).await;
        match told.map(|told| told["session_start_limit"]["remaining"].as_u64()) {
            Ok(Some(left)) if left < 100 => Err(format!(
                "Discord: only {left} sessions are left today; something begins too many."
            )),
            Ok(_) => Ok(
                "Discord: the gateway is open; only the intent GUILDS is asked for, which needs no approval."
                    .to_owned(),
            ),
            Err(failure) => Err(format!("Discord: the gateway can't be looked up ({failure}).")),
        }
    }

    async fn check_channels(&self, rights: &Rights) -> Vec<Found> {
        let directory = self.clerk.directory();
        let mut found = Vec::new();
        for department in &directory.departments {
            for channel in department.channels.iter().filter(|channel| channel.chat == NAME) {
                found.push(
                    self.check_channel(department.name.as_str(), &channel.id, rights)
                        .await,
                );
            }
        }
        found
    }

    async fn check_channel(&self, department: &str, id: &str, rights: &Rights) -> Found {
        let at = format!("Discord: the channel {id} of {department}");
        let channel = match self.client.call(Call::get(format!("channels/{id}"))).await {
            Ok(channel) => channel,
            Err(Failure::Refused(refused)) if refused.status == 404 => {
                return Err(format!("{at} is not there; mend discord_channel."));
            }
            Err(failure) => return Err(format!("{at} can't be used: {failure}.")),
        };
        if channel["guild_id"]
            .as_str()
            .is_some_and(|guild| guild != self.settings.guild.to_string())
        {
            return Err(format!(
                "{at} is in another server; mend discord_channel or [chat.discord] guild."
            ));
        }
        let kind = match Room::read(&channel) {
            Room::Text => "a text channel",
            Room::Forum { .. } => "a forum",
            Room::Other => {
                return Err(format!(
                    "{at} is neither a text channel nor a forum; choose another."
                ));
            }
        };
        let missing = rights.missing(&channel);
        if missing.is_empty() {
            return Ok(format!("{at} is {kind} in which liaison may do what it has to."));
        }
        Err(format!("{at}: give liaison {} there.", missing.join(", ")))
    }
}

/// What we may do in the server, before a channel says otherwise.
struct Rights {
    base: u64,
    guild: String,
    me: String,
    roles: Vec<String>,
}

impl Rights {
    fn of(server: &Value, member: &Value, me: &str) -> Self {
        let guild = text(&server["id"]);
        let roles: Vec<String> = member["roles"]
            .as_array()
            .into_iter()
            .flatten()
            .map(text)
            .collect();
        let ours = |role: &&Value| {
            let id = text(&role["id"]);
            id == guild || roles.contains(&id)
        };
        let all = server["roles"].as_array().into_iter().flatten();
        let base = all
            .filter(ours)
            .fold(0, |base, role| base | bits(&role["permissions"]));
        Self {
            base,
            guild,
            me: me.to_owned(),
            roles,
        }
    }

    /// The names of what we need in a channel and don't have: everybody's rules first, then roles', then our own.
    fn missing(&self, channel: &Value) -> Vec<&'static str> {
        let rules: Vec<&Value> = channel["permission_overwrites"]
            .as_array()
            .into_iter()
            .flatten()
            .collect();
        let of = |fits: &dyn Fn(&str) -> bool| {
            let rules = rules
                .iter()
                .filter(|rule| fits(rule["id"].as_str().unwrap_or_default()));
            rules.fold((0, 0), |(allow, deny), rule| {
                (allow | bits(&rule["allow"]), deny | bits(&rule["deny"]))
            })
        };
        let everybody = of(&|id| id == self.guild);
        let roles = of(&|id| id != self.guild && self.roles.iter().any(|role| role == id));
        let own = of(&|id| id == self.me);
        let mut may = self.base;
        for (allow, deny) in [everybody, roles, own] {
            may = may & !deny | allow;
        }
        if self.base & ADMINISTRATOR != 0 {
            return Vec::new();
        }
        let needed = DISCORD_PERMISSIONS.iter().filter(|(_, bit, _)| may & bit == 0);
        needed.map(|(name, ..)| *name).collect()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Permissions are numbers too large for JSON's own, so they come as text.
fn bits(value: &Value) -> u64 {
    value.as_str().and_then(|bits| bits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use commands::manifest::permissions;
    use serde_json::json;

    #[test]
    fn the_rules_of_a_channel_count_from_the_general_to_the_particular() {
        let server = json!({ "id": "1", "roles": [
            { "id": "1", "permissions": permissions().to_string() }, { "id": "2", "permissions": "8" }] });
        let rights = Rights::of(&server, &json!({ "roles": ["3"] }), "9");
        let channel = |rules: Value| json!({ "permission_overwrites": rules });
        assert_eq!(rights.missing(&channel(json!([]))), Vec::<&str>::new());
        let hidden = json!([{ "id": "1", "deny": "1024", "allow": "0" }]);
        assert_eq!(rights.missing(&channel(hidden)), ["View Channel"]);
        let shown = json!([{ "id": "1", "deny": "1024", "allow": "0" }, { "id": "3", "deny": "0", "allow": "1024" },
            { "id": "9", "deny": "2048", "allow": "0" }]);
        assert_eq!(rights.missing(&channel(shown)), ["Send Messages"]);
        let administrator = Rights::of(&server, &json!({ "roles": ["2"] }), "9");
        assert!(
            administrator
                .missing(&channel(json!([{ "id": "9", "deny": "1024" }])))
                .is_empty()
        );
    }
}
