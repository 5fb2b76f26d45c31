//! What links and redirect URLs point at, in memory.

use segl_domain::{
    id::{JobId, SignerId},
    secret::{LinkDigest, RedirectDigest},
};

use crate::{
    fakes::{lock, table::MemoryTable},
    ports::{
        PortError,
        links::{Links, Redirects},
    },
};

impl Links for MemoryTable {
    async fn find(&self, link: &LinkDigest) -> Result<Option<(JobId, SignerId)>, PortError> {
        self.fault.check("table")?;
        Ok(lock(&self.rows).links.get(&link.to_string()).copied())
    }
}

impl Redirects for MemoryTable {
    async fn find(
        &self,
        redirect: &RedirectDigest,
    ) -> Result<Option<(JobId, SignerId)>, PortError> {
        self.fault.check("table")?;
        Ok(lock(&self.rows)
            .redirects
            .get(&redirect.to_string())
            .copied())
    }
}
