//! Validation of the signatures in a PDF (ETSI EN 319 102-1), with what the file holds itself; nobody is asked.
//!
//! Three questions for each signature. Is it a signature of what the file says it is of: byte range, digest, CMS? Do the
//! certificates lead to somebody who is trusted, none of them revoked, at the time that is proven? And is what came
//! after it harmless? A question that could not be answered is "not checked", and never a yes.
//!
//! ```
//! use segl_front_page::samples::{request, seal};
//! use segl_pki::test_pki::samples::{NOW, root_pem};
//! use segl_validation::{Indication, Trust, validate};
//!
//! let sealed = seal(&request(&[("a", &segl_pdf::samples::plain_with(&[]))])).bytes;
//! let trust = Trust::from_pem(&root_pem()).expect("a root");
//! assert_eq!(validate(&sealed, &trust, NOW)?.indication, Indication::TotalPassed);
//!
//! let trusting_nobody = validate(&sealed, &Trust::default(), NOW)?;
//! assert_eq!(trusting_nobody.indication, Indication::Indeterminate);
//! # Ok::<(), segl_validation::Unreadable>(())
//! ```

#[cfg(test)]
mod attacks;
mod basic;
mod carried;
mod checks;
mod container;
#[cfg(test)]
mod container_attacks;
#[cfg(test)]
mod container_foreign;
#[cfg(test)]
mod container_levels;
#[cfg(test)]
mod container_work;
mod difference;
mod document;
mod path;
mod report;
mod signature;
mod signature_report;
#[cfg(test)]
mod signature_tests;
mod structure;
mod timestamps;
mod trust;
mod verdict;
mod xades;

use bytes::Bytes;
use jiff::Timestamp;

pub use self::{
    checks::{Check, Checks, Coverage, Kind, Modifications},
    container::{validate_container, validate_unpacked},
    document::{signature_dictionaries, validate},
    report::{Note, Report},
    signature_report::{PathEnds, SignatureReport},
    trust::{BrokenCertificate, Bundle, Sealer},
    verdict::{FailureReason, IndeterminateReason, Indication, Verdict},
};
use segl_asic::PackageError;
use segl_pdf::file::PdfError;
use segl_pki::certificate::X509Certificate;
pub use segl_pki::{
    keys::KeyFamily,
    policy::{DigestRule, KeyRule, ValidationPolicy},
};

/// Whom to believe, and what.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// The certificates that every path must lead to.
    pub anchors: Vec<X509Certificate>,
    /// Which algorithms, keys and answers are believed.
    pub policy: ValidationPolicy,
}

impl Trust {
    /// The certificates in a PEM file (RFC 7468), by the default policy. `None` when it is none.
    #[must_use]
    pub fn from_pem(pem: &str) -> Option<Self> {
        X509Certificate::all_from_pem(pem).map(|anchors| Self {
            anchors,
            policy: ValidationPolicy::default(),
        })
    }
}

/// Why a file could not be validated at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is an ASiC container that cannot be read.
    #[error(transparent)]
    Container(PackageError),
    /// It is neither a PDF nor an ASiC container.
    #[error("The file is not an ASiC container.")]
    NotContainer,
    /// It is not a PDF.
    #[error("The file is not a PDF.")]
    NotPdf,
    /// It is encrypted.
    #[error(
        "The PDF is encrypted: what was signed cannot be read. Validate the original; a copy that was saved without a \
         password is another file, and its signatures do not hold."
    )]
    Encrypted,
    /// It has more signatures than are looked at: what was left unread may be what matters.
    #[error("The PDF has more than {MAX_SIGNATURES} signatures, and no more are validated here.")]
    TooManySignatures,
    /// It is damaged, or larger or deeper than is read.
    #[error("The PDF cannot be read: it is damaged, or larger or deeper nested than is read here.")]
    Damaged,
}

impl Unreadable {
    /// A stable word for the reason: the end of a problem's type.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Container(_) => "container-unreadable",
            Self::NotContainer => "container-not-asic-e",
            Self::NotPdf => "document-not-pdf",
            Self::Encrypted => "document-encrypted",
            Self::TooManySignatures => "document-too-many-signatures",
            Self::Damaged => "document-unreadable",
        }
    }
}

impl From<PdfError> for Unreadable {
    fn from(broken: PdfError) -> Self {
        if broken == PdfError::NoHeader {
            Self::NotPdf
        } else {
            Self::Damaged
        }
    }
}

/// How many signatures of one file are looked at.
const MAX_SIGNATURES: usize = 64;

/// Validates a PDF or an ASiC-E container, whichever it is.
///
/// # Errors
/// [`Unreadable`] when it is neither, or there is nothing to say about it.
pub fn validate_file(bytes: &Bytes, trust: &Trust, at: Timestamp) -> Result<Report, Unreadable> {
    if is_container(bytes) {
        validate_container(bytes, trust, at)
    } else {
        validate(bytes, trust, at)
    }
}

/// Whether a file is a container, if it is one of the two: the first entry of every container stands at its beginning
/// (APPNOTE.TXT section 4.3.7).
#[must_use]
pub fn is_container(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}
