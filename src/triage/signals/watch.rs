//! One series watched: calm, a wave, its waning, or silence.

use super::fit::Fit;
use super::rise::{Best, Level, Rise};
use super::{News, Point, Step};
use serde::{Deserialize, Serialize};

/// Fewest counts that a rise is told for.
const FEWEST: f64 = 5.0;
/// A wave is told again when it stands so many times as high as when it was told.
const HIGHER: f64 = 1.5;
/// A wave has passed when it has come down to this share of its height.
const PASSED: f64 = 0.35;
/// Points before the newest that tell how high a waning wave still stands.
const LOCAL: usize = 4;
/// Below so many standard deviations a point is quiet.
const QUIET: f64 = 1.0;
/// A silence of chance e⁻¹² is none.
const SILENT: f64 = 12.0;

/// Where a series stands. Steps are numbered, so that it can be kept and gone on with.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Watch {
    phase: Phase,
    /// First and last steps of waves: no part of what is expected.
    waves: Vec<(i64, i64)>,
    /// The newest step that was looked at.
    seen: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
enum Phase {
    #[default]
    Calm,
    /// Told of; how high it has been and for how long it has been quiet.
    Wave {
        since: i64,
        height: f64,
        quiet: usize,
        /// The newest step it was told in, and how many times what is usual it stood at. Watches of before know neither.
        #[serde(default)]
        told: i64,
        #[serde(default)]
        times: f64,
    },
    /// It has come down and is still above what was before: only a new rise from here counts.
    Waning { since: i64 },
    /// Nothing came where there should be something.
    Silent { since: i64 },
}

/// What the newest steps say.
struct Look {
    best: Best,
    /// Of the newest alone: standard deviations above, and how far above as a share of what is expected.
    newest: f64,
    excess: f64,
}

impl Watch {
    /// Looks at the series as it is now: `points`, oldest first, of which the first is step number `first`.
    /// The same step is looked at once: again, it brings no news.
    pub fn next(&mut self, step: &Step, points: &[Point], first: i64) -> Option<News> {
        let now = first + points.len() as i64 - 1;
        if self.seen.is_some_and(|seen| seen >= now) || points.last().is_none_or(|newest| newest.of <= 0.0) {
            return None;
        }
        self.seen = Some(now);
        self.waves.retain(|(_, until)| *until >= first);
        match self.phase {
            Phase::Wave { .. } => {
                self.mark(now, now);
                let fit = self.fit(step, points, first)?;
                let look = self.look(step, points, &fit)?;
                self.follow(&look);
                self.grew(step, points, (&fit, now))
                    .or_else(|| self.ended(step, &look, now))
            }
            Phase::Silent { .. } => {
                let is_back = points.last().is_some_and(|newest| newest.count > 0.0);
                is_back.then(|| {
                    self.phase = Phase::Calm;
                    News::Back
                })
            }
            Phase::Calm | Phase::Waning { .. } => {
                let fit = self.fit(step, points, first)?;
                let look = self.look(step, points, &fit)?;
                self.rose(step, &look, now)
                    .or_else(|| self.fell_silent(step, points, first))
            }
        }
    }

    /// Whether it is told of and not over.
    pub fn is_risen(&self) -> bool {
        matches!(self.phase, Phase::Wave { .. })
    }

    /// The step since which it is risen or silent.
    pub fn since(&self) -> Option<i64> {
        match self.phase {
            Phase::Wave { since, .. } | Phase::Silent { since } => Some(since),
            Phase::Calm | Phase::Waning { .. } => None,
        }
    }

    fn rose(&mut self, step: &Step, look: &Look, now: i64) -> Option<News> {
        let best = look.best.rise;
        if best.surprise > step.threshold && best.count >= FEWEST {
            self.mark(now + 1 - best.steps as i64, now);
            self.phase = Phase::Wave {
                since: now,
                height: look.excess,
                quiet: 0,
                told: now,
                times: look.best.times(),
            };
            return Some(News::Rise(best));
        }
        if let Phase::Waning { since } = self.phase {
            self.mark(now, now);
            if look.newest < QUIET || now - since > step.longest as i64 / 2 {
                self.phase = Phase::Calm;
            }
        }
        None
    }

    /// How high the wave has been, and for how long it has been quiet.
    fn follow(&mut self, look: &Look) {
        if let Phase::Wave { height, quiet, .. } = &mut self.phase {
            *height = height.max(look.excess);
            let is_quiet = look.newest < QUIET || look.excess < *height * PASSED;
            *quiet = if is_quiet { *quiet + 1 } else { 0 };
        }
    }

    /// A wave that was told long ago, as autumn's colds are, doesn't hide what comes on top of it.
    fn grew(&mut self, step: &Step, points: &[Point], (fit, now): (&Fit, i64)) -> Option<News> {
        let Phase::Wave {
            told, times, quiet, ..
        } = &mut self.phase
        else {
            return None;
        };
        let before = points.len().checked_sub(step.recent)?;
        if now - *told < step.again as i64 {
            return None;
        }
        let places = (0..before).rev().filter(|at| points[*at].of > 0.0);
        let level = Level::standing(points, fit, places.take(step.again));
        let best = Best::of(points, fit, step, &level)?;
        let has_grown = best.rise.surprise > step.threshold && best.times() > *times * HIGHER;
        if !has_grown || best.rise.count < FEWEST {
            return None;
        }
        (*told, *times, *quiet) = (now, best.times(), 0);
        Some(News::Grown(Rise {
            expected: best.usual,
            ..best.rise
        }))
    }

    fn ended(&mut self, step: &Step, look: &Look, now: i64) -> Option<News> {
        let Phase::Wave { since, quiet, .. } = self.phase else {
            return None;
        };
        let has_settled = now - since >= step.longest as i64;
        if quiet < step.calm && !has_settled {
            return None;
        }
        if has_settled {
            // It is how things are now: what is expected is learned from it.
            self.waves.pop();
        }
        self.phase = if look.newest < QUIET {
            Phase::Calm
        } else {
            Phase::Waning { since: now }
        };
        Some(News::Ended)
    }

    fn fell_silent(&mut self, step: &Step, points: &[Point], first: i64) -> Option<News> {
        let steps = points.iter().rev().take_while(|point| point.count == 0.0).count();
        let before = points.len() - steps;
        let past = self.quiet_past(step, points, (first, before));
        if !step.hears_silence || steps == 0 || past.len() < step.least {
            return None;
        }
        let fit = Fit::of(points, &past, (step, first));
        let expected: f64 = (before..points.len()).map(|at| fit.expected(points, at)).sum();
        (expected / fit.spread > SILENT).then(|| {
            self.phase = Phase::Silent {
                since: first + before as i64,
            };
            News::Silence { steps, expected }
        })
    }

    /// What is expected, learned from all but the newest steps.
    fn fit(&self, step: &Step, points: &[Point], first: i64) -> Option<Fit> {
        let before = points.len().checked_sub(step.recent)?;
        let past = self.quiet_past(step, points, (first, before));
        (past.len() >= step.least).then(|| Fit::of(points, &past, (step, first)))
    }

    fn look(&self, step: &Step, points: &[Point], fit: &Fit) -> Option<Look> {
        let before = points.len().checked_sub(step.recent)?;
        let level = match self.phase {
            Phase::Waning { .. } => Level::waning(points, fit, before.saturating_sub(LOCAL)..before),
            _ => Level::usual(fit),
        };
        let (newest, at) = (points.last()?.count, points.len() - 1);
        let expected = fit.expected(points, at);
        Some(Look {
            best: Best::of(points, fit, step, &level)?,
            newest: fit.surprise(newest, expected, 1, fit.known),
            excess: newest / expected - 1.0,
        })
    }

    /// The newest places before `before` that lie in no wave, as many as the step asks for. Where waves left too few,
    /// all places: a watch that waited for quiet would be deaf from then on.
    fn quiet_past(&self, step: &Step, points: &[Point], (first, before): (i64, usize)) -> Vec<usize> {
        let in_wave = |at: usize| {
            let at = first + at as i64;
            self.waves
                .iter()
                .any(|(from, until)| (*from..=*until).contains(&at))
        };
        let counted = || (0..before).rev().filter(|at| points[*at].of > 0.0);
        let quiet: Vec<usize> = counted().filter(|at| !in_wave(*at)).take(step.window).collect();
        if quiet.len() >= step.least {
            return quiet;
        }
        counted().take(step.window).collect()
    }

    fn mark(&mut self, from: i64, until: i64) {
        match self.waves.last_mut() {
            Some((_, end)) if *end + 1 >= from => *end = until.max(*end),
            _ => self.waves.push((from, until)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Counts that repeat by the hour of the day, with a little of pseudo-chance.
    fn days(count: usize) -> Vec<Point> {
        let hourly = |hour: usize| {
            let day = [
                1, 1, 0, 0, 1, 2, 4, 6, 8, 9, 8, 7, 9, 8, 7, 6, 7, 8, 9, 7, 5, 4, 3, 2,
            ][hour % 24];
            Point::from(day + (hour * hour * 7919 % 5) as i64 % 3)
        };
        (0..count * 24).map(hourly).collect()
    }

    fn news(points: &[Point], from: usize) -> Vec<(usize, News)> {
        let mut watch = Watch::default();
        let told = (from..points.len()).filter_map(|at| {
            let news = watch.next(&Step::HOURS, &points[..=at], 0)?;
            Some((at, news))
        });
        told.collect()
    }

    #[test]
    fn a_season_is_no_rise() {
        assert_eq!(news(&days(30), 0), []);
    }

    #[test]
    fn a_wave_is_told_once_and_its_end() {
        let mut points = days(30);
        for point in &mut points[20 * 24 + 3..22 * 24] {
            point.count += 25.0;
        }
        let told = news(&points, 0);
        assert!(
            matches!(told[0], (483, News::Rise(Rise { steps: 1, .. }))),
            "{told:?}"
        );
        assert!(matches!(told[1], (_, News::Ended)) && told.len() == 2, "{told:?}");
    }

    #[test]
    fn a_wave_that_grows_on_is_told_again() {
        let mut points = days(30);
        for point in &mut points[20 * 24 + 3..23 * 24] {
            point.count += 25.0;
        }
        for point in &mut points[22 * 24..23 * 24] {
            point.count += 60.0;
        }
        let told = news(&points, 0);
        let [(483, News::Rise(_)), (grown, News::Grown(rise)), (_, News::Ended)] = told[..] else {
            panic!("{told:?}");
        };
        assert!((528..530).contains(&grown), "{told:?}");
        assert!(
            rise.count > 10.0 * rise.expected,
            "held against what is usual: {rise:?}"
        );
    }

    #[test]
    fn waves_that_leave_no_quiet_past_leave_no_watch_deaf() {
        let wave = |week: usize| if week % 33 < 3 { 20 } else { 200 };
        let mut points: Vec<Point> = [20; 15].map(Point::from).into();
        points.extend((0..330).map(|week| Point::from(wave(week))));
        points.extend([20; 80].map(Point::from));
        points.extend([200; 3].map(Point::from));
        let mut watch = Watch::default();
        let step = Step::WEEKS;
        let told = (0..points.len()).filter_map(|at| {
            let from = (at + 1).saturating_sub(step.reach());
            let news = watch.next(&step, &points[from..=at], from as i64)?;
            Some((at, news))
        });
        let told: Vec<_> = told.collect();
        assert!(matches!(told.last(), Some((425, News::Rise(_)))), "{told:?}");
    }

    #[test]
    fn a_wave_kept_by_an_earlier_version_goes_on() {
        let kept =
            r#"{"phase":{"Wave":{"since":480,"height":9.0,"quiet":0}},"waves":[[478,490]],"seen":490}"#;
        let watch: Watch = serde_json::from_str(kept).unwrap();
        assert!(watch.is_risen());
    }

    #[test]
    fn silence_is_told_when_something_should_have_come_and_again_when_it_does() {
        let mut points = days(30);
        for point in &mut points[20 * 24 + 8..21 * 24] {
            point.count = 0.0;
        }
        let told = news(&points, 0);
        assert!(
            matches!(told[0], (at, News::Silence { .. }) if (488..=492).contains(&at)),
            "{told:?}"
        );
        assert!(
            matches!(told[1], (504, News::Back)) && told.len() == 2,
            "{told:?}"
        );
    }

    #[test]
    fn nothing_is_said_before_there_is_a_past() {
        let mut points = days(5);
        points.push(Point::from(900));
        assert_eq!(news(&points, 0), []);
    }

    proptest! {
        #[test]
        fn news_come_in_pairs_and_no_step_twice(
            counts in proptest::collection::vec(prop_oneof![8 => 0..6_i64, 1 => 0..80_i64, 1 => Just(0_i64)], 200..500)
        ) {
            let points: Vec<Point> = counts.into_iter().map(Point::from).collect();
            let mut watch = Watch::default();
            let mut open = None;
            for at in 0..points.len() {
                let told = watch.next(&Step::HOURS, &points[..=at], 0);
                prop_assert_eq!(watch.next(&Step::HOURS, &points[..=at], 0), None);
                let kept: Watch = serde_json::from_str(&serde_json::to_string(&watch).unwrap()).unwrap();
                prop_assert_eq!(kept.since(), watch.since());
                match told {
                    Some(News::Rise(_)) => prop_assert_eq!(open.replace("rise"), None),
                    Some(News::Silence { .. }) => prop_assert_eq!(open.replace("silence"), None),
                    Some(News::Grown(_)) => prop_assert_eq!(open, Some("rise")),
                    Some(News::Ended) => prop_assert_eq!(open.take(), Some("rise")),
                    Some(News::Back) => prop_assert_eq!(open.take(), Some("silence")),
                    None => {}
                }
                prop_assert_eq!(open.is_some(), watch.since().is_some());
            }
        }
    }
}
