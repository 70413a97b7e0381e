use super::*;
use crate::chat::Listing;
use crate::domain::{
    Account, ApprovalRequest, Card, Clock, DraftState, Line, Published, Sight, Staff, Urgency,
};
use crate::web::samples;
use chrono::DateTime;
use insta::assert_snapshot;
use proptest::prelude::*;
use std::fmt::Write;
use uuid::Uuid;

fn directory() -> Directory {
    let mut directory = samples::directory();
    let account = Account {
        chat: "discord".to_owned(),
        id: "77".to_owned(),
    };
    let staff: &mut Vec<Staff> = &mut directory.staff;
    staff[0].accounts.push(account);
    directory
}

fn at(seconds: i64) -> Timestamp {
    DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
}

fn card() -> Card {
    Card {
        posted_at: at(0),
        opened_at: at(5),
        ..samples::card(142)
    }
}

fn busy() -> Card {
    Card {
        status: "held".to_owned(),
        holder: Some("ana".to_owned()),
        since: Some(at(60)),
        urgency: Urgency::High,
        tier: 1,
        late: true,
        due_at: Some(at(600)),
        mentions: 2,
        copies: 0,
        edited: true,
        tags: vec!["parking".to_owned(), "snow-day".to_owned()],
        history: 3,
        link: Some("https://x.example/kay_in_apt_4/1?a=(b)".to_owned()),
        text: "# Six hours\nin the [ER](https://evil.example) <@77> @everyone".to_owned(),
        reply: Some(Published {
            text: "Thank you, *Kay*.".to_owned(),
            by: "ben".to_owned(),
            state: "published".to_owned(),
            at: at(900),
        }),
        ..card()
    }
}

fn key() -> DeliveryId {
    DeliveryId(Uuid::from_u128(0x0192_f3a4_b5c6_7def_8123_4567_89ab_cdef))
}

/// A message as its parts, one a line.
fn parts(message: &Value) -> String {
    let mut out = String::new();
    let text = |value: &Value| value.as_str().unwrap_or_default().replace('\u{200B}', "¦");
    for embed in message["embeds"].as_array().into_iter().flatten() {
        let _ = writeln!(
            out,
            "== {} ==\n{}",
            text(&embed["title"]),
            text(&embed["description"])
        );
        for field in embed["fields"].as_array().into_iter().flatten() {
            let _ = writeln!(out, "{}: {}", text(&field["name"]), text(&field["value"]));
        }
        let _ = writeln!(out, "-- {}", text(&embed["footer"]["text"]));
    }
    for row in message["components"].as_array().into_iter().flatten() {
        for part in row["components"].as_array().into_iter().flatten() {
            let goes = part["custom_id"]
                .as_str()
                .or(part["url"].as_str())
                .unwrap_or_default();
            let _ = write!(out, "[{} → {goes}]", text(&part["label"]));
        }
        out.push('\n');
    }
    out
}

fn drawn(card: &Card) -> Value {
    let directory = directory();
    card::message(
        card,
        &Look {
            directory: &directory,
        },
        &marker(key()),
    )
}

#[test]
fn a_card_shows_each_fact_in_its_own_words() {
    assert_snapshot!(parts(&drawn(&busy())), @r"
    == #142 · held by ana · high · X ==
    > \# Six hours
    > in the \[ER\]\(https:¦//evil.example\) \<¦@¦77\> @¦everyone
    *The author has changed a post.*
    Author: Kay · @¦kay\_in\_apt\_4 · 3rd case
    About: wait time · complaint · en
    Facility: Lakeshore General
    Department: emergency
    Holder: <@77> since <t:1700000060:R>
    Posted: <t:1700000000:R>
    Due: late, was due <t:1700000600:R>
    Marks: tier 1 · late · 2 posts · edited · \#parking \#snow\-day · reply published
    Why here: “waiting room” → wait time
    Reply: published by ben <t:1700000900:R>
    > Thank you, \*Kay\*.
    -- liaison 456789abcdef
    [Reply → case/reply/142][Escalate → case/escalate/142][Resolve → case/resolve/142][More… → more/142]
    [Note → case/note/142][Open the post → https://x.example/kay_in_apt_4/1?a=(b)]
    ");
}

#[test]
fn a_redacted_card_holds_no_words() {
    let shown = parts(&drawn(&busy().through(Sight::Redacted)));
    assert_snapshot!(shown, @r"
    == #142 · held by ana · high · X ==
    *The words stay out of this channel. Press “See the post” to read them by yourself; that you looked goes on record.*
    *The author has changed a post.*
    Author: 3rd case
    About: wait time · complaint · en
    Facility: Lakeshore General
    Department: emergency
    Holder: <@77> since <t:1700000060:R>
    Posted: <t:1700000000:R>
    Due: late, was due <t:1700000600:R>
    Marks: tier 1 · late · 2 posts · edited · \#parking \#snow\-day · reply published
    Reply: published by ben <t:1700000900:R>
    -- liaison 456789abcdef
    [Reply → case/reply/142][Escalate → case/escalate/142][Resolve → case/resolve/142][More… → more/142]
    [Note → case/note/142][See the post → case/reveal/142]
    ");
    for word in ["Kay", "kay_in", "Six", "Thank", "x.example", "waiting room"] {
        assert!(!shown.contains(word), "{word}");
    }
    let linked = parts(&drawn(&busy().through(Sight::Link)));
    assert!(
        linked.contains("[Open the post → https://x.example/kay_in_apt_4/1?a=(b)]"),
        "{linked}"
    );
    assert!(!linked.contains("See the post"));
}

#[test]
fn a_masked_card_can_be_unmasked() {
    let masked = Card {
        masked: true,
        ..card()
    };
    let drawn = |card: &Card| parts(&drawn(card));
    assert!(
        drawn(&masked).contains("[Unmask → case/reveal/142]"),
        "{}",
        drawn(&masked)
    );
    assert!(!drawn(&card()).contains("Unmask"));
    assert!(!drawn(&masked.through(Sight::Link)).contains("Unmask"));
}

#[test]
fn who_speaks_the_language_is_named_and_not_mentioned() {
    let foreign = Card {
        speakers: Some("Spanish is spoken by ana, ben.".to_owned()),
        ..card()
    };
    for sight in [Sight::Full, Sight::Redacted] {
        let shown = parts(&drawn(&foreign.clone().through(sight)));
        assert!(
            shown.contains("\nLanguage: Spanish is spoken by ana, ben.\n"),
            "{shown}"
        );
    }
}

#[test]
fn a_closed_card_can_be_opened_again() {
    let closed = Card {
        status: "resolved".to_owned(),
        holder: Some("ana".to_owned()),
        ..card()
    };
    let shown = parts(&drawn(&closed));
    assert!(
        shown.starts_with("== #142 · resolved (ana) · normal · X =="),
        "{shown}"
    );
    assert!(
        shown.contains("[Reopen → case/reopen/142][More… → more/142]"),
        "{shown}"
    );
}

#[test]
fn only_what_a_browser_opens_is_a_link() {
    for link in [
        "javascript:alert(1)",
        "discord://x",
        "data:text/html,x",
        "https://",
        "not a link",
        "https://lakeshore.example@thief.example/",
    ] {
        let linked = Card {
            link: Some(link.to_owned()),
            ..card()
        };
        assert!(!parts(&drawn(&linked)).contains("Open the post"), "{link}");
    }
}

#[test]
fn a_refused_draft_turns_no_page_about() {
    let refused = answer::Answer::refused("No.", "safe\u{202E}fdp.exe\u{1B}[2J", "change");
    assert_eq!(refused.first["embeds"][0]["description"], "> safefdp.exe\\[2J");
}

#[test]
fn a_line_names_people_and_wakes_only_whom_it_means_to() {
    let (ana, ben) = (StaffName::from("ana"), StaffName::from("ben"));
    let line = Line::of(&ana)
        .text(" notes: ")
        .quote("ask <@1> *now*")
        .text(" `/case show 142`");
    let directory = directory();
    let look = Look {
        directory: &directory,
    };
    let said = lines::line(&line, &look, key());
    assert_snapshot!(said["content"].as_str().unwrap().replace('\u{200B}', "¦"), @r"
    <@77> notes: ask \<¦@¦1\> \*now\* `/case show 142`
    -# liaison 456789abcdef
    ");
    assert_eq!(said["allowed_mentions"], json!({ "parse": [], "users": [] }));
    let woken = lines::line(&Line::from("Late: ").wake(&ana).wake(&ben), &look, key());
    assert_eq!(woken["allowed_mentions"], json!({ "parse": [], "users": ["77"] }));
    assert!(woken["content"].as_str().unwrap().starts_with("Late: <@77>ben"));
}

#[test]
fn a_long_line_goes_on_in_a_box() {
    let directory = directory();
    let long = Line::from("ana notes: ").quote("word ".repeat(900));
    let said = lines::line(
        &long,
        &Look {
            directory: &directory,
        },
        key(),
    );
    let (content, more) = (
        said["content"].as_str().unwrap(),
        said["embeds"][0]["description"].as_str().unwrap(),
    );
    assert!(escape::length(content) <= 2_000 && escape::length(more) <= 4_096);
    assert_eq!(
        (content.matches("word").count() + more.matches("word").count()),
        900
    );
}

#[test]
fn a_burst_is_one_message_with_menus() {
    let cards: Vec<Card> = (1..=30).map(samples::card).collect();
    let message = lines::listing(&Listing { cards }, key());
    assert_eq!(message["content"], "30 more new cases");
    let menus = message["components"].as_array().unwrap();
    assert_eq!(menus.len(), 2);
    assert_eq!(menus[1]["components"][0]["custom_id"], "open/1");
    assert_eq!(menus[1]["components"][0]["options"].as_array().unwrap().len(), 5);
    broken(&message).unwrap();
}

#[test]
fn an_answer_is_never_cut_in_silence() {
    let short = answer::Answer::text("Case 142 is with ana.");
    assert!(short.more.is_empty() && short.file.is_none());
    let long = answer::Answer::text(&"a line of words\n".repeat(500));
    assert_eq!((long.more.len(), long.file.is_some()), (4, false));
    let longer = answer::Answer::text(&"a line of words\n".repeat(5_000));
    assert!(longer.more.is_empty());
    assert_eq!(longer.file.unwrap().matches("words").count(), 5_000);
}

#[test]
fn a_form_says_who_will_read_it() {
    let catalogue = commands::catalogue();
    let form = |verb: &str, card: Option<&Card>, draft: &[(String, String)]| {
        let verb = catalogue.iter().find(|it| it.verb == verb).unwrap();
        forms::Form {
            verb,
            case: CaseNumber(142),
            given: &[],
            draft,
            card,
            hint: None,
            decided: None,
        }
        .modal("form/x/142")
    };
    let shown = |modal: &Value| {
        let inputs = modal["components"].as_array().unwrap().iter().map(|row| {
            let input = &row["components"][0];
            format!(
                "{} | {} | {}",
                input["custom_id"], input["label"], input["placeholder"]
            )
        });
        format!("{}\n{}", modal["title"], inputs.collect::<Vec<_>>().join("\n"))
    };
    assert_snapshot!(shown(&form("reply", Some(&busy()), &[])), @r#"
    "Reply to #142 in public"
    "text" | "Public: everyone on X will read this" | "It stands under @kay_in_apt_4's post. At most 280 characters."
    "the-post" | "The post, to look at: not sent again" | null
    "#);
    assert_snapshot!(shown(&form("reply", None, &[])), @r#"
    "Reply to #142 in public"
    "text" | "Public: everyone will read this" | "Everybody can read it. Nothing about a patient."
    "#);
    assert_snapshot!(shown(&form("note", Some(&busy().through(Sight::Redacted)), &[])), @r#"
    "Note on #142, for colleagues only"
    "text" | "Only colleagues see this" | "What your colleagues should know"
    "#);
    let draft = [("text".to_owned(), "Sorry".to_owned())];
    assert_eq!(
        form("reply", None, &draft)["components"][0]["components"][0]["value"],
        "Sorry"
    );
}

#[test]
fn where_nobody_can_read_the_draft_there_is_no_yes_to_it() {
    let directory = directory();
    let look = Look {
        directory: &directory,
    };
    let drawn = |sight, state: DraftState| {
        let request = ApprovalRequest {
            state,
            ..samples::request(142)
        };
        request::message(&request.through(sight), &look, "liaison").to_string()
    };
    let blocked = || DraftState::Blocked { first: None };
    for sight in [Sight::Full, Sight::Redacted] {
        assert!(drawn(sight, DraftState::Waiting).contains("Approve"));
        assert!(drawn(sight, blocked()).contains("Override…"));
    }
    assert!(drawn(Sight::Redacted, DraftState::Waiting).contains("See the words"));
    for state in [DraftState::Waiting, blocked()] {
        let linked = drawn(Sight::Link, state);
        assert!(
            !linked.contains("Approve") && !linked.contains("Override…"),
            "{linked}"
        );
        assert!(
            linked.contains("please decide there") && linked.contains("Decline…"),
            "{linked}"
        );
    }
}

#[test]
fn a_delivery_has_a_nonce_that_fits() {
    let nonces = [
        key(),
        DeliveryId(Uuid::max()),
        DeliveryId(Clock::system().new_id()),
    ]
    .map(nonce);
    assert!(nonces.iter().all(|nonce| nonce.len() == 25), "{nonces:?}");
    assert_ne!(nonces[0], nonces[1]);
    assert_eq!(marker(key()), "liaison 456789abcdef");
}

/// What Discord would refuse in a message, or what would act in it.
fn broken(message: &Value) -> Result<(), String> {
    let length = |value: &Value| escape::length(value.as_str().unwrap_or_default());
    let mut total = 0;
    let check = |fine: bool, what: &str| {
        if fine {
            Ok(())
        } else {
            Err(format!("{what}: {message:#}"))
        }
    };
    check(length(&message["content"]) <= 2_000, "content")?;
    for embed in message["embeds"].as_array().into_iter().flatten() {
        check(
            length(&embed["title"]) <= 256 && length(&embed["description"]) <= 4_096,
            "embed",
        )?;
        total += length(&embed["title"]) + length(&embed["description"]) + length(&embed["footer"]["text"]);
        for field in embed["fields"].as_array().into_iter().flatten() {
            let empty = field["value"].as_str().unwrap_or_default().trim().is_empty();
            check(!empty && length(&field["value"]) <= 1_024, "field")?;
            total += length(&field["name"]) + length(&field["value"]);
        }
        let said = embed.to_string();
        check(
            !said.contains("](") && !said.contains("@everyone") && !said.contains("<@1"),
            "acts",
        )?;
    }
    check(total <= 6_000, "all embeds")?;
    let rows = message["components"].as_array().map_or(&[][..], Vec::as_slice);
    check(rows.len() <= 5, "rows")?;
    for part in rows
        .iter()
        .flat_map(|row| row["components"].as_array().into_iter().flatten())
    {
        check(
            length(&part["label"]) <= 80 && length(&part["custom_id"]) <= 100,
            "component",
        )?;
        check(length(&part["url"]) <= 512, "address")?;
        for option in part["options"].as_array().into_iter().flatten() {
            check((1..=100).contains(&length(&option["label"])), "option")?;
        }
    }
    Ok(())
}

fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<@1>",
        "<@&1>",
        "@everyone",
        "[a](https://evil.example)",
        "```",
        "||",
        "\n# ",
        "\n",
        "<t:1:R>",
        "\\",
        "*",
        "https://evil.example/?q=1",
        "👩‍👩‍👧‍👦",
        "Z\u{301}\u{301}\u{301}",
        "word ",
        "\u{200B}",
        "a very long stretch of words ",
    ]);
    prop::collection::vec(pieces, 0..400).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_words_break_a_card(text in hostile(), name in hostile(), reason in hostile(), reply in hostile()) {
        let card = Card {
            author: name.clone(),
            handle: name.clone(),
            holder: Some(name.clone()),
            facility: Some(name.clone()),
            department: name.clone(),
            language: name.clone(),
            speakers: Some(name.clone()),
            tags: vec![name.clone(), reason.clone()],
            reasons: vec![reason.clone(), reason],
            link: Some(format!("https://x.example/{name}")),
            reply: Some(Published { text: reply, ..busy().reply.unwrap() }),
            text,
            ..busy()
        };
        for sight in [Sight::Full, Sight::Redacted, Sight::Link] {
            let drawn = drawn(&card.clone().through(sight));
            prop_assert!(broken(&drawn).is_ok(), "{:?}", broken(&drawn));
        }
        let listing = lines::listing(&Listing { cards: vec![card.clone(); 60] }, key());
        prop_assert!(broken(&listing).is_ok(), "{:?}", broken(&listing));
        prop_assert!(card::thread_name(&card).chars().count() <= 100);
    }

    #[test]
    fn no_words_break_a_line_or_an_answer(text in hostile()) {
        let directory = directory();
        let look = Look { directory: &directory };
        let line = Line::from(text.clone()).quote(text.clone());
        let said = lines::line(&line, &look, key());
        prop_assert!(broken(&said).is_ok(), "{:?}", broken(&said));
        let answer = answer::Answer::text(&text);
        for message in std::iter::once(&answer.first).chain(&answer.more) {
            prop_assert!(broken(message).is_ok(), "{:?}", broken(message));
            prop_assert!(!message["content"].as_str().unwrap_or("x").is_empty());
        }
        let refused = answer::Answer::refused("No.", &text, "draft/1/reply/1");
        prop_assert!(broken(&refused.first).is_ok(), "{:?}", broken(&refused.first));
    }
}
