//! `/case show`: one case whole, its posts, our replies and its history.

use super::{Answer, Caller, Desk, Office, Result, say, sight, view};
use crate::domain::{Case, CaseNumber, Refusal, Right, Sight};
use crate::store::Tx;

/// Copies of a case that are named.
const COPIES: i64 = 20;

impl Desk {
    pub(super) async fn show(&self, from: &Caller, ask: commands::Show) -> Result<Answer> {
        let number = CaseNumber(i64::try_from(ask.case).unwrap_or(i64::MAX));
        let mut tx = self.store.read().await?;
        let case = tx.case(number).await?.ok_or(Refusal::NoSuchCase(number))?;
        whole(&mut tx, &self.office(), case, from).await
    }
}

/// A case with everything about it, as far as it may be shown to whoever asks. Who may say yes to a draft reads it
/// whole, as in its request: a yes to masked words would be one to words unseen.
pub(super) async fn whole(tx: &mut Tx, office: &Office, case: Case, from: &Caller) -> Result<Answer> {
    let (number, sight) = (case.number, from.sight);
    let posts = tx.posts_of(number).await?;
    let mask = sight::mask_of(tx, &case).await?;
    let case = sight::case(case, &mask, sight);
    let mut masked = posts.iter().any(|post| mask.post(&post.text) != post.text);
    let posts = sight::posts(posts, &mask, sight);
    let replies = sight::replies(tx.replies_of(number).await?, &mask, sight);
    let history = sight::history(tx.history(number).await?, &mask, sight);
    let draft = tx.open_draft(number).await?;
    let mut text = say::case(&case, &posts, &replies, &history, office.directory.time_zone);
    let mut data = view::whole(&case, &posts, &replies, &history);
    if let Some(whole) = draft {
        let decides = from.staff.may(Right::Approve) || from.staff.name == whole.author;
        let draft = match decides {
            true => whole.clone(),
            false => sight::draft(whole.clone(), &mask),
        };
        masked |= draft.words != whole.words;
        text += &say::open_draft(&draft, sight, &from.staff);
        if sight == Sight::Full {
            data["draft"] = view::draft(&draft);
        }
    }
    let others = tx.also_known_as(case.network, &case.author.id).await?;
    let others = sight::authors(others, sight);
    text += &say::also_known_as(&others);
    data["also_known_as"] = view::authors(&others);
    if let Some(speakers) = office.directory.speakers(&case.language, &case.department) {
        text += &format!("\n\n{}", say::speakers(&speakers));
        data["speakers"] = serde_json::json!(speakers.names);
    }
    let copies = tx.count_copies(number).await?;
    let copied = tx.copies_of(number, COPIES).await?;
    text += &say::copies(copies, &copied, sight == Sight::Full);
    data["copies"] = copies.into();
    text += &say::how_to_see_one(number, sight, masked);
    Ok(Answer {
        text,
        data,
        case: Some(number),
        offer: None,
    })
}
