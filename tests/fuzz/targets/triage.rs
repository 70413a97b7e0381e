//! Judging a post.

use super::{pick, words};
use liaison::domain::{Assessment, Intent, Network, Urgency};
use liaison::triage::Triage;
use std::sync::LazyLock;

static TRIAGE: LazyLock<Triage> = LazyLock::new(|| Triage::new(&super::house::directory()));

/// Any post on any network.
pub fn check(data: &[u8]) {
    let (network, data) = pick(Network::ALL, data);
    let post = words(data);
    let judgement = TRIAGE.assess(&post, *network);
    assert_eq!(
        judgement,
        TRIAGE.assess(&post, *network),
        "the same words, the same judgement"
    );
    findings_lie_within(&judgement.assessment, &post);
    let said = &judgement.assessment;
    assert!(
        said.language.is_empty() || said.language.len() == 2,
        "{}",
        said.language
    );
    assert!(said.reasons.len() <= 4, "{:?}", said.reasons);
    if said.intent == Intent::Emergency {
        assert_eq!(said.urgency, Urgency::Critical, "an emergency is urgent");
    }
    assert!(judgement.route_hits.is_sorted());
}

/// In order, none over another, all within the text.
fn findings_lie_within(said: &Assessment, post: &str) {
    let (mut last, end) = (0, post.chars().count());
    for finding in &said.findings {
        assert!(
            last <= finding.start && finding.start < finding.end,
            "{finding:?} after {last}"
        );
        assert!(finding.end <= end, "{finding:?} of {end}");
        last = finding.end;
    }
}
