//! `liaison learn` with settings: what the desk's people corrected, in a shell beside a running program.

use super::database::on_each_database;
use super::house::House;
use super::process::liaison;

#[tokio::test]
async fn what_was_learned_is_shown_and_undone_in_a_shell() {
    on_each_database(async |database| {
        let house = House::new(&database);
        let learn = async |more: &[&str]| {
            let words = [&["learn", "--config", "liaison.toml"], more].concat();
            liaison(house.folder.path(), words).await
        };
        let said = learn(&[]).await.done();
        assert!(said.contains("Nobody has corrected anything yet"), "{said}");
        let said = learn(&["--history", "--report"]).await.done();
        assert!(said.contains("nothing to learn from"), "{said}");
        learn(&["--history", "--list"]).await.refused(2);
        let said = learn(&["--list"]).await.done();
        assert_eq!(said.trim(), "The model that liaison came with judges.");
        let said = learn(&["--undo"]).await.done();
        assert!(said.contains("nothing to undo"), "{said}");
        learn(&["--undo", "--list"]).await.refused(2);
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    liaison(folder.path(), ["learn", "--undo"]).await.refused(2);
    for other in [&["--rows", "posts.jsonl"][..], &["--config", "liaison.toml"]] {
        let words = [&["learn", "--guard"], other].concat();
        let said = liaison(folder.path(), words).await.refused(2);
        assert!(said.contains("--guard"), "{said}");
    }
}
