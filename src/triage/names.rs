//! The settings' words as phrases: facilities by name, alias, handle and
//! place, and the words of routes.

use super::folding::{Folded, fold_phrase};
use super::lexicon::{Section, Sign, Vote};
use super::model::Own;
use super::reading::Reading;
use crate::domain::{Directory, Facility, FacilityName};
use aho_corasick::AhoCorasick;

/// Words at the end of a facility's name that people leave out.
const TAILS: [&str; 12] = [
    "hospital",
    "hospitals",
    "clinic",
    "clinics",
    "medical",
    "center",
    "centre",
    "health",
    "womens",
    "campus",
    "the",
    "system",
];

/// Words that after our name make it somebody else's: a street, a school, a club.
const NAMESAKES: [&str; 66] = [
    "high",
    "school",
    "middle",
    "elementary",
    "academy",
    "drive",
    "dr",
    "road",
    "rd",
    "ave",
    "avenue",
    "blvd",
    "street",
    "station",
    "mall",
    "park",
    "beach",
    "yacht",
    "golf",
    "country",
    "jazz",
    "fest",
    "festival",
    "church",
    "parish",
    "cathedral",
    "pizza",
    "grill",
    "cross",
    "diner",
    "brewery",
    "brewing",
    "taproom",
    "choir",
    "band",
    "orchestra",
    "theater",
    "theatre",
    "apartments",
    "condos",
    "realty",
    "homes",
    "properties",
    "hoa",
    "bank",
    "credit",
    "library",
    "tigers",
    "eagles",
    "wildcats",
    "hotel",
    "inn",
    "marina",
    "erosion",
    "ferry",
    "bike",
    "bikes",
    "wheel",
    "vet",
    "veterinary",
    "animal",
    "auto",
    "nails",
    "salon",
    "fc",
    "university",
];

/// How surely a facility is named by its name, alias or handle, by what people leave of its name, by a place in it.
const WHOLE: f32 = 3.0;
const SHORT: f32 = 2.0;
const PLACE: f32 = 1.5;

/// Phrases for everything that the settings name.
pub(super) fn sections(directory: &Directory) -> Vec<Section> {
    let system = directory
        .organisation
        .split_whitespace()
        .next()
        .unwrap_or_default();
    let system = fold_phrase(system);
    let facilities = directory.facilities.iter().enumerate();
    let facilities = facilities.flat_map(|(index, facility)| of_facility(index, facility, &system));
    let routes = directory.routes.iter().enumerate().map(|(index, route)| Section {
        votes: vec![voting(Sign::Route(index), 1.0)],
        phrases: route.words.clone(),
        is_foreign: false,
    });
    facilities.chain(routes).collect()
}

fn of_facility(index: usize, facility: &Facility, system: &str) -> [Section; 3] {
    let mut names = vec![facility.name.clone()];
    names.extend(facility.aliases.iter().cloned());
    names.extend(facility.handles.iter().cloned());
    let short = short_name(&facility.name);
    let short = if short == system { Vec::new() } else { vec![short] };
    [(names, WHOLE), (short, SHORT), (facility.places.clone(), PLACE)].map(|(phrases, weight)| Section {
        votes: vec![voting(Sign::Facility(index), weight)],
        phrases,
        is_foreign: false,
    })
}

/// “St. Brigid Medical Center” is “st brigid” to people.
fn short_name(name: &str) -> String {
    let folded = fold_phrase(name);
    let mut words: Vec<&str> = folded.split(' ').collect();
    while words.len() > 1 && words.last().is_some_and(|last| TAILS.contains(last)) {
        words.pop();
    }
    words.join(" ")
}

fn voting(sign: Sign, weight: f32) -> Vote {
    Vote { sign, weight }
}

/// The facility that is named most surely, of equals the first; and how probable it is that it is meant.
pub(super) fn facility(directory: &Directory, reading: &Reading) -> (Option<FacilityName>, f32) {
    let named = &reading.ballot.facilities;
    let sure = |index: usize| -> f32 {
        let of_it = named.iter().filter(|(other, _)| *other == index);
        of_it.map(|(_, sure)| *sure).sum()
    };
    let mut best: Option<(usize, f32)> = None;
    for (index, _) in named {
        let sure = sure(*index);
        if best.is_none_or(|(_, most)| sure > most) {
            best = Some((*index, sure));
        }
    }
    let Some((best, most)) = best else {
        return (None, NOT_NAMED);
    };
    let strongest = named.iter().filter(|(other, _)| *other == best);
    let strongest = strongest.map(|(_, sure)| *sure).fold(0.0, f32::max);
    let all: f32 = named.iter().map(|(_, sure)| *sure).sum();
    let meant = NAMED.iter().find(|(least, _)| strongest >= *least);
    let meant = meant.map_or(0.0, |(_, meant)| *meant) * most / all;
    let meant = if reading.namesake { meant * 0.5 } else { meant };
    (Some(FacilityName(directory.facilities[best].name.clone())), meant)
}

/// How probable it is that a facility is meant that is named in full, by a short name, or by one of its places. The first is
/// counted on the development posts, the second held below what 21 of them show, the third a guess: none names a place alone.
const NAMED: [(f32, f32); 3] = [(WHOLE, 0.97), (SHORT, 0.9), (PLACE, 0.75)];

/// The same of none, when none is named: 134 of 135.
const NOT_NAMED: f32 = 0.98;

/// The first words of our names, and of the organisation's, which others bear too.
pub(super) struct Stems {
    /// Each with a space behind it.
    words: AhoCorasick,
    /// The organisation's, within any word: handles and products are made of it.
    organisation: String,
}

impl Stems {
    /// Compiles them.
    pub fn new(directory: &Directory) -> Self {
        let names = directory.facilities.iter().map(|f| &f.name);
        let mut stems: Vec<String> = names
            .chain([&directory.organisation])
            .map(|name| short_name(name))
            .flat_map(|short| {
                let first = short.split(' ').next().unwrap_or_default().to_owned();
                [short, first]
            })
            .filter(|stem| stem.len() > 3)
            .map(|stem| format!("{stem} "))
            .collect();
        stems.sort_unstable();
        stems.dedup();
        let organisation = short_name(&directory.organisation);
        let organisation = organisation.split(' ').next().unwrap_or_default().to_owned();
        Self {
            words: AhoCorasick::new(stems)
                .expect("a file of settings stays far below the automaton's size limit"),
            organisation: if organisation.len() > 4 {
                organisation
            } else {
                String::new()
            },
        }
    }

    /// Where such words stand; what is made of the organisation's name is a name of ours.
    pub fn find(&self, folded: &Folded) -> Vec<Own> {
        let text = folded.text.as_str();
        let is_edge = |at: usize| text.as_bytes().get(at.wrapping_sub(1)).is_none_or(|b| *b == b' ');
        let stems = self.words.find_overlapping_iter(text).take(100);
        let mut found: Vec<Own> = stems
            .filter(|stem| is_edge(stem.start()))
            .map(|stem| Own {
                start: stem.start(),
                end: stem.end() - 1,
                is_whole: false,
            })
            .collect();
        if !self.organisation.is_empty() {
            for (at, stem) in text.match_indices(&self.organisation).take(100) {
                let start = text[..at].rfind(' ').map_or(0, |space| space + 1);
                let end = text[at..].find(' ').map_or(text.len(), |space| at + space);
                if end - start > stem.len() {
                    found.push(Own {
                        start,
                        end,
                        is_whole: true,
                    });
                }
            }
        }
        found
    }

    /// One of our names followed by what makes it another's: “Northside High”.
    pub fn have_namesake(&self, folded: &Folded) -> bool {
        let text = folded.text.as_str();
        let mut after = self
            .words
            .find_overlapping_iter(text)
            .take(100)
            .map(|stem| text[stem.end()..].split(' ').next());
        after.any(|word| word.is_some_and(|w| NAMESAKES.contains(&w)))
    }
}
