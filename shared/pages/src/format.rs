//! Times, sizes and single lines, as people read them.

use jiff::{Timestamp, ZonedDateTime, tz::TimeZone};
use segl_domain::Language;

use crate::words::words;

static OSLO: TimeZone = jiff::tz::get!("Europe/Oslo");

fn oslo(time: Timestamp) -> ZonedDateTime {
    time.to_zoned_datetime(OSLO.clone())
}

/// A moment in Norway, spelled out: `tirsdag 24. november 2026 kl. 14.30`.
pub(crate) fn moment(time: Timestamp, language: Language) -> String {
    let (local, names) = (oslo(time), &words(language).dates);
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
pub(crate) fn short_moment(time: Timestamp, language: Language) -> String {
    let local = oslo(time);
    let (day, hour, minute) = (local.day(), local.hour(), local.minute());
    match language {
        Language::Nb | Language::Nn => {
            format!("{day}.{}. kl. {hour:02}.{minute:02}", local.month())
        }
        Language::En => {
            let month = words(language).dates.months[usize::from(local.month().unsigned_abs()) - 1];
            format!("{day} {} {hour:02}:{minute:02}", &month[..3])
        }
    }
}

/// A size in bytes, in kB or MB (powers of ten), never smaller than 1 kB.
pub(crate) fn size(bytes: u64, language: Language) -> String {
    if bytes < 1_000_000 {
        return format!("{} kB", bytes.div_ceil(1000).max(1));
    }
    let tenths = bytes / 100_000;
    let point = if language == Language::En { '.' } else { ',' };
    format!("{}{point}{} MB", tenths / 10, tenths % 10)
}

/// The text on one line: a subject or a text message must not be broken into headers or lines by what people wrote.
pub(crate) fn one_line(text: &str) -> String {
    let breaks =
        |c: char| c.is_control() || c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}');
    // Marks that turn the writing direction would let a name rewrite what stands around it.
    let turns = |c: &char| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let visible: String = text.chars().filter(turns).collect();
    visible
        .split(breaks)
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

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

    #[test]
    fn sizes_are_rounded_and_spelled_with_the_languages_point() {
        assert_eq!(size(0, Language::Nb), "1 kB");
        assert_eq!(size(48_211, Language::Nb), "49 kB");
        assert_eq!(size(1_290_000, Language::Nn), "1,2 MB");
        assert_eq!(size(1_290_000, Language::En), "1.2 MB");
    }

    #[test]
    fn a_line_stays_one_line() {
        assert_eq!(one_line("a\r\nBcc: b\u{2028}c\u{0}\td "), "a Bcc: b c d");
        assert_eq!(one_line("a\u{202E}b"), "ab");
    }
}
