//! How far what lists and answers say reaches: beyond a certificate's end, beyond the archive, beyond the limits.

use super::*;

fn signer_until(until: Timestamp) -> (Holder, Holder) {
    let root = Holder::root("Root", 1);
    let template = Template::signer("Leaf").serial(7);
    let leaf = root.issue(&template.valid(NOW - days(300), until), 3);
    (root, leaf)
}

/// Weighs a signature that a timestamp proves to be of this time, as at now.
fn weigh_then(
    leaf: &Holder,
    root: &Holder,
    values: ValidationData,
    then: Timestamp,
    poe: Timestamp,
) -> Result<Told, I> {
    let time = SignatureTime::proven(then, poe);
    weigh_at(&leaf.certificate, root, values, time, Purpose::Signatures).map_err(|one| one.why)
}

#[test]
fn of_a_certificate_that_has_ended_only_who_kept_it_says_that_it_was_not_revoked() {
    let ended = NOW - days(100);
    let (root, leaf) = signer_until(ended);
    let then = NOW - days(200);
    let by_list = |this_update, extensions: Vec<Vec<u8>>| {
        let list = root.list(&List {
            this_update,
            next_update: Some(this_update + days(2)),
            extensions: [
                vec![extension(id::CRL_NUMBER, false, &integer(1))],
                extensions,
            ]
            .concat(),
            ..List::default()
        });
        weigh_then(&leaf, &root, values(&[], &[list], &[]), then, NOW)
    };
    let kept = |since| extension(id::EXPIRED_ON_LIST, false, &time(since));
    assert_eq!(by_list(NOW - days(150), vec![]), GOOD, "before its end");
    assert_eq!(
        by_list(NOW, vec![]),
        UNKNOWN,
        "after its end (RFC 5280 section 3.3)"
    );
    assert_eq!(by_list(NOW, vec![kept(ended - days(1))]), GOOD);
    assert_eq!(by_list(NOW, vec![kept(ended + days(1))]), UNKNOWN);
    let by_answer = |this_update, extensions| {
        let answer = Answer {
            this_update,
            produced_at: this_update,
            next_update: Some(this_update + days(2)),
            extensions,
            ..Answer::good()
        };
        let answer = root.answer(&answer, &leaf.certificate, &root, &[]);
        weigh_then(&leaf, &root, values(&[], &[], &[answer]), then, NOW)
    };
    let cutoff = |since| extension(id::ARCHIVE_CUTOFF, false, &time(since));
    assert_eq!(by_answer(NOW - days(150), vec![]), GOOD);
    assert_eq!(by_answer(NOW, vec![]), UNKNOWN);
    assert_eq!(by_answer(NOW, vec![cutoff(ended - days(1))]), GOOD);
    assert_eq!(by_answer(NOW, vec![cutoff(ended + days(1))]), UNKNOWN);
}

#[test]
fn a_revocation_before_the_archive_counts_also_where_it_was_stated_after() {
    let (root, leaf) = signer();
    let (then, poe) = (NOW - days(9), NOW - days(8));
    let good = root.list(&List {
        this_update: then,
        ..List::default()
    });
    let later = |since| {
        let list = root.list(&List {
            entries: vec![revoked(7, since, &[])],
            ..List::default()
        });
        weigh_then(
            &leaf,
            &root,
            values(&[], &[good.clone(), list], &[]),
            then,
            poe,
        )
    };
    assert_eq!(later(then - days(1)), REVOKED);
    assert_eq!(
        later(poe + days(1)),
        GOOD,
        "what came after the archive is no matter"
    );
    let by_answer = |since| {
        let answer = root.answer(&Answer::revoked(since), &leaf.certificate, &root, &[]);
        weigh_then(
            &leaf,
            &root,
            values(&[], std::slice::from_ref(&good), &[answer]),
            then,
            poe,
        )
    };
    assert_eq!(by_answer(then - days(1)), REVOKED);
    assert_eq!(by_answer(poe + days(1)), GOOD);
}

#[test]
fn a_suspension_holds_until_a_newer_statement_lifts_it() {
    let (root, leaf) = signer();
    let hold = || vec![extension(id::REASON, false, &[0x0a, 1, 6])];
    let list = |this_update, entries| {
        root.list(&List {
            this_update,
            entries,
            ..List::default()
        })
    };
    let held = |at| list(at, vec![revoked(7, NOW - days(5), &hold())]);
    let (older, newer) = (NOW - days(2), NOW - days(1));
    let suspended = Err(I::TryLater);
    assert_eq!(
        by_lists(&leaf, &root, &[], &[held(older), list(newer, vec![])]),
        GOOD
    );
    assert_eq!(
        by_lists(&leaf, &root, &[], &[list(older, vec![]), held(newer)]),
        suspended
    );
    let good = |this_update| {
        let answer = Answer {
            this_update,
            produced_at: this_update,
            ..Answer::good()
        };
        root.answer(&answer, &leaf.certificate, &root, &[])
    };
    let both = |list, answer| {
        let values = values(&[], &[list], &[answer]);
        weigh_at(
            &leaf.certificate,
            &root,
            values,
            NOW_UNPROVEN,
            Purpose::Signatures,
        )
        .map_err(|one| one.why)
    };
    assert_eq!(both(held(older), good(newer)), GOOD);
    assert_eq!(both(held(newer), good(older)), suspended);
}

#[test]
fn a_list_of_a_namesake_under_another_anchor_says_nothing() {
    let (root, other) = (Holder::root("Root", 1), Holder::root("Other", 9));
    let issuer = root.issue(&Template::authority("Authority"), 2);
    let namesake = other.issue(&Template::authority("Authority"), 8);
    let leaf = issuer.issue(&Template::signer("Leaf").serial(7), 3);
    let trust = Trust {
        anchors: vec![root.certificate.clone(), other.certificate.clone()],
        policy: ValidationPolicy::default(),
    };
    let weigh = |by: &Holder, entries| {
        let list = by.list(&List {
            entries,
            ..List::default()
        });
        let evidence = Evidence::of(values(&[&issuer, &namesake], &[list], &[]));
        let said = Paths::new(&trust, &evidence).validate(
            &leaf.certificate,
            NOW_UNPROVEN,
            Purpose::Signatures,
        );
        said.map(|told| told.revocation).map_err(|one| one.why)
    };
    assert_eq!(weigh(&namesake, vec![]), Ok(Check::NotChecked));
    assert_eq!(
        weigh(&namesake, vec![revoked(7, NOW, &[])]),
        Ok(Check::NotChecked)
    );
    assert_eq!(
        weigh(&issuer, vec![revoked(7, NOW, &[])]),
        Err(I::RevokedNoPoe)
    );
}

#[test]
fn a_list_s_entries_are_its_own_issuer_s_and_only_a_list_of_changes_lifts_one() {
    let (root, leaf) = signer();
    let by = |entries: Vec<Vec<u8>>| {
        let list = root.list(&List {
            entries,
            ..List::default()
        });
        by_lists(&leaf, &root, &[], &[list])
    };
    let reason = |reason: u8| extension(id::REASON, false, &[0x0a, 1, reason]);
    let own = extension(
        id::CERTIFICATE_ISSUER,
        true,
        &sequence(&[&element(0xa4, &root.name())]),
    );
    assert_eq!(
        by(vec![revoked(7, NOW, &[own])]),
        REVOKED,
        "a direct list that names its issuer"
    );
    let entries = vec![revoked(7, NOW, &[reason(1)]), revoked(7, NOW, &[reason(8)])];
    assert_eq!(by(entries), REVOKED, "compromised, and then removed");
}

#[test]
fn an_answer_whose_times_contradict_each_other_says_nothing_good() {
    let (root, leaf) = signer();
    let said = |answer: Answer| {
        by_answer(
            &leaf,
            &root,
            &[],
            root.answer(&answer, &leaf.certificate, &root, &[]),
        )
    };
    let good = Answer::good();
    assert_eq!(said(good.clone()), GOOD);
    let produced = |produced_at| Answer {
        produced_at,
        ..good.clone()
    };
    assert_eq!(
        said(produced(good.this_update - days(1))),
        UNKNOWN,
        "before it was known"
    );
    assert_eq!(
        said(produced(NOW + days(30))),
        UNKNOWN,
        "in a time that has not come"
    );
    let over = Answer {
        next_update: Some(good.this_update - days(1)),
        ..good.clone()
    };
    assert_eq!(said(over), UNKNOWN, "over before it began");
}

#[test]
fn when_a_list_says_that_it_was_made_is_no_proof_of_its_algorithm() {
    let (root, leaf) = signer();
    let long_ago = List {
        this_update: NOW - days(300),
        next_update: Some(NOW + days(300)),
        ..List::default()
    };
    let list = root.list(&long_ago);
    let weigh = |reliable_until| {
        let mut trust = Trust {
            anchors: vec![root.certificate.clone()],
            policy: ValidationPolicy::default(),
        };
        let digests = trust.policy.digests.iter_mut();
        digests.for_each(|rule| rule.reliable_until = reliable_until);
        let evidence = Evidence::of(values(&[], std::slice::from_ref(&list), &[]));
        let asked = crate::path::question::Asked {
            certificate: &leaf.certificate,
            issuer: &root.certificate,
            anchor: root.certificate.fingerprint(),
        };
        Paths::new(&trust, &evidence).revocation(asked, NOW_UNPROVEN, 0)
    };
    use segl_pki::statement::Revocation;
    assert_eq!(weigh(Timestamp::MAX), Revocation::Good);
    assert_eq!(weigh(NOW - days(100)), Revocation::Unknown);
}

#[test]
fn namesakes_of_a_responder_do_not_hide_it() {
    let (root, leaf) = signer();
    let responder = root.issue(&Template::responder("Responder").serial(30), 5);
    let stranger = Holder::root("Root", 77);
    let namesakes: Vec<Holder> = (0..40)
        .map(|serial| stranger.issue(&Template::responder("Responder").serial(serial), 6))
        .collect();
    let answer = responder.answer(&Answer::revoked(NOW), &leaf.certificate, &root, &[]);
    let known: Vec<&Holder> = namesakes.iter().chain([&responder]).collect();
    let told = weigh_in_order(&leaf, &root, &known, values(&[], &[], &[answer]));
    assert_eq!(told, REVOKED);
}

#[test]
fn a_limit_that_is_met_leaves_everything_open() {
    let (root, leaf) = signer();
    let trust = Trust {
        anchors: vec![root.certificate.clone()],
        policy: ValidationPolicy::default(),
    };
    let lists: Vec<Vec<u8>> = (0..250)
        .map(|number| {
            root.list(&List {
                this_update: NOW - days(1) - SignedDuration::from_secs(number),
                ..List::default()
            })
        })
        .collect();
    let namesakes: Vec<Holder> = (10..30).map(|seed| Holder::root("Root", seed)).collect();
    let namesakes: Vec<&Holder> = namesakes.iter().collect();
    let is_open = |kept: ValidationData| {
        let evidence = Evidence::of(kept);
        let paths = Paths::new(&trust, &evidence);
        let _ = paths.validate(&leaf.certificate, NOW_UNPROVEN, Purpose::Signatures);
        paths.is_exhausted()
    };
    assert!(!is_open(values(&[], &lists, &[])));
    assert!(is_open(ValidationData {
        is_cut: true,
        ..values(&[], &[], &[])
    }));
    // Lists by nobody, tried with each who is called alike.
    let forged: Vec<Vec<u8>> = lists
        .iter()
        .map(|list| {
            let mut list = list.clone();
            let last = list.len() - 1;
            list[last] ^= 1;
            list
        })
        .collect();
    assert!(is_open(values(&namesakes, &forged, &[])));
}
