//! The guard: what it says of words meant for the public.

use super::words;
use liaison::domain::{Ruling, Verdict};
use liaison::triage::{Draft, Guard};
use std::sync::LazyLock;

static GUARD: LazyLock<Guard> = LazyLock::new(|| Guard::new(&super::house::directory()));

/// Any draft, under any posts: lines of the bytes, the draft the last of them.
pub fn check(data: &[u8]) {
    let text = words(data);
    let mut thread: Vec<&str> = text.split('\0').collect();
    let draft = thread.pop().unwrap_or_default();
    let said = GUARD.check(Draft {
        words: draft,
        thread: &thread,
    });
    assert_eq!(
        said,
        GUARD.check(Draft {
            words: draft,
            thread: &thread
        }),
        "the same words, the same ruling"
    );
    holds(&said, draft);
    alone(draft);
}

fn holds(said: &Ruling, draft: &str) {
    let end = draft.chars().count();
    let mut last = 0;
    for finding in &said.findings {
        assert!(
            finding.start <= finding.end && finding.end <= end,
            "{finding:?} of {end}"
        );
        assert!(last <= finding.start, "{finding:?} before {last}");
        assert!(
            finding.verdict != Verdict::Ok && !finding.why.is_empty(),
            "{finding:?}"
        );
        assert!(finding.why.len() < 400, "{finding:?}");
        last = finding.start;
    }
    let gravest = said.findings.iter().map(|finding| finding.verdict).max();
    assert_eq!(said.verdict, gravest.unwrap_or(Verdict::Ok));
}

/// An identifier in our own words can't be hidden by more words before it.
fn alone(draft: &str) {
    let with_number = format!("{draft}\nMRN 84520117, DOB 04/12/1961");
    let said = GUARD.check(Draft {
        words: &with_number,
        thread: &[],
    });
    holds(&said, &with_number);
    assert_eq!(said.verdict, Verdict::Block, "{with_number:?}");
}
