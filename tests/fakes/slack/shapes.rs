//! The checker of Block Kit: walks JSON along the tables of `kit` and says
//! what Slack would not take, with the place as a JSON pointer.

use super::{elements, kit};
use serde_json::{Map, Value};
use std::collections::HashSet;
use url::Url;

/// What stands at a key.
#[derive(Clone, Copy)]
pub enum Want {
    /// A `plain_text` object of at most so many characters.
    Plain(usize),
    /// A text object of either kind.
    Text(usize),
    /// A string of at most so many characters.
    Str(usize),
    /// An address of at most so many characters.
    Link(usize),
    /// An address that Slack fetches itself.
    Picture,
    /// True or false.
    Flag,
    /// A whole number in this range.
    Whole(i64, i64),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// So many options at least and at most.
    Options(usize, usize),
    /// Options under headings.
    Groups,
    /// Up to ten texts beside each other.
    Fields,
    /// An object of this shape, which has no type.
    Object(&'static Shape),
    /// One element of these types.
    Element(&'static [&'static str]),
    /// At most so many elements of these types.
    Elements(usize, &'static [&'static str]),
    /// The pieces of a rich text.
    Rich,
    /// Checked elsewhere, or free.
    Any,
}

/// The keys of an object.
pub struct Shape {
    /// Its `type`.
    pub name: &'static str,
    /// Keys it has to have.
    pub must: &'static [(&'static str, Want)],
    /// Keys it may have.
    pub may: &'static [(&'static str, Want)],
    /// Of these exactly one (`exclusive`) or at least one has to be there.
    pub either: &'static [&'static str],
}

/// What a walk has found.
#[derive(Default)]
pub struct Check {
    /// What Slack would say.
    pub complaints: Vec<String>,
    /// Characters of all texts together.
    pub characters: usize,
    actions: HashSet<String>,
}

impl Check {
    /// A list of blocks for a surface that shows at most `most` of them.
    pub fn blocks(&mut self, blocks: &Value, most: usize, surface: &[&str]) {
        let Some(list) = blocks.as_array() else {
            return self.complain("/blocks", "must be an array");
        };
        if list.len() > most {
            self.complain(
                "/blocks",
                &format!("no more than {most} items allowed [{}]", list.len()),
            );
        }
        let mut ids = HashSet::new();
        for (at, block) in list.iter().enumerate() {
            let place = format!("/blocks/{at}");
            self.typed(&place, block, kit::BLOCKS, surface);
            if let Some(id) = block["block_id"].as_str()
                && !ids.insert(id)
            {
                self.complain(&place, &format!("`block_id` \"{id}\" already exists"));
            }
        }
    }

    /// An object of a named shape.
    pub fn shape(&mut self, at: &str, object: &Map<String, Value>, shape: &Shape) {
        for (key, _) in shape.must {
            if !object.contains_key(*key) {
                self.complain(at, &format!("missing required field: {key}"));
            }
        }
        let either = shape.either.iter().filter(|key| object.contains_key(**key));
        if !shape.either.is_empty() && either.count() == 0 {
            self.complain(at, &format!("needs one of {}", shape.either.join(", ")));
        }
        for (key, value) in object {
            let known = shape.must.iter().chain(shape.may).find(|(name, _)| name == key);
            match known {
                Some((_, want)) => self.want(&format!("{at}/{key}"), value, *want),
                None if matches!(key.as_str(), "type" | "block_id" | "action_id") => self.id(at, key, value),
                None => self.complain(at, &format!("invalid additional property: {key}")),
            }
        }
    }

    fn id(&mut self, at: &str, key: &str, value: &Value) {
        self.want(&format!("{at}/{key}"), value, Want::Str(255));
        if key == "action_id"
            && let Some(id) = value.as_str()
            && !self.actions.insert(id.to_owned())
        {
            self.complain(at, &format!("`action_id` \"{id}\" already exists"));
        }
    }

    fn typed(&mut self, at: &str, value: &Value, shapes: &[&'static Shape], allowed: &[&str]) {
        let Some(object) = value.as_object() else {
            return self.complain(at, "must be an object");
        };
        let name = value["type"].as_str().unwrap_or_default();
        match shapes.iter().find(|shape| shape.name == name) {
            Some(shape) if allowed.contains(&name) => {
                self.shape(at, object, shape);
                self.choices(at, value);
            }
            _ => self.complain(at, &format!("unsupported type: {name}")),
        }
    }

    fn want(&mut self, at: &str, value: &Value, want: Want) {
        match want {
            Want::Plain(most) => self.text(at, value, most, &["plain_text"]),
            Want::Text(most) => self.text(at, value, most, &["plain_text", "mrkdwn"]),
            Want::Str(most) => self.string(at, value, 0, most),
            Want::Link(most) => self.link(at, value, most),
            Want::Picture => self.picture(at, value),
            Want::Flag if !value.is_boolean() => self.complain(at, "must be a boolean"),
            Want::Whole(least, most) if value.as_i64().is_none_or(|n| n < least || n > most) => {
                self.complain(at, &format!("must be a whole number from {least} to {most}"));
            }
            Want::OneOf(words) if value.as_str().is_none_or(|word| !words.contains(&word)) => {
                self.complain(at, &format!("must be one of {}", words.join(", ")));
            }
            Want::Options(least, most) => self.options(at, value, least, most),
            Want::Groups => {
                self.each(at, value, 1, 100, |check, at, v| {
                    check.want(at, v, Want::Object(&kit::GROUP));
                });
            }
            Want::Fields => self.each(at, value, 1, 10, |check, at, v| {
                check.want(at, v, Want::Text(2000));
            }),
            Want::Object(shape) => match value.as_object() {
                Some(object) => self.shape(at, object, shape),
                None => self.complain(at, "must be an object"),
            },
            Want::Element(types) => self.element(at, value, types),
            Want::Elements(most, types) => {
                self.each(at, value, 1, most, |check, at, value| {
                    check.element(at, value, types);
                });
            }
            Want::Rich => self.rich(at, value),
            Want::Flag | Want::Whole(..) | Want::OneOf(_) | Want::Any => {}
        }
    }

    fn element(&mut self, at: &str, value: &Value, types: &[&str]) {
        match value["type"].as_str() {
            Some(text @ ("plain_text" | "mrkdwn")) if types.contains(&text) => {
                self.want(at, value, Want::Text(3000));
            }
            _ => self.typed(at, value, elements::ELEMENTS, types),
        }
    }

    fn options(&mut self, at: &str, value: &Value, least: usize, most: usize) {
        self.each(at, value, least, most, |check, at, value| {
            check.want(at, value, Want::Object(&kit::OPTION));
        });
    }

    /// What is chosen from the start has to be among what can be chosen.
    fn choices(&mut self, at: &str, element: &Value) {
        let mut offered = element["options"].as_array().cloned().unwrap_or_default();
        for group in element["option_groups"].as_array().into_iter().flatten() {
            offered.extend(group["options"].as_array().cloned().unwrap_or_default());
        }
        let several = element["initial_options"].as_array().into_iter().flatten();
        for chosen in element.get("initial_option").into_iter().chain(several) {
            if !offered.is_empty() && !offered.contains(chosen) {
                self.complain(at, "initial option is not one of the options");
            }
        }
        if let (Some(text), Some(most)) = (element["initial_value"].as_str(), element["max_length"].as_u64())
            && text.chars().count() as u64 > most
        {
            self.complain(at, "initial_value is longer than max_length");
        }
    }

    fn each(
        &mut self,
        at: &str,
        value: &Value,
        least: usize,
        most: usize,
        one: impl Fn(&mut Self, &str, &Value),
    ) {
        let Some(list) = value.as_array() else {
            return self.complain(at, "must be an array");
        };
        if list.len() < least || list.len() > most {
            self.complain(
                at,
                &format!("{} items, from {least} to {most} allowed", list.len()),
            );
        }
        for (nth, value) in list.iter().enumerate() {
            one(self, &format!("{at}/{nth}"), value);
        }
    }

    fn text(&mut self, at: &str, value: &Value, most: usize, kinds: &[&str]) {
        let kind = value["type"].as_str().unwrap_or_default();
        if !kinds.contains(&kind) {
            return self.complain(at, &format!("must be {}, not \"{kind}\"", kinds.join(" or ")));
        }
        let own = if kind == "mrkdwn" { "verbatim" } else { "emoji" };
        for (key, value) in value.as_object().into_iter().flatten() {
            match key.as_str() {
                "type" | "text" => {}
                key if key == own => self.want(&format!("{at}/{key}"), value, Want::Flag),
                key => self.complain(at, &format!("invalid additional property: {key}")),
            }
        }
        self.string(&format!("{at}/text"), &value["text"], 1, most);
        self.characters += length(&value["text"]);
    }

    fn string(&mut self, at: &str, value: &Value, least: usize, most: usize) {
        if !value.is_string() {
            return self.complain(at, "must be a string");
        }
        let length = length(value);
        if length < least {
            self.complain(at, &format!("must be more than {} characters", least - 1));
        } else if length > most {
            self.complain(
                at,
                &format!("must be less than {} characters [{length}]", most + 1),
            );
        }
    }

    fn link(&mut self, at: &str, value: &Value, most: usize) {
        self.string(at, value, 1, most);
        if value.as_str().is_none_or(|address| Url::parse(address).is_err()) {
            self.complain(at, "invalid url");
        }
    }

    fn picture(&mut self, at: &str, value: &Value) {
        self.link(at, value, 3000);
        let web = |address: &str| address.starts_with("https://") || address.starts_with("http://");
        if !value.as_str().is_some_and(web) {
            self.complain(at, "downloading image failed");
        }
    }

    fn rich(&mut self, at: &str, value: &Value) {
        self.each(at, value, 0, usize::MAX, |check, at, piece| {
            let kind = piece["type"].as_str().unwrap_or_default();
            if kit::RICH_PARTS.contains(&kind) {
                check.rich(&format!("{at}/elements"), &piece["elements"]);
            } else if !kit::RICH_PIECES.contains(&kind) {
                check.complain(at, &format!("unsupported type: {kind}"));
            } else if kind == "text" {
                check.string(&format!("{at}/text"), &piece["text"], 1, 13_000);
                check.characters += length(&piece["text"]);
            } else if kind == "link" {
                check.link(&format!("{at}/url"), &piece["url"], 3000);
            }
        });
    }

    /// One thing that Slack would not take.
    pub fn complain(&mut self, at: &str, what: &str) {
        self.complaints
            .push(format!("[ERROR] {what} [json-pointer:{at}]"));
    }
}

/// How long a string is in characters.
pub fn length(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.chars().count())
}
