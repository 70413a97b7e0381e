//! What a message does to people who read it: who is notified, where its
//! links lead and under which words, and the plain words on the screen.

use super::state::Message;
use serde_json::Value;

/// Who would have been notified.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pings {
    /// Ids of people.
    pub users: Vec<String>,
    /// Ids of user groups.
    pub groups: Vec<String>,
    /// Everybody at their desk in the channel.
    pub here: bool,
    /// Everybody in the channel.
    pub channel: bool,
    /// Everybody in the workspace.
    pub everyone: bool,
}

impl Pings {
    /// Whether nobody is.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn user(&mut self, id: &str) {
        if !self.users.iter().any(|known| known == id) {
            self.users.push(id.to_owned());
        }
    }

    fn group(&mut self, id: &str) {
        if !self.groups.iter().any(|known| known == id) {
            self.groups.push(id.to_owned());
        }
    }

    fn broadcast(&mut self, range: &str) {
        match range {
            "here" => self.here = true,
            "channel" | "group" => self.channel = true,
            "everyone" => self.everyone = true,
            _ => {}
        }
    }
}

impl Message {
    /// Who was notified when it was posted; a change notifies nobody.
    pub fn pings(&self) -> Pings {
        let (text, blocks) = match &self.first {
            Some((text, blocks)) => (text, blocks),
            None => (&self.text, &self.blocks),
        };
        let mut pings = Pings::default();
        let mut parse = |text: &str| {
            for (inside, _) in tags(text) {
                if let Some(id) = inside.strip_prefix('@') {
                    pings.user(id);
                } else if let Some(id) = inside.strip_prefix("!subteam^") {
                    pings.group(id);
                } else if let Some(range) = inside.strip_prefix('!') {
                    pings.broadcast(range);
                }
            }
        };
        parse(text);
        each(blocks, &mut |piece| parse(marked(piece)));
        each(blocks, &mut |piece| match piece["type"].as_str() {
            Some("user") => pings.user(piece["user_id"].as_str().unwrap_or_default()),
            Some("usergroup") => pings.group(piece["usergroup_id"].as_str().unwrap_or_default()),
            Some("broadcast") => pings.broadcast(piece["range"].as_str().unwrap_or_default()),
            _ => {}
        });
        pings
    }

    /// Every link with the words it is shown under, as the message is now.
    pub fn links(&self) -> Vec<(String, String)> {
        let mut links = Vec::new();
        let mut parse = |text: &str| {
            let tagged = tags(text)
                .into_iter()
                .filter(|(inside, _)| !inside.starts_with(['@', '#', '!']));
            links.extend(tagged.map(|(url, label)| (url.to_owned(), label.unwrap_or(url).to_owned())));
            links.extend(bare(text).into_iter().map(|url| (url.clone(), url)));
        };
        parse(&self.text);
        each(&self.blocks, &mut |piece| parse(marked(piece)));
        each(&self.blocks, &mut |piece| {
            if let Some(url) = piece["url"].as_str() {
                let shown = piece["text"]["text"]
                    .as_str()
                    .or(piece["text"].as_str())
                    .unwrap_or(url);
                links.push((url.to_owned(), shown.to_owned()));
            }
        });
        links
    }

    /// What a person reads: the blocks in order, or the text where there are none.
    pub fn plain(&self) -> String {
        if self.blocks.is_empty() {
            shown(&self.text)
        } else {
            plain(&self.blocks)
        }
    }
}

/// The words of a piece that Slack parses: mrkdwn and Markdown, never plain text.
fn marked(piece: &Value) -> &str {
    match piece["type"].as_str() {
        Some("mrkdwn" | "markdown") => piece["text"].as_str().unwrap_or_default(),
        _ => "",
    }
}

/// Every object within the blocks, outside first.
fn each(values: &[Value], with: &mut dyn FnMut(&Value)) {
    for value in values {
        match value {
            Value::Object(object) => {
                with(value);
                let inside = object.values().cloned().collect::<Vec<_>>();
                each(&inside, with);
            }
            Value::Array(list) => each(list, with),
            _ => {}
        }
    }
}

/// What stands in angle brackets, and the words after its bar.
fn tags(text: &str) -> Vec<(&str, Option<&str>)> {
    let open = text.split('<').skip(1);
    let inside = open.filter_map(|rest| rest.split_once('>').map(|(inside, _)| inside));
    inside
        .filter(|inside| !inside.is_empty() && !inside.starts_with([' ', '|']))
        .map(|inside| match inside.split_once('|') {
            Some((target, label)) => (target, Some(label)),
            None => (inside, None),
        })
        .collect()
}

/// Addresses outside of brackets, which Slack turns into links itself.
fn bare(text: &str) -> Vec<String> {
    let mut outside = String::new();
    let mut depth = false;
    for sign in text.chars() {
        match sign {
            '<' => depth = true,
            '>' => depth = false,
            _ if depth => {}
            _ => outside.push(sign),
        }
    }
    let words = outside
        .split(|sign: char| sign.is_whitespace() || matches!(sign, '"' | '(' | ')' | '*' | '_' | '~' | '`'));
    let links = words.filter(|word| word.starts_with("http://") || word.starts_with("https://"));
    links
        .map(|word| unescaped(word.trim_end_matches(['.', ',', '!', '?', ':', ';'])))
        .collect()
}

/// Mrkdwn as it looks: names instead of tags, escapes undone.
fn shown(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let Some((inside, beyond)) = after.split_once('>') else {
            out.push('<');
            rest = after;
            continue;
        };
        out.push_str(&match inside.split_once('|') {
            Some((_, label)) => label.to_owned(),
            None if inside.starts_with('!') => format!("@{}", &inside[1..]),
            None => inside.to_owned(),
        });
        rest = beyond;
    }
    out.push_str(rest);
    unescaped(&out)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// Blocks as a person reads them, one line each.
pub(super) fn plain(blocks: &[Value]) -> String {
    let lines = blocks.iter().flat_map(lines).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

fn lines(block: &Value) -> Vec<String> {
    match block["type"].as_str().unwrap_or_default() {
        "divider" => vec!["———".to_owned()],
        "section" => {
            let fields = block["fields"].as_array().into_iter().flatten().map(words);
            let beside = control(&block["accessory"]);
            [words(&block["text"])]
                .into_iter()
                .chain(fields)
                .chain([beside])
                .collect()
        }
        "context" => vec![joined(&block["elements"], " ", words)],
        "actions" => vec![joined(&block["elements"], " ", control)],
        "input" => vec![format!(
            "{}: {}",
            words(&block["label"]),
            control(&block["element"])
        )],
        "image" => vec![format!(
            "[image: {}]",
            block["alt_text"].as_str().unwrap_or_default()
        )],
        "rich_text" => vec![rich(&block["elements"])],
        "markdown" => vec![block["text"].as_str().unwrap_or_default().to_owned()],
        _ => vec![words(&block["text"])],
    }
}

fn joined(elements: &Value, between: &str, one: fn(&Value) -> String) -> String {
    let elements = elements
        .as_array()
        .into_iter()
        .flatten()
        .map(one)
        .filter(|text| !text.is_empty());
    elements.collect::<Vec<_>>().join(between)
}

fn words(text: &Value) -> String {
    let said = text["text"].as_str().unwrap_or_default();
    match text["type"].as_str() {
        Some("mrkdwn") => shown(said),
        Some("image") => format!("[image: {}]", text["alt_text"].as_str().unwrap_or_default()),
        _ => said.to_owned(),
    }
}

fn control(element: &Value) -> String {
    match element["type"].as_str().unwrap_or_default() {
        "" => String::new(),
        "button" => format!("[{}]", words(&element["text"])),
        "image" => words(element),
        "overflow" => format!(
            "[{}]",
            joined(&element["options"], " | ", |option| words(&option["text"]))
        ),
        kind if kind.ends_with("_input") => {
            format!("[{}]", element["initial_value"].as_str().unwrap_or_default())
        }
        _ => {
            let chosen = words(&element["initial_option"]["text"]);
            let shown = if chosen.is_empty() {
                words(&element["placeholder"])
            } else {
                chosen
            };
            format!("[{shown} ▾]")
        }
    }
}

fn rich(pieces: &Value) -> String {
    let piece = |piece: &Value| match piece["type"].as_str().unwrap_or_default() {
        "text" => {
            let said = piece["text"].as_str().unwrap_or_default();
            match piece["style"]["code"] == true {
                true => format!("`{said}`"),
                false => said.to_owned(),
            }
        }
        "link" => piece["text"]
            .as_str()
            .or(piece["url"].as_str())
            .unwrap_or_default()
            .to_owned(),
        "user" => format!("@{}", piece["user_id"].as_str().unwrap_or_default()),
        "usergroup" => format!("@{}", piece["usergroup_id"].as_str().unwrap_or_default()),
        "broadcast" => format!("@{}", piece["range"].as_str().unwrap_or_default()),
        "emoji" => format!(":{}:", piece["name"].as_str().unwrap_or_default()),
        "rich_text_quote" | "rich_text_preformatted" => format!("> {}\n", rich(&piece["elements"])),
        "rich_text_list" => {
            let items = piece["elements"].as_array().into_iter().flatten();
            items
                .map(|item| format!("• {}\n", rich(&item["elements"])))
                .collect()
        }
        _ => rich(&piece["elements"]),
    };
    let whole = pieces
        .as_array()
        .into_iter()
        .flatten()
        .map(piece)
        .collect::<String>();
    whole.trim_end_matches('\n').to_owned()
}
