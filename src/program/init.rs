//! `liaison init`: a commented liaison.toml, never over one that is there.

use super::{Wrong, print};
use crate::config;
use anyhow::{Context, Result};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

pub(super) fn init(path: &Path) -> Result<()> {
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let there = format!(
                "{} is there already and was left alone. Move it away, or name another with --config.",
                path.display()
            );
            return Err(Wrong(there).into());
        }
        Err(error) => return Err(error).with_context(|| format!("{} could not be written", path.display())),
    };
    file.write_all(config::template().as_bytes())
        .with_context(|| format!("{} could not be written", path.display()))?;
    print::line(format!(
        "{} is written. Read it from the top, change what is yours, then try `liaison check`.",
        path.display()
    ))
}
