//! A signature as it was read: CMS (RFC 5652), what it is of, and what it brings for those who validate it.

use const_oid::ObjectIdentifier;
use jiff::{SignedDuration, Timestamp};

use super::{
    carried::carried,
    checks::Kind,
    structure::Found,
    verdict::{FailureReason, Finding, IndeterminateReason},
};
use segl_pades::archive::ValidationData;
use segl_pki::{
    certificate::X509Certificate,
    cms::TIMESTAMP_TOKEN,
    digest::{Beginnings, DigestAlgorithm, Message},
    policy::Strength,
    signed_data::{SignedData, Unread},
    timestamp::TimestampInfo,
    verification::{NotVerifiable, Verification},
};

/// `id-aa-ets-contentTimestamp` (EN 319 122-1 clause 5.2.8).
const CONTENT_TIMESTAMP: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.20");
/// How many timestamps of one signature are looked at.
const MAX_TIMESTAMPS: usize = 8;

/// A signature as it was read and held against its certificate.
#[derive(Clone, Debug)]
pub(super) struct Signature {
    /// The signed bytes have the digest that was signed.
    pub(super) digest_matches: bool,
    /// The certificate's key made the signature. `None` without a certificate, and for a key that is not known here.
    pub(super) verifies: Option<bool>,
    /// It does not verify because its attributes were hashed in another order than they must be.
    pub(super) is_unsorted: bool,
    /// The signed attributes name the certificate; `None` when they name none.
    pub(super) names_certificate: Option<bool>,
    /// What it rests on.
    pub(super) strength: Strength,
    pub(super) certificate: Option<X509Certificate>,
    pub(super) certificates: Vec<X509Certificate>,
    /// The signature's timestamps.
    pub(super) timestamps: Vec<Token>,
    /// Timestamps of what was signed, made before it was signed.
    pub(super) content_timestamps: Vec<Token>,
    /// What a document timestamp says.
    pub(super) stamped_at: Option<Timestamp>,
    /// By how much that may be wrong.
    pub(super) accuracy: SignedDuration,
    /// What it and its timestamps carry for whoever validates it.
    pub(super) values: ValidationData,
}

/// A timestamp of a signature.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// It is of this signature.
    pub(super) matches: bool,
    /// Its certificate's key made it, and it names the certificate.
    pub(super) verifies: bool,
    pub(super) strength: Strength,
    pub(super) time: Option<Timestamp>,
    /// By how much its time may be wrong.
    pub(super) accuracy: SignedDuration,
    pub(super) certificate: Option<X509Certificate>,
    pub(super) certificates: Vec<X509Certificate>,
    /// What it carries for whoever validates it.
    pub(super) values: ValidationData,
}

/// `id-data` (RFC 5652 section 4): what a PAdES signature is of (EN 319 142-1 clause 6.3).
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");

impl From<Unread> for Finding {
    /// What is not read here may be read elsewhere: it is no verdict on the signature.
    fn from(unread: Unread) -> Self {
        let reason = match unread {
            Unread::Malformed => "The signature's value cannot be read here as a CMS signature.",
            Unread::TooLarge => {
                "The signature's value is larger or deeper nested than is read here."
            }
        };
        Self::indeterminate(IndeterminateReason::Generic, reason)
    }
}

impl From<NotVerifiable> for Finding {
    fn from(why: NotVerifiable) -> Self {
        match why {
            NotVerifiable::NoSigner => Self::failed(
                FailureReason::FormatFailure,
                "Nobody has signed in the signature.",
            ),
            NotVerifiable::Attributes => Self::failed(
                FailureReason::FormatFailure,
                "The signature does not say, or says twice, what it is of (RFC 5652 section 11).",
            ),
            NotVerifiable::OtherAlgorithms => Self::indeterminate(
                IndeterminateReason::SigConstraintsFailure,
                "The signature says of itself that it was made by other algorithms (RFC 6211).",
            ),
            NotVerifiable::SeveralSigners => Self::indeterminate(
                IndeterminateReason::Generic,
                "The signature has several signers in one; those are not validated here.",
            ),
            NotVerifiable::Algorithm => Self::indeterminate(
                IndeterminateReason::CryptoConstraintsFailureNoPoe,
                "The signature's algorithm is not one that is known here.",
            ),
        }
    }
}

impl Signature {
    /// Reads a signature that stands where it should.
    pub(super) fn read(
        found: &Found,
        pdf: &[u8],
        beginnings: &Beginnings<'_>,
    ) -> Result<Self, Finding> {
        if let Some(problem) = found.problem {
            return Err(Finding::failed(FailureReason::FormatFailure, problem));
        }
        if found.is_shared {
            // Nothing forbids it, and what each of the fields shows could be taken for somebody having signed there.
            const REASON: &str =
                "Several fields share one signature, so that it may be shown as more than it is.";
            return Err(Finding::indeterminate(IndeterminateReason::Generic, REASON));
        }
        let known: [&[u8]; 4] = [
            b"ETSI.CAdES.detached",
            b"adbe.pkcs7.detached",
            b"adbe.pkcs7.sha1",
            b"ETSI.RFC3161",
        ];
        if !known.contains(&found.sub_filter.as_slice()) {
            const REASON: &str = "The kind of signature is not known here.";
            return Err(Finding::indeterminate(IndeterminateReason::Generic, REASON));
        }
        let data = SignedData::read(&found.contents)?;
        let [_, length, after, rest] = found.range;
        let parts = [&pdf[..length], &pdf[after..after + rest]];
        let document = Message::of_file(&parts, beginnings);

        let mut stamped_at = None;
        let mut accuracy = SignedDuration::ZERO;
        let mut of_document = None;
        let inner = data.content.as_deref();
        const NOTHING: Finding = Finding::failed(
            FailureReason::FormatFailure,
            "The signature holds nothing that it could be of.",
        );
        // What the CMS is over: the document itself, a digest of it, or what an authority says of it.
        let mut within: [&[u8]; 1] = [&[]];
        let message = if found.kind == Kind::DocumentTimestamp {
            const UNREAD: Finding = Finding::indeterminate(
                IndeterminateReason::Generic,
                "What the timestamp says cannot be read here.",
            );
            let info = TimestampInfo::of(&data).ok_or(UNREAD)?;
            let digest = info
                .digest_algorithm()
                .ok_or(Finding::from(NotVerifiable::Algorithm))?;
            stamped_at = info.time();
            accuracy = info.accuracy();
            of_document = Some((digest, info.is_of(document)));
            within[0] = inner.ok_or(NOTHING)?;
            Message::from(&within)
        } else if found.sub_filter == b"adbe.pkcs7.sha1" {
            let inner = inner.ok_or(NOTHING)?;
            of_document = Some((
                DigestAlgorithm::Sha1,
                inner == document.digest(DigestAlgorithm::Sha1),
            ));
            within[0] = inner;
            Message::from(&within)
        } else {
            // ISO 32000-2 clause 12.8.3.3.1: nothing stands inside. Some signers write that nothing as an empty string.
            match inner {
                None => {}
                Some([]) => {
                    return Err(Finding::indeterminate(
                        IndeterminateReason::SigConstraintsFailure,
                        "The signature holds an empty content, where one of its kind holds none.",
                    ));
                }
                Some(_) => {
                    return Err(Finding::failed(
                        FailureReason::FormatFailure,
                        "The signature holds a content of its own beside the document.",
                    ));
                }
            }
            if found.is_pades() && data.content_type != DATA {
                return Err(Finding::indeterminate(
                    IndeterminateReason::SigConstraintsFailure,
                    "The signature says that it is of something else than the document's bytes.",
                ));
            }
            document
        };
        let held = Verification::of(&data, message)?;
        let mut strength = held.strength.clone();
        strength
            .digests
            .extend(of_document.map(|(digest, _)| digest));
        let mut values = carried(&data, held.signer);
        let tokens = held.signer.unsigned(TIMESTAMP_TOKEN);
        values.is_cut |= tokens.clone().count() > MAX_TIMESTAMPS;
        let timestamps: Vec<Token> = tokens
            .take(MAX_TIMESTAMPS)
            .filter_map(|token| Token::of(token, &[&held.signer.signature[..]]))
            .collect();
        let before = held
            .signer
            .signed(CONTENT_TIMESTAMP)
            .flat_map(|attribute| &attribute.values);
        values.is_cut |= before.clone().count() > MAX_TIMESTAMPS;
        let content_timestamps: Vec<Token> = before
            .take(MAX_TIMESTAMPS)
            .filter_map(|token| Token::of(token, message))
            .collect();
        for token in timestamps.iter().chain(&content_timestamps) {
            values.extend(&token.values);
        }
        Ok(Self {
            digest_matches: held.digest_matches && of_document.is_none_or(|(_, matches)| matches),
            verifies: held.verifies,
            is_unsorted: held.is_unsorted,
            names_certificate: held.names_certificate,
            strength,
            timestamps,
            content_timestamps,
            stamped_at,
            accuracy,
            values,
            certificate: held.certificate,
            certificates: data.certificates.clone(),
        })
    }
}

impl Token {
    /// Reads a token that should be over these bytes.
    pub(super) fn of<'m>(token: &[u8], stamped: impl Into<Message<'m>>) -> Option<Self> {
        let data = SignedData::read(token).ok()?;
        let info = TimestampInfo::of(&data)?;
        let held = Verification::of(&data, &[data.content.as_deref()?]).ok()?;
        let mut strength = held.strength.clone();
        strength.digests.push(info.digest_algorithm()?);
        Some(Self {
            matches: info.is_of(stamped) && held.digest_matches,
            // RFC 3161 section 2.4.2: the token names its certificate.
            verifies: held.verifies == Some(true) && held.names_certificate == Some(true),
            strength,
            time: info.time(),
            accuracy: info.accuracy(),
            values: carried(&data, held.signer),
            certificate: held.certificate,
            certificates: data.certificates.clone(),
        })
    }
}
