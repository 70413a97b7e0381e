//! What the pieces of one text weigh together.

use super::OUTPUTS;
use super::table::{Spelt, Steps};

/// Which places were met in one text.
pub(super) struct Seen(Vec<u64>);

impl Seen {
    /// None yet, of so many.
    pub fn of(places: usize) -> Self {
        Self(vec![0; places / 64 + 1])
    }

    /// Whether a place is met for the first time.
    pub fn is_new(&mut self, place: usize) -> bool {
        let (slot, bit) = (&mut self.0[place / 64], 1 << (place % 64));
        let is_new = *slot & bit == 0;
        *slot |= bit;
        is_new
    }
}

/// Weights added up, in their small steps: in narrow lanes, emptied into wide ones before they overflow.
#[derive(Default)]
pub(super) struct Sum {
    narrow: [i16; OUTPUTS],
    wide: [i32; OUTPUTS],
    pieces: u32,
    unemptied: u32,
}

impl Sum {
    /// So many weights of eight bits fit into sixteen.
    const FIT: u32 = 256;

    /// Adds one piece.
    pub fn add(&mut self, weights: &Steps) {
        for (sum, weight) in self.narrow.iter_mut().zip(weights) {
            *sum += i16::from(*weight);
        }
        self.pieces += 1;
        self.unemptied += 1;
        if self.unemptied == Self::FIT {
            self.empty();
        }
    }

    /// Adds a word's runs of letters.
    pub fn add_spelt(&mut self, word: &Spelt) {
        for (sum, weight) in self.wide.iter_mut().zip(&word.weights) {
            *sum += i32::from(*weight);
        }
        self.pieces += u32::from(word.runs);
    }

    /// What one word adds.
    pub fn spelt(mut self) -> Spelt {
        self.empty();
        Spelt {
            runs: self.pieces as u16,
            weights: self.wide.map(|sum| sum as i16),
        }
    }

    fn empty(&mut self) {
        for (sum, part) in self.wide.iter_mut().zip(&mut self.narrow) {
            *sum += i32::from(*part);
            *part = 0;
        }
        self.unemptied = 0;
    }

    /// All that was added, each piece counting the less the more there are.
    pub fn shared(mut self) -> [f32; OUTPUTS] {
        self.empty();
        let share = super::learn::share(self.pieces);
        std::array::from_fn(|output| self.wide[output] as f32 * share)
    }
}
