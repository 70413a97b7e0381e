//! Authors, and who of them is one person.

use super::{case, cases, event, mention, on_each_store};
use liaison::domain::{CaseNumber, Change};
use liaison::store::{KnownAuthor, Tx};

async fn called(tx: &mut Tx, handle: &str) -> KnownAuthor {
    let mut found = tx.authors(handle).await.unwrap();
    assert_eq!(found.len(), 1, "{handle}");
    found.remove(0)
}

async fn also(tx: &mut Tx, author: &KnownAuthor) -> Vec<i64> {
    let others = tx.also_known_as(author.network, &author.id).await.unwrap();
    others.iter().map(|other| other.case.0).collect()
}

#[test]
fn authors_are_one_person_only_when_somebody_said_so() {
    on_each_store(async |store, _| {
        let mut tx = store.begin().await.unwrap();
        cases(&mut tx, 4).await;
        let one = called(&mut tx, "AUTHOR1").await;
        let two = called(&mut tx, "author2").await;
        let three = called(&mut tx, "author3").await;
        let four = called(&mut tx, "author4").await;
        let lena = "lena".into();
        assert_eq!(also(&mut tx, &one).await, [0; 0]);
        assert!(tx.link_authors((&one, &two), &lena).await.unwrap());
        assert!(
            !tx.link_authors((&two, &one), &lena).await.unwrap(),
            "it is so already"
        );
        assert_eq!(also(&mut tx, &two).await, [1]);
        assert!(tx.link_authors((&four, &three), &lena).await.unwrap());
        assert!(
            tx.link_authors((&three, &two), &lena).await.unwrap(),
            "pairs become four"
        );
        assert_eq!(also(&mut tx, &one).await, [4, 3, 2]);
        assert!(tx.unlink_author(&two).await.unwrap());
        assert!(!tx.unlink_author(&two).await.unwrap(), "it is so already");
        assert_eq!(also(&mut tx, &one).await, [4, 3]);
        assert_eq!(also(&mut tx, &two).await, [0; 0]);
        tx.unlink_author(&three).await.unwrap();
        tx.unlink_author(&four).await.unwrap();
        assert!(!tx.unlink_author(&one).await.unwrap(), "one alone is nobody else");
        tx.commit().await.unwrap();
    });
}

#[test]
fn an_author_is_shown_as_in_their_newest_case() {
    on_each_store(async |store, _| {
        let mut tx = store.begin().await.unwrap();
        cases(&mut tx, 2).await;
        let mut again = mention("p3", "author1", "p3");
        again.author.handle = "renamed".to_owned();
        tx.insert_cases(&[case(3, &again)]).await.unwrap();
        let (then, now) = (called(&mut tx, "author1").await, called(&mut tx, "Renamed").await);
        assert_eq!(then, now);
        assert_eq!((now.handle.as_str(), now.case), ("renamed", CaseNumber(3)));
        assert_eq!(tx.author_of(CaseNumber(1)).await.unwrap(), Some(now.clone()));
        assert_eq!(tx.author_of(CaseNumber(9)).await.unwrap(), None);
        assert_eq!(tx.cases_by(&now, 9).await.unwrap(), [3, 1].map(CaseNumber));
        assert_eq!(tx.cases_by(&now, 1).await.unwrap(), [CaseNumber(3)]);
        assert_eq!(tx.authors("nobody").await.unwrap(), []);
        let linked = Change::AuthorLinked { case: CaseNumber(2) };
        tx.record(&[event(3, linked.clone())]).await.unwrap();
        let told = tx.history(CaseNumber(3)).await.unwrap();
        assert_eq!(told.last().map(|told| &told.event.change), Some(&linked));
        tx.commit().await.unwrap();
    });
}
