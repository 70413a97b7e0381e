//! Slack and Discord side by side over one desk, each a strict server at the
//! wire: what hostile words and storms do there, and whether all that is sent
//! fits the official descriptions of both.

mod drawn;
mod harmless;
mod hostile;
mod house;
mod schemas;
mod storm;
pub mod words;
