//! What is counted over time: a topic, a facility, a group of symptoms, a feed.

use super::{FacilityName, FeedName, Symptom, Topic};
use std::fmt::{Display, Formatter};
use std::str::FromStr;

/// One thing that is counted by the hour and by the day.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Series {
    /// Cases about a topic; at one facility, or anywhere.
    Topic(Topic, Option<FacilityName>),
    /// Cases about a facility.
    Facility(FacilityName),
    /// Cases that tell of symptoms; at one facility, or anywhere.
    Symptom(Symptom, Option<FacilityName>),
    /// Copies of what was said before.
    Copies,
    /// Everything that a feed brings.
    Feed(FeedName),
}

impl Series {
    /// What it is about, for people.
    pub fn title(&self) -> String {
        let at = |what: String, facility: &Option<FacilityName>| match facility {
            Some(facility) => format!("{what} at {facility}"),
            None => what,
        };
        match self {
            Self::Topic(topic, facility) => at(topic.title(), facility),
            Self::Facility(facility) => facility.to_string(),
            Self::Symptom(symptom, facility) => at(format!("{symptom} symptoms"), facility),
            Self::Copies => "copies".to_owned(),
            Self::Feed(feed) => format!("feed {feed}"),
        }
    }

    /// Whether a person who asks for these words means it.
    pub fn is_meant(&self, words: &str) -> bool {
        let words = words.to_lowercase().replace('_', " ");
        self.title().to_lowercase().contains(&words)
    }
}

impl Display for Series {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let (kind, word, facility) = match self {
            Self::Topic(topic, facility) => ("topic", topic.as_str(), facility.as_ref()),
            Self::Facility(facility) => ("facility", facility.as_str(), None),
            Self::Symptom(symptom, facility) => ("symptom", symptom.as_str(), facility.as_ref()),
            Self::Copies => ("copies", "all", None),
            Self::Feed(feed) => ("feed", feed.as_str(), None),
        };
        write!(f, "{kind}/{word}")?;
        facility.map_or(Ok(()), |facility| write!(f, "@{facility}"))
    }
}

/// No series is spelt so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no series")]
pub struct NoSeries(String);

impl FromStr for Series {
    type Err = NoSeries;

    fn from_str(text: &str) -> Result<Self, NoSeries> {
        let no_series = || NoSeries(text.to_owned());
        let (kind, rest) = text.split_once('/').ok_or_else(no_series)?;
        let (word, facility) = match rest.split_once('@') {
            Some((word, facility)) => (word, Some(FacilityName::from(facility))),
            None => (rest, None),
        };
        match kind {
            "topic" => Ok(Self::Topic(word.parse().map_err(|_| no_series())?, facility)),
            "symptom" => Ok(Self::Symptom(word.parse().map_err(|_| no_series())?, facility)),
            "facility" => Ok(Self::Facility(FacilityName::from(rest))),
            "feed" => Ok(Self::Feed(FeedName::from(rest))),
            "copies" => Ok(Self::Copies),
            _ => Err(no_series()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_read_as_it_is_written() {
        let harbor = Some(FacilityName::from("Harbor General"));
        let all = [
            Series::Topic(Topic::WaitTime, None),
            Series::Topic(Topic::Billing, harbor.clone()),
            Series::Facility(FacilityName::from("St. B@s/East")),
            Series::Symptom(Symptom::Gastro, harbor),
            Series::Copies,
            Series::Feed(FeedName::from("city-news")),
        ];
        for series in all {
            assert_eq!(series.to_string().parse(), Ok(series));
        }
        assert!("topic/weather".parse::<Series>().is_err() && "nothing".parse::<Series>().is_err());
    }
}
