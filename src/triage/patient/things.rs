//! What shows a body: pictures of somebody, a finger print, a voice.

use super::kind::{Found, Kind, Strength};
use super::says::Says;
use super::words::Word;

const PICTURES: [&str; 22] = [
    "photo",
    "photos",
    "pic",
    "pics",
    "picture",
    "pictures",
    "selfie",
    "selfies",
    "video",
    "videos",
    "screenshot",
    "screenshots",
    "xray",
    "x-ray",
    "image",
    "footage",
    "foto",
    "fotos",
    "vídeo",
    "captura",
    "imagen",
    "livestream",
];

const BODIES: [&str; 16] = [
    "fingerprint",
    "fingerprints",
    "thumbprint",
    "retina",
    "iris",
    "voiceprint",
    "faceprint",
    "palmprint",
    "dna",
    "face-id",
    "huella",
    "huellas",
    "biometric",
    "biometrics",
    "handprint",
    "genome",
];

/// Stems of the words above, the cheap look before the slow one.
const STEMS: [&str; 9] = [
    "phot", "pic", "video", "screen", "print", "foto", "huell", "self", "biom",
];

/// Whether any of it can be found at all.
pub(super) fn may_be_in(text: &str) -> bool {
    STEMS.iter().any(|stem| text.contains(stem))
}

/// Pictures of a person, and marks of a body that somebody took.
pub(super) fn find(words: &[Word<'_>], found: &mut Vec<Found>) {
    for (at, word) in words.iter().enumerate() {
        let kind = if PICTURES.contains(&word.lower.as_ref()) {
            Kind::Photo
        } else if BODIES.contains(&word.lower.as_ref()) {
            Kind::Biometric
        } else {
            continue;
        };
        let after = &words[at + 1..words.len().min(at + 6)];
        let whose = after
            .iter()
            .take(2)
            .any(|w| matches!(w.lower.as_ref(), "of" | "with" | "showing" | "de" | "con"));
        let person = after
            .iter()
            .find(|w| w.says.is(Says::KIN.and(Says::PATIENT).and(Says::FIRST_NAME)) || is_body(w));
        let owned = at > 0 && (words[at - 1].says.is(Says::WHOSE) || words[at - 1].owns);
        let end = match (kind, person) {
            (Kind::Photo, Some(person)) if whose => person.end(),
            (Kind::Biometric, _) if owned || whose => word.end(),
            _ => continue,
        };
        found.push(Found {
            kind,
            strength: Strength::Faint,
            start: word.start,
            end,
        });
    }
}

fn is_body(word: &Word<'_>) -> bool {
    matches!(
        word.lower.as_ref(),
        "face"
            | "chart"
            | "wristband"
            | "badge"
            | "screen"
            | "body"
            | "wound"
            | "scar"
            | "cara"
            | "rostro"
            | "records"
            | "results"
            | "me"
            | "him"
            | "her"
            | "them"
            | "patients"
            | "pacientes"
    )
}
