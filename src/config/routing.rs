//! `[[route]]`: rules that come before the departments' topics.

use super::names::{check_known, quoted};
use super::section::Section;
use crate::domain::{Directory, FacilityName, Intent, Network, Route, Topic, Urgency};

/// The rules, in the order of the text: the first that holds wins.
pub(super) fn routes(root: &Section<'_>, directory: &Directory) -> Vec<Route> {
    let sections = root.sections("route", "[[route]]", "[[route]] with two brackets");
    sections
        .into_iter()
        .map(|section| route(section, directory))
        .collect()
}

fn route(section: Section<'_>, directory: &Directory) -> Route {
    let example = "when = { words = [\"garage\"] }, or topic, intent, network, facility, \
                   language, urgency";
    let when = section.needed_section("when", "“when” of a [[route]]", example);
    let mut route = when.map(|when| condition(when, directory)).unwrap_or_default();
    let to = section.needed("to", "to = \"billing\", a department's name");
    let departments = directory.departments.iter().map(|d| d.name.as_str());
    check_known(section.source, "department", &to, departments);
    route.to = to.into_inner();
    route.priority = section.word("priority", Urgency::ALL);
    section.done();
    route
}

fn condition(when: Section<'_>, directory: &Directory) -> Route {
    let facility = when.text("facility");
    if let Some(facility) = &facility {
        let known = directory.facilities.iter().map(|f| f.name.as_str());
        check_known(when.source, "facility", facility, known);
    }
    let route = Route {
        words: when.words("words"),
        topic: when.word("topic", Topic::ALL),
        intent: when.word("intent", Intent::ALL),
        network: when.word("network", Network::ALL),
        facility: facility.map(|f| FacilityName(f.into_inner())),
        language: language(&when, directory),
        urgency: when.word("urgency", Urgency::ALL),
        ..Route::default()
    };
    let (source, at) = (when.source, when.at.clone());
    if when.is_empty() {
        let why = "A rule without a condition would take every mention. Say when it holds: when = \
                   { words = [\"garage\"] }.";
        source.fault(at, why);
    }
    when.done();
    route
}

fn language(when: &Section<'_>, directory: &Directory) -> Option<String> {
    let written = when.text("language")?;
    if !directory.languages.contains(written.get_ref()) {
        let message = format!(
            "{} is not among the organisation's languages ({}), so this rule would never hold. \
             Add it there first.",
            quoted(written.get_ref()),
            directory.languages.join(", ")
        );
        when.source.fault(written.span(), message);
    }
    Some(written.into_inner())
}
