//! Signers who are reached by what the contact register says.

use segl_domain::{
    account::organisation::Sector,
    contact::{Channel, LookedUp, Unreachable},
    id::JobId,
    job::{
        Failure, JobState, SignatureJob,
        addressee::NotificationAddress,
        signer::Signer,
        status::{JobStatus, SignerStatus},
        transitions::notify::Carries,
    },
    notification::{NotificationKind, schedule::Planned},
};

use crate::people::*;

fn look_up(number: u8, order: u8) -> Signer {
    numbered(
        number,
        NotificationAddress::LookUp {
            sms: true,
            found: Some(contact(number, &By::Both)),
            at: noon(),
        },
        order,
    )
}

fn job() -> SignatureJob {
    create_as(
        terms(days(30)),
        Sector::Public,
        vec![look_up(1, 0), look_up(2, 1)],
    )
    .expect("a fit job")
    .job
}

const RESERVED: LookedUp = LookedUp::Unreachable(Unreachable::Reserved);

#[test]
fn a_signer_without_a_way_to_ends_the_job_before_anybody_is_told() {
    let unreachable = [(id(2), Unreachable::ContactInformationMissing)];
    let signers = vec![look_up(1, 0), look_up(2, 1)];
    let id = JobId::new(1, [1; 10]);
    let job = SignatureJob::create(
        id,
        terms(days(30)),
        Sector::Public,
        signers,
        &unreachable,
        None,
        sender_system(),
        noon(),
    );
    let job = job.expect("a fit job").job;
    assert_eq!(
        statuses(&job),
        [
            SignerStatus::NotApplicable,
            SignerStatus::ContactInformationMissing
        ]
    );
    assert_eq!(job.status(), JobStatus::Failed);
    assert!(job.open_notifications().is_empty());
}

#[test]
fn the_register_is_asked_again_before_each_later_notification() {
    let job = job();
    let first = job.due_notification(id(1), noon()).expect("an invitation");
    assert!(
        !job.calls_for_look_up(first, noon()),
        "it was asked just now"
    );
    assert!(job.calls_for_look_up(first, noon() + days(1)));
    let moved = job
        .looked_up(
            first,
            LookedUp::Found(contact(9, &By::Email)),
            noon() + days(1),
        )
        .job;
    assert_eq!(
        moved.signer(id(1)).and_then(Signer::contact),
        Some(&contact(9, &By::Email))
    );
    assert!(!moved.calls_for_look_up(first, noon() + days(1)));
    let given = create(vec![signer(1, &By::Email, 0)], days(30));
    let notification = given
        .due_notification(id(1), noon())
        .expect("an invitation");
    assert!(
        !given.calls_for_look_up(notification, noon() + days(20)),
        "what the sender gave is not looked up"
    );
}

#[test]
fn a_reservation_before_the_first_notification_of_a_later_group_fails_the_job() {
    let job = job()
        .sign(id(1), signature(), noon() + days(2))
        .expect("a turn")
        .job;
    let notification = job
        .due_notification(id(2), noon() + days(2))
        .expect("an invitation");
    let job = job.looked_up(notification, RESERVED, noon() + days(2)).job;
    assert_eq!(
        statuses(&job),
        [SignerStatus::Signed, SignerStatus::Reserved]
    );
    assert!(matches!(
        job.state(),
        JobState::Failed {
            cause: Failure::Unreachable,
            ..
        }
    ));
    let told: Vec<NotificationKind> = job
        .open_notifications()
        .iter()
        .map(|planned| planned.notification.kind)
        .collect();
    assert_eq!(
        told,
        [NotificationKind::JobFailed],
        "who has signed is told, who is reserved is not"
    );
}

#[test]
fn a_reservation_before_a_reminder_leaves_the_reminder_out() {
    let job = invited(job(), 1, 1, noon());
    let later = noon() + days(25);
    let notification = job.due_notification(id(1), later).expect("a reminder");
    assert_eq!(notification.kind, NotificationKind::Reminder);
    let job = job.looked_up(notification, RESERVED, later).job;
    assert_eq!(
        statuses(&job),
        [SignerStatus::Waiting, SignerStatus::Waiting]
    );
    assert!(job.due_notification(id(1), later).is_none());
}

#[test]
fn who_logs_in_is_told_by_e_mail_and_reminded_by_sms() {
    let plan = |available| {
        let notifications = NotificationAddress::Given {
            contact: contact(1, &By::Both),
        };
        let job = create_as(
            terms(available),
            Sector::Public,
            vec![numbered(1, notifications, 0)],
        )
        .expect("a fit job")
        .job;
        let shown = |planned: &Planned| {
            (
                planned.notification.kind,
                planned.notification.channel,
                planned.due.duration_since(noon()).as_hours(),
            )
        };
        job.open_notifications()
            .iter()
            .map(shown)
            .collect::<Vec<_>>()
    };
    use Channel::{Email, Sms};
    use NotificationKind::{Invitation, Reminder};
    assert_eq!(
        plan(hours(20)),
        [(Invitation, Email, 0), (Invitation, Sms, 0)]
    );
    assert_eq!(
        plan(days(3)),
        [
            (Invitation, Email, 0),
            (Reminder, Email, 48),
            (Reminder, Sms, 48)
        ]
    );
    assert_eq!(
        plan(days(10)),
        [
            (Invitation, Email, 0),
            (Reminder, Email, 120),
            (Reminder, Sms, 192)
        ]
    );
}

#[test]
fn no_notification_to_who_logs_in_carries_a_secret() {
    let job = job();
    for planned in job.open_notifications() {
        assert_eq!(
            job.carries(planned.notification),
            Carries {
                link: false,
                code: false
            }
        );
    }
}
