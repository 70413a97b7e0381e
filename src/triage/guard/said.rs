//! What the guard tells the person who wrote a draft: why, in one sentence a
//! nurse understands, and words that say the same safely.

use super::reading::Reading;
use crate::domain::Reason;

/// Why words of this kind should not go out. A `warn` says that it may be wrong.
pub(super) fn why(kind: Reason, is_sure: bool) -> String {
    let why = match kind {
        Reason::ConfirmsPatient => {
            "This tells the public that somebody is or was a patient here, or had contact with us; that it stands in \
             the post does not make it ours to confirm."
        }
        Reason::DisclosesHealthInfo => {
            "This says something about somebody's health in public; repeating it from the post counts as telling it."
        }
        Reason::Identifier => {
            "This can tell the public who a patient is or when they were here: a name, a number, an address or a day."
        }
        Reason::DisclosesBilling => {
            "This says something about somebody's bill, insurance or payments in public."
        }
        Reason::BlamesOrArgues => {
            "This disputes what the author tells, defends us or puts the blame on somebody; it reads as an argument."
        }
        Reason::MedicalAdvice => {
            "This is medical advice to one person; only somebody who can ask and examine may give it."
        }
        Reason::AsksPhiInPublic => "This asks for personal details where everybody can read the answer.",
        Reason::Unprofessional => {
            "This may read as rude, mocking or political, or it tells what happened to an employee."
        }
    };
    if is_sure {
        why.to_owned()
    } else {
        format!(
            "A second person should look: perhaps {}{}",
            why[..1].to_lowercase(),
            &why[1..]
        )
    }
}

/// Words that could stand there instead, in the language of the draft.
pub(super) fn wording(kind: Reason, draft: &Reading<'_>) -> Option<String> {
    let spanish = is_spanish(draft);
    let wording = match (kind, spanish) {
        (Reason::ConfirmsPatient, false) => "Thank you for telling us. We can't discuss specifics here.",
        (Reason::ConfirmsPatient, true) => {
            "Gracias por escribirnos. Aquí no podemos hablar de casos individuales."
        }
        (Reason::DisclosesHealthInfo, false) => "We can't discuss anyone's health or care here.",
        (Reason::DisclosesHealthInfo, true) => "Aquí no podemos hablar de la salud de ninguna persona.",
        (Reason::Identifier, _) => return None,
        (Reason::DisclosesBilling, false) => {
            "Anyone with a question about a bill can call our billing office."
        }
        (Reason::DisclosesBilling, true) => {
            "Cualquier persona con preguntas sobre una factura puede llamar a nuestra oficina de facturación."
        }
        (Reason::BlamesOrArgues, false) => "We are sorry to read this, and we would like to listen.",
        (Reason::BlamesOrArgues, true) => "Lamentamos leer esto y nos gustaría escucharle.",
        (Reason::MedicalAdvice, false) => {
            "We can't give medical advice here. Please call a nurse line or a doctor; in an emergency call 911."
        }
        (Reason::MedicalAdvice, true) => {
            "Aquí no podemos dar consejos médicos. Por favor llame a una enfermera o a su médico; en una emergencia, \
             al 911."
        }
        (Reason::AsksPhiInPublic, false) => {
            "Please don't post personal details here; call us or send a private message."
        }
        (Reason::AsksPhiInPublic, true) => {
            "Por favor no publique datos personales aquí; llámenos o envíenos un mensaje privado."
        }
        (Reason::Unprofessional, false) => "Thank you for telling us.",
        (Reason::Unprofessional, true) => "Gracias por decírnoslo.",
    };
    Some(wording.to_owned())
}

/// More of its small words are Spanish than English.
fn is_spanish(draft: &Reading<'_>) -> bool {
    const SPANISH: [&str; 16] = [
        "que", "de", "la", "el", "los", "las", "por", "para", "con", "su", "en", "usted", "una", "lo",
        "aqui", "y",
    ];
    const ENGLISH: [&str; 12] = [
        "the", "you", "your", "we", "to", "of", "and", "is", "for", "our", "this", "with",
    ];
    let count = |of: &[&str]| {
        let words = 0..draft.text.words.len();
        words.filter(|at| of.contains(&draft.text.word(*at))).count()
    };
    count(&SPANISH) > count(&ENGLISH)
}
