//! `help`: the verbs explained, and the text that does it.

use std::fmt::Write;

use clap::Args;

use crate::catalogue::{self, Entry, Kind, VERBS};
use crate::misuse::{self, Misuse};
use crate::{Names, Root};

/// Show what you can do here, or explain one verb.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
#[command(after_help = "help\nhelp reply")]
pub struct Help {
    /// The verb you would like to know more about.
    pub verb: Option<String>,
}

/// Explains one verb, one root, or without a topic everything, with the usual names of the roots.
pub fn help(topic: Option<&str>) -> Result<String, Misuse> {
    Names::default().help(topic)
}

impl Names {
    /// Explains one verb (`reply`, `/case reply`), one root (`case`), or without a topic everything.
    pub fn help(&self, topic: Option<&str>) -> Result<String, Misuse> {
        let mut words = topic.unwrap_or_default().split_whitespace().peekable();
        let root = words.peek().and_then(|word| self.root(word));
        if root.is_some() {
            words.next();
        }
        match (root, words.next()) {
            (None, None) => Ok(self.overview()),
            (Some(root), None) => Ok(self.chapter(root)),
            (Some(root), Some(verb)) => match catalogue::find(root, verb) {
                Some(entry) => Ok(self.page(entry)),
                None => Err(misuse::unknown_verb(self, root, verb)),
            },
            (None, Some(verb)) => {
                let both = [Root::Case, Root::Desk].into_iter();
                let found = both.filter_map(|root| catalogue::find(root, verb));
                let pages: Vec<String> = found.map(|entry| self.page(entry)).collect();
                match pages.as_slice() {
                    [] => Err(misuse::unknown_topic(self, verb)),
                    pages => Ok(pages.join("\n\n")),
                }
            }
        }
    }

    fn overview(&self) -> String {
        let (case, desk) = (self.chapter(Root::Case), self.chapter(Root::Desk));
        format!(
            "{case}\n\n{desk}\n\n`{} help VERB` explains a verb, with an example.",
            self.of(Root::Desk)
        )
    }

    fn chapter(&self, root: Root) -> String {
        let name = self.of(root);
        let mut text = match root {
            Root::Case => format!(
                "{name} VERB CASE … works on one case, such as `{name} claim 142`.\n\
                 In the case's own thread you may leave its number out: `{name} claim`."
            ),
            Root::Desk => format!("{name} VERB … is for everything else."),
        };
        for entry in VERBS.iter().filter(|entry| entry.root == root) {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n  {:<9} {}", entry.verb, entry.about);
        }
        text
    }

    fn page(&self, entry: &Entry) -> String {
        let Entry {
            usage,
            about,
            details,
            examples,
            arguments,
            ..
        } = self.dress(entry);
        let mut parts = vec![usage, format!("{about}.")];
        if !details.is_empty() {
            parts.push(details);
        }
        let width = arguments
            .iter()
            .map(|argument| argument.name.len())
            .max()
            .unwrap_or_default();
        let described = arguments.iter().map(|argument| {
            let hint = match argument.kind {
                Kind::Case if argument.name == "case" => " Not needed in the case's own thread.",
                _ if argument.required => "",
                _ => " Optional.",
            };
            format!("  {:<width$}  {}.{hint}", argument.shown(), argument.about)
        });
        parts.extend(joined(described));
        parts.extend(
            joined(examples.iter().map(|line| format!("  {line}")))
                .map(|lines| format!("For example:\n{lines}")),
        );
        parts.join("\n\n")
    }
}

/// The lines as one block, if there are any.
fn joined(lines: impl Iterator<Item = String>) -> Option<String> {
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::help;
    use crate::catalogue::VERBS;
    use crate::{Names, catalogue, parse};

    fn page(topic: &str) -> String {
        help(Some(topic)).expect("a page")
    }

    #[test]
    fn all_verbs_fit_on_one_screen() {
        assert_snapshot!(help(None).expect("the overview"), @r"
        /case VERB CASE … works on one case, such as `/case claim 142`.
        In the case's own thread you may leave its number out: `/case claim`.
          claim     Take a case, so that everybody can see you are looking after it
          release   Give a case back, so that somebody else can take it
          assign    Give a case to a colleague
          reply     Answer in public, where the person wrote
          approve   Let a colleague's draft go out to the public
          decline   Say no to a colleague's draft, or take your own back
          note      Leave a note for your colleagues
          tag       Add tags to a case, or take them off
          priority  Say how soon a case needs an answer
          transfer  Pass a case on to the department that can help
          escalate  Ask for help with a case that needs more than you can give
          resolve   Close a case that has been looked after
          reopen    Open a closed case again
          dismiss   Close a case that needs no answer, such as spam
          merge     Join two cases that are about the same matter
          show      Show a case: what was said, who holds it and what has happened
          reveal    Show the words of the post, to you alone; that you looked goes on record
          retract   Take back the last public answer of a case
          suggest   Show the approved answers, and earlier ones that ended well, which fit best
          handoff   Invite the author, in public, to talk to the patient liaison, with a one-time code

        /desk VERB … is for everything else.
          list      List cases, the ones that wait longest first
          search    Find cases by the words in them
          author    Show who has written to us: the earlier cases of one author
          digest    Sum up what people said and how we answered
          trends    Show what people write about more, or less, than before
          resource  Find, show, add or retire an approved answer
          handoff   Find the case of somebody who calls with a handoff code. A code works once
          enroll    Read and accept how we write in public
          status    Show whether all is working: the networks we watch, and what is waiting to be sent
          help      Show what you can do here, or explain one verb

        `/desk help VERB` explains a verb, with an example.
        ");
    }

    #[test]
    fn one_root_can_be_asked_for() {
        assert_snapshot!(page("/desk"), @r"
        /desk VERB … is for everything else.
          list      List cases, the ones that wait longest first
          search    Find cases by the words in them
          author    Show who has written to us: the earlier cases of one author
          digest    Sum up what people said and how we answered
          trends    Show what people write about more, or less, than before
          resource  Find, show, add or retire an approved answer
          handoff   Find the case of somebody who calls with a handoff code. A code works once
          enroll    Read and accept how we write in public
          status    Show whether all is working: the networks we watch, and what is waiting to be sent
          help      Show what you can do here, or explain one verb
        ");
        assert_eq!(page("CASE"), page("/case"));
    }

    #[test]
    fn the_verbs_that_hold_a_case_have_pages() {
        assert_snapshot!(page("claim"), @r"
        /case claim CASE

        Take a case, so that everybody can see you are looking after it.

        A case has one holder at a time. If a colleague was quicker, you are told who has it. Nothing is sent to the public.

          CASE  The number of the case, such as `142` or `#142`. Not needed in the case's own thread.

        For example:
          /case claim 142
        ");
        assert_snapshot!(page("release"), @r"
        /case release CASE

        Give a case back, so that somebody else can take it.

        Handy at the end of a shift, or when a case turns out not to be yours. Its notes and tags stay.

          CASE  The number of the case, such as `142` or `#142`. Not needed in the case's own thread.

        For example:
          /case release 142
        ");
        assert_snapshot!(page("assign"), @r"
        /case assign CASE STAFF

        Give a case to a colleague.

        The colleague becomes its holder. This is for leads; to take a case yourself, use `claim`.

          CASE   The number of the case, such as `142` or `#142`. Not needed in the case's own thread.
          STAFF  The name of the colleague who should have the case.

        For example:
          /case assign 142 ana
        ");
    }

    #[test]
    fn the_verbs_that_say_something_have_pages() {
        assert_snapshot!(page("reply"), @r"
        /case reply CASE TEXT

        Answer in public, where the person wrote.

        Everybody can read your answer. Please write nothing that shows that somebody is or was a patient, even if they said so themselves; invite them to call or to send a private message instead. Your words go out just as you type them, under the post you answer.

          CASE  The number of the case, such as `142` or `#142`. Not needed in the case's own thread.
          TEXT  The words of your answer.

        For example:
          /case reply 142 Thank you for telling us. Please call 555-0100, we would like to help.
        ");
        assert_snapshot!(page("note"), @r"
        /case note CASE TEXT

        Leave a note for your colleagues.

        Only staff can read it. It stays with the case, in its history.

          CASE  The number of the case, such as `142` or `#142`. Not needed in the case's own thread.
          TEXT  What your colleagues should know.

        For example:
          /case note 142 Called the front desk, they will look for the lost coat.
        ");
        assert_snapshot!(page("tag"), @r"
        /case tag CASE TAGS

        Add tags to a case, or take them off.

        Write the tags with spaces between them. A minus in front takes a tag off. `topic:` and `intent:` say what the case is about and what the author wants, where triage was wrong; it learns from that.

          CASE  The number of the case, such as `142` or `#142`. Not needed in the case's own thread.
          TAGS  The tags to add, and with a minus the ones to take off.

        For example:
          /case tag 142 parking
          /case tag 142 parking -billing
          /case tag 142 topic:records intent:question
        ");
    }

    #[test]
    fn the_verbs_that_move_a_case_have_pages() {
        assert_snapshot!(page("priority"), @r"
        /case priority CASE URGENCY

        Say how soon a case needs an answer.

          CASE     The number of the case, such as `142` or `#142`. Not needed in the case's own thread.
          URGENCY  How soon, in one word (critical, high, normal or low).

        For example:
          /case priority 142 high
        ");
        assert_snapshot!(page("transfer"), @r"
        /case transfer CASE DEPARTMENT [WHY]

        Pass a case on to the department that can help.

        Its card moves to that department's channel, with all that was said so far. This is for leads.

          CASE        The number of the case, such as `142` or `#142`. Not needed in the case's own thread.
          DEPARTMENT  The department that should have the case.
          WHY         A word to that department about why. Optional.

        For example:
          /case transfer 142 billing
          /case transfer 142 billing The question is about an invoice.
        ");
        assert_snapshot!(page("escalate"), @r"
        /case escalate CASE [WHY]

        Ask for help with a case that needs more than you can give.

        The next people in line are told. When somebody may be in danger, don't wait: escalate.

          CASE  The number of the case, such as `142` or `#142`. Not needed in the case's own thread.
          WHY   What worries you. Optional.

        For example:
          /case escalate 142
          /case escalate 142 She writes that she cannot breathe.
        ");
    }

    #[test]
    fn the_verbs_that_end_a_case_have_pages() {
        assert_snapshot!(page("resolve"), @r"
        /case resolve CASE [NOTE]

        Close a case that has been looked after.

        Nothing is sent to the public. If more comes up later, use `reopen`.

          CASE  The number of the case, such as `142` or `#142`. Not needed in the case's own thread.
          NOTE  How it ended, for your colleagues. Optional.

        For example:
          /case resolve 142
          /case resolve 142 The coat was found and picked up.
        ");
        assert_snapshot!(page("reopen"), @r"
        /case reopen CASE [WHY]

        Open a closed case again.

          CASE  The number of the case, such as `142` or `#142`. Not needed in the case's own thread.
          WHY   Why it should be open again. Optional.

        For example:
          /case reopen 142
          /case reopen 142 The bill was wrong a second time.
        ");
        assert_snapshot!(page("dismiss"), @r"
        /case dismiss CASE WHY

        Close a case that needs no answer, such as spam.

        Nothing is sent to the public. Use `resolve` when somebody was helped.

          CASE  The number of the case, such as `142` or `#142`. Not needed in the case's own thread.
          WHY   Why it needs no answer.

        For example:
          /case dismiss 142 An advertisement, not about us.
        ");
    }

    #[test]
    fn the_other_verbs_of_a_case_have_pages() {
        assert_snapshot!(page("merge"), @r"
        /case merge CASE INTO

        Join two cases that are about the same matter.

        The first case becomes part of the second, which keeps its number. In a case's thread one number is enough: this case becomes part of that one. This is for leads.

          CASE  The number of the case that becomes part of the other. Not needed in the case's own thread.
          INTO  The number of the case that stays.

        For example:
          /case merge 142 140
        ");
        assert_snapshot!(page("show"), @r"
        /case show CASE

        Show a case: what was said, who holds it and what has happened.

          CASE  The number of the case, such as `142` or `#142`. Not needed in the case's own thread.

        For example:
          /case show 142
        ");
        assert_snapshot!(page("reveal"), @r"
        /case reveal CASE

        Show the words of the post, to you alone; that you looked goes on record.

        Cards and lists mask what can tell who a patient is, and some chats leave the words out. Please don't copy what you read into a channel.

          CASE  The number of the case, such as `142` or `#142`. Not needed in the case's own thread.

        For example:
          /case reveal 142
        ");
        assert_snapshot!(page("retract"), @r"
        /case retract CASE [WHY]

        Take back the last public answer of a case.

        It is deleted where it was posted, if the network allows that. People may have read it already, so the case's history keeps it.

          CASE  The number of the case, such as `142` or `#142`. Not needed in the case's own thread.
          WHY   Why it is taken back. Optional.

        For example:
          /case retract 142
          /case retract 142 It was meant for another case.
        ");
    }

    #[test]
    fn the_verbs_of_the_desk_have_pages() {
        assert_snapshot!(page("list"), @r"
        /desk list [WHICH]

        List cases, the ones that wait longest first.

          WHICH  Which ones: mine, open, late, all or the name of a department (otherwise open). Optional.

        For example:
          /desk list
          /desk list mine
          /desk list late
          /desk list billing
        ");
        assert_snapshot!(page("search"), @r"
        /desk search WORDS

        Find cases by the words in them.

          WORDS  The words to look for.

        For example:
          /desk search lost coat
        ");
        assert_snapshot!(page("author"), @r"
        /desk author HANDLE [CHANGE] [OTHER]

        Show who has written to us: the earlier cases of one author.

        One person may write under two names. A colleague who knows links the two, and it goes on record; liaison never guesses. Where authors share a name, put the network before it, or name a case: bluesky/sam.rivers or #142.

          HANDLE  The author's name on the network, as the case's card shows it.
          CHANGE  To say that somebody else is the same person, or is not after all: link or unlink. Optional.
          OTHER   The same person's other name. Optional.

        For example:
          /desk author @sam.rivers
          /desk author @sam.rivers link x/sam_r
          /desk author @sam.rivers unlink
        ");
        assert_snapshot!(page("digest"), @r"
        /desk digest [PERIOD]

        Sum up what people said and how we answered.

        How many cases are new, answered, open and late, how long people waited, and the praise worth reading.

          PERIOD  The time to look back on: day, week or month (otherwise a day). Optional.

        For example:
          /desk digest
          /desk digest week
        ");
        assert_snapshot!(page("status"), @r"
        /desk status

        Show whether all is working: the networks we watch, and what is waiting to be sent.

        For example:
          /desk status
        ");
        assert_snapshot!(page("help"), @r"
        /desk help [VERB]

        Show what you can do here, or explain one verb.

          VERB  The verb you would like to know more about. Optional.

        For example:
          /desk help
          /desk help reply
        ");
    }

    #[test]
    fn a_page_is_found_however_it_is_asked_for() {
        for topic in ["Reply", "/case reply", "case reply", " reply please"] {
            assert_eq!(page(topic), page("reply"), "{topic}");
        }
    }

    #[test]
    fn a_page_uses_the_names_of_the_settings() {
        let names = Names {
            case: "/post".to_owned(),
            desk: "/front".to_owned(),
        };
        let all = VERBS
            .iter()
            .map(|entry| names.help(Some(&entry.verb)).expect("a page"));
        let text: String = all.chain([names.help(None).expect("the overview")]).collect();
        assert!(!text.contains("/case") && !text.contains("/desk"));
    }

    #[test]
    fn every_verb_explains_itself_with_examples_that_work() {
        for entry in catalogue() {
            assert!(
                !entry.about.is_empty() && entry.about.len() <= 100,
                "{}",
                entry.verb
            );
            assert!(!entry.examples.is_empty(), "{}", entry.verb);
            for example in &entry.examples {
                assert!(parse(example, None).is_ok(), "{example}");
            }
            for argument in &entry.arguments {
                assert!(
                    !argument.about.is_empty() && argument.about.len() <= 100,
                    "{argument:?}"
                );
            }
        }
    }
}
