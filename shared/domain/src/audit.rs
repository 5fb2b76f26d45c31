//! The audit trail: what happened to a job, each event chained by its hash to the one before it.

mod canonical_json;
pub(crate) mod chain;
mod event;
#[cfg(test)]
mod tests;
mod trail;

pub use canonical_json::canonical_json;
pub use chain::{AUDIT_TRAIL_FORMAT, AuditEvent, audit_trail_json};
pub use event::{AuditEventData, AuditedDocument, AuditedSigner, SignerField};
pub use trail::{TrailError, VerifiedTrail, is_of_readable_size, verify_audit_trail};
