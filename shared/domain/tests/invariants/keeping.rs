//! What is told of a change, how long things are kept, and when a workflow looks again.

use segl_domain::{
    account::organisation::Sector,
    id::JobId,
    job::{
        AUDIT_RETENTION, DOCUMENT_RETENTION, Failure, LONG_TERM_RETENTION, MAX_JOB_LIFETIME,
        RetentionPolicy, SignatureJob, Terms,
        next_action::{NextAction, SEALING_RETRY_AFTER_HALT},
        signer::Signer,
        status::{JobStatus, SignerStatus},
        status_change::StatusChange,
        transitions::otp::{CodeRefused, CodeVerification},
    },
    secret::CodeDigest,
    text::QueueName,
};

use crate::people::{
    By, create, create_as, days, hours, id, invited, noon, reason, sealed_document, sender_system,
    signature, signer, terms,
};

/// A job that its one signer has signed at noon.
fn all_signed() -> SignatureJob {
    let job = create(vec![signer(1, &By::Email, 0)], days(7));
    job.sign(id(1), signature(), noon())
        .expect("it is their turn")
        .job
}

fn with_queue(queue: Option<QueueName>) -> SignatureJob {
    let terms = Terms {
        queue,
        ..terms(days(7))
    };
    create_as(terms, Sector::Private, vec![signer(1, &By::Email, 0)])
        .expect("a fit job")
        .job
}

#[test]
fn a_change_is_told_in_the_job_s_queue_and_nothing_where_nothing_changed() {
    let before = with_queue(Some(QueueName::default()));
    assert_eq!(
        StatusChange::between(None, &before),
        None,
        "a new job that goes on is known"
    );
    assert_eq!(StatusChange::between(Some(&before), &before), None);
    let after = before
        .clone()
        .reject(id(1), reason(), noon() + hours(1))
        .expect("their turn")
        .job;
    let (queue, change) = StatusChange::between(Some(&before), &after).expect("it ended");
    assert_eq!(queue, QueueName::default());
    assert_eq!((change.job, change.status), (after.id(), JobStatus::Failed));
    assert_eq!(change.failure, Some(Failure::Rejected));
    assert_eq!(StatusChange::of(&before).failure, None);
    assert_eq!(
        change
            .signers
            .iter()
            .map(|signer| (signer.id, signer.status, signer.since))
            .collect::<Vec<_>>(),
        [(id(1), SignerStatus::Rejected, noon() + hours(1))]
    );
    // What has failed when it is created is told at once.
    assert!(StatusChange::between(None, &after).is_some());
    let quiet = with_queue(None);
    let after = quiet
        .clone()
        .reject(id(1), reason(), noon())
        .expect("their turn")
        .job;
    assert_eq!(StatusChange::between(Some(&quiet), &after), None);
}

#[test]
fn a_seal_that_was_stopped_is_tried_again_after_a_day_and_not_before() {
    assert_eq!(SEALING_RETRY_AFTER_HALT, days(1));
    let job = all_signed();
    assert_eq!(job.next(noon()), NextAction::Seal);
    assert_eq!(job.due_at(noon()), Some(noon()));
    let halted = job.halt_sealing(noon()).expect("it is signed by all").job;
    let again = noon() + days(1);
    for early in [noon(), noon() + hours(23)] {
        assert_eq!(halted.next(early), NextAction::Wait(again));
        assert_eq!(halted.due_at(early), Some(again));
    }
    assert_eq!(halted.next(again), NextAction::Seal);
    assert_eq!(halted.next(again + hours(1)), NextAction::Seal);
}

#[test]
fn a_job_is_activated_when_its_time_has_come() {
    let activation = noon() + days(1);
    let job = SignatureJob::create(
        JobId::new(1, [1; 10]),
        terms(days(7)),
        Sector::Private,
        vec![signer(1, &By::Email, 0)],
        &[],
        Some(activation),
        sender_system(),
        noon(),
    );
    let job = job.expect("a fit job").job;
    assert_eq!(job.created_at(), noon());
    assert_eq!(job.next(noon()), NextAction::Wait(activation));
    assert_eq!(job.due_at(noon()), Some(activation));
    assert_eq!(job.next(activation), NextAction::Activate);
    assert_eq!(job.due_at(activation), Some(activation));
}

#[test]
fn a_job_for_which_nothing_is_ever_due_is_not_looked_at_again() {
    let job = create(vec![signer(1, &By::Email, 0)], days(7));
    let ended = job.reject(id(1), reason(), noon()).expect("their turn").job;
    let end = noon() + DOCUMENT_RETENTION;
    assert_eq!(ended.next(end), NextAction::DeleteDocuments);
    let deleted = ended.documents_deleted(end).job;
    assert_eq!(deleted.next(end), NextAction::Done);
    assert_eq!(deleted.due_at(end), None);
}

#[test]
fn the_record_outlives_the_documents_and_the_longest_life_of_the_job() {
    let job = with_queue(None);
    assert_eq!(
        job.audit_retained_until(noon()),
        noon() + MAX_JOB_LIFETIME + AUDIT_RETENTION
    );
    let terms = Terms {
        retention: RetentionPolicy::LongTerm,
        ..terms(days(7))
    };
    let long = create_as(terms, Sector::Private, vec![signer(1, &By::Email, 0)])
        .expect("a fit job")
        .job;
    assert_eq!(
        long.audit_retained_until(noon()),
        noon() + MAX_JOB_LIFETIME + AUDIT_RETENTION + LONG_TERM_RETENTION
    );
    let ended = job.reject(id(1), reason(), noon()).expect("their turn").job;
    assert_eq!(ended.audit_retained_until(noon()), noon() + AUDIT_RETENTION);
    let sealed = long
        .sign(id(1), signature(), noon())
        .expect("their turn")
        .job;
    let sealed = sealed
        .sealed(sealed_document(None), noon())
        .expect("it is due")
        .job;
    assert_eq!(
        sealed.audit_retained_until(noon()),
        noon() + LONG_TERM_RETENTION + DOCUMENT_RETENTION
    );
    let released = ended.documents_deleted(noon() + DOCUMENT_RETENTION).job;
    assert_eq!(
        released.audit_retained_until(noon()),
        noon() + AUDIT_RETENTION
    );
}

#[test]
fn a_turn_ends_with_its_deadline_and_who_has_signed_is_counted() {
    let job = create(
        vec![signer(1, &By::Email, 0), signer(2, &By::Email, 0)],
        days(7),
    );
    let kari = job.signer(id(1)).expect("the signer");
    let deadline = noon() + days(7);
    assert!(job.is_turn_of(kari, deadline - hours(1)));
    assert!(!job.is_turn_of(kari, deadline));
    assert_eq!(job.signed(), 0);
    let one = job
        .sign(id(1), signature(), noon())
        .expect("their turn")
        .job;
    assert_eq!(one.signed(), 1);
    let two = one
        .sign(id(2), signature(), noon())
        .expect("their turn")
        .job;
    assert_eq!(two.signed(), 2);
}

#[test]
fn a_standard_retention_stands_in_no_stored_job_and_a_long_one_does() {
    let stored = |retention| {
        let terms = Terms {
            retention,
            ..terms(days(7))
        };
        serde_json::to_value(terms).expect("JSON")["retention"].clone()
    };
    assert_eq!(stored(RetentionPolicy::Standard), serde_json::Value::Null);
    assert_eq!(stored(RetentionPolicy::LongTerm), "LONG_TERM");
}

#[test]
fn a_renewal_at_the_end_of_the_keeping_or_later_is_none() {
    let end = noon() + DOCUMENT_RETENTION;
    for (renew_at, waits_for) in [
        (end - hours(1), end - hours(1)),
        (end, end),
        (end + hours(1), end),
    ] {
        let sealed = all_signed().sealed(sealed_document(Some(renew_at)), noon());
        let mut job = sealed.expect("it is due").job;
        while job.due_notification(id(1), noon()).is_some() {
            job = invited(job, 1, 1, noon());
        }
        assert_eq!(job.next(noon()), NextAction::Wait(waits_for), "{renew_at}");
    }
}

#[test]
fn a_completed_job_whose_documents_are_released_tells_nobody_to_fetch_them() {
    let sealed = all_signed()
        .sealed(sealed_document(None), noon())
        .expect("it is due")
        .job;
    assert_eq!(sealed.open_notifications().len(), 1);
    let released = sealed
        .release_documents(sender_system(), noon())
        .expect("it has ended")
        .job;
    assert_eq!(released.open_notifications(), []);
}

#[test]
fn a_new_link_leaves_the_wrong_tries_counted_and_codes_can_be_asked_for_anew() {
    let mut job = invited(
        create(vec![signer(1, &By::Email, 0)], days(7)),
        1,
        1,
        noon(),
    );
    let link = *job
        .signer(id(1))
        .and_then(|signer| signer.access().link())
        .expect("a link");
    for byte in 2..=6 {
        job = job
            .issue_code(id(1), &link, crate::people::code(byte), noon())
            .expect("up to five an hour")
            .job;
        assert_eq!(
            job.signer(id(1))
                .and_then(|signer| signer.access().codes().last())
                .map(|code| code.id),
            Some(crate::people::code(byte).id)
        );
    }
    let sixth = job
        .clone()
        .issue_code(id(1), &link, crate::people::code(7), noon());
    assert_eq!(
        sixth.map(|step| step.job.events()),
        Err(CodeRefused::TooMany)
    );
    let (tried, told) = job.try_code(id(1), &link, &CodeDigest::new([99; 32]), noon());
    assert_eq!(told, CodeVerification::Refused);
    let renewed = tried
        .job
        .renew_link(id(1), sender_system(), noon())
        .expect("it goes on")
        .job;
    let access = renewed.signer(id(1)).expect("the signer").access().clone();
    assert_eq!((access.link(), access.codes().next()), (None, None));
    let again = invited(renewed, 1, 7, noon());
    let link = *again
        .signer(id(1))
        .and_then(|signer| signer.access().link())
        .expect("a link");
    // Fourteen more wrong ones block: the one before counts.
    let mut job = again;
    for round in 0..3 {
        let new = crate::people::code(20 + round);
        job = job
            .issue_code(id(1), &link, new, noon())
            .expect("the new link has its own five")
            .job;
        for _ in 0..if round == 0 { 4 } else { 5 } {
            job = job
                .try_code(id(1), &link, &CodeDigest::new([99; 32]), noon())
                .0
                .job;
        }
    }
    assert_eq!(
        job.signer(id(1)).map(Signer::status),
        Some(SignerStatus::Blocked)
    );
}
