//! Numbers short enough to stand beside a bar.

/// Bigger units are not needed: nobody opens a quadrillion cases.
const UNITS: [(i64, &str); 4] = [
    (1_000_000_000_000, "tn"),
    (1_000_000_000, "bn"),
    (1_000_000, "m"),
    (1_000, "k"),
];

/// From here on numbers are rounded, and from there on they are no longer told apart.
const ROUNDED: i64 = 100_000;
const ENDLESS: i64 = 1_000_000_000_000_000;

/// A count in at most six signs, rounded where it has more digits than anybody reads: `98,765`, `1.2m`.
pub(super) fn short(count: i64) -> String {
    let count = count.max(0);
    if count >= ENDLESS {
        return ">999tn".to_owned();
    }
    let unit = UNITS.iter().find(|(unit, _)| count >= *unit);
    let Some((unit, word)) = unit.filter(|_| count >= ROUNDED) else {
        return grouped(count);
    };
    let (whole, tenth) = (count / unit, count % unit / (unit / 10));
    if whole < 10 && tenth > 0 {
        return format!("{whole}.{tenth}{word}");
    }
    format!("{whole}{word}")
}

/// A count in full, with commas between groups of three digits.
pub(super) fn grouped(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if count < 0 {
        out.push('−');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_exact_until_it_is_too_long_to_read() {
        let shown = [0, 7, 999, 1_000, 99_999, 100_000, 1_250_000, 12_500_000, i64::MAX].map(short);
        assert_eq!(
            shown,
            [
                "0", "7", "999", "1,000", "99,999", "100k", "1.2m", "12m", ">999tn"
            ]
        );
        assert_eq!(
            (short(-3), grouped(1_234_567)),
            ("0".to_owned(), "1,234,567".to_owned())
        );
        assert_eq!(grouped(i64::MIN), "−9,223,372,036,854,775,808");
    }
}
