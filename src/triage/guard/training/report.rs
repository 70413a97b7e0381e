//! How well the guard judges replies of which its model has not seen the
//! posts.

use super::super::model::Model;
use super::super::{BLOCKS_AT, rules};
use super::rows::{Row, Rows};
use super::train;
use std::fmt;

/// How many rows were judged, and how many of them right.
#[derive(Debug, Default, Clone, Copy)]
pub(in crate::triage::guard) struct Share {
    pub right: u32,
    pub all: u32,
}

impl Share {
    pub fn count(&mut self, is_right: bool) {
        self.all += 1;
        self.right += u32::from(is_right);
    }

    pub fn value(self) -> f64 {
        f64::from(self.right) / f64::from(self.all.max(1))
    }
}

/// What was blocked of the drafts that must not go out, and passed of those that may: a half of the replies each.
#[derive(Debug, Clone)]
pub struct Report([Half; 2]);

#[derive(Debug, Default, Clone)]
struct Half {
    blocked: Share,
    passed: Share,
}

/// Each half of the replies, judged by what was learnt from the other and from the single sentences. `seen` hears of
/// every half that is done.
pub fn held_back(rows: &Rows, mut seen: impl FnMut(usize)) -> Report {
    let halves = halves(rows);
    let half = |at: usize| {
        let model = Model::read(&train(&halves[1 - at]));
        let half = Half::judged(&model, &halves[at].replies);
        seen(at + 1);
        half
    };
    Report([0, 1].map(half))
}

/// Replies to one post share its words, so they stay together.
fn halves(rows: &Rows) -> [Rows; 2] {
    let is_first = |row: &Row| row.mention.bytes().map(u32::from).sum::<u32>() % 2 == 0;
    let (first, second) = rows.replies.iter().cloned().partition(is_first);
    [first, second].map(|replies| Rows {
        replies,
        sentences: rows.sentences.clone(),
    })
}

impl Half {
    fn judged(model: &Model, replies: &[Row]) -> Self {
        let mut half = Self::default();
        for row in replies {
            let is_blocked = row.with_evidence(|evidence| {
                let is_certain = !rules::certain(evidence).is_empty();
                is_certain || model.judge(&model.measure(evidence)).score >= BLOCKS_AT
            });
            let share = if row.is_bad() {
                &mut half.blocked
            } else {
                &mut half.passed
            };
            share.count(is_blocked == row.is_bad());
        }
        half
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "held back  blocked  of bad  passed  of fine")?;
        for (name, half) in ["first", "second"].iter().zip(&self.0) {
            let Half { blocked, passed } = half;
            write!(
                f,
                "\n{name:<9} {:>8.3} {:>7} {:>7.3} {:>8}",
                blocked.value(),
                blocked.all,
                passed.value(),
                passed.all
            )?;
        }
        Ok(())
    }
}
