//! Revocation: whom to ask about a certificate, and whether the answer can be kept (RFC 6960, RFC 5280 section 5).
//!
//! What is kept is evidence for whoever validates the seal later, and is held to the same as the validator holds it to:
//! about this certificate, by somebody who may say so, and of this time.

use const_oid::{ObjectIdentifier, db::rfc5912};
use der::{Encode as _, asn1::OctetString};
use jiff::Timestamp;
use spki::AlgorithmIdentifierOwned;
use thiserror::Error;
use x509_cert::ext::pkix::{
    AuthorityInfoAccessSyntax, CrlDistributionPoints,
    name::{DistributionPointName, GeneralName},
};
use x509_ocsp::{CertId, OcspRequest, Request, TbsRequest, Version};

use crate::{
    certificate::{UnreadableExtension, X509Certificate},
    crl::{Crl, processing::revocation_by},
    digest::DigestAlgorithm,
    ocsp::OcspAnswer,
    policy::ValidationPolicy,
    statement::{Revocation, Statement},
    verifier::Verifier,
};

/// `id-ad-ocsp` (RFC 5280 section 4.2.2.1).
const OCSP_ACCESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");
/// `id-ad-caIssuers` (the same).
const ISSUER_ACCESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2");
/// `id-pkix-ocsp-nocheck` (RFC 6960 section 4.2.2.2.1): a responder's certificate that is not to be asked about.
const NO_CHECK: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.5");

/// Why an answer about a certificate was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RevocationError {
    /// The answer is not what was asked for, or about another certificate.
    #[error("the answer about a certificate's revocation cannot be used")]
    Unusable,
    /// The certificate is revoked.
    #[error("a certificate of the seal is revoked")]
    Revoked,
}

/// A certificate to ask about.
#[derive(Clone, Debug)]
pub struct RevocationQuestion {
    id: CertId,
    certificate: X509Certificate,
    issuer: X509Certificate,
    /// Where OCSP responders answer, in the certificate's order.
    pub responders: Vec<String>,
    /// Where lists of revoked certificates are.
    pub lists: Vec<String>,
}

/// Whether a certificate is an OCSP responder's that is not to be asked about.
pub fn has_ocsp_nocheck(certificate: &X509Certificate) -> bool {
    certificate.has_extension(NO_CHECK)
}

/// Where the certificate of this one's issuer is to be had, in the certificate's order.
pub fn issuers_of(certificate: &X509Certificate) -> Vec<String> {
    addresses(certificate, ISSUER_ACCESS).unwrap_or_default()
}

fn addresses(
    certificate: &X509Certificate,
    method: ObjectIdentifier,
) -> Result<Vec<String>, UnreadableExtension> {
    let access = certificate.extension::<AuthorityInfoAccessSyntax>()?;
    let all = access
        .map_or_else(Vec::new, |(_, access)| access.0)
        .into_iter();
    let meant = all.filter(|description| description.access_method == method);
    Ok(meant
        .filter_map(|description| address(&description.access_location))
        .collect())
}

/// Whether a certificate says where to ask about it.
pub fn names_sources(certificate: &X509Certificate) -> Result<bool, UnreadableExtension> {
    // Lists in a directory, or by another issuer, are sources too, though nobody here asks for them.
    let points = certificate.extension::<CrlDistributionPoints>()?;
    Ok(!addresses(certificate, OCSP_ACCESS)?.is_empty()
        || points.is_some_and(|(_, points)| !points.0.is_empty()))
}

/// Where the lists are that would name a certificate if it were revoked.
fn lists_of(certificate: &X509Certificate) -> Result<Vec<String>, UnreadableExtension> {
    let points = certificate
        .extension::<CrlDistributionPoints>()?
        .map_or_else(Vec::new, |(_, points)| points.0);
    let names = points
        .into_iter()
        .filter_map(|point| match point.distribution_point {
            Some(DistributionPointName::FullName(names)) => Some(names),
            _ => None,
        });
    Ok(names.flatten().filter_map(|name| address(&name)).collect())
}

impl RevocationQuestion {
    /// What to ask about a certificate. `None` when it says no place where to ask.
    pub fn about(
        certificate: &X509Certificate,
        issuer: &X509Certificate,
    ) -> der::Result<Option<Self>> {
        let unreadable = |_: UnreadableExtension| der::Error::from(der::ErrorKind::Failed);
        let responders = addresses(certificate, OCSP_ACCESS).map_err(unreadable)?;
        let lists = lists_of(certificate).map_err(unreadable)?;
        if responders.is_empty() && lists.is_empty() {
            return Ok(None);
        }
        // SHA-1 only names the issuer here, and is the one hash that every responder knows (RFC 5019 section 2.1.1).
        let hash = |bytes: &[u8]| OctetString::new(DigestAlgorithm::Sha1.digest(&[bytes]));
        let key = issuer
            .subject_public_key_info
            .subject_public_key
            .raw_bytes();
        let id = CertId {
            hash_algorithm: AlgorithmIdentifierOwned {
                oid: rfc5912::ID_SHA_1,
                parameters: Some(der::Any::from(der::asn1::AnyRef::NULL)),
            },
            issuer_name_hash: hash(&issuer.subject.to_der()?)?,
            issuer_key_hash: hash(key)?,
            serial_number: certificate.serial_number.clone(),
        };
        Ok(Some(Self {
            id,
            certificate: certificate.clone(),
            issuer: issuer.clone(),
            responders,
            lists,
        }))
    }

    /// `OCSPRequest` in DER. There is no nonce: the answer is kept for years, and its times say how fresh it was.
    pub fn ocsp_request(&self) -> der::Result<Vec<u8>> {
        OcspRequest {
            tbs_request: TbsRequest {
                version: Version::V1,
                requestor_name: None,
                request_list: vec![Request {
                    req_cert: self.id.clone(),
                    single_request_extensions: None,
                }],
                request_extensions: None,
            },
            optional_signature: None,
        }
        .to_der()
    }

    /// Takes an OCSP answer that says that the certificate is good at this time, signed by somebody who may say so; gives
    /// the certificates that came with it.
    pub fn accept_ocsp(
        &self,
        response: &[u8],
        at: Timestamp,
        verifier: &Verifier,
    ) -> Result<Vec<X509Certificate>, RevocationError> {
        let policy = ValidationPolicy::default();
        let answer = OcspAnswer::read(response).ok_or(RevocationError::Unusable)?;
        let responder = answer.responder(&self.issuer, [].into_iter(), Some(&policy), at, verifier);
        responder.ok_or(RevocationError::Unusable)?;
        taken(answer.says_of(&self.certificate, &self.issuer, &policy, at, Timestamp::MAX))?;
        Ok(answer.certificates().to_vec())
    }

    /// Takes a list (RFC 5280 section 5) that the certificate's issuer signed, that is of this time, and that would name
    /// the certificate and does not.
    pub fn accept_crl(
        &self,
        list: &[u8],
        at: Timestamp,
        verifier: &Verifier,
    ) -> Result<(), RevocationError> {
        let policy = ValidationPolicy::default();
        let list = Crl::read(list).ok_or(RevocationError::Unusable)?;
        if !list.is_fresh(&policy, at, Timestamp::MAX)
            || !list.is_signed_by(&self.issuer, &policy, at, verifier)
        {
            return Err(RevocationError::Unusable);
        }
        taken(revocation_by(&[&list], &self.certificate, &policy))
    }
}

fn taken(said: Option<Statement>) -> Result<(), RevocationError> {
    match said.map(|said| said.revocation) {
        Some(Revocation::Good) => Ok(()),
        Some(Revocation::Revoked(_) | Revocation::OnHold(_)) => Err(RevocationError::Revoked),
        Some(Revocation::Unknown) | None => Err(RevocationError::Unusable),
    }
}

fn address(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::UniformResourceIdentifier(address) => Some(address.to_string()),
        _ => None,
    }
}
