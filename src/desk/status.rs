//! `/desk status`: how feeds, deliveries and departments fare.

use super::judge::Judging;
use super::{Answer, Caller, Desk, Result, say, view};
use crate::store::Ailing;

/// Most set-aside deliveries shown.
const MOST: i64 = 20;

impl Desk {
    pub(super) async fn status(&self, _from: &Caller) -> Result<Answer> {
        let mut tx = self.store.read().await?;
        let feeds = tx.feeds().await?;
        let (waiting, oldest) = tx.waiting().await?;
        let aside = tx.set_aside_deliveries(MOST).await?;
        let open = tx.open_counts().await?;
        let directory = &self.office().directory;
        let named = |ailing: Ailing| (say::subject_title(directory, &ailing.subject), ailing);
        let chats = tx.ailments().await?.into_iter().map(named).collect();
        let judging = Judging::read(&mut tx).await?;
        let status = say::Status {
            judging,
            feeds,
            waiting,
            oldest,
            aside,
            open,
            chats,
            now: self.clock.now(),
        };
        Ok(Answer {
            text: say::status(&status),
            data: view::status(&status),
            case: None,
            offer: None,
        })
    }
}
