//! The words for where a job and its signers stand.

use serde::{Deserialize, Serialize};

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JobStatus {
    /// Somebody has yet to sign, or all have signed and the seal is not yet on.
    InProgress,
    /// All have signed and the sealed document can be downloaded.
    CompletedSuccessfully,
    /// The job ended without all signatures.
    Failed,
}

/// Where a signer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SignerStatus {
    /// Has yet to act, or is in a group that is not yet activated.
    Waiting,
    /// Has signed.
    Signed,
    /// Would not sign.
    Rejected,
    /// Had not signed when the sender cancelled.
    Cancelled,
    /// Had not signed at the deadline.
    Expired,
    /// Entered too many wrong codes; the sender can lift it.
    Blocked,
    /// Has reserved himself or herself against digital mail from the public sector.
    Reserved,
    /// Could not be reached: the contact register knows no address.
    ContactInformationMissing,
    /// Could not sign: the e-ID gave no name.
    SignersNameNotAvailable,
    /// Was spared by another's ending the job.
    NotApplicable,
}

macro_rules! words {
    ($($name:ident { $($variant:ident => $word:literal),* $(,)? })*) => {$(
        impl $name {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The word on the wire.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
            /// The status with this word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|status| status.word() == word)
            }
        }
    )*};
}

words! {
    JobStatus { InProgress => "IN_PROGRESS", CompletedSuccessfully => "COMPLETED_SUCCESSFULLY", Failed => "FAILED" }
    SignerStatus {
        Waiting => "WAITING", Signed => "SIGNED", Rejected => "REJECTED", Cancelled => "CANCELLED",
        Expired => "EXPIRED", Blocked => "BLOCKED", Reserved => "RESERVED",
        ContactInformationMissing => "CONTACT_INFORMATION_MISSING",
        SignersNameNotAvailable => "SIGNERS_NAME_NOT_AVAILABLE", NotApplicable => "NOT_APPLICABLE",
    }
}
