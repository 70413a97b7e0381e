//! `/desk digest`: the numbers of a span.

use super::clerk::{ask, clerk, words};
use crate::world::{World, on_each_database, on_the_console};
use insta::assert_snapshot;
use liaison::chat::Clerk;
use liaison::domain::Sight;

use crate::world::{hours, minutes};

#[test]
fn a_day_is_counted_beside_the_day_before() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.wait(minutes(10)).await;
        world.staff("ana").types("/case reply 1 We are sorry").await;
        world.staff("ana").types("/case resolve 1").await;
        world.wait(hours(20)).await;
        world
            .mention("Thank you to the nurses of 4 West, you were so kind to my mother")
            .by("kim")
            .seen()
            .await;
        world
            .mention("My bill is wrong, I was charged twice")
            .by("tom")
            .routed_to("billing")
            .await;
        world
            .mention("Still waiting in the ER after nine hours")
            .by("lee")
            .routed_to("emergency")
            .await;
        world.wait(hours(4)).await;
        assert_snapshot!(world.staff("rita").types("/desk digest").await, @r"
        Digest · Fri 20 Nov 2026 09:10 to Sat 21 Nov 2026 09:10

        New            3  2 more than before
        Answered       1  1 more than before
        Praise         1  1 more than before
        Open now       3
        Late now       3
        Median time to first answer: 10 min

        Department          New Answered  Open  Late
        emergency             1        1     1     1
        billing               1        0     1     1
        patient-relations     1        0     1     1

        Praise worth reading
        “Thank you to the nurses of 4 West, you were so kind to my mother” — Bluesky, for patient-relations (#2)
        ");
        assert_snapshot!(world.staff("rita").types("/desk digest week").await.lines().take(4).collect::<Vec<_>>().join("\n"), @r"
        Digest · Sat 14 Nov 2026 09:10 to Sat 21 Nov 2026 09:10

        New            4  4 more than before
        Answered       1  1 more than before
        ");
        assert_snapshot!(world.staff("rita").types("/desk digest year").await, @r"
        `year` is not one of the choices: day, week, month.
        Usage: /desk digest [PERIOD]
        ");
    });
}

#[test]
fn where_words_are_kept_out_a_digest_quotes_nobody() {
    on_the_console(async |world: &mut World| {
        world
            .mention("Thank you to the nurses of 4 West, you were so kind to my mother")
            .seen()
            .await;
        world.wait(minutes(1)).await;
        let here = clerk(&world.desk, &world.store);
        let full = words(Clerk::run(&here, ask(&here, "rita", "/desk digest", Sight::Full)).await);
        assert!(full.contains("so kind to my mother"), "{full}");
        for sight in [Sight::Redacted, Sight::Link] {
            let told = words(Clerk::run(&here, ask(&here, "rita", "/desk digest", sight)).await);
            assert!(
                told.contains("“(words kept out of this chat)” — Bluesky"),
                "{told}"
            );
            assert!(!told.contains("kind"), "{told}");
        }
    });
}
