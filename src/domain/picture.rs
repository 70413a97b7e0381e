//! A picture for colleagues: what a chat shows of it, and what it says to those who can't see it.

/// A picture to be posted or kept in a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its file name: `digest-2026-11-20.png`.
    pub name: String,
    /// What it shows, in one sentence of plain text.
    pub alt: String,
    /// The image itself.
    pub png: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} bytes)", self.name, self.png.len())
    }
}
