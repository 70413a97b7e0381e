//! Weights by the number of a piece of text: an open table that answers in one
//! or two looks, weights in whole steps so that it stays small.

/// Outputs rounded up to what a processor adds at once.
pub(super) const LANES: usize = super::OUTPUTS.next_multiple_of(16);

/// Known pieces and their weights.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// A number and its place, or an empty slot; a power of two of them.
    slots: Vec<(u32, u32)>,
    /// Numbers in rising order.
    hashes: Vec<u32>,
    weights: Vec<[i8; LANES]>,
}

const EMPTY: u32 = u32::MAX;

impl Table {
    /// Of numbers in rising order and the weights of each.
    pub fn new(hashes: Vec<u32>, weights: Vec<[i8; LANES]>) -> Self {
        let size = (hashes.len() * 2).next_power_of_two().max(64);
        let mut slots = vec![(0, EMPTY); size];
        for (place, hash) in hashes.iter().enumerate() {
            let mut slot = *hash as usize & (size - 1);
            while slots[slot].1 != EMPTY {
                slot = (slot + 1) & (size - 1);
            }
            slots[slot] = (*hash, place as u32);
        }
        Self {
            slots,
            hashes,
            weights,
        }
    }

    /// How many pieces are known.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Where a piece is.
    pub fn place(&self, hash: u32) -> Option<usize> {
        let mut slot = hash as usize & (self.slots.len() - 1);
        loop {
            let (known, place) = self.slots[slot];
            if place == EMPTY {
                return None;
            }
            if known == hash {
                return Some(place as usize);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    /// The weights of the piece at a place.
    pub fn weights(&self, place: usize) -> &[i8; LANES] {
        &self.weights[place]
    }

    /// All numbers, rising.
    pub fn hashes(&self) -> &[u32] {
        &self.hashes
    }
}
