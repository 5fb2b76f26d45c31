//! What the signed document's front page says of a job: who signed, by what proof, and what is not known.

use segl_domain::{
    identity::{
        authentication::OnBehalfOf,
        national_id::{NationalIdentityNumber, NumberKind},
    },
    job::{
        SignatureJob,
        signer::{Signature, Signer},
    },
    language::Language,
};
use segl_front_page::front::{FrontPage, FrontSigner};
use segl_text::authentication::{Words, authentication_text, identity_texts, words};

use crate::{
    ports::{PortError, keys::PersonCipher},
    workflow::identified::{Identified, identified},
};

/// The front page of a job that all have signed. The numbers of signers are read only where the page is to show them.
pub(crate) async fn front_page(
    job: &SignatureJob,
    persons: &impl PersonCipher,
    validation_address: Option<&str>,
) -> Result<FrontPage, PortError> {
    let terms = job.terms();
    // The page is in the language of the first signer listed; every signer may read any of the three.
    let language = job
        .signers()
        .first()
        .map_or(Language::default(), Signer::language);
    let w = words(language);
    let mut signers = Vec::with_capacity(job.signers().len());
    for signer in job.signers() {
        let Some(signature) = signer.signature() else {
            continue;
        };
        signers.push(FrontSigner {
            name: signature.name.as_ref().to_owned(),
            details: details(job, signer, signature, w, persons).await?,
            signed_at: signer.since(),
            method: authentication_text(
                &signature.authentication,
                signer.asked().signature_type,
                language,
            ),
        });
    }
    let authentications = job
        .signers()
        .iter()
        .filter_map(Signer::signature)
        .map(|signed| &signed.authentication);
    Ok(FrontPage {
        language,
        job: job.id().to_string(),
        title: terms.title.as_ref().to_owned(),
        sender: format!(
            "{} ({})",
            terms.sender.name.as_ref(),
            terms.sender.organisation.as_ref()
        ),
        reference: terms
            .reference
            .as_ref()
            .map(|reference| reference.as_ref().to_owned()),
        signers,
        who: identity_texts(authentications, language)
            .into_iter()
            .map(str::to_owned)
            .collect(),
        validation_address: validation_address.map(str::to_owned),
    })
}

async fn details(
    job: &SignatureJob,
    signer: &Signer,
    signature: &Signature,
    w: &Words,
    persons: &impl PersonCipher,
) -> Result<Vec<String>, PortError> {
    let mut details = Vec::new();
    match identified(job, signer, signature, persons).await? {
        Identified::Number(number) => {
            let (birth, individual) = number.split_at_checked(6).unwrap_or((&number, ""));
            let is_d_number = NationalIdentityNumber::parse(&number)
                .is_ok_and(|it| it.kind() == NumberKind::DNumber);
            details.push(format!(
                "{} {birth} {individual}",
                if is_d_number { w.d_number } else { w.number }
            ));
        }
        Identified::BirthDate(born) => {
            details.push(format!("{} {}", w.born, born.strftime("%d.%m.%Y")))
        }
        Identified::UnknownBirthDate => details.push(w.born_unknown.to_owned()),
        Identified::NameAlone => {}
    }
    // Of who proved a number, the address tells nothing about who it is.
    if let (None, Some(contact)) = (signer.addressee().person(), signer.contact()) {
        details.push(contact.masked());
    }
    if signer.asked().on_behalf_of == OnBehalfOf::Other {
        details.push(w.on_behalf.to_owned());
    }
    Ok(details)
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
