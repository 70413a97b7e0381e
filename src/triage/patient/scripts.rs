//! Names in scripts without capitals: Chinese, where a name follows the word
//! for kin without a space, and Arabic, where a known first name does.

use super::words::Word;

/// In Chinese a name follows the word for kin without a space: 我爸爸王建国.
pub(super) fn han_name(words: &[Word<'_>]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for word in words.iter().filter(|w| w.written.bytes().any(|b| b >= 0xE3)) {
        for kin in KIN_HAN {
            let named = word.written.match_indices(kin);
            let named = named.filter_map(|(at, kin)| named_at(word, at + kin.len()));
            found.extend(named);
        }
    }
    found
}

/// The name that begins so far into a word: up to three signs, the first of them a family's.
fn named_at(word: &Word<'_>, at: usize) -> Option<(usize, usize)> {
    let surname = word.written[at..].chars().next()?;
    let length: usize = word.written[at..].chars().take(3).map(char::len_utf8).sum();
    (SURNAMES.contains(surname) && length >= 6).then_some((word.start + at, word.start + at + length))
}

/// Arabic has no capitals: a known first name after the word for kin, and the family's name if one follows.
pub(super) fn arabic_name(words: &[Word<'_>]) -> Vec<(usize, usize)> {
    let is_kin = |word: &str| KIN_ARABIC.contains(&word) || KIN_ARABIC.contains(&without_particle(word));
    let named = (1..words.len()).filter(|at| {
        NAMES_ARABIC.contains(&words[*at].written) && words[*at].close && is_kin(words[*at - 1].written)
    });
    let whole = named.map(|at| {
        let family = words
            .get(at + 1)
            .filter(|w| w.close && w.written.starts_with("ال"));
        (words[at].start, family.unwrap_or(&words[at]).end())
    });
    whole.collect()
}

/// Whether it is in a script that puts no space between words, so that a name in it is not a word by itself.
pub(super) fn is_unspaced(written: &str) -> bool {
    let is_so =
        |c| matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}');
    written.chars().all(is_so)
}

/// Without an Arabic “and”, “to” or “with”, which are written as one with the word: وأمي.
pub(super) fn without_particle(word: &str) -> &str {
    word.strip_prefix(['و', 'ف', 'ل', 'ب', 'ك']).unwrap_or(word)
}

/// Words for kin before a Chinese name.
const KIN_HAN: [&str; 14] = [
    "爸爸", "妈妈", "父亲", "母亲", "太太", "妻子", "丈夫", "老公", "老婆", "儿子", "女儿", "奶奶", "爷爷",
    "先生",
];

/// The commonest family names.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤";

/// Words for kin before an Arabic name.
const KIN_ARABIC: [&str; 20] = [
    "أخي",
    "اخي",
    "أختي",
    "اختي",
    "أمي",
    "امي",
    "أبي",
    "ابي",
    "ابني",
    "إبني",
    "ابنتي",
    "بنتي",
    "زوجي",
    "زوجتي",
    "والدي",
    "والدتي",
    "جدي",
    "جدتي",
    "عمي",
    "خالتي",
];

/// First names that people bear.
const NAMES_ARABIC: [&str; 36] = [
    "محمد",
    "أحمد",
    "احمد",
    "علي",
    "حسن",
    "حسين",
    "عمر",
    "خالد",
    "يوسف",
    "إبراهيم",
    "ابراهيم",
    "مصطفى",
    "محمود",
    "عبد",
    "كريم",
    "سامي",
    "طارق",
    "ياسر",
    "فاطمة",
    "عائشة",
    "مريم",
    "خديجة",
    "زينب",
    "نور",
    "سارة",
    "ليلى",
    "هدى",
    "منى",
    "سلمى",
    "رنا",
    "هند",
    "أمل",
    "امل",
    "سعاد",
    "نادية",
    "ريم",
];
