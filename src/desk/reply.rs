//! `/case reply`: words for the public, on the network the mention came from.
//! Whether they go out at once is decided at the one door, [`Work::put_out`](super::work::Work::put_out).

use super::{Answer, Caller, Desk, Result};
use crate::domain::Right;

impl Desk {
    pub(super) async fn reply(&self, from: &Caller, ask: commands::Reply) -> Result<Answer> {
        let right = if from.staff.may(Right::Respond) || from.seen.is_none() {
            Right::Respond
        } else {
            // Somebody who only approves may change the draft that they were shown.
            Right::Approve
        };
        let mut work = self.begin(from, right).await?;
        let case = work.case(ask.case).await?;
        let put = work.put_out(from, case, &ask.text).await?;
        work.finish(from, put).await
    }
}
