//! What goes into a message, and what does not.

use segl_domain::{
    id::{JobId, SignerId},
    text::Title,
};

use super::*;
use crate::{
    sender::{
        creation::{CreateJob, NewAddressee, NewNotifications},
        jobs::delete_documents,
    },
    testing::*,
    workflow::deletion::delete_expired_documents,
};

fn content(world: &World, job: JobId, signer: SignerId) -> NotificationContent {
    let job = world.job(job);
    let signer = job.signer(signer).expect("the signer");
    NotificationContent::new(MessageKind::AskedCode, &job, signer, None, None)
}

#[tokio::test]
async fn a_message_says_who_sends_how_many_have_signed_and_until_when() {
    let world = World::new();
    let public = Title::try_from("Avtale 7".to_owned()).ok();
    let command = world
        .command(vec![by_email(KARI, 0), by_email(OLA, 0)])
        .await;
    let created = world
        .create(CreateJob {
            non_sensitive_title: public,
            ..command
        })
        .await;
    let job = created.expect(IS_FIT).job.id();
    let signers = world.signers(job);
    world.notify(job, signers[0]).await;
    let session = world.enter(KARI).await;
    world
        .sign(job, signers[0], &session)
        .await
        .expect("it is their turn");
    let content = content(&world, job, signers[1]);
    assert_eq!(
        (content.told, content.language),
        (MessageKind::AskedCode, Language::Nb)
    );
    assert_eq!(
        (content.sender.as_str(), content.signed, content.signers),
        ("Eksempel AS", 1, 2)
    );
    assert_eq!(content.non_sensitive_title.as_deref(), Some("Avtale 7"));
    assert_eq!(
        content.deadline,
        Some(time(NOON) + segl_domain::job::transitions::create::DEFAULT_AVAILABILITY)
    );
    assert!(!content.code_by_sms && !content.by_login);
}

#[tokio::test]
async fn the_title_that_is_not_for_the_open_is_in_no_message() {
    let world = World::new();
    let (job, signer) = world.invited().await;
    let content = content(&world, job, signer);
    assert_eq!(content.non_sensitive_title, None);
    assert!(!format!("{content:?}").contains("Avtale"));
}

#[tokio::test]
async fn after_the_end_a_message_says_until_when_the_documents_can_be_fetched() {
    let world = World::new();
    let (job, signer) = world.sealed().await;
    let end = world.now() + segl_domain::job::DOCUMENT_RETENTION;
    assert_eq!(content(&world, job, signer).deadline, Some(end));
    delete_documents(&own(), job, &world.table, world.ctx())
        .await
        .expect("it has ended");
    delete_expired_documents(job, &world.table, &world.store, world.ctx())
        .await
        .expect(ANSWERS);
    assert_eq!(content(&world, job, signer).deadline, None);
}

#[tokio::test]
async fn a_message_knows_whether_the_code_goes_by_text_and_whether_its_reader_logs_in() {
    let world = World::new();
    let both = NewAddressee::Contact(email_and_mobile(KARI, "91234567"));
    let (job, signers) = world.job_for(vec![signer(both, 0)]).await;
    let told = content(&world, job, signers[0]);
    assert!(told.code_by_sms && !told.by_login);
    let given = NewNotifications::Given(email_and_mobile(KARI, "91234567"));
    let (job, signers) = world
        .job_for(vec![signer(NewAddressee::Person(person(1), given), 0)])
        .await;
    let told = content(&world, job, signers[0]);
    assert!(!told.code_by_sms && told.by_login);
}
