//! Calls of Slack's Web API: bounded in time, held back where Slack asked for
//! a rest, and understood. The bodies are our own JSON, since typed requests
//! lag behind what Slack takes.

use super::brakes::Brakes;
use super::errors::Fault;
use super::health::Health;
use super::{Mode, Settings};
use crate::domain::Clock;
use anyhow::Context;
use hyper_rustls::HttpsConnectorBuilder;
use reqwest::header::RETRY_AFTER;
use reqwest::{Response, StatusCode, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use slack_morphism::prelude::*;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;
use tokio::time::Instant;
use url::{Host, Url};

/// Longest wait for an answer.
const LONGEST: Duration = Duration::from_secs(15);
/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// How often an answer that follows is tried; Slack takes five uses of its address, and what it turns away for
/// haste is none.
const TRIES: u32 = 3;
const HASTY_TRIES: u32 = 8;
/// Slack takes no answer later than thirty minutes after what it answers.
const LATEST: Duration = Duration::from_secs(29 * 60);
/// Where answers that follow go.
const ANSWERS: &str = "hooks.slack.com";

/// Who we are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    /// Our workspace.
    pub team: String,
    /// The organisation above it, on Enterprise Grid.
    pub enterprise: Option<String>,
    /// The bot as a user.
    pub user: String,
    /// The bot as an author of messages.
    pub bot: String,
}

/// Slack's Web API.
pub(super) struct Client {
    /// What the library talks through; the socket needs it too.
    pub library: Arc<SlackHyperClient>,
    /// What calls and events have told about Slack.
    pub health: Health,
    token: SlackApiToken,
    brakes: Brakes,
    clock: Clock,
    plain: reqwest::Client,
    api_url: Url,
    identity: OnceCell<Identity>,
}

impl Client {
    pub fn new(settings: &Settings, clock: Clock) -> anyhow::Result<Self> {
        // Only the first call of a process installs it; all others find it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())
            .context("the machine's certificates can't be read")?
            // The settings take plain HTTP on loopback only.
            .https_or_http()
            .enable_http1()
            .build();
        let base = settings.api_url.as_str().trim_end_matches('/');
        let connector = SlackClientHyperConnector::from(connector).with_slack_api_url(base);
        Ok(Self {
            library: Arc::new(SlackClient::new(connector)),
            health: Health::default(),
            token: token(&settings.bot_token),
            brakes: Brakes::default(),
            clock,
            plain: plain(is_loopback(&settings.api_url)).context("the HTTP client can't be made")?,
            api_url: settings.api_url.clone(),
            identity: OnceCell::new(),
        })
    }

    /// Calls a method that does something.
    pub async fn post(&self, method: &str, body: &Value) -> Result<Value, Fault> {
        let session = self.library.open_session(&self.token);
        let call = session.http_session_api.http_post(method, body, None);
        self.call(method, body["channel"].as_str(), call).await
    }

    /// Calls a method that only looks; those take no JSON.
    pub async fn look(&self, method: &str, query: &[(&'static str, String)]) -> Result<Value, Fault> {
        let session = self.library.open_session(&self.token);
        let query: Vec<(&str, Option<&String>)> =
            query.iter().map(|(key, value)| (*key, Some(value))).collect();
        let channel = query.iter().find(|(key, _)| *key == "channel");
        let channel = channel.and_then(|(_, value)| value.map(String::as_str));
        let call = session.http_session_api.http_get(method, &query, None);
        self.call(method, channel, call).await
    }

    async fn call(
        &self,
        method: &str,
        channel: Option<&str>,
        call: impl Future<Output = ClientResult<Value>>,
    ) -> Result<Value, Fault> {
        if let Some(after) = self.brakes.rest(method, channel, &self.clock) {
            return Err(Fault::Limited { after });
        }
        let answer = understood(tokio::time::timeout(LONGEST, call).await.ok());
        if let Err(Fault::Limited { after }) = &answer {
            self.brakes.pull(method, channel, *after, &self.clock);
        }
        // Only what is said in a channel tells whether it can be said there.
        let spoken_in = channel.filter(|_| method.starts_with("chat."));
        self.health.learn(spoken_in, answer.as_ref().err());
        if let Err(fault) = &answer {
            tracing::debug!(
                slack.method = method,
                why = fault.why(),
                "a call of Slack's API failed"
            );
        }
        answer
    }

    /// Who we are there; asked once.
    pub async fn identity(&self) -> Result<&Identity, Fault> {
        let asked = || async { identity(&self.post("auth.test", &json!({})).await?) };
        self.identity.get_or_try_init(asked).await
    }

    /// Asks Slack whether the token is good, and which scopes it has.
    pub async fn scopes(&self) -> Result<Vec<String>, Fault> {
        let url = format!("{}/auth.test", self.api_url.as_str().trim_end_matches('/'));
        let request = self.plain.post(url).bearer_auth(self.token.token_value.value());
        let answer = request.send().await.map_err(|error| unanswered(&error))?;
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            let after = Duration::from_secs(60);
            return Err(Fault::Limited { after });
        }
        let header = answer.headers().get("x-oauth-scopes");
        let scopes = header.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let scopes = scopes.split(',').map(|scope| scope.trim().to_owned());
        let scopes = scopes.filter(|scope| !scope.is_empty()).collect();
        let body = answer.bytes().await.map_err(|error| unanswered(&error))?;
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        let answer = if body["ok"] == true {
            Ok(())
        } else {
            Err(Fault::refused(&body))
        };
        self.health.learn(None, answer.as_ref().err());
        answer.map(|()| scopes)
    }

    /// Whether the token that opens the socket does open one.
    pub async fn opens_sockets(&self, app_token: &SecretString) -> Result<(), Fault> {
        let token = token(app_token);
        let session = self.library.open_session(&token);
        let nothing = json!({});
        let call = session
            .http_session_api
            .http_post("apps.connections.open", &nothing, None);
        understood(tokio::time::timeout(LONGEST, call).await.ok()).map(|_| ())
    }

    /// Sends an answer after the acknowledgement, to the address that came with the request.
    pub async fn follow_up(&self, response_url: &str, message: &Value) {
        let Some(url) = self.is_slacks_own(response_url, ANSWERS) else {
            tracing::warn!("an answer was not sent: its address is not one of Slack's");
            return;
        };
        let begun = Instant::now();
        let (mut tried, mut hasty) = (0, 0);
        while tried < TRIES && hasty < HASTY_TRIES {
            let sent = self.plain.post(url.clone()).json(message).send().await;
            let rest = match sent {
                Ok(answer) if answer.status().is_success() => return,
                Ok(answer) if answer.status() == StatusCode::TOO_MANY_REQUESTS => {
                    hasty += 1;
                    retry_after(&answer).unwrap_or(Duration::from_secs(1))
                }
                Ok(answer) if answer.status().is_client_error() => break,
                Ok(_) | Err(_) => {
                    tried += 1;
                    Duration::from_millis(500) * tried
                }
            };
            if rest > LATEST.saturating_sub(begun.elapsed()) {
                break;
            }
            tokio::time::sleep(rest).await;
        }
        tracing::warn!("an answer to a person in Slack could not be delivered");
    }

    /// Sends the bytes of a file to the address that Slack gave for them.
    pub async fn upload(&self, address: &str, bytes: Vec<u8>) -> Result<(), Fault> {
        let Some(url) = self.is_slacks_own(address, "files.slack.com") else {
            return Err(Fault::Unknown("Slack named an address that is not its own"));
        };
        let sent = self.plain.post(url).body(bytes).send().await;
        let answer = sent.map_err(|error| unanswered(&error))?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            StatusCode::TOO_MANY_REQUESTS => {
                let after = Duration::from_secs(60);
                Err(Fault::Limited { after })
            }
            _ => Err(Fault::Unknown("Slack did not take the file")),
        }
    }

    /// Only where Slack itself hands out such addresses; a forged one leads nowhere.
    fn is_slacks_own(&self, address: &str, host: &str) -> Option<Url> {
        let url = Url::parse(address).ok()?;
        let slacks = url.scheme() == "https" && url.host_str() == Some(host);
        let ours = is_loopback(&self.api_url)
            && url.host() == self.api_url.host()
            && url.port_or_known_default() == self.api_url.port_or_known_default();
        (slacks || ours).then_some(url)
    }
}

/// The seconds that an answer asks us to wait.
fn retry_after(answer: &Response) -> Option<Duration> {
    let seconds = answer.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
    seconds.parse().ok().map(Duration::from_secs)
}

/// The token in the library's shape.
pub(super) fn token(secret: &SecretString) -> SlackApiToken {
    SlackApiToken::new(SlackApiTokenValue(secret.expose_secret().to_owned()))
}

/// The token that opens the socket.
pub(super) fn app_token(mode: &Mode) -> Option<&SecretString> {
    match mode {
        Mode::Socket { app_token } => Some(app_token),
        Mode::Http { .. } => None,
    }
}

fn understood(answer: Option<ClientResult<Value>>) -> Result<Value, Fault> {
    match answer {
        None => Err(Fault::Unknown("Slack gave no answer in time")),
        Some(Ok(body)) if body["ok"] == true => Ok(body),
        Some(Ok(_)) => Err(Fault::Unknown("Slack's answer could not be read")),
        Some(Err(error)) => Err(Fault::from(error)),
    }
}

fn identity(answer: &Value) -> Result<Identity, Fault> {
    let word = |key: &str| {
        answer[key]
            .as_str()
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
    };
    match (word("team_id"), word("user_id")) {
        (Some(team), Some(user)) => Ok(Identity {
            team,
            user,
            bot: word("bot_id").unwrap_or_default(),
            enterprise: word("enterprise_id"),
        }),
        _ => Err(Fault::Unknown("Slack's answer could not be read")),
    }
}

fn unanswered(error: &reqwest::Error) -> Fault {
    if error.is_connect() {
        Fault::Unsent
    } else {
        Fault::Unknown("the connection to Slack broke")
    }
}

fn plain(beside_us: bool) -> reqwest::Result<reqwest::Client> {
    let client = reqwest::Client::builder()
        .user_agent(concat!("liaison/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .timeout(LONGEST)
        .redirect(redirect::Policy::none());
    if beside_us { client.no_proxy() } else { client }.build()
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Sight;
    use commands::Names;

    fn client(api_url: &str) -> Client {
        let settings = Settings {
            mode: Mode::Http {
                signing_secret: "s".into(),
            },
            bot_token: "xoxb-1".into(),
            api_url: Url::parse(api_url).unwrap(),
            sight: Sight::Full,
            names: Names::default(),
        };
        Client::new(&settings, Clock::system()).unwrap()
    }

    #[test]
    fn answers_follow_to_slack_and_nowhere_else() {
        let real = client("https://slack.com/api");
        assert!(
            real.is_slacks_own("https://hooks.slack.com/commands/T1/2/3", ANSWERS)
                .is_some()
        );
        for forged in [
            "http://hooks.slack.com/commands",
            "https://hooks.slack.com.example.org/x",
            "https://slack.com/x",
            "https://hooks.slack.com@example.org/x",
            "http://127.0.0.1:80/x",
            "http://169.254.169.254/latest",
            "file:///etc/passwd",
            "",
        ] {
            assert!(real.is_slacks_own(forged, ANSWERS).is_none(), "{forged}");
        }
        let fake = client("http://127.0.0.1:4000/api");
        assert!(
            fake.is_slacks_own("http://127.0.0.1:4000/response/1", ANSWERS)
                .is_some()
        );
        assert!(fake.is_slacks_own("http://127.0.0.1:5432/", ANSWERS).is_none());
    }
}
