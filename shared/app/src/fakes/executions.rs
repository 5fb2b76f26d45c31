//! Executions that a test drives by hand.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use segl_domain::id::JobId;

use super::{Fault, lock};
use crate::ports::{
    PortError,
    workflow::{CodeWatch, Executions, Resumed},
};

/// An execution of a job's life that was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Execution {
    /// The job.
    pub job: JobId,
    /// Which of its executions.
    pub epoch: u32,
}

#[derive(Debug, Default)]
struct Started {
    jobs: BTreeSet<Execution>,
    watches: BTreeMap<String, CodeWatch>,
    waiting: BTreeSet<String>,
    woken: Vec<String>,
}

/// Executions that a test drives by hand; clones share them.
#[derive(Clone, Debug, Default)]
pub struct FakeExecutions {
    started: Arc<Mutex<Started>>,
    fault: Fault,
}

impl FakeExecutions {
    /// None started yet.
    #[must_use]
    pub fn new(fault: Fault) -> Self {
        Self {
            started: Arc::default(),
            fault,
        }
    }
    /// Takes the executions started since the last call.
    #[must_use]
    pub fn take_started(&self) -> Vec<Execution> {
        std::mem::take(&mut lock(&self.started).jobs)
            .into_iter()
            .collect()
    }
    /// The codes that are watched.
    #[must_use]
    pub fn watches(&self) -> Vec<CodeWatch> {
        lock(&self.started).watches.values().cloned().collect()
    }
    /// Says that an execution now waits for this token.
    pub fn waits(&self, token: &str) {
        lock(&self.started).waiting.insert(token.to_owned());
    }
    /// Takes the tokens that were woken since the last call.
    #[must_use]
    pub fn take_woken(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.started).woken)
    }
}

impl Executions for FakeExecutions {
    async fn start_job(&self, job: JobId, epoch: u32) -> Result<(), PortError> {
        self.fault.check("executions")?;
        lock(&self.started).jobs.insert(Execution { job, epoch });
        Ok(())
    }
    async fn watch_code(&self, watch: &CodeWatch) -> Result<(), PortError> {
        self.fault.check("executions")?;
        lock(&self.started)
            .watches
            .insert(watch.code.to_string(), watch.clone());
        Ok(())
    }
    async fn resume(&self, token: &str) -> Result<Resumed, PortError> {
        self.fault.check("executions")?;
        let mut started = lock(&self.started);
        if !started.waiting.remove(token) {
            return Ok(Resumed::Gone);
        }
        started.woken.push(token.to_owned());
        Ok(Resumed::Awake)
    }
}
