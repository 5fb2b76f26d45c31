//! Lists of a sender's jobs, off the indexes.

use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use segl_app::ports::{
    PortError,
    lists::{JobFilter, JobList, JobSummary, Page},
};
use segl_domain::{
    account::organisation::OrganisationNumber, digest::Digest, job::status::JobStatus,
    text::Reference,
};
use serde_json::{Value, json};

use super::{
    Item, Table, corrupt,
    item::{parsed, s, sortable, text},
    unavailable,
};

/// How many pages of the index are read for one page of a list that filters much away.
const MOST_QUERIES: u32 = 10;

/// How many lines of the index a query looks at when most may be filtered away: some 16 read units.
const LINES_TO_FILTER: i32 = 250;

struct Index {
    name: &'static str,
    pk: &'static str,
    sk: &'static str,
}

const BY_SENDER: Index = Index {
    name: "by-sender",
    pk: "gsi1pk",
    sk: "gsi1sk",
};
const BY_REFERENCE: Index = Index {
    name: "by-reference",
    pk: "gsi2pk",
    sk: "gsi2sk",
};

impl JobList for Table {
    async fn list(
        &self,
        sender: &OrganisationNumber,
        filter: &JobFilter,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Option<Page<JobSummary>>, PortError> {
        let (index, partition) = match &filter.reference {
            None => (BY_SENDER, format!("ORG#{}", sender.as_ref())),
            Some(reference) => (
                BY_REFERENCE,
                format!("ORG#{}#REF#{reference}", sender.as_ref()),
            ),
        };
        let seal = Digest::tagged(
            "segl-list-cursor-v1",
            &[partition.as_bytes(), format!("{filter:?}").as_bytes()],
        );
        let seal = seal.to_string()[..16].to_owned();
        let mut start = match cursor.map(|cursor| read_cursor(cursor, &index, &partition, &seal)) {
            None => None,
            Some(Some(key)) => Some(key),
            Some(None) => return Ok(None),
        };
        if matches_nothing(filter) {
            return Ok(Some(Page {
                items: Vec::new(),
                next: None,
            }));
        }
        let limit = limit.max(1) as usize;
        let filters = filter.status.is_some() || filter.signer.is_some();
        let mut items: Vec<JobSummary> = Vec::new();
        for _ in 0..MOST_QUERIES {
            let missing = i32::try_from(limit - items.len()).unwrap_or(i32::MAX);
            let looked_at = if filters {
                missing.max(LINES_TO_FILTER)
            } else {
                missing
            };
            let page = self
                .query(&index, &partition, filter, start.take(), looked_at)
                .await?;
            let found = page.items.unwrap_or_default();
            start = page.last_evaluated_key;
            for (place, line) in found.iter().enumerate() {
                items.push(summary(line)?);
                if items.len() == limit {
                    // The rest of what was looked at is the next page's: that begins after this line.
                    if place + 1 < found.len() {
                        start = Some(line.clone());
                    }
                    break;
                }
            }
            if start.is_none() || items.len() == limit {
                break;
            }
        }
        let next = start
            .map(|key| write_cursor(&key, &index, &seal))
            .transpose()?;
        Ok(Some(Page { items, next }))
    }
}

/// Whether no job can be in this list, in a way that the table would call an error rather than an empty answer.
fn matches_nothing(filter: &JobFilter) -> bool {
    let never = matches!((filter.created_from, filter.created_before), (Some(from), Some(before)) if before <= from);
    let too_long = |reference: &String| reference.chars().count() > Reference::LONGEST;
    never || filter.reference.as_ref().is_some_and(too_long)
}

/// The first millisecond that is not before `time`: jobs are created at whole ones.
fn whole_millisecond(time: Timestamp) -> Timestamp {
    time.checked_add(SignedDuration::from_nanos(999_999))
        .and_then(|time| Timestamp::from_millisecond(time.as_millisecond()))
        .unwrap_or(time)
}

impl Table {
    async fn query(
        &self,
        index: &Index,
        partition: &str,
        filter: &JobFilter,
        start: Option<Item>,
        limit: i32,
    ) -> Result<aws_sdk_dynamodb::operation::query::QueryOutput, PortError> {
        let from = filter
            .created_from
            .map_or_else(|| "0".to_owned(), |time| sortable(whole_millisecond(time)));
        let before = filter
            .created_before
            .map_or_else(|| "9".to_owned(), |time| sortable(whole_millisecond(time)));
        let mut query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(index.name)
            .scan_index_forward(false)
            .limit(limit)
            // A key is `<created>#<job>`: `before` itself sorts below every key of its own instant.
            .key_condition_expression(format!(
                "{} = :partition AND {} BETWEEN :from AND :before",
                index.pk, index.sk
            ))
            .expression_attribute_values(":partition", s(partition))
            .expression_attribute_values(":from", s(from))
            .expression_attribute_values(":before", s(before))
            .set_exclusive_start_key(start);
        let mut conditions = Vec::new();
        if let Some(status) = filter.status {
            conditions.push("#status = :status");
            query = query
                .expression_attribute_names("#status", "status")
                .expression_attribute_values(":status", s(status.word()));
        }
        if let Some(signer) = filter.signer {
            conditions.push("contains(signers, :signer)");
            query = query.expression_attribute_values(":signer", s(signer.to_string()));
        }
        if !conditions.is_empty() {
            query = query.filter_expression(conditions.join(" AND "));
        }
        query.send().await.map_err(unavailable)
    }
}

fn summary(item: &Item) -> Result<JobSummary, PortError> {
    let job = text(item, "pk")?
        .strip_prefix("JOB#")
        .and_then(|job| job.parse().ok());
    Ok(JobSummary {
        job: job.ok_or_else(|| corrupt("an index names no job"))?,
        title: text(item, "title")?.to_owned(),
        reference: text(item, "reference").ok().map(str::to_owned),
        status: JobStatus::from_word(text(item, "status")?)
            .ok_or_else(|| corrupt("a status is unknown"))?,
        created_at: parsed(item, "created_at")?,
    })
}

fn write_cursor(key: &Item, index: &Index, seal: &str) -> Result<String, PortError> {
    let cursor = json!({ "pk": text(key, "pk")?, "at": text(key, index.sk)?, "list": seal });
    Ok(URL_SAFE_NO_PAD.encode(cursor.to_string()))
}

/// The key that a cursor stands for, if it is one of this very list's.
fn read_cursor(cursor: &str, index: &Index, partition: &str, seal: &str) -> Option<Item> {
    let read: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let field = |name: &str| read.get(name).and_then(Value::as_str);
    if field("list")? != seal {
        return None;
    }
    let pair = |name: &str, value: &str| (name.to_owned(), AttributeValue::S(value.to_owned()));
    Some(Item::from([
        pair("pk", field("pk")?),
        pair("sk", "JOB"),
        pair(index.pk, partition),
        pair(index.sk, field("at")?),
    ]))
}

#[cfg(test)]
mod tests {
    use segl_domain::id::SignerId;

    use super::*;
    use crate::replay::{Answer, Replay};

    fn line(place: u8) -> Value {
        let job = segl_domain::id::JobId::new(1_795_000_000_000, [place; 10]);
        json!({
            "pk": { "S": format!("JOB#{job}") }, "sk": { "S": "JOB" },
            "gsi1pk": { "S": "ORG#991825827" }, "gsi1sk": { "S": format!("2026-11-24T08:00:00.000Z#{job}") },
            "title": { "S": "T" }, "status": { "S": "FAILED" }, "created_at": { "S": "2026-11-24T08:00:00Z" },
        })
    }

    async fn listed(
        replay: &Replay,
        filter: &JobFilter,
        cursor: Option<&str>,
    ) -> Option<Page<JobSummary>> {
        let sender = OrganisationNumber::try_from("991825827".to_owned()).expect("a number");
        Table::new(&replay.aws(), "jobs".to_owned())
            .list(&sender, filter, cursor, 2)
            .await
            .expect("an answer")
    }

    #[tokio::test]
    async fn a_page_cut_short_goes_on_after_its_last_line() {
        let replay = Replay::of([
            Answer::json(&json!({ "Items": [line(9), line(8), line(7)] })),
            Answer::json(&json!({ "Items": [line(7)] })),
        ]);
        let filter = JobFilter {
            status: Some(JobStatus::Failed),
            ..JobFilter::default()
        };
        let page = listed(&replay, &filter, None).await.expect("a page");
        assert_eq!(page.items.len(), 2);
        let rest = listed(&replay, &filter, page.next.as_deref())
            .await
            .expect("a page");
        assert_eq!((rest.items.len(), rest.next), (1, None));
        let asked = replay.asked();
        assert_eq!(asked[1]["ExclusiveStartKey"]["pk"], line(8)["pk"]);
        assert_eq!(asked[1]["ExclusiveStartKey"]["gsi1sk"], line(8)["gsi1sk"]);
    }

    #[tokio::test]
    async fn a_page_that_filters_all_away_is_read_on_from() {
        let empty = json!({ "Items": [], "LastEvaluatedKey": {
            "pk": line(5)["pk"], "sk": line(5)["sk"], "gsi1pk": line(5)["gsi1pk"], "gsi1sk": line(5)["gsi1sk"],
        } });
        let replay = Replay::of([
            Answer::json(&empty),
            Answer::json(&json!({ "Items": [line(4)] })),
        ]);
        let signer = SignerId::new(1_795_000_000_000, [2; 10]);
        let page = listed(
            &replay,
            &JobFilter {
                signer: Some(signer),
                ..JobFilter::default()
            },
            None,
        )
        .await;
        assert_eq!(
            page.map(|page| (page.items.len(), page.next)),
            Some((1, None))
        );
    }

    #[tokio::test]
    async fn a_list_that_can_hold_nothing_is_empty_and_asks_nobody() {
        let replay = Replay::default();
        let (from, before) = (
            "2026-02-01T00:00:00Z".parse().ok(),
            "2026-01-01T00:00:00Z".parse().ok(),
        );
        let backwards = JobFilter {
            created_from: from,
            created_before: before,
            ..JobFilter::default()
        };
        let too_long = JobFilter {
            reference: Some("x".repeat(3000)),
            ..JobFilter::default()
        };
        for filter in [backwards, too_long] {
            assert_eq!(
                listed(&replay, &filter, None).await,
                Some(Page {
                    items: Vec::new(),
                    next: None
                })
            );
        }
    }

    #[test]
    fn a_cursor_belongs_to_its_list() {
        let key = Item::from([
            ("pk".to_owned(), s("JOB#x")),
            ("gsi1sk".to_owned(), s("2026#x")),
        ]);
        let cursor = write_cursor(&key, &BY_SENDER, "one").expect("a cursor");
        assert!(read_cursor(&cursor, &BY_SENDER, "ORG#1", "one").is_some());
        assert!(read_cursor(&cursor, &BY_SENDER, "ORG#1", "another").is_none());
        assert!(read_cursor("nonsense", &BY_SENDER, "ORG#1", "one").is_none());
    }
}
