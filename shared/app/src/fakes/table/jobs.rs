//! Jobs and their audit events, in memory.

use segl_domain::{
    account::organisation::OrganisationNumber,
    audit::AuditEvent,
    id::{DocumentId, JobId},
    job::Transition,
};

use crate::{
    fakes::{lock, table::MemoryTable},
    ports::{
        Clock as _, PortError,
        jobs::{
            AuditLog, CommitError, Creation, IdempotencyClaim, Jobs, NewJobs, ReadJob, Recalled,
        },
    },
};

impl Jobs for MemoryTable {
    async fn load(&self, job: JobId) -> Result<Option<ReadJob>, PortError> {
        self.fault.check("table")?;
        Ok(lock(&self.rows).jobs.get(&job).cloned())
    }

    async fn commit(&self, read: &ReadJob, step: Transition) -> Result<(), CommitError> {
        if step.job == read.job && step.events.is_empty() {
            return Ok(());
        }
        self.fault.check("table")?;
        let now = self.clock.now();
        let mut rows = lock(&self.rows);
        if rows.jobs.get(&read.job.id()).map(|stored| stored.version) != Some(read.version) {
            return Err(CommitError::Conflict);
        }
        rows.write(Some(read), step, now);
        Ok(())
    }
}

impl NewJobs for MemoryTable {
    async fn recall(
        &self,
        sender: &OrganisationNumber,
        key: &str,
    ) -> Result<Option<Recalled>, PortError> {
        self.fault.check("table")?;
        let now = self.clock.now();
        let rows = lock(&self.rows);
        let claim = rows
            .claims
            .get(&(sender.as_ref().to_owned(), key.to_owned()));
        Ok(claim
            .filter(|(_, until)| now < *until)
            .map(|(recalled, _)| recalled.clone()))
    }

    async fn create(
        &self,
        step: Transition,
        claim: Option<IdempotencyClaim>,
    ) -> Result<Creation, PortError> {
        if let Some(claim) = &claim
            && let Some(recalled) = self.recall(&claim.sender, &claim.key).await?
        {
            return Ok(Creation::KeyUsed(recalled));
        }
        self.fault.check("table")?;
        let now = self.clock.now();
        let mut rows = lock(&self.rows);
        let ids: Vec<DocumentId> = step
            .job
            .terms()
            .documents
            .iter()
            .map(|document| document.id)
            .collect();
        let free = |id: &DocumentId| {
            rows.documents
                .get(id)
                .is_some_and(|known| known.job.is_none() && known.as_checked().is_some())
        };
        if !ids.iter().all(free) {
            return Ok(Creation::DocumentTaken);
        }
        for id in ids {
            if let Some(document) = rows.documents.get_mut(&id) {
                document.job = Some(step.job.id());
            }
        }
        if let Some(claim) = claim {
            let recalled = Recalled {
                request: claim.request,
                job: step.job.id(),
            };
            rows.claims.insert(
                (claim.sender.as_ref().to_owned(), claim.key),
                (recalled, claim.until),
            );
        }
        rows.write(None, step, now);
        Ok(Creation::Created)
    }
}

impl AuditLog for MemoryTable {
    async fn events(&self, job: JobId) -> Result<Vec<AuditEvent>, PortError> {
        self.fault.check("table")?;
        Ok(self.peek_events(job))
    }
}
