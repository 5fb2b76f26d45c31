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

mod alike;
mod between;
mod forms;
mod parts;
mod sections;
mod strictness;

/// A document with something of everything that may be changed behind a signature's back.
const DOCUMENT: [(u32, &str); 28] = [
    (
        1,
        "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/Metadata 12 0 R/OCProperties 13 0 R/PageLabels 14 0 R/Outlines 15 0 R\
         /StructTreeRoot 16 0 R/Names<</EmbeddedFiles<</Names[(a)17 0 R]>>>>/DSS 19 0 R>>",
    ),
    (
        2,
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 300.0 400]/Resources 6 0 R>>",
    ),
    (3, "<</Type/Page/Parent 2 0 R/Contents 7 0 R/Annots 9 0 R>>"),
    (
        4,
        "<</Type/Page/Parent 2 0 R/Contents[7 0 R 30 0 R 8 0 R]/Rotate 0/UserUnit 1>>",
    ),
    (5, "<</Fields 10 0 R/SigFlags 1/DR<</Font<</F1 20 0 R>>>>>>"),
    (
        6,
        "<</Font<</F1 20 0 R>>/XObject<</X 21 0 R>>/ExtGState<</G 22 0 R>>/ColorSpace<</C[/ICCBased 23 0 R]>>>>",
    ),
    (7, "<</Length 5>>stream\nq 1 Q\nendstream"),
    (8, "<</Length 5>>stream\nq 2 Q\nendstream"),
    (9, "[11 0 R]"),
    (10, "[11 0 R]"),
    (
        11,
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[0 0 9 9]/P 3 0 R/AP<</N 27 0 R>>/V(x)>>",
    ),
    (
        12,
        "<</Type/Metadata/Subtype/XML/Length 38>>stream\n<x:xmpmeta xmlns:x='adobe:ns:meta/'/>   \nendstream",
    ),
    (13, "<</OCGs[]/D<<>>>>"),
    (14, "<</Nums[0<</S/r>>]>>"),
    (15, "<</Type/Outlines/First 18 0 R/Last 18 0 R/Count 1>>"),
    (16, "<</Type/StructTreeRoot/K<</S/Art/Pg 3 0 R/K 0>>>>"),
    (17, "<</Type/Filespec/F(a)/EF<</F 28 0 R>>>>"),
    (18, "<</Title(one)/Parent 15 0 R/Dest[3 0 R/Fit]>>"),
    (19, "<</Certs[29 0 R]>>"),
    (
        20,
        "<</Type/Font/Subtype/Type0/BaseFont/A/FontDescriptor 24 0 R/ToUnicode 25 0 R>>",
    ),
    (
        21,
        "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nq 3 Q\nendstream",
    ),
    (22, "<</CA 1>>"),
    (23, "<</N 3/Length 3>>stream\nicc\nendstream"),
    (24, "<</Type/FontDescriptor/FontFile2 26 0 R>>"),
    (25, "<</Length 4>>stream\ncmap\nendstream"),
    (26, "<</Length 4>>stream\nfont\nendstream"),
    (
        27,
        "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nq 4 Q\nendstream",
    ),
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
        Revision {
            objects: objects.iter().map(|(n, body)| (*n, 0, *body)).collect(),
            ..Revision::default()
        }
    }

    fn over(&self, base: &[u8]) -> Vec<u8> {
        let file = File::open(base).expect("a PDF");
        let mut out = base.to_vec();
        let mut rows = Vec::new();
        for (number, generation, body) in &self.objects {
            rows.push(format!(
                "{number} 1\n{:010} {generation:05} n \n",
                out.len()
            ));
            out.extend_from_slice(
                format!("{number} {generation} obj\n{body}\nendobj\n").as_bytes(),
            );
        }
        rows.extend(
            self.free
                .iter()
                .map(|number| format!("{number} 1\n0000000000 00001 f \n")),
        );
        let highest = self
            .objects
            .iter()
            .map(|(number, ..)| number + 1)
            .max()
            .unwrap_or(0);
        let size = self.size.unwrap_or_else(|| file.next_number().max(highest));
        let previous = self.previous.unwrap_or(file.newest().0);
        let root = if self.trailer.contains("/Root") {
            ""
        } else {
            "/Root 1 0 R"
        };
        let mut text = format!("xref\n{}", rows.concat());
        let start = out.len();
        write!(
            text,
            "trailer\n<<{root}/Size {size}/Prev {previous}{}>>\nstartxref\n{start}\n%%EOF\n",
            self.trailer
        )
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
    difference_since(
        &found(signed.len(), None),
        None,
        &File::open(now).expect("a PDF"),
        now,
    )
}

fn after(signed: &[u8], revision: &Revision<'_>) -> Difference {
    difference(signed, &revision.over(signed))
}

fn refused(why: &str, difference: &Difference) {
    assert_eq!(
        difference.modifications,
        Modifications::Other,
        "{why}: {difference:?}"
    );
    assert!(!difference.reasons.is_empty(), "{why}");
}

fn allowed(why: &str, level: Modifications, difference: &Difference) {
    assert_eq!(difference.modifications, level, "{why}: {difference:?}");
}

#[test]
fn any_object_that_the_signed_document_refers_to_is_missed_and_named_when_it_is_changed_or_removed()
{
    let signed = document(&[]);
    // But for what may be other: the catalog, the form, the field, its appearance, the metadata.
    for number in (2..=29).filter(|number| ![5, 11, 12, 27].contains(number)) {
        let changed = match number {
            7 | 8 | 21 | 23 | 25..=29 => "<</Length 5>>stream\nother\nendstream",
            _ => "<</Other true>>",
        };
        refused(
            &format!("{number} changed"),
            &after(&signed, &Revision::of(&[(number, changed)])),
        );
    }
    for number in 2..=29 {
        let freed = after(
            &signed,
            &Revision {
                free: vec![number],
                ..Revision::default()
            },
        );
        refused(&format!("{number} freed"), &freed);
        assert!(freed.reasons[0].contains("was removed"), "{freed:?}");
    }
    let told = |revision: &Revision<'_>| after(&signed, revision).reasons.concat();
    let removed = told(&Revision {
        free: vec![7],
        ..Revision::default()
    });
    assert!(
        removed.contains("removed: page 1: /Contents (object 7)"),
        "{removed}"
    );
    let font = told(&Revision::of(&[(
        26,
        "<</Length 5>>stream\nother\nendstream",
    )]));
    assert!(
        font.contains("/Font /F1 /FontDescriptor /FontFile2 (object 26)"),
        "{font}"
    );
    let label = told(&Revision::of(&[(14, "<</Nums[0<</S/D>>]>>")]));
    assert!(label.contains("the catalog: /PageLabels"), "{label}");
    let page = told(&Revision::of(&[(
        4,
        "<</Type/Page/Parent 2 0 R/Contents[7 0 R 30 0 R 8 0 R]/Rotate 90/UserUnit 1>>",
    )]));
    assert!(page.contains("page 2: /Rotate"), "{page}");
    let action = told(&Revision::of(&[(
        1,
        &DOCUMENT[0].1.replace("/Pages", "/OpenAction<<>>/Pages"),
    )]));
    assert!(action.contains("the catalog: /OpenAction"), "{action}");
}

#[test]
fn what_was_not_there_when_it_was_signed_may_not_come_to_be() {
    let shown = "<</Length 5>>stream\nother\nendstream";
    let undefined = after(&document(&[]), &Revision::of(&[(30, shown)]));
    refused("undefined", &undefined);
    assert!(
        undefined.reasons[0].contains("page 2: /Contents (object 30)"),
        "{undefined:?}"
    );
    let signed = Revision {
        free: vec![30],
        ..Revision::default()
    }
    .over(&document(&[]));
    refused("free", &after(&signed, &Revision::of(&[(30, shown)])));
    let reused = Revision {
        objects: vec![(30, 1, shown)],
        ..Revision::default()
    };
    refused("free, with another generation", &after(&signed, &reused));
    let unused = after(&document(&[(40, "null")]), &Revision::of(&[(35, shown)]));
    refused("a number that was left out", &unused);
    let new = after(&document(&[]), &Revision::of(&[(31, shown)]));
    allowed(
        "a number that is new and that nothing leads to",
        Modifications::LtaUpdates,
        &new,
    );
}

#[test]
fn an_object_that_is_named_by_an_allowed_path_and_by_another_one_is_not_allowed() {
    let shown = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 5>>stream\nother\nendstream";
    let metadata = DOCUMENT[11].1.replace("   \nend", "<!---->\nend");
    let metadata = metadata.replace("Length 38", "Length 42");
    for (why, changes, number, body) in [
        ("info", vec![], 7, shown),
        (
            "metadata",
            vec![(4, "<</Type/Page/Parent 2 0 R/Contents 12 0 R>>")],
            12,
            metadata.as_str(),
        ),
        (
            "appearance",
            vec![(4, "<</Type/Page/Parent 2 0 R/Contents 27 0 R>>")],
            27,
            shown,
        ),
        (
            "appearance by the name P",
            vec![(6, "<</XObject<</P 27 0 R>>>>")],
            27,
            shown,
        ),
        (
            "appearance of a stamp too",
            vec![(9, "[11 0 R<</Subtype/Stamp/AP<</N 27 0 R>>>>]")],
            27,
            shown,
        ),
        (
            "fields",
            vec![(4, "<</Type/Page/Parent 2 0 R/Contents 10 0 R>>")],
            10,
            "[11 0 R 31 0 R]",
        ),
        (
            "store",
            vec![(4, "<</Type/Page/Parent 2 0 R/Resources 19 0 R>>")],
            19,
            "<</Certs[29 0 R 29 0 R]>>",
        ),
        (
            "certificate",
            vec![(4, "<</Type/Page/Parent 2 0 R/Contents 29 0 R>>")],
            29,
            shown,
        ),
        (
            "default resources",
            vec![(5, "<</Fields 10 0 R/DR 6 0 R>>")],
            6,
            "<</Font<</F1 20 0 R/F2 20 0 R>>>>",
        ),
    ] {
        let signed = document(&changes);
        let trailer = if why == "info" { "/Info 7 0 R" } else { "" };
        let field = "<</FT/Sig/T(s)/V 32 0 R>>";
        let value = "<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161>>";
        let revision = Revision {
            trailer,
            ..Revision::of(&[(number, body), (31, field), (32, value)])
        };
        refused(why, &after(&signed, &revision));
        let info = Revision {
            trailer: "/Info 7 0 R",
            ..Revision::of(&[(31, "null")])
        }
        .over(&document(&changes));
        if why == "info" {
            refused(
                "info that was signed",
                &after(
                    &info,
                    &Revision {
                        trailer,
                        ..Revision::of(&[(7, shown)])
                    },
                ),
            );
        }
    }
}

#[test]
fn what_readers_would_read_differently_is_a_change() {
    let signed = document(&[]);
    let page = "<</Type/Page/Parent 2 0 R/Contents 31 0 R/Annots 9 0 R/Contents 7 0 R>>";
    refused(
        "a key that stands twice",
        &after(&signed, &Revision::of(&[(3, page), (31, "null")])),
    );
    let same = Revision {
        objects: vec![(7, 1, DOCUMENT[6].1)],
        ..Revision::default()
    };
    refused("another generation", &after(&signed, &same));
    let whole = "<</Type/Page/Parent 2 0 R/Contents[7 0 R 30 0 R 8 0 R]/Rotate 0.0/UserUnit 1>>";
    refused(
        "a turn that is no whole number",
        &after(&signed, &Revision::of(&[(4, whole)])),
    );
    let short = Revision {
        size: Some(8),
        ..Revision::of(&[(31, "null")])
    };
    refused("a size that hides objects", &after(&signed, &short));
    let long = "<</Length 9>>stream\nq 1 Q\nendstream";
    refused(
        "a length that is wrong",
        &after(&signed, &Revision::of(&[(7, long)])),
    );
    let twice = Revision {
        objects: vec![(7, 0, DOCUMENT[6].1), (7, 0, long)],
        ..Revision::default()
    };
    refused(
        "a number that a section names twice",
        &after(&signed, &twice),
    );
}

#[test]
fn a_catalog_of_another_number_is_not_judged() {
    let signed = document(&[]);
    let catalog = DOCUMENT[0].1;
    for (number, body) in [
        (31, catalog),
        (31, "<</Type/Catalog/Pages 2 0 R>>"),
        (30, catalog),
    ] {
        let trailer = format!("/Root {number} 0 R");
        let later = after(
            &signed,
            &Revision {
                trailer: &trailer,
                ..Revision::of(&[(number, body)])
            },
        );
        assert!(later.modifications >= Modifications::Other, "{later:?}");
    }
    // Nor where a later one has the first again.
    let other = Revision {
        trailer: "/Root 31 0 R",
        ..Revision::of(&[(31, catalog)])
    }
    .over(&signed);
    let back = Revision {
        trailer: "/Root 1 0 R",
        ..Revision::of(&[(32, "null")])
    }
    .over(&other);
    assert_eq!(
        difference(&signed, &back).modifications,
        Modifications::Unknown
    );
}

#[test]
fn what_was_changed_and_changed_back_was_changed() {
    let signed = document(&[]);
    let changed = Revision::of(&[(7, "<</Length 5>>stream\nother\nendstream")]).over(&signed);
    let back = Revision::of(&[(7, DOCUMENT[6].1)]).over(&changed);
    refused("changed and changed back", &difference(&signed, &back));
    // By naming the old place again, too.
    let file = File::open(&signed).expect("a PDF");
    let Some(Entry::At { offset, .. }) = file.entry(7) else {
        panic!("it stands free")
    };
    let previous = File::open(&changed).expect("a PDF").newest().0;
    let mut named = changed.clone();
    let start = named.len();
    let table = format!("xref\n7 1\n{offset:010} 00000 n \n");
    named.extend(
        format!(
            "{table}trailer\n<</Root 1 0 R/Size 32/Prev {previous}>>\nstartxref\n{start}\n%%EOF\n"
        )
        .bytes(),
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
    allowed(
        "the next one answers for it",
        Modifications::LtaUpdates,
        &of(&first, Some(next.len())),
    );
    refused("there is no next one", &of(&first, None));
    refused("the next one", &of(&found(next.len(), None), None));
    refused(
        "the change is the next one's",
        &of(&first, Some(changed.len())),
    );
    refused(
        "certified",
        &of(&found(signed.len(), Some(2)), Some(next.len())),
    );
    let locked = Found {
        locks: vec![Lock::All],
        ..found(signed.len(), None)
    };
    refused("locked", &of(&locked, Some(next.len())));
}

#[test]
fn what_the_file_says_about_itself_afterwards_is_told_apart_from_what_keeps_signatures_alive() {
    fn with(info: &str) -> Revision<'_> {
        Revision {
            trailer: "/Info 36 0 R",
            ..Revision::of(&[(36, info)])
        }
    }
    let signed = with("<</Title(a)/ModDate(x)/Producer(p)>>").over(&document(&[]));
    let later = |info: &str| after(&signed, &with(info)).modifications;
    assert_eq!(
        later("<</Title(a)/ModDate(y)/Producer(q)>>"),
        Modifications::LtaUpdates,
        "who wrote, and when"
    );
    for info in [
        "<</Title(b)/ModDate(x)/Producer(p)>>",
        "<</Title(a)/Author(b)>>",
        "<<>>",
    ] {
        assert_eq!(later(info), Modifications::MetadataUpdates, "{info}");
    }
    // An object that is emptied was removed.
    assert_eq!(later("null"), Modifications::Other);
    refused(
        "emptied metadata",
        &after(&document(&[]), &Revision::of(&[(12, "null")])),
    );
    // Another object that says the same says nothing else.
    let moved = Revision {
        trailer: "/Info 37 0 R",
        ..Revision::of(&[(37, "<</Title(a)>>")])
    };
    assert_eq!(
        after(&signed, &moved).modifications,
        Modifications::LtaUpdates
    );
    let xmp = |text: &str| {
        format!(
            "<</Type/Metadata/Length {}>>stream\n{text}\nendstream",
            text.len()
        )
    };
    let written =
        |text: &str| after(&document(&[]), &Revision::of(&[(12, &xmp(text))])).modifications;
    assert_eq!(
        written("<x:xmpmeta xmlns:x='adobe:ns:meta/'/> "),
        Modifications::LtaUpdates,
        "the same bytes"
    );
    assert_eq!(
        written("<x:xmpmeta xmlns:x='adobe:ns:meta/'>a</x:xmpmeta>"),
        Modifications::MetadataUpdates
    );
}

#[test]
fn what_comes_to_the_catalog_and_the_form_is_what_it_is_for() {
    let catalog = |from: &str, to: &str| {
        let changed = DOCUMENT[0].1.replace(from, to);
        assert_ne!(changed, DOCUMENT[0].1, "{from}");
        after(&document(&[]), &Revision::of(&[(1, &changed)]))
    };
    let lta = Modifications::LtaUpdates;
    allowed(
        "a version",
        lta,
        &catalog("/Pages 2", "/Version/2.0/Pages 2"),
    );
    refused(
        "a version that is none",
        &catalog("/Pages 2", "/Version(2.0)/Pages 2"),
    );
    allowed(
        "an extension",
        lta,
        &catalog(
            "/Pages 2",
            "/Extensions<</ESIC<</BaseVersion/1.7>>>>/Pages 2",
        ),
    );
    allowed(
        "no metadata",
        Modifications::MetadataUpdates,
        &catalog("/Metadata 12 0 R", ""),
    );
    let flags = |before: &str, now: &str| {
        let form = |flags: &str| format!("<</Fields 10 0 R{flags}/DR<</Font<</F1 20 0 R>>>>>>");
        after(
            &document(&[(5, &form(before))]),
            &Revision::of(&[(5, &form(now))]),
        )
        .modifications
    };
    assert_eq!(flags("/SigFlags 1", "/SigFlags 3"), lta);
    assert_eq!(flags("", "/SigFlags 3"), lta);
    assert_eq!(
        flags("/SigFlags 3", "/SigFlags 1"),
        Modifications::Other,
        "a bit less"
    );
    assert_eq!(
        flags("/SigFlags 3", "/SigFlags 7"),
        Modifications::Other,
        "a bit that is not known"
    );
    let packet = |text: &str| format!("<</Length {}>>stream\n{text}\nendstream", text.len());
    let told = |text: &str| after(&document(&[]), &Revision::of(&[(12, &packet(text))]));
    allowed(
        "other metadata",
        Modifications::MetadataUpdates,
        &told("<r:RDF xmlns:r='x'/>"),
    );
    refused("what is no metadata", &told("<html/>"));
    // The first form of a document comes with its first signature.
    let bare = document(&[(1, &DOCUMENT[0].1.replace("/AcroForm 5 0 R", ""))]);
    let field = "<</FT/Sig/T(s)/V 32 0 R>>";
    let with_form = DOCUMENT[0]
        .1
        .replace("/AcroForm 5 0 R", "/AcroForm<</Fields[31 0 R]/SigFlags 3>>");
    let first = Revision::of(&[(1, &with_form), (31, field), (32, "<</Type/Sig>>")]);
    allowed(
        "a first form",
        Modifications::FormFilling,
        &after(&bare, &first),
    );
}

#[test]
fn a_length_says_nothing_that_the_stream_does_not() {
    let signed = document(&[(31, "5"), (7, "<</Length 31 0 R>>stream\nq 1 Q\nendstream")]);
    let same = Revision::of(&[(7, "<</Length 5>>stream\nq 1 Q\nendstream")]);
    allowed(
        "the same bytes",
        Modifications::LtaUpdates,
        &after(&signed, &same),
    );
    let filtered = Revision::of(&[(
        7,
        "<</Length 5/Filter/ASCIIHexDecode>>stream\nq 1 Q\nendstream",
    )]);
    refused("read in another way", &after(&signed, &filtered));
    refused(
        "a dictionary's length is not a stream's",
        &after(
            &signed,
            &Revision::of(&[(6, &DOCUMENT[5].1.replace("<</Font", "<</Length 1/Font"))]),
        ),
    );
}

#[test]
fn validation_data_is_added_and_not_exchanged() {
    let signed = document(&[(19, "<</Certs[29 0 R]/VRI<</A 29 0 R>>>>")]);
    let more = "<</Length 4>>stream\nmore\nendstream";
    for (why, store, level) in [
        (
            "more",
            "<</Certs[29 0 R 31 0 R]/VRI<</A 29 0 R/B 31 0 R>>>>",
            Modifications::LtaUpdates,
        ),
        (
            "fewer",
            "<</Certs[31 0 R]/VRI<</A 29 0 R>>>>",
            Modifications::LtaUpdates,
        ),
        (
            "another",
            "<</Certs[29 0 R]/VRI<</A 31 0 R>>>>",
            Modifications::Other,
        ),
        (
            "something else",
            "<</Certs[29 0 R]/VRI<</A 29 0 R>>/Other 31 0 R>>",
            Modifications::Other,
        ),
    ] {
        allowed(
            why,
            level,
            &after(&signed, &Revision::of(&[(19, store), (31, more)])),
        );
    }
    // The type of the store says nothing more than its key; one that is another type is no store.
    let typed = document(&[(19, "<</Type/DSS/Certs[29 0 R]>>")]);
    for (why, store, level) in [
        ("without", "<</Certs[29 0 R]>>", Modifications::LtaUpdates),
        (
            "another",
            "<</Type/Other/Certs[29 0 R]>>",
            Modifications::Other,
        ),
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
    assert!(
        now.cost < 20 * signed.len(),
        "{} for {}",
        now.cost,
        signed.len()
    );
}
