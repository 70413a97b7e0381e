//! `[handoff]`: where the patient liaison can be reached.

use super::address;
use super::section::Section;
use crate::domain::HandoffTerms;
use std::time::Duration;

/// A code that works for less is too late when it is read.
const SHORTEST: Duration = Duration::from_secs(3_600);

/// The terms; without the table nobody can be invited.
pub(super) fn terms(root: &Section<'_>) -> HandoffTerms {
    let mut terms = HandoffTerms::default();
    let Some(section) = root.section("handoff", "[handoff]") else {
        return terms;
    };
    terms.phone = section.text("phone").map(toml::Spanned::into_inner);
    if let Some(link) = section.text("link") {
        address::check(&section, &link, address::Use::Public);
        terms.link = Some(link.into_inner());
    }
    if let Some(expires) = section.time("expires") {
        terms.expires = expires;
        if expires < SHORTEST
            && let Some(written) = section.find("expires")
        {
            section.source.fault(
                written.span(),
                "A code must work for an hour at least: people call when they can.",
            );
        }
    }
    if terms.phone.is_none() && terms.link.is_none() {
        section.missing("phone", "phone = \"555-0142\"");
    }
    section.done();
    terms
}
