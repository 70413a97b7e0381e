//! Answers for programs: JSON in the words of the trade.

use super::say::Status;
use crate::domain::{Case, Draft, Fared, MadeModel, Resource, Suggestion, Timestamp};
use crate::store::{KnownAuthor, Listed, Post, Reply, Told};
use chrono::SecondsFormat;
use serde_json::{Value, json};

/// One case.
pub fn case(case: &Case) -> Value {
    json!({
        "number": case.number,
        "department": case.department,
        "status": case.status(),
        "topic": case.topic,
        "intent": case.intent,
        "urgency": case.urgency,
        "holder": case.holder(),
        "network": case.network,
        "author": case.author.handle,
        "facility": case.facility,
        "opened_at": time(case.opened_at),
        "answered_at": case.answered_at.map(time),
        "due_at": case.due_at.map(time),
        "late": case.late,
        "tier": case.tier,
        "language": case.language,
        "tags": case.tags,
        "mentions": case.mentions,
    })
}

/// One event.
pub fn event(told: &Told) -> Value {
    let event = &told.event;
    json!({
        "id": told.id,
        "case": event.case,
        "at": time(event.at),
        "who": event.who.to_string(),
        "from": event.from,
        "kind": event.change.kind(),
        "change": event.change,
    })
}

/// A list of cases with the beginning of what was said.
pub(super) fn cases(listed: &[Listed]) -> Value {
    listed
        .iter()
        .map(|l| with(case(&l.case), "text", json!(l.text)))
        .collect()
}

/// Authors with their newest case.
pub(super) fn authors(of: &[KnownAuthor]) -> Value {
    let one = |author: &KnownAuthor| json!({ "network": author.network, "author": author.handle, "case": author.case });
    of.iter().map(one).collect()
}

/// Words that wait for a second person.
pub(super) fn draft(draft: &Draft) -> Value {
    json!({
        "id": draft.id,
        "case": draft.case,
        "by": draft.author,
        "text": draft.words,
        "state": draft.state.as_str(),
        "findings": draft.findings,
        "worries": draft.worries,
        "asked_at": time(draft.asked_at),
        "expires_at": time(draft.expires_at),
    })
}

/// One case with the words that opened it and those that followed.
pub(super) fn posts(of: &Case, posts: &[Post]) -> Value {
    let posts: Value = posts
        .iter()
        .map(|p| {
            json!({
                "post": p.post.id, "text": p.text, "link": p.link, "posted_at": time(p.posted_at),
                "edited_at": p.edited_at.map(time), "deleted_at": p.deleted_at.map(time),
            })
        })
        .collect();
    with(case(of), "posts", posts)
}

/// One case with everything about it.
pub(super) fn whole(of: &Case, said: &[Post], replies: &[Reply], history: &[Told]) -> Value {
    let replies: Value = replies
        .iter()
        .map(|r| {
            json!({
                "text": r.text, "by": r.staff, "state": r.state.as_str(), "written_at": time(r.written_at),
                "post": r.post.as_ref().map(|p| p.id.as_str()),
            })
        })
        .collect();
    let events: Value = history.iter().map(event).collect();
    let whole = with(posts(of, said), "replies", replies);
    with(with(whole, "events", events), "reasons", json!(of.reasons))
}

/// An approved answer.
pub(super) fn resource(of: &Resource) -> Value {
    json!({
        "name": of.name, "language": of.language, "version": of.version, "purpose": of.purpose,
        "text": of.text, "departments": of.departments, "topics": of.topics, "added_by": of.added_by,
        "added_at": of.added_by.as_ref().map(|_| time(of.added_at)),
    })
}

/// The same with how it fared.
pub(super) fn resource_record(of: &Resource, fared: Fared) -> Value {
    let whole = with(resource(of), "used", json!(fared.used));
    let whole = with(whole, "edited", json!(fared.edited));
    let whole = with(whole, "resolved", json!(fared.resolved));
    let whole = with(whole, "thanked", json!(fared.thanked));
    with(whole, "reopened", json!(fared.reopened))
}

/// An answer that fits a case.
pub(super) fn suggestion(one: &Suggestion) -> Value {
    json!({
        "title": one.title(), "language": one.language, "urgent": one.urgent, "text": one.text,
        "source": one.source,
    })
}

/// How everything fares.
pub(super) fn status(status: &Status) -> Value {
    json!({
        "feeds": status.feeds.iter().map(|f| json!({
            "name": f.name, "network": f.network, "state": f.state, "failures": f.failures, "why": f.why,
            "checked_at": f.checked_at.map(time), "ok_at": f.ok_at.map(time),
        })).collect::<Value>(),
        "waiting": status.waiting,
        "given_up": status.aside.iter().map(|a| json!({
            "id": a.id, "kind": a.kind, "case": a.case, "lane": a.lane, "why": a.why,
        })).collect::<Value>(),
        "chats": status.chats.iter().map(|(_, a)| json!({
            "subject": a.subject, "why": a.why, "since": time(a.since),
        })).collect::<Value>(),
        "triage": json!({
            "model": status.judging.in_use.as_ref().map(model),
            "not_used": status.judging.not_used.as_ref().map(model),
            "corrections": status.judging.corrections,
        }),
        "open": status.open.iter().map(|o| json!({
            "department": o.department, "open": o.open, "late": o.late,
        })).collect::<Value>(),
    })
}

/// A model that was learnt.
pub fn model(of: &MadeModel) -> Value {
    json!({
        "version": of.version, "state": of.state, "learned_at": time(of.made_at), "corrections": of.lessons,
        "scores": of.trial, "worse": of.trial.verdict().err().map(|worse| worse.to_string()),
    })
}

fn with(mut object: Value, key: &str, value: Value) -> Value {
    if let Some(map) = object.as_object_mut() {
        map.insert(key.to_owned(), value);
    }
    object
}

pub(super) fn time(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
