//! Every sentence the desk says, in one place, so that its tone can be
//! reviewed in one reading. Plain text; each chat escapes it for itself.

mod digest;
mod lists;
mod status;

pub use digest::digest;
pub(super) use lists::{by_author, case, found, list, revealed};
pub(super) use status::{Status, status};

use super::{Answer, view};
use crate::domain::{Case, CaseNumber, DepartmentName, Network, StaffName, Timestamp, Urgency};

/// The answer to a verb about one case.
pub(super) fn answer(case: &Case, text: String) -> Answer {
    Answer {
        text,
        data: view::case(case),
        case: Some(case.number),
    }
}

pub(super) const EDITED: &str = "The author changed the post; the card shows the new words.";
pub(super) const DELETED: &str = "The author deleted the post. Nothing can be answered under it any more.";
pub(super) const PUBLISHED: &str = "The reply is out.";
pub(super) const RETRACTED: &str = "Our reply was taken down.";

pub(super) fn claimed(who: &StaffName) -> String {
    format!("{who} has this now.")
}

pub(super) fn released(who: &StaffName) -> String {
    format!("{who} gave it back: it is open for anybody.")
}

pub(super) fn assigned(who: &StaffName, to: &StaffName) -> String {
    format!("{who} gave it to {to}.")
}

pub(super) fn noted(who: &StaffName, text: &str) -> String {
    format!("{who} notes, for colleagues only: {text}")
}

pub(super) fn prioritised(who: &StaffName, to: Urgency) -> String {
    format!("{who} set the urgency to {to}.")
}

pub(super) fn transferred(
    who: &StaffName,
    from: &DepartmentName,
    to: &DepartmentName,
    why: Option<&str>,
) -> String {
    because(&format!("{who} moved it from {from} to {to}"), why)
}

pub(super) fn escalated(who: &StaffName, above: &str, why: Option<&str>) -> String {
    because(&format!("{who} escalated it: {above} has been told"), why)
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

pub(super) fn page(case: &Case, head: &str, why: Option<&str>) -> String {
    let facility = case
        .facility
        .as_ref()
        .map(|f| format!(" at {f}"))
        .unwrap_or_default();
    let what = format!(
        "{head}: case {} ({}, {}{facility}, on {}) is with {}, {}",
        case.number,
        case.urgency,
        case.topic.title(),
        case.network.title(),
        case.department,
        match case.holder() {
            Some(holder) => format!("held by {holder}"),
            None => "held by nobody".to_owned(),
        },
    );
    let what = because(&what, why);
    let stop = if what.ends_with(['.', '!', '?', '…']) {
        ""
    } else {
        "."
    };
    format!("{what}{stop} `/case show {}`", case.number.0)
}

pub(super) fn closed(who: &StaffName, how: &str, why: Option<&str>) -> String {
    because(&format!("{who} {how} it"), why)
}

pub(super) fn reopened(who: &StaffName, why: Option<&str>) -> String {
    because(&format!("{who} opened it again"), why)
}

pub(super) fn merged(who: &StaffName, into: CaseNumber) -> String {
    format!("{who} merged it into case {into}. It goes on there.")
}

pub(super) fn absorbed(who: &StaffName, from: CaseNumber) -> String {
    format!("{who} merged case {from} into this one.")
}

pub(super) fn replied(who: &StaffName, network: Network, text: &str) -> String {
    format!("{who} answers in public on {}: “{text}”", network.title())
}

pub(super) fn on_its_way(case: &Case) -> String {
    format!(
        "Your reply is on its way to {}, in public, under @{}’s post.",
        case.network.title(),
        case.author.handle
    )
}

pub(super) fn sent_again(who: &StaffName) -> String {
    format!("{who} sent the reply again.")
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

pub(super) fn retracting(who: &StaffName, why: Option<&str>) -> String {
    because(&format!("{who} takes our reply down"), why)
}

pub(super) fn wrote_again(holder: Option<&StaffName>) -> String {
    match holder {
        Some(holder) => format!("{holder}: the author wrote again."),
        None => "The author wrote again.".to_owned(),
    }
}

pub(super) fn wrote_again_after_closing(was: Option<&StaffName>) -> String {
    match was {
        Some(was) => format!("{was}: the author wrote again, so the case is open again."),
        None => "The author wrote again, so the case is open again.".to_owned(),
    }
}

fn because(what: &str, why: Option<&str>) -> String {
    match why {
        Some(why) => format!("{what}: {why}"),
        None => format!("{what}."),
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
