//! Bytes to text, when what they say about themselves may be wrong.
//!
//! A byte order mark is believed. Bytes that are valid UTF-8 are UTF-8,
//! whatever was declared: no other text is so by chance. Then the document's
//! own declaration, then the server's header (often a default that nobody
//! chose), each only if the bytes obey it.

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a document its declaration is looked for.
const HEAD: usize = 512;

/// The text in `bytes`; `header` is the content type the server gave. Never fails: bad bytes become `�`.
pub fn decode(bytes: &[u8], header: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding
            .decode_without_bom_handling(&bytes[mark..])
            .0
            .into_owned();
    }
    match bytes {
        [0, b'<' | b'{', 0, ..] => return UTF_16BE.decode(bytes).0.into_owned(),
        [b'<' | b'{', 0, _, 0, ..] => return UTF_16LE.decode(bytes).0.into_owned(),
        _ => {}
    }
    let claims = [declared(bytes), header.and_then(in_header)];
    let mut claims = claims.into_iter().flatten().filter(is_plausible);
    // ISO-2022-JP is written in seven bits and so is always valid UTF-8 too.
    let escapes = bytes.contains(&0x1b) && claims.clone().any(|claim| claim == ISO_2022_JP);
    if let (Ok(text), false) = (str::from_utf8(bytes), escapes) {
        return text.to_owned();
    }
    claims
        .find_map(|claim| claim.decode_without_bom_handling_and_without_replacement(bytes))
        .map_or_else(|| guess(bytes), std::borrow::Cow::into_owned)
}

/// A claim of sixteen bits without a mark is false, or the first bytes would have shown it.
fn is_plausible(claim: &&'static Encoding) -> bool {
    ![UTF_16BE, UTF_16LE].contains(claim)
}

/// UTF-8 with a few broken signs, or the one encoding that is used without being named.
fn guess(bytes: &[u8]) -> String {
    let text = UTF_8.decode_without_bom_handling(bytes).0;
    let broken = text.chars().filter(|c| *c == '\u{FFFD}').count();
    let foreign = text.chars().filter(|c| !c.is_ascii()).count();
    if broken * 10 <= foreign {
        return text.into_owned();
    }
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

/// `<?xml version="1.0" encoding="…"?>`
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let after = declaration.split_once("encoding")?.1.trim_start();
    let value = after.strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    label(value[1..].split(quote).next()?)
}

/// `application/rss+xml; charset=…`
fn in_header(header: &str) -> Option<&'static Encoding> {
    let parameters = header.split(';').skip(1);
    parameters
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .and_then(|(_, value)| label(value.trim().trim_matches(['"', '\''])))
}

fn label(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn true_bytes_win_over_false_words() {
        let utf8 = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><t>Überweisung</t>";
        assert!(decode(utf8.as_bytes(), Some("text/xml; charset=iso-8859-1")).contains("Überweisung"));
        let latin = b"<?xml version=\"1.0\" encoding=\"utf-8\"?><t>caf\xe9 \x93waiting\x94</t>";
        assert!(decode(latin, Some("text/xml; charset=utf-8")).contains("café “waiting”"));
        let japanese = b"<?xml version='1.0' encoding = 'Shift_JIS' ?><t>\x95\x61\x89\x40</t>";
        assert!(decode(japanese, Some("text/xml; charset=iso-8859-1")).contains("病院"));
        let unnamed = b"<t>\x95\x61\x89\x40</t>";
        assert!(decode(unnamed, Some("text/xml; Charset=\"Shift_JIS\"")).contains("病院"));
        let seven_bits = b"<?xml version='1.0' encoding='iso-2022-jp'?><t>\x1b$BIB1!\x1b(B</t>";
        assert!(decode(seven_bits, None).contains("病院"));
    }

    #[test]
    fn a_mark_or_wide_signs_are_believed() {
        assert_eq!(
            decode(b"\xef\xbb\xbf<t>\xc3\xa9</t>", Some("a/b; charset=koi8-r")),
            "<t>é</t>"
        );
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
        assert_eq!(decode(&wide("<?xml?><t>é</t>"), None), "<?xml?><t>é</t>");
        assert_eq!(decode(&wide("\u{feff}<t>é</t>"), None), "<t>é</t>");
        assert!(decode(b"<?xml encoding='utf-16'?><t>plain</t>", None).contains("plain"));
    }

    #[test]
    fn one_broken_sign_does_not_spoil_the_rest() {
        let mut bytes = "<t>Größe, Überweisung, für, Ärztin, schön, mögen, hören, früh, müde, Füße</t>"
            .as_bytes()
            .to_vec();
        bytes.insert(40, 0xff);
        assert!(decode(&bytes, None).starts_with("<t>Größe"));
    }

    proptest! {
        #[test]
        fn any_bytes_become_text(bytes in proptest::collection::vec(any::<u8>(), 0..400), header in "\\PC{0,40}") {
            decode(&bytes, Some(&header));
        }
    }
}
