//! Names of files in a container, and the references of signatures that mean them (EN 319 162-1 clause 4.4.3.2, RFC 3986).

use std::fmt::Write as _;

use segl_pki::letters::{case_folded, is_ignorable};
use unicode_normalization::UnicodeNormalization as _;

/// The reference that means a file: its name with every byte escaped that is not unreserved, folders kept.
#[must_use]
pub fn uri_of(name: &str) -> String {
    let mut uri = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

/// The name of the file that a reference means; `None` for one that means none: with an escape that is none, a fragment or
/// a query. Producers escape much or nothing, so letters outside ASCII and spaces are taken as they stand.
#[must_use]
pub fn name_of(uri: &str) -> Option<String> {
    let mut name = Vec::with_capacity(uri.len());
    let mut rest = uri.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        match byte {
            b'%' => {
                let digits = std::str::from_utf8(after.get(..2)?).ok()?;
                name.push(
                    u8::from_str_radix(digits, 16)
                        .ok()
                        .filter(|_| !digits.starts_with('+'))?,
                );
                rest = &after[2..];
            }
            b'#' | b'?' => return None,
            byte => {
                name.push(*byte);
                rest = after;
            }
        }
    }
    let name = String::from_utf8(name).ok()?;
    // A reference relative to the container's root may say so.
    Some(name.strip_prefix("./").map(str::to_owned).unwrap_or(name))
}

/// A name that a container can hold and every file system can write, as like the given one as can be: what could mislead a
/// reader, or separates or ends names somewhere, is left out or becomes `_`, and what is too long is cut in the middle, so
/// that the ending stays.
#[must_use]
pub fn safe_name(name: &str) -> String {
    let letters = name.chars().filter(|letter| !is_unseen(*letter));
    let is_taken = |letter| matches!(letter, '/' | '\\' | '<' | '>' | ':' | '"' | '|' | '?' | '*');
    let name: String = letters
        .map(|letter| if is_taken(letter) { '_' } else { letter })
        .collect();
    let name = name.trim().trim_end_matches(['.', ' ']);
    let name = if name.is_empty() {
        "_".to_owned()
    } else {
        name.to_owned()
    };
    if name.len() <= MAX_NAME_LEN {
        return name;
    }
    let ending = name
        .rfind('.')
        .filter(|dot| name.len() - dot <= 16)
        .map_or("", |dot| &name[dot..]);
    let kept = name.floor_char_boundary(MAX_NAME_LEN - ending.len());
    format!("{}{ending}", &name[..kept])
}

/// The longest name of a file in a container, in bytes: what file systems take.
pub(crate) const MAX_NAME_LEN: usize = 255;

/// A name as file systems compare it, so that two with the same key may be written over each other: by folders, without
/// regard to case, to how marks are put on letters, to letters that are not seen, and to periods and spaces at the end.
pub(crate) fn key_of(name: &str) -> String {
    let folded = |part: &str| {
        let seen = part.chars().filter(|letter| !is_ignorable(*letter));
        // Folding may bring marks that stand in another order composed.
        let folded: String = seen.nfd().flat_map(case_folded).nfc().collect();
        folded.trim_end_matches(['.', ' ']).to_owned()
    };
    let parts: Vec<String> = name.split('/').map(folded).collect();
    parts.join("/")
}

/// Whether a letter is not seen, or changes the order in which others are; a name with one can be mistaken. Which of two
/// pictures an emoji shows may be said: that letter alone stands in many honest names.
pub(crate) fn is_unseen(letter: char) -> bool {
    let is_choice = matches!(letter, '\u{fe0e}' | '\u{fe0f}');
    is_line_end_or_control(letter) || (is_ignorable(letter) && !is_choice)
}

fn is_line_end_or_control(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')
}

/// Whether a letter would not stand for itself where text is shown: it is not seen, ends a line, tells a terminal what to
/// do, or changes the order in which others are read.
#[must_use]
pub fn is_misleading(letter: char) -> bool {
    is_line_end_or_control(letter)
        || is_ignorable(letter)
        || matches!(letter, '\u{2800}' | '\u{fff9}'..='\u{fffc}')
}

/// A text of a stranger's on one line, as the front page writes it: what would mislead whoever reads it stands by its
/// number, like `[U+202E]`. So does white space behind white space, which could push what follows to a line of its own.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut is_after_space = false;
    for letter in text.chars() {
        let is_space = letter.is_whitespace();
        if is_misleading(letter) || (is_space && is_after_space) {
            let _ = write!(shown, "[U+{:04X}]", u32::from(letter));
        } else {
            shown.push(letter);
        }
        is_after_space = is_space;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_is_found_again_by_its_reference() {
        for name in [
            "a.json",
            "a b ø 王#%?.txt",
            "folder/c",
            "0123456789~#%&()=`@{[]}'.txt",
        ] {
            assert_eq!(name_of(&uri_of(name)).as_deref(), Some(name));
        }
        assert_eq!(uri_of("a b/ø"), "a%20b/%C3%B8");
        assert_eq!(name_of("a b ø").as_deref(), Some("a b ø"));
        assert_eq!(name_of("./a").as_deref(), Some("a"));
    }

    #[test]
    fn any_name_becomes_one_that_a_container_can_hold() {
        for (name, expected) in [
            ("Leieavtale 2026.pdf", "Leieavtale 2026.pdf"),
            ("王小明 ø.pdf", "王小明 ø.pdf"),
            ("../a\\b\n\u{202e}fdp.exe", ".._a_bfdp.exe"),
            ("..", "_"),
            ("\u{200b}", "_"),
            ("why? <a|b>: \"c*\".pdf", "why_ _a_b__ _c__.pdf"),
            (" trailing. ", "trailing"),
        ] {
            assert_eq!(safe_name(name), expected);
        }
        let long = safe_name(&format!("{}.pdf", "ø".repeat(200)));
        assert!(
            long.len() <= MAX_NAME_LEN && long.ends_with("ø.pdf"),
            "{long}"
        );
    }

    #[test]
    fn what_means_no_file_is_none() {
        for uri in ["#id", "a#b", "a?b", "%", "%4", "%zz", "%+1", "%ff"] {
            assert_eq!(name_of(uri), None, "{uri}");
        }
    }

    #[test]
    fn a_long_name_is_cut_in_its_middle_and_keeps_a_short_ending_alone() {
        assert_eq!(safe_name(&"a".repeat(255)).len(), 255);
        assert_eq!(safe_name(&"a".repeat(256)), "a".repeat(255));
        let with = |ending: &str| safe_name(&format!("{}{ending}", "a".repeat(300)));
        assert_eq!(with(".pdf"), format!("{}.pdf", "a".repeat(251)));
        assert_eq!(
            with(".123456789012345"),
            format!("{}.123456789012345", "a".repeat(239))
        );
        assert_eq!(
            with(".1234567890123456"),
            "a".repeat(255),
            "an ending longer than any"
        );
        assert_eq!(safe_name("."), "_");
        assert_eq!(safe_name("..."), "_");
    }

    #[test]
    fn letters_that_are_not_seen_are_known() {
        for unseen in [
            '\0',
            '\n',
            '\u{7f}',
            '\u{200b}',
            '\u{200f}',
            '\u{2028}',
            '\u{202e}',
            '\u{2066}',
            '\u{2069}',
            '\u{feff}',
            '\u{ad}',
            '\u{34f}',
            '\u{2060}',
            '\u{3164}',
            '\u{e0041}',
            '\u{fe00}',
        ] {
            assert!(is_unseen(unseen), "{unseen:?}");
        }
        for seen in [
            ' ', 'a', '王', '\u{200a}', '\u{2010}', '\u{2027}', '\u{202f}', '\u{fe0f}',
        ] {
            assert!(!is_unseen(seen), "{seen:?}");
        }
    }

    #[test]
    fn names_that_file_systems_take_for_one_have_one_key() {
        for (one, other) in [
            ("a.txt", "A.TXT"),
            ("å.txt", "A\u{30a}.txt"),
            ("a.txt", "a.txt."),
            ("a.txt", "a.txt. ."),
            ("folder/a", "Folder. /a"),
            ("a.txt", "a\u{ad}.txt"),
            ("a.txt", "a\u{e0041}.t\u{3164}xt\u{fe0f}"),
            ("straße", "STRASSE"),
            ("ὀδός", "ὈΔΌΣ"),
        ] {
            assert_eq!(key_of(one), key_of(other), "{one} {other}");
        }
        for (one, other) in [
            ("a.txt", "b.txt"),
            ("a", "a/b"),
            ("a/b", "ab"),
            ("ø", "o"),
            (".a", "a"),
            ("a b", "ab"),
            ("a%20b", "a b"),
        ] {
            assert_ne!(key_of(one), key_of(other), "{one} {other}");
        }
    }

    #[test]
    fn what_would_mislead_whoever_reads_a_text_stands_by_its_number() {
        assert_eq!(
            shown("a\n\u{1b}[2J\u{202e}b\u{9b}\u{2028}\u{ad}\u{2066}\u{e0041}\t\0"),
            "a[U+000A][U+001B][2J[U+202E]b[U+009B][U+2028][U+00AD][U+2066][U+E0041][U+0009][U+0000]"
        );
        assert_eq!(shown("Kåre 王 – \u{1f600}"), "Kåre 王 – \u{1f600}");
        assert_eq!(shown("a \u{3000} b c"), "a [U+3000][U+0020]b c");
    }
}
