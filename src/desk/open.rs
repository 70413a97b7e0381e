//! A message of a chat that a colleague hands in: a case like any other,
//! judged and routed by its words, with the colleague as the one who brought it.

use super::receive::{Received, judge, take_in};
use super::{Answer, CONFLICTS, Caller, Desk, Office, Result, Trouble, say};
use crate::domain::{Author, FeedName, Found, Mention, Network, PostRef, Refusal, Right, Timestamp, text};
use crate::store::Store;
use std::sync::Arc;

/// A message as its chat knows it.
#[derive(Debug, Clone)]
pub struct HandedIn {
    /// The channel it stands in, by its id there.
    pub channel: String,
    /// Its own id there; handed in twice it is one case.
    pub message: String,
    /// Its words.
    pub text: String,
    /// Where colleagues find it.
    pub link: Option<String>,
    /// When it was written.
    pub at: Timestamp,
}

impl Desk {
    /// Opens a case from a message of the chat that the caller acts in; the same message again names the same case.
    pub async fn open_by_hand(
        &self,
        from: &Caller,
        handed: HandedIn,
    ) -> std::result::Result<Answer, Trouble> {
        let office = self.office();
        let mention = handed.into_mention(from);
        let mut answer = self.hand_in(&office, from, &mention).await;
        for _ in 0..CONFLICTS {
            match &answer {
                Err(error) if Store::is_conflict(error) => {
                    answer = self.hand_in(&office, from, &mention).await;
                }
                _ => break,
            }
        }
        answer.map_err(|error| self.trouble(from, error))
    }

    async fn hand_in(&self, office: &Arc<Office>, from: &Caller, mention: &Mention) -> Result<Answer> {
        office.require(&from.staff, Right::Respond)?;
        if text::is_blank(&mention.text) {
            return Err(Refusal::NoWords.into());
        }
        let batch = judge(office, vec![Found::Mention(mention.clone())], self.clock.now())
            .await?
            .by_hand();
        let mut work = self.begin(from, Right::Respond).await?;
        // Of two who hand it in at once, the second waits here for the first, and then nothing is new.
        let received = take_in(&mut work, &batch).await?;
        let was_known = received == Received::default();
        let case = match work.tx.post(&mention.post).await? {
            Some(post) => work.tx.case(post.case).await?,
            None => None,
        };
        let case = case.ok_or_else(|| anyhow::anyhow!("what was handed in was not taken in"))?;
        work.commit().await?;
        Ok(say::answer(&case, say::handed_in(&case, was_known)))
    }
}

impl HandedIn {
    fn into_mention(self, from: &Caller) -> Mention {
        let id = format!("{}/{}/{}", from.origin, self.channel, self.message);
        let name = &from.staff.name;
        Mention {
            post: PostRef {
                network: Network::Webhook,
                id: id.clone(),
            },
            feed: FeedName(from.origin.to_string()),
            author: Author {
                id: format!("{}/{name}", from.origin),
                handle: name.to_string(),
                name: format!("handed in by {name}"),
            },
            text: self.text,
            link: self.link,
            conversation: id,
            posted_at: self.at,
        }
    }
}
