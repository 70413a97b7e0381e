//! What is said about drafts, the guard and the second key.

use super::super::Answer;
use crate::domain::policy::Pledge;
use crate::domain::{
    Case, Draft, DraftState, Given, GuardFinding, Line, Refusal, Right, Sight, Staff, StaffName, Timestamp,
    Withdrawal, Worry, text,
};
use chrono_tz::Tz;
use std::fmt::Write;

/// Longest piece of a draft that is quoted beside a finding.
const SPAN: usize = 80;

/// Other words took the place of a draft.
pub(in crate::desk) fn replaced(who: &StaffName, draft: &Draft, is_blocked: bool) -> Line {
    let line = if *who == draft.author {
        Line::from("The draft that waited was changed; it no longer counts.")
    } else {
        Line::of(who)
            .text(" changed the draft of ")
            .wake(&draft.author)
            .text("; the old one no longer counts.")
    };
    if !is_blocked {
        return line;
    }
    line.text(" The guard blocks the new words, so nobody is asked to approve them.")
}

/// What the guard found, a line each: the words where they may be shown, why, and what could stand there instead.
pub(in crate::desk) fn findings(words: &str, found: &[GuardFinding], sight: Sight) -> String {
    let mut lines = Vec::new();
    for found in found {
        let span = match sight {
            Sight::Full => text::line(&found.span(words), SPAN),
            Sight::Redacted | Sight::Link => String::new(),
        };
        let mut line = match span.as_str() {
            "" => format!("• {}", found.why),
            span => format!("• “{span}”: {}", found.why),
        };
        if let Some(wording) = &found.wording {
            let _ = write!(line, " Safer: “{wording}”");
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// Why a draft can't go out by itself.
pub(in crate::desk) fn speaks_against(draft: &Draft, sight: Sight) -> String {
    let others = draft.worries.iter().filter(|worry| **worry != Worry::Guard);
    let others = others.map(|worry| format!("• {}", worry.title()));
    let found = findings(&draft.words, &draft.findings, sight);
    let lines: Vec<String> = others.chain((!found.is_empty()).then_some(found)).collect();
    lines.join("\n")
}

/// To its author: it waits.
pub(in crate::desk) fn draft_waits(draft: &Draft, sight: Sight) -> String {
    format!(
        "Nothing is out yet: your draft waits for somebody else’s yes, because\n{}\n\
         You will hear in the case’s thread. To change it, reply again: that takes its place.",
        speaks_against(draft, sight)
    )
}

pub(in crate::desk) fn asked(draft: &Draft) -> Line {
    Line::of(&draft.author)
        .text(" asks for approval, nothing is out yet: “")
        .quote(&draft.words)
        .text("”")
}

pub(in crate::desk) fn approved(who: &StaffName, draft: &Draft) -> Line {
    let line = Line::of(who).text(" approved the draft of ").wake(&draft.author);
    match &draft.state {
        DraftState::Approved { by } if by.len() > 1 => {
            let line = line.text(", over the guard’s block");
            let reasons = by.iter().filter_map(|yes| Some((&yes.by, yes.why.as_deref()?)));
            let said = reasons.fold(line, |line, (by, why)| {
                line.text("; ").staff(by).text(": ").quote(why)
            });
            said.text(".")
        }
        _ => line.text(": it goes out now."),
    }
}

pub(in crate::desk) fn first_yes(who: &StaffName, draft: &Draft) -> Line {
    Line::of(who)
        .text(" would let the draft of ")
        .wake(&draft.author)
        .text(" out although the guard blocks it: 1 of 2. Another colleague has to say so too.")
}

pub(in crate::desk) fn blocked_by_now(draft: &Draft) -> Line {
    Line::default()
        .wake(&draft.author)
        .text(": the guard blocks your draft by now, so one yes is not enough any more. Please change it.")
}

pub(in crate::desk) fn declined(who: &StaffName, draft: &Draft) -> Line {
    let line = Line::of(who).text(" declined the draft of ").wake(&draft.author);
    match &draft.state {
        DraftState::Declined { why, .. } => line.text(": ").quote(why),
        _ => line.text("."),
    }
}

pub(in crate::desk) fn took_back(who: &StaffName) -> Line {
    Line::of(who).text(" took the draft back. Nothing is out.")
}

pub(in crate::desk) fn withdrawn(draft: &Draft, why: Withdrawal) -> Line {
    Line::default().wake(&draft.author).text(format!(
        ": your draft was withdrawn, because {}. Nothing is out.",
        why.title()
    ))
}

/// To its author, and to the holder where that is somebody else.
pub(in crate::desk) fn expired(draft: &Draft, holder: Option<&StaffName>) -> Line {
    let line = Line::default().wake(&draft.author);
    let line = match holder.filter(|holder| **holder != draft.author) {
        Some(holder) => line.text(" ").wake(holder),
        None => line,
    };
    line.text(match draft.state {
        DraftState::Blocked { first: None } => {
            ": the guard blocked the draft and nobody changed it. It expired and was not sent."
        }
        _ => ": nobody approved the draft in time. It expired and was not sent; reply again to ask anew.",
    })
}

/// A draft for somebody who looks at its case, and how to decide about it for whoever may.
pub(in crate::desk) fn open_draft(draft: &Draft, sight: Sight, to: &Staff) -> String {
    let (number, state) = (draft.case.0, draft.state.as_str());
    let head = format!("\n\nDraft by {} ({state}), nothing of it is out", draft.author);
    if sight != Sight::Full {
        return format!("{head}.");
    }
    let shown = format!("{head}\n{}\n{}", draft.words, speaks_against(draft, sight));
    if to.name == draft.author {
        format!("{shown}\n`/case decline {number} …` takes it back.")
    } else if to.may(Right::Approve) {
        format!("{shown}\n`/case approve {number}` · `/case decline {number} …`")
    } else {
        shown
    }
}

/// To who said yes.
pub(in crate::desk) fn yes_counts(case: &Case, given: Given) -> String {
    match given {
        Given::First => format!(
            "Your yes to the draft of case {} is noted: 1 of 2. Another colleague has to give theirs.",
            case.number
        ),
        Given::All => format!(
            "Approved: the reply for case {} is on its way to {}, in public.",
            case.number,
            case.network.title()
        ),
    }
}

/// To who said no.
pub(in crate::desk) fn no_counts(case: &Case, own: bool) -> String {
    if own {
        format!(
            "Your draft for case {} is taken back. Nothing is out.",
            case.number
        )
    } else {
        format!(
            "Declined: nothing goes out for case {}, and the author has your reason.",
            case.number
        )
    }
}

/// The policy's text, and how to accept it; or why it can't be.
pub(in crate::desk) fn pledge(pledge: &Pledge, accepted: bool, changed: Option<&Refusal>) -> String {
    let Pledge { version, text } = pledge;
    let how = match changed {
        Some(changed) => changed.to_string(),
        None if accepted => format!("You have accepted version {version}."),
        None => format!("To accept it: `/desk enroll accept {version}`"),
    };
    format!("How we write in public, version {version}\n\n{text}\n\n{how}")
}

/// To who has accepted it.
pub(in crate::desk) fn enrolled(version: &str, before: bool) -> String {
    if before {
        format!("You had accepted version {version} before.")
    } else {
        format!("Thank you. You have accepted version {version} and can answer in public.")
    }
}

/// Who has accepted a version, and who has not.
pub(in crate::desk) fn enrolments(
    version: &str,
    changed: Option<&Refusal>,
    accepted: &[(StaffName, Timestamp)],
    missing: &[StaffName],
    zone: Tz,
) -> String {
    let all = accepted.len() + missing.len();
    let mut lines = vec![format!(
        "Version {version}: {} of {all} have accepted it.",
        accepted.len()
    )];
    lines.extend(changed.map(ToString::to_string));
    for (name, at) in accepted {
        let day = at.with_timezone(&zone).format("%d %b %Y %H:%M");
        lines.push(format!("✓ {name}, {day}"));
    }
    lines.extend(missing.iter().map(|name| format!("– {name}, not yet")));
    lines.join("\n")
}

/// The answer to a verb that is about no case.
pub(in crate::desk) fn plain(text: String, data: serde_json::Value) -> Answer {
    Answer {
        text,
        data,
        case: None,
        offer: None,
    }
}
