//! Credentials that the network takes no more: named where people look, and
//! mended without a restart.

use super::expired;
use super::network::{Network, Person, eventually, word};
use super::program::Liaison;
use crate::world::database::Kind;
use anyhow::{Context, Result};
use serde_json::{Value, json};

/// Under which the session of the feed `bluesky` is kept.
const KEPT_AS: &str = "bluesky/bluesky";

#[tokio::test]
async fn a_revoked_app_password_is_named_and_a_new_session_heals_it() -> Result<()> {
    let (clinic, patient) = Network::running()?.clinic_and_patient().await?;
    let mut liaison = Liaison::install(Kind::Sqlite, &clinic, "no such word").await?;
    let told = heals(&mut liaison, &clinic, &patient).await;
    liaison.remove().await?;
    told
}

async fn heals(liaison: &mut Liaison, clinic: &Person, patient: &Person) -> Result<()> {
    liaison.start().await?;
    patient.mentions(clinic, "is anybody there?", Value::Null).await?;
    liaison.card("the card", |card| card["number"] == 1).await?;
    liaison.kill().await?;
    let name = json!({ "name": "liaison" });
    clinic.does("com.atproto.server.revokeAppPassword", &name).await?;
    let mut session = kept(liaison).await?;
    for token in ["access", "refresh"] {
        session[token] = json!(expired(&word(&session, &format!("/{token}"))?)?);
    }
    keep(liaison, &session).await?;

    liaison.start().await?;
    let feed = feed_that_is(liaison, "expired").await?;
    let why = word(&feed, "/why")?;
    assert!(
        why.contains("expired or were revoked") && why.contains("make a new app password"),
        "{why}"
    );
    liaison.does("ana", "/case reply 1 We are.").await?;

    // What another copy of liaison would leave, one that was given the new password.
    let made = clinic
        .does("com.atproto.server.createAppPassword", &json!({ "name": "new" }))
        .await?;
    let signs_in = json!({ "identifier": clinic.handle, "password": word(&made, "/password")? });
    let granted = clinic.does("com.atproto.server.createSession", &signs_in).await?;
    session["access"] = granted["accessJwt"].clone();
    session["refresh"] = granted["refreshJwt"].clone();
    keep(liaison, &session).await?;
    feed_that_is(liaison, "ok").await?;
    liaison
        .card("the answer that waited", |card| {
            card["reply"]["state"] == "published"
        })
        .await?;
    Ok(())
}

/// Waits until `/desk status` says so of the feed.
async fn feed_that_is(liaison: &Liaison, state: &str) -> Result<Value> {
    eventually(state, async || {
        let status = liaison.does("ana", "/desk status").await?;
        let feed = &status["feeds"][0];
        Ok((feed["state"] == state).then(|| feed.clone()))
    })
    .await
}

async fn kept(liaison: &Liaison) -> Result<Value> {
    let store = liaison.store().await?;
    let secret = store.read().await?.secret(KEPT_AS).await?;
    store.close().await;
    Ok(serde_json::from_str(&secret.context("a session is kept")?)?)
}

async fn keep(liaison: &Liaison, session: &Value) -> Result<()> {
    let store = liaison.store().await?;
    let mut tx = store.begin().await?;
    tx.set_secret(KEPT_AS, &session.to_string()).await?;
    tx.commit().await?;
    store.close().await;
    Ok(())
}
