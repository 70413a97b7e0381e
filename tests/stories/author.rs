//! `/desk author`: everything one author has brought, and who else they are.

use super::clerk::{ask, clerk, words};
use crate::world::{World, on_each_database, on_the_console};
use insta::assert_snapshot;
use liaison::chat::Clerk;
use liaison::domain::{Network, Sight};

const ER: &str = "Six hours in the ER and still waiting";
const BILL: &str = "My bill is wrong, I was charged twice";

impl World {
    /// Rosa waits in the emergency room on Bluesky; whoever is called `handle` on Mastodon has a bill.
    async fn two_write(&self, handle: &str) -> String {
        self.mention(ER).routed_to("emergency").await;
        self.mention(BILL)
            .by(handle)
            .on(Network::Mastodon)
            .routed_to("billing")
            .await
    }
}

#[test]
fn an_authors_cases_are_listed_by_handle() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world
            .mention("My bill is wrong, I was charged twice")
            .routed_to("billing")
            .await;
        world
            .mention("My bill is wrong, I was charged twice")
            .by("tom")
            .routed_to("billing")
            .await;
        let rita = world.staff("rita");
        assert_snapshot!(rita.types("/desk author @Rosa").await, @r"
        From @Rosa: 2 cases
        #2 normal · open · billing · just now — My bill is wrong, I was charged twice
        #1 high · open · emergency · just now — Six hours in the ER and still waiting
        ");
        assert_snapshot!(rita.types("/desk author nobody").await, @"From @nobody: no case.");
    });
}

#[test]
fn two_networks_are_one_person_because_a_colleague_says_so() {
    on_each_database(async |world: &mut World| {
        world.two_write("rosa_m").await;
        let (ana, rita) = (world.staff("ana"), world.staff("rita"));
        assert_snapshot!(rita.types("/desk author rosa").await, @r"
        From @rosa: 1 case
        #1 high · open · emergency · just now — Six hours in the ER and still waiting
        ");
        assert_snapshot!(ana.types("/desk author @rosa link rosa_m").await, @"From now on @rosa on Bluesky and @rosa_m on Mastodon are one person. Case #1 and case #2 have it on record; cases stay apart.");
        assert_snapshot!(rita.types("/desk author rosa_m").await, @r"
        From @rosa_m, also known as @rosa on Bluesky: 2 cases
        #2 normal · open · billing · just now · Mastodon — My bill is wrong, I was charged twice
        #1 high · open · emergency · just now · Bluesky — Six hours in the ER and still waiting
        ");
        assert_snapshot!(rita.types("/desk author #1").await, @r"
        From @rosa on Bluesky, also known as @rosa_m on Mastodon: 2 cases
        #2 normal · open · billing · just now · Mastodon — My bill is wrong, I was charged twice
        #1 high · open · emergency · just now · Bluesky — Six hours in the ER and still waiting
        ");
        let shown = rita.types("/case show 2").await;
        let also = shown.lines().find(|line| line.contains("also known as"));
        assert_snapshot!(also.unwrap_or_default(), @"The author is also known as @rosa on Bluesky (case #1), as a colleague said.");
        let recorded = shown.lines().find(|line| line.contains("the author is"));
        assert_snapshot!(recorded.unwrap_or_default(), @"Fri 20 Nov 09:00 ana: the author is that of #1, too");
        assert_snapshot!(world.record(1).await, @"opened author_linked");
        assert_snapshot!(world.record(2).await, @"opened author_linked");
        assert_snapshot!(ana.types("/desk author rosa unlink").await, @"From now on @rosa on Bluesky is not the same person as @rosa_m on Mastodon. It is on record.");
        assert_snapshot!(world.record(1).await, @"opened author_linked author_unlinked");
        assert_snapshot!(world.record(2).await, @"opened author_linked author_unlinked");
        assert!(!rita.types("/case show 2").await.contains("also known as"));
        assert_snapshot!(rita.types("/desk author rosa").await, @r"
        From @rosa: 1 case
        #1 high · open · emergency · just now — Six hours in the ER and still waiting
        ");
    });
}

#[test]
fn nothing_is_joined_because_two_are_one_person() {
    on_each_database(async |world: &mut World| {
        let bill = world.two_write("rosa_m").await;
        world.staff("ana").types("/desk author rosa link rosa_m").await;
        let again = |text| world.mention(text).by("rosa_m").on(Network::Mastodon);
        again("Twice, and nobody picks up").under(&bill).seen().await;
        again("Your parking garage is full again")
            .routed_to("parking")
            .await;
        assert_snapshot!(world.staff("rita").types("/desk author rosa").await, @r"
        From @rosa, also known as @rosa_m on Mastodon: 3 cases
        #3 normal · open · parking · just now · Mastodon — Your parking garage is full again
        #2 high · open · billing · just now · Mastodon — Twice, and nobody picks up
        #1 high · open · emergency · just now · Bluesky — Six hours in the ER and still waiting
        ");
        assert_snapshot!(world.record(1).await, @"opened author_linked");
        assert_snapshot!(world.record(2).await, @"opened author_linked followed_up");
        assert_snapshot!(world.staff("lena").types("/case merge 3 1").await, @"Case #3 and case #1 are by different authors. One case is one conversation with one author.");
    });
}

#[test]
fn one_name_on_two_networks_is_said_with_its_network() {
    on_each_database(async |world: &mut World| {
        world.two_write("Rosa").await;
        world
            .mention("Your parking garage is full again")
            .by("tom")
            .routed_to("parking")
            .await;
        let ana = world.staff("ana");
        assert_snapshot!(ana.types("/desk author rosa").await, @r"
        From @rosa: 2 cases
        #2 normal · open · billing · just now · Mastodon — My bill is wrong, I was charged twice
        #1 high · open · emergency · just now · Bluesky — Six hours in the ER and still waiting
        ");
        assert_snapshot!(ana.types("/desk author Mastodon/rosa").await, @r"
        From @rosa on Mastodon: 1 case
        #2 normal · open · billing · just now — My bill is wrong, I was charged twice
        ");
        assert_snapshot!(ana.types("/desk author tom link rosa").await, @"Several authors are called @rosa: mastodon/rosa (case #2), bluesky/rosa (case #1). Write the network before the name, such as mastodon/rosa, to say which one.");
        assert_snapshot!(ana.types("/desk author tom link x/rosa").await, @"Nobody called @rosa on X has written to us. Write the name as the case's card shows it.");
        assert_snapshot!(ana.types("/desk author bluesky/rosa link mastodon/rosa").await, @"From now on @rosa on Bluesky and @Rosa on Mastodon are one person. Case #1 and case #2 have it on record; cases stay apart.");
        assert_snapshot!(ana.types("/desk author rosa unlink").await, @"Several authors are called @rosa: mastodon/rosa (case #2), bluesky/rosa (case #1). Write the network before the name, such as mastodon/rosa, to say which one.");
        assert_snapshot!(ana.types("/desk author #3 link #2").await, @"From now on @tom on Bluesky and @Rosa on Mastodon are one person. Case #3 and case #2 have it on record; cases stay apart.");
        assert_snapshot!(ana.types("/desk author tom unlink bluesky/rosa").await, @"From now on @rosa on Bluesky is not the same person as @Rosa on Mastodon or @tom on Bluesky. It is on record.");
        assert_snapshot!(ana.types("/desk author tom").await, @r"
        From @tom, also known as @Rosa on Mastodon: 2 cases
        #3 normal · open · parking · just now · Bluesky — Your parking garage is full again
        #2 normal · open · billing · just now · Mastodon — My bill is wrong, I was charged twice
        ");
        assert_snapshot!(world.record(1).await, @"opened author_linked author_unlinked author_unlinked");
        assert_snapshot!(world.record(2).await, @"opened author_linked author_linked author_unlinked");
        assert_snapshot!(world.record(3).await, @"opened author_linked author_unlinked");
    });
}

#[test]
fn what_cannot_be_linked_is_refused() {
    on_each_database(async |world: &mut World| {
        world.two_write("rosa_m").await;
        world
            .mention("Your parking garage is full again")
            .by("tom")
            .routed_to("parking")
            .await;
        let (ana, rita) = (world.staff("ana"), world.staff("rita"));
        assert_snapshot!(rita.types("/desk author rosa link rosa_m").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert_snapshot!(ana.types("/desk author rosa link").await, @"Say who is the same person: `/desk author rosa link NAME`.");
        assert_snapshot!(ana.types("/desk author rosa link kim").await, @"Nobody called @kim has written to us. Write the name as the case's card shows it.");
        assert_snapshot!(ana.types("/desk author rosa link bluesky/Rosa").await, @"Both names are of one author already. Name another author who is the same person.");
        assert_snapshot!(ana.types("/desk author rosa link #9").await, @"There is no case #9. `/desk list` shows the open ones.");
        assert_snapshot!(ana.types("/desk author rosa unlink").await, @"rosa is linked with nobody, so there is nothing to take back.");
        ana.types("/desk author rosa link rosa_m").await;
        assert_snapshot!(ana.types("/desk author rosa_m link rosa").await, @"Those two are one person already. `/desk author NAME` shows who is linked.");
        assert_snapshot!(ana.types("/desk author rosa unlink tom").await, @"rosa and tom are not linked, so there is nothing to take back.");
        assert_snapshot!(rita.types("/desk author rosa unlink").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert_snapshot!(world.record(1).await, @"opened author_linked");
        assert_snapshot!(world.record(3).await, @"opened");
    });
}

#[test]
fn a_name_of_several_words_is_one_name() {
    on_the_console(async |world: &mut World| {
        world
            .mention(ER)
            .by("Frances Oyelaran")
            .routed_to("emergency")
            .await;
        world.mention(BILL).by("fran").routed_to("billing").await;
        let ana = world.staff("ana");
        assert_snapshot!(ana.types("/desk author frances oyelaran").await, @r"
        From @frances oyelaran: 1 case
        #1 high · open · emergency · just now — Six hours in the ER and still waiting
        ");
        assert_snapshot!(ana.types("/desk author Frances Oyelaran link fran").await, @"From now on @Frances Oyelaran on Bluesky and @fran on Bluesky are one person. Case #1 and case #2 have it on record; cases stay apart.");
        assert_snapshot!(ana.types("/desk author fran unlink Frances Oyelaran").await, @"From now on @Frances Oyelaran on Bluesky is not the same person as @fran on Bluesky. It is on record.");
    });
}

#[test]
fn where_authors_are_kept_out_so_are_their_other_names() {
    on_the_console(async |world: &mut World| {
        world.two_write("rosa_m").await;
        let here = clerk(&world.desk, &world.store);
        let says = async |line: &str, sight| words(Clerk::run(&here, ask(&here, "ben", line, sight)).await);
        assert_snapshot!(says("/desk author #1 link #2", Sight::Redacted).await, @"From now on an author on Bluesky and an author on Mastodon are one person. Case #1 and case #2 have it on record; cases stay apart.");
        for sight in [Sight::Redacted, Sight::Link] {
            for line in ["/desk author #1", "/case show 1", "/case show 2"] {
                let told = says(line, sight).await;
                assert!(told.contains("also known as an author on"), "{line}: {told}");
                assert!(!told.contains("rosa"), "{line}: {told}");
            }
            let told = says("/desk author rosa", sight).await;
            assert!(!told.contains("rosa_m"), "{told}");
        }
        assert_snapshot!(says("/desk author #1", Sight::Redacted).await, @r"
        From an author on Bluesky, also known as an author on Mastodon: 2 cases
        #2 normal · open · billing · just now · Mastodon
        #1 high · open · emergency · just now · Bluesky
        Words are kept out of this chat. `/case reveal N` shows those of case N to you alone.
        ");
        assert_snapshot!(says("/desk author #1 unlink #2", Sight::Link).await, @"From now on an author on Mastodon is not the same person as an author on Bluesky. It is on record.");
    });
}
