//! What staff type, cut by the grammar; and the same through the fields of a form.

use super::{pick, words};
use commands::{Case, Command, Misuse, Names, Root, parse};

const THREADS: [Option<u64>; 4] = [None, Some(1), Some(142), Some(u64::MAX)];
/// What a line may begin with, so that much of it gets as far as a verb.
const HEADS: [&str; 5] = ["", "/case ", "/desk ", "/case reply #7 ", "/case transfer 7 "];

/// Any line, in a thread or elsewhere.
pub fn check(data: &[u8]) {
    let (thread, data) = pick(&THREADS, data);
    let (head, data) = pick(&HEADS, data);
    let rest = words(data);
    let line = format!("{head}{rest}");
    match parse(&line, *thread) {
        Ok(Command::Case(case)) => means_the_same_again(&case, *thread),
        Ok(Command::Desk(_)) => {}
        Err(misuse) => is_fit_to_read(&misuse),
    }
    as_words(&rest, *thread);
    as_fields(&rest, *thread);
    let _ = commands::help(Some(&rest));
}

/// A case that was understood can be written down, in full, and is understood the same by whoever reads that.
fn means_the_same_again(case: &Case, thread: Option<u64>) {
    let line = match case {
        Case::Reply(it) => format!("/case reply #{} {}", it.case, it.text),
        Case::Note(it) => format!("/case note #{} {}", it.case, it.text),
        Case::Dismiss(it) => format!("/case dismiss #{} {}", it.case, it.why),
        Case::Assign(it) => format!("/case assign #{} {}", it.case, it.staff),
        Case::Merge(it) => format!("/case merge #{} #{}", it.case, it.into),
        Case::Claim(it) => format!("/case claim #{}", it.case),
        Case::Transfer(it) => match &it.why {
            Some(why) => format!("/case transfer #{} {} {why}", it.case, it.department),
            None => format!("/case transfer #{} {}", it.case, it.department),
        },
        _ => return,
    };
    assert_eq!(parse(&line, thread), Ok(Command::Case(case.clone())), "{line:?}");
}

/// A sentence shown to whoever typed it holds nothing that they can't see.
fn is_fit_to_read(misuse: &Misuse) {
    let told = misuse.to_string();
    let hidden = |c: char| c.is_control() && c != '\n';
    assert!(!told.is_empty() && !told.contains(hidden), "{told:?}");
    assert!(told.len() < 2_000, "{} bytes", told.len());
}

fn as_words(rest: &str, thread: Option<u64>) {
    let cut: Vec<String> = rest.split(' ').map(str::to_owned).collect();
    for root in [Root::Case, Root::Desk] {
        if let Err(misuse) = commands::parse_words(root, &cut, thread) {
            is_fit_to_read(&misuse);
        }
    }
}

/// Free text in a field goes out as it was written, whatever thread it was written in.
fn as_fields(rest: &str, thread: Option<u64>) {
    let names = Names::default();
    let filled = names.fill(Root::Case, "reply", &[("case", "7"), ("text", rest)], thread);
    match filled {
        Ok(Command::Case(Case::Reply(reply))) => assert_eq!((reply.case, reply.text.as_str()), (7, rest)),
        Ok(other) => panic!("{other:?}"),
        Err(misuse) => assert!(rest.trim().is_empty(), "{misuse}"),
    }
    let (name, value) = rest.split_once('=').unwrap_or((rest, ""));
    for verb in names.catalogue() {
        if let Err(misuse) = names.fill(verb.root, &verb.verb, &[(name, value)], thread) {
            is_fit_to_read(&misuse);
        }
    }
}
