//! A batch of mentions, sorted into new cases and follow-ups, and written.

use super::copies::{First, Original, Originals};
use super::follow_up::FollowUp;
use super::receive::Judged;
use super::tally::Tally;
use super::work::Work;
use super::{Office, Result, say};
use crate::domain::routing::Routed;
use crate::domain::{
    Actor, Case, CaseNumber, Change, Event, Intent, Lane, Mention, Network, State, Timestamp, Urgency, What,
};
use crate::store::{Arrival, Known};
use crate::triage::Judgement;
use std::collections::{BTreeSet, HashMap};

/// A conversation and who speaks in it: network, author id, and the post that began it.
type Conversation = (Network, String, String);

/// A post that was not here before.
pub(super) struct Fresh<'a> {
    pub one: &'a Judged,
    /// Where the settings send it, and how pressing they make it.
    pub routed: Routed,
    /// Nobody has to read it.
    pub is_noise: bool,
}

/// A post on its way to its case.
struct Arriving {
    mention: Mention,
    conversation: Conversation,
    /// By which copies of it will be found.
    keys: Vec<i64>,
}

/// A batch, sorted into new cases and follow-ups.
#[derive(Default)]
pub(super) struct Intake {
    pub opened: Vec<Case>,
    changed: HashMap<Conversation, FollowUp>,
    arrivals: Vec<Arriving>,
    events: Vec<(Conversation, Actor, Change)>,
    /// Cases of this batch that are copies, and of what.
    copies: Vec<(usize, First)>,
    tally: Tally,
    pub followed: usize,
    positions: HashMap<Conversation, usize>,
}

impl Intake {
    pub fn sort(work: &Work, judged: &[Judged], known: &Known, mut originals: Originals) -> Self {
        let mut intake = Self::default();
        for one in judged {
            let mention = &one.mention;
            if known.posts.contains(&mention.post) || known.ours.contains(&mention.post) {
                continue;
            }
            intake.tally.arrived(work, one);
            let fresh = Fresh::of(work, one);
            let key = (
                mention.post.network,
                mention.author.id.clone(),
                mention.conversation.clone(),
            );
            let mut keys = Vec::new();
            if let Some(at) = intake.positions.get(&key).copied() {
                intake.go_on(work, &fresh, at, &key);
            } else if let Some(case) = known.cases.get(&key) {
                intake.follow_up(&fresh, case.number, &key);
            } else {
                keys = intake.open(work, fresh, &mut originals, &key);
            }
            intake.arrivals.push(Arriving {
                mention: mention.clone(),
                conversation: key,
                keys,
            });
        }
        intake
    }

    /// A new case: for somebody to read, or closed as it opens. Gives the keys by which copies of it are found.
    fn open(
        &mut self,
        work: &Work,
        fresh: Fresh<'_>,
        originals: &mut Originals,
        key: &Conversation,
    ) -> Vec<i64> {
        let first = originals.first(&work.office, &fresh);
        let Fresh {
            one,
            routed,
            is_noise: is_aside,
        } = fresh;
        let mut case = new_case(work, one, routed);
        let urgency = case.urgency;
        let opened = Change::Opened {
            department: case.department.clone(),
            urgency: case.urgency,
        };
        self.events.push((key.clone(), Actor::Author, opened));
        let at = self.opened.len();
        if let Some(first) = first {
            // The event follows when the case that said it first has its number.
            self.copies.push((at, first));
            self.tally.copied(work, one);
        } else if is_aside {
            let (aside, change) = case.set_aside(say::why_set_aside(one.judgement.assessment.intent));
            self.events.push((key.clone(), Actor::Liaison, change));
            case = aside;
        } else {
            self.tally.opened(work, one, &case);
        }
        self.positions.insert(key.clone(), at);
        self.opened.push(case);
        // A copy is no original.
        let (None, Some(print)) = (first, &one.print) else {
            return Vec::new();
        };
        let original = Original {
            first: First::New(at),
            urgency,
            is_paging: urgency == Urgency::Critical,
            is_aside,
            text: None,
        };
        originals.add(print.clone(), original);
        print.keys()
    }

    /// Its author goes on in a case of this batch.
    fn go_on(&mut self, work: &Work, fresh: &Fresh<'_>, at: usize, key: &Conversation) {
        let post = fresh.one.mention.post.clone();
        let (case, change) = self.opened[at].clone().follow_up(post, fresh.routed.urgency);
        self.opened[at] = case;
        self.note_follow_up(key, change);
        if !fresh.is_noise {
            self.wake(work, at, key);
        }
    }

    /// Its author goes on in a case that was there before.
    fn follow_up(&mut self, fresh: &Fresh<'_>, case: CaseNumber, key: &Conversation) {
        let post = fresh.one.mention.post.clone();
        self.changed
            .entry(key.clone())
            .and_modify(|known| known.add(fresh))
            .or_insert_with(|| FollowUp::new(case, fresh));
        self.note_follow_up(key, Change::FollowedUp { post });
    }

    /// Its author writes again at once, and has something to say: somebody must read it after all.
    fn wake(&mut self, work: &Work, at: usize, key: &Conversation) {
        self.copies.retain(|(copy, _)| *copy != at);
        let case = self.opened[at].clone();
        if case.is_open() {
            self.opened[at].due_at = work.due(&case);
        } else if let Ok((open, change)) = case.clone().reopen(Some(say::WROTE_AGAIN.to_owned()), work.now) {
            self.events.push((key.clone(), Actor::Author, change));
            let due_at = work.due(&case);
            self.opened[at] = Case { due_at, ..open };
        }
    }

    fn note_follow_up(&mut self, key: &Conversation, change: Change) {
        self.followed += 1;
        self.events.push((key.clone(), Actor::Author, change));
    }

    /// Gives new cases their numbers.
    pub async fn number(&mut self, work: &mut Work) -> Result<()> {
        if self.opened.is_empty() {
            return Ok(());
        }
        let first = work.tx.numbers("case", self.opened.len()).await?;
        for (number, case) in (first..).zip(&mut self.opened) {
            case.number = CaseNumber(number);
        }
        for (at, first) in &self.copies {
            let first = match first {
                First::Known(case) => *case,
                First::New(at) => self.opened[*at].number,
            };
            let case = self.opened[*at].clone();
            let key = (case.network, case.author.id.clone(), case.conversation.clone());
            let (case, change) = case.copied(first);
            self.opened[*at] = case;
            self.events.push((key, Actor::Liaison, change));
        }
        Ok(())
    }

    pub async fn write(&mut self, work: &mut Work) -> Result<()> {
        let mut numbers: HashMap<Conversation, CaseNumber> = self
            .positions
            .iter()
            .map(|(key, at)| (key.clone(), self.opened[*at].number))
            .collect();
        work.tx.insert_cases(&self.opened).await?;
        // In order of number: two transactions that change the same cases must not wait for each other.
        let mut changed: Vec<(Conversation, FollowUp)> = self.changed.drain().collect();
        changed.sort_by_key(|(_, follow_up)| follow_up.case);
        let mut reopened = Vec::new();
        for (key, follow_up) in changed {
            let (number, change) = work.followed_up(follow_up).await?;
            reopened.extend(change.map(|change| work.event(number, change)));
            numbers.insert(key, number);
        }
        let of = |key: &Conversation| numbers.get(key).copied().unwrap_or(CaseNumber(0));
        let mut keys = Vec::with_capacity(self.arrivals.len());
        let arrivals: Vec<Arrival> = self
            .arrivals
            .drain(..)
            .map(|arriving| {
                keys.push(arriving.keys);
                Arrival {
                    case: of(&arriving.conversation),
                    mention: arriving.mention,
                }
            })
            .collect();
        let mentions = work.tx.insert_mentions(&arrivals).await?;
        let prints = mentions.into_iter().zip(keys);
        let prints = prints.flat_map(|(mention, keys)| keys.into_iter().map(move |key| (key, mention)));
        work.tx.keep_prints(prints.collect()).await?;
        let mut events: Vec<Event> = self
            .events
            .drain(..)
            .map(|(key, who, change)| Event {
                who,
                ..work.event(of(&key), change)
            })
            .collect();
        events.extend(reopened);
        work.tx.record(&events).await?;
        std::mem::take(&mut self.tally).write(work).await?;
        self.show(work).await
    }

    /// Cards for new cases that somebody has to read; those that were copied are drawn again.
    async fn show(&self, work: &mut Work) -> Result<()> {
        let quiet = work.join_incidents(&self.opened).await?;
        let loud = |case: &&Case| case.is_open() && !quiet.contains(&case.number);
        for case in self.opened.iter().filter(loud) {
            for channel in work.department(&case.department)?.channels {
                work.enqueue(Lane::channel(&channel), Some(case.number), What::Card { channel });
            }
            work.page_if_critical(case);
        }
        let copied: BTreeSet<CaseNumber> = self
            .copies
            .iter()
            .filter_map(|(_, first)| match first {
                First::Known(case) => Some(*case),
                First::New(_) => None,
            })
            .collect();
        for first in copied {
            if let Some(case) = work.tx.case(first).await? {
                if case.is_open() {
                    work.redraw(&case).await?;
                } else {
                    work.redraw_where_it_is(&case).await?;
                }
            }
        }
        Ok(())
    }
}

impl<'a> Fresh<'a> {
    fn of(work: &Work, one: &'a Judged) -> Self {
        let routed = work.office.route(&one.judgement, one.mention.post.network);
        let is_wanted = one.by_hand || routed.rule.is_some() || routed.urgency == Urgency::Critical;
        let may_set_aside = work.office.directory.watching.set_aside;
        Self {
            one,
            routed,
            is_noise: may_set_aside && !is_wanted && is_noise(&one.judgement),
        }
    }
}

impl Office {
    /// Where the settings send what was judged, and how pressing they make it.
    pub(super) fn route(&self, judgement: &Judgement, network: Network) -> Routed {
        self.directory
            .route(&judgement.assessment, network, &judgement.route_hits)
    }
}

impl Work {
    /// When a case should have its first answer.
    fn due(&self, case: &Case) -> Option<Timestamp> {
        let department = self.office.directory.department(&case.department)?;
        Some(department.answer_by(case.urgency, self.now))
    }
}

/// How sure triage must be that nobody waits for an answer: in doubt somebody looks.
const FOREIGN: f32 = 0.9;
/// And how sure that nothing presses: an advertisement may stand beside a cry for help, or sell what was stolen from us.
const CALM: f32 = 0.8;

/// Advertising, or about somebody else, and no patient's data.
pub(super) fn is_noise(judgement: &Judgement) -> bool {
    let assessment = &judgement.assessment;
    let is_foreign = matches!(assessment.intent, Intent::Spam | Intent::Unrelated) && !assessment.phi;
    is_foreign && assessment.confidence.intent() >= FOREIGN && assessment.confidence.urgency() >= CALM
}

fn new_case(work: &Work, one: &Judged, routed: Routed) -> Case {
    let directory = &work.office.directory;
    let Judged {
        mention, judgement, ..
    } = one;
    let assessment = &judgement.assessment;
    let mut reasons = assessment.reasons.clone();
    reasons.push(routed.reason);
    let due_at = directory
        .department(&routed.department)
        .map(|d| d.answer_by(routed.urgency, work.now));
    Case {
        number: CaseNumber(0),
        version: 1,
        state: State::Open,
        network: mention.post.network,
        feed: mention.feed.clone(),
        author: mention.author.clone(),
        conversation: mention.conversation.clone(),
        department: routed.department,
        facility: assessment.facility.clone(),
        topic: assessment.topic,
        intent: assessment.intent,
        urgency: routed.urgency,
        language: assessment.language.clone(),
        reasons,
        tags: Vec::new(),
        tier: 0,
        mentions: 1,
        latest: mention.post.clone(),
        opened_at: work.now,
        answered_at: None,
        due_at,
        late: false,
    }
}
