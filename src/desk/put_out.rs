//! The one door to the public. Every sentence that is to stand under a post
//! goes through [`Work::put_out`]: the writer must have accepted the policy,
//! the guard reads the words, and the policy says whether they go out at once
//! or wait as a draft. Nothing else puts a public reply on its way, but a
//! second person's yes to such a draft.
//!
//! The same words are never put on their way twice under one post: if the first
//! try was set aside, it is that very delivery, with its idempotency key, that
//! goes again; so it is under another post when nobody knows whether it got
//! through.

use super::work::Work;
use super::{Answer, Caller, Result, say, view};
use crate::domain::{
    Case, CaseNumber, Change, DeliveryId, Draft, DraftId, DraftState, Gate, Lane, Offer, PostRef, Reason,
    Refusal, Right, Ruling, StaffName, State, What, Worry, text,
};
use crate::store::{Reply, ReplyState};
use crate::triage;

/// How many posts of a thread the guard knows of, the newest.
const THREAD: usize = 50;

/// What became of words for the public.
pub(super) struct Put {
    /// The case as it is now.
    pub case: Case,
    /// What became of them.
    pub became: Became,
}

pub(super) enum Became {
    /// They are on their way.
    Sent(DeliveryId),
    /// They wait for a second person.
    Waits(Box<Draft>),
    /// The guard blocks them.
    Blocked(Box<Draft>),
}

/// The words as the public would read them, and what speaks against them.
struct Judged {
    words: String,
    ruling: Ruling,
    tells_of_a_patient: bool,
}

impl Work {
    /// Puts words out for a case: sent, kept as a draft, or refused. Whoever answers an unclaimed case has it from
    /// then on; a draft that waits is changed by this. [`Work::finish`] makes it so.
    pub async fn put_out(&mut self, from: &Caller, case: Case, words: &str) -> Result<Put> {
        let who = &from.staff.name;
        self.require_enrolled(who, "answer in public").await?;
        let before = self.draft_to_change(from, &case).await?;
        let by_holder = self.may_put_out(from, &case, before.as_ref())?;
        let judged = self.judge(&case, words).await?;
        self.not_said_yet(case.number, &judged.words, &case.latest)
            .await?;
        let policy = &self.office.directory.policy;
        let mut worries = policy.worries(&case, judged.tells_of_a_patient, judged.ruling.verdict);
        // Who only changes a draft answers nobody by themselves.
        worries.extend((!by_holder).then_some(Worry::Changed));
        let gate = policy.gate(judged.ruling.verdict, &worries);
        let id = DraftId(self.clock().new_id());
        let draft = Draft {
            id,
            case: case.number,
            author: who.clone(),
            words: judged.words,
            findings: judged.ruling.findings,
            worries,
            feed: case.feed.clone(),
            parent: case.latest.clone(),
            asked_at: self.now,
            expires_at: self.now + policy.expires,
            state: match gate {
                Gate::Block => DraftState::Blocked { first: None },
                Gate::Send | Gate::Ask => DraftState::Waiting,
            },
        };
        if gate == Gate::Ask && self.office.approvers_beside(who).next().is_none() {
            let found = say::speaks_against(&draft, from.sight);
            return Err(Refusal::NobodyApproves { found }.into());
        }
        let case = self.claimed(from, case).await?;
        if let Some(before) = before {
            let by = (gate != Gate::Send).then_some(id);
            let (told, now) = (say::replaced(who, &before, gate == Gate::Block), self.now);
            self.end_draft(&case, before.replace(by, now), told).await?;
        }
        match gate {
            Gate::Send => {
                let delivery = self.send(&case, &draft).await?;
                Ok(Put {
                    case,
                    became: Became::Sent(delivery),
                })
            }
            Gate::Ask => self.keep_waiting(case, draft).await,
            Gate::Block => self.keep_blocked(case, draft).await,
        }
    }

    /// Makes it so, and says to the person who wrote what became of their words.
    pub async fn finish(self, from: &Caller, put: Put) -> Result<Answer> {
        let Put { case, became } = put;
        self.commit().await?;
        match became {
            Became::Sent(delivery) => {
                let mut answer = say::answer(&case, say::on_its_way(&case, from.sight));
                answer.data["delivery"] = delivery.to_string().into();
                Ok(answer)
            }
            Became::Waits(draft) => {
                let mut answer = say::answer(&case, say::draft_waits(&draft, from.sight));
                answer.data["draft"] = view::draft(&draft);
                answer.offer = Some(Offer::Change { case: case.number });
                Ok(answer)
            }
            Became::Blocked(draft) => Err(Refusal::Blocked {
                case: case.number,
                found: say::findings(&draft.words, &draft.findings, from.sight),
            }
            .into()),
        }
    }

    /// Puts the words of a draft on their way, under its author's name. Only the two who may call this do: words
    /// that nothing speaks against, and a draft whose last yes was given.
    pub(super) async fn send(&mut self, case: &Case, draft: &Draft) -> Result<DeliveryId> {
        self.start_codes(case.number, &draft.words).await?;
        if let Some(aside) = self.set_aside_before(draft).await? {
            return self.send_again(case, &draft.author, &aside).await;
        }
        let what = What::Reply {
            feed: draft.feed.clone(),
            to: draft.parent.clone(),
            text: draft.words.clone(),
        };
        let delivery = self.enqueue(Lane::public(&draft.feed, case.number), Some(case.number), what);
        let reply = Reply {
            delivery,
            case: case.number,
            staff: draft.author.clone(),
            text: draft.words.clone(),
            state: ReplyState::Sending,
            feed: draft.feed.clone(),
            parent: draft.parent.clone(),
            post: None,
            written_at: self.now,
        };
        self.tx.insert_reply(&reply).await?;
        let change = Change::Replied {
            delivery: delivery.to_string(),
            text: draft.words.clone(),
        };
        self.record_by(&draft.author, case, change).await?;
        self.note_sent(case, delivery, &draft.words).await?;
        self.redraw(case).await?;
        self.tell_thread(case, &say::replied(&draft.author, case.network, &draft.words))?;
        Ok(delivery)
    }

    /// The same words, set aside before. Under another post they are another reply, unless they may be out there.
    async fn set_aside_before(&mut self, draft: &Draft) -> Result<Option<Reply>> {
        let sent = self.tx.replies_of(draft.case).await?;
        let same = |r: &Reply| r.text == draft.words && r.state == ReplyState::SetAside;
        for reply in sent.into_iter().rev().filter(same) {
            if reply.parent == draft.parent || self.tx.may_be_out(reply.delivery).await? {
                return Ok(Some(reply));
            }
        }
        Ok(None)
    }

    /// Words that were set aside go again under their old key.
    async fn send_again(&mut self, case: &Case, author: &StaffName, same: &Reply) -> Result<DeliveryId> {
        if !self.tx.send_again(same.delivery).await? {
            return Err(Refusal::AlreadySaid(case.number).into());
        }
        self.tx
            .set_reply(same.delivery, ReplyState::Sending, None)
            .await?;
        let delivery = same.delivery.to_string();
        self.record(case.number, Change::SentAgain { delivery }).await?;
        self.redraw(case).await?;
        self.tell_thread(case, &say::sent_again(author))?;
        Ok(same.delivery)
    }

    async fn keep_waiting(&mut self, case: Case, draft: Draft) -> Result<Put> {
        self.tx.insert_draft(&draft).await?;
        let change = Change::Asked {
            draft: draft.id.to_string(),
            text: draft.words.clone(),
            worries: draft.worries.clone(),
        };
        self.record(case.number, change).await?;
        self.redraw(&case).await?;
        self.tell_thread(&case, &say::asked(&draft))?;
        self.redraw_request(&case, &draft).await?;
        let became = Became::Waits(Box::new(draft));
        Ok(Put { case, became })
    }

    /// What the guard blocks is kept for its author and for those who may override it; nobody is asked.
    async fn keep_blocked(&mut self, case: Case, draft: Draft) -> Result<Put> {
        self.tx.insert_draft(&draft).await?;
        self.record_block(&case, &draft).await?;
        self.redraw(&case).await?;
        let became = Became::Blocked(Box::new(draft));
        Ok(Put { case, became })
    }

    pub(super) async fn record_block(&mut self, case: &Case, draft: &Draft) -> Result<()> {
        let mut reasons: Vec<Reason> = draft.findings.iter().map(|found| found.kind).collect();
        reasons.dedup();
        let change = Change::Blocked {
            draft: draft.id.to_string(),
            text: draft.words.clone(),
            reasons,
        };
        self.record(case.number, change).await
    }

    /// The draft whose place other words would take. Who had one before their eyes changes that one: once it has
    /// ended, their words would stand beside it, not in its place.
    async fn draft_to_change(&mut self, from: &Caller, case: &Case) -> Result<Option<Draft>> {
        match from.seen {
            Some(_) => self.draft_seen(from, case).await.map(Some),
            None => self.tx.open_draft(case.number).await,
        }
    }

    /// Who holds the case answers it; a draft that waits may also be changed by somebody who may approve. Gives
    /// whether it is the former.
    fn may_put_out(&self, from: &Caller, case: &Case, before: Option<&Draft>) -> Result<bool> {
        let may_respond = from.staff.may(Right::Respond);
        if before.is_none() && !may_respond {
            return Err(Refusal::NoDraft(case.number).into());
        }
        let mine = case.may_answer(&from.staff.name, self.office.directory.time_zone);
        match mine {
            Err(Refusal::HeldBy { .. }) if before.is_some() && from.staff.may(Right::Approve) => Ok(false),
            mine => Ok(mine.map(|()| may_respond)?),
        }
    }

    /// The words as the public would read them, what the guard says, and whether the thread tells of a patient.
    async fn judge(&mut self, case: &Case, asked: &str) -> Result<Judged> {
        let words = self.public_words(case, asked).await?;
        let (ruling, tells_of_a_patient) = self.ruling(case, &words).await?;
        Ok(Judged {
            words,
            ruling,
            tells_of_a_patient,
        })
    }

    /// What the guard says of words under this case's thread, and whether the thread tells of a patient.
    pub(super) async fn ruling(&mut self, case: &Case, words: &str) -> Result<(Ruling, bool)> {
        let posts = self.tx.posts_of(case.number).await?;
        let newest = &posts[posts.len().saturating_sub(THREAD)..];
        let thread: Vec<&str> = newest.iter().map(|post| post.text.as_str()).collect();
        let triage = self.office.triage();
        let tells = |text: &&str| !triage.assess(text, case.network).assessment.findings.is_empty();
        let tells_of_a_patient = thread.iter().any(tells);
        let draft = triage::guard::Draft {
            words,
            thread: &thread,
        };
        Ok((self.office.guard().check(draft), tells_of_a_patient))
    }

    /// The words, cleaned and signed, or why they can't go out whatever they say.
    async fn public_words(&mut self, case: &Case, asked: &str) -> Result<String> {
        self.place_for_answers(case, &case.latest).await?;
        let mut words = text::clean(asked.trim());
        if text::is_blank(&words) {
            return Err(Refusal::NoWords.into());
        }
        let signature = &self.office.directory.signature;
        if !signature.is_empty() {
            words = format!("{words} {signature}");
        }
        match case.network.limit().excess(&words) {
            (0, _) => Ok(words),
            (by, unit) => Err(Refusal::TooLong {
                by,
                unit,
                network: case.network,
            }
            .into()),
        }
    }

    /// The post takes an answer.
    pub(super) async fn place_for_answers(&mut self, case: &Case, under: &PostRef) -> Result<()> {
        let post = self.tx.post(under).await?;
        if !case.network.takes_replies() {
            let link = post.and_then(|post| post.link);
            return Err(Refusal::CantReply {
                network: case.network,
                link,
            }
            .into());
        }
        if post.is_some_and(|post| post.deleted_at.is_some()) {
            return Err(Refusal::PostGone(case.number).into());
        }
        Ok(())
    }

    /// Words that are on their way or out under this post are not said again.
    pub(super) async fn not_said_yet(
        &mut self,
        case: CaseNumber,
        words: &str,
        under: &PostRef,
    ) -> Result<()> {
        let sent = self.tx.replies_of(case).await?;
        let same = |r: &&Reply| r.text == words && r.parent == *under && r.state != ReplyState::Retracted;
        match sent.iter().rev().find(same) {
            Some(same) if same.state != ReplyState::SetAside => Err(Refusal::AlreadySaid(case).into()),
            Some(_) | None => Ok(()),
        }
    }

    async fn claimed(&mut self, from: &Caller, case: Case) -> Result<Case> {
        if case.state != State::Open {
            return Ok(case);
        }
        let who = &from.staff.name;
        let (claimed, change) = case.claim(who, self.now, self.office.directory.time_zone)?;
        self.save(claimed, change, Some(say::claimed(who))).await
    }

    /// The person must have accepted the text in force, if there is one.
    pub(super) async fn require_enrolled(&mut self, who: &StaffName, what: &'static str) -> Result<()> {
        let Some(pledge) = self.office.directory.policy.pledge.clone() else {
            return Ok(());
        };
        if self.tx.has_accepted(who, &pledge).await? {
            return Ok(());
        }
        Err(Refusal::NotEnrolled {
            what,
            version: pledge.version,
        }
        .into())
    }
}
