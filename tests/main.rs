//! Everything that is tested from outside, in one binary that links once.

#[cfg(test)]
mod chats;
#[cfg(test)]
mod discord;
#[cfg(test)]
mod fakes;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod peers;
#[cfg(test)]
mod program;
#[cfg(test)]
mod slack;
#[cfg(test)]
mod store;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod world;
