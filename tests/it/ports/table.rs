//! The table, whatever it is made of.

use jiff::{SignedDuration, Timestamp};
use segl_app::{
    change_set::ChangeSet,
    document::{DocumentState, Settled, StoredDocument},
    fakes::{Fault, MemoryTable, TestClock},
    ports::{
        PortError,
        document_index::DocumentIndex,
        jobs::{AuditLog, CommitError, Creation, IdempotencyClaim, Jobs, NewJobs, ReadJob},
        links::{Links, Redirects},
        lists::{JobFilter, JobList, Tasks},
        sessions::{OpenLogin, OpenVisit, Session, Sessions},
        status_changes::StatusChanges,
        workflow::{DueJobs, Epochs, Halt, Halts, PendingCallbacks, TaskToken},
    },
};
use segl_domain::{
    account::organisation::OrganisationNumber,
    contact::Channel,
    digest::Digest,
    id::JobId,
    identity::{
        authentication::{AuthenticationMethod, EIdProof, LinkAndCode, Login, SecurityLevel},
        person::{Encrypted, PersonKey},
    },
    job::{Transition, status::JobStatus},
    secret::SessionToken,
    text::{QueueName, RejectionReason},
};

use super::people::{awaited, checked, fit, id, invite, job, link, organisation, unique};

/// Everything that stands in the table.
pub(super) trait Ports:
    PendingCallbacks
    + DocumentIndex
    + DueJobs
    + AuditLog
    + Epochs
    + Halts
    + JobList
    + Jobs
    + Links
    + NewJobs
    + Redirects
    + Sessions
    + StatusChanges
    + Tasks
{
}
impl<T> Ports for T where
    T: PendingCallbacks
        + DocumentIndex
        + DueJobs
        + AuditLog
        + Epochs
        + Halts
        + JobList
        + Jobs
        + Links
        + NewJobs
        + Redirects
        + Sessions
        + StatusChanges
        + Tasks
{
}

fn memory() -> (MemoryTable, Timestamp) {
    let now = "2026-11-24T11:00:00Z".parse().expect("a time");
    (MemoryTable::new(TestClock::at(now), Fault::default()), now)
}

super::held! { super::memory, super::super::emulator::table:
    a_bell_hangs_in_place_of_the_one_before
    a_commit_on_an_old_version_conflicts_and_leaves_nothing
    a_document_is_settled_once
    a_document_that_was_not_checked_makes_no_job
    a_document_is_one_jobs
    a_job_that_is_due_is_found_until_it_is_postponed
    a_halt_is_beside_the_job_and_the_first_one_stays
    a_key_makes_one_job
    a_key_past_its_time_makes_another
    a_list_is_walked_page_by_page_newest_first
    a_list_keeps_to_its_filter
    a_new_link_takes_the_old_ones_place
    a_session_is_kept_found_and_forgotten
        a_status_change_is_handed_to_one_poller_in_order_until_it_is_confirmed
    a_step_without_a_change_is_not_a_version
    facts_are_read_in_order
    generations_are_counted_once
    of_two_commits_at_once_one_counts
    of_two_creations_with_one_key_one_counts
}

/// Creates a job as a use case does.
async fn create(
    table: &impl NewJobs,
    step: Transition,
    claim: Option<IdempotencyClaim>,
) -> Result<Creation, PortError> {
    let now = step.job.created_at();
    let changes = ChangeSet::of_creation(step, now);
    table.create(&changes, claim).await
}

/// Commits a transition as a use case does.
async fn commit(
    table: &impl Jobs,
    read: &ReadJob,
    step: Transition,
    now: Timestamp,
) -> Result<(), CommitError> {
    match read.change_set(step, now) {
        Some(changes) => table.commit(&changes).await,
        None => Ok(()),
    }
}

/// Stores a job over a document of its own.
pub(super) async fn stored(
    table: &impl Ports,
    sender: usize,
    reference: &str,
    at: Timestamp,
) -> JobId {
    let document = fit(at);
    table.enter(&document).await.expect("entered");
    let step = job(organisation(sender), reference, document.id, at);
    let id = step.job.id();
    assert_eq!(
        create(table, step, None).await.expect("an answer"),
        Creation::Created
    );
    id
}

async fn a_commit_on_an_old_version_conflicts_and_leaves_nothing(
    (table, now): &(impl Ports, Timestamp),
) {
    let id = stored(table, 0, "r", *now).await;
    let read = table.load(id).await.expect("an answer").expect("a job");
    assert_eq!(read.version, 1);
    let (first, second) = (link(), link());
    commit(table, &read, invite(read.job.clone(), first, *now), *now)
        .await
        .expect("committed");
    let events = table.events(id).await.expect("events");

    let late = commit(table, &read, invite(read.job.clone(), second, *now), *now).await;
    assert!(matches!(late, Err(CommitError::Conflict)), "{late:?}");
    assert_eq!(table.events(id).await.expect("events"), events);
    assert_eq!(Links::find(table, &second).await.expect("an answer"), None);
    let stands = table.load(id).await.expect("an answer").expect("a job");
    assert_eq!(
        (stands.version, stands.job.head_hash()),
        (2, events.last().expect("an event").hash)
    );
}

async fn of_two_commits_at_once_one_counts((table, now): &(impl Ports, Timestamp)) {
    let id = stored(table, 0, "r", *now).await;
    let read = table.load(id).await.expect("an answer").expect("a job");
    let (one, other) = tokio::join!(
        commit(table, &read, invite(read.job.clone(), link(), *now), *now),
        commit(table, &read, invite(read.job.clone(), link(), *now), *now),
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?}, {other:?}");
    assert!(matches!(one.and(other), Err(CommitError::Conflict)));
}

async fn a_step_without_a_change_is_not_a_version((table, now): &(impl Ports, Timestamp)) {
    let id = stored(table, 0, "r", *now).await;
    let read = table.load(id).await.expect("an answer").expect("a job");
    commit(table, &read, Transition::unchanged(read.job.clone()), *now)
        .await
        .expect("nothing to do");
    assert_eq!(table.load(id).await.expect("an answer"), Some(read));
}

async fn a_new_link_takes_the_old_ones_place((table, now): &(impl Ports, Timestamp)) {
    let id = stored(table, 0, "r", *now).await;
    let (first, second) = (link(), link());
    let read = table.load(id).await.expect("an answer").expect("a job");
    commit(table, &read, invite(read.job.clone(), first, *now), *now)
        .await
        .expect("committed");
    let signer = read.job.signers()[0].id();
    assert_eq!(
        Links::find(table, &first).await.expect("an answer"),
        Some((id, signer))
    );

    let read = table.load(id).await.expect("an answer").expect("a job");
    let later = *now + SignedDuration::from_mins(5);
    commit(table, &read, invite(read.job.clone(), second, later), *now)
        .await
        .expect("committed");
    // Until a provider takes the message with the second, both lead to the signer.
    for link in [&first, &second] {
        let found = Links::find(table, link).await.expect("an answer");
        assert_eq!(found, Some((id, signer)));
    }
    let read = table.load(id).await.expect("an answer").expect("a job");
    let sending = read.job.notifications()[0].notification;
    let taken = read
        .job
        .clone()
        .notification_sent(sending, "m".to_owned(), later);
    commit(table, &read, taken, *now).await.expect("committed");
    assert_eq!(Links::find(table, &first).await.expect("an answer"), None);
    assert_eq!(
        Links::find(table, &second).await.expect("an answer"),
        Some((id, signer))
    );
}

async fn facts_are_read_in_order((table, now): &(impl Ports, Timestamp)) {
    assert_eq!(table.events(id(*now)).await.expect("an answer"), []);
    let id = stored(table, 0, "r", *now).await;
    let read = table.load(id).await.expect("an answer").expect("a job");
    commit(table, &read, invite(read.job.clone(), link(), *now), *now)
        .await
        .expect("committed");
    let events = table.events(id).await.expect("events");
    let places: Vec<u64> = events.iter().map(|event| event.sequence).collect();
    assert_eq!(places, (1..=places.len() as u64).collect::<Vec<_>>());
    assert!(segl_tests::is_unbroken(&events));
}

async fn a_document_is_settled_once((table, now): &(impl Ports, Timestamp)) {
    let document = awaited(*now);
    assert_eq!(
        DocumentIndex::find(table, document.id)
            .await
            .expect("an answer"),
        None
    );
    table.enter(&document).await.expect("entered");
    assert_eq!(
        DocumentIndex::find(table, document.id)
            .await
            .expect("an answer"),
        Some(document.clone())
    );
    let refused = Settled::Refused {
        code: "document-encrypted".to_owned(),
        detail: "\"AWAITING_UPLOAD\"".to_owned(),
    };
    table.settle(document.id, &refused).await.expect("settled");
    table
        .settle(document.id, &checked())
        .await
        .expect("settled before");
    let found = DocumentIndex::find(table, document.id)
        .await
        .expect("an answer")
        .expect("a document");
    assert_eq!(found.state, DocumentState::Settled(refused));
}

async fn a_document_that_was_not_checked_makes_no_job((table, now): &(impl Ports, Timestamp)) {
    let document = awaited(*now);
    table.enter(&document).await.expect("entered");
    let step = job(organisation(0), "r", document.id, *now);
    let id = step.job.id();
    assert_eq!(
        create(table, step, None).await.expect("an answer"),
        Creation::DocumentTaken
    );
    assert_eq!(table.load(id).await.expect("an answer"), None);
    assert_eq!(table.events(id).await.expect("an answer"), []);
}

async fn a_document_is_one_jobs((table, now): &(impl Ports, Timestamp)) {
    let document = fit(*now);
    table.enter(&document).await.expect("entered");
    let (first, second) = (
        job(organisation(0), "r", document.id, *now),
        job(organisation(0), "r", document.id, *now),
    );
    let (one, other) = (first.job.id(), second.job.id());
    assert_eq!(
        create(table, first, None).await.expect("an answer"),
        Creation::Created
    );
    assert_eq!(
        create(table, second, None).await.expect("an answer"),
        Creation::DocumentTaken
    );
    assert_eq!(table.load(other).await.expect("an answer"), None);
    let found = DocumentIndex::find(table, document.id)
        .await
        .expect("an answer")
        .expect("a document");
    assert_eq!(found.job, Some(one));
}

fn claim(until: Timestamp) -> IdempotencyClaim {
    let key = format!("key {}", unique());
    IdempotencyClaim {
        sender: organisation(0),
        key,
        request: Digest::of(b"a request"),
        until,
    }
}

async fn a_key_makes_one_job((table, now): &(impl Ports, Timestamp)) {
    let (document, another) = (fit(*now), fit(*now));
    table.enter(&document).await.expect("entered");
    table.enter(&another).await.expect("entered");
    let claim = claim(*now + SignedDuration::from_hours(24));
    let step = job(organisation(0), "r", document.id, *now);
    let id = step.job.id();
    assert_eq!(
        table
            .recall(&claim.sender, &claim.key)
            .await
            .expect("an answer"),
        None
    );
    assert_eq!(
        create(table, step, Some(claim.clone()))
            .await
            .expect("an answer"),
        Creation::Created
    );

    let again = create(
        table,
        job(organisation(0), "r", another.id, *now),
        Some(claim.clone()),
    )
    .await;
    let recalled = table
        .recall(&claim.sender, &claim.key)
        .await
        .expect("an answer")
        .expect("it is remembered");
    assert_eq!((recalled.job, recalled.request), (id, claim.request));
    assert_eq!(again.expect("an answer"), Creation::KeyUsed(recalled));
    let free = DocumentIndex::find(table, another.id)
        .await
        .expect("an answer")
        .expect("a document");
    assert_eq!(free.job, None);
    assert_eq!(
        table
            .recall(&organisation(1), &claim.key)
            .await
            .expect("an answer"),
        None,
        "it is another's key"
    );
}

async fn of_two_creations_with_one_key_one_counts((table, now): &(impl Ports, Timestamp)) {
    let document = fit(*now);
    table.enter(&document).await.expect("entered");
    let claim = claim(*now + SignedDuration::from_hours(24));
    let (one, other) = tokio::join!(
        create(
            table,
            job(organisation(0), "r", document.id, *now),
            Some(claim.clone())
        ),
        create(
            table,
            job(organisation(0), "r", document.id, *now),
            Some(claim.clone())
        ),
    );
    let answers = [one.expect("an answer"), other.expect("an answer")];
    let created = answers
        .iter()
        .filter(|answer| matches!(answer, Creation::Created))
        .count();
    let recalled = answers
        .iter()
        .filter(|answer| matches!(answer, Creation::KeyUsed(_)))
        .count();
    assert_eq!((created, recalled), (1, 1), "{answers:?}");
}

async fn a_key_past_its_time_makes_another((table, now): &(impl Ports, Timestamp)) {
    let claim = claim(*now - SignedDuration::from_secs(1));
    for _ in 0..2 {
        let document = fit(*now);
        table.enter(&document).await.expect("entered");
        let step = job(organisation(0), "r", document.id, *now);
        assert_eq!(
            create(table, step, Some(claim.clone()))
                .await
                .expect("an answer"),
            Creation::Created
        );
        assert_eq!(
            table
                .recall(&claim.sender, &claim.key)
                .await
                .expect("an answer"),
            None
        );
    }
}

/// All pages of a list.
async fn walk(table: &impl Ports, filter: &JobFilter, limit: u32) -> Vec<JobId> {
    let (mut found, mut cursor) = (Vec::new(), None);
    for _ in 0..100 {
        let page = table
            .list(&organisation(1), filter, cursor.as_deref(), limit)
            .await;
        let page = page.expect("an answer").expect("a page");
        assert!(page.items.len() <= limit as usize);
        found.extend(page.items.iter().map(|line| line.job));
        cursor = page.next;
        if cursor.is_none() {
            return found;
        }
    }
    panic!("a list ends");
}

async fn a_list_is_walked_page_by_page_newest_first((table, now): &(impl Ports, Timestamp)) {
    let reference = format!("walk {}", unique());
    let mut jobs = Vec::new();
    for place in 0..5 {
        jobs.push(
            stored(
                table,
                1,
                &reference,
                *now + SignedDuration::from_millis(place),
            )
            .await,
        );
    }
    stored(table, 0, &reference, *now).await;
    jobs.reverse();
    let filter = JobFilter {
        reference: Some(reference),
        ..JobFilter::default()
    };
    for limit in [1, 2, 5, 100] {
        assert_eq!(walk(table, &filter, limit).await, jobs, "by {limit}");
    }
    let page = table
        .list(&organisation(1), &filter, None, 2)
        .await
        .expect("an answer")
        .expect("a page");
    let other = JobFilter {
        status: Some(JobStatus::Failed),
        ..filter.clone()
    };
    let next = page.next.expect("there is more");
    for (filter, cursor) in [
        (&other, next.as_str()),
        (&filter, "no cursor"),
        (&filter, ""),
    ] {
        let foreign = table
            .list(&organisation(1), filter, Some(cursor), 2)
            .await
            .expect("an answer");
        assert_eq!(foreign, None, "{cursor:?} is not this list's");
    }
}

async fn a_list_keeps_to_its_filter((table, now): &(impl Ports, Timestamp)) {
    let reference = format!("filter {}", unique());
    let at = |place| *now + SignedDuration::from_millis(place);
    let mut jobs = Vec::new();
    for place in 0..4 {
        jobs.push(stored(table, 1, &reference, at(place)).await);
    }
    let read = table
        .load(jobs[1])
        .await
        .expect("an answer")
        .expect("a job");
    commit(
        table,
        &read,
        read.job
            .clone()
            .cancel(segl_domain::identity::principal::Actor::Segl, *now)
            .expect("it can be"),
        *now,
    )
    .await
    .expect("committed");

    let all = JobFilter {
        reference: Some(reference.clone()),
        ..JobFilter::default()
    };
    let failed = JobFilter {
        status: Some(JobStatus::Failed),
        ..all.clone()
    };
    assert_eq!(walk(table, &failed, 1).await, [jobs[1]]);
    let signer = JobFilter {
        signer: Some(read.job.signers()[0].id()),
        ..all.clone()
    };
    assert_eq!(walk(table, &signer, 10).await, [jobs[1]]);
    let span = JobFilter {
        created_from: Some(at(1)),
        created_before: Some(at(3)),
        ..all.clone()
    };
    assert_eq!(walk(table, &span, 10).await, [jobs[2], jobs[1]]);
    let half = SignedDuration::from_micros(500);
    let between = JobFilter {
        created_from: Some(at(1) + half),
        created_before: Some(at(2) + half),
        ..all.clone()
    };
    assert_eq!(walk(table, &between, 10).await, [jobs[2]]);
    let backwards = JobFilter {
        created_from: Some(at(3)),
        created_before: Some(at(1)),
        ..all.clone()
    };
    assert_eq!(walk(table, &backwards, 10).await, []);
    let unheard_of = JobFilter {
        reference: Some("x".repeat(3000)),
        ..JobFilter::default()
    };
    assert_eq!(walk(table, &unheard_of, 10).await, []);
    // The same without the reference goes over the other index.
    let by_sender = JobFilter {
        reference: None,
        ..span
    };
    let found = walk(table, &by_sender, 3).await;
    assert!(
        jobs[1..3].iter().all(|job| found.contains(job)),
        "{found:?}"
    );
}

async fn a_session_is_kept_found_and_forgotten((table, now): &(impl Ports, Timestamp)) {
    let mut tokens = [1; 32];
    tokens[..8].copy_from_slice(&unique().to_be_bytes());
    let digest = SessionToken::new(tokens).digest();
    assert_eq!(
        Sessions::find(table, &digest).await.expect("an answer"),
        None
    );
    let entry = AuthenticationMethod::LinkAndCode(LinkAndCode {
        link_channel: Channel::Email,
        code_channel: Channel::Sms,
        at: *now,
    });
    let login = Login {
        person: PersonKey::new([3; 32]),
        proof: EIdProof {
            provider: "Test-ID".to_owned(),
            issuer: None,
            level: SecurityLevel::High,
            acr: None,
            at: *now,
        },
        name: None,
        birth_date: Some(jiff::civil::date(1990, 1, 1)),
        authenticated_at: Some(*now),
    };
    let id_token = Encrypted("a token".to_owned());
    let mut session = Session {
        visits: vec![OpenVisit {
            job: id(*now),
            signer: id(*now),
            entry,
        }],
        login: Some(OpenLogin {
            login,
            provider: "test-id".to_owned(),
            id_token,
        }),
        begun_at: *now,
        expires_at: *now + SignedDuration::from_mins(30),
    };
    table.keep(&digest, &session).await.expect("kept");
    assert_eq!(
        Sessions::find(table, &digest).await.expect("an answer"),
        Some(session.clone())
    );
    session.expires_at = *now + SignedDuration::from_mins(40);
    assert!(
        table
            .renew(&digest, session.expires_at)
            .await
            .expect("renewed")
    );
    assert_eq!(
        Sessions::find(table, &digest).await.expect("an answer"),
        Some(session.clone())
    );
    for _ in 0..2 {
        table.forget(&digest).await.expect("forgotten");
        assert_eq!(
            Sessions::find(table, &digest).await.expect("an answer"),
            None
        );
    }
    // A page that was asked for before the visit was left comes too late.
    assert!(
        !table
            .renew(&digest, session.expires_at)
            .await
            .expect("an answer")
    );
    assert_eq!(
        Sessions::find(table, &digest).await.expect("an answer"),
        None
    );
}

async fn a_bell_hangs_in_place_of_the_one_before((table, now): &(impl Ports, Timestamp)) {
    let job = id(*now);
    assert_eq!(table.task_token(job).await.expect("an answer"), None);
    for token in ["first", "second"] {
        let task_token = TaskToken {
            token: token.to_owned(),
            until: *now,
        };
        table.register(job, &task_token).await.expect("registered");
        assert_eq!(
            table.task_token(job).await.expect("an answer"),
            Some(task_token)
        );
    }
    assert_eq!(
        table.epoch(job).await.expect("an answer"),
        1,
        "a task token is no epoch"
    );
}

async fn generations_are_counted_once((table, now): &(impl Ports, Timestamp)) {
    let job = id(*now);
    for from in 1..4 {
        assert_eq!(table.epoch(job).await.expect("an answer"), from);
        assert!(table.advance(job, from).await.expect("an answer"));
        assert!(
            !table.advance(job, from).await.expect("an answer"),
            "somebody else has"
        );
    }
    assert_eq!(
        table.task_token(job).await.expect("an answer"),
        None,
        "an epoch is no task token"
    );
}

async fn a_halt_is_beside_the_job_and_the_first_one_stays((table, now): &(impl Ports, Timestamp)) {
    let job = stored(table, 0, "r", *now).await;
    assert_eq!(table.halted(job).await.expect("an answer"), None);
    let halt = |minutes, step: &str| Halt {
        at: *now + SignedDuration::from_mins(minutes),
        step: step.to_owned(),
    };
    let first = halt(1, "step-seal-job");
    for written in [&first, &halt(2, "step-expire-code")] {
        table.halt(job, written).await.expect("halted");
        assert_eq!(
            table.halted(job).await.expect("an answer").as_ref(),
            Some(&first)
        );
    }
    let read = table.load(job).await.expect("an answer").expect("a job");
    assert_eq!(read.version, 1, "the job is not touched");
    assert_eq!(table.epoch(job).await.expect("an answer"), 1);
    assert_eq!(table.task_token(job).await.expect("an answer"), None);
    assert_eq!(table.halted(id(*now)).await.expect("an answer"), None);
}

async fn a_job_that_is_due_is_found_until_it_is_postponed((table, now): &(impl Ports, Timestamp)) {
    let id = stored(table, 0, "r", *now).await;
    let later = *now + SignedDuration::from_mins(1);
    assert!(
        table
            .due(later, 1000)
            .await
            .expect("an answer")
            .contains(&id),
        "its invitation is due"
    );
    table
        .postpone(id, *now + SignedDuration::from_hours(1))
        .await
        .expect("postponed");
    assert!(
        !table
            .due(later, 1000)
            .await
            .expect("an answer")
            .contains(&id)
    );
    assert!(
        table
            .due(*now + SignedDuration::from_hours(2), 1000)
            .await
            .expect("an answer")
            .contains(&id)
    );
    assert!(
        table
            .due(*now + SignedDuration::from_hours(2), 1)
            .await
            .expect("an answer")
            .len()
            <= 1
    );
    // A commit says when it is due next: two minutes after somebody set out to send.
    let read = table.load(id).await.expect("an answer").expect("a job");
    commit(table, &read, invite(read.job.clone(), link(), *now), *now)
        .await
        .expect("committed");
    assert!(
        table
            .due(*now + SignedDuration::from_mins(3), 1000)
            .await
            .expect("an answer")
            .contains(&id)
    );
}

async fn a_status_change_is_handed_to_one_poller_in_order_until_it_is_confirmed(
    (table, now): &(impl Ports, Timestamp),
) {
    let organisation = OrganisationNumber::try_from("889640782".to_owned()).expect("a number");
    let queue = QueueName::default();
    let document = fit(*now);
    table
        .enter(&StoredDocument {
            sender: organisation.clone(),
            ..document.clone()
        })
        .await
        .expect("entered");
    let step = job(organisation.clone(), "r", document.id, *now);
    let id = step.job.id();
    create(table, step, None).await.expect("created");
    let later = |minutes| *now + SignedDuration::from_mins(minutes);
    let take = |minutes| table.receive(&organisation, &queue, later(minutes), later(minutes + 10));
    assert_eq!(
        take(0).await.expect("an answer"),
        None,
        "a job that begins has not changed"
    );

    let read = table.load(id).await.expect("an answer").expect("a job");
    commit(table, &read, invite(read.job.clone(), link(), *now), *now)
        .await
        .expect("committed");
    assert_eq!(
        take(0).await.expect("an answer"),
        None,
        "a message is no change of status"
    );
    let read = table.load(id).await.expect("an answer").expect("a job");
    let signer = read.job.signers()[0].id();
    let rejected = read.job.clone().reject(
        signer,
        RejectionReason::try_from("Nei".to_owned()).expect("a reason"),
        *now,
    );
    commit(
        table,
        &read,
        rejected.expect("it is the signer's turn"),
        *now,
    )
    .await
    .expect("committed");

    let first = take(0).await.expect("an answer").expect("a change");
    assert_eq!(
        (first.change.job, first.change.status),
        (id, JobStatus::Failed)
    );
    assert_eq!(
        take(9).await.expect("an answer"),
        None,
        "nobody else gets it"
    );
    let stranger = OrganisationNumber::try_from("974760673".to_owned()).expect("a number");
    table
        .acknowledge(&stranger, &first.id)
        .await
        .expect("an answer");
    let again = take(10).await.expect("an answer").expect("it comes again");
    assert_eq!(again, first);
    for _ in 0..2 {
        assert!(
            table
                .acknowledge(&organisation, &first.id)
                .await
                .expect("an answer")
        );
    }
    assert_eq!(take(30).await.expect("an answer"), None);
    assert!(
        !table
            .acknowledge(&organisation, "nonsense")
            .await
            .expect("an answer")
    );
}
