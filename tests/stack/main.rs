//! The deployed stack, called over HTTP as senders and signers call it. `cargo local test` brings it up and says where it
//! is; each test makes its own job, so they run side by side.

mod abuse;
mod api;
mod direct;
mod e_id;
mod endings;
mod evidence;
mod http;
mod journey;
mod pdf;
mod people;
mod renewal;
mod restart;
mod validate;
