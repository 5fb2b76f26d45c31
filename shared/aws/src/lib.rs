//! The plumbing: every port of `segl-app` on AWS. A main opens only the doors its function needs, for what counts at a
//! cold start is how many clients are made.

mod config;
mod keys;
mod messages;
mod persons;
#[cfg(test)]
mod replay;
mod secrets;
mod system;
mod table;
mod vault;
mod workflow;

pub use config::{Aws, MissingVariable, variable};
pub use keys::{KmsCodeKey, KmsSealKey};
pub use messages::{SesMail, SnsTexts};
pub use persons::{KmsPersonCipher, KmsPersonKeys};
pub use secrets::Secrets;
pub use system::{SystemClock, SystemEntropy};
pub use table::Table;
pub use vault::Vault;
pub use workflow::StepFunctions;
