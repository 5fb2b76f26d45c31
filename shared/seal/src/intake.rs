//! Intake: looks a PDF over and refuses what cannot be signed. It rewrites nothing: the sender's digest names the bytes.

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::pdf::{
    file::{Broken, File},
    object::{Dict, Object},
};

/// What is known of a PDF that can be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// Number of pages, 1 to 5,000.
    pub pages: u32,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of all bytes.
    pub sha256: [u8; 32],
    /// The version in the header, such as `(1, 7)`.
    pub version: (u8, u8),
    /// Whether it holds a signature already; such a document is put behind a cover and left as it is.
    pub already_signed: bool,
}

/// Why a document cannot be signed. Each says what to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// It is encrypted: it needs a password, or restricts what may be done with it.
    #[error("The PDF is encrypted or restricted. Save it without password and without restrictions.")]
    Encrypted,
    /// It holds JavaScript (ISO 32000-2 clause 12.6.4.17).
    #[error("The PDF contains JavaScript. Remove it, or print the document to a new PDF.")]
    JavaScript,
    /// It has no page.
    #[error("The PDF has no pages that can be read. Save or print it to a new PDF.")]
    NoPages,
    /// It does not begin with a PDF header.
    #[error("The file is not a PDF. Convert it to PDF first.")]
    NotPdf,
    /// Its objects nest deeper than any real document's.
    #[error("The PDF is nested too deeply to be read. Print it to a new PDF.")]
    TooDeep,
    /// It unpacks to more than is reasonable, or is over 100 MB.
    #[error("The PDF is too large: at most 100 MB, and 128 MB of packed objects. Make it smaller.")]
    TooLarge,
    /// It has too many objects.
    #[error("The PDF has more than 500000 objects. Print it to a new PDF.")]
    TooManyObjects,
    /// It has too many pages.
    #[error("The PDF has more than 5000 pages. Split it into several documents.")]
    TooManyPages,
    /// Its structure is broken beyond repair.
    #[error("The PDF is damaged and cannot be read. Save or print it to a new PDF.")]
    Unreadable,
    /// It is an XFA form, whose pages depend on the program that shows it.
    #[error("The PDF is an XFA form. Print it to a new PDF.")]
    Xfa,
}

impl Refused {
    /// Every reason there is.
    pub const ALL: [Self; 10] = [
        Self::Encrypted,
        Self::JavaScript,
        Self::NoPages,
        Self::NotPdf,
        Self::TooDeep,
        Self::TooLarge,
        Self::TooManyObjects,
        Self::TooManyPages,
        Self::Unreadable,
        Self::Xfa,
    ];

    /// A stable word for the reason: the end of a problem's type.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Encrypted => "document-encrypted",
            Self::JavaScript => "document-javascript",
            Self::NoPages => "document-no-pages",
            Self::NotPdf => "document-not-pdf",
            Self::TooDeep => "document-too-deep",
            Self::TooLarge => "document-too-large",
            Self::TooManyObjects => "document-too-many-objects",
            Self::TooManyPages => "document-too-many-pages",
            Self::Unreadable => "document-unreadable",
            Self::Xfa => "document-xfa",
        }
    }
}

impl From<Broken> for Refused {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::NoHeader => Self::NotPdf,
            Broken::NoCatalog => Self::Unreadable,
            Broken::TooDeep => Self::TooDeep,
            Broken::TooLarge => Self::TooLarge,
            Broken::TooManyObjects => Self::TooManyObjects,
            Broken::TooManyPages => Self::TooManyPages,
        }
    }
}

/// The most bytes a document may have.
const MOST_BYTES: usize = 100 * 1024 * 1024;

/// Looks a document over.
///
/// # Errors
/// [`Refused`] says why it cannot be signed and what to change.
pub fn inspect(bytes: &[u8]) -> Result<Inspected, Refused> {
    if bytes.len() > MOST_BYTES {
        return Err(Refused::TooLarge);
    }
    let file = File::open(bytes)?;
    if file.trailer().get("Encrypt").is_some_and(|encrypt| *encrypt != Object::Null) {
        return Err(Refused::Encrypted);
    }
    let (_, catalog) = file.catalog().ok_or(Refused::Unreadable)?;
    let form = file.dict_in(&catalog, "AcroForm");
    if form.as_ref().is_some_and(|form| form.get("XFA").is_some()) {
        return Err(Refused::Xfa);
    }
    // Every object, those in object streams too: a search through the bytes would miss them.
    let mut signed = false;
    for number in file.numbers() {
        match file.get(number) {
            Some(object) if holds_javascript(&object) => return Err(Refused::JavaScript),
            Some(Object::Dict(dict)) => signed |= is_signature(&dict),
            _ => {}
        }
    }
    file.limits()?;
    let pages = file.pages()?;
    if pages.is_empty() {
        return Err(Refused::NoPages);
    }
    Ok(Inspected {
        pages: u32::try_from(pages.len()).map_err(|_| Refused::TooManyPages)?,
        size: bytes.len() as u64,
        sha256: Sha256::digest(bytes).into(),
        version: file.version,
        already_signed: signed,
    })
}

/// Whether this is a signature's dictionary (clause 12.8.1), or the permission to certify one.
pub(crate) fn is_signature(dict: &Dict) -> bool {
    dict.get("ByteRange").is_some() && dict.get("Contents").is_some()
}

fn holds_javascript(object: &Object) -> bool {
    match object {
        Object::Dict(dict) => {
            dict.get("JS").is_some()
                || dict.get("S").and_then(Object::name) == Some(b"JavaScript")
                || dict.0.iter().any(|(_, value)| holds_javascript(value))
        }
        Object::Array(items) => items.iter().any(holds_javascript),
        _ => false,
    }
}
