//! When a text message may ring: not between 22 and 8 in Norway, unless waiting would miss the deadline.

use jiff::{Timestamp, civil::time, tz::TimeZone};

static OSLO: TimeZone = jiff::tz::get!("Europe/Oslo");

/// The first moment from `wanted` on at which a text message may be sent to a signer whose deadline is `deadline`.
///
/// Quiet hours are 22:00-08:00 Europe/Oslo. A message whose quiet hours end at or after the deadline is sent when wanted.
#[must_use]
pub fn sms_time(wanted: Timestamp, deadline: Option<Timestamp>) -> Timestamp {
    let local = wanted.to_zoned_datetime(OSLO.clone());
    let morning = match local.hour() {
        hour if hour >= 22 => local.tomorrow(),
        hour if hour < 8 => Ok(local),
        _ => return wanted,
    };
    let morning = morning.and_then(|day| {
        day.date()
            .to_datetime(time(8, 0, 0, 0))
            .to_zoned_datetime(OSLO.clone())
    });
    match morning.map(|morning| morning.timestamp()) {
        Ok(morning) if deadline.is_none_or(|deadline| morning < deadline) => morning,
        _ => wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time in a test")
    }

    #[test]
    fn a_message_wanted_by_day_goes_at_once() {
        assert_eq!(
            sms_time(at("2026-11-23T12:00:00Z"), None),
            at("2026-11-23T12:00:00Z")
        );
        assert_eq!(
            sms_time(at("2026-11-23T20:59:59Z"), None),
            at("2026-11-23T20:59:59Z")
        );
    }

    #[test]
    fn a_message_wanted_at_night_waits_until_eight_in_norway() {
        assert_eq!(
            sms_time(at("2026-11-23T21:00:00Z"), None),
            at("2026-11-24T07:00:00Z")
        );
        assert_eq!(
            sms_time(at("2026-11-24T06:59:00Z"), None),
            at("2026-11-24T07:00:00Z")
        );
        assert_eq!(
            sms_time(at("2026-07-01T21:00:00Z"), None),
            at("2026-07-02T06:00:00Z"),
            "summer time"
        );
    }

    #[test]
    fn the_night_the_clocks_change_ends_at_eight_too() {
        assert_eq!(
            sms_time(at("2026-03-28T23:00:00Z"), None),
            at("2026-03-29T06:00:00Z")
        );
        assert_eq!(
            sms_time(at("2026-10-24T22:00:00Z"), None),
            at("2026-10-25T07:00:00Z")
        );
    }

    #[test]
    fn a_deadline_before_eight_forces_the_message() {
        let wanted = at("2026-11-23T23:00:00Z");
        assert_eq!(sms_time(wanted, Some(at("2026-11-24T07:00:00Z"))), wanted);
        assert_eq!(
            sms_time(wanted, Some(at("2026-11-24T07:00:01Z"))),
            at("2026-11-24T07:00:00Z")
        );
    }
}
