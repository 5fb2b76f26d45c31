use segl_domain::job::Transition;
use serde_json::{Value, json};

use super::*;
use crate::{
    replay::{Answer, Replay},
    table::sample,
};

fn table(replay: &Replay) -> Table {
    Table::new(&replay.aws(), "jobs".to_owned())
}

async fn committed(answer: Answer) -> Result<(), CommitError> {
    let read = sample::read();
    let changes = read.change_set(sample::invite(read.job.clone()), sample::begin());
    table(&Replay::of([answer]))
        .commit(&changes.expect("a link is new"))
        .await
}

#[tokio::test]
async fn a_job_that_somebody_else_wrote_is_a_conflict() {
    for reasons in [
        ["ConditionalCheckFailed", "None"],
        ["TransactionConflict", "None"],
    ] {
        let told = committed(Answer::cancelled(&reasons)).await;
        assert!(
            matches!(told, Err(CommitError::Conflict)),
            "{reasons:?}: {told:?}"
        );
    }
}

#[tokio::test]
async fn a_transaction_cancelled_for_another_reason_is_no_conflict() {
    for reasons in [
        ["ThrottlingError", "None"],
        ["ValidationError", "ConditionalCheckFailed"],
    ] {
        let told = committed(Answer::cancelled(&reasons)).await;
        assert!(
            matches!(told, Err(CommitError::PortError(_))),
            "{reasons:?}: {told:?}"
        );
    }
    let throttled = committed(Answer::error("ProvisionedThroughputExceededException")).await;
    assert!(
        matches!(throttled, Err(CommitError::PortError(_))),
        "{throttled:?}"
    );
}

#[tokio::test]
async fn a_step_without_a_change_writes_nothing() {
    let read = sample::read();
    let unchanged = Transition::unchanged(read.job.clone());
    assert_eq!(read.change_set(unchanged, sample::begin()), None);
}

#[tokio::test]
async fn a_commit_writes_job_facts_and_the_new_link_and_deletes_the_old_one() {
    let replay = Replay::of([Answer::json(&json!({}))]);
    let first = sample::invite(sample::read().job).job;
    let old = first
        .links()
        .map(|(_, link)| link_pk(link))
        .next()
        .expect("a link");
    let read = ReadJob {
        job: first.clone(),
        version: 2,
    };
    let later = sample::begin() + jiff::SignedDuration::from_mins(5);
    let step = sample::invite_again(first, later);
    let new = step
        .job
        .links()
        .map(|(_, link)| link_pk(link))
        .next()
        .expect("a link");
    let events = step.events.len();
    let changes = read.change_set(step, later).expect("a link is new");
    table(&replay).commit(&changes).await.expect("written");

    let asked = replay.asked();
    let items = asked[0]["TransactItems"].as_array().expect("items").clone();
    assert!(
        asked[0]["ClientRequestToken"].is_string(),
        "a retry is not a second write"
    );
    assert_eq!(items[0]["Put"]["ConditionExpression"], "version = :read");
    assert_eq!(
        items[0]["Put"]["ExpressionAttributeValues"][":read"]["N"],
        "2"
    );
    assert_eq!(items[0]["Put"]["Item"]["version"]["N"], "3");
    let puts: Vec<&Value> = items
        .iter()
        .filter_map(|item| item["Put"]["Item"]["pk"].get("S"))
        .collect();
    let deletes: Vec<&Value> = items
        .iter()
        .filter_map(|item| item["Delete"]["Key"]["pk"].get("S"))
        .collect();
    assert_eq!(puts.len(), 1 + events + 1);
    assert_eq!(puts.last(), Some(&&json!(new)));
    assert_eq!(deletes, [&json!(old)]);
}

fn claim() -> IdempotencyClaim {
    IdempotencyClaim {
        sender: sample::new().job.terms().sender.organisation.clone(),
        key: "a key".to_owned(),
        request: Digest::of(b"a request"),
        until: "2099-01-01T00:00:00Z".parse().expect("a time"),
    }
}

fn claimed() -> Answer {
    let job: JobId = sample::id(9);
    Answer::json(&json!({ "Item": {
        "request": { "S": Digest::of(b"a request").to_string() },
        "job": { "S": job.to_string() },
        "expires_at": { "N": "4070908800" },
    } }))
}

#[tokio::test]
async fn a_key_that_was_used_names_its_job() {
    let refused = Answer::cancelled(&[
        "None",
        "None",
        "ConditionalCheckFailed",
        "ConditionalCheckFailed",
    ]);
    let replay = Replay::of([refused, claimed()]);
    let created = table(&replay)
        .create(&sample::created(), Some(claim()))
        .await
        .expect("an answer");
    let recalled = Recalled {
        request: Digest::of(b"a request"),
        job: sample::id(9),
    };
    assert_eq!(created, Creation::KeyUsed(recalled));
}

#[tokio::test]
async fn a_document_that_another_job_took_makes_no_job() {
    let replay = Replay::of([Answer::cancelled(&[
        "None",
        "None",
        "ConditionalCheckFailed",
    ])]);
    let created = table(&replay)
        .create(&sample::created(), None)
        .await
        .expect("an answer");
    assert_eq!(created, Creation::DocumentTaken);
}

#[tokio::test]
async fn a_twin_that_is_being_written_is_waited_for() {
    let in_flight =
        Answer::cancelled(&["None", "None", "TransactionConflict", "TransactionConflict"]);
    let replay = Replay::of([
        in_flight.clone(),
        Answer::json(&json!({})),
        in_flight,
        claimed(),
    ]);
    let created = table(&replay)
        .create(&sample::created(), Some(claim()))
        .await
        .expect("an answer");
    assert!(matches!(created, Creation::KeyUsed(_)), "{created:?}");
}

#[tokio::test]
async fn a_key_past_its_time_is_forgotten_though_it_still_stands_there() {
    let over = json!({ "Item": { "request": { "S": "x" }, "job": { "S": "x" }, "expires_at": { "N": "1" } } });
    let table = table(&Replay::of([Answer::json(&over)]));
    assert_eq!(
        table
            .recall(&claim().sender, "a key")
            .await
            .expect("an answer"),
        None
    );
}
