//! `/case tag`: labels come and go.

use super::{Answer, Caller, Desk, Result, say};
use crate::domain::Right;

impl Desk {
    pub(super) async fn tag(&self, from: &Caller, ask: commands::Tag) -> Result<Answer> {
        let mut work = self.begin(from, Right::Respond).await?;
        let case = work.case(ask.case).await?;
        let (case, change) = case.tag(&ask.tags)?;
        let case = work.save(case, change, None).await?;
        work.commit().await?;
        let tags = if case.tags.is_empty() {
            "no tags".to_owned()
        } else {
            case.tags.join(", ")
        };
        Ok(say::answer(&case, format!("Case {} has {tags}.", case.number)))
    }
}
