//! A certificate (RFC 5280 section 4.1) that keeps the bytes it came in: what is hashed and verified is what was signed.

use std::{fmt, ops::Deref, sync::OnceLock};

use const_oid::{AssociatedOid, ObjectIdentifier};
use der::Decode;
use x509_cert::{Certificate, TbsCertificate, ext::Extension};

use crate::{
    ber::{self, decode, tag},
    digest::DigestAlgorithm,
    keys::PublicKey,
    names::ComparableName,
    scheme::Scheme,
};

/// The longest certificate that is read, in bytes. Those of people and authorities have two thousand.
const MAX_LEN: usize = 64 * 1024;

/// A certificate as it was encoded and as it reads.
#[derive(Clone)]
pub struct X509Certificate {
    der: Vec<u8>,
    parts: SignedParts,
    decoded: Certificate,
    fingerprint: [u8; 32],
    key: OnceLock<Option<PublicKey>>,
    comparable_subject: ComparableName,
    comparable_issuer: ComparableName,
}

/// Where in the bytes of a signed structure (certificate, CRL, OCSP answer) that stands which its signature is over.
#[derive(Clone, Debug)]
pub struct SignedParts {
    header: usize,
    signed: usize,
}

impl SignedParts {
    /// Finds them in `SEQUENCE { toBeSigned, signatureAlgorithm, signature, … }`.
    pub fn of(whole: &[u8]) -> Option<Self> {
        let (outer, _) = ber::first(whole)?;
        outer.value(tag::SEQUENCE)?;
        let signed = ber::first(outer.content)?.0.whole.len();
        Some(Self {
            header: outer.whole.len() - outer.content.len(),
            signed,
        })
    }

    /// The bytes that the signature is over.
    pub fn of_whole<'a>(&self, whole: &'a [u8]) -> &'a [u8] {
        &whole[self.header..self.header + self.signed]
    }
}

/// What an extension of these holds, and whether it is critical. `Err` when it is there and cannot be read, or is there
/// twice (RFC 5280 section 4.2).
pub fn extension_in<T: for<'a> Decode<'a>>(
    extensions: &[Extension],
    oid: ObjectIdentifier,
) -> Result<Option<(bool, T)>, UnreadableExtension> {
    let mut found = extensions.iter().filter(|one| one.extn_id == oid);
    let Some(extension) = found.next() else {
        return Ok(None);
    };
    let value = decode(extension.extn_value.as_bytes()).filter(|_| found.next().is_none());
    value
        .map(|value| Some((extension.critical, value)))
        .ok_or(UnreadableExtension)
}

/// An extension that is there and cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnreadableExtension;

impl X509Certificate {
    /// Reads a certificate. `None` for what is none, and what is beyond what is read here.
    #[must_use]
    pub fn from_der(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > MAX_LEN {
            return None;
        }
        let der = ber::definite(bytes).ok()?.into_owned();
        let parts = SignedParts::of(&der)?;
        // Version and serial number may come first; signature algorithm, issuer, validity and subject follow.
        let (tbs, _) = ber::first(parts.of_whole(&der))?;
        let fields = tbs.children(tag::SEQUENCE)?;
        let names = &fields[usize::from(fields.first()?.tag == tag::context(0))..];
        let (issuer, subject) = (
            ComparableName::read(names.get(2)?)?,
            ComparableName::read(names.get(4)?)?,
        );
        let decoded = decode(&der)?;
        let fingerprint = DigestAlgorithm::Sha256.digest(&[&der]).try_into().ok()?;
        Some(Self {
            parts,
            decoded,
            fingerprint,
            key: OnceLock::new(),
            comparable_subject: subject,
            comparable_issuer: issuer,
            der,
        })
    }

    /// Reads all certificates in PEM (RFC 7468). `None` when one of them is none, or there is other PEM.
    #[must_use]
    pub fn all_from_pem(pem: &str) -> Option<Vec<Self>> {
        const END: &str = "-----END CERTIFICATE-----";
        let mut rest = pem;
        let mut found = Vec::new();
        while let Some(start) = rest.find("-----BEGIN") {
            let end = start + rest[start..].find(END)? + END.len();
            let (label, der) = der::pem::decode_vec(&rest.as_bytes()[start..end]).ok()?;
            found.push(Self::from_der(&der).filter(|_| label == "CERTIFICATE")?);
            rest = &rest[end..];
        }
        (!found.is_empty() || pem.trim().is_empty()).then_some(found)
    }

    /// The certificate as it was encoded.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The certificate as it reads.
    pub const fn decoded(&self) -> &Certificate {
        &self.decoded
    }

    /// SHA-256 of the certificate.
    pub const fn fingerprint(&self) -> [u8; 32] {
        self.fingerprint
    }

    /// What an extension holds, and whether it is critical.
    pub fn extension<T: AssociatedOid + for<'a> Decode<'a>>(
        &self,
    ) -> Result<Option<(bool, T)>, UnreadableExtension> {
        extension_in(self.extensions(), T::OID)
    }

    /// All extensions.
    pub fn extensions(&self) -> &[Extension] {
        self.decoded
            .tbs_certificate
            .extensions
            .as_deref()
            .unwrap_or_default()
    }

    /// Whether it has an extension.
    pub fn has_extension(&self, oid: ObjectIdentifier) -> bool {
        self.extensions()
            .iter()
            .any(|extension| extension.extn_id == oid)
    }

    /// The subject's name as it compares.
    pub const fn subject_name(&self) -> &ComparableName {
        &self.comparable_subject
    }

    /// The issuer's name as it compares.
    pub const fn issuer_name(&self) -> &ComparableName {
        &self.comparable_issuer
    }

    /// Whether subject and issuer have one name (RFC 5280 section 3.2). It says nothing of the key.
    pub fn is_self_issued(&self) -> bool {
        self.comparable_subject == self.comparable_issuer
    }

    /// Whether its own key signed it.
    pub fn is_self_signed(&self) -> bool {
        self.is_self_issued() && self.is_signed_by(self) == Ok(true)
    }

    /// Whether another certificate's key signed this one. Names are not looked at.
    pub fn is_signed_by(&self, issuer: &Self) -> Result<bool, UnknownAlgorithm> {
        // RFC 5280 section 4.1.1.2: what is signed says the same algorithm as what is not, parameters included.
        let (outer, inner) = (
            &self.decoded.signature_algorithm,
            &self.decoded.tbs_certificate.signature,
        );
        let said = |one: &spki::AlgorithmIdentifierOwned| {
            one.parameters
                .clone()
                .filter(|parameters| !parameters.is_null())
        };
        if outer.oid != inner.oid || said(outer) != said(inner) {
            return Ok(false);
        }
        issuer.has_signed(
            &self.decoded.signature_algorithm,
            self.parts.of_whole(&self.der),
            self.decoded.signature.raw_bytes(),
        )
    }

    /// Whether the certificate's key made a signature over these bytes.
    pub fn has_signed(
        &self,
        algorithm: &spki::AlgorithmIdentifierOwned,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, UnknownAlgorithm> {
        let scheme = Scheme::of(algorithm, None).ok_or(UnknownAlgorithm)?;
        Ok(self.public_key().ok_or(UnknownAlgorithm)?.verifies_message(
            scheme,
            &[message],
            signature,
        ))
    }

    /// The scheme of its issuer's signature.
    pub fn signature_scheme(&self) -> Option<Scheme> {
        Scheme::of(&self.decoded.signature_algorithm, None)
    }

    /// Its key, read once: points of curves cost much to unpack. `None` for a kind that is not known here.
    pub fn public_key(&self) -> Option<&PublicKey> {
        let read = || PublicKey::of(&self.decoded.tbs_certificate.subject_public_key_info);
        self.key.get_or_init(read).as_ref()
    }

    /// Whether another certificate is of the same key.
    pub fn has_key_of(&self, other: &Self) -> bool {
        let key = |one: &Self| one.subject_public_key_info.clone();
        key(self) == key(other)
    }

    /// SHA-1 of the key, as responders are named by (RFC 6960 section 4.2.1, `KeyHash`).
    pub fn key_hash(&self) -> Vec<u8> {
        let key = &self.decoded.tbs_certificate.subject_public_key_info;
        DigestAlgorithm::Sha1.digest(&[key.subject_public_key.raw_bytes()])
    }
}

/// A key or a way to sign that is not known here: nothing can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownAlgorithm;

impl Deref for X509Certificate {
    type Target = TbsCertificate;

    fn deref(&self) -> &TbsCertificate {
        &self.decoded.tbs_certificate
    }
}

impl PartialEq for X509Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
    }
}

impl Eq for X509Certificate {}

impl fmt::Debug for X509Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("X509Certificate")
            .field(&self.decoded.tbs_certificate.subject.to_string())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_ca::{Holder, Template, extension, id, key};

    #[test]
    fn a_certificate_that_is_longer_than_any_is_not_read() {
        let root = Holder::root("Root", 1);
        let with = |filling: usize| {
            let filling = extension(id::UNKNOWN, false, &vec![0; filling]);
            root.certificate_for(&Template::signer("Long").serial(7).and(filling), &key(2))
        };
        // Two signatures may differ in length by a few bytes, so the one that fits is looked for.
        let around = with(MAX_LEN - 1000).len() - (MAX_LEN - 1000);
        let near: Vec<Vec<u8>> = (0..12)
            .map(|more| with(MAX_LEN - around - 5 + more))
            .collect();
        assert!(
            near.iter().any(|der| der.len() == MAX_LEN)
                && near.iter().any(|der| der.len() > MAX_LEN)
        );
        for der in near {
            assert_eq!(
                X509Certificate::from_der(&der).is_some(),
                der.len() <= MAX_LEN,
                "{}",
                der.len()
            );
        }
    }

    #[test]
    fn an_extension_is_there_or_is_not() {
        let root = Holder::root("Root", 1);
        let signer = root.issue(
            &Template::signer("Signer").and(extension(id::UNKNOWN, false, &[5, 0])),
            2,
        );
        let unknown = ObjectIdentifier::from_bytes(id::UNKNOWN).expect("an identifier");
        assert!(
            signer.certificate.has_extension(unknown) && !root.certificate.has_extension(unknown)
        );
        assert!(crate::revocation::has_ocsp_nocheck(
            &root.issue(&Template::responder("Responder"), 3).certificate
        ));
        assert!(!crate::revocation::has_ocsp_nocheck(&signer.certificate));
    }
}
