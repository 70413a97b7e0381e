//! liaison against the real software of the networks it speaks to.

mod bluesky;
mod chats;
