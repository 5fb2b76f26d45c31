//! Dates as PDF writes them (ISO 32000-2 clause 7.9.4).

use jiff::{Timestamp, tz::TimeZone};

/// A date such as `D:20261124120000Z`, in UTC.
#[must_use]
pub fn pdf_date(at: Timestamp) -> String {
    at.to_zoned_datetime(TimeZone::UTC)
        .strftime("D:%Y%m%d%H%M%SZ")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_in_utc_and_says_so() {
        let at: Timestamp = "2026-11-24T13:30:05.999+01:00".parse().expect("a time");
        assert_eq!(pdf_date(at), "D:20261124123005Z");
    }
}
