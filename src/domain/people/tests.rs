//! Who is one of us, as tables of settings and members.

use super::*;
use crate::domain::DepartmentName;

fn account(chat: &str, id: &str) -> Account {
    Account {
        chat: chat.to_owned(),
        id: id.to_owned(),
    }
}

fn directory() -> Directory {
    let ana = Staff {
        name: StaffName::from("ana"),
        title: "Triage nurse".to_owned(),
        department: None,
        languages: Vec::new(),
        rights: vec![Right::Respond],
        accounts: vec![account("slack", "U1"), account("discord", "1")],
    };
    let group = |id: &str, rights: &[Right], department: Option<&str>| Group {
        chat: "slack".to_owned(),
        id: id.to_owned(),
        rights: rights.to_vec(),
        department: department.map(DepartmentName::from),
    };
    Directory {
        staff: vec![ana],
        groups: vec![
            group("S1", &[Right::Respond], Some("billing")),
            group("S2", &[Right::Respond, Right::Lead], Some("emergency")),
        ],
        ..crate::web::samples::directory()
    }
}

fn member(id: &str, handle: &str, groups: &[&str], standing: Standing) -> Member {
    Member {
        account: account("slack", id),
        handle: handle.to_owned(),
        title: format!("{handle} as shown"),
        groups: groups.iter().map(|&id| id.to_owned()).collect(),
        standing,
    }
}

fn roll(members: Vec<Member>, complete: bool) -> Roll {
    Roll {
        chat: "slack".to_owned(),
        members,
        complete,
    }
}

/// What is known after these rolls.
fn after(directory: &Directory, rolls: &[Roll]) -> Vec<Remembered> {
    let mut known: Vec<Remembered> = Vec::new();
    for roll in rolls {
        for new in directory.news(&known, roll) {
            known.retain(|old| old.member.account != new.member.account);
            known.push(new);
        }
        assert!(
            directory.news(&known, roll).is_empty(),
            "what is known is no news"
        );
        assert!(roll.members.iter().all(|m| directory.knows(&known, m)));
    }
    known
}

/// `name (title): rights @department`, one line a person.
fn people(directory: &Directory, rolls: &[Roll]) -> Vec<String> {
    let with = directory.with_members(&after(directory, rolls));
    let told = |s: &Staff| {
        let rights: Vec<&str> = s.rights.iter().map(|r| r.as_str()).collect();
        let at = s.department.as_ref().map_or("-", |d| d.as_str());
        format!("{} ({}): {} @{at}", s.name, s.title, rights.join(" "))
    };
    with.staff.iter().map(told).collect()
}

const ANA: &str = "ana (Triage nurse): respond @-";

#[test]
fn groups_add_to_what_the_settings_give() {
    let members = vec![
        member("U1", "ana.k", &["S2"], Standing::Member),
        member("U2", "Ben", &["S1", "S2"], Standing::Member),
        member("U3", "Zoë Müller", &["S1"], Standing::Member),
        member("U4", "nobody", &["S9"], Standing::Member),
    ];
    let expected = [
        "ana (Triage nurse): respond lead @emergency",
        "ben (Ben as shown): respond lead @billing",
        "zoemuller (Zoë Müller as shown): respond @billing",
    ];
    assert_eq!(people(&directory(), &[roll(members, true)]), expected);
}

#[test]
fn a_name_is_given_once_and_is_nobody_elses() {
    let first = roll(vec![member("U2", "ANA", &["S1"], Standing::Member)], false);
    let renamed = roll(
        vec![
            member("U2", "annabel", &["S1"], Standing::Member),
            member("U3", "ana", &["S1"], Standing::Member),
            member("U4", "!!", &["S1"], Standing::Member),
        ],
        false,
    );
    let expected = [
        ANA,
        "ana.slack (annabel as shown): respond @billing",
        "ana.slack.2 (ana as shown): respond @billing",
        "u4 (!! as shown): respond @billing",
    ];
    assert_eq!(people(&directory(), &[first.clone(), renamed]), expected);
    // The settings come to name another ben: the first goes on under another name.
    let mut directory = directory();
    let known = after(
        &directory,
        &[roll(vec![member("U5", "ben", &["S1"], Standing::Member)], false)],
    );
    directory.staff[0].name = StaffName::from("Ben");
    let with = directory.with_members(&known);
    let names: Vec<&str> = with.staff.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["Ben", "ben.slack"]);
}

#[test]
fn who_has_left_is_nobody_anywhere_until_they_are_back() {
    let here = roll(
        vec![
            member("U1", "ana", &[], Standing::Member),
            member("U2", "ben", &["S1"], Standing::Member),
        ],
        true,
    );
    let left = roll(vec![member("U1", "ana", &[], Standing::Gone)], true);
    let directory = directory();
    assert_eq!(
        people(&directory, &[here.clone(), left.clone()]),
        Vec::<String>::new()
    );
    let back = [
        "ana (Triage nurse): respond @-",
        "ben (ben as shown): respond @billing",
    ];
    assert_eq!(people(&directory, &[here.clone(), left, here]), back);
}

#[test]
fn guests_and_strangers_cannot_act_with_that_account() {
    for standing in [Standing::Guest, Standing::Stranger] {
        let members = vec![
            member("U1", "ana", &["S2"], standing),
            member("U2", "ben", &["S1"], standing),
        ];
        let directory = directory();
        let with = directory.with_members(&after(&directory, &[roll(members, true)]));
        assert_eq!(with.by_account("slack", "U1"), None);
        assert_eq!(with.by_account("slack", "U2"), None);
        let ana = with.by_account("discord", "1").unwrap();
        assert!(!ana.may(Right::Lead), "a guest's groups give nothing");
    }
}

#[test]
fn who_leaves_the_group_loses_what_it_gave() {
    let inside = roll(
        vec![
            member("U1", "ana", &["S2"], Standing::Member),
            member("U2", "ben", &["S1"], Standing::Member),
        ],
        true,
    );
    let outside = roll(
        vec![
            member("U1", "ana", &[], Standing::Member),
            member("U2", "ben", &[], Standing::Member),
        ],
        false,
    );
    assert_eq!(people(&directory(), &[inside, outside]), [ANA]);
}

#[test]
fn accounts_of_two_chats_may_be_one_person_unless_the_settings_name_both() {
    let draft = |author: &str| Draft {
        author: StaffName::from(author),
        ..crate::domain::draft::tests::draft(DraftState::Waiting)
    };
    let mut directory = directory();
    directory.groups.push(Group {
        chat: "discord".to_owned(),
        id: "9".to_owned(),
        rights: vec![Right::Approve],
        department: None,
    });
    let carla = Member {
        account: account("discord", "7"),
        groups: vec!["9".to_owned()],
        ..member("7", "carla", &[], Standing::Member)
    };
    let known = after(
        &directory,
        &[
            roll(
                vec![
                    member("U2", "ben", &["S1"], Standing::Member),
                    member("U3", "dan", &["S1"], Standing::Member),
                ],
                true,
            ),
            Roll {
                chat: "discord".to_owned(),
                members: vec![carla],
                complete: true,
            },
        ],
    );
    let with = directory.with_members(&known);
    let table = [
        ("carla", "ben", false),
        ("carla", "ana", true),
        ("dan", "ben", true),
        ("ana", "carla", true),
    ];
    for (approver, author, apart) in table {
        let told = with.apart(with.staff(approver).unwrap(), &draft(author));
        assert_eq!(told.is_ok(), apart, "{approver} on {author}'s: {told:?}");
    }
}
