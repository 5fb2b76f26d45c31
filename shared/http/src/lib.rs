//! The HTTP adapter: each endpoint parses its request, calls one use case and replies. Generic over the ports, which its
//! function opens.

pub mod api;
mod form;
mod reply;
mod request;
pub mod signer;

pub use reply::{IntoReply, Reply, SESSION_COOKIE};
