//! What executions are found and counted by, in memory.

use jiff::Timestamp;
use segl_domain::id::JobId;

use crate::{
    fakes::{lock, table::MemoryTable},
    ports::{
        PortError,
        workflow::{DueJobs, Epochs, Halt, Halts, PendingCallbacks, TaskToken},
    },
};

impl PendingCallbacks for MemoryTable {
    async fn register(&self, job: JobId, task_token: &TaskToken) -> Result<(), PortError> {
        self.fault.check("table")?;
        lock(&self.rows).task_tokens.insert(job, task_token.clone());
        Ok(())
    }
    async fn task_token(&self, job: JobId) -> Result<Option<TaskToken>, PortError> {
        self.fault.check("table")?;
        Ok(lock(&self.rows).task_tokens.get(&job).cloned())
    }
}

impl Epochs for MemoryTable {
    async fn epoch(&self, job: JobId) -> Result<u32, PortError> {
        self.fault.check("table")?;
        Ok(lock(&self.rows).epochs.get(&job).copied().unwrap_or(1))
    }
    async fn advance(&self, job: JobId, from: u32) -> Result<bool, PortError> {
        self.fault.check("table")?;
        let mut rows = lock(&self.rows);
        let newest = rows.epochs.entry(job).or_insert(1);
        let first = *newest == from;
        if first {
            *newest += 1;
        }
        Ok(first)
    }
}

impl Halts for MemoryTable {
    async fn halt(&self, job: JobId, halt: &Halt) -> Result<(), PortError> {
        self.fault.check("table")?;
        lock(&self.rows)
            .halts
            .entry(job)
            .or_insert_with(|| halt.clone());
        Ok(())
    }
    async fn halted(&self, job: JobId) -> Result<Option<Halt>, PortError> {
        self.fault.check("table")?;
        Ok(lock(&self.rows).halts.get(&job).cloned())
    }
}

impl DueJobs for MemoryTable {
    async fn due(&self, time: Timestamp, limit: u32) -> Result<Vec<JobId>, PortError> {
        self.fault.check("table")?;
        let rows = lock(&self.rows);
        let mut due: Vec<(Timestamp, JobId)> = rows
            .due
            .iter()
            .filter(|(_, at)| **at <= time)
            .map(|(job, at)| (*at, *job))
            .collect();
        due.sort_unstable();
        Ok(due
            .into_iter()
            .take(limit as usize)
            .map(|(_, job)| job)
            .collect())
    }
    async fn postpone(&self, job: JobId, until: Timestamp) -> Result<(), PortError> {
        self.fault.check("table")?;
        if let Some(due) = lock(&self.rows).due.get_mut(&job) {
            *due = until;
        }
        Ok(())
    }
}
