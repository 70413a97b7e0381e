//! Buttons, menus and forms. A verb that needs nothing more is carried out; for
//! one that does, what can be chosen is chosen in menus, and the rest is a form.
//! All of it is drawn from the grammar: a new verb needs no change here.

use super::super::Discord;
use super::super::render::answer::Answer;
use super::super::render::card::{is_closed, verbs_shown};
use super::super::render::forms::{DRAFT, Form, POST};
use super::super::render::{menus, more_verbs};
use super::act::Act;
use super::command::Order;
use super::heard::{Deed, Fields, Heard};
use super::offered::{INVITE, invitation};
use super::who::seems_known;
use crate::chat::drafts::decides;
use crate::domain::{Card, CaseNumber, DraftId, Sight};
use commands::{Argument, Entry, Kind, Root};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// So long a form waits for the case it is about; it opens without its words otherwise.
pub(super) const FOR_THE_CARD: Duration = Duration::from_millis(1_500);
/// More than that can't be chosen from: it is typed.
const MOST_CHOICES: usize = 100;
pub(super) const GONE: &str = "That button is from an older version of liaison, and I no longer know what it did. \
     The case's card has all that can be done.";
const NO_DRAFT: &str = "There is no draft to decide about, or I can't look it up at the moment. Please look at the \
     case again.";

/// What comes next on the way to a verb.
enum Next {
    Run(Order),
    Choose(Answer),
    Write { given: Vec<String> },
}

/// What a form opens with.
#[derive(Default)]
pub(super) struct Opened {
    /// What was chosen before.
    given: Vec<String>,
    /// What was written before.
    written: Fields,
    /// What should be known before writing.
    hint: Option<&'static str>,
    /// The draft that it decides about.
    seen: Option<DraftId>,
}

impl Opened {
    /// With these words in its field.
    pub(super) fn with(words: String) -> Self {
        Self {
            written: vec![("text".to_owned(), words)],
            ..Self::default()
        }
    }

    /// Nothing yet, about this draft.
    pub(super) fn about(draft: DraftId) -> Self {
        Self {
            seen: Some(draft),
            ..Self::default()
        }
    }
}

impl Discord {
    /// A button was pressed, or something was chosen.
    pub(super) async fn press(self: &Arc<Self>, heard: Heard) {
        let Deed::Press { id, chosen } = &heard.deed else {
            return;
        };
        match (Act::read(id), chosen.clone()) {
            (Some(Act::Verb { verb, case }), _) => self.begin(&heard, &verb, case, Vec::new()).await,
            (Some(Act::More { case }), _) => self.offer_verbs(&heard, case).await,
            (Some(Act::Pick { case }), Some(verb)) if verb == INVITE => {
                self.say_first(&heard, invitation(case)).await;
            }
            (Some(Act::Pick { case }), Some(verb)) => self.begin(&heard, &verb, case, Vec::new()).await,
            (
                Some(Act::Choose {
                    verb,
                    case,
                    mut given,
                }),
                Some(value),
            ) => {
                given.push(value);
                self.begin(&heard, &verb, case, given).await;
            }
            (
                Some(Act::Decide {
                    verb,
                    case,
                    draft,
                    at_once,
                }),
                _,
            ) => self.decide(&heard, (&verb, case), draft, at_once).await,
            (Some(Act::Use { case, key }), _) => self.use_answer(&heard, case, &key).await,
            (Some(Act::Line { line }), _) => {
                let (discord, of) = (Arc::clone(self), heard.clone());
                self.answer(&heard, async move { discord.carry_out_line(&of, &line).await })
                    .await;
            }
            (
                Some(Act::Draft {
                    key,
                    verb,
                    case,
                    seen,
                }),
                _,
            ) => self.resume(&heard, &key, (&verb, case), seen).await,
            (Some(Act::Open), Some(case)) => {
                self.run(
                    &heard,
                    Order::of_case("show", case.parse().unwrap_or(0), Vec::new()),
                )
                .await;
            }
            _ => self.say(&heard, GONE).await,
        }
    }

    /// A form was sent.
    pub(super) async fn send(self: &Arc<Self>, heard: Heard) {
        let Deed::Send { id, fields } = &heard.deed else {
            return;
        };
        let (verb, case, given, seen) = match Act::read(id) {
            Some(Act::Form { verb, case, given }) => (verb, case, given, None),
            Some(Act::Decided { verb, case, draft }) => (verb, case, Vec::new(), Some(draft)),
            _ => return self.say(&heard, GONE).await,
        };
        let Some(entry) = self.entry(Root::Case, &verb) else {
            return self.say(&heard, GONE).await;
        };
        let mut all = self.named(entry, &given);
        all.extend(
            fields
                .iter()
                .filter(|(name, _)| name != POST && name != DRAFT)
                .cloned(),
        );
        let order = Order::of_case(&verb, case, all);
        self.run(&heard, Order { seen, ..order }).await;
    }

    pub(super) async fn run(self: &Arc<Self>, heard: &Heard, order: Order) {
        let (discord, of) = (Arc::clone(self), heard.clone());
        self.answer(heard, async move { discord.carry_out(&of, order).await })
            .await;
    }

    /// Takes the next step towards a verb.
    async fn begin(self: &Arc<Self>, heard: &Heard, verb: &str, case: u64, given: Vec<String>) {
        if let Err(why) = seems_known(&self.clerk.directory(), &heard.person) {
            return self.say(heard, why).await;
        }
        let Some(entry) = self.entry(Root::Case, verb).cloned() else {
            return self.say(heard, GONE).await;
        };
        match self.next(&entry, case, given) {
            Next::Run(order) => self.run(heard, order).await,
            Next::Choose(answer) => self.say_first(heard, answer).await,
            Next::Write { given } => {
                let opened = Opened {
                    given,
                    ..Opened::default()
                };
                self.write(heard, &entry, case, opened).await;
            }
        }
    }

    fn next(&self, entry: &Entry, case: u64, given: Vec<String>) -> Next {
        let choosable = self.choosable(entry);
        if let Some((argument, options)) = choosable.get(given.len()) {
            let act = Act::Choose {
                verb: entry.verb.clone(),
                case,
                given: given.clone(),
            };
            if let Some(id) = act.id() {
                let rows = menus(&id, &argument.about, options);
                let head = format!("{} #{case}: {}", entry.verb, argument.about);
                let mut answer = Answer::text(&head).with_rows(rows);
                answer.in_place = true;
                return Next::Choose(answer);
            }
        }
        let open = entry.arguments.iter().filter(|it| it.name != "case").count();
        if open > given.len() {
            return Next::Write { given };
        }
        Next::Run(Order::of_case(&entry.verb, case, self.named(entry, &given)))
    }

    /// Arguments that are chosen from a list, with the list.
    fn choosable<'a>(&self, entry: &'a Entry) -> Vec<(&'a Argument, Vec<(String, String)>)> {
        let arguments = entry.arguments.iter().filter(|it| it.name != "case");
        arguments
            .filter_map(|argument| Some((argument, self.options(argument)?)))
            .collect()
    }

    fn options(&self, argument: &Argument) -> Option<Vec<(String, String)>> {
        let directory = self.clerk.directory();
        let options: Vec<(String, String)> = match argument.kind {
            Kind::Urgency | Kind::Period => argument
                .choices
                .iter()
                .map(|it| (it.clone(), it.clone()))
                .collect(),
            Kind::Department => {
                let departments = directory.departments.iter();
                departments
                    .map(|it| (format!("{} — {}", it.name, it.title), it.name.0.clone()))
                    .collect()
            }
            Kind::Staff => {
                let staff = directory.staff.iter();
                staff
                    .map(|it| (format!("{} — {}", it.name, it.title), it.name.0.clone()))
                    .collect()
            }
            _ => return None,
        };
        let fits = |(_, value): &(String, String)| !value.is_empty() && value.chars().count() <= 100;
        ((1..=MOST_CHOICES).contains(&options.len()) && options.iter().all(fits)).then_some(options)
    }

    /// Values that were chosen, under the names of their arguments.
    fn named(&self, entry: &Entry, given: &[String]) -> Fields {
        let choosable = self.choosable(entry);
        let names = choosable.iter().map(|(argument, _)| argument.name.clone());
        names.zip(given.iter().cloned()).collect()
    }

    /// Opens the form. It opens in time also when the case can't be had.
    pub(super) async fn write(&self, heard: &Heard, entry: &Entry, case: u64, opened: Opened) {
        let (card, draft) = tokio::join!(
            self.card_soon(case),
            self.draft_soon(heard, (&entry.verb, case), opened.seen)
        );
        let is_decision = decides(&entry.verb);
        if is_decision && draft.is_none() && opened.seen.is_none() {
            return self.say(heard, NO_DRAFT).await;
        }
        let named = self.named(entry, &opened.given);
        let meant = draft
            .as_ref()
            .filter(|_| is_decision || opened.written.is_empty());
        let words = meant.filter(|_| !is_decision).map(|draft| {
            let directory = self.clerk.directory();
            vec![("text".to_owned(), draft.unsigned(&directory.signature).to_owned())]
        });
        let form = Form {
            verb: entry,
            case: CaseNumber(i64::try_from(case).unwrap_or(i64::MAX)),
            given: &named,
            draft: words.as_deref().unwrap_or(&opened.written),
            card: card.as_ref(),
            hint: opened.hint,
            decided: meant
                .filter(|draft| is_decision && self.may_read(heard, draft))
                .map(|draft| draft.words.as_str()),
        };
        let verb = entry.verb.clone();
        let act = match opened.seen.or(meant.map(|draft| draft.id)) {
            Some(draft) => Act::Decided { verb, case, draft },
            None => Act::Form {
                verb,
                case,
                given: opened.given,
            },
        };
        match act.id() {
            Some(id) => self.open_form(heard, form.modal(&id)).await,
            None => {
                self.say(heard, &format!("Please type it: `{}`", entry.usage))
                    .await;
            }
        }
    }

    /// The case's card as this chat may show it, if it can be had before the form has to open.
    async fn card_soon(&self, case: u64) -> Option<Card> {
        let number = CaseNumber(i64::try_from(case).ok()?);
        let card = timeout(FOR_THE_CARD, self.clerk.card(number))
            .await
            .ok()?
            .ok()??;
        Some(card.through(self.settings.sight))
    }

    /// Opens the form again with what was written before, about the draft that was read before.
    async fn resume(
        self: &Arc<Self>,
        heard: &Heard,
        key: &str,
        (verb, case): (&str, u64),
        seen: Option<DraftId>,
    ) {
        let Some(entry) = self.entry(Root::Case, verb).cloned() else {
            return self.say(heard, GONE).await;
        };
        let kept = self.drafts.find(key, &heard.person.id);
        let choosable = self.choosable(&entry);
        let given: Vec<String> = choosable
            .iter()
            .map_while(|(argument, _)| {
                let (_, value) = kept.iter().flatten().find(|(name, _)| *name == argument.name)?;
                Some(value.clone())
            })
            .collect();
        if given.len() < choosable.len() {
            return self.begin(heard, verb, case, given).await;
        }
        let hint = kept
            .is_none()
            .then_some("I no longer have what you wrote: please copy it from above.");
        let opened = Opened {
            given,
            written: kept.unwrap_or_default(),
            hint,
            seen,
        };
        self.write(heard, &entry, case, opened).await;
    }

    /// All else that can be done with a case as it is now.
    async fn offer_verbs(&self, heard: &Heard, case: u64) {
        if let Err(why) = seems_known(&self.clerk.directory(), &heard.person) {
            return self.say(heard, why).await;
        }
        let card = self.card_soon(case).await;
        let shown = card.as_ref().map(verbs_shown).unwrap_or_default();
        let fits = |entry: &&Entry| {
            let of_case = entry.arguments.first().is_some_and(|it| it.kind == Kind::Case);
            let now = card.as_ref().is_none_or(|card| fits_now(&entry.verb, card));
            entry.root == Root::Case && of_case && now && !shown.contains(&entry.verb.as_str())
        };
        let verbs: Vec<&Entry> = self.catalogue.iter().filter(fits).collect();
        let answer = more_verbs(case, &verbs);
        self.say_first(heard, answer).await;
    }
}

/// Verbs that a case as it is now would refuse; one that is unknown here is always offered.
fn fits_now(verb: &str, card: &Card) -> bool {
    match verb {
        "reopen" => is_closed(card),
        "release" => card.status == "held",
        "retract" => card
            .reply
            .as_ref()
            .is_some_and(|reply| reply.state != "retracted"),
        // Where nobody can read the words there is no yes to them.
        "approve" => card.draft.is_some() && card.sight != Sight::Link,
        "decline" => card.draft.is_some(),
        "reply" | "suggest" | "handoff" => card.takes_replies && !is_closed(card),
        "claim" | "assign" | "escalate" | "resolve" | "dismiss" | "transfer" | "priority" | "merge" => {
            !is_closed(card)
        }
        _ => true,
    }
}
