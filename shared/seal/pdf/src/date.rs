//! Dates as PDF writes them (ISO 32000-2 clause 7.9.4).

use jiff::{Timestamp, tz::TimeZone};

/// A date such as `D:20261124120000Z`, in UTC.
#[must_use]
pub fn pdf_date(at: Timestamp) -> String {
    at.to_zoned_datetime(TimeZone::UTC).strftime("D:%Y%m%d%H%M%SZ").to_string()
}
