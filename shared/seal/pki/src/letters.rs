//! Letters that compare alike, and those that are not seen.

/// A letter without regard to case: Unicode's full case folding (C and F of `CaseFolding.txt`; RFC 3454 table B.2), by
/// which `ß` is `ss` and a final sigma is a sigma.
pub fn case_folded(letter: char) -> impl Iterator<Item = char> {
    // Small, capital and small again folds all letters that the table folds, and one more: it has the capital of another.
    let is_alone = letter == '\u{131}';
    let folded = letter
        .to_lowercase()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase);
    is_alone
        .then_some(letter)
        .into_iter()
        .chain(folded.filter(move |_| !is_alone))
}

/// Whether a letter shows nothing of itself where it is not supported: Unicode's property `Default_Ignorable_Code_Point`,
/// with what is reserved for such letters.
pub const fn is_ignorable(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        text.chars().flat_map(case_folded).collect()
    }

    #[test]
    fn texts_that_differ_in_case_alone_fold_to_one() {
        for (one, other) in [
            ("Straße AS", "STRASSE as"),
            ("STRAẞE", "strasse"),
            ("ΟΔΟΣ", "οδος"),
            ("Ægir", "ÆGIR"),
            ("ﬁl", "FIL"),
            ("Kelvin", "\u{212a}elvin"),
        ] {
            assert_eq!(folded(one), folded(other), "{one}");
        }
        // A letter of its own in Turkish, though its capital is that of `i`.
        assert_ne!(folded("ı"), folded("i"));
        assert_eq!(folded("ı"), "ı");
    }

    #[test]
    fn letters_that_show_nothing_are_known() {
        for letter in [
            '\u{ad}',
            '\u{34f}',
            '\u{2060}',
            '\u{2065}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{e0001}',
            '\u{e007f}',
            '\u{e01ef}',
        ] {
            assert!(is_ignorable(letter), "{letter:?}");
        }
        for letter in ['a', ' ', '\n', '\u{1f600}', '\u{301}', '王', '\u{2028}'] {
            assert!(!is_ignorable(letter), "{letter:?}");
        }
    }
}
