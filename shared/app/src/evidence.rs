//! The evidence: for each who signed, a statement of what is known of it, signed by the sealing key as XAdES, all in
//! one ASiC-E container.
//!
//! A statement names the documents by their digests, and the audit trail by the fact that tells of the signature, whose
//! `evidence` is the digest of what stands under `signature` here. So the parts hold each other: who has one can check
//! the others.

use jiff::Timestamp;
use segl_asic::{Container, DataFile, SignatureFile};
use segl_domain::{Event, Fact, Signature, SignatureJob, Signer, SignerId, canonical_json};
use segl_pki::chain::CertificateChain;
use serde_json::{Value, json};

use crate::{
    identified::{Identified, identified},
    ports::{PersonCipher, Unavailable},
};

/// What statements call their form.
const FORMAT: &str = "segl-signer-statement-v1";

/// The statement of each who signed, in the order of the job.
pub(crate) async fn statements(
    job: &SignatureJob,
    facts: &[Fact],
    persons: &impl PersonCipher,
) -> Result<Vec<(SignerId, DataFile)>, Unavailable> {
    let mut all = Vec::with_capacity(job.signers().len());
    for signer in job.signers() {
        let Some(signature) = signer.signature() else { continue };
        let who = who(job, signer, signature, persons).await?;
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
        "address": contact.map(segl_domain::ContactAddress::masked),
        "onBehalfOf": asked.on_behalf_of,
        "signatureType": asked.signature_type,
    }))
}

fn statement_name(signer: SignerId) -> String {
    format!("{signer}.json")
}

fn signatures_name(signer: SignerId) -> String {
    format!("signatures-{signer}.xml")
}

/// What is to be signed of each statement.
pub(crate) fn prepared(
    statements: &[(SignerId, DataFile)],
    chain: &CertificateChain,
    at: Timestamp,
) -> Vec<segl_asic::PreparedSignature> {
    let each = statements.iter().map(|(_, file)| std::slice::from_ref(file));
    each.map(|files| segl_asic::prepare_signature(files, chain, at)).collect()
}

/// The container of all statements and their signatures.
///
/// # Errors
/// [`Unavailable`] when it cannot be packed, which no statement of ours can cause.
pub(crate) fn container(
    statements: Vec<(SignerId, DataFile)>,
    signatures: Vec<String>,
) -> Result<Vec<u8>, Unavailable> {
    let mut container = Container::default();
    for ((signer, file), xml) in statements.into_iter().zip(signatures) {
        container.files.push(file);
        container.signatures.push(SignatureFile { name: signatures_name(signer), xml });
    }
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
