//! Revocations, lists and answers, and the time that each is of.

use super::*;

#[test]
fn a_signature_that_is_proven_to_be_older_than_the_revocation_stands() {
    let (root, leaf) = signer();
    let since = NOW - days(2);
    let weigh = |best: Timestamp, poe: Timestamp| {
        let list = root.list(&List {
            entries: vec![revoked(7, since, &[])],
            ..List::default()
        });
        let time = SignatureTime {
            is_proven: best < poe,
            ..SignatureTime::proven(best, poe)
        };
        let said = weigh_at(
            &leaf.certificate,
            &root,
            values(&[], &[list], &[]),
            time,
            Purpose::Signatures,
        );
        said.map_err(|one| (one.why, one.unfit_since))
    };
    let passed = Ok(Told {
        revocation: Check::Passed,
        sources: false,
    });
    assert_eq!(weigh(since - SignedDuration::from_secs(1), NOW), passed);
    let late = Err((I::RevokedNoPoe, Some(since)));
    assert_eq!(weigh(since, NOW), late, "at the same second");
    assert_eq!(weigh(since + days(1), NOW), late);
    assert_eq!(weigh(NOW, NOW), late);
    // Of one that is to be revoked later nothing proves that the signature is older.
    let later = root.list(&List {
        entries: vec![revoked(7, NOW + days(1), &[])],
        ..List::default()
    });
    assert_eq!(by_lists(&leaf, &root, &[], &[later]), REVOKED);
}

#[test]
fn what_was_fresh_when_a_timestamp_was_made_counts_until_its_certificate_ends() {
    let root = Holder::root("Root", 1);
    let extensions = vec![
        key_usage(&[0]),
        extended_key_usage(id::TIME_STAMPING),
        list_at("http://ca.test/list"),
    ];
    let leaf = root.issue(&Template::with("Authority", extensions), 3);
    let made = NOW - days(9);
    let list = |this_update| {
        root.list(&List {
            this_update,
            next_update: Some(this_update + days(1)),
            ..List::default()
        })
    };
    let weigh = |list: Vec<u8>, time: SignatureTime| {
        let evidence = Evidence::of(values(&[], &[list], &[]));
        let trust = Trust {
            anchors: vec![root.certificate.clone()],
            policy: ValidationPolicy::default(),
        };
        let said =
            Paths::new(&trust, &evidence).validate(&leaf.certificate, time, Purpose::Timestamps);
        said.map(|one| (one.revocation, one.is_outdated))
            .map_err(|problem| problem.why)
    };
    let (stamped, asked_now) = (
        SignatureTime::by(NOW).answered_for(made),
        SignatureTime::by(NOW),
    );
    assert_eq!(weigh(list(made), stamped), Ok((Check::Passed, true)));
    assert_eq!(weigh(list(NOW), stamped), Ok((Check::Passed, false)));
    assert_eq!(
        weigh(list(made - days(2)), stamped),
        Ok((Check::NotChecked, true)),
        "over before it was made"
    );
    assert_eq!(weigh(list(made), asked_now), Ok((Check::NotChecked, true)));
    assert_eq!(
        weigh(list(NOW + days(1)), stamped),
        Ok((Check::NotChecked, false)),
        "of tomorrow"
    );
    // A time that has not come makes nothing fresher.
    assert_eq!(
        weigh(
            list(NOW),
            SignatureTime::by(NOW).answered_for(NOW + days(8))
        ),
        Ok((Check::Passed, false))
    );
    let ended = SignatureTime::by(NOW + days(400)).answered_for(made);
    assert_eq!(weigh(list(made), ended), Err(I::OutOfBoundsNoPoe));
}

#[test]
fn that_a_certificate_was_revoked_for_good_is_true_ever_after() {
    let (root, leaf) = signer();
    let then = NOW - days(9);
    // Key compromise and hold, by RFC 5280 section 5.3.1.
    for (reason, expected) in [
        (None, REVOKED),
        (Some(1), REVOKED),
        (Some(6), Err(I::TryLater)),
    ] {
        let extensions = reason.map(|reason| extension(id::REASON, false, &[0x0a, 1, reason]));
        let extensions: Vec<_> = extensions.into_iter().collect();
        let entries = vec![revoked(7, then, &extensions)];
        let over = List {
            this_update: then,
            next_update: Some(then + days(1)),
            entries,
            ..List::default()
        };
        assert_eq!(
            by_lists(&leaf, &root, &[], &[root.list(&over)]),
            expected,
            "a list, {reason:?}"
        );
        let fresh = root.list(&List::default());
        let is_hold = expected == Err(I::TryLater);
        let lifted = if is_hold { GOOD } else { expected };
        assert_eq!(
            by_lists(&leaf, &root, &[], &[root.list(&over), fresh]),
            lifted,
            "with a newer one, {reason:?}"
        );
    }
    let over = Answer {
        this_update: then,
        next_update: Some(then + days(1)),
        ..Answer::revoked(then)
    };
    let answer = root.answer(&over, &leaf.certificate, &root, &[]);
    assert_eq!(by_answer(&leaf, &root, &[], answer), REVOKED);
    let tomorrow = Answer {
        this_update: NOW + days(1),
        next_update: None,
        ..Answer::revoked(then)
    };
    let answer = root.answer(&tomorrow, &leaf.certificate, &root, &[]);
    assert_eq!(
        by_answer(&leaf, &root, &[], answer),
        REVOKED,
        "an answer of tomorrow, about what was before"
    );
}

#[test]
fn a_list_of_an_earlier_time_is_not_taken_for_a_signature_of_today() {
    let (root, leaf) = signer();
    let list = root.list(&List {
        this_update: NOW - days(9),
        next_update: Some(NOW - days(8)),
        ..List::default()
    });
    assert_eq!(
        by_lists(&leaf, &root, &[], std::slice::from_ref(&list)),
        UNKNOWN
    );
    // It is fresh for a signature that is proven to be of its time.
    let time = SignatureTime::proven(NOW - days(9), NOW);
    let said = weigh_at(
        &leaf.certificate,
        &root,
        values(&[], &[list], &[]),
        time,
        Purpose::Signatures,
    );
    assert_eq!(said.map_err(|one| one.why), GOOD);
}

#[test]
fn of_two_times_of_revocation_the_earlier_counts() {
    let (root, leaf) = signer();
    let (early, late) = (NOW - days(6), NOW - days(3));
    let list = |this_update, since| {
        root.list(&List {
            this_update,
            entries: vec![revoked(7, since, &[])],
            ..List::default()
        })
    };
    let answer = |this_update, since| {
        let answer = Answer {
            this_update,
            produced_at: this_update,
            ..Answer::revoked(since)
        };
        root.answer(&answer, &leaf.certificate, &root, &[])
    };
    let (before, since) = (NOW - days(2), NOW - days(1));
    let out_of_date = |since| {
        root.list(&List {
            this_update: NOW - days(3),
            next_update: Some(NOW - days(2)),
            entries: vec![revoked(7, since, &[])],
            ..List::default()
        })
    };
    // Signed between the two.
    let best = NOW - days(4);
    for (why, lists, answers) in [
        (
            "an answer, newer",
            vec![list(before, early)],
            vec![answer(since, late)],
        ),
        (
            "a list, newer",
            vec![list(since, late)],
            vec![answer(before, early)],
        ),
        (
            "two lists",
            vec![list(before, early), list(since, late)],
            vec![],
        ),
        (
            "two answers",
            vec![],
            vec![answer(since, late), answer(before, early)],
        ),
        (
            "out of date",
            vec![out_of_date(late), out_of_date(early)],
            vec![],
        ),
    ] {
        let said = weigh_at(
            &leaf.certificate,
            &root,
            values(&[], &lists, &answers),
            SignatureTime::proven(best, NOW),
            Purpose::Signatures,
        );
        let said = said.map_err(|one| (one.why, one.unfit_since));
        assert_eq!(said, Err((I::RevokedNoPoe, Some(early))), "{why}");
    }
}

#[test]
fn a_revocation_by_a_list_of_one_scope_counts_before_a_hold_by_that_of_another() {
    let (root, leaf) = signer();
    let list = |reasons: &[u8], reason| {
        let scope = extension(id::ISSUING_POINT, true, &sequence(&[reasons]));
        let reason = vec![extension(id::REASON, false, &[0x0a, 1, reason])];
        root.list(&List {
            extensions: vec![scope],
            entries: vec![revoked(7, NOW - days(5), &reason)],
            ..List::default()
        })
    };
    let held = list(&[0x83, 3, 7, 0x3f, 0x80], 6);
    let stolen = list(&[0x83, 2, 6, 0x40], 1);
    let both = [held, stolen];
    assert_eq!(by_lists(&leaf, &root, &[], &both[..1]), Err(I::TryLater));
    assert_eq!(by_lists(&leaf, &root, &[], &both), REVOKED);
}
