//! The sender API: JSON, an API key, problems by RFC 9457.

pub mod about;
mod create_signature_job;
pub mod direct;
pub mod documents;
pub mod downloads;
mod problem;
pub mod problem_types;
mod request;
pub mod signature_jobs;
pub mod signers;
pub mod status_changes;
pub mod validations;

pub use create_signature_job::create_signature_job;
pub use problem::Refusal;
