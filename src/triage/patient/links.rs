//! E-mail addresses, web addresses and internet addresses, read by hand:
//! they are rare, and the signs that give them away are cheap to look for.

use super::kind::{Found, Kind, Strength};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Local parts that are an office's and nobody's own.
const OFFICES: [&str; 18] = [
    "info", "contact", "press", "media", "news", "newsroom", "support", "help", "billing", "hr", "jobs",
    "careers", "office", "admin", "noreply", "no-reply", "hello", "sales",
];

/// Sites where a page is a person's own, or what they keep there.
const PERSONAL: [&str; 20] = [
    "facebook.com/",
    "fb.com/",
    "instagram.com/",
    "linkedin.com/in/",
    "twitter.com/",
    "x.com/",
    "tiktok.com/@",
    "threads.net/@",
    "snapchat.com/add",
    "drive.google.",
    "docs.google.",
    "photos.",
    "dropbox.com",
    "icloud.com",
    "gofundme.com/",
    "imgur.com",
    "caringbridge.org/",
    "onedrive.",
    "flickr.com",
    "mychart",
];

/// Every e-mail address of a text.
pub(super) fn emails(text: &str, found: &mut Vec<Found>) {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
    let mut last = 0;
    for (at, _) in text.match_indices('@') {
        if at < last {
            continue;
        }
        let local = text[last..at].chars().rev().take(64).take_while(|c| is_part(*c));
        let start = at - local.map(char::len_utf8).sum::<usize>();
        let domain = text[at + 1..].chars().take(190).take_while(|c| is_part(*c));
        let end = at + 1 + domain.map(char::len_utf8).sum::<usize>();
        let domain = text[at + 1..end].trim_end_matches(['.', '-', '_']);
        let top = domain.rsplit('.').next().unwrap_or_default();
        last = at + 1;
        if start == at
            || !domain.contains('.')
            || top.chars().count() < 2
            || !top.chars().all(char::is_alphabetic)
        {
            continue;
        }
        let start =
            start + text[start..at].len() - text[start..at].trim_start_matches(['.', '-', '%', '+']).len();
        let office = OFFICES.contains(&text[start..at].to_ascii_lowercase().as_str());
        last = at + 1 + domain.len();
        found.push(Found {
            kind: Kind::Email,
            strength: if office { Strength::Faint } else { Strength::Sure },
            start,
            end: last,
        });
    }
}

/// Every web address of a text: a scheme or `www.` to the next space or quote.
pub(super) fn urls(text: &str, found: &mut Vec<Found>) {
    let schemes = text.match_indices("://").filter_map(|(at, _)| {
        let letters = text[..at]
            .bytes()
            .rev()
            .take(5)
            .take_while(u8::is_ascii_alphabetic)
            .count();
        let scheme = text[at - letters..at].to_ascii_lowercase();
        let known = ["https", "http", "ftp"]
            .into_iter()
            .find(|s| scheme.ends_with(s))?;
        Some((at - known.len(), at + 3))
    });
    let bare = text.match_indices("www.").map(|(at, _)| (at, at));
    let mut last = 0;
    for (start, host) in schemes {
        last = address(text, (start, host), last, found);
    }
    last = 0;
    for (start, host) in bare {
        last = address(text, (start, host), last, found);
    }
}

/// One web address, unless it lies within the last; how far was read.
fn address(text: &str, (start, host): (usize, usize), last: usize, found: &mut Vec<Found>) -> usize {
    if start < last || text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '/') {
        return last;
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '”' | '’' | '|' | '`');
    let end = text[host..].find(ends).map_or(text.len(), |length| host + length);
    let written = text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*', '_']);
    let shown = text.get(host..start + written.len()).unwrap_or_default();
    let shown = shown[..shown.floor_char_boundary(80)].to_ascii_lowercase();
    if shown.contains('.') {
        let own = PERSONAL.iter().any(|site| shown.contains(site)) || shown.contains("patient");
        found.push(Found {
            kind: Kind::Url,
            strength: if own { Strength::Likely } else { Strength::Faint },
            start,
            end: start + written.len(),
        });
    }
    end
}

/// An internet address that begins here: four bytes, or eight groups.
pub(super) fn ip_at(text: &str, start: usize) -> Option<usize> {
    let before = text[..start].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ':')) {
        return None;
    }
    let signs = text[start..].bytes().take(46);
    let length = signs
        .take_while(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b':'))
        .count();
    let written = text[start..start + length].trim_end_matches(['.', ':']);
    let four = || written.parse::<Ipv4Addr>().is_ok_and(|ip| !ip.is_unspecified());
    let eight = || written.len() > 8 && written.parse::<Ipv6Addr>().is_ok();
    let end = start + written.len();
    let goes_on = text[end..].starts_with(|c: char| c.is_alphanumeric());
    (!goes_on && (four() || eight())).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(finder: fn(&str, &mut Vec<Found>), text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        finder(text, &mut found);
        found.iter().map(|f| &text[f.start..f.end]).collect()
    }

    #[test]
    fn addresses_are_read_to_their_end() {
        let table = [
            (
                "write to ana.lopez@mail.example. thanks",
                vec!["ana.lopez@mail.example"],
            ),
            ("a@b.co,c+d@e.org", vec!["a@b.co", "c+d@e.org"]),
            ("josé@correo.example", vec!["josé@correo.example"]),
            ("ask @LakeshoreGen now, 5@6.7", vec![]),
            ("@@@@a@@b..c@", vec![]),
        ];
        for (text, expected) in table {
            assert_eq!(read(emails, text), expected, "{text}");
        }
        let table = [
            (
                "see https://a.example/b?c=d. Or www.e.example!",
                vec!["https://a.example/b?c=d", "www.e.example"],
            ),
            ("(http://x.example)", vec!["http://x.example"]),
            ("no://thing, http://", vec![]),
        ];
        for (text, expected) in table {
            assert_eq!(read(urls, text), expected, "{text}");
        }
    }

    #[test]
    fn internet_addresses_parse() {
        let table = [
            ("10.20.30.40.", Some(11)),
            ("6e40:4041:c617:e898:c11:40d2:c669:2eb4", Some(38)),
            ("1.2.3", None),
            ("300.1.1.1", None),
            ("12:30:45", None),
        ];
        for (text, end) in table {
            assert_eq!(ip_at(text, 0), end, "{text}");
        }
    }
}
