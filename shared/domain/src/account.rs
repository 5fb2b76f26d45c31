//! Who has an account: the organisations that send.

pub mod organisation;
