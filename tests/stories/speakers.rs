//! Somebody writes in another language: the card names colleagues who speak it, and wakes none of them.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

const RUDE: &str = "La recepcionista de Harbor General fue muy grosera con mi mamá y la hizo llorar";

impl World {
    /// From now on these people speak a language.
    fn speak(&self, language: &str, people: &[&str]) {
        let mut directory = self.directory();
        for person in &mut directory.staff {
            if people.contains(&person.name.as_str()) {
                person.languages.push(language.to_owned());
            }
        }
        self.desk.settle_in(directory);
    }

    /// What `/case show` says of it.
    async fn shown(&self, number: i64) -> String {
        let whole = self.staff("rita").types(&format!("/case show {number}")).await;
        let told = whole.lines().filter(|line| line.contains("is spoken by"));
        told.collect::<Vec<_>>().join("\n")
    }
}

#[test]
fn a_card_names_who_speaks_the_author_s_language() {
    on_each_database(async |world: &mut World| {
        world.speak("es", &["ana", "cora", "lena", "rita"]);
        world.mention(RUDE).routed_to("patient-relations").await;
        assert_snapshot!(world.channel("patient-relations").await, @"[1] open · low · Spanish is spoken by lena, cora. — La recepcionista de Harbor General fue muy grosera con mi ma…");
        assert_snapshot!(world.shown(1).await, @"Spanish is spoken by lena, cora.");

        // Nobody of Billing does; whoever elsewhere may answer is named.
        world.staff("lena").types("/case transfer 1 billing").await;
        assert_snapshot!(world.channel("billing").await, @"[1] open · low · Spanish is spoken by ana, lena, elsewhere in the house. — La recepcionista de Harbor General fue muy grosera con mi ma…");
        assert_snapshot!(world.shown(1).await, @"Spanish is spoken by ana, lena, elsewhere in the house.");

        assert_snapshot!(world.staff("lena").types("/case assign 1 ana").await, @"Case #1 is with ana now.");
        assert_snapshot!(world.channel("billing").await, @"[1] held by ana · low · Spanish is spoken by ana, lena, elsewhere in the house. — La recepcionista de Harbor General fue muy grosera con mi ma…");
    });
}

#[test]
fn a_card_says_nothing_where_nobody_speaks_it_and_of_our_first_language() {
    on_each_database(async |world: &mut World| {
        world.speak("en", &["ana", "ben"]);
        world.speak("vi", &["ben"]);
        world.mention(RUDE).routed_to("patient-relations").await;
        world
            .mention("Six hours in the ER and still waiting")
            .by("tom")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.channel("patient-relations").await, @"[1] open · low — La recepcionista de Harbor General fue muy grosera con mi ma…");
        assert_snapshot!(world.channel("emergency").await, @"[2] open · high — Six hours in the ER and still waiting");
        assert_snapshot!(world.shown(1).await, @"");
        assert_snapshot!(world.shown(2).await, @"");
    });
}

#[test]
fn a_critical_case_names_them_and_pages_those_above_as_ever() {
    on_each_database(async |world: &mut World| {
        world.speak("es", &["lena"]);
        world
            .mention("Estoy en su sala de emergencias y quiero suicidarme")
            .routed_to("patient-relations")
            .await;
        assert_snapshot!(world.channel("patient-relations").await, @"[1] open · critical · Spanish is spoken by lena. — Estoy en su sala de emergencias y quiero suicidarme");
        assert_snapshot!(world.channel("leadership").await, @"Critical: case #1 (critical, safety, on Bluesky) is with patient-relations, held by nobody. `/case show 1`");
    });
}
