//! Times as people in Norway read them.

use jiff::{Timestamp, ZonedDateTime, tz::TimeZone};
use segl_domain::language::Language;

/// Names of days, from Monday, and of months.
struct Names {
    weekdays: [&'static str; 7],
    months: [&'static str; 12],
}

const fn names(language: Language) -> &'static Names {
    match language {
        Language::Nb => &NB,
        Language::Nn => &NN,
        Language::En => &EN,
    }
}

static OSLO: TimeZone = jiff::tz::get!("Europe/Oslo");

fn oslo(time: Timestamp) -> ZonedDateTime {
    time.to_zoned_datetime(OSLO.clone())
}

/// A moment in Norway, spelled out: `tirsdag 24. november 2026 kl. 14.30`.
#[must_use]
pub fn moment(time: Timestamp, language: Language) -> String {
    let (local, names) = (oslo(time), names(language));
    let weekday =
        names.weekdays[usize::from(local.weekday().to_monday_zero_offset().unsigned_abs())];
    let month = names.months[usize::from(local.month().unsigned_abs()) - 1];
    let (day, year, hour, minute) = (local.day(), local.year(), local.hour(), local.minute());
    match language {
        Language::Nb | Language::Nn => {
            format!("{weekday} {day}. {month} {year} kl. {hour:02}.{minute:02}")
        }
        Language::En => {
            format!("{weekday} {day} {month} {year} at {hour:02}:{minute:02} Norwegian time")
        }
    }
}

/// A moment in Norway, short enough for a text message: `24.11. kl. 14.30`.
#[must_use]
pub fn short_moment(time: Timestamp, language: Language) -> String {
    let local = oslo(time);
    let (day, hour, minute) = (local.day(), local.hour(), local.minute());
    match language {
        Language::Nb | Language::Nn => {
            format!("{day}.{}. kl. {hour:02}.{minute:02}", local.month())
        }
        Language::En => {
            let month = names(language).months[usize::from(local.month().unsigned_abs()) - 1];
            format!("{day} {} {hour:02}:{minute:02}", &month[..3])
        }
    }
}

/// A moment in Norway to the second, with the offset that makes it unambiguous: `24. november 2026 kl. 14:30:00 (UTC+01:00)`.
#[must_use]
pub fn exact_moment(time: Timestamp, language: Language) -> String {
    let local = oslo(time);
    let month = names(language).months[usize::from(local.month().unsigned_abs()) - 1];
    let (day, year) = (local.day(), local.year());
    let clock = local.strftime("%H:%M:%S (UTC%:z)");
    match language {
        Language::Nb | Language::Nn => format!("{day}. {month} {year} kl. {clock}"),
        Language::En => format!("{day} {month} {year} at {clock}"),
    }
}

const NORWEGIAN_MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
];

static NB: Names = Names {
    weekdays: [
        "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag",
    ],
    months: NORWEGIAN_MONTHS,
};

static NN: Names = Names {
    weekdays: [
        "måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "sundag",
    ],
    months: NORWEGIAN_MONTHS,
};

static EN: Names = Names {
    weekdays: [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time in a test")
    }

    #[test]
    fn a_moment_is_norwegian_time_in_the_readers_words() {
        let winter = at("2026-11-24T13:30:00Z");
        assert_eq!(
            moment(winter, Language::Nb),
            "tirsdag 24. november 2026 kl. 14.30"
        );
        assert_eq!(
            moment(winter, Language::Nn),
            "tysdag 24. november 2026 kl. 14.30"
        );
        assert_eq!(
            moment(winter, Language::En),
            "Tuesday 24 November 2026 at 14:30 Norwegian time"
        );
        assert_eq!(
            moment(at("2026-06-30T22:05:00Z"), Language::Nb),
            "onsdag 1. juli 2026 kl. 00.05"
        );
        assert_eq!(short_moment(winter, Language::Nb), "24.11. kl. 14.30");
        assert_eq!(short_moment(winter, Language::En), "24 Nov 14:30");
    }
}
