//! The Bluesky adapter against the network's own software.
//!
//! `tests/peers/bluesky/start FILE` runs it; `LIAISON_TEST_BLUESKY` names the
//! file. Every test makes accounts of its own, so they share nothing but the
//! network. What a person does there is done through the network's public API.

mod expired;
mod killed;
pub(crate) mod network;
pub(crate) mod program;
mod story;

use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{SecondsFormat, TimeDelta};
use futures_util::future::join_all;
use liaison::domain::{Clock, DeliveryId, Found, Mention, Outcome, PostRef, SendError};
use liaison::feeds::bluesky::{Bluesky, Settings};
use liaison::feeds::{Answer, Cursor, Feed, FeedError, Keyring, Lookup};
use network::{Network, Person, eventually, key_of, now, post, word};
use rustls::crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256;
use rustls::crypto::tls13::OkmBlock;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Default)]
struct Drawer(Mutex<BTreeMap<String, String>>);

#[async_trait]
impl Keyring for Drawer {
    async fn load(&self, name: &str) -> Result<Option<String>> {
        Ok(self.0.lock().expect("nobody panics with it").get(name).cloned())
    }

    async fn save(&self, name: &str, secret: &str) -> Result<()> {
        let mut kept = self.0.lock().expect("nobody panics with it");
        kept.insert(name.to_owned(), secret.to_owned());
        Ok(())
    }
}

impl Person {
    fn feed(&self, search: &[&str]) -> Result<(Bluesky, Arc<Drawer>)> {
        let drawer = Arc::<Drawer>::default();
        let settings = Settings {
            name: "main".into(),
            base_url: self.pds.parse()?,
            handle: self.handle.clone(),
            app_password: self.app_password.clone().into(),
            search: search.iter().map(|term| (*term).to_owned()).collect(),
            every: Duration::from_secs(5),
        };
        let feed = Bluesky::new(settings, Clock::system(), drawer.clone())?;
        Ok((feed, drawer))
    }
}

/// The mention of that post, once a look brings it, and where the look ended.
async fn taken_in(feed: &Bluesky, cursor: Option<&Cursor>, wanted: &PostRef) -> Result<(Mention, Cursor)> {
    eventually("the mention", async || {
        let page = feed.since(cursor).await?;
        let found = page.found.into_iter().find_map(|found| match found {
            Found::Mention(mention) if mention.post == *wanted => Some(mention),
            _ => None,
        });
        Ok(found.map(|mention| (mention, page.cursor)))
    })
    .await
}

async fn answer(feed: &Bluesky, to: &PostRef, text: &str) -> Result<Answer> {
    let clock = Clock::system();
    let mut answer = Answer {
        key: DeliveryId(clock.new_id()),
        to: to.clone(),
        text: text.to_owned(),
        written_at: clock.now(),
        prepared: Value::Null,
    };
    answer.prepared = feed.prepare(&answer).await?;
    Ok(answer)
}

fn sent(outcome: Outcome) -> Result<PostRef> {
    match outcome {
        Outcome::Sent(Some(id)) => Ok(post(id)),
        other => bail!("{other:?} names no post"),
    }
}

#[tokio::test]
async fn a_mention_is_found_with_its_words_author_and_link() -> Result<()> {
    let (clinic, patient) = Network::running()?.clinic_and_patient().await?;
    let (feed, _) = clinic.feed(&[])?;
    let quiet = feed.since(None).await?;
    assert_eq!(quiet.found, []);
    let asked = patient
        .mentions(&clinic, "¿cuánto hay que esperar? 👩‍👩‍👧", Value::Null)
        .await?;
    let (mention, cursor) = taken_in(&feed, Some(&quiet.cursor), &asked).await?;
    assert!(mention.text.ends_with("¿cuánto hay que esperar? 👩‍👩‍👧"));
    assert_eq!(
        (&mention.author.id, &mention.author.handle),
        (&patient.did, &patient.handle)
    );
    assert_eq!(mention.conversation, asked.id);
    let link = format!(
        "https://bsky.app/profile/{}/post/{}",
        patient.handle,
        key_of(&asked)
    );
    assert_eq!(mention.link, Some(link));
    assert!(!feed.since(Some(&cursor)).await?.more);
    assert_eq!(feed.account().await?, Some(clinic.did));
    Ok(())
}

#[tokio::test]
async fn a_reply_sent_three_times_stands_there_once() -> Result<()> {
    let (clinic, patient) = Network::running()?.clinic_and_patient().await?;
    let (feed, _) = clinic.feed(&[])?;
    let asked = patient
        .mentions(&clinic, "is the garage open?", Value::Null)
        .await?;
    taken_in(&feed, None, &asked).await?;
    let words = format!(
        "@{} It is: https://example.org/garage #parking — see you.",
        patient.handle
    );
    let answer = answer(&feed, &asked, &words).await?;
    assert_eq!(feed.find(&answer).await?, Lookup::Absent);
    let ours = sent(feed.reply(&answer).await?)?;
    assert_eq!(sent(feed.reply(&answer).await?)?, ours);
    for again in join_all((0..4).map(|_| feed.reply(&answer))).await {
        assert_eq!(sent(again?)?, ours);
    }
    assert_eq!(feed.find(&answer).await?, Lookup::Found(ours.clone()));
    let replies = patient.replies(&asked, 1).await?;
    assert_eq!(replies.len(), 1);
    let there = &replies[0]["post"];
    assert_eq!(there["uri"], ours.id);
    assert_eq!(there["author"]["did"], clinic.did);
    assert_eq!(there["record"]["text"], words);
    assert_eq!(there["record"]["reply"]["root"]["uri"], asked.id);
    assert_eq!(there["record"]["reply"]["parent"]["uri"], asked.id);
    assert_eq!(there["record"]["facets"].as_array().map(Vec::len), Some(3));
    Ok(())
}

/// Two processes may both believe that the delivery is theirs.
#[tokio::test]
async fn a_reply_sent_by_many_at_once_stands_there_once() -> Result<()> {
    let (clinic, patient) = Network::running()?.clinic_and_patient().await?;
    let (feed, _) = clinic.feed(&[])?;
    let asked = patient.mentions(&clinic, "anybody?", Value::Null).await?;
    taken_in(&feed, None, &asked).await?;
    let answer = answer(&feed, &asked, "All of us.").await?;
    let attempts = join_all((0..8).map(|_| feed.reply(&answer))).await;
    let sent_or_unknown = |attempt: &Result<Outcome, SendError>| {
        matches!(
            attempt,
            Ok(Outcome::Sent(Some(_))) | Err(SendError::Unknown { .. })
        )
    };
    assert!(attempts.iter().all(sent_or_unknown), "{attempts:?}");
    assert!(matches!(feed.find(&answer).await?, Lookup::Found(_)));
    assert_eq!(patient.replies(&asked, 1).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_conversation_goes_on_under_its_root() -> Result<()> {
    let (clinic, patient) = Network::running()?.clinic_and_patient().await?;
    let (feed, _) = clinic.feed(&[])?;
    let asked = patient
        .mentions(&clinic, "is the garage open?", Value::Null)
        .await?;
    taken_in(&feed, None, &asked).await?;
    let ours = sent(feed.reply(&answer(&feed, &asked, "It is.").await?).await?)?;
    let replies = patient.replies(&asked, 1).await?;
    let parent = json!({ "uri": ours.id, "cid": replies[0]["post"]["cid"] });
    let root = replies[0]["post"]["record"]["reply"]["root"].clone();
    let back = json!({ "reply": { "root": root, "parent": parent } });
    let thanks = post(word(&patient.posts("Until when?", back).await?, "/uri")?);
    let (mention, cursor) = taken_in(&feed, None, &thanks).await?;
    assert_eq!(mention.conversation, asked.id);
    let again = sent(feed.reply(&answer(&feed, &thanks, "Until ten.").await?).await?)?;
    let replies = patient.replies(&thanks, 1).await?;
    assert_eq!(replies[0]["post"]["uri"], again.id);
    assert_eq!(replies[0]["post"]["record"]["reply"]["root"]["uri"], asked.id);
    assert_eq!(replies[0]["post"]["record"]["reply"]["parent"]["uri"], thanks.id);
    let ours_too = feed.since(Some(&cursor)).await?.found;
    let by_us = |found: &Found| matches!(found, Found::Mention(mention) if mention.author.id == clinic.did);
    assert!(!ours_too.iter().any(by_us));
    Ok(())
}

#[tokio::test]
async fn edits_and_deletions_are_seen_and_a_block_is_neither() -> Result<()> {
    let (clinic, patient) = Network::running()?.clinic_and_patient().await?;
    let (feed, _) = clinic.feed(&[])?;
    let edited = patient.mentions(&clinic, "wait", Value::Null).await?;
    let deleted = patient.mentions(&clinic, "sorry", Value::Null).await?;
    taken_in(&feed, None, &deleted).await?;
    patient.edits(&edited, "Six hours now").await?;
    patient.deletes(&deleted).await?;
    let both = [edited.clone(), deleted.clone()];
    let now_says = |text: &str| Found::Edited {
        post: edited.clone(),
        text: text.to_owned(),
    };
    let expected = [
        now_says("Six hours now"),
        Found::Deleted {
            post: deleted.clone(),
        },
    ];
    eventually("the edit and the deletion", async || {
        Ok((feed.recheck(&both).await? == expected).then_some(()))
    })
    .await?;
    let block = json!({ "$type": "app.bsky.graph.block", "subject": clinic.did, "createdAt": now() });
    patient.writes("app.bsky.graph.block", block).await?;
    let refused = eventually("the block", async || {
        match answer(&feed, &edited, "We are sorry.").await {
            Ok(_) => Ok(None),
            Err(error) => Ok(error.downcast::<SendError>().ok()),
        }
    })
    .await?;
    assert!(matches!(refused, SendError::GiveUp { .. }), "{refused:?}");
    assert_eq!(feed.recheck(&both).await?, expected);
    Ok(())
}

#[tokio::test]
async fn an_answer_to_what_is_gone_or_closed_is_given_up() -> Result<()> {
    let (clinic, patient) = Network::running()?.clinic_and_patient().await?;
    let (feed, _) = clinic.feed(&[])?;
    let gated = patient.mentions(&clinic, "do not answer", Value::Null).await?;
    let gone = patient.mentions(&clinic, "never mind", Value::Null).await?;
    taken_in(&feed, None, &gone).await?;
    patient.deletes(&gone).await?;
    let gate = json!({
        "repo": patient.did, "collection": "app.bsky.feed.threadgate", "rkey": key_of(&gated),
        "record": { "$type": "app.bsky.feed.threadgate", "post": gated.id, "allow": [], "createdAt": now() },
    });
    patient.does("com.atproto.repo.putRecord", &gate).await?;
    for (to, why) in [
        (gated, "the author does not allow replies from us under this post"),
        (gone, "the post was deleted"),
    ] {
        let given_up = eventually(why, async || match answer(&feed, &to, "We are sorry.").await {
            Ok(_) => Ok(None),
            Err(error) => Ok(Some(error.to_string())),
        })
        .await?;
        assert_eq!(given_up, why);
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_taken_back_is_gone() -> Result<()> {
    let (clinic, patient) = Network::running()?.clinic_and_patient().await?;
    let (feed, _) = clinic.feed(&[])?;
    let asked = patient.mentions(&clinic, "hello?", Value::Null).await?;
    taken_in(&feed, None, &asked).await?;
    let answer = answer(&feed, &asked, "Wrong words.").await?;
    let ours = sent(feed.reply(&answer).await?)?;
    patient.replies(&asked, 1).await?;
    for _ in 0..2 {
        assert_eq!(feed.retract(&ours).await?, Outcome::Sent(None));
    }
    assert_eq!(feed.find(&answer).await?, Lookup::Absent);
    eventually("the empty thread", async || {
        let thread = patient.thread(&asked).await?;
        let replies = thread.pointer("/thread/replies").and_then(Value::as_array);
        Ok(replies.is_none_or(Vec::is_empty).then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_mention_with_an_old_date_is_found() -> Result<()> {
    let (clinic, patient) = Network::running()?.clinic_and_patient().await?;
    let (feed, _) = clinic.feed(&[])?;
    let newer = patient.mentions(&clinic, "today", Value::Null).await?;
    let (_, cursor) = taken_in(&feed, None, &newer).await?;
    let claimed = json!({ "createdAt": "2019-05-01T09:00:00Z" });
    let old = patient.mentions(&clinic, "from long ago", claimed).await?;
    let (mention, _) = taken_in(&feed, Some(&cursor), &old).await?;
    assert_eq!(mention.posted_at.to_rfc3339(), "2019-05-01T09:00:00+00:00");
    Ok(())
}

/// More mentions than one look reads, and among the deepest one with an old date.
#[tokio::test]
async fn a_flood_is_read_whole() -> Result<()> {
    let (clinic, patient) = Network::running()?.clinic_and_patient().await?;
    let (feed, _) = clinic.feed(&[])?;
    let mut written = vec![
        patient
            .mentions(
                &clinic,
                "long ago",
                json!({ "createdAt": "2019-05-01T09:00:00Z" }),
            )
            .await?,
    ];
    let start = Clock::system().now();
    for n in 0..240 {
        let at = (start - TimeDelta::seconds(n)).to_rfc3339_opts(SecondsFormat::Millis, true);
        written.push(
            patient
                .mentions(&clinic, &format!("number {n}"), json!({ "createdAt": at }))
                .await?,
        );
    }
    let cursor = Mutex::new(None::<Cursor>);
    let seen = Mutex::new(BTreeMap::new());
    eventually("the flood", async || {
        let from = cursor.lock().expect("nobody panics with it").clone();
        let page = feed.since(from.as_ref()).await?;
        *cursor.lock().expect("nobody panics with it") = Some(page.cursor);
        let mut seen = seen.lock().expect("nobody panics with it");
        for found in page.found {
            if let Found::Mention(mention) = found {
                seen.insert(mention.post, ());
            }
        }
        Ok(written.iter().all(|post| seen.contains_key(post)).then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_search_finds_who_named_nobody() -> Result<()> {
    let (clinic, patient) = Network::running()?.clinic_and_patient().await?;
    let term = format!("Clinic{}", &clinic.handle[..8]);
    let (feed, _) = clinic.feed(&[&term])?;
    let said = patient
        .posts(&format!("Six hours at {term} today"), Value::Null)
        .await?;
    clinic.posts(&format!("Welcome to {term}"), Value::Null).await?;
    let (mention, cursor) = taken_in(&feed, None, &post(word(&said, "/uri")?)).await?;
    assert_eq!(mention.author.id, patient.did);
    let page = feed.since(Some(&cursor)).await?;
    assert!(page.found.len() <= 1, "our own words are no mention");
    Ok(())
}

/// The same token, but its time is over; signed as the network under test signs its own.
fn expired(token: &str) -> Result<String> {
    let mut parts = token.split('.');
    let (Some(head), Some(claims)) = (parts.next(), parts.next()) else {
        bail!("that is no token");
    };
    let mut claims: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims)?)?;
    claims["iat"] = json!(1_600_000_000);
    claims["exp"] = json!(1_600_007_200);
    let signed = format!("{head}.{}", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()));
    // The one HMAC-SHA256 at hand is inside TLS.
    let suite = TLS13_AES_128_GCM_SHA256
        .tls13()
        .context("it is a suite of TLS 1.3")?;
    let tag = suite
        .hkdf_provider
        .hmac_sign(&OkmBlock::new(b"jwt-secret"), signed.as_bytes());
    Ok(format!(
        "{signed}.{}",
        BASE64_URL_SAFE_NO_PAD.encode(tag.as_ref())
    ))
}

#[tokio::test]
async fn an_expired_access_token_is_refreshed_and_a_dead_session_replaced() -> Result<()> {
    let (clinic, _) = Network::running()?.clinic_and_patient().await?;
    let (feed, drawer) = clinic.feed(&[])?;
    feed.since(None).await?;
    let kept = drawer.load("bluesky/main").await?.context("a session is kept")?;
    let mut session: Value = serde_json::from_str(&kept)?;
    session["access"] = json!(expired(&word(&session, "/access")?)?);
    let stale = session.to_string();
    for dead in [false, true] {
        if dead {
            session["refresh"] = json!(expired(&word(&session, "/refresh")?)?);
        }
        let (later, drawer) = clinic.feed(&[])?;
        drawer.save("bluesky/main", &session.to_string()).await?;
        later.since(None).await?;
        let renewed = drawer.load("bluesky/main").await?;
        assert_ne!(renewed.as_deref(), Some(stale.as_str()));
        let renewed: Value = serde_json::from_str(&renewed.context("a session is kept")?)?;
        assert_ne!(renewed["access"], session["access"]);
        assert_ne!(renewed["refresh"], session["refresh"]);
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_password_is_named_as_such() -> Result<()> {
    let (mut clinic, _) = Network::running()?.clinic_and_patient().await?;
    clinic.app_password = "not-this-one".to_owned();
    let (feed, _) = clinic.feed(&[])?;
    let failed = feed.since(None).await;
    assert!(matches!(failed, Err(FeedError::Expired { .. })), "{failed:?}");
    Ok(())
}
