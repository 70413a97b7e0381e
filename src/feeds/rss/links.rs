//! Links fit to be shown to a person, out of what publishers write.

use feed_rs::model::Link;
use url::Url;

/// Longest link that is kept, in bytes.
const LONGEST: usize = 2_000;

/// The first link of an item that a person can read it by.
pub fn readable(links: &[Link], base: &Url) -> Option<Url> {
    let alternate = |link: &&Link| link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    let hrefs = links.iter().filter(alternate).map(|link| link.href.trim());
    hrefs
        .filter_map(|href| base.join(href).ok())
        .find_map(|url| offered(&url))
}

/// A link that a person may be offered: on the web, of sane length, without a
/// password in it, and not by way of a search engine that counts.
pub fn offered(url: &Url) -> Option<Url> {
    let mut url = unwrapped(url).unwrap_or_else(|| url.clone());
    let on_the_web = matches!(url.scheme(), "http" | "https") && url.as_str().len() <= LONGEST;
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    on_the_web.then_some(url)
}

/// Where an alert's `https://www.google.com/url?…&url=TARGET` leads.
fn unwrapped(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    if !host.starts_with("google.") || url.path() != "/url" {
        return None;
    }
    let target = |name: &str| url.query_pairs().find(|(key, _)| key == name);
    let (_, target) = target("url").or_else(|| target("q"))?;
    Url::parse(&target)
        .ok()
        .filter(|target| matches!(target.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_on_the_web_and_leads_where_it_says() {
        for (link, shown) in [
            (
                "https://news.example.org/a?b=c#d",
                Some("https://news.example.org/a?b=c#d"),
            ),
            (
                "http://user:secret@news.example.org/",
                Some("http://news.example.org/"),
            ),
            (
                "https://www.google.com/url?sa=t&url=https://a.example.org/%3Fx%3D1",
                Some("https://a.example.org/?x=1"),
            ),
            (
                "https://www.google.de/url?q=http://a.example.org/",
                Some("http://a.example.org/"),
            ),
            (
                "https://www.google.com/url?url=javascript:alert(1)",
                Some("https://www.google.com/url?url=javascript:alert(1)"),
            ),
            ("javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("mailto:a@example.org", None),
        ] {
            let url = Url::parse(link).unwrap();

            assert_eq!(offered(&url).map(String::from).as_deref(), shown, "{link}");
        }
        let long = Url::parse(&format!("https://a.example.org/{}", "x".repeat(3_000))).unwrap();
        assert_eq!(offered(&long), None);
    }
}
