//! The transitions: the only ways from one state of a job to the next.

pub mod contact_lookup;
pub mod create;
pub mod direct;
pub mod end;
pub mod notify;
pub mod otp;
pub mod retention;
pub mod seal;
pub mod sign;
pub mod signers;
