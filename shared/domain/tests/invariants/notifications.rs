//! Who is told what, by which channel, and when.

use jiff::{SignedDuration, Timestamp};
use segl_domain::{
    account::organisation::Sector,
    contact::Channel,
    id::{JobId, SignerId},
    job::{
        SignatureJob,
        next_action::NextAction,
        transitions::notify::{Carries, NewSecrets, NotificationRefused},
    },
    notification::{ATTEMPT_TIMEOUT, NotificationKind, NotificationProgress},
};

use crate::people::{
    By, at, create, days, hours, id, invited, noon, reason, sealed_document, sender_system,
    signature, signer,
};

/// What is planned for a job, once everything due now was sent: kind, channel, and how long before the deadline.
fn reminders(by: &By, available: SignedDuration) -> Vec<(Channel, SignedDuration)> {
    let mut job = create(vec![signer(1, by, 0)], available);
    let mut byte = 1;
    while job.due_notification(id(1), noon()).is_some() {
        job = invited(job, 1, byte, noon());
        byte += 1;
    }
    let deadline = noon() + available;
    let planned = job.open_notifications();
    planned
        .iter()
        .map(|planned| {
            (
                planned.notification.channel,
                deadline.duration_since(planned.due),
            )
        })
        .collect()
}

#[test]
fn reminders_follow_the_length_of_the_deadline() {
    use Channel::{Email, Sms};
    assert_eq!(reminders(&By::Both, hours(24)), []);
    assert_eq!(reminders(&By::Both, hours(47)), []);
    assert_eq!(
        reminders(&By::Both, days(2)),
        [(Email, days(1)), (Sms, days(1))]
    );
    assert_eq!(
        reminders(&By::Both, days(3)),
        [(Email, days(1)), (Sms, days(1))]
    );
    assert_eq!(
        reminders(&By::Both, days(4)),
        [(Email, days(2)), (Sms, days(1))]
    );
    assert_eq!(
        reminders(&By::Both, days(5)),
        [(Email, days(2)), (Sms, days(1))]
    );
    assert_eq!(
        reminders(&By::Both, days(6)),
        [(Email, days(3)), (Sms, days(2))]
    );
    assert_eq!(
        reminders(&By::Both, days(9)),
        [(Email, days(3)), (Sms, days(2))]
    );
    assert_eq!(
        reminders(&By::Both, days(10)),
        [(Email, days(5)), (Sms, days(2))]
    );
    assert_eq!(
        reminders(&By::Both, days(90)),
        [(Email, days(5)), (Sms, days(2))]
    );
    assert_eq!(reminders(&By::Email, days(10)), [(Email, days(5))]);
    assert_eq!(reminders(&By::Mobile, days(10)), [(Sms, days(5))]);
}

#[test]
fn with_both_addresses_the_link_goes_by_email_and_the_code_by_sms_after_it() {
    let job = create(vec![signer(1, &By::Both, 0)], days(7));
    let first = job
        .due_notification(id(1), noon())
        .expect("a message is due");
    assert_eq!(
        (first.channel, job.carries(first)),
        (
            Channel::Email,
            Carries {
                link: true,
                code: false
            }
        )
    );
    let job = invited(job, 1, 1, noon());
    let second = job
        .due_notification(id(1), noon())
        .expect("a message is due");
    assert_eq!(
        (second.channel, job.carries(second)),
        (
            Channel::Sms,
            Carries {
                link: false,
                code: true
            }
        )
    );
}

#[test]
fn while_the_email_is_not_taken_its_sms_waits() {
    let job = create(vec![signer(1, &By::Both, 0)], days(7));
    let email = job
        .due_notification(id(1), noon())
        .expect("a message is due");
    let job = job
        .attempt_notification(email, NewSecrets::default(), noon())
        .expect("it is due")
        .job;
    assert_eq!(job.due_notification(id(1), noon()), None);
    let job = job.notification_failed(email, noon()).job;
    assert_eq!(job.due_notification(id(1), noon()), None);
    assert_eq!(
        job.due_notification(id(1), noon() + SignedDuration::from_mins(1)),
        Some(email),
        "the e-mail is tried again first"
    );
}

#[test]
fn at_night_only_a_deadline_before_the_morning_forces_an_sms() {
    let night = at("2026-11-23T22:00:00Z");
    let make = |available| {
        let id = JobId::new(1, [1; 10]);
        SignatureJob::create(
            id,
            crate::people::terms(available),
            Sector::Private,
            vec![signer(1, &By::Mobile, 0)],
            &[],
            None,
            sender_system(),
            night,
        )
        .expect("a fit job")
        .job
    };
    assert_eq!(
        make(days(7)).next(night),
        NextAction::Wait(at("2026-11-24T07:00:00Z"))
    );
    assert_eq!(make(hours(3)).next(night), NextAction::Notify(vec![id(1)]));
}

#[test]
fn whoever_sets_out_second_is_refused_until_the_first_is_given_up() {
    let job = create(vec![signer(1, &By::Email, 0)], days(7));
    let notification = job
        .due_notification(id(1), noon())
        .expect("a message is due");
    let job = job
        .attempt_notification(notification, NewSecrets::default(), noon())
        .expect("it is due")
        .job;
    assert_eq!(
        job.clone()
            .attempt_notification(notification, NewSecrets::default(), noon()),
        Err(NotificationRefused::NotDue)
    );
    assert!(
        job.clone()
            .attempt_notification(
                notification,
                NewSecrets::default(),
                noon() + ATTEMPT_TIMEOUT
            )
            .is_ok()
    );
    let job = job
        .notification_sent(notification, "m".to_owned(), noon())
        .job;
    assert_eq!(
        job.clone()
            .notification_sent(notification, "n".to_owned(), noon())
            .events,
        [],
        "sent once"
    );
    assert_eq!(
        job.attempt_notification(notification, NewSecrets::default(), noon() + days(1)),
        Err(NotificationRefused::NotDue)
    );
}

#[test]
fn a_message_is_tried_five_times_with_longer_pauses_and_then_parked() {
    let mut job = create(vec![signer(1, &By::Email, 0)], days(7));
    let mut now: Timestamp = noon();
    for minutes in [1, 5, 25, 125] {
        let notification = job.due_notification(id(1), now).expect("it is tried again");
        job = job
            .attempt_notification(notification, NewSecrets::default(), now)
            .expect("it is due")
            .job
            .notification_failed(notification, now)
            .job;
        assert_eq!(
            job.due_notification(
                id(1),
                now + SignedDuration::from_mins(minutes) - SignedDuration::from_secs(1)
            ),
            None
        );
        now += SignedDuration::from_mins(minutes);
    }
    let notification = job.due_notification(id(1), now).expect("the fifth attempt");
    let job = job
        .attempt_notification(notification, NewSecrets::default(), now)
        .expect("it is due")
        .job
        .notification_failed(notification, now)
        .job;
    assert!(matches!(
        job.notifications()[0].progress,
        NotificationProgress::Failed { .. }
    ));
    assert_eq!(job.due_notification(id(1), now + hours(3)), None);
}

#[test]
fn a_moved_deadline_plans_its_reminders_anew() {
    let job = create(vec![signer(1, &By::Email, 0)], days(10));
    let job = invited(invited(job, 1, 1, noon()), 1, 2, noon() + days(5));
    let job = job
        .extend(noon() + days(20), sender_system(), noon() + days(6))
        .expect("it fits")
        .job;
    let planned: Vec<Timestamp> = job
        .open_notifications()
        .iter()
        .map(|planned| planned.due)
        .collect();
    assert_eq!(planned, [noon() + days(15)]);
}

#[test]
fn every_ending_is_told_to_those_who_were_asked_once_each() {
    let three = || {
        create(
            vec![
                signer(1, &By::Email, 0),
                signer(2, &By::Both, 0),
                signer(3, &By::Email, 4),
            ],
            days(7),
        )
    };
    let told = |job: &SignatureJob| -> Vec<(SignerId, NotificationKind, Channel)> {
        job.open_notifications()
            .iter()
            .map(|planned| {
                (
                    planned.notification.signer,
                    planned.notification.kind,
                    planned.notification.channel,
                )
            })
            .collect()
    };
    let rejected = three()
        .reject(id(1), reason(), noon())
        .expect("it is their turn")
        .job;
    assert_eq!(
        told(&rejected),
        [(id(2), NotificationKind::Rejected, Channel::Email)],
        "not who rejected, and not who was never asked"
    );
    let cancelled = three()
        .cancel(sender_system(), noon())
        .expect("it goes on")
        .job;
    assert_eq!(told(&cancelled).len(), 2);
    let expired = three().expire(noon() + days(7)).job;
    assert!(
        told(&expired)
            .iter()
            .all(|(_, kind, _)| *kind == NotificationKind::Expired)
    );
    let sealed = sealed_document(None);
    let mut job = three();
    for number in [1, 2, 3] {
        job = job
            .sign(id(number), signature(), noon())
            .expect("it is their turn")
            .job;
    }
    let completed = job.sealed(sealed, noon()).expect("all have signed").job;
    assert_eq!(told(&completed).len(), 3);
}
