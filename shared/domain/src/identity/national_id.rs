//! National identity numbers: of the Norwegian population register, with their control digits.

use std::fmt;

use jiff::civil::{Date, date};
use thiserror::Error;

/// Why a text is no national identity number. The text itself is never quoted: it may be somebody's number with a slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NumberError {
    /// The two control digits do not fit the other nine: a digit is wrong, or two are swapped.
    #[error(
        "is not a national identity number: its control digits do not fit, so a digit is wrong"
    )]
    Control,
    /// The first six digits are no date of birth.
    #[error("is not a national identity number: its first six digits are no date of birth")]
    Date,
    /// It is not eleven digits.
    #[error("must be a national identity number (fødselsnummer or D-number) of eleven digits")]
    Digits,
}

/// What kind of number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    /// A birth number (fødselsnummer), of those who are or were registered as resident.
    BirthNumber,
    /// A D-number, of those with another tie to Norway: 4 is added to the first digit.
    DNumber,
}

/// A national identity number: eleven digits with a date of birth and two control digits.
///
/// Synthetic persons of the test registers are recognised by their month: Tenor adds 80 to it, Dolly 40. `Debug` hides
/// the number; [`NationalIdentityNumber::expose`] is the one way out.
#[derive(Clone, PartialEq, Eq)]
pub struct NationalIdentityNumber {
    digits: [u8; 11],
    birth_date: Date,
}

/// What is added to the month of a synthetic person's number: by nobody, by Dolly, by Tenor.
const SYNTHETIC: [u8; 3] = [0, 40, 80];

impl NationalIdentityNumber {
    /// Reads a number; spaces between the digits are forgiven.
    ///
    /// The control digits are those of today's numbers. From 2032 the Tax Administration also hands out numbers whose
    /// first control digit is another; this is the place to learn them.
    ///
    /// # Errors
    /// [`NumberError`] says what is wrong, and never quotes the text.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let digits: Vec<u8> = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '\u{a0}'))
            .map(|c| c.to_digit(10).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()
            .ok_or(NumberError::Digits)?;
        let digits: [u8; 11] = digits.try_into().map_err(|_| NumberError::Digits)?;
        let control = |weights: &[u32]| {
            let sum: u32 = weights
                .iter()
                .zip(digits)
                .map(|(weight, digit)| weight * u32::from(digit))
                .sum();
            sum.is_multiple_of(11)
        };
        // The weights of each control digit, itself counted once: the sums are whole elevens.
        if !control(&[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) || !control(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1])
        {
            return Err(NumberError::Control);
        }
        let birth_date = birth_date(&digits).ok_or(NumberError::Date)?;
        Ok(Self { digits, birth_date })
    }

    /// The date of birth that the number holds.
    #[must_use]
    pub const fn birth_date(&self) -> Date {
        self.birth_date
    }

    /// What kind of number it is.
    #[must_use]
    pub const fn kind(&self) -> NumberKind {
        if self.digits[0] >= 4 {
            NumberKind::DNumber
        } else {
            NumberKind::BirthNumber
        }
    }

    /// Whether nobody has this number: it is one of the test registers'.
    #[must_use]
    pub const fn is_synthetic(&self) -> bool {
        self.digits[2] >= 4
    }

    /// The eleven digits: the one way out, for the keys that hash and encrypt them and for the document that shows them.
    #[must_use]
    pub fn expose(&self) -> String {
        self.digits
            .iter()
            .map(|digit| char::from(b'0' + digit))
            .collect()
    }
}

fn birth_date(digits: &[u8; 11]) -> Option<Date> {
    let two = |place: usize| digits[place] * 10 + digits[place + 1];
    let day = if digits[0] >= 4 {
        two(0).checked_sub(40)?
    } else {
        two(0)
    };
    let month = SYNTHETIC
        .iter()
        .filter_map(|added| two(2).checked_sub(*added))
        .find(|month| (1..=12).contains(month))?;
    let year = i16::from(two(4));
    let individual = u16::from(digits[6]) * 100 + u16::from(two(7));
    // The individual number tells the century (Skatteetaten, "fødselsnummer").
    let century = match (individual, year) {
        (0..=499, _) => 1900,
        (500..=749, 54..) => 1800,
        (500..=999, ..=39) => 2000,
        (900..=999, 40..) => 1900,
        _ => return None,
    };
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(century + year, month, day)
        .ok()
        .filter(|born| *born >= date(1854, 1, 1))
}

impl fmt::Debug for NationalIdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NationalIdentityNumber(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Completes eight digits by the first three that make control digits fit: not all nine digits have any.
    fn complete(eight: &str) -> Option<String> {
        (0..1000)
            .map(|end| format!("{eight}{end:03}"))
            .find(|text| {
                !matches!(
                    NationalIdentityNumber::parse(text),
                    Err(NumberError::Control | NumberError::Digits)
                )
            })
    }

    fn number(eight: &str) -> NationalIdentityNumber {
        NationalIdentityNumber::parse(&complete(eight).expect("control digits")).expect("a number")
    }

    #[test]
    fn the_century_is_told_by_the_individual_number() {
        for (eight, born) in [
            ("01019010", date(1990, 1, 1)),
            ("31125450", date(1854, 12, 31)),
            ("29020050", date(2000, 2, 29)),
            ("15063999", date(2039, 6, 15)),
            ("15064090", date(1940, 6, 15)),
        ] {
            assert_eq!(number(eight).birth_date(), born, "{eight}");
            assert!(
                !number(eight).is_synthetic() && number(eight).kind() == NumberKind::BirthNumber
            );
        }
    }

    #[test]
    fn d_numbers_and_the_synthetic_persons_of_tenor_and_dolly_are_known() {
        let cases = [
            ("41019010", NumberKind::DNumber, false),
            ("01819010", NumberKind::BirthNumber, true),
            ("01419010", NumberKind::BirthNumber, true),
            ("41819010", NumberKind::DNumber, true),
        ];
        for (eight, kind, synthetic) in cases {
            let number = number(eight);
            assert_eq!(
                (number.birth_date(), number.kind(), number.is_synthetic()),
                (date(1990, 1, 1), kind, synthetic)
            );
        }
    }

    #[test]
    fn every_single_slip_and_every_swap_of_neighbours_is_noticed() {
        let right = number("01019010").expose();
        for place in 0..11 {
            for digit in '0'..='9' {
                let mut slip: Vec<char> = right.chars().collect();
                slip[place] = digit;
                let slip: String = slip.into_iter().collect();
                assert_eq!(
                    NationalIdentityNumber::parse(&slip).is_ok(),
                    slip == right,
                    "{slip}"
                );
            }
        }
        for place in 0..10 {
            let mut swapped: Vec<char> = right.chars().collect();
            swapped.swap(place, place + 1);
            let swapped: String = swapped.into_iter().collect();
            assert_eq!(
                NationalIdentityNumber::parse(&swapped).is_ok(),
                swapped == right,
                "{swapped}"
            );
        }
    }

    #[test]
    fn what_is_no_number_is_told_apart_and_never_quoted() {
        for bad in [
            "",
            "0101901",
            "0101901000a",
            "０１０１９０１００００",
            "010190100000",
        ] {
            assert_eq!(
                NationalIdentityNumber::parse(bad),
                Err(NumberError::Digits),
                "{bad}"
            );
        }
        for eight in ["32019010", "01339010", "30029010", "01014560"] {
            let text = complete(eight).expect("control digits");
            assert_eq!(
                NationalIdentityNumber::parse(&text),
                Err(NumberError::Date),
                "{text}"
            );
        }
        let right = number("01019010").expose();
        let spaced = format!("{} {}", &right[..6], &right[6..]);
        assert_eq!(
            NationalIdentityNumber::parse(&spaced).map(|n| n.expose()),
            Ok(right.clone())
        );
        assert!(!format!("{:?}", NationalIdentityNumber::parse(&right)).contains(&right));
    }
}
