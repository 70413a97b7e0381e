//! Judging a post.

use super::{pick, words};
use liaison::domain::{Assessment, Intent, Network, Topic, Urgency};
use liaison::triage::{Mask, Print, Prints, Triage};
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
    is_its_own_copy(&post);
    masks(&post, said.topic);
}

fn is_its_own_copy(post: &str) {
    let Some(print) = Print::of(post) else {
        return;
    };
    assert!(!print.keys().is_empty());
    let mut prints = Prints::default();
    prints.add(print.clone(), ());
    assert!(
        prints.nearest(&print, |()| true).is_some(),
        "a text is its own copy"
    );
}

/// What identifies somebody gives way to what it is, however often it is shown.
fn masks(post: &str, topic: Topic) {
    let known = format!("{post}\nMRN 84520117");
    let mask = Mask::of([known.as_str()], topic);
    let shown = mask.post(&known);
    assert!(!shown.contains("84520117"), "{shown:?}");
    assert!(!mask.remark("her number is 84520117").contains("84520117"));
    let plain = Mask::of([], topic);
    assert_eq!(plain.post("where can I park?"), "where can I park?");
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
