//! Minimal pairs by reason, in English and Spanish; and what holds of any text.

use super::*;
use crate::triage::model::Lessons;
use proptest::prelude::*;

static GUARD: LazyLock<Guard> = LazyLock::new(|| Guard::new(&Lessons::settings()));

fn ruled(mention: &str, reply: &str) -> Ruling {
    GUARD.check(Draft {
        words: reply,
        thread: &[mention],
    })
}

/// Each row: what the author wrote, an answer that must not go out, one that may.
fn pairs(kind: Reason, table: &[(&str, &str, &str)]) {
    for (mention, bad, fine) in table {
        let ruling = ruled(mention, bad);
        assert_eq!(ruling.verdict, Verdict::Block, "{bad}");
        assert!(
            ruling.findings.iter().any(|finding| finding.kind == kind),
            "{bad}: {:?}",
            ruling.findings
        );
        let ruling = ruled(mention, fine);
        assert_eq!(ruling.verdict, Verdict::Ok, "{fine}: {:?}", ruling.findings);
    }
}

#[test]
fn somebody_is_confirmed() {
    let table = [
        (
            "thanks to everyone on 3 West",
            "We hope your mom is recovering well.",
            "Thank you! We'll share this with 3 West.",
        ),
        (
            "six hours in the ER",
            "We're sorry you waited so long.",
            "Six hours is a long time for anyone.",
        ),
        (
            "they lost my results",
            "We looked into your chart.",
            "The records office is at 555-0120.",
        ),
        (
            "nobody called me",
            "As we told you on Tuesday, someone will call.",
            "The clinic manager can help at 555-0118.",
        ),
        (
            "is my ex there",
            "We have no record of her.",
            "We can't say whether anyone is or was a patient.",
        ),
        (
            "never again",
            "Please give us another chance on your next visit.",
            "We'd like to listen: 555-0142.",
        ),
        (
            "gracias a todos",
            "Nos alegra que su mamá ya esté mejor.",
            "Gracias por sus palabras, las pasaremos al equipo.",
        ),
        (
            "me cancelaron la cita",
            "Su cita fue movida al jueves.",
            "La oficina de citas está en el 555-0100.",
        ),
    ];
    pairs(Reason::ConfirmsPatient, &table);
}

#[test]
fn health_is_told() {
    let table = [
        (
            "thank you Dr. Cole",
            "We're glad your new hip is healing.",
            "We'll make sure Dr. Cole sees this.",
        ),
        (
            "waiting on my biopsy",
            "Good news, your biopsy was benign.",
            "Waiting like that is hard on anyone.",
        ),
        (
            "obrigado",
            "Su prueba salió negativa.",
            "Gracias por escribirnos.",
        ),
    ];
    pairs(Reason::DisclosesHealthInfo, &table);
}

#[test]
fn somebody_is_identified() {
    let table = [
        (
            "your billing is a scam",
            "Thanks for writing, Mr. Whitcombe.",
            "Thanks for writing.",
        ),
        (
            "my brother Ray was ignored",
            "We'd love to talk with Ray.",
            "We'd love to talk: 555-0142.",
        ),
    ];
    pairs(Reason::Identifier, &table);
}

#[test]
fn money_is_told() {
    let table = [
        (
            "bill is wrong",
            "Your insurance denied the claim.",
            "Billing can go through any bill by phone, 555-0110.",
        ),
        (
            "$612??",
            "You still owe the deductible.",
            "Anyone can ask for an itemized bill: 555-0110.",
        ),
        (
            "me cobraron de más",
            "Su seguro no cubrió la visita.",
            "La oficina de facturación está en el 555-0110.",
        ),
    ];
    pairs(Reason::DisclosesBilling, &table);
}

#[test]
fn the_author_is_blamed() {
    let table = [
        (
            "waited forever",
            "Our staff followed every protocol.",
            "We're sorry to read this.",
        ),
        (
            "missed my slot",
            "You should have read the instructions.",
            "We'd like to understand what happened.",
        ),
        (
            "mal servicio",
            "Usted debió llegar a tiempo.",
            "Lamentamos leer esto.",
        ),
    ];
    pairs(Reason::BlamesOrArgues, &table);
}

#[test]
fn advice_is_given() {
    let table = [
        (
            "101 fever",
            "No need to come in, it will pass.",
            "Please call the nurse line, 555-0111.",
        ),
        (
            "can she have tylenol",
            "Give her 5 ml every six hours.",
            "A pharmacist can answer that at 555-0114.",
        ),
        (
            "tiene fiebre",
            "Dele 5 ml cada seis horas.",
            "Llame a la línea de enfermería, 555-0111.",
        ),
    ];
    pairs(Reason::MedicalAdvice, &table);
}

#[test]
fn details_are_asked_for_in_public() {
    let table = [
        (
            "records?",
            "Comment your date of birth below.",
            "Please don't post your date of birth here.",
        ),
        (
            "my bill",
            "Reply with your account number.",
            "Please keep account numbers off this page.",
        ),
        (
            "mi cita",
            "Escriba aquí su nombre y fecha de nacimiento.",
            "Por favor, no publique datos personales aquí.",
        ),
    ];
    pairs(Reason::AsksPhiInPublic, &table);
}

#[test]
fn the_tone_is_wrong() {
    let table = [
        (
            "rude nurse",
            "She has been suspended.",
            "The nurse manager would like to hear from you.",
        ),
        (
            "my grandma died there",
            "Sorry for your loss! 😂",
            "We are sorry for your loss.",
        ),
        (
            "you lie",
            "STOP LYING ABOUT OUR STAFF.",
            "We're sorry to read this.",
        ),
        ("qué mal", "Ay, no llore.", "Lamentamos leer esto."),
    ];
    pairs(Reason::Unprofessional, &table);
}

#[test]
fn disguise_is_seen_through() {
    for words in [
        "We lo\u{200b}oked into yo\u{200b}ur ch\u{200b}art.",
        "We looked into yоur сhart.",
        "WE LOOKED INTO YOUR CHART",
        "𝓦𝓮 𝓵𝓸𝓸𝓴𝓮𝓭 𝓲𝓷𝓽𝓸 𝔂𝓸𝓾𝓻 𝓬𝓱𝓪𝓻𝓽",
    ] {
        assert_eq!(ruled("", words).verdict, Verdict::Block, "{words}");
    }
}

#[test]
fn a_finding_shows_the_words() {
    let words = "Thank you. Your appointment is on file.";
    let ruling = ruled("", words);
    let shown: Vec<String> = ruling
        .findings
        .iter()
        .map(|f| words.chars().skip(f.start).take(f.end - f.start).collect())
        .collect();
    assert!(
        shown.iter().any(|shown| shown.contains("Your appointment")),
        "{shown:?}"
    );
}

#[test]
fn empty_words_are_fine() {
    for words in ["", " ", "\u{200b}\u{202e}", "...", "\n\n"] {
        assert_eq!(ruled("waited 6 hours", words).verdict, Verdict::Ok, "{words:?}");
    }
}

#[test]
fn what_every_desk_says_is_fine() {
    let table = [
        "Our billing office is at 555-0100.",
        "Please call 911 now.",
        "We can't discuss specifics here. Our patient liaison is at 555-0142.",
        "We can't confirm whether anyone is or was a patient.",
        "We are sorry for your loss.",
        "Please don't post personal details here; send us a private message.",
        "Por privacidad no podemos hablar de casos individuales aquí. Llame al 555-0142.",
    ];
    for words in table {
        let ruling = ruled("they lost my mom's results", words);
        assert_eq!(ruling.verdict, Verdict::Ok, "{words}: {:?}", ruling.findings);
    }
}

proptest! {
    #[test]
    fn findings_lie_within_any_text(
        mention in "\\PC{0,40}",
        words in "\\PC{0,160}|(your chart |we looked into |DOB |Ms. Rourke, |555-0187|😂|\u{200b}|\u{202e}|é|您的病历|su cita |! |\\. ){0,30}"
    ) {
        let ruling = ruled(&mention, &words);
        let chars = words.chars().count();
        for finding in &ruling.findings {
            prop_assert!(finding.start < finding.end && finding.end <= chars, "{:?}", finding);
            prop_assert!(finding.verdict <= ruling.verdict && !finding.why.is_empty());
        }
        prop_assert!(ruling.findings.is_sorted_by_key(|finding| finding.start));
        prop_assert_eq!(ruled(&mention, &words), ruling);
    }
}
