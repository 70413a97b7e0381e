//! A transcript that forgets with the process, for tests.

use super::Transcript;
use crate::domain::transcript::{Body, Entry};
use crate::domain::{Clock, DeliveryId};
use async_trait::async_trait;
use std::collections::HashMap;
use std::sync::Mutex;

pub(crate) struct Memory {
    clock: Clock,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    seq: i64,
    entries: Vec<Entry>,
    keys: HashMap<DeliveryId, String>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            clock: Clock::system(),
            kept: Mutex::default(),
        }
    }
}

#[async_trait]
impl Transcript for Memory {
    async fn put(
        &self,
        channel: &str,
        thread: Option<&str>,
        body: &Body,
        key: DeliveryId,
    ) -> anyhow::Result<String> {
        let mut kept = self.kept.lock().unwrap();
        if let Some(id) = kept.keys.get(&key) {
            return Ok(id.clone());
        }
        kept.seq += 1;
        let entry = Entry {
            seq: kept.seq,
            id: format!("m{}", kept.seq),
            channel: channel.to_owned(),
            thread: thread.map(str::to_owned),
            at: self.clock.now(),
            body: body.clone(),
        };
        kept.keys.insert(key, entry.id.clone());
        kept.entries.push(entry.clone());
        Ok(entry.id)
    }

    async fn redraw(&self, id: &str, body: &Body) -> anyhow::Result<bool> {
        let mut kept = self.kept.lock().unwrap();
        kept.seq += 1;
        let seq = kept.seq;
        let Some(entry) = kept.entries.iter_mut().find(|e| e.id == id) else {
            return Ok(false);
        };
        entry.seq = seq;
        entry.body = body.clone();
        kept.entries.sort_by_key(|e| e.seq);
        Ok(true)
    }

    async fn find(&self, key: DeliveryId) -> anyhow::Result<Option<String>> {
        Ok(self.kept.lock().unwrap().keys.get(&key).cloned())
    }

    async fn since(&self, seq: i64, most: i64) -> anyhow::Result<Vec<Entry>> {
        let kept = self.kept.lock().unwrap();
        let after = kept.entries.iter().filter(|e| e.seq > seq);
        Ok(after.take(usize::try_from(most)?).cloned().collect())
    }

    async fn channel(&self, channel: &str, before: Option<i64>, most: i64) -> anyhow::Result<Vec<Entry>> {
        let kept = self.kept.lock().unwrap();
        let of_channel = kept.entries.iter().rev().filter(|e| {
            e.channel == channel && e.thread.is_none() && before.is_none_or(|before| e.seq < before)
        });
        Ok(of_channel.take(usize::try_from(most)?).cloned().collect())
    }

    async fn thread(&self, card: &str) -> anyhow::Result<Vec<Entry>> {
        let kept = self.kept.lock().unwrap();
        let mut thread: Vec<Entry> = kept
            .entries
            .iter()
            .filter(|e| e.thread.as_deref() == Some(card))
            .cloned()
            .collect();
        thread.sort_by_key(|e| e.at);
        Ok(thread)
    }
}
