//! What a button, a menu or a form stands for. It rides in an id of at most
//! 100 signs, and names verbs and numbers only: so it outlives a restart.

use crate::domain::DraftId;

/// Longest id that Discord takes.
const LONGEST: usize = 100;

/// What pressing, choosing or sending something means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::chat::discord) enum Act {
    /// A verb of a case: carried out, or its form is opened.
    Verb { verb: String, case: u64 },
    /// What else can be done with the case.
    More { case: u64 },
    /// A verb was chosen from that list.
    Pick { case: u64 },
    /// One of a verb's arguments was chosen; those chosen before it.
    Choose {
        verb: String,
        case: u64,
        given: Vec<String>,
    },
    /// A form was sent; what was chosen before it opened.
    Form {
        verb: String,
        case: u64,
        given: Vec<String>,
    },
    /// Go on from words that were refused; the draft that they are about.
    Draft {
        key: String,
        verb: String,
        case: u64,
        seen: Option<DraftId>,
    },
    /// A draft was decided about: at once, or its form is opened.
    Decide {
        verb: String,
        case: u64,
        draft: DraftId,
        at_once: bool,
    },
    /// The form about a draft was sent.
    Decided { verb: String, case: u64, draft: DraftId },
    /// A line that an answer offered.
    Line { line: String },
    /// An answer that was offered goes into the reply form.
    Use { case: u64, key: String },
    /// A case was chosen from a list of new ones.
    Open,
}

impl Act {
    /// What an id stands for; none when it is not one of ours.
    pub(in crate::chat::discord) fn read(id: &str) -> Option<Self> {
        let steps: Vec<&str> = id.split('/').collect();
        let number = |step: &str| step.parse::<u64>().ok().filter(|case| *case > 0);
        let given = |steps: &[&str]| steps.iter().map(|step| decoded(step)).collect::<Vec<String>>();
        match steps.as_slice() {
            ["case", verb, case] => Some(Self::Verb {
                verb: (*verb).to_owned(),
                case: number(case)?,
            }),
            ["more", case] => Some(Self::More { case: number(case)? }),
            ["pick", case, _page] => Some(Self::Pick { case: number(case)? }),
            ["choose", verb, case, before @ .., _page] => Some(Self::Choose {
                verb: (*verb).to_owned(),
                case: number(case)?,
                given: given(before),
            }),
            ["form", verb, case, before @ ..] => Some(Self::Form {
                verb: (*verb).to_owned(),
                case: number(case)?,
                given: given(before),
            }),
            ["draft", key, verb, case] => Some(Self::Draft {
                key: (*key).to_owned(),
                verb: (*verb).to_owned(),
                case: number(case)?,
                seen: None,
            }),
            ["draft", key, verb, case, seen] => Some(Self::Draft {
                key: (*key).to_owned(),
                verb: (*verb).to_owned(),
                case: number(case)?,
                seen: Some(seen.parse().ok()?),
            }),
            ["decide", verb, case, draft, how] => Some(Self::Decide {
                verb: (*verb).to_owned(),
                case: number(case)?,
                draft: draft.parse().ok()?,
                at_once: *how == "now",
            }),
            ["decided", verb, case, draft] => Some(Self::Decided {
                verb: (*verb).to_owned(),
                case: number(case)?,
                draft: draft.parse().ok()?,
            }),
            ["use", case, key] => Some(Self::Use {
                case: number(case)?,
                key: decoded(key),
            }),
            ["line", line] => Some(Self::Line { line: decoded(line) }),
            ["open", _page] => Some(Self::Open),
            _ => None,
        }
    }

    /// The id that stands for it; none when it would be too long. Menus add their page.
    pub(in crate::chat::discord) fn id(&self) -> Option<String> {
        let id = match self {
            Self::Verb { verb, case } => format!("case/{verb}/{case}"),
            Self::More { case } => format!("more/{case}"),
            Self::Pick { case } => format!("pick/{case}"),
            Self::Choose { verb, case, given } => format!("choose/{verb}/{case}{}", encoded(given)),
            Self::Form { verb, case, given } => format!("form/{verb}/{case}{}", encoded(given)),
            Self::Draft {
                key,
                verb,
                case,
                seen,
            } => {
                let seen = seen.map(|seen| format!("/{seen}")).unwrap_or_default();
                format!("draft/{key}/{verb}/{case}{seen}")
            }
            Self::Decide {
                verb,
                case,
                draft,
                at_once,
            } => {
                let how = if *at_once { "now" } else { "form" };
                format!("decide/{verb}/{case}/{draft}/{how}")
            }
            Self::Decided { verb, case, draft } => format!("decided/{verb}/{case}/{draft}"),
            Self::Use { case, key } => format!("use/{case}{}", encoded(std::slice::from_ref(key))),
            Self::Line { line } => format!("line{}", encoded(std::slice::from_ref(line))),
            Self::Open => "open".to_owned(),
        };
        // A menu's page takes two signs more.
        (id.chars().count() + 2 <= LONGEST).then_some(id)
    }
}

fn encoded(given: &[String]) -> String {
    given
        .iter()
        .map(|value| format!("/{}", value.replace('%', "%25").replace('/', "%2F")))
        .collect()
}

fn decoded(step: &str) -> String {
    step.replace("%2F", "/").replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_ours_means_nothing() {
        for id in [
            "",
            "case",
            "case/claim",
            "case/claim/x",
            "case/claim/0",
            "more/-1",
            "form/reply",
            "x/y/z",
        ] {
            assert_eq!(Act::read(id), None, "{id}");
        }
    }

    proptest! {
        #[test]
        fn an_act_comes_back_as_it_was(case in 1..u64::MAX, value in "[a-z/% éß]{0,20}", page in 0..4) {
            let given = vec![value];
            let form = Act::Form { verb: "transfer".to_owned(), case, given: given.clone() };
            prop_assert_eq!(Act::read(&form.id().unwrap()), Some(form));
            let choose = Act::Choose { verb: "transfer".to_owned(), case, given };
            prop_assert_eq!(Act::read(&format!("{}/{page}", choose.id().unwrap())), Some(choose));
        }

        #[test]
        fn words_to_go_on_from_keep_their_draft(case in 1..u64::MAX, key in 1..u64::MAX, seen in prop::option::of(any::<u128>())) {
            let seen = seen.map(|id| DraftId(uuid::Uuid::from_u128(id)));
            let draft = Act::Draft { key: key.to_string(), verb: "decline".to_owned(), case, seen };
            prop_assert_eq!(Act::read(&draft.id().unwrap()), Some(draft));
        }
    }

    #[test]
    fn what_is_too_long_has_no_id() {
        let given = vec!["x".repeat(90)];
        assert_eq!(
            Act::Form {
                verb: "transfer".to_owned(),
                case: 1,
                given
            }
            .id(),
            None
        );
    }
}
