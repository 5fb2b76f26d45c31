//! What a sender does, by its systems or its people.

pub mod access;
pub mod creation;
pub mod documents;
pub mod downloads;
pub mod jobs;
pub mod redirects;
pub mod signers;
pub mod status_changes;
pub mod status_query;
pub mod update;
