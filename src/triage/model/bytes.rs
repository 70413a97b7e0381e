//! A model as bytes: a mark and a version, the weights, and a checksum over it
//! all, so that what is damaged, or of another version, is refused.

use super::table::{MOST, Spelt, Steps, Table};
use super::{Model, OUTPUTS, QUESTIONS, SIGNS};
use sha2::{Digest, Sha256};

const MARK: &[u8; 8] = b"liaison\n";

/// Raised when what a model sees of a text changes.
const VERSION: u32 = 2;

/// Why bytes are no model of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It does not begin like one, or is cut short.
    #[error("This is no model of liaison, or it is cut short.")]
    NoModel,
    /// It was written by a version that sees texts differently.
    #[error("This model is of version {0}, and this program reads version {VERSION}: learn it anew.")]
    Version(u32),
    /// The checksum is wrong.
    #[error("This model is damaged: its checksum does not match.")]
    Damaged,
}

impl Model {
    /// All of it, to be kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend(MARK);
        let (pieces, words) = (self.table.len() as u32, self.spelt.len() as u32);
        for number in [VERSION, SIGNS as u32, OUTPUTS as u32, pieces, words] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(self.origin);
        let signs = self.signs.iter().flatten();
        for number in self.sharpness.iter().chain(&self.scales).chain(signs) {
            bytes.extend(number.to_le_bytes());
        }
        let hashes = self.table.rows().iter().map(|(hash, _)| hash);
        hashes.for_each(|hash| bytes.extend(hash.to_le_bytes()));
        for (_, weights) in self.table.rows() {
            bytes.extend(weights.map(|step| step as u8));
        }
        let hashes = self.spelt.rows().iter().map(|(hash, _)| hash);
        hashes.for_each(|hash| bytes.extend(hash.to_le_bytes()));
        for (_, Spelt { runs, weights }) in self.spelt.rows() {
            bytes.extend(runs.to_le_bytes());
            weights
                .iter()
                .for_each(|weight| bytes.extend(weight.to_le_bytes()));
        }
        bytes.extend(Sha256::digest(&bytes));
        bytes
    }

    /// A model that was kept.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        let (body, checksum) = bytes.split_last_chunk::<32>().ok_or(Unreadable::NoModel)?;
        let mut rest = Rest(body);
        if rest.take(MARK.len())? != MARK {
            return Err(Unreadable::NoModel);
        }
        let version = rest.number()?;
        if version != VERSION {
            return Err(Unreadable::Version(version));
        }
        if Sha256::digest(body).as_slice() != checksum {
            return Err(Unreadable::Damaged);
        }
        let sizes = [rest.number()? as usize, rest.number()? as usize];
        let [pieces, words] = [rest.number()? as usize, rest.number()? as usize];
        if sizes != [SIGNS, OUTPUTS] || pieces.max(words) > MOST {
            return Err(Unreadable::Damaged);
        }
        rest.model(pieces, words)
    }
}

/// What is still to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn model(mut self, pieces: usize, words: usize) -> Result<Model, Unreadable> {
        let origin = self.array()?;
        let sharpness = self.floats::<{ QUESTIONS.len() }>()?;
        let scales = self.floats()?;
        let signs = (0..SIGNS).map(|_| self.floats()).collect::<Result<_, _>>()?;
        let table = self.table(pieces, Self::steps)?;
        let spelt = self.table(words, Self::spelt)?;
        if !self.0.is_empty() {
            return Err(Unreadable::Damaged);
        }
        Ok(Model {
            table,
            spelt,
            scales,
            signs,
            sharpness,
            origin,
        })
    }

    fn table<T>(
        &mut self,
        pieces: usize,
        mut weights: impl FnMut(&mut Self) -> Result<T, Unreadable>,
    ) -> Result<Table<T>, Unreadable> {
        let hashes: Vec<u32> = (0..pieces).map(|_| self.number()).collect::<Result<_, _>>()?;
        if !hashes.is_sorted() {
            return Err(Unreadable::Damaged);
        }
        let rows = hashes.into_iter().map(|hash| Ok((hash, weights(self)?)));
        Ok(Table::new(rows.collect::<Result<_, _>>()?))
    }

    fn take(&mut self, bytes: usize) -> Result<&'a [u8], Unreadable> {
        let (taken, rest) = self.0.split_at_checked(bytes).ok_or(Unreadable::NoModel)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Unreadable> {
        self.take(N)?.try_into().map_err(|_| Unreadable::NoModel)
    }

    fn number(&mut self) -> Result<u32, Unreadable> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn floats<const N: usize>(&mut self) -> Result<[f32; N], Unreadable> {
        let mut floats = [0.0; N];
        for float in &mut floats {
            *float = f32::from_le_bytes(self.array()?);
            if !float.is_finite() {
                return Err(Unreadable::Damaged);
            }
        }
        Ok(floats)
    }

    fn spelt(&mut self) -> Result<Spelt, Unreadable> {
        let runs = u16::from_le_bytes(self.array()?);
        let mut weights = [0; OUTPUTS];
        for weight in &mut weights {
            *weight = i16::from_le_bytes(self.array()?);
        }
        Ok(Spelt { runs, weights })
    }

    fn steps(&mut self) -> Result<Steps, Unreadable> {
        Ok(self.array::<OUTPUTS>()?.map(|step| step as i8))
    }
}
