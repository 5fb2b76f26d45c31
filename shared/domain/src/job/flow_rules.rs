//! What may be chosen together: flow, addressing, signature type, level and identifier, by the sender's sector.

use thiserror::Error;

use crate::{
    account::organisation::Sector,
    identity::authentication::{Identifier, OnBehalfOf, SecurityLevel, SignatureType},
    job::{
        Flow, Terms,
        addressee::{Addressee, NotificationAddress},
        signer::Signer,
    },
};

/// What does not go together, and what to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Choice {
    /// Contact addressing in the direct flow.
    #[error(
        "in the direct flow a signer has a nationalIdentityNumber or a signerIdentifier, and no e-mail or mobile"
    )]
    ContactInDirectFlow,
    /// A custom identifier outside the direct flow.
    #[error(
        "a signerIdentifier is for the direct flow; in the portal flow give a nationalIdentityNumber, an e-mail or a mobile"
    )]
    CustomInPortalFlow,
    /// A number without anywhere to send notifications in the portal flow.
    #[error(
        "a signer with a nationalIdentityNumber in the portal flow needs an email or mobile, or contactLookup"
    )]
    NowhereInPortalFlow,
    /// Look-up by a private sender.
    #[error("contactLookup is for senders in the public sector; give an email or mobile")]
    LookUpByPrivate,
    /// Look-up for somebody who signs for another.
    #[error(
        "contactLookup finds a person's own address; with onBehalfOf OTHER give the email or mobile to use"
    )]
    LookUpOnBehalf,
    /// A lower level than high in the private sector.
    #[error("authenticationLevel 3 is for senders in the public sector; use 4")]
    LowLevelByPrivate,
    /// An e-ID demand on who logs in with an e-ID anyway.
    #[error(
        "eidToSign is for signers without a nationalIdentityNumber; those with one always log in"
    )]
    DemandOnPerson,
    /// An advanced signature without an e-ID.
    #[error(
        "ADVANCED_ELECTRONIC_SIGNATURE needs an e-ID: give a nationalIdentityNumber, or eidToSign 4"
    )]
    AdvancedWithoutEId,
    /// An authenticated signature of a numbered person for a private sender.
    #[error(
        "AUTHENTICATED_ELECTRONIC_SIGNATURE by nationalIdentityNumber is for senders in the public sector; use ADVANCED_ELECTRONIC_SIGNATURE"
    )]
    AuthenticatedByPrivate,
    /// The number in the document of somebody addressed otherwise.
    #[error(
        "PERSONAL_IDENTIFICATION_NUMBER_AND_NAME needs every signer to have a nationalIdentityNumber"
    )]
    NumberNotKnown,
    /// The date of birth in the document of somebody who does not log in.
    #[error(
        "DATE_OF_BIRTH_AND_NAME needs every signer to log in: give a nationalIdentityNumber or eidToSign"
    )]
    BirthDateNotKnown,
    /// The date of birth with an advanced signature in the public sector.
    #[error(
        "DATE_OF_BIRTH_AND_NAME does not go with ADVANCED_ELECTRONIC_SIGNATURE for senders in the public sector"
    )]
    BirthDateWithAdvanced,
    /// The name alone, of somebody who logs in, where it is not offered.
    #[error(
        "NAME alone is for authenticated signatures to senders in the public sector; choose DATE_OF_BIRTH_AND_NAME or PERSONAL_IDENTIFICATION_NUMBER_AND_NAME"
    )]
    NameAlone,
}

/// Whether what was chosen for this signer goes together.
pub(crate) fn check(terms: &Terms, sector: Sector, signer: &Signer) -> Result<(), Choice> {
    addressing(&terms.flow, sector, signer)?;
    let is_person = signer.addressee.person().is_some();
    let logs_in = is_person || signer.e_id_to_sign.is_some();
    let advanced = signer.signature_type == SignatureType::AdvancedElectronicSignature;
    if is_person && signer.e_id_to_sign.is_some() {
        return Err(Choice::DemandOnPerson);
    }
    if advanced && !is_person && signer.e_id_to_sign != Some(SecurityLevel::High) {
        return Err(Choice::AdvancedWithoutEId);
    }
    if sector == Sector::Private && is_person && terms.level < SecurityLevel::High {
        return Err(Choice::LowLevelByPrivate);
    }
    if sector == Sector::Private && is_person && !advanced {
        return Err(Choice::AuthenticatedByPrivate);
    }
    match terms.identifier {
        Some(Identifier::PersonalIdentificationNumberAndName) if !is_person => {
            Err(Choice::NumberNotKnown)
        }
        Some(Identifier::DateOfBirthAndName) if !logs_in => Err(Choice::BirthDateNotKnown),
        Some(Identifier::DateOfBirthAndName) if sector == Sector::Public && advanced => {
            Err(Choice::BirthDateWithAdvanced)
        }
        // Of who does not log in nothing but the name is known, whatever the sector.
        Some(Identifier::Name) if logs_in && (sector == Sector::Private || advanced) => {
            Err(Choice::NameAlone)
        }
        _ => Ok(()),
    }
}

fn addressing(flow: &Flow, sector: Sector, signer: &Signer) -> Result<(), Choice> {
    match (&signer.addressee, flow) {
        (Addressee::Contact(_), Flow::Direct { .. }) => Err(Choice::ContactInDirectFlow),
        (Addressee::Custom { .. }, Flow::Portal) => Err(Choice::CustomInPortalFlow),
        (Addressee::Person(addressed), flow) => match (&addressed.notifications, flow) {
            (NotificationAddress::Nowhere, Flow::Portal) => Err(Choice::NowhereInPortalFlow),
            (
                NotificationAddress::Given { .. } | NotificationAddress::LookUp { .. },
                Flow::Direct { .. },
            ) => Err(Choice::ContactInDirectFlow),
            (NotificationAddress::LookUp { .. }, _) if sector == Sector::Private => {
                Err(Choice::LookUpByPrivate)
            }
            (NotificationAddress::LookUp { .. }, _) if signer.on_behalf_of == OnBehalfOf::Other => {
                Err(Choice::LookUpOnBehalf)
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}
