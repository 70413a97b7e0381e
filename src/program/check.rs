//! `liaison check`: are the settings right, and (asked for) do the credentials work?

use super::house::{self, Network};
use super::{ConfigOption, Wrong, print, settings};
use crate::domain::Clock;
use crate::feeds::{FeedError, Keyring};
use anyhow::{Result, bail};
use async_trait::async_trait;
use clap::Args;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// What `liaison check` takes.
#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    config: ConfigOption,
    /// Also try every credential on its network.
    #[arg(long)]
    online: bool,
}

pub(super) async fn check(options: &Options) -> Result<()> {
    let path = &options.config.config;
    let settings = settings(path)?;
    settings
        .before_run()
        .map_err(|faults| Wrong(faults.to_string()))?;
    print::line(format!("{} is right.", path.display()))?;
    if !options.online {
        return Ok(());
    }
    let keyring: Arc<dyn Keyring> = Arc::new(Memory::default());
    let Network { feeds, hooks } = house::network(&settings.feeds, &Clock::system(), &keyring)?;
    for hook in hooks.keys() {
        print::line(format!("{hook}: takes what is sent to /hooks/{hook}"))?;
    }
    let mut wrong = 0;
    for feed in &feeds {
        let tried = match feed.account().await {
            Ok(Some(_)) => Ok("the credentials work".to_owned()),
            Ok(None) => feed
                .since(None)
                .await
                .map(|page| format!("it can be read ({} found)", page.found.len())),
            Err(error) => Err(error),
        };
        match tried {
            Ok(said) => print::line(format!("{}: {said}", feed.name()))?,
            Err(error) => {
                wrong += 1;
                eprintln!("{}: {}", feed.name(), why(&error));
            }
        }
    }
    match wrong {
        0 => Ok(()),
        n => bail!(
            "{n} of {} could not be reached or would not let us in.",
            feeds.len()
        ),
    }
}

fn why(error: &FeedError) -> String {
    match error {
        FeedError::Expired { .. } => format!("{error}. Put the new one in the settings."),
        FeedError::Retry { .. } | FeedError::Broken { .. } => error.to_string(),
    }
}

/// A check leaves nothing behind: sessions last as long as it does.
#[derive(Default)]
struct Memory(Mutex<HashMap<String, String>>);

#[async_trait]
impl Keyring for Memory {
    async fn load(&self, name: &str) -> Result<Option<String>> {
        Ok(self.0.lock().await.get(name).cloned())
    }

    async fn save(&self, name: &str, secret: &str) -> Result<()> {
        self.0.lock().await.insert(name.to_owned(), secret.to_owned());
        Ok(())
    }
}
