//! What stands for a signer in what is sealed, beside the name.

use jiff::civil::Date;
use segl_domain::{
    identity::authentication::Identifier,
    job::{
        SignatureJob,
        signer::{Signature, Signer},
    },
};

use crate::ports::{PortError, keys::PersonCipher};

/// What stands for a signer, beside the name. `Debug` is not derived: a number is nobody's to print.
pub(crate) enum Identified {
    /// The national identity number.
    Number(String),
    /// The date of birth.
    BirthDate(Date),
    /// The date of birth, which nobody told.
    UnknownBirthDate,
    /// Nothing.
    NameAlone,
}

/// What the sender chose to stand for signers, as far as it is known of this one. A number is read only where it is to
/// be shown.
pub(crate) async fn identified(
    job: &SignatureJob,
    signer: &Signer,
    signature: &Signature,
    persons: &impl PersonCipher,
) -> Result<Identified, PortError> {
    let person = signer.addressee().person();
    let shown = job.terms().identifier.unwrap_or(match person {
        Some(_) => Identifier::PersonalIdentificationNumberAndName,
        None => Identifier::DateOfBirthAndName,
    });
    Ok(match (shown, person, signature.birth_date) {
        (Identifier::PersonalIdentificationNumberAndName, Some(person), _) => Identified::Number(
            persons
                .decrypt(&person.number, &signer.id().to_string())
                .await?,
        ),
        (Identifier::DateOfBirthAndName, _, Some(born)) => Identified::BirthDate(born),
        (Identifier::DateOfBirthAndName, Some(_), None) => Identified::UnknownBirthDate,
        _ => Identified::NameAlone,
    })
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
