//! What people wrote and could not send, kept for an hour so that they need
//! not write it again. Only in memory: words of a draft are nobody else's
//! business, and a restart forgets them.

use super::heard::Fields;
use crate::domain::{Clock, Timestamp};
use chrono::TimeDelta;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

const KEPT_FOR: TimeDelta = TimeDelta::hours(1);
const MOST: usize = 500;

pub(in crate::chat::discord) struct Drafts {
    clock: Clock,
    kept: Mutex<VecDeque<Draft>>,
}

struct Draft {
    key: String,
    person: String,
    fields: Fields,
    at: Timestamp,
}

impl Drafts {
    pub(in crate::chat::discord) fn new(clock: Clock) -> Self {
        Self {
            clock,
            kept: Mutex::default(),
        }
    }

    pub(super) fn keep(&self, key: &str, person: &str, fields: Fields) {
        let at = self.clock.now();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|draft| at - draft.at < KEPT_FOR);
        if kept.len() >= MOST {
            kept.pop_front();
        }
        kept.push_back(Draft {
            key: key.to_owned(),
            person: person.to_owned(),
            fields,
            at,
        });
    }

    /// A person's own draft; anybody else's is not theirs to see.
    pub(super) fn find(&self, key: &str, person: &str) -> Option<Fields> {
        let now = self.clock.now();
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let draft = kept
            .iter()
            .find(|draft| draft.key == key && draft.person == person)?;
        (now - draft.at < KEPT_FOR).then(|| draft.fields.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn a_draft_is_its_writers_for_an_hour() {
        let clock = Clock::manual(DateTime::UNIX_EPOCH);
        let drafts = Drafts::new(clock.clone());
        let fields = vec![("text".to_owned(), "Sorry".to_owned())];
        drafts.keep("1", "ana", fields.clone());
        assert_eq!(drafts.find("1", "ana"), Some(fields));
        assert_eq!(drafts.find("1", "ben"), None);
        clock.advance(KEPT_FOR);
        assert_eq!(drafts.find("1", "ana"), None);
    }

    #[test]
    fn the_oldest_make_room() {
        let drafts = Drafts::new(Clock::manual(DateTime::UNIX_EPOCH));
        (0..=MOST).for_each(|n| drafts.keep(&n.to_string(), "ana", Vec::new()));
        assert!(drafts.find("0", "ana").is_none() && drafts.find("1", "ana").is_some());
    }
}
