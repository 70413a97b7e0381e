//! Incidents: so many people on one matter that each case by itself would
//! drown the rest. They are told of once; later cases on the matter join
//! quietly and are listed together every few minutes. A critical case is
//! never among them: it has its card and its page like any other.

use super::work::Work;
use super::{Desk, Result, say, tally};
use crate::domain::{Case, CaseNumber, ChannelRef, Lane, Series, Topic, Urgency, What};
use crate::store::{CountSpan, Incident};
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};

/// How often the new cases of an incident are listed.
const LISTED_EVERY: TimeDelta = TimeDelta::minutes(5);
/// Most cases in one list, and most lists at once.
const LISTED: usize = 50;
const LISTS: usize = 10;

/// So many on one matter.
struct Matter {
    name: String,
    cases: Vec<CaseNumber>,
}

impl Desk {
    /// Opens incidents, lists what joined them and ends those that are quiet.
    pub async fn keep_incidents(&self) -> Result<()> {
        let mut work = self.by_clock().await?;
        let before = work.tx.open_incidents().await?;
        let mut is_news = work.open_incidents(&before).await?;
        for incident in before {
            is_news |= work.keep_incident(incident).await?;
        }
        if is_news {
            work.commit().await?;
        }
        Ok(())
    }
}

/// Incidents that new cases may belong to.
pub(super) struct Incidents(Vec<Incident>);

impl Incidents {
    pub async fn of(work: &mut Work) -> Result<Self> {
        Ok(Self(work.tx.open_incidents().await?))
    }

    /// The incident that takes a new case quietly. A critical one is taken in quietly by none.
    pub fn takes(&self, case: &Case) -> Option<&Incident> {
        let matter = matter(case).filter(|_| case.urgency != Urgency::Critical)?;
        self.0.iter().find(|incident| incident.matter == matter)
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
    /// New cases join an incident without a card each.
    pub async fn join_incidents(
        &mut self,
        joined: BTreeMap<i64, Vec<CaseNumber>>,
        known: &Incidents,
    ) -> Result<()> {
        for incident in &known.0 {
            let Some(cases) = joined.get(&incident.number) else {
                continue;
            };
            self.tx.join_incident(incident.number, cases, false).await?;
            let last_at = self.now;
            self.tx
                .save_incident(&Incident {
                    last_at,
                    ..incident.clone()
                })
                .await?;
        }
        Ok(())
    }

    async fn open_incidents(&mut self, known: &[Incident]) -> Result<bool> {
        let known: BTreeSet<&str> = known.iter().map(|incident| incident.matter.as_str()).collect();
        let mut is_news = false;
        for matter in self.matters().await? {
            if !known.contains(matter.name.as_str()) {
                is_news |= self.open_incident(matter).await?;
            }
        }
        Ok(is_news)
    }

    /// Matters on which enough people wrote lately. The counts say where to look; the cases decide.
    async fn matters(&mut self) -> Result<Vec<Matter>> {
        let directory = &self.office.directory;
        let (people, zone) = (directory.watching.people, directory.time_zone);
        let within = TimeDelta::from_std(directory.watching.within)?;
        let since = self.now - within;
        let span = CountSpan {
            step: "hour",
            from: tally::hour(since, zone),
            until: tally::hour(self.now, zone) + 1,
        };
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for counted in self.tx.counts_in(span).await? {
            *sums.entry(counted.series).or_default() += counted.count;
        }
        let least = i64::try_from(people)?;
        let mut matters = Vec::new();
        for (series, _) in sums.into_iter().filter(|(_, count)| *count >= least) {
            match series.parse() {
                Ok(Series::Topic(topic, facility)) => {
                    let cases = self.tx.on_matter(topic, facility.as_ref(), since).await?;
                    matters.push(Matter { name: series, cases });
                }
                Ok(Series::Copies) => {
                    for (first, mut cases) in self.tx.much_copied(since, least - 1).await? {
                        cases.insert(0, first);
                        matters.push(Matter {
                            name: repeated(first),
                            cases,
                        });
                    }
                }
                _ => {}
            }
        }
        matters.retain(|matter| matter.cases.len() >= people);
        Ok(matters)
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
        self.tx.join_incident(number, &matter.cases, true).await?;
        let people = self.tx.people_in(number).await?;
        if people < i64::try_from(self.office.directory.watching.people)? {
            // Few who write much are no crowd. The number is spent, the incident ends before anybody hears of it.
            self.tx.close_incident(number).await?;
            return Ok(false);
        }
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

    /// Lists what joined, or ends it.
    async fn keep_incident(&mut self, incident: Incident) -> Result<bool> {
        let quiet = TimeDelta::from_std(self.office.directory.watching.within)?;
        if self.now - incident.last_at >= quiet {
            self.list_joined(&incident).await?;
            self.tx.close_incident(incident.number).await?;
            let people = self.tx.people_in(incident.number).await?;
            let zone = self.office.directory.time_zone;
            let line = say::incident_over(&incident, people, zone);
            let channels = self.department(&incident.department)?.channels;
            self.tell_department(&channels, None, &line.into());
            return Ok(true);
        }
        if self.now - incident.listed_at < LISTED_EVERY || !self.list_joined(&incident).await? {
            return Ok(false);
        }
        let listed_at = self.now;
        self.tx
            .save_incident(&Incident {
                listed_at,
                ..incident
            })
            .await?;
        Ok(true)
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
