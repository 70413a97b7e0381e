//! One line of migrations for both databases, in the program itself. A
//! released one is never edited: its checksum is in every database it built.

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};

const ALL: &[(i64, &str, &str)] = &[
    (1, "cases", include_str!("../../migrations/0001_cases.sql")),
    (2, "outbox", include_str!("../../migrations/0002_outbox.sql")),
    (3, "feeds", include_str!("../../migrations/0003_feeds.sql")),
    (4, "console", include_str!("../../migrations/0004_console.sql")),
    (5, "chats", include_str!("../../migrations/0005_chats.sql")),
    (6, "members", include_str!("../../migrations/0006_members.sql")),
    (7, "drafts", include_str!("../../migrations/0007_drafts.sql")),
    (
        8,
        "resources",
        include_str!("../../migrations/0008_resources.sql"),
    ),
    (9, "signals", include_str!("../../migrations/0009_signals.sql")),
    (10, "lessons", include_str!("../../migrations/0010_lessons.sql")),
    (
        11,
        "policy_texts",
        include_str!("../../migrations/0011_policy_texts.sql"),
    ),
    (12, "told", include_str!("../../migrations/0012_told.sql")),
];

/// The version that this program works with.
pub(super) const NEWEST: i64 = ALL[ALL.len() - 1].0;

/// Everything up to `version`.
pub(super) fn up_to(version: i64) -> Migrator {
    let mut migrator = Migrator::with_migrations(
        ALL.iter()
            .filter(|(known, ..)| *known <= version)
            .map(|(version, what, sql)| {
                let sql = AssertSqlSafe(*sql).into_sql_str();
                Migration::new(*version, (*what).into(), MigrationType::Simple, sql, false)
            })
            .collect(),
    );
    // An older program may start beside a newer one: migrations only add what it need not know.
    migrator.set_ignore_missing(true);
    migrator
}
