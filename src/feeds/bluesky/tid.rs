//! Record keys: 13 signs that sort by time.
//!
//! A key of our own, made from what never changes between attempts, is what
//! makes a reply safe to send again; the key of somebody else's post tells when
//! their server took it in, whatever date the post claims.

use crate::domain::{DeliveryId, Timestamp};
use chrono::DateTime;

const SIGNS: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";
const LENGTH: usize = 13;
/// The low bits tell apart what was written in one microsecond.
const CLOCK_BITS: u32 = 10;

/// The record key of an answer: its time, and ten chance bits of its id.
pub(super) fn of(key: DeliveryId, written_at: Timestamp) -> String {
    let micros = u64::try_from(written_at.timestamp_micros()).unwrap_or_default();
    // The last bits of a version 7 id are chance, so two replies asked for in one microsecond differ.
    write(micros, (key.0.as_u128() & 0x3ff) as u64)
}

/// When a record with this key was written, if it is such a key.
pub(super) fn written_at(rkey: &str) -> Option<Timestamp> {
    if rkey.len() != LENGTH {
        return None;
    }
    let bits = rkey.bytes().try_fold(0u64, |bits, sign| {
        let value = SIGNS.iter().position(|known| *known == sign)? as u64;
        // 13 signs are 65 bits; the first of a time that fits is always clear.
        (bits < 1 << 59).then_some(bits << 5 | value)
    })?;
    DateTime::from_timestamp_micros(i64::try_from(bits >> CLOCK_BITS).ok()?)
}

fn write(micros: u64, clock: u64) -> String {
    let bits = (micros << CLOCK_BITS | clock) & (u64::MAX >> 1);
    (0..LENGTH as u32)
        .rev()
        .map(|place| SIGNS[(bits >> (5 * place) & 31) as usize] as char)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    #[test]
    fn a_key_is_spelled_as_the_network_spells_it() {
        assert_eq!(write(1_700_000_000_000_000, 7), "3ke6kg3wk222b");
    }

    #[test]
    fn what_is_no_key_tells_no_time() {
        for other in [
            "",
            "self",
            "3ke6kg3wk222",
            "3ke6kg3wk2221",
            "zzzzzzzzzzzzz",
            "3KE6KG3WK222B",
        ] {
            assert_eq!(written_at(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn an_answer_has_one_key_that_tells_its_time(id: u128, micros in 0i64..4_102_444_800_000_000) {
            let at = DateTime::from_timestamp_micros(micros).unwrap();
            let key = of(DeliveryId(Uuid::from_u128(id)), at);
            prop_assert_eq!(&key, &of(DeliveryId(Uuid::from_u128(id)), at));
            prop_assert_eq!(written_at(&key), Some(at));
        }

        #[test]
        fn any_text_may_be_asked(text in "\\PC{0,20}") {
            let _ = written_at(&text);
        }
    }
}
