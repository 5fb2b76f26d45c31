//! Ports: one suite for memory and for AWS. A fake that is kinder than the table would make every other test a lie.
//!
//! Memory is held to it always; AWS with the feature `emulator`, which wants `AWS_ENDPOINT_URL` and credentials that the
//! emulator takes.

mod documents;
#[cfg(feature = "emulator")]
mod emulator;
mod people;
mod table;

/// Holds memory, and AWS with the feature `emulator`, to each of these invariants.
macro_rules! held {
    ($memory:path, $aws:path: $($invariant:ident)*) => {
        mod in_memory {
            $(#[tokio::test]
            async fn $invariant() {
                super::$invariant(&$memory()).await;
            })*
        }
        #[cfg(feature = "emulator")]
        mod on_aws {
            $(#[tokio::test]
            async fn $invariant() {
                super::$invariant(&$aws().await).await;
            })*
        }
    };
}
use held;
