//! Creating, signing, rejecting, the order of groups.

use segl_domain::{
    account::organisation::Sector,
    digest::Digest,
    id::JobId,
    job::{
        SignatureJob,
        next_action::NextAction,
        signer::Signature,
        status::{JobStatus, SignerStatus},
        transitions::{create::CreateRefused, seal::SealRefused, sign::ActRefused},
    },
};

use crate::people::{
    By, create, days, documents, hours, id, noon, reason, sealed_document, sender_system,
    signature, signer, statuses, terms,
};

#[test]
fn a_job_has_one_to_fifty_signers_with_addresses_of_their_own() {
    let make = |signers| {
        SignatureJob::create(
            JobId::new(1, [1; 10]),
            terms(days(30)),
            Sector::Private,
            signers,
            &[],
            None,
            sender_system(),
            noon(),
        )
    };
    assert_eq!(make(vec![]), Err(CreateRefused::Signers));
    assert!(make((0..50).map(|n| signer(n, &By::Email, 0)).collect()).is_ok());
    assert_eq!(
        make((0..51).map(|n| signer(n, &By::Email, 0)).collect()),
        Err(CreateRefused::Signers)
    );
    assert_eq!(
        make(vec![signer(1, &By::Email, 0), signer(1, &By::Email, 3)]),
        Err(CreateRefused::SameAddress(1, 2))
    );
}

#[test]
fn signers_have_from_a_second_to_ninety_days() {
    let make = |available| {
        SignatureJob::create(
            JobId::new(1, [1; 10]),
            terms(available),
            Sector::Private,
            vec![signer(1, &By::Email, 0)],
            &[],
            None,
            sender_system(),
            noon(),
        )
    };
    assert!(make(days(90)).is_ok() && make(jiff::SignedDuration::from_secs(1)).is_ok());
    assert_eq!(make(days(90) + hours(1)), Err(CreateRefused::Availability));
    assert_eq!(
        make(jiff::SignedDuration::ZERO),
        Err(CreateRefused::Availability)
    );
}

#[test]
fn a_job_may_begin_later_and_not_much_later() {
    let make = |activation| {
        SignatureJob::create(
            JobId::new(1, [1; 10]),
            terms(days(30)),
            Sector::Private,
            vec![signer(1, &By::Email, 0)],
            &[],
            Some(activation),
            sender_system(),
            noon(),
        )
    };
    let job = make(noon() + days(2)).expect("a fit job").job;
    assert_eq!(job.next(noon()), NextAction::Wait(noon() + days(2)));
    assert_eq!(
        job.clone().sign(id(1), signature(), noon()),
        Err(ActRefused::NotYet)
    );
    let job = job.activate(noon() + days(2)).job;
    assert_eq!(
        job.active_group().map(|group| group.deadline),
        Some(noon() + days(32))
    );
    assert_eq!(
        job.clone().activate(noon() + days(3)).events,
        [],
        "once begun, it is not begun again"
    );
    assert!(
        make(noon() - days(2))
            .expect("the past is now")
            .job
            .active_group()
            .is_some()
    );
    assert_eq!(
        make(noon() + days(366)),
        Err(CreateRefused::ActivationTooFar)
    );
}

#[test]
fn groups_take_turns_and_each_has_its_own_time() {
    let job = create(
        vec![
            signer(1, &By::Email, 4),
            signer(2, &By::Email, 1),
            signer(3, &By::Email, 1),
        ],
        days(7),
    );
    assert_eq!(
        job.clone().sign(id(1), signature(), noon()),
        Err(ActRefused::NotYet)
    );
    let job = job
        .sign(id(2), signature(), noon())
        .expect("it is their turn")
        .job;
    let job = job
        .sign(id(3), signature(), noon() + days(3))
        .expect("it is their turn")
        .job;
    assert_eq!(
        job.active_group().map(|group| group.deadline),
        Some(noon() + days(10))
    );
    let job = job
        .sign(id(1), signature(), noon() + days(4))
        .expect("it is their turn")
        .job;
    assert_eq!(
        (job.status(), job.next(noon() + days(4))),
        (JobStatus::InProgress, NextAction::Seal)
    );
}

#[test]
fn who_has_signed_can_neither_sign_again_nor_reject() {
    let job = create(
        vec![signer(1, &By::Email, 0), signer(2, &By::Email, 0)],
        days(7),
    );
    let job = job
        .sign(id(1), signature(), noon())
        .expect("it is their turn")
        .job;
    assert_eq!(
        job.clone().sign(id(1), signature(), noon()),
        Err(ActRefused::AlreadySigned)
    );
    assert_eq!(
        job.reject(id(1), reason(), noon()),
        Err(ActRefused::AlreadySigned)
    );
}

#[test]
fn what_is_signed_is_what_was_shown() {
    let job = create(vec![signer(1, &By::Email, 0)], days(7));
    let other = Signature {
        documents: Digest::of(b"another"),
        ..signature()
    };
    assert_ne!(other.documents, documents().digest());
    assert_eq!(
        job.sign(id(1), other, noon()),
        Err(ActRefused::OtherDocuments)
    );
}

#[test]
fn nobody_signs_at_or_after_the_deadline() {
    let job = create(vec![signer(1, &By::Email, 0)], hours(1));
    assert_eq!(
        job.clone().sign(id(1), signature(), noon() + hours(1)),
        Err(ActRefused::Over)
    );
    assert_eq!(
        job.clone().sign(id(9), signature(), noon()),
        Err(ActRefused::Unknown)
    );
    assert!(
        job.sign(
            id(1),
            signature(),
            noon() + hours(1) - jiff::SignedDuration::from_millis(1)
        )
        .is_ok()
    );
}

#[test]
fn a_rejection_ends_the_job_for_all() {
    let job = create(
        vec![
            signer(1, &By::Email, 0),
            signer(2, &By::Email, 0),
            signer(3, &By::Email, 5),
        ],
        days(7),
    );
    let job = job
        .sign(id(1), signature(), noon())
        .expect("it is their turn")
        .job;
    let job = job
        .reject(id(2), reason(), noon())
        .expect("it is their turn")
        .job;
    assert_eq!(
        statuses(&job),
        [
            SignerStatus::Signed,
            SignerStatus::Rejected,
            SignerStatus::NotApplicable
        ]
    );
    assert_eq!(job.status(), JobStatus::Failed);
    assert_eq!(job.sign(id(3), signature(), noon()), Err(ActRefused::Over));
}

#[test]
fn a_job_is_sealed_once_and_only_when_all_have_signed() {
    let sealed = || sealed_document(None);
    let job = create(vec![signer(1, &By::Email, 0)], days(7));
    assert_eq!(
        job.clone().start_sealing(Digest::of(b"d"), noon()),
        Err(SealRefused::NotAllSigned)
    );
    assert_eq!(
        job.clone().sealed(sealed(), noon()),
        Err(SealRefused::NotAllSigned)
    );
    let job = job
        .sign(id(1), signature(), noon())
        .expect("it is their turn")
        .job;
    let job = job
        .start_sealing(Digest::of(b"d"), noon())
        .expect("all have signed")
        .job;
    let job = job.sealed(sealed(), noon()).expect("all have signed").job;
    assert_eq!(job.status(), JobStatus::CompletedSuccessfully);
    assert_eq!(
        job.clone().sealed(sealed(), noon()),
        Err(SealRefused::AlreadySealed)
    );
    assert_eq!(
        job.start_sealing(Digest::of(b"d"), noon()),
        Err(SealRefused::AlreadySealed)
    );
}
