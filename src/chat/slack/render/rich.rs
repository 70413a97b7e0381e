//! Pieces of rich text. Slack reads nothing in them: no mention, no link, no
//! asterisk, so that foreign words stand there as they were written.

use super::escape::{cut, link};
use crate::chat::slack::NAME;
use crate::domain::{Directory, StaffName, Timestamp};
use serde_json::{Value, json};

/// Words as they are.
pub fn words(text: &str) -> Value {
    json!({ "type": "text", "text": text })
}

/// Words that stand out.
pub fn strong(text: &str) -> Value {
    json!({ "type": "text", "text": text, "style": { "bold": true } })
}

/// A colleague: a real mention where they have an account, else the name.
pub fn colleague(name: &StaffName, directory: &Directory) -> Value {
    match directory.account_of(name, NAME) {
        Some(id) => json!({ "type": "user", "user_id": id }),
        None => strong(name.as_str()),
    }
}

/// An own phrase that leads to an address.
pub fn lead(phrase: &str, address: &str) -> Option<Value> {
    let url = link(address)?;
    Some(json!({ "type": "link", "url": url, "text": phrase }))
}

/// Words of liaison's own, with what stands between backticks as something to type.
pub fn own(text: &str, most: usize) -> Vec<Value> {
    let text = cut(text, most);
    let mut pieces = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, code, after)) = first_code(rest) {
        pieces.push(words(before));
        pieces.push(json!({ "type": "text", "text": code, "style": { "code": true } }));
        rest = after;
    }
    pieces.push(words(rest));
    pieces
}

/// What stands before, in and after the first pair of backticks of one line.
fn first_code(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (code, after) = rest.split_once('`')?;
    (!code.is_empty() && !code.contains('\n')).then_some((before, code, after))
}

/// A paragraph.
pub fn section(pieces: Vec<Value>) -> Option<Value> {
    part("rich_text_section", pieces)
}

/// Somebody else's words, set off.
pub fn quote(pieces: Vec<Value>) -> Option<Value> {
    part("rich_text_quote", pieces)
}

/// The block; none when there is nothing in it.
pub fn block(parts: impl IntoIterator<Item = Option<Value>>) -> Option<Value> {
    let parts: Vec<Value> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| json!({ "type": "rich_text", "elements": parts }))
}

/// Slack refuses a piece without words.
fn part(kind: &str, mut pieces: Vec<Value>) -> Option<Value> {
    pieces.retain(|piece| {
        piece["type"] != "text" || piece["text"].as_str().is_some_and(|text| !text.is_empty())
    });
    (!pieces.is_empty()).then(|| json!({ "type": kind, "elements": pieces }))
}

/// How long ago, for text that Slack reads: it stays right without a redraw.
pub fn ago(at: Timestamp) -> String {
    format!(
        "<!date^{}^{{ago}}|{}>",
        at.timestamp(),
        at.format("%Y-%m-%d %H:%M UTC")
    )
}

/// A moment in the reader's own time zone, for text that Slack reads.
pub fn moment(at: Timestamp) -> String {
    format!(
        "<!date^{}^{{date_short_pretty}} {{time}}|{}>",
        at.timestamp(),
        at.format("%Y-%m-%d %H:%M UTC")
    )
}
