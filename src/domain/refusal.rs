//! The first kind of “no”: what was asked for can't be. `Display` is the
//! sentence the person reads, and only they read it.

use super::{CaseNumber, Network, Right, StaffName};
use std::collections::HashSet;

/// Authors of one name who are told apart in a sentence.
const MOST_NAMED: usize = 5;

/// Why the desk won't, in words for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such number.
    #[error("There is no case {0}. `/desk list` shows the open ones.")]
    NoSuchCase(CaseNumber),
    /// Somebody else has it.
    #[error("Case {case} is with {by} since {since}. Ask them, or `/case escalate {}`.", case.0)]
    HeldBy {
        /// Which case.
        case: CaseNumber,
        /// Its holder.
        by: StaffName,
        /// Clock time in the organisation's zone.
        since: String,
    },
    /// They have it already.
    #[error("You already hold case {0}.")]
    AlreadyYours(CaseNumber),
    /// Nobody has it.
    #[error("Nobody holds case {0}, so there is nothing to give back.")]
    NotHeld(CaseNumber),
    /// It is closed.
    #[error("Case {case} is {how}. `/case reopen {}` opens it again.", case.0)]
    Closed {
        /// Which case.
        case: CaseNumber,
        /// `resolved`, `dismissed`.
        how: &'static str,
    },
    /// It was joined to another, and that one goes on.
    #[error("Case {0} was merged into case {1}. Go on there.")]
    Merged(CaseNumber, CaseNumber),
    /// It says what another says.
    #[error("Case {case} is a copy of case {first}. `/case reopen {}` makes it a case of its own.", case.0)]
    Copied {
        /// Which case.
        case: CaseNumber,
        /// Where it was said first.
        first: CaseNumber,
    },
    /// It is open.
    #[error("Case {0} is open already.")]
    NotClosed(CaseNumber),
    /// They may not.
    #[error("That needs the right to {right}. {}", ask(who))]
    NoRight {
        /// What it needs.
        right: Right,
        /// Some who have it.
        who: Vec<String>,
    },
    /// Not on the list of staff.
    #[error("“{0}” is not on the list of staff.{did_you_mean}", did_you_mean = did_you_mean(.1))]
    NoSuchStaff(String, Vec<String>),
    /// Nobody of that name has written.
    #[error("Nobody called {0} has written to us. Write the name as the case's card shows it.")]
    NoSuchAuthor(String),
    /// More than one author goes by that name.
    #[error("{}", which_author(handle, found))]
    WhichAuthor {
        /// What was written.
        handle: String,
        /// Where they write, and the newest case of each.
        found: Vec<(Network, CaseNumber)>,
    },
    /// Linked with whom?
    #[error("Say who is the same person: `/desk author {0} link NAME`.")]
    LinkWhom(String),
    /// An author can't be linked with themselves.
    #[error("Both names are of one author already. Name another author who is the same person.")]
    LinkToSelf,
    /// So it is.
    #[error("Those two are one person already. `/desk author NAME` shows who is linked.")]
    LinkedAlready,
    /// So it is not.
    #[error("{0} is linked with nobody, so there is nothing to take back.")]
    NotLinked(String),
    /// Not with that one.
    #[error("{0} and {1} are not linked, so there is nothing to take back.")]
    NotLinkedWith(String, String),
    /// No such department.
    #[error("There is no department “{0}”.{did_you_mean}", did_you_mean = did_you_mean(.1))]
    NoSuchDepartment(String, Vec<String>),
    /// Somebody who can't answer can't hold a case.
    #[error("{0} may only read, so a case can't be given to them.")]
    CantRespond(StaffName),
    /// Where it is already.
    #[error("Case {0} is with {1} already.")]
    AlreadyThere(CaseNumber, String),
    /// As it is already.
    #[error("Case {0} is {1} already.")]
    AlreadySo(CaseNumber, String),
    /// Nowhere higher.
    #[error("Case {0} has gone as high as it can: nobody stands above {1}.")]
    NowhereHigher(CaseNumber, String),
    /// Too long for the network.
    #[error("That is {} too long for {}: shorten it and send it again.", count(*by, unit), network.title())]
    TooLong {
        /// How far over.
        by: usize,
        /// `characters` or `bytes`.
        unit: &'static str,
        /// Where it would go.
        network: Network,
    },
    /// Too long to keep.
    #[error("That is {} too long; {most} is the most.", count(*by, "characters"))]
    TooMuch {
        /// How far over.
        by: usize,
        /// The most.
        most: usize,
    },
    /// Nothing written.
    #[error("There are no words in that. Write what you want to say after the case's number.")]
    NoWords,
    /// The network takes no answer.
    #[error("{} takes no answers. {}", network.title(), link.as_ref().map_or("Answer where the author can be reached.".to_owned(), |l| format!("Go there: {l}")))]
    CantReply {
        /// Where it stands.
        network: Network,
        /// Where a person can go.
        link: Option<String>,
    },
    /// The post is gone.
    #[error(
        "The author has deleted the post, so there is nothing to answer under. Resolve or dismiss case {0}."
    )]
    PostGone(CaseNumber),
    /// The same words are on their way or out.
    #[error("Those words were sent for case {0} already; they won't be said twice.")]
    AlreadySaid(CaseNumber),
    /// The guard blocks the words; they are kept as a draft.
    #[error("{}", blocked(*case, found))]
    Blocked {
        /// Which case.
        case: CaseNumber,
        /// What was found, line by line.
        found: String,
    },
    /// A second person would have to look, and there is none.
    #[error(
        "{found}\nA second person would have to look at it first, and nobody else has the right to approve. Change the words, or ask the administrator."
    )]
    NobodyApproves {
        /// What was found, or why a second person is asked.
        found: String,
    },
    /// Nothing waits there.
    #[error("No draft waits for approval in case {0}.")]
    NoDraft(CaseNumber),
    /// Their own.
    #[error("That draft is your own: somebody else has to approve it. `/case decline {} …` takes it back.", .0.0)]
    OwnDraft(CaseNumber),
    /// It has ended.
    #[error("{}", ended(*.0, .1))]
    DraftEnded(CaseNumber, &'static str),
    /// Another one than they saw.
    #[error("The draft of case {0} was changed since you saw it. Read the new one first.")]
    DraftChanged(CaseNumber),
    /// An override without a reason.
    #[error("The guard blocks that draft. Two people may override it, each with a reason: `/case approve {} WHY`.", .0.0)]
    NeedsWhy(CaseNumber),
    /// The first of two can't be the second.
    #[error("You gave your yes to case {0} already: a second person has to give theirs.")]
    GaveYes(CaseNumber),
    /// Of the two that an override takes there is only one.
    #[error(
        "Two people besides its author would have to override the guard in case {0}, and nobody else has the right to approve. Please change the words."
    )]
    NobodyElse(CaseNumber),
    /// In this chat nobody can read the words that a yes would let out.
    #[error(
        "The words of that draft are not shown in this chat, so there is no yes to them here. Please decide about case {0} in the console or in a terminal."
    )]
    DecideElsewhere(CaseNumber),
    /// Accounts of two chats that the settings name nobody for may be one person's.
    #[error(
        "You and {0} are known by accounts of different chats, and the settings don’t name you both, so liaison can’t tell that you are two people. Somebody else has to approve it, or ask the administrator to name you in the settings."
    )]
    MayBeOne(StaffName),
    /// They have not accepted the policy.
    #[error(
        "Before you {what}, please accept how we write in public (version {version}): `/desk enroll` shows it. Nothing was sent."
    )]
    NotEnrolled {
        /// What they wanted to do.
        what: &'static str,
        /// What is in force.
        version: String,
    },
    /// There is no text to accept.
    #[error("There is nothing to accept: the settings have no policy text.")]
    NoPledge,
    /// Another version than they read.
    #[error("The text in force is version {0}. `/desk enroll` shows it.")]
    OtherPledge(String),
    /// Other words than were accepted under that version.
    #[error(
        "The text of version {0} was changed since it was first accepted: the administrator must give it a new version before anybody can accept it."
    )]
    PledgeChanged(String),
    /// Nothing of ours stands there.
    #[error("Nothing of ours stands in public for case {0}.")]
    NothingToRetract(CaseNumber),
    /// Words never enter the chat that they were asked for in.
    #[error("The words of case {case} are kept out of this chat. {}", link.as_ref().map_or("The console and a terminal show them.".to_owned(), |l| format!("Read the post where it stands: {l}")))]
    KeptOut {
        /// Which case.
        case: CaseNumber,
        /// Where a person can go.
        link: Option<String>,
    },
    /// A case can't be joined to itself.
    #[error("A case can't be merged into itself.")]
    MergeIntoSelf,
    /// Another author: another conversation.
    #[error("Case {0} and case {1} are by different authors. One case is one conversation with one author.")]
    DifferentAuthors(CaseNumber, CaseNumber),
    /// A word outside its vocabulary.
    #[error("{0}")]
    UnknownWord(String),
    /// The guard does not let an answer for everybody pass.
    #[error("This can’t be an answer for everybody as it is.\n{0}")]
    UnfitResource(String),
    /// No such approved answer.
    #[error("There is no resource “{0}”.{did_you_mean} `/desk resource find` lists them.", did_you_mean = did_you_mean(.1))]
    NoSuchResource(String, Vec<String>),
    /// What is built in or in the settings stays.
    #[error(
        "“{0}” comes with liaison or its settings and can't be retired here. Add your own text under that name: it takes its place."
    )]
    GivenResource(String),
    /// An invitation is out and still works.
    #[error(
        "Case {0} has an invitation that is out or on its way, and its code still works. To invite again, take that one back first: `/case retract {n}`.",
        n = .0.0
    )]
    AlreadyInvited(CaseNumber),
    /// A code that is unknown, used, expired or misread: which of these is nobody's business.
    #[error(
        "That code leads nowhere: it may be mistyped, used already, or too old. Ask the caller to read it again."
    )]
    WrongCode,
    /// Too many wrong codes.
    #[error(
        "Too many codes led nowhere. Wait ten minutes, or look the case up by its author: `/desk author NAME`."
    )]
    TooManyCodes,
    /// Others kept changing it.
    #[error("Others changed case {0} in the same moment. Look at it and try again.")]
    Busy(CaseNumber),
}

/// Each of these can be told from the others by its network, or by a case of theirs.
fn which_author(handle: &str, found: &[(Network, CaseNumber)]) -> String {
    let one = |(network, case): &(Network, CaseNumber)| format!("{network}/{handle} (case {case})");
    let names: Vec<String> = found.iter().take(MOST_NAMED).map(one).collect();
    let more = if found.len() > names.len() {
        " and others"
    } else {
        ""
    };
    let networks: HashSet<_> = found.iter().map(|(network, _)| network).collect();
    let hint = match found {
        [(_, case), ..] if networks.len() < found.len() => {
            format!("Write the number of a case, such as {case}")
        }
        [(network, _), ..] => format!("Write the network before the name, such as {network}/{handle}"),
        [] => String::new(),
    };
    format!(
        "Several authors are called @{handle}: {}{more}. {hint}, to say which one.",
        names.join(", ")
    )
}

fn ended(case: CaseNumber, how: &str) -> String {
    match how {
        "approved" => format!("That draft of case {case} was approved already; it goes out once."),
        "expired" => format!("That draft of case {case} has expired; it was not sent."),
        how => format!("That draft of case {case} was {how} already; nothing of it goes out."),
    }
}

fn blocked(case: CaseNumber, found: &str) -> String {
    format!(
        "This can’t go out as it is.\n{found}\nChange it and send it again. If it must go out as it is, two \
         colleagues with the right to approve can say so, each with a reason: `/case approve {} WHY`.",
        case.0
    )
}

/// `1 character`, `2 characters`.
fn count(by: usize, unit: &str) -> String {
    let unit = if by == 1 { unit.trim_end_matches('s') } else { unit };
    format!("{by} {unit}")
}

fn ask(who: &[String]) -> String {
    match who {
        [] => "Nobody has it: the administrator can give it in the settings.".to_owned(),
        some => format!("Ask {}.", some.join(", ")),
    }
}

fn did_you_mean(names: &[String]) -> String {
    match names {
        [] => String::new(),
        some => format!(" Did you mean {}?", some.join(", ")),
    }
}
