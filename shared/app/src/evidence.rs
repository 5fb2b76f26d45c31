//! The evidence: for each who signed, a statement of what is known of it, signed by the sealing key as XAdES, all in
//! one ASiC-E container.
//!
//! Each statement has a signature of its own, so that it can be handed out alone; of several statements one more signature
//! is of all, and that one is timestamped: the number of timestamps does not grow with the number of signers.
//!
//! A statement names the documents by their digests, and the audit trail by the fact that tells of the signature, whose
//! `evidence` is the digest of what stands under `signature` here. So the parts hold each other: who has one can check
//! the others.

use jiff::Timestamp;
use segl_asic::{Container, DataFile, SignatureFile};
use segl_domain::{
    Channel, ContactAddress, Digest, Event, Fact, Signature, SignatureJob, Signer, SignerId, canonical_json,
};
use segl_pki::chain::CertificateChain;
use serde_json::{Value, json};

use crate::{
    dice,
    identified::{Identified, identified},
    ports::{Entropy, PersonCipher, Unavailable},
};

/// What statements call their form.
const FORMAT: &str = "segl-signer-statement-v1";

/// The statement of each who signed, in the order of the job.
pub(crate) async fn statements(
    job: &SignatureJob,
    facts: &[Fact],
    persons: &impl PersonCipher,
    entropy: &impl Entropy,
) -> Result<Vec<(SignerId, DataFile)>, Unavailable> {
    let mut all = Vec::with_capacity(job.signers().len());
    for signer in job.signers() {
        let Some(signature) = signer.signature() else { continue };
        let who = who(job, signer, signature, persons, entropy).await?;
        let statement = statement(job, signer, signature, &who, facts);
        let file = DataFile {
            name: statement_name(signer.id()),
            media_type: "application/json".to_owned(),
            bytes: canonical_json(&statement).into_bytes(),
        };
        all.push((signer.id(), file));
    }
    Ok(all)
}

fn statement(job: &SignatureJob, signer: &Signer, signature: &Signature, who: &Value, facts: &[Fact]) -> Value {
    let terms = job.terms();
    let told = facts.iter().find(|fact| matches!(fact.event, Event::Signed { signer: of, .. } if of == signer.id()));
    let documents = terms.documents.iter().map(|document| {
        json!({
            "title": document.title, "fileName": document.file_name, "sha256": document.sha256,
            "size": document.size, "pages": document.pages,
        })
    });
    json!({
        "format": FORMAT,
        "job": { "id": job.id(), "title": terms.title, "reference": terms.reference },
        "sender": terms.sender,
        "signer": who,
        "signedAt": signer.since(),
        "documents": documents.collect::<Vec<Value>>(),
        "signature": signature.evidence(),
        "signatureSha256": signature.digest(),
        "auditTrail": told.map(|fact| json!({ "seq": fact.seq, "hash": fact.hash })),
    })
}

async fn who(
    job: &SignatureJob,
    signer: &Signer,
    signature: &Signature,
    persons: &impl PersonCipher,
    entropy: &impl Entropy,
) -> Result<Value, Unavailable> {
    let (number, born) = match identified(job, signer, signature, persons).await? {
        Identified::Number(number) => (Some(number), None),
        Identified::BirthDate(born) => (None, Some(born)),
        Identified::NameAlone => (None, None),
    };
    let asked = signer.asked();
    // Of who proved a number, the address tells nothing about who it is.
    let contact = signer.contact().filter(|_| signer.addressee().person().is_none());
    Ok(json!({
        "id": signer.id(),
        "order": u8::from(signer.order()),
        "name": signature.name,
        "nationalIdentityNumber": number,
        "dateOfBirth": born,
        "address": contact.map(ContactAddress::masked),
        "addressDigests": contact.map(|contact| address_digests(contact, entropy)).transpose()?,
        "onBehalfOf": asked.on_behalf_of,
        "signatureType": asked.signature_type,
    }))
}

/// The salted SHA-256 of each address: it names nobody, and whoever knows an address can tell that it was this one. The
/// salt keeps addresses of two statements from being compared, and lists of addresses from being tried once for all.
fn address_digests(contact: &ContactAddress, entropy: &impl Entropy) -> Result<Vec<Value>, Unavailable> {
    let digest = |(channel, address): (Channel, String)| {
        let salt = dice::bytes(entropy)?;
        let sha256 = Digest::of(&[&salt[..], address.as_bytes()].concat());
        Ok(json!({ "channel": channel, "salt": Digest::from_bytes(salt), "sha256": sha256 }))
    };
    contact.normalized().into_iter().map(digest).collect()
}

fn statement_name(signer: SignerId) -> String {
    format!("{signer}.json")
}

fn signatures_name(signer: SignerId) -> String {
    format!("signatures-{signer}.xml")
}

/// What of all statements' signatures is called that is of all of them.
const SIGNATURES_OF_ALL: &str = "signatures.xml";

/// What is to be signed: each statement and, of several, all of them.
pub(crate) fn prepared(
    statements: &[(SignerId, DataFile)],
    chain: &CertificateChain,
    at: Timestamp,
) -> Vec<segl_asic::PreparedSignature> {
    let all: Vec<DataFile> = statements.iter().map(|(_, file)| file.clone()).collect();
    let each = all.iter().map(std::slice::from_ref);
    let of_all = (all.len() > 1).then_some(all.as_slice());
    each.chain(of_all).map(|files| segl_asic::prepare_signature(files, chain, at)).collect()
}

/// The container of all statements and their signatures, in the order in which they were prepared.
///
/// # Errors
/// [`Unavailable`] when it cannot be packed, which no statement of ours can cause.
pub(crate) fn container(
    statements: Vec<(SignerId, DataFile)>,
    signatures: Vec<String>,
) -> Result<Vec<u8>, Unavailable> {
    let mut container = Container::default();
    let mut signatures = signatures.into_iter();
    for ((signer, file), xml) in statements.into_iter().zip(signatures.by_ref()) {
        container.files.push(file);
        container.signatures.push(SignatureFile { name: signatures_name(signer), xml });
    }
    let of_all = signatures.next().map(|xml| SignatureFile { name: SIGNATURES_OF_ALL.to_owned(), xml });
    container.signatures.extend(of_all);
    container.pack().map_err(|error| Unavailable::new("evidence", error))
}

/// The container of one signer's statement and its signature, out of that of all. `None` when it does not hold them.
pub(crate) fn of_signer(evidence: &[u8], signer: SignerId) -> Option<Vec<u8>> {
    let all = Container::unpack(evidence).ok()?;
    let mut file = all.files.into_iter().find(|file| file.name == statement_name(signer))?;
    file.media_type = "application/json".to_owned();
    let signature = all.signatures.into_iter().find(|file| file.name == signatures_name(signer))?;
    Container { files: vec![file], signatures: vec![signature], ..Container::default() }.pack().ok()
}
