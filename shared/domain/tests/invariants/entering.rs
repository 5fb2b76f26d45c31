//! Links and codes: one at a time, counted, killed, blocked and let in again.

use jiff::SignedDuration;
use segl_domain::{
    job::{
        SignatureJob,
        status::{JobStatus, SignerStatus},
        transitions::{
            otp::{CodeRefused, CodeVerification},
            sign::ActRefused,
        },
    },
    secret::CodeDigest,
};

use crate::people::{
    By, code, create, days, hours, id, invited, link, noon, sender_system, signature, signer,
};

fn invited_job() -> SignatureJob {
    invited(
        create(vec![signer(1, &By::Email, 0)], days(7)),
        1,
        1,
        noon(),
    )
}

fn tries(
    job: SignatureJob,
    link_byte: u8,
    code_byte: u8,
    now: jiff::Timestamp,
) -> (SignatureJob, bool) {
    let (step, tried) = job.try_code(
        id(1),
        &link(link_byte),
        &CodeDigest::new([code_byte; 32]),
        now,
    );
    (step.job, matches!(tried, CodeVerification::Accepted(_)))
}

#[test]
fn the_right_code_opens_once() {
    let (job, opened) = tries(invited_job(), 1, 1, noon());
    assert!(opened);
    assert!(!tries(job, 1, 1, noon()).1);
}

#[test]
fn a_code_is_bound_to_its_link_and_lives_a_day() {
    assert!(!tries(invited_job(), 2, 1, noon()).1, "another link");
    assert!(
        tries(
            invited_job(),
            1,
            1,
            noon() + hours(24) - SignedDuration::from_secs(1)
        )
        .1
    );
    assert!(!tries(invited_job(), 1, 1, noon() + hours(24)).1);
}

#[test]
fn a_code_asked_for_kills_no_code_that_was_not_tried_and_lives_ten_minutes() {
    let asked = |job: SignatureJob| {
        let issued = job.issue_code(id(1), &link(1), code(2), noon());
        issued.expect("it may be asked for").job
    };
    let tried = asked(tries(invited_job(), 1, 99, noon()).0);
    assert!(
        !tries(tried, 1, 1, noon()).1,
        "the one that was tried is dead"
    );
    let job = asked(invited_job());
    assert!(tries(job.clone(), 1, 1, noon()).1, "the older one opens");
    assert!(tries(job.clone(), 1, 2, noon() + SignedDuration::from_mins(9)).1);
    assert!(!tries(job, 1, 2, noon() + SignedDuration::from_mins(10)).1);
}

#[test]
fn five_codes_may_be_asked_for_in_an_hour() {
    let mut job = invited_job();
    for byte in 2..7 {
        job = job
            .issue_code(id(1), &link(1), code(byte), noon())
            .expect("one of five")
            .job;
    }
    assert_eq!(
        job.clone().issue_code(
            id(1),
            &link(1),
            code(8),
            noon() + SignedDuration::from_mins(59)
        ),
        Err(CodeRefused::TooMany)
    );
    assert!(
        job.issue_code(id(1), &link(1), code(8), noon() + hours(1))
            .is_ok()
    );
}

#[test]
fn five_wrong_tries_kill_a_code_and_tries_against_none_cost_nothing() {
    let mut job = invited_job();
    for _ in 0..5 {
        job = tries(job, 1, 99, noon()).0;
    }
    assert!(!tries(job.clone(), 1, 1, noon()).1, "the code is dead");
    for _ in 0..20 {
        let (step, _) = job
            .clone()
            .try_code(id(1), &link(1), &CodeDigest::new([99; 32]), noon());
        assert_eq!(step.events, []);
        job = step.job;
    }
    assert_eq!(job.signers()[0].status(), SignerStatus::Waiting);
}

fn blocked() -> SignatureJob {
    let mut job = invited_job();
    for round in 0..3 {
        if round > 0 {
            job = job
                .issue_code(id(1), &link(1), code(10 + round), noon())
                .expect("one of five")
                .job;
        }
        for _ in 0..5 {
            job = tries(job, 1, 99, noon()).0;
        }
    }
    job
}

#[test]
fn fifteen_wrong_tries_block_and_the_sender_lifts_it() {
    let job = blocked();
    assert_eq!(
        (job.signers()[0].status(), job.status()),
        (SignerStatus::Blocked, JobStatus::InProgress)
    );
    assert_eq!(
        job.clone().sign(id(1), signature(), noon()),
        Err(ActRefused::Blocked)
    );
    assert_eq!(
        job.clone().issue_code(id(1), &link(1), code(20), noon()),
        Err(CodeRefused::Locked)
    );
    let job = job
        .unblock(id(1), sender_system(), noon())
        .expect("it goes on")
        .job;
    assert_eq!(job.signers()[0].status(), SignerStatus::Waiting);
    assert_eq!(
        job.clone()
            .unblock(id(1), sender_system(), noon())
            .expect("it goes on")
            .events,
        [],
        "once"
    );
    let job = job
        .issue_code(id(1), &link(1), code(20), noon())
        .expect("again")
        .job;
    assert!(tries(job, 1, 20, noon()).1);
}

#[test]
fn who_is_blocked_stays_so_at_the_end() {
    let job = blocked().expire(noon() + days(7)).job;
    assert_eq!(job.signers()[0].status(), SignerStatus::Blocked);
    assert!(
        job.unblock(id(1), sender_system(), noon() + days(7))
            .is_none()
    );
}

#[test]
fn a_new_link_kills_the_older_one_and_its_code() {
    let job = create(vec![signer(1, &By::Email, 0)], days(10));
    let job = invited(job, 1, 1, noon());
    let job = invited(job, 1, 2, noon() + days(5));
    assert!(!tries(job.clone(), 1, 1, noon() + days(5)).1);
    assert!(tries(job, 2, 2, noon() + days(5)).1);
}

#[test]
fn an_unused_code_is_cleared_away_once_and_no_other() {
    let job = invited_job();
    let known = code(1).id;
    assert_eq!(
        job.clone()
            .expire_code(id(1), known, noon() + hours(23))
            .events,
        []
    );
    assert_eq!(
        job.clone()
            .expire_code(id(1), code(9).id, noon() + hours(25))
            .events,
        []
    );
    let job = job.expire_code(id(1), known, noon() + hours(24)).job;
    assert!(job.signers()[0].access().codes().next().is_none());
    assert_eq!(job.expire_code(id(1), known, noon() + hours(24)).events, []);
}
