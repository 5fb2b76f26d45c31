//! What opens a task dies when its successor was taken by the provider, and not before: a message that fails harms nobody.

use jiff::Timestamp;
use segl_domain::{
    contact::Channel,
    job::{
        SignatureJob,
        credentials::{MAX_LINKS, SignerCredentials},
        transitions::{notify::NewSecrets, otp::CodeVerification},
    },
    notification::{MAX_ATTEMPTS, Notification, NotificationKind},
    secret::CodeDigest,
};

use crate::people::{By, code, create, days, hours, id, invited, link, noon, signer};

/// Sets out to send what is due, with the link and code of this byte.
fn attempted(job: SignatureJob, byte: u8, now: Timestamp) -> (SignatureJob, Notification) {
    let notification = job.due_notification(id(1), now).expect("a message is due");
    let carries = job.carries(notification);
    let secrets = NewSecrets {
        link: carries.link.then(|| link(byte)),
        code: carries.code.then(|| code(byte)),
    };
    let step = job.attempt_notification(notification, secrets, now);
    (step.expect("it is due").job, notification)
}

fn opens(job: &SignatureJob, link_byte: u8, code_byte: u8, now: Timestamp) -> bool {
    let code = CodeDigest::new([code_byte; 32]);
    let (_, tried) = job.clone().try_code(id(1), &link(link_byte), &code, now);
    matches!(tried, CodeVerification::Accepted(_))
}

/// Whether a code that is asked for on the link's page opens.
fn lives(job: &SignatureJob, link_byte: u8, now: Timestamp) -> bool {
    let asked = job
        .clone()
        .issue_code(id(1), &link(link_byte), code(77), now);
    asked.is_ok_and(|step| opens(&step.job, link_byte, 77, now))
}

#[test]
fn a_link_opens_until_its_successor_was_taken() {
    let job = create(vec![signer(1, &By::Email, 0)], days(10));
    let then = noon() + days(5);
    let job = invited(job, 1, 1, noon());
    let (on_its_way, reminder) = attempted(job, 2, then);
    assert_eq!(reminder.kind, NotificationKind::Reminder);
    // Whoever sent it may die before it is known whether it arrived.
    assert!(lives(&on_its_way, 1, then) && opens(&on_its_way, 2, 2, then));
    let links: Vec<_> = on_its_way.links().map(|(_, link)| *link).collect();
    assert_eq!(links, [link(1), link(2)], "both are looked up by");
    let failed = on_its_way.clone().notification_failed(reminder, then).job;
    assert!(lives(&failed, 1, then));
    let sent = on_its_way
        .notification_sent(reminder, "m2".to_owned(), then)
        .job;
    assert!(!lives(&sent, 1, then) && opens(&sent, 2, 2, then));
}

#[test]
fn a_reminder_that_was_given_up_leaves_the_link_that_works() {
    let mut job = invited(
        create(vec![signer(1, &By::Email, 0)], days(10)),
        1,
        1,
        noon(),
    );
    let mut now = noon() + days(5);
    for attempt in 0..MAX_ATTEMPTS {
        let (tried, reminder) = attempted(job, 10 + attempt, now);
        job = tried.notification_failed(reminder, now).job;
        now += hours(3);
        assert!(lives(&job, 1, now), "after attempt {attempt}");
    }
    assert_eq!(job.due_notification(id(1), now), None, "it was given up");
    assert!(job.links().count() <= MAX_LINKS);
}

#[test]
fn attempts_of_which_nothing_is_known_do_not_push_out_the_link_that_works() {
    let mut job = invited(
        create(vec![signer(1, &By::Email, 0)], days(30)),
        1,
        1,
        noon(),
    );
    let now = noon() + days(25);
    let (tried, reminder) = attempted(job, 2, now);
    job = tried;
    for byte in 3..30 {
        // Nobody ever says how it went.
        let later = now + hours(i64::from(byte));
        let secrets = NewSecrets {
            link: Some(link(byte)),
            code: Some(code(byte)),
        };
        job = job
            .attempt_notification(reminder, secrets, later)
            .expect("the attempt before is over")
            .job;
        assert!(lives(&job, 1, later));
        assert!(opens(&job, byte, byte, later) && job.links().count() <= MAX_LINKS);
    }
}

#[test]
fn a_code_by_text_message_opens_the_link_that_arrived() {
    let job = create(vec![signer(1, &By::Both, 0)], days(10));
    let job = invited(invited(job, 1, 1, noon()), 1, 2, noon());
    assert!(opens(&job, 1, 2, noon()));
    let then = noon() + days(5);
    let (mut job, email) = attempted(job, 3, then);
    assert_eq!(email.channel, Channel::Email);
    let mut now = then;
    for attempt in 1..MAX_ATTEMPTS {
        job = job.notification_failed(email, now).job;
        now += hours(3);
        job = attempted(job, 3 + attempt, now).0;
    }
    job = job.notification_failed(email, now).job;
    let now = noon() + days(8);
    let (on_its_way, text) = attempted(job, 20, now);
    assert_eq!(text.channel, Channel::Sms);
    assert!(opens(&on_its_way, 1, 20, now), "the link of the invitation");
    let failed = on_its_way.notification_failed(text, now).job;
    assert!(lives(&failed, 1, now));
}

#[test]
fn no_code_is_sent_for_a_link_that_never_arrived() {
    let mut job = create(vec![signer(1, &By::Both, 0)], days(10));
    let mut now = noon();
    for byte in 0..MAX_ATTEMPTS {
        let (tried, email) = attempted(job, 1 + byte, now);
        assert_eq!(email.channel, Channel::Email);
        job = tried.notification_failed(email, now).job;
        now += hours(3);
    }
    assert_eq!(job.due_notification(id(1), now + hours(20)), None);
}

#[test]
fn credentials_of_one_link_and_one_code_still_read() {
    let digest = serde_json::to_value(link(1)).expect("a digest");
    let stored = serde_json::json!({
        "link": digest,
        "code": { "id": code(1).id, "digest": code(1).digest, "channel": "EMAIL", "expiresAt": noon(), "wrongTries": 2 },
        "wrongTries": 3,
        "asked": [],
    });
    let read: SignerCredentials = serde_json::from_value(stored).expect("credentials");
    assert_eq!(read.link(), Some(&link(1)));
    let codes: Vec<_> = read
        .codes()
        .map(|code| (code.id, code.wrong_tries))
        .collect();
    assert_eq!(codes, [(code(1).id, 2)]);
    let written = serde_json::to_value(&read).expect("credentials");
    assert_eq!(written["link"], serde_json::Value::Null);
    assert_eq!(
        serde_json::from_value::<SignerCredentials>(written).expect("credentials"),
        read
    );
}
