use super::*;
use crate::document::{SignatureFields, prepare_signature};
use segl_pdf::samples::plain_with;
use segl_pki::{
    test_pki::{
        TestAuthority, TestRoot,
        samples::{NOW, key_and_chain},
    },
    timestamp::TimestampQuestion,
};

const ROOM: usize = 12_000;

fn authority() -> TestAuthority {
    TestRoot::new([1; 32], NOW)
        .and_then(|root| root.authority([4; 32], NOW, 9))
        .expect("an authority")
}

fn stamp(digest: &[u8]) -> Token {
    let question = TimestampQuestion::new(DigestAlgorithm::Sha256, digest).expect("a question");
    let answer = authority()
        .stamp(&question.request().expect("a request"), NOW)
        .expect("an answer");
    question.accept(&answer).expect("a token")
}

/// A signed document, with a timestamp of the signature if one is wanted.
fn signed(is_stamped: bool) -> Sealed {
    let (key, chain) = key_and_chain();
    let fields = SignatureFields {
        field: "Signature",
        reason: None,
        at: NOW,
        certifies: None,
        timestamp_reserved_len: if is_stamped { ROOM } else { 0 },
    };
    let prepared = prepare_signature(plain_with(&[]).into(), &fields, &chain).expect("a PDF");
    let signature = key.sign(prepared.digest()).expect("a signature");
    let signed = prepared.signed(signature).expect("the key's");
    let token = stamp(&DigestAlgorithm::Sha256.digest(&[signed.signature()]));
    signed
        .finish(is_stamped.then_some(&token))
        .expect("finished")
}

fn stamped(sealed: Sealed) -> Sealed {
    let prepared = prepare_document_timestamp(sealed, NOW, ROOM).expect("a PDF");
    let token = stamp(&prepared.digest(DigestAlgorithm::Sha256));
    prepared.finish(&token).expect("finished")
}

fn found(bytes: &[u8]) -> (Vec<String>, usize, usize) {
    let file = File::open(bytes).expect("a PDF");
    let (certificates, stored) = certificates_of(&file).expect("what can be read");
    let names = certificates
        .iter()
        .map(|one| one.subject.to_string())
        .collect();
    (names, stored.len(), signature_contents(&file).len())
}

#[test]
fn the_certificates_of_a_file_are_those_of_its_signatures_of_their_timestamps_and_of_its_store_each_once()
 {
    let (names, stored, signatures) = found(&signed(false).into_bytes());
    assert_eq!((names.len(), stored, signatures), (1, 0, 1));
    let (with_stamp, _, _) = found(&signed(true).into_bytes());
    assert_eq!(with_stamp.len(), 2);
    assert_eq!(with_stamp[0], names[0], "first whoever signed");
    let (_, chain) = key_and_chain();
    let mut data = ValidationData::default();
    data.certificates
        .insert(chain.certificates[1].der().to_vec());
    data.ocsp_responses.insert(b"no answer".to_vec());
    let kept = add_validation_data(signed(true), &data).expect("kept");
    let twice = stamped(stamped(kept)).into_bytes();
    assert_eq!(found(&twice), (with_stamp, 1, 3));
    // What is none of these is not read as one.
    let odd = plain_with(&[
        (10, "<</Contents<00>>>"),
        (11, "<</ByteRange[0 1 2 3]>>"),
        (12, "<</ByteRange[0 1 2 3]/Contents 1>>"),
        (13, "[<</ByteRange[]/Contents<00>>>]"),
        (14, "<</ByteRange[0 1 2 3]/Contents<0011>>>"),
    ]);
    assert_eq!(found(&odd), (vec![], 0, 1));
}

#[test]
fn validation_data_is_kept_once_and_read_again_packed_or_not() {
    let mut data = ValidationData::default();
    data.crls.insert(b"first".to_vec());
    data.ocsp_responses.insert(b"second".to_vec());
    data.certificates.insert(b"third".to_vec());
    let sealed = add_validation_data(signed(false), &data).expect("kept");
    let read =
        |sealed: &Sealed| validation_data_of(&File::open(&sealed.parts().concat()).expect("a PDF"));
    let is = |one: &ValidationData, other: &ValidationData| {
        one.crls == other.crls
            && one.ocsp_responses == other.ocsp_responses
            && one.certificates == other.certificates
    };
    assert!(is(&read(&sealed), &data));
    let size = sealed.size();
    let again = add_validation_data(sealed, &data).expect("kept");
    assert!(is(&read(&again), &data));
    let bytes = again.into_bytes();
    assert_eq!(
        memchr_count(&bytes, b"third"),
        1,
        "what is known is not put in again"
    );
    assert!(bytes.len() > size);
    let mut more = ValidationData::default();
    more.crls.insert(b"fourth".to_vec());
    more.extend(&data);
    let grown = add_validation_data(Sealed::whole(bytes.into()), &more).expect("kept");
    assert!(is(&read(&grown), &more));
    let file_bytes = grown.into_bytes();
    let file = File::open(&file_bytes).expect("a PDF");
    let (_, catalog) = file.catalog().expect("a catalog");
    assert!(
        file.dict_in(&catalog, "Extensions")
            .is_some_and(|known| known.get("ESIC").is_some())
    );
    assert!(
        file.dict_in(&catalog, "DSS")
            .is_some_and(|store| store.is_type("DSS"))
    );
}

fn memchr_count(bytes: &[u8], word: &[u8]) -> usize {
    bytes
        .windows(word.len())
        .filter(|window| *window == word)
        .count()
}

#[test]
fn a_store_unpacks_to_as_much_as_is_read_and_to_no_more() {
    let part = 40 * "x".repeat(1_000).len();
    let hexadecimal = |size: usize| {
        format!(
            "<</Filter/AHx/Length {}>>stream\n{}>\nendstream",
            2 * size + 1,
            "78".repeat(size)
        )
    };
    let (small, none) = (
        hexadecimal(part),
        "<</Filter/LZWDecode/Length 1>>stream\nx\nendstream".to_owned(),
    );
    let references = "10 0 R 11 0 R (x) ".repeat(200);
    let pdf = plain_with(&[
        (
            1,
            &format!(
                "<</Type/Catalog/Pages 2 0 R/DSS<</CRLs[{references}]/Certs[11 0 R 12 0 R]>>>>"
            ),
        ),
        (10, &small),
        (11, &none),
        (12, "<</Length 3>>stream\nabc\nendstream"),
    ]);
    let data = validation_data_of(&File::open(&pdf).expect("a PDF"));
    assert_eq!(data.crls.iter().map(Vec::len).collect::<Vec<_>>(), [part]);
    assert!(data.is_cut, "packed in a way that is not read here");
    assert_eq!(data.certificates.into_iter().collect::<Vec<_>>(), [b"abc"]);
    let plain = |size: usize| format!("<</Length {size}>>stream\n{}\nendstream", "x".repeat(size));
    for (rest, count) in [(7, 2), (8, 1)] {
        let pdf = plain_with(&[
            (
                1,
                "<</Type/Catalog/Pages 2 0 R/DSS<</CRLs[10 0 R 11 0 R]>>>>",
            ),
            (10, &plain(MAX_UNPACKED - 7)),
            (11, &plain(rest)),
        ]);
        let data = validation_data_of(&File::open(&pdf).expect("a PDF"));
        assert_eq!(data.crls.len(), count, "{rest}");
        assert_eq!(data.is_cut, count == 1, "{rest}");
    }
}

#[test]
fn what_a_store_keeps_for_one_signature_is_read_too() {
    let stream = |text: &str| format!("<</Length {}>>stream\n{text}\nendstream", text.len());
    let pdf = plain_with(&[
        (
            1,
            "<</Type/Catalog/Pages 2 0 R/DSS<</CRLs[10 0 R]/VRI<</A 9 0 R/B<</OCSP[12 0 R]/Cert[13 0 R]>>/C 10 0 R>>>>>>",
        ),
        (9, "<</CRL[10 0 R 11 0 R]/TU(D:2026)>>"),
        (10, &stream("list")),
        (11, &stream("only here")),
        (12, &stream("answer")),
        (13, &stream("certificate")),
    ]);
    let data = validation_data_of(&File::open(&pdf).expect("a PDF"));
    let all = |items: BTreeSet<Vec<u8>>| items.into_iter().collect::<Vec<_>>().concat();
    assert_eq!(all(data.crls), b"listonly here");
    assert_eq!(all(data.ocsp_responses), b"answer");
    assert_eq!(all(data.certificates), b"certificate");
    assert!(!data.is_cut);
    let many: String = (0..=MAX_ITEMS)
        .map(|number| format!("/S{number}<<>>"))
        .collect();
    let catalog = format!("<</Type/Catalog/Pages 2 0 R/DSS<</VRI<<{many}>>>>>>");
    let pdf = plain_with(&[(1, &catalog)]);
    assert!(validation_data_of(&File::open(&pdf).expect("a PDF")).is_cut);
}

#[test]
fn what_looks_like_an_object_is_added_once_and_packed() {
    let mut data = ValidationData::default();
    data.certificates
        .insert(b"\n3 0 obj\n<</Type/Page>>\nendobj\n".to_vec());
    data.ocsp_responses.insert(b"anything".to_vec());
    let once =
        add_validation_data(Sealed::whole(plain_with(&[]).into()), &data).expect("an update");
    let twice = add_validation_data(once, &data)
        .expect("an update")
        .into_bytes();
    let file = File::open(&twice).expect("a PDF");
    assert!(file.has_valid_xref && !file.has_unlisted_objects());
    let store = file
        .catalog()
        .and_then(|(_, catalog)| file.dict_in(&catalog, "DSS"))
        .expect("validation data");
    assert_eq!(
        file.array_in(&store, "Certs")
            .map(|certificates| certificates.len()),
        Some(1)
    );
    let found = validation_data_of(&file);
    assert_eq!(
        (found.certificates, found.ocsp_responses),
        (data.certificates, data.ocsp_responses)
    );
}
