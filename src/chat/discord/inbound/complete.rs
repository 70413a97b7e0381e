//! What is offered while somebody types: cases (their own first), departments,
//! colleagues, labels, verbs. At most 25, in time, or nothing.

use super::super::render::plain;
use super::super::{Discord, NAME};
use super::heard::{Deed, Heard};
use super::who::{out_of_place, seems_known};
use crate::chat::{Brief, Which};
use crate::domain::StaffName;
use commands::Kind;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::time::Duration;
use tokio::time::timeout;

const MOST: usize = 25;
/// Discord waits three seconds, and a person less.
const IN_TIME: Duration = Duration::from_millis(1_500);
/// Labels that are looked at.
const TAGS: usize = 200;
/// Words that stand for some of the cases.
const SELECTIONS: [&str; 4] = ["mine", "open", "late", "all"];

/// What is shown, and what it stands for.
type Choice = (String, String);

impl Discord {
    /// Offers what fits what was typed so far.
    pub(super) async fn complete(&self, heard: &Heard) {
        let Deed::Complete {
            root,
            verb,
            field,
            typed,
            ..
        } = &heard.deed
        else {
            return;
        };
        let root = self.settings.names.root(root);
        let entry = root.and_then(|root| self.entry(root, verb));
        let argument = entry.and_then(|entry| entry.arguments.iter().find(|it| it.name == *field));
        let in_place = out_of_place(heard, self.settings.guild).is_none();
        let known = in_place && seems_known(&self.clerk.directory(), &heard.person).is_ok();
        let Some(argument) = argument.filter(|_| known) else {
            return self.offer(heard, Vec::new()).await;
        };
        let found = timeout(IN_TIME, self.choices(heard, argument.kind, typed)).await;
        let numbers = argument.kind == Kind::Case;
        let choices = found.unwrap_or_default().into_iter().take(MOST);
        self.offer(
            heard,
            choices.filter_map(|choice| shown(choice, numbers)).collect(),
        )
        .await;
    }

    async fn choices(&self, heard: &Heard, kind: Kind, typed: &str) -> Vec<Choice> {
        let directory = self.clerk.directory();
        let departments = || {
            let all = directory.departments.iter();
            all.map(|it| (format!("{} — {}", it.name, it.title), it.name.0.clone()))
        };
        match kind {
            Kind::Case => self.cases(heard, typed).await,
            Kind::Department => fitting(departments(), typed),
            Kind::Staff => {
                let all = directory.staff.iter();
                fitting(
                    all.map(|it| (format!("{} — {}", it.name, it.title), it.name.0.clone())),
                    typed,
                )
            }
            Kind::Selection => {
                let words = SELECTIONS
                    .iter()
                    .map(|word| ((*word).to_owned(), (*word).to_owned()));
                fitting(words.chain(departments()), typed)
            }
            Kind::Verb => {
                let verbs = self.catalogue.iter();
                fitting(
                    verbs.map(|it| (format!("{} — {}", it.verb, it.about), it.verb.clone())),
                    typed,
                )
            }
            Kind::Tags => self.labels(typed).await,
            Kind::Urgency | Kind::Period | Kind::Author | Kind::Text => Vec::new(),
        }
    }

    /// Their own, then what waits in their department, then any that are open.
    async fn cases(&self, heard: &Heard, typed: &str) -> Vec<Choice> {
        let directory = self.clerk.directory();
        let staff = directory
            .by_account(NAME, &heard.person.id)
            .map(|staff| staff.name.clone());
        let mine = async |which: fn(StaffName) -> Which| match staff.clone() {
            Some(name) => self.list(which(name)).await,
            None => Vec::new(),
        };
        let (held, waiting, open) =
            tokio::join!(mine(Which::Mine), mine(Which::Unclaimed), self.list(Which::Open));
        let mut seen = HashSet::new();
        let all = held.into_iter().chain(waiting).chain(open);
        let briefs = all.filter(|brief| seen.insert(brief.number));
        fitting(
            briefs.map(|brief| (label(&brief), brief.number.0.to_string())),
            typed.trim_start_matches('#'),
        )
    }

    async fn list(&self, which: Which) -> Vec<Brief> {
        let listed = self.clerk.list(which, self.settings.sight, 4 * MOST).await;
        listed.unwrap_or_default()
    }

    /// The last word is completed, those before it stay.
    async fn labels(&self, typed: &str) -> Vec<Choice> {
        let (before, last) = typed.rsplit_once(char::is_whitespace).unwrap_or(("", typed));
        let sign = if last.starts_with('-') { "-" } else { "" };
        let last = last.trim_start_matches(['-', '#']);
        let tags = self.clerk.tags(TAGS).await.unwrap_or_default();
        let whole = |tag: String| format!("{before} {sign}{tag}").trim().to_owned();
        let tags = tags
            .into_iter()
            .filter(|tag| tag.starts_with(&last.to_lowercase()));
        tags.map(|tag| (whole(tag.clone()), whole(tag))).collect()
    }
}

/// Those with what was typed at the beginning of a word come first to mind; the order is kept.
fn fitting(all: impl Iterator<Item = Choice>, typed: &str) -> Vec<Choice> {
    let typed = typed.trim().to_lowercase();
    all.filter(|(label, value)| {
        let value = value.to_lowercase();
        typed.is_empty() || value.starts_with(&typed) || label.to_lowercase().contains(&typed)
    })
    .take(MOST)
    .collect()
}

/// `#142 · high · billing · first words`
fn label(brief: &Brief) -> String {
    let head = format!("{} · {} · {}", brief.number, brief.urgency, brief.department);
    if brief.text.trim().is_empty() {
        return format!("{head} · {}", brief.topic.title());
    }
    format!("{head} · {}", brief.text)
}

/// A value that is cut would be another one: better not to offer it.
fn shown((label, value): Choice, number: bool) -> Option<Value> {
    let label = plain(&label, 100);
    if number {
        return Some(json!({ "name": label, "value": value.parse::<i64>().ok()? }));
    }
    let fits = (1..=100).contains(&value.chars().count()) && !label.is_empty();
    fits.then(|| json!({ "name": label, "value": value }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_narrows_what_is_offered() {
        let all = || {
            [("billing — Billing", "billing"), ("er — Emergency", "er")]
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
        };
        assert_eq!(fitting(all().into_iter(), " BILL").len(), 1);
        assert_eq!(fitting(all().into_iter(), "emerg")[0].1, "er");
        assert_eq!(fitting(all().into_iter(), "").len(), 2);
        assert_eq!(
            fitting((0..99).map(|n| (n.to_string(), n.to_string())), "").len(),
            MOST
        );
    }

    #[test]
    fn labels_are_cut_and_values_are_not() {
        let long = "x".repeat(120);
        let choice = shown((long.clone(), "1".to_owned()), true).unwrap();
        assert_eq!(choice["name"].as_str().unwrap().chars().count(), 100);
        assert_eq!(choice["value"], 1);
        assert_eq!(shown(("a".to_owned(), long), false), None);
    }
}
