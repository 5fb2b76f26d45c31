//! Redirect URLs of the direct flow.

use segl_domain::{
    account::organisation::Sector,
    identity::authentication::AuthenticationMethod,
    job::{
        SignatureJob, Terms,
        addressee::NotificationAddress,
        credentials::REDIRECT_URL_TTL,
        next_action::NextAction,
        status::SignerStatus,
        transitions::{direct::RedirectRefused, signers::SignerUpdateRefused},
    },
    secret::{RedirectDigest, RedirectToken},
};

use crate::people::*;

fn job() -> SignatureJob {
    let signers = vec![
        numbered(1, NotificationAddress::Nowhere, 0),
        numbered(2, NotificationAddress::Nowhere, 1),
    ];
    create_as(
        Terms {
            flow: direct(),
            ..terms(days(30))
        },
        Sector::Private,
        signers,
    )
    .expect("a fit job")
    .job
}

fn digest(byte: u8) -> RedirectDigest {
    RedirectToken::new([byte; 32]).digest()
}

#[test]
fn a_one_time_address_opens_once_and_not_after_five_minutes() {
    let job = job()
        .issue_redirect(id(1), digest(1), sender_system(), noon())
        .expect("the signer's turn")
        .job;
    assert!(
        job.clone()
            .use_redirect(id(1), &digest(2), noon())
            .is_none(),
        "another's token"
    );
    assert!(
        job.clone()
            .use_redirect(id(2), &digest(1), noon())
            .is_none(),
        "another signer"
    );
    assert!(
        job.clone()
            .use_redirect(id(1), &digest(1), noon() + REDIRECT_URL_TTL)
            .is_none(),
        "too old"
    );
    let (step, entry) = job
        .use_redirect(id(1), &digest(1), noon() + hours(0))
        .expect("it opens");
    assert_eq!(entry, AuthenticationMethod::SenderRedirect { at: noon() });
    assert!(
        step.job.use_redirect(id(1), &digest(1), noon()).is_none(),
        "once"
    );
}

#[test]
fn a_new_one_time_address_kills_the_older() {
    let job = job()
        .issue_redirect(id(1), digest(1), sender_system(), noon())
        .expect("a turn")
        .job;
    let job = job
        .issue_redirect(id(1), digest(2), sender_system(), noon())
        .expect("a turn")
        .job;
    assert!(
        job.clone()
            .use_redirect(id(1), &digest(1), noon())
            .is_none()
    );
    assert!(job.use_redirect(id(1), &digest(2), noon()).is_some());
}

#[test]
fn order_deadline_cancelling_and_extending_hold_in_the_direct_flow_too() {
    let job = job();
    assert_eq!(
        job.clone()
            .issue_redirect(id(2), digest(1), sender_system(), noon()),
        Err(RedirectRefused::NotYet)
    );
    assert!(
        job.open_notifications().is_empty(),
        "nobody is sent anything"
    );
    assert_eq!(
        job.clone().remind(id(1), sender_system(), noon()),
        Err(SignerUpdateRefused::Direct)
    );
    let extended = job
        .clone()
        .extend(noon() + days(40), sender_system(), noon())
        .expect("it can be extended")
        .job;
    assert_eq!(extended.next(noon()), NextAction::Wait(noon() + days(40)));
    let cancelled = job
        .clone()
        .cancel(sender_system(), noon())
        .expect("it can be cancelled")
        .job;
    assert_eq!(
        statuses(&cancelled),
        [SignerStatus::Cancelled, SignerStatus::Cancelled]
    );
    assert_eq!(
        cancelled.issue_redirect(id(1), digest(1), sender_system(), noon()),
        Err(RedirectRefused::Over)
    );
    let signed = job.sign(id(1), signature(), noon()).expect("a turn").job;
    assert!(
        signed
            .clone()
            .issue_redirect(id(2), digest(1), sender_system(), noon())
            .is_ok()
    );
    assert!(
        signed
            .clone()
            .issue_redirect(id(1), digest(1), sender_system(), noon())
            .is_ok(),
        "to see what came of it"
    );
    let expired = signed.expire(noon() + days(30)).job;
    assert_eq!(
        statuses(&expired),
        [SignerStatus::Signed, SignerStatus::Expired]
    );
}

#[test]
fn there_is_none_outside_the_direct_flow() {
    let job = create(vec![signer(1, &By::Email, 0)], days(1));
    assert_eq!(
        job.issue_redirect(id(1), digest(1), sender_system(), noon()),
        Err(RedirectRefused::NotDirect)
    );
}
