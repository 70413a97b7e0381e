//! Who may act: what the settings say, and what chats tell of their people.
//!
//! What a chat told is kept in the database, where every process reads it
//! again and again. A chat that should tell of all its people but could not
//! for [`PATIENCE`] is believed no longer: nobody acts by a group of it until
//! it answers again. Whoever had left before stays away.

use super::{CONFLICTS, Desk, Office, Result};
use crate::domain::{Directory, Member, Remembered, Roll, Timestamp};
use crate::store::Store;
use chrono::TimeDelta;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

/// How long what a chat told of its groups holds when it can't be asked.
const PATIENCE: TimeDelta = TimeDelta::minutes(15);

/// What chats told.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    members: Vec<Remembered>,
    /// Chats whose last roll is too old.
    stale: Vec<String>,
}

impl Desk {
    /// New settings, from the next command on.
    pub fn settle_in(&self, directory: Directory) {
        let mut office = self.office.write().unwrap_or_else(PoisonError::into_inner);
        let settled = Office::new(directory, office.judge.clone()).with(Arc::clone(&office.known));
        *office = Arc::new(settled);
    }

    /// What a chat tells of its people; `complete` when these are all, so that whoever is missing has gone.
    pub async fn meet(&self, chat: &str, members: Vec<Member>, complete: bool) -> Result<()> {
        let office = self.office();
        let known = |member| office.settings.knows(&office.known.members, member);
        if !complete && members.iter().all(known) {
            return Ok(());
        }
        let roll = Roll {
            chat: chat.to_owned(),
            members,
            complete,
        };
        let mut kept = self.keep(&office, &roll).await;
        for _ in 0..CONFLICTS {
            match &kept {
                Err(error) if Store::is_conflict(error) => kept = self.keep(&office, &roll).await,
                _ => break,
            }
        }
        kept?;
        self.remember().await
    }

    async fn keep(&self, office: &Office, roll: &Roll) -> Result<()> {
        let mut tx = self.store.begin().await?;
        let known = tx.members().await?;
        tx.keep_members(&office.settings.news(&known, roll)).await?;
        if roll.complete {
            tx.note_roll(&roll.chat).await?;
        }
        tx.commit().await
    }

    /// Reads what chats told and what ails, here or in another process, and goes by it from then on.
    pub async fn remember(&self) -> Result<()> {
        let mut tx = self.store.read().await?;
        let (members, rolls) = (tx.members().await?, tx.rolls().await?);
        let ailing = tx.ailments().await?;
        drop(tx);
        self.ailments(|known| *known = ailing.into_iter().map(|a| (a.subject, a.why)).collect());
        let stale = stale(&rolls, self.clock.now());
        let known = Known { members, stale };
        let mut office = self.office.write().unwrap_or_else(PoisonError::into_inner);
        if *office.known != known {
            let settled = office.with(Arc::new(known));
            *office = Arc::new(settled);
        }
        Ok(())
    }
}

impl Office {
    /// The same settings with these people; what was compiled of them stays.
    fn with(&self, known: Arc<Known>) -> Self {
        Self {
            directory: Arc::new(self.settings.with_members(&known.believed())),
            settings: Arc::clone(&self.settings),
            triage: Arc::clone(&self.triage),
            guard: Arc::clone(&self.guard),
            judge: self.judge.clone(),
            known,
        }
    }
}

impl Known {
    /// The members, without the groups of chats whose word is too old.
    fn believed(&self) -> Vec<Remembered> {
        let mut members = self.members.clone();
        for one in &mut members {
            if self.stale.contains(&one.member.account.chat) {
                one.member.groups.clear();
            }
        }
        members
    }
}

fn stale(rolls: &HashMap<String, Timestamp>, now: Timestamp) -> Vec<String> {
    let old = rolls.iter().filter(|(_, called_at)| now - **called_at > PATIENCE);
    let mut stale: Vec<String> = old.map(|(chat, _)| chat.clone()).collect();
    stale.sort();
    stale
}
