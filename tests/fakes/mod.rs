//! Strict fakes of the chats, at the wire: what the real service would refuse
//! is refused in the same words and kept as a violation, which fails the story
//! that did it. They know nothing of liaison, so that benchmarks can use them.

pub mod discord;
pub mod recording;
pub mod slack;
