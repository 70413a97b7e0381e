//! Who acts: the person of the settings with that account, or somebody in a
//! role of the settings. Roles count as they are in this very interaction.

use super::super::{Discord, NAME};
use super::heard::{Heard, Person};
use crate::domain::{Account, Directory, Member, Staff, Standing};

const NOT_HERE: &str = "I only answer in the server of your organisation. Please ask me there.";
const ELSEWHERE: &str = "I work for another server, so there is nothing I can do here.";
const NOBODY: &str = "You are not on my list yet. Who may act is decided in the settings of liaison: please ask \
     whoever looks after it to add you, or to give your role rights.";
const NOT_NOW: &str =
    "I can't look up what you may do at this moment. Nothing was changed; please try again shortly.";

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
    /// The person, with the rights they hold at this moment. The desk is told each time what they sent: it alone
    /// knows whether that is news, which another process may have heard first.
    pub(super) async fn who(&self, person: &Person) -> Result<Staff, &'static str> {
        let directory = self.clerk.directory();
        let groups = groups(&directory, person);
        if directory.by_account(NAME, &person.id).is_none() && groups.is_empty() {
            return Err(NOBODY);
        }
        let member = Member {
            account: Account {
                chat: NAME.to_owned(),
                id: person.id.clone(),
            },
            handle: person.handle.clone(),
            title: person.title.clone(),
            groups,
            standing: Standing::Member,
        };
        if let Err(error) = self.clerk.met(member).await {
            tracing::warn!(
                error = format!("{error:#}"),
                "What somebody on Discord may do can't be looked up"
            );
            return Err(NOT_NOW);
        }
        let directory = self.clerk.directory();
        directory.by_account(NAME, &person.id).cloned().ok_or(NOBODY)
    }
}
