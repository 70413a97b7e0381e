//! `[triage]`: when it learns.

use super::names::quoted;
use super::section::Section;
use crate::domain::Directory;
use crate::domain::schedule::Schedule;
use chrono::{NaiveTime, Timelike};

/// When the house is quiet, and no clock change of the zones we know skips or repeats it.
const LEARN: &str = "03:30";
const NEVER: &str = "never";

/// `learn`: a time of day in the organisation's zone, or never.
pub(super) fn learn(root: &Section<'_>, directory: &Directory) -> Option<Schedule> {
    let section = root.section("triage", "[triage]");
    let written = section.as_ref().and_then(|section| section.text("learn"));
    let time = written.as_ref().map_or(LEARN, |written| written.get_ref());
    let schedule = at(time, directory);
    if let (Some(section), Some(written)) = (&section, &written)
        && schedule.is_none()
        && time != NEVER
    {
        let why = format!(
            "{} is no time of day. Write hours and minutes, learn = \"03:30\", or learn = \"never\".",
            quoted(time)
        );
        section.source.fault(written.span(), why);
    }
    if let Some(section) = section {
        section.done();
    }
    schedule
}

fn at(time: &str, directory: &Directory) -> Option<Schedule> {
    let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
    let daily = format!("{} {} * * *", time.minute(), time.hour());
    Schedule::new(&daily, directory.time_zone).ok()
}
