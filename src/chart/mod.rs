//! Numbers as a picture: a digest in, a PNG out. Pure, and the same bytes for
//! the same digest, so that a second attempt posts what the first one did.
//!
//! Drawn on a canvas of our own, with two embedded fonts. Bars and words are
//! all it takes, and the chart library that was tried sets letters without the
//! space that belongs on their left, which makes small text hard to read.

mod canvas;
mod digest;
mod letters;
mod numbers;
mod summary;
mod trend;

pub use digest::digest;
pub use trend::trend;
