//! What a feed brought becomes cases, in one transaction with its cursor.
//!
//! Each post is taken in once. A follow-up by the same author in the same
//! conversation joins its case and reaches its holder; a closed case opens
//! again. What we said ourselves is no mention. Edits and deletions are
//! honoured for posts that were taken in, and ignored for others.

use super::copies::Originals;
use super::intake::Intake;
use super::work::Work;
use super::{CONFLICTS, Desk, Office, Result, say};
use crate::domain::{
    Actor, Case, CaseNumber, Change, FeedName, Found, Mention, Network, Origin, PostRef, Refusal, Timestamp,
    Topic, Withdrawal, text,
};
use crate::store::{Receipt, Saved, Store};
use crate::triage::{Judgement, Mask, Print};
use std::collections::HashSet;
use std::sync::Arc;
use std::thread::available_parallelism;
use tokio::task::spawn_blocking;

/// Posts that are worth a thread of their own to judge.
const SHARE: usize = 64;

/// What became of a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Received {
    /// Cases opened.
    pub opened: usize,
    /// Posts that joined a case.
    pub followed: usize,
    /// Posts their authors changed.
    pub edited: usize,
    /// Posts their authors took down.
    pub deleted: usize,
}

/// A post with what triage made of it.
pub(super) struct Judged {
    pub mention: Mention,
    pub judgement: Judgement,
    /// By which copies are found; none where there can't be any.
    pub print: Option<Print>,
    /// A person brought it: it is never set aside by itself.
    pub by_hand: bool,
}

/// What a feed brought, cleaned and judged.
pub(super) struct Batch {
    judged: Vec<Judged>,
    changes: Vec<Found>,
}

impl Desk {
    /// Takes a batch in. `cursor` is where the feed goes on from, stored with it.
    pub async fn receive(
        &self,
        feed: &FeedName,
        network: Network,
        found: Vec<Found>,
        cursor: Option<&str>,
    ) -> Result<Received> {
        let office = self.office();
        let batch = judge(&office, found, self.clock.now()).await?;
        for _ in 0..CONFLICTS {
            match self.receive_batch(&office, &batch, (feed, network, cursor)).await {
                Err(error) if Store::is_conflict(&error) => {}
                received => return received,
            }
        }
        self.receive_batch(&office, &batch, (feed, network, cursor)).await
    }

    async fn receive_batch(
        &self,
        office: &Arc<Office>,
        batch: &Batch,
        (feed, network, cursor): (&FeedName, Network, Option<&str>),
    ) -> Result<Received> {
        let mut work = self.begin_intake(office).await?;
        let received = take_in(&mut work, batch).await?;
        work.tx.feed_ok(feed, network, cursor).await?;
        work.commit().await?;
        Ok(received)
    }

    /// Takes in what a webhook brought, unless its id was seen before.
    pub async fn receive_once(
        &self,
        feed: &FeedName,
        id: &str,
        sent_at: i64,
        found: Vec<Found>,
    ) -> Result<Receipt> {
        let office = self.office();
        let batch = judge(&office, found, self.clock.now()).await?;
        for _ in 0..CONFLICTS {
            match self.receive_message(&office, &batch, (feed, id, sent_at)).await {
                Err(error) if Store::is_conflict(&error) => {}
                receipt => return receipt,
            }
        }
        self.receive_message(&office, &batch, (feed, id, sent_at)).await
    }

    async fn receive_message(
        &self,
        office: &Arc<Office>,
        batch: &Batch,
        (feed, id, sent_at): (&FeedName, &str, i64),
    ) -> Result<Receipt> {
        let mut work = self.begin_intake(office).await?;
        let receipt = work.tx.receipt(feed, id, sent_at).await?;
        if receipt == Receipt::New {
            take_in(&mut work, batch).await?;
            work.tx.feed_ok(feed, Network::Webhook, None).await?;
            work.commit().await?;
        }
        Ok(receipt)
    }

    async fn begin_intake(&self, office: &Arc<Office>) -> Result<Work> {
        let tx = self.store.begin().await?;
        Ok(Work::by(
            tx,
            Arc::clone(office),
            &self.clock,
            Actor::Author,
            Origin::Network,
        ))
    }
}

pub(super) async fn take_in(work: &mut Work, batch: &Batch) -> Result<Received> {
    let mentions: Vec<&Mention> = batch.judged.iter().map(|j| &j.mention).collect();
    let known = work.tx.known(&mentions).await?;
    let originals = Originals::of(work, &batch.judged).await?;
    let mut intake = Intake::sort(work, &batch.judged, &known, originals);
    intake.number(work).await?;
    intake.write(work).await?;
    let mut received = Received {
        opened: intake.opened.len(),
        followed: intake.followed,
        ..Received::default()
    };
    for change in &batch.changes {
        match change {
            Found::Edited { post, text } => received.edited += usize::from(work.edited(post, text).await?),
            Found::Deleted { post } => received.deleted += usize::from(work.deleted(post).await?),
            Found::Mention(_) => {}
        }
    }
    Ok(received)
}

/// Cleans and judges, on every core; pure, and done before the database is touched.
pub(super) async fn judge(office: &Arc<Office>, found: Vec<Found>, now: Timestamp) -> Result<Batch> {
    let (mut mentions, mut changes) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for found in found {
        match found {
            Found::Mention(mention) => {
                if seen.insert(mention.post.clone()) {
                    mentions.push(mention);
                }
            }
            Found::Edited { post, text: words } => changes.push(Found::Edited {
                post,
                text: text::clean(&words),
            }),
            deleted @ Found::Deleted { .. } => changes.push(deleted),
        }
    }
    let cores = available_parallelism().map_or(1, usize::from);
    let share = mentions.len().div_ceil(cores).max(SHARE);
    let mut parts = Vec::new();
    while mentions.len() > share {
        let (office, part) = (Arc::clone(office), mentions.split_off(mentions.len() - share));
        parts.push(spawn_blocking(move || office.judge(part, now)));
    }
    // The first share is judged here; the others were cut off from the end.
    let mut judged = office.judge(mentions, now);
    for part in parts.into_iter().rev() {
        judged.extend(part.await?);
    }
    Ok(Batch { judged, changes })
}

impl Batch {
    /// The same, brought by a person: each is a case, whatever it says.
    pub fn by_hand(mut self) -> Self {
        for one in &mut self.judged {
            (one.print, one.by_hand) = (None, true);
        }
        self
    }
}

impl Office {
    fn judge(&self, mentions: Vec<Mention>, now: Timestamp) -> Vec<Judged> {
        let judge = |mut mention: Mention| {
            mention.text = text::clean(&mention.text);
            mention.author.handle = text::line(&text::clean(&mention.author.handle), 80);
            mention.author.name = text::line(&text::clean(&mention.author.name), 80);
            mention.posted_at = mention.posted_at.min(now);
            mention.link = mention
                .link
                .filter(|l| l.starts_with("https://") || l.starts_with("http://"));
            let judgement = self.triage().assess(&mention.text, mention.post.network);
            let print = self
                .directory
                .watching
                .copies
                .then(|| Print::of(&mention.text))
                .flatten();
            Judged {
                mention,
                judgement,
                print,
                by_hand: false,
            }
        };
        mentions.into_iter().map(judge).collect()
    }
}

impl Work {
    async fn edited(&mut self, post: &PostRef, text: &str) -> Result<bool> {
        let Some(known) = self.tx.post(post).await? else {
            return Ok(false);
        };
        if known.text == text || known.deleted_at.is_some() {
            return Ok(false);
        }
        let judgement = self.office.triage().assess(text, post.network);
        // Our own notes may repeat what the author takes out now.
        let before = known.told.as_deref().unwrap_or_default();
        let told = Mask::of([known.text.as_str()], Topic::ClinicalCare).remembering(before);
        self.tx.edit_post(known.id, text, &told.told()).await?;
        let routed = self.office.route(&judgement, post.network);
        self.press(known.case, routed.urgency).await?;
        self.authors_change(known.case, Change::Edited { post: post.clone() }, say::EDITED)
            .await?;
        Ok(true)
    }

    async fn deleted(&mut self, post: &PostRef) -> Result<bool> {
        let Some(known) = self.tx.post(post).await? else {
            return Ok(false);
        };
        if known.deleted_at.is_some() {
            return Ok(false);
        }
        // The case before its post: what a colleague decides about its draft waits for this, or this for that.
        let case = self.tx.case_to_change(known.case).await?;
        self.tx.delete_post(known.id).await?;
        if let Some(case) = case {
            let case = self.goes_on_where_it_stands(case).await?;
            let draft = self.tx.open_draft(case.number).await?;
            if draft.is_some_and(|draft| draft.parent == *post) {
                self.withdraw_draft(&case, Withdrawal::PostGone).await?;
            }
        }
        self.authors_change(known.case, Change::Deleted { post: post.clone() }, say::DELETED)
            .await?;
        Ok(true)
    }

    /// Answers go under the newest post that still stands.
    async fn goes_on_where_it_stands(&mut self, case: Case) -> Result<Case> {
        let newest = self.tx.latest_post(case.number).await?;
        let Some(newest) = newest.filter(|newest| newest.post != case.latest) else {
            return Ok(case);
        };
        let case = Case {
            latest: newest.post,
            ..case
        };
        if self.tx.save_quietly(&case).await? == Saved::Stale {
            return Err(Refusal::Busy(case.number).into());
        }
        Ok(Case {
            version: case.version + 1,
            ..case
        })
    }

    async fn authors_change(&mut self, case: CaseNumber, change: Change, told: &str) -> Result<()> {
        self.record(case, change).await?;
        let Some(case) = self.tx.case(case).await? else {
            return Ok(());
        };
        if case.opened_closed() {
            return self.changed_unseen(&case, told).await;
        }
        self.redraw(&case).await?;
        if let Some(draft) = self.tx.open_draft(case.number).await? {
            self.redraw_request(&case, &draft).await?;
        }
        self.tell_thread(&case, &told.into())
    }

    /// The author changed what nobody was shown: a network that takes down three hundred advertisements is no news.
    async fn changed_unseen(&mut self, case: &Case, told: &str) -> Result<()> {
        self.redraw_where_it_is(case).await?;
        let channels = self.tx.card_channels(case.number).await?;
        self.tell_threads(channels, case, &told.into());
        if let Some(first) = case.copy_of()
            && let Some(first) = self.tx.case(first).await?
        {
            self.redraw_where_it_is(&first).await?;
        }
        Ok(())
    }
}
