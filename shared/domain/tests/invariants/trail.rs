//! The audit trail of a job over its transitions.

use segl_domain::{account::organisation::Sector, audit, digest::Digest};

use crate::people::{By, create_as, days, id, noon, reason, sender_system, signer, terms};

#[test]
fn each_transition_goes_on_from_the_head_of_the_one_before() {
    let signers = vec![signer(1, &By::Email, 0), signer(2, &By::Email, 0)];
    let created = create_as(terms(days(7)), Sector::Private, signers).expect("a fit job");
    let (job, mut events) = (created.job, created.events);
    let deadline = noon() + days(8);
    let extended = job
        .extend(deadline, sender_system(), noon())
        .expect("the job waits for signatures");
    let rejected = extended
        .job
        .clone()
        .reject(id(1), reason(), noon())
        .expect("it is their turn");
    events.extend(extended.events);
    events.extend(rejected.events);

    assert!(events.len() >= 3, "each has an event: {events:?}");
    let mut previous = Digest::from_bytes([0; 32]);
    for (event, sequence) in events.iter().zip(1..) {
        assert_eq!((event.sequence, event.previous), (sequence, previous));
        previous = event.hash;
    }
    assert_eq!(rejected.job.head_hash(), previous);
    assert_eq!(rejected.job.events(), events.len() as u64);
    let trail = audit::audit_trail_json(rejected.job.id(), &events);
    let verified = audit::verify_audit_trail(trail.as_bytes()).expect("unbroken");
    assert!(verified.goes_on_from(extended.job.events(), extended.job.head_hash()));
}
