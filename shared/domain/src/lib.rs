//! The words and the laws of a signature job: pure, no I/O, no clock, no dice.

mod language;

pub use language::Language;
