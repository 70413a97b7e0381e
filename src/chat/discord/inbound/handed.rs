//! “Open a case” in a message's menu: on a card or in its thread the case is
//! shown with its buttons, any other message becomes a new case.

use super::super::Discord;
use super::super::render::answer::Answer;
use super::command::{Order, message};
use super::heard::{Deed, Heard, Target};
use crate::chat::{Handed, Told};
use crate::domain::{Origin, text};
use std::sync::Arc;

const NO_WORDS: &str = "There are no words in that message that I could open a case for.";
const NOT_NOW: &str = "I can't look that up at this moment. Nothing was changed; please try again shortly.";

impl Discord {
    /// Somebody chose it.
    pub(super) async fn handed(self: &Arc<Self>, heard: Heard) {
        let (discord, of) = (Arc::clone(self), heard.clone());
        self.answer(&heard, async move { discord.take(&of).await }).await;
    }

    async fn take(&self, heard: &Heard) -> Option<Answer> {
        let Deed::Hand(target) = &heard.deed else {
            return None;
        };
        let channel = heard.parent.as_deref().unwrap_or(&heard.place);
        let of_thread = self.thread_case(heard).await;
        let case = match of_thread {
            Ok(None) => self.clerk.case_of(&message(channel, &target.id)).await,
            found => found,
        };
        match case {
            Ok(Some(case)) => {
                let case = u64::try_from(case.0).unwrap_or_default();
                self.carry_out(heard, Order::of_case("show", case, Vec::new()))
                    .await
            }
            Ok(None) => self.open(heard, target).await,
            Err(error) => {
                tracing::warn!(
                    error = format!("{error:#}"),
                    "The case of a message can't be looked up"
                );
                Some(Answer::text(NOT_NOW))
            }
        }
    }

    async fn open(&self, heard: &Heard, target: &Target) -> Option<Answer> {
        let staff = match self.who(&heard.person).await {
            Ok(staff) => staff,
            Err(why) => return Some(Answer::text(why)),
        };
        if text::is_blank(&target.text) {
            return Some(Answer::text(NO_WORDS));
        }
        let guild = self.settings.guild;
        let handed = Handed {
            message: message(&heard.place, &target.id),
            text: target.text.clone(),
            link: Some(format!(
                "https://discord.com/channels/{guild}/{}/{}",
                heard.place, target.id
            )),
            at: target.at.unwrap_or_else(|| self.clock.now()),
        };
        match self.clerk.open(&staff, Origin::Discord, handed).await {
            Told::Answer {
                text,
                case: Some(case),
                ..
            } => {
                let answer = Answer::text(&text);
                let card = self.clerk.card(case).await.ok().flatten();
                Some(match card {
                    Some(card) => answer.with_buttons_of(&card.through(self.settings.sight)),
                    None => answer,
                })
            }
            Told::Answer { text, .. } | Told::Refused(text) => Some(Answer::text(&text)),
            Told::Repeated => None,
        }
    }
}
