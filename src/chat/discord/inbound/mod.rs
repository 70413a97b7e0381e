//! What people do on Discord, turned into what the desk is asked.
//!
//! Each interaction is a task of its own and is acknowledged in time whatever
//! the database does. Nothing here remembers what it showed: every button,
//! menu and form says by its id what it is for.

pub(super) mod act;
mod action;
mod command;
mod complete;
mod decide;
pub(super) mod drafts;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod handed;
pub(super) mod heard;
mod offered;
mod surface;
mod who;

use super::Discord;
use heard::{Deed, Heard};
use std::sync::Arc;
use who::out_of_place;

impl Discord {
    /// Answers one interaction.
    pub(super) async fn hear(self: Arc<Self>, heard: Heard) {
        if heard.person.bot {
            return;
        }
        metrics::counter!("liaison_discord_interactions_total", "kind" => kind(&heard.deed)).increment(1);
        if matches!(heard.deed, Deed::Complete { .. }) {
            return self.complete(&heard).await;
        }
        if let Some(why) = out_of_place(&heard, self.settings.guild) {
            return self.say(&heard, why).await;
        }
        match &heard.deed {
            Deed::Line { .. } => self.command(heard).await,
            Deed::Press { .. } => self.press(heard).await,
            Deed::Send { .. } => self.send(heard).await,
            Deed::Hand(_) => self.handed(heard).await,
            Deed::Complete { .. } => {}
        }
    }
}

fn kind(deed: &Deed) -> &'static str {
    match deed {
        Deed::Line { .. } => "command",
        Deed::Complete { .. } => "complete",
        Deed::Press { .. } => "press",
        Deed::Send { .. } => "form",
        Deed::Hand(_) => "message",
    }
}
