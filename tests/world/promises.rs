//! What must hold at the end of every story, whatever was told in it: the
//! promises of the design, read off the database and the network together.

use super::{World, draw};
use liaison::domain::{Actor, Case, CaseNumber, Change, DepartmentName, PostRef, Timestamp};
use liaison::store::{ReplyState, Told};
use std::collections::{BTreeMap, BTreeSet};

impl World {
    pub(super) async fn keeps_its_promises(&self) {
        self.everything_is_taken_in_once().await;
        self.replies_are_said_once().await;
        for case in self.all_cases().await {
            self.the_record_tells_the_state(&case).await;
            self.its_card_is_live(&case).await;
            assert!(
                case.is_open() || case.due_at.is_none(),
                "{} is closed and due",
                case.number
            );
        }
    }

    /// Every case there is.
    pub async fn all_cases(&self) -> Vec<Case> {
        let mut tx = self.store.read().await.unwrap();
        let (from, until) = (Timestamp::UNIX_EPOCH, Timestamp::MAX_UTC);
        tx.export_cases(CaseNumber(0), from, until, 100_000)
            .await
            .unwrap()
    }

    async fn everything_is_taken_in_once(&self) {
        let mut taken: BTreeMap<PostRef, usize> = BTreeMap::new();
        for case in self.all_cases().await {
            let mut tx = self.store.read().await.unwrap();
            let posts = tx.posts_of(case.number).await.unwrap();
            assert!(
                !posts.is_empty() || case.status() == "merged",
                "case {} has no post",
                case.number
            );
            for post in posts {
                *taken.entry(post.post).or_default() += 1;
            }
        }
        for post in self.network.posts().iter().filter(|post| !post.ours) {
            let of = PostRef {
                network: post.network,
                id: post.id.clone(),
            };
            let times = taken.get(&of).copied().unwrap_or_default();
            // What was gone before anybody looked can't be taken in.
            let never_seen = times == 0 && post.deleted_at.is_some();
            assert!(times == 1 || never_seen, "{} was taken in {times} times", post.id);
        }
    }

    async fn replies_are_said_once(&self) {
        let mut out: BTreeMap<String, _> = self.network.ours().into_iter().collect();
        for case in self.all_cases().await {
            for reply in self
                .store
                .read()
                .await
                .unwrap()
                .replies_of(case.number)
                .await
                .unwrap()
            {
                let post = out.remove(&reply.delivery.to_string());
                match (reply.state, post) {
                    (ReplyState::Published, Some(post)) => {
                        assert_eq!((post.deleted_at, &post.text), (None, &reply.text));
                    }
                    (ReplyState::Retracted, Some(post)) => assert!(post.deleted_at.is_some()),
                    (ReplyState::SetAside, _) => {}
                    (state, post) => panic!("a reply is {state:?} and in public it is {post:?}"),
                }
            }
        }
        assert!(out.is_empty(), "we said what nobody wrote: {out:?}");
    }

    async fn the_record_tells_the_state(&self, case: &Case) {
        let told = self
            .store
            .read()
            .await
            .unwrap()
            .history(case.number)
            .await
            .unwrap();
        assert_eq!(
            retold(&told),
            (
                case.status().to_owned(),
                case.last_holder().map(ToString::to_string)
            )
        );
        assert!(
            told.is_sorted_by(|a, b| a.event.at <= b.event.at),
            "the record is in order"
        );
    }

    async fn its_card_is_live(&self, case: &Case) {
        let now = self
            .desk
            .card(case.number)
            .await
            .unwrap()
            .expect("a case has a card");
        let now = seen(&draw::card(&now));
        let mut channels = BTreeSet::new();
        for (channel, entry) in self.cards(case.number.0).await {
            assert_eq!(seen(&entry.line), now, "the card in {channel} is stale");
            let id = entry.id;
            assert!(
                channels.insert(channel.clone()),
                "{channel} has two cards, the second is {id}"
            );
        }
        let known = |name: &DepartmentName| self.directory().department(name).is_some();
        let nobody = !case.is_open() && case.last_holder().is_none();
        let mut tx = self.store.read().await.unwrap();
        let is_listed = tx.incident_of(case.number).await.unwrap().is_some();
        // What was closed as it opened is shown nowhere, and what joined an incident in a list.
        if known(&case.department) && !nobody && !is_listed {
            assert!(
                channels.contains(case.department.as_str()),
                "{} has no card",
                case.number
            );
        }
    }
}

/// A card's line without the unseen sign that some chats put in and others take out, as far as all of them show it.
fn seen(line: &str) -> String {
    let seen = line.chars().filter(|sign| *sign != '\u{200b}');
    seen.take(80).collect()
}

/// Status and last holder, told by the record alone.
fn retold(told: &[Told]) -> (String, Option<String>) {
    let (mut status, mut holder): (&str, Option<String>) = ("", None);
    for Told { event, .. } in told {
        let who = match &event.who {
            Actor::Staff(name) => Some(name.to_string()),
            Actor::Author | Actor::Liaison => None,
        };
        let ended = match &event.change {
            Change::Opened { .. }
            | Change::Released
            | Change::Transferred { .. }
            | Change::Reopened { .. } => {
                (status, holder) = ("open", None);
                continue;
            }
            Change::Claimed => {
                (status, holder) = ("held", who);
                continue;
            }
            Change::Assigned { to } => {
                (status, holder) = ("held", Some(to.to_string()));
                continue;
            }
            Change::Resolved { .. } => "resolved",
            Change::Dismissed { .. } => "dismissed",
            Change::Merged { .. } => "merged",
            Change::Copied { .. } => "copy",
            _ => continue,
        };
        (status, holder) = (ended, holder.or(who));
    }
    (status.to_owned(), holder)
}
