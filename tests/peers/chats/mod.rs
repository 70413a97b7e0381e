//! The whole loop: from a post on a real Bluesky network to a card in Slack
//! and one in Discord, through the hands of people in both, and back in
//! public. The built program runs on a database of its own; both chats are
//! the strict fakes.

mod cards;
mod database;
mod house;
mod killed;
mod persons;
mod restart;
mod stalled;
mod story;
mod threads;
