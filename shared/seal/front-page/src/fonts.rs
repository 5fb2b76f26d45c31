//! The fonts that names and titles are set in: one family that is compiled in, and what is asked for when a text needs
//! more.
//!
//! DejaVu comes in a crate and has Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian, Georgian and the plainer emoji.
//! No crate has the rest, and 16 MB of Chinese, Japanese and Korean would not fit into one (crates.io takes 10): they
//! are in two packages of PyPI (`infra/fonts/requirements.txt`), which the local tool installs and `sam build` makes a
//! layer of. This crate reads no files, so whoever seals says how a file of those packages is read.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use krilla::text::Font;
use unicode_script::{Script, UnicodeScript as _};

/// The fonts that names and titles are set in. Cheap to clone; what was read once is kept for the next page.
#[derive(Clone, Default)]
pub struct Fonts(Option<Arc<Shelf>>);

type Read = dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync;

struct Shelf {
    read: Box<Read>,
    known: Mutex<BTreeMap<&'static str, Option<Face>>>,
}

impl Fonts {
    /// What is compiled in and nothing else. Letters of further scripts are shown as their code points.
    #[must_use]
    pub const fn compiled_in() -> Self {
        Self(None)
    }

    /// What is compiled in, and for the letters that it lacks the files of the packages in
    /// `infra/fonts/requirements.txt`: `read` gives the bytes of one by its path among the installed packages, such as
    /// `manimgx_fonts/NotoSansThai[wght].ttf`. It is called when a text needs the file, once, and `None` is as good as
    /// a font without the letter.
    #[must_use]
    pub fn reading(read: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(Shelf {
            read: Box::new(read),
            known: Mutex::default(),
        })))
    }

    /// The face for a cluster of letters that belong together, and whether it must be made bold in drawing; `None` if
    /// no font has all of them.
    pub(crate) fn face_for(
        &self,
        cluster: &str,
        script: Script,
        is_bold: bool,
    ) -> Option<(Face, bool)> {
        let compiled_in = if is_bold { &*BOLD } else { &*REGULAR };
        if let Some(face) = compiled_in.as_ref().filter(|face| face.has_all(cluster)) {
            return Some((face.clone(), false));
        }
        // Some letters have no bold of their own.
        if let Some(face) = REGULAR
            .as_ref()
            .filter(|face| is_bold && face.has_all(cluster))
        {
            return Some((face.clone(), true));
        }
        let face = files_for(cluster, script)
            .find_map(|file| self.file(file).filter(|face| face.has_all(cluster)))?;
        Some((face, is_bold))
    }

    fn file(&self, file: &'static str) -> Option<Face> {
        let shelf = self.0.as_ref()?;
        let mut known = shelf.known.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .entry(file)
            .or_insert_with(|| Face::read(Arc::new((shelf.read)(file)?)))
            .clone()
    }
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "Fonts(compiled in, and read)"
        } else {
            "Fonts(compiled in)"
        })
    }
}

static REGULAR: LazyLock<Option<Face>> =
    LazyLock::new(|| Face::compiled_in(dejavu::sans_condensed::regular()));
static BOLD: LazyLock<Option<Face>> =
    LazyLock::new(|| Face::compiled_in(dejavu::sans_condensed::bold()));

/// Chinese, Japanese and Korean in one: glyphs differ by language, and the font knows how.
const CJK: &str = "noto_cjk_sans_jp_regular/NotoSansCJKjp-Regular.otf";
const EMOJI: &str = "manimgx_fonts/NotoEmoji[wght].ttf";
const SYMBOLS: &str = "manimgx_fonts/NotoSansSymbols[wght].ttf";
const LATIN: &str = "manimgx_fonts/NotoSans[wght].ttf";

/// Which files may have a cluster's letters, the likeliest first.
fn files_for(cluster: &str, script: Script) -> impl Iterator<Item = &'static str> {
    let own = match script {
        Script::Arabic => Some("manimgx_fonts/NotoSansArabic[wght].ttf"),
        Script::Armenian => Some("manimgx_fonts/NotoSansArmenian[wght].ttf"),
        Script::Bengali => Some("manimgx_fonts/NotoSansBengali[wght].ttf"),
        Script::Bopomofo | Script::Han | Script::Hangul | Script::Hiragana | Script::Katakana => {
            Some(CJK)
        }
        Script::Devanagari => Some("manimgx_fonts/NotoSansDevanagari[wght].ttf"),
        Script::Ethiopic => Some("manimgx_fonts/NotoSansEthiopic[wght].ttf"),
        Script::Georgian => Some("manimgx_fonts/NotoSansGeorgian[wght].ttf"),
        Script::Gujarati => Some("manimgx_fonts/NotoSansGujarati[wght].ttf"),
        Script::Gurmukhi => Some("manimgx_fonts/NotoSansGurmukhi[wght].ttf"),
        Script::Hebrew => Some("manimgx_fonts/NotoSansHebrew[wght].ttf"),
        Script::Kannada => Some("manimgx_fonts/NotoSansKannada[wght].ttf"),
        Script::Khmer => Some("manimgx_fonts/NotoSansKhmer[wght].ttf"),
        Script::Lao => Some("manimgx_fonts/NotoSansLao[wght].ttf"),
        Script::Malayalam => Some("manimgx_fonts/NotoSansMalayalam[wght].ttf"),
        Script::Myanmar => Some("manimgx_fonts/NotoSansMyanmar[wght].ttf"),
        Script::Oriya => Some("manimgx_fonts/NotoSansOriya[wght].ttf"),
        Script::Sinhala => Some("manimgx_fonts/NotoSansSinhala[wght].ttf"),
        Script::Tamil => Some("manimgx_fonts/NotoSansTamil[wght].ttf"),
        Script::Telugu => Some("manimgx_fonts/NotoSansTelugu[wght].ttf"),
        Script::Thai => Some("manimgx_fonts/NotoSansThai[wght].ttf"),
        Script::Latin | Script::Greek | Script::Cyrillic => Some(LATIN),
        _ => None,
    };
    let first = cluster.chars().next().unwrap_or_default();
    // What no script owns: the marks and full-width forms of East Asia, emoji, symbols.
    let common = match first {
        '\u{3000}'..='\u{33ff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' => {
            [Some(CJK), None, None]
        }
        _ if matches!(first.script(), Script::Common | Script::Inherited) => {
            [Some(EMOJI), Some(SYMBOLS), Some(LATIN)]
        }
        _ => [None; 3],
    };
    own.into_iter().chain(common.into_iter().flatten())
}

/// A font that can be measured, shaped with and put into a PDF.
#[derive(Clone)]
pub(crate) struct Face(Arc<Loaded>);

struct Loaded {
    font: Font,
    bytes: Bytes,
}

enum Bytes {
    /// Read once for the whole process.
    CompiledIn(Box<rustybuzz::Face<'static>>),
    Read(Arc<Vec<u8>>),
}

impl Face {
    fn compiled_in(bytes: &'static [u8]) -> Option<Self> {
        let shaper = rustybuzz::Face::from_slice(bytes, 0)?;
        Some(Self(Arc::new(Loaded {
            font: Font::new(bytes.into(), 0)?,
            bytes: Bytes::CompiledIn(Box::new(shaper)),
        })))
    }

    fn read(bytes: Arc<Vec<u8>>) -> Option<Self> {
        rustybuzz::Face::from_slice(&bytes, 0)?;
        Some(Self(Arc::new(Loaded {
            font: Font::new(Arc::clone(&bytes).into(), 0)?,
            bytes: Bytes::Read(bytes),
        })))
    }

    pub(crate) fn font(&self) -> Font {
        self.0.font.clone()
    }

    /// The font for shaping, if it lives as long as the process: then shaping plans for it may be kept.
    pub(crate) fn lasting_shaper(&self) -> Option<&rustybuzz::Face<'static>> {
        match &self.0.bytes {
            Bytes::CompiledIn(shaper) => Some(shaper),
            Bytes::Read(_) => None,
        }
    }

    /// The font for shaping, if it was read.
    pub(crate) fn passing_shaper(&self) -> Option<rustybuzz::Face<'_>> {
        match &self.0.bytes {
            Bytes::CompiledIn(_) => None,
            Bytes::Read(bytes) => rustybuzz::Face::from_slice(bytes, 0),
        }
    }

    /// Whether two are the same font.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// What tells it from other fonts for as long as it lives.
    pub(crate) fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    fn has_all(&self, cluster: &str) -> bool {
        let has = |face: &rustybuzz::ttf_parser::Face<'_>| {
            cluster
                .chars()
                .all(|c| is_ignorable(c) || face.glyph_index(c).is_some_and(|glyph| glyph.0 != 0))
        };
        match &self.0.bytes {
            Bytes::CompiledIn(shaper) => has(shaper),
            Bytes::Read(bytes) => {
                rustybuzz::ttf_parser::Face::parse(bytes, 0).is_ok_and(|face| has(&face))
            }
        }
    }
}

/// Whether a character says how others are joined or chosen, and shows nothing itself.
pub(crate) const fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}'
        | '\u{2068}' | '\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_script_has_the_file_of_its_letters_and_what_no_script_owns_has_several() {
        for (letter, file) in [
            ("ب", "manimgx_fonts/NotoSansArabic[wght].ttf"),
            ("Ա", "manimgx_fonts/NotoSansArmenian[wght].ttf"),
            ("অ", "manimgx_fonts/NotoSansBengali[wght].ttf"),
            ("अ", "manimgx_fonts/NotoSansDevanagari[wght].ttf"),
            ("አ", "manimgx_fonts/NotoSansEthiopic[wght].ttf"),
            ("ა", "manimgx_fonts/NotoSansGeorgian[wght].ttf"),
            ("અ", "manimgx_fonts/NotoSansGujarati[wght].ttf"),
            ("ਅ", "manimgx_fonts/NotoSansGurmukhi[wght].ttf"),
            ("א", "manimgx_fonts/NotoSansHebrew[wght].ttf"),
            ("ಅ", "manimgx_fonts/NotoSansKannada[wght].ttf"),
            ("ក", "manimgx_fonts/NotoSansKhmer[wght].ttf"),
            ("ກ", "manimgx_fonts/NotoSansLao[wght].ttf"),
            ("അ", "manimgx_fonts/NotoSansMalayalam[wght].ttf"),
            ("က", "manimgx_fonts/NotoSansMyanmar[wght].ttf"),
            ("ଅ", "manimgx_fonts/NotoSansOriya[wght].ttf"),
            ("අ", "manimgx_fonts/NotoSansSinhala[wght].ttf"),
            ("அ", "manimgx_fonts/NotoSansTamil[wght].ttf"),
            ("అ", "manimgx_fonts/NotoSansTelugu[wght].ttf"),
            ("ก", "manimgx_fonts/NotoSansThai[wght].ttf"),
            ("a", LATIN),
            ("α", LATIN),
            ("б", LATIN),
            ("ㄅ", CJK),
            ("王", CJK),
            ("한", CJK),
            ("あ", CJK),
            ("ア", CJK),
        ] {
            let script = letter.chars().next().map(|c| c.script()).expect("a letter");
            let files: BTreeSet<&str> = files_for(letter, script).collect();
            assert_eq!(files, BTreeSet::from([file]), "{letter}");
        }
        let any = |cluster: &str| files_for(cluster, Script::Common).collect::<Vec<_>>();
        for east in [
            "\u{3000}", "\u{33ff}", "\u{fe30}", "\u{fe4f}", "\u{ff00}", "\u{ffef}",
        ] {
            assert_eq!(any(east), [CJK], "{east:?}");
        }
        for common in ["\u{1f600}", "\u{2600}", "\u{301}"] {
            assert_eq!(any(common), [EMOJI, SYMBOLS, LATIN], "{common:?}");
        }
        assert!(
            files_for("\u{10400}", Script::Deseret).next().is_none(),
            "nobody has it"
        );
    }

    #[test]
    fn letters_are_bold_by_their_font_or_in_drawing_and_never_another_letter() {
        let fonts = Fonts::compiled_in();
        let bold = |cluster: &str, is_bold| {
            fonts
                .face_for(cluster, Script::Latin, is_bold)
                .map(|(_, drawn)| drawn)
        };
        assert_eq!(
            (bold("a", false), bold("a", true)),
            (Some(false), Some(false))
        );
        let (regular, _) = fonts.face_for("a", Script::Latin, false).expect("a face");
        let (heavy, _) = fonts.face_for("a", Script::Latin, true).expect("a face");
        assert!(
            regular.is(&regular) && !regular.is(&heavy) && regular.address() != heavy.address()
        );
        assert!(regular.lasting_shaper().is_some() && regular.passing_shaper().is_none());
        assert_eq!(
            (bold("\u{10400}", false), bold("\u{10400}", true)),
            (None, None)
        );
        assert_eq!(
            bold("a\u{10400}", false),
            None,
            "all letters of a cluster or none"
        );
        assert_eq!(
            bold("a\u{200d}", false),
            Some(false),
            "what shows nothing needs no glyph"
        );
        assert_eq!(format!("{fonts:?}"), "Fonts(compiled in)");
        assert_eq!(
            format!("{:?}", Fonts::reading(|_| None)),
            "Fonts(compiled in, and read)"
        );
    }

    #[test]
    fn a_font_that_is_read_has_its_letters_and_is_shaped_for_as_long_as_it_is_used() {
        let face =
            Face::read(Arc::new(dejavu::sans_condensed::regular().to_vec())).expect("a font");
        assert!(face.has_all("a") && !face.has_all("\u{10400}"));
        assert!(face.passing_shaper().is_some() && face.lasting_shaper().is_none());
        assert!(Face::read(Arc::new(b"no font".to_vec())).is_none());
    }

    #[test]
    fn what_joins_or_chooses_and_shows_nothing_is_known() {
        for (first, last) in [
            ('\u{ad}', '\u{ad}'),
            ('\u{34f}', '\u{34f}'),
            ('\u{61c}', '\u{61c}'),
            ('\u{180b}', '\u{180f}'),
            ('\u{200b}', '\u{200f}'),
            ('\u{2060}', '\u{2064}'),
            ('\u{2068}', '\u{2069}'),
            ('\u{fe00}', '\u{fe0f}'),
            ('\u{e0020}', '\u{e007f}'),
            ('\u{e0100}', '\u{e01ef}'),
        ] {
            assert!(is_ignorable(first) && is_ignorable(last), "{first:?}");
            let near =
                |by: i64| char::from_u32(u32::try_from(i64::from(u32::from(first)) + by).ok()?);
            assert!(!near(-1).is_some_and(is_ignorable), "{first:?}");
        }
        assert!(!is_ignorable('a') && !is_ignorable(' '));
    }
}
