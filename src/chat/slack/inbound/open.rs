//! Opening forms, while Slack lets us: three seconds after somebody pressed
//! something, and whatever the database does.

use crate::chat::slack::render::buttons;
use crate::chat::slack::render::forms::{self, Draft, Memory};
use crate::chat::slack::{Slack, text};
use crate::domain::{Card, CaseNumber};
use commands::{Entry, Root};
use serde_json::{Value, json};

/// A form that is to be opened.
pub enum Form {
    /// Of a verb.
    Verb(Box<Entry>, Draft),
    /// The list of verbs.
    Chooser,
}

impl Form {
    /// Whether it is filled in with words for the public.
    pub fn is_reply(&self) -> bool {
        matches!(self, Self::Verb(entry, _) if entry.verb == "reply")
    }

    /// The form as a view.
    pub fn view(&self, slack: &Slack, memory: &Memory, card: Option<&Card>) -> Value {
        match self {
            Self::Verb(entry, draft) => forms::of(entry, memory, card, &slack.clerk.directory(), draft),
            Self::Chooser => forms::chooser(&buttons::fitting(card), memory, card),
        }
    }
}

/// Opens a form: whole if the case is known at a glance, else filled as soon as it is.
pub async fn open(slack: &Slack, trigger: &str, memory: &Memory, mut form: Form) {
    let case = CaseNumber(memory.case);
    let (card, offered) = tokio::join!(slack.glance(case), slack.offered_at_a_glance(&form, case));
    if let Form::Verb(_, draft) = &mut form {
        draft.offered = offered;
    }
    if let Ok(card) = card {
        let view = match &card {
            Some(_) => form.view(slack, memory, card.as_ref()),
            None => no_such_case(slack, memory),
        };
        open_view(slack, trigger, &view).await;
        return;
    }
    let sentence = "One moment: the case is being looked up…";
    let waiting = forms::notice(&format!("Case {case}"), sentence, memory);
    let Some(id) = open_view(slack, trigger, &waiting).await else {
        return;
    };
    let card = slack.card(case).await;
    update(slack, &id, &form.view(slack, memory, card.as_ref())).await;
}

fn no_such_case(slack: &Slack, memory: &Memory) -> Value {
    let (title, list) = (format!("Case #{}", memory.case), &slack.settings.names.desk);
    let sentence = format!("{title} can’t be shown right now. `{list} list` shows the open ones.");
    forms::notice(&title, &sentence, memory)
}

/// Opens a view and gives its id.
pub async fn open_view(slack: &Slack, trigger: &str, view: &Value) -> Option<String> {
    let body = json!({ "trigger_id": trigger, "view": view });
    match slack.client.post("views.open", &body).await {
        Ok(opened) => Some(text(&opened, "/view/id").to_owned()),
        Err(fault) => {
            tracing::warn!(why = fault.why(), "a form could not be opened in Slack");
            None
        }
    }
}

/// Shows something else in a view that is open.
pub async fn update(slack: &Slack, id: &str, view: &Value) {
    let body = json!({ "view_id": id, "view": view });
    if let Err(fault) = slack.client.post("views.update", &body).await {
        // Most often it was closed meanwhile.
        tracing::debug!(why = fault.why(), "a form could not be redrawn in Slack");
    }
}

/// The verb as the grammar knows it.
pub fn entry(slack: &Slack, verb: &str) -> Option<Entry> {
    let all = slack.settings.names.catalogue().into_iter();
    all.filter(|entry| entry.root == Root::Case)
        .find(|entry| entry.verb == verb)
}
