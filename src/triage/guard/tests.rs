//! Minimal pairs by reason, in English and Spanish; and what holds of any text.

use super::*;
use crate::triage::measure::lakeshore;
use proptest::prelude::*;

static GUARD: LazyLock<Guard> = LazyLock::new(|| Guard::new(&lakeshore()));

fn ruled(mention: &str, reply: &str) -> Ruling {
    GUARD.check(Draft {
        words: reply,
        thread: &[mention],
    })
}

/// Each row: what the author wrote, an answer that must not go out, one that may.
fn pairs(kind: Reason, table: &[(&str, &str, &str)]) {
    for (mention, bad, fine) in table {
        let ruling = ruled(mention, bad);
        assert_eq!(ruling.verdict, Verdict::Block, "{bad}");
        assert!(
            ruling.findings.iter().any(|finding| finding.kind == kind),
            "{bad}: {:?}",
            ruling.findings
        );
        let ruling = ruled(mention, fine);
        assert_eq!(ruling.verdict, Verdict::Ok, "{fine}: {:?}", ruling.findings);
    }
}

#[test]
fn empty_words_are_fine() {
    for words in ["", " ", "\u{200b}\u{202e}", "...", "\n\n"] {
        assert_eq!(ruled("waited 6 hours", words).verdict, Verdict::Ok, "{words:?}");
    }
}

#[test]
fn what_every_desk_says_is_fine() {
    let table = [
        "Our billing office is at 555-0100.",
        "Please call 911 now.",
        "We can't discuss specifics here. Our patient liaison is at 555-0142.",
        "We can't confirm whether anyone is or was a patient.",
        "We are sorry for your loss.",
        "Please don't post personal details here; send us a private message.",
        "Por privacidad no podemos hablar de casos individuales aquí. Llame al 555-0142.",
    ];
    for words in table {
        let ruling = ruled("they lost my mom's results", words);
        assert_eq!(ruling.verdict, Verdict::Ok, "{words}: {:?}", ruling.findings);
    }
}

proptest! {
    #[test]
    fn findings_lie_within_any_text(
        mention in "\\PC{0,40}",
        words in "\\PC{0,160}|(your chart |we looked into |DOB |Ms. Rourke, |555-0187|😂|\u{200b}|\u{202e}|é|您的病历|su cita |! |\\. ){0,30}"
    ) {
        let ruling = ruled(&mention, &words);
        let chars = words.chars().count();
        for finding in &ruling.findings {
            prop_assert!(finding.start < finding.end && finding.end <= chars, "{:?}", finding);
            prop_assert!(finding.verdict <= ruling.verdict && !finding.why.is_empty());
        }
        prop_assert!(ruling.findings.is_sorted_by_key(|finding| finding.start));
        prop_assert_eq!(ruled(&mention, &words), ruling);
    }
}
