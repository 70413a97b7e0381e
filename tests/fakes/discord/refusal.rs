//! How Discord says no: a status, a code of its own, and for forms a tree of
//! what is wrong where.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

/// An answer: status and body, or a refusal.
pub(super) type Done = Result<(StatusCode, Value), Refused>;

/// One thing wrong in a form: where, which rule, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    pub at: String,
    pub rule: &'static str,
    pub words: String,
}

impl Wrong {
    /// A rule broken at a place like `embeds.0.title`.
    pub fn new(at: impl Into<String>, rule: &'static str, words: impl Into<String>) -> Self {
        Self {
            at: at.into(),
            rule,
            words: words.into(),
        }
    }

    /// Longer than it may be, or empty where it must not be.
    pub fn length(at: impl Into<String>, least: usize, most: usize) -> Self {
        Self::new(
            at,
            "BASE_TYPE_BAD_LENGTH",
            format!("Must be between {least} and {most} in length."),
        )
    }

    /// Missing.
    pub fn required(at: impl Into<String>) -> Self {
        Self::new(at, "BASE_TYPE_REQUIRED", "This field is required")
    }
}

/// A request that is not done.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    pub status: StatusCode,
    pub code: u32,
    pub body: Value,
    /// The story brought it about, or it is part of a lawful conversation.
    pub forgiven: bool,
    /// Headers of a rate limit.
    pub headers: Vec<(&'static str, String)>,
}

impl Refused {
    /// A refusal with Discord's code.
    pub fn new(status: StatusCode, code: u32, message: &str) -> Self {
        Self {
            status,
            code,
            body: json!({ "message": message, "code": code }),
            forgiven: false,
            headers: Vec::new(),
        }
    }

    /// 50035, with what is wrong where.
    pub fn form(wrong: &[Wrong]) -> Self {
        let mut refused = Self::new(StatusCode::BAD_REQUEST, 50035, "Invalid Form Body");
        refused.body["errors"] = tree(wrong);
        refused
    }

    /// 50035 for one thing.
    pub fn field(at: &str, rule: &'static str, words: &str) -> Self {
        Self::form(&[Wrong::new(at, rule, words)])
    }

    /// Something that never was, or is gone.
    pub fn unknown(code: u32, what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, &format!("Unknown {what}"))
    }

    /// The bot can't see the place.
    pub fn no_access() -> Self {
        Self::new(StatusCode::FORBIDDEN, 50001, "Missing Access").forgiven_if(true)
    }

    /// The bot may not do that there.
    pub fn no_permission() -> Self {
        Self::new(StatusCode::FORBIDDEN, 50013, "Missing Permissions").forgiven_if(true)
    }

    /// The token is not good, or not any more.
    pub fn unauthorized(revoked: bool) -> Self {
        let mut refused = Self::new(StatusCode::UNAUTHORIZED, 0, "401: Unauthorized");
        refused.forgiven = revoked;
        refused
    }

    /// Not the client's fault when `so`.
    pub fn forgiven_if(mut self, so: bool) -> Self {
        self.forgiven |= so;
        self
    }

    /// What is said about it among the violations.
    pub fn in_words(&self) -> String {
        let errors = self.body.get("errors").map(Value::to_string).unwrap_or_default();
        let message = self.body["message"].as_str().unwrap_or_default();
        format!("{} {} {message} {errors}", self.status.as_u16(), self.code)
    }
}

/// Nests the places: `embeds.0.title` becomes `{"embeds":{"0":{"title":{"_errors":[…]}}}}`.
fn tree(wrong: &[Wrong]) -> Value {
    let mut root = Value::Object(Map::new());
    for one in wrong {
        let mut at = &mut root;
        for step in one.at.split('.').filter(|step| !step.is_empty()) {
            at = &mut at[step];
        }
        let said = json!({ "code": one.rule, "message": one.words });
        match at.get_mut("_errors").and_then(Value::as_array_mut) {
            Some(list) => list.push(said),
            None => at["_errors"] = json!([said]),
        }
    }
    root
}
