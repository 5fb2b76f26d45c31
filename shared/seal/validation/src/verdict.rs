//! The verdict on a signature: an indication and, under it, only the sub-indications that the standard has there
//! (EN 319 102-1 clause 5.1.3).

use serde::{Serialize, Serializer, ser::SerializeMap as _};

/// The three main indications (EN 319 102-1 clause 5.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum Indication {
    /// Every check passed.
    TotalPassed,
    /// It is not a signature of this document, or the document was tampered with.
    TotalFailed,
    /// What is known does not suffice for either.
    Indeterminate,
}

/// Why a signature failed: something is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FailureReason {
    /// The signature or the file is not put together as it must be.
    FormatFailure,
    /// The bytes are not those that were signed.
    HashFailure,
    /// The signature does not verify.
    SigCryptoFailure,
    /// It is proven that the signature was made after its certificate was revoked.
    Revoked,
}

/// Why a signature could not be decided upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IndeterminateReason {
    /// The signature breaks a rule that it should keep.
    SigConstraintsFailure,
    /// No path keeps the rules for paths.
    ChainConstraintsFailure,
    /// A path was found and is not valid.
    CertificateChainGeneralFailure,
    /// An algorithm was too weak when it was used.
    CryptoConstraintsFailure,
    /// An algorithm is too weak or not known, and nothing proves that the signature is older than that.
    CryptoConstraintsFailureNoPoe,
    /// It is proven that the signature was made after its certificate had ended.
    Expired,
    /// It is proven that the signature was there before its certificate began.
    NotYetValid,
    /// The signature policy could not be processed.
    PolicyProcessingError,
    /// The signature policy is not at hand.
    SignaturePolicyNotAvailable,
    /// Timestamps contradict each other's order.
    TimestampOrderFailure,
    /// There is no certificate of the signer.
    NoSigningCertificateFound,
    /// No path leads to a trust anchor.
    NoCertificateChainFound,
    /// The signer's certificate was revoked, and nothing proves that the signature is older.
    RevokedNoPoe,
    /// An authority's certificate was revoked, and nothing proves that the signature is older.
    RevokedCaNoPoe,
    /// A certificate was not valid at the only time that is known.
    OutOfBoundsNoPoe,
    /// The certificate has ended, and is known not to have been revoked.
    OutOfBoundsNotRevoked,
    /// Something that is needed has no proof that it was there in time.
    NoPoe,
    /// Something that would decide it was not at hand.
    TryLater,
    /// What was signed is not there.
    SignedDataNotFound,
    /// Another reason.
    Generic,
}

/// A verdict. There is no way to say a pair that the standard does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// `TOTAL-PASSED`.
    TotalPassed,
    /// `TOTAL-FAILED`.
    TotalFailed(FailureReason),
    /// `INDETERMINATE`.
    Indeterminate(IndeterminateReason),
}

impl Verdict {
    /// The main indication.
    #[must_use]
    pub const fn indication(self) -> Indication {
        match self {
            Self::TotalPassed => Indication::TotalPassed,
            Self::TotalFailed(_) => Indication::TotalFailed,
            Self::Indeterminate(_) => Indication::Indeterminate,
        }
    }

    /// The sub-indication as the standard writes it. `None` under `TOTAL-PASSED`.
    #[must_use]
    pub const fn sub_indication(self) -> Option<&'static str> {
        match self {
            Self::TotalPassed => None,
            Self::TotalFailed(reason) => Some(reason.name()),
            Self::Indeterminate(reason) => Some(reason.name()),
        }
    }
}

impl FailureReason {
    /// Every reason, in the standard's order.
    pub const ALL: [Self; 4] = [
        Self::FormatFailure,
        Self::HashFailure,
        Self::SigCryptoFailure,
        Self::Revoked,
    ];

    /// What the standard calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FormatFailure => "FORMAT_FAILURE",
            Self::HashFailure => "HASH_FAILURE",
            Self::SigCryptoFailure => "SIG_CRYPTO_FAILURE",
            Self::Revoked => "REVOKED",
        }
    }
}

impl IndeterminateReason {
    /// Every reason, in the standard's order.
    pub const ALL: [Self; 20] = [
        Self::SigConstraintsFailure,
        Self::ChainConstraintsFailure,
        Self::CertificateChainGeneralFailure,
        Self::CryptoConstraintsFailure,
        Self::CryptoConstraintsFailureNoPoe,
        Self::Expired,
        Self::NotYetValid,
        Self::PolicyProcessingError,
        Self::SignaturePolicyNotAvailable,
        Self::TimestampOrderFailure,
        Self::NoSigningCertificateFound,
        Self::NoCertificateChainFound,
        Self::RevokedNoPoe,
        Self::RevokedCaNoPoe,
        Self::OutOfBoundsNoPoe,
        Self::OutOfBoundsNotRevoked,
        Self::NoPoe,
        Self::TryLater,
        Self::SignedDataNotFound,
        Self::Generic,
    ];

    /// What the standard calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SigConstraintsFailure => "SIG_CONSTRAINTS_FAILURE",
            Self::ChainConstraintsFailure => "CHAIN_CONSTRAINTS_FAILURE",
            Self::CertificateChainGeneralFailure => "CERTIFICATE_CHAIN_GENERAL_FAILURE",
            Self::CryptoConstraintsFailure => "CRYPTO_CONSTRAINTS_FAILURE",
            Self::CryptoConstraintsFailureNoPoe => "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
            Self::Expired => "EXPIRED",
            Self::NotYetValid => "NOT_YET_VALID",
            Self::PolicyProcessingError => "POLICY_PROCESSING_ERROR",
            Self::SignaturePolicyNotAvailable => "SIGNATURE_POLICY_NOT_AVAILABLE",
            Self::TimestampOrderFailure => "TIMESTAMP_ORDER_FAILURE",
            Self::NoSigningCertificateFound => "NO_SIGNING_CERTIFICATE_FOUND",
            Self::NoCertificateChainFound => "NO_CERTIFICATE_CHAIN_FOUND",
            Self::RevokedNoPoe => "REVOKED_NO_POE",
            Self::RevokedCaNoPoe => "REVOKED_CA_NO_POE",
            Self::OutOfBoundsNoPoe => "OUT_OF_BOUNDS_NO_POE",
            Self::OutOfBoundsNotRevoked => "OUT_OF_BOUNDS_NOT_REVOKED",
            Self::NoPoe => "NO_POE",
            Self::TryLater => "TRY_LATER",
            Self::SignedDataNotFound => "SIGNED_DATA_NOT_FOUND",
            Self::Generic => "GENERIC",
        }
    }

    /// Whether it is about a revocation: then the path itself was found valid.
    pub(super) const fn is_of_revocation(self) -> bool {
        matches!(
            self,
            Self::RevokedNoPoe | Self::RevokedCaNoPoe | Self::TryLater
        )
    }
}

/// As two members of the object that holds it: `indication` and, but for `TOTAL-PASSED`, `subIndication`.
impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("indication", &self.indication())?;
        if let Some(reason) = self.sub_indication() {
            map.serialize_entry("subIndication", reason)?;
        }
        map.end()
    }
}

/// A verdict other than `TOTAL-PASSED`, and why, in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    pub(super) reason: &'static str,
}

impl Finding {
    pub(super) const fn failed(why: FailureReason, reason: &'static str) -> Self {
        Self {
            verdict: Verdict::TotalFailed(why),
            reason,
        }
    }

    pub(super) const fn indeterminate(why: IndeterminateReason, reason: &'static str) -> Self {
        Self {
            verdict: Verdict::Indeterminate(why),
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_written_as_the_standard_writes_it() {
        let json = |verdict: Verdict| serde_json::to_string(&verdict).expect("JSON");
        assert_eq!(
            json(Verdict::TotalPassed),
            r#"{"indication":"TOTAL-PASSED"}"#
        );
        for reason in FailureReason::ALL {
            let expected = format!(
                r#"{{"indication":"TOTAL-FAILED","subIndication":"{}"}}"#,
                reason.name()
            );
            assert_eq!(json(Verdict::TotalFailed(reason)), expected);
            assert_eq!(serde_json::to_value(reason).expect("JSON"), reason.name());
        }
        for reason in IndeterminateReason::ALL {
            let expected = format!(
                r#"{{"indication":"INDETERMINATE","subIndication":"{}"}}"#,
                reason.name()
            );
            assert_eq!(json(Verdict::Indeterminate(reason)), expected);
            assert_eq!(serde_json::to_value(reason).expect("JSON"), reason.name());
        }
    }

    #[test]
    fn only_what_is_about_a_revocation_says_so() {
        use IndeterminateReason as R;
        let of_revocation: Vec<R> = R::ALL
            .into_iter()
            .filter(|reason| reason.is_of_revocation())
            .collect();
        assert_eq!(
            of_revocation,
            [R::RevokedNoPoe, R::RevokedCaNoPoe, R::TryLater]
        );
    }
}
