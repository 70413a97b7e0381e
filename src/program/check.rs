//! `liaison check`: are the settings right, and (asked for) do the credentials work?

use super::chats::Chats;
use super::house::{self, Network};
use super::{ConfigOption, Wrong, print, settings};
use crate::chat::{Ask, Brief, Clerk, Handed, MessageRef, Told, Which};
use crate::config::Settings;
use crate::domain::{Card, CaseNumber, Clock, Directory, Member, Origin, Sight, Staff};
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
    for warning in &settings.warnings {
        eprintln!("{}: {warning}", path.display());
    }
    if !options.online {
        return Ok(());
    }
    let keyring: Arc<dyn Keyring> = Arc::new(Memory::default());
    let Network { feeds, hooks } = house::network(&settings.feeds, &Clock::system(), &keyring)?;
    for hook in hooks.keys() {
        print::line(format!("{hook}: takes what is sent to /hooks/{hook}"))?;
    }
    let (mut tried, mut wrong) = try_chats(&settings).await?;
    tried += feeds.len();
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
        n => bail!("{n} of {tried} could not be reached or would not let us in."),
    }
}

/// Tries the chats; gives how many there were and how many of them are not right.
async fn try_chats(settings: &Settings) -> Result<(usize, usize)> {
    let on_paper = Arc::new(settings.directory.clone());
    let clerk = || Arc::new(OnPaper(Arc::clone(&on_paper))) as Arc<dyn Clerk>;
    let chats = Chats::outside(&settings.chats, &clerk, &Clock::system())?;
    let mut outcomes: Vec<Vec<std::result::Result<String, String>>> = Vec::new();
    if let Some(slack) = &chats.slack {
        outcomes.push(match slack.check().await {
            Ok(said) => vec![Ok(said)],
            Err(all) => all.into_iter().map(Err).collect(),
        });
    }
    if let Some(discord) = &chats.discord {
        outcomes.push(discord.check().await);
    }
    let mut wrong = 0;
    for found in &outcomes {
        for said in found {
            match said {
                Ok(said) => print::line(said)?,
                Err(why) => eprintln!("{why}"),
            }
        }
        wrong += usize::from(found.iter().any(Result::is_err));
    }
    Ok((outcomes.len(), wrong))
}

/// Knows the settings and nothing else: a check opens no database and carries nothing out.
struct OnPaper(Arc<Directory>);

#[async_trait]
impl Clerk for OnPaper {
    async fn run(&self, _: Ask) -> Told {
        Told::Refused("The settings are only being checked.".to_owned())
    }

    async fn open(&self, _: &Staff, _: Origin, _: Handed) -> Told {
        Told::Refused("The settings are only being checked.".to_owned())
    }

    fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.0)
    }

    async fn card(&self, _: CaseNumber) -> Result<Option<Card>> {
        Ok(None)
    }

    async fn case_of(&self, _: &MessageRef) -> Result<Option<CaseNumber>> {
        Ok(None)
    }

    async fn list(&self, _: Which, _: Sight, _: usize) -> Result<Vec<Brief>> {
        Ok(Vec::new())
    }

    async fn tags(&self, _: usize) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    async fn met(&self, _: Member) -> Result<()> {
        Ok(())
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
