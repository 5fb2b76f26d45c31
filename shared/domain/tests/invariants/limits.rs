//! The limits that senders and signers are told of: to change one is to change what was promised.

use segl_domain::job::{
    AUDIT_RETENTION, DOCUMENT_RETENTION, LONG_TERM_RETENTION, MAX_JOB_LIFETIME,
    document::Documents,
    signer::Order,
    transitions::create::{
        DEFAULT_AVAILABILITY, MAX_ACTIVATION_DELAY, MAX_AVAILABILITY, MAX_SIGNERS,
    },
};

use crate::people::days;

#[test]
fn documents_are_kept_for_forty_days_or_twenty_years_and_the_record_for_three_years() {
    assert_eq!(DOCUMENT_RETENTION, days(40));
    assert_eq!(LONG_TERM_RETENTION, days(7305), "with five leap days");
    assert_eq!(AUDIT_RETENTION, days(1095));
}

#[test]
fn signers_have_thirty_days_and_ninety_at_most_and_a_job_waits_for_a_year_at_most() {
    assert_eq!(DEFAULT_AVAILABILITY, days(30));
    assert_eq!(MAX_AVAILABILITY, days(90));
    assert_eq!(MAX_ACTIVATION_DELAY, days(365));
    assert_eq!(MAX_SIGNERS, 50);
}

#[test]
fn no_job_can_live_longer_than_what_is_taken_for_its_longest_life() {
    assert_eq!(MAX_JOB_LIFETIME, days(1300));
    // Each order has a turn of its own, which begins when the one before it ends.
    let groups = i32::from(u8::from(Order::try_from(9).expect("the last order")) + 1);
    assert!(MAX_ACTIVATION_DELAY + MAX_AVAILABILITY * groups <= MAX_JOB_LIFETIME);
}

#[test]
fn a_job_has_a_hundred_megabytes_of_documents_and_what_is_made_of_them_a_fifth_more() {
    assert_eq!(Documents::MOST, 20);
    assert_eq!(Documents::MOST_BYTES, 104_857_600);
    assert_eq!(Documents::MAX_SEALED_BYTES, 125_829_120);
}
