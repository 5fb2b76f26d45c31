//! The invariants of a signature job: each rule told by name, and all of them under any sequence of commands.

mod admission;
mod any_sequence;
mod choices;
mod direct;
mod endings;
mod entering;
mod keeping;
mod limits;
mod notifications;
mod people;
mod reaching;
mod renewal;
mod replaced;
mod signing;
mod told;
mod trail;
mod updating;
mod values;
