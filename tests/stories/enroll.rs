//! `/desk enroll`: nobody speaks in public before they have accepted how we do it.

use crate::world::{World, on_each_database, on_the_console};
use insta::assert_snapshot;
use liaison::domain::{Approval, Pledge};

const ER: &str = "Six hours in the ER and still waiting";
const TEXT: &str = "We never show that somebody is a patient.";
const MILDER: &str = "We rarely show that somebody is a patient.";

impl World {
    /// The settings have a text to accept.
    fn asks_to_enroll(&self, version: &str) {
        self.asks_to_accept(version, TEXT);
    }

    fn asks_to_accept(&self, version: &str, text: &str) {
        let mut directory = self.directory();
        directory.policy.pledge = Some(Pledge {
            version: version.to_owned(),
            text: text.to_owned(),
        });
        self.desk.settle_in(directory);
    }

    /// Ana has accepted version 1, and her draft waits.
    async fn has_a_draft_of_somebody_enrolled(&mut self) {
        self.asks_for_approval(Approval::Always);
        self.asks_to_enroll("1");
        self.mention(ER).routed_to("emergency").await;
        let ana = self.staff("ana");
        ana.types("/desk enroll accept 1").await;
        ana.types("/case reply 1 Thank you for telling us.").await;
    }

    /// The words that the first person accepted under a version.
    async fn accepted_words(&self, version: &str) -> Option<String> {
        let mut tx = self.store.read().await.unwrap();
        tx.policy_text(version).await.unwrap()
    }
}

#[test]
fn who_has_not_accepted_the_policy_does_not_answer() {
    on_each_database(async |world: &mut World| {
        world.asks_to_enroll("2026-11");
        world.mention(ER).routed_to("emergency").await;
        let ana = world.staff("ana");
        assert!(
            ana.types("/case reply 1 Thank you for telling us.")
                .await
                .starts_with(
                    "Before you answer in public, please accept how we write in public (version 2026-11): \
                     `/desk enroll` shows it. Nothing was sent."
                )
        );
        assert_eq!(world.case(1).await.status(), "open");
        ana.types("/case note 1 I will answer").await;
        assert_snapshot!(ana.types("/desk enroll").await, @r"
        How we write in public, version 2026-11

        We never show that somebody is a patient.

        To accept it: `/desk enroll accept 2026-11`
        ");
        assert_snapshot!(ana.types("/desk enroll accept 1").await, @"The text in force is version 2026-11. `/desk enroll` shows it.");
        assert_snapshot!(ana.types("/desk enroll accept 2026-11").await, @"Thank you. You have accepted version 2026-11 and can answer in public.");
        assert_snapshot!(ana.types("/desk enroll accept 2026-11").await, @"You had accepted version 2026-11 before.");
        assert_snapshot!(ana.types("/case reply 1 Thank you for telling us.").await, @"Your reply is on its way to Bluesky, in public, under @rosa’s post.");
        assert_snapshot!(ana.types("/desk enroll").await, @r"
        How we write in public, version 2026-11

        We never show that somebody is a patient.

        You have accepted version 2026-11.
        ");
        assert_eq!(world.network.ours().len(), 1);
    });
}

#[test]
fn a_new_version_asks_again_and_approvers_too() {
    on_each_database(async |world: &mut World| {
        world.has_a_draft_of_somebody_enrolled().await;
        let (ana, cora) = (world.staff("ana"), world.staff("cora"));
        assert_snapshot!(cora.types("/case approve 1").await, @"Before you approve, please accept how we write in public (version 1): `/desk enroll` shows it. Nothing was sent.");
        cora.types("/desk enroll accept 1").await;
        world.asks_to_enroll("2");
        assert_snapshot!(cora.types("/case approve 1").await, @"Before you approve, please accept how we write in public (version 2): `/desk enroll` shows it. Nothing was sent.");
        cora.types("/desk enroll accept 2").await;
        assert_snapshot!(cora.types("/case approve 1").await, @"Approved: the reply for case #1 is on its way to Bluesky, in public.");
        ana.types("/case reply 1 We will call the people in charge.")
            .await;
        assert_eq!(world.network.ours().len(), 1);
    });
}

#[test]
fn what_was_accepted_is_kept_word_for_word_and_stays() {
    on_each_database(async |world: &mut World| {
        let long = format!("{TEXT}\n\n  * «Señora» isn't a name — 100 % of us 🙂\n\"Stay kind.\"");
        world.asks_to_accept("1", &long);
        let (ana, ben) = (world.staff("ana"), world.staff("ben"));
        ana.types("/desk enroll").await;
        ana.types("/desk enroll accept 2").await;
        assert_eq!(
            world.accepted_words("1").await,
            None,
            "nobody has accepted it yet"
        );
        ana.types("/desk enroll accept 1").await;
        assert_eq!(world.accepted_words("1").await.as_deref(), Some(long.as_str()));
        ben.types("/desk enroll accept 1").await;
        world.asks_to_accept("1", MILDER);
        ben.types("/desk enroll accept 1").await;
        world.asks_to_accept("2", MILDER);
        ben.types("/desk enroll accept 2").await;
        assert_eq!(world.accepted_words("1").await.as_deref(), Some(long.as_str()));
        assert_eq!(world.accepted_words("2").await.as_deref(), Some(MILDER));
    });
}

#[test]
fn other_words_under_the_same_version_are_not_accepted_by_anybody() {
    on_each_database(async |world: &mut World| {
        world.asks_to_enroll("1");
        world.mention(ER).routed_to("emergency").await;
        let (ana, ben, lena) = (world.staff("ana"), world.staff("ben"), world.staff("lena"));
        ana.types("/desk enroll accept 1").await;
        world.asks_to_accept("1", MILDER);
        let reply = "/case reply 1 Thank you for telling us.";
        assert_snapshot!(ana.types(reply).await, @"Before you answer in public, please accept how we write in public (version 1): `/desk enroll` shows it. Nothing was sent.");
        assert_snapshot!(ana.types("/desk enroll").await, @r"
        How we write in public, version 1

        We rarely show that somebody is a patient.

        The text of version 1 was changed since it was first accepted: the administrator must give it a new version before anybody can accept it.
        ");
        for who in [&ana, &ben] {
            assert_snapshot!(who.types("/desk enroll accept 1").await, @"The text of version 1 was changed since it was first accepted: the administrator must give it a new version before anybody can accept it.");
        }
        assert_snapshot!(lena.types("/desk enroll list").await, @r"
        Version 1: 0 of 5 have accepted it.
        The text of version 1 was changed since it was first accepted: the administrator must give it a new version before anybody can accept it.
        – ana, not yet
        – ben, not yet
        – lena, not yet
        – cora, not yet
        – dan, not yet
        ");
        assert!(ana.types(reply).await.starts_with("Before you answer"));
        assert_eq!(world.case(1).await.status(), "open");
        world.asks_to_accept("2", MILDER);
        assert!(ana.types(reply).await.contains("(version 2)"));
        ana.types("/desk enroll accept 2").await;
        assert_snapshot!(ana.types(reply).await, @"Your reply is on its way to Bluesky, in public, under @rosa’s post.");
        assert_eq!(world.network.ours().len(), 1);
    });
}

#[test]
fn words_that_are_put_back_are_accepted_again() {
    on_the_console(async |world: &mut World| {
        world.asks_to_enroll("1");
        let ana = world.staff("ana");
        ana.types("/desk enroll accept 1").await;
        world.asks_to_accept("1", MILDER);
        world.asks_to_enroll("1");
        assert_snapshot!(ana.types("/desk enroll accept 1").await, @"You had accepted version 1 before.");
        assert!(
            ana.types("/desk enroll")
                .await
                .ends_with("You have accepted version 1.")
        );
    });
}

#[test]
fn an_approver_accepted_the_words_too() {
    on_each_database(async |world: &mut World| {
        world.has_a_draft_of_somebody_enrolled().await;
        let cora = world.staff("cora");
        cora.types("/desk enroll accept 1").await;
        world.asks_to_accept("1", MILDER);
        assert!(
            cora.types("/case approve 1")
                .await
                .starts_with("Before you approve")
        );
        assert_eq!(world.network.ours().len(), 0);
        assert_eq!(world.requests(1).await, "draft for #1: waits for approval");
    });
}

#[test]
fn leads_see_who_has_accepted() {
    on_each_database(async |world: &mut World| {
        world.asks_to_enroll("1");
        world.staff("ana").types("/desk enroll accept 1").await;
        world.staff("cora").types("/desk enroll accept 1").await;
        assert_snapshot!(world.staff("lena").types("/desk enroll list").await, @r"
        Version 1: 2 of 5 have accepted it.
        ✓ ana, 20 Nov 2026 09:00
        ✓ cora, 20 Nov 2026 09:00
        – ben, not yet
        – lena, not yet
        – dan, not yet
        ");
        assert_snapshot!(world.staff("ana").types("/desk enroll list").await, @"That needs the right to lead. Ask lena.");
    });
}

#[test]
fn where_there_is_no_text_nothing_is_asked() {
    on_the_console(async |world: &mut World| {
        assert_snapshot!(world.staff("ana").types("/desk enroll").await, @"There is nothing to accept: the settings have no policy text.");
        assert_snapshot!(world.staff("ana").types("/desk enroll accept 1").await, @"There is nothing to accept: the settings have no policy text.");
    });
}

#[test]
fn an_outsider_and_a_leaver_are_nobody() {
    on_each_database(async |world: &mut World| {
        world.asks_for_approval(Approval::Always);
        world.asks_to_enroll("1");
        world.mention(ER).routed_to("emergency").await;
        for who in ["ana", "cora"] {
            world.staff(who).types("/desk enroll accept 1").await;
        }
        world
            .staff("ana")
            .types("/case reply 1 Thank you for telling us.")
            .await;
        let said = world.staff("zoe").types("/desk enroll accept 1").await;
        assert!(!said.contains("Thank you"), "{said}");
        // Cora leaves: neither her account nor her yes is worth anything from then on.
        let mut directory = world.directory();
        directory.staff.retain(|staff| staff.name.as_str() != "cora");
        world.desk.settle_in(directory);
        let said = world.staff("cora").types("/case approve 1").await;
        assert!(!said.contains("Approved"), "{said}");
        assert_eq!(world.requests(1).await, "draft for #1: waits for approval");
        assert_eq!(world.network.ours().len(), 0);
    });
}
