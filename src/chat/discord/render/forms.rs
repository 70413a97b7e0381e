//! Forms: a verb's arguments as the fields of a modal, drawn from the grammar.
//! Discord's forms hold text alone; what is chosen from a list is chosen in a
//! menu before the form opens.

use super::{plain, within};
use crate::domain::{Card, CaseNumber, Sight};
use commands::{Argument, Entry, Kind};
use serde_json::{Value, json};

/// A verb that is being filled in.
pub(in crate::chat::discord) struct Form<'a> {
    pub verb: &'a Entry,
    pub case: CaseNumber,
    /// What was chosen before, in the order of the arguments.
    pub given: &'a [(String, String)],
    /// What was written before and is to be changed.
    pub draft: &'a [(String, String)],
    /// The case, where it could be had in time.
    pub card: Option<&'a Card>,
    /// What should be known before writing, instead of the usual hint.
    pub hint: Option<&'a str>,
    /// The words that it decides about, where they may be shown.
    pub decided: Option<&'a str>,
}

/// Whether the words of this verb are for the public.
pub(in crate::chat::discord) fn is_public(verb: &Entry) -> bool {
    verb.verb == "reply"
}

impl Form<'_> {
    /// The modal; `id` finds back to the verb when it is sent.
    pub(in crate::chat::discord) fn modal(&self, id: &str) -> Value {
        let mut rows: Vec<Value> = self.open_arguments().take(4).map(|it| self.input(it)).collect();
        rows.extend(self.decided.and_then(|words| shown((DRAFT, "draft"), words)));
        rows.extend(self.post());
        json!({ "custom_id": id, "title": plain(&self.title(), 45), "components": rows })
    }

    /// Arguments that nobody has given yet.
    fn open_arguments(&self) -> impl Iterator<Item = &Argument> {
        let given = |name: &str| self.given.iter().any(|(known, _)| known == name);
        self.verb
            .arguments
            .iter()
            .filter(move |it| it.name != "case" && !given(&it.name))
    }

    fn title(&self) -> String {
        let name = capital(&self.verb.verb);
        match self.verb.verb.as_str() {
            "reply" => format!("Reply to {} in public", self.case),
            "note" => format!("Note on {}, for colleagues only", self.case),
            _ => format!("{name} {}", self.case),
        }
    }

    fn input(&self, argument: &Argument) -> Value {
        let long = argument.kind == Kind::Text;
        let draft = self.draft.iter().find(|(name, _)| *name == argument.name);
        let mut input = json!({
            "type": 4,
            "custom_id": argument.name,
            "label": plain(&self.label(argument), 45),
            "style": if long { 2 } else { 1 },
            "required": argument.required,
            "max_length": if long { 4_000 } else { 100 },
            "placeholder": plain(&self.hint(argument), 100),
        });
        if let Some((_, draft)) = draft.filter(|(_, draft)| !draft.is_empty()) {
            input["value"] = within(draft, if long { 4_000 } else { 100 }).into();
        }
        json!({ "type": 1, "components": [input] })
    }

    fn label(&self, argument: &Argument) -> String {
        match (self.verb.verb.as_str(), argument.kind) {
            ("reply", Kind::Text) => match self.card {
                Some(card) => format!("Public: everyone on {} will read this", card.network.title()),
                None => "Public: everyone will read this".to_owned(),
            },
            ("note", Kind::Text) => "Only colleagues see this".to_owned(),
            _ => capital(&argument.name),
        }
    }

    fn hint(&self, argument: &Argument) -> String {
        if let Some(hint) = self.hint {
            return hint.to_owned();
        }
        match (self.verb.verb.as_str(), argument.kind, self.card) {
            ("reply", Kind::Text, Some(card)) => format!(
                "It stands under {}. At most {} characters.",
                author(card),
                card.limit.graphemes
            ),
            ("reply", Kind::Text, None) => "Everybody can read it. Nothing about a patient.".to_owned(),
            _ => argument.about.clone(),
        }
    }

    /// The post itself, to look at while answering: only where its words may be shown.
    fn post(&self) -> Option<Value> {
        let card = self
            .card
            .filter(|card| is_public(self.verb) && card.sight == Sight::Full)?;
        shown((POST, "post"), &card.text)
    }
}

/// The fields that only show.
pub(in crate::chat::discord) const POST: &str = "the-post";
pub(in crate::chat::discord) const DRAFT: &str = "the-draft";

fn shown((id, what): (&str, &str), words: &str) -> Option<Value> {
    let words = within(words, 4_000);
    (!words.trim().is_empty()).then(|| {
        json!({ "type": 1, "components": [{
            "type": 4, "custom_id": id, "label": format!("The {what}, to look at: not sent again"), "style": 2,
            "required": false, "max_length": 4_000, "value": words,
        }]})
    })
}

fn author(card: &Card) -> String {
    if card.sight == Sight::Full {
        format!("@{}'s post", card.handle)
    } else {
        "the author's post".to_owned()
    }
}

fn capital(word: &str) -> String {
    let mut signs = word.chars();
    signs
        .next()
        .map(|first| first.to_uppercase().chain(signs).collect())
        .unwrap_or_default()
}
