//! Answers that could be sent, each with a button that puts it into the reply
//! form. The button names the case and the answer, never the words.

use super::buttons::USE;
use super::escape::{cut, plain};
use super::rich;
use crate::domain::{CaseNumber, Suggestion};
use serde_json::{Value, json};

/// Signs of an answer in the form, where the whole of it is one press away.
const SHOWN: usize = 280;

/// What the reply form shows above its field.
pub fn in_form(case: CaseNumber, answers: &[Suggestion]) -> Vec<Value> {
    let each = answers.iter().enumerate();
    let blocks = each.flat_map(|(place, answer)| {
        let mark = if answer.urgent { "🆘 " } else { "" };
        let head = rich::strong(&format!("{mark}{}\n", answer.title()));
        let words = rich::words(&cut(&answer.text, SHOWN));
        let shown = rich::block([rich::section(vec![head, words])]);
        let button = button(case, answer, "Use this", place);
        let row = json!({ "type": "actions", "elements": [button] });
        shown.into_iter().chain([row])
    });
    blocks.collect()
}

/// The buttons under a list of answers.
pub fn under_list(case: CaseNumber, answers: &[Suggestion]) -> Value {
    let each = answers.iter().enumerate();
    let buttons = each.map(|(place, answer)| button(case, answer, &format!("Use {}…", place + 1), place));
    json!({ "type": "actions", "elements": buttons.collect::<Vec<Value>>() })
}

fn button(case: CaseNumber, answer: &Suggestion, label: &str, place: usize) -> Value {
    let mut button = json!({
        "type": "button", "action_id": format!("{USE}/{place}"), "text": plain(label, 75),
        "value": format!("{}/{}", case.0, answer.key()),
    });
    if answer.urgent {
        button["style"] = json!("danger");
    }
    button
}
