//! What a signer does: gets in, reads, signs or rejects, downloads.

pub mod direct;
pub mod downloads;
pub mod login;
pub mod otp;
pub mod session;
pub mod signing;
pub mod task;
pub mod task_list;
