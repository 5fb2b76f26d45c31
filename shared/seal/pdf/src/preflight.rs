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
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::samples::{PLAIN, plain_with, streams, table, without_row_0};

    #[test]
    fn a_plain_document_is_accepted_and_its_facts_are_told() {
        let bytes = plain_with(&[]);
        let found = inspect(&bytes).expect("a document that can be signed");
        assert_eq!(
            (found.pages, found.version, found.already_signed),
            (2, (1, 7), false)
        );
        assert_eq!(found.size, bytes.len() as u64);
        assert_eq!(found.sha256, <[u8; 32]>::from(Sha256::digest(&bytes)));
    }

    #[test]
    fn what_cannot_be_signed_is_refused_with_its_reason() {
        let script = "<</Type/Action/S/JavaScript/JS(app.alert(1))>>";
        let deep = "[".repeat(200) + &"]".repeat(200);
        let wide = format!("[{}]", "0 ".repeat(1_100_000));
        for (why, bytes, refused) in [
            (
                "a text file",
                b"Dear sir, please sign".to_vec(),
                Rejection::NotPdf,
            ),
            ("nothing", Vec::new(), Rejection::NotPdf),
            (
                "a header alone",
                b"%PDF-1.7\n".to_vec(),
                Rejection::Unreadable,
            ),
            (
                "encrypted",
                table(&PLAIN, "/Encrypt<</Filter/Standard/V 2>>"),
                Rejection::Encrypted,
            ),
            (
                "a script",
                plain_with(&[(5, script)]),
                Rejection::JavaScript,
            ),
            (
                "a script on a page",
                plain_with(&[(4, "<</Type/Page/AA<</O<</S/JavaScript>>>>>>")]),
                Rejection::JavaScript,
            ),
            (
                "a script in an object stream",
                streams(&PLAIN, &[(5, script)]),
                Rejection::JavaScript,
            ),
            (
                "an XFA form",
                plain_with(&[(1, "<</Pages 2 0 R/AcroForm<</XFA[(a)5 0 R]>>>>")]),
                Rejection::Xfa,
            ),
            (
                "no page",
                plain_with(&[(2, "<</Type/Pages/Kids[]/Count 0>>")]),
                Rejection::NoPages,
            ),
            (
                "nothing but itself for a page",
                plain_with(&[(2, "<</Type/Pages/Kids[2 0 R]>>")]),
                Rejection::NoPages,
            ),
            (
                "deep nesting",
                plain_with(&[(5, &deep)]),
                Rejection::TooDeep,
            ),
            (
                "a wide array",
                plain_with(&[(5, &wide)]),
                Rejection::TooManyObjects,
            ),
        ] {
            assert_eq!(inspect(&bytes).map(|_| ()), Err(refused), "{why}");
        }
    }

    #[test]
    fn what_programs_read_differently_is_refused() {
        for (why, object) in [
            ("a word that is none", "<</A/B/X foo>>"),
            (
                "something where a key should stand",
                "<</Contents 4 0 R[/Contents 6 0 R]>>",
            ),
            ("a reference with a real number", "[50. 0 R]"),
            ("a reference and nothing else", "3 0 R"),
            (
                "a reference with another generation",
                "<</Contents[3 1 R]>>",
            ),
            ("a reference to the number 0", "[0 0 R]"),
            (
                "a name that ends at a zero for some",
                "<</S#00/JavaScript>>",
            ),
            (
                "a name that ends at white space for some",
                "<</A\u{c0}/B 1>>",
            ),
            ("a turn beyond all numbers", "<</Rotate 4294967310>>"),
        ] {
            assert_eq!(
                inspect(&plain_with(&[(5, object)])).map(|_| ()),
                Err(Rejection::Ambiguous),
                "{why}"
            );
        }
        let zero = without_row_0(&table(&[&PLAIN[..], &[(0, "<</A 1>>")]].concat(), ""));
        let deep = table(
            &PLAIN,
            &format!("/X {}/Root 3 0 R{}", "[".repeat(40), "]".repeat(40)),
        );
        let twice = table(
            &[&PLAIN[..], &[(3, "<</Type/Page/Parent 2 0 R/Rotate 90>>")]].concat(),
            "",
        );
        for (why, bytes) in [
            ("the number 0 in use", zero),
            (
                "the number 0 in use, packed",
                streams(&PLAIN, &[(0, "<<>>")]),
            ),
            ("a trailer that is nested", deep),
            ("a number that a section names twice", twice),
        ] {
            assert_eq!(
                inspect(&bytes).map(|_| ()),
                Err(Rejection::Ambiguous),
                "{why}"
            );
        }
        // Of keys that stand twice all readers take the last.
        assert_eq!(
            inspect(&plain_with(&[(5, "<</A 1/A 2>>")])).map(|found| found.pages),
            Ok(2)
        );
    }

    #[test]
    fn five_thousand_pages_are_accepted_and_no_more() {
        let of = |count: usize| {
            let kids: String = (5..5 + count)
                .map(|number| format!("{number} 0 R "))
                .collect();
            let tree = format!("<</Type/Pages/Kids[{kids}]/Count {count}>>");
            let pages = (5..)
                .take(count)
                .map(|number| (number, "<</Type/Page/Parent 2 0 R>>"));
            plain_with(&pages.chain([(2, tree.as_str())]).collect::<Vec<_>>())
        };
        assert_eq!(inspect(&of(5000)).map(|found| found.pages), Ok(5000));
        assert_eq!(inspect(&of(5001)).map(|_| ()), Err(Rejection::TooManyPages));
    }

    #[test]
    fn a_number_that_readers_take_for_different_ones_is_refused() {
        let page = |number: &str| {
            plain_with(&[(
                3,
                &format!("<</Type/Page/Parent 2 0 R/CropBox[0 0 {number} 9]>>"),
            )])
        };
        for number in ["300", "+300", "300.", ".5", "-.5"] {
            assert!(inspect(&page(number)).is_ok(), "{number}");
        }
        for number in [
            "3e2", "--5", "3-00", "1..5", "1.2.3", "+", ".", "5x", "0x10",
        ] {
            let found = inspect(&page(number)).map(|_| ());
            assert_eq!(found, Err(Rejection::Ambiguous), "{number}");
        }
    }

    #[test]
    fn a_document_whose_objects_are_looked_for_is_taken_where_all_readers_find_the_same() {
        let text = String::from_utf8(plain_with(&[])).expect("text");
        let (objects, end) = text.split_at(text.find("xref").expect("a table"));
        let broken = |more: &str| {
            let end = end.replace("startxref\n", "startxref\n9");
            format!("{objects}{more}{end}").into_bytes()
        };
        assert!(inspect(&broken("")).is_ok());
        for more in [
            "%hidden 3 0 obj <</Type/Page/Parent 2 0 R/Rotate 90>> endobj\n",
            "(hello) 3 0 obj <</Type/Page/Parent 2 0 R/Rotate 90>> endobj\n",
            "+3 0 obj <</Type/Page/Parent 2 0 R/Rotate 90>> endobj\n",
            "99 0 obj (\n3 0 obj <</Type/Page/Parent 2 0 R/Rotate 90>> endobj\n) endobj\n",
            "3 0 obj <</Type/Page/Parent 2 0 R/Rotate 90>> endobj\n",
            "99 0 obj <</Type/ObjStm/N 0/First 0/Length 0>>stream\n\nendstream endobj\n",
            "trailer <</Root 1 0 R>>\n",
        ] {
            assert_eq!(
                inspect(&broken(more)).map(|_| ()),
                Err(Rejection::Ambiguous),
                "{more}"
            );
        }
    }

    #[test]
    fn a_hundred_megabytes_are_looked_at_and_no_more() {
        assert_eq!(
            inspect(&vec![0; MAX_BYTES]).map(|_| ()),
            Err(Rejection::NotPdf)
        );
        assert_eq!(
            inspect(&vec![0; MAX_BYTES + 1]).map(|_| ()),
            Err(Rejection::TooLarge)
        );
    }

    #[test]
    fn a_tree_that_never_ends_is_left() {
        let endless = "[<</Type/Pages/Kids 5 0 R>> <</Type/Pages/Kids 5 0 R>>]";
        let bytes = plain_with(&[(2, "<</Type/Pages/Kids 5 0 R>>"), (5, endless)]);
        assert_eq!(inspect(&bytes).map(|_| ()), Err(Rejection::TooManyPages));
    }

    #[test]
    fn a_stream_that_unpacks_to_no_end_is_left() {
        use std::io::Write as _;
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        for _ in 0..130 {
            packer.write_all(&[b' '; 1 << 20]).expect("memory");
        }
        let packed = packer.finish().expect("memory");
        // Written as hexadecimal text would be another filter: the sample is put together by bytes.
        let head = format!(
            "%PDF-1.7\n5 0 obj\n<</Type/ObjStm/N 1/First 5/Filter/FlateDecode/Length {}>>stream\n",
            packed.len()
        );
        let rest = "\nendstream\nendobj\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n\
                    <</Type/Pages/Kids[3 0 R]>>\nendobj\n3 0 obj\n<</Type/Page>>\nendobj\n";
        let bytes = [head.as_bytes(), &packed, rest.as_bytes()].concat();
        assert_eq!(inspect(&bytes).map(|_| ()), Err(Rejection::TooLarge));
    }

    #[test]
    fn a_word_of_a_script_in_plain_text_is_no_script() {
        let bytes = plain_with(&[(5, "<</Title(On /JavaScript and /JS)>>")]);
        assert!(inspect(&bytes).is_ok());
    }

    #[test]
    fn every_reason_has_a_word_of_its_own() {
        let codes: BTreeSet<_> = Rejection::all().map(|reason| reason.code()).collect();
        assert_eq!(codes.len(), Rejection::all().count());
        assert!(codes.iter().all(|code| code.starts_with("document-")));
    }
}
