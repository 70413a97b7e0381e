//! The built program, used as its people use it: started as a process,
//! asked over HTTP and on the command line, signalled, killed.
//!
//! Everything happens on loopback at ports that were free, in temporary
//! folders, on databases made for the one story. What is waited for is asked
//! for again and again, never slept for.

mod database;
mod demo;
mod failing;
mod feeds;
mod first_steps;
mod hook;
mod hostile;
mod house;
mod killed;
mod learning;
mod lines;
mod manifest;
mod online;
mod page;
mod process;
mod sandbox;
mod serving;
mod shared;
mod silent;
