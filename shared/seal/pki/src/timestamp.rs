//! Timestamps (RFC 3161): what a time-stamping authority is asked, and whether it answered that.

use der::{
    Any, Encode as _, Sequence, Tag, Tagged as _,
    asn1::{Int, ObjectIdentifier, OctetString},
};
use jiff::{SignedDuration, Timestamp};
use thiserror::Error;
use x509_cert::{ext::Extensions, time::Time};
use x509_tsp::{Accuracy, MessageImprint, TimeStampReq, TspVersion};

use crate::{
    ber::{self, decode, tag},
    certificate::X509Certificate,
    digest::{DigestAlgorithm, Message},
    signed_data::SignedData,
    verification::Verification,
};

/// `id-ct-TSTInfo` (RFC 3161 section 2.4.2).
pub const TIMESTAMP_INFO: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// Why a timestamp was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TimestampError {
    /// The answer is not a `TimeStampResp`.
    #[error("the time-stamping authority's answer cannot be read")]
    Unreadable,
    /// The authority said no.
    #[error("the time-stamping authority granted no timestamp")]
    NotGranted,
    /// The timestamp is of something else, or of an earlier request.
    #[error("the time-stamping authority's answer is not to what was asked")]
    Other,
}

/// What is asked for: a timestamp of this digest, with the authority's certificates in it.
#[derive(Clone, Debug)]
pub struct TimestampQuestion {
    imprint: MessageImprint,
    nonce: Int,
}

/// A timestamp token that answers a question.
#[derive(Clone, Debug)]
pub struct Token {
    /// `TimeStampToken` in DER.
    pub der: Vec<u8>,
    /// When it was made.
    pub time: Option<Timestamp>,
    /// The certificates in it, the authority's own among them.
    pub certificates: Vec<X509Certificate>,
}

impl Token {
    /// Until when it can be validated without a further timestamp over it: the end of the first of its certificates.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.certificates
            .iter()
            .map(|one| time_of(&one.validity.not_after))
            .min()
    }
}

impl TimestampQuestion {
    /// A question about a digest. The nonce is made of the digest: it tells this question's answer from another's, and
    /// the imprint does the same, so that no randomness is needed.
    pub fn new(algorithm: DigestAlgorithm, digest: &[u8]) -> der::Result<Self> {
        let nonce = DigestAlgorithm::Sha256.digest(&[b"nonce", digest]);
        // A positive INTEGER of eight bytes, in the shortest form.
        let nonce = [&[1], &nonce[..7]].concat();
        Ok(Self {
            imprint: MessageImprint {
                hash_algorithm: algorithm.identifier(),
                hashed_message: OctetString::new(digest)?,
            },
            nonce: Int::new(&nonce)?,
        })
    }

    /// `TimeStampReq` in DER.
    pub fn request(&self) -> der::Result<Vec<u8>> {
        TimeStampReq {
            version: TspVersion::V1,
            message_imprint: self.imprint.clone(),
            req_policy: None,
            nonce: Some(self.nonce.clone()),
            cert_req: true,
            extensions: None,
        }
        .to_der()
    }

    /// Takes the token out of an answer (`TimeStampResp` in DER) if it is the one asked for.
    pub fn accept(&self, response: &[u8]) -> Result<Token, TimestampError> {
        let token = token_in(response)
            .ok_or(TimestampError::Unreadable)?
            .ok_or(TimestampError::NotGranted)?;
        let data = SignedData::read(&token).map_err(|_| TimestampError::Unreadable)?;
        let info = TimestampInfo::of(&data).ok_or(TimestampError::Unreadable)?;
        // Some authorities write the digest's parameters as NULL and some leave them out: both say the same.
        let is_ours = info.imprint.hash_algorithm.oid == self.imprint.hash_algorithm.oid
            && info.imprint.hashed_message == self.imprint.hashed_message
            && info.nonce.as_ref() == Some(&self.nonce);
        if !is_ours {
            return Err(TimestampError::Other);
        }
        // By the certificate that it names (RFC 3161 section 2.4.2); whom that leads to is for the validator.
        let inner = data.content.as_deref().ok_or(TimestampError::Unreadable)?;
        let held = Verification::of(&data, &[inner]).map_err(|_| TimestampError::Unreadable)?;
        if !held.digest_matches
            || held.verifies != Some(true)
            || held.names_certificate != Some(true)
        {
            return Err(TimestampError::Other);
        }
        Ok(Token {
            time: info.time(),
            der: token,
            certificates: data.certificates,
        })
    }
}

/// The token in a `TimeStampResp`, with definite lengths. `None` when it is no response, `Some(None)` when there is no
/// token in it.
fn token_in(response: &[u8]) -> Option<Option<Vec<u8>>> {
    let response = ber::definite(response).ok()?;
    let fields = ber::first(&response)?.0.children(tag::SEQUENCE)?;
    fields.first()?.value(tag::SEQUENCE)?;
    Some(fields.get(1).map(|token| token.whole.to_vec()))
}

/// `TSTInfo` (RFC 3161 section 2.4.2). Its time may have fractions of a second, which the field's usual type refuses.
#[derive(Clone, Debug, Sequence)]
pub struct TimestampInfo {
    version: TspVersion,
    policy: ObjectIdentifier,
    /// What was stamped.
    pub imprint: MessageImprint,
    serial_number: Int,
    time: Any,
    #[asn1(optional = "true")]
    accuracy: Option<Accuracy>,
    #[asn1(default = "Default::default")]
    ordering: bool,
    #[asn1(optional = "true")]
    nonce: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    tsa: Option<Any>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

impl TimestampInfo {
    /// What a token says; `None` when it is none (RFC 3161 section 2.4.2: its content is `id-ct-TSTInfo`), and for one that
    /// demands what is not understood here (section 2.4.1: such a critical extension is not passed over).
    pub fn of(data: &SignedData) -> Option<Self> {
        (data.content_type == TIMESTAMP_INFO).then_some(())?;
        let info: Self = decode(data.content.as_ref()?)?;
        let mut demands = info.extensions.iter().flatten();
        (!demands.any(|one| one.critical)).then_some(info)
    }

    /// By how much its time may be wrong, either way, as its authority says; nothing when it says nothing.
    pub fn accuracy(&self) -> SignedDuration {
        let Some(said) = &self.accuracy else {
            return SignedDuration::ZERO;
        };
        let seconds = said
            .seconds
            .map_or(0, |all| i64::try_from(all).unwrap_or(i64::MAX));
        SignedDuration::from_secs(seconds)
            .saturating_add(SignedDuration::from_millis(
                said.millis.map_or(0, i64::from),
            ))
            .saturating_add(SignedDuration::from_micros(
                said.micros.map_or(0, i64::from),
            ))
    }

    /// Whether it is of these bytes.
    pub fn is_of<'m>(&self, message: impl Into<Message<'m>>) -> bool {
        let message = message.into();
        let algorithm = self.digest_algorithm();
        algorithm.is_some_and(|algorithm| {
            message.digest(algorithm) == self.imprint.hashed_message.as_bytes()
        })
    }

    /// The digest that it is of. `None` for an algorithm that is not known here.
    pub fn digest_algorithm(&self) -> Option<DigestAlgorithm> {
        DigestAlgorithm::of(self.imprint.hash_algorithm.oid)
    }

    /// When it was made. `None` for a time that is none, or that is not in UTC.
    pub fn time(&self) -> Option<Timestamp> {
        let text = std::str::from_utf8(self.time.value())
            .ok()
            .filter(|_| self.time.tag() == Tag::GeneralizedTime)?;
        let (date, time) = text.strip_suffix('Z')?.split_at_checked(8)?;
        format!("{date}T{time}Z").parse().ok()
    }
}

/// A certificate's time.
pub fn time_of(time: &Time) -> Timestamp {
    seconds(time.to_unix_duration())
}

/// A time since 1970.
pub fn seconds(since: std::time::Duration) -> Timestamp {
    let seconds = i64::try_from(since.as_secs()).ok();
    seconds
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_pki::{TestRoot, samples::NOW};

    #[test]
    fn an_answer_is_taken_for_its_digest_its_algorithm_and_its_nonce_and_for_nothing_less() {
        let authority = TestRoot::new([1; 32], NOW)
            .and_then(|root| root.authority([4; 32], NOW, 9))
            .expect("one");
        let question = |bytes: &[u8]| {
            let digest = DigestAlgorithm::Sha256.digest(&[bytes]);
            TimestampQuestion::new(DigestAlgorithm::Sha256, &digest).expect("a question")
        };
        let (asked, other) = (question(b"asked"), question(b"other"));
        let answered = |question: &TimestampQuestion| {
            let answer = authority
                .stamp(&question.request().expect("a request"), NOW)
                .expect("an answer");
            asked.accept(&answer).map(|token| token.time)
        };
        assert_eq!(answered(&asked), Ok(Some(NOW)));
        let another_digest = TimestampQuestion {
            imprint: other.imprint.clone(),
            nonce: asked.nonce.clone(),
        };
        let another_nonce = TimestampQuestion {
            imprint: asked.imprint.clone(),
            nonce: other.nonce.clone(),
        };
        let mut another_algorithm = asked.clone();
        another_algorithm.imprint.hash_algorithm = DigestAlgorithm::Sha3_256.identifier();
        for wrong in [other, another_digest, another_nonce, another_algorithm] {
            assert_eq!(answered(&wrong), Err(TimestampError::Other));
        }
    }
}
