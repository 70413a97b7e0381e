//! Incidents: so many people on one matter that each case by itself would
//! drown the rest. They are told of once; later cases on the matter join
//! quietly and are listed together every few minutes. A critical case is
//! never among them: it has its card and its page like any other.

use super::work::Work;
use super::{Desk, Result, say, tally};
use crate::domain::{
    Actor, Case, CaseNumber, ChannelRef, Lane, Origin, Series, Timestamp, Topic, Urgency, What,
};
use crate::store::{CountSpan, Incident};
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How often the new cases of an incident are listed.
const LISTED_EVERY: TimeDelta = TimeDelta::minutes(5);
/// Most cases in one list, and most lists at once.
const LISTED: usize = 50;
const LISTS: usize = 10;

/// Cases of one person that an incident begins with.
const EACH: usize = 20;

/// So many on one matter.
struct Matter {
    name: String,
    series: Series,
    /// One of each person, or a case and its copies.
    cases: Vec<CaseNumber>,
}

/// What new cases bring to an incident; with nothing in it, that it goes on.
#[derive(Default)]
struct Joining {
    /// For somebody to read: they are listed.
    cases: Vec<CaseNumber>,
    /// Counted with the case that said it first, whose card shows them.
    copies: Vec<CaseNumber>,
}

impl Desk {
    /// Opens incidents, lists what joined them and ends those that are quiet.
    pub async fn keep_incidents(&self) -> Result<()> {
        // Most often there is nothing to do, and then nobody who writes waits for this.
        let tx = self.store.read().await?;
        let mut look = Work::by(tx, self.office(), &self.clock, Actor::Liaison, Origin::Clock);
        if !look.has_incident_news().await? {
            return Ok(());
        }
        drop(look);
        let mut work = self.by_clock().await?;
        let mut is_news = false;
        while let Some(matter) = work.crowd().await? {
            if !work.open_incident(matter).await? {
                break;
            }
            is_news = true;
        }
        for incident in work.tx.open_incidents().await? {
            is_news |= work.keep_incident(&incident).await?;
        }
        if is_news {
            work.commit().await?;
        }
        Ok(())
    }
}

/// What a case is about, as incidents are called by.
fn matter(case: &Case) -> Option<String> {
    (case.topic != Topic::None).then(|| Series::Topic(case.topic, case.facility.clone()).to_string())
}

/// The name of a post that many repeat.
fn repeated(case: CaseNumber) -> String {
    format!("case/{}", case.0)
}

impl Work {
    /// New cases join the incidents they belong to; gives those that therefore need no card.
    pub async fn join_incidents(&mut self, opened: &[Case]) -> Result<BTreeSet<CaseNumber>> {
        let mut quiet = BTreeSet::new();
        // In order of number: two transactions that join the same incidents must not wait for each other.
        for (incident, joins) in self.who_joins(opened).await? {
            // It may have ended since it was read: then nobody would list them.
            if !self.tx.incident_goes_on(incident, self.now).await? {
                continue;
            }
            self.tx.join_incident(incident, &joins.cases, false).await?;
            self.tx.join_incident(incident, &joins.copies, true).await?;
            quiet.extend(joins.cases);
        }
        Ok(quiet)
    }

    /// What new cases bring to which incidents.
    async fn who_joins(&mut self, opened: &[Case]) -> Result<BTreeMap<i64, Joining>> {
        let mut joining: BTreeMap<i64, Joining> = BTreeMap::new();
        let known = self.tx.open_incidents().await?;
        if known.is_empty() {
            return Ok(joining);
        }
        let known = known
            .into_iter()
            .map(|incident| (incident.matter, incident.number));
        let known: HashMap<String, i64> = known.collect();
        let about = |case: &Case| matter(case).and_then(|matter| known.get(&matter).copied());
        let firsts: BTreeSet<CaseNumber> = opened.iter().filter_map(Case::copy_of).collect();
        let firsts: Vec<CaseNumber> = firsts.into_iter().collect();
        let mut part_of = self.tx.incidents_of(&firsts).await?;
        for case in opened.iter().filter(|case| case.is_open()) {
            if let Some(incident) = about(case) {
                let joining = joining.entry(incident).or_default();
                // A critical one is taken in quietly by none, and yet somebody has written.
                if case.urgency != Urgency::Critical {
                    joining.cases.push(case.number);
                    part_of.insert(case.number, incident);
                }
            }
        }
        for case in opened {
            let Some(first) = case.copy_of() else {
                continue;
            };
            let of_first = [known.get(&repeated(first)), part_of.get(&first)];
            let mut goes_on: Vec<i64> = of_first.into_iter().flatten().copied().collect();
            goes_on.extend(about(case));
            // Part of one, and a sign of life to all.
            for (at, incident) in goes_on.into_iter().enumerate() {
                let joining = joining.entry(incident).or_default();
                if at == 0 {
                    joining.copies.push(case.number);
                }
            }
        }
        Ok(joining)
    }

    async fn has_incident_news(&mut self) -> Result<bool> {
        for incident in self.tx.open_incidents().await? {
            if self.is_due(&incident).await? {
                return Ok(true);
            }
        }
        Ok(self.crowd().await?.is_some())
    }

    /// A matter on which enough people wrote lately and that is no incident yet. The counts say where to look; the
    /// cases decide.
    async fn crowd(&mut self) -> Result<Option<Matter>> {
        let people = self.office.directory.watching.people;
        let (least, since) = (i64::try_from(people)?, self.lately()?);
        let sums = self.arrived_since(since).await?;
        let copies = sums.get(&Series::Copies.to_string()).copied().unwrap_or(0);
        if copies + 1 >= least {
            let found = self.tx.much_copied(since, least).await?;
            if let Some((first, mut cases)) = found.into_iter().next() {
                cases.insert(0, first);
                return Ok(Some(Matter {
                    name: repeated(first),
                    series: Series::Copies,
                    cases,
                }));
            }
        }
        let known = self.tx.open_incidents().await?;
        let known: BTreeSet<String> = known.into_iter().map(|incident| incident.matter).collect();
        for (name, count) in sums {
            // A copy is counted as one, and not by its topic.
            if count + copies < least || known.contains(&name) {
                continue;
            }
            let Ok(series) = name.parse::<Series>() else {
                continue;
            };
            let cases = self.one_of_each(&series).await?;
            if cases.len() >= people {
                return Ok(Some(Matter { name, series, cases }));
            }
        }
        Ok(None)
    }

    /// Since when people are counted.
    pub fn lately(&self) -> Result<Timestamp> {
        Ok(self.now - TimeDelta::from_std(self.office.directory.watching.within)?)
    }

    /// By arrival, as the cases are that decide.
    async fn arrived_since(&mut self, since: Timestamp) -> Result<BTreeMap<String, i64>> {
        let zone = self.office.directory.time_zone;
        let span = CountSpan {
            step: tally::ARRIVED,
            from: tally::hour(since, zone),
            until: tally::hour(self.now, zone) + 1,
        };
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for counted in self.tx.counts_in(span).await? {
            *sums.entry(counted.series).or_default() += counted.count;
        }
        Ok(sums)
    }

    /// A case of each person who wrote on a topic lately, as far as no incident has it.
    async fn one_of_each(&mut self, series: &Series) -> Result<Vec<CaseNumber>> {
        let since = self.lately()?;
        match series {
            Series::Topic(topic, facility) => self.tx.on_matter(*topic, facility.as_ref(), since).await,
            _ => Ok(Vec::new()),
        }
    }

    async fn open_incident(&mut self, matter: Matter) -> Result<bool> {
        let Some(first) = self.tx.case(matter.cases[0]).await? else {
            return Ok(false);
        };
        let number = self.tx.numbers("incident", 1).await?;
        let incident = Incident {
            number,
            matter: matter.name,
            department: first.department.clone(),
            opened_at: self.now,
            last_at: self.now,
            listed_at: self.now,
        };
        if !self.tx.open_incident(&incident).await? {
            return Ok(false);
        }
        let mut cases = matter.cases;
        for _ in 0..EACH {
            if cases.is_empty() {
                break;
            }
            self.tx.join_incident(number, &cases, true).await?;
            cases = self.one_of_each(&matter.series).await?;
        }
        let people = self.tx.people_in(number).await?;
        tracing::info!(
            incident.number = number,
            incident.people = people,
            "An incident has begun"
        );
        let line = say::incident(&incident, people, &first);
        let channels = self.who_hears(&incident)?;
        self.tell_department(&channels, None, &line.into());
        Ok(true)
    }

    /// The department, the one above it, and communications; each channel once.
    fn who_hears(&self, incident: &Incident) -> Result<Vec<ChannelRef>> {
        let directory = &self.office.directory;
        let mut channels = self.department(&incident.department)?.channels;
        let above = directory.above(&incident.department, 1);
        let communications = directory.communications();
        for department in above.into_iter().chain(communications) {
            for channel in &department.channels {
                if !channels.contains(channel) {
                    channels.push(channel.clone());
                }
            }
        }
        Ok(channels)
    }

    /// Whether there are cases to list, or it is to end: nobody has written for so long, and nothing is left to list.
    async fn is_due(&mut self, incident: &Incident) -> Result<bool> {
        let quiet_since = self.lately()?;
        let is_listed = self.tx.unlisted(incident.number, 1).await?.is_empty();
        Ok(if is_listed {
            incident.last_at <= quiet_since
        } else {
            self.now - incident.listed_at >= LISTED_EVERY
        })
    }

    /// Lists what joined, or ends it.
    async fn keep_incident(&mut self, incident: &Incident) -> Result<bool> {
        if !self.is_due(incident).await? {
            return Ok(false);
        }
        // Only whoever holds it may: meanwhile a case may have joined, or another process have listed or ended it.
        let Some(incident) = self.tx.incident_to_change(incident.number).await? else {
            return Ok(false);
        };
        if !self.is_due(&incident).await? {
            return Ok(false);
        }
        if self.list_joined(&incident).await? {
            self.tx.incident_listed(incident.number, self.now).await?;
        } else {
            self.end_incident(&incident).await?;
        }
        Ok(true)
    }

    async fn end_incident(&mut self, incident: &Incident) -> Result<()> {
        self.tx.close_incident(incident.number).await?;
        let people = self.tx.people_in(incident.number).await?;
        let zone = self.office.directory.time_zone;
        let line = say::incident_over(incident, people, zone);
        let channels = self.department(&incident.department)?.channels;
        self.tell_department(&channels, None, &line.into());
        Ok(())
    }

    /// Those that joined since, in a few messages where their departments read.
    async fn list_joined(&mut self, incident: &Incident) -> Result<bool> {
        let most = i64::try_from(LISTED * LISTS)?;
        let joined = self.tx.unlisted(incident.number, most).await?;
        let Some(last) = joined.last().copied() else {
            return Ok(false);
        };
        let mut by_department: BTreeMap<String, Vec<CaseNumber>> = BTreeMap::new();
        for listed in self.tx.listed(&joined).await? {
            let case = listed.case;
            by_department
                .entry(case.department.0)
                .or_default()
                .push(case.number);
        }
        for (department, cases) in by_department {
            for channel in self.department(&department.as_str().into())?.channels {
                for part in cases.chunks(LISTED) {
                    let what = What::Listing {
                        channel: channel.clone(),
                        cases: part.to_vec(),
                    };
                    self.enqueue(Lane::channel(&channel), None, what);
                }
            }
        }
        self.tx.listed_up_to(incident.number, last).await?;
        Ok(true)
    }
}
