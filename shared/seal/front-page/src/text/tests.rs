//! Text in any script.

use super::*;

const LOOK: Look = Look {
    size: 10.0,
    is_bold: false,
};

fn drawn(line: &Line) -> String {
    line.runs.iter().map(|run| run.text.as_str()).collect()
}

fn set(text: &str, width: f32) -> Vec<Line> {
    Typesetter::new(&Fonts::compiled_in()).lines(text, LOOK, width)
}

#[test]
fn what_no_font_has_and_what_would_deceive_is_shown_by_its_number() {
    for (text, shown) in [
        ("Kari", "Kari"),
        ("", ""),
        (" \n ", ""),
        ("a \u{2028}\tb", "a b"),
        ("1\u{a0}234", "1\u{a0}234"),
        ("王 x", "[U+738B] x"),
        ("\u{10ffff}", "[U+10FFFF]"),
        ("a\u{0}b", "a[U+0000]b"),
        // An override would have others read "fed" for "def".
        ("abc\u{202e}def", "abc[U+202E]def"),
        // A letter that looks like none.
        ("\u{3164}", "[U+3164]"),
        // A private letter, which the font happens to have.
        ("\u{f6c5}", "[U+F6C5]"),
        // An emoji of which the font has the first part.
        ("😀\u{1f3fd}", "😀[U+1F3FD]"),
        ("☺\u{fe0f}", "☺\u{fe0f}"),
    ] {
        let lines = set(text, f32::INFINITY);
        assert_eq!(lines.len(), 1, "{text:?}");
        assert_eq!(drawn(&lines[0]), shown, "{text:?}");
        assert!(
            lines[0]
                .runs
                .iter()
                .all(|run| run.glyphs.iter().all(|glyph| glyph.glyph_id.to_u32() != 0)),
            "{text:?}"
        );
    }
}

#[test]
fn letters_with_marks_are_as_wide_as_the_letters() {
    for (composed, taken_apart) in [
        ("José", "Jose\u{301}"),
        ("Å", "A\u{30a}"),
        ("Nguyễn", "Nguye\u{302}\u{303}n"),
    ] {
        let (one, other) = (set(composed, 1e6), set(taken_apart, 1e6));
        assert!((one[0].width - other[0].width).abs() < 0.01, "{composed}");
    }
}

#[test]
fn arabic_is_joined_and_hebrew_stands_from_right_to_left() {
    // A letter in the middle of a word is another glyph than one that stands alone.
    let glyph = |text: &str, place: usize| set(text, 1e6)[0].runs[0].glyphs[place].glyph_id;
    assert_ne!(glyph("ببب", 1), glyph("ب", 0));
    // In a Hebrew text the first word is drawn last, a number inside it from left to right.
    let line = set("שלום 123 Kari", 1e6).remove(0);
    let drawn: Vec<&str> = line
        .runs
        .iter()
        .map(|run| run.text.trim())
        .filter(|text| !text.is_empty())
        .collect();
    assert_eq!(drawn, ["Kari", "123", "שלום"]);
    assert!(line.runs.windows(2).all(|pair| pair[0].x <= pair[1].x));
    assert_eq!(line.said.as_deref(), Some("שלום 123 Kari"));
    // A title keeps its direction to itself: what stands before and after it stays there.
    let line = set(&format!("1. {} (a)", isolated("חוזה 7")), 1e6).remove(0);
    let drawn: Vec<&str> = line
        .runs
        .iter()
        .map(|run| run.text.trim())
        .filter(|text| !text.is_empty())
        .collect();
    assert_eq!(drawn.concat(), "1.7חוזה(a)");
}

#[test]
fn lines_are_broken_in_reading_order_before_they_are_reordered() {
    let text = "אחת שתיים שלוש ארבע חמש שש שבע שמונה תשע עשר";
    let lines = set(text, 80.0);
    assert!(lines.len() > 2);
    let said: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.said.as_deref())
        .collect();
    assert_eq!(said.concat(), text);
}

#[test]
fn no_line_is_wider_than_it_may_be() {
    for text in [
        "Avtale om leie av fast eiendom i Ytre Enebakk",
        &"Ugjennomtrengelig".repeat(20),
        "אחת שתיים שלוש ארבע חמש",
        &"ü".repeat(200),
    ] {
        let lines = set(text, 60.0);
        assert!(
            lines.len() > 1 && lines.iter().all(|line| !line.runs.is_empty()),
            "{text}"
        );
        for line in &lines {
            let end = line
                .runs
                .iter()
                .filter(|run| !run.text.trim().is_empty())
                .map(|run| {
                    let kept = run.text.trim_end().len();
                    run.x
                        + run
                            .glyphs
                            .iter()
                            .filter(|glyph| glyph.text_range.start < kept)
                            .map(|glyph| glyph.x_advance * 10.0)
                            .sum::<f32>()
                });
            assert!(end.fold(0.0, f32::max) <= 60.5, "{text}");
        }
        let all: String = lines.iter().map(drawn).collect();
        assert_eq!(
            all.chars().filter(|c| !c.is_whitespace()).count(),
            text.chars().filter(|c| !c.is_whitespace()).count()
        );
    }
}

#[test]
fn a_line_takes_as_much_as_fits_in_it() {
    let wide = |text: &str| set(text, 1e6)[0].width;
    for (text, width) in [
        (
            "Avtale om leie av fast eiendom i Ytre Enebakk og om alt som hører til",
            60.0,
        ),
        (
            "Avtale om leie av fast eiendom i Ytre Enebakk og om alt som hører til",
            150.0,
        ),
        ("et Ugjennomtrengelig et to tre fire fem seks", 60.0),
        (&"Ugjennomtrengelig".repeat(5), 60.0),
    ] {
        let lines: Vec<String> = set(text, width).iter().map(drawn).collect();
        assert_eq!(lines.concat(), text);
        for pair in lines.windows(2) {
            // The next word, or of one that is broken the next letter.
            let is_broken = !pair[0].ends_with(' ');
            let next = pair[1]
                .split_inclusive(' ')
                .next()
                .expect("a word")
                .trim_end();
            let next = if is_broken { &next[..1] } else { next };
            assert!(
                wide(&format!("{}{next}", pair[0])) > width - 0.5,
                "{pair:?}"
            );
        }
    }
}

#[test]
fn a_line_breaks_between_letters_only_in_a_word_that_does_not_fit() {
    let lines = set("et Ugjennomtrengelig", 60.0);
    let drawn: Vec<String> = lines
        .iter()
        .map(|line| drawn(line).trim().to_owned())
        .collect();
    assert_eq!(drawn[0], "et");
    assert_eq!(drawn.concat(), "etUgjennomtrengelig");
}

#[test]
fn further_fonts_are_read_when_a_text_needs_them_and_once() {
    use std::sync::{Arc, Mutex};
    let asked = Arc::new(Mutex::new(Vec::new()));
    let fonts = {
        let asked = Arc::clone(&asked);
        Fonts::reading(move |file| {
            asked.lock().expect("one thread").push(file.to_owned());
            None
        })
    };
    let asked = || asked.lock().expect("one thread").clone();
    for text in [
        "Kari Nordmann",
        "Αθηνά",
        "Олена",
        "محمد",
        "יעל",
        "ნინო",
        "Արամ",
        "–“”•…€",
        "\u{2068}x\u{2069}",
    ] {
        Typesetter::new(&fonts).lines(text, LOOK, 1e6);
        Typesetter::new(&fonts).lines(
            text,
            Look {
                size: 10.0,
                is_bold: true,
            },
            1e6,
        );
        assert_eq!(asked(), Vec::<String>::new(), "{text}");
    }
    Typesetter::new(&fonts).lines("王小明 김민준", LOOK, 1e6);
    Typesetter::new(&fonts.clone()).lines("王小明 สมชาย", LOOK, 1e6);
    let files = [
        "noto_cjk_sans_jp_regular/NotoSansCJKjp-Regular.otf",
        "manimgx_fonts/NotoSansThai[wght].ttf",
    ];
    assert_eq!(asked(), files);
}

#[test]
fn a_file_that_is_no_font_is_as_good_as_none() {
    let fonts = Fonts::reading(|_| Some(b"no font".to_vec()));
    assert_eq!(drawn(&Typesetter::new(&fonts).line("王", LOOK)), "[U+738B]");
}

#[test]
fn what_must_not_be_drawn_as_it_is_and_what_directs_reading_is_known() {
    for (first, last) in [
        ('\0', '\u{1f}'),
        ('\u{7f}', '\u{9f}'),
        ('\u{115f}', '\u{1160}'),
        ('\u{3164}', '\u{3164}'),
        ('\u{ffa0}', '\u{ffa0}'),
        ('\u{202a}', '\u{202e}'),
        ('\u{2066}', '\u{2067}'),
        ('\u{206a}', '\u{206f}'),
        ('\u{feff}', '\u{feff}'),
        ('\u{e000}', '\u{f8ff}'),
        ('\u{fdd0}', '\u{fdef}'),
        ('\u{fff0}', '\u{fffb}'),
        ('\u{fffe}', '\u{ffff}'),
        ('\u{1fffe}', '\u{1ffff}'),
        ('\u{f0000}', '\u{10ffff}'),
    ] {
        assert!(is_unfit(first) && is_unfit(last), "{first:?}");
    }
    for fit in [
        'a',
        ' ',
        '王',
        '\u{2068}',
        '\u{2069}',
        '\u{fffd}',
        '\u{fffc}',
        '\u{1fffd}',
        '\u{fefe}',
    ] {
        assert!(!is_unfit(fit), "{fit:?}");
    }
    assert!(is_isolate('\u{2068}') && is_isolate('\u{2069}') && !is_isolate('\u{2067}'));
    assert!(is_space(' ') && is_space('\n') && is_space('\u{2003}'));
    assert!(!is_space('\u{a0}') && !is_space('\u{202f}') && !is_space('a'));
    assert_eq!(
        (isolated("Kari"), isolated("Kåri")),
        ("Kari".to_owned(), "\u{2068}Kåri\u{2069}".to_owned())
    );
    for script in [Script::Common, Script::Inherited, Script::Unknown] {
        assert!(!is_real(script));
    }
    assert!(is_real(Script::Latin));
    for (letter, is_rtl) in [
        ("א", true),
        ("ب", true),
        ("ܐ", true),
        ("ށ", true),
        ("ߊ", true),
        ("ࠀ", true),
        ("ࡀ", true),
        ("𞤀", true),
        ("𐴀", true),
        ("a", false),
        ("王", false),
    ] {
        let script = letter.chars().next().map(|c| c.script()).expect("a letter");
        assert_eq!(is_right_to_left(script), is_rtl, "{letter}");
    }
}

#[test]
fn east_asias_languages_are_told_by_their_own_letters_first() {
    let fonts = Fonts::compiled_in();
    // Without a font the letters stand as their numbers, in Latin: only those that have one tell a language.
    assert_eq!(Composed::of("Kari", &fonts, false).language, None);
    let of = |pieces: &[Script]| {
        let mut composed = Composed {
            text: String::new(),
            pieces: Vec::new(),
            language: None,
        };
        for script in pieces {
            composed.push("x", *script, fonts.face_for("x", Script::Latin, false));
        }
        composed.pieces.len()
    };
    assert_eq!(
        of(&[Script::Latin, Script::Latin]),
        1,
        "one font and one script is one piece"
    );
    assert_eq!(of(&[Script::Latin, Script::Greek, Script::Latin]), 3);
}

#[test]
fn a_range_of_a_text_has_the_pieces_that_it_touches_and_of_each_its_part() {
    let fonts = Fonts::compiled_in();
    let composed = Composed::of("abאבcd", &fonts, false);
    assert!(
        composed.is_right_to_left_somewhere()
            && !Composed::of("abcd", &fonts, false).is_right_to_left_somewhere()
    );
    assert!(Composed::of("a\u{2068}b\u{2069}", &fonts, false).is_right_to_left_somewhere());
    let parts = |range: Range<usize>| -> Vec<(usize, usize)> {
        composed
            .pieces_in(range)
            .map(|(_, part)| (part.start, part.end))
            .collect()
    };
    assert_eq!(parts(0..8), [(0, 2), (2, 6), (6, 8)]);
    assert_eq!(parts(1..7), [(1, 2), (2, 6), (6, 7)]);
    assert_eq!(parts(2..6), [(2, 6)]);
    assert_eq!(parts(0..2), [(0, 2)]);
    assert_eq!(parts(3..3), [(3, 3)]);
    assert!(parts(2..2).is_empty());
}
