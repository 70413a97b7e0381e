//! Listening: one connection to Discord's gateway, held by its client library
//! and watched from outside. The library looks after heartbeats, reconnecting
//! and resuming; what it would do too often or not at all is done here, since
//! a bot that begins a thousand sessions in a day loses its token.

use super::Discord;
use super::client::Call;
use super::errors::Failure;
use super::inbound::heard::Heard;
use secrecy::ExposeSecret;
use serde_json::Value;
use serenity::Client;
use serenity::all::{Event, GatewayIntents, Interaction, RawEventHandler};
use serenity::client::{ClientBuilder, Context};
use serenity::gateway::ConnectionStage;
use serenity::http::HttpBuilder;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

/// Waits between connections that did not hold: the first, and the longest. A refused token is tried once a minute.
const FIRST_REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(900);
const REFUSED_REST: Duration = Duration::from_secs(60);
/// A connection that held for so long is a good one.
const HELD: Duration = Duration::from_secs(600);
/// The library gets so long to be ready by itself.
const PATIENCE: Duration = Duration::from_secs(45);
/// Sessions in one connection's care before it is ended and rested from.
const MOST_SESSIONS: usize = 10;
/// Of the thousand sessions of a day so many are left alone.
const SPARE_SESSIONS: u64 = 50;
const LOOK: Duration = Duration::from_millis(500);
/// Nothing ever listens there.
const NOWHERE: &str = "ws://127.0.0.1:0";

/// Why a connection came to its end.
enum Ended {
    /// By itself, or it never began.
    Lost(String),
    /// Discord won't have us as we are: a person has to mend it.
    Refused(String),
    /// Not before so long.
    Wait(Duration, String),
}

impl Discord {
    /// Listens until `stop`, and connects again for ever.
    pub async fn listen(self: Arc<Self>, stop: CancellationToken) {
        let mut rest = FIRST_REST;
        while !stop.is_cancelled() {
            let begun = Instant::now();
            let ended = self.connect(&stop).await;
            if stop.is_cancelled() {
                return;
            }
            if begun.elapsed() > HELD {
                rest = FIRST_REST;
            }
            let (why, least) = match ended {
                Ended::Lost(why) => (why, rest),
                Ended::Refused(why) => {
                    self.health.refused(&why);
                    (why, rest.max(REFUSED_REST))
                }
                Ended::Wait(wait, why) => (why, wait.max(rest)),
            };
            self.health.down();
            tracing::warn!(
                why,
                rest.seconds = least.as_secs(),
                "The connection to Discord ended"
            );
            let jitter = self.clock.jitter(rest / 4);
            tokio::select! {
                () = stop.cancelled() => return,
                () = sleep(least + jitter) => {}
            }
            rest = (rest * 2).min(LONGEST_REST);
        }
    }

    /// One connection from its beginning to its end.
    async fn connect(self: &Arc<Self>, stop: &CancellationToken) -> Ended {
        let address = match self.gateway_address().await {
            Ok(address) => address,
            Err(ended) => return ended,
        };
        let sessions = Arc::new(AtomicUsize::new(0));
        let ears = Ears {
            discord: Arc::clone(self),
            sessions: Arc::clone(&sessions),
        };
        let mut client = match self.library(ears).await {
            Ok(client) => client,
            Err(error) => return Ended::Lost(error),
        };
        // Where the library fails to ask, it would go to Discord's own gateway, whatever the settings say.
        address.as_str().clone_into(&mut *client.ws_url.lock().await);
        let (shards, place) = (Arc::clone(&client.shard_manager), Arc::clone(&client.ws_url));
        let ended = tokio::select! {
            () = stop.cancelled() => Ended::Lost("it was asked to stop".to_owned()),
            ended = client.start_shard(0, 1) => refused(&ended),
            ended = self.watch(&shards, &sessions) => ended,
        };
        // Should it still be about to connect again, it finds nobody.
        NOWHERE.clone_into(&mut *place.lock().await);
        let _ = timeout(Duration::from_secs(10), shards.shutdown_all()).await;
        ended
    }

    /// Where the gateway is, as Discord tells it to this very token, and only if we may begin a session.
    async fn gateway_address(&self) -> Result<Url, Ended> {
        let told = self
            .client
            .call(Call::get("gateway/bot"))
            .await
            .map_err(|failure| match failure {
                Failure::DeadToken => Ended::Wait(REFUSED_REST, failure.to_string()),
                Failure::Refused(ref refused) if refused.status == 401 => {
                    Ended::Wait(REFUSED_REST, failure.to_string())
                }
                _ => match failure.wait() {
                    Some(wait) => Ended::Wait(wait, failure.to_string()),
                    None => Ended::Lost(failure.to_string()),
                },
            })?;
        let limit = &told["session_start_limit"];
        if limit["remaining"]
            .as_u64()
            .is_some_and(|left| left <= SPARE_SESSIONS)
        {
            let wait = Duration::from_millis(limit["reset_after"].as_u64().unwrap_or(0)).min(LONGEST_REST);
            return Err(Ended::Wait(
                wait,
                "Discord's sessions of the day are nearly used up".to_owned(),
            ));
        }
        let address = told["url"].as_str().and_then(|url| Url::parse(url).ok());
        address
            .filter(|address| is_right(address, self.settings.api_url.as_ref()))
            .ok_or_else(|| Ended::Refused("Discord's API names a gateway that is not its own".to_owned()))
    }

    /// The client library, told to use no other way than ours.
    async fn library(&self, ears: Ears) -> Result<Client, String> {
        let client = reqwest12::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(15));
        let client = if self.settings.api_url.is_some() {
            client.no_proxy()
        } else {
            client
        };
        let client = client
            .build()
            .map_err(|_| "no HTTP client could be made".to_owned())?;
        let http = HttpBuilder::new(self.settings.token.expose_secret()).client(client);
        let http = match &self.settings.api_url {
            Some(url) => http
                .proxy(url.as_str().trim_end_matches('/'))
                .ratelimiter_disabled(true),
            None => http,
        };
        ClientBuilder::new_with_http(http.build(), GatewayIntents::GUILDS)
            .raw_event_handler(ears)
            .await
            .map_err(|_| "the client library could not be started".to_owned())
    }

    /// Looks after the library: whether it is connected, and that it does not begin session after session.
    async fn watch(&self, shards: &serenity::all::ShardManager, sessions: &AtomicUsize) -> Ended {
        let mut lost = Instant::now();
        loop {
            sleep(LOOK).await;
            let (is_there, connected) = {
                let runners = shards.runners.lock().await;
                let connected = runners
                    .values()
                    .any(|runner| runner.stage == ConnectionStage::Connected);
                (!runners.is_empty(), connected)
            };
            if connected {
                lost = Instant::now();
                self.health.up();
            } else {
                self.health.down();
            }
            // While nobody answers at all the library goes on knocking, which begins no session.
            if is_there && lost.elapsed() > PATIENCE {
                return Ended::Lost("no session could be begun".to_owned());
            }
            if sessions.load(Ordering::Relaxed) > MOST_SESSIONS {
                return Ended::Lost("sessions end as soon as they begin".to_owned());
            }
        }
    }

    async fn ready(&self, guilds: &[u64], me: String, application: String) {
        let _ = self.me.set(me);
        self.health.up();
        let application = self.application.get_or_init(|| application);
        let present = guilds.contains(&self.settings.guild);
        self.health.present(present);
        if present {
            self.register(application).await;
        }
    }
}

/// The address is where the settings lead: beside us where the API is, else with Discord.
fn is_right(address: &Url, api_url: Option<&Url>) -> bool {
    let Some(api_url) = api_url else {
        let host = address.host_str().unwrap_or_default();
        let theirs = host == "gateway.discord.gg" || host.ends_with(".discord.gg");
        return address.scheme() == "wss" && theirs;
    };
    if is_loopback(api_url) {
        return is_loopback(address) && matches!(address.scheme(), "ws" | "wss");
    }
    address.host() == api_url.host() && address.scheme() == "wss"
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn refused(ended: &serenity::Result<()>) -> Ended {
    use serenity::gateway::GatewayError;
    match ended {
        Err(serenity::Error::Gateway(GatewayError::InvalidAuthentication)) => {
            Ended::Refused(Failure::DeadToken.to_string())
        }
        Err(serenity::Error::Gateway(
            GatewayError::DisallowedGatewayIntents | GatewayError::InvalidGatewayIntents,
        )) => Ended::Refused(
            "Discord refuses the gateway intent GUILDS; look at the bot's page there".to_owned(),
        ),
        _ => Ended::Lost("the gateway closed the connection".to_owned()),
    }
}

/// Hears what the gateway tells; each event in a task of its own.
struct Ears {
    discord: Arc<Discord>,
    sessions: Arc<AtomicUsize>,
}

#[serenity::async_trait]
impl RawEventHandler for Ears {
    async fn raw_event(&self, _: Context, event: Event) {
        let discord = &self.discord;
        let guild = discord.settings.guild;
        match event {
            Event::Ready(told) => {
                self.sessions.fetch_add(1, Ordering::Relaxed);
                let ready = told.ready;
                let guilds: Vec<u64> = ready.guilds.iter().map(|guild| guild.id.get()).collect();
                let (me, application) = (ready.user.id.to_string(), ready.application.id.to_string());
                discord.ready(&guilds, me, application).await;
            }
            Event::Resumed(_) => discord.health.up(),
            // Invited while we were listening.
            Event::GuildCreate(told) if told.guild.id.get() == guild => {
                if discord.health.present(true)
                    && let Some(application) = discord.application.get()
                {
                    discord.register(application).await;
                }
            }
            Event::GuildDelete(told) if told.guild.id.get() == guild && !told.guild.unavailable => {
                discord.health.present(false);
            }
            Event::ChannelUpdate(told) => discord.rooms.forget(&told.channel.id.to_string()),
            Event::ChannelDelete(told) => discord.rooms.forget(&told.channel.id.to_string()),
            Event::InteractionCreate(told) => {
                let kind = kind(&told.interaction);
                let told = serde_json::to_value(&told.interaction).unwrap_or_default();
                self.hear(kind, &told).await;
            }
            // What the library can't read it hands over as it came.
            Event::Unknown(told) if told.kind == "INTERACTION_CREATE" => {
                self.hear(told.value["type"].as_u64().unwrap_or(0), &told.value)
                    .await;
            }
            Event::Unknown(_) => {
                metrics::counter!("liaison_discord_unknown_events_total").increment(1);
            }
            _ => {}
        }
    }
}

impl Ears {
    async fn hear(&self, kind: u64, told: &Value) {
        match Heard::read(kind, told) {
            Some(heard) => Arc::clone(&self.discord).hear(heard).await,
            None => metrics::counter!("liaison_discord_unknown_events_total").increment(1),
        }
    }
}

fn kind(interaction: &Interaction) -> u64 {
    match interaction {
        Interaction::Command(_) => 2,
        Interaction::Component(_) => 3,
        Interaction::Autocomplete(_) => 4,
        Interaction::Modal(_) => 5,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn only_the_gateway_that_was_meant_is_gone_to() {
        let real = "wss://gateway.discord.gg";
        assert!(is_right(&url(real), None) && is_right(&url("wss://gateway-us-east1-b.discord.gg"), None));
        assert!(
            !is_right(&url("ws://gateway.discord.gg"), None)
                && !is_right(&url("wss://discord.gg.evil.example"), None)
        );
        let beside = url("http://127.0.0.1:8080");
        assert!(
            is_right(&url("ws://127.0.0.1:9/socket"), Some(&beside))
                && is_right(&url("ws://localhost:9"), Some(&beside))
        );
        assert!(!is_right(&url(real), Some(&beside)));
        let proxy = url("https://discord.example.org");
        assert!(
            is_right(&url("wss://discord.example.org/x"), Some(&proxy))
                && !is_right(&url(real), Some(&proxy))
        );
    }
}
