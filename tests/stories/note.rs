//! `/case note`: words for colleagues.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn a_note_stays_inside() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let ana = world.staff("ana");
        assert_snapshot!(ana.types("/case note 1 Called the desk;\nshe is \"next\" -- really").await, @"Noted on case #1, for colleagues only.");
        assert_snapshot!(world.thread(1).await, @r#"
        ana notes, for colleagues only: Called the desk;
        she is "next" -- really
        "#);
        assert_snapshot!(ana.types("/case note 1   ").await, @r"
        Please add TEXT: what your colleagues should know.
        Usage: /case note CASE TEXT
        ");
        assert_snapshot!(ana.types(&format!("/case note 1 {}", "x".repeat(4_001))).await, @"That is 1 character too long; 4000 is the most.");
        assert_eq!(world.network.posts().len(), 1, "nothing of it is public");
    });
}

#[test]
fn who_may_only_read_writes_none() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        assert_snapshot!(world.staff("rita").types("/case note 1 I know her").await, @"That needs the right to respond. Ask ana, ben, lena.");
        assert_snapshot!(world.thread(1).await, @"");
    });
}
