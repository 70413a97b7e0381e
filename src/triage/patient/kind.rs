//! What an identifier is, and how surely a text shows it.

/// The kinds of identifier, as the rule on de-identification lists them
/// (45 CFR 164.514(b)(2)), the large ones told apart further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A patient's or a relative's name.
    Name,
    /// Street, house, box.
    Address,
    /// A postal code.
    Zip,
    /// A town, or a place of care.
    Place,
    /// A room or a bed.
    Room,
    /// A birth date.
    DateOfBirth,
    /// Any other date: of a visit, an admission, a death.
    Date,
    /// An age over 89.
    Age,
    /// A telephone number.
    Phone,
    /// A fax number.
    Fax,
    /// An e-mail address.
    Email,
    /// A social security number, or its like.
    Ssn,
    /// A medical record number.
    Mrn,
    /// A number of a health plan or an insurance.
    HealthPlan,
    /// A number of an account, a bill, a claim.
    Account,
    /// A payment card.
    Card,
    /// A bank account.
    Iban,
    /// A certificate, licence or passport.
    Licence,
    /// A licence plate or a vehicle's number.
    Vehicle,
    /// A serial number of a device.
    Device,
    /// A web address.
    Url,
    /// An internet address.
    Ip,
    /// A finger print, a voice, an eye.
    Biometric,
    /// A picture of somebody.
    Photo,
    /// Any other number that belongs to one.
    Id,
}

impl Kind {
    /// The word for it in findings; with spaces, in a mask.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::Zip => "zip",
            Self::Place => "place",
            Self::Room => "room",
            Self::DateOfBirth => "date_of_birth",
            Self::Date => "date",
            Self::Age => "age",
            Self::Phone => "phone",
            Self::Fax => "fax",
            Self::Email => "email",
            Self::Ssn => "ssn",
            Self::Mrn => "mrn",
            Self::HealthPlan => "health_plan",
            Self::Account => "account",
            Self::Card => "card",
            Self::Iban => "iban",
            Self::Licence => "licence",
            Self::Vehicle => "vehicle",
            Self::Device => "device",
            Self::Url => "url",
            Self::Ip => "ip",
            Self::Biometric => "biometric",
            Self::Photo => "photo",
            Self::Id => "id",
        }
    }
}

/// How surely a stretch tells who a patient is; the surest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// On the list, but it says little of anybody: a link to a page, a town, a day. Shown.
    Faint,
    /// Likely somebody's: masked, in case.
    Likely,
    /// A patient's, by form and by the words beside it: the post carries patient information.
    Sure,
}

/// An identifier where it stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// What it is.
    pub kind: Kind,
    /// How surely.
    pub strength: Strength,
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

/// In the order of the text, no two overlapping: of two the surer stays, then the longer.
pub(super) fn apart(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|f| (f.start, f.end));
    let mut apart: Vec<Found> = Vec::with_capacity(found.len());
    for next in found {
        match apart.last_mut() {
            Some(last) if next.start < last.end => {
                let weight = |f: &Found| (f.strength, f.end - f.start);
                if weight(&next) > weight(last) {
                    *last = next;
                }
            }
            _ => apart.push(next),
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_that_overlap_the_surer_stays() {
        let found = |strength, start, end| Found {
            kind: Kind::Id,
            strength,
            start,
            end,
        };
        let faint = found(Strength::Faint, 0, 9);
        let sure = found(Strength::Sure, 4, 8);
        let after = found(Strength::Likely, 8, 10);
        assert_eq!(apart(vec![after, faint, sure]), [sure, after]);
    }
}
