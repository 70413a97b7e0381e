//! `/case reply`: words for the public, on the network the mention came from.
//!
//! They are checked, kept and put on their way in one transaction; whoever
//! answers an unclaimed case has it from then on. The same words are never
//! put on their way twice: if the first try was set aside, it is that very
//! delivery, with its idempotency key, that goes again.

use super::work::Work;
use super::{Answer, Caller, Desk, Result, say};
use crate::domain::{Case, Change, Lane, Refusal, Right, State, What, text};
use crate::store::{Reply, ReplyState};

impl Desk {
    pub(super) async fn reply(&self, from: &Caller, ask: commands::Reply) -> Result<Answer> {
        let mut work = self.begin(from, Right::Respond).await?;
        let mut case = work.case(ask.case).await?;
        case.may_answer(&from.staff.name, work.office.directory.time_zone)?;
        let words = work.public_words(&case, &ask.text).await?;
        let sent = work.tx.replies_of(case.number).await?;
        let same = sent.iter().rev().find(|r| {
            let again = r.parent == case.latest && r.state != ReplyState::Retracted;
            r.text == words && (again || r.state == ReplyState::SetAside)
        });
        if let Some(same) = same {
            return work.send_again(from, case, same).await;
        }
        if case.state == State::Open {
            let (claimed, change) =
                case.claim(&from.staff.name, work.now, work.office.directory.time_zone)?;
            case = work
                .save(claimed, change, Some(say::claimed(&from.staff.name)))
                .await?;
        }
        let what = What::Reply {
            feed: case.feed.clone(),
            to: case.latest.clone(),
            text: words.clone(),
        };
        let delivery = work.enqueue(Lane::public(&case.feed, case.number), Some(case.number), what);
        let reply = Reply {
            delivery,
            case: case.number,
            staff: from.staff.name.clone(),
            text: words.clone(),
            state: ReplyState::Sending,
            feed: case.feed.clone(),
            parent: case.latest.clone(),
            post: None,
            written_at: work.now,
        };
        work.tx.insert_reply(&reply).await?;
        work.record(
            case.number,
            Change::Replied {
                delivery: delivery.to_string(),
                text: words.clone(),
            },
        )
        .await?;
        work.redraw(&case).await?;
        work.tell_thread(&case, &say::replied(&from.staff.name, case.network, &words))?;
        work.commit().await?;
        Ok(say::answer(&case, say::on_its_way(&case, from.sight)))
    }
}

impl Work {
    /// The words as the public would read them, or why they can't go out.
    async fn public_words(&mut self, case: &Case, asked: &str) -> Result<String> {
        let latest = self.tx.latest_post(case.number).await?;
        if !case.network.takes_replies() {
            let link = latest.and_then(|post| post.link);
            return Err(Refusal::CantReply {
                network: case.network,
                link,
            }
            .into());
        }
        if latest.is_some_and(|post| post.deleted_at.is_some()) {
            return Err(Refusal::PostGone(case.number).into());
        }
        let mut words = text::clean(asked.trim());
        if text::is_blank(&words) {
            return Err(Refusal::NoWords.into());
        }
        let signature = &self.office.directory.signature;
        if !signature.is_empty() {
            words = format!("{words} {signature}");
        }
        match case.network.limit().excess(&words) {
            (0, _) => Ok(words),
            (by, unit) => Err(Refusal::TooLong {
                by,
                unit,
                network: case.network,
            }
            .into()),
        }
    }

    /// Words that were set aside go again under their old key; words on their way or out don't.
    async fn send_again(mut self, from: &Caller, case: Case, same: &Reply) -> Result<Answer> {
        if same.state != ReplyState::SetAside || !self.tx.send_again(same.delivery).await? {
            return Err(Refusal::AlreadySaid(case.number).into());
        }
        self.tx
            .set_reply(same.delivery, ReplyState::Sending, None)
            .await?;
        self.record(
            case.number,
            Change::SentAgain {
                delivery: same.delivery.to_string(),
            },
        )
        .await?;
        self.redraw(&case).await?;
        let staff = self.staff()?;
        self.tell_thread(&case, &say::sent_again(&staff))?;
        self.commit().await?;
        Ok(say::answer(&case, say::on_its_way(&case, from.sight)))
    }
}
