//! The sender: a Norwegian organisation.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::text::SenderName;

/// Who sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sender {
    /// The organisation.
    pub organisation: OrganisationNumber,
    /// What signers see it called.
    pub name: SenderName,
}

/// The sector that a sender belongs to; the register of senders knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Sector {
    /// Companies and associations.
    #[default]
    Private,
    /// State and municipalities.
    Public,
}

/// A nine-digit organisation number of the Central Coordinating Register, with its check digit (modulus 11).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrganisationNumber(String);

/// Why a text is no organisation number.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OrganisationNumberError {
    /// The last digit does not follow from the eight before it.
    #[error("the check digit of the organisation number is wrong")]
    CheckDigit,
    /// It is not nine digits.
    #[error("an organisation number has nine digits")]
    NineDigits,
}

impl TryFrom<String> for OrganisationNumber {
    type Error = OrganisationNumberError;

    fn try_from(text: String) -> Result<Self, OrganisationNumberError> {
        const WEIGHTS: [u32; 9] = [3, 2, 7, 6, 5, 4, 3, 2, 1];
        let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
        if digits.len() != 9 || text.len() != 9 {
            return Err(OrganisationNumberError::NineDigits);
        }
        let sum: u32 = digits
            .iter()
            .zip(WEIGHTS)
            .map(|(digit, weight)| digit * weight)
            .sum();
        if sum.is_multiple_of(11) {
            Ok(Self(text))
        } else {
            Err(OrganisationNumberError::CheckDigit)
        }
    }
}

impl From<OrganisationNumber> for String {
    fn from(number: OrganisationNumber) -> Self {
        number.0
    }
}

impl AsRef<str> for OrganisationNumber {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_decides() {
        assert!(OrganisationNumber::try_from("991825827".to_owned()).is_ok());
        assert_eq!(
            OrganisationNumber::try_from("991825828".to_owned()),
            Err(OrganisationNumberError::CheckDigit)
        );
        assert_eq!(
            OrganisationNumber::try_from("99182582".to_owned()),
            Err(OrganisationNumberError::NineDigits)
        );
    }
}
