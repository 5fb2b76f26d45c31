//! The moves: the only ways from one state of a job to the next.

pub(crate) mod create;
pub(crate) mod direct;
pub(crate) mod end;
pub(crate) mod enter;
pub(crate) mod keep;
pub(crate) mod mend;
pub(crate) mod notify;
pub(crate) mod reach;
pub(crate) mod seal;
pub(crate) mod sign;
