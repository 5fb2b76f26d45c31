//! Revisions appended to documents, each kind by its name: what readers could show otherwise is never explained, and what
//! an honest writer appends is.

use std::fmt::Write as _;

use super::{Difference, difference_since};
use crate::{
    checks::{Coverage, Kind, Modifications},
    structure::{Found, Lock},
};
use segl_pdf::{
    file::{Entry, File},
    samples::{plain_with, streams},
};

mod strictness;

/// A document with something of everything that may be changed behind a signature's back.
const DOCUMENT: [(u32, &str); 28] = [
    (
        1,
        "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/Metadata 12 0 R/OCProperties 13 0 R/PageLabels 14 0 R/Outlines 15 0 R\
         /StructTreeRoot 16 0 R/Names<</EmbeddedFiles<</Names[(a)17 0 R]>>>>/DSS 19 0 R>>",
    ),
    (2, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 300.0 400]/Resources 6 0 R>>"),
    (3, "<</Type/Page/Parent 2 0 R/Contents 7 0 R/Annots 9 0 R>>"),
    (4, "<</Type/Page/Parent 2 0 R/Contents[7 0 R 30 0 R 8 0 R]/Rotate 0/UserUnit 1>>"),
    (5, "<</Fields 10 0 R/SigFlags 1/DR<</Font<</F1 20 0 R>>>>>>"),
    (6, "<</Font<</F1 20 0 R>>/XObject<</X 21 0 R>>/ExtGState<</G 22 0 R>>/ColorSpace<</C[/ICCBased 23 0 R]>>>>"),
    (7, "<</Length 5>>stream\nq 1 Q\nendstream"),
    (8, "<</Length 5>>stream\nq 2 Q\nendstream"),
    (9, "[11 0 R]"),
    (10, "[11 0 R]"),
    (11, "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[0 0 9 9]/P 3 0 R/AP<</N 27 0 R>>/V(x)>>"),
    (12, "<</Type/Metadata/Subtype/XML/Length 38>>stream\n<x:xmpmeta xmlns:x='adobe:ns:meta/'/>   \nendstream"),
    (13, "<</OCGs[]/D<<>>>>"),
    (14, "<</Nums[0<</S/r>>]>>"),
    (15, "<</Type/Outlines/First 18 0 R/Last 18 0 R/Count 1>>"),
    (16, "<</Type/StructTreeRoot/K<</S/Art/Pg 3 0 R/K 0>>>>"),
    (17, "<</Type/Filespec/F(a)/EF<</F 28 0 R>>>>"),
    (18, "<</Title(one)/Parent 15 0 R/Dest[3 0 R/Fit]>>"),
    (19, "<</Certs[29 0 R]>>"),
    (20, "<</Type/Font/Subtype/Type0/BaseFont/A/FontDescriptor 24 0 R/ToUnicode 25 0 R>>"),
    (21, "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nq 3 Q\nendstream"),
    (22, "<</CA 1>>"),
    (23, "<</N 3/Length 3>>stream\nicc\nendstream"),
    (24, "<</Type/FontDescriptor/FontFile2 26 0 R>>"),
    (25, "<</Length 4>>stream\ncmap\nendstream"),
    (26, "<</Length 4>>stream\nfont\nendstream"),
    (27, "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nq 4 Q\nendstream"),
    (28, "<</Length 8>>stream\nattached\nendstream"),
];
const CERTIFICATE: (u32, &str) = (29, "<</Length 4>>stream\ncert\nendstream");

fn document(changes: &[(u32, &str)]) -> Vec<u8> {
    let kept = DOCUMENT.into_iter().chain([CERTIFICATE]);
    let kept = kept.filter(|(number, _)| changes.iter().all(|(changed, _)| changed != number));
    plain_with(&kept.chain(changes.iter().copied()).collect::<Vec<_>>())
}

/// What is appended: objects with their generations, numbers that are freed, and what else its trailer says.
#[derive(Clone, Default)]
struct Revision<'r> {
    objects: Vec<(u32, u16, &'r str)>,
    free: Vec<u32>,
    trailer: &'r str,
    /// In place of where the newest section before begins.
    previous: Option<usize>,
    /// In place of the first number that no object has.
    size: Option<u32>,
}

impl Revision<'_> {
    fn of<'r>(objects: &[(u32, &'r str)]) -> Revision<'r> {
        Revision { objects: objects.iter().map(|(n, body)| (*n, 0, *body)).collect(), ..Revision::default() }
    }

    fn over(&self, base: &[u8]) -> Vec<u8> {
        let file = File::open(base).expect("a PDF");
        let mut out = base.to_vec();
        let mut rows = Vec::new();
        for (number, generation, body) in &self.objects {
            rows.push(format!("{number} 1\n{:010} {generation:05} n \n", out.len()));
            out.extend_from_slice(format!("{number} {generation} obj\n{body}\nendobj\n").as_bytes());
        }
        rows.extend(self.free.iter().map(|number| format!("{number} 1\n0000000000 00001 f \n")));
        let highest = self.objects.iter().map(|(number, ..)| number + 1).max().unwrap_or(0);
        let size = self.size.unwrap_or_else(|| file.next_number().max(highest));
        let previous = self.previous.unwrap_or(file.newest().0);
        let root = if self.trailer.contains("/Root") { "" } else { "/Root 1 0 R" };
        let mut text = format!("xref\n{}", rows.concat());
        let start = out.len();
        write!(text, "trailer\n<<{root}/Size {size}/Prev {previous}{}>>\nstartxref\n{start}\n%%EOF\n", self.trailer)
            .expect("text");
        out.extend_from_slice(text.as_bytes());
        out
    }
}

fn found(end: usize, permission: Option<i64>) -> Found {
    Found {
        field: "a".to_owned(),
        kind: Kind::Signature,
        sub_filter: Vec::new(),
        range: [0; 4],
        end,
        contents: Vec::new(),
        claimed_signing_time: None,
        coverage: Coverage::EntireRevision,
        permission,
        locks: Vec::new(),
        dictionary: 0,
        is_shared: false,
        problem: None,
    }
}

/// The difference after a signature that allows what signatures allow that certify nothing.
fn difference(signed: &[u8], now: &[u8]) -> Difference {
    difference_since(&found(signed.len(), None), None, &File::open(now).expect("a PDF"), now)
}

fn after(signed: &[u8], revision: &Revision<'_>) -> Difference {
    difference(signed, &revision.over(signed))
}

fn refused(why: &str, difference: &Difference) {
    assert_eq!(difference.modifications, Modifications::Other, "{why}: {difference:?}");
    assert!(!difference.reasons.is_empty(), "{why}");
}

fn allowed(why: &str, level: Modifications, difference: &Difference) {
    assert_eq!(difference.modifications, level, "{why}: {difference:?}");
}

#[test]
fn any_object_that_the_signed_document_refers_to_is_missed_and_named_when_it_is_changed_or_removed() {
    let signed = document(&[]);
    // But for what may be other: the catalog, the form, the field, its appearance, the metadata.
    for number in (2..=29).filter(|number| ![5, 11, 12, 27].contains(number)) {
        let changed = match number {
            7 | 8 | 21 | 23 | 25..=29 => "<</Length 5>>stream\nother\nendstream",
            _ => "<</Other true>>",
        };
        refused(&format!("{number} changed"), &after(&signed, &Revision::of(&[(number, changed)])));
    }
    for number in 2..=29 {
        let freed = after(&signed, &Revision { free: vec![number], ..Revision::default() });
        refused(&format!("{number} freed"), &freed);
        assert!(freed.reasons[0].contains("was removed"), "{freed:?}");
    }
    let told = |revision: &Revision<'_>| after(&signed, revision).reasons.concat();
    let removed = told(&Revision { free: vec![7], ..Revision::default() });
    assert!(removed.contains("removed: page 1: /Contents (object 7)"), "{removed}");
    let font = told(&Revision::of(&[(26, "<</Length 5>>stream\nother\nendstream")]));
    assert!(font.contains("/Font /F1 /FontDescriptor /FontFile2 (object 26)"), "{font}");
    let label = told(&Revision::of(&[(14, "<</Nums[0<</S/D>>]>>")]));
    assert!(label.contains("the catalog: /PageLabels"), "{label}");
    let page =
        told(&Revision::of(&[(4, "<</Type/Page/Parent 2 0 R/Contents[7 0 R 30 0 R 8 0 R]/Rotate 90/UserUnit 1>>")]));
    assert!(page.contains("page 2: /Rotate"), "{page}");
    let action = told(&Revision::of(&[(1, &DOCUMENT[0].1.replace("/Pages", "/OpenAction<<>>/Pages"))]));
    assert!(action.contains("the catalog: /OpenAction"), "{action}");
}

#[test]
fn what_was_not_there_when_it_was_signed_may_not_come_to_be() {
    let shown = "<</Length 5>>stream\nother\nendstream";
    let undefined = after(&document(&[]), &Revision::of(&[(30, shown)]));
    refused("undefined", &undefined);
    assert!(undefined.reasons[0].contains("page 2: /Contents (object 30)"), "{undefined:?}");
    let signed = Revision { free: vec![30], ..Revision::default() }.over(&document(&[]));
    refused("free", &after(&signed, &Revision::of(&[(30, shown)])));
    let reused = Revision { objects: vec![(30, 1, shown)], ..Revision::default() };
    refused("free, with another generation", &after(&signed, &reused));
    let unused = after(&document(&[(40, "null")]), &Revision::of(&[(35, shown)]));
    refused("a number that was left out", &unused);
    let new = after(&document(&[]), &Revision::of(&[(31, shown)]));
    allowed("a number that is new and that nothing leads to", Modifications::LtaUpdates, &new);
}

#[test]
fn an_object_that_is_named_by_an_allowed_path_and_by_another_one_is_not_allowed() {
    let shown = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nother\nendstream";
    let metadata = DOCUMENT[11].1.replace("   \nend", "<!---->\nend");
    let metadata = metadata.replace("Length 38", "Length 42");
    for (why, changes, number, body) in [
        ("info", vec![], 7, shown),
        ("metadata", vec![(4, "<</Type/Page/Parent 2 0 R/Contents 12 0 R>>")], 12, metadata.as_str()),
        ("appearance", vec![(4, "<</Type/Page/Parent 2 0 R/Contents 27 0 R>>")], 27, shown),
        ("appearance by the name P", vec![(6, "<</XObject<</P 27 0 R>>>>")], 27, shown),
        ("appearance of a stamp too", vec![(9, "[11 0 R<</Subtype/Stamp/AP<</N 27 0 R>>>>]")], 27, shown),
        ("fields", vec![(4, "<</Type/Page/Parent 2 0 R/Contents 10 0 R>>")], 10, "[11 0 R 31 0 R]"),
        ("store", vec![(4, "<</Type/Page/Parent 2 0 R/Resources 19 0 R>>")], 19, "<</Certs[29 0 R 29 0 R]>>"),
        ("certificate", vec![(4, "<</Type/Page/Parent 2 0 R/Contents 29 0 R>>")], 29, shown),
        ("default resources", vec![(5, "<</Fields 10 0 R/DR 6 0 R>>")], 6, "<</Font<</F1 20 0 R/F2 20 0 R>>>>"),
    ] {
        let signed = document(&changes);
        let trailer = if why == "info" { "/Info 7 0 R" } else { "" };
        let field = "<</FT/Sig/T(s)/V 32 0 R>>";
        let value = "<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161>>";
        let revision = Revision { trailer, ..Revision::of(&[(number, body), (31, field), (32, value)]) };
        refused(why, &after(&signed, &revision));
        let info = Revision { trailer: "/Info 7 0 R", ..Revision::of(&[(31, "null")]) }.over(&document(&changes));
        if why == "info" {
            refused("info that was signed", &after(&info, &Revision { trailer, ..Revision::of(&[(7, shown)]) }));
        }
    }
}

#[test]
fn fields_and_annotations_in_one_array_are_held_to_both_rules() {
    let signed = document(&[(5, "<</Fields 9 0 R/SigFlags 1>>")]);
    let value = "<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161>>";
    let widget = |rect: &str| format!("<</Subtype/Widget/FT/Sig/T(s)/V 32 0 R/Rect{rect}>>");
    for (rect, is_certified, level) in [
        ("[0 0 0 0]", true, Modifications::LtaUpdates),
        ("[0 0 99 99]", false, Modifications::FormFilling),
        ("[0 0 99 99]", true, Modifications::Other),
    ] {
        let widget = widget(rect);
        let now = Revision::of(&[(9, "[11 0 R 31 0 R]"), (31, &widget), (32, value)]).over(&signed);
        let found = found(signed.len(), is_certified.then_some(1));
        allowed(rect, level, &difference_since(&found, None, &File::open(&now).expect("a PDF"), &now));
    }
    let note = Revision::of(&[(9, "[11 0 R 31 0 R]"), (31, "<</Subtype/FreeText/FT/Sig/T(s)/V 32 0 R>>"), (32, value)]);
    refused("a note that says it is a signature", &after(&signed, &note));
}

#[test]
fn a_timestamp_that_shows_something_is_no_update_for_the_long_term() {
    let signed = document(&[]);
    let value = "<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161>>";
    let shown = "<</Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nother\nendstream";
    let blank = "<</Subtype/Form/BBox[0 0 0 0]/Length 9>>stream\n% DSBlank\nendstream";
    for (field, appearance, level) in [
        ("<</FT/Sig/T(s)/V 32 0 R>>", "null", Modifications::LtaUpdates),
        ("<</FT/Sig/T(s)/V 32 0 R/Rect[0 0 0 0]/AP<</N 33 0 R>>>>", blank, Modifications::LtaUpdates),
        ("<</FT/Sig/T(s)/V 32 0 R/Rect[0 0 0 0]/AP<</N 33 0 R>>>>", shown, Modifications::Other),
        ("<</FT/Sig/T(s)/V 32 0 R/Rect[0 0 9 9]>>", "null", Modifications::Other),
        ("<</FT/Sig/T(s)/V 32 0 R/Kids[33 0 R]>>", "<</Subtype/Widget/Rect[0 0 9 9]>>", Modifications::Other),
        ("<</FT/Sig/T(s)/V 32 0 R/A<<>>>>", "null", Modifications::Other),
        ("<</FT/Sig/T(s)/V 32 0 R/V 7 0 R>>", "null", Modifications::Other),
        ("<</FT/Tx/T(s)/V(x)>>", "null", Modifications::Other),
        ("<</FT/Sig/T(s)>>", "null", Modifications::Other),
    ] {
        let now = Revision::of(&[(10, "[11 0 R 31 0 R]"), (31, field), (32, value), (33, appearance)]).over(&signed);
        let found = found(signed.len(), Some(1));
        allowed(field, level, &difference_since(&found, None, &File::open(&now).expect("a PDF"), &now));
    }
}

#[test]
fn a_second_signature_by_another_writer_is_a_form_that_was_filled_in() {
    let signed = document(&[]);
    let catalog = DOCUMENT[0].1;
    let form = "<</Fields 10 0 R/SigFlags 3/DA(/F1 0 Tf 0 g)/DR<</Encoding<<>>/Font<</F1 34 0 R/F2 35 0 R>>>>>>";
    let metadata = "<</Length 37/Type/Metadata>>stream\n<x:xmpmeta xmlns:x='adobe:ns:meta/'/>  \nendstream";
    let revision = Revision {
        trailer: "/Info 36 0 R",
        ..Revision::of(&[
            (1, catalog),
            (2, "<</Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 300 400.0]/Resources 6 0 R/Type/Pages>>"),
            (3, "<</Type/Page/Parent 2 0 R/Contents 7 0 R/Annots[11 0 R 31 0 R]>>"),
            (5, form),
            (10, "[11 0 R 31 0 R]"),
            (12, metadata),
            (31, "<</Subtype/Widget/FT/Sig/T(s)/V 32 0 R/P 3 0 R/Rect[0 0 9 9]/AP<</N 33 0 R>>>>"),
            (32, "<</Type/Sig/SubFilter/adbe.pkcs7.detached>>"),
            (33, "<</Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nother\nendstream"),
            (34, DOCUMENT[19].1),
            (35, "<</Type/Font>>"),
            (36, "<</ModDate(x)>>"),
        ])
    };
    let signed_again = after(&signed, &revision);
    allowed("signed again", Modifications::FormFilling, &signed_again);
    assert!(signed_again.was_signed && !signed_again.was_filled);
    let mut other_font = revision.clone();
    other_font.objects.retain(|(number, ..)| *number != 34);
    other_font.objects.push((34, 0, "<</Type/Font/Subtype/Type1>>"));
    refused("a default font that is another", &after(&signed, &other_font));
}

/// PDFBox names what its newest visible signature shows among the form's defaults.
#[test]
fn a_form_among_the_defaults_is_exchanged_where_no_appearance_could_take_it_from_there() {
    const OWN: &str = "<</Subtype/Form/BBox[0 0 9 9]/Resources<<>>/Length 5>>stream\nq 3 Q\nendstream";
    const NEWER: &str = "<</Subtype/Form/BBox[0 0 9 9]/Resources<<>>/Length 5>>stream\nq 4 Q\nendstream";
    const BARE: &str = "<</Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nq 5 Q\nendstream";
    const IMAGE: &str = "<</Subtype/Image/Width 1/Height 1/Length 5>>stream\nq 3 Q\nendstream";
    let form = |fields: &str, look: u32| {
        format!("<</Fields {fields}/SigFlags 3/DA(/F1 0 Tf 0 g)/DR<</Font<</F1 20 0 R>>/XObject<</FRM {look} 0 R>>>>>>")
    };
    let (before, after_it, without) =
        (form("10 0 R", 30), form("10 0 R", 40), form("10 0 R", 40).replace("/FRM 40 0 R", ""));
    let signed = document(&[(5, &before), (21, OWN), (27, OWN), (30, OWN)]);
    let exchanged = |signed: &[u8], form: &str, look: &str| after(signed, &Revision::of(&[(5, form), (40, look)]));
    allowed("the newest signature's", Modifications::FormFilling, &exchanged(&signed, &after_it, NEWER));
    refused("an image for a form", &exchanged(&signed, &after_it, IMAGE));
    refused("none any more", &exchanged(&signed, &without, NEWER));
    let empty = "<</Subtype/Form/BBox[0 0 0 0]/Length 0>>stream\n\nendstream";
    let blank = document(&[(5, &before), (21, OWN), (27, empty), (30, OWN)]);
    allowed("beside one that shows nothing", Modifications::FormFilling, &exchanged(&blank, &after_it, NEWER));
    let leaning = document(&[(5, &before), (21, OWN), (27, BARE), (30, OWN)]);
    refused("an appearance that may take it from there", &exchanged(&leaning, &after_it, NEWER));
    let image = document(&[(5, &before), (21, OWN), (27, OWN), (30, IMAGE)]);
    refused("a form for an image", &exchanged(&image, &after_it, NEWER));
}

#[test]
fn a_field_is_filled_in_where_it_may_be() {
    let signed = document(&[]);
    let filled = "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[0 0 9 9]/P 3 0 R/AP<</N 31 0 R>>/V(y)>>";
    let appearance = "<</Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nother\nendstream";
    let revision = Revision::of(&[(11, filled), (31, appearance)]);
    let free = after(&signed, &revision);
    allowed("filled in", Modifications::FormFilling, &free);
    assert!(free.was_filled && !free.was_signed);
    allowed("in place", Modifications::FormFilling, &after(&signed, &Revision::of(&[(27, appearance)])));
    let now = revision.over(&signed);
    let file = File::open(&now).expect("a PDF");
    let with = |permission: Option<i64>, locks: Vec<Lock>| {
        difference_since(&Found { locks, ..found(signed.len(), permission) }, None, &file, &now).modifications
    };
    assert_eq!(with(Some(1), Vec::new()), Modifications::Other);
    assert_eq!(with(Some(2), Vec::new()), Modifications::FormFilling);
    assert_eq!(with(None, vec![Lock::All]), Modifications::Other);
    assert_eq!(with(None, vec![Lock::Include(vec!["a".to_owned()])]), Modifications::Other);
    assert_eq!(with(None, vec![Lock::Include(vec!["b".to_owned()])]), Modifications::FormFilling);
    assert_eq!(with(None, vec![Lock::Exclude(vec!["a".to_owned()])]), Modifications::FormFilling);
    let moved = filled.replace("[0 0 9 9]", "[0 0 99 99]");
    refused("moved", &after(&signed, &Revision::of(&[(11, &moved), (31, appearance)])));
}

#[test]
fn what_readers_would_read_differently_is_a_change() {
    let signed = document(&[]);
    let page = "<</Type/Page/Parent 2 0 R/Contents 31 0 R/Annots 9 0 R/Contents 7 0 R>>";
    refused("a key that stands twice", &after(&signed, &Revision::of(&[(3, page), (31, "null")])));
    let same = Revision { objects: vec![(7, 1, DOCUMENT[6].1)], ..Revision::default() };
    refused("another generation", &after(&signed, &same));
    let whole = "<</Type/Page/Parent 2 0 R/Contents[7 0 R 30 0 R 8 0 R]/Rotate 0.0/UserUnit 1>>";
    refused("a turn that is no whole number", &after(&signed, &Revision::of(&[(4, whole)])));
    let short = Revision { size: Some(8), ..Revision::of(&[(31, "null")]) };
    refused("a size that hides objects", &after(&signed, &short));
    let long = "<</Length 9>>stream\nq 1 Q\nendstream";
    refused("a length that is wrong", &after(&signed, &Revision::of(&[(7, long)])));
    let twice = Revision { objects: vec![(7, 0, DOCUMENT[6].1), (7, 0, long)], ..Revision::default() };
    refused("a number that a section names twice", &after(&signed, &twice));
}

#[test]
fn a_revision_must_follow_on_the_one_that_was_signed() {
    let first = document(&[]);
    let signed = Revision::of(&[(8, "<</Length 5>>stream\nother\nendstream")]).over(&first);
    let skipping =
        Revision { previous: Some(File::open(&first).expect("a PDF").newest().0), ..Revision::of(&[(31, "null")]) };
    refused("skipping", &after(&signed, &skipping));
    for trailer in ["/Encrypt 7 0 R", "/Other 7 0 R", "/Size 9", "/Info<<>>", "/Info 7 0 R"] {
        refused(trailer, &after(&first, &Revision { trailer, ..Revision::of(&[(31, "null")]) }));
    }
    let generation = after(&first, &Revision { trailer: "/Root 1 1 R", ..Revision::of(&[(31, "null")]) });
    allowed("a catalog of another generation", Modifications::Unknown, &generation);
    allowed("bytes", Modifications::Unknown, &difference(&first, &[&first[..], b"% more\n"].concat()));
    let now = [&Revision::of(&[(31, "null")]).over(&first)[..], b"% more\n"].concat();
    allowed("bytes after the end", Modifications::Unknown, &difference(&first, &now));
    let now = Revision::of(&[(31, "null")]).over(&first);
    let loose = String::from_utf8(now).expect("text");
    let row = loose.rfind(" n \n").expect("a row");
    let short = [&loose[..row], " n\n", &loose[row + 4..]].concat();
    let short = difference(&first, short.as_bytes());
    allowed("rows of nineteen bytes, which not every reader reads", Modifications::Unknown, &short);
    allowed("nothing", Modifications::None, &difference(&first, &[&first[..], b"\r\n"].concat()));
}

/// A document whose pages stand in an object stream.
fn packed() -> Vec<u8> {
    let (free, packed): (Vec<_>, Vec<_>) =
        DOCUMENT.into_iter().chain([CERTIFICATE]).partition(|(number, body)| *number == 1 || body.contains("stream"));
    streams(&free, &packed)
}

#[test]
fn objects_in_object_streams_are_freed_replaced_and_redirected_in_vain() {
    let signed = packed();
    refused("freed", &after(&signed, &Revision { free: vec![4], ..Revision::default() }));
    refused("replaced", &after(&signed, &Revision::of(&[(4, "<</Type/Page/Parent 2 0 R>>")])));
    allowed("the same", Modifications::LtaUpdates, &after(&signed, &Revision::of(&[(4, DOCUMENT[3].1)])));
    let other = "<</Type/ObjStm/N 1/First 4/Length 32>>stream\n4 0 <</Type/Page/Parent 2 0 R>>   \nendstream";
    refused("their stream replaced", &after(&signed, &Revision::of(&[(90, other)])));
    refused("their stream freed", &after(&signed, &Revision { free: vec![90], ..Revision::default() }));
}

/// An update whose table is followed by a stream that not every reader reads (clause 7.5.8.4).
fn hybrid(signed: &[u8], hidden: u32, row: &str, table: &str) -> Vec<u8> {
    let mut out = signed.to_vec();
    let shown = out.len();
    out.extend_from_slice(b"60 0 obj\n<</Type/ObjStm/N 1/First 4/Length 34>>stream\n");
    out.extend_from_slice(format!("{hidden:<2} 0<</Type/Page/Parent 2 0 R/O 1>>  ").as_bytes());
    out.extend_from_slice(b"\nendstream\nendobj\n");
    let stream = out.len();
    let head = format!("61 0 obj\n<</Type/XRef/Size 62/W[1 3 1]/Index[{hidden} 1]/Length 5>>stream\n");
    out.extend_from_slice(head.as_bytes());
    let row: Vec<u8> = (0..10).step_by(2).map(|at| u8::from_str_radix(&row[at..at + 2], 16).expect("hex")).collect();
    out.extend_from_slice(&row);
    out.extend_from_slice(b"\nendstream\nendobj\n");
    let (start, previous) = (out.len(), File::open(signed).expect("a PDF").newest().0);
    let text = format!(
        "xref\n{table}60 1\n{shown:010} 00000 n \ntrailer\n<</Root 1 0 R/Size 62/Prev {previous}/XRefStm {stream}>>\n\
         startxref\n{start}\n%%EOF\n"
    );
    out.extend_from_slice(text.as_bytes());
    out
}

#[test]
fn a_hybrid_update_neither_shows_nor_hides_what_was_signed() {
    let signed = document(&[]);
    let in_stream = "0200003c00";
    let freed = "4 1\n0000000000 00001 f \n";
    refused("shown behind a free entry", &difference(&signed, &hybrid(&signed, 4, in_stream, freed)));
    refused("shown over the signed one", &difference(&signed, &hybrid(&signed, 4, in_stream, "")));
    refused("hidden", &difference(&signed, &hybrid(&signed, 4, "0000000000", "")));
    let signed = packed();
    // An object stream of before does not bring back what the hybrid frees.
    let now = hybrid(&signed, 62, in_stream, freed);
    assert!(File::open(&now).expect("a PDF").get(4).is_none());
    refused("freed", &difference(&signed, &now));
}

#[test]
fn a_stream_that_does_not_end_in_the_signed_document_leaves_it_undecided() {
    let signed = document(&[(8, "<</Length 99999>>stream\nq 2 Q\nendstream")]);
    let now = after(&signed, &Revision::of(&[(31, "null")]));
    allowed("a length beyond the end", Modifications::Unknown, &now);
    assert!(now.reasons[0].contains("page 2: /Contents"), "{now:?}");
}

#[test]
fn a_table_that_lies_leaves_it_undecided() {
    let signed = document(&[]);
    let text = String::from_utf8(signed.clone()).expect("text");
    let lying = text.replacen(" 00000 n", " 00001 n", 1).into_bytes();
    allowed("a table that lies", Modifications::Unknown, &after(&lying, &Revision::of(&[(31, "null")])));
}

#[test]
fn what_two_fields_show_is_filled_in_for_neither() {
    let twin = "<</Type/Annot/Subtype/Widget/FT/Tx/T(b)/Rect[0 0 9 9]/P 3 0 R/AP<</N 27 0 R>>>>";
    let appearance = "<</Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nother\nendstream";
    let signed = document(&[(9, "[11 0 R 31 0 R]"), (10, "[11 0 R 31 0 R]"), (31, twin)]);
    refused("an appearance of two", &after(&signed, &Revision::of(&[(27, appearance)])));
    // What a locked field shows is its own object, and locked with it.
    let signed = document(&[]);
    let now = Revision::of(&[(27, appearance)]).over(&signed);
    let locked = Found { locks: vec![Lock::All], ..found(signed.len(), None) };
    refused("of a locked field", &difference_since(&locked, None, &File::open(&now).expect("a PDF"), &now));
}

#[test]
fn a_signature_field_is_signed_once() {
    let value = "<</Type/Sig/SubFilter/ETSI.CAdES.detached>>";
    let field = |rest: &str| format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(a)/Rect[0 0 0 0]/P 3 0 R{rest}>>");
    let (empty, signed_by) = (field(""), |number: u32| field(&format!("/V {number} 0 R")));
    let open = document(&[(11, &empty)]);
    let (once, again) = (signed_by(31), signed_by(32));
    let signing = Revision::of(&[(11, &once), (31, value)]);
    let first = after(&open, &signing);
    allowed("a field that was open", Modifications::FormFilling, &first);
    assert!(first.was_signed && !first.was_filled);
    let closed = signing.over(&open);
    refused("signed by another", &after(&closed, &Revision::of(&[(11, &again), (32, value)])));
    refused("emptied", &after(&closed, &Revision::of(&[(11, &empty)])));
    refused("neither empty nor signed", &after(&open, &Revision::of(&[(11, &field("/V null/F 4"))])));
    // A signature's value is not filled in like a text.
    let text = field("/V(x)");
    refused("a text for a signature", &after(&open, &Revision::of(&[(11, &text)])));
    let locked = Found { locks: vec![Lock::Include(vec!["a".to_owned()])], ..found(open.len(), None) };
    refused("a locked one", &difference_since(&locked, None, &File::open(&closed).expect("a PDF"), &closed));
}

#[test]
fn a_catalog_of_another_number_is_not_judged() {
    let signed = document(&[]);
    let catalog = DOCUMENT[0].1;
    for (number, body) in [(31, catalog), (31, "<</Type/Catalog/Pages 2 0 R>>"), (30, catalog)] {
        let trailer = format!("/Root {number} 0 R");
        let later = after(&signed, &Revision { trailer: &trailer, ..Revision::of(&[(number, body)]) });
        assert!(later.modifications >= Modifications::Other, "{later:?}");
    }
    // Nor where a later one has the first again.
    let other = Revision { trailer: "/Root 31 0 R", ..Revision::of(&[(31, catalog)]) }.over(&signed);
    let back = Revision { trailer: "/Root 1 0 R", ..Revision::of(&[(32, "null")]) }.over(&other);
    assert_eq!(difference(&signed, &back).modifications, Modifications::Unknown);
}

#[test]
fn what_was_changed_and_changed_back_was_changed() {
    let signed = document(&[]);
    let changed = Revision::of(&[(7, "<</Length 5>>stream\nother\nendstream")]).over(&signed);
    let back = Revision::of(&[(7, DOCUMENT[6].1)]).over(&changed);
    refused("changed and changed back", &difference(&signed, &back));
    // By naming the old place again, too.
    let file = File::open(&signed).expect("a PDF");
    let Some(Entry::At { offset, .. }) = file.entry(7) else { panic!("it stands free") };
    let previous = File::open(&changed).expect("a PDF").newest().0;
    let mut named = changed.clone();
    let start = named.len();
    let table = format!("xref\n7 1\n{offset:010} 00000 n \n");
    named.extend(
        format!("{table}trailer\n<</Root 1 0 R/Size 32/Prev {previous}>>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    refused("named again", &difference(&signed, &named));
}

#[test]
fn what_came_after_the_next_signature_is_held_against_that_one_unless_the_first_allows_less() {
    let signed = document(&[]);
    let next = Revision::of(&[(31, "null")]).over(&signed);
    let changed = Revision::of(&[(7, "<</Length 5>>stream\nother\nendstream")]).over(&next);
    let back = Revision::of(&[(7, DOCUMENT[6].1)]).over(&changed);
    let file = File::open(&back).expect("a PDF");
    let of = |found: &Found, next| difference_since(found, next, &file, &back);
    let first = found(signed.len(), None);
    allowed("the next one answers for it", Modifications::LtaUpdates, &of(&first, Some(next.len())));
    refused("there is no next one", &of(&first, None));
    refused("the next one", &of(&found(next.len(), None), None));
    refused("the change is the next one's", &of(&first, Some(changed.len())));
    refused("certified", &of(&found(signed.len(), Some(2)), Some(next.len())));
    let locked = Found { locks: vec![Lock::All], ..found(signed.len(), None) };
    refused("locked", &of(&locked, Some(next.len())));
}

#[test]
fn what_the_file_says_about_itself_afterwards_is_told_apart_from_what_keeps_signatures_alive() {
    fn with(info: &str) -> Revision<'_> {
        Revision { trailer: "/Info 36 0 R", ..Revision::of(&[(36, info)]) }
    }
    let signed = with("<</Title(a)/ModDate(x)/Producer(p)>>").over(&document(&[]));
    let later = |info: &str| after(&signed, &with(info)).modifications;
    assert_eq!(later("<</Title(a)/ModDate(y)/Producer(q)>>"), Modifications::LtaUpdates, "who wrote, and when");
    for info in ["<</Title(b)/ModDate(x)/Producer(p)>>", "<</Title(a)/Author(b)>>", "<<>>"] {
        assert_eq!(later(info), Modifications::MetadataUpdates, "{info}");
    }
    // An object that is emptied was removed.
    assert_eq!(later("null"), Modifications::Other);
    refused("emptied metadata", &after(&document(&[]), &Revision::of(&[(12, "null")])));
    // Another object that says the same says nothing else.
    let moved = Revision { trailer: "/Info 37 0 R", ..Revision::of(&[(37, "<</Title(a)>>")]) };
    assert_eq!(after(&signed, &moved).modifications, Modifications::LtaUpdates);
    let xmp = |text: &str| format!("<</Type/Metadata/Length {}>>stream\n{text}\nendstream", text.len());
    let written = |text: &str| after(&document(&[]), &Revision::of(&[(12, &xmp(text))])).modifications;
    assert_eq!(written("<x:xmpmeta xmlns:x='adobe:ns:meta/'/> "), Modifications::LtaUpdates, "the same bytes");
    assert_eq!(written("<x:xmpmeta xmlns:x='adobe:ns:meta/'>a</x:xmpmeta>"), Modifications::MetadataUpdates);
}

#[test]
fn what_comes_to_the_catalog_and_the_form_is_what_it_is_for() {
    let catalog = |from: &str, to: &str| {
        let changed = DOCUMENT[0].1.replace(from, to);
        assert_ne!(changed, DOCUMENT[0].1, "{from}");
        after(&document(&[]), &Revision::of(&[(1, &changed)]))
    };
    let lta = Modifications::LtaUpdates;
    allowed("a version", lta, &catalog("/Pages 2", "/Version/2.0/Pages 2"));
    refused("a version that is none", &catalog("/Pages 2", "/Version(2.0)/Pages 2"));
    allowed("an extension", lta, &catalog("/Pages 2", "/Extensions<</ESIC<</BaseVersion/1.7>>>>/Pages 2"));
    allowed("no metadata", Modifications::MetadataUpdates, &catalog("/Metadata 12 0 R", ""));
    let flags = |before: &str, now: &str| {
        let form = |flags: &str| format!("<</Fields 10 0 R{flags}/DR<</Font<</F1 20 0 R>>>>>>");
        after(&document(&[(5, &form(before))]), &Revision::of(&[(5, &form(now))])).modifications
    };
    assert_eq!(flags("/SigFlags 1", "/SigFlags 3"), lta);
    assert_eq!(flags("", "/SigFlags 3"), lta);
    assert_eq!(flags("/SigFlags 3", "/SigFlags 1"), Modifications::Other, "a bit less");
    assert_eq!(flags("/SigFlags 3", "/SigFlags 7"), Modifications::Other, "a bit that is not known");
    let packet = |text: &str| format!("<</Length {}>>stream\n{text}\nendstream", text.len());
    let told = |text: &str| after(&document(&[]), &Revision::of(&[(12, &packet(text))]));
    allowed("other metadata", Modifications::MetadataUpdates, &told("<r:RDF xmlns:r='x'/>"));
    refused("what is no metadata", &told("<html/>"));
    // The first form of a document comes with its first signature.
    let bare = document(&[(1, &DOCUMENT[0].1.replace("/AcroForm 5 0 R", ""))]);
    let field = "<</FT/Sig/T(s)/V 32 0 R>>";
    let with_form = DOCUMENT[0].1.replace("/AcroForm 5 0 R", "/AcroForm<</Fields[31 0 R]/SigFlags 3>>");
    let first = Revision::of(&[(1, &with_form), (31, field), (32, "<</Type/Sig>>")]);
    allowed("a first form", Modifications::FormFilling, &after(&bare, &first));
}

#[test]
fn a_length_says_nothing_that_the_stream_does_not() {
    let signed = document(&[(31, "5"), (7, "<</Length 31 0 R>>stream\nq 1 Q\nendstream")]);
    let same = Revision::of(&[(7, "<</Length 5>>stream\nq 1 Q\nendstream")]);
    allowed("the same bytes", Modifications::LtaUpdates, &after(&signed, &same));
    let filtered = Revision::of(&[(7, "<</Length 5/Filter/ASCIIHexDecode>>stream\nq 1 Q\nendstream")]);
    refused("read in another way", &after(&signed, &filtered));
    refused(
        "a dictionary's length is not a stream's",
        &after(&signed, &Revision::of(&[(6, &DOCUMENT[5].1.replace("<</Font", "<</Length 1/Font"))])),
    );
}

#[test]
fn validation_data_is_added_and_not_exchanged() {
    let signed = document(&[(19, "<</Certs[29 0 R]/VRI<</A 29 0 R>>>>")]);
    let more = "<</Length 4>>stream\nmore\nendstream";
    for (why, store, level) in [
        ("more", "<</Certs[29 0 R 31 0 R]/VRI<</A 29 0 R/B 31 0 R>>>>", Modifications::LtaUpdates),
        ("fewer", "<</Certs[31 0 R]/VRI<</A 29 0 R>>>>", Modifications::LtaUpdates),
        ("another", "<</Certs[29 0 R]/VRI<</A 31 0 R>>>>", Modifications::Other),
        ("something else", "<</Certs[29 0 R]/VRI<</A 29 0 R>>/Other 31 0 R>>", Modifications::Other),
    ] {
        allowed(why, level, &after(&signed, &Revision::of(&[(19, store), (31, more)])));
    }
    // The type of the store says nothing more than its key; one that is another type is no store.
    let typed = document(&[(19, "<</Type/DSS/Certs[29 0 R]>>")]);
    for (why, store, level) in [
        ("without", "<</Certs[29 0 R]>>", Modifications::LtaUpdates),
        ("another", "<</Type/Other/Certs[29 0 R]>>", Modifications::Other),
    ] {
        allowed(why, level, &after(&typed, &Revision::of(&[(19, store)])));
    }
    let gone = DOCUMENT[0].1.replace("/DSS 19 0 R", "");
    refused("none", &after(&signed, &Revision::of(&[(1, &gone)])));
}

#[test]
fn comparing_costs_no_more_than_reading() {
    // A tree of fields that each stand in it many times, and an appearance that all of them share.
    let kids: String = (100..400).map(|number| format!("{number} 0 R ")).collect();
    let field = format!("<</FT/Tx/Kids[{kids}]/AP<</N 27 0 R>>>>");
    let fields: Vec<(u32, &str)> = (100..400).map(|number| (number, field.as_str())).collect();
    let roots = format!("[{kids}]");
    let signed = document(&[&[(10, roots.as_str())], &fields[..]].concat());
    let now = after(&signed, &Revision::of(&[(500, "null")]));
    allowed("shared fields", Modifications::LtaUpdates, &now);
    assert!(now.cost < 20 * signed.len(), "{} for {}", now.cost, signed.len());
}
