//! Preflight: looks a PDF over and refuses what cannot be signed. It rewrites nothing: the sender's digest names the bytes.

mod active;
mod javascript;
mod optional_content;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::{
    continuing::is_signature,
    file::{File, PdfError},
    object::{Dict, Object},
    pages::PageTree,
    xmp::Packet,
};

pub use self::active::ActiveContent;
use self::active::{finding::Finding, search::Search};

/// What is known of a PDF that can be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreflightReport {
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
    /// Which part of ISO 19005 (PDF/A) its metadata claim that it conforms to. Nobody has checked whether it does.
    pub pdf_a: Option<u8>,
}

/// Why a document cannot be signed. Each says what to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Rejection {
    /// It acts by itself, or shows something else than what is signed.
    #[error("{}", .0.text())]
    Active(ActiveContent),
    /// Some of it is read by one reader as one thing and by another as something else, or not at all.
    #[error(
        "The PDF has parts that programs read differently, so that people would not sign the same. Print it to a new PDF, or save it anew with the program that it was made with."
    )]
    Ambiguous,
    /// It is encrypted: it needs a password, or restricts what may be done with it.
    #[error(
        "The PDF is encrypted, even if it opens without a password. Save it without security (in Acrobat: Properties, Security, No Security; on the command line: qpdf --decrypt IN.pdf OUT.pdf), or print it to a new PDF."
    )]
    Encrypted,
    /// It holds JavaScript (ISO 32000-2 clause 12.6.4.17).
    #[error(
        "The PDF contains JavaScript, other than Acrobat's own formatting of fields. Remove it, or print the document to a new PDF."
    )]
    JavaScript,
    /// It has no page.
    #[error("The PDF has no pages that can be read. Save or print it to a new PDF.")]
    NoPages,
    /// It does not begin with a PDF header.
    #[error("The file is not a PDF. Convert it to PDF first.")]
    NotPdf,
    /// It sends its reader in circles: looking it over takes more time than is reasonable.
    #[error(
        "The PDF takes too long to look over: its parts refer to each other too often. Print it to a new PDF."
    )]
    TooCostly,
    /// Its objects nest deeper than any real document's.
    #[error("The PDF is nested too deeply to be read. Print it to a new PDF.")]
    TooDeep,
    /// It unpacks to more memory than is reasonable, or is over 100 MB.
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

impl Rejection {
    /// Every reason there is, but for those of [`ActiveContent`].
    const GENERAL: [Self; 12] = [
        Self::Ambiguous,
        Self::Encrypted,
        Self::JavaScript,
        Self::NoPages,
        Self::NotPdf,
        Self::TooCostly,
        Self::TooDeep,
        Self::TooLarge,
        Self::TooManyObjects,
        Self::TooManyPages,
        Self::Unreadable,
        Self::Xfa,
    ];

    /// Every reason there is.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::GENERAL
            .into_iter()
            .chain(ActiveContent::ALL.into_iter().map(Self::Active))
    }

    /// A stable word for the reason: the end of a problem's type.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Active(kind) => kind.code(),
            Self::Ambiguous => "document-ambiguous",
            Self::Encrypted => "document-encrypted",
            Self::JavaScript => "document-javascript",
            Self::NoPages => "document-no-pages",
            Self::NotPdf => "document-not-pdf",
            Self::TooCostly => "document-too-costly",
            Self::TooDeep => "document-too-deep",
            Self::TooLarge => "document-too-large",
            Self::TooManyObjects => "document-too-many-objects",
            Self::TooManyPages => "document-too-many-pages",
            Self::Unreadable => "document-unreadable",
            Self::Xfa => "document-xfa",
        }
    }
}

impl From<Finding> for Rejection {
    fn from(found: Finding) -> Self {
        match found {
            Finding::JavaScript => Self::JavaScript,
            Finding::Active(kind) => Self::Active(kind),
            Finding::TooCostly => Self::TooCostly,
        }
    }
}

impl From<PdfError> for Rejection {
    fn from(broken: PdfError) -> Self {
        match broken {
            PdfError::NoHeader => Self::NotPdf,
            PdfError::NoCatalog => Self::Unreadable,
            PdfError::TooCostly => Self::TooCostly,
            PdfError::TooDeep => Self::TooDeep,
            PdfError::TooLarge => Self::TooLarge,
            PdfError::TooManyObjects => Self::TooManyObjects,
            PdfError::TooManyPages => Self::TooManyPages,
        }
    }
}

/// The most bytes a document may have.
const MAX_BYTES: usize = 100 * 1024 * 1024;
/// The most pages a document may have.
const MAX_PAGES: u32 = 5_000;

/// Looks a document over.
///
/// # Errors
/// [`Rejection`] says why it cannot be signed and what to change.
///
/// # Examples
/// ```
/// use segl_pdf::preflight::{Rejection, inspect};
/// use segl_pdf::samples::plain_with;
///
/// assert_eq!(inspect(&plain_with(&[]))?.pages, 2);
///
/// let opens_a_program = "<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(a.exe)>>>>";
/// let rejection = inspect(&plain_with(&[(1, opens_a_program)])).unwrap_err();
/// assert_eq!(rejection.code(), "document-launch-action");
/// # Ok::<(), Rejection>(())
/// ```
pub fn inspect(bytes: &[u8]) -> Result<PreflightReport, Rejection> {
    if bytes.len() > MAX_BYTES {
        return Err(Rejection::TooLarge);
    }
    let file = File::open(bytes)?;
    if file
        .trailer()
        .get("Encrypt")
        .is_some_and(|encrypt| *encrypt != Object::Null)
    {
        return Err(Rejection::Encrypted);
    }
    let (_, catalog) = file.catalog().ok_or(Rejection::Unreadable)?;
    let form = file.dict_in(&catalog, "AcroForm");
    // An empty array is no form; a reader finds nothing in it.
    let is_xfa = |xfa: &Object| match file.resolve(xfa) {
        Object::Null => false,
        Object::Array(parts) => !parts.is_empty(),
        _ => true,
    };
    if form.is_some_and(|form| form.get("XFA").is_some_and(is_xfa)) {
        return Err(Rejection::Xfa);
    }
    // Once, and not for every dictionary that looks like a catalog: walking the layers costs what they are many.
    let mut search = Search::over(&file);
    if let Some(found) = search.catalog(&catalog) {
        return Err(found.into());
    }
    // Every object, those in object streams too: a search through the bytes would miss them.
    let mut signed = false;
    for number in file.numbers() {
        let Some(object) = file.get(number) else {
            file.limits()?;
            return Err(Rejection::Ambiguous);
        };
        if number == 0 || !is_plainly_referred(&file, &object) {
            return Err(Rejection::Ambiguous);
        }
        if let Some(found) = search.object(number, &object) {
            return Err(found.into());
        }
        signed |= any_dict(&object, &is_signature);
    }
    file.limits()?;
    let is_said_twice = file
        .sections()
        .iter()
        .any(|section| !section.is_hybrid && !section.disputed.is_empty());
    if file.is_misread() || is_said_twice {
        return Err(Rejection::Ambiguous);
    }
    let pages = file.pages()?;
    if pages.is_empty() {
        return Err(Rejection::NoPages);
    }
    let count = u32::try_from(pages.len())
        .ok()
        .filter(|pages| *pages <= MAX_PAGES)
        .ok_or(Rejection::TooManyPages)?;
    if file.page_tree() == PageTree::Ambiguous {
        return Err(Rejection::Ambiguous);
    }
    if let Some(found) = search.pages(&pages) {
        return Err(found.into());
    }
    file.limits()?;
    Ok(PreflightReport {
        pages: count,
        size: bytes.len() as u64,
        sha256: Sha256::digest(bytes).into(),
        version: file.version,
        already_signed: signed,
        pdf_a: Packet::of(&file).and_then(|packet| packet.pdf_a()),
    })
}

/// Whether an object is no reference itself, and names those that it refers to by the generation that they have: some
/// readers follow what is said otherwise, and some do not.
fn is_plainly_referred(file: &File<'_>, object: &Object) -> bool {
    let is_plain = |one: &Object| {
        one.reference().is_none_or(|(number, said)| {
            file.generation(number)
                .is_none_or(|generation| generation == said)
        })
    };
    object.reference().is_none() && object.all(&is_plain)
}

/// Whether a dictionary in this object, at any depth, is one of those looked for.
fn any_dict(object: &Object, fits: &dyn Fn(&Dict) -> bool) -> bool {
    match object {
        Object::Dict(dict) => fits(dict) || dict.0.iter().any(|(_, value)| any_dict(value, fits)),
        Object::Array(items) => items.iter().any(|item| any_dict(item, fits)),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
