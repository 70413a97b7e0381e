//! Arrows between the rooms point one way, and libraries keep to their rooms.
//!
//! Reads the sources: comments, strings and what is only compiled for tests
//! are left out, and every path that begins at the crate's root, climbs to it
//! by `super`, or names another crate is an arrow.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A room, and the rooms it may know.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("triage", &["domain"]),
    ("chart", &["domain"]),
    ("desk", &["store", "triage", "domain", "commands"]),
    ("feeds", &["domain"]),
    ("chat", &["domain", "commands"]),
    ("engine", &["desk", "store", "feeds", "chat", "chart", "domain"]),
    ("web", &["desk", "chat", "domain", "commands"]),
    ("config", &["domain", "feeds", "chat", "commands"]),
];

/// Rooms that put the others together.
const WIRING: &[&str] = &["program", "demo", "main", "lib"];

/// A library, and the only rooms that may know it.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("reqwest", &["feeds", "chat", "program"]),
    ("axum", &["web", "chat", "program", "demo"]),
    ("tower_http", &["web"]),
    ("clap", &["program", "main"]),
    ("feed_rs", &["feeds"]),
    ("ab_glyph", &["chart"]),
    ("png", &["chart"]),
];

/// Libraries that the pure rooms do without.
const PURE: &[&str] = &["domain", "triage", "chart"];
const IMPURE: &[&str] = &[
    "tokio",
    "tokio_util",
    "futures_util",
    "async_trait",
    "tracing",
    "metrics",
];

#[test]
fn arrows_between_the_rooms_point_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut files, mut hidden) = (Vec::new(), BTreeSet::new());
    collect(&root, &mut files);
    for file in &files {
        for module in only_for_tests(&read(file)) {
            hidden.insert(beside(file, &module));
        }
    }
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| !hidden.contains(*file)) {
        let place = file.strip_prefix(&root).unwrap();
        wrong.extend(
            wrong_arrows(&modules(place), &read(file))
                .into_iter()
                .map(|w| format!("{}: {w}", place.display())),
        );
    }
    assert!(files.len() > 100, "only {} files were read", files.len());
    assert!(wrong.is_empty(), "wrong arrows:\n{}", wrong.join("\n"));
}

#[test]
fn the_grammar_knows_nobody() {
    let manifest =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("commands/Cargo.toml")).unwrap();
    let dependencies = manifest.split("[dependencies]").nth(1).unwrap();
    for forbidden in ["liaison", "sqlx", "tokio", "reqwest", "axum"] {
        assert!(
            !dependencies.contains(forbidden),
            "the grammar depends on {forbidden}"
        );
    }
}

#[test]
fn a_wrong_arrow_is_found_however_it_is_drawn() {
    let wrong = |room: &str, source: &str| wrong_arrows(&[room.to_owned(), "made_up".to_owned()], source);
    assert_eq!(wrong("domain", "use crate::store::Store;"), ["domain → store"]);
    assert_eq!(
        wrong(
            "store",
            "use crate::{\n    domain::Case,\n    desk::{Desk, Answer},\n};"
        ),
        ["store → desk"]
    );
    assert_eq!(
        wrong("desk", "fn f() { crate::feeds::http::client(); }"),
        ["desk → feeds"]
    );
    assert_eq!(
        wrong("chat", "use super::super::engine::Engine;"),
        ["chat → engine"]
    );
    assert_eq!(wrong("feeds", "pub type T = sqlx::SqlitePool;"), ["feeds → sqlx"]);
    assert_eq!(wrong("desk", "use ::reqwest::Client;"), ["desk → reqwest"]);
    assert_eq!(
        wrong("domain", "async fn f() { tokio::task::yield_now().await }"),
        ["domain → tokio"]
    );
    assert_eq!(wrong("store", "use commands::Claim;"), ["store → commands"]);
    assert_eq!(
        wrong("attic", "use crate::domain::Case;"),
        ["nobody knows the room attic"]
    );
    assert!(
        wrong(
            "web",
            "use crate::{desk::Desk, chat::console};\nuse crate::domain::Case;"
        )
        .is_empty()
    );
    assert!(
        wrong(
            "domain",
            "//! crate::store\n/* sqlx::x */ const S: &str = \"crate::desk::x\";"
        )
        .is_empty()
    );
    assert!(wrong("domain", "#[cfg(test)]\nmod tests { use crate::store::Store; }\n").is_empty());
    assert!(wrong("store", "use super::super::domain::Case; use super::Tx;").is_empty());
}

/// What a file of that module may not know.
fn wrong_arrows(module: &[String], source: &str) -> Vec<String> {
    let room = module.first().map_or("lib", String::as_str);
    if WIRING.contains(&room) && room != "program" {
        return Vec::new();
    }
    let known = ROOMS.iter().find(|(name, _)| *name == room);
    if known.is_none() && !WIRING.contains(&room) {
        return vec![format!("nobody knows the room {room}")];
    }
    let source = without_tests(&without_words(source));
    let mut wrong = BTreeSet::new();
    for target in rooms_named(module, &source) {
        let is_room = ROOMS.iter().any(|(name, _)| *name == target) || WIRING.contains(&target.as_str());
        let may = known.is_none_or(|(_, may)| may.contains(&target.as_str()));
        if is_room && target != room && !may {
            wrong.insert(target);
        }
    }
    for (library, rooms) in LIBRARIES {
        if !rooms.contains(&room) && names_crate(&source, library) {
            wrong.insert((*library).to_owned());
        }
    }
    if known.is_some_and(|(_, may)| !may.contains(&"commands")) && names_crate(&source, "commands") {
        wrong.insert("commands".to_owned());
    }
    if PURE.contains(&room) {
        wrong.extend(
            IMPURE
                .iter()
                .filter(|l| names_crate(&source, l))
                .map(|l| (*l).to_owned()),
        );
    }
    wrong
        .into_iter()
        .map(|target| format!("{room} → {target}"))
        .collect()
}

/// The rooms that paths in the source lead to.
fn rooms_named(module: &[String], source: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in source.match_indices("crate::") {
        if !ends_in_word(&source[..at]) && !source[..at].ends_with("::") {
            rooms.extend(heads(&source[at + "crate::".len()..]));
        }
    }
    let root = "super::".repeat(module.len());
    for (at, _) in source.match_indices(&root) {
        let rest = &source[at + root.len()..];
        if !source[..at].ends_with("super::") && !rest.starts_with("super::") {
            rooms.extend(heads(rest));
        }
    }
    rooms
}

/// The first words of what follows a path's beginning: `a::b`, or each in `{a::b, c}`.
fn heads(rest: &str) -> Vec<String> {
    let Some(group) = rest.strip_prefix('{') else {
        return vec![word(rest)];
    };
    let (mut depth, mut heads, mut begins) = (1, Vec::new(), true);
    for (at, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => begins = true,
            c if begins && depth == 1 && !c.is_whitespace() => {
                heads.push(word(&group[at..]));
                begins = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

fn ends_in_word(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Whether `library::` stands there as the beginning of a path, or in a `use`.
fn names_crate(source: &str, library: &str) -> bool {
    let path = format!("{library}::");
    let begins = |before: &str| {
        let global = before.strip_suffix("::").unwrap_or(before);
        !ends_in_word(global) && (global.len() < before.len() || !before.ends_with("::"))
    };
    source.match_indices(&path).any(|(at, _)| begins(&source[..at]))
        || source.contains(&format!("use {library};"))
}

/// The source without comments and without what stands in quotes.
fn without_words(source: &str) -> String {
    let (mut out, mut rest) = (String::new(), source);
    while let Some(sign) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(hashes) = raw_string(rest).filter(|_| !ends_in_word(&out)) {
            let end = format!("\"{}", "#".repeat(hashes));
            let body = 2 + hashes;
            rest[body..]
                .find(&end)
                .map_or(rest.len(), |at| body + at + end.len())
        } else if sign == '"' {
            quoted(rest)
        } else if let Some(end) = character(rest) {
            end
        } else {
            out.push(sign);
            rest = &rest[sign.len_utf8()..];
            continue;
        };
        rest = &rest[skipped..];
    }
    out
}

/// How long the character in quotes is that begins here; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('\'')?;
    let escaped = body.starts_with('\\');
    let first = 1 + body
        .chars()
        .take(if escaped { 2 } else { 1 })
        .map(char::len_utf8)
        .sum::<usize>();
    let end = rest.get(first..)?.find('\'')?;
    (escaped || end == 0).then_some(first + end + 1)
}

/// How many hashes the raw string has that begins here.
fn raw_string(rest: &str) -> Option<usize> {
    let hashes = rest.strip_prefix('r')?;
    let after = hashes.trim_start_matches('#');
    after.starts_with('"').then(|| hashes.len() - after.len())
}

/// How long the string is that begins here.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, sign) in rest.char_indices().skip(1) {
        match sign {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    rest.len()
}

/// The source without modules and functions that only tests have.
fn without_tests(source: &str) -> String {
    let mut out = source.to_owned();
    while let Some(at) = out.find("#[cfg(test)]") {
        let end = out[at..].find(['{', ';']).map_or(out.len(), |end| at + end);
        let end = if out[end..].starts_with('{') {
            closing(&out, end)
        } else {
            end
        };
        out.replace_range(at..(end + 1).min(out.len()), "");
    }
    out
}

/// Where the brace closes that opens here.
fn closing(source: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, sign) in source[open..].char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 1 => return open + at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    source.len()
}

/// Modules in files of their own that only tests have.
fn only_for_tests(source: &str) -> Vec<String> {
    let source = without_words(source);
    let after = source.split("#[cfg(test)]").skip(1);
    let declared = after.filter_map(|rest| rest.split_once(';').map(|(item, _)| item.trim().to_owned()));
    declared
        .filter(|item| !item.contains('{'))
        .filter_map(|item| item.split_once("mod ").map(|(_, name)| name.trim().to_owned()))
        .collect()
}

/// The file of a module declared in `file`.
fn beside(file: &Path, module: &str) -> PathBuf {
    let folder = file.parent().unwrap();
    let folder = match file.file_stem().and_then(|stem| stem.to_str()) {
        Some("mod" | "lib" | "main") | None => folder.to_owned(),
        Some(stem) => folder.join(stem),
    };
    let file = folder.join(format!("{module}.rs"));
    if file.exists() {
        file
    } else {
        folder.join(module).join("mod.rs")
    }
}

/// `store/case.rs` is the module store, case.
fn modules(place: &Path) -> Vec<String> {
    let place = place.with_extension("");
    let parts = place.iter().map(|part| part.to_string_lossy().into_owned());
    parts.filter(|part| part != "mod").collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap()
}
