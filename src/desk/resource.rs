//! `/desk resource`: approved answers, found, shown, added and retired.
//!
//! What is added is guarded like a reply, since it will be one.

use super::{Answer, Caller, Desk, Result, say, work};
use crate::domain::resource::{self, Places, Resource, ResourceName};
use crate::domain::resource::{ready, written::Written};
use crate::domain::{Case, Directory, Fared, Refusal, Right, Verdict};
use crate::store::{MOST_RESOURCES, Tx};
use crate::triage::Draft;
use std::collections::HashMap;

/// Most resources in one answer.
const MOST: usize = 20;

/// How each has fared, by name and language.
type Records = HashMap<(ResourceName, String), Fared>;

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
        let shelf = shelf(&mut tx).await?;
        let asked: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let found = shelf.into_iter().filter(|resource| {
            let text = format!("{} {}", resource.name, resource.text).to_lowercase();
            asked.iter().all(|word| text.contains(word.as_str()))
        });
        let found: Vec<Resource> = found.collect();
        Ok(Answer {
            text: say::resources(&found, MOST),
            data: found.iter().map(say::resource_data).collect(),
            case: None,
        })
    }

    async fn show_resource(&self, name: &str) -> Result<Answer> {
        let mut tx = self.store.read().await?;
        let shelf = shelf(&mut tx).await?;
        let records = tx.resources_fared().await?;
        let texts: Vec<(Resource, Fared)> = shelf
            .into_iter()
            .filter(|resource| resource.name.as_str().eq_ignore_ascii_case(name))
            .map(|resource| {
                let fared = fared(&records, &resource);
                (resource, fared)
            })
            .collect();
        if texts.is_empty() {
            return Err(Refusal::NoSuchResource(name.to_owned()).into());
        }
        Ok(Answer {
            text: say::resource(&texts, self.office().directory.time_zone),
            data: texts
                .iter()
                .map(|(resource, fared)| say::resource_record(resource, *fared))
                .collect(),
            case: None,
        })
    }

    async fn add_resource(&self, from: &Caller, line: &str) -> Result<Answer> {
        let written = Written::read(line).map_err(|fault| Refusal::UnknownWord(fault.to_string()))?;
        let mut work = self.begin(from, Right::Lead).await?;
        let resource = self.accepted(from, written, &work)?;
        let live = work.tx.resources().await?;
        if live.len() as i64 >= MOST_RESOURCES {
            return Err(Refusal::UnknownWord(say::too_many_resources(MOST_RESOURCES)).into());
        }
        let version = work.tx.add_resource(&resource, &from.staff.name).await?;
        let added = Resource { version, ..resource };
        let data = say::resource_data(&added);
        work.commit().await?;
        Ok(Answer {
            text: say::resource_added(&added),
            data,
            case: None,
        })
    }

    /// A resource fit to be kept: its places can be filled, its departments are ours, the guard lets it pass.
    fn accepted(&self, from: &Caller, written: Written, work: &work::Work) -> Result<Resource> {
        let directory = &work.office.directory;
        let text = work::words(&written.text)?;
        let example = Places {
            code: Some("K7M2-QX9D".to_owned()),
            ..places(directory, None)
        };
        let filled = example
            .fill(&text)
            .map_err(|fault| Refusal::UnknownWord(fault.to_string()))?;
        if written.purpose == resource::Purpose::Handoff && !resource::has(&text, "code") {
            return Err(Refusal::UnknownWord(say::handoff_without_code()).into());
        }
        let mut departments = Vec::with_capacity(written.departments.len());
        for name in &written.departments {
            let known = directory.find_department(name);
            let known = known.ok_or_else(|| {
                Refusal::NoSuchDepartment(name.clone(), directory.nearest_departments(name))
            })?;
            departments.push(known.name.clone());
        }
        let ruling = work.office.guard().check(Draft {
            words: &filled,
            thread: &[],
        });
        let passes = match ruling.verdict {
            Verdict::Ok => true,
            Verdict::Warn => from.staff.may(Right::Approve),
            Verdict::Block => false,
        };
        if !passes {
            return Err(Refusal::Guarded(ruling.findings).into());
        }
        let first = directory.languages.first().cloned();
        Ok(Resource {
            name: written.name,
            language: written.language.or(first).unwrap_or_else(|| "en".to_owned()),
            version: 0,
            purpose: written.purpose,
            text,
            departments,
            topics: written.topics,
            added_by: Some(from.staff.name.clone()),
            added_at: work.now,
        })
    }

    async fn retire_resource(&self, from: &Caller, name: &str) -> Result<Answer> {
        let name = ResourceName(name.to_lowercase());
        let mut work = self.begin(from, Right::Lead).await?;
        if work.tx.retire_resource(&name, &from.staff.name).await? == 0 {
            return Err(Refusal::NoSuchResource(name.to_string()).into());
        }
        work.commit().await?;
        Ok(Answer {
            text: say::resource_retired(&name),
            data: serde_json::json!({ "name": name, "state": "retired" }),
            case: None,
        })
    }
}

/// All that is in use: what the hospital added, and what is built in where it added nothing of that name and language.
pub(super) async fn shelf(tx: &mut Tx) -> Result<Vec<Resource>> {
    let mut shelf = tx.resources().await?;
    for built_in in ready::all() {
        let is_ours = |own: &Resource| own.name == built_in.name && own.language == built_in.language;
        if !shelf.iter().any(is_ours) {
            shelf.push(built_in);
        }
    }
    Ok(shelf)
}

pub(super) fn fared(records: &Records, resource: &Resource) -> Fared {
    let key = (resource.name.clone(), resource.language.clone());
    records.get(&key).copied().unwrap_or_default()
}

/// What fills the places of a text, for a case or for an example.
pub(super) fn places(directory: &Directory, case: Option<&Case>) -> Places {
    let facility = case.and_then(|case| case.facility.as_ref().map(ToString::to_string));
    let department = case.and_then(|case| directory.department(&case.department));
    Places {
        organisation: directory.organisation.clone(),
        facility: facility.unwrap_or_else(|| directory.organisation.clone()),
        department: department.map_or_else(|| directory.organisation.clone(), |d| d.title.clone()),
        phone: directory.handoff.phone.clone(),
        link: directory.handoff.link.clone(),
        code: None,
    }
}
