//! Lists of jobs and tasks, in memory.

use segl_domain::{
    account::organisation::OrganisationNumber,
    digest::Digest,
    id::{JobId, SignerId},
    identity::person::PersonKey,
    job::SignatureJob,
};

use crate::{
    fakes::{lock, table::MemoryTable},
    ports::{
        PortError,
        lists::{JobFilter, JobList, JobSummary, Page, Tasks},
    },
};

impl JobList for MemoryTable {
    async fn list(
        &self,
        sender: &OrganisationNumber,
        filter: &JobFilter,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Option<Page<JobSummary>>, PortError> {
        self.fault.check("table")?;
        // A cursor belongs to one list, and says which.
        let list = Digest::of(format!("{sender:?} {filter:?}").as_bytes()).to_string();
        let after = cursor.map(|cursor| {
            cursor
                .strip_prefix(list.as_str())?
                .strip_prefix('.')?
                .parse::<JobId>()
                .ok()
        });
        let after = match after {
            None => None,
            Some(Some(job)) => Some(job),
            Some(None) => return Ok(None),
        };
        let rows = lock(&self.rows);
        let fits = |job: &SignatureJob| {
            job.terms().sender.organisation == *sender
                && filter.status.is_none_or(|status| job.status() == status)
                && filter
                    .created_from
                    .is_none_or(|from| job.created_at() >= from)
                && filter
                    .created_before
                    .is_none_or(|before| job.created_at() < before)
                && filter
                    .signer
                    .is_none_or(|signer| job.signer(signer).is_some())
                && (filter.reference.is_none()
                    || filter.reference.as_deref()
                        == job.terms().reference.as_ref().map(AsRef::as_ref))
        };
        let mut fitting = rows
            .jobs
            .values()
            .rev()
            .map(|read| &read.job)
            .filter(|job| after.is_none_or(|after| job.id() < after) && fits(job));
        let items: Vec<JobSummary> = fitting
            .by_ref()
            .take(limit as usize)
            .map(JobSummary::of)
            .collect();
        let next = fitting
            .next()
            .and_then(|_| items.last().map(|last| format!("{list}.{}", last.job)));
        Ok(Some(Page { items, next }))
    }
}

impl Tasks for MemoryTable {
    async fn tasks(
        &self,
        person: &PersonKey,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<(JobId, SignerId)>, PortError> {
        self.fault.check("table")?;
        let after = cursor.and_then(|cursor| cursor.parse::<JobId>().ok());
        let rows = lock(&self.rows);
        let theirs = rows.tasks.get(&person.to_string()).into_iter().flatten();
        let mut tasks = theirs
            .rev()
            .map(|(job, signer)| (*job, *signer))
            .filter(|(job, _)| after.is_none_or(|after| *job < after));
        let items: Vec<(JobId, SignerId)> = tasks.by_ref().take(limit as usize).collect();
        let next = tasks
            .next()
            .and_then(|_| items.last().map(|(job, _)| job.to_string()));
        Ok(Page { items, next })
    }
}
