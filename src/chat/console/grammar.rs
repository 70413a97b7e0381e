//! The verbs as the page's command line and forms need them: what completes
//! a line and which fields a form has is drawn from the one grammar.

use commands::{Argument, Entry, Root, catalogue};
use serde_json::{Value, json};

/// Every verb with its arguments.
pub fn grammar() -> Value {
    catalogue().iter().map(verb).collect()
}

fn verb(entry: &Entry) -> Value {
    let root = match entry.root {
        Root::Case => "case",
        Root::Desk => "desk",
    };
    json!({
        "root": root,
        "verb": entry.verb,
        "about": entry.about,
        "usage": entry.usage,
        "arguments": entry.arguments.iter().map(argument).collect::<Vec<_>>(),
    })
}

fn argument(argument: &Argument) -> Value {
    json!({
        "name": argument.name,
        "about": argument.about,
        "required": argument.required,
        "kind": argument.kind.to_string(),
        "choices": argument.choices,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_knows_its_fields() {
        let verbs = grammar();
        let transfer = verbs
            .as_array()
            .unwrap()
            .iter()
            .find(|v| v["verb"] == "transfer")
            .unwrap();
        let kinds: Vec<&Value> = transfer["arguments"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| &a["kind"])
            .collect();
        assert_eq!(kinds, ["case", "department", "text"]);
        assert_eq!(transfer["arguments"][2]["required"], false);
    }
}
