//! Words about patients and words that mean harm go through the real program,
//! and leave no trace in its log, however much that tells, nor in its numbers.

use super::database::on_each_database;
use super::house::House;
use super::page::Page;
use super::process::eventually;
use crate::chats::words::{Said, about_patients, all, cut};

/// Longest post that the sandbox takes.
const LONGEST: usize = 2_000;

#[tokio::test]
async fn no_word_of_a_post_is_in_the_log_or_in_the_numbers() {
    on_each_database(async |database| {
        let house = House::new(&database);
        let process = house.run_logging(Some("trace"), &["--log-format", "json"]);
        let page = Page::of(house.port);
        page.ready().await;
        // Addresses, names of parts and the SQL of the trace, whose words a post may hold as well.
        let of_ours = process.said() + &page.get("/metrics").await.unwrap().text + "\nselect department";
        let all = [all(), about_patients()].concat();
        let all: Vec<String> = all.iter().map(|words| cut(words, LONGEST)).collect();
        // What holds no word that could be told again is not waited for.
        let all: Vec<String> = all
            .into_iter()
            .filter(|words| words.chars().any(char::is_alphabetic))
            .collect();
        for (count, words) in all.iter().enumerate() {
            page.posts(&format!("author{count}"), words).await;
        }
        eventually("all of them to be taken in", async || {
            let metrics = page.get("/metrics").await.ok()?.text;
            let counts = metrics
                .lines()
                .filter(|line| line.starts_with("liaison_mentions_total"));
            let counts = counts.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok());
            (counts.sum::<f64>() as usize >= all.len()).then_some(())
        })
        .await;
        for (count, words) in all.iter().enumerate() {
            let number = count + 1;
            let words = cut(words, 200).replace('\n', " ");
            for line in [
                format!("/case note {number} {words}"),
                format!("/case show {number}"),
                format!("/case reveal {number}"),
                format!("/desk search {words}"),
                format!("/case transfer {number} {words}"),
            ] {
                page.types("ana", &line).await.unwrap();
            }
        }
        let metrics = page.get("/metrics").await.unwrap().text;
        let log = process.said();
        assert!(log.contains("DEBUG") && metrics.contains("liaison_mentions_total"));
        let said = Said::by(&all).but_for(&of_ours);
        for (where_it_is, text) in [("log", &log), ("metrics", &metrics)] {
            let told: Vec<String> = text.lines().filter_map(|line| said.stands_in(line)).collect();
            assert!(told.is_empty(), "in the {where_it_is}: {told:?}");
        }
    })
    .await;
}
