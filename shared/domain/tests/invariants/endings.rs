//! Cancelling, extending, expiring, and the end of the documents.

use segl_domain::job::{
    next_action::NextAction,
    status::SignerStatus,
    transitions::{
        end::{CancelRefused, ExtendRefused},
        retention::DeleteRefused,
    },
};

use crate::people::{
    By, create, days, hours, id, invited, noon, sender_system, signature, signer, statuses,
};

#[test]
fn a_cancelled_job_is_cancelled_once() {
    let job = create(
        vec![signer(1, &By::Email, 0), signer(2, &By::Email, 1)],
        days(7),
    );
    let job = job.cancel(sender_system(), noon()).expect("it goes on").job;
    assert_eq!(statuses(&job), [SignerStatus::Cancelled; 2]);
    assert_eq!(
        job.cancel(sender_system(), noon() + hours(1))
            .expect("it is cancelled")
            .events,
        []
    );
}

#[test]
fn what_all_have_signed_is_not_cancelled_and_what_ended_otherwise_is_not_either() {
    let job = create(vec![signer(1, &By::Email, 0)], days(7));
    let signed = job
        .clone()
        .sign(id(1), signature(), noon())
        .expect("it is their turn")
        .job;
    assert_eq!(
        signed.cancel(sender_system(), noon()),
        Err(CancelRefused::AllSigned)
    );
    assert_eq!(
        job.expire(noon() + days(7))
            .job
            .cancel(sender_system(), noon() + days(7)),
        Err(CancelRefused::Over)
    );
}

#[test]
fn expiry_comes_with_the_deadline_and_spares_the_groups_behind() {
    let job = create(
        vec![signer(1, &By::Email, 0), signer(2, &By::Email, 3)],
        days(7),
    );
    assert_eq!(job.clone().expire(noon() + days(7) - hours(1)).events, []);
    assert_eq!(job.next(noon() + days(7)), NextAction::Expire);
    let job = job.expire(noon() + days(7)).job;
    assert_eq!(
        statuses(&job),
        [SignerStatus::Expired, SignerStatus::NotApplicable]
    );
    assert_eq!(
        job.clone().expire(noon() + days(8)).events,
        [],
        "and comes once"
    );
}

#[test]
fn a_deadline_is_only_moved_later_and_at_most_ninety_days_from_the_activation() {
    let job = create(vec![signer(1, &By::Email, 0)], days(7));
    assert_eq!(
        job.clone()
            .extend(noon() + days(7), sender_system(), noon()),
        Err(ExtendRefused::NotLater)
    );
    assert_eq!(
        job.clone()
            .extend(noon() + days(91), sender_system(), noon()),
        Err(ExtendRefused::TooLate)
    );
    assert_eq!(
        job.clone()
            .extend(noon() + days(9), sender_system(), noon() + days(7)),
        Err(ExtendRefused::NotActive)
    );
    let job = job
        .extend(noon() + days(90), sender_system(), noon())
        .expect("it fits")
        .job;
    assert_eq!(
        job.active_group().map(|group| group.deadline),
        Some(noon() + days(90))
    );
}

#[test]
fn documents_are_kept_forty_days_after_either_ending() {
    let job = create(vec![signer(1, &By::Email, 0)], days(7));
    assert_eq!(
        job.clone().release_documents(sender_system(), noon()),
        Err(DeleteRefused)
    );
    let job = job.cancel(sender_system(), noon()).expect("it goes on").job;
    assert!(
        job.has_documents(noon() + days(40) - hours(1)) && !job.has_documents(noon() + days(40))
    );
    assert_eq!(job.next(noon() + days(40)), NextAction::DeleteDocuments);
    assert_eq!(
        job.clone().documents_deleted(noon() + days(39)).events,
        [],
        "not before their time"
    );
    let released = job
        .clone()
        .release_documents(sender_system(), noon() + days(1))
        .expect("it has ended")
        .job;
    assert!(!released.has_documents(noon() + days(1)));
    assert_eq!(
        released
            .clone()
            .release_documents(sender_system(), noon() + days(2))
            .expect("it has ended")
            .events,
        []
    );
    let deleted = job.documents_deleted(noon() + days(40)).job;
    assert_eq!(
        deleted.clone().documents_deleted(noon() + days(41)).events,
        []
    );
    let told = invited(deleted, 1, 1, noon() + days(41));
    assert_eq!(told.next(noon() + days(41)), NextAction::Done);
}
