//! Submitted forms. What is wrong with the words is said at once, on their
//! field; what the desk says comes with the acknowledgement or, later, in the
//! same view. A draft is never lost.

use super::open::{entry, update};
use super::patience::Way;
use super::{Caller, shortcut, within};
use crate::chat::Told;
use crate::chat::slack::render::escape::cut;
use crate::chat::slack::render::forms::{self, Draft, Memory};
use crate::chat::slack::{Slack, text};
use crate::domain::{CaseNumber, Offer, Refusal, Sight, Staff, text as words};
use commands::{Command, Entry, Kind, Root};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// Longest sentence on a field.
const ERROR: usize = 500;
/// The acknowledgement is on its way before the view is redrawn.
pub(super) const AFTER: Duration = Duration::from_millis(200);

/// A form that was sent.
struct Submitted {
    entry: Entry,
    memory: Memory,
    fields: Vec<(String, String)>,
    view: String,
    caller: Caller,
}

/// What goes with the acknowledgement of a submitted form.
pub async fn submitted(slack: &Arc<Slack>, caller: Caller, payload: Value, way: Way) -> Option<Value> {
    let callback = text(&payload, "/view/callback_id");
    let memory = Memory::read(text(&payload, "/view/private_metadata"));
    let form = match (callback, memory) {
        (forms::NOTICE | forms::CHOOSER, _) => return None,
        (forms::HAND_IN, Some(memory)) => {
            let fields = fields(&payload);
            return shortcut::handed_in(slack, caller, (memory, fields, view_id(&payload)), way).await;
        }
        (verb, Some(memory)) => entry(slack, verb).map(|entry| Submitted {
            entry,
            memory,
            fields: fields(&payload),
            view: view_id(&payload),
            caller,
        }),
        (_, None) => None,
    };
    let Some(form) = form else {
        return Some(shown(
            "This form is from an older version of liaison. Please open it again.",
        ));
    };
    if let Some(sentence) = wrong_at_sight(&form) {
        return Some(form.refused(&sentence));
    }
    let command = match form.command(slack) {
        Ok(command) => command,
        Err(sentence) => return Some(form.refused(&sentence)),
    };
    carry_out(slack, form, command, way).await
}

async fn carry_out(slack: &Arc<Slack>, form: Submitted, command: Command, way: Way) -> Option<Value> {
    let wait = slack.patience.wait(way);
    let form = Arc::new(form);
    let (worker, messenger) = (Arc::clone(slack), Arc::clone(slack));
    let (asked, drawn_again) = (Arc::clone(&form), Arc::clone(&form));
    let work = async move {
        let work = run(&worker, &asked, command);
        worker.patience.watch(wait, work).await
    };
    let late = |told: Told| async move {
        tokio::time::sleep(AFTER).await;
        let view = drawn_again.outcome(&messenger, told).await;
        update(&messenger, &drawn_again.view, &view).await;
    };
    let Some(told) = within(slack, wait, work, late).await else {
        let sending =
            "One moment: this is being done. You may close this window, it will be done all the same.";
        let notice = forms::notice("Sending…", sending, &form.memory);
        return Some(json!({ "response_action": "update", "view": notice }));
    };
    // Where words are kept out, what was written stays in the form that the person has, and nowhere else.
    let whole = slack.settings.sight == Sight::Full;
    Some(match told {
        // What the guard found stands above the words, which can be changed right there.
        Told::Refused(sentence) if whole && sentence.contains('\n') => form.again(slack, sentence).await,
        Told::Answer {
            text,
            offer: Some(Offer::Change { .. }),
            ..
        } if whole => form.again(slack, text).await,
        Told::Refused(sentence) => form.refused(&sentence),
        // An answer of several lines is there to be read.
        Told::Answer { text, .. } if text.trim().contains('\n') => shown(&text),
        Told::Answer { .. } | Told::Repeated => json!({ "response_action": "clear" }),
    })
}

async fn run(slack: &Arc<Slack>, form: &Submitted, command: Command) -> Told {
    let staff = match slack.person(&form.caller).await {
        Ok(staff) => staff,
        Err(sentence) => return Told::Refused(sentence),
    };
    let from = (form.caller.once.as_str(), form.memory.draft);
    let told = slack.run(staff.clone(), command, from).await;
    if form.memory.channel.is_none() {
        refresh_home(slack, form, staff);
    }
    told
}

/// The page that the form was opened from shows what has changed.
fn refresh_home(slack: &Arc<Slack>, form: &Submitted, staff: Staff) {
    let (worker, user) = (Arc::clone(slack), form.caller.user.clone());
    slack.tasks.spawn(async move {
        super::event::home(&worker, &user, Some(&staff), None).await;
    });
}

impl Submitted {
    fn command(&self, slack: &Slack) -> Result<Command, String> {
        let case = self.memory.case.to_string();
        let mut named = vec![("case", case.as_str())];
        named.extend(
            self.fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        let filled = slack
            .settings
            .names
            .fill(Root::Case, &self.entry.verb, &named, None);
        filled.map_err(|misuse| misuse.sentence)
    }

    /// The sentence on the field it is about; where there is no field, in the view.
    fn refused(&self, sentence: &str) -> Value {
        let arguments = || self.entry.arguments.iter().filter(|a| a.name != "case");
        let field = arguments()
            .find(|a| a.kind == Kind::Text)
            .or_else(|| arguments().next());
        match field {
            Some(field) => {
                let errors = json!({ field.name.as_str(): cut(sentence, ERROR) });
                json!({ "response_action": "errors", "errors": errors })
            }
            None => shown(sentence),
        }
    }

    /// The view after work that took its time: how it went, or the form with what was written.
    async fn outcome(&self, slack: &Arc<Slack>, told: Told) -> Value {
        let title = format!("Case #{}", self.memory.case);
        match told {
            Told::Answer {
                text,
                offer: Some(Offer::Change { .. }),
                ..
            } => self.with_words(slack, text).await,
            Told::Answer { text, .. } => forms::notice(&title, &text, &self.memory),
            Told::Repeated => forms::notice(&title, "That was done already.", &self.memory),
            Told::Refused(sentence) => self.with_words(slack, sentence).await,
        }
    }

    /// The form with what was written, and what is to be said about it above.
    async fn with_words(&self, slack: &Arc<Slack>, about: String) -> Value {
        let case = CaseNumber(self.memory.case);
        let about_draft = (self.entry.verb.as_str(), case);
        let (card, seen) = tokio::join!(
            slack.card(case),
            slack.read_by(&self.caller, about_draft, self.memory.draft)
        );
        let offered = match self.entry.verb.as_str() {
            "reply" => slack.offered(case).await,
            _ => Vec::new(),
        };
        let draft = Draft {
            fields: self.fields.clone(),
            problem: Some(about),
            offered,
            ..Draft::default()
        };
        let memory = Memory {
            draft: seen,
            ..self.memory.clone()
        };
        let directory = slack.clerk.directory();
        forms::of(&self.entry, &memory, card.as_ref(), &directory, &draft)
    }

    /// The same in the place of the form that was sent.
    async fn again(&self, slack: &Arc<Slack>, about: String) -> Value {
        json!({ "response_action": "update", "view": self.with_words(slack, about).await })
    }
}

/// What nobody needs to be asked for: words for the public that are none, or too many.
fn wrong_at_sight(form: &Submitted) -> Option<String> {
    let needed = form
        .entry
        .arguments
        .iter()
        .filter(|a| a.required && a.kind == Kind::Text);
    for argument in needed {
        let written = form.fields.iter().find(|(name, _)| *name == argument.name);
        if written.is_none_or(|(_, value)| words::is_blank(value)) {
            return Some("Please write what you want to say.".to_owned());
        }
    }
    let (network, limit) = form.memory.reply?;
    let (_, reply) = form.fields.iter().find(|(name, _)| name == "text")?;
    let (by, unit) = limit.excess(reply);
    (by > 0).then(|| Refusal::TooLong { by, unit, network }.to_string())
}

/// A view with a text takes the form's place.
pub(super) fn shown(text: &str) -> Value {
    let notice = forms::notice("liaison", text, &Memory::of(0, None));
    json!({ "response_action": "update", "view": notice })
}

fn view_id(payload: &Value) -> String {
    text(payload, "/view/id").to_owned()
}

/// What is in the fields, by their names. An empty one was not filled in.
pub(super) fn fields(payload: &Value) -> Vec<(String, String)> {
    let blocks = payload["view"]["state"]["values"]
        .as_object()
        .into_iter()
        .flatten();
    blocks
        .filter_map(|(name, actions)| {
            let field = actions.as_object()?.values().next()?;
            let chosen = field["selected_option"]["value"].as_str();
            let value = chosen.or_else(|| field["value"].as_str())?;
            Some((name.clone(), value.to_owned()))
        })
        .collect()
}
