//! Under any sequence of commands, with right and wrong arguments, at any times, the invariants hold.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use segl_domain::{
    account::organisation::Sector,
    audit::{self, AuditEvent, AuditEventData},
    contact::{LookedUp, Unreachable},
    digest::Digest,
    id::SignerId,
    job::{
        JobState, RetentionPolicy, SignatureJob, Terms, Transition,
        addressee::NotificationAddress,
        credentials::{MAX_ATTEMPTS_PER_CODE, MAX_CODES_PER_LINK, MAX_LINKS},
        next_action::NextAction,
        status::{JobStatus, SignerStatus},
        status_change::StatusChange,
        transitions::{notify::NewSecrets, seal::RenewedSeal, signers::SignerUpdate},
    },
    secret::CodeDigest,
    text::QueueName,
};

use crate::people::{
    By, code, contact, create, create_as, hours, id, link, noon, numbered, reason, sealed_document,
    sender_system, signature, signer,
};

#[derive(Clone, Debug)]
enum Command {
    Pass(u32),
    Sign(u8),
    Reject(u8),
    Cancel,
    Extend(u16),
    Expire,
    AskCode(u8, u8),
    TryCode(u8, u8),
    ExpireCode(u8, u8),
    Unblock(u8),
    Notify(u8, u8, bool),
    LookUp(u8, u8),
    Remind(u8),
    RenewLink(u8),
    Update(u8, u8),
    NoName(u8),
    IntendSeal,
    Seal,
    Release,
    Deleted,
}

fn command() -> impl Strategy<Value = Command> {
    let who = 0..4u8;
    prop_oneof![
        (1..200_000u32).prop_map(Command::Pass),
        who.clone().prop_map(Command::Sign),
        who.clone().prop_map(Command::Sign),
        who.clone().prop_map(Command::Reject),
        Just(Command::Cancel),
        any::<u16>().prop_map(Command::Extend),
        Just(Command::Expire),
        (who.clone(), any::<u8>()).prop_map(|(who, byte)| Command::AskCode(who, byte)),
        (who.clone(), any::<u8>()).prop_map(|(who, byte)| Command::TryCode(who, byte)),
        (who.clone(), 0..8u8).prop_map(|(who, byte)| Command::TryCode(who, byte)),
        (who.clone(), any::<u8>()).prop_map(|(who, byte)| Command::ExpireCode(who, byte)),
        who.clone().prop_map(Command::Unblock),
        (who.clone(), 0..8u8, any::<bool>())
            .prop_map(|(who, byte, taken)| Command::Notify(who, byte, taken)),
        (who.clone(), 0..8u8, any::<bool>())
            .prop_map(|(who, byte, taken)| Command::Notify(who, byte, taken)),
        (who.clone(), 0..9u8).prop_map(|(who, byte)| Command::LookUp(who, byte)),
        who.clone().prop_map(Command::Remind),
        who.clone().prop_map(Command::RenewLink),
        (who.clone(), 4..9u8).prop_map(|(who, byte)| Command::Update(who, byte)),
        who.prop_map(Command::NoName),
        Just(Command::IntendSeal),
        Just(Command::Seal),
        Just(Command::Release),
        Just(Command::Deleted),
    ]
}

/// Carries a command out; a refused one changes nothing.
fn obey(job: &SignatureJob, command: &Command, now: &mut Timestamp) -> Vec<Transition> {
    let at = *now;
    let step = job.clone();
    let newest = |who: u8| {
        job.signer(id(who))
            .and_then(|signer| signer.access().link().copied())
    };
    match *command {
        Command::Pass(seconds) => {
            *now += SignedDuration::from_secs(i64::from(seconds));
            None
        }
        Command::Sign(who) => step.sign(id(who), signature(), at).ok(),
        Command::Reject(who) => step.reject(id(who), reason(), at).ok(),
        Command::Cancel => step.cancel(sender_system(), at).ok(),
        Command::Extend(more) => step
            .extend(at + hours(i64::from(more)), sender_system(), at)
            .ok(),
        Command::Expire => Some(step.expire(at)),
        Command::AskCode(who, byte) => {
            newest(who).and_then(|link| step.issue_code(id(who), &link, code(byte), at).ok())
        }
        Command::TryCode(who, byte) => newest(who).map(|link| {
            step.try_code(id(who), &link, &CodeDigest::new([byte; 32]), at)
                .0
        }),
        Command::ExpireCode(who, byte) => Some(step.expire_code(id(who), code(byte).id, at)),
        Command::Unblock(who) => step.unblock(id(who), sender_system(), at),
        Command::Notify(who, byte, taken) => {
            let Some(notification) = job.due_notification(id(who), at) else {
                return Vec::new();
            };
            let carries = job.carries(notification);
            let secrets = NewSecrets {
                link: carries.link.then(|| link(byte)),
                code: carries.code.then(|| code(byte)),
            };
            let intended = step
                .attempt_notification(notification, secrets, at)
                .expect("what is due may be intended");
            let after = intended.job.clone();
            let told = if taken {
                after.notification_sent(notification, format!("m{byte}"), at)
            } else {
                after.notification_failed(notification, at)
            };
            return vec![intended, told];
        }
        Command::LookUp(who, byte) => {
            let Some(notification) = job.due_notification(id(who), at) else {
                return Vec::new();
            };
            let answer = match byte {
                0 => LookedUp::Unreachable(Unreachable::Reserved),
                1 => LookedUp::Unreachable(Unreachable::ContactInformationMissing),
                _ => LookedUp::Found(contact(byte, &By::Both)),
            };
            Some(step.looked_up(notification, answer, at))
        }
        Command::Remind(who) => step.remind(id(who), sender_system(), at).ok(),
        Command::RenewLink(who) => step.renew_link(id(who), sender_system(), at).ok(),
        Command::Update(who, byte) => {
            let update = SignerUpdate {
                contact: Some(contact(byte, &By::Mobile)),
                ..SignerUpdate::default()
            };
            step.update_signer(id(who), update, sender_system(), at)
                .ok()
        }
        Command::NoName(who) => step.name_not_available(id(who), at).ok(),
        Command::IntendSeal => step.start_sealing(Digest::of(b"d"), at).ok(),
        Command::Seal => {
            let sealed = sealed_document(None);
            step.sealed(sealed, at).ok()
        }
        Command::Release => step.release_documents(sender_system(), at).ok(),
        Command::Deleted => Some(step.documents_deleted(at)),
    }
    .into_iter()
    .collect()
}

/// Who stands where, told from the audit events alone.
fn retell(events: &[AuditEvent]) -> BTreeMap<SignerId, SignerStatus> {
    let mut told = BTreeMap::new();
    let mut orders = BTreeMap::new();
    let mut turn = None;
    for event in events {
        let rest = |told: &mut BTreeMap<SignerId, SignerStatus>,
                    set_state: &dyn Fn(SignerId, SignerStatus) -> SignerStatus| {
            for (signer, status) in told.iter_mut() {
                if matches!(status, SignerStatus::Waiting | SignerStatus::Blocked) {
                    *status = set_state(*signer, *status);
                }
            }
        };
        match &event.data {
            AuditEventData::JobCreated { signers, .. } => {
                for signer in signers {
                    told.insert(signer.id, SignerStatus::Waiting);
                    orders.insert(signer.id, signer.order);
                }
            }
            AuditEventData::GroupActivated { order, .. } => turn = Some(*order),
            AuditEventData::Signed { signer, .. } => {
                told.insert(*signer, SignerStatus::Signed);
            }
            AuditEventData::SignerBlocked { signer } => {
                told.insert(*signer, SignerStatus::Blocked);
            }
            AuditEventData::SignerUnblocked { signer } if told[signer] == SignerStatus::Blocked => {
                told.insert(*signer, SignerStatus::Waiting);
            }
            AuditEventData::Rejected { signer, .. } => {
                told.insert(*signer, SignerStatus::Rejected);
                rest(&mut told, &|_, _| SignerStatus::NotApplicable);
            }
            AuditEventData::SignerUnreachable { signer, reason } => {
                told.insert(
                    *signer,
                    match reason {
                        Unreachable::Reserved => SignerStatus::Reserved,
                        Unreachable::ContactInformationMissing => {
                            SignerStatus::ContactInformationMissing
                        }
                    },
                );
                rest(&mut told, &|_, _| SignerStatus::NotApplicable);
            }
            AuditEventData::NameNotAvailable { signer } => {
                told.insert(*signer, SignerStatus::SignersNameNotAvailable);
                rest(&mut told, &|_, _| SignerStatus::NotApplicable);
            }
            AuditEventData::Cancelled => rest(&mut told, &|_, _| SignerStatus::Cancelled),
            AuditEventData::Expired { .. } => rest(&mut told, &|signer, status| match status {
                SignerStatus::Blocked => SignerStatus::Blocked,
                _ if Some(orders[&signer]) == turn => SignerStatus::Expired,
                _ => SignerStatus::NotApplicable,
            }),
            _ => {}
        }
    }
    told
}

fn holds(before: &SignatureJob, after: &SignatureJob, events: &[AuditEvent], now: Timestamp) {
    let trail = events
        .first()
        .map(|first| audit::audit_trail_json(first.job, events))
        .expect("a job begins with an event");
    audit::verify_audit_trail(trail.as_bytes()).expect("one unbroken chain");
    assert_eq!(
        StatusChange::between(Some(before), after).is_some(),
        before.status() != after.status()
            || before
                .signers()
                .iter()
                .zip(after.signers())
                .any(|(old, new)| { (old.status(), old.since()) != (new.status(), new.since()) }),
        "whoever listens hears of each change and of nothing else"
    );
    assert_eq!(
        (after.events(), after.head_hash()),
        (events.len() as u64, events.last().expect("an event").hash)
    );
    let retold = retell(events);
    for signer in after.signers() {
        assert_eq!(
            retold[&signer.id()],
            signer.status(),
            "the events retell the state"
        );
        let access = signer.access();
        assert!(access.links().count() <= MAX_LINKS);
        assert!(access.codes().count() <= MAX_LINKS * MAX_CODES_PER_LINK);
        assert!(
            access
                .codes()
                .all(|code| code.wrong_tries < MAX_ATTEMPTS_PER_CODE)
        );
    }
    for (old, new) in before.signers().iter().zip(after.signers()) {
        if !matches!(old.status(), SignerStatus::Waiting | SignerStatus::Blocked) {
            assert_eq!(old.state(), new.state(), "what is final stays");
        }
    }
    if after.status() == JobStatus::CompletedSuccessfully {
        assert!(
            after
                .signers()
                .iter()
                .all(|signer| signer.signature().is_some()),
            "sealed is signed by all"
        );
    }
    for record in after.notifications() {
        let sent = events
            .iter()
            .filter(|event| matches!(&event.data, AuditEventData::NotificationSent { notification, .. } if *notification == record.notification));
        assert!(sent.count() <= 1, "no message is sent twice");
    }
    if let NextAction::Wait(until) = after.next(now) {
        assert!(until > now, "nobody waits for the past");
    }
    let json = serde_json::to_string(after).expect("a job is JSON");
    assert_eq!(
        &serde_json::from_str::<SignatureJob>(&json).expect("and reads back"),
        after
    );
}

/// Does what the job asks for until it asks for nothing.
fn comes_to_rest(mut job: SignatureJob, mut now: Timestamp) {
    for _ in 0..400 {
        let step = match job.next(now) {
            NextAction::Done => return,
            NextAction::Wait(until) => {
                now = until;
                continue;
            }
            NextAction::Activate => job.activate(now),
            NextAction::Expire => job.expire(now),
            NextAction::DeleteDocuments => job.documents_deleted(now),
            NextAction::RenewSeal => {
                let JobState::Completed { sealed, .. } = job.state() else {
                    panic!("a sealed job is renewed")
                };
                let from = sealed.version.clone();
                let version = format!("{from}+");
                let renewed = RenewedSeal {
                    sha256: Digest::of(version.as_bytes()),
                    size: 2,
                    version,
                    renew_at: Some(now + hours(24 * 300)),
                };
                job.renewed(&from, renewed, now)
                    .expect("the renewal is due")
            }
            NextAction::Seal => {
                let sealed = sealed_document(Some(now + hours(24 * 300)));
                job.sealed(sealed, now).expect("the seal is due")
            }
            NextAction::Notify(signers) => {
                let notification = job
                    .due_notification(signers[0], now)
                    .expect("a message is due");
                let intended = job
                    .attempt_notification(notification, NewSecrets::default(), now)
                    .expect("it is due")
                    .job;
                intended.notification_sent(notification, "m".to_owned(), now)
            }
        };
        job = step.job;
    }
    panic!("it never comes to rest");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_commands_keeps_the_laws(
        orders in prop::collection::vec((0..3u8, 0..5u8), 1..4),
        available in 1..2000i64,
        commands in prop::collection::vec(command(), 0..60),
    ) {
        let signers = orders.iter().zip(0u8..).map(|((order, by), number)| {
            let found = Some(contact(number, &By::Both));
            match by {
                0 => signer(number, &By::Email, *order),
                1 => signer(number, &By::Mobile, *order),
                2 => signer(number, &By::Both, *order),
                3 => numbered(number, NotificationAddress::Given { contact: contact(number, &By::Both) }, *order),
                _ => numbered(number, NotificationAddress::LookUp { sms: true, found, at: noon() }, *order),
            }
        });
        let terms = Terms { queue: Some(QueueName::default()), retention: if available % 2 == 0 { RetentionPolicy::LongTerm } else { RetentionPolicy::Standard }, ..crate::people::terms(hours(available)) };
        let created = create_as(terms, Sector::Public, signers.collect()).expect("a fit job");
        let (mut job, mut events) = (created.job, created.events);
        let mut now = noon();
        for command in &commands {
            for step in obey(&job, command, &mut now) {
                events.extend(step.events);
                holds(&job, &step.job, &events, now);
                job = step.job;
            }
        }
        comes_to_rest(job, now);
    }
}

#[test]
fn a_job_that_nobody_touches_comes_to_rest() {
    comes_to_rest(
        create(
            vec![signer(1, &By::Both, 0), signer(2, &By::Mobile, 1)],
            hours(24 * 30),
        ),
        noon(),
    );
}
