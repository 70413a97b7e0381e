//! Names beside kin or care. Staff whom people thank, journalists and places
//! are no patients; a name that only may be one is masked and no more.

use super::kind::{Found, Kind, Strength};
use super::says::Says;
use super::scripts;
use super::words::Word;

/// How far from a full name a word of care may stand, in words.
const NEAR: usize = 12;

/// Stretches that name somebody: a patient's surely, others likely where care is spoken of.
pub(super) fn find(words: &[Word<'_>], public: bool, cares: bool, found: &mut Vec<Found>) {
    let mut at = 0;
    while at < words.len() {
        let length = name_at(words, at);
        if length > 0
            && let Some(strength) = strength(words, (at, length), public, cares)
        {
            found.push(Found {
                kind: Kind::Name,
                strength,
                start: words[at].start,
                end: words[at + length - 1].end(),
            });
        }
        at += length.max(1);
    }
    if words.iter().any(|w| !w.written.is_ascii()) {
        let foreign = scripts::han_name(words)
            .into_iter()
            .chain(scripts::arabic_name(words));
        found.extend(foreign.map(|(start, end)| Found {
            kind: Kind::Name,
            strength: Strength::Sure,
            start,
            end,
        }));
    }
}

/// How many words of a name stand here: none to four; an initial counts where a name goes before.
fn name_at(words: &[Word<'_>], at: usize) -> usize {
    let titled = !words[at].says.is(Says::FIRST_NAME)
        && words
            .get(at + 1)
            .is_some_and(|w| w.close && w.is_name() && w.says.is(Says::FIRST_NAME));
    // “QB Marcus Oyelaran”: the name begins with the word that people bear.
    let before_a_name = Says::KIN.and(Says::TITLE).and(Says::POLITE);
    if !words[at].is_name()
        || words[at].says.is(before_a_name)
        || titled && words.get(at + 2).is_some_and(|w| w.close && w.is_name())
    {
        return 0;
    }
    let goes_on = |i: &usize| {
        let word = &words[*i];
        word.close && !words[*i - 1].owns && (word.is_name() || word.is_initial() && word.written != "I")
    };
    let more = (at + 1..words.len().min(at + 4)).take_while(goes_on).count();
    // Four words in capitals are a headline more often than a name.
    if more == 3 && words[at + 1..at + 4].iter().all(Word::is_name) {
        3
    } else {
        1 + more
    }
}

/// Words that may be a name, and what stands around them.
#[derive(Clone, Copy)]
struct Name<'a> {
    words: &'a [Word<'a>],
    at: usize,
    /// In words, initials counted.
    length: usize,
}

/// How surely the words are somebody's name that must not be shown.
fn strength(words: &[Word<'_>], (at, length): (usize, usize), public: bool, cares: bool) -> Option<Strength> {
    let name = Name { words, at, length };
    if name.is_elsewhere() || name.is_staff() {
        return None;
    }
    let initial = name.full() < length;
    if !name.is_known() && (initial && !cares || words[at].says.is(Says::ILL)) {
        return None;
    }
    if name.is_patient(public) {
        return Some(Strength::Sure);
    }
    let titled = name.says(1, Says::POLITE) || matches!(name.before(1), "don" | "doña");
    let called = matches!(
        name.before(1),
        "named" | "name" | "nombre" | "llamado" | "llamada" | "called" | "patient" | "paciente"
    );
    let whole = length > 1 && name.is_known();
    match cares && !public {
        true if titled || called || whole || initial => Some(Strength::Likely),
        false if titled || called && length > 1 || whole => Some(Strength::Faint),
        _ => None,
    }
}

impl<'a> Name<'a> {
    /// The word so far before it.
    fn before(&self, back: usize) -> &'a str {
        self.at
            .checked_sub(back)
            .map_or("", |i| self.words[i].lower.as_ref())
    }

    fn says(&self, back: usize, what: Says) -> bool {
        self.at
            .checked_sub(back)
            .is_some_and(|i| self.words[i].says.is(what))
    }

    fn after(&self) -> &'a [Word<'a>] {
        &self.words[self.at + self.length..]
    }

    /// Its words but for initials.
    fn full(&self) -> usize {
        let parts = &self.words[self.at..self.at + self.length];
        parts.iter().filter(|w| !w.is_initial()).count().max(1)
    }

    /// The first name is one that people bear.
    fn is_known(&self) -> bool {
        self.words[self.at].says.is(Says::FIRST_NAME)
    }

    /// “James Cook Hospital” is a house, “Mary Street” a street, “St. Mary” either.
    fn is_elsewhere(&self) -> bool {
        let place = Says::CARE_PLACE.and(Says::SURELY_STREET);
        let house = |w: &Word<'_>| w.close && w.is_capital() && w.says.is(place);
        let saint = matches!(
            self.before(1),
            "st" | "saint" | "san" | "santa" | "santo" | "mt" | "mount"
        );
        saint || self.after().first().is_some_and(house)
    }

    /// Named as somebody at work: “Nurse Keisha”, “thank you, Dr. Lopez”; an officer may be a patient, too.
    fn is_staff(&self) -> bool {
        let called = matches!(self.before(1), "named" | "called");
        let joined = self.words[self.at].joined;
        let staff = self.says(2, Says::STAFF) && joined || self.says(1, Says::STAFF) && !called;
        staff && !(self.says(1, Says::TITLE) && is_ill(self.after()))
    }

    /// A name that kin, a title, an illness or a belonging ties to care.
    fn is_patient(&self, public: bool) -> bool {
        if self.is_kin() || self.is_called_patient() || self.owns_care() {
            return true;
        }
        let full = self.full() > 1;
        if public {
            return full && self.is_known() && is_ill(self.after());
        }
        let polite = self.says(1, Says::POLITE);
        let told_of = || {
            let is = |w: &Word<'_>| w.close && matches!(w.lower.as_ref(), "is" | "was" | "has" | "had");
            let borne = self.is_known() || polite || self.says(1, Says::TITLE);
            borne && self.after().first().is_some_and(is) && is_ill(self.after())
        };
        let cared_for = || (full && self.is_known() || polite) && self.is_near_care();
        full && self.is_introduced() || self.is_on_paper() || self.is_treated() || cared_for() || told_of()
    }

    /// “my wife Nadia”, “hija de Refugio”, “nanay ko si Corazon”; kin must be somebody's, or a full name.
    fn is_kin(&self) -> bool {
        let kin = |back| self.says(back, Says::KIN);
        let whose = self.says(2, Says::WHOSE) || self.says(3, Says::WHOSE) || self.full() > 1;
        let joined = self.words[self.at].joined;
        let named = kin(2) && matches!(self.before(1), "de" | "named" | "is");
        let tagalog = self.before(1) == "si" && (kin(2) || kin(3));
        let called_so = kin(1) && self.is_known() && self.is_near_care();
        joined && (kin(1) && whose || named || tagalog || called_so) && !self.words[self.at - 1].owns
    }

    fn is_called_patient(&self) -> bool {
        let borne = self.length > 1 || self.is_known();
        self.words[self.at].joined && self.says(1, Says::PATIENT) && borne
    }

    /// “Mateo Ruiz's biopsy”.
    fn owns_care(&self) -> bool {
        let last = &self.words[self.at + self.length - 1];
        let borne = self.full() > 1 || self.is_known();
        last.owns && borne && self.after().iter().take(4).any(|w| w.says.is(Says::OWNED))
    }

    /// “this is …”, “my name is …”, “soy …”: the author gives a name.
    fn is_introduced(&self) -> bool {
        let bare = matches!(self.before(1), "it's" | "it’s" | "its" | "habla") && self.is_known();
        let pair = matches!(
            (self.before(2), self.before(1)),
            ("this", "is" | "isn't" | "isn’t" | "isnt") | ("name", "is") | ("i", "am") | ("nombre", "es")
        );
        let single = matches!(
            self.before(1),
            "soy" | "llamo" | "m'appelle" | "suis" | "sou" | "chamo" | "i'm" | "im" | "i’m" | "tôi"
        );
        bare || pair || single
    }

    /// “bill for Terrence Obi”, “the wristband says Abigail Stone”, “hi Lorraine, your biopsy is back”.
    fn is_on_paper(&self) -> bool {
        let paper = Says::OWNED.and(Says::CARE);
        let linked = matches!(
            self.before(1),
            "for" | "of" | "de" | "para" | "says" | "said" | "reads" | "dice" | "to"
        );
        let parts = &self.words[self.at..self.at + self.length];
        let medical = parts
            .iter()
            .any(|w| w.says.is(paper.and(Says::CARE_PLACE).and(Says::TOWN)));
        let named = self.full() > 1 && linked && (self.says(2, paper) || self.says(3, paper));
        let greeted = || {
            let near = || self.after().iter().take(6);
            let yours = near().any(|w| matches!(w.lower.as_ref(), "your" | "su" | "tu" | "sus"));
            let hello = matches!(
                self.before(1),
                "hi" | "hello" | "dear" | "hola" | "hey" | "estimada" | "estimado"
            );
            hello && self.is_known() && yours && near().any(|w| w.says.is(Says::OWNED))
        };
        named && !medical || greeted()
    }

    /// “thank you for saving Theo”.
    fn is_treated(&self) -> bool {
        let treated = matches!(
            self.before(1),
            "saving" | "saved" | "treating" | "treated" | "delivering" | "fixing" | "fixed" | "healing"
        );
        treated && self.is_known() && self.is_near_care()
    }

    fn is_near_care(&self) -> bool {
        let from = self.at.saturating_sub(NEAR);
        let to = self.words.len().min(self.at + self.length + NEAR);
        self.words[from..to].iter().any(|w| w.says.is(Says::CARE))
    }
}

/// What follows a name tells of an illness, or of an operation had.
fn is_ill(after: &[Word<'_>]) -> bool {
    let had = |at: usize| {
        let before = &after[at.saturating_sub(3)..at];
        before.iter().any(|w| {
            matches!(
                w.lower.as_ref(),
                "had" | "having" | "has" | "needs" | "undergoing" | "underwent" | "after" | "getting"
            )
        })
    };
    let inside = |at: usize| (1..3).contains(&at) && after[0].lower == "in" && after[0].close;
    let near = after.iter().enumerate().take(10);
    near.into_iter()
        .any(|(at, w)| w.says.is(Says::ILL) || w.says.is(Says::CARE) && (had(at) || inside(at)))
}
