//! How far the newest steps lie above a level: what is usual, or how high a
//! wave stands by now.

use super::fit::Fit;
use super::{Point, Step};

/// How much more than by chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rise {
    /// The newest steps that it shows in most.
    pub steps: usize,
    /// Counted in these.
    pub count: f64,
    /// Expected in these.
    pub expected: f64,
    /// Standard deviations above.
    pub surprise: f64,
}

/// The newest steps, few or many, that a rise shows in most.
pub(super) struct Best {
    pub rise: Rise,
    /// Usual in them.
    pub usual: f64,
}

/// What the newest steps are held against, above what is usual.
pub(super) struct Level {
    /// So many times as much,
    times: f64,
    /// and at least so much more of each.
    more: f64,
    /// Counts that this is known by.
    known: f64,
}

impl Level {
    /// What is usual.
    pub fn usual(fit: &Fit) -> Self {
        Self {
            times: 1.0,
            more: 0.0,
            known: fit.known,
        }
    }

    /// So many times what is usual, as the counts at these places are: a wave that wanes.
    pub fn waning(points: &[Point], fit: &Fit, places: impl Iterator<Item = usize>) -> Self {
        Self {
            times: Sums::of(points, fit, places).times(),
            ..Self::usual(fit)
        }
    }

    /// As the counts at these places are: a wave that lasts. It may stand on its season as a factor or as a
    /// sum; the higher is taken, so that no hour of the day looks like growth.
    pub fn standing(points: &[Point], fit: &Fit, places: impl Iterator<Item = usize>) -> Self {
        let sums = Sums::of(points, fit, places);
        Self {
            times: sums.times(),
            more: ((sums.counted - sums.usual) / sums.of.max(1e-9)).max(0.0),
            known: sums.counted,
        }
    }
}

/// Counted, usual, and out of how many, at some places.
#[derive(Default)]
struct Sums {
    counted: f64,
    usual: f64,
    of: f64,
}

impl Sums {
    fn of(points: &[Point], fit: &Fit, places: impl Iterator<Item = usize>) -> Self {
        places.fold(Self::default(), |sums, at| sums.and(points, fit, at))
    }

    fn and(self, points: &[Point], fit: &Fit, at: usize) -> Self {
        Self {
            counted: self.counted + points[at].count,
            usual: self.usual + fit.expected(points, at),
            of: self.of + points[at].of,
        }
    }

    fn times(&self) -> f64 {
        (self.counted / self.usual.max(1e-9)).max(1.0)
    }
}

impl Best {
    /// Held against that level.
    pub fn of(points: &[Point], fit: &Fit, step: &Step, level: &Level) -> Option<Self> {
        let mut best: Option<Self> = None;
        let mut sums = Sums::default();
        for steps in 1..=step.recent {
            sums = sums.and(points, fit, points.len().checked_sub(steps)?);
            let expected = (sums.usual * level.times).max(sums.usual + sums.of * level.more);
            let surprise = fit.surprise(sums.counted, expected, steps, level.known);
            if best.as_ref().is_none_or(|best| surprise > best.rise.surprise) {
                let rise = Rise {
                    steps,
                    count: sums.counted,
                    expected,
                    surprise,
                };
                let usual = sums.usual;
                best = Some(Self { rise, usual });
            }
        }
        best
    }

    /// How many times what is usual was counted. Less than one is one: where next to nothing is usual, a single
    /// count more in the past would change it manifold.
    pub fn times(&self) -> f64 {
        self.rise.count / self.usual.max(1.0)
    }
}
