//! `/case retract`: our newest public reply is taken down.

use super::{Answer, Caller, Desk, Result, say, work};
use crate::domain::{Change, Lane, PostRef, Refusal, Right, What};
use crate::store::ReplyState;

impl Desk {
    pub(super) async fn retract(&self, from: &Caller, ask: commands::Retract) -> Result<Answer> {
        let why = work::perhaps(ask.why.as_deref())?;
        let mut work = self.begin(from, Right::Respond).await?;
        let case = work.case(ask.case).await?;
        let replies = work.tx.replies_of(case.number).await?;
        let newest = replies
            .into_iter()
            .rev()
            .find(|r| matches!(r.state, ReplyState::Published | ReplyState::Retracting));
        // Of two who mean the newest, the second must not take down the one before it.
        if matches!(&newest, Some(r) if r.state == ReplyState::Retracting) {
            let under_way = "having its newest reply taken down".to_owned();
            return Err(Refusal::AlreadySo(case.number, under_way).into());
        }
        let Some((reply, post)) = newest.and_then(|r| r.post.clone().map(|post: PostRef| (r, post))) else {
            return Err(Refusal::NothingToRetract(case.number).into());
        };
        let what = What::Retract {
            feed: reply.feed.clone(),
            post: post.clone(),
        };
        work.enqueue(Lane::public(&reply.feed, case.number), Some(case.number), what);
        work.tx
            .set_reply(reply.delivery, ReplyState::Retracting, None)
            .await?;
        work.record(
            case.number,
            Change::Retracting {
                post,
                why: why.clone(),
            },
        )
        .await?;
        work.ended_badly(case.number).await?;
        work.redraw(&case).await?;
        work.tell_thread(&case, &say::retracting(&from.staff.name, why.as_deref()))?;
        work.commit().await?;
        Ok(say::answer(
            &case,
            format!("The reply for case {} is being taken down.", case.number),
        ))
    }
}
