//! How a delivery ended, put on record: what was said in public is noted on
//! its case, and what was given up on is shown in the case's thread with a
//! way to send it again.

use super::work::Work;
use super::{Desk, Result, say};
use crate::domain::{Actor, Change, Delivery, Origin, PostRef, What};
use crate::store::ReplyState;

impl Desk {
    /// It is there. `receipt` is the id the other side gave it.
    pub async fn sent(&self, delivery: &Delivery, receipt: Option<&str>) -> Result<()> {
        let mut work = self.by_clock().await?;
        match (&delivery.what, receipt) {
            (What::Card { channel }, Some(message)) => {
                if let Some(case) = delivery.case {
                    work.tx.set_card(case, channel, message).await?;
                }
            }
            (What::Request { channel, draft }, Some(message)) => {
                if let Some(case) = delivery.case {
                    work.tx.set_request((*draft, case), channel, message).await?;
                }
            }
            (What::Reply { to, .. }, receipt) => {
                let id = receipt.unwrap_or_default().to_owned();
                work.published(
                    delivery,
                    PostRef {
                        network: to.network,
                        id,
                    },
                )
                .await?;
            }
            (What::Retract { post, .. }, _) => work.retracted(delivery, post).await?,
            (
                What::Card { .. }
                | What::Request { .. }
                | What::Notice { .. }
                | What::Say { .. }
                | What::Picture { .. }
                | What::Chart { .. }
                | What::Listing { .. },
                _,
            ) => {}
        }
        work.tx.done(delivery.id).await?;
        work.commit().await
    }

    /// There was nothing to do any more.
    pub async fn moot(&self, delivery: &Delivery) -> Result<()> {
        if matches!(delivery.what, What::Retract { .. }) {
            // It is down, whoever took it down: perhaps an attempt of ours that was never recorded.
            return self.sent(delivery, None).await;
        }
        let mut tx = self.store.begin().await?;
        tx.done(delivery.id).await?;
        tx.commit().await
    }

    /// Given up on: kept, and told where the case is talked about. `certain` when it certainly is not out.
    pub async fn set_aside(&self, delivery: &Delivery, why: &str, certain: bool) -> Result<()> {
        let mut work = self.by_clock().await?;
        work.tx.set_aside(delivery.id, why, certain).await?;
        if let Some(number) = delivery.case {
            let what = delivery.what.kind().to_owned();
            work.record(
                number,
                Change::SetAside {
                    what,
                    why: why.to_owned(),
                },
            )
            .await?;
            if delivery.what.is_public() {
                work.show_failure(delivery, why, certain).await?;
            }
        }
        work.commit().await
    }

    pub(super) async fn by_clock(&self) -> Result<Work> {
        Ok(Work::by(
            self.store.begin().await?,
            self.office(),
            &self.clock,
            Actor::Liaison,
            Origin::Clock,
        ))
    }
}

impl Work {
    async fn published(&mut self, delivery: &Delivery, post: PostRef) -> Result<()> {
        // The case before the reply, as the verbs do: two that lock them in turn must not wait for each other.
        let case = match delivery.case {
            Some(number) => self.tx.case_to_change(number).await?,
            None => None,
        };
        self.tx
            .set_reply(delivery.id, ReplyState::Published, Some(&post))
            .await?;
        let Some(case) = case else {
            return Ok(());
        };
        let resolve_by = self.department(&case.department)?.resolve_by(self.now);
        let case = case.answered(self.now, resolve_by);
        self.save(case, Change::Published { post }, Some(say::PUBLISHED.into()))
            .await?;
        Ok(())
    }

    async fn retracted(&mut self, delivery: &Delivery, post: &PostRef) -> Result<()> {
        if let Some(reply) = self.tx.reply_at(post).await? {
            self.tx
                .set_reply(reply.delivery, ReplyState::Retracted, None)
                .await?;
        }
        let Some(number) = delivery.case else {
            return Ok(());
        };
        self.record(number, Change::Retracted { post: post.clone() })
            .await?;
        if let Some(case) = self.tx.case(number).await? {
            self.redraw(&case).await?;
            self.tell_thread(&case, &say::RETRACTED.into())?;
        }
        Ok(())
    }

    async fn show_failure(&mut self, delivery: &Delivery, why: &str, certain: bool) -> Result<()> {
        let told = match &delivery.what {
            What::Retract { post, .. } => {
                // It still stands in public: `retract` may be asked for again.
                if let Some(reply) = self.tx.reply_at(post).await? {
                    self.tx
                        .set_reply(reply.delivery, ReplyState::Published, None)
                        .await?;
                }
                say::retraction_failed(why)
            }
            _ => {
                self.tx.set_reply(delivery.id, ReplyState::SetAside, None).await?;
                say::reply_failed(why, !certain)
            }
        };
        if let Some(number) = delivery.case
            && let Some(case) = self.tx.case(number).await?
        {
            self.redraw(&case).await?;
            self.tell_thread(&case, &told.into())?;
        }
        Ok(())
    }
}
