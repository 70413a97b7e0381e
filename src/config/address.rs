//! Addresses of outside services. None is repeated in a fault: it may hold a password.

use super::section::Section;
use toml::Spanned;
use url::{Host, Url};

/// What an address is used for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Read as anybody may; it may carry a query.
    Public,
    /// The beginning of addresses to which credentials are sent.
    Credentials,
    /// The beginning of addresses, without credentials.
    Base,
}

/// The address; a fault where it won't do.
pub(super) fn check(section: &Section<'_>, written: &Spanned<String>, what: Use) -> Option<Url> {
    let text = written.get_ref();
    if text.is_empty() {
        return None;
    }
    let url = Url::parse(text)
        .map_err(|_| "This is no address. It begins with “https://” and a host: \"https://example.org\".");
    let found = url.and_then(|url| objection(&url, what).map_or(Ok(url), Err));
    found
        .map_err(|why| {
            section.source.hide(written.span());
            section.source.fault(written.span(), why);
        })
        .ok()
}

fn objection(url: &Url, what: Use) -> Option<&'static str> {
    if !matches!(url.scheme(), "https" | "http") {
        return Some("An address begins with “https://”.");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some("An address can't hold a name and password: it would end up in logs.");
    }
    if what != Use::Public && (url.query().is_some() || url.fragment().is_some()) {
        return Some("This is where addresses begin: leave out “?”, “#” and what follows.");
    }
    if what == Use::Credentials && url.scheme() == "http" && !is_loopback(url) {
        return Some(
            "Credentials would travel in the open: write “https://”. “http://” is for this machine only.",
        );
    }
    None
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// A reason of another room as a sentence of its own.
pub(super) fn sentence(why: &str) -> String {
    let mut signs = why.chars();
    let first = signs.next().map(|sign| sign.to_uppercase().to_string());
    format!(
        "{}{}.",
        first.unwrap_or_default(),
        signs.as_str().trim_end_matches('.')
    )
}
