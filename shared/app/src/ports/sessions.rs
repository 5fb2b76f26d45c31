//! Sessions of browsers, and what each has shown so far.

use jiff::Timestamp;
use segl_domain::{
    id::{JobId, SignerId},
    identity::{
        authentication::{AuthenticationMethod, Login},
        person::Encrypted,
    },
    secret::SessionDigest,
};
use serde::{Deserialize, Serialize};

use crate::ports::PortError;

/// A task that a browser got in to without an e-ID.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenVisit {
    /// The job.
    pub job: JobId,
    /// Whose task it is.
    pub signer: SignerId,
    /// How it was got in to.
    pub entry: AuthenticationMethod,
}

/// An e-ID login of a browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenLogin {
    /// Who, and how sure that is.
    pub login: Login,
    /// The e-ID provider's identifier in the configuration.
    pub provider: String,
    /// The ID token, to log out at the provider with.
    pub id_token: Encrypted,
}

/// What a browser has shown so far: found by the digest of its cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Tasks it got in to, oldest first.
    pub visits: Vec<OpenVisit>,
    /// Who is logged in.
    pub login: Option<OpenLogin>,
    /// When it began; it lasts twelve hours at most, however much it is used.
    pub begun_at: Timestamp,
    /// When it ends unless it is used before.
    #[serde(skip, default = "never")]
    pub expires_at: Timestamp,
}

const fn never() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

impl Session {
    /// How this session got in to a task without an e-ID, if it did.
    #[must_use]
    pub fn visit_of(&self, job: JobId, signer: SignerId) -> Option<&OpenVisit> {
        self.visits
            .iter()
            .find(|visit| (visit.job, visit.signer) == (job, signer))
    }
}

/// Sessions, found by the digest of the cookie's token.
pub trait Sessions: Send + Sync {
    /// Stores a session.
    fn keep(
        &self,
        digest: &SessionDigest,
        session: &Session,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Makes a session last until `until`; `false` when it was forgotten, which no page that was asked for before undoes.
    fn renew(
        &self,
        digest: &SessionDigest,
        until: Timestamp,
    ) -> impl Future<Output = Result<bool, PortError>> + Send;

    /// The session with this digest, be it over or not.
    fn find(
        &self,
        digest: &SessionDigest,
    ) -> impl Future<Output = Result<Option<Session>, PortError>> + Send;

    /// Forgets a session; one that is not there is forgotten already.
    fn forget(&self, digest: &SessionDigest) -> impl Future<Output = Result<(), PortError>> + Send;
}
