//! A seal outlives its timestamps: documents that are archived, and when their seal is renewed.

use segl_domain::{
    account::organisation::Sector,
    audit::AuditEventData,
    digest::Digest,
    job::{
        AUDIT_RETENTION, DOCUMENT_RETENTION, JobState, LONG_TERM_RETENTION, Retention,
        RetentionPolicy, SignatureJob, Terms,
        next_action::NextAction,
        transitions::{
            notify::NewSecrets,
            seal::{RenewRefused, RenewedSeal},
        },
    },
};

use crate::people::{By, create_as, hours, id, noon, sealed_document, signature, signer, terms};

const DAY: i64 = 24;

/// A job sealed at noon whose seal is to be renewed after so many days.
fn sealed(is_long_term: bool, renew_after: Option<i64>) -> SignatureJob {
    let retention = if is_long_term {
        RetentionPolicy::LongTerm
    } else {
        RetentionPolicy::Standard
    };
    let terms = Terms {
        retention,
        ..terms(hours(DAY))
    };
    let job = create_as(terms, Sector::Private, vec![signer(1, &By::Email, 0)])
        .expect("a fit job")
        .job;
    let job = job
        .sign(id(1), signature(), noon())
        .expect("it is her turn")
        .job;
    let outcome = sealed_document(renew_after.map(|days| noon() + hours(days * DAY)));
    let mut job = job.sealed(outcome, noon()).expect("the seal is due").job;
    while let NextAction::Notify(signers) = job.next(noon()) {
        let notification = job
            .due_notification(signers[0], noon())
            .expect("a message is due");
        job = job
            .attempt_notification(notification, NewSecrets::default(), noon())
            .expect("it is due")
            .job;
        job = job
            .notification_sent(notification, "m".to_owned(), noon())
            .job;
    }
    job
}

fn renewed(version: &str, renew_after: i64) -> RenewedSeal {
    RenewedSeal {
        sha256: Digest::of(version.as_bytes()),
        size: 2,
        version: version.to_owned(),
        renew_at: Some(noon() + hours(renew_after * DAY)),
    }
}

#[test]
fn documents_to_be_archived_are_kept_for_twenty_years_and_others_for_forty_days() {
    let end = |archive| match sealed(archive, None).retention() {
        Some(Retention::Until { time }) => time.duration_since(noon()),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        (end(false), end(true)),
        (DOCUMENT_RETENTION, LONG_TERM_RETENTION)
    );
    let record = |archive| {
        sealed(archive, None)
            .audit_retained_until(noon())
            .duration_since(noon())
    };
    assert_eq!(record(false), AUDIT_RETENTION);
    assert!(
        record(true) > LONG_TERM_RETENTION,
        "a document that is kept is not forgotten"
    );
}

#[test]
fn a_seal_is_renewed_when_its_time_comes_again_and_again() {
    let job = sealed(true, Some(300));
    let day = |days: i64| noon() + hours(days * DAY);
    assert_eq!(job.next(day(299)), NextAction::Wait(day(300)));
    assert_eq!(job.next(day(300)), NextAction::RenewSeal);
    assert_eq!(job.due_at(day(301)), Some(day(301)));
    let step = job
        .renewed("v", renewed("second", 600), day(301))
        .expect("it is due");
    assert!(matches!(
        step.events[0].data,
        AuditEventData::SealRenewed { .. }
    ));
    assert_eq!(step.job.next(day(301)), NextAction::Wait(day(600)));
    assert_eq!(step.job.next(day(600)), NextAction::RenewSeal);
}

#[test]
fn of_two_that_renewed_the_first_has_renewed() {
    let job = sealed(true, Some(300));
    let at = noon() + hours(300 * DAY);
    let job = job
        .renewed("v", renewed("second", 600), at)
        .expect("it is due")
        .job;
    assert_eq!(
        job.clone().renewed("v", renewed("other", 600), at),
        Err(RenewRefused)
    );
    let JobState::Completed { sealed, .. } = job.state() else {
        panic!("it is sealed")
    };
    assert_eq!(sealed.version, "second");
}

#[test]
fn a_seal_is_not_renewed_for_longer_than_its_document_is_kept() {
    let job = sealed(false, Some(50));
    let end = noon() + hours(40 * DAY);
    assert_eq!(job.next(noon()), NextAction::Wait(end));
    assert_eq!(job.next(end), NextAction::DeleteDocuments);
    assert_eq!(
        job.renewed("v", renewed("second", 600), end),
        Err(RenewRefused)
    );
}
