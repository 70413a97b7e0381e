//! `[policy]`: what is asked for before words go out.

use super::chats::Reading;
use super::names::{check_known, quoted};
use super::section::Section;
use crate::domain::{Approval, Directory, Night, Pledge, Policy, Right, StaffName};
use chrono::NaiveTime;
use toml::Spanned;

/// Longest text that people accept: it fits one message in every chat.
const LONGEST_TEXT: usize = 1_500;
/// Longest name of its version, which people type and buttons carry.
const LONGEST_VERSION: usize = 40;

/// The policy, and what is right but should be thought over.
pub(super) fn policy(root: &Section<'_>, chats: &Reading, directory: &Directory) -> (Policy, Vec<String>) {
    let Some(section) = root.section("policy", "[policy]") else {
        return Default::default();
    };
    section.later(&["retention"]);
    let written = section.text("approval");
    let approval = written
        .as_ref()
        .and_then(|written| section.word_of(written, "approval rule", Approval::ALL))
        .unwrap_or(Approval::Never);
    let policy = Policy {
        approval,
        pledge: pledge(&section),
        channels: chats.approval_channels(&section),
        expires: section.time("expires").unwrap_or(Policy::default().expires),
        approvers: approvers(&section, directory),
        night: night(&section, directory),
    };
    let mut warnings = Vec::new();
    let able = directory.who_may(Right::Approve).count();
    match (approval, able) {
        (Approval::Never, _) => {}
        _ if chats.has_approving_group() => {}
        (_, 0) => {
            let at = written.map_or(section.at.clone(), |written| written.span());
            let why = "Nobody could ever say yes: give two people, a group or a role the right \"approve\", or \
                       write \"never\".";
            section.source.fault(at, why);
        }
        (_, 1) => warnings.push(
            "[policy] approval: only one person has the right to approve. Nobody could say yes to their own \
             drafts, and nobody while they are away; give it to a second."
                .to_owned(),
        ),
        _ => {}
    }
    section.done();
    (policy, warnings)
}

/// The text and its version belong together.
fn pledge(section: &Section<'_>) -> Option<Pledge> {
    let (text, version) = (section.text("text"), section.text("version"));
    if let Some(version) = &version {
        check_version(section, version);
    }
    match (text, version) {
        (Some(text), Some(version)) => {
            let signs = text.get_ref().chars().count();
            if signs > LONGEST_TEXT {
                let why = format!(
                    "The text has {signs} characters; {LONGEST_TEXT} is the most that is read whole in every chat."
                );
                section.source.fault(text.span(), why);
            }
            Some(Pledge {
                version: version.into_inner(),
                text: text.into_inner(),
            })
        }
        (Some(_), None) => {
            section.missing(
                "version",
                "version = \"1\"; with another, everybody is asked anew",
            );
            None
        }
        (None, Some(version)) => {
            let why = "There is a version but no text to accept. Add text = \"…\", or take the version out.";
            section.source.fault(version.span(), why);
            None
        }
        (None, None) => None,
    }
}

fn check_version(section: &Section<'_>, version: &Spanned<String>) {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_');
    let written = version.get_ref();
    if !written.chars().all(plain) || written.len() > LONGEST_VERSION {
        let why = format!(
            "{} is no version: people type it. Use letters, digits, dots and dashes, at most {LONGEST_VERSION}: \
             \"2026-11\".",
            quoted(written)
        );
        section.source.fault(version.span(), why);
    }
}

fn approvers(section: &Section<'_>, directory: &Directory) -> Vec<StaffName> {
    let written = section.texts("approvers");
    for name in &written {
        check_approver(section, name, directory);
    }
    let names = written.into_iter();
    names.map(|name| StaffName(name.into_inner())).collect()
}

/// Who is asked must be known, and able to answer.
fn check_approver(section: &Section<'_>, name: &Spanned<String>, directory: &Directory) {
    let known = directory.staff.iter().map(|person| person.name.as_str());
    check_known(section.source, "person", name, known);
    let person = directory.staff.iter().find(|p| p.name.as_str() == name.get_ref());
    let in_a_group = !directory.groups.is_empty();
    if person.is_some_and(|person| !person.may(Right::Approve)) && !in_a_group {
        let why = format!(
            "{} may not approve, so asking them would help nobody. Add \"approve\" to their rights.",
            quoted(name.get_ref())
        );
        section.source.fault(name.span(), why);
    }
}

fn night(section: &Section<'_>, directory: &Directory) -> Option<Night> {
    let night = section.section("night", "[policy.night]")?;
    let from = clock(&night, "from", "from = \"20:00\"");
    let to = clock(&night, "to", "to = \"07:00\"");
    let approvers = approvers(&night, directory);
    if approvers.is_empty() {
        night.missing("approvers", "approvers = [\"miriam\"], who are asked then");
    }
    if let (Some(from), Some(to)) = (from, to)
        && from == to
    {
        let why = "This night has no length: from and to are the same.";
        night.source.fault(night.at.clone(), why);
    }
    night.done();
    Some(Night {
        from: from?,
        to: to?,
        approvers,
    })
}

/// A time of day by the organisation's clocks.
fn clock(section: &Section<'_>, key: &'static str, example: &str) -> Option<NaiveTime> {
    let written = section.needed(key, example);
    if written.get_ref().is_empty() {
        return None;
    }
    let time = NaiveTime::parse_from_str(written.get_ref(), "%H:%M").ok();
    if time.is_none() {
        let why = format!(
            "{} is no time of day. Write hours and minutes, 00:00 to 23:59: {example}.",
            quoted(written.get_ref())
        );
        section.source.fault(written.span(), why);
    }
    time
}
