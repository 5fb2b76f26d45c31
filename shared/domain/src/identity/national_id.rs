//! National identity numbers: of the Norwegian population register, with their control digits.

use std::{fmt, ops::RangeInclusive};

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
    /// The first six digits are no day of any year.
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

/// A national identity number: eleven digits, of which six are a date of birth without its century, three an individual
/// number and two control digits.
///
/// Synthetic persons of the test registers are recognised by their month: Tenor adds 80 to it, Dolly 40. `Debug` hides
/// the number; [`NationalIdentityNumber::expose`] is the one way out.
#[derive(Clone, PartialEq, Eq)]
pub struct NationalIdentityNumber {
    digits: [u8; 11],
}

/// The weights of the control digits, each itself counted once (Skatteetaten, "Fødselsnummer").
const FIRST_CONTROL: [u32; 10] = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const SECOND_CONTROL: [u32; 11] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/// From this day on numbers are issued whose individual number does not tell the century (Skatteetaten, "Nytt
/// fødselsnummer fra 2032").
const CENTURIES_END: Date = date(2032, 1, 1);

/// Individual numbers, and the years of birth of those who have them.
type Series = (RangeInclusive<u16>, RangeInclusive<i16>);

/// Which individual numbers those have who were born in which years: birth numbers (Skatteetaten, "Fødselsnummer").
const BIRTH_NUMBER_SERIES: &[Series] = &[
    (500..=749, 1854..=1899),
    (0..=499, 1900..=1999),
    (900..=999, 1940..=1999),
    (500..=999, 2000..=2039),
];

/// The same for D-numbers, whose series were extended on 16 November 2021 (Skatteetaten, "Utvidelse av D-nummerserien").
const D_NUMBER_SERIES: &[Series] = &[
    (500..=599, 1858..=1899),
    (0..=199, 1900..=1939),
    (0..=499, 1940..=1999),
    (600..=999, 1940..=1999),
    (200..=999, 2000..=2039),
];

/// What is added to the month of a synthetic person's number: by nobody, by Dolly, by Tenor.
const SYNTHETIC: [u8; 3] = [0, 40, 80];

impl NationalIdentityNumber {
    /// Reads a number; spaces between the digits are forgiven.
    ///
    /// Both rules for the first control digit count: the sum of today's numbers is a whole eleven, and that of numbers
    /// issued from 2032 on may leave 1, 2 or 3 too (Skatteetaten, "Nytt fødselsnummer fra 2032"). The second control
    /// digit is as it was, and notices every single slip and every swap of neighbours by itself.
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
        let number = Self { digits };
        if number.rest(&FIRST_CONTROL) > 3 || number.rest(&SECOND_CONTROL) != 0 {
            return Err(NumberError::Control);
        }
        // A leap year: the day is one of some century's.
        match number.day_of(2000) {
            Some(_) => Ok(number),
            None => Err(NumberError::Date),
        }
    }

    /// The date of birth that the number tells to whoever meets it on this day. `None` where it tells none: where no
    /// series holds it, and for every number that may be of those issued from 2032 on, whose individual number does not
    /// tell the century any more. That of a D-number may differ from the true one.
    #[must_use]
    pub fn birth_date(&self, on: Date) -> Option<Date> {
        if on >= CENTURIES_END || self.rest(&FIRST_CONTROL) != 0 {
            return None;
        }
        let series = match self.kind() {
            NumberKind::BirthNumber => BIRTH_NUMBER_SERIES,
            NumberKind::DNumber => D_NUMBER_SERIES,
        };
        let born = |(individual, years): &Series| {
            let century = years.start() / 100 * 100;
            let born = self.day_of(century)?;
            (individual.contains(&self.individual()) && years.contains(&born.year()))
                .then_some(born)
        };
        series.iter().find_map(born)
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

    /// What is left of the weighted sum when elevens are taken away.
    fn rest(&self, weights: &[u32]) -> u32 {
        let weighted = weights.iter().zip(self.digits);
        weighted
            .map(|(weight, digit)| weight * u32::from(digit))
            .sum::<u32>()
            % 11
    }

    fn two(&self, place: usize) -> u8 {
        self.digits[place] * 10 + self.digits[place + 1]
    }

    fn individual(&self) -> u16 {
        u16::from(self.digits[6]) * 100 + u16::from(self.two(7))
    }

    /// The day that the first six digits are, in this century.
    fn day_of(&self, century: i16) -> Option<Date> {
        let day = match self.kind() {
            NumberKind::DNumber => self.two(0).checked_sub(40)?,
            NumberKind::BirthNumber => self.two(0),
        };
        let month = SYNTHETIC
            .iter()
            .filter_map(|added| self.two(2).checked_sub(*added))
            .find(|month| (1..=12).contains(month))?;
        let year = century + i16::from(self.two(4));
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }
}

impl fmt::Debug for NationalIdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NationalIdentityNumber(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = date(2026, 11, 27);

    /// Completes eight digits by the first three that make control digits fit as they did before 2032: not all nine
    /// digits have any.
    fn complete(eight: &str) -> Option<String> {
        (0..1000)
            .map(|end| format!("{eight}{end:03}"))
            .find(|text| match NationalIdentityNumber::parse(text) {
                Ok(number) => number.rest(&FIRST_CONTROL) == 0,
                Err(error) => error == NumberError::Date,
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
            assert_eq!(number(eight).birth_date(TODAY), Some(born), "{eight}");
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
                (
                    number.birth_date(TODAY),
                    number.kind(),
                    number.is_synthetic()
                ),
                (Some(date(1990, 1, 1)), kind, synthetic)
            );
        }
    }

    #[test]
    fn a_d_number_of_a_newer_series_is_read_by_its_own_table() {
        // Synthetic persons of the Tax Administration's test environment, and what they are there.
        for (digits, born) in [
            ("45840330056", date(2003, 4, 5)),
            ("45858560091", date(1985, 5, 5)),
            ("41814061033", date(1940, 1, 1)),
            ("41814075603", date(1940, 1, 1)),
            ("41810021827", date(2000, 1, 1)),
            ("41810034422", date(2000, 1, 1)),
            ("52905200100", date(1952, 10, 12)),
            ("61929750062", date(1897, 12, 21)),
        ] {
            let number = NationalIdentityNumber::parse(digits).expect("a number");
            assert_eq!(number.birth_date(TODAY), Some(born), "{digits}");
        }
        // At both ends of each series; the individual numbers of others are no series of that year.
        let born = |year: u16, individual: u16, is_d: bool| {
            let day = if is_d { 41 } else { 1 };
            let nine = format!("{day:02}01{:02}{individual:03}", year % 100);
            let mut all = (0..100).map(|end| format!("{nine}{end:02}"));
            let number = all.find_map(|text| {
                let number = NationalIdentityNumber::parse(&text).ok()?;
                (number.rest(&FIRST_CONTROL) == 0).then_some(number)
            })?;
            Some(number.birth_date(TODAY).map(|born| born.year()))
        };
        let told = |years: &[u16], is_d| {
            let mut told = Vec::new();
            for year in years {
                let mut last = None;
                for individual in 0..1000 {
                    // Not all nine digits have control digits.
                    if let Some(year) = born(*year, individual, is_d) {
                        if last.is_none_or(|(_, known)| known != year) {
                            told.push((year, individual / 100));
                        }
                        last = Some((individual, year));
                    }
                }
            }
            told
        };
        assert_eq!(
            told(&[1939, 1940, 1957, 1958], true),
            [
                (Some(1939), 0),
                (Some(2039), 2),
                (Some(1940), 0),
                (None, 5),
                (Some(1940), 6),
                (Some(1957), 0),
                (None, 5),
                (Some(1957), 6),
                (Some(1958), 0),
                (Some(1858), 5),
                (Some(1958), 6),
            ]
        );
        assert_eq!(
            told(&[1939, 1940, 1953, 1954], false),
            [
                (Some(1939), 0),
                (Some(2039), 5),
                (Some(1940), 0),
                (None, 5),
                (Some(1940), 9),
                (Some(1953), 0),
                (None, 5),
                (Some(1953), 9),
                (Some(1954), 0),
                (Some(1854), 5),
                (None, 7),
                (Some(1954), 9),
            ]
        );
    }

    #[test]
    fn numbers_issued_from_2032_on_are_read_and_tell_no_century() {
        // The Tax Administration's own examples: an old remainder, and a new one.
        let read = |digits| NationalIdentityNumber::parse(digits).expect("a number");
        let (old, new) = (read("02013299997"), read("30108299939"));
        assert_eq!(old.birth_date(TODAY), Some(date(2032, 1, 2)));
        assert_eq!(old.birth_date(date(2032, 1, 1)), None);
        assert_eq!(
            read("30108299920").birth_date(TODAY),
            Some(date(1982, 10, 30))
        );
        assert_eq!(new.birth_date(TODAY), None);
        let known = number("01019010");
        assert_eq!(known.birth_date(date(2031, 12, 31)), Some(date(1990, 1, 1)));
        assert_eq!(
            known.birth_date(date(2032, 1, 1)),
            None,
            "it may be a new one"
        );
        // A rest of 4 is nobody's, under any rule.
        let rests: Vec<u32> = (0..100)
            .filter_map(|end| {
                NationalIdentityNumber::parse(&format!("010190{:03}{end:02}", 123)).ok()
            })
            .map(|number| number.rest(&FIRST_CONTROL))
            .collect();
        assert!(
            !rests.is_empty() && rests.iter().all(|rest| *rest <= 3),
            "{rests:?}"
        );
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
        for eight in ["32019010", "01339010", "30029010", "81019010"] {
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
