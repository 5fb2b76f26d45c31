//! Revocation: whom to ask about a certificate, and whether the answer is about it (RFC 6960, RFC 5280 section 5).
//!
//! What is kept here is evidence for whoever validates the seal later; the validator is the one who weighs it.

use const_oid::{ObjectIdentifier, db::rfc5912};
use der::{Decode as _, Encode as _, asn1::OctetString};
use spki::AlgorithmIdentifierOwned;
use thiserror::Error;
use x509_cert::{
    Certificate,
    crl::CertificateList,
    ext::pkix::{
        AuthorityInfoAccessSyntax, CrlDistributionPoints,
        name::{DistributionPointName, GeneralName},
    },
};
use x509_ocsp::{BasicOcspResponse, CertId, CertStatus, OcspRequest, OcspResponse, Request, TbsRequest, Version};

use crate::keys::DigestAlgorithm;

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
    issuer: Certificate,
    /// Where OCSP responders answer, in the certificate's order.
    pub responders: Vec<String>,
    /// Where lists of revoked certificates are.
    pub lists: Vec<String>,
}

/// An answer, to be kept.
#[derive(Clone, Debug)]
pub struct OcspAnswer {
    /// `OCSPResponse` in DER.
    pub der: Vec<u8>,
    /// The certificates in it.
    pub certificates: Vec<Certificate>,
}

/// Whether a certificate vouches for itself.
pub fn is_self_issued(certificate: &Certificate) -> bool {
    certificate.tbs_certificate.issuer == certificate.tbs_certificate.subject
}

/// Whether a certificate is an OCSP responder's that is not to be asked about.
pub fn has_ocsp_nocheck(certificate: &Certificate) -> bool {
    certificate.tbs_certificate.extensions.iter().flatten().any(|extension| extension.extn_id == NO_CHECK)
}

/// Where the certificate of this one's issuer is to be had, in the certificate's order.
pub fn issuers_of(certificate: &Certificate) -> Vec<String> {
    addresses(certificate, ISSUER_ACCESS).unwrap_or_default()
}

fn addresses(certificate: &Certificate, method: ObjectIdentifier) -> der::Result<Vec<String>> {
    let access = certificate.tbs_certificate.get::<AuthorityInfoAccessSyntax>()?;
    let all = access.map_or_else(Vec::new, |(_, access)| access.0).into_iter();
    let meant = all.filter(|description| description.access_method == method);
    Ok(meant.filter_map(|description| address(&description.access_location)).collect())
}

/// Whether a certificate says where to ask about it.
pub fn names_sources(certificate: &Certificate) -> der::Result<bool> {
    Ok(!addresses(certificate, OCSP_ACCESS)?.is_empty() || !lists_of(certificate)?.is_empty())
}

/// Where the lists are that would name a certificate if it were revoked.
fn lists_of(certificate: &Certificate) -> der::Result<Vec<String>> {
    let points =
        certificate.tbs_certificate.get::<CrlDistributionPoints>()?.map_or_else(Vec::new, |(_, points)| points.0);
    let names = points.into_iter().filter_map(|point| match point.distribution_point {
        Some(DistributionPointName::FullName(names)) => Some(names),
        _ => None,
    });
    Ok(names.flatten().filter_map(|name| address(&name)).collect())
}

impl RevocationQuestion {
    /// What to ask about a certificate. `None` when it says no place where to ask.
    pub fn about(certificate: &Certificate, issuer: &Certificate) -> der::Result<Option<Self>> {
        let tbs = &certificate.tbs_certificate;
        let responders = addresses(certificate, OCSP_ACCESS)?;
        let lists = lists_of(certificate)?;
        if responders.is_empty() && lists.is_empty() {
            return Ok(None);
        }
        // SHA-1 only names the issuer here, and is the one hash that every responder knows (RFC 5019 section 2.1.1).
        let hash = |bytes: &[u8]| OctetString::new(DigestAlgorithm::Sha1.digest(&[bytes]));
        let key = issuer.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes();
        let id = CertId {
            hash_algorithm: AlgorithmIdentifierOwned {
                oid: rfc5912::ID_SHA_1,
                parameters: Some(der::Any::from(der::asn1::AnyRef::NULL)),
            },
            issuer_name_hash: hash(&issuer.tbs_certificate.subject.to_der()?)?,
            issuer_key_hash: hash(key)?,
            serial_number: tbs.serial_number.clone(),
        };
        Ok(Some(Self { id, issuer: issuer.clone(), responders, lists }))
    }

    /// Whether an answer is about this certificate. One that names the issuer by another hash than SHA-1 is known by the
    /// serial number and by who signed it.
    pub fn is_about(&self, id: &CertId) -> bool {
        id.serial_number == self.id.serial_number
            && (id.hash_algorithm.oid != self.id.hash_algorithm.oid
                || id.issuer_key_hash == self.id.issuer_key_hash && id.issuer_name_hash == self.id.issuer_name_hash)
    }

    /// `OCSPRequest` in DER. There is no nonce: the answer is kept for years, and its times say how fresh it was.
    pub fn ocsp_request(&self) -> der::Result<Vec<u8>> {
        OcspRequest {
            tbs_request: TbsRequest {
                version: Version::V1,
                requestor_name: None,
                request_list: vec![Request { req_cert: self.id.clone(), single_request_extensions: None }],
                request_extensions: None,
            },
            optional_signature: None,
        }
        .to_der()
    }

    /// Takes an OCSP answer that says that the certificate is good.
    pub fn accept_ocsp(&self, response: &[u8]) -> Result<OcspAnswer, RevocationError> {
        let unusable = |_: der::Error| RevocationError::Unusable;
        let read = OcspResponse::from_der(response).map_err(unusable)?;
        let bytes = read.response_bytes.ok_or(RevocationError::Unusable)?;
        let basic = BasicOcspResponse::from_der(bytes.response.as_bytes()).map_err(unusable)?;
        let single = basic.tbs_response_data.responses.iter().find(|single| self.is_about(&single.cert_id));
        match single.ok_or(RevocationError::Unusable)?.cert_status {
            CertStatus::Good(_) => {}
            CertStatus::Revoked(_) => return Err(RevocationError::Revoked),
            CertStatus::Unknown(_) => return Err(RevocationError::Unusable),
        }
        Ok(OcspAnswer { der: response.to_vec(), certificates: basic.certs.unwrap_or_default() })
    }

    /// Takes a list (RFC 5280 section 5) of the certificate's issuer that does not name the certificate.
    pub fn accept_crl(&self, list: &[u8]) -> Result<Vec<u8>, RevocationError> {
        let read = CertificateList::from_der(list).map_err(|_| RevocationError::Unusable)?;
        if read.tbs_cert_list.issuer != self.issuer.tbs_certificate.subject {
            return Err(RevocationError::Unusable);
        }
        let revoked = read.tbs_cert_list.revoked_certificates.unwrap_or_default();
        if revoked.iter().any(|entry| entry.serial_number == self.id.serial_number) {
            return Err(RevocationError::Revoked);
        }
        Ok(list.to_vec())
    }
}

fn address(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::UniformResourceIdentifier(address) => Some(address.to_string()),
        _ => None,
    }
}
