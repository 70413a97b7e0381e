//! liaison makes every employee of a hospital system a patient liaison.
//!
//! Public mentions come in through [`feeds`], become cases in the `store`,
//! cards in a chat, and, after somebody answered, words on the network again.
//! Arrows between the rooms point one way; `tests/layers.rs` holds them.

pub mod chart;
pub mod chat;
pub mod config;
pub mod demo;
pub mod desk;
pub mod domain;
pub mod engine;
pub mod feeds;
pub mod program;
pub mod store;
pub mod triage;
pub mod web;
