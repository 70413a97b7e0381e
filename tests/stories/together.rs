//! Two processes on one database share the work and double nothing.

use crate::world::{World, on_each_database};

use crate::world::hours;
use crate::world::network::Call;
use futures_util::future::join;

#[test]
fn two_processes_share_the_work_and_double_nothing() {
    on_each_database(async |world: &mut World| {
        let other = world.another_process("second").await;
        for count in 0..40 {
            world
                .mention("My bill is wrong, I was charged twice")
                .by(&format!("p{count}"))
                .unseen();
        }
        for _ in 0..4 {
            join(world.crew.round(), other.round()).await;
        }
        assert_eq!(world.count().await, 40);
        for number in 1..=40 {
            let line = format!("/case reply {number} We will look into it");
            world.staff("ben").only_types(&line).await;
        }
        loop {
            let (first, second) = join(world.crew.outbox.tick(), other.outbox.tick()).await;
            if first.unwrap() + second.unwrap() == 0 {
                break;
            }
        }
        assert_eq!(
            (world.network.calls(Call::Write), world.network.ours().len()),
            (40, 40)
        );
        world.clock.advance(hours(80));
        for _ in 0..4 {
            join(world.crew.round(), other.round()).await;
        }
        for case in world.all_cases().await {
            assert_eq!(case.tier, 1, "{}", case.number);
        }
    });
}
