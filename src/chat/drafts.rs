//! What the forms of all chats hold alike about a draft: who may read it there,
//! and which one somebody has read when they decide or write.

use crate::domain::{Draft, DraftId, Right, Sight, Staff, StaffName};

/// Whether a verb is a yes or a no to a draft.
pub(super) fn decides(verb: &str) -> bool {
    matches!(verb, "approve" | "decline")
}

/// Whether a person may read, where that much is shown, what their yes or no would be about.
pub(super) fn may_read(draft: &Draft, person: Option<&Staff>, sight: Sight) -> bool {
    let theirs = person.is_some_and(|staff| staff.may(Right::Approve) || staff.name == draft.author);
    theirs && sight == Sight::Full
}

/// Whether a form for a reply begins with this draft: it is the one that was asked for, or the person's own.
pub(super) fn is_changed(draft: &Draft, person: Option<&Staff>, seen: Option<DraftId>) -> bool {
    match seen {
        Some(seen) => seen == draft.id,
        None => person.is_some_and(|staff| staff.name == draft.author),
    }
}

/// The draft that somebody has read once their reply was refused. One that was kept is a draft of their own by then;
/// whatever else is open they have not read.
pub(super) fn read_by(
    writer: Option<&StaffName>,
    open: Option<&Draft>,
    seen: Option<DraftId>,
) -> Option<DraftId> {
    let own = open.filter(|draft| writer == Some(&draft.author));
    own.map(|draft| draft.id).or(seen)
}
