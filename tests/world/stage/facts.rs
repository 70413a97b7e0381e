//! What a card says, read off the words that people see on it, and written as
//! one line: the same line in every chat, or the card left something out.

use liaison::domain::{Topic, text};
use regex::Regex;
use std::fmt::Write;
use std::sync::LazyLock;

static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"#(\d+) · (open|held|resolved|dismissed|merged|copy)(?: by ([^\s·]+)| \(([^)]+)\))? · (critical|high|normal|low) · ";
    Regex::new(pattern).expect("a pattern")
});
static HOLDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)(?:held|resolved|dismissed) by (\S+)$|was with (\S+)$").expect("a pattern")
});
static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:^|[ ·])(#[a-z][\w-]*)").expect("a pattern"));
static REQUEST: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"Draft for case (#\d+) · (.+)$").expect("a pattern"));
static REPLY: LazyLock<Regex> = LazyLock::new(|| {
    let pattern =
        r"reply (published|set aside|being taken down|taken down|retracting|retracted|on its way|sending)";
    Regex::new(pattern).expect("a pattern")
});
static BEFORE_TAGS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    patterns(&[
        r"\b(tier \d+)\b",
        r"(?:^|[\s·])(late)\b",
        r"\b(\d+ posts)\b",
        r"(\+\d+ cop(?:y|ies))\b",
        r"(?:^|[\s·])(edited)\b",
        r"(?:^|[\s·])(deleted)(?:$|[\s·])",
    ])
});
static AFTER_TAGS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    patterns(&[
        r"\b(draft (?:waiting|blocked))\b",
        r"\b(now #\d+)",
        r"(?m)\b(\w+ is spoken by .+\.)$",
    ])
});

fn patterns(of: &[&str]) -> Vec<Regex> {
    of.iter().map(|one| Regex::new(one).expect("a pattern")).collect()
}

/// Signs of a post in a drawing.
const LINE: usize = 60;

/// The case whose card this is; none when it is no card.
pub fn case(read: &str) -> Option<i64> {
    HEAD.captures(read.lines().next()?)?[1].parse().ok()
}

/// The request for approval in one line; none when it is something else.
pub fn request(read: &str) -> Option<String> {
    // Above it may stand who is on duty.
    let found = read.lines().take(2).find_map(|line| REQUEST.captures(line))?;
    Some(format!("draft for {}: {}", &found[1], &found[2]))
}

/// The card in one line. `quoted` is what stands before each line of a quote but the first.
pub fn line(read: &str, quoted: &str) -> String {
    let head = HEAD.captures(read).expect("a card has a head");
    let (number, status) = (&head[1], &head[2]);
    let card = Parts::of(read, quoted);
    let holder = head.get(3).or(head.get(4)).map(|found| found.as_str().to_owned());
    let holder = holder.or_else(|| {
        let found = HOLDER.captures(&card.about)?;
        let name = found.get(1).or(found.get(2))?;
        Some(name.as_str().to_owned())
    });
    let mut line = format!("[{number}] {status}");
    match (&holder, status) {
        (Some(holder), "held") => {
            let _ = write!(line, " by {holder}");
        }
        (Some(holder), _) => {
            let _ = write!(line, " ({holder})");
        }
        (None, _) => {}
    }
    let urgency = (&head[5] != "normal").then(|| head[5].to_owned());
    for mark in urgency.into_iter().chain(card.marks()) {
        let _ = write!(line, " · {mark}");
    }
    format!("{line} — {}", text::line(&card.words, LINE))
}

/// A card taken apart: the author's words, and what stands around them.
struct Parts {
    words: String,
    about: String,
}

impl Parts {
    fn of(read: &str, quoted: &str) -> Self {
        // Words of the author stand in a quote: after `> `, up to the next thing that is the card's own.
        let Some((before, rest)) = read.split_once("> ") else {
            return Self {
                words: String::new(),
                about: read.to_owned(),
            };
        };
        let ends = Topic::ALL.iter().map(|topic| format!("\n{} · ", topic.title()));
        let ends = ends.chain(["\nRead on", "\nAuthor: ", "\nThe author has "].map(str::to_owned));
        let end = ends.filter_map(|end| rest.find(&end)).min().unwrap_or(rest.len());
        let words: Vec<&str> = rest[..end]
            .lines()
            .map(|line| line.strip_prefix(quoted).unwrap_or(line))
            .collect();
        Self {
            words: words.join("\n"),
            about: format!("{before}{}", &rest[end..]),
        }
    }

    fn marks(&self) -> Vec<String> {
        let tags: Vec<String> = TAG
            .captures_iter(&self.about)
            .map(|found| found[1].to_owned())
            .collect();
        let reply = REPLY.captures(&self.about).map(|found| match &found[1] {
            "set aside" => "reply set_aside".to_owned(),
            "being taken down" => "reply retracting".to_owned(),
            "taken down" => "reply retracted".to_owned(),
            "on its way" => "reply sending".to_owned(),
            state => format!("reply {state}"),
        });
        let tags = (!tags.is_empty()).then(|| tags.join(" "));
        let said = |marks: &[Regex]| -> Vec<String> {
            let found = marks.iter().filter_map(|mark| mark.captures(&self.about));
            found.map(|found| found[1].to_owned()).collect()
        };
        let after = tags.into_iter().chain(reply).chain(said(&AFTER_TAGS));
        said(&BEFORE_TAGS).into_iter().chain(after).collect()
    }
}
