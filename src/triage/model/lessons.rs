//! What a model learns from: texts that somebody has judged. The program
//! brings some along; `training/README.md` says what they are.

use super::super::packed::{packed, text};
use super::super::{Triage, lexicon};
use super::kinds;
use crate::domain::{Directory, Facility, Intent, Network, Topic, Urgency};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// A text and how it should be judged. What is not known teaches nothing about it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Lesson {
    /// As it was written.
    pub text: String,
    /// Where.
    #[serde(alias = "platform", default = "anywhere")]
    pub network: Network,
    /// What it is about.
    #[serde(default)]
    pub topic: Option<Topic>,
    /// What the author wants.
    #[serde(default)]
    pub intent: Option<Intent>,
    /// How soon.
    #[serde(default)]
    pub urgency: Option<Urgency>,
    /// The language it is in, if somebody said.
    #[serde(default)]
    pub lang: String,
}

fn anywhere() -> Network {
    Network::Sandbox
}

/// Lessons, and the settings whose names they use.
pub struct Lessons {
    /// In their order, on which nothing depends.
    pub rows: Vec<Lesson>,
    /// Reads them as the settings would.
    pub(super) triage: Triage,
    /// Reads them without settings.
    pub(super) plain: Triage,
}

impl Lessons {
    /// The lessons that the program brings along, of an invented hospital system.
    pub fn built_in() -> Self {
        let files = [
            packed!("triage/model/training/english.jsonl"),
            packed!("triage/model/training/abroad.jsonl"),
        ];
        let rows = files.into_iter().flat_map(|lines| {
            Lesson::read(&text(lines))
                .expect("the built-in lessons read, as the test of the shipped model shows")
        });
        Self {
            rows: rows.collect(),
            triage: Triage::new(&Self::settings()),
            plain: Triage::plain(),
        }
    }

    /// The settings whose names the built-in lessons use.
    pub fn settings() -> Directory {
        let facility = |name: &str, aliases: &[&str], handle: &str| Facility {
            name: name.to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            handles: vec![handle.to_owned()],
            places: Vec::new(),
        };
        Directory {
            organisation: "Lakeshore Health".to_owned(),
            languages: vec!["en".to_owned(), "es".to_owned()],
            facilities: vec![
                facility("Lakeshore General", &["LGH"], "@LakeshoreGen"),
                facility("Harbor Children's", &["Harbor Kids"], "@HarborKids"),
                facility("Northside Women's Clinic", &["Northside clinic"], "@NorthsideWC"),
                facility(
                    "St. Brigid Medical Center",
                    &["St. B's", "Saint Brigid"],
                    "@StBrigidMC",
                ),
                facility("Valley Rehab", &[], "@ValleyRehab"),
            ],
            ..Directory::default()
        }
    }

    /// Lessons told by people who know the names in the settings.
    pub fn of(directory: &Directory, rows: Vec<Lesson>) -> Self {
        Self {
            rows,
            triage: Triage::new(directory),
            plain: Triage::plain(),
        }
    }
}

impl Lesson {
    /// Reads lessons, one JSON object a line; says which line is wrong and why.
    pub fn read(lines: &str) -> Result<Vec<Self>, String> {
        let lines = lines.lines().enumerate();
        let told = lines.filter(|(_, line)| !line.trim().is_empty());
        told.map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| format!("Line {} teaches nothing: {error}.", at + 1))
        })
        .collect()
    }
}

/// What tells these lessons, and what is seen of them, from others.
pub(super) fn origin(all: &[&Lessons]) -> [u8; 32] {
    let mut digest = Sha256::new();
    lexicon::sources().for_each(|source| digest.update(source));
    digest.update(kinds::LISTS);
    for lesson in all.iter().flat_map(|lessons| &lessons.rows) {
        digest.update(format!("{lesson:?}\n"));
    }
    digest.finalize().into()
}
