//! Several paths from one certificate, and what is told of them.

use super::*;
use segl_pki::test_ca::List;

#[test]
fn a_path_of_which_more_is_known_counts_before_one_of_which_less_is() {
    let root = Holder::root("Root", 1);
    let at = |place: &str, serial| {
        root.issue(
            &Template::authority("Between")
                .and(list_at(place))
                .serial(serial),
            2,
        )
    };
    let (unasked, listed) = (at("x", 7), at("y", 8));
    let leaf = listed.issue(&quiet("Leaf"), 3);
    let point = element(0xa0, &element(0xa0, &element(0x86, b"y")));
    let for_y = extension(id::ISSUING_POINT, true, &sequence(&[&point]));
    let lists = [
        root.list(&List {
            extensions: vec![for_y],
            ..List::default()
        }),
        listed.list(&List::default()),
    ];
    let known = Ok(Told {
        revocation: Check::Passed,
        sources: false,
    });
    let unknown = Ok(Told {
        revocation: Check::NotChecked,
        sources: true,
    });
    for (between, expected) in [
        (&[&unasked][..], unknown),
        (&[&listed], known),
        (&[&unasked, &listed], known),
        (&[&listed, &unasked], known),
    ] {
        assert_eq!(
            weigh_in_order(&leaf, &root, between, values(&[], &lists, &[])),
            expected
        );
    }
}

#[test]
fn of_several_paths_that_cannot_be_believed_the_first_is_told() {
    let root = Holder::root("Root", 1);
    let ended = root.issue(
        &Template::authority("Between")
            .serial(7)
            .valid(NOW - days(9), NOW - days(1)),
        2,
    );
    let odd = root.issue(
        &Template::authority("Between")
            .serial(8)
            .and(extension(id::UNKNOWN, true, &[5, 0])),
        2,
    );
    let leaf = odd.issue(&quiet("Leaf"), 3);
    let weigh = |between: &[&Holder]| weigh_in_order(&leaf, &root, between, values(&[], &[], &[]));
    assert_eq!(weigh(&[&ended, &odd]), Err(I::OutOfBoundsNoPoe));
    assert_eq!(weigh(&[&odd, &ended]), BAD);
}

#[test]
fn a_certificate_that_says_nothing_of_itself_is_an_authoritys_if_it_is_trusted() {
    let silent = Template::with("Root", vec![]);
    let own = key(1);
    let der = certificate(&silent, &own.spki().expect("a key"), &silent.subject, &own);
    let root = Holder {
        certificate: X509Certificate::from_der(&der).expect("a certificate"),
        key: own,
    };
    let leaf = root.issue(&quiet("Leaf"), 3);
    assert_eq!(weigh(&leaf.certificate, &root, &[]), FINE);
}
