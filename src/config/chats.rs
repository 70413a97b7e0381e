//! `[chat]`: what commands are called, who hears of trouble, and each chat's
//! address, tokens and groups.

use super::address::{self, Use};
use super::names::{check_known, quoted};
use super::section::Section;
use super::service::{self, Console};
use crate::chat::{discord, slack};
use crate::domain::{Account, ChannelRef, DepartmentName, Directory, Group, Right, Sight};
use commands::Names;
use toml::Spanned;
use url::Url;

/// Where Slack's API begins, unless the settings say otherwise.
const SLACK: &str = "https://slack.com/api";

/// Every chat that is switched on.
#[derive(Debug, Clone, Default)]
pub struct Chats {
    /// The embedded one.
    pub console: Option<Console>,
    /// Slack.
    pub slack: Option<slack::Settings>,
    /// Discord.
    pub discord: Option<discord::Settings>,
}

/// What was read before the departments are known.
#[derive(Default)]
pub(super) struct Reading {
    pub chats: Chats,
    groups: Vec<(Group, Option<Spanned<String>>)>,
    administrators: Option<Spanned<String>>,
    slack: bool,
    discord: bool,
}

/// `[chat]`; without it, none.
pub(super) fn chats(root: &Section<'_>) -> Reading {
    let Some(chat) = root.section("chat", "[chat]") else {
        return Reading::default();
    };
    let names = names(&chat);
    let mut reading = Reading {
        administrators: chat.text("administrators"),
        ..Reading::default()
    };
    reading.chats.console = service::console(&chat);
    if let Some(section) = chat.section(slack::NAME, "[chat.slack]") {
        reading.slack = true;
        reading.chats.slack = slack(&section, &names);
        reading.groups.extend(groups(&section, slack::NAME));
        section.done();
    }
    if let Some(section) = chat.section(discord::NAME, "[chat.discord]") {
        reading.discord = true;
        reading.chats.discord = discord(&section, &names);
        reading.groups.extend(groups(&section, discord::NAME));
        section.done();
    }
    chat.done();
    reading
}

impl Reading {
    /// Puts what refers to departments into the directory.
    pub fn settle(self, root: &Section<'_>, directory: &mut Directory) -> Chats {
        let departments = || directory.departments.iter().map(|d| d.name.as_str());
        for department in self
            .groups
            .iter()
            .filter_map(|(_, department)| department.as_ref())
        {
            check_known(root.source, "department", department, departments());
        }
        if let Some(administrators) = &self.administrators {
            check_known(root.source, "department", administrators, departments());
        }
        let name = |written: Spanned<String>| DepartmentName(written.into_inner());
        directory.administrators = self.administrators.map(name);
        directory.groups = self
            .groups
            .into_iter()
            .map(|(group, department)| Group {
                department: department.map(name),
                ..group
            })
            .collect();
        self.chats
    }

    /// Where a department reads: a channel of its name in the console, and those its settings name.
    pub fn channels(&self, department: &Section<'_>, name: &str) -> Vec<ChannelRef> {
        let console = self.chats.console.as_ref().map(|_| name.to_owned());
        let slack = id(department, "slack_channel", is_slack_channel, SLACK_CHANNEL);
        let discord = id(department, "discord_channel", is_snowflake, SNOWFLAKE);
        [
            ("console", console),
            (slack::NAME, slack.filter(|_| self.slack)),
            (discord::NAME, discord.filter(|_| self.discord)),
        ]
        .into_iter()
        .filter_map(|(chat, id)| {
            Some(ChannelRef {
                chat: chat.to_owned(),
                id: id?,
            })
        })
        .collect()
    }

    /// Where approvals are asked for, as `[policy]` says; the console's departments read them where they read all else.
    pub fn approval_channels(&self, policy: &Section<'_>) -> Vec<ChannelRef> {
        let mut channels = self.channels(policy, "");
        channels.retain(|channel| channel.chat != "console");
        channels
    }

    /// Whether members of some group may approve.
    pub fn has_approving_group(&self) -> bool {
        let mut groups = self.groups.iter();
        groups.any(|(group, _)| group.rights.contains(&Right::Approve))
    }

    /// Whether there is any chat at all.
    pub fn any(&self) -> bool {
        self.chats.console.is_some() || self.slack || self.discord
    }
}

/// The accounts that a person of the settings acts with.
pub(super) fn accounts(person: &Section<'_>) -> Vec<Account> {
    let slack = id(person, "slack", is_slack_user, SLACK_USER);
    let discord = id(person, "discord", is_snowflake, SNOWFLAKE);
    [(slack::NAME, slack), (discord::NAME, discord)]
        .into_iter()
        .filter_map(|(chat, id)| {
            Some(Account {
                chat: chat.to_owned(),
                id: id?,
            })
        })
        .collect()
}

const SLACK_CHANNEL: &str = "A channel is named by its id, which stays when it is renamed: open the channel's \
                             details in Slack; the id stands at the bottom, \"C024BE91L\".";
const SLACK_USER: &str = "A person is named by their member id: in Slack open their profile, “⋮”, “Copy member \
                          ID”, \"U024BE7LH\".";
const SLACK_GROUP: &str = "A user group is named by its id, which begins with S: \"S0614TZR7\".";
const SNOWFLAKE: &str = "Discord names things by number: switch on the developer mode in its settings, then \
                         right-click and “Copy ID”, \"175928847299117063\" in quotes.";

fn id(section: &Section<'_>, key: &'static str, fits: fn(&str) -> bool, hint: &str) -> Option<String> {
    let written = section.text(key)?;
    if !fits(written.get_ref()) {
        let message = format!("{} won't do. {hint}", quoted(written.get_ref()));
        section.source.fault(written.span(), message);
        return None;
    }
    Some(written.into_inner())
}

fn is_slack_channel(id: &str) -> bool {
    is_slack(id, &['C', 'G'])
}

fn is_slack_user(id: &str) -> bool {
    is_slack(id, &['U', 'W'])
}

fn is_slack(id: &str, kinds: &[char]) -> bool {
    id.starts_with(kinds) && id.len() > 2 && id.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

fn is_snowflake(id: &str) -> bool {
    id.parse::<u64>().is_ok_and(|number| number > 0) && !id.starts_with('+')
}

/// What commands are called, of all that may stand in the settings.
pub(super) fn command_names(root: &Section<'_>) -> Names {
    root.section("chat", "[chat]")
        .map_or_else(Names::default, |chat| names(&chat))
}

fn names(chat: &Section<'_>) -> Names {
    let usual = Names::default();
    let read = |key: &'static str, usual: String| {
        let Some(written) = chat.text(key) else {
            return usual;
        };
        let bare = written.get_ref().trim_start_matches('/');
        let plain =
            |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, '-' | '_');
        if bare.is_empty() || bare.len() > 31 || !bare.chars().all(plain) {
            let why =
                "A command is one word of small letters, digits and dashes, at most 31 of them: \"/case\".";
            chat.source.fault(written.span(), why);
        }
        format!("/{bare}")
    };
    let names = Names {
        case: read("case_command", usual.case),
        desk: read("desk_command", usual.desk),
    };
    if names.case == names.desk {
        let why = "Both commands have the same name: “case_command” and “desk_command” must differ.";
        chat.source.fault(chat.at.clone(), why);
    }
    names
}

fn slack(section: &Section<'_>, names: &Names) -> Option<slack::Settings> {
    let mode = section.word("mode", &["socket", "http"]).unwrap_or("socket");
    let mode = if mode == "http" {
        section.find("app_token");
        section
            .needed_secret("signing_secret")
            .map(|secret| slack::Mode::Http {
                signing_secret: secret.into_inner(),
            })
    } else {
        section.find("signing_secret");
        section
            .needed_secret("app_token")
            .map(|token| slack::Mode::Socket {
                app_token: token.into_inner(),
            })
    };
    let bot_token = section.needed_secret("bot_token");
    let api_url = api_url(section).or_else(|| Url::parse(SLACK).ok());
    let sight = section.word("cards", Sight::ALL).unwrap_or(Sight::Full);
    Some(slack::Settings {
        mode: mode?,
        bot_token: bot_token?.into_inner(),
        api_url: api_url?,
        sight,
        names: names.clone(),
    })
}

fn discord(section: &Section<'_>, names: &Names) -> Option<discord::Settings> {
    let token = section.needed_secret("token");
    let guild = section.needed("guild", "guild = \"175928847299117063\", the server's id");
    let number = guild.get_ref().parse().ok().filter(|number| *number > 0);
    if number.is_none() && !guild.get_ref().is_empty() {
        section.source.fault(guild.span(), SNOWFLAKE);
    }
    let api_url = api_url(section);
    let sight = section.word("cards", Sight::ALL).unwrap_or(Sight::Redacted);
    Some(discord::Settings {
        token: token?.into_inner(),
        guild: number?,
        api_url,
        sight,
        names: names.clone(),
    })
}

fn api_url(section: &Section<'_>) -> Option<Url> {
    let written = section.text("api_url")?;
    address::check(section, &written, Use::Credentials)
}

fn groups(section: &Section<'_>, chat: &str) -> Vec<(Group, Option<Spanned<String>>)> {
    let (key, fits, hint): (_, fn(&str) -> bool, _) = if chat == slack::NAME {
        ("groups", |id| is_slack(id, &['S']), SLACK_GROUP)
    } else {
        ("roles", is_snowflake, SNOWFLAKE)
    };
    let example = format!("{key} = [{{ id = \"…\", rights = [\"respond\"], department = \"billing\" }}]");
    let mut groups = Vec::new();
    for group in section.sections(key, &format!("one of {key}"), &example) {
        if group.find("id").is_none() {
            group.missing("id", &example);
        }
        let id = id(&group, "id", fits, hint);
        let rights = group.texts("rights");
        let rights = rights
            .iter()
            .filter_map(|right| group.word_of(right, "right", Right::ALL))
            .collect();
        let department = group.text("department");
        group.done();
        if let Some(id) = id {
            let group = Group {
                chat: chat.to_owned(),
                id,
                rights,
                department: None,
            };
            groups.push((group, department));
        }
    }
    groups
}
