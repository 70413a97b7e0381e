//! Where the log goes: stderr, for people or for machines. `RUST_LOG` chooses
//! how much; commands that only answer are silent unless something is wrong.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Installs the log for the process; `long_running` programs also tell what they do.
pub(super) fn install(format: &str, long_running: bool) {
    let usual = if long_running {
        "info,sqlx=warn"
    } else {
        "warn,sqlx=error"
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let to_stderr = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match format {
        "json" => to_stderr.json().init(),
        _ => to_stderr
            .with_ansi(std::io::stderr().is_terminal())
            .with_target(false)
            .init(),
    }
}
