//! What a signature covers, how much room it has, and what the signed file says of itself.

use segl_pdf::samples::plain_with;
use segl_pki::{
    test_pki::{
        TestKey, TestRoot,
        samples::{NOW, key_and_chain},
    },
    timestamp::TimestampQuestion,
};

use super::*;
use crate::{
    archive::prepare_document_timestamp,
    document::{SignatureFields, prepare_signature},
};

fn prepared(timestamp_reserved_len: usize) -> (TestKey, Prepared) {
    let (key, chain) = key_and_chain();
    let fields = SignatureFields {
        field: "Signature",
        reason: None,
        at: NOW,
        certifies: Some(1),
        timestamp_reserved_len,
    };
    (
        key,
        prepare_signature(plain_with(&[]).into(), &fields, &chain).expect("a PDF"),
    )
}

fn sealed() -> Sealed {
    let (key, prepared) = prepared(0);
    let signature = key.sign(prepared.digest()).expect("a signature");
    prepared.finish(signature).expect("the key's")
}

fn stamp(digest: &[u8]) -> Token {
    let authority = TestRoot::new([1; 32], NOW)
        .and_then(|root| root.authority([4; 32], NOW, 9))
        .expect("one");
    let question = TimestampQuestion::new(DigestAlgorithm::Sha256, digest).expect("a question");
    let answer = authority
        .stamp(&question.request().expect("a request"), NOW)
        .expect("an answer");
    question.accept(&answer).expect("a token")
}

/// The four numbers of a file's last byte range, and what stands in its gap.
fn last_range(bytes: &[u8]) -> ([usize; 4], &[u8]) {
    let word = b"/ByteRange [";
    let at = bytes
        .windows(word.len())
        .rposition(|window| window == word)
        .expect("a range")
        + word.len();
    let end = at
        + bytes[at..]
            .iter()
            .position(|byte| *byte == b']')
            .expect("its end");
    let numbers = std::str::from_utf8(&bytes[at..end])
        .expect("text")
        .split(' ');
    let numbers: Vec<usize> = numbers
        .map(|number| number.parse().expect("a number"))
        .collect();
    let range: [usize; 4] = numbers.try_into().expect("four numbers");
    (range, &bytes[range[1]..range[2]])
}

#[test]
fn what_is_hashed_is_all_of_the_file_but_the_value() {
    let (key, prepared) = prepared(100);
    let by = |algorithm| prepared.draft.digest(algorithm);
    let digests = [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384].map(by);
    let signature = key.sign(prepared.digest()).expect("a signature");
    let file = prepared.finish(signature).expect("the key's");
    let bytes = file.clone().into_bytes();
    let ([start, length, after, rest], gap) = last_range(&bytes);
    assert_eq!((start, after + rest), (0, bytes.len()));
    assert!(
        gap.starts_with(b"<30") && gap.ends_with(b"0>") && bytes[..length].ends_with(b"/Contents ")
    );
    let signed = [&bytes[..length], &bytes[after..]];
    assert_eq!(digests[0], DigestAlgorithm::Sha256.digest(&signed));
    assert_eq!(digests[1], DigestAlgorithm::Sha384.digest(&signed));
    assert_eq!(
        file.sha256.to_vec(),
        DigestAlgorithm::Sha256.digest(&[&bytes])
    );
    assert_eq!(
        (file.size(), file.parts().concat()),
        (bytes.len(), bytes.clone())
    );
    assert_eq!(file.into_parts().concat(), bytes);
}

#[test]
fn a_value_fits_its_room_to_the_last_byte_and_not_one_more() {
    let room = |reserved: i64| {
        let len = stamp(&[0; 32]).der.len();
        let reserved =
            usize::try_from(i64::try_from(len).expect("small") + reserved).expect("a length");
        let prepared = prepare_document_timestamp(sealed(), NOW, reserved).expect("a PDF");
        let token = stamp(&prepared.digest(DigestAlgorithm::Sha256));
        // Signatures differ in length by a byte or two.
        let difference = i64::try_from(reserved).expect("small")
            - i64::try_from(token.der.len()).expect("small");
        (
            difference,
            prepared
                .finish(&token)
                .map(|file| (file.proven_until, token)),
        )
    };
    let mut seen = [false; 3];
    for reserved in -6..=6 {
        let (difference, finished) = room(reserved);
        seen[usize::try_from(difference.signum() + 1).expect("three")] = true;
        match finished {
            Ok((proven_until, token)) => {
                assert!(difference >= 0, "{difference}");
                assert_eq!(proven_until, token.expires_at());
                assert!(proven_until.is_some_and(|until| until > NOW));
            }
            Err(error) => assert!(
                difference < 0 && matches!(error, FinishError::Room),
                "{difference}"
            ),
        }
    }
    assert_eq!(seen, [true; 3]);
}

#[test]
fn what_is_reserved_is_enough_for_any_signature_of_the_key_and_grows_with_what_is_asked() {
    let (key, chain) = key_and_chain();
    let reserved = |more| reserved_len(&chain, more).expect("a length");
    assert_eq!(reserved(1000), reserved(0) + 1000);
    let (_, prepared) = prepared(0);
    let signature = key.sign(prepared.digest()).expect("a signature");
    let cms = cms::signed_data(prepared.attributes.clone(), &signature, None, &chain).expect("CMS");
    assert!(
        (16..24).contains(&(reserved(0) - cms.len())),
        "the longest signature, and sixteen bytes"
    );
}

#[test]
fn a_file_that_was_sealed_before_is_read_like_one_that_was_just_sealed() {
    let file = sealed();
    let again = Sealed::whole(file.clone().into_bytes().into());
    assert_eq!(
        (again.sha256, again.size(), again.proven_until),
        (file.sha256, file.size(), None)
    );
    assert!(file.parts().len() > 1 && again.parts().len() == 1);
    let one = file.clone().in_one_piece();
    assert!(
        one.parts().len() == 1 && one.revision.is_none(),
        "all of it is read again"
    );
    let readable = file.clone().readable();
    assert!(
        readable.revision.is_some() && readable.parts().len() == file.parts().len(),
        "an update says what it holds"
    );
    let stamped = |file: Sealed| {
        let prepared =
            prepare_document_timestamp(file, NOW, TIMESTAMP_RESERVED_LEN).expect("a PDF");
        let token = stamp(&prepared.digest(DigestAlgorithm::Sha256));
        let bytes = prepared.finish(&token).expect("room").into_bytes();
        let ([_, _, after, rest], _) = last_range(&bytes);
        assert_eq!(after + rest, bytes.len());
        let file = File::open(&bytes).expect("a PDF");
        assert!(file.has_valid_xref && file.is_strict());
        bytes.len()
    };
    assert_eq!(stamped(file), stamped(again));
}
