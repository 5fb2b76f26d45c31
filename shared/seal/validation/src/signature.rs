//! The signature itself: CMS (RFC 5652), what it is of, and whether its certificate's key made it.

use ::cms::{
    content_info::{CmsVersion, ContentInfo},
    signed_data::{SignedData, SignerIdentifier, SignerInfo},
};
use const_oid::{ObjectIdentifier, db::rfc5911};
use der::{Any, Decode as _, Encode as _, Reader as _, Sequence, SliceReader, asn1::OctetString};
use jiff::Timestamp;
use spki::AlgorithmIdentifierOwned;
use x509_cert::{Certificate, ext::pkix::SubjectKeyIdentifier};

use super::{
    report::{Kind, SubIndication},
    structure::Found,
};
use segl_pki::{
    cms::{SIGNING_CERTIFICATE_V2, TIMESTAMP_TOKEN},
    keys::{DigestAlgorithm, PublicKey, Scheme},
    timestamp::{TimestampInfo, certificates_in, signed_data_of},
};

/// `id-aa-signingCertificate` (RFC 2634 section 5.4), the first version of the attribute.
const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");

/// A signature as it was read and held against its certificate.
#[derive(Clone, Debug)]
pub(super) struct Signature {
    /// The signed bytes have the digest that was signed.
    pub(super) digest_matches: bool,
    /// The certificate's key made the signature.
    pub(super) verifies: bool,
    /// The signed attributes name the certificate; `None` when they name none.
    pub(super) names_certificate: Option<bool>,
    /// An algorithm or the key is too weak today.
    pub(super) is_weak: bool,
    pub(super) certificate: Option<Certificate>,
    pub(super) certificates: Vec<Certificate>,
    /// The signature's timestamp.
    pub(super) timestamp: Option<Token>,
    /// What a document timestamp says.
    pub(super) stamped_at: Option<Timestamp>,
}

/// A timestamp of a signature.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// It is of this signature.
    pub(super) matches: bool,
    /// Its certificate's key made it.
    pub(super) verifies: bool,
    pub(super) time: Option<Timestamp>,
    pub(super) certificate: Option<Certificate>,
    pub(super) certificates: Vec<Certificate>,
}

/// The issuer is left out, or is there: both are read.
#[derive(Clone, Debug, Sequence)]
struct CertId {
    hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Any>,
}

#[derive(Clone, Debug, Sequence)]
struct CertIdV2 {
    #[asn1(optional = "true")]
    algorithm: Option<AlgorithmIdentifierOwned>,
    hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Any>,
}

#[derive(Clone, Debug, Sequence)]
struct Named<T: Clone + for<'a> der::Decode<'a> + der::Encode + der::FixedTag> {
    certificates: Vec<T>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

impl Signature {
    /// Reads a signature that stands where it should.
    pub(super) fn read(found: &Found, pdf: &[u8]) -> Result<Self, SubIndication> {
        if found.problem.is_some() {
            return Err(SubIndication::FormatFailure);
        }
        let known: [&[u8]; 4] = [b"ETSI.CAdES.detached", b"adbe.pkcs7.detached", b"adbe.pkcs7.sha1", b"ETSI.RFC3161"];
        if !known.contains(&found.sub_filter.as_slice()) {
            return Err(SubIndication::Generic);
        }
        let mut reader = SliceReader::new(&found.contents).map_err(|_| SubIndication::FormatFailure)?;
        let content = ContentInfo::decode(&mut reader).map_err(|_| SubIndication::FormatFailure)?;
        let data = signed_data_of(&content).ok_or(SubIndication::FormatFailure)?;
        // What is not signed can at least be held to its form: nothing but filling after the signature, ...
        let filling =
            &found.contents[usize::try_from(reader.position()).unwrap_or(usize::MAX).min(found.contents.len())..];
        if filling.iter().any(|byte| *byte != 0) {
            return Err(SubIndication::FormatFailure);
        }
        let [_, length, after, rest] = found.range;
        let signed = [&pdf[..length], &pdf[after..after + rest]];

        let mut stamped_at = None;
        // What the CMS is over: the document itself, a digest of it, or what an authority says of it.
        let inner = data.encap_content_info.econtent.as_ref().map(|content| content.value().to_vec());
        let (parts, is_of_document): (Vec<&[u8]>, bool) = if found.kind == Kind::DocumentTimestamp {
            let info = TimestampInfo::of(&data).ok_or(SubIndication::FormatFailure)?;
            stamped_at = info.time();
            let inner = inner.as_deref().ok_or(SubIndication::FormatFailure)?;
            (vec![inner], info.is_of(&signed))
        } else if found.sub_filter == b"adbe.pkcs7.sha1" {
            let inner = inner.as_deref().ok_or(SubIndication::FormatFailure)?;
            (vec![inner], inner == DigestAlgorithm::Sha1.digest(&signed))
        } else {
            if inner.is_some() {
                return Err(SubIndication::FormatFailure);
            }
            (signed.to_vec(), true)
        };
        let certificates = certificates_in(&data);
        let held = Held::against(&data, &parts, &certificates)?;
        let timestamp = held.signer.unsigned_attrs.iter().flat_map(|all| all.iter());
        let timestamp = timestamp.filter(|attribute| attribute.oid == TIMESTAMP_TOKEN);
        let timestamp = timestamp.flat_map(|attribute| attribute.values.iter()).next();
        Ok(Self {
            digest_matches: held.digest_matches && is_of_document,
            verifies: held.verifies,
            names_certificate: held.names_certificate,
            is_weak: held.is_weak || found.sub_filter == b"adbe.pkcs7.sha1",
            timestamp: timestamp
                .and_then(|token| Token::of(&token.decode_as().ok()?, held.signer.signature.as_bytes())),
            certificate: held.certificate,
            certificates,
            stamped_at,
        })
    }
}

impl Token {
    /// Reads a token that should be over these bytes.
    pub(super) fn of(token: &ContentInfo, stamped: &[u8]) -> Option<Self> {
        let data = signed_data_of(token)?;
        let info = TimestampInfo::of(&data)?;
        let inner = data.encap_content_info.econtent.as_ref()?.value().to_vec();
        let certificates = certificates_in(&data);
        let held = Held::against(&data, &[&inner], &certificates).ok()?;
        Some(Self {
            matches: info.is_of(&[stamped]) && held.digest_matches,
            verifies: held.verifies && held.names_certificate == Some(true) && !held.is_weak,
            time: info.time(),
            certificate: held.certificate,
            certificates,
        })
    }
}

/// A CMS signature held against what it is of.
struct Held<'d> {
    signer: &'d SignerInfo,
    digest_matches: bool,
    verifies: bool,
    names_certificate: Option<bool>,
    is_weak: bool,
    certificate: Option<Certificate>,
}

impl<'d> Held<'d> {
    fn against(data: &'d SignedData, parts: &[&[u8]], known: &[Certificate]) -> Result<Self, SubIndication> {
        let [signer] = data.signer_infos.0.as_slice() else { return Err(SubIndication::FormatFailure) };
        // ... versions as RFC 5652 sections 5.1 and 5.3 have them, and the digest announced.
        let version = match signer.sid {
            SignerIdentifier::IssuerAndSerialNumber(_) => CmsVersion::V1,
            SignerIdentifier::SubjectKeyIdentifier(_) => CmsVersion::V3,
        };
        let announced = data.digest_algorithms.iter().any(|one| one.oid == signer.digest_alg.oid);
        if signer.version != version || matches!(data.version, CmsVersion::V0 | CmsVersion::V2) || !announced {
            return Err(SubIndication::FormatFailure);
        }
        let algorithm =
            DigestAlgorithm::of(signer.digest_alg.oid).ok_or(SubIndication::CryptoConstraintsFailureNoPoe)?;
        let scheme = Scheme::of(&signer.signature_algorithm, Some(algorithm))
            .ok_or(SubIndication::CryptoConstraintsFailureNoPoe)?;
        let digest = algorithm.digest(parts);
        let certificate = known.iter().find(|certificate| is_signer(certificate, &signer.sid)).cloned();
        let (digest_matches, over) = match &signer.signed_attrs {
            Some(attributes) => {
                let value = |oid| {
                    let mut values = attributes.iter().filter(|one| one.oid == oid).flat_map(|one| one.values.iter());
                    // Twice the same attribute says two things.
                    values.next().filter(|_| values.next().is_none())
                };
                let said = value(rfc5911::ID_MESSAGE_DIGEST).ok_or(SubIndication::FormatFailure)?;
                let kind = value(rfc5911::ID_CONTENT_TYPE).ok_or(SubIndication::FormatFailure)?;
                let is_kind =
                    kind.decode_as().is_ok_and(|kind: ObjectIdentifier| kind == data.encap_content_info.econtent_type);
                let encoded = attributes.to_der().map_err(|_| SubIndication::FormatFailure)?;
                (said.value() == digest && is_kind, scheme.digest().digest(&[&encoded]))
            }
            None => (true, scheme.digest().digest(parts)),
        };
        let key = certificate.as_ref().and_then(|found| PublicKey::of(&found.tbs_certificate.subject_public_key_info));
        let verifies = key.as_ref().is_some_and(|key| key.verifies(scheme, &over, signer.signature.as_bytes()));
        let weak = [algorithm, scheme.digest()].contains(&DigestAlgorithm::Sha1);
        Ok(Self {
            digest_matches,
            verifies,
            names_certificate: certificate.as_ref().and_then(|certificate| names(signer, certificate)),
            is_weak: weak || key.is_some_and(|key| key.is_weak()),
            signer,
            certificate,
        })
    }
}

fn is_signer(certificate: &Certificate, sid: &SignerIdentifier) -> bool {
    let tbs = &certificate.tbs_certificate;
    match sid {
        SignerIdentifier::IssuerAndSerialNumber(id) => id.issuer == tbs.issuer && id.serial_number == tbs.serial_number,
        SignerIdentifier::SubjectKeyIdentifier(id) => {
            tbs.get::<SubjectKeyIdentifier>().ok().flatten().is_some_and(|(_, own)| own == *id)
        }
    }
}

/// Whether the signed attributes name this certificate first (RFC 5035 section 4).
fn names(signer: &SignerInfo, certificate: &Certificate) -> Option<bool> {
    let der = certificate.to_der().ok()?;
    let mut said = None;
    for attribute in signer.signed_attrs.iter().flat_map(|all| all.iter()) {
        let matches = if attribute.oid == SIGNING_CERTIFICATE_V2 {
            let named: Named<CertIdV2> = attribute.values.get(0)?.decode_as().ok()?;
            named.certificates.first().is_some_and(|first| {
                let algorithm =
                    first.algorithm.as_ref().map_or(Some(DigestAlgorithm::Sha256), |id| DigestAlgorithm::of(id.oid));
                algorithm.is_some_and(|algorithm| algorithm.digest(&[&der]) == first.hash.as_bytes())
            })
        } else if attribute.oid == SIGNING_CERTIFICATE {
            let named: Named<CertId> = attribute.values.get(0)?.decode_as().ok()?;
            named
                .certificates
                .first()
                .is_some_and(|first| DigestAlgorithm::Sha1.digest(&[&der]) == first.hash.as_bytes())
        } else {
            continue;
        };
        said = Some(said.unwrap_or(true) && matches);
    }
    said
}
