//! Strict fakes of the chats, at the wire: what the real service would refuse
//! is refused in the same words and kept as a violation, which fails the story
//! that did it. They know nothing of liaison, so that benchmarks can use them.

#[expect(
    dead_code,
    unused_imports,
    reason = "each binary that has the fakes uses a part of them"
)]
pub mod discord;
pub mod recording;
#[expect(dead_code, reason = "each binary that has the fakes uses a part of them")]
pub mod slack;
