//! The plumbing: every port of `segl-app` on AWS. A main opens only the doors its function needs, for what counts at a
//! cold start is how many clients are made.

mod config;
mod keys;
mod messages;
#[cfg(test)]
mod replay;
mod system;
mod table;
mod vault;
mod workflow;

pub use config::{Aws, MissingVariable, variable};
pub use keys::{KmsCodeKey, KmsSealKey};
pub use messages::{SesMail, SnsTexts};
pub use system::{SystemClock, SystemEntropy};
pub use table::Table;
pub use vault::Vault;
pub use workflow::StepFunctions;
