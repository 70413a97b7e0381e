use super::*;
use chrono::TimeDelta;
use proptest::prelude::*;

fn at(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + TimeDelta::minutes(minutes)
}

pub(in crate::domain) fn draft(state: DraftState) -> Draft {
    Draft {
        id: DraftId(Uuid::from_u128(1)),
        case: CaseNumber(1),
        author: "ana".into(),
        words: "We are sorry.".to_owned(),
        findings: Vec::new(),
        worries: vec![Worry::Topic],
        feed: FeedName::from("public"),
        parent: PostRef {
            network: crate::domain::Network::Bluesky,
            id: "p1".to_owned(),
        },
        asked_at: at(0),
        expires_at: at(240),
        state,
    }
}

fn approve(draft: Draft, who: &str, why: Option<&str>) -> Result<(Draft, Given), Refusal> {
    draft.approve(&who.into(), why.map(str::to_owned), at(1))
}

#[test]
fn one_other_person_is_enough_where_the_guard_does_not_block() {
    let waiting = draft(DraftState::Waiting);
    assert_eq!(
        approve(waiting.clone(), "ana", None),
        Err(Refusal::OwnDraft(CaseNumber(1)))
    );
    let (approved, given) = approve(waiting, "cora", None).unwrap();
    assert_eq!((given, approved.is_override()), (Given::All, false));
    assert_eq!(
        approve(approved, "dan", None),
        Err(Refusal::DraftEnded(CaseNumber(1), "approved"))
    );
}

#[test]
fn a_block_takes_two_others_and_two_reasons() {
    let blocked = draft(DraftState::Blocked { first: None });
    let refused = |who, why| approve(blocked.clone(), who, why).unwrap_err();
    assert_eq!(refused("cora", None), Refusal::NeedsWhy(CaseNumber(1)));
    assert_eq!(refused("ana", Some("please")), Refusal::OwnDraft(CaseNumber(1)));
    let (once, given) = approve(blocked.clone(), "cora", Some("the court asked")).unwrap();
    assert_eq!((given, once.is_open()), (Given::First, true));
    assert_eq!(
        approve(once.clone(), "cora", Some("again")),
        Err(Refusal::GaveYes(CaseNumber(1)))
    );
    assert_eq!(
        approve(once.clone(), "dan", None),
        Err(Refusal::NeedsWhy(CaseNumber(1)))
    );
    let (twice, given) = approve(once, "dan", Some("I agree")).unwrap();
    assert_eq!((given, twice.is_override()), (Given::All, true));
}

#[test]
fn from_its_last_moment_on_it_is_too_late() {
    let waiting = draft(DraftState::Waiting);
    assert!(
        waiting
            .clone()
            .approve(&"cora".into(), None, at(240) - TimeDelta::microseconds(1))
            .is_ok()
    );
    let late = waiting.clone().approve(&"cora".into(), None, at(240));
    assert_eq!(late, Err(Refusal::DraftEnded(CaseNumber(1), "expired")));
    assert!(waiting.clone().expire(at(239)).is_open());
    assert_eq!(waiting.expire(at(240)).state, DraftState::Expired { at: at(240) });
}

#[test]
fn who_says_no_to_their_own_takes_it_back() {
    let no = |who: &str| draft(DraftState::Waiting).decline(&who.into(), "no".to_owned(), at(1));
    assert_eq!(no("ana").unwrap().state.as_str(), "withdrawn");
    assert_eq!(no("cora").unwrap().state.as_str(), "declined");
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Approve(usize, bool),
    Decline(usize),
    Expire,
    Withdraw,
    Replace,
    Block,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..3_usize, any::<bool>()).prop_map(|(who, why)| Step::Approve(who, why)),
        (0..3_usize).prop_map(Step::Decline),
        Just(Step::Expire),
        Just(Step::Withdraw),
        Just(Step::Replace),
        Just(Step::Block),
    ]
}

proptest! {
    #[test]
    fn it_ends_once_and_goes_out_only_by_others(
        blocked in any::<bool>(),
        steps in prop::collection::vec((step(), 0..60_i64), 0..20),
    ) {
        let mut now = 0;
        let first = if blocked { DraftState::Blocked { first: None } } else { DraftState::Waiting };
        let mut known = draft(first);
        let mut ever_blocked = blocked;
        for (step, minutes) in steps {
            now += minutes;
            let before = known.clone();
            let who = |n: usize| StaffName::from(["ana", "cora", "dan"][n]);
            known = match step {
                Step::Approve(n, why) => known
                    .approve(&who(n), why.then(|| "why".to_owned()), at(now))
                    .map_or(before.clone(), |(draft, _)| draft),
                Step::Decline(n) => known.decline(&who(n), "no".to_owned(), at(now)).unwrap_or(before.clone()),
                Step::Expire => known.expire(at(now)),
                Step::Withdraw => known.withdraw(Withdrawal::Closed, at(now)),
                Step::Replace => known.replace(None, at(now)),
                Step::Block => known.block(Vec::new()),
            };
            ever_blocked |= matches!(known.state, DraftState::Blocked { .. });
            if !before.is_open() {
                prop_assert_eq!(&known, &before, "what has ended stays");
            }
            if let DraftState::Approved { by } = &known.state {
                prop_assert!(by.iter().all(|yes| yes.by != known.author && yes.at < known.expires_at));
                prop_assert_eq!(by.len(), if ever_blocked { 2 } else { 1 });
                prop_assert!(!ever_blocked || (by[0].by != by[1].by && by.iter().all(|yes| yes.why.is_some())));
            }
            let json = serde_json::to_string(&known.state).unwrap();
            prop_assert_eq!(serde_json::from_str::<DraftState>(&json).unwrap(), known.state.clone());
        }
    }
}
