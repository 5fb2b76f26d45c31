use super::*;

#[test]
fn what_is_der_stays_as_it_is() {
    let der = [0x30, 0x08, 0x02, 0x01, 0x05, 0x04, 0x03, b'a', b'b', b'c'];
    assert_eq!(definite(&der), Ok(Cow::Borrowed(der.as_slice())));
    assert_eq!(canonical(&der).as_deref(), Ok(der.as_slice()));
    // What follows is not part of it.
    assert_eq!(
        definite(&[&der[..], &[0, 0]].concat())
            .map(Cow::into_owned)
            .as_deref(),
        Ok(der.as_slice())
    );
}

#[test]
fn indefinite_lengths_and_strings_in_pieces_become_definite_and_whole() {
    let ber = [
        0x30, 0x80, 0xa0, 0x80, 0x24, 0x80, 0x04, 0x02, b'a', b'b', 0x24, 0x03, 0x04, 0x01, b'c',
        0, 0, 0, 0, 0, 0,
    ];
    let expected = [0x30, 0x07, 0xa0, 0x05, 0x04, 0x03, b'a', b'b', b'c'];
    assert_eq!(
        definite(&ber).map(Cow::into_owned).as_deref(),
        Ok(expected.as_slice())
    );
}

#[test]
fn definite_leaves_every_byte_of_what_is_definite_and_canonical_does_not() {
    // A length in more octets than it needs, a boolean of 1, an integer with a leading zero.
    let odd = [0x30, 0x81, 0x07, 0x01, 0x01, 0x01, 0x02, 0x02, 0x00, 0x05];
    assert_eq!(definite(&odd), Ok(Cow::Borrowed(odd.as_slice())));
    assert_eq!(
        canonical(&odd).as_deref(),
        Ok([0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0x05].as_slice())
    );
    let around = [&[0x30, 0x80], &odd[..], &[0, 0]].concat();
    assert_eq!(
        definite(&around).map(Cow::into_owned),
        Ok([&[0x30, 0x0a], &odd[..]].concat())
    );
}

#[test]
fn times_are_brought_to_whole_seconds() {
    let time = element(tag::GENERALIZED_TIME, b"20260102030405.678Z");
    assert_eq!(
        canonical(&time),
        Ok(element(tag::GENERALIZED_TIME, b"20260102030405Z"))
    );
    let short = element(tag::UTC_TIME, b"2601020304Z");
    assert_eq!(
        canonical(&short),
        Ok(element(tag::UTC_TIME, b"260102030400Z"))
    );
    let utc = |from: &[u8], to: &[u8]| {
        assert_eq!(
            canonical(&element(tag::UTC_TIME, from)),
            Ok(element(tag::UTC_TIME, to))
        )
    };
    utc(b"500101120100Z", b"700101000000Z");
    utc(b"691231235959Z", b"700101000000Z");
    utc(b"700101120100Z", b"700101120100Z");
    utc(b"491231235959Z", b"491231235959Z");
    let old = element(tag::GENERALIZED_TIME, b"19691231235959Z");
    assert_eq!(
        canonical(&old),
        Ok(element(tag::GENERALIZED_TIME, b"19700101000000Z"))
    );
}

#[test]
fn integers_lose_what_says_nothing_and_keep_their_sign() {
    for (long, short) in [
        (&[0, 0, 5][..], &[5][..]),
        (&[0, 0x80], &[0, 0x80]),
        (&[0xff, 0x80], &[0x80]),
        (&[0xff, 0x7f], &[0xff, 0x7f]),
        (&[0], &[0]),
    ] {
        assert_eq!(shortest(long), short);
    }
}

#[test]
fn what_is_cut_off_or_too_deep_is_refused() {
    for bytes in [
        &[][..],
        &[0x30],
        &[0x30, 0x80],
        &[0x30, 0x82, 1],
        &[0x04, 0x05, 1],
        &[0x04, 0x80],
        &[0x1f, 0x80],
    ] {
        assert_eq!(definite(bytes), Err(BerError::Malformed), "{bytes:?}");
    }
    assert_eq!(definite(&[0x30, 0xff]), Err(BerError::Malformed));
    assert_eq!(definite(&[0x30, 0x80].repeat(1000)), Err(BerError::TooDeep));
    assert_eq!(
        definite(&[[0x30, 0x80].repeat(47), [0, 0].repeat(47)].concat()).map(|der| der.len()),
        Ok(94)
    );
    assert_eq!(
        definite(&[0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
        Err(BerError::Malformed)
    );
}

#[test]
fn lengths_of_every_size_are_written_and_read() {
    for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
        let made = element(tag::OCTET_STRING, &vec![7; length]);
        let (read, rest) = first(&made).expect("an element");
        assert_eq!(
            (read.content.len(), read.whole.len(), rest.len()),
            (length, made.len(), 0)
        );
    }
    let long_tag = [0xbf, 0x81, 0x01, 0x02, 0x05, 0x00];
    assert_eq!(
        first(&long_tag).map(|(one, _)| (one.tag, one.content.len())),
        Some((0xbf, 2))
    );
}

#[test]
fn elements_that_do_not_fill_the_bytes_are_none() {
    assert_eq!(elements(&[5, 0, 5, 0]).map(|all| all.len()), Some(2));
    assert_eq!(elements(&[5, 0, 5]), None);
    let (sequence, _) = first(&[0x30, 2, 5, 0]).expect("an element");
    assert!(sequence.children(tag::SEQUENCE).is_some() && sequence.children(tag::SET).is_none());
    assert!(sequence.value(tag::SET).is_none());
}

#[test]
fn values_are_canonical_only_where_their_type_says_what_that_is() {
    let stays = |tag: u8, content: &[u8]| {
        assert_eq!(
            canonical(&element(tag, content)),
            Ok(element(tag, content)),
            "{tag} {content:?}"
        );
    };
    stays(tag::BOOLEAN, &[1, 1]);
    stays(tag::BOOLEAN, &[]);
    stays(tag::GENERALIZED_TIME, b"19700101000001Z");
    // Without a `Z` the fraction is not the end, and cutting there would lose the zone.
    stays(tag::GENERALIZED_TIME, b"20260102030405.6+0100");
    stays(tag::UTC_TIME, b"50");
    stays(tag::UTC_TIME, b"260102030405Z");
    stays(tag::OCTET_STRING, &[0, 0]);
    assert_eq!(
        canonical(&element(tag::ENUMERATED, &[0, 1])),
        Ok(element(tag::ENUMERATED, &[1]))
    );
}

#[test]
fn what_only_looks_like_a_structure_stays_and_a_string_in_pieces_must_be_one() {
    let looks = [0xa0, 3, 0x04, 0x05, 1];
    assert_eq!(definite(&looks), Ok(Cow::Borrowed(looks.as_slice())));
    let around = [&[0x30, 0x80], &looks[..], &[0, 0]].concat();
    assert_eq!(
        definite(&around).map(Cow::into_owned),
        Ok([&[0x30, 5], &looks[..]].concat())
    );
    assert_eq!(
        definite(&[0x24, 3, 0x04, 0x05, 1]),
        Err(BerError::Malformed)
    );
    assert_eq!(
        definite(&[0x30, 0x80, 0x04, 0x05, 1]),
        Err(BerError::Malformed)
    );
}
