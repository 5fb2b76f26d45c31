//! The model of a signature job and its invariants: pure, no I/O, no clock, no randomness.
//!
//! Start at [`job::SignatureJob`]: its transitions keep the invariants, [`job::SignatureJob::next`] is what a workflow asks it,
//! [`audit::AuditEvent`] is what happened, and [`job::Transition`] ties a new state to its audit events. Every text, number and
//! address is parsed into a type of its own before it gets here; times and random bytes come in as values.

pub mod account;
pub mod audit;
pub mod contact;
pub mod digest;
pub mod id;
pub mod identity;
pub mod job;
pub mod language;
pub mod notification;
pub mod secret;
pub mod text;
