//! A small organisation and its cards, for tests.

use crate::domain::{
    ApprovalRequest, Card, CaseNumber, ChannelRef, Clock, Department, DepartmentName, Directory, DraftId,
    DraftState, Intent, Network, Right, Staff, StaffName, Topic, Urgency, Worry,
};
use std::time::Duration;

pub(crate) fn directory() -> Directory {
    let people = [
        ("ana", "Triage nurse", "emergency"),
        ("ben", "Billing clerk", "billing"),
    ];
    Directory {
        organisation: "Lakeshore Health".to_owned(),
        time_zone: chrono_tz::America::Chicago,
        languages: vec!["en".to_owned(), "es".to_owned()],
        departments: vec![
            department("emergency", "Emergency"),
            department("billing", "Billing"),
        ],
        staff: people
            .map(|(name, title, department)| Staff {
                accounts: Vec::new(),
                name: StaffName::from(name),
                title: title.to_owned(),
                department: Some(DepartmentName::from(department)),
                languages: Vec::new(),
                rights: vec![Right::Respond],
            })
            .to_vec(),
        ..Directory::default()
    }
}

fn department(name: &str, title: &str) -> Department {
    let channel = ChannelRef {
        chat: "console".to_owned(),
        id: name.to_owned(),
    };
    Department {
        on_call: Vec::new(),
        name: DepartmentName::from(name),
        title: title.to_owned(),
        topics: vec![Topic::None],
        facilities: Vec::new(),
        channels: vec![channel],
        answer_within: Duration::from_secs(1800),
        resolve_within: Duration::from_secs(86_400),
        escalate_to: None,
    }
}

pub(crate) fn card(number: i64) -> Card {
    let now = Clock::system().now();
    Card {
        sight: crate::domain::Sight::Full,
        on_call: Vec::new(),
        number: CaseNumber(number),
        status: "open".to_owned(),
        holder: None,
        since: None,
        merged_into: None,
        urgency: Urgency::Normal,
        tier: 0,
        network: Network::X,
        handle: "kay_in_apt_4".to_owned(),
        author: "Kay".to_owned(),
        history: 1,
        department: "emergency".to_owned(),
        facility: Some("Lakeshore General".to_owned()),
        topic: Topic::WaitTime,
        intent: Intent::Complaint,
        language: "en".to_owned(),
        speakers: None,
        reasons: vec!["“waiting room” → wait time".to_owned()],
        text: "hour five in the ER waiting room".to_owned(),
        masked: false,
        mentions: 1,
        copies: 0,
        edited: false,
        deleted: false,
        link: None,
        posted_at: now,
        opened_at: now,
        answered_at: None,
        due_at: None,
        late: false,
        tags: Vec::new(),
        draft: None,
        draft_id: None,
        takes_replies: true,
        limit: Network::X.limit(),
        reply: None,
    }
}

/// ana's draft for that case, which waits.
pub(crate) fn request(number: i64) -> ApprovalRequest {
    let card = card(number);
    ApprovalRequest {
        draft: DraftId(uuid::Uuid::from_u128(1)),
        author: StaffName::from("ana"),
        words: "Thank you for telling us.".to_owned(),
        findings: Vec::new(),
        worries: vec![Worry::Rule],
        state: DraftState::Waiting,
        author_went_on: false,
        asked: Vec::new(),
        asked_at: card.opened_at,
        expires_at: card.opened_at,
        card: Box::new(card),
    }
}
