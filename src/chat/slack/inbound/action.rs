//! Interactions: buttons, selects, submitted forms and the message shortcut.

use super::open::{Form, entry, open, update};
use super::patience::Way;
use super::{Caller, event, form, shortcut};
use crate::chat::slack::render::forms::{self, Draft, Memory};
use crate::chat::slack::render::{self, Drawn, PICK, buttons};
use crate::chat::slack::{Slack, text};
use crate::chat::{Told, drafts};
use crate::domain::{CaseNumber, DraftId, Staff};
use commands::manifest::OPEN_CASE_CALLBACK;
use commands::{Entry, Root};
use serde_json::Value;
use std::sync::Arc;

/// What goes with the acknowledgement; only a submitted form gets something.
pub async fn handle(slack: &Arc<Slack>, payload: Value, way: Way) -> Option<Value> {
    let caller = Caller::of_interaction(&payload);
    let worker = Arc::clone(slack);
    match text(&payload, "/type") {
        "view_submission" => return form::submitted(slack, caller, payload, way).await,
        "block_actions" => {
            let work = async move { pressed(&worker, &caller, &payload).await };
            slack.tasks.spawn(work);
        }
        "message_action" if text(&payload, "/callback_id") == OPEN_CASE_CALLBACK => {
            let work = async move { shortcut::open_case(&worker, &caller, &payload).await };
            slack.tasks.spawn(work);
        }
        _ => {}
    }
    None
}

/// Where something was pressed, and so where the answer goes.
enum Spot<'a> {
    /// In a message of this channel; answers go to the address.
    Message { channel: &'a str, response_url: &'a str },
    /// On the person's home page.
    Home,
    /// In this form.
    Form { view: &'a str },
}

/// Somebody pressed or chose something.
struct Press<'a> {
    slack: &'a Arc<Slack>,
    caller: &'a Caller,
    spot: Spot<'a>,
    /// Who it is, where the settings know them.
    staff: Option<Staff>,
    /// The draft that the button stands under.
    seen: Option<DraftId>,
}

async fn pressed(slack: &Arc<Slack>, caller: &Caller, payload: &Value) {
    let action = &payload["actions"][0];
    let name = buttons::verb(text(action, "/action_id"));
    if name == buttons::LINK || name.is_empty() {
        return;
    }
    let mut press = Press {
        slack,
        caller,
        spot: Spot::of(payload),
        staff: None,
        seen: None,
    };
    match slack.person(caller).await {
        Ok(staff) => press.staff = Some(staff),
        Err(sentence) => return press.tell(&sentence).await,
    }
    if name == forms::CHOICE {
        return press.choose(payload).await;
    }
    let chosen = text(action, "/selected_option/value");
    let value = if chosen.is_empty() {
        text(action, "/value")
    } else {
        chosen
    };
    if name == buttons::LINE {
        return press.run_line(value).await;
    }
    if name == buttons::USE {
        return press.use_answer(value, payload).await;
    }
    let (number, draft) = value.split_once('/').unwrap_or((value, ""));
    press.seen = draft.parse().ok();
    match number.parse().map(CaseNumber) {
        Ok(case) if name == buttons::YES => press.told(press.run("approve", case).await).await,
        Ok(case) if name == buttons::MORE => press.open(case, Form::Chooser).await,
        Ok(case) if name == PICK => press.pick(case).await,
        Ok(case) => press.act(name, case).await,
        Err(_) => {
            let sentence =
                "That button belongs to an older card. Please use the newest one, or type the command.";
            press.tell(sentence).await;
        }
    }
}

impl Press<'_> {
    /// A verb that needs no words is carried out, any other gets its form.
    async fn act(&self, verb: &str, case: CaseNumber) {
        let Some(entry) = entry(self.slack, verb) else {
            let sentence = "That button is from an older version of liaison. Please type the command.";
            return self.tell(sentence).await;
        };
        if needs_a_form(&entry) {
            return self
                .open(case, Form::Verb(Box::new(entry), Draft::default()))
                .await;
        }
        self.told(self.run(verb, case).await).await;
    }

    /// A line that an answer offered.
    async fn run_line(&self, line: &str) {
        let Some(staff) = self.staff.clone() else {
            return;
        };
        let told = match commands::parse(line, None) {
            Ok(command) => self.slack.run(staff, command, (&self.caller.once, None)).await,
            Err(misuse) => Told::Refused(misuse.to_string()),
        };
        self.told(told).await;
    }

    async fn told(&self, told: Told) {
        match told {
            Told::Answer { text, offer, .. } => {
                let drawn = render::answer(&text).with_offer(offer.as_ref());
                self.answer(drawn, &text).await;
            }
            Told::Refused(sentence) => self.tell(&sentence).await,
            Told::Repeated => {}
        }
    }

    /// The case's words and buttons, out of a list.
    async fn pick(&self, case: CaseNumber) {
        match self.run("show", case).await {
            Told::Answer { text, .. } => {
                let card = self.slack.card(case).await;
                let drawn = card.map(|card| render::answer_with(&text, &card));
                let drawn = drawn.unwrap_or_else(|| render::answer(&text));
                self.answer(drawn, &text).await;
            }
            Told::Refused(sentence) => self.tell(&sentence).await,
            Told::Repeated => {}
        }
    }

    /// A verb was chosen in the list of all: its form takes the list's place.
    async fn choose(&self, payload: &Value) {
        let verb = text(payload, "/actions/0/selected_option/value");
        let memory = Memory::read(text(payload, "/view/private_metadata"));
        let (Some(entry), Some(mut memory)) = (entry(self.slack, verb), memory) else {
            let sentence = "That list is from an older version of liaison. Please close it and try again.";
            return self.tell(sentence).await;
        };
        let case = CaseNumber(memory.case);
        let card = self.slack.card(case).await;
        let directory = self.slack.clerk.directory();
        let mut draft = Draft::default();
        if entry.verb == "reply" {
            draft.offered = self.slack.offered(case).await;
        }
        if drafts::decides(&entry.verb) {
            let Some(open) = self.slack.open_draft(case).await else {
                let sentence = "There is no draft to decide about, or it can’t be looked up right now. \
                     Please look at the case again.";
                return self.tell(sentence).await;
            };
            memory.draft = Some(open.id);
            let may_read = drafts::may_read(&open, self.staff.as_ref(), self.slack.settings.sight);
            draft.decided = may_read.then_some(open.words);
        }
        let view = forms::of(&entry, &memory, card.as_ref(), &directory, &draft);
        update(self.slack, text(payload, "/view/id"), &view).await;
    }

    /// Puts an answer that was offered into the reply form: into the one that is open, or a new one.
    async fn use_answer(&self, value: &str, payload: &Value) {
        let (number, key) = value.split_once('/').unwrap_or_default();
        let case = CaseNumber(number.parse().unwrap_or_default());
        let offered = self.slack.offered(case).await;
        let chosen = offered.iter().find(|answer| answer.key() == key);
        let (Some(chosen), Some(entry)) = (chosen, entry(self.slack, "reply")) else {
            let sentence = "That answer is not offered any more. Please look at the newest ones.";
            return self.tell(sentence).await;
        };
        let Spot::Form { view } = self.spot else {
            let draft = Draft {
                fields: vec![("text".to_owned(), chosen.text.clone())],
                ..Draft::default()
            };
            return self.open(case, Form::Verb(Box::new(entry), draft)).await;
        };
        let Some(memory) = Memory::read(text(payload, "/view/private_metadata")) else {
            let sentence = "This form is from an older version of liaison. Please open it again.";
            return self.tell(sentence).await;
        };
        let written = form::fields(payload);
        let written = written.iter().find(|(name, _)| name == "text");
        let words = chosen.chosen_over(written.map_or("", |(_, words)| words), &offered);
        let memory = Memory {
            turn: memory.turn + 1,
            ..memory
        };
        let draft = Draft {
            fields: vec![("text".to_owned(), words)],
            offered,
            ..Draft::default()
        };
        let (card, directory) = (self.slack.card(case).await, self.slack.clerk.directory());
        let redrawn = forms::of(&entry, &memory, card.as_ref(), &directory, &draft);
        update(self.slack, view, &redrawn).await;
    }

    async fn open(&self, case: CaseNumber, form: Form) {
        let mut memory = Memory::of(case.0, self.spot.channel());
        memory.draft = self.seen;
        let form = match (form, &self.staff) {
            (Form::Verb(entry, draft), Some(staff)) if entry.verb == "reply" && draft.fields.is_empty() => {
                let waiting = self.slack.waiting(case, staff, self.seen).await;
                memory.draft = self.seen.or(waiting.as_ref().map(|draft| draft.id));
                let signature = &self.slack.clerk.directory().signature;
                let words = waiting.map(|draft| ("text".to_owned(), draft.unsigned(signature).to_owned()));
                let fields = words.into_iter().collect();
                Form::Verb(entry, Draft { fields, ..draft })
            }
            (form, _) => form,
        };
        open(self.slack, &self.caller.once, &memory, form).await;
    }

    async fn run(&self, verb: &str, case: CaseNumber) -> Told {
        let number = case.0.to_string();
        let names = &self.slack.settings.names;
        match (
            &self.staff,
            names.fill(Root::Case, verb, &[("case", &number)], None),
        ) {
            (Some(staff), Ok(command)) => {
                let from = (self.caller.once.as_str(), self.seen);
                self.slack.run(staff.clone(), command, from).await
            }
            (_, Err(misuse)) => Told::Refused(misuse.to_string()),
            (None, Ok(_)) => Told::Repeated,
        }
    }

    async fn tell(&self, sentence: &str) {
        self.answer(render::answer(sentence), sentence).await;
    }

    /// Answers where it was asked, to the one person who asked.
    async fn answer(&self, drawn: Drawn, sentence: &str) {
        match self.spot {
            Spot::Message { response_url, .. } => {
                let client = &self.slack.client;
                client.follow_up(response_url, &drawn.into_answer()).await;
            }
            Spot::Home => {
                event::home(self.slack, &self.caller.user, self.staff.as_ref(), Some(sentence)).await;
            }
            Spot::Form { view } => {
                let notice = forms::notice("liaison", sentence, &Memory::of(0, None));
                update(self.slack, view, &notice).await;
            }
        }
    }
}

impl<'a> Spot<'a> {
    fn of(payload: &'a Value) -> Self {
        match text(payload, "/view/type") {
            "home" => Self::Home,
            "modal" => Self::Form {
                view: text(payload, "/view/id"),
            },
            _ => Self::Message {
                channel: text(payload, "/channel/id"),
                response_url: text(payload, "/response_url"),
            },
        }
    }

    fn channel(&self) -> Option<&'a str> {
        match self {
            Self::Message { channel, .. } if !channel.is_empty() => Some(channel),
            _ => None,
        }
    }
}

/// Whether there is more to say than the case: resolving says enough by itself.
fn needs_a_form(entry: &Entry) -> bool {
    let others = entry.arguments.iter().filter(|argument| argument.name != "case");
    entry.verb != "resolve" && others.count() > 0
}
