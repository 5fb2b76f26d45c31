//! What a CMS signature carries for whoever validates it: certificates, lists and answers about certificates, wherever its
//! kind of signer puts them. A place that is not looked into may be the one that says that a certificate was revoked.

use const_oid::ObjectIdentifier;
use segl_pades::archive::ValidationData;
use segl_pki::{
    ber::{self, Element, tag},
    signed_data::{SignedData, SignerInfo, Unread},
};

/// `adbe-revocationInfoArchival` (ISO 32000-2 clause 12.8.3.3.2).
const REVOCATION_ARCHIVE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.8");
/// `id-aa-ets-certValues` (EN 319 122-1 clause A.1.1.2).
const CERTIFICATE_VALUES: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.23");
/// `id-aa-ets-revocationValues` (EN 319 122-1 clause A.1.2.2).
const REVOCATION_VALUES: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.24");
/// Timestamps that others put beside a signature, of what it holds and of what it refers to: archive timestamps of versions
/// 1 to 3 (EN 319 122-1 clause 5.5.3, A.2.4), `id-aa-ets-escTimeStamp`, `id-aa-ets-certCRLTimestamp` (clause A.1.5).
const LATER_TIMESTAMPS: [ObjectIdentifier; 5] = [
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.27"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.48"),
    ObjectIdentifier::new_unwrap("0.4.0.1733.2.4"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.25"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.26"),
];

/// `id-pkix-ocsp-basic` (RFC 6960 section 4.2.1).
const OCSP_BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");

/// How many signers of a timestamp are looked at: it has one (RFC 3161 section 2.4.2).
const MAX_SIGNERS: usize = 4;

/// How many items of one place are read.
const MAX_VALUES: usize = 64;

/// The certificates of unsigned attributes, and the lists and answers, of a signature and its signer. Certificates of the
/// signature itself are its own (`SignedData::certificates`).
pub(crate) fn carried(data: &SignedData, signer: &SignerInfo) -> ValidationData {
    let mut values = ValidationData {
        is_cut: signer.has_unread_attributes,
        ..ValidationData::default()
    };
    values.crls.extend(data.crls.iter().cloned());
    values
        .ocsp_responses
        .extend(data.ocsp_responses.iter().cloned());
    let archives = signer
        .signed(REVOCATION_ARCHIVE)
        .flat_map(|attribute| &attribute.values);
    for archive in archives {
        for (kind, items) in kinds(archive, &mut values.is_cut) {
            match kind {
                0 => values.crls.extend(items),
                1 => values.ocsp_responses.extend(items),
                _ => {}
            }
        }
    }
    for archive in signer.unsigned(REVOCATION_VALUES) {
        for (kind, items) in kinds(archive, &mut values.is_cut) {
            match kind {
                0 => values.crls.extend(items),
                1 => values
                    .ocsp_responses
                    .extend(items.iter().map(|basic| response_of(basic))),
                _ => {}
            }
        }
    }
    for certificates in signer.unsigned(CERTIFICATE_VALUES) {
        let all = ber::first(certificates).and_then(|(all, _)| all.children(tag::SEQUENCE));
        let all = few(all.unwrap_or_default(), &mut values.is_cut);
        values.certificates.extend(all);
    }
    let later = LATER_TIMESTAMPS
        .iter()
        .flat_map(|oid| signer.unsigned(*oid));
    values.is_cut |= later.clone().count() > MAX_VALUES;
    for token in later.take(MAX_VALUES) {
        values.extend(&carried_by_token(token));
    }
    values
}

/// The same of a timestamp, and its certificates. What stands in it is shorter each time, and nests no deeper than is read.
pub(crate) fn carried_by_token(token: &[u8]) -> ValidationData {
    let mut values = ValidationData::default();
    let data = match SignedData::read(token) {
        Ok(data) => data,
        Err(unread) => {
            values.is_cut = unread == Unread::TooLarge;
            return values;
        }
    };
    for signer in data.signers.iter().take(MAX_SIGNERS) {
        values.extend(&carried(&data, signer));
    }
    values.is_cut |= data.signers.len() > MAX_SIGNERS;
    let certificates = data.certificates.iter().map(|one| one.der().to_vec());
    values.certificates.extend(certificates);
    values
}

/// The lists of items under the context tags of an archive, each with its tag's number: that of Adobe and that of ETSI
/// have the same shape.
fn kinds(archive: &[u8], is_cut: &mut bool) -> Vec<(u8, Vec<Vec<u8>>)> {
    let kinds = ber::first(archive).and_then(|(archive, _)| archive.children(tag::SEQUENCE));
    let mut read = Vec::new();
    for kind in kinds.unwrap_or_default() {
        let items = ber::first(kind.content).and_then(|(items, _)| items.children(tag::SEQUENCE));
        let items = few(items.unwrap_or_default(), is_cut);
        read.push((kind.tag.wrapping_sub(tag::context(0)), items));
    }
    read
}

fn few(items: Vec<Element<'_>>, is_cut: &mut bool) -> Vec<Vec<u8>> {
    *is_cut |= items.len() > MAX_VALUES;
    let items = items.into_iter().take(MAX_VALUES);
    items.map(|item| item.whole.to_vec()).collect()
}

/// The `OCSPResponse` around a `BasicOCSPResponse` (RFC 6960 section 4.2.1): the two places know it by different names.
fn response_of(basic: &[u8]) -> Vec<u8> {
    let kind = ber::element(tag::OID, OCSP_BASIC.as_bytes());
    let bytes = [kind, ber::element(tag::OCTET_STRING, basic)].concat();
    let bytes = ber::element(tag::context(0), &ber::element(tag::SEQUENCE, &bytes));
    let successful = ber::element(tag::ENUMERATED, &[0]);
    ber::element(tag::SEQUENCE, &[successful, bytes].concat())
}
