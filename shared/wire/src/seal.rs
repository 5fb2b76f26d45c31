//! What the sender is told of a job's seal: while it is made, and when it is there.

use jiff::Timestamp;
use segl_domain::{
    digest::Digest,
    job::{JobState, SealedDocument},
};
use serde::{Deserialize, Serialize};

/// A seal that is being made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SealingView {
    /// Since when all have signed.
    pub since: Timestamp,
    /// How often it was begun.
    pub attempts: u16,
    /// What keeps it, when it was begun more than once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What is said of a seal that was begun more than once.
const TRIED_AGAIN: &str = "The sealing key, a time-stamping authority or one who answers about certificates did not answer. \
                           The seal is tried again until it is made; all signatures are kept.";

/// The sealed document of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SealedView {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Size in bytes.
    pub size: u64,
    /// The PAdES level that the seal reached (ETSI EN 319 142-1).
    pub level: String,
    /// What the level means for how long the seal can be validated, where that is not long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    /// The evidence of the signers, which is embedded in the document too; of older documents there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceView>,
}

/// The evidence of a job's signers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceView {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// Size in bytes.
    pub size: u64,
}

/// What a seal without a timestamp says of itself.
const NO_TIMESTAMP: &str = "The seal has no timestamp, because no time-stamping authority is configured. It can be \
                            validated until its certificate expires; keep the evidence, or have the document timestamped.";

/// What is said of a seal that was stopped.
const HALTED: &str = "Sealing is stopped: a stored document is not the one that was checked. The operators of the service have \
                      been alerted, and it goes on when they have mended that. Nothing that was signed is lost.";

impl SealingView {
    /// Of a job that all have signed and that is not sealed yet.
    pub(crate) fn of(state: &JobState) -> Option<Self> {
        let JobState::AllSigned {
            at,
            attempts,
            halted_at,
        } = state
        else {
            return None;
        };
        let note = match halted_at {
            Some(_) => Some(HALTED.to_owned()),
            None => (*attempts > 1).then(|| TRIED_AGAIN.to_owned()),
        };
        Some(Self {
            since: *at,
            attempts: *attempts,
            note,
        })
    }
}

impl From<&SealedDocument> for SealedView {
    fn from(sealed: &SealedDocument) -> Self {
        let evidence = sealed.evidence.as_ref();
        Self {
            sha256: sealed.sha256,
            size: sealed.size,
            warning: (sealed.level == "B-B").then(|| NO_TIMESTAMP.to_owned()),
            level: sealed.level.clone(),
            evidence: evidence.map(|evidence| EvidenceView {
                sha256: evidence.sha256,
                size: evidence.size,
            }),
        }
    }
}
