//! Doors: one suite for memory and for AWS. A fake that is kinder than the table would make every other test a lie.
//!
//! Memory is held to it always; AWS with the feature `emulator`, which wants `AWS_ENDPOINT_URL` and credentials that the
//! emulator takes.

#[cfg(feature = "emulator")]
mod emulator;
mod people;
mod table;
mod vault;

/// Holds memory, and AWS with the feature `emulator`, to each of these laws.
macro_rules! held {
    ($memory:path, $aws:path: $($law:ident)*) => {
        mod in_memory {
            $(#[tokio::test]
            async fn $law() {
                super::$law(&$memory()).await;
            })*
        }
        #[cfg(feature = "emulator")]
        mod on_aws {
            $(#[tokio::test]
            async fn $law() {
                super::$law(&$aws().await).await;
            })*
        }
    };
}
use held;
