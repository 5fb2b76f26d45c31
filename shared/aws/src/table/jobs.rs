//! Jobs and their facts: read by key, written in one transaction.

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::transact_write_items::TransactWriteItemsError,
    types::{AttributeValue, Delete, Put, TransactWriteItem, Update},
};
use segl_app::ports::{
    Clock as _, CommitError, Creation, FactLog, IdempotencyClaim, Jobs, NewJobs, ReadJob, Recalled, Unavailable,
};
use segl_domain::{Digest, Fact, JobId, LinkDigest, OrganisationNumber, SignatureJob, SignerId, Step};

use super::{
    Item, Table,
    item::{With as _, is_over, item, link_pk, n, of_fact, of_job, of_link, parsed, s, text, to_job},
    job_pk, unavailable,
};
use crate::SystemClock;

/// Why a transaction was cancelled: a word for each of its items.
type Reasons = Vec<String>;

enum Written {
    Done,
    Cancelled(Reasons),
}

impl Table {
    fn put(&self, item: Item) -> aws_sdk_dynamodb::types::builders::PutBuilder {
        Put::builder().table_name(&self.name).set_item(Some(item))
    }

    fn new_fact(&self, fact: &Fact, job: &SignatureJob) -> Result<TransactWriteItem, Unavailable> {
        let put = self.put(of_fact(fact, job)?).condition_expression("attribute_not_exists(pk)");
        Ok(TransactWriteItem::builder().put(put.build().map_err(unavailable)?).build())
    }

    async fn transact(&self, items: Vec<TransactWriteItem>) -> Result<Written, Unavailable> {
        // The SDK's own token makes its retries of this call one write.
        match self.client.transact_write_items().set_transact_items(Some(items)).send().await {
            Ok(_) => Ok(Written::Done),
            Err(error) => match reasons(&error) {
                Some(reasons) => Ok(Written::Cancelled(reasons)),
                None => Err(unavailable(error)),
            },
        }
    }
}

fn reasons(error: &SdkError<TransactWriteItemsError>) -> Option<Reasons> {
    let TransactWriteItemsError::TransactionCanceledException(cancelled) = error.as_service_error()? else {
        return None;
    };
    Some(cancelled.cancellation_reasons().iter().map(|reason| reason.code().unwrap_or("None").to_owned()).collect())
}

/// Whether the cancellation means that somebody else wrote, and nothing worse.
fn is_conflict(reasons: &Reasons) -> bool {
    reasons.iter().all(|reason| matches!(reason.as_str(), "None" | "ConditionalCheckFailed" | "TransactionConflict"))
}

impl Jobs for Table {
    async fn load(&self, job: JobId) -> Result<Option<ReadJob>, Unavailable> {
        let Some(item) = self.get(job_pk(job), "JOB").await? else { return Ok(None) };
        Ok(Some(ReadJob { job: to_job(&item)?, version: parsed(&item, "version")? }))
    }

    async fn commit(&self, read: &ReadJob, step: Step) -> Result<(), CommitError> {
        if step.job == read.job && step.facts.is_empty() {
            return Ok(());
        }
        let now = SystemClock.now();
        let put = self
            .put(of_job(&step.job, read.version + 1, now)?)
            .condition_expression("version = :read")
            .expression_attribute_values(":read", n(read.version))
            .build();
        let mut items = vec![TransactWriteItem::builder().put(put.map_err(unavailable)?).build()];
        for fact in &step.facts {
            items.push(self.new_fact(fact, &step.job)?);
        }
        let known: Vec<(SignerId, LinkDigest)> = read.job.links().map(|(signer, link)| (signer, *link)).collect();
        let wanted: Vec<(SignerId, LinkDigest)> = step.job.links().map(|(signer, link)| (signer, *link)).collect();
        for (signer, link) in wanted.iter().filter(|link| !known.contains(link)) {
            let put = self.put(of_link(link, step.job.id(), *signer, now)).build().map_err(unavailable)?;
            items.push(TransactWriteItem::builder().put(put).build());
        }
        for (_, link) in known.iter().filter(|link| !wanted.contains(link)) {
            let delete = Delete::builder().table_name(&self.name).key("pk", s(link_pk(link))).key("sk", s("LINK"));
            items.push(TransactWriteItem::builder().delete(delete.build().map_err(unavailable)?).build());
        }
        match self.transact(items).await? {
            Written::Done => Ok(()),
            Written::Cancelled(reasons) if is_conflict(&reasons) => Err(CommitError::Conflict),
            Written::Cancelled(reasons) => Err(unavailable(reasons.join(", ")).into()),
        }
    }
}

fn idempotency_pk(sender: &OrganisationNumber, key: &str) -> String {
    format!("IDEMPOTENCY#{}#{}", sender.as_ref(), Digest::of(key.as_bytes()))
}

impl NewJobs for Table {
    async fn recall(&self, sender: &OrganisationNumber, key: &str) -> Result<Option<Recalled>, Unavailable> {
        let found = self.get(idempotency_pk(sender, key), "IDEMPOTENCY").await?;
        let Some(item) = found.filter(|item| !is_over(item, SystemClock.now())) else { return Ok(None) };
        let request = Digest::from_hex(text(&item, "request")?).ok_or_else(|| unavailable("a digest is no digest"))?;
        Ok(Some(Recalled { request, job: parsed(&item, "job")? }))
    }

    async fn create(&self, step: Step, claim: Option<IdempotencyClaim>) -> Result<Creation, Unavailable> {
        let now = SystemClock.now();
        let job = s(step.job.id().to_string());
        let put = self.put(of_job(&step.job, 1, now)?).condition_expression("attribute_not_exists(pk)").build();
        let mut items = vec![TransactWriteItem::builder().put(put.map_err(unavailable)?).build()];
        for fact in &step.facts {
            items.push(self.new_fact(fact, &step.job)?);
        }
        for document in step.job.terms().documents.iter() {
            let update = Update::builder()
                .table_name(&self.name)
                .key("pk", s(super::small::document_pk(document.id)))
                .key("sk", s("DOCUMENT"))
                .update_expression("SET job = :job REMOVE expires_at")
                .condition_expression("attribute_not_exists(job) AND checked = :yes")
                .expression_attribute_values(":job", job.clone())
                .expression_attribute_values(":yes", AttributeValue::Bool(true))
                .build();
            items.push(TransactWriteItem::builder().update(update.map_err(unavailable)?).build());
        }
        if let Some(claim) = &claim {
            let item = item(idempotency_pk(&claim.sender, &claim.key), "IDEMPOTENCY")
                .with("request", s(claim.request.to_string()))
                .with("job", job)
                .with("expires_at", n(claim.until.as_second()));
            let put = self
                .put(item)
                .condition_expression("attribute_not_exists(pk) OR expires_at <= :now")
                .expression_attribute_values(":now", n(now.as_second()))
                .build();
            items.push(TransactWriteItem::builder().put(put.map_err(unavailable)?).build());
        }
        match self.transact(items).await? {
            Written::Done => Ok(Creation::Created),
            Written::Cancelled(reasons) => {
                // A twin with the same key may have won, whatever the first reason that is named.
                if let Some(claim) = &claim
                    && let Some(recalled) = self.recall(&claim.sender, &claim.key).await?
                {
                    return Ok(Creation::KeyUsed(recalled));
                }
                let refused = reasons.iter().any(|reason| reason == "ConditionalCheckFailed");
                if refused { Ok(Creation::DocumentTaken) } else { Err(unavailable(reasons.join(", "))) }
            }
        }
    }
}

impl FactLog for Table {
    async fn facts(&self, job: JobId) -> Result<Vec<Fact>, Unavailable> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .key_condition_expression("pk = :job AND begins_with(sk, :fact)")
            .expression_attribute_values(":job", s(job_pk(job)))
            .expression_attribute_values(":fact", s("FACT#"))
            .into_paginator()
            .send();
        let mut facts = Vec::new();
        while let Some(page) = pages.next().await {
            for item in page.map_err(unavailable)?.items() {
                facts.push(serde_json::from_str(text(item, "fact")?).map_err(unavailable)?);
            }
        }
        Ok(facts)
    }
}
