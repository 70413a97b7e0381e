//! Counts of one series over a span of time, fit to be shown: small counts
//! are withheld, since a few people can be told apart.

use super::Timestamp;
use serde::{Deserialize, Serialize};

/// Fewer are not told by number.
pub const FEWEST: i64 = 5;

/// What came of one series, step by step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// What was counted, for people.
    pub title: String,
    /// `hour` or `day`.
    pub step: String,
    /// When the newest step ended.
    pub until: Timestamp,
    /// Counts, oldest first.
    pub counts: Vec<i64>,
    /// How many of the newest steps rose.
    pub risen: usize,
    /// What is usual in one step.
    pub usual: f64,
}

/// A count in words that tell nobody apart.
pub fn withheld(count: f64) -> String {
    let count = count.round() as i64;
    match count {
        0 => "none".to_owned(),
        1..FEWEST => "fewer than five".to_owned(),
        _ => count.to_string(),
    }
}

/// A row of bars, one sign a step: the highest stands for the most.
pub fn bars(counts: &[i64]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = counts.iter().copied().max().unwrap_or(0).max(FEWEST);
    let bar = |count: &i64| match *count {
        ..=0 => BARS[0],
        // A few can be told apart by the height of their bar, too.
        1..FEWEST => BARS[1],
        count => BARS[usize::try_from(count * 6 / most + 1).unwrap_or(1).min(7)],
    };
    counts.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_are_not_told_by_number() {
        assert_eq!(
            [0.2, 1.0, 4.4, 5.0, 31.6].map(withheld),
            ["none", "fewer than five", "fewer than five", "5", "32"]
        );
        assert_eq!(bars(&[0, 1, 0, 2]), "▁▂▁▂");
        assert_eq!(bars(&[0, 70, 35, -3, 140]), "▁▅▃▁█");
    }
}
