//! What the desk says of approved answers, suggestions and handoffs.

use crate::domain::{
    Case, DepartmentName, Fared, Line, Resource, ResourceName, StaffName, Suggestion, Timestamp, Topic, text,
};
use chrono_tz::Tz;
use std::fmt::Write;

/// Signs of a text in a line.
const LINE: usize = 90;

pub(in crate::desk) fn resource_needs(action: &str) -> String {
    match action {
        "add" => {
            "What is to be added? `/desk resource add parking in es on facilities: Hay estacionamiento en…`"
                .to_owned()
        }
        _ => format!("Which one? `/desk resource {action} parking`; `/desk resource find` lists them."),
    }
}

pub(in crate::desk) fn resources(found: &[Resource], most: usize) -> String {
    if found.is_empty() {
        return "Found: no resource. `/desk resource find` lists them all.".to_owned();
    }
    let mut out = format!("Found: {}", super::lists::count(found.len(), "resource"));
    for resource in found.iter().take(most) {
        let _ = write!(
            out,
            "\n{} — {}",
            title(resource),
            text::line(&resource.text, LINE)
        );
    }
    if found.len() > most {
        let _ = write!(out, "\n… and {} more; name more words.", found.len() - most);
    }
    out
}

/// `parking (es) · for billing · on facilities`.
fn title(resource: &Resource) -> String {
    let mut out = format!("{} ({})", resource.name, resource.language);
    if !resource.departments.is_empty() {
        let names: Vec<&str> = resource.departments.iter().map(DepartmentName::as_str).collect();
        let _ = write!(out, " · for {}", names.join(", "));
    }
    if !resource.topics.is_empty() {
        let topics: Vec<String> = resource.topics.iter().copied().map(Topic::title).collect();
        let _ = write!(out, " · on {}", topics.join(", "));
    }
    out
}

pub(in crate::desk) fn resource(texts: &[(&Resource, Fared)], zone: Tz) -> String {
    let told = texts.iter().map(|(resource, fared)| {
        let origin = match &resource.added_by {
            Some(by) => format!(
                "version {}, added by {by} on {}",
                resource.version,
                resource.added_at.with_timezone(&zone).format("%Y-%m-%d")
            ),
            None if resource.version == 0 => "built in".to_owned(),
            None => "from the settings".to_owned(),
        };
        let mut out = format!("{} · {origin}\n{}", title(resource), resource.text);
        if fared.used > 0 {
            let _ = write!(
                out,
                "\nSent {}, changed before sending {}. What came of it: resolved {}, thanked for {}, not over {}.",
                times(fared.used),
                times(fared.edited),
                times(fared.resolved),
                times(fared.thanked),
                times(fared.reopened),
            );
        }
        out
    });
    told.collect::<Vec<_>>().join("\n\n")
}

fn times(count: i64) -> String {
    match count {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

pub(in crate::desk) fn too_many_resources(most: usize) -> String {
    format!(
        "There are {most} resources in use, which is the most. Retire some first: `/desk resource retire NAME`."
    )
}

pub(in crate::desk) fn resource_added(resource: &Resource) -> String {
    format!(
        "{} is ready to be sent, as version {}.",
        title(resource),
        resource.version
    )
}

pub(in crate::desk) fn resource_retired(name: &ResourceName, is_given: bool) -> String {
    if is_given {
        return format!(
            "{name} is retired; the text that comes with liaison or its settings is back in its place."
        );
    }
    format!("{name} is retired; it stays on record and is offered no more.")
}

pub(in crate::desk) fn suggestions(case: &Case, offered: &[Suggestion]) -> String {
    if offered.is_empty() {
        return format!(
            "Nothing fits case {} well. `/desk resource find WORDS` looks through all approved answers.",
            case.number
        );
    }
    let mut out = format!("For case {}, as they would be sent:", case.number);
    for (place, one) in offered.iter().enumerate() {
        let mark = if one.urgent { "help right now, " } else { "" };
        let _ = write!(out, "\n{}. {mark}{} — {}", place + 1, one.title(), one.text);
    }
    let _ = write!(
        out,
        "\nNothing is sent yet. To send one: `/case reply {} …`",
        case.number.0
    );
    out
}

pub(in crate::desk) fn handed_off(who: &StaffName) -> Line {
    Line::of(who).text(" took the author’s call, with the code of the handoff.")
}

pub(in crate::desk) fn code_proves_nothing(case: &Case) -> String {
    format!(
        "The code belongs to case {}, and is used up now. It stood in public, so it does not show who is calling: \
         confirm that by your usual procedure before you say anything about anybody.",
        case.number
    )
}

pub(in crate::desk) fn code_works_until(until: Timestamp, zone: Tz) -> String {
    let until = until.with_timezone(&zone).format("%a %d %b %H:%M");
    format!(
        "Its code works once, until {until}, and only while the invitation stands: `retract` takes both back."
    )
}
