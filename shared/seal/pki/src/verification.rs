//! Whether a certificate's key made a CMS signature, and of what (RFC 5652 sections 5.4 and 5.6, RFC 5035).

use const_oid::{ObjectIdentifier, db::rfc5911};
use der::{Any, Decode, FixedTag, Sequence, asn1::OctetString};
use spki::AlgorithmIdentifierOwned;
use x509_cert::{ext::pkix::name::GeneralName, serial_number::SerialNumber};

use crate::{
    certificate::X509Certificate,
    cms::SIGNING_CERTIFICATE_V2,
    digest::{DigestAlgorithm, Message},
    names::is_name,
    policy::Strength,
    scheme::Scheme,
    signed_data::{Attribute, SignedData, SignerInfo},
};

/// `id-aa-signingCertificate` (RFC 2634 section 5.4), the first version of the attribute.
const SIGNING_CERTIFICATE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");

/// `id-aa-CMSAlgorithmProtection` (RFC 6211 section 2).
const ALGORITHM_PROTECTION: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.52");

/// A CMS signature held against what it is of.
#[derive(Clone, Debug)]
pub struct Verification<'d> {
    /// Who signed.
    pub signer: &'d SignerInfo,
    /// The bytes have the digest that was signed, and are of the kind that was signed.
    pub digest_matches: bool,
    /// The certificate's key made it. `None` without a certificate, and for a key that is not known here.
    pub verifies: Option<bool>,
    /// The key made it over the attributes as they stand, which RFC 5652 section 5.4 has sorted.
    pub is_unsorted: bool,
    /// The signed attributes name the certificate; `None` when they name none.
    pub names_certificate: Option<bool>,
    /// What the signature relies on.
    pub strength: Strength,
    /// The signer's certificate, if it is known.
    pub certificate: Option<X509Certificate>,
}

/// Why a signature cannot be held against anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotVerifiable {
    /// The signer says that it was signed by other algorithms than those beside the signature (RFC 6211 section 3).
    OtherAlgorithms,
    /// Nobody signed.
    NoSigner,
    /// More than one signed.
    SeveralSigners,
    /// Its attributes are not there that must be (RFC 5652 section 11), or stand twice.
    Attributes,
    /// An algorithm that is not known here.
    Algorithm,
}

/// The issuer is left out, or is there: both are read.
#[derive(Clone, Debug, Sequence)]
struct CertId {
    hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<IssuerSerial>,
}

/// `IssuerSerial` (RFC 5035 section 5.4.1).
#[derive(Clone, Debug, Sequence)]
struct IssuerSerial {
    issuer: Vec<GeneralName>,
    serial: SerialNumber,
}

impl IssuerSerial {
    fn is_of(&self, certificate: &X509Certificate) -> bool {
        let mut issuers = self.issuer.iter();
        self.serial == certificate.serial_number
            && issuers.any(|name| is_name(name, certificate.issuer_name()))
    }
}

/// `CMSAlgorithmProtection` (RFC 6211 section 2): by which algorithms the signer says that it was signed.
#[derive(Clone, Debug, Sequence)]
struct AlgorithmProtection {
    digest: AlgorithmIdentifierOwned,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    signature: Option<AlgorithmIdentifierOwned>,
}

#[derive(Clone, Debug, Sequence)]
struct CertIdV2 {
    #[asn1(optional = "true")]
    algorithm: Option<AlgorithmIdentifierOwned>,
    hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<IssuerSerial>,
}

#[derive(Clone, Debug, Sequence)]
struct Named<T: Clone + for<'a> Decode<'a> + der::Encode + FixedTag> {
    certificates: Vec<T>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

impl<'d> Verification<'d> {
    /// Holds a signature against the bytes that it should be of.
    pub fn of<'m>(
        data: &'d SignedData,
        message: impl Into<Message<'m>>,
    ) -> Result<Self, NotVerifiable> {
        let message = message.into();
        let signer = match &data.signers[..] {
            [signer] => signer,
            [] => return Err(NotVerifiable::NoSigner),
            _ => return Err(NotVerifiable::SeveralSigners),
        };
        let algorithm = DigestAlgorithm::of(signer.digest_algorithm.oid)
            // Some signers write the whole signature's algorithm in place of its digest's.
            .or_else(|| Scheme::of(&signer.digest_algorithm, None).map(Scheme::digest))
            .ok_or(NotVerifiable::Algorithm)?;
        let scheme = Scheme::of(&signer.signature_algorithm, Some(algorithm))
            .ok_or(NotVerifiable::Algorithm)?;
        let candidates: Vec<&X509Certificate> = data
            .certificates
            .iter()
            .filter(|certificate| signer.id.is(certificate))
            .collect();
        // Of several that are meant (one serial number given twice), the one that the attributes name.
        let named = candidates
            .iter()
            .find(|one| names(signer, one) == Some(true));
        let certificate = named.or(candidates.first()).copied();
        let is_protected = |attribute: &Attribute| {
            attribute.only::<AlgorithmProtection>().is_some_and(|said| {
                let signature = said.signature.map(|signature| signature.oid);
                said.digest.oid == signer.digest_algorithm.oid
                    && signature == Some(signer.signature_algorithm.oid)
            })
        };
        if !signer.signed(ALGORITHM_PROTECTION).all(is_protected) {
            return Err(NotVerifiable::OtherAlgorithms);
        }
        let key = certificate.and_then(X509Certificate::public_key);
        let by_key = |message: Message<'_>| {
            key.map(|key| key.verifies_message(scheme, message, &signer.signature))
        };
        let (digest_matches, verifies) = match &signer.signed_attributes {
            Some(signed) => {
                let digest: OctetString = only_value(signer, rfc5911::ID_MESSAGE_DIGEST)?;
                let kind: ObjectIdentifier = only_value(signer, rfc5911::ID_CONTENT_TYPE)?;
                let matches =
                    digest.as_bytes() == message.digest(algorithm) && kind == data.content_type;
                (matches, by_key(Message::from(&[&signed.sorted[..]])))
            }
            None => (true, by_key(message)),
        };
        let as_they_stand = signer
            .signed_attributes
            .as_ref()
            .filter(|_| verifies == Some(false));
        let is_unsorted = as_they_stand.is_some_and(|signed| {
            by_key(Message::from(&[&signed.as_they_stand[..]])) == Some(true)
        });
        Ok(Self {
            digest_matches,
            verifies,
            is_unsorted,
            names_certificate: certificate.and_then(|certificate| names(signer, certificate)),
            strength: Strength::of([algorithm, scheme.digest()], key),
            signer,
            certificate: certificate.cloned(),
        })
    }
}

/// The value of a signed attribute that must be there once, with one value.
fn only_value<T: for<'a> Decode<'a>>(
    signer: &SignerInfo,
    oid: ObjectIdentifier,
) -> Result<T, NotVerifiable> {
    let mut found = signer.signed(oid);
    // Twice the same attribute says two things.
    let only = found.next().filter(|_| found.next().is_none());
    only.and_then(Attribute::only)
        .ok_or(NotVerifiable::Attributes)
}

/// Whether the signed attributes name this certificate first (RFC 5035 section 4). One that cannot be read names another.
fn names(signer: &SignerInfo, certificate: &X509Certificate) -> Option<bool> {
    let first = signer.signed(SIGNING_CERTIFICATE_V2).map(|attribute| {
        attribute
            .only::<Named<CertIdV2>>()
            .and_then(|named| named.certificates.into_iter().next())
            .filter(|first| {
                first
                    .issuer_serial
                    .as_ref()
                    .is_none_or(|own| own.is_of(certificate))
            })
            .is_some_and(|first| {
                let algorithm = first.algorithm.map_or(Some(DigestAlgorithm::Sha256), |id| {
                    DigestAlgorithm::of(id.oid)
                });
                algorithm.is_some_and(|algorithm| {
                    algorithm.digest(&[certificate.der()]) == first.hash.as_bytes()
                })
            })
    });
    let second = signer.signed(SIGNING_CERTIFICATE).map(|attribute| {
        attribute
            .only::<Named<CertId>>()
            .and_then(|named| named.certificates.into_iter().next())
            .filter(|first| {
                first
                    .issuer_serial
                    .as_ref()
                    .is_none_or(|own| own.is_of(certificate))
            })
            .is_some_and(|first| {
                DigestAlgorithm::Sha1.digest(&[certificate.der()]) == first.hash.as_bytes()
            })
    });
    first.chain(second).reduce(|all, one| all && one)
}

#[cfg(test)]
mod tests;
