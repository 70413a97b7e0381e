//! One call of the Web API: its parameters, wherever they stood, and the
//! refusals it can end in.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

/// What was asked.
pub(super) struct Call {
    pub method: String,
    pub token: String,
    pub params: Map<String, Value>,
    pub now: DateTime<Utc>,
    /// Where this server is, for addresses it hands out.
    pub base: String,
}

/// Why it was not done.
#[derive(Debug)]
pub(super) struct Refused {
    pub error: String,
    /// More fields of the answer.
    pub more: Value,
    /// The story has brought this about; the app could not know.
    pub expected: bool,
}

pub(super) type Done = Result<Value, Refused>;

impl Refused {
    /// A mistake of the app.
    pub fn new(error: &str) -> Self {
        Self {
            error: error.to_owned(),
            more: json!({}),
            expected: false,
        }
    }

    /// Something that the app finds out this way.
    pub fn expected(error: &str) -> Self {
        Self {
            expected: true,
            ..Self::new(error)
        }
    }

    /// With what exactly was wrong.
    pub fn because(error: &str, messages: &[String]) -> Self {
        let more = json!({ "response_metadata": { "messages": messages } });
        Self {
            more,
            ..Self::new(error)
        }
    }
}

impl Call {
    /// Parameters from a query or a form: some of them are JSON inside of a string.
    pub fn from_pairs(pairs: impl Iterator<Item = (String, String)>) -> Map<String, Value> {
        let value = |key: &str, value: String| match key {
            "blocks" | "view" | "metadata" | "attachments" | "files" => {
                serde_json::from_str(&value).unwrap_or(Value::String(value))
            }
            _ => Value::String(value),
        };
        pairs
            .map(|(key, text)| (key.clone(), value(&key, text)))
            .collect()
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        self.params.get(key).and_then(Value::as_str)
    }

    pub fn need(&self, key: &str) -> Result<&str, Refused> {
        let missing = || {
            Refused::because(
                "invalid_arguments",
                &[format!("[ERROR] missing required field: {key}")],
            )
        };
        self.text(key).filter(|text| !text.is_empty()).ok_or_else(missing)
    }

    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.params.get(key)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => Some(matches!(text.as_str(), "true" | "1")),
            _ => None,
        }
    }

    /// How many a page holds, from the `limit`.
    pub fn limit(&self, usual: usize) -> Result<usize, Refused> {
        let asked = match self.params.get("limit") {
            None => return Ok(usual),
            Some(Value::String(text)) => text.parse().ok(),
            Some(other) => other.as_u64(),
        };
        match asked {
            Some(asked @ 1..=1000) => Ok(usize::try_from(asked).unwrap_or(usual)),
            _ => Err(Refused::new("invalid_limit")),
        }
    }

    /// One page of `all`, and the cursor of the next.
    pub fn page<T: Clone>(&self, all: &[T], usual: usize) -> Result<(Vec<T>, String), Refused> {
        let limit = self.limit(usual)?;
        let from = match self.text("cursor").filter(|cursor| !cursor.is_empty()) {
            None => 0,
            Some(cursor) => match cursor.strip_prefix("from:").and_then(|at| at.parse().ok()) {
                Some(at) if at <= all.len() => at,
                _ => return Err(Refused::new("invalid_cursor")),
            },
        };
        let to = all.len().min(from + limit);
        let next = if to < all.len() {
            format!("from:{to}")
        } else {
            String::new()
        };
        Ok((all[from..to].to_vec(), next))
    }
}
