//! Lists of a sender's jobs, off the indexes.

use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use segl_app::ports::{JobFilter, JobList, JobSummary, Page, Unavailable};
use segl_domain::{Digest, JobStatus, OrganisationNumber};
use serde_json::{Value, json};

use super::{
    Item, Table,
    item::{parsed, s, sortable, text},
    unavailable,
};

/// How many pages of the index are read for one page of a list that filters much away.
const MOST_QUERIES: u32 = 10;

struct Index {
    name: &'static str,
    pk: &'static str,
    sk: &'static str,
}

const BY_SENDER: Index = Index { name: "by-sender", pk: "gsi1pk", sk: "gsi1sk" };
const BY_REFERENCE: Index = Index { name: "by-reference", pk: "gsi2pk", sk: "gsi2sk" };

impl JobList for Table {
    async fn list(
        &self,
        sender: &OrganisationNumber,
        filter: &JobFilter,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Option<Page<JobSummary>>, Unavailable> {
        let (index, partition) = match &filter.reference {
            None => (BY_SENDER, format!("ORG#{}", sender.as_ref())),
            Some(reference) => (BY_REFERENCE, format!("ORG#{}#REF#{reference}", sender.as_ref())),
        };
        let seal = Digest::tagged("segl-list-cursor-v1", &[partition.as_bytes(), format!("{filter:?}").as_bytes()]);
        let seal = seal.to_string()[..16].to_owned();
        let mut start = match cursor.map(|cursor| read_cursor(cursor, &index, &partition, &seal)) {
            None => None,
            Some(Some(key)) => Some(key),
            Some(None) => return Ok(None),
        };
        let mut items: Vec<JobSummary> = Vec::new();
        for _ in 0..MOST_QUERIES {
            let wanted =
                i32::try_from(limit).unwrap_or(i32::MAX).saturating_sub(i32::try_from(items.len()).unwrap_or(0));
            let page = self.query(&index, &partition, filter, start.take(), wanted).await?;
            for item in page.items() {
                items.push(summary(item)?);
            }
            start = page.last_evaluated_key;
            if start.is_none() || items.len() >= limit as usize {
                break;
            }
        }
        let next = start.map(|key| write_cursor(&key, &index, &seal)).transpose()?;
        Ok(Some(Page { items, next }))
    }
}

impl Table {
    async fn query(
        &self,
        index: &Index,
        partition: &str,
        filter: &JobFilter,
        start: Option<Item>,
        limit: i32,
    ) -> Result<aws_sdk_dynamodb::operation::query::QueryOutput, Unavailable> {
        let from = filter.created_from.map_or_else(|| "0".to_owned(), sortable);
        let before = filter.created_before.map_or_else(|| "9".to_owned(), sortable);
        let mut query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(index.name)
            .scan_index_forward(false)
            .limit(limit.max(1))
            // A key is `<created>#<job>`: `before` itself sorts below every key of its own instant.
            .key_condition_expression(format!("{} = :partition AND {} BETWEEN :from AND :before", index.pk, index.sk))
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

fn summary(item: &Item) -> Result<JobSummary, Unavailable> {
    let job = text(item, "pk")?.strip_prefix("JOB#").and_then(|job| job.parse().ok());
    Ok(JobSummary {
        job: job.ok_or_else(|| unavailable("an index names no job"))?,
        title: text(item, "title")?.to_owned(),
        reference: text(item, "reference").ok().map(str::to_owned),
        status: JobStatus::from_word(text(item, "status")?).ok_or_else(|| unavailable("a status is unknown"))?,
        created_at: parsed(item, "created_at")?,
    })
}

fn write_cursor(key: &Item, index: &Index, seal: &str) -> Result<String, Unavailable> {
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
    use super::*;

    #[test]
    fn a_cursor_belongs_to_its_list() {
        let key = Item::from([("pk".to_owned(), s("JOB#x")), ("gsi1sk".to_owned(), s("2026#x"))]);
        let cursor = write_cursor(&key, &BY_SENDER, "one").expect("a cursor");
        assert!(read_cursor(&cursor, &BY_SENDER, "ORG#1", "one").is_some());
        assert!(read_cursor(&cursor, &BY_SENDER, "ORG#1", "another").is_none());
        assert!(read_cursor("nonsense", &BY_SENDER, "ORG#1", "one").is_none());
    }
}
