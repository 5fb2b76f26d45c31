mod choice;
mod view;

use super::*;
use crate::{
    front::FrontSigner,
    samples::{attached, is_intact, pages_of, request, seal},
    seal::{Attachment, AuditTrail},
};
use segl_pdf::{
    pages::PageTree,
    preflight,
    samples::{PLAIN, plain_with, streams, table},
};

#[test]
fn the_original_is_the_untouched_beginning_and_the_seal_covers_all() {
    let bytes = plain_with(&[]);
    let sealed = seal(&request(&[("a", &bytes)]));
    assert!(sealed.bytes.starts_with(&bytes));
    assert_eq!(pages_of(&sealed.bytes), 3);
    assert!(is_intact(&sealed.bytes));
    assert_eq!(
        sealed.sha256,
        <[u8; 32]>::from(Sha256::digest(&sealed.bytes))
    );
}

#[test]
fn strange_structures_are_sealed_as_they_are() {
    let dangling = plain_with(&[(
        1,
        "<</Type/Catalog/Pages 2 0 R/AcroForm 77 0 R/Names 78 0 R>>",
    )]);
    let indirect = plain_with(&[
        (1, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>"),
        (3, "<</Type/Page/Parent 2 0 R/Annots 7 0 R>>"),
        (5, "<</Fields 6 0 R>>"),
        (6, "[]"),
        (7, "[8 0 R]"),
        (8, "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]>>"),
    ]);
    let small = String::from_utf8(plain_with(&[]))
        .expect("ASCII")
        .replace("/Size 5", "/Size 2")
        .into_bytes();
    let vast = String::from_utf8(plain_with(&[]))
        .expect("ASCII")
        .replace("/Size 5", "/Size 2147483647");
    for (why, bytes) in [
        ("a form that is not there", dangling),
        ("forms and annotations in objects of their own", indirect),
        ("a size that is too small", small),
        ("a size that cannot be", vast.into_bytes()),
        ("cross-reference streams", streams(&PLAIN[..1], &PLAIN[1..])),
    ] {
        assert_eq!(preflight::inspect(&bytes).expect(why).pages, 2, "{why}");
        let sealed = seal(&request(&[("a", &bytes)])).bytes;
        assert!(sealed.starts_with(&bytes), "{why}");
        assert!(is_intact(&sealed), "{why}");
        assert_eq!(pages_of(&sealed), 3, "{why}");
        assert!(File::open(&sealed).expect(why).has_valid_xref, "{why}");
    }
}

#[test]
fn what_cannot_be_continued_is_put_behind_a_cover() {
    let plain = plain_with(&[]);
    let moved = [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &plain].concat();
    let text = String::from_utf8(plain.clone()).expect("ASCII");
    let at = text.rfind("startxref\n").expect("its mark") + 10;
    let off: usize = text[at..]
        .lines()
        .next()
        .and_then(|line| line.parse().ok())
        .expect("its number");
    let astray = text
        .replace(
            &format!("startxref\n{off}"),
            &format!("startxref\n{}", off - 1),
        )
        .into_bytes();
    let wrong = text
        .replacen("0000000009 00000 n", "0000000011 00000 n", 1)
        .into_bytes();
    let signed = seal(&request(&[("a", &plain)])).bytes;
    let form = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>";
    let endless_field = plain_with(&[(1, form), (5, "<</Kids[6 0 R]>>"), (6, "<</Kids[5 0 R]>>")]);
    let hidden = plain_with(&[
        (3, "<</Type/Page/Parent 2 0 R/Contents 5 0 R>>"),
        (
            5,
            "<</Length 37>>stream\n\n4 0 obj\n<</Type/Page>>\nendobj\n1 0 obj\nendstream",
        ),
    ]);
    let untyped = plain_with(&[(3, "<</Parent 2 0 R>>")]);
    for (why, bytes, is_continued, pages) in [
        ("bytes before the header", moved, false, 2),
        ("a line end before the table", astray, true, 2),
        ("a table that lies", wrong, false, 2),
        (
            "no table at all",
            plain[..text.find("xref").expect("its table")].to_vec(),
            false,
            2,
        ),
        ("signed already", signed, false, 3),
        ("a field that holds itself", endless_field, false, 2),
        ("an object that no section names", hidden, false, 2),
        ("pages without a type", untyped, false, 2),
    ] {
        assert_eq!(preflight::inspect(&bytes).expect(why).pages, pages, "{why}");
        let sealed = seal(&request(&[("a", &bytes)])).bytes;
        assert!(is_intact(&sealed), "{why}");
        assert_eq!(pages_of(&sealed), pages as usize + 1, "{why}");
        assert_eq!(sealed.starts_with(&bytes), is_continued, "{why}");
        let read = File::open(&sealed).expect(why);
        assert!(read.has_valid_xref && !read.has_unlisted_objects(), "{why}");
        assert_eq!(read.page_tree(), PageTree::Strict, "{why}");
    }
}

/// A copy of it would be what one reader showed, and not the others.
#[test]
fn what_readers_show_differently_is_refused_and_not_put_behind_a_cover() {
    for (why, objects) in [
        (
            "a tree that holds itself",
            [(2, "<</Type/Pages/Kids[3 0 R 2 0 R 4 0 R]/Count 2>>")],
        ),
        (
            "a reference with another generation",
            [(3, "<</Type/Page/Parent 2 0 R/Resources 4 1 R>>")],
        ),
        (
            "a page that stands twice",
            [(2, "<</Type/Pages/Kids[3 0 R 4 0 R 3 0 R]/Count 3>>")],
        ),
        (
            "a count that hides a page",
            [(2, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 1>>")],
        ),
    ] {
        let said = preflight::inspect(&plain_with(&objects)).map(|found| found.pages);
        assert_eq!(said, Err(preflight::Rejection::Ambiguous), "{why}");
    }
}

#[test]
fn the_front_page_says_which_documents_were_signed_already() {
    let plain = plain_with(&[]);
    let signed = seal(&request(&[("a", &plain)])).bytes;
    let asked = request(&[("a", &plain), ("b", &signed)]);
    let plan = Plan::of(&asked).expect("sound documents");
    let said: Vec<bool> = plan
        .documents()
        .into_iter()
        .map(|document| document.is_signed)
        .collect();
    assert_eq!(said, [false, true]);
}

#[test]
fn of_several_documents_the_first_begins_the_file_and_the_others_are_shown() {
    let (one, two) = (plain_with(&[]), streams(&PLAIN[..1], &PLAIN[1..]));
    let mut asked = request(&[("a", &one), ("b", &two), ("c", &one)]);
    let file = Attachment {
        file_name: "audit-trail.json".to_owned(),
        media_type: "application/json".to_owned(),
        bytes: (&b"{}"[..]).into(),
    };
    asked.audit_trail = Some(AuditTrail {
        file,
        length: 7,
        head: [0xAB; 32],
    });
    let sealed = seal(&asked).bytes;
    assert!(sealed.starts_with(&one));
    assert!(is_intact(&sealed));
    assert_eq!(
        attached(&sealed),
        [("audit-trail.json".to_owned(), b"{}".to_vec())]
    );
    // Front page, two pages of each document; copies say themselves what their pages inherited.
    let file = File::open(&sealed).expect("a PDF");
    let pages = file.pages().expect("its pages");
    assert_eq!(pages.len(), 7);
    let say = |dict: &Dict, key: &str| dict.get(key).map(|value| file.resolve(value));
    assert_eq!(say(&pages[3].dict, "Rotate"), Some(Object::Int(90)));
    assert_eq!(say(&pages[4].dict, "Rotate"), Some(Object::Int(0)));
    // Each with room for its footer, where the reader sees the bottom.
    let sides = |sides: [i64; 4]| Some(Object::Array(sides.map(Object::Int).to_vec()));
    assert_eq!(say(&pages[4].dict, "MediaBox"), sides([0, -22, 300, 400]));
    assert_eq!(say(&pages[5].dict, "MediaBox"), sides([0, 0, 322, 400]));
}

#[test]
fn a_document_of_many_packed_objects_stays_packed_whatever_the_first_one_is() {
    let annotation = "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]>>";
    let many: Vec<(u32, &str)> = (100..10_100).map(|number| (number, annotation)).collect();
    let list = many
        .iter()
        .map(|(number, _)| format!("{number} 0 R"))
        .collect::<Vec<_>>()
        .join(" ");
    let page = format!("<</Type/Page/Parent 2 0 R/Annots[{list}]>>");
    let packed = [&PLAIN[1..2], &[(3, page.as_str()), PLAIN[3]], &many].concat();
    let (plain, dense) = (plain_with(&[]), streams(&PLAIN[..1], &packed));
    let alone = seal(&request(&[("a", &plain), ("b", &plain)])).bytes.len();
    let sealed = seal(&request(&[("a", &plain), ("b", &dense)])).bytes;
    assert!(is_intact(&sealed));
    assert!(
        !sealed.starts_with(&plain),
        "a table has no place for packed objects"
    );
    let file = File::open(&sealed).expect("a PDF");
    let pages = file.pages().expect("its pages");
    assert_eq!(pages.len(), 5);
    assert_eq!(
        file.array_in(&pages[3].dict, "Annots")
            .expect("a list")
            .len(),
        10_001,
        "and its footer"
    );
    assert!(
        sealed.len() < alone + dense.len() + 200_000,
        "{} and {} become {}",
        alone,
        dense.len(),
        sealed.len()
    );
}

#[test]
fn nothing_that_is_written_looks_like_an_object_that_no_section_names() {
    let look = b"\n3 0 obj\n<</Type/Page>>\nendobj\n";
    let mut asked = request(&[("a", &plain_with(&[]))]);
    let file = |name: &str| Attachment {
        file_name: name.to_owned(),
        media_type: "application/octet-stream".to_owned(),
        bytes: (&look[..]).into(),
    };
    asked.audit_trail = Some(AuditTrail {
        file: file("audit-trail.json"),
        length: 7,
        head: [0xAB; 32],
    });
    asked.evidence = Some(file("evidence.asice"));
    let sealed = seal(&asked).bytes;
    assert!(is_intact(&sealed));
    assert!(!File::open(&sealed).expect("a PDF").has_unlisted_objects());
    let found = crate::embedded::embedded(&sealed).expect("what it carries");
    assert_eq!(
        (found.audit_trail, found.evidence),
        (Some(look.to_vec()), Some(look.to_vec()))
    );
}

#[test]
fn names_and_attachments_that_were_there_stay() {
    let bytes = plain_with(&[
        (
            1,
            "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 5 0 R/Dests 9 0 R>>>>",
        ),
        (5, "<</Kids[6 0 R]>>"),
        (6, "<</Names[(old)7 0 R]>>"),
        (7, "<</Type/Filespec/F(old)/EF<</F 8 0 R>>>>"),
        (8, "<</Length 3>>stream\nold\nendstream"),
        (9, "<</Names[]>>"),
    ]);
    let mut asked = request(&[("a", &bytes), ("b", &bytes)]);
    let evidence = (
        "evidence.asice".to_owned(),
        "application/octet-stream".to_owned(),
    );
    asked.evidence = Some(Attachment {
        file_name: evidence.0,
        media_type: evidence.1,
        bytes: (&b"PK"[..]).into(),
    });
    let names: Vec<String> = attached(&seal(&asked).bytes)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["evidence.asice", "old"]);
}

#[test]
fn any_name_and_any_number_of_signers_can_be_put_on_the_front_page() {
    let bytes = table(&PLAIN, "");
    let documents: Vec<(String, &[u8])> = (0..20)
        .map(|n| (format!("Vedlegg {n}"), bytes.as_slice()))
        .collect();
    let documents: Vec<(&str, &[u8])> = documents
        .iter()
        .map(|(name, bytes)| (name.as_str(), *bytes))
        .collect();
    let mut asked = request(&documents);
    let names = [
        "Øyvind Ærlig",
        "Αθηνά",
        "Олена",
        "王小明",
        "👍🏽",
        "\u{202e}tfel",
        "a\u{0}b\nc",
        "",
        " ",
    ];
    let signer = asked.front.signers[0].clone();
    asked.front.signers = (0..50)
        .map(|n| FrontSigner {
            name: names[n % 9].to_owned(),
            ..signer.clone()
        })
        .collect();
    asked.front.title = "Ugjennomtrengelig".repeat(40);
    let sealed = seal(&asked).bytes;
    assert!(is_intact(&sealed));
    assert!(pages_of(&sealed) > 40 + 5);
}
