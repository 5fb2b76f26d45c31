//! Attributes, written and read.

use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use segl_app::{
    change_set::{ChangeSet, NewEvent, NewStatusChange, Pointer},
    ports::{PortError, lists::JobSummary},
};
use segl_domain::{
    account::organisation::OrganisationNumber,
    id::JobId,
    identity::person::PersonKey,
    job::SignatureJob,
    secret::{LinkDigest, RedirectDigest},
    text::QueueName,
};
use serde::de::DeserializeOwned;

use super::{Item, corrupt, job_pk, unavailable};

/// The number of the format of what stands in the table. Whoever changes a stored shape so that those before cannot read it
/// counts one up, and reads the older ones as well: while functions are rolled out, old ones meet new items.
/// 2: a signer has several links and codes at a time.
const FORMAT: u32 = 2;

pub(super) fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub(super) fn n(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

pub(super) fn item(pk: String, sk: impl Into<String>) -> Item {
    Item::from([
        ("pk".to_owned(), s(pk)),
        ("sk".to_owned(), s(sk)),
        ("v".to_owned(), format_number()),
    ])
}

/// The attribute `v` of what is written now.
pub(super) fn format_number() -> AttributeValue {
    n(FORMAT)
}

/// Holds an item's format number against the one that is known here; an item without one has the first.
pub(super) fn is_known(format: Option<u32>) -> Result<(), PortError> {
    match format {
        Some(newer) if newer > FORMAT => Err(unavailable(format!(
            "an item has the format {newer}, and {FORMAT} is the newest that this function reads"
        ))),
        _ => Ok(()),
    }
}

/// What stands as JSON in an attribute.
///
/// # Errors
/// Of the kind that passes for an item in a newer format: a newer function will read it. Corrupt when it cannot be read.
pub(super) fn decoded<T: DeserializeOwned>(
    item: &Item,
    name: &'static str,
) -> Result<T, PortError> {
    let format = item.get("v").map(|_| parsed(item, "v")).transpose()?;
    is_known(format)?;
    serde_json::from_str(text(item, name)?).map_err(corrupt)
}

pub(super) trait With {
    fn with(self, name: &str, value: AttributeValue) -> Self;
}

impl With for Item {
    fn with(mut self, name: &str, value: AttributeValue) -> Self {
        self.insert(name.to_owned(), value);
        self
    }
}

/// The text of an attribute.
pub(super) fn text<'i>(item: &'i Item, name: &'static str) -> Result<&'i str, PortError> {
    let value = item.get(name).and_then(|value| value.as_s().ok());
    value
        .map(String::as_str)
        .ok_or_else(|| corrupt(format!("an item has no {name}")))
}

/// An attribute that parses.
pub(super) fn parsed<T: FromStr>(item: &Item, name: &'static str) -> Result<T, PortError> {
    let value = match item.get(name) {
        Some(AttributeValue::S(text) | AttributeValue::N(text)) => text.parse().ok(),
        _ => None,
    };
    value.ok_or_else(|| corrupt(format!("an item's {name} cannot be read")))
}

/// Whether the item's time to live is over, deleted or not.
pub(super) fn is_over(item: &Item, now: Timestamp) -> bool {
    parsed::<i64>(item, "expires_at").is_ok_and(|end| end <= now.as_second())
}

/// A time as a sort key: always the same length, so that it sorts.
pub(super) fn sortable(time: Timestamp) -> String {
    time.to_zoned_datetime(jiff::tz::TimeZone::UTC)
        .strftime("%Y-%m-%dT%H:%M:%S.%3fZ")
        .to_string()
}

/// The job's item as a change leaves it.
pub(super) fn of_job(changes: &ChangeSet) -> Result<Item, PortError> {
    let job = &changes.job;
    let line = JobSummary::of(job);
    let sender = format!("ORG#{}", job.terms().sender.organisation.as_ref());
    let place = format!("{}#{}", sortable(job.created_at()), job.id());
    let signers = job
        .signers()
        .iter()
        .map(|signer| signer.id().to_string())
        .collect();
    let mut made = item(job_pk(job.id()), "JOB")
        .with("version", n(changes.version()))
        .with("job", s(serde_json::to_string(job).map_err(unavailable)?))
        .with("status", s(line.status.word()))
        .with("title", s(line.title))
        .with("created_at", s(line.created_at.to_string()))
        .with("signers", AttributeValue::Ss(signers))
        .with("gsi1sk", s(place.clone()));
    if let Some(reference) = line.reference {
        made = made
            .with("gsi2pk", s(format!("{sender}#REF#{reference}")))
            .with("reference", s(reference))
            .with("gsi2sk", s(place));
    }
    if let Some(due) = changes.due_at {
        made = made
            .with("gsi3pk", s(format!("DUE#{}", shard(job.id()))))
            .with("gsi3sk", s(sortable(due)));
    }
    if let Some(end) = changes.expires_at {
        made = made.with("expires_at", n(end.as_second()));
    }
    Ok(made.with("gsi1pk", s(sender)))
}

/// The shards of the due index.
pub(super) const SHARDS: u8 = 8;

fn shard(job: JobId) -> u8 {
    job.to_string().bytes().next_back().unwrap_or_default() % SHARDS
}

/// The job in its item.
pub(super) fn to_job(item: &Item) -> Result<SignatureJob, PortError> {
    decoded(item, "job")
}

/// An audit event's item.
pub(super) fn of_event(new: &NewEvent) -> Result<Item, PortError> {
    let event = &new.event;
    Ok(
        item(job_pk(event.job), format!("EVENT#{:010}", event.sequence))
            .with(
                "event",
                s(serde_json::to_string(event).map_err(unavailable)?),
            )
            .with("expires_at", n(new.expires_at.as_second())),
    )
}

pub(super) fn link_pk(link: &LinkDigest) -> String {
    format!("LINK#{link}")
}

/// A link's item.
pub(super) fn of_link(link: &Pointer<LinkDigest>, job: JobId) -> Item {
    pointing(item(link_pk(&link.key), "LINK"), link, job)
}

/// An item with what a pointer leads to.
fn pointing<K>(item: Item, pointer: &Pointer<K>, job: JobId) -> Item {
    item.with("job", s(job.to_string()))
        .with("signer", s(pointer.signer.to_string()))
        .with("expires_at", n(pointer.expires_at.as_second()))
}

pub(super) fn redirect_pk(redirect: &RedirectDigest) -> String {
    format!("REDIRECT#{redirect}")
}

/// A redirect URL's item.
pub(super) fn of_redirect(redirect: &Pointer<RedirectDigest>, job: JobId) -> Item {
    pointing(item(redirect_pk(&redirect.key), "REDIRECT"), redirect, job)
}

pub(super) fn queue_pk(sender: &OrganisationNumber, queue: &QueueName) -> String {
    format!("QUEUE#{}#{}", sender.as_ref(), queue.as_ref())
}

/// The item of a status change in its queue.
pub(super) fn of_change(told: &NewStatusChange, changes: &ChangeSet) -> Result<Item, PortError> {
    let job = changes.job.id();
    // Ordered by time; of one job by version, for two commits may fall into one millisecond.
    let place = format!("{}#{job}#{:010}", sortable(told.at), changes.version());
    let sender = &changes.job.terms().sender.organisation;
    let change = serde_json::to_string(&told.change).map_err(unavailable)?;
    Ok(item(queue_pk(sender, &told.queue), place)
        .with("job", s(job.to_string()))
        .with("at", s(told.at.to_string()))
        .with("change", s(change))
        .with("hidden_until", n(0))
        .with("expires_at", n(told.expires_at.as_second())))
}

pub(super) fn person_pk(person: &PersonKey) -> String {
    format!("PERSON#{person}")
}

/// The item that leads from a person to a task.
pub(super) fn of_task(task: &Pointer<PersonKey>, job: &SignatureJob) -> Item {
    let place = format!("{}#{}", sortable(job.created_at()), job.id());
    pointing(item(person_pk(&task.key), place), task, job.id())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::sample;
    use segl_domain::job::AUDIT_RETENTION;

    /// A job as each format stores it. They are never written anew: what is in the table is not either.
    const V1: &str = include_str!("job_v1.json");
    const V2: &str = include_str!("job_v2.json");

    fn stored(v: AttributeValue, job: &str) -> Item {
        Item::from([("v".to_owned(), v), ("job".to_owned(), s(job.trim_end()))])
    }

    #[test]
    fn a_job_in_the_format_that_is_written_now_reads_as_it_was() {
        let read = to_job(&stored(n(FORMAT), V2)).expect("it reads");
        assert_eq!(read, sample::invite(sample::new().job).job);
    }

    #[test]
    fn a_job_of_when_a_signer_had_one_link_and_one_code_still_reads() {
        let read = to_job(&stored(n(1), V1)).expect("it reads");
        let expected = sample::invite(sample::new().job).job;
        let access = |job: &SignatureJob| {
            let access = job.signers()[0].access();
            let codes = access
                .codes()
                .map(|code| (code.id, code.digest, code.expires_at));
            (
                access.links().copied().collect::<Vec<_>>(),
                codes.collect::<Vec<_>>(),
            )
        };
        assert_eq!(access(&read), access(&expected));
        assert_eq!(read.terms(), expected.terms());
        assert_eq!(read.notifications(), expected.notifications());
    }

    #[test]
    fn what_a_newer_function_wrote_is_not_corrupt_for_an_older_one() {
        for (v, text, is_corrupt) in [
            (n(FORMAT + 1), V1, Some(false)),
            (n(FORMAT + 1), "{}", Some(false)),
            (n(1), "{}", Some(true)),
            (s("two"), V1, Some(true)),
            (n(1), V1, None),
            (n(0), V1, None),
        ] {
            let stored = stored(v, text);
            let refused = to_job(&stored).err();
            assert_eq!(
                refused.map(|error| error.is_corrupt()),
                is_corrupt,
                "{stored:?}"
            );
        }
        let unnumbered = Item::from([("job".to_owned(), s(V1.trim_end()))]);
        assert!(to_job(&unnumbered).is_ok());
        let image = |v: &str, job: &str| serde_json::json!({ "sk": { "S": "JOB" }, "v": { "N": v }, "job": { "S": job } });
        let read = |v, job| crate::table::Table::job_in_image(&image(v, job));
        assert!(read("1", V1.trim_end()).is_ok_and(|job| job.is_some()));
        assert!(read("9", "{}").is_err_and(|error| !error.is_corrupt()));
        assert!(read("1", "{}").is_err_and(|error| error.is_corrupt()));
    }

    #[test]
    fn whatever_is_written_says_in_which_format() {
        let item = item("A#1".to_owned(), "A");
        assert_eq!(parsed::<u32>(&item, "v").ok(), Some(FORMAT));
    }

    #[test]
    fn a_job_under_way_is_listed_by_sender_and_reference_and_due_at_once() {
        let item = of_job(&sample::created()).expect("an item");
        let at = |name| text(&item, name).expect("it is there");
        let job: JobId = sample::id(3);
        assert_eq!(at("gsi1pk"), "ORG#991825827");
        assert_eq!(at("gsi1sk"), format!("2026-11-24T08:00:00.250Z#{job}"));
        assert_eq!(at("gsi2pk"), "ORG#991825827#REF#sak-17");
        assert_eq!(at("gsi3sk"), "2026-11-24T08:00:00.250Z");
        assert!(
            !item.contains_key("expires_at"),
            "a job that has not ended does not expire"
        );
    }

    #[test]
    fn a_job_that_has_ended_is_kept_for_three_years() {
        let read = sample::read();
        let ended = read
            .job
            .clone()
            .cancel(
                segl_domain::identity::principal::Actor::Segl,
                sample::begin(),
            )
            .expect("it can be cancelled");
        let ended = read.change_set(ended, sample::begin()).expect("a change");
        let item = of_job(&ended).expect("an item");
        assert_eq!(
            parsed::<i64>(&item, "expires_at").ok(),
            Some((sample::begin() + AUDIT_RETENTION).as_second())
        );
        assert!(is_over(&item, sample::begin() + AUDIT_RETENTION));
    }

    #[test]
    fn times_sort_as_their_texts_do() {
        let times = [
            "1999-12-31T23:59:59.999Z",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00.001Z",
            "2026-10-01T00:00:00Z",
        ];
        let written: Vec<String> = times
            .iter()
            .map(|time| sortable(time.parse().expect("a time")))
            .collect();
        assert!(written.is_sorted(), "{written:?}");
        assert!(written.iter().all(|text| text.len() == 24));
    }

    #[test]
    fn jobs_spread_over_all_shards() {
        let shards: std::collections::BTreeSet<u8> =
            (0..=255).map(|place| shard(sample::id(place))).collect();
        assert_eq!(shards.len(), usize::from(SHARDS));
    }
}
