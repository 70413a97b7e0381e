//! A clerk who is asked for anything and says it back.

use async_trait::async_trait;
use liaison::chat::{Ask, Brief, Clerk, Handed, MessageRef, Told, Which};
use liaison::domain::{Card, CaseNumber, Directory, Member, Origin, Sight, Staff};
use std::sync::Arc;

/// One desk with one case.
pub struct Echo(pub Arc<Directory>);

#[async_trait]
impl Clerk for Echo {
    async fn run(&self, ask: Ask) -> Told {
        let text = format!("{:?}", ask.command);
        // Both ways to answer are gone, whatever was asked for.
        if text.len() % 3 == 0 {
            return Told::Refused(text);
        }
        Told::Answer {
            text,
            case: Some(CaseNumber(7)),
            offer: None,
        }
    }

    async fn open(&self, _: &Staff, _: Origin, handed: Handed) -> Told {
        Told::Answer {
            text: handed.text,
            case: Some(CaseNumber(7)),
            offer: None,
        }
    }

    fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.0)
    }

    async fn card(&self, case: CaseNumber) -> anyhow::Result<Option<Card>> {
        Ok((case.0 == 7).then(|| super::house::card("Six hours in the ER", Sight::Full)))
    }

    async fn case_of(&self, message: &MessageRef) -> anyhow::Result<Option<CaseNumber>> {
        Ok(message.id.starts_with('1').then_some(CaseNumber(7)))
    }

    async fn list(&self, _: Which, _: Sight, _: usize) -> anyhow::Result<Vec<Brief>> {
        Ok(Vec::new())
    }

    async fn tags(&self, _: usize) -> anyhow::Result<Vec<String>> {
        Ok(vec!["parking".to_owned()])
    }

    async fn met(&self, _: Member) -> anyhow::Result<()> {
        Ok(())
    }
}
