//! Every sentence the desk says, in one place, so that its tone can be
//! reviewed in one reading. Plain text; each chat escapes it for itself.

mod ailing;
mod approvals;
mod author;
mod digest;
mod judging;
mod lists;
mod resources;
mod status;
mod watch;

pub(super) use ailing::{ailing, healed, subject_title};
pub(super) use approvals::{
    approved, asked, blocked_by_now, declined, draft_waits, enrolled, enrolments, expired, findings,
    first_yes, no_counts, open_draft, plain, pledge, replaced, speaks_against, took_back, withdrawn,
    yes_counts,
};
pub(super) use author::{also_known_as, author, by_author, linked, name, unlinked};
pub use digest::digest;
pub use judging::{learned, listed};
pub(super) use lists::count;
pub(super) use lists::{case, found, how_to_see, how_to_see_one, list, revealed};
pub(super) use resources::{
    code_proves_nothing, code_works_until, handed_off, resource, resource_added, resource_needs,
    resource_retired, resources, suggestions, too_many_resources,
};
pub(super) use status::{Status, status};
pub(super) use watch::{
    copies, incident, incident_over, no_longer_risen, no_longer_silent, no_trend, risen, risen_on, silent,
    trends,
};

use super::{Answer, view};
use crate::domain::{
    Case, CaseNumber, DepartmentName, Intent, Label, Line, Network, Sight, Speakers, StaffName, Timestamp,
    Topic, Urgency, language,
};

/// The answer to a verb about one case.
pub(super) fn answer(case: &Case, text: String) -> Answer {
    Answer {
        text,
        data: view::case(case),
        case: Some(case.number),
        offer: None,
    }
}

pub(super) const EDITED: &str = "The author changed the post; the card shows the new words.";
pub(super) const DELETED: &str = "The author deleted the post. Nothing can be answered under it any more.";
pub(super) const WROTE_AGAIN: &str = "the author wrote again";
pub(super) const PUBLISHED: &str = "The reply is out.";
pub(super) const RETRACTED: &str = "Our reply was taken down.";

/// Why a case was closed as it opened.
pub(super) fn why_set_aside(intent: Intent) -> &'static str {
    match intent {
        Intent::Spam => "it looks like advertising",
        _ => "it looks like it is about somebody else",
    }
}

pub(super) fn claimed(who: &StaffName) -> Line {
    Line::of(who).text(" has this now.")
}

pub(super) fn released(who: &StaffName) -> Line {
    Line::of(who).text(" gave it back: it is open for anybody.")
}

pub(super) fn assigned(who: &StaffName, to: &StaffName) -> Line {
    Line::of(who).text(" gave it to ").wake(to).text(".")
}

pub(super) fn noted(who: &StaffName, text: &str) -> Line {
    Line::of(who).text(" notes, for colleagues only: ").quote(text)
}

pub(super) fn prioritised(who: &StaffName, to: Urgency) -> Line {
    Line::of(who).text(format!(" set the urgency to {to}."))
}

pub(super) fn corrected(who: &StaffName, labels: &[Label]) -> Line {
    Line::of(who).text(format!(" says it is {}.", judged(labels)))
}

/// The answer to `tag`: what it is about now, and its tags where they are what was asked for.
pub(super) fn tagged(case: &Case, corrections: &[Label]) -> String {
    let tags = case.tags.join(", ");
    match (corrections, tags.as_str()) {
        ([], "") => format!("Case {} has no tags.", case.number),
        ([], tags) => format!("Case {} has {tags}.", case.number),
        (labels, _) => format!(
            "Case {} is {} now. Triage learns from it.",
            case.number,
            judged(labels)
        ),
    }
}

/// “about records, praise by intent”.
fn judged(labels: &[Label]) -> String {
    let words: Vec<String> = labels
        .iter()
        .map(|label| match label {
            Label::Topic(Topic::None) => "about nothing in particular".to_owned(),
            Label::Topic(topic) => format!("about {}", topic.title()),
            Label::Intent(intent) => format!("{intent} by intent"),
            Label::Urgency(urgency) => urgency.to_string(),
        })
        .collect();
    words.join(", ")
}

pub(super) fn transferred(
    who: &StaffName,
    from: &DepartmentName,
    to: &DepartmentName,
    why: Option<&str>,
) -> Line {
    because(Line::of(who).text(format!(" moved it from {from} to {to}")), why)
}

pub(super) fn escalated(who: &StaffName, above: &str, why: Option<&str>) -> Line {
    because(
        Line::of(who).text(format!(" escalated it: {above} has been told")),
        why,
    )
}

pub(super) fn escalated_by_time(above: &str, why: &str) -> String {
    format!("Moved up, because {why}: {above} has been told.")
}

pub(super) fn nowhere_higher(why: &str) -> String {
    format!("Late: {why}, and there is nobody above to tell. It stays marked as late.")
}

pub(super) fn why_late(case: &Case) -> &'static str {
    if case.answered_at.is_some() {
        "it was answered but is not closed"
    } else {
        "nobody has answered in time"
    }
}

/// A message of its own to those above. `woken` are those on call who are meant to notice.
pub(super) fn page(case: &Case, head: &Line, why: Option<&str>, woken: &[StaffName]) -> Line {
    let facility = case
        .facility
        .as_ref()
        .map(|f| format!(" at {f}"))
        .unwrap_or_default();
    let what = head.clone().text(format!(
        ": case {} ({}, {}{facility}, on {}) is with {}, ",
        case.number,
        case.urgency,
        case.topic.title(),
        case.network.title(),
        case.department,
    ));
    let what = match case.holder() {
        Some(holder) => what.text("held by ").staff(holder),
        None => what.text("held by nobody"),
    };
    let what = match why {
        Some(why) if why.ends_with(['.', '!', '?', '…']) => what.text(": ").quote(why),
        Some(why) => what.text(": ").quote(why).text("."),
        None => what.text("."),
    };
    let mut what = what.text(format!(" `/case show {}`", case.number.0));
    for name in woken {
        what = what.text(" ").wake(name);
    }
    what
}

pub(super) fn closed(who: &StaffName, how: &str, why: Option<&str>) -> Line {
    because(Line::of(who).text(format!(" {how} it")), why)
}

pub(super) fn reopened(who: &StaffName, why: Option<&str>) -> Line {
    because(Line::of(who).text(" opened it again"), why)
}

pub(super) fn merged(who: &StaffName, into: CaseNumber) -> Line {
    Line::of(who).text(format!(" merged it into case {into}. It goes on there."))
}

pub(super) fn absorbed(who: &StaffName, from: CaseNumber) -> Line {
    Line::of(who).text(format!(" merged case {from} into this one."))
}

pub(super) fn replied(who: &StaffName, network: Network, text: &str) -> Line {
    Line::of(who)
        .text(format!(" answers in public on {}: “", network.title()))
        .quote(text)
        .text("”")
}

pub(super) fn on_its_way(case: &Case, sight: Sight) -> String {
    let whose = match sight {
        Sight::Full => format!("@{}’s", case.author.handle),
        Sight::Redacted | Sight::Link => "the author’s".to_owned(),
    };
    format!(
        "Your reply is on its way to {}, in public, under {whose} post.",
        case.network.title()
    )
}

/// For cards and the whole case: by name, and nobody is woken.
pub(super) fn speakers(speakers: &Speakers) -> String {
    let names: Vec<&str> = speakers.names.iter().map(StaffName::as_str).collect();
    let place = if speakers.elsewhere {
        ", elsewhere in the house"
    } else {
        ""
    };
    format!(
        "{} is spoken by {}{place}.",
        language::title(&speakers.language),
        names.join(", ")
    )
}

pub(super) fn handed_in(case: &Case, before: bool) -> String {
    if before {
        format!(
            "That message is case {} already, with {}.",
            case.number, case.department
        )
    } else {
        format!("Case {} is open, with {}.", case.number, case.department)
    }
}

pub(super) fn sent_again(who: &StaffName) -> Line {
    Line::of(who).text(" sent the reply again.")
}

pub(super) fn reply_failed(why: &str, perhaps_out: bool) -> String {
    let first = if perhaps_out {
        "The public reply may or may not be out, and it can’t be found out from here: please look at the post."
    } else {
        "The public reply could not be delivered."
    };
    format!("{first} What happened: {why}. To send it again, give `reply` the same words once more.")
}

pub(super) fn retraction_failed(why: &str) -> String {
    format!("Our reply still stands in public: taking it down failed ({why}). `retract` tries again.")
}

pub(super) fn retracting(who: &StaffName, why: Option<&str>) -> Line {
    because(Line::of(who).text(" takes our reply down"), why)
}

pub(super) fn wrote_again(holder: Option<&StaffName>) -> Line {
    match holder {
        Some(holder) => Line::default().wake(holder).text(": the author wrote again."),
        None => Line::from("The author wrote again."),
    }
}

pub(super) fn wrote_again_after_closing(was: Option<&StaffName>) -> Line {
    match was {
        Some(was) => Line::default()
            .wake(was)
            .text(": the author wrote again, so the case is open again."),
        None => Line::from("The author wrote again, so the case is open again."),
    }
}

/// The end of a line: the reason in somebody's own words, or a full stop.
fn because(what: Line, why: Option<&str>) -> Line {
    match why {
        Some(why) => what.text(": ").quote(why),
        None => what.text("."),
    }
}

/// “3 h ago”, “just now”.
fn ago(at: Timestamp, now: Timestamp) -> String {
    match age(at, now).as_str() {
        "just now" => "just now".to_owned(),
        age => format!("{age} ago"),
    }
}

/// “3 h”, “12 min”: how long ago, for people.
fn age(at: Timestamp, now: Timestamp) -> String {
    let minutes = (now - at).num_minutes().max(0);
    match minutes {
        0 => "just now".to_owned(),
        1..60 => format!("{minutes} min"),
        60..2_880 => format!("{} h", minutes / 60),
        _ => format!("{} days", minutes / 1_440),
    }
}
