//! The laws of a signature job: each rule told by name, and all of them under any sequence of commands.

mod any_sequence;
mod endings;
mod entering;
mod notices;
mod people;
mod signing;
