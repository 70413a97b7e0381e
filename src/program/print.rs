//! Answers on stdout. Whoever reads may stop reading (`… | head`): then there
//! is nobody to answer, and that is no failure.

use anyhow::{Context, Result};
use std::fmt::Display;
use std::io::{ErrorKind, Write};

/// Prints one answer and a line break.
pub(super) fn line(answer: impl Display) -> Result<()> {
    heard(writeln!(std::io::stdout(), "{answer}"))
}

/// A reader that has gone ends the program quietly.
pub(super) fn heard(written: std::io::Result<()>) -> Result<()> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        other => other.context("writing the answer"),
    }
}
