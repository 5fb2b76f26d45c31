//! Sessions and API keys, in memory.

use jiff::Timestamp;
use segl_domain::secret::SessionDigest;

use crate::{
    fakes::{lock, table::MemoryTable},
    ports::{
        PortError,
        authenticator::{Authenticator, Caller, Credential},
        sessions::{Session, Sessions},
    },
};

impl Sessions for MemoryTable {
    async fn keep(&self, digest: &SessionDigest, session: &Session) -> Result<(), PortError> {
        self.fault.check("table")?;
        lock(&self.rows)
            .sessions
            .insert(digest.to_string(), session.clone());
        Ok(())
    }
    async fn find(&self, digest: &SessionDigest) -> Result<Option<Session>, PortError> {
        self.fault.check("table")?;
        Ok(lock(&self.rows).sessions.get(&digest.to_string()).cloned())
    }
    async fn renew(&self, digest: &SessionDigest, until: Timestamp) -> Result<bool, PortError> {
        self.fault.check("table")?;
        let mut rows = lock(&self.rows);
        let Some(session) = rows.sessions.get_mut(&digest.to_string()) else {
            return Ok(false);
        };
        session.expires_at = until;
        Ok(true)
    }
    async fn forget(&self, digest: &SessionDigest) -> Result<(), PortError> {
        self.fault.check("table")?;
        lock(&self.rows).sessions.remove(&digest.to_string());
        Ok(())
    }
}

impl Authenticator for MemoryTable {
    async fn authenticate(&self, credential: &Credential) -> Result<Option<Caller>, PortError> {
        let Credential::ApiKey(key) = credential;
        self.fault.check("table")?;
        Ok(lock(&self.rows)
            .keys
            .get(&key.digest().to_string())
            .cloned())
    }
}
