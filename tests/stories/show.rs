//! `/case show`: one case whole.

use crate::world::{World, on_each_database, on_the_console};
use insta::assert_snapshot;

use crate::world::minutes;

#[test]
fn everybody_on_the_payroll_reads_a_case_whole() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.wait(minutes(5)).await;
        world.staff("ana").types("/case reply 1 We are sorry").await;
        world.wait(minutes(5)).await;
        world.staff("ana").types("/case note 1 She is next").await;
        assert_snapshot!(world.staff("rita").types("/case show 1").await, @r"
        Case #1 · held by ana · high · emergency
        Bluesky by @rosa · wait time
        Here because: ‘hours in the ER’ + ‘still waiting’ → wait time; ‘hours in the ER and’ → complaint; ‘hours in the ER and’ → high; wait time → emergency

        Fri 20 Nov 09:00
        Six hours in the ER and still waiting

        Fri 20 Nov 09:05 · our reply by ana (published)
        We are sorry

        Fri 20 Nov 09:00 the author: opened, high, with emergency
        Fri 20 Nov 09:05 ana: claimed
        Fri 20 Nov 09:05 ana: answered in public
        Fri 20 Nov 09:05 liaison: the reply is out
        Fri 20 Nov 09:10 ana: note: She is next
        ");
        assert_snapshot!(world.staff("rita").in_thread(Some(1), "/case show").await.lines().next().unwrap(), @"Case #1 · held by ana · high · emergency");
    });
}

#[test]
fn who_is_not_on_the_list_of_staff_reads_nothing() {
    on_the_console(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("anna").types("/case show 1").await, @"“anna” is not on the list of staff. Did you mean ana, dan?");
        assert_snapshot!(world.staff("").types("/case claim 1").await, @"“” is not on the list of staff.");
        assert_snapshot!(world.staff("ana").types("/case show 18446744073709551615").await, @r"
        `18446744073709551615` is too long for a case number.
        Usage: /case show CASE
        ");
        assert_snapshot!(world.staff("ana").types("/case shwo 1").await, @r"
        `/case` has no verb `shwo`.
        Did you mean `/case show`?
        Usage: /case VERB CASE …
        Verbs: claim, release, assign, reply, approve, decline, note, tag, priority, transfer, escalate, resolve, reopen, dismiss, merge, show, reveal, retract, suggest, handoff
        ");
    });
}
