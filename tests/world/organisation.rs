//! A small fictional hospital: five departments, six people, and Zoe, who works elsewhere.

use chrono_tz::America::Chicago;
use liaison::domain::{Department, DepartmentName, Directory, Facility, Right, Staff, StaffName, Topic};
use std::time::Duration;

/// The organisation's own account on every network.
pub const ACCOUNT: &str = "harbor_health";

const HOUR: u64 = 3_600;

/// Everybody who works here, and one who only says so.
pub const PEOPLE: [&str; 7] = ["ana", "ben", "lena", "rita", "cora", "dan", "zoe"];

/// Every department, in the order of the settings.
pub const DEPARTMENTS: [&str; 5] = [
    "emergency",
    "billing",
    "parking",
    "patient-relations",
    "leadership",
];

/// Harbor Health, as its settings describe it, before it works in a chat.
pub fn directory() -> Directory {
    Directory {
        organisation: "Harbor Health".to_owned(),
        time_zone: Chicago,
        languages: vec!["en".to_owned(), "es".to_owned()],
        facilities: vec![Facility {
            name: "Harbor General".to_owned(),
            aliases: vec!["HGH".to_owned()],
            handles: vec!["@HarborGen".to_owned()],
            places: vec!["North Garage".to_owned()],
        }],
        departments: vec![
            department("emergency", "Emergency", &[Topic::WaitTime], (1, 24)),
            department("billing", "Billing", &[Topic::Billing], (4, 72)),
            department("parking", "Parking and wayfinding", &[Topic::Facilities], (8, 72)),
            department(
                "patient-relations",
                "Patient Relations",
                &[Topic::None, Topic::Safety, Topic::StaffConduct],
                (2, 48),
            ),
            department("leadership", "Leadership", &[], (24, 168)),
        ],
        staff: vec![
            staff("ana", "Triage nurse", "emergency", &[Right::Respond]),
            staff("ben", "Billing clerk", "billing", &[Right::Respond]),
            staff(
                "lena",
                "Patient liaison",
                "patient-relations",
                &[Right::Respond, Right::Lead],
            ),
            staff("rita", "Board secretary", "leadership", &[]),
            staff("cora", "Privacy officer", "patient-relations", &[Right::Approve]),
            staff("dan", "Communications director", "leadership", &[Right::Approve]),
        ],
        ..Directory::default()
    }
}

/// Time to answer and time to close, in hours; above everybody stands Patient Relations, and above that Leadership.
fn department(name: &str, title: &str, topics: &[Topic], (answer, resolve): (u64, u64)) -> Department {
    let above = match name {
        "leadership" => None,
        "patient-relations" => Some("leadership"),
        _ => Some("patient-relations"),
    };
    Department {
        on_call: Vec::new(),
        name: DepartmentName::from(name),
        title: title.to_owned(),
        topics: topics.to_vec(),
        facilities: Vec::new(),
        channels: Vec::new(),
        answer_within: Duration::from_secs(answer * HOUR),
        resolve_within: Duration::from_secs(resolve * HOUR),
        escalate_to: above.map(DepartmentName::from),
    }
}

/// Somebody on the payroll.
pub fn staff(name: &str, title: &str, department: &str, rights: &[Right]) -> Staff {
    Staff {
        accounts: Vec::new(),
        name: StaffName::from(name),
        title: title.to_owned(),
        department: Some(DepartmentName::from(department)),
        languages: Vec::new(),
        rights: rights.to_vec(),
    }
}
