//! `/case handoff` and `/desk handoff`: a talk moves from the public to the
//! patient liaison's phone, and whoever takes the call finds the case.
//!
//! The code stands in public, so it proves nothing of who calls: the one who
//! takes the call is told so. Whatever is wrong with a code, the answer is the
//! same, so that nothing can be learned by trying.

use super::resource::{places, shelf};
use super::{Answer, Caller, Desk, Result, say, sight, view};
use crate::domain::handoff::{Code, Invitation, LENGTH, SIGNS, TRIES, WINDOW};
use crate::domain::resource::{Purpose, Resource};
use crate::domain::{Case, Change, Clock, Places, Refusal, Right};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What the key of the digests is kept under.
const KEY: &str = "handoff/key";

impl Desk {
    pub(super) async fn handoff(&self, from: &Caller, ask: commands::Handoff) -> Result<Answer> {
        let mut work = self.begin(from, Right::Respond).await?;
        let case = work.case(ask.case).await?;
        let terms = work.office.directory.handoff.clone();
        let code = code(&self.clock);
        let places = Places {
            code: Some(code.to_string()),
            ..places(&work.office.directory, Some(&case))
        };
        let text = invitation(&shelf(&mut work.tx).await?, &case, &places)?;
        let key = work.handoff_key(&self.clock).await?;
        let invitation = Invitation {
            digest: digest(&key, &code),
            case: case.number,
            made_by: from.staff.name.clone(),
            expires_at: work.now + terms.expires,
            used: None,
        };
        work.tx.keep_invitation(&invitation).await?;
        self.put_out(from, work, case, &text).await
    }

    pub(super) async fn redeem(&self, from: &Caller, ask: commands::Redeem) -> Result<Answer> {
        let mut work = self.begin(from, Right::Respond).await?;
        let since = work.now - WINDOW;
        if work.tx.wrong_codes(&from.staff.name, since).await? >= TRIES {
            return Err(Refusal::TooManyCodes.into());
        }
        let found = match Code::read(&ask.code) {
            Some(code) => {
                let key = work.handoff_key(&self.clock).await?;
                let digest = digest(&key, &code);
                let used = work.tx.use_invitation(&digest, &from.staff.name).await?;
                if used {
                    work.tx.invitation(&digest).await?
                } else {
                    None
                }
            }
            None => None,
        };
        let Some(invitation) = found else {
            work.tx.note_wrong_code(&from.staff.name).await?;
            work.commit().await?;
            return Err(Refusal::WrongCode.into());
        };
        let case = work.case(invitation.case.0.unsigned_abs()).await?;
        work.record(case.number, Change::HandedOff).await?;
        work.tell_thread(&case, &say::handed_off(&from.staff.name))?;
        let posts = sight::posts(work.tx.posts_of(case.number).await?, from.sight);
        let replies = sight::replies(work.tx.replies_of(case.number).await?, from.sight);
        let history = sight::history(work.tx.history(case.number).await?, from.sight);
        let case = sight::case(case, from.sight);
        work.commit().await?;
        let whole = say::case(
            &case,
            &posts,
            &replies,
            &history,
            self.office().directory.time_zone,
        );
        Ok(Answer {
            text: format!("{}\n\n{whole}", say::code_proves_nothing(&case)),
            data: view::whole(&case, &posts, &replies, &history),
            case: Some(case.number),
        })
    }
}

impl super::work::Work {
    /// The key of the digests, made when the first code is.
    async fn handoff_key(&mut self, clock: &Clock) -> Result<String> {
        if let Some(key) = self.tx.secret(KEY).await? {
            return Ok(key);
        }
        let key = clock.secret();
        self.tx.set_secret(KEY, &key).await?;
        Ok(key)
    }
}

/// The sentence that invites, in the author's language or the first of ours that has one.
fn invitation(shelf: &[Resource], case: &Case, places: &Places) -> Result<String> {
    let in_language = |language: &str| {
        let is = |resource: &&Resource| resource.purpose == Purpose::Handoff && resource.language == language;
        shelf.iter().find(is)
    };
    let resource = in_language(&case.language).or_else(|| in_language("en"));
    let resource = resource.ok_or_else(|| Refusal::NoSuchResource("handoff".to_owned()))?;
    let filled = places
        .fill(&resource.text)
        .map_err(|fault| Refusal::UnknownWord(fault.to_string()))?;
    Ok(filled)
}

fn code(clock: &Clock) -> Code {
    let mut chance = [0; LENGTH];
    chance.fill_with(|| clock.below(SIGNS.len() as u8));
    Code::from_chance(chance)
}

fn digest(key: &str, code: &Code) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key of this kind may have any length");
    mac.update(code.signs().as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
