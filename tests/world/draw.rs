//! What people see, as compact text: a channel's cards, the thread under one,
//! and the conversation in public.

use super::World;
use super::stage::Entry;
use liaison::domain::sandbox::Post;
use liaison::domain::{ApprovalRequest, Card, ChannelRef, DepartmentName, Urgency, text};
use std::fmt::Write;

/// Signs of a post in a drawing.
const LINE: usize = 60;

impl World {
    /// A channel, in the order of first writing: `[1] held by ana — Six hours in the ER…`.
    pub async fn channel(&self, department: &str) -> String {
        let entries = self.entries(department).await;
        lines(entries)
    }

    /// The thread under a case's card, wherever that stands.
    pub async fn thread(&self, number: i64) -> String {
        let mut under = Vec::new();
        for (department, card) in self.cards(number).await {
            let channel = self.channel_of(&department);
            under.extend(self.stage.thread(&channel, &card.id).await);
        }
        lines(under)
    }

    /// The conversation of a case as the public sees it.
    pub async fn public_thread(&self, number: i64) -> String {
        let root = self.case(number).await.conversation;
        let posts = self.network.posts();
        let thread = posts.iter().filter(|post| post.root == root);
        thread.map(public).collect::<Vec<_>>().join("\n")
    }

    /// The messages of a channel, in the order of first writing.
    pub async fn entries(&self, department: &str) -> Vec<Entry> {
        self.stage.entries(&self.channel_of(department)).await
    }

    fn channel_of(&self, department: &str) -> ChannelRef {
        let directory = self.directory();
        let department = directory.department(&DepartmentName::from(department));
        department.expect("there is that department").channels[0].clone()
    }

    /// The newest request about a draft of a case: its channel and its id.
    pub async fn request(&self, number: i64) -> (ChannelRef, String) {
        let head = format!("draft for #{number}:");
        for department in self.directory().departments {
            let entries = self.entries(department.name.as_str()).await;
            if let Some(found) = entries.iter().rfind(|entry| entry.line.starts_with(&head)) {
                return (self.channel_of(department.name.as_str()), found.id.clone());
            }
        }
        panic!("nothing asks for approval in case {number}");
    }

    /// The requests about a case's drafts, a line each.
    pub async fn requests(&self, number: i64) -> String {
        let head = format!("draft for #{number}:");
        let mut found = Vec::new();
        for department in self.directory().departments {
            let entries = self.entries(department.name.as_str()).await;
            found.extend(entries.into_iter().filter(|entry| entry.line.starts_with(&head)));
        }
        lines(found)
    }

    /// Every card of a case, and the department in whose channel it stands.
    pub async fn cards(&self, number: i64) -> Vec<(String, Entry)> {
        let mut cards = Vec::new();
        for department in self.directory().departments {
            let name = department.name.to_string();
            let entries = self.entries(&name).await;
            let of_case = entries.into_iter().filter(|entry| entry.card == Some(number));
            cards.extend(of_case.map(|entry| (name.clone(), entry)));
        }
        cards
    }
}

fn lines(entries: Vec<Entry>) -> String {
    let lines = entries.into_iter().map(|entry| entry.line);
    lines.collect::<Vec<_>>().join("\n")
}

/// A card in one line.
pub fn card(card: &Card) -> String {
    let mut head = format!("[{}] {}", card.number.0, card.status);
    match (&card.holder, card.status.as_str()) {
        (Some(holder), "held") => {
            let _ = write!(head, " by {holder}");
        }
        (Some(holder), _) => {
            let _ = write!(head, " ({holder})");
        }
        (None, _) => {}
    }
    let marks = [
        (card.urgency != Urgency::Normal).then(|| card.urgency.to_string()),
        (card.tier > 0).then(|| format!("tier {}", card.tier)),
        card.late.then(|| "late".to_owned()),
        (card.mentions > 1).then(|| format!("{} posts", card.mentions)),
        (card.copies == 1).then(|| "+1 copy".to_owned()),
        (card.copies > 1).then(|| format!("+{} copies", card.copies)),
        card.edited.then(|| "edited".to_owned()),
        card.deleted.then(|| "deleted".to_owned()),
        (!card.tags.is_empty()).then(|| format!("#{}", card.tags.join(" #"))),
        card.reply.as_ref().map(|reply| format!("reply {}", reply.state)),
        card.draft.as_ref().map(|state| format!("draft {state}")),
        card.merged_into.map(|into| format!("now {into}")),
        card.speakers.clone(),
    ];
    for mark in marks.into_iter().flatten() {
        let _ = write!(head, " · {mark}");
    }
    format!("{head} — {}", text::line(&card.text, LINE))
}

/// A request for approval in one line.
pub fn request(request: &ApprovalRequest) -> String {
    format!("draft for {}: {}", request.card.number, request.standing())
}

/// A picture, as somebody hears it who can't see it.
pub fn picture(alt: &str) -> String {
    format!("[picture] {alt}")
}

fn public(post: &Post) -> String {
    let indent = if post.parent.is_some() { "  " } else { "" };
    let words = if post.deleted_at.is_some() {
        "(gone)"
    } else {
        post.text.as_str()
    };
    format!("{indent}{}: {words}", post.handle)
}
