//! `[organisation]`, `[[facility]]`, `[[department]]` and `[[staff]]`: the directory.

use super::chats::{self, Reading};
use super::names::{check_known, check_plain, check_unique, check_word, did_you_mean, quoted};
use super::routing;
use super::section::Section;
use crate::domain::{
    Department, DepartmentName, Directory, Facility, FacilityName, Right, Staff, StaffName, Topic,
};
use chrono_tz::Tz;
use std::time::Duration;
use toml::Spanned;

/// How soon a case should have its first answer, unless the settings say so.
const ANSWER_WITHIN: Duration = Duration::from_secs(3_600);
/// How soon it should be closed.
const RESOLVE_WITHIN: Duration = Duration::from_secs(3 * 86_400);

/// The organisation. Departments read in the chats that are switched on.
pub(super) fn directory(root: &Section<'_>, chats: &Reading) -> Directory {
    let mut directory = organisation(root);
    directory.facilities = facilities(root);
    let (departments, rota) = departments(root, &directory.facilities, chats);
    directory.departments = departments;
    directory.routes = routing::routes(root, &directory);
    directory.staff = staff(root, &directory);
    for on_call in &rota {
        let known = directory.staff.iter().map(|person| person.name.as_str());
        check_known(root.source, "person", on_call, known);
    }
    directory
}

fn organisation(root: &Section<'_>) -> Directory {
    let mut directory = Directory {
        languages: vec!["en".to_owned()],
        ..Directory::default()
    };
    let example = "[organisation] with name = \"Lakeshore Health\" and time_zone = \"America/Chicago\"";
    let Some(section) = root.needed_section("organisation", "[organisation]", example) else {
        return directory;
    };
    directory.organisation = section.needed("name", "name = \"Lakeshore Health\"").into_inner();
    directory.time_zone = time_zone(&section);
    let languages = languages(&section);
    if !languages.is_empty() {
        directory.languages = languages;
    }
    directory.signature = section.optional("reply_signature");
    section.done();
    directory
}

fn time_zone(section: &Section<'_>) -> Tz {
    let written = section.needed("time_zone", "time_zone = \"America/Chicago\"");
    if written.get_ref().is_empty() {
        return Tz::UTC;
    }
    written.get_ref().parse().unwrap_or_else(|_| {
        let near = did_you_mean(
            written.get_ref(),
            chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()),
        );
        let hint = near.unwrap_or_else(|| {
            "A time zone is a continent and a city: \
                                    \"America/Chicago\"."
                .to_owned()
        });
        let message = format!("{} is no time zone. {hint}", quoted(written.get_ref()));
        section.source.fault(written.span(), message);
        Tz::UTC
    })
}

/// Languages that are expected, or spoken.
fn languages(section: &Section<'_>) -> Vec<String> {
    let languages = section.texts("languages");
    for language in &languages {
        check_language(section, language);
    }
    languages.into_iter().map(Spanned::into_inner).collect()
}

/// A language is what triage tells it by: two small letters.
pub(super) fn check_language(section: &Section<'_>, written: &Spanned<String>) {
    let code = written.get_ref();
    if code.len() != 2 || !code.chars().all(|sign| sign.is_ascii_lowercase()) {
        let message = format!(
            "{} is no language code. Write two small letters (ISO 639-1): \"en\", \"es\", \"zh\".",
            quoted(code)
        );
        section.source.fault(written.span(), message);
    }
}

fn facilities(root: &Section<'_>) -> Vec<Facility> {
    let mut names = Vec::new();
    let mut facilities = Vec::new();
    for section in root.sections("facility", "[[facility]]", "[[facility]] with two brackets") {
        let name = section.needed("name", "name = \"Lakeshore General\"");
        facilities.push(Facility {
            name: name.get_ref().clone(),
            aliases: section.words("aliases"),
            handles: section.words("handles"),
            places: section.words("places"),
        });
        names.push(name);
        section.done();
    }
    check_unique(root.source, "facility", &names.iter().collect::<Vec<_>>());
    facilities
}

/// The departments, and everybody who is on call in one as it is written.
fn departments(
    root: &Section<'_>,
    facilities: &[Facility],
    chats: &Reading,
) -> (Vec<Department>, Vec<Spanned<String>>) {
    let sections = root.sections("department", "[[department]]", "[[department]] with two brackets");
    if sections.is_empty() {
        let example = "[[department]] with name = \"desk\" and topics = [\"none\"]; somebody must read";
        root.missing("department", example);
        return Default::default();
    }
    let first = sections[0].at.clone();
    let mut names = Vec::new();
    let mut upward = Vec::new();
    let mut rota = Vec::new();
    let mut departments = Vec::new();
    for section in sections {
        let name = section.needed("name", "name = \"billing\"");
        check_plain(root.source, "department", &name);
        upward.push(section.text("escalate_to"));
        rota.extend(section.texts("rota"));
        departments.push(department(section, name.get_ref(), facilities, chats));
        names.push(name);
    }
    check_unique(root.source, "department", &names.iter().collect::<Vec<_>>());
    check_upward(root, &names, &upward);
    for (department, to) in departments.iter_mut().zip(upward) {
        department.escalate_to = to.map(|to| DepartmentName(to.into_inner()));
    }
    if !departments.iter().any(|d| d.topics.contains(&Topic::None)) {
        let message = format!(
            "No department takes what fits nowhere else. Add \"none\" to the topics of one, \
             perhaps of {}.",
            quoted(busiest(&departments))
        );
        root.source.fault(first, message);
    }
    (departments, rota)
}

/// The department with most topics: most likely the front desk.
fn busiest(departments: &[Department]) -> &str {
    let busiest = departments.iter().rev().max_by_key(|d| d.topics.len());
    busiest.map_or("desk", |d| d.name.as_str())
}

fn department(section: Section<'_>, name: &str, facilities: &[Facility], chats: &Reading) -> Department {
    section.later(&["hours"]);
    let channels = chats.channels(&section, name);
    if channels.is_empty() && chats.any() {
        let message = format!(
            "Nobody would read what is for {}: it has no channel in a chat that is switched on. Add \
             slack_channel or discord_channel, or switch the console on.",
            quoted(name)
        );
        section.source.fault(section.at.clone(), message);
    }
    let topics = section.texts("topics");
    let of = section.texts("facilities");
    for facility in &of {
        check_known(
            section.source,
            "facility",
            facility,
            facilities.iter().map(|f| f.name.as_str()),
        );
    }
    let answer_within = section.time("answer_within").unwrap_or(ANSWER_WITHIN);
    let resolve_within = section
        .time("resolve_within")
        .unwrap_or(RESOLVE_WITHIN.max(answer_within));
    if resolve_within < answer_within {
        let why = "This department would have to close a case before it must answer: make \
                   resolve_within the longer.";
        section.source.fault(section.at.clone(), why);
    }
    let department = Department {
        name: DepartmentName::from(name),
        title: section
            .text("title")
            .map_or_else(|| title(name), Spanned::into_inner),
        topics: topics
            .iter()
            .filter_map(|topic| section.word_of(topic, "topic", Topic::ALL))
            .collect(),
        facilities: of.into_iter().map(|f| FacilityName(f.into_inner())).collect(),
        channels,
        answer_within,
        resolve_within,
        escalate_to: None,
        on_call: section.words("rota").into_iter().map(StaffName).collect(),
    };
    section.done();
    department
}

/// What a department is called in full when the settings don't say: `patient-relations` is Patient relations.
fn title(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut signs = words.chars();
    let first = signs.next().map(|sign| sign.to_uppercase().to_string());
    first.unwrap_or_default() + signs.as_str()
}

/// Escalation must come to an end: no unknown department, not oneself, not round in a circle.
fn check_upward(root: &Section<'_>, names: &[Spanned<String>], upward: &[Option<Spanned<String>>]) {
    let known = names.iter().map(|name| name.get_ref().as_str());
    let above = |name: &str| {
        let index = names.iter().position(|known| known.get_ref() == name)?;
        upward[index].as_ref().map(|to| to.get_ref().as_str())
    };
    let mut told: Vec<&str> = Vec::new();
    for (name, to) in names.iter().zip(upward) {
        let (name, Some(to)) = (name.get_ref().as_str(), to) else {
            continue;
        };
        check_known(root.source, "department", to, known.clone());
        let mut way = vec![name];
        let mut next = Some(to.get_ref().as_str());
        while let Some(at) = next.filter(|at| !way.contains(at)) {
            way.push(at);
            next = above(at);
        }
        // A circle is told once, where it is first met.
        if next != Some(name) || told.contains(&name) {
            continue;
        }
        told.extend(&way);
        let message = match way.len() {
            1 => format!(
                "{} escalates to itself. Name a department above it, or take the line out.",
                quoted(name)
            ),
            _ => format!(
                "Escalation goes round in a circle: {} → {name}. Take escalate_to out of the highest.",
                way.join(" → ")
            ),
        };
        root.source.fault(to.span(), message);
    }
}

fn staff(root: &Section<'_>, directory: &Directory) -> Vec<Staff> {
    let mut names = Vec::new();
    let mut staff = Vec::new();
    for section in root.sections("staff", "[[staff]]", "[[staff]] with two brackets") {
        let name = section.needed("name", "name = \"ana\"");
        check_word(root.source, &name);
        // Kept for pages to come.
        let _ = ["email", "phone"].map(|key| section.text(key));
        let accounts = chats::accounts(&section);
        let department = section.text("department");
        if let Some(department) = &department {
            let known = directory.departments.iter().map(|d| d.name.as_str());
            check_known(root.source, "department", department, known);
        }
        let rights = section.texts("rights");
        staff.push(Staff {
            name: StaffName(name.get_ref().clone()),
            title: section
                .needed("title", "title = \"Triage nurse, Emergency\"")
                .into_inner(),
            department: department.map(|d| DepartmentName(d.into_inner())),
            languages: languages(&section),
            rights: rights
                .iter()
                .filter_map(|right| section.word_of(right, "right", Right::ALL))
                .collect(),
            accounts,
        });
        names.push(name);
        section.done();
    }
    check_unique(root.source, "person", &names.iter().collect::<Vec<_>>());
    staff
}
