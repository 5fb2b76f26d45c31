//! Every port of `segl-app` on AWS. A main opens only the ports its function needs, for what counts at a
//! cold start is how many clients are made.

mod config;
mod documents;
mod keys;
mod messages;
mod persons;
#[cfg(test)]
mod replay;
mod secrets;
mod system;
mod table;
mod workflow;

pub use config::{Aws, MissingVariable, variable};
pub use documents::DocumentStore;
pub use keys::{KmsCodeKey, KmsSealKey};
pub use messages::{SesEmailSender, SnsTexts};
pub use persons::{KmsPersonCipher, KmsPersonKeys};
pub use secrets::Secrets;
pub use system::{SYSTEM, SystemClock, SystemEntropy};
pub use table::Table;
pub use workflow::StepFunctions;
