//! Jobs and their audit events: read by key, written in one transaction.

use std::time::Duration;

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::transact_write_items::TransactWriteItemsError,
    types::{AttributeValue, Delete, Put, TransactWriteItem, Update, builders::PutBuilder},
};
use segl_app::{
    change_set::{ChangeSet, TakenDocument},
    ports::{
        Clock as _, Entropy as _, PortError,
        jobs::{
            AuditLog, CommitError, Creation, IdempotencyClaim, Jobs, NewJobs, ReadJob, Recalled,
        },
    },
};
use segl_domain::{
    account::organisation::OrganisationNumber, audit::AuditEvent, digest::Digest, id::JobId,
};

use super::{
    Item, Table, corrupt,
    item::{
        With as _, decoded, is_over, item, link_pk, n, of_change, of_event, of_job, of_link,
        of_redirect, of_task, parsed, s, text, to_job,
    },
    job_pk, unavailable,
};
use crate::{SystemClock, SystemEntropy};

/// How long a creation waits for a twin that is being written: then it asks again how that ended.
const PAUSES: [Duration; 3] = [
    Duration::from_millis(20),
    Duration::from_millis(60),
    Duration::from_millis(180),
];

/// Why a transaction was cancelled: a word for each of its items.
type Reasons = Vec<String>;

enum Written {
    Done,
    Cancelled(Reasons),
}

impl Table {
    fn put(&self, item: Item) -> PutBuilder {
        Put::builder().table_name(&self.name).set_item(Some(item))
    }

    /// Everything that a change writes, from the job's item on.
    fn items(&self, changes: &ChangeSet) -> Result<Vec<TransactWriteItem>, PortError> {
        let put = self.put(of_job(changes)?);
        let put = match changes.based_on {
            Some(read) => put
                .condition_expression("version = :read")
                .expression_attribute_values(":read", n(read)),
            None => put.condition_expression("attribute_not_exists(pk)"),
        };
        let job = changes.job.id();
        let mut items = vec![written(put)?];
        for new in &changes.events {
            let put = self.put(of_event(new)?);
            items.push(written(
                put.condition_expression("attribute_not_exists(pk)"),
            )?);
        }
        for taken in &changes.documents {
            items.push(self.take_document(taken, job)?);
        }
        for link in &changes.links {
            items.push(written(self.put(of_link(link, job)))?);
        }
        for link in &changes.revoked_links {
            let delete = Delete::builder()
                .table_name(&self.name)
                .key("pk", s(link_pk(link)))
                .key("sk", s("LINK"));
            let delete = delete.build().map_err(unavailable)?;
            items.push(TransactWriteItem::builder().delete(delete).build());
        }
        for redirect in &changes.redirects {
            items.push(written(self.put(of_redirect(redirect, job)))?);
        }
        for task in &changes.tasks {
            items.push(written(self.put(of_task(task, &changes.job)))?);
        }
        if let Some(told) = &changes.status_change {
            items.push(written(self.put(of_change(told, changes)?))?);
        }
        Ok(items)
    }

    fn take_document(
        &self,
        taken: &TakenDocument,
        job: JobId,
    ) -> Result<TransactWriteItem, PortError> {
        let update = Update::builder()
            .table_name(&self.name)
            .key("pk", s(super::small::document_pk(taken.id)))
            .key("sk", s("DOCUMENT"))
            .update_expression("SET job = :job, expires_at = :end")
            .condition_expression("attribute_not_exists(job) AND checked = :yes")
            .expression_attribute_values(":job", s(job.to_string()))
            .expression_attribute_values(":yes", AttributeValue::Bool(true))
            .expression_attribute_values(":end", n(taken.expires_at.as_second()))
            .build();
        Ok(TransactWriteItem::builder()
            .update(update.map_err(unavailable)?)
            .build())
    }

    async fn transact(&self, items: Vec<TransactWriteItem>) -> Result<Written, PortError> {
        // The SDK's own token makes its retries of this call one write.
        match self
            .client
            .transact_write_items()
            .set_transact_items(Some(items))
            .send()
            .await
        {
            Ok(_) => Ok(Written::Done),
            Err(error) => match reasons(&error) {
                Some(reasons) => Ok(Written::Cancelled(reasons)),
                None => Err(unavailable(error)),
            },
        }
    }
}

fn written(put: PutBuilder) -> Result<TransactWriteItem, PortError> {
    let put = put.build().map_err(unavailable)?;
    Ok(TransactWriteItem::builder().put(put).build())
}

fn reasons(error: &SdkError<TransactWriteItemsError>) -> Option<Reasons> {
    let TransactWriteItemsError::TransactionCanceledException(cancelled) =
        error.as_service_error()?
    else {
        return None;
    };
    Some(
        cancelled
            .cancellation_reasons()
            .iter()
            .map(|reason| reason.code().unwrap_or("None").to_owned())
            .collect(),
    )
}

/// Whether the cancellation means that somebody else wrote, and nothing worse.
fn is_conflict(reasons: &Reasons) -> bool {
    reasons.iter().all(|reason| {
        matches!(
            reason.as_str(),
            "None" | "ConditionalCheckFailed" | "TransactionConflict"
        )
    })
}

/// Whether another transaction was at the same items and has yet to end.
fn is_in_flight(reasons: &Reasons) -> bool {
    reasons.iter().any(|reason| reason == "TransactionConflict")
}

/// Up to 51 ms.
fn jitter() -> Duration {
    let mut die = [0];
    // Without a die everybody waits alike, which is no worse than not waiting.
    let _: Result<(), PortError> = SystemEntropy.fill(&mut die);
    Duration::from_micros(u64::from(die[0]) * 200)
}

impl Jobs for Table {
    async fn load(&self, job: JobId) -> Result<Option<ReadJob>, PortError> {
        let found = self.get(job_pk(job), "JOB").await?;
        let Some(item) = found.filter(|item| !is_over(item, SystemClock.now())) else {
            return Ok(None);
        };
        Ok(Some(ReadJob {
            job: to_job(&item)?,
            version: parsed(&item, "version")?,
        }))
    }

    async fn commit(&self, changes: &ChangeSet) -> Result<(), CommitError> {
        let items = self.items(changes)?;
        match self.transact(items).await? {
            Written::Done => Ok(()),
            Written::Cancelled(reasons) if is_conflict(&reasons) => {
                if is_in_flight(&reasons) {
                    // Others write this very instant: come back a little later, and not all of them at once.
                    tokio::time::sleep(Duration::from_millis(5) + jitter()).await;
                }
                Err(CommitError::Conflict)
            }
            Written::Cancelled(reasons) => Err(unavailable(reasons.join(", ")).into()),
        }
    }
}

fn idempotency_pk(sender: &OrganisationNumber, key: &str) -> String {
    format!(
        "IDEMPOTENCY#{}#{}",
        sender.as_ref(),
        Digest::of(key.as_bytes())
    )
}

impl NewJobs for Table {
    async fn recall(
        &self,
        sender: &OrganisationNumber,
        key: &str,
    ) -> Result<Option<Recalled>, PortError> {
        let found = self.get(idempotency_pk(sender, key), "IDEMPOTENCY").await?;
        let Some(item) = found.filter(|item| !is_over(item, SystemClock.now())) else {
            return Ok(None);
        };
        let request = Digest::from_hex(text(&item, "request")?)
            .ok_or_else(|| corrupt("a digest is no digest"))?;
        Ok(Some(Recalled {
            request,
            job: parsed(&item, "job")?,
        }))
    }

    async fn create(
        &self,
        changes: &ChangeSet,
        claim: Option<IdempotencyClaim>,
    ) -> Result<Creation, PortError> {
        let mut items = self.items(changes)?;
        if let Some(claim) = &claim {
            let item = item(idempotency_pk(&claim.sender, &claim.key), "IDEMPOTENCY")
                .with("request", s(claim.request.to_string()))
                .with("job", s(changes.job.id().to_string()))
                .with("expires_at", n(claim.until.as_second()));
            let put = self
                .put(item)
                .condition_expression("attribute_not_exists(pk) OR expires_at <= :now")
                .expression_attribute_values(":now", n(SystemClock.now().as_second()));
            items.push(written(put)?);
        }
        let mut pauses = PAUSES.into_iter();
        loop {
            let reasons = match self.transact(items.clone()).await? {
                Written::Done => return Ok(Creation::Created),
                Written::Cancelled(reasons) => reasons,
            };
            // A twin with the same key may have won, whatever the first reason that is named.
            if let Some(claim) = &claim
                && let Some(recalled) = self.recall(&claim.sender, &claim.key).await?
            {
                return Ok(Creation::KeyUsed(recalled));
            }
            if reasons
                .iter()
                .any(|reason| reason == "ConditionalCheckFailed")
            {
                return Ok(Creation::DocumentTaken);
            }
            match pauses.next() {
                // A twin has yet to end, and how it ends decides.
                Some(pause) if is_conflict(&reasons) => tokio::time::sleep(pause + jitter()).await,
                _ => return Err(unavailable(reasons.join(", "))),
            }
        }
    }
}

impl AuditLog for Table {
    async fn events(&self, job: JobId) -> Result<Vec<AuditEvent>, PortError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .key_condition_expression("pk = :job AND begins_with(sk, :event)")
            .expression_attribute_values(":job", s(job_pk(job)))
            .expression_attribute_values(":event", s("EVENT#"))
            .into_paginator()
            .send();
        let mut events = Vec::new();
        while let Some(page) = pages.next().await {
            for item in page.map_err(unavailable)?.items() {
                events.push(decoded(item, "event")?);
            }
        }
        Ok(events)
    }
}

#[cfg(test)]
mod tests;
