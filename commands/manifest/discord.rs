//! The commands for Discord, and the link that invites the bot.

use serde_json::{Map, Value, json};

use super::OPEN_CASE;
use crate::catalogue::{self, Argument, Entry, Kind, VERBS};
use crate::{Names, Root};

/// What the bot may do where it is invited: the name, the bit, and why.
pub const DISCORD_PERMISSIONS: &[(&str, u64, &str)] = &[
    ("View Channel", 1 << 10, "to see a department's channel"),
    ("Send Messages", 1 << 11, "to post cards"),
    ("Embed Links", 1 << 14, "a card is an embed"),
    ("Attach Files", 1 << 15, "to post the charts of a digest"),
    (
        "Read Message History",
        1 << 16,
        "to find our own message again after an unknown outcome",
    ),
    (
        "Manage Threads",
        1 << 34,
        "to revive the thread of a case that was archived",
    ),
    ("Create Public Threads", 1 << 35, "each case has a thread"),
    (
        "Send Messages in Threads",
        1 << 38,
        "to tell there what happened to the case",
    ),
];

/// The gateway intents, and why: what is typed between people is never read.
pub const DISCORD_INTENTS: &[(&str, u64, &str)] = &[(
    "GUILDS",
    1 << 0,
    "to know the channels, their threads and the roles",
)];

/// Kinds of commands and of options, by Discord's numbers.
const CHAT_INPUT: u8 = 1;
const MESSAGE: u8 = 3;
const SUBCOMMAND: u8 = 1;
const STRING: u8 = 3;
const INTEGER: u8 = 4;

/// All permissions as the one number Discord knows them by.
pub fn permissions() -> u64 {
    sum(DISCORD_PERMISSIONS)
}

/// What to register, and the link for `application` (or for whatever is put in its place).
pub fn discord_manifest(names: &Names, application: Option<&str>) -> Value {
    let application = application.unwrap_or("APPLICATION_ID");
    json!({
        "commands": discord_commands(names),
        "permissions": { "number": permissions(), "names": firsts(DISCORD_PERMISSIONS) },
        "intents": { "number": sum(DISCORD_INTENTS), "names": firsts(DISCORD_INTENTS) },
        "invite": format!(
            "https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands&permissions={}",
            permissions(),
        ),
    })
}

/// All commands of a guild, as its bulk overwrite takes them.
pub fn discord_commands(names: &Names) -> Value {
    json!([
        chat_input(names, Root::Case),
        chat_input(names, Root::Desk),
        in_a_guild(json!({ "type": MESSAGE, "name": OPEN_CASE })),
    ])
}

fn chat_input(names: &Names, root: Root) -> Value {
    let verbs = VERBS.iter().filter(|entry| entry.root == root);
    in_a_guild(json!({
        "type": CHAT_INPUT,
        "name": names.bare(root),
        "description": catalogue::about(root),
        "options": verbs.map(subcommand).collect::<Value>(),
    }))
}

/// Rights are ours to look after, so the command is shown to everybody; but only where its guild can be known.
fn in_a_guild(mut command: Value) -> Value {
    command["contexts"] = json!([0]);
    command["integration_types"] = json!([0]);
    command["default_member_permissions"] = Value::Null;
    command
}

fn subcommand(verb: &Entry) -> Value {
    // Discord wants what is required first; the sort keeps the order of the grammar otherwise.
    let mut arguments: Vec<(bool, &Argument)> = verb
        .arguments
        .iter()
        .map(|argument| (is_required(argument), argument))
        .collect();
    arguments.sort_by_key(|(required, _)| !required);
    json!({
        "type": SUBCOMMAND,
        "name": verb.verb,
        "description": verb.about,
        "options": arguments.into_iter().map(|(required, it)| option(it, required)).collect::<Value>(),
    })
}

/// The number of the case may be left out in its thread, and Discord can't tell where a command will be typed.
fn is_required(argument: &Argument) -> bool {
    argument.required && argument.name != "case"
}

fn option(argument: &Argument, required: bool) -> Value {
    let mut option = Map::new();
    let mut set = |key: &str, value: Value| option.insert(key.to_owned(), value);
    set("name", json!(argument.name));
    set("description", json!(description(argument)));
    set("required", json!(required));
    set("type", json!(STRING));
    match argument.kind {
        Kind::Case => {
            set("type", json!(INTEGER));
            set("min_value", json!(1));
            set("autocomplete", json!(true));
        }
        _ if !argument.choices.is_empty() => {
            let choice = |word: &String| json!({ "name": word, "value": word });
            set("choices", argument.choices.iter().map(choice).collect());
        }
        // Not everybody on the payroll is on Discord, so colleagues are offered by their names.
        Kind::Staff | Kind::Department | Kind::Selection | Kind::Tags | Kind::Verb => {
            set("autocomplete", json!(true));
        }
        Kind::Urgency | Kind::Period | Kind::Author | Kind::Text => {}
    }
    Value::Object(option)
}

/// A field for numbers takes no `#`, so how else a case number is typed is left out there.
fn description(argument: &Argument) -> String {
    let about = argument.about.as_str();
    match argument.kind {
        Kind::Case => {
            let about = about.split(", such as").next().unwrap_or(about);
            let hint = if argument.name == "case" {
                "; not needed in its thread"
            } else {
                ""
            };
            format!("{about}{hint}")
        }
        _ => about.to_owned(),
    }
}

fn sum(listed: &[(&str, u64, &str)]) -> u64 {
    listed.iter().fold(0, |sum, (_, bit, _)| sum | bit)
}

fn firsts(listed: &[(&str, u64, &str)]) -> Value {
    listed.iter().map(|(name, ..)| *name).collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn commands() -> Vec<Value> {
        match discord_commands(&Names::default()) {
            Value::Array(commands) => commands,
            other => panic!("{other} is no array"),
        }
    }

    fn options(of: &Value) -> &[Value] {
        of["options"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    #[test]
    fn what_a_verb_needs_comes_first() {
        let lines = commands().iter().flat_map(options).map(line).collect::<Vec<_>>();
        assert_snapshot!(lines.join("\n"), @r"
        claim [case:4…]
        release [case:4…]
        assign staff:3… [case:4…]
        reply text:3 [case:4…]
        approve [case:4…] [why:3]
        decline why:3 [case:4…]
        note text:3 [case:4…]
        tag tags:3… [case:4…]
        priority urgency:3 [case:4…]
        transfer department:3… [case:4…] [why:3]
        escalate [case:4…] [why:3]
        resolve [case:4…] [note:3]
        reopen [case:4…] [why:3]
        dismiss why:3 [case:4…]
        merge into:4… [case:4…]
        show [case:4…]
        reveal [case:4…]
        retract [case:4…] [why:3]
        suggest [case:4…]
        handoff [case:4…]
        list [which:3…]
        search words:3
        author handle:3 [change:3] [other:3]
        digest [period:3]
        trends [what:3]
        resource action:3 [what:3]
        handoff code:3
        enroll [what:3] [version:3]
        status
        help [verb:3…]
        ");
    }

    /// A verb and its options: what is required, the rest in brackets, with the type's number.
    fn line(verb: &Value) -> String {
        let option = |it: &Value| {
            let shown = format!("{}:{}", it["name"], it["type"]).replace('"', "");
            let offers = if it["autocomplete"] == true { "…" } else { "" };
            match it["required"] == true {
                true => format!(" {shown}{offers}"),
                false => format!(" [{shown}{offers}]"),
            }
        };
        let options: String = options(verb).iter().map(option).collect();
        format!("{}{options}", verb["name"]).replace('"', "")
    }

    #[test]
    fn a_case_number_is_explained_as_a_number() {
        let all = commands();
        let merge = options(&all[0])
            .iter()
            .find(|verb| verb["name"] == "merge")
            .expect("merge");
        let explained: Vec<&Value> = options(merge).iter().map(|it| &it["description"]).collect();
        assert_eq!(
            explained,
            [
                "The number of the case that stays",
                "The number of the case that becomes part of the other; not needed in its thread"
            ]
        );
        let claim = options(&all[0])
            .iter()
            .find(|verb| verb["name"] == "claim")
            .expect("claim");
        let explained = &options(claim)[0]["description"];
        assert_eq!(explained, "The number of the case; not needed in its thread");
    }

    #[test]
    fn nothing_is_longer_than_discord_takes() {
        for command in commands().iter().filter(|it| it["type"] == CHAT_INPUT) {
            assert!(
                signs(command) <= 8_000,
                "{} has {} signs",
                command["name"],
                signs(command)
            );
            holds(command);
            for verb in options(command) {
                holds(verb);
                options(verb).iter().for_each(holds);
            }
        }
    }

    fn holds(named: &Value) {
        let name = named["name"].as_str().expect("a name");
        let is_sign = |c: char| c.is_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        assert!(
            (1..=32).contains(&name.len()) && name.chars().all(is_sign),
            "{name}"
        );
        let description = named["description"].as_str().expect("a description");
        assert!(
            (1..=100).contains(&description.chars().count()),
            "{name}: {description}"
        );
        assert!(options(named).len() <= 25, "{name}");
        assert!(
            options(named).is_sorted_by_key(|it| it["required"] != true),
            "{name}"
        );
        assert!(
            named["choices"].as_array().is_none_or(|it| it.len() <= 25),
            "{name}"
        );
        assert!(
            named["choices"].is_null() || named["autocomplete"].is_null(),
            "{name}"
        );
    }

    /// What counts towards the limit of a whole command: names, descriptions and the values of choices.
    fn signs(of: &Value) -> usize {
        let own = ["name", "description", "value"]
            .iter()
            .filter_map(|key| of[*key].as_str());
        let below = ["options", "choices"]
            .iter()
            .filter_map(|key| of[*key].as_array())
            .flatten();
        own.map(|text| text.chars().count()).sum::<usize>() + below.map(signs).sum::<usize>()
    }

    #[test]
    fn the_link_asks_for_what_is_listed() {
        let manifest = discord_manifest(&Names::default(), Some("123456789012345678"));
        assert_eq!(
            manifest["invite"],
            "https://discord.com/oauth2/authorize?client_id=123456789012345678&scope=bot+applications.commands&permissions=326417632256"
        );
        assert!(
            DISCORD_PERMISSIONS.is_sorted_by(|a, b| a.1 < b.1),
            "each bit once"
        );
    }
}
