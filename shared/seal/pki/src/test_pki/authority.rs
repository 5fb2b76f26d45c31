//! A time-stamping authority of the test PKI, in memory: real tokens (RFC 3161), by a clock that the caller holds.

use cms::{
    cert::{CertificateChoices, IssuerAndSerialNumber},
    content_info::{CmsVersion, ContentInfo},
    signed_data::{
        CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo,
        SignerInfos,
    },
};
use const_oid::{ObjectIdentifier, db::rfc5911};
use der::{
    Any, Decode as _, Encode as _, Sequence, Tag,
    asn1::{Int, OctetString, SetOfVec},
};
use jiff::Timestamp;
use x509_tsp::{MessageImprint, TimeStampReq};

use super::key::{TestKey, TestPkiError, failed};
use crate::{
    chain::CertificateChain,
    cms::{digest_of, signed_attributes_of},
    keys::SealingAlgorithm,
    timestamp::TIMESTAMP_INFO,
};

/// Any policy at all: this one is nobody's.
const POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.1");

/// The authority: a key and the chain that vouches for it, the root last.
pub struct TestAuthority {
    key: TestKey,
    chain: CertificateChain,
}

/// `TSTInfo` with what it must have and the nonce.
#[derive(Sequence)]
struct Info {
    version: u8,
    policy: ObjectIdentifier,
    imprint: MessageImprint,
    serial_number: Int,
    time: Any,
    #[asn1(optional = "true")]
    nonce: Option<Int>,
}

/// `PKIStatusInfo` with a status alone.
#[derive(Sequence)]
struct Status {
    status: u8,
}

/// `TimeStampResp`.
#[derive(Sequence)]
struct Response {
    status: Status,
    token: ContentInfo,
}

impl TestAuthority {
    pub(super) const fn new(key: TestKey, chain: CertificateChain) -> Self {
        Self { key, chain }
    }

    /// Answers a `TimeStampReq` with a `TimeStampResp`, both in DER.
    ///
    /// # Errors
    /// When the request cannot be read.
    pub fn stamp(&self, request: &[u8], at: Timestamp) -> Result<Vec<u8>, TestPkiError> {
        let request = TimeStampReq::from_der(request).map_err(failed)?;
        let time = at
            .to_zoned_datetime(jiff::tz::TimeZone::UTC)
            .strftime("%Y%m%d%H%M%SZ")
            .to_string();
        let info = Info {
            version: 1,
            policy: POLICY,
            imprint: request.message_imprint,
            serial_number: Int::new(&[1]).map_err(failed)?,
            time: Any::new(Tag::GeneralizedTime, time.into_bytes()).map_err(failed)?,
            nonce: request.nonce,
        };
        let token = self
            .token(&info.to_der().map_err(failed)?)
            .map_err(failed)?;
        Response {
            status: Status { status: 0 },
            token,
        }
        .to_der()
        .map_err(failed)
    }

    fn token(&self, info: &[u8]) -> der::Result<ContentInfo> {
        let digest = SealingAlgorithm::EcdsaP256.digest();
        let attributes =
            signed_attributes_of(TIMESTAMP_INFO, &digest.digest(&[info]), &self.chain)?;
        let signature = self
            .key
            .sign(&digest_of(&attributes, &self.chain)?)
            .map_err(|_| der::ErrorKind::Failed)?;
        let leaf = self.chain.leaf();
        let signer = SignerInfo {
            version: CmsVersion::V1,
            sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
                issuer: leaf.issuer.clone(),
                serial_number: leaf.serial_number.clone(),
            }),
            digest_alg: digest.identifier(),
            signed_attrs: Some(attributes),
            signature_algorithm: SealingAlgorithm::EcdsaP256.identifier(),
            signature: OctetString::new(signature)?,
            unsigned_attrs: None,
        };
        let data = SignedData {
            version: CmsVersion::V3,
            digest_algorithms: SetOfVec::try_from(vec![digest.identifier()])?,
            encap_content_info: EncapsulatedContentInfo {
                econtent_type: TIMESTAMP_INFO,
                econtent: Some(Any::new(Tag::OctetString, info)?),
            },
            certificates: Some(CertificateSet(SetOfVec::try_from(vec![
                CertificateChoices::Certificate(leaf.decoded().clone()),
            ])?)),
            crls: None,
            signer_infos: SignerInfos(SetOfVec::try_from(vec![signer])?),
        };
        Ok(ContentInfo {
            content_type: rfc5911::ID_SIGNED_DATA,
            content: Any::encode_from(&data)?,
        })
    }
}
