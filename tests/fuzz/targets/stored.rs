//! What rows and cursors hold, read back: an older or a newer program may have written it.

use super::{pick, words};
use chrono_tz::Tz;
use liaison::domain::schedule::Schedule;
use liaison::domain::{
    Actor, Assessment, Card, Change, DeliveryId, Intent, Line, Network, Origin, Right, Sight, Timestamp,
    Topic, Urgency, What,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::{Debug, Display};
use std::str::FromStr;

type Reader = fn(&str);

const READERS: &[Reader] = &[
    written_as_read::<What>,
    written_as_read::<Line>,
    written_as_read::<Card>,
    written_as_read::<Change>,
    written_as_read::<Actor>,
    written_as_read::<Assessment>,
    written_as_read::<DeliveryId>,
    lines_keep_their_words,
    cards_keep_secrets,
    one_spelling::<Network>,
    one_spelling::<Topic>,
    one_spelling::<Intent>,
    one_spelling::<Urgency>,
    one_spelling::<Origin>,
    one_spelling::<Right>,
    schedules,
    super::text::check,
];

/// Any text, as one of the things that rows hold.
pub fn check(data: &[u8]) {
    let (reader, data) = pick(READERS, data);
    reader(&words(data));
}

/// What could be read is written so that it reads the same.
fn written_as_read<T: Serialize + DeserializeOwned + PartialEq + Debug>(text: &str) {
    if let Ok(read) = serde_json::from_str::<T>(text) {
        let written = serde_json::to_string(&read).expect("what was read can be written");
        let again: T = serde_json::from_str(&written).expect("what was written can be read");
        assert_eq!(again, read, "{written}");
    }
}

fn lines_keep_their_words(text: &str) {
    let line = Line::from("ana notes: ").quote(text);
    assert!(line.through(Sight::Full).to_string().ends_with(text));
    let kept = line.through(Sight::Redacted).to_string();
    assert!(
        text.chars().count() < 40 || !kept.contains(text),
        "words are kept out"
    );
}

fn cards_keep_secrets(text: &str) {
    let Ok(card) = serde_json::from_str::<Card>(text) else {
        return;
    };
    let kept = card.through(Sight::Redacted);
    assert!(
        [&kept.text, &kept.author, &kept.handle]
            .into_iter()
            .all(String::is_empty)
    );
    assert!(kept.reasons.is_empty() && kept.link.is_none() && kept.sight == Sight::Redacted);
}

fn one_spelling<T: FromStr + Display>(text: &str) {
    if let Ok(word) = text.parse::<T>() {
        assert_eq!(word.to_string(), text);
    }
}

/// When something recurs: later than now, and the same whenever it is asked in between.
fn schedules(text: &str) {
    let (zone, expression) = text.split_once('\n').unwrap_or(("America/Chicago", text));
    let Ok(zone) = zone.parse::<Tz>() else { return };
    let Ok(schedule) = Schedule::new(expression, zone) else {
        return;
    };
    let now = Timestamp::from_timestamp(1_793_512_800, 0).expect("a time");
    if let Some(next) = schedule.next_after(now) {
        assert!(next > now, "{next} is not after {now}");
        let between = now + (next - now) / 2;
        assert_eq!(schedule.next_after(between), Some(next));
    }
}
