//! Who is there: the people of the settings' user groups and those named one
//! by one, with what Slack says of each account.

use super::client::Client;
use super::errors::Fault;
use super::health::of;
use super::{NAME, text};
use crate::domain::{Account, Directory, Member, Standing};
use serde_json::Value;
use std::collections::BTreeMap;

/// So many people are asked for one by one; more come from the whole list.
const ONE_BY_ONE: usize = 20;
/// What Slack says of a group that is not there, or not any more.
const NO_GROUP: &[&str] = &[
    "no_such_subteam",
    "subteam_not_found",
    "subteam_disabled",
    "invalid_arguments",
];
/// People to a page, and pages of the whole list.
const PAGE: &str = "200";
const PAGES: usize = 1_000;

/// Everybody who may act, looked up anew.
pub(super) async fn members(client: &Client, directory: &Directory) -> Result<Vec<Member>, Fault> {
    let us = client.identity().await?;
    let wanted = wanted(client, directory).await?;
    let mut found: BTreeMap<String, Value> = BTreeMap::new();
    if wanted.len() > ONE_BY_ONE {
        everybody(client, |id, user| {
            if wanted.contains_key(id) {
                found.insert(id.to_owned(), user);
            }
        })
        .await?;
    }
    let mut members = Vec::with_capacity(wanted.len());
    for (id, groups) in wanted {
        // People of other workspaces are in no list of ours.
        let user = match found.remove(&id) {
            Some(user) => user,
            None => one(client, &id).await?,
        };
        if user["is_bot"] != true {
            let standing = standing(&user, &us.team, us.enterprise.as_deref());
            members.push(member(id, &user, groups, standing));
        }
    }
    Ok(members)
}

/// The accounts that matter, each with the groups it is in.
async fn wanted(client: &Client, directory: &Directory) -> Result<BTreeMap<String, Vec<String>>, Fault> {
    let mut wanted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let accounts = directory.staff.iter().flat_map(|staff| &staff.accounts);
    for account in accounts.filter(|account| account.chat == NAME) {
        wanted.entry(account.id.clone()).or_default();
    }
    for group in directory.groups.iter().filter(|group| group.chat == NAME) {
        let query = [("usergroup", group.id.clone())];
        let answer = match client.look("usergroups.users.list", &query).await {
            // A group that is gone has no people; nobody keeps a right by it.
            Err(fault) if NO_GROUP.iter().any(|word| fault.is(word)) => {
                let why = format!("Slack knows no user group {}: correct the settings", group.id);
                client.health.ail(&of(&group.id), &why);
                continue;
            }
            other => other?,
        };
        client.health.heal(&of(&group.id));
        for id in answer["users"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            wanted.entry(id.to_owned()).or_default().push(group.id.clone());
        }
    }
    Ok(wanted)
}

async fn everybody(client: &Client, mut each: impl FnMut(&str, Value)) -> Result<(), Fault> {
    let mut cursor = String::new();
    for _ in 0..PAGES {
        let mut query = vec![("limit", PAGE.to_owned())];
        if !cursor.is_empty() {
            query.push(("cursor", cursor));
        }
        let mut page = client.look("users.list", &query).await?;
        for user in page["members"].as_array_mut().into_iter().flatten() {
            let user = user.take();
            let id = text(&user, "/id").to_owned();
            each(&id, user);
        }
        cursor = text(&page, "/response_metadata/next_cursor").to_owned();
        if cursor.is_empty() {
            break;
        }
    }
    Ok(())
}

/// One account; nothing is known of one that Slack doesn't show.
async fn one(client: &Client, id: &str) -> Result<Value, Fault> {
    let answer = client.look("users.info", &[("user", id.to_owned())]).await;
    match answer {
        Ok(mut answer) => Ok(answer["user"].take()),
        Err(fault) if fault.is("user_not_found") || fault.is("user_not_visible") => Ok(Value::Null),
        Err(fault) => Err(fault),
    }
}

fn standing(user: &Value, team: &str, enterprise: Option<&str>) -> Standing {
    let is = |key: &str| user[key] == true;
    let home = text(user, "/team_id");
    let above = match text(user, "/enterprise_user/enterprise_id") {
        "" => text(user, "/enterprise_id"),
        id => id,
    };
    let ours = home == team || enterprise.is_some_and(|id| id == above);
    if user.is_null() || is("deleted") {
        Standing::Gone
    } else if is("is_stranger") || !ours {
        Standing::Stranger
    } else if is("is_restricted") || is("is_ultra_restricted") {
        Standing::Guest
    } else {
        Standing::Member
    }
}

fn member(id: String, user: &Value, groups: Vec<String>, standing: Standing) -> Member {
    let names = [
        "/profile/display_name",
        "/profile/real_name",
        "/real_name",
        "/name",
    ];
    let mut titles = names.into_iter().map(|place| text(user, place));
    let title = titles
        .find(|name| !name.trim().is_empty())
        .unwrap_or(&id)
        .to_owned();
    let handle = match text(user, "/name") {
        "" => &id,
        handle => handle,
    };
    Member {
        handle: handle.to_owned(),
        title,
        groups,
        standing,
        account: Account {
            chat: NAME.to_owned(),
            id,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn guests_strangers_and_leavers_are_told_from_members() {
        let of = |user: Value| standing(&user, "T1", Some("E1"));
        assert_eq!(of(json!({ "team_id": "T1" })), Standing::Member);
        assert_eq!(of(json!({ "team_id": "T1", "deleted": true })), Standing::Gone);
        assert_eq!(
            of(json!({ "team_id": "T1", "is_restricted": true })),
            Standing::Guest
        );
        assert_eq!(
            of(json!({ "team_id": "T1", "is_ultra_restricted": true })),
            Standing::Guest
        );
        assert_eq!(of(json!({ "team_id": "T2" })), Standing::Stranger);
        assert_eq!(
            of(json!({ "team_id": "T1", "is_stranger": true })),
            Standing::Stranger
        );
        let sister = json!({ "team_id": "T2", "enterprise_user": { "enterprise_id": "E1" } });
        assert_eq!(of(sister), Standing::Member);
        assert_eq!(of(Value::Null), Standing::Gone);
    }
}
