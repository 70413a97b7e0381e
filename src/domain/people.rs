//! The organisation's people as settings and chats together know them.
//!
//! A person of the settings gains what the groups of their accounts may do.
//! Somebody in such a group whom the settings don't name becomes staff under
//! a name made of their handle, given once and kept. Whoever has left a chat
//! is nobody anywhere, whatever the settings say; guests and strangers can't
//! act with the account they are that with.

use super::{
    Account, Directory, Draft, DraftState, Group, Member, Refusal, Remembered, Right, Roll, Staff, StaffName,
    Standing, text,
};
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

/// Most signs of a name made of a handle.
const LONGEST_NAME: usize = 40;
/// Most signs of the name that somebody shows.
const LONGEST_TITLE: usize = 80;

impl Directory {
    /// The organisation with those whom its chats know. What it says of people is what the settings say.
    pub fn with_members(&self, known: &[Remembered]) -> Self {
        let places: HashMap<&Account, usize> = self
            .staff
            .iter()
            .enumerate()
            .flat_map(|(at, staff)| staff.accounts.iter().map(move |account| (account, at)))
            .collect();
        let mut named: Vec<Option<Staff>> = self.staff.iter().cloned().map(Some).collect();
        let mut taken: HashSet<String> = self.staff.iter().map(|s| key(&s.name)).collect();
        let mut joined = Vec::new();
        for one in known {
            match places.get(&one.member.account) {
                Some(at) => {
                    named[*at] = named[*at]
                        .take()
                        .and_then(|staff| self.as_known(staff, &one.member));
                }
                None => joined.extend(self.join(one, &mut taken)),
            }
        }
        Self {
            joined: joined.iter().map(|staff: &Staff| staff.name.clone()).collect(),
            staff: named.into_iter().flatten().chain(joined).collect(),
            ..self.clone()
        }
    }

    /// That whoever approves a draft is somebody else than its author and than who approved before. Of accounts in
    /// two chats nobody can tell that, unless the settings name both people.
    pub fn apart(&self, approver: &Staff, draft: &Draft) -> Result<(), Refusal> {
        let first = match &draft.state {
            DraftState::Blocked { first: Some(yes) } => Some(&yes.by),
            _ => None,
        };
        for other in first.into_iter().chain([&draft.author]) {
            let Some(other) = self.staff(other.as_str()) else {
                continue;
            };
            let unnamed = self.joined.contains(&other.name) || self.joined.contains(&approver.name);
            let chats = |staff: &Staff| staff.accounts.iter().map(|a| a.chat.clone()).collect::<Vec<_>>();
            let share = chats(other).iter().any(|chat| chats(approver).contains(chat));
            if unnamed && !share && other.name != approver.name {
                return Err(Refusal::MayBeOne(other.name.clone()));
            }
        }
        Ok(())
    }

    /// What of a roll was not known before: the rows to be kept. `self` is what the settings say.
    pub fn news(&self, known: &[Remembered], roll: &Roll) -> Vec<Remembered> {
        let before: HashMap<&Account, &Remembered> =
            known.iter().map(|one| (&one.member.account, one)).collect();
        let names = known.iter().filter_map(|one| one.name.as_ref());
        let mut taken: HashSet<String> = names.chain(self.staff.iter().map(|s| &s.name)).map(key).collect();
        let mut seen = HashSet::new();
        let mut news = Vec::new();
        for member in roll.members.iter().filter(|m| m.account.chat == roll.chat) {
            if !seen.insert(&member.account) {
                continue;
            }
            let member = shown(member);
            let old = before.get(&member.account).copied();
            if old.is_none() && !self.concerns(&member) {
                continue;
            }
            let name = match old.and_then(|old| old.name.clone()) {
                None if self.needs_name(&member) => Some(name(&member, &mut taken)),
                name => name,
            };
            let new = Remembered { member, name };
            if old != Some(&new) {
                news.push(new);
            }
        }
        if roll.complete {
            let missing = |one: &&Remembered| {
                let Member {
                    account, standing, ..
                } = &one.member;
                account.chat == roll.chat && *standing != Standing::Gone && !seen.contains(account)
            };
            news.extend(known.iter().filter(missing).map(gone));
        }
        news
    }

    /// Whether all that the member is, is known: nothing of it would be news.
    pub fn knows(&self, known: &[Remembered], member: &Member) -> bool {
        let member = shown(member);
        match known.iter().find(|one| one.member.account == member.account) {
            Some(one) => one.member == member && (one.name.is_some() || !self.needs_name(&member)),
            None => !self.concerns(&member),
        }
    }

    fn concerns(&self, member: &Member) -> bool {
        self.by_account(&member.account.chat, &member.account.id)
            .is_some()
            || self.groups_of(member).next().is_some()
    }

    fn needs_name(&self, member: &Member) -> bool {
        member.standing == Standing::Member
            && self.groups_of(member).next().is_some()
            && self
                .by_account(&member.account.chat, &member.account.id)
                .is_none()
    }

    fn groups_of(&self, member: &Member) -> impl Iterator<Item = &Group> {
        self.groups
            .iter()
            .filter(|group| group.chat == member.account.chat && member.groups.contains(&group.id))
    }

    /// A person of the settings, with what a chat knows of them.
    fn as_known(&self, mut staff: Staff, member: &Member) -> Option<Staff> {
        match member.standing {
            Standing::Gone => return None,
            Standing::Guest | Standing::Stranger => staff.accounts.retain(|a| *a != member.account),
            Standing::Member => {
                for group in self.groups_of(member) {
                    add(&mut staff.rights, &group.rights);
                    staff.department = staff.department.or_else(|| group.department.clone());
                }
            }
        }
        Some(staff)
    }

    /// A person whom only their groups make one of us.
    fn join(&self, one: &Remembered, taken: &mut HashSet<String>) -> Option<Staff> {
        let member = &one.member;
        if !self.needs_name(member) {
            return None;
        }
        let given = one.name.clone()?;
        // The settings came to name somebody else so: the name is theirs.
        let name = [
            given.clone(),
            StaffName(format!("{given}.{}", member.account.chat)),
        ]
        .into_iter()
        .find(|name| taken.insert(key(name)))?;
        let mut staff = Staff {
            name,
            title: member.title.clone(),
            department: None,
            languages: Vec::new(),
            rights: Vec::new(),
            accounts: vec![member.account.clone()],
        };
        for group in self.groups_of(member) {
            add(&mut staff.rights, &group.rights);
            staff.department = staff.department.or_else(|| group.department.clone());
        }
        Some(staff)
    }
}

fn add(rights: &mut Vec<Right>, more: &[Right]) {
    for right in more {
        if !rights.contains(right) {
            rights.push(*right);
        }
    }
}

/// Names that differ in capitals only are one name.
fn key(name: &StaffName) -> String {
    name.as_str().to_ascii_lowercase()
}

/// A member with a shown name that is fit to show.
fn shown(member: &Member) -> Member {
    Member {
        title: text::line(&text::clean(&member.title), LONGEST_TITLE),
        ..member.clone()
    }
}

fn gone(one: &Remembered) -> Remembered {
    Remembered {
        member: Member {
            standing: Standing::Gone,
            groups: Vec::new(),
            ..one.member.clone()
        },
        name: one.name.clone(),
    }
}

/// A name that nobody has: the handle as a word, with the chat's name behind it where another has that word.
fn name(member: &Member, taken: &mut HashSet<String>) -> StaffName {
    let chat = &member.account.chat;
    let words = [
        word(&member.handle),
        word(&member.account.id),
        "somebody".to_owned(),
    ];
    let word = words
        .into_iter()
        .find(|word| !word.is_empty())
        .unwrap_or_default();
    let numbered = (2..).map(|n| format!("{word}.{chat}.{n}"));
    [word.clone(), format!("{word}.{chat}")]
        .into_iter()
        .chain(numbered)
        .find(|name| taken.insert(name.clone()))
        .map_or_else(|| StaffName(word), StaffName)
}

fn word(handle: &str) -> String {
    let plain = handle.nfkd().flat_map(char::to_lowercase);
    plain
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-'))
        .take(LONGEST_NAME)
        .collect::<String>()
        .trim_matches(['.', '_', '-'])
        .to_owned()
}

#[cfg(test)]
mod tests;
