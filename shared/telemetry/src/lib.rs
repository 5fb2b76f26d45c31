//! Counts for CloudWatch in its embedded metric format: a line of the log that becomes a metric without a filter.

use jiff::Timestamp;
use serde_json::{Value, json};

/// The namespace of Segl's own metrics; alarms of the template name it.
const NAMESPACE: &str = "Segl";

/// Counts one corruption: something stored is not what was stored. Each one alarms.
#[expect(
    clippy::disallowed_methods,
    reason = "the time of a line of the log, by which nothing is decided"
)]
pub fn count_corrupt() {
    println!("{}", count("Corrupt", Timestamp::now()));
}

fn count(name: &str, at: Timestamp) -> Value {
    json!({
        "_aws": {
            "Timestamp": at.as_millisecond(),
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [[]],
                "Metrics": [{ "Name": name, "Unit": "Count" }],
            }],
        },
        name: 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_a_metric_in_the_embedded_format() {
        let said = count(
            "Corrupt",
            Timestamp::from_millisecond(1_795_478_400_123).expect("a time"),
        );
        assert_eq!(said["_aws"]["Timestamp"], 1_795_478_400_123_i64);
        assert_eq!(
            said["_aws"]["CloudWatchMetrics"][0]["Metrics"][0]["Name"],
            "Corrupt"
        );
        assert_eq!(said["Corrupt"], 1);
    }
}
