//! From a public post to a card, a claim and an answer, and back: the built
//! program between its console and the network's own software.

use super::network::{Network, Person, eventually, key_of, post, word};
use super::program::{Answered, Liaison};
use crate::world::database::Kind;
use anyhow::{Result, bail, ensure};
use liaison::domain::PostRef;
use serde_json::{Value, json};
use std::time::Duration;

/// A look is made every two seconds, and a card may take five from there.
const SOON: Duration = Duration::from_secs(2 + 5);
/// Posts are looked at again each half minute.
const LOOKED_AT_AGAIN: Duration = Duration::from_secs(45);

#[tokio::test]
async fn a_mention_is_answered_from_the_console_on_sqlite() -> Result<()> {
    a_mention_is_answered_from_the_console(Kind::Sqlite).await
}

#[tokio::test]
async fn a_mention_is_answered_from_the_console_on_postgres() -> Result<()> {
    a_mention_is_answered_from_the_console(Kind::Postgres).await
}

async fn a_mention_is_answered_from_the_console(kind: Kind) -> Result<()> {
    let (clinic, patient) = Network::running()?.clinic_and_patient().await?;
    let term = format!("Clinic{}", &clinic.handle[..8]);
    let mut liaison = Liaison::install(kind, &clinic, &term).await?;
    let story = Story {
        clinic,
        patient,
        term,
    };
    liaison.start().await?;
    let told = story.tell(&liaison).await;
    liaison.remove().await?;
    told
}

struct Story {
    clinic: Person,
    patient: Person,
    term: String,
}

impl Story {
    async fn tell(&self, liaison: &Liaison) -> Result<()> {
        let asked = self
            .patient
            .mentions(&self.clinic, "Six hours in the ER, still waiting", Value::Null)
            .await?;
        let case = self.becomes_a_card(liaison, &asked).await?;
        let changed = self.will_change(liaison).await?;
        let thanks = self.is_answered(liaison, case, &asked).await?;
        self.goes_on(liaison, case, (&asked, &thanks)).await?;
        self.is_taken_back(liaison, case, &thanks).await?;
        self.own_words_are_no_case(liaison).await?;
        changed.are_seen(liaison).await?;
        self.keeps_quiet_about_them(liaison)
    }

    /// Within five seconds of the next look, once the network itself shows the post.
    async fn becomes_a_card(&self, liaison: &Liaison, asked: &PostRef) -> Result<i64> {
        eventually("the post", async || Ok(self.clinic.thread(asked).await.ok())).await?;
        let card = liaison
            .card_within(SOON, "the card", |card| says(card, "Six hours in the ER"))
            .await?;
        assert_eq!(card["status"], "open");
        assert_eq!(card["network"], "bluesky");
        assert_eq!(card["handle"], self.patient.handle);
        let link = format!(
            "https://bsky.app/profile/{}/post/{}",
            self.patient.handle,
            key_of(asked)
        );
        assert_eq!(card["link"], link);
        let case = number(&card)?;
        liaison.does("ana", &format!("/case claim {case}")).await?;
        let card = liaison
            .card("the claim", |card| is(card, case) && card["status"] == "held")
            .await?;
        assert_eq!(card["holder"], "ana");
        let late = liaison.types("ben", &format!("/case claim {case}")).await?;
        assert!(
            matches!(&late, Answered::Refused(why) if why.contains("is with ana")),
            "{late:?}"
        );
        Ok(case)
    }

    /// Gives the author's answer to our answer.
    async fn is_answered(&self, liaison: &Liaison, case: i64, asked: &PostRef) -> Result<PostRef> {
        let words = format!(
            "@{} Désolé 🙏 — please see https://example.org/er?a=1, from all at #{}.",
            self.patient.handle, self.term
        );
        let line = format!("/case reply {case} {words}");
        liaison.does("ana", &line).await?;
        self.published(liaison, case, &words).await?;
        let again = liaison.types("ana", &line).await?;
        assert!(matches!(again, Answered::Refused(_)), "{again:?}");
        let there = self.only_reply(asked).await?;
        assert_eq!(there["author"]["did"], self.clinic.did);
        assert_eq!(there["record"]["text"], words);
        assert_eq!(there["record"]["reply"]["root"]["uri"], asked.id);
        assert_eq!(there["record"]["reply"]["parent"]["uri"], asked.id);
        assert_eq!(
            marked(&there["record"]),
            [
                (
                    format!("@{}", self.patient.handle),
                    json!({ "$type": "app.bsky.richtext.facet#mention", "did": self.patient.did })
                ),
                (
                    "https://example.org/er?a=1".to_owned(),
                    json!({ "$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/er?a=1" })
                ),
                (
                    format!("#{}", self.term),
                    json!({ "$type": "app.bsky.richtext.facet#tag", "tag": self.term })
                ),
            ]
        );
        let back = json!({ "reply": {
            "root": there["record"]["reply"]["root"],
            "parent": { "uri": there["uri"], "cid": there["cid"] },
        }});
        let thanks = self.patient.posts("Thank you! Until when?", back).await?;
        Ok(post(word(&thanks, "/uri")?))
    }

    /// The author's words join the case and reach its holder; our next answer goes under them.
    async fn goes_on(
        &self,
        liaison: &Liaison,
        case: i64,
        (asked, thanks): (&PostRef, &PostRef),
    ) -> Result<()> {
        let card = liaison
            .card("the follow-up", |card| is(card, case) && card["mentions"] == 2)
            .await?;
        assert_eq!(card["holder"], "ana");
        assert!(says(&card, "Until when?"));
        eventually("word to the holder", async || {
            let thread = liaison.thread(case).await?;
            Ok(thread
                .iter()
                .any(|line| line == "ana: the author wrote again.")
                .then_some(()))
        })
        .await?;
        let words = "Until ten tonight.";
        liaison
            .does("ana", &format!("/case reply {case} {words}"))
            .await?;
        self.published(liaison, case, words).await?;
        let there = self.only_reply(thanks).await?;
        assert_eq!(there["record"]["text"], words);
        assert_eq!(there["record"]["reply"]["root"]["uri"], asked.id);
        assert_eq!(there["record"]["reply"]["parent"]["uri"], thanks.id);
        Ok(())
    }

    async fn is_taken_back(&self, liaison: &Liaison, case: i64, thanks: &PostRef) -> Result<()> {
        liaison
            .does("ana", &format!("/case retract {case} wrong hours"))
            .await?;
        liaison
            .card("the retraction", |card| {
                is(card, case) && card["reply"]["state"] == "retracted"
            })
            .await?;
        eventually("the empty thread", async || {
            let thread = self.patient.thread(thanks).await?;
            let replies = thread.pointer("/thread/replies").and_then(Value::as_array);
            Ok(replies.is_none_or(Vec::is_empty).then_some(()))
        })
        .await
    }

    /// A post that names nobody is found by its words; what we say with the same words is not.
    async fn own_words_are_no_case(&self, liaison: &Liaison) -> Result<()> {
        let welcome = format!("Welcome to {}", self.term);
        self.clinic.posts(&welcome, Value::Null).await?;
        let (queue, null) = (format!("Long queue at {} today", self.term), Value::Null);
        self.patient.posts(&queue, null).await?;
        liaison
            .card("the search's card", |card| says(card, "Long queue at"))
            .await?;
        // Two more looks would have brought ours, too.
        tokio::time::sleep(Duration::from_secs(5)).await;
        assert_eq!(
            liaison.cards().await?,
            4,
            "one case for each that the patient began"
        );
        Ok(())
    }

    async fn will_change(&self, liaison: &Liaison) -> Result<Changed> {
        let edited = self
            .patient
            .mentions(&self.clinic, "the garage is shut", Value::Null)
            .await?;
        let deleted = self
            .patient
            .mentions(&self.clinic, "this bill is wrong", Value::Null)
            .await?;
        let shut = liaison
            .card("the card", |card| says(card, "garage is shut"))
            .await?;
        let bill = liaison
            .card("the card", |card| says(card, "bill is wrong"))
            .await?;
        self.patient.edits(&edited, "the garage is open again").await?;
        self.patient.deletes(&deleted).await?;
        Ok(Changed {
            edited: number(&shut)?,
            deleted: number(&bill)?,
        })
    }

    async fn published(&self, liaison: &Liaison, case: i64, words: &str) -> Result<()> {
        let card = liaison
            .card("the answer", |card| {
                is(card, case) && card["reply"]["state"] == "published" && card["reply"]["text"] == words
            })
            .await?;
        assert_eq!(card["reply"]["by"], "ana");
        assert!(card["answered_at"].is_string());
        Ok(())
    }

    async fn only_reply(&self, under: &PostRef) -> Result<Value> {
        let replies = self.patient.replies(under, 1).await?;
        ensure!(replies.len() == 1, "{} replies instead of one", replies.len());
        Ok(replies[0]["post"].clone())
    }

    /// The log tells what happened, and nothing that was said, by whom or with which key.
    fn keeps_quiet_about_them(&self, liaison: &Liaison) -> Result<()> {
        let log = liaison.log()?;
        assert!(log.contains("liaison is serving"), "{log}");
        for secret in [
            &*self.patient.handle,
            &self.patient.did,
            &self.clinic.app_password,
            "Six hours",
            "Long queue",
            "Until ten",
        ] {
            assert!(!log.contains(secret), "the log holds {secret:?}:\n{log}");
        }
        Ok(())
    }
}

/// Two cases whose posts their author changed.
struct Changed {
    edited: i64,
    deleted: i64,
}

impl Changed {
    async fn are_seen(&self, liaison: &Liaison) -> Result<()> {
        let card = liaison
            .card_within(LOOKED_AT_AGAIN, "the edit", |card| {
                is(card, self.edited) && card["edited"] == true
            })
            .await?;
        assert!(says(&card, "the garage is open again"));
        let card = liaison
            .card_within(LOOKED_AT_AGAIN, "the deletion", |card| {
                is(card, self.deleted) && card["deleted"] == true
            })
            .await?;
        assert!(says(&card, "this bill is wrong"));
        let line = format!("/case reply {} We will look at it.", self.deleted);
        match liaison.types("ana", &line).await? {
            Answered::Refused(why) => assert!(why.contains("deleted"), "{why}"),
            Answered::Done(_) => bail!("a reply to a deleted post was taken"),
        }
        Ok(())
    }
}

fn says(card: &Value, words: &str) -> bool {
    card["text"].as_str().is_some_and(|text| text.contains(words))
}

fn is(card: &Value, case: i64) -> bool {
    card["number"] == case
}

fn number(card: &Value) -> Result<i64> {
    match card["number"].as_i64() {
        Some(number) => Ok(number),
        None => bail!("no number in {card}"),
    }
}

/// What a post marks as a link, a name or a tag: the bytes it points at, and what for.
fn marked(record: &Value) -> Vec<(String, Value)> {
    let text = record["text"].as_str().unwrap_or_default().as_bytes();
    let facets = record["facets"].as_array().into_iter().flatten();
    let bytes = |facet: &Value, end: &str| {
        facet["index"][end]
            .as_u64()
            .and_then(|at| usize::try_from(at).ok())
            .unwrap_or_default()
    };
    facets
        .map(|facet| {
            let marked = &text[bytes(facet, "byteStart")..bytes(facet, "byteEnd")];
            (
                String::from_utf8_lossy(marked).into_owned(),
                facet["features"][0].clone(),
            )
        })
        .collect()
}
