//! Contracts: what the template, the state machines, the manifests and the code say of each other, held both ways.
//!
//! Nothing is started here. A list of exceptions in this folder may only shrink: one that is no longer needed fails.

mod callers;
mod crates;
mod cycles;
mod features;
mod functions;
mod roles;
mod routes;
mod state_machines;
mod stores;
mod wire;
pub(crate) mod workspace;
