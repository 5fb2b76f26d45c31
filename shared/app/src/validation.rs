//! Validates documents and evidence for anybody.

pub mod anchors;
pub mod document;
pub mod statements;
pub mod trail;
pub mod upload;

pub use segl_validation as signatures;
