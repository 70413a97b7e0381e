//! What phrases mean: the built-in lexicon, read from the files beside this one.
//!
//! A section says what its phrases vote for and how strongly; phrases stand
//! below it, parted by semicolons. `wait*` is any word that begins so, `# hours`
//! needs a number before it, `has .. gun` allows a few words in between, `...`
//! a sentence or two; `lip|lips` is either, `lips <> blue` either order.

use crate::domain::{Intent, Topic, Urgency};

/// What a phrase can vote for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// What it is about.
    Topic(Topic),
    /// What the author wants.
    Intent(Intent),
    /// How soon.
    Urgency(Urgency),
    /// Something the rules weigh.
    Cue(Cue),
    /// A function word of this language, by place in [`LANGUAGES`].
    Language(usize),
    /// A name or place of this facility, by place in the directory.
    Facility(usize),
    /// A word of this route, by place in the directory.
    Route(usize),
}

/// Things the rules weigh that are no judgement by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// A life or somebody's safety may be at risk.
    Danger,
    /// Danger words used as a figure of speech; silences those it covers.
    Calm,
    /// It is over.
    Past,
    /// It is going on.
    Now,
    /// Patient information is in the open.
    Exposed,
    /// Comfort, which can wait for office hours.
    Comfort,
    /// Mild or friendly coverage.
    Friendly,
    /// Said of us: care, staff, a department.
    Ours,
}

/// How many cues there are.
pub(super) const CUES: usize = 8;

/// Languages with function words of their own in the lexicon.
const LANGUAGES: [&str; 8] = ["en", "es", "pt", "fr", "tl", "vi", "zh", "ar"];

/// One vote.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Vote {
    /// For what.
    pub sign: Sign,
    /// How strongly.
    pub weight: f32,
}

/// Phrases that mean the same to us.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Section {
    /// What each of them votes for.
    pub votes: Vec<Vote>,
    /// As written: marks for prefix, number and gap included.
    pub phrases: Vec<String>,
    /// Words of other languages, which without their accents may look English.
    pub is_foreign: bool,
}

const FILES: [&str; 12] = [
    include_str!("lexicon/danger.txt"),
    include_str!("lexicon/danger_body.txt"),
    include_str!("lexicon/danger_people.txt"),
    include_str!("lexicon/danger_abroad.txt"),
    include_str!("lexicon/care.txt"),
    include_str!("lexicon/office.txt"),
    include_str!("lexicon/house.txt"),
    include_str!("lexicon/public.txt"),
    include_str!("lexicon/intent.txt"),
    include_str!("lexicon/urgency.txt"),
    include_str!("lexicon/outside.txt"),
    include_str!("lexicon/languages.txt"),
];

const FOREIGN: &str = include_str!("lexicon/abroad.txt");

/// The built-in lexicon.
pub(super) fn built_in() -> Vec<Section> {
    let mut sections: Vec<Section> = FILES.iter().flat_map(|file| expect_read(file)).collect();
    let foreign = expect_read(FOREIGN).into_iter().map(|section| Section {
        is_foreign: true,
        ..section
    });
    sections.extend(foreign);
    sections
}

/// The lexicon as written.
pub(super) fn sources() -> impl Iterator<Item = &'static str> {
    FILES.into_iter().chain([FOREIGN])
}

fn expect_read(file: &str) -> Vec<Section> {
    read(file).expect("the built-in lexicon reads, as its test shows")
}

fn read(file: &str) -> Result<Vec<Section>, String> {
    let mut sections: Vec<Section> = Vec::new();
    for line in file.lines().map(str::trim) {
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        if let Some(head) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            let votes = head.split(',').map(vote).collect::<Result<_, _>>()?;
            sections.push(Section {
                votes,
                phrases: Vec::new(),
                is_foreign: false,
            });
        } else {
            let section = sections.last_mut().ok_or("phrases before the first section")?;
            let phrases = line.split(';').map(str::trim).filter(|p| !p.is_empty());
            section.phrases.extend(phrases.map(str::to_owned));
        }
    }
    Ok(sections)
}

fn vote(written: &str) -> Result<Vote, String> {
    let (label, weight) = written
        .trim()
        .split_once(' ')
        .ok_or_else(|| format!("“{written}” has no weight"))?;
    let weight = weight
        .trim()
        .parse()
        .map_err(|_| format!("“{weight}” is no weight"))?;
    let sign = sign(label).ok_or_else(|| format!("“{label}” is no label"))?;
    Ok(Vote { sign, weight })
}

fn sign(label: &str) -> Option<Sign> {
    let cue = match label {
        "danger" => Cue::Danger,
        "calm" => Cue::Calm,
        "past" => Cue::Past,
        "now" => Cue::Now,
        "exposed" => Cue::Exposed,
        "comfort" => Cue::Comfort,
        "friendly" => Cue::Friendly,
        "ours" => Cue::Ours,
        _ => return vocabulary_sign(label),
    };
    Some(Sign::Cue(cue))
}

fn vocabulary_sign(label: &str) -> Option<Sign> {
    let language = |l: &str| LANGUAGES.iter().position(|known| *known == l).map(Sign::Language);
    label
        .parse()
        .map(Sign::Topic)
        .or_else(|_| label.parse().map(Sign::Intent))
        .or_else(|_| label.parse().map(Sign::Urgency))
        .ok()
        .or_else(|| language(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_reads() {
        for file in FILES.into_iter().chain([FOREIGN]) {
            let sections = read(file).unwrap();
            assert!(
                sections
                    .iter()
                    .all(|s| !s.phrases.is_empty() && !s.votes.is_empty())
            );
        }
        assert!(built_in().iter().map(|s| s.phrases.len()).sum::<usize>() > 2_000);
    }

    #[test]
    fn a_section_gives_its_votes_to_each_phrase() {
        let read = read("// why\n[billing 2, complaint 0.5]\nbill; # dollars\n").unwrap();
        assert_eq!(read[0].phrases, ["bill", "# dollars"]);
        assert_eq!(read[0].votes[1].sign, Sign::Intent(Intent::Complaint));
    }

    #[test]
    fn a_faulty_line_is_told() {
        assert_eq!(read("[bill 2]\nx").unwrap_err(), "“bill” is no label");
        assert_eq!(read("[billing]\nx").unwrap_err(), "“billing” has no weight");
        assert!(read("x").is_err());
    }
}
