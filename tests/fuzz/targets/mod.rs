//! The targets. Each takes any bytes, and holds what comes of them against what the code promises: it is not enough
//! that nothing panics. What a target needs of a parser that is private stands beside that parser, in `fuzz.rs`.

mod clerk;
mod commands;
#[cfg(fuzzing)]
mod discord;
#[cfg(fuzzing)]
mod drawn;
mod guard;
mod house;
mod loopback;
mod resources;
mod seeds;
mod settings;
mod slack;
mod stored;
mod text;
mod triage;
mod webhook;

pub use seeds::plant;

/// Takes any bytes, and panics when a promise is broken.
pub type Target = fn(&[u8]);

/// Each under its name.
const TARGETS: &[(&str, Target)] = &[
    ("commands", commands::check),
    ("guard", guard::check),
    ("resources", resources::check),
    ("settings", settings::check),
    ("slack", slack::check),
    ("stored", stored::check),
    ("triage", triage::check),
    ("webhook", webhook::check),
    #[cfg(fuzzing)]
    ("bluesky", liaison::feeds::bluesky::fuzz::check),
    #[cfg(fuzzing)]
    ("discord", discord::check),
    #[cfg(fuzzing)]
    ("drawn", drawn::check),
    #[cfg(fuzzing)]
    ("rss", liaison::feeds::rss::fuzz::check),
];

/// The target of that name.
pub fn named(name: &str) -> Option<Target> {
    let mut targets = TARGETS.iter();
    targets
        .find(|(known, _)| *known == name)
        .map(|(_, target)| *target)
}

/// All names.
pub fn names() -> Vec<&'static str> {
    TARGETS.iter().map(|(name, _)| *name).collect()
}

/// What the bytes read as.
fn words(data: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(data)
}

/// One of `all`, picked by the first byte, and what follows it.
fn pick<'a, T>(all: &'a [T], data: &'a [u8]) -> (&'a T, &'a [u8]) {
    match data.split_first() {
        Some((first, rest)) => (&all[usize::from(*first) % all.len()], rest),
        None => (&all[0], data),
    }
}
