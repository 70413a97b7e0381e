//! Check digits and ranges: what makes a row of digits a card, a provider's
//! number, a social security number, a vehicle's, and not just any number.

/// The sum that payment cards, IMEIs and provider numbers end on.
pub(super) fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(*digit);
            match place % 2 {
                0 => digit,
                _ if digit > 4 => digit * 2 - 9,
                _ => digit * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// A payment card: 13 to 19 digits that begin like one and sum up.
pub(super) fn is_card(digits: &[u8]) -> bool {
    (13..=19).contains(&digits.len())
        && matches!(digits[0], 1..=6)
        && digits.iter().any(|d| *d != digits[0])
        && luhn(digits)
}

/// A provider's number (NPI): ten digits that sum up behind 80840.
pub(super) fn is_provider(digits: &[u8]) -> bool {
    let whole = [&[8, 0, 8, 4, 0], digits].concat();
    digits.len() == 10 && matches!(digits[0], 1 | 2) && luhn(&whole)
}

/// A social security number as it is given out, or a tax number in its place.
pub(super) fn is_social_security(digits: &[u8]) -> bool {
    let number = |of: &[u8]| of.iter().fold(0_u32, |sum, d| sum * 10 + u32::from(*d));
    if digits.len() != 9 {
        return false;
    }
    let (area, group, serial) = (number(&digits[..3]), number(&digits[3..5]), number(&digits[5..]));
    let taxpayer = area >= 900 && matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99);
    let given = area != 0 && area != 666 && area < 900 && group != 0;
    (given || taxpayer) && serial != 0
}

/// A British patient's number: ten digits, the last a check over the others.
pub(super) fn is_nhs(digits: &[u8]) -> bool {
    let [body @ .., check] = digits else { return false };
    if body.len() != 9 {
        return false;
    }
    let sum: u32 = body
        .iter()
        .zip((2..=10).rev())
        .map(|(d, weight)| u32::from(*d) * weight)
        .sum();
    matches!((11 - sum % 11) % 11, rest if rest < 10 && rest == u32::from(*check))
}

/// A Medicare number: eleven signs, letters and digits by place.
pub(super) fn is_medicare(code: &str) -> bool {
    let signs: Vec<u8> = code.bytes().filter(|b| *b != b'-' && *b != b' ').collect();
    let letter = |b: &u8| b.is_ascii_uppercase() && !b"SLOIBZ".contains(b);
    let place = |(at, b): (usize, &u8)| match at {
        0 => (b'1'..=b'9').contains(b),
        1 | 4 | 7 | 8 => letter(b),
        2 | 5 => letter(b) || b.is_ascii_digit(),
        _ => b.is_ascii_digit(),
    };
    signs.len() == 11 && signs.iter().enumerate().all(place)
}

/// A vehicle's number: seventeen signs, the ninth a check over the others.
pub(super) fn is_vehicle(code: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    if code.len() != 17 {
        return false;
    }
    let values: Option<Vec<u32>> = code
        .bytes()
        .map(|b| vehicle_value(b.to_ascii_uppercase()))
        .collect();
    let Some(values) = values else { return false };
    let sum: u32 = values
        .iter()
        .zip(WEIGHTS)
        .map(|(value, weight)| value * weight)
        .sum();
    let check = code.as_bytes()[8].to_ascii_uppercase();
    match sum % 11 {
        10 => check == b'X',
        rest => u32::from(check) == rest + u32::from(b'0'),
    }
}

fn vehicle_value(sign: u8) -> Option<u32> {
    Some(match sign {
        b'0'..=b'9' => u32::from(sign - b'0'),
        b'A'..=b'H' => u32::from(sign - b'A') + 1,
        b'J'..=b'N' => u32::from(sign - b'J') + 1,
        b'P' => 7,
        b'R' => 9,
        b'S'..=b'Z' => u32::from(sign - b'S') + 2,
        _ => return None,
    })
}

/// A bank account: country, check digits and what they check, no spaces in it.
pub(super) fn is_iban(code: &str) -> bool {
    let signs = code.as_bytes();
    if !(15..=34).contains(&signs.len())
        || !signs[..2].iter().all(u8::is_ascii_alphabetic)
        || !signs[2..4].iter().all(u8::is_ascii_digit)
        || !signs.iter().all(u8::is_ascii_alphanumeric)
    {
        return false;
    }
    let turned = signs[4..].iter().chain(&signs[..4]);
    let rest = turned.fold(0_u32, |rest, sign| match sign.to_ascii_uppercase() {
        digit @ b'0'..=b'9' => (rest * 10 + u32::from(digit - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter - b'A') + 10) % 97,
    });
    rest == 1
}

/// The digits of a number, whatever parts them.
pub(super) fn digits(written: &str) -> Vec<u8> {
    written
        .bytes()
        .filter(u8::is_ascii_digit)
        .map(|b| b - b'0')
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_check_are_told_from_those_that_do_not() {
        type Check = fn(&str) -> bool;
        let table: [(Check, &str, &str); 8] = [
            (
                |n| is_card(&digits(n)),
                "4111 1111 1111 1111",
                "4111 1111 1111 1112",
            ),
            (|n| is_card(&digits(n)), "378282246310005", "0000000000000000"),
            (|n| is_provider(&digits(n)), "1234567893", "1234567890"),
            (|n| is_social_security(&digits(n)), "219-09-9999", "666-09-9999"),
            (|n| is_nhs(&digits(n)), "943 476 5919", "943 476 5918"),
            (is_medicare, "1EG4-TE5-MK73", "1EG4-TE5-MKK3"),
            (is_vehicle, "1M8GDM9AXKP042788", "1M8GDM9A1KP042788"),
            (is_iban, "GB82WEST12345698765432", "GB83WEST12345698765432"),
        ];
        for (check, right, wrong) in table {
            assert!(check(right) && !check(wrong), "{right} {wrong}");
        }
        assert!(is_social_security(&digits("912-70-1234")) && !is_social_security(&digits("912-40-1234")));
    }
}
