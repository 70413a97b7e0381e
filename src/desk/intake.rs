//! A batch of mentions, sorted into new cases and follow-ups, and written.

use super::copies::{First, Originals};
use super::incident::Incidents;
use super::receive::Judged;
use super::tally::Tally;
use super::work::Work;
use super::{Result, say};
use crate::domain::{
    Actor, Case, CaseNumber, Change, Ending, Event, Intent, Lane, Mention, Network, PostRef, Refusal, State,
    Timestamp, Urgency, What,
};
use crate::store::{Arrival, Known, Saved};
use crate::triage::Judgement;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A conversation and who speaks in it: network, author id, and the post that began it.
type Conversation = (Network, String, String);

/// What an author added to a case that was there before.
struct FollowUp {
    case: CaseNumber,
    latest: PostRef,
    urgency: Urgency,
    /// What the newest of these posts wants.
    intent: Intent,
    posts: i64,
}

/// A post on its way to its case.
struct Arriving {
    mention: Mention,
    conversation: Conversation,
    /// By which copies of it will be found.
    keys: Vec<i64>,
}

/// A batch, sorted into new cases and follow-ups.
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
        let Known { posts, ours, cases } = known;
        let mut intake = Self {
            opened: Vec::new(),
            changed: HashMap::new(),
            arrivals: Vec::new(),
            events: Vec::new(),
            followed: 0,
            positions: HashMap::new(),
            copies: Vec::new(),
            tally: Tally::default(),
        };
        for one in judged {
            let Judged {
                mention, judgement, ..
            } = one;
            let mut keys = Vec::new();
            if posts.contains(&mention.post) || ours.contains(&mention.post) {
                continue;
            }
            intake.tally.arrived(work, one);
            let key = (
                mention.post.network,
                mention.author.id.clone(),
                mention.conversation.clone(),
            );
            if let Some(at) = intake.positions.get(&key) {
                let (case, change) = intake.opened[*at]
                    .clone()
                    .follow_up(mention.post.clone(), judgement.assessment.urgency);
                let at = *at;
                intake.opened[at] = case;
                intake.note_follow_up(&key, change);
                if !is_noise(judgement) {
                    intake.wake(work, at, &key);
                }
            } else if let Some(case) = cases.get(&key) {
                let urgency = judgement.assessment.urgency;
                let latest = mention.post.clone();
                let known = intake.changed.entry(key.clone()).or_insert_with(|| FollowUp {
                    case: case.number,
                    latest: latest.clone(),
                    urgency,
                    intent: judgement.assessment.intent,
                    posts: 0,
                });
                *known = FollowUp {
                    latest: latest.clone(),
                    urgency: urgency.min(known.urgency),
                    intent: judgement.assessment.intent,
                    posts: known.posts + 1,
                    ..*known
                };
                intake.note_follow_up(&key, Change::FollowedUp { post: latest });
            } else {
                let first = originals.first(one);
                intake.open(work, one, first, &key);
                // A copy is no original; and neither may words that nobody has to read find others.
                if let (None, Some(print)) = (first, &one.print) {
                    let at = intake.opened.len() - 1;
                    let is_paging = judgement.assessment.urgency == Urgency::Critical;
                    keys = print.keys();
                    originals.add(First::New(at), print.clone(), is_paging);
                }
            }
            intake.arrivals.push(Arriving {
                mention: mention.clone(),
                conversation: key,
                keys,
            });
        }
        intake
    }

    /// A new case: for somebody to read, or closed as it opens.
    fn open(&mut self, work: &Work, one: &Judged, first: Option<First>, key: &Conversation) {
        let mut case = new_case(work, &one.mention, &one.judgement);
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
        } else if work.may_set_aside(one) {
            let (aside, change) = case.set_aside(say::why_set_aside(one.judgement.assessment.intent));
            self.events.push((key.clone(), Actor::Liaison, change));
            case = aside;
        } else {
            self.tally.opened(work, one, &case);
        }
        self.positions.insert(key.clone(), at);
        self.opened.push(case);
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
        let incidents = Incidents::of(work).await?;
        let mut joined: BTreeMap<i64, Vec<CaseNumber>> = BTreeMap::new();
        for case in self.opened.iter().filter(|case| case.is_open()) {
            if let Some(incident) = incidents.takes(case) {
                joined.entry(incident.number).or_default().push(case.number);
                continue;
            }
            for channel in work.department(&case.department)?.channels {
                work.enqueue(Lane::channel(&channel), Some(case.number), What::Card { channel });
            }
            work.page_if_critical(case)?;
        }
        work.join_incidents(joined, &incidents).await?;
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

impl Work {
    /// Whether it is for nobody to read: advertising, or about somebody else, and no rule of the settings wants it.
    fn may_set_aside(&self, one: &Judged) -> bool {
        let Judged {
            judgement, by_hand, ..
        } = one;
        let is_wanted = *by_hand || !judgement.route_hits.is_empty();
        self.office.directory.watching.set_aside && is_noise(judgement) && !is_wanted
    }

    /// When a case should have its first answer.
    fn due(&self, case: &Case) -> Option<Timestamp> {
        let department = self.office.directory.department(&case.department)?;
        Some(department.answer_by(case.urgency, self.now))
    }

    /// Saves a case that its author wrote in again; one that was merged goes on in the other. Gives the case it became, and the event if it opened again.
    async fn followed_up(&mut self, by: FollowUp) -> Result<(CaseNumber, Option<Change>)> {
        // Loaded anew and locked: somebody may have claimed it since the batch was looked up.
        let mut current = self.case(by.case.0.unsigned_abs()).await?;
        while let State::Closed {
            how: Ending::Merged(into),
            ..
        } = &current.state
        {
            let into = *into;
            current = self.case(into.0.unsigned_abs()).await?;
        }
        let was_critical = current.is_open() && current.urgency == Urgency::Critical;
        let mut current = Case {
            latest: by.latest,
            mentions: current.mentions + by.posts,
            ..self.pressed(current, by.urgency)?
        };
        let mut change = None;
        let first = current.copy_of();
        if current.is_set_aside() && matches!(by.intent, Intent::Spam | Intent::Unrelated) {
            // More of the same: nobody has to read it.
            return match self.tx.save_quietly(&current).await? {
                Saved::Done => Ok((current.number, None)),
                Saved::Stale => Err(Refusal::Busy(current.number).into()),
            };
        }
        if current.answered_at.is_some() {
            self.author_came_back(&current, by.intent).await?;
        }
        if !current.is_open() {
            let department = self.department(&current.department)?;
            let due_at = department.answer_by(current.urgency, self.now);
            let was = current.last_holder().cloned();
            let why = Some(say::WROTE_AGAIN.to_owned());
            let (open, reopened) = current.reopen(why, due_at)?;
            (current, change) = (open, Some(reopened));
            self.tell_thread(&current, &say::wrote_again_after_closing(was.as_ref()))?;
        } else {
            self.tell_thread(&current, &say::wrote_again(current.holder()))?;
        }
        if self.tx.save_quietly(&current).await? == Saved::Stale {
            return Err(Refusal::Busy(current.number).into());
        }
        self.has_one_copy_fewer(first).await?;
        self.redraw(&current).await?;
        if by.urgency == Urgency::Critical && !was_critical {
            self.page_if_critical(&current)?;
        }
        Ok((current.number, change))
    }

    /// What the author adds may press more: the most pressing urgency stands, and somebody must look sooner.
    fn pressed(&self, case: Case, urgency: Urgency) -> Result<Case> {
        if urgency >= case.urgency {
            return Ok(case);
        }
        let by = self.department(&case.department)?.answer_by(urgency, self.now);
        let due_at = case.due_at.map(|due| due.min(by));
        Ok(Case {
            urgency,
            due_at,
            ..case
        })
    }

    /// The same for a post that its author changed.
    pub async fn press(&mut self, number: CaseNumber, urgency: Urgency) -> Result<()> {
        let case = self.case(number.0.unsigned_abs()).await?;
        if !case.is_open() || urgency >= case.urgency {
            return Ok(());
        }
        let case = self.pressed(case, urgency)?;
        if self.tx.save_quietly(&case).await? == Saved::Stale {
            return Err(Refusal::Busy(number).into());
        }
        self.page_if_critical(&case)
    }

    /// Somebody may be in danger: the department above hears of it at once, too.
    fn page_if_critical(&mut self, case: &Case) -> Result<()> {
        if case.urgency != Urgency::Critical {
            return Ok(());
        }
        let Some(above) = self.office.directory.above(&case.department, 1).cloned() else {
            return Ok(());
        };
        let page = say::page(case, &"Critical".into(), None, &above.on_call);
        self.tell_department(&above.channels, Some(case.number), &page);
        Ok(())
    }
}

/// How sure triage must be that nobody waits for an answer: in doubt somebody looks.
const FOREIGN: f32 = 0.9;

/// Advertising, or about somebody else.
fn is_noise(judgement: &Judgement) -> bool {
    let is_foreign = matches!(judgement.assessment.intent, Intent::Spam | Intent::Unrelated);
    is_foreign && judgement.assessment.confidence.intent() >= FOREIGN
}

fn new_case(work: &Work, mention: &Mention, judgement: &Judgement) -> Case {
    let directory = &work.office.directory;
    let assessment = &judgement.assessment;
    let routed = directory.route(assessment, mention.post.network, &judgement.route_hits);
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
