//! What is expected of a series, from its quiet past.
//!
//! Counts are taken as quasi-Poisson: mean `level × season × of`, variance
//! some times the mean. Points far above what is expected weigh less the
//! farther they lie (as in Farrington's method for outbreaks), so that past
//! ones don't hide the next.

use super::{Point, Season, Step};

/// A place of a season needs this many counts before it is believed against the mean.
const PRIOR: f64 = 3.0;
/// Rounds of fitting and weighing.
const ROUNDS: usize = 4;
/// Neighbouring counts stray together; so a sum strays more than by itself.
const KINSHIP: f64 = 0.3;

/// What is expected, and how far counts stray.
pub(super) struct Fit {
    /// Expected share or count of a step of season 1.
    pub level: f64,
    /// The season of each point.
    pub season: Vec<f64>,
    /// Variance over mean, at least 1.
    pub spread: f64,
    /// Expected in all of the past that was used.
    pub known: f64,
}

impl Fit {
    /// Learns from the points at these places; the first point is step number `first`.
    pub fn of(points: &[Point], past: &[usize], (step, first): (&Step, i64)) -> Self {
        let mut fit = Self {
            level: share(points, past.iter().map(|at| (*at, 1.0, 1.0))),
            season: vec![1.0; points.len()],
            spread: 1.0,
            known: 0.0,
        };
        for season in step.seasons {
            fit.learn_season(points, past, (*season, first));
        }
        let mut weights = vec![1.0; past.len()];
        for _ in 0..ROUNDS {
            let weighed = past
                .iter()
                .zip(&weights)
                .map(|(at, weight)| (*at, *weight, fit.season[*at]));
            fit.level = share(points, weighed);
            fit.spread = fit.spread_of(points, past, &weights);
            for (at, weight) in past.iter().zip(&mut weights) {
                let residual = surprise(points[*at].count, fit.expected(points, *at), fit.spread);
                *weight = if residual > step.far {
                    (step.far / residual).powi(2)
                } else {
                    1.0
                };
            }
        }
        fit.known = past
            .iter()
            .zip(&weights)
            .map(|(at, weight)| weight * fit.expected(points, *at))
            .sum();
        fit
    }

    /// What is expected of a point.
    pub fn expected(&self, points: &[Point], at: usize) -> f64 {
        (self.level * points[at].of * self.season[at]).max(1e-9)
    }

    /// How far the sum of so many steps lies above what is expected, in standard deviations.
    /// That is known by so many counts.
    pub fn surprise(&self, count: f64, expected: f64, steps: usize, known: f64) -> f64 {
        let kin = 1.0 + KINSHIP * (steps as f64 - 1.0);
        // The less is known, the less certain is what is expected.
        let unsure = 1.0 + expected / known.max(1e-9);
        surprise(count, expected.max(0.01), self.spread * kin * unsure)
    }

    fn learn_season(&mut self, points: &[Point], past: &[usize], (season, first): (Season, i64)) {
        let mut sums = vec![(PRIOR, PRIOR); season.places];
        let place = |at: usize| {
            let step = first + at as i64;
            let turn = step
                .div_euclid(season.length as i64)
                .rem_euclid(season.places as i64);
            usize::try_from(turn).unwrap_or_default()
        };
        for at in past {
            let (count, expected) = &mut sums[place(*at)];
            *count += points[*at].count;
            *expected += self.level * points[*at].of * self.season[*at];
        }
        for (at, factor) in self.season.iter_mut().enumerate() {
            let (count, expected) = sums[place(at)];
            *factor *= count / expected;
        }
    }

    /// Pearson's statistic over its degrees of freedom.
    fn spread_of(&self, points: &[Point], past: &[usize], weights: &[f64]) -> f64 {
        let strayed = past.iter().zip(weights).map(|(at, weight)| {
            let expected = self.expected(points, *at);
            weight * (points[*at].count - expected).powi(2) / expected
        });
        let free = weights.iter().sum::<f64>() - 1.0;
        (strayed.sum::<f64>() / free.max(1.0)).max(1.0)
    }
}

/// Counts over what they are out of; each point comes with its weight and season.
fn share(points: &[Point], weighed: impl Iterator<Item = (usize, f64, f64)>) -> f64 {
    let (count, of) = weighed.fold((0.0, 0.0), |(count, of), (at, weight, season)| {
        (
            count + weight * points[at].count,
            of + weight * points[at].of * season,
        )
    });
    count / f64::max(of, 1e-9)
}

/// Standard deviations above the mean, on the scale (power ⅔) on which Poisson counts are nearly normal.
fn surprise(count: f64, expected: f64, spread: f64) -> f64 {
    1.5 * (count.max(0.0).powf(2.0 / 3.0) * expected.powf(-1.0 / 6.0) - expected.sqrt()) / spread.sqrt()
}
