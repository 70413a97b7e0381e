//! Commands: a verb with its arguments becomes an [`Ask`], and what came of
//! it an answer for the person who asked.

use super::super::render::answer::Answer;
use super::super::{Discord, NAME};
use super::act::Act;
use super::heard::{Deed, Fields, Heard};
use crate::chat::{Ask, MessageRef, Told};
use crate::domain::{CaseNumber, ChannelRef, DraftId, Origin, Staff};
use commands::{Entry, Kind, Root};
use std::sync::Arc;

const NOT_NOW: &str = "I can't look up the case of this thread at the moment. Please put its number in.";

/// A verb with the values of its arguments, by name.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub root: Root,
    pub verb: String,
    pub fields: Fields,
    /// The draft that was looked at.
    pub seen: Option<DraftId>,
}

impl Order {
    /// A verb of a case.
    pub(super) fn of_case(verb: &str, case: u64, mut fields: Fields) -> Self {
        fields.insert(0, ("case".to_owned(), case.to_string()));
        Self {
            root: Root::Case,
            verb: verb.to_owned(),
            fields,
            seen: None,
        }
    }

    /// The same about the draft that was looked at.
    pub(super) fn seeing(self, draft: DraftId) -> Self {
        Self {
            seen: Some(draft),
            ..self
        }
    }

    fn case(&self) -> Option<u64> {
        let (_, case) = self.fields.iter().find(|(name, _)| name == "case")?;
        case.trim().trim_start_matches('#').parse().ok()
    }
}

impl Discord {
    /// A slash command.
    pub(super) async fn command(self: &Arc<Self>, heard: Heard) {
        let Deed::Line { root, verb, fields } = heard.deed.clone() else {
            return;
        };
        let Some(root) = self.settings.names.root(&root) else {
            return self
                .say(
                    &heard,
                    "That command is from an older version of liaison and is gone.",
                )
                .await;
        };
        let order = Order {
            root,
            verb,
            fields,
            seen: None,
        };
        let (discord, of) = (Arc::clone(self), heard.clone());
        self.answer(&heard, async move { discord.carry_out(&of, order).await })
            .await;
    }

    /// Carries an order out for whoever gave it. None when this very one was answered before.
    pub(super) async fn carry_out(&self, heard: &Heard, order: Order) -> Option<Answer> {
        let staff = match self.who(&heard.person).await {
            Ok(staff) => staff,
            Err(why) => return Some(Answer::text(why)),
        };
        let thread = match self.case_of_thread(heard, &order).await {
            Ok(thread) => thread,
            Err(error) => {
                tracing::warn!(
                    error = format!("{error:#}"),
                    "The case of a thread can't be looked up"
                );
                return Some(Answer::text(NOT_NOW));
            }
        };
        let fields: Vec<(&str, &str)> = order
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let command = match self.settings.names.fill(order.root, &order.verb, &fields, thread) {
            Ok(command) => command,
            Err(misuse) => return Some(self.refused(heard, &order, thread, &misuse.to_string())),
        };
        let writer = staff.name.clone();
        let ask = self.ask(heard, staff, (command, order.seen));
        match self.clerk.run(ask).await {
            Told::Answer { text, case, offer } => {
                let answer = self.shown(&order, text, case).await;
                Some(match offer {
                    Some(offer) => answer.with_offer(&offer),
                    None => answer,
                })
            }
            Told::Refused(why) => {
                let about = (order.verb.as_str(), order.case().or(thread));
                let seen = self.read_by(&writer, about, order.seen).await;
                Some(self.refused(heard, &Order { seen, ..order }, thread, &why))
            }
            Told::Repeated => None,
        }
    }

    /// Carries out a line that an answer offered.
    pub(super) async fn carry_out_line(&self, heard: &Heard, line: &str) -> Option<Answer> {
        let staff = match self.who(&heard.person).await {
            Ok(staff) => staff,
            Err(why) => return Some(Answer::text(why)),
        };
        let command = match commands::parse(line, None) {
            Ok(command) => command,
            Err(misuse) => return Some(Answer::text(&misuse.to_string())),
        };
        match self.clerk.run(self.ask(heard, staff, (command, None))).await {
            Told::Answer { text, .. } | Told::Refused(text) => Some(Answer::text(&text)),
            Told::Repeated => None,
        }
    }

    fn ask(&self, heard: &Heard, staff: Staff, (command, seen): (commands::Command, Option<DraftId>)) -> Ask {
        Ask {
            staff,
            origin: Origin::Discord,
            sight: self.settings.sight,
            once: Some(format!("{NAME}/{}", heard.id)),
            seen,
            command,
        }
    }

    /// A case that is shown can be acted on from there.
    async fn shown(&self, order: &Order, text: String, case: Option<CaseNumber>) -> Answer {
        let answer = Answer::text(&text);
        let (Some(case), "show" | "reveal") = (case, order.verb.as_str()) else {
            return answer;
        };
        match self.clerk.card(case).await {
            Ok(Some(card)) => answer.with_buttons_of(&card.through(self.settings.sight)),
            _ => answer,
        }
    }

    /// What can't be is said with the person's own words given back, if they wrote any.
    fn refused(&self, heard: &Heard, order: &Order, thread: Option<u64>, why: &str) -> Answer {
        let entry = self.entry(order.root, &order.verb);
        let is_text = |name: &str| {
            let arguments = entry.iter().flat_map(|entry| &entry.arguments);
            arguments
                .into_iter()
                .any(|it| it.name == name && it.kind == Kind::Text)
        };
        let written = order
            .fields
            .iter()
            .find(|(name, value)| is_text(name) && !value.trim().is_empty());
        let (Some((_, draft)), Some(case), Root::Case) = (written, order.case().or(thread), order.root)
        else {
            return Answer::text(why);
        };
        self.drafts
            .keep(&heard.id, &heard.person.id, order.fields.clone());
        let change = Act::Draft {
            key: heard.id.clone(),
            verb: order.verb.clone(),
            case,
            seen: order.seen,
        };
        change
            .id()
            .map_or_else(|| Answer::text(why), |id| Answer::refused(why, draft, &id))
    }

    /// In a case's thread its number may be left out: the thread has the id of the card.
    async fn case_of_thread(&self, heard: &Heard, order: &Order) -> anyhow::Result<Option<u64>> {
        let takes_case = self
            .entry(order.root, &order.verb)
            .and_then(|entry| entry.arguments.first().map(|it| it.kind == Kind::Case))
            .unwrap_or(false);
        if !takes_case || order.case().is_some() {
            return Ok(None);
        }
        Ok(self
            .thread_case(heard)
            .await?
            .and_then(|case| u64::try_from(case.0).ok()))
    }

    /// The case in whose thread something was done.
    pub(super) async fn thread_case(&self, heard: &Heard) -> anyhow::Result<Option<CaseNumber>> {
        let Some(parent) = &heard.parent else {
            return Ok(None);
        };
        self.clerk.case_of(&message(parent, &heard.place)).await
    }

    pub(super) fn entry(&self, root: Root, verb: &str) -> Option<&Entry> {
        let mut verbs = self.catalogue.iter();
        verbs.find(|entry| entry.root == root && entry.verb.eq_ignore_ascii_case(verb))
    }
}

/// A message by its ids.
pub(super) fn message(channel: &str, id: &str) -> MessageRef {
    MessageRef {
        channel: ChannelRef {
            chat: NAME.to_owned(),
            id: channel.to_owned(),
        },
        id: id.to_owned(),
    }
}
