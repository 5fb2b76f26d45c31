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
mod tests;
