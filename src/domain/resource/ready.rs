//! What is there before anybody adds anything: where somebody in danger finds
//! help right now, and the sentence that invites to a talk with the patient
//! liaison. They say nothing about anybody, confirm nothing and ask nothing.
//!
//! The numbers are national ones of the United States: 911 (emergencies), 988
//! (Suicide & Crisis Lifeline, by call or text) and Poison Control,
//! 1-800-222-1222. A hospital's own resource of the same name and language
//! takes the place of one of these.

use super::{Purpose, Resource, ResourceName};
use crate::domain::{Timestamp, Topic};

/// Help right now, for somebody whose life is at risk.
pub const EMERGENCY: &str = "emergency";
/// Somebody to talk to, for whoever thinks of ending their life.
pub const CRISIS: &str = "crisis";
/// What to do when something harmful was swallowed or breathed in.
pub const POISON: &str = "poison";
/// The invitation to a talk.
pub const HANDOFF: &str = "handoff";

/// The built-in resources.
pub fn all() -> Vec<Resource> {
    let texts = TEXTS.iter().map(|(name, purpose, language, text)| Resource {
        name: ResourceName((*name).to_owned()),
        language: (*language).to_owned(),
        version: 0,
        purpose: *purpose,
        text: (*text).to_owned(),
        departments: Vec::new(),
        topics: match purpose {
            Purpose::Crisis => vec![Topic::Safety],
            Purpose::Answer | Purpose::Handoff => Vec::new(),
        },
        added_by: None,
        added_at: Timestamp::UNIX_EPOCH,
    });
    texts.collect()
}

/// Words that people in danger write, by the resource that helps them: what is compared with a post, never said.
pub fn cues(name: &str) -> &'static str {
    match name {
        EMERGENCY => {
            "breathe breathing unconscious collapsed chest bleeding blood gun shooter knife bomb fire attack threat hurt \
             respirar inconsciente sangre arma pistola cuchillo bomba fuego amenaza herido pecho \
             sangrando arme bombe feu respire sang respira faca baril huminga dugo súng máu \
             呼吸 流血 枪 炸弹 昏迷 سلاح نزيف يتنفس"
        }
        CRISIS => {
            "suicide suicidal kill myself die dying life anymore alone hopeless pain worth living self harm cutting goodbye \
             suicidio suicida suicidar suicidarme suicidarse matarme morir morirme quitarme vida vivir sola solo desesperada adiós \
             morrer morrer-me matar viver suicídio suicidar mourir mort vivre suicide suicider tuer mamatay buhay magpakamatay chết sống tử \
             死 自杀 活 انتحار أموت أعيش"
        }
        POISON => {
            "poison poisoned swallowed swallow drank ate overdose pills medicine bleach detergent fumes gas chemical inhaled \
             veneno tragó tomó pastillas medicina cloro sobredosis intoxicó químico humo"
        }
        _ => "",
    }
}

const TEXTS: &[(&str, Purpose, &str, &str)] = &[
    (
        EMERGENCY,
        Purpose::Crisis,
        "en",
        "If anyone may be in danger, please call 911 now. They can help right away, and they stay on the line.",
    ),
    (
        EMERGENCY,
        Purpose::Crisis,
        "es",
        "Si alguien puede estar en peligro, llame al 911 ahora mismo. Pueden ayudar de inmediato y hay quien habla español.",
    ),
    (
        EMERGENCY,
        Purpose::Crisis,
        "zh",
        "如果有人可能有危险，请立即拨打 911。可以要求普通话或粤语翻译。",
    ),
    (
        EMERGENCY,
        Purpose::Crisis,
        "pt",
        "Se alguém pode estar em perigo, ligue agora para o 911. É possível pedir um intérprete.",
    ),
    (
        EMERGENCY,
        Purpose::Crisis,
        "ar",
        "إذا كان أي شخص في خطر، يرجى الاتصال بالرقم 911 الآن. يمكن طلب مترجم.",
    ),
    (
        EMERGENCY,
        Purpose::Crisis,
        "vi",
        "Nếu có ai đang gặp nguy hiểm, xin gọi 911 ngay. Có thể yêu cầu thông dịch viên.",
    ),
    (
        EMERGENCY,
        Purpose::Crisis,
        "tl",
        "Kung may nasa panganib, tumawag agad sa 911. Maaaring humingi ng interpreter.",
    ),
    (
        EMERGENCY,
        Purpose::Crisis,
        "fr",
        "Si quelqu’un est peut-être en danger, appelez le 911 tout de suite. On peut demander un interprète.",
    ),
    (
        CRISIS,
        Purpose::Crisis,
        "en",
        "You are not alone. Please call or text 988 now: somebody is there day and night, free and confidential. If there is danger right now, call 911.",
    ),
    (
        CRISIS,
        Purpose::Crisis,
        "es",
        "No está solo. Llame o envíe un mensaje de texto al 988 y oprima 2 para español: hay alguien día y noche, gratis y en confianza. Si hay peligro ahora mismo, llame al 911.",
    ),
    (
        CRISIS,
        Purpose::Crisis,
        "zh",
        "您并不孤单。请立即拨打 988，日夜有人接听，免费且保密，可以要求翻译。如有紧急危险，请拨打 911。",
    ),
    (
        CRISIS,
        Purpose::Crisis,
        "pt",
        "Ninguém precisa passar por isso sozinho. Ligue para o 988: há alguém dia e noite, de graça e em sigilo. Se houver perigo agora, ligue para o 911.",
    ),
    (
        CRISIS,
        Purpose::Crisis,
        "ar",
        "لستم وحدكم. يرجى الاتصال بالرقم 988 الآن: هناك من يستمع ليلاً ونهاراً، مجاناً وبسرية. في حالة الخطر اتصلوا بالرقم 911.",
    ),
    (
        CRISIS,
        Purpose::Crisis,
        "vi",
        "Bạn không đơn độc. Xin gọi 988 ngay: ngày đêm đều có người nghe, miễn phí và kín đáo. Nếu đang nguy hiểm, xin gọi 911.",
    ),
    (
        CRISIS,
        Purpose::Crisis,
        "tl",
        "Hindi ka nag-iisa. Tumawag sa 988 ngayon: may makakausap araw at gabi, libre at pribado. Kung may panganib, tumawag sa 911.",
    ),
    (
        CRISIS,
        Purpose::Crisis,
        "fr",
        "Il y a toujours quelqu’un à qui parler. Appelez le 988, jour et nuit : c’est gratuit et confidentiel. En cas de danger immédiat, appelez le 911.",
    ),
    (
        POISON,
        Purpose::Crisis,
        "en",
        "For anything swallowed or breathed in by mistake, Poison Control answers day and night at 1-800-222-1222. If someone can’t be woken or can’t breathe, call 911.",
    ),
    (
        POISON,
        Purpose::Crisis,
        "es",
        "Si alguien tragó o respiró algo por error, el Centro de Control de Envenenamientos contesta día y noche en el 1-800-222-1222. Si no despierta o no respira, llame al 911.",
    ),
    (
        HANDOFF,
        Purpose::Handoff,
        "en",
        "Thank you for writing. We can’t talk about anything personal here, but our patient liaison would like to listen: {contact}. Please mention the code {code}.",
    ),
    (
        HANDOFF,
        Purpose::Handoff,
        "es",
        "Gracias por escribirnos. Aquí no podemos hablar de nada personal, pero nuestra oficina de enlace con pacientes quiere escuchar: {contact}. Mencione el código {code}.",
    ),
    (
        HANDOFF,
        Purpose::Handoff,
        "zh",
        "感谢您的留言。我们不能在这里谈论个人情况，请联系患者联络员：{contact}，并提供代码 {code}。",
    ),
    (
        HANDOFF,
        Purpose::Handoff,
        "pt",
        "Obrigado por escrever. Aqui não podemos falar de nada pessoal, mas a nossa equipe de ligação quer ouvir: {contact}. Informe o código {code}.",
    ),
    (
        HANDOFF,
        Purpose::Handoff,
        "ar",
        "شكراً على رسالتكم. لا يمكننا التحدث هنا عن أي أمر شخصي، ويسعدنا الاستماع: {contact}. يرجى ذكر الرمز {code}.",
    ),
    (
        HANDOFF,
        Purpose::Handoff,
        "vi",
        "Cảm ơn lời nhắn. Chúng tôi không thể nói chuyện riêng tư ở đây, xin liên hệ {contact} và đọc mã {code}.",
    ),
    (
        HANDOFF,
        Purpose::Handoff,
        "tl",
        "Salamat sa pagsulat. Hindi namin mapag-uusapan dito ang anumang personal, pero handa kaming makinig: {contact}. Banggitin ang code na {code}.",
    ),
    (
        HANDOFF,
        Purpose::Handoff,
        "fr",
        "Merci de votre message. Nous ne pouvons parler ici de rien de personnel, mais notre équipe est à l’écoute : {contact}. Merci d’indiquer le code {code}.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::resource::Places;

    #[test]
    fn every_built_in_text_can_be_filled() {
        let places = Places {
            contact: Some("555-0142".to_owned()),
            code: Some("K7M2-QX9D".to_owned()),
            ..Places::default()
        };
        for resource in all() {
            let filled = places.fill(&resource.text).unwrap();
            assert!(
                filled.chars().count() <= 280,
                "{} fits the shortest network",
                resource.text
            );
            assert_eq!(resource.purpose == Purpose::Handoff, filled.contains("K7M2-QX9D"));
            assert!(ResourceName::read(resource.name.as_str()).is_some());
        }
    }
}
