//! What is checked of a signature: of what kind it is, how much it covers, what came after it, and what became of each
//! check.

use serde::Serialize;

/// What became of one check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Check {
    /// It was made, and is in order.
    Passed,
    /// It was made, and is not.
    Failed,
    /// It was not made, or could not be.
    #[default]
    NotChecked,
}

impl Check {
    pub(crate) const fn of(passed: bool) -> Self {
        if passed { Self::Passed } else { Self::Failed }
    }
}

/// The checks of one signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checks {
    /// The signed bytes are the whole of a revision but for the signature itself; in a container, whole files.
    pub byte_range: Check,
    /// Their digest is the one that was signed.
    pub digest: Check,
    /// The signature verifies with its certificate's key.
    pub signature: Check,
    /// The signature names its certificate (RFC 5035).
    pub signing_certificate: Check,
    /// The certificate leads to a trust anchor.
    pub certificate_chain: Check,
    /// No certificate of the path was revoked.
    pub revocation: Check,
    /// The timestamp of the signature is in order.
    pub timestamp: Check,
    /// What came after the signature is allowed.
    pub modifications: Check,
}

/// What kind of signature it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// Of somebody.
    Signature,
    /// Of an authority, over the whole document (ISO 32000-2 clause 12.8.5).
    DocumentTimestamp,
}

/// How much of the file is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Coverage {
    /// All of it.
    EntireFile,
    /// All that was there when it was signed; something came after.
    EntireRevision,
    /// The files that are named, of a container.
    Files,
    /// It cannot be said.
    Unclear,
}

/// What came after a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Modifications {
    /// Nothing.
    None,
    /// Validation data and document timestamps only.
    LtaUpdates,
    /// What the file says about itself too: its title and the like, in the document information or in XMP. Its pages are
    /// as they were signed.
    MetadataUpdates,
    /// Form fields were filled in, or signed.
    FormFilling,
    /// Something else, or more than the signature allows.
    Other,
    /// It could not be judged.
    Unknown,
}

impl Modifications {
    /// What became of the check.
    pub(crate) const fn check(self) -> Check {
        match self {
            Self::None | Self::LtaUpdates | Self::MetadataUpdates | Self::FormFilling => {
                Check::Passed
            }
            Self::Other => Check::Failed,
            Self::Unknown => Check::NotChecked,
        }
    }
}
