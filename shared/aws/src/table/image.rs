//! Rows as the table's stream shows them.

use segl_app::ports::PortError;
use segl_domain::job::SignatureJob;
use serde_json::Value;

use super::{Table, corrupt, item::is_known};

impl Table {
    /// The job in a stream's image of a row; `None` when the row is none of a job's.
    ///
    /// # Errors
    /// When it is a job's row and cannot be read.
    pub fn job_in_image(image: &Value) -> Result<Option<SignatureJob>, PortError> {
        let text = |name: &str| {
            image
                .get(name)
                .and_then(|value| value.get("S"))
                .and_then(Value::as_str)
        };
        let format = image.get("v").and_then(|value| value.get("N"));
        let format = format
            .and_then(Value::as_str)
            .and_then(|number| number.parse().ok());
        match (text("sk"), text("job")) {
            (Some("JOB"), Some(job)) => {
                is_known(format)?;
                serde_json::from_str(job).map(Some).map_err(corrupt)
            }
            (Some("JOB"), None) => Err(corrupt("a job's row has no job in it")),
            _ => Ok(None),
        }
    }
}
