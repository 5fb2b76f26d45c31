//! Attributes, written and read.

use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use segl_app::ports::Unavailable;
use segl_domain::{Fact, JobId, LinkDigest, RECORD_KEPT, SignatureJob, SignerId};

use super::{Item, job_pk, unavailable};

/// The version of the shape of a job's item.
pub(super) const SHAPE: u32 = 1;

/// How long a link is looked up by: a year until the activation, and 90 days for each of several groups.
const LINK_LIFE: i64 = 500 * 24 * 60 * 60;

/// How long what is known of a job that has not ended may stand: no job lives so long.
const LONGEST_LIFE: i64 = 1300 * 24 * 60 * 60;

pub(super) fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub(super) fn n(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

pub(super) fn item(pk: String, sk: impl Into<String>) -> Item {
    Item::from([("pk".to_owned(), s(pk)), ("sk".to_owned(), s(sk))])
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
pub(super) fn text<'i>(item: &'i Item, name: &'static str) -> Result<&'i str, Unavailable> {
    let value = item.get(name).and_then(|value| value.as_s().ok());
    value.map(String::as_str).ok_or_else(|| unavailable(format!("an item has no {name}")))
}

/// An attribute that parses.
pub(super) fn parsed<T: FromStr>(item: &Item, name: &'static str) -> Result<T, Unavailable> {
    let value = match item.get(name) {
        Some(AttributeValue::S(text) | AttributeValue::N(text)) => text.parse().ok(),
        _ => None,
    };
    value.ok_or_else(|| unavailable(format!("an item's {name} cannot be read")))
}

/// Whether the item's time to live is over, deleted or not.
pub(super) fn is_over(item: &Item, now: Timestamp) -> bool {
    parsed::<i64>(item, "expires_at").is_ok_and(|end| end <= now.as_second())
}

/// A time as a sort key: always the same length, so that it sorts.
pub(super) fn sortable(time: Timestamp) -> String {
    time.to_zoned_datetime(jiff::tz::TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// The job's item at this version.
pub(super) fn of_job(job: &SignatureJob, version: u64, now: Timestamp) -> Result<Item, Unavailable> {
    let terms = job.terms();
    let sender = format!("ORG#{}", terms.sender.organisation.as_ref());
    let place = format!("{}#{}", sortable(job.created_at()), job.id());
    let signers = job.signers().iter().map(|signer| signer.id().to_string()).collect();
    let mut made = item(job_pk(job.id()), "JOB")
        .with("v", n(SHAPE))
        .with("version", n(version))
        .with("job", s(serde_json::to_string(job).map_err(unavailable)?))
        .with("status", s(job.status().word()))
        .with("title", s(terms.title.as_ref()))
        .with("created_at", s(job.created_at().to_string()))
        .with("signers", AttributeValue::Ss(signers))
        .with("gsi1sk", s(place.clone()));
    if let Some(reference) = &terms.reference {
        made = made
            .with("reference", s(reference.as_ref()))
            .with("gsi2pk", s(format!("{sender}#REF#{}", reference.as_ref())))
            .with("gsi2sk", s(place));
    }
    if let Some(due) = job.due_at(now) {
        made = made.with("gsi3pk", s(format!("DUE#{}", shard(job.id())))).with("gsi3sk", s(sortable(due)));
    }
    if let Some(ended) = job.ended_at() {
        made = made.with("expires_at", n((ended + RECORD_KEPT).as_second()));
    }
    Ok(made.with("gsi1pk", s(sender)))
}

/// The shards of the due index.
pub(super) const SHARDS: u8 = 8;

fn shard(job: JobId) -> u8 {
    job.to_string().bytes().next_back().unwrap_or_default() % SHARDS
}

/// The job in its item.
pub(super) fn to_job(item: &Item) -> Result<SignatureJob, Unavailable> {
    let shape: u32 = parsed(item, "v")?;
    if shape != SHAPE {
        return Err(unavailable(format!("a job's item has the unknown shape {shape}")));
    }
    serde_json::from_str(text(item, "job")?).map_err(unavailable)
}

/// A fact's item.
pub(super) fn of_fact(fact: &Fact, job: &SignatureJob) -> Result<Item, Unavailable> {
    let end = job.ended_at().map_or(fact.at.as_second() + LONGEST_LIFE, |ended| ended.as_second());
    Ok(item(job_pk(fact.job), format!("FACT#{:010}", fact.seq))
        .with("fact", s(serde_json::to_string(fact).map_err(unavailable)?))
        .with("expires_at", n(end + RECORD_KEPT.as_secs())))
}

pub(super) fn link_pk(link: &LinkDigest) -> String {
    format!("LINK#{link}")
}

/// A link's item.
pub(super) fn of_link(link: &LinkDigest, job: JobId, signer: SignerId, now: Timestamp) -> Item {
    item(link_pk(link), "LINK")
        .with("job", s(job.to_string()))
        .with("signer", s(signer.to_string()))
        .with("expires_at", n(now.as_second() + LINK_LIFE))
}
