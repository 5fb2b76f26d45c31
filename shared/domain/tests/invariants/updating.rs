//! What a sender does for one signer.

use segl_domain::{
    contact::ContactAddress,
    job::{
        SignatureJob,
        addressee::NotificationAddress,
        signer::Signer,
        transitions::signers::{MAX_REMINDERS, SignerUpdate, SignerUpdateRefused},
    },
    notification::{NotificationKind, schedule::Planned},
};

use crate::people::*;

fn job() -> SignatureJob {
    create(
        vec![signer(1, &By::Email, 0), signer(2, &By::Both, 1)],
        days(30),
    )
}

fn to(contact: ContactAddress) -> SignerUpdate {
    SignerUpdate {
        contact: Some(contact),
        ..SignerUpdate::default()
    }
}

#[test]
fn a_reminder_goes_at_once_and_not_twice_an_hour() {
    let job = invited(job(), 1, 1, noon());
    let job = job
        .remind(id(1), sender_system(), noon() + hours(2))
        .expect("the signer waits")
        .job;
    let notification = job
        .due_notification(id(1), noon() + hours(2))
        .expect("a reminder");
    assert_eq!(
        (notification.kind, notification.plan),
        (NotificationKind::ReminderRequested, 1)
    );
    assert_eq!(
        job.clone()
            .remind(id(1), sender_system(), noon() + hours(2)),
        Err(SignerUpdateRefused::TooSoon)
    );
    assert_eq!(
        job.clone()
            .remind(id(2), sender_system(), noon() + hours(2)),
        Err(SignerUpdateRefused::NotYet)
    );
    assert_eq!(
        job.clone().remind(id(7), sender_system(), noon()),
        Err(SignerUpdateRefused::NoSuchSigner)
    );
    let mut many = invited(job, 1, 2, noon() + hours(2));
    for hour in 1..MAX_REMINDERS {
        let at = noon() + hours(2 + i64::try_from(hour).expect("few"));
        many = many
            .remind(id(1), sender_system(), at)
            .expect("an hour later")
            .job;
        many = invited(many, 1, 3, at);
    }
    assert_eq!(
        many.remind(id(1), sender_system(), noon() + days(3)),
        Err(SignerUpdateRefused::TooMany)
    );
}

#[test]
fn a_new_link_kills_the_old_one_at_once_and_is_sent() {
    let job = invited(job(), 1, 1, noon());
    let job = job
        .renew_link(id(1), sender_system(), noon() + hours(1))
        .expect("the signer waits")
        .job;
    assert_eq!(
        job.links().count(),
        0,
        "nothing opens until the new link is out"
    );
    let job = invited(job, 1, 2, noon() + hours(1));
    assert_eq!(
        job.links().map(|(_, link)| *link).collect::<Vec<_>>(),
        [link(2)]
    );
    let numbered = numbered(
        1,
        NotificationAddress::Given {
            contact: contact(1, &By::Email),
        },
        0,
    );
    assert_eq!(
        create(vec![numbered], days(30)).renew_link(id(1), sender_system(), noon()),
        Err(SignerUpdateRefused::NoLink)
    );
}

#[test]
fn a_mended_address_gets_an_invitation_of_its_own() {
    let job = invited(job(), 1, 1, noon());
    let job = job
        .update_signer(
            id(1),
            to(contact(9, &By::Email)),
            sender_system(),
            noon() + hours(1),
        )
        .expect("the signer waits")
        .job;
    let again = job
        .clone()
        .update_signer(
            id(1),
            to(contact(9, &By::Email)),
            sender_system(),
            noon() + hours(1),
        )
        .expect("said twice");
    assert!(again.events.is_empty(), "done once");
    let notification = job
        .due_notification(id(1), noon() + hours(1))
        .expect("an invitation");
    assert_eq!(
        (notification.kind, notification.plan),
        (NotificationKind::Invitation, 1)
    );
    assert_eq!(
        job.clone()
            .update_signer(id(1), to(contact(2, &By::Both)), sender_system(), noon()),
        Err(SignerUpdateRefused::SameAddress)
    );
    let later = job
        .clone()
        .update_signer(id(2), to(contact(8, &By::Mobile)), sender_system(), noon())
        .expect("whose turn has not come")
        .job;
    assert_eq!(
        later.signer(id(2)).and_then(Signer::contact),
        Some(&contact(8, &By::Mobile))
    );
    let signed = job
        .sign(id(1), signature(), noon() + hours(2))
        .expect("a turn")
        .job;
    assert_eq!(
        signed.update_signer(
            id(1),
            to(contact(7, &By::Email)),
            sender_system(),
            noon() + hours(2)
        ),
        Err(SignerUpdateRefused::Acted)
    );
}

#[test]
fn a_text_message_to_a_mended_number_does_not_ring_at_night() {
    let night = at("2026-11-24T22:30:00Z");
    let job = job()
        .update_signer(id(1), to(contact(9, &By::Mobile)), sender_system(), night)
        .expect("the signer waits")
        .job;
    let due: Vec<Planned> = job.open_notifications();
    assert_eq!(due[0].due, at("2026-11-25T07:00:00Z"));
}
