//! Who a chat's accounts are, as it told last, and when it last told of all.

use super::rows::Column;
use super::{Tx, each, micros, row, time};
use crate::domain::{Account, Member, Remembered, StaffName, Timestamp};
use anyhow::{Context, Result};
use std::collections::HashMap;

row!(MemberRow {
    chat: String,
    account: String,
    name: Option<String>,
    handle: String,
    title: String,
    in_groups: String,
    standing: String,
});

impl Tx {
    /// Everybody whom a chat has told of.
    pub async fn members(&mut self) -> Result<Vec<Remembered>> {
        let rows: Vec<MemberRow> = each!(self, db => sqlx::query_as(
            "select chat, account, name, handle, title, in_groups, standing from members order by chat, account")
            .fetch_all(db).await)?;
        rows.into_iter().map(Remembered::try_from).collect()
    }

    /// Keeps what is new about members.
    pub async fn keep_members(&mut self, members: &[Remembered]) -> Result<()> {
        if members.is_empty() {
            return Ok(());
        }
        let now = micros(self.clock.now());
        let groups: Vec<String> = members
            .iter()
            .map(|one| serde_json::to_string(&one.member.groups))
            .collect::<Result<_, _>>()?;
        let names = members.iter().map(|one| one.name.as_ref().map(StaffName::as_str));
        let columns = vec![
            (
                "chat",
                Column::text(members, |one| one.member.account.chat.as_str()),
            ),
            (
                "account",
                Column::text(members, |one| one.member.account.id.as_str()),
            ),
            ("name", Column::Text(names.collect())),
            ("handle", Column::text(members, |one| one.member.handle.as_str())),
            ("title", Column::text(members, |one| one.member.title.as_str())),
            ("in_groups", Column::text(&groups, |groups| groups)),
            (
                "standing",
                Column::text(members, |one| one.member.standing.as_str()),
            ),
            ("seen_at", Column::number(members, |_| now)),
        ];
        let again = "on conflict (chat, account) do update set name = excluded.name, handle = excluded.handle, \
             title = excluded.title, in_groups = excluded.in_groups, standing = excluded.standing, \
             seen_at = excluded.seen_at";
        self.insert_rows("members", columns, again)
            .await
            .context("keeping members")
    }

    /// Notes that a chat has just told of all its people.
    pub async fn note_roll(&mut self, chat: &str) -> Result<()> {
        let now = micros(self.clock.now());
        each!(self, db => sqlx::query(
            "insert into rolls (chat, called_at) values ($1, $2) on conflict (chat) do update set called_at = excluded.called_at")
            .bind(chat).bind(now).execute(db).await.map(|_| ()))
        .context("noting a roll")
    }

    /// When each chat last told of all its people; those never asked are missing.
    pub async fn rolls(&mut self) -> Result<HashMap<String, Timestamp>> {
        let rows: Vec<(String, i64)> =
            each!(self, db => sqlx::query_as("select chat, called_at from rolls").fetch_all(db).await)?;
        Ok(rows.into_iter().map(|(chat, at)| (chat, time(at))).collect())
    }
}

impl TryFrom<MemberRow> for Remembered {
    type Error = anyhow::Error;

    fn try_from(row: MemberRow) -> Result<Self> {
        let account = Account {
            chat: row.chat,
            id: row.account,
        };
        let member = Member {
            account,
            handle: row.handle,
            title: row.title,
            groups: serde_json::from_str(&row.in_groups).context("groups of a member")?,
            standing: row.standing.parse()?,
        };
        Ok(Self {
            member,
            name: row.name.map(StaffName),
        })
    }
}
