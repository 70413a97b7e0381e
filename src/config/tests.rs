//! What each fault says, and that right settings mean what they say.

use super::*;
use crate::chat::slack;
use crate::domain::{Approval, ChannelRef, DepartmentName, Network, Policy, Right, Sight, Topic, Watching};
use insta::assert_snapshot;
use proptest::prelude::*;
use secrecy::ExposeSecret;
use std::time::Duration;

/// The least that is right, sixteen lines of it; `more` comes after.
fn with(more: &str) -> String {
    let least = r#"[organisation]
name = "Lakeshore Health"
time_zone = "America/Chicago"
languages = ["en", "es"]

[[facility]]
name = "Lakeshore General"

[[department]]
name = "desk"
topics = ["none"]

[[department]]
name = "emergency"
topics = ["wait_time"]
"#;
    format!("{least}\n{more}")
}

fn environment(name: &str) -> Option<String> {
    let value = match name {
        "TOKEN" => "a token that is long enough\n",
        "SIGNING" => "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "EMPTY" => " ",
        _ => return None,
    };
    Some(value.to_owned())
}

fn read(text: &str) -> Result<Settings, Faults> {
    Settings::parse(text, Path::new("liaison.toml"), &environment)
}

#[track_caller]
fn right(text: &str) -> Settings {
    read(text).unwrap_or_else(|faults| panic!("{faults}"))
}

#[track_caller]
fn faults(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

#[test]
fn keys_nobody_knows_are_named_with_the_nearest() {
    let text = &with(
        r#"[chat.console]
tokn = "an old password of somebody" # and another in a note

[serve]
listen = "127.0.0.1:80""#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:1: “tokn” is not known in [chat.console]. Did you mean token?
      18 | tokn = …
         | ^^^^

    liaison.toml:20:2: “serve” is not known in this file. Did you mean server?
      20 | [serve]
         |  ^^^^^
    "#);
}

#[test]
fn values_of_another_kind_are_told_what_would_be_right() {
    let text = &with(
        r#"[[staff]]
name = 3
title = ["Nurse"]
rights = "respond"

[chat.console]
enabled = "yes"
token = 12345678901234567890

[database]
url = true

[digest]
cron = 07:00:00
channel = { name = "desk" }"#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:8: This is a number, but must be text in quotes, like name = "…".
      18 | name = 3
         |        ^

    liaison.toml:19:9: This is a list, but must be text in quotes, like title = "…".
      19 | title = […]
         |         ^^^

    liaison.toml:20:10: This is text, but must be a list in square brackets, rights = ["…", "…"].
      20 | rights = "respond"
         |          ^^^^^^^^^

    liaison.toml:23:11: This is text, but must be true or false, without quotes.
      23 | enabled = "yes"
         |           ^^^^^

    liaison.toml:24:9: This is a number, but must be text in quotes, { env = "NAME" } or { file = "PATH" }.
      24 | token = …
         |         ^

    liaison.toml:27:7: This is true or false, but must be text in quotes, { env = "NAME" } or { file = "PATH" }.
      27 | url = true
         |       ^^^^

    liaison.toml:30:8: This is a date or time, but must be text in quotes, like cron = "…".
      30 | cron = 07:00:00
         |        ^^^^^^^^

    liaison.toml:31:11: This is a table, but must be text in quotes, like channel = "…".
      31 | channel = { name = … }
         |           ^^^^^^^^^^^^
    "#);
}

#[test]
fn sections_with_the_wrong_brackets_are_told_the_right_ones() {
    let text = &with(
        r#"[staff]
name = "ana"

[[server]]
listen = "127.0.0.1:80""#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:17:1: This is a table, but must be a list, since there may be several: [[staff]] with two brackets.
      17 | [staff]
         | ^^^^^^^

    liaison.toml:20:1: This is a list, but must be one section, [server] with single brackets.
      20 | [[server]]
         | ^^^^^^^^^^
    "#);
}

#[test]
fn names_that_nobody_has_are_told_the_nearest() {
    let text = &with(
        r#"[[route]]
when = { words = ["chest pain"], facility = "Lakeshore Genral" }
to = "emergancy"

[[department]]
name = "billing"
facilities = ["Northside"]
escalate_to = "dessk"

[[staff]]
name = "ana"
title = "Nurse"
department = "emergency-room"

[digest]
cron = "0 7 * * *"
channel = "leadership""#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:45: “Lakeshore Genral” is no facility. Did you mean Lakeshore General?
      18 | when = { words = […], facility = "Lakeshore Genral" }
         |                                  ^^^^^^^^^^^^^^^^^^

    liaison.toml:19:6: “emergancy” is no department. Did you mean emergency?
      19 | to = "emergancy"
         |      ^^^^^^^^^^^

    liaison.toml:23:15: “Northside” is no facility. The only one is Lakeshore General.
      23 | facilities = ["Northside"]
         |               ^^^^^^^^^^^

    liaison.toml:24:15: “dessk” is no department. Did you mean desk?
      24 | escalate_to = "dessk"
         |               ^^^^^^^

    liaison.toml:29:14: “emergency-room” is no department. Did you mean emergency?
      29 | department = "emergency-room"
         |              ^^^^^^^^^^^^^^^^

    liaison.toml:33:11: “leadership” is no department. There are: desk, emergency, billing.
      33 | channel = "leadership"
         |           ^^^^^^^^^^^^
    "#);
}

#[test]
fn names_are_given_once() {
    let text = &with(
        r#"[[facility]]
name = "lakeshore general"

[[department]]
name = "desk"

[[staff]]
name = "ana"
title = "Nurse"

[[staff]]
name = "Ana"
title = "Clerk""#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:8: The name “lakeshore general” is taken by another facility in line 7. Give each its own.
      18 | name = "lakeshore general"
         |        ^^^^^^^^^^^^^^^^^^^

    liaison.toml:21:8: The name “desk” is taken by another department in line 10. Give each its own.
      21 | name = "desk"
         |        ^^^^^^

    liaison.toml:28:8: The name “Ana” is taken by another person in line 24. Give each its own.
      28 | name = "Ana"
         |        ^^^^^
    "#);
}

#[test]
fn feeds_share_no_name_across_networks() {
    let text = &with(
        r#"[network.webhook]
hooks = [{ name = "news", secret = { env = "SIGNING" } }]

[network.rss]
feeds = [{ name = "news", url = "https://news.example.org/feed" }]"#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:21:19: The name “news” is taken by another feed in line 18. Give each its own.
      21 | feeds = [{ name = "news", url = … }]
         |                   ^^^^^^
    "#);
}

#[test]
fn names_are_one_word() {
    let text = &with(
        r#"[[department]]
name = "Patient Relations"

[[staff]]
name = "Ana López"
title = "Nurse"

[[staff]]
name = "@ben"
title = "Clerk"

[network.rss]
feeds = [{ name = "City News", url = "https://news.example.org/feed" }]"#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:8: The name of a department is one word of small letters (a to z), digits and dashes: "patient-relations".
      18 | name = "Patient Relations"
         |        ^^^^^^^^^^^^^^^^^^^

    liaison.toml:21:8: A person's name is one word, as it is typed in commands, without “@”: "ana-lopez".
      21 | name = "Ana López"
         |        ^^^^^^^^^^^

    liaison.toml:25:8: A person's name is one word, as it is typed in commands, without “@”: "ben".
      25 | name = "@ben"
         |        ^^^^^^

    liaison.toml:29:19: The name of a feed is one word of small letters (a to z), digits and dashes: "city-news".
      29 | feeds = [{ name = "City News", url = … }]
         |                   ^^^^^^^^^^^
    "#);
}

#[test]
fn words_outside_a_vocabulary_are_told_the_vocabulary() {
    let text = &with(
        r#"[[department]]
name = "parking"
topics = ["parking", "facility"]

[[route]]
when = { topic = "bill", intent = "thanks", network = "twitter", urgency = "urgent", language = "fr" }
to = "desk"
priority = "top"

[[staff]]
name = "ana"
title = "Nurse"
rights = ["answer", "respond"]"#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:19:11: “parking” is no topic. There are: wait_time, appointment, billing, clinical_care, staff_conduct, facilities, records, privacy, safety, health_info, careers, media, community, none.
      19 | topics = ["parking", …]
         |           ^^^^^^^^^

    liaison.toml:19:22: “facility” is no topic. Did you mean facilities?
      19 | topics = […, "facility"]
         |              ^^^^^^^^^^

    liaison.toml:22:18: “bill” is no topic. Did you mean billing?
      22 | when = { topic = "bill", intent = …, network = …, urgency = …, language = … }
         |                  ^^^^^^

    liaison.toml:22:35: “thanks” is no intent. There are: complaint, praise, question, request, emergency, report, spam, unrelated.
      22 | when = { topic = …, intent = "thanks", network = …, urgency = …, language = … }
         |                              ^^^^^^^^

    liaison.toml:22:55: “twitter” is no network. There are: x, facebook, instagram, bluesky, mastodon, reddit, google, rss, webhook, sms, sandbox.
      22 | when = { topic = …, intent = …, network = "twitter", urgency = …, language = … }
         |                                           ^^^^^^^^^

    liaison.toml:22:76: “urgent” is no urgency. There are: critical, high, normal, low.
      22 | when = { topic = …, intent = …, network = …, urgency = "urgent", language = … }
         |                                                        ^^^^^^^^

    liaison.toml:22:97: “fr” is not among the organisation's languages (en, es), so this rule would never hold. Add it there first.
      22 | when = { topic = …, intent = …, network = …, urgency = …, language = "fr" }
         |                                                                      ^^^^

    liaison.toml:24:12: “top” is no priority. There are: critical, high, normal, low.
      24 | priority = "top"
         |            ^^^^^

    liaison.toml:29:11: “answer” is no right. There are: read, respond, approve, lead, announce, admin.
      29 | rights = ["answer", …]
         |           ^^^^^^^^
    "#);
}

#[test]
fn a_rule_says_when_and_to_whom() {
    let text = &with(
        r#"[[route]]
when = {}
to = "desk"

[[route]]"#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:8: A rule without a condition would take every mention. Say when it holds: when = { words = ["garage"] }.
      18 | when = {}
         |        ^^

    liaison.toml:21:1: [[route]] needs “when”: when = { words = ["garage"] }, or topic, intent, network, facility, language, urgency
      21 | [[route]]
         | ^^^^^^^^^

    liaison.toml:21:1: [[route]] needs “to”: to = "billing", a department's name
      21 | [[route]]
         | ^^^^^^^^^
    "#);
}

#[test]
fn escalation_comes_to_an_end() {
    let text = &with(
        r#"[[department]]
name = "billing"
escalate_to = "records"

[[department]]
name = "records"
escalate_to = "privacy"

[[department]]
name = "privacy"
escalate_to = "billing"

[[department]]
name = "parking"
escalate_to = "billing"

[[department]]
name = "careers"
escalate_to = "careers""#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:19:15: Escalation goes round in a circle: billing → records → privacy → billing. Take escalate_to out of the highest.
      19 | escalate_to = "records"
         |               ^^^^^^^^^

    liaison.toml:35:15: “careers” escalates to itself. Name a department above it, or take the line out.
      35 | escalate_to = "careers"
         |               ^^^^^^^^^
    "#);
}

#[test]
fn times_are_a_number_and_a_unit() {
    let text = &with(
        r#"[[department]]
name = "billing"
answer_within = "an hour"
resolve_within = "400d"

[[department]]
name = "records"
answer_within = "3d"
resolve_within = "1h"

[network.rss]
feeds = [{ name = "news", url = "https://news.example.org/feed", every = 15 }]"#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:19:17: “an hour” is no length of time. Write a whole number and s, m, h or d, at most a year: "30s", "15m", "4h", "3d".
      19 | answer_within = "an hour"
         |                 ^^^^^^^^^

    liaison.toml:20:18: “400d” is no length of time. Write a whole number and s, m, h or d, at most a year: "30s", "15m", "4h", "3d".
      20 | resolve_within = "400d"
         |                  ^^^^^^

    liaison.toml:22:1: This department would have to close a case before it must answer: make resolve_within the longer.
      22 | [[department]]
         | ^^^^^^^^^^^^^^

    liaison.toml:28:74: This is a number, but must be a length of time in quotes, every = "15m".
      28 | feeds = [{ name = …, url = …, every = 15 }]
         |                                       ^^
    "#);
}

#[test]
fn triage_learns_at_a_time_of_day_or_never() {
    let learn = |line: &str| right(&with(&format!("[triage]\n{line}"))).learn;
    let default = right(&with("")).learn.unwrap();
    let noon = "2026-11-20T18:00:00Z".parse().unwrap();
    let next = |schedule: &Schedule| schedule.next_after(noon).unwrap().to_rfc3339();
    assert_eq!(next(&default), "2026-11-21T09:30:00+00:00");
    assert_eq!(
        next(&learn("learn = \"23:05\"").unwrap()),
        "2026-11-21T05:05:00+00:00"
    );
    assert!(learn("learn = \"never\"").is_none());
    let text = &with("[triage]\nlearn = \"at night\"");
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:9: “at night” is no time of day. Write hours and minutes, learn = "03:30", or learn = "never".
      18 | learn = "at night"
         |         ^^^^^^^^^^
    "#);
}

#[test]
fn a_digest_has_a_time_that_comes() {
    let text = &with(
        r#"[digest]
cron = "0 7 31 2 *"
channel = "desk""#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:8: That day never comes. “0 7 * * *” is seven every morning.
      18 | cron = "0 7 31 2 *"
         |        ^^^^^^^^^^^^
    "#);
}

#[test]
fn a_digest_has_five_fields() {
    let text = &with(
        r#"[digest]
cron = "daily"
channel = "desk""#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:8: A cron expression has five fields, “minute hour day month weekday”, not 1.
      18 | cron = "daily"
         |        ^^^^^^^
    "#);
}

#[test]
fn a_digest_has_both_of_its_keys() {
    let text = &with(
        r#"[digest]
people = ["ana"]"#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:17:1: [digest] needs “cron”: cron = "0 7 * * *" is seven every morning
      17 | [digest]
         | ^^^^^^^^

    liaison.toml:17:1: [digest] needs “channel”: channel = "leadership", a department's name
      17 | [digest]
         | ^^^^^^^^

    liaison.toml:18:1: “people” in [digest] is not in this release, so nothing would come of it. Take it out for now.
      18 | people = […]
         | ^^^^^^
    "#);
}

const APPROVERS: &str = r#"[[staff]]
name = "cora"
title = "Privacy officer"
rights = ["approve"]
[[staff]]
name = "dan"
title = "Director"
rights = ["approve"]
[[staff]]
name = "ana"
title = "Nurse"
rights = ["respond"]
"#;

#[test]
fn a_policy_means_what_it_says() {
    let plain = right(&with("")).directory.policy;
    assert_eq!(plain, Policy::default());
    assert_eq!(plain.approval, Approval::Never);
    let policy = r#"
[policy]
approval = "sensitive"
text = """
Never show that somebody is a patient.
Stay kind."""
version = "2026-11"
expires = "90m"
approvers = ["cora"]
[policy.night]
from = "20:00"
to = "07:00"
approvers = ["dan"]
"#;
    let settings = right(&with(&format!("{APPROVERS}{policy}")));
    assert!(settings.warnings.is_empty());
    let policy = settings.directory.policy;
    assert_eq!(policy.approval, Approval::Sensitive);
    let pledge = policy.pledge.unwrap();
    assert_eq!(pledge.version, "2026-11");
    assert_eq!(pledge.text, "Never show that somebody is a patient.\nStay kind.");
    assert_eq!(policy.expires, Duration::from_secs(5_400));
    assert_eq!(policy.approvers, ["cora".into()]);
    assert_eq!(policy.night.unwrap().approvers, ["dan".into()]);
}

#[test]
fn one_approver_alone_is_worth_a_warning() {
    let one = APPROVERS.replacen("approve", "respond", 1);
    let settings = right(&with(&format!("{one}[policy]\napproval = \"always\"")));
    assert_snapshot!(settings.warnings.join("\n"), @"[policy] approval: only one person has the right to approve. Nobody could say yes to their own drafts, and nobody while they are away; give it to a second.");
}

#[test]
fn a_policy_that_could_never_work_is_a_fault() {
    let text = &with(
        r#"[policy]
approval = "always"
retention = "90d""#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:12: Nobody could ever say yes: give two people, a group or a role the right "approve", or write "never".
      18 | approval = "always"
         |            ^^^^^^^^

    liaison.toml:19:1: “retention” in [policy] is not in this release, so nothing would come of it. Take it out for now.
      19 | retention = …
         | ^^^^^^^^^
    "#);
    let policy = r#"[policy]
approval = "sometimes"
version = "one two"
approvers = ["ana", "corra"]
expires = "4 hours"
[policy.night]
from = "25:00"
to = "20:00""#;
    assert_snapshot!(faults(&with(&format!("{APPROVERS}{policy}"))), @r#"
    liaison.toml:30:12: “sometimes” is no approval rule. There are: always, sensitive, never.
      30 | approval = "sometimes"
         |            ^^^^^^^^^^^

    liaison.toml:31:11: “one two” is no version: people type it. Use letters, digits, dots and dashes, at most 40: "2026-11".
      31 | version = "one two"
         |           ^^^^^^^^^

    liaison.toml:31:11: There is a version but no text to accept. Add text = "…", or take the version out.
      31 | version = "one two"
         |           ^^^^^^^^^

    liaison.toml:32:14: “ana” may not approve, so asking them would help nobody. Add "approve" to their rights.
      32 | approvers = ["ana", …]
         |              ^^^^^

    liaison.toml:32:21: “corra” is no person. Did you mean cora?
      32 | approvers = […, "corra"]
         |                 ^^^^^^^

    liaison.toml:33:11: “4 hours” is no length of time. Write a whole number and s, m, h or d, at most a year: "30s", "15m", "4h", "3d".
      33 | expires = "4 hours"
         |           ^^^^^^^^^

    liaison.toml:34:1: [policy.night] needs “approvers”: approvers = ["miriam"], who are asked then
      34 | [policy.night]
         | ^^^^^^^^^^^^^^

    liaison.toml:35:8: “25:00” is no time of day. Write hours and minutes, 00:00 to 23:59: from = "20:00".
      35 | from = "25:00"
         |        ^^^^^^^
    "#);
}

#[test]
fn networks_of_later_releases_are_refused() {
    let text = &with(
        r#"[network.mastodon]
accounts = []"#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:17:10: “mastodon” in [network] is not in this release, so nothing would come of it. Take it out for now.
      17 | [network.mastodon]
         |          ^^^^^^^^
    "#);
}

#[test]
fn ids_of_chats_are_looked_at_before_anything_is_sent_there() {
    let text = &with(
        r##"[[department]]
name = "billing"
topics = ["billing"]
slack_channel = "#billing"
rota = ["nobody"]

[[department]]
name = "parking"
topics = ["facilities"]

[chat]
case_command = "/Case!"

[chat.slack]
mode = "rtm"
app_token = { env = "TOKEN" }
bot_token = { env = "TOKEN" }
api_url = "http://slack.example.org/api"
groups = [{ id = "nurses", rights = ["fly"], department = "biling" }]

[chat.discord]
token = { env = "TOKEN" }
guild = "Lakeshore"
"##,
    );
    assert_snapshot!(faults(text), @r##"
    liaison.toml:9:1: Nobody would read what is for “desk”: it has no channel in a chat that is switched on. Add slack_channel or discord_channel, or switch the console on.
      9 | [[department]]
        | ^^^^^^^^^^^^^^

    liaison.toml:13:1: Nobody would read what is for “emergency”: it has no channel in a chat that is switched on. Add slack_channel or discord_channel, or switch the console on.
      13 | [[department]]
         | ^^^^^^^^^^^^^^

    liaison.toml:17:1: Nobody would read what is for “billing”: it has no channel in a chat that is switched on. Add slack_channel or discord_channel, or switch the console on.
      17 | [[department]]
         | ^^^^^^^^^^^^^^

    liaison.toml:20:17: “#billing” won't do. A channel is named by its id, which stays when it is renamed: open the channel's details in Slack; the id stands at the bottom, "C024BE91L".
      20 | slack_channel = "#billing"
         |                 ^^^^^^^^^^

    liaison.toml:21:9: “nobody” is no person. The settings name no person.
      21 | rota = ["nobody"]
         |         ^^^^^^^^

    liaison.toml:23:1: Nobody would read what is for “parking”: it has no channel in a chat that is switched on. Add slack_channel or discord_channel, or switch the console on.
      23 | [[department]]
         | ^^^^^^^^^^^^^^

    liaison.toml:28:16: A command is one word of small letters, digits and dashes, at most 31 of them: "/case".
      28 | case_command = "/Case!"
         |                ^^^^^^^^

    liaison.toml:31:8: “rtm” is no mode. There are: socket, http.
      31 | mode = "rtm"
         |        ^^^^^

    liaison.toml:34:11: Credentials would travel in the open: write “https://”. “http://” is for this machine only.
      34 | api_url = …
         |           ^

    liaison.toml:35:18: “nurses” won't do. A user group is named by its id, which begins with S: "S0614TZR7".
      35 | groups = [{ id = "nurses", rights = […], department = … }]
         |                  ^^^^^^^^

    liaison.toml:35:38: “fly” is no right. There are: read, respond, approve, lead, announce, admin.
      35 | groups = [{ id = …, rights = ["fly"], department = … }]
         |                               ^^^^^

    liaison.toml:39:9: Discord names things by number: switch on the developer mode in its settings, then right-click and “Copy ID”, "175928847299117063" in quotes.
      39 | guild = "Lakeshore"
         |         ^^^^^^^^^^^
    "##);
}

#[test]
fn a_short_token_is_refused_and_not_shown() {
    let text = &with(
        r#"[chat.console]
token = "opensesame""#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:9: The console's token needs at least 16 characters: it is all that keeps strangers out.
      18 | token = …
         |         ^
    "#);
}

#[test]
fn secrets_that_are_not_there_are_faults() {
    let text = &with(
        r#"[chat.console]
token = { env = "NOT_SET" }

[database]
url = { env = "EMPTY" }

[network.webhook]
hooks = [
    { name = "a", secret = { file = "no/such/file" } },
    { name = "b", secret = { env = "SIGNING", file = "signing.key" } },
    { name = "c", secret = { enviroment = "SIGNING" } },
    { name = "d", secret = {} },
    { name = "e", secrets = ["whsec_tooshort"] },
    { name = "f" },
]"#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:17: The environment has no variable NOT_SET. Set it before liaison starts.
      18 | token = { env = "NOT_SET" }
         |                 ^^^^^^^^^

    liaison.toml:21:15: The secret is empty. Write it there.
      21 | url = { env = "EMPTY" }
         |               ^^^^^^^

    liaison.toml:25:37: There is no file no/such/file. Write the secret in it.
      25 |     { name = …, secret = { file = "no/such/file" } },
         |                                   ^^^^^^^^^^^^^^

    liaison.toml:26:28: A secret is text in quotes, { env = "NAME" } or { file = "PATH" }.
      26 |     { name = …, secret = { env = …, file = … } },
         |                          ^^^^^^^^^^^^^^^^^^^^^

    liaison.toml:27:30: “enviroment” is not known in a secret. Did you mean env?
      27 |     { name = …, secret = { enviroment = … } },
         |                            ^^^^^^^^^^

    liaison.toml:28:28: A secret is text in quotes, { env = "NAME" } or { file = "PATH" }.
      28 |     { name = …, secret = {} },
         |                          ^^

    liaison.toml:29:30: A signing secret is “whsec_” and 24 to 64 bytes in base64; `openssl rand -base64 32` makes the bytes.
      29 |     { name = …, secrets = […] },
         |                            ^

    liaison.toml:30:5: A hook of [network.webhook] needs “secret”: secret = { env = "NAME" }; a hook that anybody may call is not offered
      30 |     { name = … },
         |     ^^^^^^^^^^^^
    "#);
}

#[test]
fn databases_are_a_file_or_a_server() {
    let text = &with(
        r#"[database]
url = "mysql://root:hunter2@db/liaison""#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:7: A database is "sqlite://liaison.db" (a file) or "postgres://USER:PASSWORD@HOST/DATABASE" (a server).
      18 | url = …
         |       ^
    "#);
}

#[test]
fn a_database_in_memory_would_lose_every_case() {
    let text = &with(
        r#"[database]
url = "sqlite::memory:""#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:7: A database in memory would lose every case: name a file, "sqlite://liaison.db".
      18 | url = …
         |       ^
    "#);
}

#[test]
fn listening_takes_numbers_and_a_port() {
    let text = &with(
        r#"[server]
listen = "liaison.example.org""#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:10: This is no address to listen at. Write numbers and a port: "127.0.0.1:7979" for this machine only, "0.0.0.0:7979" for every network it is in.
      18 | listen = "liaison.example.org"
         |          ^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn addresses_are_checked_and_never_shown() {
    let text = &with(
        r#"[network.rss]
feeds = [
    { name = "a", url = "news.example.org" },
    { name = "b", url = "ftp://news.example.org" },
    { name = "c", url = "https://reader:hunter2@news.example.org" },
    { name = "d" },
]"#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:19:25: This is no address. It begins with “https://” and a host: "https://example.org".
      19 |     { name = …, url = … },
         |                       ^

    liaison.toml:20:25: An address begins with “https://”.
      20 |     { name = …, url = … },
         |                       ^

    liaison.toml:21:25: An address can't hold a name and password: it would end up in logs.
      21 |     { name = …, url = … },
         |                       ^

    liaison.toml:22:5: A feed of [network.rss] needs “url”: url = "https://news.example.org/feed"
      22 |     { name = … },
         |     ^^^^^^^^^^^^
    "#);
}

#[test]
fn credentials_travel_encrypted() {
    let text = &with(
        r#"[network.bluesky]
base_url = "http://pds.example.org"
accounts = [
    { name = "a", handle = "lakeshore", app_password = "hunter2" },
    { name = "b", handle = "b.test", app_password = "hunter2", base_url = "http://127.0.0.1:2583/?x=1" },
    { name = "c", handle = "c.test", base_url = "http://[::1]:2583" },
]

[network.sandbox]
feeds = [
    { name = "d", base_url = "http://10.0.0.1", account = "us", token = "hunter2" },
    { name = "e", base_url = "http://10.0.0.1", account = "us" },
    { name = "f", base_url = "http://localhost:7979/sandbox/" },
]"#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:12: Credentials would travel in the open: write “https://”. “http://” is for this machine only.
      18 | base_url = …
         |            ^

    liaison.toml:20:28: A handle is a name with dots, as under the account's title: "lakeshore.bsky.social".
      20 |     { name = …, handle = "lakeshore", app_password = … },
         |                          ^^^^^^^^^^^

    liaison.toml:21:75: This is where addresses begin: leave out “?”, “#” and what follows.
      21 |     { name = …, handle = …, app_password = …, base_url = … },
         |                                                          ^

    liaison.toml:22:5: An account of [network.bluesky] needs “app_password”: app_password = { env = "NAME" } or { file = "PATH" }
      22 |     { name = …, handle = …, base_url = … },
         |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    liaison.toml:27:30: Credentials would travel in the open: write “https://”. “http://” is for this machine only.
      27 |     { name = …, base_url = …, account = …, token = … },
         |                            ^

    liaison.toml:29:5: A feed of [network.sandbox] needs “account”: account = "liaison", our account there
      29 |     { name = …, base_url = … },
         |     ^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn an_empty_file_is_told_what_it_needs() {
    let text = "";
    assert_snapshot!(faults(text), @r#"
    liaison.toml:1:1: This file needs “organisation”: [organisation] with name = "Lakeshore Health" and time_zone = "America/Chicago"

    liaison.toml:1:1: This file needs “department”: [[department]] with name = "desk" and topics = ["none"]; somebody must read
    "#);
}

#[test]
fn the_organisation_knows_its_place_and_languages() {
    let text = r#"[organisation]
name = " "
time_zone = "America/Chcago"
languages = ["English", "es"]

[[department]]
name = "desk"
topics = ["none"]"#;
    assert_snapshot!(faults(text), @r#"
    liaison.toml:2:8: “name” is empty. Write something between the quotes.
      2 | name = " "
        |        ^^^

    liaison.toml:3:13: “America/Chcago” is no time zone. Did you mean America/Chicago or America/Anchorage?
      3 | time_zone = "America/Chcago"
        |             ^^^^^^^^^^^^^^^^

    liaison.toml:4:14: “English” is no language code. Write two small letters (ISO 639-1): "en", "es", "zh".
      4 | languages = ["English", …]
        |              ^^^^^^^^^
    "#);
}

#[test]
fn one_department_takes_what_no_other_does() {
    let text = r#"[organisation]
name = "Lakeshore Health"
time_zone = "UTC"

[[department]]
name = "billing"
topics = ["billing"]

[[department]]
name = "relations"
topics = ["wait_time", "privacy"]"#;
    assert_snapshot!(faults(text), @r#"
    liaison.toml:5:1: No department takes what fits nowhere else. Add "none" to the topics of one, perhaps of “relations”.
      5 | [[department]]
        | ^^^^^^^^^^^^^^
    "#);
}

#[test]
fn what_is_no_toml_is_told_in_plain_words() {
    let cases = [
        (
            r#"name = Lakeshore"#,
            r#"1:8: Text stands between straight quotes, "like this"; only numbers, true and false stand without, and values of a list are parted by commas."#,
        ),
        (
            r#"name = “Lakeshore”"#,
            r#"1:8: Text stands between straight quotes, "like this"; only numbers, true and false stand without, and values of a list are parted by commas."#,
        ),
        (r#"name ="#, r#"1:7: A value is missing after “=”."#),
        (r#"name = "Lakeshore"#, r#"1:18: The closing quote is missing."#),
        (
            r#"name = 'Ana's'"#,
            r#"1:13: Nothing may follow the value in its line, but for a note after “#”."#,
        ),
        (
            r#"name: "Lakeshore""#,
            r#"1:5: A line is a one-word key, “=” and a value, or a section's name in brackets. A note begins with “#”."#,
        ),
        (
            r#"reply signature = """#,
            r#"1:7: A line is a one-word key, “=” and a value, or a section's name in brackets. A note begins with “#”."#,
        ),
        (
            r#"path = "C:\data""#,
            r#"1:12: In double quotes “\” begins a special sign. Write “\\”, or put the text in single quotes."#,
        ),
        (
            r#"[server"#,
            r#"1:8: The section's name lacks its closing bracket: [server], [[department]]."#,
        ),
        (
            "[server]\n[server]",
            r#"2:2: This is in the settings already. A key or section comes once; only sections in two brackets, such as [[department]], may come again."#,
        ),
        (
            "list = [\"a\"\nb = 1",
            r#"2:1: A list lacks a comma, or its closing “]”, in this line or above."#,
        ),
        (
            r#"when = { topic = "billing""#,
            r#"1:27: A table in braces lacks a comma, or its closing “}”, in this line or above."#,
        ),
        (
            "name = \"\u{7}\"",
            r#"1:9: A sign that can't be seen stands here. Delete it."#,
        ),
        (
            r#"number = 012"#,
            r#"1:10: This is not TOML: unexpected leading zero, expected nothing."#,
        ),
    ];
    for (text, told) in cases {
        assert_eq!(faults(text), format!("liaison.toml:{told}"));
    }
}

#[test]
fn the_template_is_right_as_it_stands() {
    let settings = right(template());
    let names: Vec<&str> = settings
        .directory
        .departments
        .iter()
        .map(|d| d.name.as_str())
        .collect();
    assert_eq!(names, ["patient-relations", "billing", "leadership"]);
    assert_eq!(settings.directory.staff.len(), 2);
    assert_eq!(
        settings.directory.catch_all().unwrap().name.as_str(),
        "patient-relations"
    );
    assert!(settings.chats.console.is_none(), "off unless switched on");
    assert!(settings.before_run().is_ok());
}

#[test]
fn the_template_is_right_with_every_example_switched_on() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("liaison.token"),
        "a token that is long enough\n",
    )
    .unwrap();
    let env = |name: &str| match name {
        "BLUESKY_APP_PASSWORD" => Some("abcd-efgh".to_owned()),
        "SURVEY_SECRET" => environment("SIGNING"),
        "SLACK_APP_TOKEN" | "SLACK_BOT_TOKEN" | "DISCORD_TOKEN" => environment("TOKEN"),
        _ => None,
    };
    let settings = Settings::parse(
        &switched_on(template()).replace("enabled = false", "enabled = true"),
        &folder.path().join("liaison.toml"),
        &env,
    )
    .unwrap_or_else(|faults| panic!("{faults}"));
    let networks: Vec<Network> = settings.feeds.iter().map(FeedSettings::network).collect();
    assert_eq!(networks, [Network::Rss, Network::Webhook, Network::Bluesky]);
    assert_eq!(settings.directory.routes.len(), 1);
    assert!(settings.digest.is_some());
    assert!(settings.before_run().is_ok());
}

/// An example begins with a section or a key at the left edge and may go on in brackets.
fn switched_on(text: &str) -> String {
    let is_code = |line: &str| {
        let key = line.split(" = ").next().unwrap_or_default();
        let is_key = line.contains(" = ") && key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        line.starts_with('[') || line.starts_with("    {") || line == "]" || is_key
    };
    let bare = |line: &str| match line.strip_prefix("# ") {
        Some(bare) if is_code(bare) => format!("{bare}\n"),
        _ => format!("{line}\n"),
    };
    text.lines().map(bare).collect()
}

#[test]
fn right_settings_mean_what_they_say() {
    let settings = right(&with(
        r#"[[department]]
name = "patient-relations"
topics = ["privacy"]
facilities = ["Lakeshore General"]
slack_channel = "C024BE91L"
answer_within = "30m"
escalate_to = "desk"

[[route]]
when = { words = ["chest pain"], facility = "Lakeshore General", language = "es" }
to = "emergency"
priority = "critical"

[[staff]]
name = "José"
title = "Nurse"
phone = "+1 312 555 0100"
slack = "U024BE7LH"
discord = "80351110224678912"
rights = ["respond", "lead"]

[chat]
case_command = "/post"
administrators = "desk"

[chat.slack]
app_token = { env = "TOKEN" }
bot_token = { env = "TOKEN" }
groups = [{ id = "S0614TZR7", rights = ["respond"], department = "desk" }]

[chat.console]
token = { env = "TOKEN" }

[digest]
cron = "0 7 * * 1-5"
channel = "desk"

[server]
listen = "localhost:80"
"#,
    ));
    let department = &settings.directory.departments[2];
    assert_eq!(department.title, "Patient relations");
    assert_eq!(department.topics, [Topic::Privacy]);
    assert_eq!(department.answer_within, Duration::from_secs(1_800));
    assert_eq!(department.escalate_to.as_ref().unwrap().as_str(), "desk");
    let channel = |chat: &str, id: &str| ChannelRef {
        chat: chat.to_owned(),
        id: id.to_owned(),
    };
    let channels = [
        channel("console", "patient-relations"),
        channel("slack", "C024BE91L"),
    ];
    assert_eq!(department.channels, channels);
    let slack = settings.chats.slack.unwrap();
    assert_eq!(slack.names.case, "/post");
    assert_eq!(
        (slack.sight, slack.api_url.as_str()),
        (Sight::Full, "https://slack.com/api")
    );
    assert!(matches!(slack.mode, slack::Mode::Socket { .. }));
    let jose = settings.directory.by_account("slack", "U024BE7LH").unwrap();
    assert_eq!(
        settings.directory.account_of(&jose.name, "discord"),
        Some("80351110224678912")
    );
    assert_eq!(settings.directory.groups[0].rights, [Right::Respond]);
    assert_eq!(
        settings.directory.administrators.as_ref().unwrap().as_str(),
        "desk"
    );
    assert_eq!(settings.directory.routes[0].words, ["chest pain"]);
    assert!(settings.directory.staff("@josé").unwrap().may(Right::Lead));
    let token = settings.chats.console.unwrap().token.unwrap();
    assert_eq!(token.expose_secret(), "a token that is long enough");
    assert_eq!(settings.digest.unwrap().channel.as_str(), "desk");
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:80");
}

#[test]
fn the_terms_of_a_network_are_looked_for_once() {
    let settings = right(&with(
        r#"[network.bluesky]
base_url = "http://localhost:2583/"
every = "5s"
search = ["Lakeshore"]
accounts = [
    { name = "a", handle = "@a.test", app_password = "p" },
    { name = "b", handle = "b.test", app_password = "p", every = "1m", search = ["Birch Pavilion"] },
]"#,
    ));
    let told = |feed: &FeedSettings| match feed {
        FeedSettings::Bluesky(f) => format!("{} {} {:?} {:?}", f.base_url, f.handle, f.search, f.every),
        other => format!("{other:?}"),
    };
    let told: Vec<String> = settings.feeds.iter().map(told).collect();
    assert_eq!(
        told,
        [
            r#"http://localhost:2583/ a.test ["Lakeshore"] 5s"#,
            r#"http://localhost:2583/ b.test ["Birch Pavilion"] 60s"#
        ]
    );
}

#[test]
fn a_database_file_stands_beside_the_settings() {
    let at = |url: &str| {
        let text = with(&format!("[database]\nurl = \"{url}\""));
        let settings = Settings::parse(&text, Path::new("/etc/liaison/liaison.toml"), &environment).unwrap();
        match settings.database {
            Database::Sqlite(path) => path.display().to_string(),
            Database::Postgres(url) => url.expose_secret().to_owned(),
        }
    };
    assert_eq!(at("sqlite://liaison.db"), "/etc/liaison/liaison.db");
    assert_eq!(at("sqlite:data/liaison.db"), "/etc/liaison/data/liaison.db");
    assert_eq!(at("sqlite:///var/lib/liaison.db"), "/var/lib/liaison.db");
    assert_eq!(
        at("postgres://us:p%40ss@db/liaison"),
        "postgres://us:p%40ss@db/liaison"
    );
}

#[test]
fn a_console_that_is_off_needs_no_token_and_has_no_channels() {
    let settings = right(&with(
        "[chat.console]\nenabled = false\ntoken = { env = \"NOT_SET\" }",
    ));
    assert!(settings.chats.console.is_none());
    assert!(
        settings
            .directory
            .departments
            .iter()
            .all(|d| d.channels.is_empty())
    );
    assert!(settings.before_run().is_ok());
}

#[test]
fn files_that_are_no_settings_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let told = |name: &str, bytes: Option<&[u8]>| {
        let path = folder.path().join(name);
        bytes
            .into_iter()
            .for_each(|bytes| std::fs::write(&path, bytes).unwrap());
        let faults = Settings::load(&path, &environment).unwrap_err().to_string();
        faults.replace(&format!("{}/", folder.path().display()), "")
    };
    assert_snapshot!(told("missing.toml", None), @"missing.toml: There is no such file. `liaison init` writes one to begin with; `--config` names another.");
    assert_snapshot!(told("latin.toml", Some(b"# caf\xe9\n")), @"latin.toml:1:6: This is no UTF-8 text from here on. Save the file as UTF-8 in your editor.");
    assert_snapshot!(told("huge.toml", Some(&vec![b'#'; 5 << 20])), @"huge.toml: The file is too large to be settings.");
}

#[test]
fn marks_stand_under_the_fault_whatever_came_before_it() {
    let text = with("[server]\n\tlisten = \"é\" # é\n").replace('\n', "\r\n");
    assert_snapshot!(faults(&format!("\u{feff}{text}")), @r#"
    liaison.toml:18:11: This is no address to listen at. Write numbers and a port: "127.0.0.1:7979" for this machine only, "0.0.0.0:7979" for every network it is in.
      18 | 	listen = "é"
         | 	         ^^^
    "#);
}

#[test]
fn no_more_is_told_than_can_be_read() {
    let many: String = (0..1_000).map(|n| format!("key{n} = 1\n")).collect();
    let told = faults(&with(&format!("[server]\n{many}")));
    assert_eq!(told.matches("is not known").count(), 50);
    assert!(told.ends_with("There is more below; mend this first."));
}

#[test]
fn nothing_secret_is_shown() {
    let secret = "hunter2hunter2hunter2";
    let places = [
        format!("[chat.console]\ntoken = \"{secret}\""),
        format!("[chat.console]\ntoken = [\"{secret}\"]\nenabled = 1"),
        format!("[chat.console]\ntokenn = \"{secret}\" # {secret}"),
        format!("[chat.console]\ntokenn = {{ value = \"{secret}\" }}"),
        format!("[chat.console]\ntoken = {{ value = \"{secret}\" }}"),
        format!("[chat.console]\ntoken = \"{secret}"),
        format!("[chat.console]\ntoken = {secret}"),
        format!("[database]\nurl = \"postgres://us:{secret}@db/liaison\""),
        format!("[database]\nurl = \"postgres://us:{secret}@[db/liaison\""),
        format!(
            "[network.webhook]\nhooks = [{{ name = \"a\", secrets = [\n'{secret}', 'x', \"{secret}\"] }}]"
        ),
        format!(
            "[network.bluesky]\naccounts = [{{ name = \"a b\", handle = \"x\", app_password = \"{secret}\" }}]"
        ),
        format!("[network.rss]\nfeeds = [{{ name = \"a\", url = \"https://us:{secret}@x.org\" }}]"),
    ];
    for place in &places {
        let shown = match read(&with(place)) {
            Ok(settings) => format!("{settings:?}"),
            Err(faults) => format!("{faults} {faults:?}"),
        };
        assert!(!shown.contains("hunter2"), "{place}\n{shown}");
    }
}

/// Pieces that settings are made of, to be put together at random.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z_\\[\\]{}=\"'.,#\n\t é€\u{202e}]{0,12}",
        Just("[[department]]\n".to_owned()),
        Just("[network.bluesky]\naccounts = [{ ".to_owned()),
        Just("[chat.console]\ntoken = ".to_owned()),
        Just("name = \"desk\"\n".to_owned()),
        Just("topics = [\"none\"]\n".to_owned()),
        Just("escalate_to = \"desk\"\n".to_owned()),
        Just("{ env = \"TOKEN\" }\n".to_owned()),
        Just("every = \"5é\"\n".to_owned()),
        Just("9223372036854775807".to_owned()),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}", made in pieces()) {
        for text in [text, made.clone(), with(&made)] {
            if let Err(faults) = read(&text) {
                prop_assert!(!faults.to_string().is_empty());
            }
        }
    }
}

#[test]
fn a_handoff_needs_a_place_to_turn_to_and_time() {
    let text = &with("[handoff]\nexpires = \"30m\"");
    assert_snapshot!(faults(text), @r#"
    liaison.toml:17:1: [handoff] needs “phone”: phone = "555-0142"
      17 | [handoff]
         | ^^^^^^^^^

    liaison.toml:18:11: A code must work for an hour at least: people call when they can.
      18 | expires = "30m"
         |           ^^^^^
    "#);
    let settings = right(&with("[handoff]\nlink = \"https://lakeshore.example/call\""));
    let terms = &settings.directory.handoff;
    assert_eq!(terms.contact(), Some("https://lakeshore.example/call"));
    assert_eq!(terms.expires, Duration::from_secs(7 * 86_400));
}

#[test]
fn a_resource_that_could_not_be_sent_is_told() {
    let text = &with(
        r#"[[resource]]
name = "Parking"
text = "Hello {name}."
topics = ["parking"]
departments = ["dessk"]
language = "Spanish"

[[resource]]
name = "call"
text = "Our liaison listens: {phone}."

[[resource]]
name = "call"
text = "Call {code}."
purpose = "handoff""#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:8: The name of a resource is one word of small letters (a to z), digits and dashes: "parking".
      18 | name = "Parking"
         |        ^^^^^^^^^

    liaison.toml:19:8: There is nothing called {name}. A text may hold {organisation}, {facility}, {department}, {phone}, {link}, {contact}, {code}.
      19 | text = "Hello {name}."
         |        ^^^^^^^^^^^^^^^

    liaison.toml:20:11: “parking” is no topic. There are: wait_time, appointment, billing, clinical_care, staff_conduct, facilities, records, privacy, safety, health_info, careers, media, community, none.
      20 | topics = ["parking"]
         |           ^^^^^^^^^

    liaison.toml:21:16: “dessk” is no department. Did you mean desk?
      21 | departments = ["dessk"]
         |                ^^^^^^^

    liaison.toml:22:12: “Spanish” is no language code. Write two small letters (ISO 639-1): "en", "es", "zh".
      22 | language = "Spanish"
         |            ^^^^^^^^^

    liaison.toml:26:8: The settings have no phone under [handoff]; whoever looks after liaison can add it.
      26 | text = "Our liaison listens: {phone}."
         |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    liaison.toml:28:1: There is a [[resource]] “call” in that language already.
      28 | [[resource]]
         | ^^^^^^^^^^^^
    "#);
    let settings = right(&with(
        "[[resource]]\nname = \"parking\"\ntext = \"Park at {facility}.\"\ntopics = [\"facilities\"]",
    ));
    let parking = &settings.directory.resources[0];
    assert_eq!(
        (parking.language.as_str(), parking.topics.as_slice()),
        ("en", &[Topic::Facilities][..])
    );
}

#[test]
fn a_language_somebody_speaks_is_a_code() {
    let text = &with(
        r#"[[staff]]
name = "ana"
title = "Nurse"
languages = ["es", "Vietnamese", "ES", ""]

[[staff]]
name = "ben"
title = "Clerk"
languages = "es"

[[staff]]
name = "cora"
title = "Clerk"
languages = [3]

[[staff]]
name = "dan"
title = "Clerk"
language = ["es"]"#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:20:20: “Vietnamese” is no language code. Write two small letters (ISO 639-1): "en", "es", "zh".
      20 | languages = […, "Vietnamese", …, …]
         |                 ^^^^^^^^^^^^

    liaison.toml:20:34: “ES” is no language code. Write two small letters (ISO 639-1): "en", "es", "zh".
      20 | languages = […, …, "ES", …]
         |                    ^^^^

    liaison.toml:20:40: “languages” is empty. Write something between the quotes.
      20 | languages = […, …, …, ""]
         |                       ^^

    liaison.toml:25:13: This is text, but must be a list in square brackets, languages = ["…", "…"].
      25 | languages = "es"
         |             ^^^^

    liaison.toml:30:14: This is a number, but must be text in quotes, like languages = "…".
      30 | languages = [3]
         |              ^

    liaison.toml:35:1: “language” is not known in [[staff]]. Did you mean languages?
      35 | language = […]
         | ^^^^^^^^
    "#);
    let settings = right(&with(
        r#"[[staff]]
name = "ana"
title = "Nurse"
languages = ["es", "vi"]

[[staff]]
name = "ben"
title = "Clerk""#,
    ));
    let spoken = |name: &str| settings.directory.staff(name).unwrap().languages.clone();
    assert_eq!(spoken("ana"), ["es", "vi"], "one that we don't expect, too");
    assert!(spoken("ben").is_empty());
}

#[test]
fn signals_of_another_kind_are_told_what_would_be_right() {
    let text = &with(
        r#"[signals]
copies = "no"
set_aside_spam = 1
incident_people = "50"
incident_within = 60
infection_control = ["desk"]
communications = true"#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:10: This is text, but must be true or false, without quotes.
      18 | copies = "no"
         |          ^^^^

    liaison.toml:19:18: This is a number, but must be true or false, without quotes.
      19 | set_aside_spam = 1
         |                  ^

    liaison.toml:20:19: This is text, but must be a whole number, at least 5: incident_people = 50.
      20 | incident_people = "50"
         |                   ^^^^

    liaison.toml:21:19: This is a number, but must be a length of time in quotes, incident_within = "15m".
      21 | incident_within = 60
         |                   ^^

    liaison.toml:22:21: This is a list, but must be text in quotes, like infection_control = "…".
      22 | infection_control = […]
         |                     ^^^

    liaison.toml:23:18: This is true or false, but must be text in quotes, like communications = "…".
      23 | communications = true
         |                  ^^^^
    "#);
    let text = &with(
        r#"[signals]
incident_within = "an hour"
infection_control = "emergancy"
communications = "press"
crowd = 50"#,
    );
    assert_snapshot!(faults(text), @r#"
    liaison.toml:18:19: “an hour” is no length of time. Write a whole number and s, m, h or d, at most a year: "30s", "15m", "4h", "3d".
      18 | incident_within = "an hour"
         |                   ^^^^^^^^^

    liaison.toml:19:21: “emergancy” is no department. Did you mean emergency?
      19 | infection_control = "emergancy"
         |                     ^^^^^^^^^^^

    liaison.toml:20:18: “press” is no department. There are: desk, emergency.
      20 | communications = "press"
         |                  ^^^^^^^

    liaison.toml:21:1: “crowd” is not known in [signals]. Known here: copies, set_aside_spam, incident_people, incident_within, infection_control, communications.
      21 | crowd = …
         | ^^^^^
    "#);
    assert_snapshot!(faults(&with("[signals]\ninfection_control = \" \"\nincident_within = \"2y\"")), @r#"
    liaison.toml:18:21: “infection_control” is empty. Write something between the quotes.
      18 | infection_control = " "
         |                     ^^^

    liaison.toml:19:19: “2y” is no length of time. Write a whole number and s, m, h or d, at most a year: "30s", "15m", "4h", "3d".
      19 | incident_within = "2y"
         |                   ^^^^
    "#);
    assert_snapshot!(faults(&with("[[signals]]\ncopies = true")), @r"
    liaison.toml:17:1: This is a list, but must be one section, [signals] with single brackets.
      17 | [[signals]]
         | ^^^^^^^^^^^
    ");
    assert_snapshot!(faults(&format!("signals = true\n{}", with(""))), @r"
    liaison.toml:1:11: This is true or false, but must be a section, [signals].
      1 | signals = true
        |           ^^^^
    ");
}

#[test]
fn a_crowd_is_a_whole_number_of_at_least_five() {
    let people = |written: &str| read(&with(&format!("[signals]\nincident_people = {written}")));
    for written in ["4", "0", "-50", "5.0", "9223372036854775808", "[50]", "50:00:00"] {
        let told = people(written).unwrap_err().to_string();
        assert!(told.starts_with("liaison.toml:18:19: "), "{written}: {told}");
    }
    let table = [
        ("5", 5),
        ("50", 50),
        ("+7", 7),
        ("1_000", 1_000),
        ("0x32", 50),
        ("0o12", 10),
        ("0b101", 5),
    ];
    for (written, number) in table {
        let settings = people(written).unwrap_or_else(|faults| panic!("{written}: {faults}"));
        assert_eq!(settings.directory.watching.people, number, "{written}");
    }
    assert_snapshot!(people("4").unwrap_err(), @r"
    liaison.toml:18:19: This is a number, but must be a whole number, at least 5: incident_people = 50.
      18 | incident_people = 4
         |                   ^
    ");
    assert_snapshot!(people("0x4").unwrap_err(), @r"
    liaison.toml:18:19: This is a number, but must be a whole number, at least 5: incident_people = 50.
      18 | incident_people = 0x4
         |                   ^^^
    ");
}

#[test]
fn what_is_watched_for_is_what_the_settings_say() {
    let otherwise = Watching::default();
    assert_eq!(right(&with("")).directory.watching, otherwise);
    assert_eq!(right(&with("[signals]")).directory.watching, otherwise);
    let settings = right(&with(
        r#"[signals]
copies = false
set_aside_spam = false
incident_people = 12
incident_within = "90m"
infection_control = "emergency"
communications = "desk""#,
    ));
    let said = Watching {
        copies: false,
        set_aside: false,
        people: 12,
        within: Duration::from_secs(5_400),
        infection_control: Some(DepartmentName::from("emergency")),
        communications: Some(DepartmentName::from("desk")),
    };
    assert_eq!(settings.directory.watching, said);
    let one = right(&with("[signals]\nset_aside_spam = false"))
        .directory
        .watching;
    let said = Watching {
        set_aside: false,
        ..otherwise
    };
    assert_eq!(one, said, "what is not written stays as it is");
}
