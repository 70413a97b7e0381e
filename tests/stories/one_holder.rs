//! Of any number of simultaneous claims exactly one wins.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

use crate::world::organisation::staff;
use futures_util::future::join_all;
use liaison::domain::{Origin, Right, StaffName};

#[test]
fn of_two_at_once_one_wins_and_the_other_is_told_who() {
    on_each_database(async |world: &mut World| {
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let other = world.another_process("second").await;
        let (ana, ben) = (StaffName::from("ana"), StaffName::from("ben"));
        let (first, second) = tokio::join!(
            world.desk.run(&ana, Origin::Console, None, "/case claim 1"),
            other.desk.run(&ben, Origin::Console, None, "/case claim 1"),
        );
        let holder = world.case(1).await.holder().unwrap().to_string();
        let (won, lost) = if holder == "ana" {
            (first, second)
        } else {
            (second, first)
        };
        assert_eq!(won.unwrap().text, "Case #1 is yours.");
        let told = lost.unwrap_err().to_string();
        assert!(
            told.starts_with(&format!("Case #1 is with {holder} since 09:00")),
            "{told}"
        );
        world.settle().await;
        assert_eq!(world.thread(1).await, format!("{holder} has this now."));
    });
}

#[test]
fn of_fifty_at_once_one_wins() {
    on_each_database(async |world: &mut World| {
        let mut directory = world.directory();
        let names: Vec<String> = (0..50).map(|n| format!("nurse{n}")).collect();
        directory.staff.extend(
            names
                .iter()
                .map(|n| staff(n, "Nurse", "emergency", &[Right::Respond])),
        );
        world.desk.settle_in(directory.clone());
        let other = world.another_process("second").await;
        other.desk.settle_in(directory);
        world
            .mention("Six hours in the ER and still waiting")
            .routed_to("emergency")
            .await;
        let claims = names.iter().enumerate().map(|(n, name)| {
            let desk = if n % 2 == 0 { &world.desk } else { &other.desk };
            async move {
                desk.run(
                    &StaffName::from(name.as_str()),
                    Origin::Console,
                    None,
                    "/case claim 1",
                )
                .await
            }
        });
        let answers = join_all(claims).await;
        let holder = world.case(1).await.holder().unwrap().to_string();
        assert_eq!(answers.iter().filter(|a| a.is_ok()).count(), 1);
        for refused in answers.into_iter().filter_map(Result::err) {
            let told = refused.to_string();
            assert!(
                told.starts_with(&format!("Case #1 is with {holder} since 09:00")),
                "{told}"
            );
        }
        world.settle().await;
        assert_snapshot!(world.record(1).await, @"opened claimed");
        assert_eq!(world.thread(1).await.lines().count(), 1);
    });
}
