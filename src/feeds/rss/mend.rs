//! Small repairs to a document before it is parsed: spellings that are old
//! rather than wrong, the two faults that every second hand-made feed has,
//! and limits on what would cost the parser more than the document is worth.

use serde_json::{Map, Value, json};

/// Most items a document may have; a real one has some dozen.
const MOST_ITEMS: usize = 20_000;
/// Deepest nesting of elements.
const DEEPEST: usize = 500;

/// Namespaces of formats that were renamed but not changed in what we read of them.
const OLD_NAMES: [(&str, &str); 3] = [
    (
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://purl.org/rss/1.0/",
    ),
    (
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://purl.org/rss/1.0/",
    ),
    ("http://purl.org/atom/ns#", "http://www.w3.org/2005/Atom"),
];

/// Fields of a JSON item that are read.
const JSON_FIELDS: [&str; 10] = [
    "id",
    "url",
    "external_url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "date_published",
    "date_modified",
    "language",
];

/// An XML document as the parser likes it.
pub fn xml(text: &str) -> Result<String, String> {
    check_size(text)?;
    // The text is UTF-8 by now: what a declaration says of its bytes no longer holds, wherever it stands.
    let mut xml = text.trim_start_matches('\u{feff}').replace("<?xml", "<?was");
    for (old, new) in OLD_NAMES {
        if xml.contains(old) {
            xml = xml.replace(old, new);
        }
    }
    Ok(with_version(xml))
}

/// An `rss` element of no version, or of one that few have heard of, is read as 2.0.
fn with_version(xml: String) -> String {
    let Some(start) = xml.find("<rss").map(|at| at + 4) else {
        return xml;
    };
    let Some(length) = xml[start..].find('>') else {
        return xml;
    };
    let attributes = &xml[start..start + length];
    let known = ["2.0", "0.91", "0.92", ""];
    let version = attributes
        .split_once("version=")
        .and_then(|(_, value)| value.split(['"', '\'']).nth(1));
    if version.is_some_and(|version| known.contains(&version)) {
        return xml;
    }
    let others = attributes.replacen("version=", "was=", 1);
    format!(
        "{} version=\"2.0\"{others}{}",
        &xml[..start],
        &xml[start + length..]
    )
}

fn check_size(xml: &str) -> Result<(), String> {
    let items = ["<item", ":item", "<entry", ":entry"];
    let count: usize = items.iter().map(|tag| xml.matches(tag).count()).sum();
    if count > MOST_ITEMS {
        return Err(format!("the feed has more than {MOST_ITEMS} items"));
    }
    let mut depth = 0_usize;
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(inner) = rest.strip_prefix("![CDATA[") {
            rest = inner.split_once("]]>").map_or("", |(_, after)| after);
        } else if let Some(inner) = rest.strip_prefix("!--") {
            rest = inner.split_once("-->").map_or("", |(_, after)| after);
        } else if rest.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !rest.starts_with(['!', '?']) && !is_empty_element(rest) {
            depth += 1;
        }
        if depth > DEEPEST {
            return Err(format!("the feed is nested more than {DEEPEST} deep"));
        }
    }
    Ok(())
}

fn is_empty_element(after: &str) -> bool {
    let end = after.find(['>', '<']).unwrap_or(after.len());
    after[..end].ends_with('/')
}

/// Writes every `&` that begins no reference as `&amp;`, except in CDATA.
pub fn ampersands(xml: &str) -> String {
    let mut out = String::with_capacity(xml.len() + xml.len() / 16);
    let mut rest = xml;
    while let Some(at) = rest.find(['&', '<']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("<![CDATA[") {
            let end = rest.find("]]>").unwrap_or(rest.len());
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if let Some(after) = rest.strip_prefix('&') {
            out.push_str(if begins_reference(after) { "&" } else { "&amp;" });
            rest = after;
        } else {
            out.push('<');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

fn begins_reference(after: &str) -> bool {
    if super::entities::reference(after).is_some() {
        return true;
    }
    let end = after.bytes().take(32).position(|b| b == b';');
    end.is_some_and(|end| end > 1 && after[..end].bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// A JSON feed with what we read of it, numbers that should be text made so,
/// and its first `most` items.
pub fn json(text: &str, most: usize) -> Result<String, String> {
    let feed: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| {
        format!(
            "the feed is not valid JSON (line {}, column {})",
            e.line(),
            e.column()
        )
    })?;
    let items = feed.get("items").and_then(Value::as_array);
    let (Some(items), Some(version)) = (items, feed.get("version").and_then(Value::as_str)) else {
        return Err("the JSON there is no JSON Feed: it has no `version` or no `items`".to_owned());
    };
    let items: Vec<Value> = items.iter().take(most).map(json_item).collect();
    let title = feed.get("title").and_then(Value::as_str).unwrap_or_default();
    let authors = json_authors(&feed);
    Ok(json!({ "version": version, "title": title, "authors": authors, "items": items }).to_string())
}

fn json_item(item: &Value) -> Value {
    let mut mended = Map::new();
    for field in JSON_FIELDS {
        match item.get(field) {
            Some(Value::String(text)) => mended.insert(field.to_owned(), json!(text)),
            Some(Value::Number(number)) => mended.insert(field.to_owned(), json!(number.to_string())),
            _ => None,
        };
    }
    mended.insert("authors".to_owned(), json_authors(item));
    Value::Object(mended)
}

fn json_authors(of: &Value) -> Value {
    let list = of.get("authors").and_then(Value::as_array).into_iter().flatten();
    let names = list
        .chain(of.get("author"))
        .filter_map(|author| author.get("name")?.as_str());
    names.map(|name| json!({ "name": name })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_stray_ampersands_are_rewritten() {
        assert_eq!(
            ampersands("A & B &amp; C&D; &#233; &x y; <![CDATA[ R&D ]]> Q&A"),
            "A &amp; B &amp; C&amp;D; &#233; &amp;x y; <![CDATA[ R&D ]]> Q&amp;A"
        );
    }

    #[test]
    fn an_unheard_of_version_is_read_as_the_usual_one() {
        assert!(
            xml("<rss version='0.94' x='y'>")
                .unwrap()
                .starts_with("<rss version=\"2.0\" was='0.94' x='y'>")
        );
        assert!(xml("<rss>").unwrap().starts_with("<rss version=\"2.0\">"));
        assert_eq!(xml("<rss version=\"0.91\">").unwrap(), "<rss version=\"0.91\">");
        assert_eq!(xml("<rss version"), Ok("<rss version".to_owned()));
    }

    #[test]
    fn bombs_are_refused_and_long_feeds_are_not() {
        assert!(xml(&"<a>".repeat(100_000)).unwrap_err().contains("deep"));
        assert!(xml(&"<item/>".repeat(100_000)).unwrap_err().contains("items"));
        assert!(xml(&"<a/><b></b><![CDATA[<a><a>]]>".repeat(2_000)).is_ok());
    }

    #[test]
    fn a_careless_json_feed_is_understood() {
        let feed = r#"{"version":"https://jsonfeed.org/version/1","items":[{"id":7,"attachments":[{}]},{"id":"8"}]}"#;
        let mended: Value = serde_json::from_str(&json(feed, 1).unwrap()).unwrap();
        assert_eq!(mended["items"], json!([{ "id": "7", "authors": [] }]));
        assert!(json("{\"items\":[", 1).unwrap_err().contains("line 1, column"));
        assert!(json("{}", 1).unwrap_err().contains("no JSON Feed"));
    }
}
