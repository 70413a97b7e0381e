//! `/case transfer`: another department has it.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn a_case_moves_with_a_card_in_both_places() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.staff("ana").types("/case claim 1").await;
        let lena = world.staff("lena");
        assert_snapshot!(lena.types("/case transfer 1 Billing It's about the bill, \"really\"").await, @"Case #1 went to Billing.");
        assert_snapshot!(world.channel("emergency").await, @"[1] open · high — Six hours in the ER and still waiting");
        assert_snapshot!(world.channel("billing").await, @"[1] open · high — Six hours in the ER and still waiting");
        assert_snapshot!(world.thread(1).await, @r#"
        ana has this now.
        lena moved it from emergency to billing: It's about the bill, "really"
        "#);
        assert_snapshot!(lena.types("/case transfer 1 billing").await, @"Case #1 is with billing already.");
        assert_snapshot!(lena.types("/case transfer 1 biling").await, @"There is no department “biling”. Did you mean billing?");
        world.staff("ben").types("/case claim 1").await;
        assert_snapshot!(world.channel("emergency").await, @"[1] held by ben · high — Six hours in the ER and still waiting");
    });
}

#[test]
fn who_is_no_lead_moves_nothing() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("ana").types("/case transfer 1 billing").await, @"That needs the right to lead. Ask lena.");
        assert_eq!(world.case(1).await.department.as_str(), "emergency");
    });
}
