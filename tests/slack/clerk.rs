//! A clerk who does what the test says, and remembers what was asked.

use chrono::{DateTime, TimeDelta, Utc};
use liaison::chat::{Ask, Brief, Clerk, Handed, MessageRef, Told, Which};
use liaison::domain::{
    Account, Card, CaseNumber, ChannelRef, Department, DepartmentName, Directory, Draft, Group, Intent,
    Member, Network, Origin, Right, Sight, Staff, StaffName, Suggestion, Topic, Urgency,
};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(super) struct Scripted {
    pub directory: Mutex<Arc<Directory>>,
    pub asked: Mutex<Vec<Ask>>,
    pub handed: Mutex<Vec<Handed>>,
    pub answer: Mutex<Told>,
    pub cards: Mutex<Vec<Card>>,
    pub threads: Mutex<Vec<(MessageRef, CaseNumber)>>,
    pub delay: AtomicU64,
    /// How many are being answered, and the most there ever were.
    busy: AtomicUsize,
    busiest: AtomicUsize,
    pub offered: Mutex<Vec<Suggestion>>,
    pub draft: Mutex<Option<Draft>>,
}

impl Scripted {
    pub fn new(groups: Vec<Group>) -> Self {
        Self {
            directory: Mutex::new(Arc::new(directory(groups))),
            asked: Mutex::default(),
            handed: Mutex::default(),
            answer: Mutex::new(told("Done.")),
            cards: Mutex::default(),
            threads: Mutex::default(),
            delay: AtomicU64::new(0),
            busy: AtomicUsize::new(0),
            busiest: AtomicUsize::new(0),
            offered: Mutex::default(),
            draft: Mutex::default(),
        }
    }

    /// What was asked for, oldest first.
    pub fn commands(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .map(|ask| format!("{}: {:?}", ask.staff.name, ask.command))
            .collect()
    }

    pub fn answers(&self, told: Told) {
        *self.answer.lock().unwrap() = told;
    }

    pub fn takes(&self, milliseconds: u64) {
        self.delay.store(milliseconds, Ordering::Relaxed);
    }

    /// How many commands were under way at once, at most.
    pub fn most_at_once(&self) -> usize {
        self.busiest.load(Ordering::Relaxed)
    }

    async fn pause(&self) {
        tokio::time::sleep(Duration::from_millis(self.delay.load(Ordering::Relaxed))).await;
    }
}

#[async_trait::async_trait]
impl Clerk for Scripted {
    async fn run(&self, ask: Ask) -> Told {
        let now = self.busy.fetch_add(1, Ordering::Relaxed) + 1;
        self.busiest.fetch_max(now, Ordering::Relaxed);
        self.pause().await;
        self.busy.fetch_sub(1, Ordering::Relaxed);
        let mut asked = self.asked.lock().unwrap();
        if asked.iter().any(|before| before.once == ask.once) {
            return Told::Repeated;
        }
        asked.push(ask);
        self.answer.lock().unwrap().clone()
    }

    async fn open(&self, _staff: &Staff, _origin: Origin, handed: Handed) -> Told {
        self.pause().await;
        self.handed.lock().unwrap().push(handed);
        told("Case #9 is open.")
    }

    fn directory(&self) -> Arc<Directory> {
        self.directory.lock().unwrap().clone()
    }

    async fn card(&self, case: CaseNumber) -> anyhow::Result<Option<Card>> {
        self.pause().await;
        Ok(self
            .cards
            .lock()
            .unwrap()
            .iter()
            .find(|card| card.number == case)
            .cloned())
    }

    async fn draft(&self, case: CaseNumber) -> anyhow::Result<Option<Draft>> {
        self.pause().await;
        let open = self.draft.lock().unwrap().clone();
        Ok(open.filter(|draft| draft.case == case))
    }

    async fn case_of(&self, message: &MessageRef) -> anyhow::Result<Option<CaseNumber>> {
        self.pause().await;
        let threads = self.threads.lock().unwrap();
        Ok(threads
            .iter()
            .find(|(card, _)| card == message)
            .map(|(_, case)| *case))
    }

    async fn list(&self, which: Which, _sight: Sight, most: usize) -> anyhow::Result<Vec<Brief>> {
        let mine = matches!(which, Which::Mine(_));
        let cards = self.cards.lock().unwrap();
        let fitting = cards.iter().filter(|card| card.holder.is_some() == mine);
        Ok(fitting.take(most).map(brief).collect())
    }

    async fn suggestions(&self, _case: CaseNumber, _sight: Sight) -> anyhow::Result<Vec<Suggestion>> {
        self.pause().await;
        Ok(self.offered.lock().unwrap().clone())
    }

    async fn tags(&self, _most: usize) -> anyhow::Result<Vec<String>> {
        Ok(Vec::new())
    }

    async fn met(&self, _member: Member) -> anyhow::Result<()> {
        Ok(())
    }
}

pub(super) fn told(text: &str) -> Told {
    Told::Answer {
        text: text.to_owned(),
        case: None,
        offer: None,
    }
}

fn brief(card: &Card) -> Brief {
    Brief {
        number: card.number,
        urgency: card.urgency,
        topic: card.topic,
        department: card.department.clone(),
        holder: card.holder.as_deref().map(StaffName::from),
        text: card.text.clone(),
        due_at: card.due_at,
        late: card.late,
        opened_at: card.opened_at,
    }
}

fn directory(groups: Vec<Group>) -> Directory {
    Directory {
        groups,
        organisation: "Lakeshore Health".to_owned(),
        time_zone: chrono_tz::America::Chicago,
        languages: vec!["en".to_owned()],
        departments: vec![department("emergency", "C1"), department("billing", "C2")],
        staff: vec![staff("ana", "U1"), staff("ben", "U2")],
        ..Directory::default()
    }
}

fn staff(name: &str, account: &str) -> Staff {
    Staff {
        name: StaffName::from(name),
        title: "Nurse".to_owned(),
        department: Some(DepartmentName::from("emergency")),
        languages: Vec::new(),
        rights: vec![Right::Respond, Right::Approve],
        accounts: vec![Account {
            chat: "slack".to_owned(),
            id: account.to_owned(),
        }],
    }
}

fn department(name: &str, channel: &str) -> Department {
    Department {
        on_call: Vec::new(),
        name: DepartmentName::from(name),
        title: name.to_owned(),
        topics: vec![Topic::None],
        facilities: Vec::new(),
        channels: vec![in_slack(channel)],
        answer_within: Duration::from_secs(1800),
        resolve_within: Duration::from_secs(86_400),
        escalate_to: None,
    }
}

pub(super) fn in_slack(channel: &str) -> ChannelRef {
    ChannelRef {
        chat: "slack".to_owned(),
        id: channel.to_owned(),
    }
}

pub(super) fn card(number: i64) -> Card {
    let at = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000);
    Card {
        number: CaseNumber(number),
        sight: Sight::Full,
        on_call: Vec::new(),
        status: "open".to_owned(),
        holder: None,
        since: None,
        merged_into: None,
        urgency: Urgency::High,
        tier: 0,
        network: Network::Bluesky,
        handle: "rosa.example".to_owned(),
        author: "Rosa".to_owned(),
        history: 3,
        department: "emergency".to_owned(),
        facility: Some("Lakeshore General".to_owned()),
        topic: Topic::WaitTime,
        intent: Intent::Complaint,
        language: "en".to_owned(),
        speakers: None,
        reasons: vec!["“waiting room” → wait time".to_owned()],
        text: "Six hours in the ER & still *waiting* <!channel>".to_owned(),
        masked: false,
        mentions: 1,
        copies: 0,
        edited: false,
        deleted: false,
        link: Some("https://bsky.example/post/1".to_owned()),
        posted_at: at,
        opened_at: at,
        answered_at: None,
        due_at: Some(at + TimeDelta::minutes(30)),
        late: false,
        tags: Vec::new(),
        draft: None,
        draft_id: None,
        takes_replies: true,
        limit: Network::Bluesky.limit(),
        reply: None,
    }
}
