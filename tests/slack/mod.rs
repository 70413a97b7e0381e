//! The adapter of Slack at the wire: against a strict fake, with a clerk who
//! does what the test says. What the fake holds against it fails the test.

mod answering;
mod clerk;
mod deciding;
mod offering;
mod posting;

use crate::fakes::slack::{APP_TOKEN, BOT_TOKEN, Options, SIGNING_SECRET, Slack as Fake};
use chrono::{DateTime, TimeDelta, Utc};
use clerk::Scripted;
use commands::Names;
use liaison::chat::slack::{Mode, Settings, Slack, routes};
use liaison::domain::{Clock, DeliveryId, Group, Right, Sight};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use url::Url;

struct House {
    fake: Fake,
    clerk: Arc<Scripted>,
    slack: Arc<Slack>,
    clock: Clock,
    stop: CancellationToken,
}

impl House {
    /// Over the socket.
    async fn open() -> Self {
        let house = Self::with(false, Sight::Full).await;
        house.fake.connected(2).await;
        house
    }

    async fn with(http: bool, sight: Sight) -> Self {
        let clock = Clock::manual(DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000));
        let told = clock.clone();
        let now = Arc::new(move || told.now());
        let fake = Fake::open(Options {
            now,
            record: None,
            limits: false,
        })
        .await;
        for (id, name) in [("U1", "ana"), ("U2", "ben"), ("U3", "kim")] {
            fake.add_user(id, name);
        }
        fake.add_channel("C1", "emergency", &["U1", "U2", "U3"]);
        fake.add_channel("C2", "billing", &["U1"]);
        fake.add_group("S1", "nurses", &["U2", "U3"]);
        let group = Group {
            chat: "slack".to_owned(),
            id: "S1".to_owned(),
            rights: vec![Right::Respond],
            department: None,
        };
        let clerk = Arc::new(Scripted::new(vec![group]));
        let mode = if http {
            Mode::Http {
                signing_secret: SIGNING_SECRET.into(),
            }
        } else {
            Mode::Socket {
                app_token: APP_TOKEN.into(),
            }
        };
        let settings = Settings {
            mode,
            bot_token: BOT_TOKEN.into(),
            api_url: Url::parse(&fake.api_url()).unwrap(),
            sight,
            names: Names::default(),
        };
        let slack = Arc::new(Slack::new(settings, clerk.clone(), clock.clone()).unwrap());
        let stop = CancellationToken::new();
        tokio::spawn(slack.clone().listen(stop.clone()));
        if http {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            fake.deliver_to(&format!("http://{}", listener.local_addr().unwrap()));
            let routes = routes(slack.clone());
            tokio::spawn(async move { axum::serve(listener, routes).await });
        }
        Self {
            fake,
            clerk,
            slack,
            clock,
            stop,
        }
    }

    fn key(&self) -> DeliveryId {
        DeliveryId(self.clock.new_id())
    }

    /// Nothing was done that Slack would refuse.
    fn close(self) {
        self.stop.cancel();
        assert_eq!(self.fake.violations(), Vec::<String>::new());
    }
}
