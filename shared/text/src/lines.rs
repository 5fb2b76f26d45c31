//! Sizes and single lines, as people read them.

use segl_domain::language::Language;

/// A size in bytes, in kB or MB (powers of ten), never smaller than 1 kB.
#[must_use]
pub fn size(bytes: u64, language: Language) -> String {
    if bytes < 1_000_000 {
        return format!("{} kB", bytes.div_ceil(1000).max(1));
    }
    let tenths = bytes / 100_000;
    let point = if language == Language::En { '.' } else { ',' };
    format!("{}{point}{} MB", tenths / 10, tenths % 10)
}

/// The text on one line: a subject or a text message must not be broken into headers or lines by what people wrote.
#[must_use]
pub fn one_line(text: &str) -> String {
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
