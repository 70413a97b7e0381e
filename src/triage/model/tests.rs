//! What holds of every model, shown on the shipped one and on small ones.

use super::*;
use crate::domain::{Directory, Network};
use crate::triage::Triage;
use proptest::prelude::*;

fn lesson(text: &str, intent: Intent, topic: Topic, urgency: Urgency) -> Lesson {
    Lesson {
        text: text.to_owned(),
        network: Network::X,
        topic: Some(topic),
        intent: Some(intent),
        urgency: Some(urgency),
        lang: String::new(),
    }
}

/// Ducks are praise, geese are complaints, and nobody else knows.
fn birds() -> Lessons {
    let rows = (0..40).map(|at| match at % 2 {
        0 => lesson(
            &format!("zxduck number {at} quorl"),
            Intent::Praise,
            Topic::Community,
            Urgency::Low,
        ),
        _ => lesson(
            &format!("zxgoose number {at} brank"),
            Intent::Complaint,
            Topic::Facilities,
            Urgency::Normal,
        ),
    });
    Lessons::of(&Directory::default(), rows.collect())
}

#[test]
fn what_was_taught_is_said() {
    let lessons = birds();
    let model = learn(&[&lessons]);
    let triage = Triage::with_model(&Directory::default(), Arc::new(model));
    let judged = |text| triage.assess(text, Network::X).assessment;
    let (duck, goose) = (judged("quorl, the zxduck"), judged("brank, the zxgoose"));
    assert_eq!((duck.intent, duck.topic), (Intent::Praise, Topic::Community));
    assert_eq!(
        (goose.intent, goose.topic),
        (Intent::Complaint, Topic::Facilities)
    );
    assert!(goose.confidence.topic() > 0.5);
}

#[test]
fn the_same_lessons_make_the_same_bytes() {
    let lessons = birds();
    assert_eq!(learn(&[&lessons]).to_bytes(), learn(&[&lessons]).to_bytes());
}

#[test]
fn a_model_is_read_as_it_was_written_or_refused() {
    let model = learn(&[&birds()]);
    let bytes = model.to_bytes();
    assert_eq!(Model::from_bytes(&bytes).as_ref(), Ok(&model));
    let mut damaged = bytes.clone();
    damaged[bytes.len() / 2] ^= 1;
    assert_eq!(Model::from_bytes(&damaged), Err(Unreadable::Damaged));
    let mut newer = bytes.clone();
    newer[8] = 99;
    assert_eq!(Model::from_bytes(&newer), Err(Unreadable::Version(99)));
    assert_eq!(Model::from_bytes(&bytes[..30]), Err(Unreadable::NoModel));
    assert_eq!(Model::from_bytes(b"GIF89a"), Err(Unreadable::NoModel));
}

/// Learning takes a while without optimisation, so only what it starts from is compared.
#[test]
fn the_shipped_model_is_learnt_from_the_built_in_lessons() {
    assert!(
        Model::shipped().origin == lessons::origin(&[&Lessons::built_in()]),
        "lessons, lexicon or kinds of words changed: cargo run --release -- learn --out src/triage/model/shipped.bin"
    );
}

#[test]
fn a_report_counts_what_was_said() {
    let lessons = birds();
    let report = evaluate(&learn(&[&lessons]), &lessons);
    assert_eq!(
        (report.topic.accuracy(), report.intent.recall("praise")),
        (1.0, 1.0)
    );
    assert_eq!(
        (report.urgency.count("low"), report.urgency.count("high")),
        (20, 0)
    );
    assert!((report.topic.macro_f1() - 1.0).abs() < 1e-9);
    let crossed = cross_validate(&lessons, &[], 4, |_| ());
    assert!(crossed.topic.accuracy() > 0.9, "{crossed}");
}

#[test]
fn a_faulty_lesson_is_named_by_its_line() {
    let told = Lesson::read("{\"text\":\"a\",\"platform\":\"google\"}\n\n{\"text\":\"b\",\"topic\":\"x\"}");
    assert!(told.unwrap_err().starts_with("Line 3 teaches nothing: "));
    let only = Lesson::read("{\"text\":\"a\",\"platform\":\"google\"}").unwrap();
    assert_eq!((only[0].network, only[0].topic), (Network::Google, None));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(mut bytes in proptest::collection::vec(any::<u8>(), 0..300), marked: bool) {
        if marked {
            bytes.splice(..0, *b"liaison\n\x01\0\0\0");
        }
        prop_assert!(Model::from_bytes(&bytes).is_err());
    }
}
