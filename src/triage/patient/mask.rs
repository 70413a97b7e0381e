//! What may be shown of words that identify somebody: each identifier gives
//! way to what it is, `[name]`, `[date of birth]`, and the rest reads on.

use super::find;
use super::kind::{self, Found, Kind, Strength};
use super::says::Says;
use super::scripts;
use super::words::{self, Word};
use crate::domain::Topic;
use std::collections::HashSet;

/// Parts of a name shorter than this may be any word.
const SHORTEST: usize = 3;

/// Most codes, and names in scripts without spaces, of a case that are looked for in what others say.
const MOST: usize = 64;

/// How lines of what was told before begin.
const NAME: &str = "name\t";
const CODE: &str = "code\t";

/// What the posts of a case keep to themselves: masked where it stands, and where others repeat it.
#[derive(Debug, Clone)]
pub struct Mask {
    topic: Topic,
    /// Parts of names, in lower case.
    names: HashSet<String>,
    /// Names in scripts without spaces, where no word tells where a name ends.
    unspaced: Vec<String>,
    /// Numbers and codes, as they were written.
    codes: Vec<(Kind, String)>,
}

impl Mask {
    /// Learns from the posts of a case what is to be masked.
    pub fn of<'a>(posts: impl IntoIterator<Item = &'a str>, topic: Topic) -> Self {
        let mut mask = Self {
            topic,
            names: HashSet::new(),
            unspaced: Vec::new(),
            codes: Vec::new(),
        };
        for post in posts {
            for one in find(post, topic).into_iter().filter(is_masked) {
                mask.learn(&post[one.start..one.end], one.kind);
            }
        }
        mask
    }

    /// What it knows, a line each, to be kept when an author takes it out of a post.
    pub fn told(&self) -> String {
        let mut names: Vec<&String> = self.names.iter().collect();
        names.sort_unstable();
        let names = names.into_iter().map(|name| format!("{NAME}{name}"));
        let codes = self.codes.iter().map(|(_, code)| format!("{CODE}{code}"));
        names.chain(codes).collect::<Vec<_>>().join("\n")
    }

    /// The same, with what posts told before their authors changed them.
    pub fn remembering(mut self, told: &str) -> Self {
        for line in told.lines() {
            if let Some(name) = line.strip_prefix(NAME) {
                self.learn(name, Kind::Name);
            } else if let Some(code) = line.strip_prefix(CODE) {
                self.learn(code, Kind::Id);
            }
        }
        self
    }

    fn learn(&mut self, written: &str, kind: Kind) {
        if kind == Kind::Name {
            let parts = words::words(written).into_iter();
            let parts = parts.filter(|w| w.written.chars().count() >= SHORTEST || !w.written.is_ascii());
            for part in parts {
                self.learn_unspaced(part.written);
                self.names.insert(part.lower.into_owned());
            }
        } else if written.len() > SHORTEST
            && self.codes.len() < MOST
            && !self.codes.iter().any(|(_, code)| code == written)
        {
            self.codes.push((kind, written.to_owned()));
        }
    }

    /// A name of two signs is found with the first sign of what follows it, so its first two are learnt as well.
    fn learn_unspaced(&mut self, written: &str) {
        if !scripts::is_unspaced(written) {
            return;
        }
        let two = written.char_indices().nth(2).map(|(end, _)| &written[..end]);
        for name in [Some(written), two].into_iter().flatten() {
            if self.unspaced.len() < MOST && !self.unspaced.iter().any(|known| known == name) {
                self.unspaced.push(name.to_owned());
            }
        }
    }

    /// A post as it may be shown.
    pub fn post(&self, text: &str) -> String {
        self.masked(text, is_masked)
    }

    /// Words of ours about the case: what a post told is masked in them, and what is a patient's for sure. A number or
    /// an address that no post gave is one where somebody of ours is to be reached.
    pub fn remark(&self, text: &str) -> String {
        let contact = |kind| {
            matches!(
                kind,
                Kind::Phone | Kind::Fax | Kind::Email | Kind::Url | Kind::Address | Kind::Zip
            )
        };
        self.masked(text, |f| f.strength == Strength::Sure && !contact(f.kind))
    }

    fn masked(&self, text: &str, is_masked: impl Fn(&Found) -> bool) -> String {
        let mut found: Vec<Found> = find(text, self.topic);
        found.retain(is_masked);
        self.repeated(text, &mut found);
        let mut shown = String::with_capacity(text.len());
        let mut last = 0;
        for one in kind::apart(found) {
            let what = one.kind.as_str().replace('_', " ");
            shown.extend([&text[last..one.start], "[", &what, "]"]);
            last = one.end;
        }
        shown.push_str(&text[last..]);
        shown
    }

    fn is_name(&self, word: &str) -> bool {
        self.names.contains(word) || self.names.contains(scripts::without_particle(word))
    }

    /// Where the text repeats what the posts told.
    fn repeated(&self, text: &str, found: &mut Vec<Found>) {
        let stretch = |kind, start, end| Found {
            kind,
            strength: Strength::Sure,
            start,
            end,
        };
        if !self.names.is_empty() {
            let words = words::words(text);
            let is_one = |w: &&Word<'_>| self.is_name(w.lower.as_ref()) && !w.says.is(Says::NO_NAME);
            found.extend(
                words
                    .iter()
                    .filter(is_one)
                    .map(|w| stretch(Kind::Name, w.start, w.end())),
            );
        }
        for name in &self.unspaced {
            let met = text.match_indices(name.as_str());
            found.extend(met.map(|(at, name)| stretch(Kind::Name, at, at + name.len())));
        }
        for (kind, code) in &self.codes {
            let met = text.match_indices(code.as_str());
            found.extend(met.map(|(at, code)| stretch(*kind, at, at + code.len())));
        }
    }
}

fn is_masked(found: &Found) -> bool {
    found.strength >= Strength::Likely
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn masked(post: &str) -> String {
        Mask::of([post], Topic::ClinicalCare).post(post)
    }

    #[test]
    fn a_masked_post_reads_on() {
        let table = [
            (
                "Hi this is Marguerite Tolliver, d.o.b. 11/02/1953. My number is 555-0187.",
                "Hi this is [name], d.o.b. [date of birth]. My number is [phone].",
            ),
            (
                "my mom Rosa Delgado, MRN 00482913, is in room 412",
                "my mom [name], MRN [mrn], is in [room]",
            ),
            (
                "Soy Ernesto Quiñones, nac 14/01/1960, mi cel 555-0176",
                "Soy [name], nac [date of birth], mi cel [phone]",
            ),
            (
                "Thank you Nurse Keisha on 5 West! Waited 3 hours, call 1-800-555-0100",
                "Thank you Nurse Keisha on 5 West! Waited 3 hours, call 1-800-555-0100",
            ),
            (
                "我爸爸王建国在急诊等了六小时，王建国有糖尿病",
                "我爸爸[name]在急诊等了六小时，[name]有糖尿病",
            ),
            (
                "我妈妈王芳在急诊，王芳有糖尿病",
                "我妈妈[name]急诊，[name]有糖尿病",
            ),
            (
                "أخي خالد ينتظر منذ ست ساعات وخالد مريض",
                "أخي [name] ينتظر منذ ست ساعات [name] مريض",
            ),
            ("", ""),
        ];
        for (post, shown) in table {
            assert_eq!(masked(post), shown);
        }
    }

    #[test]
    fn what_a_post_told_is_masked_where_it_is_repeated() {
        let mask = Mask::of(["my wife Nadia Brzezinski, MRN 00482913"], Topic::ClinicalCare);
        let note = "spoke to NADIA’s husband about 00482913; please call 555-0100";
        let shown = "spoke to [name]’s husband about [mrn]; please call 555-0100";
        assert_eq!(mask.remark(note), shown);
    }

    #[test]
    fn what_is_kept_of_a_changed_post_masks_as_the_post_did() {
        let mask = Mask::of(["my wife Nadia Brzezinski, MRN 00482913"], Topic::ClinicalCare);
        let later = Mask::of(["my wife waits"], Topic::ClinicalCare).remembering(&mask.told());
        let note = "spoke to NADIA’s husband about 00482913; please call 555-0100";
        assert_eq!(
            later.remark(note),
            "spoke to [name]’s husband about [id]; please call 555-0100"
        );
        assert_eq!(later.told().lines().count(), 3);
    }

    proptest! {
        #[test]
        fn nothing_that_is_found_is_left(text in "\\PC{0,80}|(my mom |Ana |Lopez |DOB |1/2/1960 |MRN |4471220 |é|王|, ){0,20}") {
            let mask = Mask::of([text.as_str()], Topic::ClinicalCare);
            let shown = mask.post(&text);
            for name in &mask.names {
                let left = words::words(&shown).into_iter().any(|w| w.lower.as_ref() == name && !w.says.is(Says::NO_NAME));
                prop_assert!(!left || name == "name", "{name} in {shown}");
            }
        }
    }
}
