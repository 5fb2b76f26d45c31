//! PAdES signatures (ETSI EN 319 142-1) by incremental update: the phases of a signature up to the digest that a key is
//! to sign ([`document`], [`signing`], [`stored`]), the baseline levels above it ([`levels`]), validation data and document timestamps
//! ([`archive`]).

pub mod archive;
pub mod document;
pub mod form;
pub mod levels;
pub mod signing;
pub mod stored;
