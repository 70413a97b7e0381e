//! What is watched for in everything that comes in: copies, advertising, many
//! people on one matter, and counts that rise or fall.

use super::DepartmentName;
use std::time::Duration;

/// How it is watched for, as the settings say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watching {
    /// Copies of a post join its case instead of opening one each for somebody to read.
    pub copies: bool,
    /// Advertising and what is about somebody else is set aside, listed but not shown in a channel.
    pub set_aside: bool,
    /// So many people on one matter are an incident,
    pub people: usize,
    /// when they write within this time; it ends when nobody has for as long.
    pub within: Duration,
    /// Who hears of symptoms that more people than usual tell of.
    pub infection_control: Option<DepartmentName>,
    /// Who hears of topics, facilities and incidents, and of sources gone silent.
    pub communications: Option<DepartmentName>,
}

impl Default for Watching {
    fn default() -> Self {
        Self {
            copies: true,
            set_aside: true,
            people: 50,
            within: Duration::from_hours(1),
            infection_control: None,
            communications: None,
        }
    }
}
