//! A store that does not answer as it should.

use segl_app::ports::PortError;

/// That the store failed, and by what.
pub(super) fn unavailable(
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> PortError {
    PortError::new("store", source)
}
