//! `/desk author`: everything one author has brought to us, and who else they are.
//!
//! Two authors are one person only because a colleague said so, on the record
//! of the newest case of each; it is taken back the same way. Nothing is
//! joined by it: cases and what follows on them stay with their conversation.

use super::work::Work;
use super::{Answer, Caller, Desk, Result, say, sight, view};
use crate::domain::{CaseNumber, Change, Network, Refusal, Right};
use crate::store::{KnownAuthor, Tx};
use std::cmp::Reverse;

/// Most cases in one answer.
const MOST: usize = 20;

/// How an author is named.
enum Name {
    /// `@sam`, or `bluesky/sam` where the name is in use elsewhere too.
    Handle(Option<Network>, String),
    /// `#142`: the author of that case.
    Of(CaseNumber),
}

impl Desk {
    pub(super) async fn author(&self, from: &Caller, ask: commands::Author) -> Result<Answer> {
        let other = ask.other.as_deref();
        match ask.change.as_deref() {
            None => self.about_author(from, &ask.handle).await,
            Some("link") => self.link(from, (&ask.handle, other)).await,
            Some(_) => self.unlink(from, (&ask.handle, other)).await,
        }
    }

    async fn about_author(&self, from: &Caller, written: &str) -> Result<Answer> {
        let name = Name::read(written);
        let mut tx = self.store.read().await?;
        let named = name.authors(&mut tx).await?;
        let mut others = Vec::new();
        for author in &named {
            others.extend(tx.also_known_as(author.network, &author.id).await?);
        }
        others.retain(|other| named.iter().all(|author| !is_same(author, other)));
        others.sort_by_key(|other| Reverse(other.case));
        others.dedup();
        let mut numbers = Vec::new();
        for author in named.iter().chain(&others) {
            numbers.extend(tx.cases_by(author, i64::try_from(MOST)?).await?);
        }
        numbers.sort_unstable_by_key(|number| Reverse(*number));
        numbers.truncate(MOST);
        let listed = tx.listed(&numbers).await?;
        let listed = sight::page(&mut tx, listed, from.sight).await?;
        let named = sight::authors(named, from.sight);
        let others = sight::authors(others, from.sight);
        let asked = name.as_asked(&named);
        let text = say::by_author(&asked, (&named, &others), &listed, self.clock.now());
        Ok(Answer {
            text: text + say::how_to_see(&listed, from.sight),
            data: view::cases(&listed),
            case: None,
            offer: None,
        })
    }

    async fn link(&self, from: &Caller, (name, other): (&str, Option<&str>)) -> Result<Answer> {
        let mut work = self.begin(from, Right::Respond).await?;
        let other = other.ok_or_else(|| Refusal::LinkWhom(name.trim().to_owned()))?;
        let (one, other) = (work.author(name).await?, work.author(other).await?);
        if is_same(&one, &other) {
            return Err(Refusal::LinkToSelf.into());
        }
        if !work.tx.link_authors((&one, &other), &from.staff.name).await? {
            return Err(Refusal::LinkedAlready.into());
        }
        let linked = |with: &KnownAuthor| Change::AuthorLinked { case: with.case };
        work.record(one.case, linked(&other)).await?;
        work.record(other.case, linked(&one)).await?;
        work.commit().await?;
        let both = sight::authors(vec![one, other], from.sight);
        Ok(told(say::linked(&both[0], &both[1]), &both))
    }

    /// Takes back that `name` and `other` are one person; with no other, that `name` is anybody else.
    async fn unlink(&self, from: &Caller, (name, other): (&str, Option<&str>)) -> Result<Answer> {
        let mut work = self.begin(from, Right::Respond).await?;
        let one = work.author(name).await?;
        let mut stay = work.tx.also_known_as(one.network, &one.id).await?;
        let leaves = match other {
            None => one,
            Some(other) => {
                let leaves = work.author(other).await?;
                let before = stay.len();
                stay.retain(|author| !is_same(author, &leaves));
                if stay.len() == before {
                    let [name, other] = [name, other].map(|written| written.trim().to_owned());
                    return Err(Refusal::NotLinkedWith(name, other).into());
                }
                stay.push(one);
                leaves
            }
        };
        if stay.is_empty() || !work.tx.unlink_author(&leaves).await? {
            return Err(Refusal::NotLinked(name.trim().to_owned()).into());
        }
        let unlinked = |from: &KnownAuthor| Change::AuthorUnlinked { case: from.case };
        for author in &stay {
            work.record(leaves.case, unlinked(author)).await?;
            work.record(author.case, unlinked(&leaves)).await?;
        }
        work.commit().await?;
        let leaves = sight::authors(vec![leaves], from.sight);
        let stay = sight::authors(stay, from.sight);
        Ok(told(say::unlinked(&leaves[0], &stay), &leaves))
    }
}

impl Work {
    /// The one author whom a colleague means.
    async fn author(&mut self, written: &str) -> Result<KnownAuthor> {
        let name = Name::read(written);
        let mut found = name.authors(&mut self.tx).await?;
        if let Name::Handle(_, handle) = &name
            && found
                .iter()
                .any(|author| author.handle.to_lowercase() == handle.to_lowercase())
        {
            // Whoever is called so now comes before those who were once.
            found.retain(|author| author.handle.to_lowercase() == handle.to_lowercase());
        }
        match (found.as_slice(), name) {
            ([one], _) => Ok(one.clone()),
            ([_, _, ..], Name::Handle(_, handle)) => {
                let found = found.iter().map(|author| (author.network, author.case)).collect();
                Err(Refusal::WhichAuthor { handle, found }.into())
            }
            (_, Name::Of(case)) => Err(Refusal::NoSuchCase(case).into()),
            ([], Name::Handle(network, handle)) => {
                Err(Refusal::NoSuchAuthor(say::name(&handle, network)).into())
            }
        }
    }
}

impl Name {
    fn read(written: &str) -> Self {
        let written = written.trim();
        let number = written.strip_prefix('#').and_then(|digits| digits.parse().ok());
        if let Some(number) = number {
            return Self::Of(CaseNumber(number));
        }
        let (network, handle) = match written.split_once('/') {
            Some((network, handle)) => match network.to_lowercase().parse() {
                Ok(network) => (Some(network), handle),
                Err(_) => (None, written),
            },
            None => (None, written),
        };
        Self::Handle(network, handle.trim().trim_start_matches('@').to_owned())
    }

    /// Everybody who may be meant.
    async fn authors(&self, tx: &mut Tx) -> Result<Vec<KnownAuthor>> {
        match self {
            Self::Of(case) => Ok(tx.author_of(*case).await?.into_iter().collect()),
            Self::Handle(network, handle) => {
                let mut found = tx.authors(handle).await?;
                found.retain(|author| network.is_none_or(|network| author.network == network));
                Ok(found)
            }
        }
    }

    /// The name to be said back: as it was written, or of the author of the case.
    fn as_asked(&self, found: &[KnownAuthor]) -> String {
        match (self, found) {
            (Self::Handle(network, handle), _) => say::name(handle, *network),
            (Self::Of(_), [author, ..]) => say::author(author),
            (Self::Of(case), []) => format!("case {case}"),
        }
    }
}

fn is_same(one: &KnownAuthor, other: &KnownAuthor) -> bool {
    (one.network, &one.id) == (other.network, &other.id)
}

fn told(text: String, authors: &[KnownAuthor]) -> Answer {
    Answer {
        text,
        data: view::authors(authors),
        case: None,
        offer: None,
    }
}
