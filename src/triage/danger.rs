//! How dangerous the words are that stand close together. Danger is weighed
//! in a window of a few sentences, so that a cry at the end of a long post is
//! heard and a clinical history at its start doesn't drown it.

use super::lexicon::{Cue, Sign, Vote};
use super::phrases::Hit;

/// How much text belongs together, in bytes.
const NEAR: usize = 280;

/// From here on it is an emergency.
pub(super) const EMERGENCY: f32 = 4.0;

/// What one phrase adds where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    phrase: usize,
    at: usize,
    danger: f32,
    now: f32,
    past: f32,
}

impl Weight {
    /// What a phrase adds; nothing if it says nothing of danger or time.
    pub fn of(hit: Hit, votes: &[Vote], is_silenced: impl FnOnce() -> bool) -> Option<Self> {
        let sum = |cue| -> f32 {
            let of_cue = votes.iter().filter(|v| v.sign == Sign::Cue(cue));
            of_cue.map(|v| v.weight).sum()
        };
        let danger = sum(Cue::Danger);
        let danger = if danger > 0.0 && is_silenced() {
            0.0
        } else {
            danger
        };
        let (now, past) = (sum(Cue::Now), sum(Cue::Past));
        (danger + now + past > 0.0).then_some(Self {
            phrase: hit.phrase,
            at: hit.start,
            danger,
            now,
            past,
        })
    }
}

#[derive(Debug, Default)]
struct Sums {
    danger: f32,
    now: f32,
    past: f32,
}

impl Sums {
    fn add(&mut self, weight: &Weight, sign: f32) {
        self.danger += sign * weight.danger;
        self.now += sign * weight.now;
        self.past += sign * weight.past;
    }

    fn worth(&self) -> f32 {
        if self.danger < 0.5 {
            return 0.0;
        }
        self.danger + self.now.min(3.0) * 0.4 - self.past.min(6.0) * 0.5
    }
}

/// The most danger found close together. `weights` are in the order of the text.
pub(super) fn most(weights: &[Weight]) -> f32 {
    if weights.iter().all(|w| w.danger == 0.0) {
        return 0.0;
    }
    let mut sums = Sums::default();
    let (mut first, mut worst) = (0, 0.0_f32);
    for (index, weight) in weights.iter().enumerate() {
        while weights[first].at + NEAR < weight.at {
            let gone = &weights[first];
            first += 1;
            if !weights[first..index].iter().any(|w| w.phrase == gone.phrase) {
                sums.add(gone, -1.0);
            }
        }
        if !weights[first..index].iter().any(|w| w.phrase == weight.phrase) {
            sums.add(weight, 1.0);
        }
        // The window is judged when it is full, so that what follows can still calm it.
        let full = weights
            .get(index + 1)
            .is_none_or(|next| weights[first].at + NEAR < next.at);
        if full {
            worst = worst.max(sums.worth());
        }
    }
    worst
}
