//! Interactions: buttons, selects, submitted forms and the message shortcut.

use super::patience::Way;
use super::{Caller, form, read_out, shortcut};
use crate::chat::Told;
use crate::chat::slack::render::forms::{self, Draft, Memory};
use crate::chat::slack::render::{self, Drawn, buttons};
use crate::chat::slack::{Slack, text};
use crate::domain::{CaseNumber, Staff};
use commands::manifest::OPEN_CASE_CALLBACK;
use commands::{Entry, Root};
use serde_json::{Value, json};
use std::sync::Arc;

/// What goes with the acknowledgement; only a submitted form gets something.
pub async fn handle(slack: &Arc<Slack>, payload: Value, way: Way) -> Option<Value> {
    let caller = Caller::of_interaction(&payload);
    match text(&payload, "/type") {
        "view_submission" => return form::submitted(slack, caller, payload, way).await,
        "block_actions" => {
            let worker = Arc::clone(slack);
            slack
                .tasks
                .spawn(async move { pressed(&worker, &caller, &payload).await });
        }
        "message_action" if text(&payload, "/callback_id") == OPEN_CASE_CALLBACK => {
            let worker = Arc::clone(slack);
            slack
                .tasks
                .spawn(async move { shortcut::open_case(&worker, &caller, &payload).await });
        }
        _ => {}
    }
    None
}

/// Where something was pressed, and so where the answer goes.
pub(super) enum Spot<'a> {
    /// In a message.
    Message {
        /// The channel.
        channel: &'a str,
        /// Where the answer goes.
        response_url: &'a str,
    },
    /// On the person's home page.
    Home,
    /// In a form.
    Form {
        /// Which one.
        view: &'a str,
    },
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
            Self::Message { channel, .. } => Some(channel).filter(|id| !id.is_empty()).copied(),
            Self::Home | Self::Form { .. } => None,
        }
    }
}

async fn pressed(slack: &Arc<Slack>, caller: &Caller, payload: &Value) {
    let action = &payload["actions"][0];
    let name = buttons::verb(text(action, "/action_id"));
    if name == buttons::LINK || name.is_empty() {
        return;
    }
    let spot = Spot::of(payload);
    let staff = match slack.person(caller).await {
        Ok(staff) => staff,
        Err(sentence) => return tell(slack, caller, &spot, None, &sentence).await,
    };
    if name == forms::CHOICE {
        return chosen(slack, caller, payload, staff).await;
    }
    let chosen = text(action, "/selected_option/value");
    let value = if chosen.is_empty() {
        text(action, "/value")
    } else {
        chosen
    };
    let Ok(case) = value.parse::<i64>() else {
        let sentence =
            "That button belongs to an older card. Please use the newest one, or type the command.";
        return tell(slack, caller, &spot, Some(&staff), sentence).await;
    };
    let pressed = Pressed {
        caller,
        spot,
        staff,
        case: CaseNumber(case),
    };
    match name {
        buttons::MORE => more(slack, &pressed).await,
        "pick" => pick(slack, &pressed).await,
        verb => act(slack, &pressed, verb).await,
    }
}

/// A button of a case, and who pressed it where.
struct Pressed<'a> {
    caller: &'a Caller,
    spot: Spot<'a>,
    staff: Staff,
    case: CaseNumber,
}

/// A verb that needs no words is carried out, any other gets its form.
async fn act(slack: &Arc<Slack>, pressed: &Pressed<'_>, verb: &str) {
    let Some(entry) = entry(slack, verb) else {
        let sentence = "That button is from an older version of liaison. Please type the command.";
        return tell(
            slack,
            pressed.caller,
            &pressed.spot,
            Some(&pressed.staff),
            sentence,
        )
        .await;
    };
    if needs_a_form(&entry) {
        let memory = Memory::of(pressed.case.0, pressed.spot.channel());
        let draw = Form::Verb(entry, Draft::default());
        return open(slack, &pressed.caller.once, &memory, draw).await;
    }
    let number = pressed.case.0.to_string();
    let filled = slack
        .settings
        .names
        .fill(Root::Case, verb, &[("case", &number)], None);
    let told = match filled {
        Ok(command) => {
            slack
                .run(pressed.staff.clone(), command, &pressed.caller.once)
                .await
        }
        Err(misuse) => Told::Refused(misuse.to_string()),
    };
    if let Some(drawn) = read_out(told.clone()) {
        let (Told::Answer { text, .. } | Told::Refused(text)) = told else {
            return;
        };
        answer(
            slack,
            pressed.caller,
            &pressed.spot,
            Some(&pressed.staff),
            (drawn, &text),
        )
        .await;
    }
}

/// The case's words and buttons, out of a list.
async fn pick(slack: &Arc<Slack>, pressed: &Pressed<'_>) {
    let number = pressed.case.0.to_string();
    let Ok(command) = slack
        .settings
        .names
        .fill(Root::Case, "show", &[("case", &number)], None)
    else {
        return;
    };
    let told = slack
        .run(pressed.staff.clone(), command, &pressed.caller.once)
        .await;
    let (told, is_there) = match told {
        Told::Answer { text, .. } => (text, true),
        Told::Refused(sentence) => (sentence, false),
        Told::Repeated => return,
    };
    let card = if is_there {
        slack.card(pressed.case).await
    } else {
        None
    };
    let drawn = match &card {
        Some(card) => render::answer_with(&told, card),
        None => render::answer(&told),
    };
    answer(
        slack,
        pressed.caller,
        &pressed.spot,
        Some(&pressed.staff),
        (drawn, &told),
    )
    .await;
}

/// Everything that can be done with the case.
async fn more(slack: &Arc<Slack>, pressed: &Pressed<'_>) {
    let memory = Memory::of(pressed.case.0, pressed.spot.channel());
    open(slack, &pressed.caller.once, &memory, Form::Chooser).await;
}

/// A verb was chosen in the list of all: its form takes the list's place.
async fn chosen(slack: &Arc<Slack>, caller: &Caller, payload: &Value, staff: Staff) {
    let spot = Spot::of(payload);
    let verb = text(payload, "/actions/0/selected_option/value");
    let memory = Memory::read(text(payload, "/view/private_metadata"));
    let (Some(entry), Some(memory)) = (entry(slack, verb), memory) else {
        let sentence = "That list is from an older version of liaison. Please close it and try again.";
        return tell(slack, caller, &spot, Some(&staff), sentence).await;
    };
    let card = slack.card(CaseNumber(memory.case)).await;
    let directory = slack.clerk.directory();
    let view = forms::of(&entry, &memory, card.as_ref(), &directory, &Draft::default());
    update(slack, text(payload, "/view/id"), &view).await;
}

/// A form that is to be opened.
pub(super) enum Form {
    /// Of a verb.
    Verb(Entry, Draft),
    /// The list of verbs.
    Chooser,
}

impl Form {
    fn view(&self, slack: &Slack, memory: &Memory, card: Option<&crate::domain::Card>) -> Value {
        match self {
            Self::Verb(entry, draft) => forms::of(entry, memory, card, &slack.clerk.directory(), draft),
            Self::Chooser => forms::chooser(&buttons::fitting(card), memory, card),
        }
    }
}

/// Opens a form while Slack lets us: whole if the case is known at a glance, else filled as soon as it is.
pub(super) async fn open(slack: &Arc<Slack>, trigger: &str, memory: &Memory, form: Form) {
    let case = CaseNumber(memory.case);
    if let Ok(card) = slack.glance(case).await {
        let view = match &card {
            Some(_) => form.view(slack, memory, card.as_ref()),
            None => no_such_case(slack, memory),
        };
        return drop(open_view(slack, trigger, &view).await);
    }
    let waiting = forms::notice(
        &format!("Case {case}"),
        "One moment: the case is being looked up…",
        memory,
    );
    let Some(id) = open_view(slack, trigger, &waiting).await else {
        return;
    };
    let card = slack.card(case).await;
    update(slack, &id, &form.view(slack, memory, card.as_ref())).await;
}

fn no_such_case(slack: &Slack, memory: &Memory) -> Value {
    let list = format!("{} list", slack.settings.names.desk);
    let sentence = format!(
        "Case #{} can’t be shown right now. `{list}` shows the open ones.",
        memory.case
    );
    forms::notice(&format!("Case #{}", memory.case), &sentence, memory)
}

/// Opens a view and gives its id.
pub(super) async fn open_view(slack: &Slack, trigger: &str, view: &Value) -> Option<String> {
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
pub(super) async fn update(slack: &Slack, id: &str, view: &Value) {
    let body = json!({ "view_id": id, "view": view });
    if let Err(fault) = slack.client.post("views.update", &body).await {
        // Most often it was closed meanwhile.
        tracing::debug!(why = fault.why(), "a form could not be redrawn in Slack");
    }
}

/// The verb as the grammar knows it.
pub(super) fn entry(slack: &Slack, verb: &str) -> Option<Entry> {
    let all = slack.settings.names.catalogue().into_iter();
    all.filter(|entry| entry.root == Root::Case)
        .find(|entry| entry.verb == verb)
}

/// Whether there is more to say than the case: resolving says enough by itself.
fn needs_a_form(entry: &Entry) -> bool {
    let others = entry.arguments.iter().filter(|argument| argument.name != "case");
    entry.verb != "resolve" && others.count() > 0
}

async fn tell(slack: &Arc<Slack>, caller: &Caller, spot: &Spot<'_>, staff: Option<&Staff>, sentence: &str) {
    answer(slack, caller, spot, staff, (render::answer(sentence), sentence)).await;
}

/// Answers where it was asked, to the one person who asked.
async fn answer(
    slack: &Arc<Slack>,
    caller: &Caller,
    spot: &Spot<'_>,
    staff: Option<&Staff>,
    (drawn, sentence): (Drawn, &str),
) {
    match spot {
        Spot::Message { response_url, .. } => {
            slack.client.follow_up(response_url, &drawn.into_answer()).await;
        }
        Spot::Home => super::event::home(slack, &caller.user, staff, Some(sentence)).await,
        Spot::Form { view } => {
            let notice = forms::notice("liaison", sentence, &Memory::of(0, None));
            update(slack, view, &notice).await;
        }
    }
}
