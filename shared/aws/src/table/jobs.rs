//! Jobs and their audit events: read by key, written in one transaction.

use std::time::Duration;

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::transact_write_items::TransactWriteItemsError,
    types::{AttributeValue, Delete, Put, TransactWriteItem, Update},
};
use segl_app::ports::{
    Clock as _, Entropy as _, PortError,
    jobs::{AuditLog, CommitError, Creation, IdempotencyClaim, Jobs, NewJobs, ReadJob, Recalled},
};
use segl_domain::{
    account::organisation::OrganisationNumber,
    audit::AuditEvent,
    digest::Digest,
    id::{JobId, SignerId},
    job::{SignatureJob, Transition},
    secret::{LinkDigest, RedirectDigest},
};

use super::{
    Item, Table, corrupt,
    item::{
        With as _, is_over, item, link_pk, n, of_change, of_event, of_job, of_link, of_redirect,
        of_tasks, parsed, s, text, to_job,
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
    fn put(&self, item: Item) -> aws_sdk_dynamodb::types::builders::PutBuilder {
        Put::builder().table_name(&self.name).set_item(Some(item))
    }

    fn new_event(
        &self,
        event: &AuditEvent,
        job: &SignatureJob,
    ) -> Result<TransactWriteItem, PortError> {
        let put = self
            .put(of_event(event, job)?)
            .condition_expression("attribute_not_exists(pk)");
        Ok(TransactWriteItem::builder()
            .put(put.build().map_err(unavailable)?)
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

    async fn commit(&self, read: &ReadJob, step: Transition) -> Result<(), CommitError> {
        if step.job == read.job && step.events.is_empty() {
            return Ok(());
        }
        let now = SystemClock.now();
        let put = self
            .put(of_job(&step.job, read.version + 1, now)?)
            .condition_expression("version = :read")
            .expression_attribute_values(":read", n(read.version))
            .build();
        let mut items = vec![
            TransactWriteItem::builder()
                .put(put.map_err(unavailable)?)
                .build(),
        ];
        for event in &step.events {
            items.push(self.new_event(event, &step.job)?);
        }
        let known: Vec<(SignerId, LinkDigest)> = read
            .job
            .links()
            .map(|(signer, link)| (signer, *link))
            .collect();
        let wanted: Vec<(SignerId, LinkDigest)> = step
            .job
            .links()
            .map(|(signer, link)| (signer, *link))
            .collect();
        for (signer, link) in wanted.iter().filter(|link| !known.contains(link)) {
            let put = self
                .put(of_link(link, step.job.id(), *signer, now))
                .build()
                .map_err(unavailable)?;
            items.push(TransactWriteItem::builder().put(put).build());
        }
        for (_, link) in known.iter().filter(|link| !wanted.contains(link)) {
            let delete = Delete::builder()
                .table_name(&self.name)
                .key("pk", s(link_pk(link)))
                .key("sk", s("LINK"));
            items.push(
                TransactWriteItem::builder()
                    .delete(delete.build().map_err(unavailable)?)
                    .build(),
            );
        }
        let known: Vec<RedirectDigest> = read
            .job
            .redirects()
            .map(|(_, redirect)| *redirect)
            .collect();
        for (signer, redirect) in step
            .job
            .redirects()
            .filter(|(_, redirect)| !known.contains(redirect))
        {
            let put = self
                .put(of_redirect(redirect, step.job.id(), signer, now))
                .build()
                .map_err(unavailable)?;
            items.push(TransactWriteItem::builder().put(put).build());
        }
        if let Some(change) = of_change(Some(&read.job), &step.job, read.version + 1, now)? {
            let put = self.put(change).build().map_err(unavailable)?;
            items.push(TransactWriteItem::builder().put(put).build());
        }
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
        step: Transition,
        claim: Option<IdempotencyClaim>,
    ) -> Result<Creation, PortError> {
        let now = SystemClock.now();
        let job = s(step.job.id().to_string());
        let put = self
            .put(of_job(&step.job, 1, now)?)
            .condition_expression("attribute_not_exists(pk)")
            .build();
        let mut items = vec![
            TransactWriteItem::builder()
                .put(put.map_err(unavailable)?)
                .build(),
        ];
        for event in &step.events {
            items.push(self.new_event(event, &step.job)?);
        }
        for document in step.job.terms().documents.iter() {
            let update = Update::builder()
                .table_name(&self.name)
                .key("pk", s(super::small::document_pk(document.id)))
                .key("sk", s("DOCUMENT"))
                .update_expression("SET job = :job, expires_at = :end")
                .condition_expression("attribute_not_exists(job) AND checked = :yes")
                .expression_attribute_values(":job", job.clone())
                .expression_attribute_values(":yes", AttributeValue::Bool(true))
                .expression_attribute_values(
                    ":end",
                    n(step.job.audit_retained_until(now).as_second()),
                )
                .build();
            items.push(
                TransactWriteItem::builder()
                    .update(update.map_err(unavailable)?)
                    .build(),
            );
        }
        for new in of_tasks(&step.job, now)
            .into_iter()
            .chain(of_change(None, &step.job, 1, now)?)
        {
            let put = self.put(new).build().map_err(unavailable)?;
            items.push(TransactWriteItem::builder().put(put).build());
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
            items.push(
                TransactWriteItem::builder()
                    .put(put.map_err(unavailable)?)
                    .build(),
            );
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
                events.push(serde_json::from_str(text(item, "event")?).map_err(corrupt)?);
            }
        }
        Ok(events)
    }
}

#[cfg(test)]
mod tests;
