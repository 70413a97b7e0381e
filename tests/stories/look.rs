//! A look at a network that goes wrong loses nothing and doubles nothing.

use crate::world::{World, on_the_console};
use insta::assert_snapshot;

use crate::world::network::{Call, Fault};
use crate::world::seconds;

#[test]
fn whatever_goes_wrong_the_cursor_stays_and_the_next_look_brings_all() {
    on_the_console(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let faults = [
            Fault::Refuses(500),
            Fault::SlowDown(5),
            Fault::Breaks,
            Fault::DoneThenBreaks,
            Fault::Nonsense,
            Fault::Refuses(401),
            Fault::Refuses(404),
        ];
        for (count, fault) in faults.into_iter().enumerate() {
            world
                .mention("My bill is wrong, I was charged twice")
                .by(&format!("p{count}"))
                .unseen();
            world.network.next(Call::Read, fault);
            world.settle().await;
            assert_eq!(world.count().await, count + 1, "{fault:?} brings nothing");
            world.wait(seconds(10)).await;
            assert_eq!(world.count().await, count + 2, "{fault:?} loses nothing");
        }
    });
}

#[test]
fn expired_credentials_are_named() {
    on_the_console(async |world: &mut World| {
        world.network.next(Call::Read, Fault::Refuses(401));
        world.settle().await;
        let status = world.staff("rita").only_types("/desk status").await;
        assert_snapshot!(status.lines().nth(1).unwrap(), @"  public (Sandbox): expired, the credentials have expired or were revoked: the sandbox refuses our token; never read, 1 failure in a row");
        world.wait(seconds(10)).await;
        let status = world.staff("rita").only_types("/desk status").await;
        assert_snapshot!(status.lines().nth(1).unwrap(), @"  public (Sandbox): ok, last read just now");
    });
}

#[test]
fn a_long_page_goes_on_where_it_broke_off() {
    on_the_console(async |world: &mut World| {
        for count in 0..450 {
            world
                .mention("My bill is wrong, I was charged twice")
                .by(&format!("p{count}"))
                .unseen();
        }
        world.crew.ingest.tick().await.unwrap();
        world.network.next(Call::Read, Fault::DoneThenBreaks);
        world.crew.ingest.tick().await.unwrap();
        assert_eq!(world.count().await, 200);
        world.settle().await;
        assert_eq!(world.count().await, 450);
    });
}

#[test]
fn a_hang_is_dropped_and_read_again() {
    on_the_console(async |world: &mut World| {
        world.mention("Six hours in the ER and still waiting").unseen();
        world.network.next(Call::Read, Fault::Hangs);
        tokio::select! {
            _ = world.crew.ingest.tick() => panic!("it hangs"),
            () = world.network.hangs() => {}
        }
        world.settle().await;
        assert_eq!(world.count().await, 1);
    });
}
