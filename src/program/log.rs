//! Where the log goes: stderr, for people or for machines. `RUST_LOG` chooses
//! how much; commands that only answer are silent unless something is wrong.

use std::io::IsTerminal;
use tracing_subscriber::filter::{FilterExt, filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, registry};

/// Installs the log for the process; `long_running` programs also tell what they do.
pub(super) fn install(format: &str, long_running: bool) {
    let usual = if long_running {
        "info,sqlx=warn"
    } else {
        "warn,sqlx=error"
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let may = filter.and(filter_fn(|metadata| !is_talkative(metadata.target())));
    let to_stderr = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    match format {
        "json" => registry().with(to_stderr.json().with_filter(may)).init(),
        _ => {
            let for_people = to_stderr
                .with_ansi(std::io::stderr().is_terminal())
                .with_target(false);
            registry().with(for_people.with_filter(may)).init();
        }
    }
}

/// Libraries that put what they send and get into the log: words, handles, tokens. They stay silent whatever
/// `RUST_LOG` asks for; what goes wrong in them is told by the rooms that use them.
fn is_talkative(target: &str) -> bool {
    let library = target.split("::").next().unwrap_or(target);
    matches!(
        library,
        "slack_morphism"
            | "serenity"
            | "tungstenite"
            | "tokio_tungstenite"
            | "hyper"
            | "hyper_util"
            | "h2"
            | "reqwest"
    )
}
