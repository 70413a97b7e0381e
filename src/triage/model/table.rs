//! Weights by the number of a piece of text: an open table that answers in one
//! or two looks. Most pieces of a text are in none; its slots are so small
//! that they stay near the processor and tell that without a look at a row.

use super::OUTPUTS;

/// The weights of one piece, in whole steps so that they stay small.
pub(super) type Steps = [i8; OUTPUTS];

/// What a word's runs of letters weigh together, so that they need not be looked up one by one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spelt {
    /// How many of them are known.
    pub runs: u16,
    /// Their weights, added up.
    pub weights: [i16; OUTPUTS],
}

/// Most pieces that a table holds; more than any honest model has.
pub(super) const MOST: usize = (1 << PLACE_BITS) - 1;

/// A slot is 0 where it is empty; its low bits are a place, counted from 1, its high bits some of the number's.
const PLACE_BITS: u32 = 20;

/// Known pieces and their weights.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table<T = Steps> {
    /// A power of two of them.
    slots: Vec<u32>,
    /// By rising number.
    rows: Vec<(u32, T)>,
}

impl<T> Table<T> {
    /// Of numbers in rising order and the weights of each, at most [`MOST`].
    pub fn new(rows: Vec<(u32, T)>) -> Self {
        let size = (rows.len() * 2).next_power_of_two().max(64);
        let mut slots = vec![0; size];
        for ((hash, _), place) in rows.iter().zip(1_u32..) {
            let mut slot = *hash as usize & (size - 1);
            while slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            slots[slot] = hash >> PLACE_BITS << PLACE_BITS | place;
        }
        Self { slots, rows }
    }

    /// How many pieces are known.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Where a piece is, and its weights.
    pub fn get(&self, hash: u32) -> Option<(usize, &T)> {
        let mut slot = hash as usize & (self.slots.len() - 1);
        loop {
            let held = self.slots[slot];
            if held == 0 {
                return None;
            }
            if (held ^ hash) >> PLACE_BITS == 0 {
                let place = (held & MOST as u32) as usize - 1;
                let (known, weights) = &self.rows[place];
                if *known == hash {
                    return Some((place, weights));
                }
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    /// All numbers, rising, with their weights.
    pub fn rows(&self) -> &[(u32, T)] {
        &self.rows
    }
}
