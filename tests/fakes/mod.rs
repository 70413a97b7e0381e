//! The chats at the wire: servers that behave as the real ones do, refuse
//! what these would refuse, and keep a list of what they had to refuse.

pub mod discord;
