//! The desk, as the chats of others ask for it.

use super::AtTheDesk;
use crate::chat::{Ask, Brief, Clerk, Handed, MessageRef, Told, Which};
use crate::desk::{Answer, Caller, HandedIn, Trouble, sight};
use crate::domain::{Card, CaseNumber, Directory, Draft, Member, Origin, Sight, Staff, Suggestion, text};
use crate::store::{Filter, Listed};
use anyhow::Result;
use async_trait::async_trait;
use std::sync::Arc;

/// Signs of a post in a list.
const WORDS: usize = 150;

#[async_trait]
impl Clerk for AtTheDesk {
    async fn run(&self, ask: Ask) -> Told {
        let caller = Caller {
            staff: ask.staff,
            origin: ask.origin,
            sight: ask.sight,
            once: ask.once,
            seen: ask.seen,
        };
        told(self.desk.handle(&caller, ask.command).await)
    }

    async fn open(&self, staff: &Staff, origin: Origin, handed: Handed) -> Told {
        let caller = Caller::new(staff.clone(), origin);
        let handed = HandedIn {
            channel: handed.message.channel.id,
            message: handed.message.id,
            text: handed.text,
            link: handed.link,
            at: handed.at,
        };
        told(self.desk.open_by_hand(&caller, handed).await)
    }

    fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.desk.office().directory)
    }

    fn settings(&self) -> Arc<Directory> {
        Arc::clone(&self.desk.office().settings)
    }

    async fn card(&self, case: CaseNumber) -> Result<Option<Card>> {
        self.desk.card(case).await
    }

    async fn draft(&self, case: CaseNumber) -> Result<Option<Draft>> {
        self.desk.open_draft(case).await
    }

    async fn case_of(&self, message: &MessageRef) -> Result<Option<CaseNumber>> {
        self.store
            .read()
            .await?
            .case_of(&message.channel, &message.id)
            .await
    }

    async fn list(&self, which: Which, sight: Sight, most: usize) -> Result<Vec<Brief>> {
        let filter = match which {
            Which::Mine(name) => Filter::DueFirst(name),
            Which::Open => Filter::Newest,
            Which::Unclaimed(name) => {
                let directory = Clerk::directory(self);
                // Leadership may belong nowhere: then no department is theirs.
                let Some(department) = directory.staff(name.as_str()).and_then(|s| s.department.clone())
                else {
                    return Ok(Vec::new());
                };
                Filter::Unclaimed(department)
            }
        };
        let mut tx = self.store.read().await?;
        let listed = tx.list(&filter, i64::try_from(most)?).await?;
        let listed = sight::page(&mut tx, listed, sight).await?;
        Ok(listed.into_iter().map(brief).collect())
    }

    async fn suggestions(&self, case: CaseNumber, sight: Sight) -> Result<Vec<Suggestion>> {
        self.desk.suggestions(case, sight).await
    }

    async fn tags(&self, most: usize) -> Result<Vec<String>> {
        let tags = self.store.read().await?.tags_in_use(most).await?;
        Ok(tags.into_iter().map(|(tag, _)| tag).collect())
    }

    async fn met(&self, member: Member) -> Result<()> {
        let chat = member.account.chat.clone();
        self.desk.meet(&chat, vec![member], false).await
    }
}

fn told(answered: Result<Answer, Trouble>) -> Told {
    match answered {
        Ok(Answer {
            text, case, offer, ..
        }) => Told::Answer { text, case, offer },
        Err(Trouble::Repeated) => Told::Repeated,
        Err(trouble) => Told::Refused(trouble.to_string()),
    }
}

fn brief(Listed { case, text: words }: Listed) -> Brief {
    Brief {
        number: case.number,
        urgency: case.urgency,
        topic: case.topic,
        holder: case.holder().cloned(),
        text: text::line(&words, WORDS),
        due_at: case.due_at,
        late: case.late,
        opened_at: case.opened_at,
        department: case.department.0,
    }
}
