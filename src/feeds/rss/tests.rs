//! A publisher's server, played on the wire.

use super::*;
use chrono::DateTime;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const LETTERS: &[u8] = include_bytes!("../../../tests/data/feeds/rss2.xml");

fn clock() -> Clock {
    let noon = DateTime::parse_from_rfc3339("2026-11-21T12:00:00Z").unwrap();
    Clock::manual(noon.to_utc())
}

fn feed_at(url: &str, allow_private: bool, clock: &Clock) -> Rss {
    let settings = Settings {
        name: FeedName::from("letters"),
        url: Url::parse(url).unwrap(),
        every: Duration::from_secs(900),
        allow_private,
    };
    Rss::new(settings, clock.clone()).unwrap()
}

fn feed(server: &MockServer, clock: &Clock) -> Rss {
    feed_at(&format!("{}/feed", server.uri()), true, clock)
}

async fn answers(server: &MockServer, response: ResponseTemplate) {
    server.reset().await;
    Mock::given(path("/feed"))
        .respond_with(response)
        .mount(server)
        .await;
}

fn rss(items: &str) -> ResponseTemplate {
    let feed = format!("<rss version='2.0'><channel><title>Letters</title>{items}</channel></rss>");
    ResponseTemplate::new(200).set_body_raw(feed, "application/rss+xml")
}

fn texts(page: &Page) -> Vec<String> {
    let text = |found: &Found| match found {
        Found::Mention(mention) => mention.text.clone(),
        Found::Edited { text, .. } => format!("edited: {text}"),
        Found::Deleted { .. } => "deleted".to_owned(),
    };
    page.found.iter().map(text).collect()
}

async fn failure(server: &MockServer, response: ResponseTemplate) -> FeedError {
    answers(server, response).await;
    feed(server, &clock()).since(None).await.unwrap_err()
}

#[tokio::test]
async fn the_first_look_takes_the_last_week_oldest_first_and_nothing_from_the_future() {
    let server = MockServer::start().await;
    answers(
        &server,
        ResponseTemplate::new(200).set_body_raw(LETTERS, "text/xml"),
    )
    .await;
    let clock = clock();
    let page = feed(&server, &clock).since(None).await.unwrap();
    let Found::Mention(first) = &page.found[0] else {
        panic!("a mention")
    };
    assert!(first.text.starts_with("Thank you, night shift"));
    assert_eq!(first.author.handle, "Letters & Opinions");
    assert_eq!(
        (first.conversation.as_str(), first.post.id.as_str()),
        (&*first.post.id, "https://letters.example.org/p/2")
    );
    let Found::Mention(last) = &page.found[2] else {
        panic!("a mention")
    };
    assert_eq!(
        (last.post.id.as_str(), last.posted_at),
        ("letters/3", clock.now())
    );
    assert_eq!(page.found.len(), 3, "the letter of last year is no news");
    assert!(!page.more);
}

#[tokio::test]
async fn what_was_seen_is_not_brought_again_and_an_edit_is() {
    let server = MockServer::start().await;
    let feed = feed(&server, &clock());
    answers(
        &server,
        rss("<item><guid>b</guid><title>Bee</title></item><item><guid>a</guid><title>Ay</title></item>"),
    )
    .await;
    let page = feed.since(None).await.unwrap();
    assert_eq!(texts(&page), ["Ay", "Bee"]);
    let page = feed.since(Some(&page.cursor)).await.unwrap();
    assert_eq!(texts(&page), [""; 0]);
    answers(&server, rss("<item><guid>a</guid><title>Ay!</title></item>")).await;
    let page = feed.since(Some(&page.cursor)).await.unwrap();
    assert_eq!(
        texts(&page),
        ["edited: Ay!"],
        "and b, which vanished, is not deleted"
    );
    answers(
        &server,
        rss("<item><guid>b</guid><title>Bee</title></item><item><guid>a</guid><title>Ay!</title></item>"),
    )
    .await;
    let page = feed.since(Some(&page.cursor)).await.unwrap();
    assert_eq!(texts(&page), [""; 0], "nor is b new when it is back");
    let old = "<item><guid>z</guid><title>Zed</title><pubDate>Wed, 05 Nov 2025 10:00:00 GMT</pubDate></item>";
    answers(&server, rss(old)).await;
    let page = feed.since(Some(&page.cursor)).await.unwrap();
    assert_eq!(
        texts(&page),
        [""; 0],
        "an old item that comes to light is no news"
    );
}

#[tokio::test]
async fn it_asks_only_for_what_has_changed() {
    let server = MockServer::start().await;
    let first = rss("<item><guid>a</guid><title>Ay</title></item>");
    let first = first
        .insert_header("etag", "W/\"7\"")
        .insert_header("last-modified", "Sat, 21 Nov 2026 10:00:00 GMT");
    answers(&server, first).await;
    let feed = feed(&server, &clock());
    let page = feed.since(None).await.unwrap();
    server.reset().await;
    Mock::given(header("if-none-match", "W/\"7\""))
        .respond_with(ResponseTemplate::new(304))
        .mount(&server)
        .await;
    let again = feed.since(Some(&page.cursor)).await.unwrap();
    assert_eq!((again.found.len(), again.cursor), (0, page.cursor));
    let asked = &server.received_requests().await.unwrap()[0].headers;
    assert_eq!(asked["if-modified-since"], "Sat, 21 Nov 2026 10:00:00 GMT");
    assert_eq!(asked["accept-encoding"], "gzip");
}

#[tokio::test]
async fn a_publisher_who_wants_rest_gets_it_up_to_an_hour() {
    let server = MockServer::start().await;
    let clock = clock();
    let feed = feed(&server, &clock);
    answers(
        &server,
        rss("").insert_header("cache-control", "public, max-age=86400"),
    )
    .await;
    let page = feed.since(None).await.unwrap();
    clock.advance(TimeDelta::minutes(59));
    assert_eq!(feed.since(Some(&page.cursor)).await.unwrap().cursor, page.cursor);
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
    clock.advance(TimeDelta::minutes(2));
    feed.since(Some(&page.cursor)).await.unwrap();
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
}

async fn redirects(server: &MockServer, from: &str, status: u16, to: &str) {
    let response = ResponseTemplate::new(status).insert_header("location", to);
    Mock::given(path(from)).respond_with(response).mount(server).await;
}

#[tokio::test]
async fn a_move_for_good_is_remembered_and_left_again_when_it_ends() {
    let server = MockServer::start().await;
    redirects(&server, "/feed", 301, "/new").await;
    redirects(&server, "/new", 302, "/today").await;
    Mock::given(path("/today"))
        .respond_with(rss("<item><link>x</link><title>t</title></item>"))
        .mount(&server)
        .await;
    let feed = feed(&server, &clock());
    let page = feed.since(None).await.unwrap();
    let Found::Mention(mention) = &page.found[0] else {
        panic!("a mention")
    };
    assert_eq!(mention.link.as_deref(), Some(&*format!("{}/x", server.uri())));
    let memory = Memory::of(Some(&page.cursor), feed.settings.url.as_str());
    assert_eq!(memory.moved, Some(format!("{}/new", server.uri())));

    answers(&server, rss("<item><guid>back</guid><title>back</title></item>")).await;
    let page = feed.since(Some(&page.cursor)).await.unwrap();
    assert_eq!(texts(&page), ["back"]);
    assert_eq!(
        Memory::of(Some(&page.cursor), feed.settings.url.as_str()).moved,
        None
    );
}

#[tokio::test]
async fn redirects_end_somewhere() {
    let server = MockServer::start().await;
    redirects(&server, "/feed", 307, "/feed").await;
    let why = feed(&server, &clock()).since(None).await.unwrap_err().to_string();
    assert!(why.contains("more than 5 times"), "{why}");
    assert_eq!(server.received_requests().await.unwrap().len(), 6);
    let elsewhere = ResponseTemplate::new(302).insert_header("location", "file:///etc/passwd");
    assert!(
        failure(&server, elsewhere)
            .await
            .to_string()
            .contains("no web address")
    );
}

#[tokio::test]
async fn nobody_is_led_into_the_house() {
    let server = MockServer::start().await;
    answers(&server, rss("")).await;
    let port = server.address().port();
    for inside in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0x7f000001",
        "[::ffff:127.0.0.1]",
    ] {
        let feed = feed_at(&format!("http://{inside}:{port}/feed"), false, &clock());
        let refused = feed.since(None).await.unwrap_err();
        assert!(matches!(refused, FeedError::Broken { .. }), "{inside}: {refused}");
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn each_answer_is_called_what_it_is() {
    let server = MockServer::start().await;
    for status in [401, 403] {
        let why = failure(&server, ResponseTemplate::new(status)).await;
        assert!(matches!(why, FeedError::Expired { .. }), "{why}");
    }
    for status in [404, 410] {
        let why = failure(&server, ResponseTemplate::new(status)).await;
        assert!(matches!(why, FeedError::Broken { .. }), "{why}");
    }
    for status in [429, 503] {
        let busy = ResponseTemplate::new(status).insert_header("retry-after", "120");
        let FeedError::Retry { after, .. } = failure(&server, busy).await else {
            panic!("to be tried again")
        };
        assert_eq!(after, Some(Duration::from_secs(120)));
    }
    assert!(matches!(
        failure(&server, ResponseTemplate::new(500)).await,
        FeedError::Retry { .. }
    ));
    let page = ResponseTemplate::new(200).set_body_raw("<!DOCTYPE html><html></html>", "text/html");
    assert!(failure(&server, page).await.to_string().contains("is no feed"));
    let half = ResponseTemplate::new(200).set_body_raw(&LETTERS[..700], "text/xml");
    assert!(matches!(failure(&server, half).await, FeedError::Retry { .. }));
}

#[tokio::test]
async fn what_worked_once_and_is_missing_now_is_tried_again() {
    let server = MockServer::start().await;
    let feed = feed(&server, &clock());
    answers(&server, rss("")).await;
    let page = feed.since(None).await.unwrap();
    answers(&server, ResponseTemplate::new(404)).await;
    assert!(matches!(
        feed.since(Some(&page.cursor)).await,
        Err(FeedError::Retry { .. })
    ));
    answers(
        &server,
        ResponseTemplate::new(200).set_body_raw("<html></html>", "text/html"),
    )
    .await;
    assert!(matches!(
        feed.since(Some(&page.cursor)).await,
        Err(FeedError::Retry { .. })
    ));
}

/// Gzip by hand: stored blocks, so that no library is needed to pack it.
fn stored_gzip(body: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let blocks: Vec<_> = body.chunks(0xffff).collect();
    for (nth, block) in blocks.iter().enumerate() {
        let length = u16::try_from(block.len()).unwrap();
        out.push(u8::from(nth + 1 == blocks.len()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(*block);
    }
    let crc = body.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    });
    out.extend((!crc).to_le_bytes());
    out.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
    out
}

#[tokio::test]
async fn packed_answers_are_unpacked_and_bounded() {
    let server = MockServer::start().await;
    let packed = |body: &[u8]| {
        let response = ResponseTemplate::new(200).set_body_raw(stored_gzip(body), "text/xml");
        response.insert_header("content-encoding", "gzip")
    };
    answers(&server, packed(LETTERS)).await;
    assert_eq!(feed(&server, &clock()).since(None).await.unwrap().found.len(), 3);
    let why = failure(&server, packed(&vec![b' '; 6 * 1024 * 1024])).await;
    assert!(why.to_string().contains("larger than"), "{why}");
    let mut cut = stored_gzip(LETTERS);
    cut.truncate(400);
    let cut = ResponseTemplate::new(200)
        .set_body_raw(cut, "text/xml")
        .insert_header("content-encoding", "gzip");
    assert!(matches!(failure(&server, cut).await, FeedError::Retry { .. }));
}

#[tokio::test]
async fn another_address_in_the_settings_starts_afresh_but_for_what_was_seen() {
    let server = MockServer::start().await;
    let item = "<item><guid>https://x.example.org/a</guid><title>Ay</title></item>";
    answers(&server, rss(item).insert_header("etag", "1")).await;
    let page = feed(&server, &clock()).since(None).await.unwrap();
    server.reset().await;
    Mock::given(method("GET"))
        .and(path("/other"))
        .respond_with(rss(item))
        .mount(&server)
        .await;
    let other = feed_at(&format!("{}/other", server.uri()), true, &clock());
    assert_eq!(other.since(Some(&page.cursor)).await.unwrap().found, []);
    let asked = server.received_requests().await.unwrap();
    assert!(!asked[0].headers.contains_key("if-none-match"));
}

#[test]
fn only_web_addresses_are_feeds() {
    let settings = Settings {
        name: FeedName::from("x"),
        url: Url::parse("ftp://example.org/feed").unwrap(),
        every: Duration::from_secs(900),
        allow_private: false,
    };
    assert!(
        Rss::new(settings, clock())
            .unwrap_err()
            .to_string()
            .contains("https://")
    );
}
