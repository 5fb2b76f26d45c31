//! The adapter behind the state machines and the events: each step and each reaction parses its input, calls one use case
//! and says what came of it, with failures by the names that the state machines know.

pub mod messages;
pub mod reactions;
pub mod steps;
