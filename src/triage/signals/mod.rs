//! Signals: counts over time against their own season, and what is no chance.
//!
//! A [`Watch`] follows one series (a topic, a facility, a group of symptoms,
//! a feed) step by step: hours, days or weeks. What is expected comes from
//! its past alone (`fit`): hour of day and weekday, a level that outbreaks
//! of the past don't lift, and how far counts stray by themselves. A rise
//! that is no chance begins a wave, which is told of once until it ends, and
//! again only if it rises from where it stood (`rise`): colds hide no flu. A
//! silence where there should be something is told once, too.

mod fit;
mod rise;
pub mod symptoms;
mod watch;

pub use rise::Rise;
pub use watch::Watch;

/// One step of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// What was counted.
    pub count: f64,
    /// Out of how many, where that is known and changes; 1 where it is not; 0 where nothing was counted.
    pub of: f64,
}

impl From<i64> for Point {
    fn from(count: i64) -> Self {
        Self {
            count: count as f64,
            of: 1.0,
        }
    }
}

/// What is no chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum News {
    /// More than by chance.
    Rise(Rise),
    /// What rose has risen on, by more than chance from where it stood; what is expected is what is usual.
    Grown(Rise),
    /// What rose is as before.
    Ended,
    /// Nothing where there should be something; since how many steps, and what was expected in them.
    Silence {
        /// Steps without anything.
        steps: usize,
        /// What should have come in them.
        expected: f64,
    },
    /// Something came again.
    Back,
}

/// How a series of one kind of step is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Its seasons: each lasts `places` times `length` steps.
    seasons: &'static [Season],
    /// Quiet steps that make what is expected.
    window: usize,
    /// Fewest of them: before, nothing is said.
    least: usize,
    /// Newest steps that are looked at together, and are no part of what is expected.
    recent: usize,
    /// How unlikely a rise must be, in standard deviations.
    threshold: f64,
    /// Points of the past that lie so many standard deviations above what is expected weigh less.
    far: f64,
    /// A wave that rises on is told again after so many steps at the earliest, and held against as many.
    again: usize,
    /// A wave ends after so many quiet steps,
    calm: usize,
    /// and at the latest after so many: then what was a wave is how things are.
    longest: usize,
    /// Whether nothing, where there should be something, is told.
    hears_silence: bool,
}

/// A season: so many places of so many steps each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Season {
    length: usize,
    places: usize,
}

impl Step {
    /// Hours, with the hour of the day and the weekday as seasons.
    pub const HOURS: Self = Self {
        seasons: &[
            Season {
                length: 1,
                places: 24,
            },
            Season {
                length: 24,
                places: 7,
            },
        ],
        window: 28 * 24,
        least: 7 * 24,
        recent: 6,
        threshold: 8.0,
        far: 2.0,
        again: 24,
        calm: 24,
        longest: 7 * 24,
        hears_silence: true,
    };

    /// Days, with the weekday as season.
    pub const DAYS: Self = Self {
        seasons: &[Season { length: 1, places: 7 }],
        window: 56,
        least: 21,
        recent: 7,
        threshold: 4.0,
        far: 2.0,
        again: 28,
        calm: 7,
        longest: 120,
        hears_silence: true,
    };

    /// Weeks, without a season: what comes each winter is an outbreak each winter.
    pub const WEEKS: Self = Self {
        seasons: &[],
        window: 78,
        least: 10,
        recent: 3,
        threshold: 2.5,
        // Colds before and after each flu are no season here: more of the past is to weigh less than by the hour.
        far: 1.0,
        again: 6,
        calm: 2,
        longest: 40,
        hears_silence: true,
    };

    /// The same for what may well be missing for a time, such as a topic.
    pub const fn whatever_is_missing(self) -> Self {
        Self {
            hears_silence: false,
            ..self
        }
    }

    /// How many steps back a watch needs to see.
    pub const fn reach(&self) -> usize {
        self.window + self.longest + self.recent
    }
}

#[cfg(test)]
mod measure;
