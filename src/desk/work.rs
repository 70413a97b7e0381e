//! One change in the making: an open transaction, who asks, and what the
//! outside is to hear of it. Nothing of it happened until it is committed.

use super::{Caller, Office, Result};
use crate::domain::{
    Actor, Case, CaseNumber, Change, ChannelRef, Clock, Delivery, Department, DepartmentName, Event, Lane,
    Line, Origin, Refusal, StaffName, Timestamp, What,
};
use crate::store::{Saved, Tx};
use anyhow::Context;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Most signs of a note or a reason.
pub(super) const LONGEST_NOTE: usize = 4_000;

pub(super) struct Work {
    pub tx: Tx,
    pub office: Arc<Office>,
    pub now: Timestamp,
    who: Actor,
    from: Origin,
    clock: Clock,
    outgoing: Vec<Delivery>,
    /// Cards that are among these.
    drawn: BTreeSet<(CaseNumber, ChannelRef)>,
}

impl Work {
    /// A change that a person asked for.
    pub fn new(tx: Tx, office: Arc<Office>, clock: &Clock, from: &Caller) -> Self {
        Self::by(
            tx,
            office,
            clock,
            Actor::Staff(from.staff.name.clone()),
            from.origin,
        )
    }

    /// A change that the program makes by itself, or an author brought about.
    pub fn by(tx: Tx, office: Arc<Office>, clock: &Clock, who: Actor, from: Origin) -> Self {
        Self {
            tx,
            office,
            now: clock.now(),
            who,
            from,
            clock: clock.clone(),
            outgoing: Vec::new(),
            drawn: BTreeSet::new(),
        }
    }

    /// The case of that number, to be changed.
    pub async fn case(&mut self, number: u64) -> Result<Case> {
        let number = CaseNumber(i64::try_from(number).unwrap_or(i64::MAX));
        Ok(self
            .tx
            .case_to_change(number)
            .await?
            .ok_or(Refusal::NoSuchCase(number))?)
    }

    /// Saves a changed case with its event; its card is redrawn, and `told` goes to its thread.
    pub async fn save(&mut self, case: Case, change: Change, told: Option<Line>) -> Result<Case> {
        let event = self.event(case.number, change);
        if self.tx.save(&case, &event).await? == Saved::Stale {
            return Err(Refusal::Busy(case.number).into());
        }
        self.redraw(&case).await?;
        if let Some(told) = told {
            self.tell_thread(&case, &told)?;
        }
        Ok(Case {
            version: case.version + 1,
            ..case
        })
    }

    /// Records what happened to a case whose own row stays as it is.
    pub async fn record(&mut self, case: CaseNumber, change: Change) -> Result<()> {
        let event = self.event(case, change);
        self.tx.record(&[event]).await
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    pub fn event(&self, case: CaseNumber, change: Change) -> Event {
        Event {
            case,
            at: self.now,
            who: self.who.clone(),
            from: self.from,
            change,
        }
    }

    /// The case's card is drawn again wherever it stands, and posted where its department reads.
    pub async fn redraw(&mut self, case: &Case) -> Result<()> {
        let mut channels = self.department(&case.department)?.channels.clone();
        for channel in self.tx.card_channels(case.number).await? {
            if !channels.contains(&channel) {
                channels.push(channel);
            }
        }
        self.draw(case.number, channels);
        Ok(())
    }

    /// The case's card is drawn again wherever it stands, and posted nowhere.
    pub async fn redraw_where_it_is(&mut self, case: &Case) -> Result<()> {
        let channels = self.tx.card_channels(case.number).await?;
        self.draw(case.number, channels);
        Ok(())
    }

    /// Once in each channel, however much changes: a card shows what is so when it goes out.
    fn draw(&mut self, case: CaseNumber, channels: Vec<ChannelRef>) {
        for channel in channels {
            if self.drawn.insert((case, channel.clone())) {
                self.enqueue(Lane::channel(&channel), Some(case), What::Card { channel });
            }
        }
    }

    /// A copy went its own way: the card of the case that it was a copy of shows one fewer.
    pub async fn has_one_copy_fewer(&mut self, first: Option<CaseNumber>) -> Result<()> {
        if let Some(first) = first
            && let Some(case) = self.tx.case(first).await?
        {
            self.redraw_where_it_is(&case).await?;
        }
        Ok(())
    }

    /// A line for colleagues, in the case's thread.
    pub fn tell_thread(&mut self, case: &Case, line: &Line) -> Result<()> {
        let channels = self.department(&case.department)?.channels;
        self.tell_threads(channels, case, line);
        Ok(())
    }

    /// The same in these channels.
    pub fn tell_threads(&mut self, channels: Vec<ChannelRef>, case: &Case, line: &Line) {
        for channel in channels {
            let what = What::Notice {
                channel: channel.clone(),
                text: line.clone(),
            };
            self.enqueue(Lane::channel(&channel), Some(case.number), what);
        }
    }

    /// A message of its own where a department reads.
    pub fn tell_department(&mut self, channels: &[ChannelRef], case: Option<CaseNumber>, line: &Line) {
        for channel in channels {
            let what = What::Say {
                channel: channel.clone(),
                text: line.clone(),
            };
            self.enqueue(Lane::channel(channel), case, what);
        }
    }

    /// Puts something to say on its way; gives the delivery's id.
    pub fn enqueue(&mut self, lane: Lane, case: Option<CaseNumber>, what: What) -> crate::domain::DeliveryId {
        let delivery = Delivery::new(self.clock.new_id(), lane, case, what, self.now);
        let id = delivery.id;
        self.outgoing.push(delivery);
        id
    }

    /// The department of that name. A case may outlive its department in the settings: then the catch-all has it.
    pub fn department(&self, name: &DepartmentName) -> Result<Department> {
        let directory = &self.office.directory;
        directory
            .department(name)
            .or(directory.catch_all())
            .cloned()
            .context("there is no department at all")
    }

    /// The staff member who asks; a program has no name.
    pub fn staff(&self) -> Result<StaffName> {
        match &self.who {
            Actor::Staff(name) => Ok(name.clone()),
            Actor::Author | Actor::Liaison => anyhow::bail!("only a person may do that"),
        }
    }

    /// Makes it so: what is to be said goes in with it.
    pub async fn commit(mut self) -> Result<()> {
        self.tx.enqueue(&self.outgoing).await?;
        self.tx.commit().await
    }
}

/// Words of staff, fit to keep and to show.
pub(super) fn words(text: &str) -> std::result::Result<String, Refusal> {
    let text = crate::domain::text::clean(text.trim());
    let signs = text.chars().count();
    if crate::domain::text::is_blank(&text) {
        return Err(Refusal::NoWords);
    }
    if signs > LONGEST_NOTE {
        return Err(Refusal::TooMuch {
            by: signs - LONGEST_NOTE,
            most: LONGEST_NOTE,
        });
    }
    Ok(text)
}

/// The same for what may be left out.
pub(super) fn perhaps(text: Option<&str>) -> std::result::Result<Option<String>, Refusal> {
    text.map(str::trim)
        .filter(|t| !t.is_empty())
        .map(words)
        .transpose()
}
