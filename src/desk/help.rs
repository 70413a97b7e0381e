//! `/desk help`: drawn from the grammar, so it can't say anything else.

use super::{Answer, Desk, Result};
use crate::domain::Refusal;
use serde_json::Value;

impl Desk {
    pub(super) fn help(ask: &commands::Help) -> Result<Answer> {
        let text = commands::help(ask.verb.as_deref()).map_err(|m| Refusal::UnknownWord(m.to_string()))?;
        Ok(Answer {
            data: Value::String(text.clone()),
            text,
            case: None,
            offer: None,
        })
    }
}
