//! A burst of new cases: where a chat bears only so many new messages, the
//! first get a card each and the others are listed in one message.
//!
//! A case that something happened to since, or that is critical, always gets
//! its own card. The folding is one transaction; what was folded is one
//! delivery from then on, with the id of the first.

use super::LEASE;
use super::outbox::Outbox;
use crate::domain::{CaseNumber, ChannelRef, Delivery, Lane, What};
use anyhow::Result;
use chrono::TimeDelta;
use std::collections::HashMap;

/// Deliveries of a lane taken at once.
const BATCH: i64 = 50;
/// The same where many may be waiting to be folded.
const STORM: i64 = 500;
/// Most cases in one message.
const LISTED: usize = 50;
/// Cards that were posted within it count as part of a burst.
const WINDOW: TimeDelta = TimeDelta::minutes(1);

impl Outbox {
    /// The next deliveries of a lane, a burst among them folded.
    pub(super) async fn next_in(&self, lane: &Lane) -> Result<Vec<Delivery>> {
        let batch = self.store.read().await?.next_in(lane, BATCH).await?;
        let Some((channel, burst)) = self.bears(&batch) else {
            return Ok(batch);
        };
        let batch = match i64::try_from(batch.len()) {
            Ok(BATCH) => self.store.read().await?.next_in(lane, STORM).await?,
            _ => batch,
        };
        let fresh = self.fresh(&channel, &batch, burst).await?;
        if fresh.len() <= burst {
            return Ok(batch);
        }
        let since = self.clock.now() - WINDOW;
        let posted = self.store.read().await?.cards_since(&channel, since).await?;
        let spared = burst.saturating_sub(usize::try_from(posted)?);
        self.fold(lane, &channel, &fresh[spared..]).await?;
        self.store.read().await?.next_in(lane, BATCH).await
    }

    /// The channel of a lane and how many new cards in a row it bears, if that has an end.
    fn bears(&self, batch: &[Delivery]) -> Option<(ChannelRef, usize)> {
        let channel = batch.first()?.what.channel()?;
        let burst = self.chats.get(channel.chat.as_str())?.manners().burst?;
        Some((channel.clone(), burst))
    }

    /// First cards, never tried, of cases that nothing else is to be said of.
    async fn fresh<'a>(
        &self,
        channel: &ChannelRef,
        batch: &'a [Delivery],
        burst: usize,
    ) -> Result<Vec<(CaseNumber, &'a Delivery)>> {
        let mut times: HashMap<CaseNumber, usize> = HashMap::new();
        for case in batch.iter().filter_map(|delivery| delivery.case) {
            *times.entry(case).or_default() += 1;
        }
        let alone = |delivery: &'a Delivery| {
            let case = delivery.case.filter(|case| times.get(case) == Some(&1))?;
            let untried = delivery.attempts == 0 && delivery.unknown_since.is_none();
            (untried && matches!(delivery.what, What::Card { .. })).then_some((case, delivery))
        };
        let mut fresh: Vec<(CaseNumber, &Delivery)> = batch.iter().filter_map(alone).collect();
        if fresh.len() > burst {
            let cases: Vec<CaseNumber> = fresh.iter().map(|(case, _)| *case).collect();
            let uncarded = self.store.read().await?.uncarded(channel, &cases).await?;
            fresh.retain(|(case, _)| uncarded.contains(case));
        }
        Ok(fresh)
    }

    async fn fold(&self, lane: &Lane, channel: &ChannelRef, fresh: &[(CaseNumber, &Delivery)]) -> Result<()> {
        let mut tx = self.store.begin().await?;
        // Whoever has the lane now decides.
        if !tx.renew_lane(lane, &self.holder, LEASE).await? {
            return Ok(());
        }
        for part in fresh.chunks(LISTED) {
            let [(_, first), others @ ..] = part else {
                continue;
            };
            if others.is_empty() {
                continue;
            }
            let what = What::Listing {
                channel: channel.clone(),
                cases: part.iter().map(|(case, _)| *case).collect(),
            };
            let others: Vec<_> = others.iter().map(|(_, delivery)| delivery.id).collect();
            tx.fold(first.id, &what, &others).await?;
        }
        tx.commit().await
    }
}
