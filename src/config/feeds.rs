//! `[network.…]`: the public sources, each with a name of its own.

use super::address::{self, Use};
use super::names::{check_plain, check_unique};
use super::section::Section;
use crate::domain::{FeedName, Network};
use crate::feeds::{bluesky, rss, sandbox};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;
use toml::Spanned;
use url::Url;

/// How often the sandbox is looked at unless the settings say so.
const SANDBOX_EVERY: Duration = Duration::from_secs(2);
/// How often a feed is fetched unless the settings say so.
const RSS_EVERY: Duration = Duration::from_secs(15 * 60);
/// How often an account is looked at unless the settings say so.
const BLUESKY_EVERY: Duration = Duration::from_secs(15);
/// The network itself; others of its kind are named by `base_url`.
const BLUESKY: &str = "https://bsky.social";

/// One public source.
#[derive(Debug, Clone)]
pub enum FeedSettings {
    /// The small network inside liaison, or another's.
    Sandbox(sandbox::Settings),
    /// RSS, Atom or JSON Feed.
    Rss(rss::Settings),
    /// Posts handed to us.
    Webhook(WebhookFeed),
    /// An account of the AT Protocol.
    Bluesky(bluesky::Settings),
}

/// `[network.webhook]`.
#[derive(Debug, Clone)]
pub struct WebhookFeed {
    /// Its name, the last part of `/hooks/NAME`.
    pub name: FeedName,
    /// Any of these may have signed; two while one replaces the other.
    pub secrets: Vec<SecretString>,
}

impl FeedSettings {
    /// Its name; no two feeds share one.
    pub fn name(&self) -> &FeedName {
        match self {
            Self::Sandbox(feed) => &feed.name,
            Self::Rss(feed) => &feed.name,
            Self::Webhook(feed) => &feed.name,
            Self::Bluesky(feed) => &feed.name,
        }
    }

    /// The network it reads.
    pub fn network(&self) -> Network {
        match self {
            Self::Sandbox(_) => Network::Sandbox,
            Self::Rss(_) => Network::Rss,
            Self::Webhook(_) => Network::Webhook,
            Self::Bluesky(_) => Network::Bluesky,
        }
    }
}

/// Every source below `[network]`.
pub(super) fn feeds(root: &Section<'_>) -> Vec<FeedSettings> {
    let Some(network) = root.section("network", "[network]") else {
        return Vec::new();
    };
    network.later(&[
        "x",
        "facebook",
        "instagram",
        "mastodon",
        "reddit",
        "google",
        "sms",
    ]);
    let mut names = Names::default();
    let mut feeds = Vec::new();
    feeds.extend(sandboxes(&network, &mut names));
    feeds.extend(news(&network, &mut names));
    feeds.extend(webhook(&network, &mut names));
    feeds.extend(accounts(&network, &mut names));
    // In the order of the text, so that it is the later one that is told.
    names.0.sort_by_key(|name| name.span().start);
    check_unique(root.source, "feed", &names.0.iter().collect::<Vec<_>>());
    network.done();
    feeds
}

/// The names of all feeds so far, whatever their network.
#[derive(Default)]
struct Names(Vec<Spanned<String>>);

impl Names {
    fn take(&mut self, feed: &Section<'_>) -> FeedName {
        let name = feed.needed(
            "name",
            "name = \"city-news\", its own word, shown in health and logs",
        );
        check_plain(feed.source, "feed", &name);
        self.0.push(name.clone());
        FeedName(name.into_inner())
    }
}

fn sandboxes(network: &Section<'_>, names: &mut Names) -> Vec<FeedSettings> {
    let Some(section) = network.section("sandbox", "[network.sandbox]") else {
        return Vec::new();
    };
    let example = "feeds = [{ name = \"sandbox\", base_url = \"http://127.0.0.1:7979/sandbox\", \
                   account = \"liaison\" }]";
    let mut feeds = Vec::new();
    for feed in section.sections("feeds", "a feed of [network.sandbox]", example) {
        let name = names.take(&feed);
        let token = feed.secret("token").map(Spanned::into_inner);
        let base_url = feed.needed("base_url", "base_url = \"http://127.0.0.1:7979/sandbox\"");
        let what = if token.is_some() {
            Use::Credentials
        } else {
            Use::Base
        };
        let base_url = address::check(&feed, &base_url, what);
        let account = feed
            .needed("account", "account = \"liaison\", our account there")
            .into_inner();
        let every = feed.time("every").unwrap_or(SANDBOX_EVERY);
        feeds.extend(base_url.map(|base_url| {
            FeedSettings::Sandbox(sandbox::Settings {
                name,
                base_url,
                token,
                account,
                every,
            })
        }));
        feed.done();
    }
    section.done();
    feeds
}

fn news(network: &Section<'_>, names: &mut Names) -> Vec<FeedSettings> {
    let Some(section) = network.section("rss", "[network.rss]") else {
        return Vec::new();
    };
    let example = "feeds = [{ name = \"city-news\", url = \"https://news.example.org/feed\" }]";
    let mut feeds = Vec::new();
    for feed in section.sections("feeds", "a feed of [network.rss]", example) {
        let name = names.take(&feed);
        let url = feed.needed("url", "url = \"https://news.example.org/feed\"");
        let url = address::check(&feed, &url, Use::Public);
        let every = feed.time("every").unwrap_or(RSS_EVERY);
        let allow_private = feed.flag("allow_private", false);
        feeds.extend(url.map(|url| {
            FeedSettings::Rss(rss::Settings {
                name,
                url,
                every,
                allow_private,
            })
        }));
        feed.done();
    }
    section.done();
    feeds
}

fn webhook(network: &Section<'_>, names: &mut Names) -> Vec<FeedSettings> {
    let Some(section) = network.section("webhook", "[network.webhook]") else {
        return Vec::new();
    };
    let example = "hooks = [{ name = \"survey\", secret = { env = \"SURVEY_SECRET\" } }]";
    let mut feeds = Vec::new();
    for hook in section.sections("hooks", "a hook of [network.webhook]", example) {
        feeds.push(FeedSettings::Webhook(WebhookFeed {
            name: names.take(&hook),
            secrets: signing_secrets(&hook),
        }));
        hook.done();
    }
    section.done();
    feeds
}

/// `secret`, or several `secrets` while one replaces another.
fn signing_secrets(hook: &Section<'_>) -> Vec<SecretString> {
    let many = hook.list("secrets", "secrets = [\"whsec_…\", { env = \"NAME\" }]");
    let values: Vec<_> = hook.find("secret").into_iter().chain(many).collect();
    if values.is_empty() {
        hook.missing(
            "secret",
            "secret = { env = \"NAME\" }; a hook that anybody may call is not offered",
        );
    }
    let mut secrets = Vec::new();
    for value in values {
        let Some(secret) = hook.secret_of(value) else {
            continue;
        };
        if !signs(secret.get_ref()) {
            let why = "A signing secret is “whsec_” and 24 to 64 bytes in base64; `openssl rand \
                       -base64 32` makes the bytes.";
            hook.source.fault(secret.span(), why);
        }
        secrets.push(secret.into_inner());
    }
    secrets
}

/// Whether a secret is one of the Standard Webhooks scheme.
fn signs(secret: &SecretString) -> bool {
    let written = secret.expose_secret();
    let key = STANDARD.decode(written.strip_prefix("whsec_").unwrap_or(written));
    key.is_ok_and(|key| (24..=64).contains(&key.len()))
}

fn accounts(network: &Section<'_>, names: &mut Names) -> Vec<FeedSettings> {
    let Some(section) = network.section("bluesky", "[network.bluesky]") else {
        return Vec::new();
    };
    let base_url = server(&section).or_else(|| Url::parse(BLUESKY).ok());
    let every = section.time("every").unwrap_or(BLUESKY_EVERY);
    // The section's terms are looked for once, through the first account.
    let mut search = section.words("search");
    let example = "accounts = [{ name = \"bluesky\", handle = \"lakeshore.bsky.social\", \
                   app_password = { env = \"BLUESKY_PASSWORD\" } }]";
    let accounts = section.sections("accounts", "an account of [network.bluesky]", example);
    if section.find("accounts").is_none() {
        section.missing("accounts", example);
    }
    let mut feeds = Vec::new();
    for account in accounts {
        search.extend(account.words("search"));
        let name = names.take(&account);
        let handle = handle(&account);
        let every = account.time("every").unwrap_or(every);
        let base_url = server(&account).or_else(|| base_url.clone());
        let password = account.needed_secret("app_password");
        if let (Some(base_url), Some(password)) = (base_url, password) {
            feeds.push(FeedSettings::Bluesky(bluesky::Settings {
                name,
                base_url,
                handle,
                app_password: password.into_inner(),
                search: std::mem::take(&mut search),
                every,
            }));
        }
        account.done();
    }
    section.done();
    feeds
}

/// Where the session is made; the password goes there.
fn server(section: &Section<'_>) -> Option<Url> {
    let written = section.text("base_url")?;
    address::check(section, &written, Use::Credentials)
}

fn handle(account: &Section<'_>) -> String {
    let written = account.needed("handle", "handle = \"lakeshore.bsky.social\"");
    let bare = written.get_ref().trim_start_matches('@');
    let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-');
    let right = bare.contains('.') && bare.chars().all(plain) || bare.starts_with("did:");
    if !right && !bare.is_empty() {
        let why = "A handle is a name with dots, as under the account's title: \
                   \"lakeshore.bsky.social\".";
        account.source.fault(written.span(), why);
    }
    bare.to_owned()
}
