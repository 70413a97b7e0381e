//! The networks, and what can be said on each.
//!
//! Lengths are counted as each network counts them; a reply that one would
//! refuse is refused in the chat, before it is on its way.

use super::words::vocabulary;
use unicode_segmentation::UnicodeSegmentation;

vocabulary! {
    /// A social platform or other public source.
    Network {
        /// X, once Twitter.
        X = "x",
        /// Facebook pages.
        Facebook = "facebook",
        /// Instagram professional accounts.
        Instagram = "instagram",
        /// Bluesky, or any network of the AT Protocol.
        Bluesky = "bluesky",
        /// Mastodon and compatible servers.
        Mastodon = "mastodon",
        /// Reddit.
        Reddit = "reddit",
        /// Reviews on Google.
        Google = "google",
        /// RSS, Atom and JSON feeds.
        Rss = "rss",
        /// Posts handed to us by a signed webhook.
        Webhook = "webhook",
        /// Text messages.
        Sms = "sms",
        /// The small network inside liaison that the demo shows.
        Sandbox = "sandbox",
    }
}

/// How long a reply may be; every part that is given must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Limit {
    /// Signs as a reader counts them: extended grapheme clusters.
    pub graphemes: u32,
    /// UTF-8 bytes.
    pub bytes: u32,
}

impl Limit {
    /// How far `text` is over the limit: zero when it fits, and the unit counted.
    pub fn excess(self, text: &str) -> (usize, &'static str) {
        let signs = text
            .graphemes(true)
            .count()
            .saturating_sub(self.graphemes as usize);
        if signs > 0 {
            return (signs, "characters");
        }
        (text.len().saturating_sub(self.bytes as usize), "bytes")
    }
}

impl Network {
    /// The name people know it by.
    pub fn title(self) -> &'static str {
        match self {
            Self::X => "X",
            Self::Facebook => "Facebook",
            Self::Instagram => "Instagram",
            Self::Bluesky => "Bluesky",
            Self::Mastodon => "Mastodon",
            Self::Reddit => "Reddit",
            Self::Google => "Google reviews",
            Self::Rss => "RSS",
            Self::Webhook => "Webhook",
            Self::Sms => "SMS",
            Self::Sandbox => "Sandbox",
        }
    }

    /// Whether a public answer can be given there at all.
    pub fn takes_replies(self) -> bool {
        !matches!(self, Self::Rss | Self::Webhook)
    }

    /// How long an answer may be there.
    pub fn limit(self) -> Limit {
        let (graphemes, bytes) = match self {
            Self::X => (280, 1_120),
            Self::Bluesky => (300, 3_000),
            Self::Mastodon | Self::Sandbox => (500, 5_000),
            Self::Google => (4_096, 4_096),
            Self::Instagram => (2_200, 8_800),
            Self::Facebook => (8_000, 32_000),
            Self::Reddit | Self::Rss | Self::Webhook => (10_000, 40_000),
            Self::Sms => (1_600, 6_400),
        };
        Limit { graphemes, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_as_readers_and_wires_count_it() {
        let family = "👩‍👩‍👧‍👦";
        assert_eq!(Network::Bluesky.limit().excess(&"é".repeat(300)), (0, "bytes"));
        assert_eq!(
            Network::Bluesky.limit().excess(&"é".repeat(301)),
            (1, "characters")
        );
        assert_eq!(
            Network::Bluesky.limit().excess(&family.repeat(120)),
            (family.len() * 120 - 3_000, "bytes")
        );
    }

    #[test]
    fn a_word_has_one_spelling() {
        for network in Network::ALL {
            assert_eq!(network.as_str().parse(), Ok(*network));
        }
        let unknown = "twitter".parse::<Network>().unwrap_err();
        assert!(unknown.to_string().contains("bluesky"));
    }
}
