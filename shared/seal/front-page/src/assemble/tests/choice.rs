//! What the sealed file begins with, and what it says of itself.

use super::*;

fn front_documents(documents: &[(&str, &[u8])]) -> Vec<FrontDocument> {
    let asked = request(documents);
    Plan::of(&asked).expect("sound documents").documents()
}

#[test]
fn the_front_page_says_of_each_document_what_it_is_and_which_one_begins_the_file() {
    let (plain, packed) = (plain_with(&[]), streams(&PLAIN[..1], &PLAIN[1..]));
    let signed = seal(&request(&[("a", &plain)])).bytes;
    let beginnings = |documents: &[(&str, &[u8])]| -> Vec<bool> {
        front_documents(documents)
            .iter()
            .map(|document| document.is_beginning)
            .collect()
    };
    assert_eq!(beginnings(&[("a", &plain), ("b", &packed)]), [true, false]);
    assert_eq!(
        beginnings(&[("a", &signed), ("b", &packed)]),
        [false, false]
    );
    let documents = front_documents(&[("a", &plain), ("b", &signed)]);
    let said: Vec<(&str, usize, usize)> = documents
        .iter()
        .map(|document| (document.title.as_str(), document.pages, document.size))
        .collect();
    assert_eq!(said, [("a", 2, plain.len()), ("b", 3, signed.len())]);
    assert_eq!(
        documents[1].sha256,
        <[u8; 32]>::from(Sha256::digest(&signed))
    );
}

#[test]
fn the_page_tree_counts_all_its_pages() {
    let bytes = plain_with(&[]);
    let signed = seal(&request(&[("a", &bytes)])).bytes;
    for (documents, pages) in [
        (&[("a", &bytes[..])][..], 3),
        (&[("a", &bytes), ("b", &bytes), ("c", &bytes)], 7),
        (&[("a", &signed), ("b", &bytes)], 6),
    ] {
        let sealed = seal(&request(documents)).bytes;
        let file = File::open(&sealed).expect("a PDF");
        let (_, catalog) = file.catalog().expect("a catalog");
        assert_eq!(
            file.dict_in(&catalog, "Pages").expect("pages").get("Count"),
            Some(&Object::Int(pages))
        );
        assert_eq!(pages_of(&sealed), pages as usize);
    }
}

#[test]
fn packed_objects_are_too_many_for_a_file_with_a_table_where_they_are_many_for_the_documents() {
    let of = |count: u32, size: usize| {
        let many: Vec<(u32, &str)> = (100..100 + count).map(|number| (number, "null")).collect();
        let packed = streams(&PLAIN[..1], &[&PLAIN[1..], &many].concat());
        let filling = format!("<</Length {size}>>stream\n{}\nendstream", " ".repeat(size));
        let plain = plain_with(&[(5, &filling)]);
        front_documents(&[("a", &plain), ("b", &packed)])[0].is_beginning
    };
    assert!(of(1_000, 0) && !of(3_000, 0));
    assert!(of(3_000, 4_000_000), "of large documents, they are few");
}

#[test]
fn a_file_keeps_the_first_part_of_its_identifier_and_gets_a_new_second_one() {
    let parts = |trailer: &str| {
        let sealed = seal(&request(&[("a", &table(&PLAIN, trailer))])).bytes;
        let file = File::open(&sealed).expect("a PDF");
        let parts = file.array_in(file.trailer(), "ID").expect("an identifier");
        let [Object::Text(first), Object::Text(second)] = &parts[..] else {
            panic!("{parts:?}")
        };
        (first.clone(), second.clone())
    };
    let (first, second) = parts("/ID[(first)(second)]");
    assert_eq!((&first[..], second.len()), (&b"first"[..], 16));
    for trailer in ["", "/ID[()()]"] {
        assert_eq!(
            parts(trailer),
            (second.clone(), second.clone()),
            "{trailer}"
        );
    }
}
