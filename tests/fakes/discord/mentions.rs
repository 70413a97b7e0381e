//! Whom a text would notify, and where it would lead: what hostile words are
//! measured by.

use super::read::{guarded, unguarded};
use super::state::Kept;
use super::{Id, messages::Message};
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Who is notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ping {
    /// `@everyone` or `@here`.
    Everyone,
    /// One person.
    User(Id),
    /// Who has a role.
    Role(Id),
}

/// A place that a text leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What a person sees.
    pub shown: String,
    /// Where a click leads.
    pub url: String,
}

impl Link {
    /// Whether the words hide where it leads.
    pub fn is_masked(&self) -> bool {
        self.shown != self.url
    }
}

static MENTION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"@everyone|@here|<@!?(\d+)>|<@&(\d+)>").expect("a pattern"));
static MASKED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\(\s*<?(https?://[^\s<>)]+)>?(?:\s+"[^"]*")?\s*\)"#)
        .expect("a pattern")
});
static BARE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"https?://[^\s<>]+[^\s<>.,:;!?)\]]").expect("a pattern"));

/// What a text would notify if all of it counted. A backslash doesn't save anybody here: a careful
/// bot does not rely on one.
fn written(text: &str) -> BTreeSet<Ping> {
    let id = |found: regex::Match<'_>| found.as_str().parse::<Id>().ok();
    let all = MENTION.captures_iter(text);
    all.filter_map(|found| match (found.get(1), found.get(2)) {
        (Some(user), _) => id(user).map(Ping::User),
        (_, Some(role)) => id(role).map(Ping::Role),
        _ => Some(Ping::Everyone),
    })
    .collect()
}

/// Whether a body relies on Discord to notify nobody: it could, and says nothing about it.
pub(super) fn is_careless(body: &Value) -> bool {
    let text = body["content"].as_str().unwrap_or_default();
    body.get("allowed_mentions").is_none_or(Value::is_null) && !written(text).is_empty()
}

/// Whom a new message notifies.
pub(super) fn pings(kept: &Kept, body: &Value, may_everyone: bool) -> Vec<Ping> {
    let allowed = &body["allowed_mentions"];
    let parses = |kind: &str| {
        allowed.is_null()
            || allowed["parse"]
                .as_array()
                .is_some_and(|p| p.iter().any(|k| k == kind))
    };
    let named = |kind: &str, id: Id| {
        allowed[kind]
            .as_array()
            .is_some_and(|ids| ids.contains(&id.to_string().into()))
    };
    let text = body["content"].as_str().unwrap_or_default();
    let all = written(text).into_iter();
    all.filter(|ping| match ping {
        Ping::Everyone => parses("everyone") && may_everyone,
        Ping::User(id) => kept.users.contains_key(id) && (parses("users") || named("users", *id)),
        Ping::Role(id) => {
            let open = kept
                .roles
                .get(id)
                .is_some_and(|role| role.mentionable || may_everyone);
            open && (parses("roles") || named("roles", *id))
        }
    })
    .collect()
}

impl Message {
    /// Who was notified when it was posted.
    pub fn pings(&self) -> &[Ping] {
        &self.notified
    }

    /// Every place it leads to: masked links, bare addresses, titles and buttons with an address.
    pub fn links(&self) -> Vec<Link> {
        let mut links = Vec::new();
        collect(&self.content, &mut links);
        for embed in &self.embeds {
            collect(embed["description"].as_str().unwrap_or_default(), &mut links);
            for field in embed["fields"].as_array().into_iter().flatten() {
                collect(field["value"].as_str().unwrap_or_default(), &mut links);
            }
            pair(&embed["title"], &embed["url"], &mut links);
            pair(&embed["author"]["name"], &embed["author"]["url"], &mut links);
        }
        for row in &self.components {
            for part in row["components"].as_array().into_iter().flatten() {
                pair(&part["label"], &part["url"], &mut links);
            }
        }
        links
    }
}

fn pair(shown: &Value, url: &Value, links: &mut Vec<Link>) {
    if let Some(url) = url.as_str() {
        links.push(Link {
            shown: shown.as_str().unwrap_or_default().to_owned(),
            url: url.to_owned(),
        });
    }
}

/// The links of a text, in its order; what is escaped or in code leads nowhere.
fn collect(text: &str, links: &mut Vec<Link>) {
    let text = guarded(text);
    let mut from = 0;
    let masked = MASKED.captures_iter(&text);
    for found in masked {
        let (Some(whole), Some(shown), Some(url)) = (found.get(0), found.get(1), found.get(2)) else {
            continue;
        };
        bare(&text[from..whole.start()], links);
        from = whole.end();
        links.push(Link {
            shown: unguarded(shown.as_str()),
            url: unguarded(url.as_str()),
        });
    }
    bare(&text[from..], links);
}

fn bare(text: &str, links: &mut Vec<Link>) {
    links.extend(BARE.find_iter(text).map(|found| {
        let url = unguarded(found.as_str());
        Link {
            shown: url.clone(),
            url,
        }
    }));
}

/// Masked links as a person reads them: their words alone.
pub(super) fn unmask(text: &str) -> String {
    MASKED.replace_all(text, "$1").into_owned()
}
