//! `/desk resource`: approved answers, found, shown, added and retired.
//!
//! What is added is guarded like a reply, since it will be one: what the guard
//! blocks is refused, and what it only warns of needs somebody who may approve.

use super::work::{self, Work};
use super::{Answer, Caller, Desk, Office, Result, say, view};
use crate::domain::department::nearest;
use crate::domain::handoff::{self, EXAMPLE_CODE};
use crate::domain::resource::{Places, Resource, ResourceName, ready, written::Written};
use crate::domain::suggestion::{about, shared};
use crate::domain::{DepartmentName, Directory, Fared, Purpose, Refusal, Right, Verdict};
use crate::store::{MOST_RESOURCES, Tx};
use crate::triage::guard::Draft;
use std::collections::HashMap;

/// Most resources in one answer.
const MOST: usize = 20;
/// How each has fared, by name and language.
pub(super) type Records = HashMap<(ResourceName, String), Fared>;

impl Desk {
    pub(super) async fn resource(&self, from: &Caller, ask: commands::Resource) -> Result<Answer> {
        let what = ask.what.as_deref().map(str::trim).filter(|what| !what.is_empty());
        match (ask.action.as_str(), what) {
            ("find", words) => self.find_resource(words.unwrap_or_default()).await,
            ("show", Some(name)) => self.show_resource(name).await,
            ("add", Some(line)) => self.add_resource(from, line).await,
            ("retire", Some(name)) => self.retire_resource(from, name).await,
            (action, _) => Err(Refusal::UnknownWord(say::resource_needs(action)).into()),
        }
    }

    async fn find_resource(&self, words: &str) -> Result<Answer> {
        let mut tx = self.store.read().await?;
        let found = found(shelf(&mut tx, &self.office().directory).await?, words);
        Ok(Answer {
            text: say::resources(&found, MOST),
            data: found.iter().map(view::resource).collect(),
            case: None,
            offer: None,
        })
    }

    async fn show_resource(&self, name: &str) -> Result<Answer> {
        let office = self.office();
        let mut tx = self.store.read().await?;
        let shelf = shelf(&mut tx, &office.directory).await?;
        let records = tx.resources_fared().await?;
        let named = |resource: &&Resource| resource.name.as_str().eq_ignore_ascii_case(name);
        let texts: Vec<(&Resource, Fared)> = shelf
            .iter()
            .filter(named)
            .map(|resource| (resource, fared(&records, resource)))
            .collect();
        if texts.is_empty() {
            return Err(no_such(name, &shelf).into());
        }
        Ok(Answer {
            text: say::resource(&texts, office.directory.time_zone),
            data: texts
                .iter()
                .map(|(resource, fared)| view::resource_record(resource, *fared))
                .collect(),
            case: None,
            offer: None,
        })
    }

    async fn add_resource(&self, from: &Caller, line: &str) -> Result<Answer> {
        let mut work = self.begin(from, Right::Lead).await?;
        let written = Written::read(line).map_err(|fault| Refusal::UnknownWord(fault.to_string()))?;
        let resource = work.accepted(from, written)?;
        let live = work.tx.resources().await?;
        if live.len() >= MOST_RESOURCES && live.iter().all(|known| !resource.replaces(known)) {
            return Err(Refusal::UnknownWord(say::too_many_resources(MOST_RESOURCES)).into());
        }
        let version = work.tx.add_resource(&resource, &from.staff.name).await?;
        let added = Resource { version, ..resource };
        work.commit().await?;
        Ok(Answer {
            text: say::resource_added(&added),
            data: view::resource(&added),
            case: None,
            offer: None,
        })
    }

    async fn retire_resource(&self, from: &Caller, name: &str) -> Result<Answer> {
        let mut work = self.begin(from, Right::Lead).await?;
        let name = ResourceName(name.to_lowercase());
        let retired = work.tx.retire_resource(&name, &from.staff.name).await?;
        let office = work.office.clone();
        let left = shelf(&mut work.tx, &office.directory).await?;
        let is_given = left.iter().any(|resource| resource.name == name);
        match (retired, is_given) {
            (0, true) => Err(Refusal::GivenResource(name.to_string()).into()),
            (0, false) => Err(no_such(name.as_str(), &left).into()),
            (_, is_given) => {
                work.commit().await?;
                Ok(Answer {
                    text: say::resource_retired(&name, is_given),
                    data: serde_json::json!({ "name": name, "state": "retired" }),
                    case: None,
                    offer: None,
                })
            }
        }
    }
}

impl Work {
    /// A resource fit to be kept: its places can be filled, its departments are ours, the guard lets it pass.
    fn accepted(&self, from: &Caller, written: Written) -> Result<Resource> {
        let directory = &self.office.directory;
        let text = work::words(&written.text)?;
        let is_handoff = written.purpose == Purpose::Handoff;
        let example = Places {
            code: is_handoff.then(|| EXAMPLE_CODE.to_owned()),
            ..Places::of(directory, None)
        };
        let filled = example
            .fill(&text)
            .map_err(|fault| Refusal::UnknownWord(fault.to_string()))?;
        if let Some(why) = handoff::fault(&filled).filter(|_| is_handoff) {
            return Err(Refusal::UnknownWord(why.to_owned()).into());
        }
        self.office.lets_pass(from, &filled)?;
        let departments = departments(directory, &written.departments)?;
        let language = written.language.unwrap_or_else(|| directory.first_language());
        Ok(Resource {
            name: written.name,
            language,
            version: 0,
            purpose: written.purpose,
            text,
            departments,
            topics: written.topics,
            added_by: Some(from.staff.name.clone()),
            added_at: self.now,
        })
    }
}

impl Office {
    /// Whether these words may be an answer for everybody, on this person's word.
    fn lets_pass(&self, from: &Caller, words: &str) -> Result<()> {
        let ruling = self.guard().check(Draft { words, thread: &[] });
        let passes = match ruling.verdict {
            Verdict::Ok => true,
            Verdict::Warn => from.staff.may(Right::Approve),
            Verdict::Block => false,
        };
        if passes {
            return Ok(());
        }
        Err(Refusal::UnfitResource(say::findings(words, &ruling.findings, from.sight)).into())
    }
}

/// All that is in use: what was added in chat, then what the settings give, then what is built in. Of those of one name
/// and language the first counts.
pub(super) async fn shelf(tx: &mut Tx, directory: &Directory) -> Result<Vec<Resource>> {
    let mut shelf = tx.resources().await?;
    for given in directory.resources.iter().cloned().chain(ready::all()) {
        if shelf.iter().all(|known| !given.replaces(known)) {
            shelf.push(given);
        }
    }
    Ok(shelf)
}

pub(super) fn fared(records: &Records, resource: &Resource) -> Fared {
    let key = (resource.name.clone(), resource.language.clone());
    records.get(&key).copied().unwrap_or_default()
}

/// Those that share words with what was asked, the closest first; all of them where nothing was asked.
fn found(mut shelf: Vec<Resource>, words: &str) -> Vec<Resource> {
    if words.is_empty() {
        return shelf;
    }
    let texts: Vec<String> = shelf.iter().map(about).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let asked = words.to_lowercase();
    let mut scored: Vec<(f32, Resource)> = shared(words, &texts)
        .into_iter()
        .zip(shelf.drain(..))
        .map(|(score, resource)| {
            let is_named = resource.name.as_str().contains(&asked);
            (score + if is_named { 100.0 } else { 0.0 }, resource)
        })
        .filter(|(score, _)| *score > 0.0)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().map(|(_, resource)| resource).collect()
}

fn departments(
    directory: &Directory,
    written: &[String],
) -> std::result::Result<Vec<DepartmentName>, Refusal> {
    let known = written.iter().map(|name| {
        let found = directory.find_department(name).map(|found| found.name.clone());
        found.ok_or_else(|| Refusal::NoSuchDepartment(name.clone(), directory.nearest_departments(name)))
    });
    known.collect()
}

fn no_such(name: &str, shelf: &[Resource]) -> Refusal {
    let mut names: Vec<&str> = shelf.iter().map(|resource| resource.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    Refusal::NoSuchResource(name.to_owned(), nearest(name, names.into_iter()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::HandoffTerms;
    use crate::triage::guard::Guard;

    #[test]
    fn the_guard_passes_all_that_is_built_in() {
        let directory = Directory {
            organisation: "Harbor Health".to_owned(),
            handoff: HandoffTerms {
                phone: Some("555-0142".to_owned()),
                ..HandoffTerms::default()
            },
            ..Directory::default()
        };
        let guard = Guard::new(&directory);
        let places = Places {
            code: Some(EXAMPLE_CODE.to_owned()),
            ..Places::of(&directory, None)
        };
        for resource in ready::all() {
            let words = places.fill(&resource.text).unwrap();
            let ruling = guard.check(Draft {
                words: &words,
                thread: &["I want to kill myself", "Mi hijo se tragó unas pastillas"],
            });
            assert_eq!(ruling.verdict, Verdict::Ok, "{words}: {:?}", ruling.findings);
        }
    }

    #[test]
    fn what_is_asked_for_by_name_comes_first() {
        let found = found(ready::all(), "crisis");
        assert_eq!(found[0].name.as_str(), "crisis");
        assert!(super::found(ready::all(), "zebra").is_empty());
    }
}
