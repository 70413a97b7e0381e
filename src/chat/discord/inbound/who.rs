//! Who acts: the person of the settings with that account, or somebody in a
//! role of the settings. Roles count as they are in this very interaction.

use super::super::{Discord, NAME};
use super::heard::{Heard, Person};
use crate::domain::{Account, Directory, Member, Staff, Standing};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

const NOT_HERE: &str = "I only answer in the server of your organisation. Please ask me there.";
const ELSEWHERE: &str = "I work for another server, so there is nothing I can do here.";
const NOBODY: &str = "You are not on my list yet. Who may act is decided in the settings of liaison: please ask \
     whoever looks after it to add you, or to give your role rights.";
const NOT_NOW: &str =
    "I can't look up what you may do at this moment. Nothing was changed; please try again shortly.";
/// Roles are remembered of so many people.
const MOST: usize = 20_000;

/// The roles that were last told to the desk, by account.
#[derive(Default)]
pub(in crate::chat::discord) struct Known(Mutex<HashMap<String, Vec<String>>>);

impl Known {
    fn has(&self, person: &str, groups: &[String]) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(person).is_some_and(|told| told == groups)
    }

    fn keep(&self, person: &str, groups: Vec<String>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(person.to_owned(), groups);
    }
}

/// Why this can't be acted on at all, whoever it is.
pub(super) fn out_of_place(heard: &Heard, guild: u64) -> Option<&'static str> {
    match heard.guild.as_deref() {
        None => Some(NOT_HERE),
        Some(id) if id != guild.to_string() => Some(ELSEWHERE),
        Some(_) => None,
    }
}

/// The roles of the settings that somebody has.
fn groups(directory: &Directory, person: &Person) -> Vec<String> {
    let mut groups: Vec<String> = directory
        .groups
        .iter()
        .filter(|group| group.chat == NAME && person.roles.contains(&group.id))
        .map(|group| group.id.clone())
        .collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// Whether somebody may be one of us, as far as that is known without asking anybody.
pub(super) fn seems_known(directory: &Directory, person: &Person) -> Result<(), &'static str> {
    let known = directory.by_account(NAME, &person.id).is_some() || !groups(directory, person).is_empty();
    if known { Ok(()) } else { Err(NOBODY) }
}

impl Discord {
    /// The person, with the rights they hold at this moment.
    pub(super) async fn who(&self, person: &Person) -> Result<Staff, &'static str> {
        let directory = self.clerk.directory();
        let groups = groups(&directory, person);
        let listed = directory.by_account(NAME, &person.id);
        if listed.is_none() && groups.is_empty() {
            return Err(NOBODY);
        }
        if let (Some(staff), true) = (listed, self.known.has(&person.id, &groups)) {
            return Ok(staff.clone());
        }
        let member = Member {
            account: Account {
                chat: NAME.to_owned(),
                id: person.id.clone(),
            },
            handle: person.handle.clone(),
            title: person.title.clone(),
            groups: groups.clone(),
            standing: Standing::Member,
        };
        if let Err(error) = self.clerk.met(member).await {
            tracing::warn!(
                error = format!("{error:#}"),
                "What somebody on Discord may do can't be looked up"
            );
            return Err(NOT_NOW);
        }
        self.known.keep(&person.id, groups);
        let directory = self.clerk.directory();
        directory.by_account(NAME, &person.id).cloned().ok_or(NOBODY)
    }
}
