//! The use cases of the service, one a file by who acts, and the ports they go through.

pub mod change_set;
pub mod document;
#[cfg(feature = "fakes")]
pub mod fakes;
pub mod notification;
pub mod ports;
pub mod sender;
pub mod signer;
#[cfg(all(test, feature = "fakes"))]
mod testing;
mod tokens;
pub mod update;
pub mod validation;
pub mod workflow;

pub use segl_front_page::fonts::Fonts;
pub use segl_pdf::preflight;
