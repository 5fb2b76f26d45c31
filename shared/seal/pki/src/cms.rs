//! The signature itself: CMS (RFC 5652) as PAdES wants it (ETSI EN 319 142-1 clause 6, EN 319 122-1).
//!
//! One signer; signed attributes are the content type, the message digest and ESS signing-certificate-v2 (RFC 5035).
//! There is no signing-time attribute: PAdES keeps the claimed time in the signature dictionary's `M`.

use cms::{
    cert::{CertificateChoices, IssuerAndSerialNumber},
    content_info::{CmsVersion, ContentInfo},
    signed_data::{
        CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo,
        SignerInfos,
    },
};
use const_oid::{ObjectIdentifier, db};
use der::{
    Any, Decode as _, Encode as _, Sequence, Tag,
    asn1::{OctetString, SetOfVec},
};
use spki::AlgorithmIdentifierOwned;
use x509_cert::attr::{Attribute, Attributes};

use crate::{chain::CertificateChain, digest::DigestAlgorithm};

/// `id-aa-signingCertificateV2` (RFC 5035 section 3).
pub const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// `id-aa-timeStampToken` (RFC 3161 appendix A).
pub const TIMESTAMP_TOKEN: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");

/// `ESSCertIDv2` without the issuer: that stands in the signer's identifier. SHA-256 is the default and is left out.
#[derive(Clone, Debug, Sequence)]
struct EssCertIdV2 {
    #[asn1(optional = "true")]
    hash_algorithm: Option<AlgorithmIdentifierOwned>,
    cert_hash: OctetString,
}

/// `SigningCertificateV2` without policies.
#[derive(Clone, Debug, Sequence)]
struct SigningCertificateV2 {
    certs: Vec<EssCertIdV2>,
}

/// The signed attributes for a document of this digest, made by the chain's algorithm.
pub fn signed_attributes(document: &[u8], chain: &CertificateChain) -> der::Result<Attributes> {
    signed_attributes_of(db::rfc5911::ID_DATA, document, chain)
}

/// The signed attributes for a content of this type and digest.
pub fn signed_attributes_of(
    content_type: ObjectIdentifier,
    document: &[u8],
    chain: &CertificateChain,
) -> der::Result<Attributes> {
    let algorithm = chain.algorithm().digest();
    let certificate = EssCertIdV2 {
        hash_algorithm: (algorithm != DigestAlgorithm::Sha256).then(|| algorithm.identifier()),
        cert_hash: OctetString::new(algorithm.digest(&[chain.leaf().der()]))?,
    };
    let named = SigningCertificateV2 {
        certs: vec![certificate],
    };
    // A DER SET OF is sorted, and the digest is of the sorted form.
    SetOfVec::try_from(vec![
        attribute(db::rfc5911::ID_CONTENT_TYPE, Any::from(content_type))?,
        attribute(
            db::rfc5911::ID_MESSAGE_DIGEST,
            Any::new(Tag::OctetString, document.to_vec())?,
        )?,
        attribute(SIGNING_CERTIFICATE_V2, Any::encode_from(&named)?)?,
    ])
}

fn attribute(oid: ObjectIdentifier, value: Any) -> der::Result<Attribute> {
    Ok(Attribute {
        oid,
        values: SetOfVec::try_from(vec![value])?,
    })
}

/// The digest of the attributes' DER: what the key signs.
pub fn digest_of(attributes: &Attributes, chain: &CertificateChain) -> der::Result<Vec<u8>> {
    Ok(chain.algorithm().digest().digest(&[&attributes.to_der()?]))
}

/// The whole signature: `ContentInfo` around `SignedData`, in DER.
///
/// A timestamp token over the signature, if there is one, goes into the unsigned attributes (ETSI EN 319 122-1 clause 5.3).
pub fn signed_data(
    attributes: Attributes,
    signature: &[u8],
    token: Option<&[u8]>,
    chain: &CertificateChain,
) -> der::Result<Vec<u8>> {
    let digest = chain.algorithm().digest().identifier();
    let unsigned = match token {
        Some(token) => Some(SetOfVec::try_from(vec![attribute(
            TIMESTAMP_TOKEN,
            Any::from_der(token)?,
        )?])?),
        None => None,
    };
    let leaf = chain.leaf();
    let signer = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: leaf.issuer.clone(),
            serial_number: leaf.serial_number.clone(),
        }),
        digest_alg: digest.clone(),
        signed_attrs: Some(attributes),
        signature_algorithm: chain.algorithm().identifier(),
        signature: OctetString::new(signature)?,
        unsigned_attrs: unsigned,
    };
    // Without the root: who validates must have it from elsewhere, and what no signature covers could be changed unseen.
    let certificates: Vec<CertificateChoices> = chain
        .certificates
        .iter()
        .filter(|certificate| !certificate.is_self_signed())
        .map(|certificate| CertificateChoices::Certificate(certificate.decoded().clone()))
        .collect();
    let data = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![digest])?,
        encap_content_info: EncapsulatedContentInfo {
            econtent_type: db::rfc5911::ID_DATA,
            econtent: None,
        },
        certificates: Some(CertificateSet(SetOfVec::try_from(certificates)?)),
        crls: None,
        signer_infos: SignerInfos(SetOfVec::try_from(vec![signer])?),
    };
    ContentInfo {
        content_type: db::rfc5911::ID_SIGNED_DATA,
        content: Any::encode_from(&data)?,
    }
    .to_der()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        keys::SealingAlgorithm,
        test_pki::{
            TestKey, TestRoot,
            samples::{NOW, key_and_chain},
        },
    };

    #[test]
    fn the_digest_that_names_the_certificate_is_said_unless_it_is_the_default() {
        let says = |chain: &CertificateChain, digest: DigestAlgorithm| {
            let attributes = signed_attributes(&[0; 32], chain)
                .and_then(|all| all.to_der())
                .expect("attributes");
            let named = digest.identifier().oid.to_der().expect("an identifier");
            attributes
                .windows(named.len())
                .any(|window| window == named)
        };
        // DER has no defaults written out (X.690 clause 11.5).
        assert!(!says(&key_and_chain().1, DigestAlgorithm::Sha256));
        let key = TestKey::of(SealingAlgorithm::EcdsaP384, [2; 32]).expect("a key");
        let root = TestRoot::new([1; 32], NOW).expect("a root");
        let pem = root
            .issue_seal(&key.spki().expect("a public key"), [3; 8], NOW)
            .expect("a chain");
        assert!(says(
            &CertificateChain::from_pem(&pem).expect("a chain"),
            DigestAlgorithm::Sha384
        ));
    }
}
