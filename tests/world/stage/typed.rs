//! A line as people type it, cut as chats cut it before they send it.

use liaison::domain::CaseNumber;

/// A slash command: its root and all that stands after it.
pub struct Typed<'a> {
    pub root: String,
    pub rest: &'a str,
}

impl<'a> Typed<'a> {
    /// Cuts a line; one that begins with no command of ours is answered by the grammar.
    pub fn read(line: &'a str, thread: Option<CaseNumber>) -> Result<Self, String> {
        let (root, rest) = line.split_once(' ').unwrap_or((line, ""));
        if matches!(root, "/case" | "/desk") {
            let root = root.to_owned();
            return Ok(Self { root, rest });
        }
        let thread = thread.and_then(|case| u64::try_from(case.0).ok());
        Err(commands::parse(line, thread)
            .expect_err("no command of ours")
            .to_string())
    }

    /// The verb and its arguments by name, as a chat with fields for each sends them. `None` when the chat would
    /// not let the line be sent: no such verb, or something that is needed is missing.
    pub fn named(&self, thread: Option<CaseNumber>) -> Option<(String, Vec<(String, String)>)> {
        let (verb, mut rest) = match self.rest.trim_start().split_once(' ') {
            Some((verb, rest)) => (verb, rest),
            None => (self.rest.trim(), ""),
        };
        let catalogue = commands::catalogue();
        let entry = catalogue
            .iter()
            .find(|entry| entry.usage.starts_with(&format!("{} {verb}", self.root)) && entry.verb == verb)?;
        let mut named = Vec::new();
        let last = entry.arguments.len().saturating_sub(1);
        for (index, argument) in entry.arguments.iter().enumerate() {
            let is_number = rest
                .split_whitespace()
                .next()
                .is_some_and(|word| word.trim_start_matches('#').parse::<u64>().is_ok());
            if argument.kind == commands::Kind::Case
                && argument.name == "case"
                && thread.is_some()
                && !is_number
            {
                continue;
            }
            let (value, beyond) = if index == last {
                (rest, "")
            } else {
                rest.trim_start()
                    .split_once(' ')
                    .unwrap_or((rest.trim_start(), ""))
            };
            rest = beyond;
            let choices = &argument.choices;
            if !choices.is_empty() && !value.is_empty() && !choices.iter().any(|c| c == &value.to_lowercase())
            {
                return None;
            }
            let is_case = argument.kind == commands::Kind::Case;
            let number = value.trim().trim_start_matches('#').parse::<u64>();
            if is_case && !value.is_empty() {
                let number = number.ok().filter(|number| *number < 1 << 53)?;
                named.push((argument.name.clone(), number.to_string()));
                continue;
            }
            if value.is_empty() {
                if argument.required {
                    return None;
                }
                continue;
            }
            named.push((argument.name.clone(), value.to_owned()));
        }
        Some((verb.to_owned(), named))
    }
}
