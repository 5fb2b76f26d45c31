//! The deeds of the service, one a file, and the doors (ports) they go through.

pub mod document;
pub mod notice;
pub mod ports;
pub mod sender;

pub use document::{Checked, DocumentState, Settled, StoredDocument};
pub use notice::{NoticeContent, Told};
pub use sender::{ApiKey, AuthenticateError, PresentedKey, authenticate};
