//! What a person has to mend: told to the administrators once, in every
//! channel of theirs, since the one that ails may be among them; and told
//! again when it is mended.

use super::work::Work;
use super::{Desk, Result, say};
use crate::domain::{Line, Right, StaffName};
use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::sync::PoisonError;

/// Another reason for the same ailment is told this often.
const AGAIN: TimeDelta = TimeDelta::hours(1);

/// What is known to ail and why: spares the database a question at each delivery.
pub(super) type Ailments = BTreeMap<String, String>;

impl Desk {
    /// Something needs a person; `subject` is always spelt alike.
    pub async fn ailing(&self, subject: &str, why: &str) -> Result<()> {
        if self.ailments(|known| known.get(subject).is_some_and(|known| known == why)) {
            return Ok(());
        }
        let mut work = self.by_clock().await?;
        let told_before = work.now - AGAIN;
        if work.tx.ailing(subject, why, told_before).await? {
            tracing::error!(subject, why, "Something needs somebody to mend it");
            let admins: Vec<StaffName> = work.administrators();
            let directory = std::sync::Arc::clone(&work.office.directory);
            work.tell_administrators(&say::ailing(&directory, subject, why, &admins));
        }
        work.commit().await?;
        self.ailments(|known| known.insert(subject.to_owned(), why.to_owned()));
        Ok(())
    }

    /// It works; nothing happens unless it was known to ail.
    pub async fn healed(&self, subject: &str) -> Result<()> {
        if !self.ailments(|known| known.contains_key(subject)) {
            return Ok(());
        }
        let mut work = self.by_clock().await?;
        if work.tx.healed(subject).await? {
            tracing::info!(subject, "What needed somebody works again");
            let directory = std::sync::Arc::clone(&work.office.directory);
            work.tell_administrators(&say::healed(&directory, subject));
        }
        work.commit().await?;
        self.ailments(|known| known.remove(subject));
        Ok(())
    }

    /// What is known to ail in a chat itself, not in one of its channels.
    pub fn known_to_ail(&self, chat: &str) -> Vec<String> {
        let of_chat = |subject: &&String| subject.split('/').next() == Some(chat);
        self.ailments(|known| known.keys().filter(of_chat).cloned().collect())
    }

    pub(super) fn ailments<T>(&self, with: impl FnOnce(&mut Ailments) -> T) -> T {
        with(&mut self.ailments.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Work {
    fn administrators(&self) -> Vec<StaffName> {
        let admins = self.office.directory.who_may(Right::Admin);
        admins.map(|staff| staff.name.clone()).collect()
    }

    fn tell_administrators(&mut self, line: &Line) {
        let channels = self.office.directory.administration().map(|d| d.channels.clone());
        self.tell_department(&channels.unwrap_or_default(), None, line);
    }
}
