//! What identifies a patient is masked wherever words are shown; who may
//! answer can see it as it was written, and that goes on record.

use crate::chats::words::{Said, about_patients, all, texts_of};
use crate::world::{World, minutes, on_each_database, on_the_console};
use insta::assert_snapshot;
use liaison::domain::{Approval, CaseNumber, Sight};
use serde::Deserialize;

const POST: &str =
    "My husband Leopold Vantongeren has waited six hours in the ER, room 417B. Call 312-555-0144";

#[derive(Deserialize)]
struct Told {
    id: String,
    text: String,
    secrets: Vec<String>,
}

#[test]
fn a_card_reads_on_without_who_it_is_about() {
    on_each_database(async |world: &mut World| {
        let post = world.mention(POST).routed_to("emergency").await;
        assert_snapshot!(world.channel("emergency").await, @"[1] open — My husband [name] has waited six hours in the ER, [room]. Ca…");
        let ana = world.staff("ana");
        ana.types("/case claim 1").await;
        let note = "/case note 1 Leopold’s chart is 00718842, MRN 00718842; told the desk";
        ana.types(note).await;
        assert_snapshot!(world.thread(1).await, @r"
        ana has this now.
        ana notes, for colleagues only: [name]’s chart is [mrn], MRN [mrn]; told the desk
        ");
        // The author says it in another way: the card and the old note follow.
        world.network.edit(
            &post,
            "Six hours in the ER, room 417B, and my husband is still waiting",
        );
        world.wait(minutes(1)).await;
        assert_snapshot!(world.channel("emergency").await, @"[1] held by ana · high · edited — Six hours in the ER, [room], and my husband is still waiting");
    });
}

#[test]
fn what_an_author_takes_out_does_not_come_to_light_in_our_notes() {
    on_each_database(async |world: &mut World| {
        let post = world.mention(POST).routed_to("emergency").await;
        let ana = world.staff("ana");
        ana.types("/case claim 1").await;
        ana.types("/case note 1 Leopold’s chart is ready, call 312-555-0144")
            .await;
        world.network.edit(
            &post,
            "Six hours in the ER, and my husband is still waiting for somebody to call",
        );
        world.wait(minutes(1)).await;
        let shown = world.staff("rita").types("/case show 1").await;
        for secret in ["Leopold", "0144"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    });
}

#[test]
fn who_may_answer_sees_it_as_written_and_on_record() {
    on_each_database(async |world: &mut World| {
        world.mention(POST).routed_to("emergency").await;
        let ana = world.staff("ana");
        ana.types("/case note 1 His MRN is 00718842").await;
        let shown = world.staff("rita").types("/case show 1").await;
        for secret in ["Leopold", "417B", "0144", "00718842"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        assert_snapshot!(world.staff("rita").types("/case reveal 1").await, @"That needs the right to respond. Ask ana, ben, lena.");
        let revealed = ana
            .types("/case reveal 1")
            .await
            .replace(world.network.address(), "https://public.example");
        assert_snapshot!(revealed, @r"
        Case #1 · Bluesky by @rosa

        Fri 20 Nov 09:00
        My husband Leopold Vantongeren has waited six hours in the ER, room 417B. Call 312-555-0144
        https://public.example/posts/p1

        Fri 20 Nov 09:00 · note by ana
        His MRN is 00718842

        Only you see this. That you looked is on record.
        ");
        assert_snapshot!(world.record(1).await, @"opened noted revealed");
    });
}

#[test]
fn no_list_no_search_and_no_digest_tells_who() {
    on_each_database(async |world: &mut World| {
        world.mention(POST).routed_to("emergency").await;
        world
            .mention("Thank you! Our daughter Wilhelmina Ostrander came home from the NICU, you saved her")
            .by("nell")
            .seen()
            .await;
        world.wait(minutes(1)).await;
        let rita = world.staff("rita");
        for line in [
            "/desk list",
            "/desk list all",
            "/desk search waited",
            "/desk author rosa",
            "/desk author nell",
            "/desk digest",
        ] {
            let told = rita.types(line).await;
            for secret in [
                "Leopold",
                "Vantongeren",
                "417B",
                "0144",
                "Wilhelmina",
                "Ostrander",
            ] {
                assert!(!told.contains(secret), "{line} tells {secret}: {told}");
            }
        }
        let digest = rita.types("/desk digest").await;
        assert!(digest.contains("[name]"), "{digest}");
    });
}

#[test]
fn a_name_from_an_earlier_post_is_masked_in_every_list() {
    on_each_database(async |world: &mut World| {
        let first = world
            .mention("My mother Henrietta Vasquez has waited six hours in the ER")
            .routed_to("emergency")
            .await;
        world
            .mention("Still waiting in the ER. Henrietta deserves better.")
            .under(&first)
            .seen()
            .await;
        assert_eq!(world.count().await, 1);
        let rita = world.staff("rita");
        for line in ["/desk list", "/desk list all", "/desk search deserves"] {
            let told = rita.types(line).await;
            assert!(told.contains("[name] deserves better"), "{line}: {told}");
        }
    });
}

#[test]
fn a_case_that_was_merged_keeps_what_its_posts_told() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.mention(POST).routed_to("emergency").await;
        let note = "/case note 2 Leopold is next";
        world.staff("ana").types(note).await;
        world.staff("lena").types("/case merge 2 1").await;
        let shown = world.staff("rita").types("/case show 2").await;
        assert!(shown.contains("note: [name] is next"), "{shown}");
        assert!(!shown.contains("Leopold"), "{shown}");
    });
}

#[test]
fn a_draft_is_masked_for_who_only_looks_at_its_case() {
    on_the_console(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        world.mention(POST).routed_to("emergency").await;
        let ana = world.staff("ana");
        ana.types("/case reply 1 We are sorry that Leopold had to wait.")
            .await;
        let shown = world.staff("rita").types("/case show 1").await;
        assert!(shown.contains("We are sorry that [name] had to wait."), "{shown}");
        assert!(!shown.contains("Leopold"), "{shown}");
    });
}

#[test]
fn why_the_guard_was_overridden_tells_no_digest_who() {
    on_the_console(async |world: &mut World| {
        world.mention(POST).routed_to("emergency").await;
        world
            .staff("ana")
            .types("/case reply 1 We found your record, MRN 44719032.")
            .await;
        for who in ["cora", "dan"] {
            let yes = "/case approve 1 Leopold Vantongeren posted it himself";
            world.staff(who).types(yes).await;
        }
        world.wait(minutes(1)).await;
        let digest = world.staff("rita").types("/desk digest").await;
        assert!(digest.contains("[name] posted it himself"), "{digest}");
        assert!(!digest.contains("Leopold"), "{digest}");
    });
}

/// Whatever the words, nothing that a card, a thread or a command shows has what they tell of a patient.
#[test]
fn every_post_of_the_set_is_masked_on_every_surface() {
    on_each_database(async |world: &mut World| {
        let rows = include_str!("../data/phi.jsonl").lines();
        let rows: Vec<Told> = rows.map(|line| serde_json::from_str(line).unwrap()).collect();
        for row in &rows {
            world.mention(&row.text).by(&row.id).unseen();
        }
        world.settle().await;
        assert_eq!(world.count().await, rows.len());
        let lena = world.staff("lena");
        for number in 1..=rows.len() {
            let note = cut(&rows[number - 1].text);
            lena.types(&format!("/case note {number} {note}")).await;
        }
        let mut shown = vec![
            lena.types("/desk list all").await,
            lena.types("/desk digest").await,
        ];
        for number in 1..=rows.len() {
            shown.push(lena.types(&format!("/case show {number}")).await);
        }
        for department in world.directory().departments {
            let entries = world.entries(department.name.as_str()).await;
            shown.extend(entries.into_iter().map(|entry| entry.line));
        }
        for number in 1..=rows.len() {
            shown.push(world.thread(i64::try_from(number).unwrap()).await);
        }
        for secret in rows
            .iter()
            .flat_map(|row| &row.secrets)
            .filter(|s| s.chars().count() > 2)
        {
            let found = shown.iter().find(|text| text.contains(secret.as_str()));
            assert!(found.is_none(), "{secret} is shown: {found:?}");
        }
    });
}

/// A card that keeps words out holds none of those about patients, and none that mean harm.
#[test]
fn a_card_that_keeps_words_out_holds_none() {
    on_the_console(async |world: &mut World| {
        let words = [all(), about_patients()].concat();
        for (count, text) in words.iter().enumerate() {
            world.mention(text).by(&format!("p{count}")).unseen();
        }
        world.settle().await;
        let said = Said::by(&words);
        for number in 1..=i64::try_from(words.len()).unwrap() {
            let Some(card) = world.desk.card(CaseNumber(number)).await.unwrap() else {
                continue;
            };
            let drawn = serde_json::to_value(card.through(Sight::Redacted)).unwrap();
            let told = texts_of(&drawn).into_iter().find_map(|text| said.stands_in(text));
            assert_eq!(told, None, "{number}: {drawn}");
        }
    });
}

fn cut(text: &str) -> String {
    text.chars().take(300).collect()
}
