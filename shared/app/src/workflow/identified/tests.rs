//! What stands for a signer beside the name: what the sender chose, as far as it is known.

use segl_domain::identity::authentication::SecurityLevel;

use super::*;
use crate::{
    sender::creation::{CreateJob, NewAddressee, NewNotifications},
    testing::*,
};

/// What stands for a person who signed by e-ID under this choice.
async fn told(identifier: Option<Identifier>) -> String {
    let world = World::new();
    let given = NewNotifications::Given(email(KARI));
    let command = world
        .command(vec![signer(NewAddressee::Person(person(1), given), 0)])
        .await;
    let created = world
        .create(CreateJob {
            identifier,
            ..command
        })
        .await
        .expect(IS_FIT);
    let (job, id) = (created.job.id(), created.job.signers()[0].id());
    let session = world
        .log_in(1, SecurityLevel::High, None)
        .await
        .expect("logged in");
    world
        .sign(job, id, &session)
        .await
        .expect("it is their turn");
    spelled(&world, job, id).await
}

async fn spelled(
    world: &World,
    job: segl_domain::id::JobId,
    id: segl_domain::id::SignerId,
) -> String {
    let job = world.job(job);
    let signer = job.signer(id).expect("the signer");
    let signature = signer.signature().expect("it is signed");
    match identified(&job, signer, signature, &world.keys)
        .await
        .expect(ANSWERS)
    {
        Identified::Number(number) => number,
        Identified::BirthDate(born) => born.to_string(),
        Identified::UnknownBirthDate => "unknown".to_owned(),
        Identified::NameAlone => String::new(),
    }
}

#[tokio::test]
async fn a_person_is_told_of_as_the_sender_chose_and_by_the_number_without_a_choice() {
    let number = person(1).expose();
    for (identifier, expected) in [
        (None, number.as_str()),
        (
            Some(Identifier::PersonalIdentificationNumberAndName),
            number.as_str(),
        ),
        (Some(Identifier::DateOfBirthAndName), "1990-01-01"),
        (Some(Identifier::Name), ""),
    ] {
        assert_eq!(told(identifier).await, expected, "{identifier:?}");
    }
}

#[tokio::test]
async fn of_who_is_not_known_by_number_nothing_is_told_that_no_e_id_proved() {
    let world = World::new();
    let (job, signer) = world.signed().await;
    assert_eq!(spelled(&world, job, signer).await, "");
}

#[tokio::test]
async fn a_number_that_is_not_shown_is_not_decrypted() {
    let world = World::new();
    let given = NewNotifications::Given(email(KARI));
    let command = world
        .command(vec![signer(NewAddressee::Person(person(1), given), 0)])
        .await;
    let created = world
        .create(CreateJob {
            identifier: Some(Identifier::Name),
            ..command
        })
        .await;
    let created = created.expect(IS_FIT).job;
    let (job, id) = (created.id(), created.signers()[0].id());
    let session = world
        .log_in(1, SecurityLevel::High, None)
        .await
        .expect("logged in");
    world
        .sign(job, id, &session)
        .await
        .expect("it is their turn");
    world.fault.after(0);
    assert_eq!(spelled(&world, job, id).await, "", "no key is asked");
    assert!(!world.fault.heal());
}
