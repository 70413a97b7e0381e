//! What is said in a chat: a case's card, a line in its thread, a message of
//! its own, a list of new cases, a picture. Each is drawn when it goes out, from
//! what is so by then.

use super::outbox::Outbox;
use super::picture;
use crate::chat::{Listing, MessageRef, Place};
use crate::domain::digest::Digest;
use crate::domain::{
    ApprovalRequest, Card, CaseNumber, ChannelRef, Delivery, DraftId, Line, Outcome, SendError, Trend,
};
use std::sync::Arc;

impl Outbox {
    /// The card as the case stands now: redrawn where it is, posted where it is not.
    pub(super) async fn draw(&self, delivery: &Delivery, channel: &ChannelRef) -> Result<Outcome, SendError> {
        let chat = self.chat(channel)?;
        let (card, message) = self.card_place(delivery, channel).await?;
        let Some(card) = card else {
            return Ok(Outcome::Moot);
        };
        if let Some(id) = message {
            let message = MessageRef {
                channel: channel.clone(),
                id,
            };
            match chat.redraw(&message, &card).await {
                // Somebody deleted the message: the case gets a new card.
                Err(SendError::GiveUp { .. }) => {}
                redrawn => return redrawn.map(|()| Outcome::Sent(None)),
            }
        }
        chat.post(channel, &card, delivery.id)
            .await
            .map(|id| Outcome::Sent(Some(id)))
    }

    /// The request about a draft as it stands now: redrawn where it is, posted where it is not and somebody may
    /// still answer.
    pub(super) async fn ask(
        &self,
        delivery: &Delivery,
        channel: &ChannelRef,
        draft: DraftId,
    ) -> Result<Outcome, SendError> {
        let chat = self.chat(channel)?;
        let (request, message) = self.request_place(draft, channel).await?;
        let Some(request) = request else {
            return Ok(Outcome::Moot);
        };
        if let Some(id) = message {
            let message = MessageRef {
                channel: channel.clone(),
                id,
            };
            match chat.redraw_request(&message, &request).await {
                // Somebody deleted the message: only what is still open is asked anew.
                Err(SendError::GiveUp { .. }) => {}
                redrawn => return redrawn.map(|()| Outcome::Sent(None)),
            }
        }
        if !request.is_open() {
            return Ok(Outcome::Moot);
        }
        chat.ask(channel, &request, delivery.id)
            .await
            .map(|id| Outcome::Sent(Some(id)))
    }

    /// A line in the thread under the case's card; where there is none, the channel hears which case it is about.
    pub(super) async fn notice(
        &self,
        delivery: &Delivery,
        channel: &ChannelRef,
        line: &Line,
    ) -> Result<Outcome, SendError> {
        let (_, thread) = self.card_place(delivery, channel).await?;
        let line = match (&thread, delivery.case) {
            (None, Some(case)) => Line::from(format!("Case {case}: ")).then(line.clone()),
            _ => line.clone(),
        };
        self.say(channel, thread, &line, delivery).await
    }

    pub(super) async fn say(
        &self,
        channel: &ChannelRef,
        thread: Option<String>,
        line: &Line,
        delivery: &Delivery,
    ) -> Result<Outcome, SendError> {
        let place = Place {
            channel: channel.clone(),
            thread,
        };
        let line = self
            .desk
            .masked_line(delivery.case, line)
            .await
            .map_err(not_now)?;
        self.chat(channel)?
            .say(&place, &line, delivery.id)
            .await
            .map(|id| Outcome::Sent(Some(id)))
    }

    /// A digest as a picture: the same numbers give the same picture on every attempt.
    pub(super) async fn show(
        &self,
        delivery: &Delivery,
        channel: &ChannelRef,
        digest: &Digest,
    ) -> Result<Outcome, SendError> {
        let chat = self.chat(channel)?;
        let picture = picture::of(digest, Arc::clone(&self.desk.office().directory)).await?;
        chat.show(channel, &picture, delivery.id)
            .await
            .map(|id| Outcome::Sent(Some(id)))
    }

    /// What rose, as a chart.
    pub(super) async fn chart(
        &self,
        delivery: &Delivery,
        channel: &ChannelRef,
        trend: &Trend,
    ) -> Result<Outcome, SendError> {
        let chat = self.chat(channel)?;
        let zone = self.desk.office().directory.time_zone;
        let picture = picture::of_trend(trend, zone).await?;
        chat.show(channel, &picture, delivery.id)
            .await
            .map(|id| Outcome::Sent(Some(id)))
    }

    /// Those of a burst that have no card of their own by now.
    pub(super) async fn list(
        &self,
        delivery: &Delivery,
        channel: &ChannelRef,
        cases: &[CaseNumber],
    ) -> Result<Outcome, SendError> {
        let cards = self.uncarded(channel, cases).await.map_err(not_now)?;
        if cards.is_empty() {
            return Ok(Outcome::Moot);
        }
        self.chat(channel)?
            .list(channel, &Listing { cards }, delivery.id)
            .await
            .map(|id| Outcome::Sent(Some(id)))
    }

    async fn uncarded(&self, channel: &ChannelRef, cases: &[CaseNumber]) -> anyhow::Result<Vec<Card>> {
        let mut cards = Vec::new();
        for case in cases {
            let message = self.store.read().await?.card_message(*case, channel).await?;
            if message.is_none() {
                cards.extend(self.desk.card(*case).await?);
            }
        }
        Ok(cards)
    }

    /// The case's card as it stands now, and the message that shows it in this channel.
    pub(super) async fn card_place(
        &self,
        delivery: &Delivery,
        channel: &ChannelRef,
    ) -> Result<(Option<Card>, Option<String>), SendError> {
        let Some(case) = delivery.case else {
            return Ok((None, None));
        };
        let looked = async {
            let card = self.desk.card(case).await?;
            let message = self.store.read().await?.card_message(case, channel).await?;
            anyhow::Ok((card, message))
        };
        looked.await.map_err(not_now)
    }

    /// The request about a draft as it stands now, and the message that shows it in this channel.
    pub(super) async fn request_place(
        &self,
        draft: DraftId,
        channel: &ChannelRef,
    ) -> Result<(Option<ApprovalRequest>, Option<String>), SendError> {
        let looked = async {
            let request = self.desk.request(draft).await?;
            let message = self.store.read().await?.request_message(draft, channel).await?;
            anyhow::Ok((request, message))
        };
        looked.await.map_err(not_now)
    }

    pub(super) async fn find_message(
        &self,
        channel: &ChannelRef,
        thread: Option<String>,
        delivery: &Delivery,
    ) -> Result<Option<Outcome>, SendError> {
        let place = Place {
            channel: channel.clone(),
            thread,
        };
        let found = self.chat(channel)?.find(&place, delivery.id).await?;
        Ok(found.map(|id| Outcome::Sent(Some(id))))
    }
}

/// What our own database could not tell just now.
#[expect(clippy::needless_pass_by_value, reason = "an error is mapped into another")]
fn not_now(error: anyhow::Error) -> SendError {
    SendError::retry(format!("{error:#}"))
}
