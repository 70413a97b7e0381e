//! A map by numbers that are hashes already: looking one up costs a
//! multiplication, where a map made for keys from outside would hash again.
//! Its keys come from our own files, so nobody can make them collide.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// What is known by number.
pub(super) type Known<T> = HashMap<u32, T, BuildHasherDefault<Spread>>;

/// Spreads the bits of a number.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32(u32::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        // The map picks its place by the low bits, which a product mixes least.
        self.0 ^ self.0 >> 32
    }
}

/// The number of some bytes: FNV-1a, the same on every machine.
pub(super) fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(START, |hash, byte| step(hash, *byte))
}

/// The number of no bytes.
pub(super) const START: u32 = 0x811c_9dc5;

/// The number of some bytes and one more.
pub(super) fn step(number: u32, byte: u8) -> u32 {
    (number ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}
