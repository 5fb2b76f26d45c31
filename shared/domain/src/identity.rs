//! Who somebody is, how that is proven, and what it allows.

pub mod authentication;
pub mod national_id;
pub mod person;
pub mod policy;
pub mod principal;
