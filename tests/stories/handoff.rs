//! `/case handoff` and `/desk handoff`: the author calls, and whoever takes the call finds the case.

use crate::world::network::{Call, Fault};
use crate::world::{World, hours, minutes, on_each_database, on_the_console};
use insta::assert_snapshot;
use liaison::domain::handoff::codes_in;
use liaison::domain::{Approval, CaseNumber, Right};
use std::time::Duration;
use tokio::join;

const RUDE: &str = "The clerk at HGH was so rude to my mother that she cried";

impl World {
    /// The patient liaison has a phone.
    fn has_a_liaison(&self) {
        let mut directory = self.directory();
        directory.handoff.phone = Some("555-0142".to_owned());
        self.desk.settle_in(directory);
    }

    /// The newest code that stands in public.
    fn code(&self) -> String {
        let said = self.network.posts();
        let codes = said.iter().flat_map(|post| codes_in(&post.text));
        codes.last().expect("a code in public").to_string()
    }

    /// The thread as the public reads it, without its codes.
    async fn public_without_codes(&self, case: i64) -> String {
        let mut shown = self.public_thread(case).await;
        for code in codes_in(&shown) {
            shown = shown.replace(&code.to_string(), "(code)");
        }
        shown
    }
}

#[test]
fn a_code_leads_whoever_takes_the_call_to_the_case_once() {
    on_each_database(async |world: &mut World| {
        world.mention(RUDE).seen().await;
        let (ana, ben, rita) = (world.staff("ana"), world.staff("ben"), world.staff("rita"));
        assert_snapshot!(ana.types("/case handoff 1").await, @"The settings have no phone or link under [handoff]; whoever looks after liaison can add it.");
        world.has_a_liaison();
        assert_snapshot!(rita.types("/case handoff 1").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert_snapshot!(ana.types("/case handoff 1").await, @r"
        Your reply is on its way to Bluesky, in public, under @rosa’s post.
        Its code works once, until Fri 27 Nov 09:00, and only while the invitation stands: `retract` takes both back.
        ");
        assert_snapshot!(world.public_without_codes(1).await, @r"
        rosa: The clerk at HGH was so rude to my mother that she cried
          harbor_health: Thank you for writing. We can’t talk about anything personal here, but our patient liaison would like to listen: 555-0142. Please mention the code (code).
        ");
        let code = world.code();
        assert_snapshot!(rita.types(&format!("/desk handoff {code}")).await, @"That needs the right to respond. Ask ana, ben, lena.");
        let typed = format!("/desk handoff {}", code.to_lowercase().replace('-', " "));
        let shown = ben.types(&typed).await;
        let (warning, case) = shown.split_once("\n\n").unwrap();
        assert_snapshot!(warning, @"The code belongs to case #1, and is used up now. It stood in public, so it does not show who is calling: confirm that by your usual procedure before you say anything about anybody.");
        assert!(case.contains("Case #1") && case.contains("rude"), "{case}");
        assert_snapshot!(ben.types(&typed).await, @"That code leads nowhere: it may be mistyped, used already, or too old. Ask the caller to read it again.");
        assert_snapshot!(world.record(1).await, @"opened claimed replied published handed_off");
        let thread = world.thread(1).await;
        assert!(thread.contains("ben took the author’s call"), "{thread}");
    });
}

#[test]
fn of_two_who_give_a_code_at_once_one_has_the_call() {
    on_each_database(async |world: &mut World| {
        world.has_a_liaison();
        world.mention(RUDE).seen().await;
        world.staff("ana").types("/case handoff 1").await;
        let line = format!("/desk handoff {}", world.code());
        let (ben, lena) = (world.staff("ben"), world.staff("lena"));
        let both = join!(ben.only_types(&line), lena.only_types(&line));
        let found = [both.0, both.1]
            .iter()
            .filter(|said| said.contains("Case #1"))
            .count();
        assert_eq!(found, 1);
    });
}

#[test]
fn a_code_is_too_late_after_its_time_and_lives_through_a_restart() {
    on_each_database(async |world: &mut World| {
        world.has_a_liaison();
        world.mention(RUDE).seen().await;
        world.mention("The bill is wrong again").by("tom").seen().await;
        world.staff("ana").types("/case handoff 1").await;
        let code = world.code();
        let other = world.another_process("second").await;
        let said = other
            .desk
            .run(
                &"ben".into(),
                liaison::domain::Origin::Console,
                None,
                &format!("/desk handoff {code}"),
            )
            .await
            .unwrap();
        assert_eq!(said.case, Some(CaseNumber(1)));
        world.staff("ben").types("/case handoff 2").await;
        let late = world.code();
        world.wait(hours(7 * 24 + 1)).await;
        let said = world.staff("ben").types(&format!("/desk handoff {late}")).await;
        assert!(said.starts_with("That code leads nowhere"), "{said}");
    });
}

#[test]
fn who_guesses_is_stopped_for_a_while() {
    on_each_database(async |world: &mut World| {
        world.has_a_liaison();
        world.mention(RUDE).seen().await;
        world.staff("ana").types("/case handoff 1").await;
        let code = world.code();
        let ben = world.staff("ben");
        for wrong in ["22222222", "K7M2-QX9", "not a code", "ÄÖÜ", "77777777"] {
            let said = ben.types(&format!("/desk handoff {wrong}")).await;
            assert!(said.starts_with("That code leads nowhere"), "{wrong}: {said}");
        }
        assert_snapshot!(ben.types(&format!("/desk handoff {code}")).await, @"Too many codes led nowhere. Wait ten minutes, or look the case up by its author: `/desk author NAME`.");
        world.wait(minutes(11)).await;
        let said = ben.types(&format!("/desk handoff {code}")).await;
        assert!(said.contains("Case #1"), "{said}");
    });
}

#[test]
fn one_invitation_at_a_time_and_taking_it_back_takes_the_code_back() {
    on_each_database(async |world: &mut World| {
        world.has_a_liaison();
        world.mention(RUDE).seen().await;
        let ana = world.staff("ana");
        ana.types("/case handoff 1").await;
        assert_snapshot!(ana.types("/case handoff 1").await, @"Case #1 has an invitation that is out or on its way, and its code still works. To invite again, take that one back first: `/case retract 1`.");
        let first = world.code();
        ana.types("/case retract 1").await;
        let said = world.staff("ben").types(&format!("/desk handoff {first}")).await;
        assert!(said.starts_with("That code leads nowhere"), "{said}");
        ana.types("/case handoff 1").await;
        let second = world.code();
        assert_ne!(first, second);
        let said = world.staff("ben").types(&format!("/desk handoff {second}")).await;
        assert!(said.contains("Case #1"), "{said}");
    });
}

#[test]
fn an_invitation_that_waits_has_no_code_that_works() {
    on_each_database(async |world: &mut World| {
        world.has_a_liaison();
        let mut directory = world.directory();
        directory.policy.approval = Approval::Always;
        directory.staff[2].rights.push(Right::Approve);
        world.desk.settle_in(directory);
        world.mention(RUDE).seen().await;
        world.staff("ana").types("/case handoff 1").await;
        let code = async || {
            let mut tx = world.store.read().await.unwrap();
            let draft = tx.open_draft(CaseNumber(1)).await.unwrap().expect("a draft");
            codes_in(&draft.words)[0].to_string()
        };
        let declined = code().await;
        let redeem = async |code: &str| world.staff("ben").types(&format!("/desk handoff {code}")).await;
        assert!(redeem(&declined).await.starts_with("That code leads nowhere"));
        world.staff("lena").types("/case decline 1 Not in public").await;
        assert!(redeem(&declined).await.starts_with("That code leads nowhere"));
        world.staff("ana").types("/case handoff 1").await;
        let approved = code().await;
        world.staff("lena").types("/case approve 1").await;
        assert!(redeem(&approved).await.contains("Case #1"));
    });
}

#[test]
fn an_invitation_speaks_the_author_s_language() {
    on_each_database(async |world: &mut World| {
        world.has_a_liaison();
        world
            .mention("La recepcionista de Harbor General fue muy grosera con mi mamá y la hizo llorar")
            .seen()
            .await;
        world.staff("ana").types("/case handoff 1").await;
        assert_snapshot!(world.public_without_codes(1).await, @r"
        rosa: La recepcionista de Harbor General fue muy grosera con mi mamá y la hizo llorar
          harbor_health: Gracias por escribirnos. Aquí no podemos hablar de nada personal, pero nuestra oficina de enlace con pacientes quiere escuchar: 555-0142. Mencione el código (code).
        ");
    });
}

#[test]
fn a_code_leads_on_to_the_case_that_goes_on() {
    on_the_console(async |world: &mut World| {
        world.has_a_liaison();
        world.mention(RUDE).seen().await;
        world.mention("The bill is wrong again").seen().await;
        world.staff("ana").types("/case handoff 1").await;
        let code = world.code();
        world.staff("lena").types("/case merge 1 2").await;
        let said = world.staff("ben").types(&format!("/desk handoff {code}")).await;
        assert!(said.contains("Case #2"), "{said}");
    });
}

#[test]
fn an_invitation_that_failed_stands_in_nobodys_way() {
    on_each_database(async |world: &mut World| {
        world.has_a_liaison();
        world.mention(RUDE).seen().await;
        world.network.next(Call::Write, Fault::Refuses(403));
        world.staff("ana").types("/case handoff 1").await;
        assert_eq!(world.given_up().await.len(), 1);
        world.staff("ana").types("/case handoff 1").await;
        assert_eq!(world.network.ours().len(), 1);
        let line = format!("/desk handoff {}", world.code());
        let said = world.staff("ben").types(&line).await;
        assert!(said.contains("Case #1"), "{said}");
    });
}

#[test]
fn a_codes_time_begins_when_its_invitation_goes_out() {
    on_each_database(async |world: &mut World| {
        world.has_a_liaison();
        let mut directory = world.directory();
        directory.handoff.expires = Duration::from_secs(1_800);
        directory.policy.approval = Approval::Always;
        directory.staff[2].rights.push(Right::Approve);
        world.desk.settle_in(directory);
        world.mention(RUDE).seen().await;
        let said = world.staff("ana").types("/case handoff 1").await;
        assert!(!said.contains("Its code works"), "{said}");
        world.wait(hours(1)).await;
        world.staff("lena").types("/case approve 1").await;
        let line = format!("/desk handoff {}", world.code());
        world.wait(minutes(29)).await;
        let said = world.staff("ben").types(&line).await;
        assert!(said.contains("Case #1"), "{said}");
    });
}

#[test]
fn each_department_invites_in_its_own_words() {
    on_each_database(async |world: &mut World| {
        world.has_a_liaison();
        // The second takes the place of what all had: the others go on with that.
        for name in ["calls", "handoff"] {
            let words = "Thank you for writing. We can’t talk about anything personal here, but our billing desk would like to listen: {contact}. Please mention the code {code}.";
            let line = format!("/desk resource add {name} for billing as handoff: {words}");
            let said = world.staff("lena").types(&line).await;
            assert!(said.contains("is ready to be sent"), "{said}");
        }
        world.mention(RUDE).seen().await;
        world
            .mention("My bill is wrong, I was charged twice")
            .by("tom")
            .routed_to("billing")
            .await;
        for (case, whose) in [(1, "our patient liaison"), (2, "our billing desk")] {
            world.staff("ana").types(&format!("/case handoff {case}")).await;
            let said = world.public_thread(case).await;
            assert!(said.contains(whose), "{said}");
        }
    });
}
