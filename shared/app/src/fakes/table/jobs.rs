//! Jobs and their audit events, in memory.

use segl_domain::{account::organisation::OrganisationNumber, audit::AuditEvent, id::JobId};

use crate::{
    change_set::{ChangeSet, TakenDocument},
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
        let rows = lock(&self.rows);
        if rows.spoilt.contains(&job) {
            return Err(PortError::corrupt("table", "an item has no job"));
        }
        Ok(rows.jobs.get(&job).cloned())
    }

    async fn commit(&self, changes: &ChangeSet) -> Result<(), CommitError> {
        self.fault.check("table")?;
        let mut rows = lock(&self.rows);
        let stored = rows.jobs.get(&changes.job.id());
        if stored.map(|stored| stored.version) != changes.based_on {
            return Err(CommitError::Conflict);
        }
        rows.write(changes);
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
        changes: &ChangeSet,
        claim: Option<IdempotencyClaim>,
    ) -> Result<Creation, PortError> {
        if let Some(claim) = &claim
            && let Some(recalled) = self.recall(&claim.sender, &claim.key).await?
        {
            return Ok(Creation::KeyUsed(recalled));
        }
        self.fault.check("table")?;
        let mut rows = lock(&self.rows);
        let free = |taken: &TakenDocument| {
            rows.documents
                .get(&taken.id)
                .is_some_and(|known| known.job.is_none() && known.as_checked().is_some())
        };
        if !changes.documents.iter().all(free) {
            return Ok(Creation::DocumentTaken);
        }
        if let Some(claim) = claim {
            let recalled = Recalled {
                request: claim.request,
                job: changes.job.id(),
            };
            rows.claims.insert(
                (claim.sender.as_ref().to_owned(), claim.key),
                (recalled, claim.until),
            );
        }
        rows.write(changes);
        Ok(Creation::Created)
    }
}

impl AuditLog for MemoryTable {
    async fn events(&self, job: JobId) -> Result<Vec<AuditEvent>, PortError> {
        self.fault.check("table")?;
        Ok(self.peek_events(job))
    }
}
