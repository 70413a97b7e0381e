//! Signing in with an app password, and staying signed in.
//!
//! Sign-ins are rationed (30 in five minutes, 300 a day), so tokens outlive the
//! process: they are kept before they are used. One caller renews, the others
//! wait for it; another process that shares the keyring is noticed, since a
//! refresh token is good for one use. What can't be refreshed is signed in anew.

use super::Settings;
use super::client::{Ask, CREATE_SESSION, Call, Failure, REFRESH_SESSION, Xrpc};
use super::server;
use crate::domain::{Clock, Timestamp};
use crate::feeds::{FeedError, Keyring};
use chrono::TimeDelta;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::Mutex;
use url::Url;

/// After a refused password: often enough to notice a new one, seldom enough for 300 sign-ins a day.
const BETWEEN_REFUSALS: TimeDelta = TimeDelta::minutes(5);

/// A session as it is kept. It carries tokens: no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
struct Session {
    /// What it was made for; of no use once the settings name another.
    account: String,
    entry: Url,
    /// The server that keeps the account, where all calls go.
    server: Url,
    did: String,
    access: String,
    refresh: String,
}

/// What `createSession` and `refreshSession` answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Granted {
    access_jwt: String,
    refresh_jwt: String,
    did: String,
    #[serde(default)]
    did_doc: Value,
}

#[derive(Default)]
struct Held {
    session: Option<Session>,
    refused: Option<(Timestamp, FeedError)>,
}

/// The one session of a feed.
pub(super) struct Sessions {
    xrpc: Xrpc,
    clock: Clock,
    keyring: Arc<dyn Keyring>,
    kept_as: String,
    account: String,
    password: SecretString,
    entry: Url,
    held: Mutex<Held>,
}

impl Sessions {
    pub(super) fn new(settings: &Settings, clock: Clock, keyring: Arc<dyn Keyring>) -> anyhow::Result<Self> {
        Ok(Self {
            xrpc: Xrpc::new(clock.clone())?,
            clock,
            keyring,
            kept_as: format!("bluesky/{}", settings.name),
            account: settings.handle.trim().trim_start_matches('@').to_owned(),
            password: settings.app_password.clone(),
            entry: settings.base_url.clone(),
            held: Mutex::default(),
        })
    }

    /// Whose session it is.
    pub(super) async fn did(&self) -> Result<String, Failure> {
        self.current()
            .await
            .map(|session| session.did)
            .map_err(Failure::NoSession)
    }

    /// Reads.
    pub(super) async fn query<T: DeserializeOwned>(
        &self,
        nsid: &'static str,
        parameters: &[(&str, &str)],
    ) -> Result<T, Failure> {
        let answer = self.authorised(nsid, Ask::Query(parameters)).await?;
        serde_json::from_value(answer).map_err(|_| Failure::Lost("the answer has another shape".to_owned()))
    }

    /// Changes something.
    pub(super) async fn procedure(&self, nsid: &'static str, body: &Value) -> Result<Value, Failure> {
        self.authorised(nsid, Ask::Procedure(Some(body))).await
    }

    async fn authorised(&self, nsid: &'static str, ask: Ask<'_>) -> Result<Value, Failure> {
        let session = self.current().await.map_err(Failure::NoSession)?;
        match self.with(&session, nsid, ask).await {
            Err(failure) if failure.is_stale_token() => {
                let session = self.renewed(&session).await.map_err(Failure::NoSession)?;
                self.with(&session, nsid, ask).await
            }
            other => other,
        }
    }

    async fn with(&self, session: &Session, nsid: &'static str, ask: Ask<'_>) -> Result<Value, Failure> {
        let bearer = Some(session.access.as_str());
        self.xrpc
            .call(Call {
                server: &session.server,
                nsid,
                ask,
                bearer,
            })
            .await
    }

    async fn current(&self) -> Result<Session, FeedError> {
        let mut held = self.held.lock().await;
        if let Some(session) = &held.session {
            return Ok(session.clone());
        }
        let session = match self.kept().await? {
            Some(kept) => kept,
            None => self.sign_in(&mut held).await?,
        };
        held.session = Some(session.clone());
        Ok(session)
    }

    /// A session that is newer than `stale`.
    async fn renewed(&self, stale: &Session) -> Result<Session, FeedError> {
        let mut held = self.held.lock().await;
        let is_newer = |session: &Session| session.access != stale.access;
        if let Some(session) = held.session.clone().filter(is_newer) {
            return Ok(session);
        }
        let session = match self.kept().await?.filter(is_newer) {
            Some(kept) => kept,
            None => self.refresh(&mut held, stale).await?,
        };
        held.session = Some(session.clone());
        Ok(session)
    }

    async fn refresh(&self, held: &mut Held, stale: &Session) -> Result<Session, FeedError> {
        let call = Call {
            server: &stale.server,
            nsid: REFRESH_SESSION,
            ask: Ask::Procedure(None),
            bearer: Some(&stale.refresh),
        };
        match self.xrpc.call(call).await {
            Ok(granted) => self.keep(granted, &stale.server).await,
            Err(Failure::Refused {
                status: 400 | 401 | 403,
                ..
            }) => self.sign_in(held).await,
            Err(failure) => Err(failure.into()),
        }
    }

    async fn sign_in(&self, held: &mut Held) -> Result<Session, FeedError> {
        if let Some((until, error)) = &held.refused
            && self.clock.now() < *until
        {
            return Err(error.clone());
        }
        let body = json!({ "identifier": self.account, "password": self.password.expose_secret() });
        let call = Call {
            server: &self.entry,
            nsid: CREATE_SESSION,
            ask: Ask::Procedure(Some(&body)),
            bearer: None,
        };
        match self.xrpc.call(call).await {
            Ok(granted) => {
                held.refused = None;
                self.keep(granted, &self.entry).await
            }
            Err(failure) => {
                let error = sign_in_error(failure);
                if matches!(error, FeedError::Expired { .. }) {
                    held.refused = Some((self.clock.now() + BETWEEN_REFUSALS, error.clone()));
                }
                Err(error)
            }
        }
    }

    async fn keep(&self, granted: Value, asked: &Url) -> Result<Session, FeedError> {
        let granted: Granted = serde_json::from_value(granted)
            .map_err(|_| FeedError::retry("the server gave a session that can't be read"))?;
        let session = Session {
            account: self.account.clone(),
            entry: self.entry.clone(),
            server: server::named_in(&granted.did_doc, &self.entry).unwrap_or_else(|| asked.clone()),
            did: granted.did,
            access: granted.access_jwt,
            refresh: granted.refresh_jwt,
        };
        let secret = serde_json::to_string(&session)
            .map_err(|_| FeedError::retry("the new session can't be written down"))?;
        self.keyring
            .save(&self.kept_as, &secret)
            .await
            .map_err(|_| FeedError::retry("the new session could not be saved"))?;
        Ok(session)
    }

    async fn kept(&self) -> Result<Option<Session>, FeedError> {
        let secret = self
            .keyring
            .load(&self.kept_as)
            .await
            .map_err(|_| FeedError::retry("the kept session could not be read"))?;
        let session = secret.and_then(|secret| serde_json::from_str::<Session>(&secret).ok());
        Ok(session.filter(|kept| kept.account == self.account && kept.entry == self.entry))
    }
}

fn sign_in_error(failure: Failure) -> FeedError {
    match &failure {
        Failure::Refused { status, code, .. } => match status {
            400 | 401 | 403 => FeedError::Expired {
                why: format!(
                    "signing in was refused ({status} {code}); make a new app password for the account"
                ),
            },
            404 | 405 | 501 => FeedError::Broken {
                why: format!(
                    "base_url is no Bluesky server ({status}); for most accounts it is https://bsky.social"
                ),
            },
            _ => failure.into(),
        },
        _ => failure.into(),
    }
}
