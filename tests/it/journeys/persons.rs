//! Signers addressed by number, told in memory: logged in, listed, stepped up, looked up.

use jiff::SignedDuration;
use segl_app::{
    fakes::{FakeEIds, NoEIds},
    ports::e_id::{IdentityPorts, LoginRequest},
    sender::{
        creation::{CreateError, CreateJob, NewAddressee, NewNotifications, NewSigner},
        downloads, redirects,
    },
    signer::{
        direct,
        login::{self, AuthorizationResponse, LoginError},
        task::{self, VisitError},
        task_list,
    },
};
use segl_domain::{
    contact::{ContactAddress, EmailAddress},
    id::JobId,
    identity::{
        authentication::{Identifier, SecurityLevel, SignatureType},
        national_id::NationalIdentityNumber,
    },
    job::{
        Flow,
        authorization::Denied,
        exit_urls::{ExitUrl, ExitUrls},
        signer::Asked,
        status::{JobStatus, SignerStatus},
    },
    secret::SessionToken,
};
use segl_tests::{World, new_signer, principal};

use super::signers;

const HIGH: SecurityLevel = SecurityLevel::High;
const LOW: SecurityLevel = SecurityLevel::Substantial;

/// A synthetic person, born on this day of January 1990.
fn person(day: u8) -> NationalIdentityNumber {
    let numbers = (0..1000).map(|end| format!("{day:02}8190{:02}{end:03}", 1));
    numbers
        .filter_map(|text| NationalIdentityNumber::parse(&text).ok())
        .find(|number| number.birth_date(jiff::civil::date(2026, 1, 1)).is_some())
        .expect("a number")
}

fn email(text: &str) -> ContactAddress {
    ContactAddress::Email(EmailAddress::try_from(text.to_owned()).expect("an address"))
}

fn numbered(day: u8, notifications: NewNotifications) -> NewSigner {
    let asked = Asked {
        signature_type: SignatureType::AdvancedElectronicSignature,
        ..Asked::default()
    };
    new_signer(NewAddressee::Person(person(day), notifications), asked, 0)
}

async fn job(world: &World, signers: Vec<NewSigner>) -> JobId {
    world
        .create_as(world.command(signers).await)
        .await
        .expect("the job is fit")
}

async fn log_in(
    world: &World,
    day: u8,
    level: SecurityLevel,
    name: Option<&str>,
    older: Option<&SessionToken>,
) -> Result<SessionToken, LoginError> {
    let World {
        table, person_keys, ..
    } = world;
    let ctx = world.ctx();
    let provider = FakeEIds::ID.to_owned();
    let request = LoginRequest {
        provider,
        level: LOW,
        fresh: false,
        language: "nb",
    };
    let (_, under_way) = login::begin(request, None, &FakeEIds, ctx)
        .await
        .expect("the provider answers");
    let code = Some(FakeEIds::code(&person(day), level, name));
    let answer = AuthorizationResponse {
        state: under_way.token.state(),
        code,
        ..AuthorizationResponse::default()
    };
    login::finish(
        &under_way,
        &answer,
        older,
        true,
        &FakeEIds,
        person_keys,
        table,
        ctx,
    )
    .await
}

#[tokio::test]
async fn who_logs_in_sees_signs_and_logs_out_and_nobody_else_does() {
    let world = World::new();
    let World {
        table, person_keys, ..
    } = &world;
    let ctx = world.ctx();
    let job = job(
        &world,
        vec![
            numbered(1, NewNotifications::Given(email("one@example.com"))),
            numbered(2, NewNotifications::Given(email("two@example.com"))),
        ],
    )
    .await;
    world.walk(job, 1).await.expect("the ports answer");
    assert_eq!(world.outbox.emails().len(), 2);
    assert!(
        world
            .outbox
            .emails()
            .iter()
            .all(|sent| !sent.email.text.contains("link=")),
        "no secret is sent"
    );
    let all = signers(&world, job);

    let one = log_in(&world, 1, HIGH, Some("Kari Nordmann"), None)
        .await
        .expect("logged in");
    let listed = task_list::list(Some(&one), None, table, ctx)
        .await
        .expect("a list");
    let tasks: Vec<_> = listed
        .tasks
        .iter()
        .map(|(job, signer)| (job.id(), *signer))
        .collect();
    assert_eq!(
        tasks,
        [(job, all[0])],
        "the task of the other is not listed"
    );
    let other = task::visit(Some(&one), (job, all[1]), table, ctx).await;
    assert!(
        matches!(other, Err(VisitError::NotInside)),
        "nor seen by its address: {other:?}"
    );
    assert!(matches!(
        task::visit(None, (job, all[0]), table, ctx).await,
        Err(VisitError::Denied(Denied::LogIn(HIGH), None))
    ));
    world
        .sign_inside(job, all[0], &one)
        .await
        .expect("the ports answer");

    login::log_out(&one, &FakeEIds, person_keys, table)
        .await
        .expect("logged out")
        .expect("a way to log out there too");
    assert!(
        task_list::list(Some(&one), None, table, ctx).await.is_err(),
        "the session is over"
    );

    let two = log_in(&world, 2, HIGH, Some("Ola Nordmann"), None)
        .await
        .expect("logged in");
    world
        .sign_inside(job, all[1], &two)
        .await
        .expect("the ports answer");
    world.walk(job, 1).await.expect("the ports answer");
    assert_eq!(world.job(job).status(), JobStatus::CompletedSuccessfully);
    let events = serde_json::to_string(&table.peek_events(job)).expect("JSON");
    assert!(
        !events.contains(&person(1).expose()) && !events.contains("example.com"),
        "no number stands in the events"
    );
    assert_eq!(
        world.job(job).signers()[0]
            .signature()
            .map(|s| s.name.as_ref().to_owned()),
        Some("Kari Nordmann".into())
    );
}

#[tokio::test]
async fn a_lower_login_is_stepped_up_and_an_old_one_is_made_anew() {
    let world = World::new();
    let World { table, clock, .. } = &world;
    let ctx = world.ctx();
    let job = job(
        &world,
        vec![numbered(
            1,
            NewNotifications::Given(email("one@example.com")),
        )],
    )
    .await;
    let task = (job, signers(&world, job)[0]);
    let low = log_in(&world, 1, LOW, Some("Kari"), None)
        .await
        .expect("logged in");
    let denied = task::visit(Some(&low), task, table, ctx).await;
    assert!(
        matches!(
            denied,
            Err(VisitError::Denied(Denied::StepUp(HIGH), Some(_)))
        ),
        "{denied:?}"
    );
    let high = log_in(&world, 1, HIGH, Some("Kari"), Some(&low))
        .await
        .expect("logged in");
    assert!(
        task::visit(Some(&low), task, table, ctx).await.is_err(),
        "the lower session's token is dead"
    );
    clock.advance(SignedDuration::from_mins(20));
    assert!(
        task::visit(Some(&high), task, table, ctx).await.is_ok(),
        "it may be read"
    );
    let stale = world.try_sign(task.0, task.1, &high).await;
    assert!(
        matches!(stale, Err(VisitError::NotProven)),
        "an advanced signature wants a new login: {stale:?}"
    );
    let fresh = log_in(&world, 1, HIGH, Some("Kari"), Some(&high))
        .await
        .expect("logged in");
    world
        .sign_inside(task.0, task.1, &fresh)
        .await
        .expect("the ports answer");
}

#[tokio::test]
async fn without_a_name_from_the_e_id_nobody_signs() {
    let world = World::new();
    let job = job(
        &world,
        vec![numbered(
            1,
            NewNotifications::Given(email("one@example.com")),
        )],
    )
    .await;
    let nameless = log_in(&world, 1, HIGH, None, None)
        .await
        .expect("logged in");
    world
        .sign_inside(job, signers(&world, job)[0], &nameless)
        .await
        .expect("the ports answer");
    assert_eq!(
        world.job(job).signers()[0].status(),
        SignerStatus::SignersNameNotAvailable
    );
    assert_eq!(world.job(job).status(), JobStatus::Failed);
}

#[tokio::test]
async fn an_answer_that_was_not_asked_for_here_logs_nobody_in() {
    let world = World::new();
    let World {
        table, person_keys, ..
    } = &world;
    let ctx = world.ctx();
    let request = || LoginRequest {
        provider: FakeEIds::ID.to_owned(),
        level: HIGH,
        fresh: false,
        language: "nb",
    };
    let (_, under_way) = login::begin(request(), None, &FakeEIds, ctx)
        .await
        .expect("it answers");
    let (_, other) = login::begin(request(), None, &FakeEIds, ctx)
        .await
        .expect("it answers");
    let code = |level| Some(FakeEIds::code(&person(1), level, Some("Kari")));
    let finish = |answer: AuthorizationResponse, synthetic| {
        let under_way = under_way.clone();
        async move {
            login::finish(
                &under_way,
                &answer,
                None,
                synthetic,
                &FakeEIds,
                person_keys,
                table,
                ctx,
            )
            .await
        }
    };
    let foreign = AuthorizationResponse {
        state: other.token.state(),
        code: code(HIGH),
        ..AuthorizationResponse::default()
    };
    assert!(matches!(
        finish(foreign, true).await,
        Err(LoginError::NotBegun)
    ));
    let state = under_way.token.state();
    let cancelled = AuthorizationResponse {
        state: state.clone(),
        error: Some("access_denied".to_owned()),
        ..AuthorizationResponse::default()
    };
    assert!(matches!(
        finish(cancelled, true).await,
        Err(LoginError::Cancelled)
    ));
    let low = AuthorizationResponse {
        state: state.clone(),
        code: code(LOW),
        ..AuthorizationResponse::default()
    };
    assert!(matches!(finish(low, true).await, Err(LoginError::TooLow)));
    let synthetic = AuthorizationResponse {
        state,
        code: code(HIGH),
        ..AuthorizationResponse::default()
    };
    assert!(matches!(
        finish(synthetic, false).await,
        Err(LoginError::Refused(_))
    ));
}

#[tokio::test]
async fn the_contact_register_is_asked_at_the_creation_and_before_later_notifications() {
    let world = World::new();
    world.contacts.enter(&person(1), email("one@example.com"));
    let look_up = || NewNotifications::LookUp { sms: false };
    let reached = job(&world, vec![numbered(1, look_up())]).await;
    world.walk(reached, 1).await.expect("the ports answer");
    assert_eq!(
        world.contacts.asked(),
        1,
        "the answer of just now is good enough for the invitation"
    );
    world.contacts.enter(&person(1), email("new@example.com"));
    world.clock.advance(SignedDuration::from_hours(25 * 24));
    world.walk(reached, 1).await.expect("the ports answer");
    assert_eq!(
        world.outbox.emails().last().map(|sent| sent.to.clone()),
        Some("new@example.com".to_owned())
    );

    world.contacts.reserve(&person(2));
    let failed = job(
        &world,
        vec![
            numbered(1, look_up()),
            numbered(2, look_up()),
            numbered(3, look_up()),
        ],
    )
    .await;
    let before = world.outbox.emails().len();
    world.walk(failed, 1).await.expect("the ports answer");
    let statuses: Vec<SignerStatus> = world
        .job(failed)
        .signers()
        .iter()
        .map(segl_domain::job::signer::Signer::status)
        .collect();
    assert_eq!(
        statuses,
        [
            SignerStatus::NotApplicable,
            SignerStatus::Reserved,
            SignerStatus::ContactInformationMissing
        ]
    );
    assert_eq!(world.outbox.emails().len(), before, "nobody is told");

    world.contacts.go_down(true);
    let down = world
        .create_as(world.command(vec![numbered(1, look_up())]).await)
        .await;
    assert!(
        matches!(down, Err(CreateError::PortError(_))),
        "nothing is stored, and it can be tried again"
    );
    world.clock.advance(SignedDuration::from_hours(3 * 24));
    world
        .walk(reached, 1)
        .await
        .expect("a reminder goes to what was known");
}

#[tokio::test]
async fn a_deployment_without_e_id_takes_no_numbers_and_says_so() {
    let world = World::new();
    let command: CreateJob = world
        .command(vec![numbered(
            1,
            NewNotifications::Given(email("a@example.com")),
        )])
        .await;
    let World { table, .. } = &world;
    let ctx = world.ctx();
    let IdentityPorts {
        keys,
        contacts,
        takes_synthetic,
        ..
    } = world.persons();
    let persons = IdentityPorts {
        keys,
        contacts,
        e_ids: &NoEIds,
        takes_synthetic,
    };
    let refused = segl_app::sender::creation::create_job(command, table, persons, ctx).await;
    assert!(
        matches!(refused, Err(CreateError::NumbersNotTaken(1))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn whom_the_sender_sent_may_log_in_again_after_a_wrong_e_id_and_a_link_visit_is_not_inherited()
 {
    let world = World::new();
    let World { table, .. } = &world;
    let ctx = world.ctx();
    let url = ExitUrl::try_from("https://example.no/back".to_owned()).expect("an address");
    let exit_urls = ExitUrls {
        completion: url.clone(),
        rejection: url.clone(),
        error: url,
    };
    let command = world
        .command(vec![numbered(1, NewNotifications::Nowhere)])
        .await;
    let command = CreateJob {
        flow: Flow::Direct { exit_urls },
        queue: None,
        ..command
    };
    let job = world.create_as(command).await.expect("the job is fit");
    let signer = signers(&world, job)[0];
    let principal = principal();
    let issued = redirects::issue(&principal, job, signer, table, ctx)
        .await
        .expect("a turn")
        .1;
    let inside = direct::open_redirect(Some(issued), None, table, ctx)
        .await
        .expect("an answer");
    let sent = inside.expect("it opens").token;
    let wrong = log_in(&world, 2, HIGH, Some("Ola"), Some(&sent))
        .await
        .expect("logged in");
    let denied = task::visit(Some(&wrong), (job, signer), table, ctx).await;
    assert!(
        matches!(
            denied,
            Err(VisitError::Denied(Denied::AnotherPerson, Some(_)))
        ),
        "{denied:?}"
    );
    let right = log_in(&world, 1, HIGH, Some("Kari"), Some(&wrong))
        .await
        .expect("logged in");
    assert!(
        task::visit(Some(&right), (job, signer), table, ctx)
            .await
            .is_ok()
    );

    let linked = world.create(&[("kari@example.com", None, 0)], None).await;
    world.walk(linked, 1).await.expect("the ports answer");
    let task = (linked, signers(&world, linked)[0]);
    let entered = world.enter(task.0, task.1).await;
    let one = log_in(&world, 1, HIGH, Some("Kari"), Some(&entered))
        .await
        .expect("logged in");
    assert!(
        task::visit(Some(&one), task, table, ctx).await.is_ok(),
        "the same browser, the first login"
    );
    let other = log_in(&world, 2, HIGH, Some("Ola"), Some(&one))
        .await
        .expect("logged in");
    assert!(matches!(
        task::visit(Some(&other), task, table, ctx).await,
        Err(VisitError::NotInside)
    ));
}

#[tokio::test]
async fn the_evidence_tells_the_login_and_the_number_where_the_sender_chose_it_and_nothing_of_the_token()
 {
    for (identifier, number, born) in [
        (Identifier::PersonalIdentificationNumberAndName, true, false),
        (Identifier::DateOfBirthAndName, false, true),
        (Identifier::Name, false, false),
    ] {
        let world = World::new();
        let addressee =
            NewAddressee::Person(person(1), NewNotifications::Given(email("one@example.com")));
        let signer = new_signer(addressee, Asked::default(), 0);
        let command = CreateJob {
            identifier: Some(identifier),
            ..world.command(vec![signer]).await
        };
        let job = world.create_as(command).await.expect("the job is fit");
        world.walk(job, 1).await.expect("the ports answer");
        let session = log_in(&world, 1, HIGH, Some("Kari Nordmann"), None)
            .await
            .expect("logged in");
        let id = signers(&world, job)[0];
        world
            .sign_inside(job, id, &session)
            .await
            .expect("the ports answer");
        world.walk(job, 1).await.expect("the ports answer");
        let World { table, store, .. } = &world;
        let ctx = world.ctx();
        let (own, _) = downloads::signer_evidence(&principal(), job, id, table, store, ctx)
            .await
            .expect("evidence");
        let statement = segl_asic::Container::unpack(&own)
            .expect("a container")
            .files
            .remove(0)
            .bytes;
        let statement = String::from_utf8(statement.into()).expect("text");
        let said: serde_json::Value = serde_json::from_str(&statement).expect("JSON");
        let login = &said["signature"]["authentication"]["eId"];
        assert_eq!(
            (&login["issuer"], &login["level"]),
            (&"https://fake-id.example".into(), &4.into()),
            "{statement}"
        );
        assert_eq!(
            said["signer"]["nationalIdentityNumber"].is_string(),
            number,
            "{identifier:?}"
        );
        assert_eq!(
            said["signer"]["dateOfBirth"].is_string(),
            born,
            "{identifier:?}"
        );
        assert_eq!(
            statement.contains(&person(1).expose()),
            number,
            "{identifier:?}"
        );
        assert_eq!(statement.contains("1990-"), born, "{identifier:?}");
        assert!(
            !statement.contains("a token") && !statement.contains("example.com\""),
            "{statement}"
        );
    }
}
