//! `/case handoff` and `/desk handoff`: a talk moves from the public to the
//! patient liaison's phone, and whoever takes the call finds the case.
//!
//! The code stands in public, so it proves nothing of who calls: the one who
//! takes the call is told so. It works only while the sentence that holds it
//! stands, so a draft that was declined or a reply that was taken back leaves
//! none behind. Whatever is wrong with a code, the answer is the same, so that
//! nothing can be learned by trying.

use super::put_out::Became;
use super::resource::shelf;
use super::work::Work;
use super::{Answer, Caller, Desk, Result, say, show};
use crate::domain::handoff::{Code, Invitation, LENGTH, SIGNS, TRIES, WINDOW, codes_in};
use crate::domain::resource::ready;
use crate::domain::{
    Case, CaseNumber, Change, Clock, Ending, Places, Purpose, Refusal, Resource, Right, State, Verdict,
};
use crate::store::{Reply, ReplyState};
use crate::triage::guard::Draft;
use anyhow::Context;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What the key of the digests is kept under.
const KEY: &str = "handoff/key";
/// Most codes that are drawn for one invitation.
const DRAWS: usize = 30;

impl Desk {
    pub(super) async fn handoff(&self, from: &Caller, ask: commands::Handoff) -> Result<Answer> {
        let mut work = self.begin(from, Right::Respond).await?;
        let case = work.case(ask.case).await?;
        let key = work.tx.agreed_secret(KEY, &self.clock.secret()).await?;
        work.not_invited_yet(&case, &key).await?;
        let sentence = work.invitation(&case).await?;
        let (code, words) = self.fitting_code(&work, &case, &sentence)?;
        let expires_at = work.now + work.office.directory.handoff.expires;
        let invitation = Invitation {
            digest: digest(&key, &code)?,
            case: case.number,
            made_by: from.staff.name.clone(),
            expires_at,
            used: None,
        };
        work.tx.keep_invitation(&invitation).await?;
        let zone = work.office.directory.time_zone;
        let put = work.put_out(from, case, &words).await?;
        let is_on_its_way = matches!(put.became, Became::Sent(_));
        let answer = work.finish(from, put).await?;
        if !is_on_its_way {
            return Ok(answer);
        }
        Ok(Answer {
            text: format!("{}\n{}", answer.text, say::code_works_until(expires_at, zone)),
            ..answer
        })
    }

    /// A code with which the guard lets the sentence pass: some look like shouting, or like a dose.
    fn fitting_code(&self, work: &Work, case: &Case, sentence: &str) -> Result<(Code, String)> {
        let directory = &work.office.directory;
        let filled = |code: &Code| {
            let places = Places {
                code: Some(code.to_string()),
                ..Places::of(directory, Some(case))
            };
            let filled = places.fill(sentence);
            filled.map_err(|fault| Refusal::UnknownWord(fault.to_string()))
        };
        let mut drawn = code(&self.clock);
        for _ in 0..DRAWS {
            let words = filled(&drawn)?;
            let draft = Draft {
                words: &words,
                thread: &[],
            };
            if work.office.guard().check(draft).verdict == Verdict::Ok {
                break;
            }
            drawn = code(&self.clock);
        }
        let words = filled(&drawn)?;
        Ok((drawn, words))
    }

    pub(super) async fn redeem(&self, from: &Caller, ask: commands::Redeem) -> Result<Answer> {
        let mut work = self.begin(from, Right::Respond).await?;
        let who = &from.staff.name;
        let since = work.now - WINDOW;
        if work.tx.wrong_codes(who, since).await? >= TRIES {
            return Err(Refusal::TooManyCodes.into());
        }
        let key = work.tx.agreed_secret(KEY, &self.clock.secret()).await?;
        let led_to = match Code::read(&ask.code) {
            Some(code) => work.use_code(from, &code, &key).await?,
            None => None,
        };
        let Some(case) = led_to else {
            work.tx.note_wrong_code(who).await?;
            work.commit().await?;
            return Err(Refusal::WrongCode.into());
        };
        work.record(case.number, Change::HandedOff).await?;
        work.tell_thread(&case, &say::handed_off(who))?;
        let warning = say::code_proves_nothing(&case);
        let office = work.office.clone();
        let whole = show::whole(&mut work.tx, &office, case, from).await?;
        work.commit().await?;
        Ok(Answer {
            text: format!("{warning}\n\n{}", whole.text),
            ..whole
        })
    }
}

impl Work {
    /// A code's time begins as its sentence goes out: the author can't use the time that it waited for a yes.
    pub(super) async fn start_codes(&mut self, case: CaseNumber, words: &str) -> Result<()> {
        let codes = codes_in(words);
        if codes.is_empty() {
            return Ok(());
        }
        let fresh = self.clock().secret();
        let key = self.tx.agreed_secret(KEY, &fresh).await?;
        let expires_at = self.now + self.office.directory.handoff.expires;
        for code in &codes {
            let digest = digest(&key, code)?;
            self.tx
                .start_invitation((digest.as_str(), case), expires_at)
                .await?;
        }
        Ok(())
    }

    /// The case that a code leads to, which is used up by this; none where it leads nowhere.
    async fn use_code(&mut self, from: &Caller, code: &Code, key: &str) -> Result<Option<Case>> {
        let digest = digest(key, code)?;
        let invitation = self.tx.invitation(&digest).await?;
        let Some(invitation) = invitation.filter(|invitation| invitation.works(self.now)) else {
            return Ok(None);
        };
        let mut case = self.case(invitation.case.0.unsigned_abs()).await?;
        while let State::Closed {
            how: Ending::Merged(into),
            ..
        } = &case.state
        {
            let into = *into;
            case = self.case(into.0.unsigned_abs()).await?;
        }
        let replies = self.tx.replies_of(case.number).await?;
        let stands = replies.iter().filter(|reply| stands(reply));
        let stands = stands.flat_map(|reply| codes_in(&reply.text)).any(|c| c == *code);
        if !stands || !self.tx.use_invitation(&digest, &from.staff.name).await? {
            return Ok(None);
        }
        Ok(Some(case))
    }

    /// One invitation at a time: another code under the same post would only puzzle its author. One that failed does
    /// not count.
    async fn not_invited_yet(&mut self, case: &Case, key: &str) -> Result<()> {
        let replies = self.tx.replies_of(case.number).await?;
        for code in replies
            .iter()
            .filter(|reply| matches!(reply.state, ReplyState::Sending | ReplyState::Published))
            .flat_map(|reply| codes_in(&reply.text))
        {
            let invitation = self.tx.invitation(&digest(key, &code)?).await?;
            if invitation.is_some_and(|invitation| invitation.works(self.now)) {
                return Err(Refusal::AlreadyInvited(case.number).into());
            }
        }
        Ok(())
    }

    /// The sentence that invites, in the author's language or the first of ours that has one, and there the
    /// department's own before one for all.
    async fn invitation(&mut self, case: &Case) -> Result<String> {
        let directory = self.office.directory.clone();
        let mut shelf = shelf(&mut self.tx, &directory).await?;
        // A text for one department may have taken the place of what the others use.
        shelf.extend(directory.resources.iter().cloned().chain(ready::all()));
        let in_language = |language: &str| {
            let fits = |resource: &&Resource| {
                let invites = resource.purpose == Purpose::Handoff && resource.language == language;
                invites && resource.suits(&case.department)
            };
            let is_own = |resource: &&Resource| resource.departments.contains(&case.department);
            let own = shelf.iter().filter(fits).find(is_own);
            own.or_else(|| shelf.iter().find(fits))
        };
        let resource = in_language(&case.language)
            .or_else(|| in_language(&directory.first_language()))
            .or_else(|| in_language("en"))
            .context("the built-in invitation is gone")?;
        Ok(resource.text.clone())
    }
}

/// Whether the public may have these words before its eyes.
fn stands(reply: &Reply) -> bool {
    match reply.state {
        // What was given up on may be out all the same.
        ReplyState::Sending | ReplyState::Published | ReplyState::SetAside => true,
        ReplyState::Retracting | ReplyState::Retracted => false,
    }
}

fn code(clock: &Clock) -> Code {
    let mut chance = [0; LENGTH];
    chance.fill_with(|| clock.below(SIGNS.len() as u8));
    Code::from_chance(chance)
}

fn digest(key: &str, code: &Code) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).context("the key of handoff codes")?;
    mac.update(code.signs().as_bytes());
    let bytes = mac.finalize().into_bytes();
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
