//! Which server keeps the account: named by the account's DID document, and
//! followed only where the settings already led. A document from outside must
//! not make us talk to machines inside the house.

use serde::Deserialize;
use serde_json::Value;
use std::net::IpAddr;
use url::{Host, Url};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Service {
    id: String,
    service_endpoint: String,
}

/// The account's server as its DID document names it, if we may go there.
pub(super) fn named_in(document: &Value, entry: &Url) -> Option<Url> {
    document
        .get("service")?
        .as_array()?
        .iter()
        .filter_map(|service| Service::deserialize(service).ok())
        .find(|service| service.id.ends_with("#atproto_pds"))
        .and_then(|service| Url::parse(&service.service_endpoint).ok())
        .filter(|server| may_follow(entry, server))
}

fn may_follow(entry: &Url, server: &Url) -> bool {
    let scheme = server.scheme() == "https" || (server.scheme() == "http" && entry.scheme() == "http");
    let bare = server.username().is_empty() && server.password().is_none();
    scheme && bare && server.has_host() && (!is_inside(server) || is_inside(entry))
}

fn is_inside(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost"
                || [".localhost", ".local", ".internal"]
                    .iter()
                    .any(|end| name.ends_with(end))
        }
        Some(Host::Ipv4(address)) => is_private(address.into()),
        Some(Host::Ipv6(address)) => is_private(address.into()),
        None => false,
    }
}

fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || (v4.octets()[0] == 100 && v4.octets()[1] & 0xc0 == 64)
        }
        IpAddr::V6(v6) => {
            v6.is_loopback() || v6.is_unspecified() || v6.is_unique_local() || v6.is_unicast_link_local()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn led_to(endpoint: &str, entry: &str) -> Option<String> {
        let document = json!({ "service": [
            { "id": "#labeler", "serviceEndpoint": "https://elsewhere.example" },
            { "malformed": true },
            { "id": "did:plc:abc#atproto_pds", "serviceEndpoint": endpoint },
        ]});
        named_in(&document, &Url::parse(entry).unwrap()).map(String::from)
    }

    #[test]
    fn the_document_leads_to_the_accounts_server() {
        let entry = "https://bsky.social";
        assert_eq!(
            led_to("https://morel.example", entry).as_deref(),
            Some("https://morel.example/")
        );
        assert_eq!(named_in(&json!({}), &Url::parse(entry).unwrap()), None);
    }

    #[test]
    fn it_leads_nowhere_into_the_house_and_to_no_weaker_scheme() {
        let entry = "https://bsky.social";
        for endpoint in [
            "http://morel.example",
            "https://127.0.0.1",
            "https://10.0.0.5:8080",
            "https://[::1]",
            "https://[::ffff:192.168.0.1]",
            "https://100.64.0.1",
            "https://localhost",
            "https://metadata.internal",
            "https://user:pass@morel.example",
            "file:///etc/passwd",
            "not an address",
        ] {
            assert_eq!(led_to(endpoint, entry), None, "{endpoint}");
        }
        assert!(led_to("http://localhost:2583", "http://127.0.0.1:2583").is_some());
    }
}
