//! A desk that answers what the test says, and remembers what it was asked.

use async_trait::async_trait;
use liaison::chat::{Ask, Brief, Clerk, Handed, MessageRef, Told, Which};
use liaison::domain::{
    Account, Card, CaseNumber, Directory, Draft, Member, Origin, Right, Sight, Staff, StaffName, Suggestion,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub struct Desk {
    state: Mutex<State>,
}

struct State {
    directory: Arc<Directory>,
    cards: Vec<(MessageRef, Card)>,
    asked: Vec<Ask>,
    handed: Vec<Handed>,
    met: Vec<Member>,
    next: Option<Told>,
    stall: Duration,
    offered: Vec<Suggestion>,
    draft: Option<Draft>,
}

impl Desk {
    pub fn new(directory: Directory) -> Self {
        Self {
            state: Mutex::new(State {
                directory: Arc::new(directory),
                cards: Vec::new(),
                asked: Vec::new(),
                handed: Vec::new(),
                met: Vec::new(),
                next: None,
                stall: Duration::ZERO,
                offered: Vec::new(),
                draft: None,
            }),
        }
    }

    pub fn knows(&self, message: MessageRef, card: Card) {
        self.state().cards.push((message, card));
    }

    /// The next thing it is asked to do ends so.
    pub fn will_say(&self, told: Told) {
        self.state().next = Some(told);
    }

    /// What would answer any case.
    pub fn offers(&self, offered: Vec<Suggestion>) {
        self.state().offered = offered;
    }

    /// This draft is open from now on.
    pub fn keeps(&self, draft: Draft) {
        self.state().draft = Some(draft);
    }

    /// Its database takes so long for everything from now on.
    pub fn stalls(&self, time: Duration) {
        self.state().stall = time;
    }

    pub fn asked(&self) -> Vec<Ask> {
        std::mem::take(&mut self.state().asked)
    }

    pub fn handed(&self) -> Vec<Handed> {
        self.state().handed.clone()
    }

    pub fn met(&self) -> Vec<Member> {
        self.state().met.clone()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    async fn stall(&self) {
        let time = self.state().stall;
        tokio::time::sleep(time).await;
    }
}

#[async_trait]
impl Clerk for Desk {
    async fn run(&self, ask: Ask) -> Told {
        self.stall().await;
        let mut state = self.state();
        state.asked.push(ask);
        let done = || Told::Answer {
            text: "Done. See `/case show 1`.".to_owned(),
            case: Some(CaseNumber(1)),
            offer: None,
        };
        state.next.take().unwrap_or_else(done)
    }

    async fn open(&self, _: &Staff, _: Origin, handed: Handed) -> Told {
        self.stall().await;
        let mut state = self.state();
        state.handed.push(handed);
        Told::Answer {
            text: "Case #9 is open.".to_owned(),
            case: Some(CaseNumber(9)),
            offer: None,
        }
    }

    fn directory(&self) -> Arc<Directory> {
        self.state().directory.clone()
    }

    async fn card(&self, case: CaseNumber) -> anyhow::Result<Option<Card>> {
        self.stall().await;
        let state = self.state();
        let card = state.cards.iter().find(|(_, card)| card.number == case);
        Ok(card.map(|(_, card)| card.clone()))
    }

    async fn draft(&self, case: CaseNumber) -> anyhow::Result<Option<Draft>> {
        self.stall().await;
        let open = self.state().draft.clone();
        Ok(open.filter(|draft| draft.case == case))
    }

    async fn case_of(&self, message: &MessageRef) -> anyhow::Result<Option<CaseNumber>> {
        self.stall().await;
        let state = self.state();
        let card = state.cards.iter().find(|(known, _)| known == message);
        Ok(card.map(|(_, card)| card.number))
    }

    async fn list(&self, which: Which, _: Sight, _: usize) -> anyhow::Result<Vec<Brief>> {
        self.stall().await;
        let brief = |(_, card): &(MessageRef, Card)| Brief {
            number: card.number,
            urgency: card.urgency,
            topic: card.topic,
            department: card.department.clone(),
            holder: None,
            text: String::new(),
            due_at: None,
            late: false,
            opened_at: card.opened_at,
        };
        let state = self.state();
        let all = state.cards.iter().map(brief);
        Ok(match which {
            Which::Mine(_) => all.rev().take(1).collect(),
            _ => all.collect(),
        })
    }

    async fn suggestions(&self, _case: CaseNumber, _sight: Sight) -> anyhow::Result<Vec<Suggestion>> {
        self.stall().await;
        Ok(self.state().offered.clone())
    }

    async fn tags(&self, _: usize) -> anyhow::Result<Vec<String>> {
        Ok(vec!["parking".to_owned(), "portal".to_owned()])
    }

    async fn met(&self, member: Member) -> anyhow::Result<()> {
        self.stall().await;
        let mut state = self.state();
        state.met.push(member.clone());
        let mut directory = (*state.directory).clone();
        let known = directory.by_account("discord", &member.account.id).is_some();
        if !known && !member.groups.is_empty() {
            directory.staff.push(Staff {
                name: StaffName(member.handle),
                title: member.title,
                department: None,
                languages: Vec::new(),
                rights: vec![Right::Respond],
                accounts: vec![Account {
                    chat: "discord".to_owned(),
                    id: member.account.id,
                }],
            });
            state.directory = Arc::new(directory);
        }
        Ok(())
    }
}
