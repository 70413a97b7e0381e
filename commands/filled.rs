//! Commands whose arguments come one by one under their names: the fields of a form, the options of an interaction.
//!
//! Nothing has to be cut here, so free text arrives whole, with its line breaks and the white space around it.
//! Everything else is checked as on a typed line.

use std::borrow::Cow;

use crate::catalogue::{self, Argument, Entry, Kind};
use crate::{Command, Misuse, Names, Root, misuse};

impl Names {
    /// Reads a verb whose arguments are named, such as `[("case", "142"), ("text", "Thank you")]`, in any order.
    ///
    /// A field that is blank was not filled in. `thread` is the case that is meant where its number was left out.
    pub fn fill(
        &self,
        root: Root,
        verb: &str,
        fields: &[(&str, &str)],
        thread: Option<u64>,
    ) -> Result<Command, Misuse> {
        let Some(entry) = catalogue::find(root, verb) else {
            return Err(misuse::unknown_verb(self, root, verb));
        };
        if let Some(field) = superfluous(entry, fields) {
            return Err(misuse::unknown_field(self, entry, field));
        }
        let thread = thread.map(|case| case.to_string());
        let mut arguments = Vec::with_capacity(entry.arguments.len());
        let mut left_out = None;
        for (place, argument) in entry.arguments.iter().enumerate() {
            let of_thread = thread
                .as_deref()
                .filter(|_| place == 0 && argument.kind == Kind::Case);
            match (value(argument, fields).or(of_thread), left_out) {
                (Some(value), None) => arguments.push(Cow::Borrowed(value)),
                // Further on the value would stand in the place of what is missing.
                (Some(_), Some(missing)) => return Err(misuse::left_out(self, entry, missing)),
                (None, _) => left_out = left_out.or(Some(argument)),
            }
        }
        self.understand(entry, arguments)
    }
}

/// A field that no argument takes: of an old form, or one that came twice.
fn superfluous<'a>(verb: &Entry, fields: &[(&'a str, &str)]) -> Option<&'a str> {
    let is_known = |name: &str| verb.arguments.iter().any(|argument| argument.name == name);
    let mut seen = Vec::with_capacity(fields.len());
    for (name, _) in fields {
        if !is_known(name) || seen.contains(name) {
            return Some(name);
        }
        seen.push(name);
    }
    None
}

fn value<'a>(argument: &Argument, fields: &[(&str, &'a str)]) -> Option<&'a str> {
    let (_, value) = fields.iter().find(|(name, _)| *name == argument.name)?;
    let trimmed = value.trim();
    match argument.kind {
        _ if trimmed.is_empty() => None,
        Kind::Text => Some(value),
        _ => Some(trimmed),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use crate::catalogue::VERBS;
    use crate::{Case, Command, Misuse, Names, Reply, Root, parse};

    fn fill(verb: &str, fields: &[(&str, &str)], thread: Option<u64>) -> Result<Command, Misuse> {
        Names::default().fill(Root::Case, verb, fields, thread)
    }

    fn refused(verb: &str, fields: &[(&str, &str)]) -> String {
        fill(verb, fields, None).expect_err("a misuse").to_string()
    }

    #[test]
    fn named_arguments_mean_what_a_typed_line_means() {
        for (verb, fields, line) in [
            ("claim", &[("case", "142")][..], "/case claim 142"),
            ("Claim", &[("case", " #142 ")], "/case claim 142"),
            (
                "reply",
                &[("text", "8 hours"), ("case", "7")],
                "/case reply 7 8 hours",
            ),
            (
                "priority",
                &[("case", "7"), ("urgency", "High ")],
                "/case priority 7 high",
            ),
            (
                "transfer",
                &[("department", "billing"), ("case", "7")],
                "/case transfer 7 billing",
            ),
            ("resolve", &[("case", "7"), ("note", " \n ")], "/case resolve 7"),
            (
                "merge",
                &[("into", "140"), ("case", "142")],
                "/case merge 142 140",
            ),
        ] {
            assert_eq!(fill(verb, fields, None), parse(line, None), "{line}");
        }
        let list = Names::default().fill(Root::Desk, "list", &[], Some(5));
        assert_eq!(list, parse("/desk list", None));
    }

    #[test]
    fn in_a_thread_its_case_is_meant() {
        assert_eq!(fill("claim", &[], Some(5)), parse("/case claim 5", None));
        assert_eq!(
            fill("claim", &[("case", "7")], Some(5)),
            parse("/case claim 7", None)
        );
        assert_eq!(
            fill("merge", &[("into", "7")], Some(5)),
            parse("/case merge 5 7", None)
        );
        let noted = fill("reply", &[("text", "2 hours")], Some(5));
        assert_eq!(noted, parse("/case reply #5 2 hours", None));
    }

    #[test]
    fn what_is_missing_or_wrong_is_said_as_on_a_typed_line() {
        for (verb, fields, line) in [
            ("claim", &[][..], "/case claim"),
            ("claim", &[("case", "seven")], "/case claim seven"),
            ("reply", &[("case", "7"), ("text", "  ")], "/case reply 7"),
            (
                "priority",
                &[("case", "7"), ("urgency", "hihg")],
                "/case priority 7 hihg",
            ),
            ("clam", &[("case", "7")], "/case clam 7"),
            ("list", &[], "/case list"),
        ] {
            assert_eq!(fill(verb, fields, None), parse(line, None), "{line}");
        }
        assert_snapshot!(refused("reply", &[("text", "142 is my room")]), @r"
        Please put the number of the case after `reply`, such as `142`.
        Usage: /case reply CASE TEXT
        ");
        assert_snapshot!(refused("transfer", &[("case", "7"), ("why", "not ours")]), @r"
        Please add DEPARTMENT: the department that should have the case.
        Usage: /case transfer CASE DEPARTMENT [WHY]
        ");
    }

    #[test]
    fn a_field_that_the_verb_does_not_have_is_refused() {
        assert_snapshot!(refused("claim", &[("case", "7"), ("for", "ana")]), @r"
        `claim` takes only CASE, so I don't know what to do with `for`.
        Usage: /case claim CASE
        ");
        assert_snapshot!(refused("claim", &[("case", "7"), ("case", "8")]), @r"
        `claim` takes only CASE, so I don't know what to do with `case`.
        Usage: /case claim CASE
        ");
    }

    proptest! {
        #[test]
        fn an_answer_is_never_changed(text in any::<String>().prop_filter("blank", |text| !text.trim().is_empty())) {
            let filled = fill("reply", &[("case", "7"), ("text", &text)], Some(5));
            prop_assert_eq!(filled, Ok(Command::Case(Case::Reply(Reply { case: 7, text }))));
        }

        #[test]
        fn no_fields_panic(name in any::<String>(), value in any::<String>(), thread in any::<Option<u64>>()) {
            for verb in VERBS.iter() {
                let mut fields = vec![(name.as_str(), value.as_str())];
                let _ = Names::default().fill(verb.root, &verb.verb, &fields, thread);
                fields = verb.arguments.iter().map(|it| (it.name.as_str(), value.as_str())).collect();
                let _ = Names::default().fill(verb.root, &verb.verb, &fields, thread);
            }
        }
    }
}
