//! `[signals]`: what is watched for in everything that comes in, and who hears of it.

use super::names::check_known;
use super::section::Section;
use crate::domain::{DepartmentName, Directory, Watching};

/// Fewest people that can be a crowd.
const FEWEST: i64 = 5;

/// Without the section everything is watched for, and told where it fits.
pub(super) fn watching(root: &Section<'_>, directory: &Directory) -> Watching {
    let otherwise = Watching::default();
    let Some(section) = root.section("signals", "[signals]") else {
        return otherwise;
    };
    let heard_by = |key: &'static str| {
        let name = section.text(key)?;
        let known = directory.departments.iter().map(|d| d.name.as_str());
        check_known(section.source, "department", &name, known);
        Some(DepartmentName(name.into_inner()))
    };
    let watching = Watching {
        copies: section.flag("copies", otherwise.copies),
        set_aside: section.flag("set_aside_spam", otherwise.set_aside),
        people: people(&section).unwrap_or(otherwise.people),
        within: section.time("incident_within").unwrap_or(otherwise.within),
        infection_control: heard_by("infection_control"),
        communications: heard_by("communications"),
    };
    section.done();
    watching
}

fn people(section: &Section<'_>) -> Option<usize> {
    let written = section.find("incident_people")?;
    let number = written.get_ref().as_integer();
    let number = number.and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
    match number.filter(|number| *number >= FEWEST) {
        Some(number) => usize::try_from(number).ok(),
        None => {
            section.wrong(written, "a whole number, at least 5: incident_people = 50");
            None
        }
    }
}
