//! Acrobat's own formatting of fields: the one kind of script that changes nothing but how a field's value is spelled.
//!
//! The grammar is strict: calls of the built-in functions with literal arguments, and nothing else. Functions that
//! compute a value out of other fields are not among them.

/// The longest script that is read, in bytes.
pub(super) const MAX_LENGTH: usize = 4096;

/// The built-in functions that spell, check keys or check a range ("Acrobat Forms API", as Acrobat writes their calls).
const BUILT_IN: [&str; 15] = [
    "AFDate_Format",
    "AFDate_FormatEx",
    "AFDate_Keystroke",
    "AFDate_KeystrokeEx",
    "AFNumber_Format",
    "AFNumber_Keystroke",
    "AFPercent_Format",
    "AFPercent_Keystroke",
    "AFRange_Validate",
    "AFSpecial_Format",
    "AFSpecial_Keystroke",
    "AFSpecial_KeystrokeEx",
    "AFTime_Format",
    "AFTime_FormatEx",
    "AFTime_Keystroke",
];

/// Whether a script, as a text string (ISO 32000-2 clause 7.9.2.2), holds nothing but calls of the built-in functions.
pub(super) fn is_formatting(script: &[u8]) -> bool {
    let text = match script {
        [0xfe, 0xff, wide @ ..] if wide.len() % 2 == 0 => {
            let units: Vec<u16> = wide
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16(&units).ok()
        }
        [0xfe, 0xff, ..] => None,
        [0xef, 0xbb, 0xbf, text @ ..] => String::from_utf8(text.to_vec()).ok(),
        // Outside ASCII the encoding decides what a quote is.
        text => text
            .is_ascii()
            .then(|| String::from_utf8_lossy(text).into_owned()),
    };
    text.is_some_and(|text| text.len() <= MAX_LENGTH && Reader(&text).calls().is_some())
}

struct Reader<'s>(&'s str);

impl Reader<'_> {
    /// One call after the other, to the end.
    fn calls(&mut self) -> Option<()> {
        loop {
            self.space();
            while self.eat(';') {
                self.space();
            }
            if self.0.is_empty() {
                return Some(());
            }
            self.call()?;
            self.space();
            // Calls on one line without a semicolon between them are no program.
            if !self.0.is_empty() && !self.0.starts_with(';') {
                return None;
            }
        }
    }

    fn call(&mut self) -> Option<()> {
        let name = self.word();
        // `AFTime_KeystrokeEx` is not among Acrobat's functions; `AFTime_Keystroke` serves both formats.
        if !BUILT_IN.contains(&name) {
            return None;
        }
        self.space();
        self.expect('(')?;
        self.space();
        if self.eat(')') {
            return Some(());
        }
        loop {
            self.argument()?;
            self.space();
            if self.eat(')') {
                return Some(());
            }
            self.expect(',')?;
            self.space();
        }
    }

    /// A literal: a string without escapes but for `\\` and quotes, a number, or a boolean.
    fn argument(&mut self) -> Option<()> {
        let quote = self.0.chars().next()?;
        if quote == '"' || quote == '\'' {
            let mut letters = self.0.char_indices().skip(1);
            while let Some((at, letter)) = letters.next() {
                match letter {
                    '\\' => {
                        let (_, escaped) = letters.next()?;
                        // Others than these, such as `\u`, may spell anything.
                        if !matches!(escaped, '\\' | '"' | '\'') {
                            return None;
                        }
                    }
                    '\n' | '\r' | '\u{2028}' | '\u{2029}' => return None,
                    letter if letter == quote => {
                        self.0 = &self.0[at + 1..];
                        return Some(());
                    }
                    _ => {}
                }
            }
            return None;
        }
        if matches!(self.0.bytes().next()?, b'-' | b'.' | b'0'..=b'9') {
            let rest = self.0.trim_start_matches(['-']);
            let length = rest
                .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
                .unwrap_or(rest.len());
            let number = &rest[..length];
            let is_number = self.0.len() - rest.len() <= 1 && number.parse::<f64>().is_ok();
            self.0 = &rest[length..];
            return is_number.then_some(());
        }
        matches!(self.word(), "true" | "false").then_some(())
    }

    fn word(&mut self) -> &str {
        let end = self
            .0
            .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        word
    }

    fn space(&mut self) {
        self.0 = self.0.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    fn eat(&mut self, letter: char) -> bool {
        let rest = self.0.strip_prefix(letter);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn expect(&mut self, letter: char) -> Option<()> {
        self.eat(letter).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_acrobats_formatting_are_accepted() {
        for script in [
            "AFDate_FormatEx(\"dd.mm.yyyy\");",
            "AFDate_KeystrokeEx('d/m/yy')",
            "AFNumber_Format(2, 0, 0, 0, \"\", true);",
            "AFNumber_Keystroke(2,0,-1,.5,\"kr \",false)",
            " AFRange_Validate ( true , 0 , true , 100 ) ;\r\n",
            "AFSpecial_Format(0);AFSpecial_Keystroke(0);",
            "AFDate_Format()",
            "",
        ] {
            assert!(is_formatting(script.as_bytes()), "{script}");
        }
        let wide: Vec<u8> = "AFTime_Format(1)"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert!(is_formatting(&[&[0xfe, 0xff], &wide[..]].concat()));
    }

    #[test]
    fn anything_else_is_a_script() {
        for script in [
            "app.alert(1)",
            "AFDate_FormatEx(\"dd\"); app.alert(1)",
            "AFDate_FormatEx(app.alert(1))",
            "AFDate_FormatEx(\"dd\" + this.URL)",
            "AFDate_FormatEx(\"\\u0022\")",
            "AFDate_FormatEx(\"dd\n\")",
            "AFDate_FormatEx(\"dd)",
            "AFDate_FormatEx(\"dd\"",
            "AFDate_FormatEx",
            "AFSimple_Calculate(\"SUM\", \"a\")",
            "AFNumber_Format(1 2)",
            "AFNumber_Format(--1)",
            "AFNumber_Format(--12345678)",
            "AFNumber_Format(1e5)",
            "AFNumber_Format(true1)",
            "AFDate_FormatEx(\"a\") AFDate_FormatEx(\"b\")",
            "/* */ AFDate_Format(0)",
            "AFDate_Format\u{a0}(0)",
        ] {
            assert!(!is_formatting(script.as_bytes()), "{script}");
        }
        let half: Vec<u8> = "AFTime_Format(1)"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .chain([0])
            .collect();
        assert!(
            !is_formatting(&[&[0xfe, 0xff], &half[..]].concat()),
            "half a letter"
        );
        assert!(
            !is_formatting(&"AFDate_Format();".repeat(400).into_bytes()),
            "longer than is read"
        );
    }
}
