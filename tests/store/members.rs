//! Who a chat's accounts are, and what lists and completion ask for.

use super::{cases, on_each_store};
use crate::world::{minutes, morning};
use liaison::domain::{
    Account, CaseNumber, ChannelRef, DepartmentName, Member, Remembered, StaffName, Standing, State,
};
use liaison::store::{Filter, Saved, Store, Tx};

fn remembered(id: &str, name: Option<&str>, groups: &[&str]) -> Remembered {
    Remembered {
        member: Member {
            account: Account {
                chat: "slack".to_owned(),
                id: id.to_owned(),
            },
            handle: id.to_lowercase(),
            title: "As shown".to_owned(),
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
            standing: Standing::Member,
        },
        name: name.map(StaffName::from),
    }
}

#[test]
fn members_are_kept_as_they_were_told_last() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        tx.keep_members(&[]).await.unwrap();
        let (one, two) = (
            remembered("U1", None, &["S1"]),
            remembered("U2", Some("ben"), &[]),
        );
        tx.keep_members(&[two.clone(), one.clone()]).await.unwrap();
        assert_eq!(tx.members().await.unwrap(), [one, two.clone()]);
        let mut gone = remembered("U1", None, &[]);
        gone.member.standing = Standing::Gone;
        tx.keep_members(std::slice::from_ref(&gone)).await.unwrap();
        assert_eq!(tx.members().await.unwrap(), [gone, two]);
        assert!(tx.rolls().await.unwrap().is_empty());
        tx.note_roll("slack").await.unwrap();
        tx.note_roll("slack").await.unwrap();
        assert_eq!(tx.rolls().await.unwrap()["slack"], morning());
        let same_name = remembered("U3", Some("ben"), &[]);
        let twice = tx.keep_members(&[same_name]).await.unwrap_err();
        assert!(Store::is_conflict(&twice), "a name is one person's");
    });
}

#[test]
fn a_card_leads_to_its_case() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        let channel = ChannelRef {
            chat: "slack".to_owned(),
            id: "C1".to_owned(),
        };
        let since = morning() - minutes(1);
        assert_eq!(tx.cards_since(&channel, since).await.unwrap(), 0);
        tx.set_card(CaseNumber(7), &channel, "1700.1").await.unwrap();
        assert_eq!(tx.case_of(&channel, "1700.1").await.unwrap(), Some(CaseNumber(7)));
        assert_eq!(tx.case_of(&channel, "1700.2").await.unwrap(), None);
        assert_eq!(tx.cards_since(&channel, since).await.unwrap(), 1);
        assert_eq!(tx.cards_since(&channel, morning()).await.unwrap(), 0);
    });
}

#[test]
fn lists_of_a_home_page_come_in_their_order() {
    on_each_store(async |store: &Store, _| {
        let mut tx = store.begin().await.unwrap();
        let mut all = cases(&mut tx, 4).await;
        for (at, case) in all.iter_mut().enumerate() {
            let minute = minutes(i64::try_from(at).unwrap());
            case.due_at = (at > 0).then(|| morning() - minute);
            case.late = at == 2;
            if at != 2 {
                case.tags = ["night", "garage"][..=usize::from(at == 1)]
                    .iter()
                    .map(|&tag| tag.to_owned())
                    .collect();
            }
            if at < 2 {
                case.state = State::Held {
                    by: StaffName::from("ana"),
                    since: morning(),
                };
            }
            assert_eq!(tx.save_quietly(case).await.unwrap(), Saved::Done);
        }
        let listed = async |tx: &mut Tx, filter: Filter| -> Vec<i64> {
            let listed = tx.list(&filter, 9).await.unwrap();
            listed.iter().map(|l| l.case.number.0).collect()
        };
        assert_eq!(
            listed(&mut tx, Filter::DueFirst(StaffName::from("ana"))).await,
            [2, 1]
        );
        let emergency = DepartmentName::from("emergency");
        assert_eq!(listed(&mut tx, Filter::Unclaimed(emergency)).await, [3, 4]);
        assert_eq!(listed(&mut tx, Filter::Newest).await, [4, 3, 2, 1]);
        let tags = tx.tags_in_use(9).await.unwrap();
        assert_eq!(tags, [("night".to_owned(), 3), ("garage".to_owned(), 1)]);
        assert_eq!(tx.tags_in_use(1).await.unwrap().len(), 1);
    });
}
