//! What workflows do: pick a job up from the table, do what is due, wait, and be woken.
//!
//! Every use case here may be done twice and may die at any line: it begins by reading the table and ends by writing it,
//! and what lies between is either harmless to repeat or recorded as an intention first.

pub mod callbacks;
pub mod codes;
pub mod deletion;
pub mod evaluation;
pub mod evidence;
pub mod front_page;
pub mod halting;
mod identified;
pub mod notify;
pub mod reconciliation;
pub mod renewal;
pub mod sealing;

#[cfg(all(test, feature = "fakes"))]
mod tests;
