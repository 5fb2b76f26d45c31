//! The pages for people: what a signer opens, and what anybody validates.

pub mod direct;
pub mod downloads;
pub mod link;
pub mod login;
mod outcome;
pub mod portal;
mod refusal;
mod request;
pub mod sign;
pub mod task;
pub mod validation;

pub use refusal::PageRefusal;
