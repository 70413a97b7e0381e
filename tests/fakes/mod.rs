//! Strict fakes of the chats, at the wire: what the real service would refuse
//! is refused in the same words and kept as a violation, which fails the story
//! that did it. They know nothing of liaison, so that benchmarks can use them.

pub mod discord;
pub mod recording;
#[expect(dead_code, reason = "it can do more than the stories of today ask for")]
pub mod slack;
