//! The evidence: for each who signed, a statement of what is known of it, signed by the sealing key as XAdES, all in
//! one ASiC-E container. The sealed document embeds it so; what is handed out holds the documents too, byte for byte as
//! they were sent, under a signature of their own.
//!
//! Each statement has a signature of its own, so that it can be handed out alone. What is handed out has one more, of all
//! statements, of their signatures and of the documents, and that one is timestamped: the number of timestamps does not
//! grow with the number of signers. In the sealed document the seal proves when they were there.
//!
//! A statement names the documents by their digests, and the audit trail by the audit event that tells of the signature, whose
//! `evidence` is the digest of what stands under `signature` here. So the parts hold each other: who has one can check
//! the others.

use bytes::Bytes;
use jiff::Timestamp;
use segl_asic::{
    Container, DataFile, FileDigest, PreparedSignature, SignatureFile, entries_in_beginning,
    names::safe_name, prepare_signature_of,
};
use segl_domain::{
    audit::{AuditEvent, AuditEventData, canonical_json},
    contact::{Channel, ContactAddress},
    digest::Digest,
    id::SignerId,
    job::{
        SignatureJob,
        signer::{Signature, Signer},
    },
};
use segl_pki::chain::CertificateChain;
use serde_json::{Value, json};

use crate::{
    ports::{Entropy, PortError, keys::PersonCipher},
    tokens,
    workflow::identified::{Identified, identified},
};

/// What statements call their form.
pub(crate) const FORMAT: &str = "segl-signer-statement-v2";

/// The statement of each who signed, in the order of the job.
pub(crate) async fn statements(
    job: &SignatureJob,
    events: &[AuditEvent],
    persons: &impl PersonCipher,
    entropy: &dyn Entropy,
) -> Result<Vec<(SignerId, DataFile)>, PortError> {
    let mut all = Vec::with_capacity(job.signers().len());
    for signer in job.signers() {
        let Some(signature) = signer.signature() else {
            continue;
        };
        let who = who(job, signer, signature, persons, entropy).await?;
        let statement = statement(job, signer, signature, &who, events);
        let file = DataFile {
            name: statement_name(signer.id()),
            media_type: "application/json".to_owned(),
            bytes: canonical_json(&statement).into_bytes().into(),
        };
        all.push((signer.id(), file));
    }
    Ok(all)
}

fn statement(
    job: &SignatureJob,
    signer: &Signer,
    signature: &Signature,
    who: &Value,
    events: &[AuditEvent],
) -> Value {
    let terms = job.terms();
    let told = events
        .iter()
        .find(|event| matches!(event.data, AuditEventData::Signed { signer: of, .. } if of == signer.id()));
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
        "auditTrail": told.map(|event| json!({ "sequence": event.sequence, "hash": event.hash })),
    })
}

async fn who(
    job: &SignatureJob,
    signer: &Signer,
    signature: &Signature,
    persons: &impl PersonCipher,
    entropy: &dyn Entropy,
) -> Result<Value, PortError> {
    let (number, born) = match identified(job, signer, signature, persons).await? {
        Identified::Number(number) => (Some(number), None),
        Identified::BirthDate(born) => (None, Some(born)),
        Identified::UnknownBirthDate | Identified::NameAlone => (None, None),
    };
    let asked = signer.asked();
    // Of who proved a number, the address tells nothing about who it is.
    let contact = signer
        .contact()
        .filter(|_| signer.addressee().person().is_none());
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
fn address_digests(
    contact: &ContactAddress,
    entropy: &dyn Entropy,
) -> Result<Vec<Value>, PortError> {
    let digest = |(channel, address): (Channel, String)| {
        let salt = tokens::bytes(entropy)?;
        let sha256 = Digest::of(&[&salt[..], address.as_bytes()].concat());
        Ok(json!({ "channel": channel, "salt": Digest::from_bytes(salt), "sha256": sha256 }))
    };
    contact.normalized().into_iter().map(digest).collect()
}

fn statement_name(signer: SignerId) -> String {
    format!("{signer}.json")
}

/// Whether a file of a container is called as statements are. A document says nothing of a signer, whatever it holds.
pub(crate) fn is_statement_name(name: &str) -> bool {
    name.strip_suffix(".json")
        .is_some_and(|signer| signer.parse::<SignerId>().is_ok())
}

fn signatures_name(signer: SignerId) -> String {
    format!("signatures-{signer}.xml")
}

/// What the signature of all that is handed out is called.
const SIGNATURES_OF_ALL: &str = "signatures.xml";
/// The folder that the documents stand in.
const DOCUMENTS: &str = "documents";

/// The names and digests of a job's documents in the container: numbered as the front page lists them.
pub(crate) fn documents(job: &SignatureJob) -> Vec<FileDigest> {
    let documents = job.terms().documents.iter().zip(1..);
    let documents = documents.map(|(document, number)| FileDigest {
        name: format!(
            "{DOCUMENTS}/{}",
            safe_name(&format!("{number:02} {}", document.file_name.as_ref()))
        ),
        media_type: "application/pdf".to_owned(),
        sha256: *document.sha256.as_bytes(),
    });
    documents.collect()
}

/// What the key is to sign of each statement, one signature each.
pub(crate) fn prepare_each(
    statements: &[(SignerId, DataFile)],
    chain: &CertificateChain,
    at: Timestamp,
) -> Vec<PreparedSignature> {
    let files = statements.iter().map(|(_, file)| FileDigest::from(file));
    files
        .map(|file| prepare_signature_of(std::slice::from_ref(&file), chain, at))
        .collect()
}

/// The evidence of a job: statements and their signatures, as the sealed document embeds them.
pub(crate) struct Evidence(Container);

impl Evidence {
    /// Statements and their signatures in XML, in one order.
    pub(crate) fn new(statements: Vec<(SignerId, DataFile)>, signatures: Vec<String>) -> Self {
        let mut container = Container::default();
        for ((signer, file), xml) in statements.into_iter().zip(signatures) {
            container.files.push(file);
            container.signatures.push(SignatureFile {
                name: signatures_name(signer),
                xml,
            });
        }
        Self(container)
    }

    /// What the key is to sign of all that is handed out: statements, their signatures, and the documents.
    pub(crate) fn prepare_all(
        &self,
        documents: &[FileDigest],
        chain: &CertificateChain,
        at: Timestamp,
    ) -> PreparedSignature {
        let statements = self.0.files.iter().map(FileDigest::from);
        let signatures = self.0.signatures.iter().map(|file| FileDigest {
            name: format!("META-INF/{}", file.name),
            media_type: "application/xml".to_owned(),
            sha256: *Digest::of(file.xml.as_bytes()).as_bytes(),
        });
        let files: Vec<FileDigest> = statements
            .chain(signatures)
            .chain(documents.iter().cloned())
            .collect();
        prepare_signature_of(&files, chain, at)
    }

    /// The container that the sealed document embeds: without the documents, and without the signature of all.
    ///
    /// # Errors
    /// [`PortError`] when it cannot be packed, which no statement of ours can cause.
    pub(crate) fn embedded(&self) -> Result<Bytes, PortError> {
        self.0
            .pack()
            .map_err(|error| PortError::new("evidence", error))
    }

    /// The container that is handed out, in parts: with the documents, whose bytes are parts of it as they are, and with
    /// the signature of all in XML.
    ///
    /// # Errors
    /// [`PortError`] when it cannot be packed, which no document that a job can have causes.
    pub(crate) fn handed_out(
        self,
        of_all: String,
        documents: Vec<FileDigest>,
        bytes: &[Bytes],
    ) -> Result<Vec<Bytes>, PortError> {
        let mut container = self.0;
        let files = documents.into_iter().zip(bytes).map(
            |(
                FileDigest {
                    name, media_type, ..
                },
                bytes,
            )| DataFile {
                name,
                media_type,
                bytes: bytes.clone(),
            },
        );
        container.files.extend(files);
        container.signatures.push(SignatureFile {
            name: SIGNATURES_OF_ALL.to_owned(),
            xml: of_all,
        });
        container
            .pack_in_parts()
            .map_err(|error| PortError::new("evidence", error))
    }
}

/// The container of one signer's statement and its signature, out of the beginning of that of all. `None` when it does
/// not hold them.
pub(crate) fn of_signer(beginning: &[u8], signer: SignerId) -> Option<Bytes> {
    let entries = entries_in_beginning(beginning);
    let find = |name: &str| {
        entries
            .iter()
            .find(|(there, _)| there == name)
            .map(|(_, bytes)| bytes.clone())
    };
    let file = DataFile {
        name: statement_name(signer),
        media_type: "application/json".to_owned(),
        bytes: find(&statement_name(signer))?.into(),
    };
    let xml = String::from_utf8(find(&format!("META-INF/{}", signatures_name(signer)))?).ok()?;
    let signature = SignatureFile {
        name: signatures_name(signer),
        xml,
    };
    Container {
        files: vec![file],
        signatures: vec![signature],
        ..Container::default()
    }
    .pack()
    .ok()
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
