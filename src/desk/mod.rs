//! The desk: one function a verb. Load, ask the domain, save, enqueue,
//! commit, answer; one transaction each, and never a call to the network.
//!
//! A new verb is a file here under its own name and one arm in
//! [`Desk::handle`]. Whatever the outside must hear is a row, written in the
//! transaction of the change that asks for it; the outbox speaks.

mod ailing;
mod approve;
mod assign;
mod author;
mod calendar;
mod card;
mod chase;
mod claim;
mod copies;
mod decline;
mod digest;
mod dismiss;
mod drafts;
mod enroll;
mod escalate;
mod follow_up;
mod handoff;
mod help;
mod incident;
mod intake;
mod judge;
mod learning;
mod lesson;
mod list;
mod merge;
mod note;
mod open;
mod outcome;
mod outlook;
mod people;
mod priority;
mod put_out;
mod receive;
mod release;
mod reopen;
mod reply;
mod request;
mod resolve;
mod resource;
mod retract;
mod reveal;
mod say;
mod search;
mod show;
pub mod sight;
mod status;
mod suggest;
mod tag;
mod tally;
mod transfer;
mod trends;
pub mod view;
mod watch;
mod work;

pub use digest::{Period, span_at};
pub use judge::Judging;
pub use learning::{Course, Learned};
pub use open::HandedIn;
pub use receive::Received;
pub use say::{digest as say_digest, learned as say_learned, listed as say_listed};

use crate::domain::{
    CaseNumber, Clock, Directory, DraftId, FeedName, Offer, Origin, Refusal, Right, Sight, Staff, StaffName,
};
use crate::store::{Receipt, Store};
use crate::triage::{Guard, Triage};
use ailing::Ailments;
use commands::Command;
use judge::Judge;
use people::Known;
use serde_json::Value;
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use work::Work;

/// Who asks, and from where.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The person.
    pub staff: Staff,
    /// Where they asked.
    pub origin: Origin,
    /// How much of what people wrote may be shown there.
    pub sight: Sight,
    /// What the chat calls this very request, where it may be sent twice: it is done once.
    pub once: Option<String>,
    /// The draft that they had before their eyes when they decided about it: no other is meant.
    pub seen: Option<DraftId>,
}

impl Caller {
    /// A person who asks where everything may be shown and nothing is sent twice.
    pub fn new(staff: Staff, origin: Origin) -> Self {
        Self {
            staff,
            origin,
            sight: Sight::Full,
            once: None,
            seen: None,
        }
    }

    /// The same person, who means this draft.
    #[must_use]
    pub fn seeing(self, seen: Option<DraftId>) -> Self {
        Self { seen, ..self }
    }
}

/// What the person who asked reads; nobody else sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Plain text, one or more lines.
    pub text: String,
    /// The same for programs: one object or array, in the words of the trade.
    pub data: Value,
    /// The case it was about.
    pub case: Option<CaseNumber>,
    /// What the person may do next.
    pub offer: Option<Offer>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// It can't be; the sentence says why.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The line was no command; the sentence says what would be.
    #[error("{0}")]
    Misuse(String),
    /// This very request was carried out before, and was answered then.
    #[error("That was done already; nothing was done twice.")]
    Repeated,
    /// Something broke; logged once under this reference, which the person is given.
    #[error(
        "Something went wrong on our side. Nothing was changed; try again in a minute. Reference {reference}."
    )]
    Fault {
        /// Found in the log.
        reference: String,
    },
}

/// Inside the desk: the request has a receipt from before.
#[derive(Debug, thiserror::Error)]
#[error("this request was carried out before")]
struct Repeated;

/// How often a change is tried again when it and another transaction were in each other's way.
const CONFLICTS: usize = 4;

/// Inside the desk a handler ends in an answer, a refusal (an `anyhow` that holds a [`Refusal`]) or a fault.
type Result<T> = anyhow::Result<T>;

/// The desk. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    store: Store,
    clock: Clock,
    office: Arc<RwLock<Arc<Office>>>,
    ailments: Arc<Mutex<Ailments>>,
    /// The newest hour and day whose counts were looked at.
    watched: Arc<[AtomicI64; 2]>,
    /// Whether a thread of this process learns.
    studying: Arc<AtomicBool>,
}

/// What the settings say, with those whom chats know, compiled; replaced as a whole when either changes.
pub struct Office {
    /// The organisation and everybody who may act in it.
    pub directory: Arc<Directory>,
    /// The organisation as the settings alone describe it.
    pub settings: Arc<Directory>,
    known: Arc<Known>,
    triage: Arc<OnceLock<Triage>>,
    guard: Arc<OnceLock<Guard>>,
    judge: Judge,
}

impl Desk {
    /// A desk for the organisation, over its database.
    pub fn new(store: Store, clock: Clock, directory: Directory) -> Self {
        Self {
            store,
            clock,
            office: Arc::new(RwLock::new(Arc::new(Office::new(directory, Judge::default())))),
            ailments: Arc::default(),
            watched: Arc::default(),
            studying: Arc::default(),
        }
    }

    /// The settings as they stand.
    pub fn office(&self) -> Arc<Office> {
        Arc::clone(&self.office.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs a line as typed by a person on the list of staff; `thread` is the case in whose thread it was typed.
    pub async fn run(
        &self,
        who: &StaffName,
        origin: Origin,
        thread: Option<CaseNumber>,
        line: &str,
    ) -> std::result::Result<Answer, Trouble> {
        let thread = thread.and_then(|case| u64::try_from(case.0).ok());
        let command = commands::parse(line, thread).map_err(|misuse| Trouble::Misuse(misuse.to_string()))?;
        self.handle(&self.caller(who, origin)?, command).await
    }

    /// The person of that name, if on the list of staff.
    pub fn caller(&self, who: &StaffName, origin: Origin) -> std::result::Result<Caller, Refusal> {
        let office = self.office();
        let staff = office.directory.staff(who.as_str()).cloned();
        let staff = staff.ok_or_else(|| {
            Refusal::NoSuchStaff(who.to_string(), office.directory.nearest_staff(who.as_str()))
        })?;
        Ok(Caller::new(staff, origin))
    }

    /// Does what a command asks.
    pub async fn handle(&self, from: &Caller, command: Command) -> std::result::Result<Answer, Trouble> {
        let mut answer = self.attempt(from, command.clone()).await;
        for _ in 0..CONFLICTS {
            match &answer {
                Err(error) if Store::is_conflict(error) => answer = self.attempt(from, command.clone()).await,
                _ => break,
            }
        }
        answer.map_err(|error| self.trouble(from, error))
    }

    fn trouble(&self, from: &Caller, error: anyhow::Error) -> Trouble {
        if error.is::<Repeated>() {
            return Trouble::Repeated;
        }
        match error.downcast::<Refusal>() {
            Ok(refusal) => Trouble::Refused(sight::refusal(refusal, from.sight)),
            Err(fault) => self.fault(&fault),
        }
    }

    async fn attempt(&self, from: &Caller, command: Command) -> Result<Answer> {
        match command {
            Command::Case(verb) => self.about_a_case(from, verb).await,
            Command::Desk(verb) => self.about_the_desk(from, verb).await,
        }
    }

    async fn about_a_case(&self, from: &Caller, verb: commands::Case) -> Result<Answer> {
        use commands::Case as Verb;
        match verb {
            Verb::Claim(ask) => self.claim(from, ask).await,
            Verb::Release(ask) => self.release(from, ask).await,
            Verb::Assign(ask) => self.assign(from, ask).await,
            Verb::Reply(ask) => self.reply(from, ask).await,
            Verb::Approve(ask) => self.approve(from, ask).await,
            Verb::Decline(ask) => self.decline(from, ask).await,
            Verb::Note(ask) => self.note(from, ask).await,
            Verb::Tag(ask) => self.tag(from, ask).await,
            Verb::Priority(ask) => self.priority(from, ask).await,
            Verb::Transfer(ask) => self.transfer(from, ask).await,
            Verb::Escalate(ask) => self.escalate(from, ask).await,
            Verb::Resolve(ask) => self.resolve(from, ask).await,
            Verb::Reopen(ask) => self.reopen(from, ask).await,
            Verb::Dismiss(ask) => self.dismiss(from, ask).await,
            Verb::Merge(ask) => self.merge(from, ask).await,
            Verb::Show(ask) => self.show(from, ask).await,
            Verb::Reveal(ask) => self.reveal(from, ask).await,
            Verb::Retract(ask) => self.retract(from, ask).await,
            Verb::Suggest(ask) => self.suggest(from, ask).await,
            Verb::Handoff(ask) => self.handoff(from, ask).await,
        }
    }

    async fn about_the_desk(&self, from: &Caller, verb: commands::Desk) -> Result<Answer> {
        use commands::Desk as Verb;
        match verb {
            Verb::List(ask) => self.list(from, ask).await,
            Verb::Search(ask) => self.search(from, ask).await,
            Verb::Author(ask) => self.author(from, ask).await,
            Verb::Digest(ask) => self.digest(from, ask).await,
            Verb::Trends(ask) => self.trends(from, ask).await,
            Verb::Resource(ask) => self.resource(from, ask).await,
            Verb::Handoff(ask) => self.redeem(from, ask).await,
            Verb::Enroll(ask) => self.enroll(from, ask).await,
            Verb::Status(_) => self.status(from).await,
            Verb::Help(ask) => Self::help(&ask),
        }
    }

    /// The second and third kind of “no” part here: what broke is logged once, and the person gets a number for it.
    fn fault(&self, error: &anyhow::Error) -> Trouble {
        let reference = self.clock.new_id().simple().to_string()[24..].to_owned();
        tracing::error!(fault.reference = %reference, error = format!("{error:#}"), "A command failed");
        Trouble::Fault { reference }
    }

    /// Begins a change: the person must hold the right, and the request must be new. Its receipt is part of the
    /// change: both happen or neither does, and of two that are the same the second waits for the first to end.
    async fn begin(&self, from: &Caller, right: Right) -> Result<Work> {
        let office = self.office();
        office.require(&from.staff, right)?;
        let mut tx = self.store.begin().await?;
        if let Some(once) = &from.once {
            let chat = FeedName(format!("chat/{}", from.origin));
            let sent_at = self.clock.now().timestamp();
            if tx.receipt(&chat, once, sent_at).await? != Receipt::New {
                return Err(Repeated.into());
            }
        }
        Ok(Work::new(tx, office, &self.clock, from))
    }
}

impl Office {
    fn new(directory: Directory, judge: Judge) -> Self {
        let directory = Arc::new(directory);
        Self {
            triage: Arc::default(),
            guard: Arc::default(),
            known: Arc::default(),
            judge,
            settings: Arc::clone(&directory),
            directory,
        }
    }

    /// Compiled when the first mention comes: a command in a shell never needs it.
    fn triage(&self) -> &Triage {
        self.triage.get_or_init(|| self.judge.compile(&self.settings))
    }

    /// Compiled when the first words for the public come.
    fn guard(&self) -> &Guard {
        self.guard.get_or_init(|| Guard::new(&self.settings))
    }

    /// Those who may look at what somebody else has written.
    fn approvers_beside(&self, author: &StaffName) -> impl Iterator<Item = &Staff> {
        let all = self.directory.who_may(Right::Approve);
        all.filter(move |staff| staff.name != *author)
    }

    fn require(&self, staff: &Staff, right: Right) -> std::result::Result<(), Refusal> {
        if staff.may(right) {
            return Ok(());
        }
        let who = self
            .directory
            .who_may(right)
            .take(3)
            .map(|s| s.name.to_string())
            .collect();
        Err(Refusal::NoRight { right, who })
    }
}
