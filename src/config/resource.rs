//! `[[resource]]`: answers that are there from the beginning. Staff add more in
//! chat, and what they add takes the place of one of these.

use super::names::{check_known, check_plain, quoted};
use super::organisation::check_language;
use super::section::Section;
use crate::domain::handoff::{self, EXAMPLE_CODE};
use crate::domain::{DepartmentName, Directory, Places, Purpose, Resource, ResourceName, Timestamp, Topic};
use toml::Spanned;

/// The answers, in the order of the text.
pub(super) fn resources(root: &Section<'_>, directory: &Directory) -> Vec<Resource> {
    let mut resources: Vec<Resource> = Vec::new();
    for section in root.sections("resource", "[[resource]]", "[[resource]] with two brackets") {
        let (source, at) = (section.source, section.at.clone());
        let resource = resource(section, directory);
        if resources.iter().any(|known| resource.replaces(known)) {
            let name = quoted(resource.name.as_str());
            let message = format!("There is a [[resource]] {name} in that language already.");
            source.fault(at, message);
        }
        resources.push(resource);
    }
    resources
}

fn resource(section: Section<'_>, directory: &Directory) -> Resource {
    let name = section.needed("name", "name = \"parking\"");
    check_plain(section.source, "resource", &name);
    if !name.get_ref().is_empty() && ResourceName::read(name.get_ref()).is_none() {
        let message = format!(
            "{} is no name of a resource: it begins with a letter and has at most 40 signs.",
            quoted(name.get_ref())
        );
        section.source.fault(name.span(), message);
    }
    let language = section.text("language");
    if let Some(language) = &language {
        check_language(&section, language);
    }
    let text = section.needed("text", "text = \"Visitors park in the garage on Lake Street.\"");
    let purpose = section.word("purpose", Purpose::ALL).unwrap_or(Purpose::Answer);
    check_places(&section, &text, purpose, directory);
    let departments = section.texts("departments");
    for department in &departments {
        let known = directory.departments.iter().map(|d| d.name.as_str());
        check_known(section.source, "department", department, known);
    }
    let topics = section.texts("topics");
    let topics = topics
        .iter()
        .filter_map(|topic| section.word_of(topic, "topic", Topic::ALL))
        .collect();
    section.done();
    Resource {
        name: ResourceName(name.into_inner()),
        language: language.map_or_else(|| directory.first_language(), Spanned::into_inner),
        version: 1,
        purpose,
        text: text.into_inner(),
        departments: departments
            .into_iter()
            .map(|department| DepartmentName(department.into_inner()))
            .collect(),
        topics,
        added_by: None,
        added_at: Timestamp::UNIX_EPOCH,
    }
}

/// A place that can't be filled is told here and not when somebody needs the answer.
fn check_places(section: &Section<'_>, text: &Spanned<String>, purpose: Purpose, directory: &Directory) {
    let is_handoff = purpose == Purpose::Handoff;
    let example = Places {
        code: is_handoff.then(|| EXAMPLE_CODE.to_owned()),
        ..Places::of(directory, None)
    };
    let filled = match example.fill(text.get_ref()) {
        Ok(filled) => filled,
        Err(fault) => return section.source.fault(text.span(), fault.to_string()),
    };
    if let Some(why) = handoff::fault(&filled).filter(|_| is_handoff && !text.get_ref().is_empty()) {
        section.source.fault(text.span(), why);
    }
}
