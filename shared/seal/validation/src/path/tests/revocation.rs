//! Lists and OCSP answers of every kind, and what each says of a certificate.

mod accusations;
mod reach;
mod times;
mod whose;

use super::*;
use segl_pki::test_ca::{Answer, List, revoked, signed, time};

/// A root and one whom it certifies, with this serial number.
fn signer() -> (Holder, Holder) {
    let root = Holder::root("Root", 1);
    let leaf = root.issue(&Template::signer("Leaf").serial(7), 3);
    (root, leaf)
}

const GOOD: Result<Told, I> = Ok(Told {
    revocation: Check::Passed,
    sources: false,
});
const UNKNOWN: Result<Told, I> = Ok(Told {
    revocation: Check::NotChecked,
    sources: true,
});
const REVOKED: Result<Told, I> = Err(I::RevokedNoPoe);

fn by_lists(
    leaf: &Holder,
    root: &Holder,
    others: &[&Holder],
    lists: &[Vec<u8>],
) -> Result<Told, I> {
    let values = values(others, lists, &[]);
    weigh_at(
        &leaf.certificate,
        root,
        values,
        NOW_UNPROVEN,
        Purpose::Signatures,
    )
    .map_err(|problem| problem.why)
}

fn by_answer(leaf: &Holder, root: &Holder, others: &[&Holder], answer: Vec<u8>) -> Result<Told, I> {
    let values = values(others, &[], &[answer]);
    weigh_at(
        &leaf.certificate,
        root,
        values,
        NOW_UNPROVEN,
        Purpose::Signatures,
    )
    .map_err(|problem| problem.why)
}

#[test]
fn a_list_says_who_is_revoked_and_who_is_not() {
    let (root, leaf) = signer();
    let list = |entries: Vec<Vec<u8>>| {
        root.list(&List {
            entries,
            ..List::default()
        })
    };
    assert_eq!(by_lists(&leaf, &root, &[], &[list(vec![])]), GOOD);
    assert_eq!(
        by_lists(&leaf, &root, &[], &[list(vec![revoked(8, NOW, &[])])]),
        GOOD
    );
    assert_eq!(
        by_lists(
            &leaf,
            &root,
            &[],
            &[list(vec![revoked(8, NOW, &[]), revoked(7, NOW, &[])])]
        ),
        REVOKED
    );
    let unless = |reason: u8| revoked(7, NOW, &[extension(id::REASON, false, &[0x0a, 1, reason])]);
    assert_eq!(
        by_lists(&leaf, &root, &[], &[list(vec![unless(8)])]),
        REVOKED,
        "only a list of changes removes an entry (RFC 5280 section 5.3.1)"
    );
    assert_eq!(
        by_lists(&leaf, &root, &[], &[list(vec![unless(6)])]),
        Err(I::TryLater),
        "on hold"
    );
    // Whoever says that it is revoked is believed.
    assert_eq!(
        by_lists(
            &leaf,
            &root,
            &[],
            &[list(vec![]), list(vec![revoked(7, NOW, &[])])]
        ),
        REVOKED
    );
}

#[test]
fn a_revoked_authority_ends_the_path_with_its_own_reason() {
    let root = Holder::root("Root", 1);
    let between = root.issue(&Template::authority("Between").serial(5), 2);
    let leaf = between.issue(&Template::signer("Leaf").serial(7), 3);
    let above = root.list(&List {
        entries: vec![revoked(5, NOW, &[])],
        ..List::default()
    });
    let below = between.list(&List::default());
    assert_eq!(
        by_lists(&leaf, &root, &[&between], &[above, below.clone()]),
        Err(I::RevokedCaNoPoe)
    );
    assert_eq!(
        by_lists(
            &leaf,
            &root,
            &[&between],
            &[root.list(&List::default()), below.clone()]
        ),
        GOOD
    );
    // The authority's certificate names nobody who could be asked.
    let unasked = Ok(Told {
        revocation: Check::NotChecked,
        sources: false,
    });
    assert_eq!(by_lists(&leaf, &root, &[&between], &[below]), unasked);
}

#[test]
fn a_list_by_another_key_or_name_says_nothing() {
    let (root, leaf) = signer();
    let forger = Holder::root("Root", 9);
    assert_eq!(
        by_lists(&leaf, &root, &[], &[forger.list(&List::default())]),
        UNKNOWN,
        "another key"
    );
    let others = root.list(&List {
        issuer: Some(name("Other")),
        ..List::default()
    });
    assert_eq!(
        by_lists(&leaf, &root, &[], &[others]),
        UNKNOWN,
        "another name"
    );
    let same = root.list(&List {
        issuer: Some(name("ROOT")),
        ..List::default()
    });
    assert_eq!(
        by_lists(&leaf, &root, &[], &[same]),
        GOOD,
        "the same name in capitals"
    );
    let mut unsigned = root.list(&List::default());
    let last = unsigned.len() - 1;
    unsigned[last] ^= 1;
    assert_eq!(
        by_lists(&leaf, &root, &[], &[unsigned]),
        UNKNOWN,
        "a signature of something else"
    );
    // A list of the leaf's about itself.
    assert_eq!(
        by_lists(&leaf, &root, &[&leaf], &[leaf.list(&List::default())]),
        UNKNOWN
    );
}

#[test]
fn a_list_by_an_authority_that_may_sign_none_says_nothing() {
    let root = Holder::root("Root", 1);
    for (usage, expected) in [(&[5, 6][..], GOOD), (&[5], UNKNOWN)] {
        let template = Template::with("Between", vec![basic_constraints(None), key_usage(usage)]);
        let between = root.issue(&template, 2);
        let leaf = between.issue(&Template::signer("Leaf").serial(7), 3);
        let lists = [root.list(&List::default()), between.list(&List::default())];
        assert_eq!(
            by_lists(&leaf, &root, &[&between], &lists),
            expected,
            "{usage:?}"
        );
    }
}

#[test]
fn another_key_of_the_issuers_may_sign_its_lists_if_it_has_a_path_of_its_own() {
    let (root, leaf) = signer();
    let lister = |usage: &[u8]| {
        root.issue(
            &Template::with("Root", vec![key_usage(usage)]).serial(20),
            4,
        )
    };
    for (usage, expected) in [(&[6][..], GOOD), (&[0], UNKNOWN)] {
        let by = lister(usage);
        assert_eq!(
            by_lists(&leaf, &root, &[&by], &[by.list(&List::default())]),
            expected,
            "{usage:?}"
        );
    }
    let by = lister(&[6]);
    let own = |since| {
        root.list(&List {
            entries: vec![revoked(20, since, &[])],
            ..List::default()
        })
    };
    let others = by.list(&List {
        entries: vec![revoked(7, NOW, &[])],
        ..List::default()
    });
    assert_eq!(
        by_lists(&leaf, &root, &[&by], std::slice::from_ref(&others)),
        REVOKED
    );
    assert_eq!(
        by_lists(&leaf, &root, &[&by], &[own(NOW - days(3)), others.clone()]),
        GOOD,
        "by a key that was itself revoked"
    );
    assert_eq!(
        by_lists(&leaf, &root, &[&by], &[own(NOW), others]),
        REVOKED,
        "by a key that was revoked after it had said so"
    );
}

#[test]
fn a_list_with_a_demand_that_is_not_understood_says_nothing() {
    let (root, leaf) = signer();
    for critical in [true, false] {
        let expected = if critical { UNKNOWN } else { GOOD };
        let odd = extension(id::UNKNOWN, critical, &[5, 0]);
        let list = root.list(&List {
            extensions: vec![odd.clone()],
            ..List::default()
        });
        assert_eq!(
            by_lists(&leaf, &root, &[], &[list]),
            expected,
            "of the list"
        );
        let list = root.list(&List {
            entries: vec![revoked(9, NOW, &[odd])],
            ..List::default()
        });
        assert_eq!(
            by_lists(&leaf, &root, &[], &[list]),
            expected,
            "of an entry"
        );
        // `invalidityDate`, which is nowhere held against a signature's time.
        let before = extension(&[0x55, 0x1d, 24], critical, &time(NOW - days(3)));
        let list = root.list(&List {
            entries: vec![revoked(9, NOW, &[before])],
            ..List::default()
        });
        assert_eq!(by_lists(&leaf, &root, &[], &[list]), expected, "a date");
    }
}

#[test]
fn a_list_for_others_or_for_some_reasons_says_nothing_of_this_one() {
    let (root, leaf) = signer();
    let scope = |parts: &[u8]| {
        let scope = extension(id::ISSUING_POINT, true, &sequence(&[parts]));
        root.list(&List {
            extensions: vec![scope],
            ..List::default()
        })
    };
    let place = |address: &str| element(0xa0, &element(0xa0, &element(0x86, address.as_bytes())));
    let here = place("http://ca.test/list");
    for (why, parts, expected) in [
        ("no limits", vec![], GOOD),
        ("for people", vec![0x81, 1, 0xff], GOOD),
        ("for authorities", vec![0x82, 1, 0xff], UNKNOWN),
        ("for attributes", vec![0x85, 1, 0xff], UNKNOWN),
        ("for stolen keys", vec![0x83, 2, 6, 0x40], UNKNOWN),
        ("at the place that it names", here.clone(), GOOD),
        ("at another place", place("http://ca.test/other"), UNKNOWN),
    ] {
        assert_eq!(
            by_lists(&leaf, &root, &[], &[scope(&parts)]),
            expected,
            "{why}"
        );
    }
    // Two lists that cover all reasons together: all but one, and that one.
    let (most, one) = (scope(&[0x83, 3, 7, 0x3f, 0x80]), scope(&[0x83, 2, 6, 0x40]));
    assert_eq!(by_lists(&leaf, &root, &[], &[most.clone(), one]), GOOD);
    assert_eq!(by_lists(&leaf, &root, &[], &[most]), UNKNOWN);
    // Of an authority the list for authorities speaks.
    let between = root.issue(
        &Template::authority("Between").and(list_at("http://ca.test/list")),
        2,
    );
    let leaf = between.issue(&quiet("Leaf"), 5);
    let below = between.list(&List::default());
    assert_eq!(
        by_lists(
            &leaf,
            &root,
            &[&between],
            &[scope(&[0x82, 1, 0xff]), below.clone()]
        ),
        GOOD
    );
    assert_eq!(
        by_lists(&leaf, &root, &[&between], &[scope(&[0x81, 1, 0xff]), below]),
        UNKNOWN
    );
}

#[test]
fn a_delta_list_counts_on_top_of_its_base_and_never_alone() {
    let (root, leaf) = signer();
    let number = |number: u64| extension(id::CRL_NUMBER, false, &integer(number));
    let base = |own: u64, entries| {
        root.list(&List {
            entries,
            extensions: vec![number(own)],
            ..List::default()
        })
    };
    let delta = |of: u64, own: u64, entries| {
        let extensions = vec![number(own), extension(id::DELTA, true, &integer(of))];
        root.list(&List {
            entries,
            extensions,
            ..List::default()
        })
    };
    let entry = || vec![revoked(7, NOW, &[])];
    let held = || {
        vec![revoked(
            7,
            NOW,
            &[extension(id::REASON, false, &[0x0a, 1, 6])],
        )]
    };
    let removed = || {
        vec![revoked(
            7,
            NOW,
            &[extension(id::REASON, false, &[0x0a, 1, 8])],
        )]
    };
    for (why, lists, expected) in [
        ("alone", vec![delta(1, 2, vec![])], UNKNOWN),
        (
            "nothing new",
            vec![base(1, vec![]), delta(1, 2, vec![])],
            GOOD,
        ),
        (
            "revoked since",
            vec![base(1, vec![]), delta(1, 2, entry())],
            REVOKED,
        ),
        (
            "given back since",
            vec![base(1, held()), delta(1, 2, removed())],
            GOOD,
        ),
        (
            "of what was revoked for good nothing is given back",
            vec![base(1, entry()), delta(1, 2, removed())],
            REVOKED,
        ),
        (
            "of a base that is newer",
            vec![base(1, held()), delta(2, 3, removed())],
            Err(I::TryLater),
        ),
        (
            "older than the base",
            vec![base(3, held()), delta(1, 2, removed())],
            Err(I::TryLater),
        ),
        (
            "as old as the base",
            vec![base(2, held()), delta(1, 2, removed())],
            Err(I::TryLater),
        ),
        (
            "the newest of two",
            vec![
                base(1, vec![]),
                delta(1, 300, removed()),
                delta(1, 2, held()),
            ],
            GOOD,
        ),
        (
            "what any of two revokes for good",
            vec![
                base(1, vec![]),
                delta(1, 300, removed()),
                delta(1, 2, entry()),
            ],
            REVOKED,
        ),
        (
            "a delta alone that revokes",
            vec![delta(1, 2, entry())],
            REVOKED,
        ),
    ] {
        assert_eq!(by_lists(&leaf, &root, &[], &lists), expected, "{why}");
    }
}

#[test]
fn an_indirect_list_speaks_of_others_certificates_if_they_say_so() {
    let root = Holder::root("Root", 1);
    let lister = root.issue(
        &Template::with("Lister", vec![key_usage(&[6])]).serial(20),
        4,
    );
    let from = |issuer: &str| {
        let by = element(0xa2, &element(0xa4, &name(issuer)));
        let point = element(0xa0, &element(0xa0, &element(0x86, b"http://ca.test/list")));
        extension(
            id::CRL_POINTS,
            false,
            &sequence(&[&sequence(&[&point, &by])]),
        )
    };
    let leaf = root.issue(
        &Template::with("Leaf", vec![key_usage(&[0]), from("Lister")]).serial(7),
        3,
    );
    let indirect = extension(id::ISSUING_POINT, true, &sequence(&[&[0x84, 1, 0xff]]));
    let named = |issuer: &str| {
        extension(
            &[0x55, 0x1d, 0x1d],
            true,
            &sequence(&[&element(0xa4, &name(issuer))]),
        )
    };
    let own = root.list(&List::default());
    let list = |scope: Vec<Vec<u8>>, entries| {
        lister.list(&List {
            entries,
            extensions: scope,
            ..List::default()
        })
    };
    let scope = || vec![indirect.clone()];
    for (why, list, expected) in [
        ("of nobody", list(scope(), vec![]), GOOD),
        (
            "of this one",
            list(scope(), vec![revoked(7, NOW, &[named("Root")])]),
            REVOKED,
        ),
        (
            "of the one before it",
            list(
                scope(),
                vec![revoked(6, NOW, &[named("Root")]), revoked(7, NOW, &[])],
            ),
            REVOKED,
        ),
        (
            "of another issuer's",
            list(scope(), vec![revoked(7, NOW, &[named("Other")])]),
            GOOD,
        ),
        (
            "of its own",
            list(scope(), vec![revoked(7, NOW, &[])]),
            GOOD,
        ),
        ("that is not indirect", list(vec![], vec![]), UNKNOWN),
    ] {
        // The root's own list is about the lister's certificate, and not for the leaf.
        let for_lister = [own.clone(), list];
        let leaf = root.issue(
            &Template::with("Leaf", vec![key_usage(&[0]), from("Lister")]).serial(7),
            3,
        );
        let expected_alone = by_lists(&leaf, &root, &[&lister], &for_lister[1..]);
        assert_eq!(expected_alone, expected, "{why}");
    }
    let stranger = root.issue(
        &Template::with("Leaf", vec![key_usage(&[0]), from("Somebody")]).serial(7),
        3,
    );
    assert_eq!(
        by_lists(&stranger, &root, &[&lister], &[list(scope(), vec![])]),
        UNKNOWN
    );
    assert_eq!(leaf.certificate.serial_number.as_bytes(), [7]);
}

#[test]
fn answers_are_of_their_time() {
    let (root, leaf) = signer();
    let hours = SignedDuration::from_hours;
    for (why, this_update, next_update, expected) in [
        ("of now", NOW - hours(1), Some(NOW + hours(1)), true),
        ("over", NOW - hours(9), Some(NOW - hours(1)), false),
        ("without end, an hour old", NOW - hours(1), None, false),
        (
            "without end, of this minute",
            NOW - SignedDuration::from_mins(1),
            None,
            true,
        ),
        ("of tomorrow", NOW + hours(24), Some(NOW + hours(48)), false),
    ] {
        let expected = if expected { GOOD } else { UNKNOWN };
        let list = root.list(&List {
            this_update,
            next_update,
            ..List::default()
        });
        assert_eq!(
            by_lists(&leaf, &root, &[], &[list]),
            expected,
            "a list, {why}"
        );
        let answer = Answer {
            this_update,
            next_update,
            produced_at: this_update,
            ..Answer::good()
        };
        let answer = root.answer(&answer, &leaf.certificate, &root, &[]);
        assert_eq!(
            by_answer(&leaf, &root, &[], answer),
            expected,
            "an answer, {why}"
        );
    }
}

#[test]
fn an_answer_by_the_issuer_says_good_revoked_or_nothing() {
    let (root, leaf) = signer();
    let say = |answer: &Answer| {
        by_answer(
            &leaf,
            &root,
            &[],
            root.answer(answer, &leaf.certificate, &root, &[]),
        )
    };
    assert_eq!(say(&Answer::good()), GOOD);
    assert_eq!(say(&Answer::revoked(NOW - days(1))), REVOKED);
    assert_eq!(say(&Answer::unknown()), UNKNOWN);
    let odd = |critical| Answer {
        extensions: vec![extension(id::UNKNOWN, critical, &[5, 0])],
        ..Answer::good()
    };
    assert_eq!(say(&odd(true)), UNKNOWN);
    assert_eq!(say(&odd(false)), GOOD);
}

#[test]
fn an_answer_about_another_certificate_says_nothing() {
    let (root, leaf) = signer();
    let other = root.issue(&Template::signer("Other").serial(8), 4);
    let answer = root.answer(&Answer::good(), &other.certificate, &root, &[]);
    assert_eq!(
        by_answer(&leaf, &root, &[], answer),
        UNKNOWN,
        "another number"
    );
    let elsewhere = Holder::root("Elsewhere", 5);
    let answer = root.answer(&Answer::good(), &leaf.certificate, &elsewhere, &[]);
    assert_eq!(
        by_answer(&leaf, &root, &[], answer),
        UNKNOWN,
        "another issuer's number"
    );
}

#[test]
fn a_responder_answers_if_the_issuer_has_made_it_one() {
    let (root, leaf) = signer();
    let stranger = Holder::root("Stranger", 8);
    let template = || Template::responder("Responder").serial(30);
    let without = |extensions| Template::with("Responder", extensions).serial(30);
    let purpose = || extended_key_usage(id::OCSP_SIGNING);
    let ended = (NOW - days(9), NOW - days(1));
    for (why, by, expected) in [
        ("made by the issuer", root.issue(&template(), 6), GOOD),
        (
            "without key usage",
            root.issue(&without(vec![purpose()]), 6),
            GOOD,
        ),
        (
            "without the purpose",
            root.issue(&without(vec![key_usage(&[0])]), 6),
            UNKNOWN,
        ),
        (
            "for timestamps",
            root.issue(&without(vec![extended_key_usage(id::TIME_STAMPING)]), 6),
            UNKNOWN,
        ),
        (
            "whose key is not to sign",
            root.issue(&without(vec![key_usage(&[2]), purpose()]), 6),
            UNKNOWN,
        ),
        (
            "made by somebody else",
            stranger.issue(&template(), 6),
            UNKNOWN,
        ),
        (
            "made by one whom the issuer certified",
            leaf.issue(&template(), 6),
            UNKNOWN,
        ),
        (
            "that has ended",
            root.issue(&template().valid(ended.0, ended.1), 6),
            UNKNOWN,
        ),
        (
            "that has not begun",
            root.issue(&template().valid(NOW, NOW + days(1)), 6),
            UNKNOWN,
        ),
        (
            "with an odd demand",
            root.issue(&template().and(extension(id::UNKNOWN, true, &[5, 0])), 6),
            UNKNOWN,
        ),
        ("who is nobody", stranger, UNKNOWN),
    ] {
        let answer = by.answer(
            &Answer::good(),
            &leaf.certificate,
            &root,
            &[by.certificate.der()],
        );
        assert_eq!(by_answer(&leaf, &root, &[], answer), expected, "{why}");
        // What a wrong responder says of a revocation is nothing either.
        let answer = by.answer(
            &Answer::revoked(NOW),
            &leaf.certificate,
            &root,
            &[by.certificate.der()],
        );
        let expected = if expected == GOOD { REVOKED } else { UNKNOWN };
        assert_eq!(
            by_answer(&leaf, &root, &[], answer),
            expected,
            "{why}, revoked"
        );
    }
}

#[test]
fn a_responder_whose_certificate_is_elsewhere_in_the_file_is_found() {
    let (root, leaf) = signer();
    let by = root.issue(&Template::responder("Responder").serial(30), 6);
    for is_by_key in [false, true] {
        let good = Answer {
            is_by_key,
            ..Answer::good()
        };
        let answer = || by.answer(&good, &leaf.certificate, &root, &[]);
        assert_eq!(by_answer(&leaf, &root, &[&by], answer()), GOOD);
        assert_eq!(by_answer(&leaf, &root, &[], answer()), UNKNOWN);
    }
}

#[test]
fn a_responder_that_was_revoked_or_that_nobody_asked_about_is_not_believed_unless_it_is_exempt() {
    let (root, leaf) = signer();
    let listed = root.list(&List {
        entries: vec![revoked(30, NOW - days(1), &[])],
        ..List::default()
    });
    let only_that = extension(
        id::ISSUING_POINT,
        true,
        &sequence(&[&element(0xa0, &element(0xa0, &element(0x86, b"x")))]),
    );
    let at = |address: &str| {
        Template::with(
            "Responder",
            vec![extended_key_usage(id::OCSP_SIGNING), list_at(address)],
        )
    };
    let by = root.issue(&at("x").serial(30), 6);
    let exempt = root.issue(&Template::responder("Responder").serial(30), 6);
    let purpose = extended_key_usage(id::OCSP_SIGNING);
    let silent = Template::with("Responder", vec![purpose]).serial(30);
    let silent = root.issue(&silent, 6);
    // Lists for the responder's place alone: they leave the signer's own revocation open.
    let for_responder = |entries| {
        root.list(&List {
            entries,
            extensions: vec![only_that.clone()],
            ..List::default()
        })
    };
    let good = for_responder(vec![]);
    let for_responder = for_responder(vec![revoked(30, NOW - days(1), &[])]);
    for (by, lists, expected) in [
        (&by, vec![for_responder.clone()], UNKNOWN),
        (&by, vec![good], GOOD),
        // It says who could be asked about it, and nobody was.
        (&by, vec![], UNKNOWN),
        (&silent, vec![], GOOD),
        (&exempt, vec![for_responder], GOOD),
    ] {
        let answer = by.answer(
            &Answer::good(),
            &leaf.certificate,
            &root,
            &[by.certificate.der()],
        );
        let values = values(&[], &lists, &[answer]);
        let said = weigh_at(
            &leaf.certificate,
            &root,
            values,
            NOW_UNPROVEN,
            Purpose::Signatures,
        );
        assert_eq!(said.map_err(|one| one.why), expected);
    }
    assert_eq!(by_lists(&leaf, &root, &[], &[listed]), GOOD);
    // What one of which nothing is known says against somebody counts.
    let against = Answer::revoked(NOW - days(2));
    let against = by.answer(&against, &leaf.certificate, &root, &[by.certificate.der()]);
    assert_eq!(by_answer(&leaf, &root, &[], against), REVOKED);
}

#[test]
fn an_answer_that_nobody_signed_says_nothing() {
    let (root, leaf) = signer();
    let mut answer = root.answer(&Answer::good(), &leaf.certificate, &root, &[]);
    let last = answer.len() - 1;
    answer[last] ^= 1;
    assert_eq!(by_answer(&leaf, &root, &[], answer), UNKNOWN);
    let elsewhere = Holder::root("Root", 9);
    let answer = elsewhere.answer(&Answer::good(), &leaf.certificate, &root, &[]);
    assert_eq!(
        by_answer(&leaf, &root, &[], answer),
        UNKNOWN,
        "the issuer's name, another key"
    );
    // An error is no answer.
    assert_eq!(
        by_answer(&leaf, &root, &[], sequence(&[&[0x0a, 1, 6]])),
        UNKNOWN
    );
}

#[test]
fn signed_structures_without_end_or_sense_are_not_read() {
    let (root, leaf) = signer();
    let nonsense = signed(&sequence(&[&time(NOW)]), &root.key, &[]);
    assert_eq!(
        by_lists(&leaf, &root, &[], &[nonsense.clone(), vec![0x30, 0x80]]),
        UNKNOWN
    );
    assert_eq!(by_answer(&leaf, &root, &[], nonsense), UNKNOWN);
}
