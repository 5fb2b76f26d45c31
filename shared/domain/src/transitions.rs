//! The transitions: the only ways from one state of a job to the next.

pub(crate) mod contact_lookup;
pub(crate) mod create;
pub(crate) mod direct;
pub(crate) mod end;
pub(crate) mod notify;
pub(crate) mod otp;
pub(crate) mod retention;
pub(crate) mod seal;
pub(crate) mod sign;
pub(crate) mod signers;
