//! What a search for active content comes to.

use super::ActiveContent;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::preflight) enum Finding {
    Active(ActiveContent),
    JavaScript,
    /// Finding it out takes too long.
    TooCostly,
}
