//! `/desk search`: cases in whose posts the words stand.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn the_words_of_posts_are_found_as_they_are_now() {
    on_each_database(async |world: &mut World| {
        let rita = world.staff("rita");
        let post = world
            .mention("Lost my grey coat in the ER, ¿dónde está? North-Garage https://x.example/a_b")
            .seen()
            .await;
        world
            .mention("My bill is wrong, I was charged twice")
            .by("tom")
            .seen()
            .await;
        assert_snapshot!(rita.types("/desk search GREY coat").await, @r"
        Found: 1 case
        #1 normal · open · parking · just now — Lost my grey coat in the ER, ¿dónde está? North-Garage https://x.examp…
        ");
        assert_snapshot!(rita.types("/desk search donde esta").await, @r"
        Found: 1 case
        #1 normal · open · parking · just now — Lost my grey coat in the ER, ¿dónde está? North-Garage https://x.examp…
        ");
        assert_snapshot!(rita.types("/desk search garage north example").await, @r"
        Found: 1 case
        #1 normal · open · parking · just now — Lost my grey coat in the ER, ¿dónde está? North-Garage https://x.examp…
        ");
        assert_snapshot!(rita.types("/desk search coat bill").await, @"Found: no case.");
        assert_snapshot!(rita.types("/desk search \"' or 1=1 -- NEAR(* ) NOT coat:").await, @"Found: no case.");
        assert_snapshot!(rita.types("/desk search -- ???").await, @"Found: no case.");
        world.network.edit(&post, "Found it, thanks");
        world.settle().await;
        assert_snapshot!(rita.types("/desk search coat").await, @"Found: no case.");
        assert_snapshot!(rita.types("/desk search found thanks").await, @r"
        Found: 1 case
        #1 normal · open · parking · just now — Found it, thanks
        ");
    });
}
