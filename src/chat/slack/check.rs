//! Whether everything that Slack has to give is given: tokens, scopes, the
//! socket, the departments' channels. `liaison check --online` tells it, and
//! what ails is looked at again now and then.

use super::client::app_token;
use super::errors::missing_scope;
use super::health;
use super::{NAME, Slack};
use commands::manifest::SLACK_SCOPES;

impl Slack {
    /// What was found well, in a sentence; or each thing that is wrong, with what would mend it.
    pub async fn check(&self) -> Result<String, Vec<String>> {
        let granted = match self.client.scopes().await {
            Ok(granted) => granted,
            // Without a token nothing else can be looked at.
            Err(fault) => return Err(vec![sentence(&fault.why())]),
        };
        let needed = SLACK_SCOPES.iter().map(|(scope, _)| *scope);
        let mut wrong: Vec<String> = needed
            .filter(|scope| !granted.iter().any(|given| given == scope))
            .map(|scope| sentence(&missing_scope(scope)))
            .collect();
        if let Some(token) = app_token(&self.settings.mode)
            && let Err(fault) = self.client.opens_sockets(token).await
        {
            wrong.push(format!("Socket Mode doesn’t open: {}.", fault.why()));
        }
        let channels = self.channels();
        for (department, channel) in &channels {
            if let Some(why) = self.wrong_with(channel).await {
                wrong.push(format!("The Slack channel of {department}, {channel}: {why}."));
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let how = match app_token(&self.settings.mode) {
            Some(_) => "over the socket",
            None => "over HTTP",
        };
        Ok(format!(
            "Slack takes the token and grants every scope; liaison is heard {how} and is in {} of its channels.",
            channels.len()
        ))
    }

    /// Each department that reads in Slack, with its channel.
    fn channels(&self) -> Vec<(String, String)> {
        let directory = self.clerk.directory();
        let departments = directory.departments.iter();
        departments
            .flat_map(|department| {
                let channels = department.channels.iter().filter(|channel| channel.chat == NAME);
                channels.map(|channel| (department.name.to_string(), channel.id.clone()))
            })
            .collect()
    }

    /// Why nothing can be said in that channel; none when it can.
    async fn wrong_with(&self, channel: &str) -> Option<String> {
        let query = [("channel", channel.to_owned())];
        let answer = match self.client.look("conversations.info", &query).await {
            Ok(answer) => answer,
            Err(fault) => return Some(fault.why()),
        };
        let is = |key: &str| answer["channel"][key] == true;
        if is("is_archived") {
            return Some("it is archived: unarchive it, or name another in the settings".to_owned());
        }
        (!is("is_member")).then(|| "liaison is not in it: invite it there with `/invite @liaison`".to_owned())
    }
}

/// Looks again at what ails. Calls that succeed heal by themselves; here is what no call would touch.
pub(super) async fn heal(slack: &Slack) {
    let health = &slack.client.health;
    let Ok(granted) = slack.client.scopes().await else {
        return;
    };
    health.scopes_are(&granted);
    for channel in health.channels() {
        match slack.wrong_with(&channel).await {
            None => health.heal(&health::of(&channel)),
            Some(why) => health.ail(
                &health::of(&channel),
                &format!("the Slack channel {channel}: {why}"),
            ),
        }
    }
}

fn sentence(why: &str) -> String {
    let mut signs = why.chars();
    let first = signs.next().map(|sign| sign.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), signs.as_str())
}
