//! `/desk status`: how feeds, deliveries and departments fare.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

use crate::world::minutes;
use crate::world::network::{Call, Fault};

#[test]
fn feeds_deliveries_and_departments_are_told_of() {
    on_each_database(async |world: &mut World| {
        let rita = world.staff("rita");
        assert_snapshot!(rita.only_types("/desk status").await, @r"
        Feeds
          none has been read yet
        Deliveries
          0 waiting, none given up on
        Triage judges by
          the model that liaison came with
        Open cases
          none
        ");
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        world.wait(minutes(3)).await;
        world.network.next(Call::Read, Fault::Refuses(401));
        world.settle().await;
        world.wait(minutes(2)).await;
        world.network.next(Call::Read, Fault::Refuses(401));
        world.settle().await;
        assert_snapshot!(rita.only_types("/desk status").await, @r"
        Feeds
          public (Sandbox): expired, the credentials have expired or were revoked: the sandbox refuses our token; last read just now, 1 failure in a row
        Deliveries
          0 waiting, none given up on
        Triage judges by
          the model that liaison came with
        Open cases
          emergency: 1 case
        ");
    });
}
