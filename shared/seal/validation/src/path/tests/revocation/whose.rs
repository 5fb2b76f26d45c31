//! Whose word counts: namesakes of an authority, keys that it handed over, lists and answers by those who were revoked or
//! retired since.

use super::*;

const AUTHORITY_KEY: &[u8] = &[0x55, 0x1d, 0x23];

/// `authorityKeyIdentifier` that names a key by this octet.
fn by_key(number: u8) -> Vec<u8> {
    let named = element(0x80, &[number; 20]);
    extension(AUTHORITY_KEY, false, &sequence(&[&named]))
}

/// A list by the key of this number.
fn list_by_key(number: u8, entries: Vec<Vec<u8>>) -> List {
    List {
        entries,
        extensions: vec![
            extension(id::CRL_NUMBER, false, &integer(1)),
            by_key(number),
        ],
        ..List::default()
    }
}

/// What is said of somebody whom the authority with key 1 certified, by a list of another certificate of its name.
fn by_other(other: &Holder, under: &[&Holder], list: &List) -> Result<Told, I> {
    let root = Holder::root("Root", 1);
    let issuer = root.issue(&Template::authority("Authority").serial(2), 2);
    let leaf = issuer.issue(&Template::signer("Leaf").serial(7).and(by_key(1)), 3);
    let mut known = vec![&issuer, other];
    known.extend(under);
    let mut lists = vec![other.list(list), root.list(&List::default())];
    lists.extend(under.iter().map(|one| one.list(&List::default())));
    by_lists(&leaf, &root, &known, &lists)
}

#[test]
fn a_list_of_a_namesake_under_another_authority_says_nothing() {
    let root = Holder::root("Root", 1);
    let elsewhere = root.issue(&Template::authority("Elsewhere").serial(4), 4);
    let namesake = elsewhere.issue(&Template::authority("Authority").serial(5), 5);
    for entries in [vec![], vec![revoked(7, NOW - days(2), &[])]] {
        let list = list_by_key(1, entries);
        assert_eq!(by_other(&namesake, &[&elsewhere], &list), UNKNOWN);
    }
}

#[test]
fn of_two_keys_of_an_authority_that_certify_each_has_the_lists_of_its_own() {
    let root = Holder::root("Root", 1);
    let newer = root.issue(&Template::authority("Authority").serial(5), 5);
    assert_eq!(by_other(&newer, &[], &list_by_key(2, vec![])), UNKNOWN);
    assert_eq!(by_other(&newer, &[], &list_by_key(1, vec![])), GOOD);
    let same_key = root.issue(&Template::authority("Authority").serial(5), 2);
    assert_eq!(by_other(&same_key, &[], &list_by_key(1, vec![])), GOOD);
    let for_lists = Template::with("Authority", vec![key_usage(&[6])]).serial(5);
    let for_lists = root.issue(&for_lists, 5);
    assert_eq!(by_other(&for_lists, &[], &list_by_key(2, vec![])), GOOD);
}

#[test]
fn a_key_that_the_authority_handed_over_to_itself_may_list_what_the_one_before_certified() {
    let root = Holder::root("Root", 1);
    let issuer = root.issue(&Template::authority("Authority").serial(2), 2);
    let handed_over = issuer.issue(&Template::authority("Authority").serial(9), 5);
    let leaf = issuer.issue(&Template::signer("Leaf").serial(7).and(by_key(1)), 3);
    let lists = [
        root.list(&List::default()),
        issuer.list(&List {
            entries: vec![revoked(99, NOW, &[])],
            ..list_by_key(1, vec![])
        }),
        handed_over.list(&list_by_key(2, vec![revoked(7, NOW - days(1), &[])])),
    ];
    assert_eq!(
        by_lists(&leaf, &root, &[&issuer, &handed_over], &lists),
        REVOKED
    );
}

#[test]
fn a_delta_list_by_another_key_than_its_base_changes_nothing() {
    let (root, leaf) = signer();
    let hold = [extension(id::REASON, false, &[0x0a, 1, 6])];
    let base = root.list(&list_by_key(1, vec![revoked(7, NOW - days(1), &hold)]));
    let delta = |key: u8| {
        let removed = [extension(id::REASON, false, &[0x0a, 1, 8])];
        root.list(&List {
            entries: vec![revoked(7, NOW, &removed)],
            extensions: vec![
                extension(id::CRL_NUMBER, false, &integer(2)),
                extension(id::DELTA, true, &integer(1)),
                by_key(key),
            ],
            ..List::default()
        })
    };
    assert_eq!(by_lists(&leaf, &root, &[], &[base.clone(), delta(1)]), GOOD);
    assert_eq!(
        by_lists(&leaf, &root, &[], &[base, delta(2)]),
        Err(I::TryLater)
    );
}

#[test]
fn a_revocation_stays_listed_whatever_became_of_who_listed_it() {
    let (root, leaf) = signer();
    let lister = |from, until| {
        let template = Template::with("Root", vec![key_usage(&[6])]).serial(20);
        root.issue(&template.valid(from, until), 4)
    };
    let signed_at = NOW - days(20);
    let listed = |by: &Holder, this_update| {
        by.list(&List {
            this_update,
            next_update: Some(this_update + days(1)),
            entries: vec![revoked(7, NOW - days(30), &[])],
            ..List::default()
        })
    };
    let good = root.list(&List {
        this_update: signed_at + days(1),
        ..List::default()
    });
    for (why, from, until, this_update) in [
        ("begun since", -10, 100, NOW - days(5)),
        ("ended before", -100, -22, NOW - days(25)),
    ] {
        let by = lister(NOW + days(from), NOW + days(until));
        let said = weigh_at(
            &leaf.certificate,
            &root,
            values(&[&by], &[listed(&by, this_update), good.clone()], &[]),
            SignatureTime::proven(signed_at, NOW),
            Purpose::Signatures,
        );
        assert_eq!(said.map_err(|one| one.why), REVOKED, "{why}");
    }
}

#[test]
fn a_hold_that_nobody_lifted_is_where_the_revocation_began() {
    let (root, leaf) = signer();
    let hold = || vec![extension(id::REASON, false, &[0x0a, 1, 6])];
    let list = |this_update, entries| {
        root.list(&List {
            this_update,
            next_update: Some(this_update + days(1)),
            entries,
            ..List::default()
        })
    };
    let held = list(NOW - days(8), vec![revoked(7, NOW - days(9), &hold())]);
    let lifted = list(NOW - days(7), vec![]);
    let since = NOW - days(3);
    let finally = list(NOW - days(2), vec![revoked(7, since, &[])]);
    let signed_at = NOW - days(5);
    let weigh = |lists: &[&Vec<u8>]| {
        let lists: Vec<Vec<u8>> = lists.iter().map(|list| (*list).clone()).collect();
        let answers = [root.answer(
            &Answer {
                this_update: signed_at,
                produced_at: signed_at,
                ..Answer::good()
            },
            &leaf.certificate,
            &root,
            &[],
        )];
        let answers = if lists.len() == 2 {
            &[][..]
        } else {
            &answers[..]
        };
        weigh_at(
            &leaf.certificate,
            &root,
            values(&[], &lists, answers),
            SignatureTime::proven(signed_at, NOW),
            Purpose::Signatures,
        )
        .map_err(|one| (one.why, one.unfit_since))
    };
    let from_the_hold = Err((I::RevokedNoPoe, Some(NOW - days(9))));
    assert_eq!(weigh(&[&held, &finally]), from_the_hold);
    assert!(weigh(&[&held, &lifted, &finally]).is_ok());
}

#[test]
fn what_a_responder_said_against_somebody_while_it_was_one_stays_said() {
    let (root, leaf) = signer();
    let purposes = |serial| {
        let extensions = vec![extended_key_usage(id::OCSP_SIGNING), list_at("x")];
        Template::with("Responder", extensions).serial(serial)
    };
    let by = root.issue(&purposes(30), 6);
    let said_at = NOW - days(2);
    let weigh = |since, answer: Answer| {
        let answer = Answer {
            this_update: said_at,
            produced_at: said_at,
            ..answer
        };
        let answer = by.answer(&answer, &leaf.certificate, &root, &[by.certificate.der()]);
        let own = root.list(&List {
            entries: vec![revoked(30, since, &[])],
            extensions: vec![extension(
                id::ISSUING_POINT,
                true,
                &sequence(&[&element(0xa0, &element(0xa0, &element(0x86, b"x")))]),
            )],
            ..List::default()
        });
        let trust = Trust {
            anchors: vec![root.certificate.clone()],
            policy: ValidationPolicy::default(),
        };
        let evidence = Evidence::of(values(&[], &[own], &[answer]));
        let paths = Paths::new(&trust, &evidence);
        let said = paths.validate(&leaf.certificate, NOW_UNPROVEN, Purpose::Signatures);
        let said = said.map(Told::from).map_err(|one| one.why);
        (said, paths.is_exhausted())
    };
    let against = || Answer::revoked(NOW - days(4));
    assert_eq!(weigh(NOW - days(1), against()), (REVOKED, false));
    assert_eq!(
        weigh(NOW - days(3), against()),
        (UNKNOWN, true),
        "of two that accuse each other nobody decides"
    );
    let good = weigh(NOW - days(1), Answer::good()).0;
    assert_eq!(good, UNKNOWN, "its good word counts no more");
}

#[test]
fn namesakes_in_great_number_end_the_looking_and_leave_it_open() {
    let (root, leaf) = signer();
    let namesakes: Vec<Holder> = (0..150)
        .map(|number| {
            root.issue(
                &Template::with("Root", vec![key_usage(&[6])]).serial(1_000 + number),
                4,
            )
        })
        .collect();
    let known: Vec<&Holder> = namesakes.iter().collect();
    let stranger = Holder::root("Root", 9);
    let lists: Vec<Vec<u8>> = (0..150)
        .map(|number| {
            stranger.list(&List {
                extensions: vec![extension(id::CRL_NUMBER, false, &integer(number))],
                ..List::default()
            })
        })
        .collect();
    let trust = Trust {
        anchors: vec![root.certificate.clone()],
        policy: ValidationPolicy::default(),
    };
    let evidence = Evidence::of(values(&known, &lists, &[]));
    let paths = Paths::new(&trust, &evidence);
    let said = paths.validate(&leaf.certificate, NOW_UNPROVEN, Purpose::Signatures);
    assert_eq!(said.map(Told::from).map_err(|one| one.why), UNKNOWN);
    assert!(paths.is_exhausted());
}

#[test]
fn who_accuses_in_an_authority_s_name_and_is_not_believed_leaves_it_open() {
    let root = Holder::root("Root", 1);
    let issuer = root.issue(&Template::authority("Authority").serial(2), 2);
    let newer = root.issue(&Template::authority("Authority").serial(5), 5);
    let leaf = issuer.issue(&Template::signer("Leaf").serial(7).and(by_key(1)), 3);
    let is_open = |by: &Holder, entries| {
        let lists = [
            by.list(&list_by_key(2, entries)),
            issuer.list(&list_by_key(1, vec![])),
            root.list(&List::default()),
        ];
        let trust = Trust {
            anchors: vec![root.certificate.clone()],
            policy: ValidationPolicy::default(),
        };
        let evidence = Evidence::of(values(&[&issuer, &newer], &lists, &[]));
        let paths = Paths::new(&trust, &evidence);
        let said = paths.validate(&leaf.certificate, NOW_UNPROVEN, Purpose::Signatures);
        assert_eq!(said.map(Told::from).map_err(|one| one.why), GOOD);
        paths.is_exhausted()
    };
    let entry = || vec![revoked(7, NOW - days(2), &[])];
    assert!(is_open(&newer, entry()));
    assert!(!is_open(&newer, vec![]));
    let stranger = Holder::root("Authority", 9);
    assert!(!is_open(&stranger, entry()), "whoever takes its name");
}

#[test]
fn a_hold_and_what_lifts_it_are_weighed_in_one_order_whoever_says_them() {
    let (root, leaf) = signer();
    let (signed_at, since) = (NOW - days(5), NOW - days(3));
    let hold = [extension(id::REASON, false, &[0x0a, 1, 6])];
    let of = |this_update, entries| {
        root.list(&List {
            this_update,
            next_update: Some(this_update + days(1)),
            entries,
            ..List::default()
        })
    };
    let held = of(NOW - days(9), vec![revoked(7, NOW - days(9), &hold)]);
    let finally = of(NOW - days(2), vec![revoked(7, since, &[])]);
    let good = |at: Timestamp| {
        let answer = Answer {
            this_update: at,
            produced_at: at,
            next_update: Some(at + days(2)),
            ..Answer::good()
        };
        root.answer(&answer, &leaf.certificate, &root, &[])
    };
    let weigh = |lists: &[Vec<u8>], answers: &[Vec<u8>]| {
        weigh_at(
            &leaf.certificate,
            &root,
            values(&[], lists, answers),
            SignatureTime::proven(signed_at, NOW),
            Purpose::Signatures,
        )
        .map_err(|one| (one.why, one.unfit_since))
    };
    let lists = [held.clone(), finally];
    let lifted = weigh(&lists, &[good(NOW - days(6))]);
    assert!(
        lifted.is_ok(),
        "by an answer before it was signed: {lifted:?}"
    );
    let before = weigh(&lists, &[good(NOW - days(10))]);
    assert_eq!(before, Err((I::RevokedNoPoe, Some(NOW - days(9)))));
    // At one time the worse counts.
    let same = weigh(
        &[of(signed_at, vec![revoked(7, NOW - days(9), &hold)])],
        &[good(signed_at)],
    );
    assert_eq!(same.map_err(|(why, _)| why).map(|_| ()), Err(I::TryLater));
}
