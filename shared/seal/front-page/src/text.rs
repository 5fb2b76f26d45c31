//! Text in any script, from characters to glyphs in their places: which font has them, where lines may break, in which
//! order they are read and in which they are drawn.

use std::{cell::RefCell, collections::HashMap, fmt::Write as _, ops::Range};

use krilla::text::{GlyphId, KrillaGlyph};
use rustybuzz::{Direction, GlyphBuffer, Language, ShapePlan, UnicodeBuffer};
use unicode_bidi::BidiInfo;
use unicode_linebreak::linebreaks;
use unicode_script::{Script, UnicodeScript as _};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::fonts::{Face, Fonts, is_ignorable};

/// How large text is, in points, and how heavy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Look {
    pub(crate) size: f32,
    pub(crate) is_bold: bool,
}

/// A line, its runs in the order in which they are drawn.
pub(crate) struct Line {
    pub(crate) runs: Vec<Run>,
    /// In points.
    pub(crate) width: f32,
    /// The text in the order of reading, where that is not the order of drawing.
    pub(crate) said: Option<String>,
}

/// Glyphs of one font in one direction.
pub(crate) struct Run {
    /// From the line's beginning, in points.
    pub(crate) x: f32,
    pub(crate) face: Face,
    /// Whether it is to look bold though its font is not.
    pub(crate) is_emboldened: bool,
    pub(crate) text: String,
    pub(crate) glyphs: Vec<KrillaGlyph>,
}

/// Sets one page's text.
pub(crate) struct Typesetter<'f> {
    fonts: &'f Fonts,
    plans: RefCell<HashMap<(usize, bool, Script), ShapePlan>>,
}

impl<'f> Typesetter<'f> {
    pub(crate) fn new(fonts: &'f Fonts) -> Self {
        Self {
            fonts,
            plans: RefCell::default(),
        }
    }

    /// A text in one line, however long.
    pub(crate) fn line(&self, text: &str, look: Look) -> Line {
        let mut lines = self.lines(text, look, f32::INFINITY);
        lines.pop().unwrap_or(Line {
            runs: Vec::new(),
            width: 0.0,
            said: None,
        })
    }

    /// A text in lines no wider than this, in points; at least one line. Lines break where the script allows (UAX #14),
    /// and inside a word only if it is wider than the line.
    pub(crate) fn lines(&self, text: &str, look: Look, width: f32) -> Vec<Line> {
        let text = Composed::of(text, self.fonts, look.is_bold);
        // Lines are broken in reading order, and only then is each put into the order of drawing (UAX #9, L1 and L2).
        let bidi = text
            .is_right_to_left_somewhere()
            .then(|| BidiInfo::new(&text.text, None));
        // Most texts are short, and need not be measured to be broken.
        if Self::may_fit(&text.text, look.size, width) {
            let line = self.placed(&text, 0..text.text.len(), look.size, bidi.as_ref());
            if line.width <= width {
                return vec![line];
            }
        }
        let broken = self.broken(&text, look.size, width);
        broken
            .into_iter()
            .map(|range| self.placed(&text, range, look.size, bidi.as_ref()))
            .collect()
    }

    /// Whether it is worth a try: letters are seldom narrower than a third of their height.
    fn may_fit(text: &str, size: f32, width: f32) -> bool {
        f32::from(u16::try_from(text.chars().count()).unwrap_or(u16::MAX)) * size / 3.0 <= width
    }

    fn broken(&self, text: &Composed, size: f32, width: f32) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let (mut start, mut before, mut at) = (0, 0.0, 0);
        for (end, _) in linebreaks(&text.text) {
            let word = text.text[at..end].trim_end_matches(' ').len() + at;
            let (word_width, space) = (
                self.measured(text, at..word, size),
                self.measured(text, word..end, size),
            );
            if before + word_width > width && start < at {
                lines.push(start..at);
                (start, before) = (at, 0.0);
            }
            if before + word_width > width {
                for (place, cluster) in text.text[at..word].grapheme_indices(true) {
                    let place = at + place;
                    let cluster_width = self.measured(text, place..place + cluster.len(), size);
                    if before + cluster_width > width && start < place {
                        lines.push(start..place);
                        (start, before) = (place, 0.0);
                    }
                    before += cluster_width;
                }
                before += space;
            } else {
                before += word_width + space;
            }
            at = end;
        }
        if start < text.text.len() || lines.is_empty() {
            lines.push(start..text.text.len());
        }
        lines
    }

    fn measured(&self, text: &Composed, range: Range<usize>, size: f32) -> f32 {
        let pieces = text.pieces_in(range).filter_map(|(piece, range)| {
            let (face, _) = piece.face.as_ref()?;
            Some(
                self.shaped(
                    face,
                    piece.script,
                    is_right_to_left(piece.script),
                    &text.text[range],
                    text.language,
                )
                .1,
            )
        });
        pieces.sum::<f32>() * size
    }

    fn placed(
        &self,
        text: &Composed,
        range: Range<usize>,
        size: f32,
        bidi: Option<&BidiInfo<'_>>,
    ) -> Line {
        // Spaces at the end of a line are for those who read the text out of the page; right to left they would stand
        // at its beginning.
        let trimmed =
            range.start..range.start + text.text[range.clone()].trim_end_matches(' ').len();
        let whole = range.clone();
        let range = if bidi.is_some() { trimmed } else { range };
        let ordered: Vec<(Range<usize>, bool)> =
            match bidi.and_then(|bidi| Some((bidi, bidi.paragraphs.first()?))) {
                Some((bidi, paragraph)) if !range.is_empty() => {
                    let (levels, runs) = bidi.visual_runs(paragraph, range);
                    runs.into_iter()
                        .map(|run| (run.clone(), levels[run.start].is_rtl()))
                        .collect()
                }
                _ => vec![(range, false)],
            };
        let is_reordered = ordered.iter().any(|(_, is_rtl)| *is_rtl);
        let said = is_reordered.then(|| {
            text.text[whole]
                .chars()
                .filter(|c| !is_isolate(*c))
                .collect()
        });
        let (mut runs, mut x) = (Vec::new(), 0.0);
        for (range, is_rtl) in ordered {
            let mut pieces: Vec<_> = text.pieces_in(range).collect();
            if is_rtl {
                pieces.reverse();
            }
            for (piece, range) in pieces {
                let Some((face, is_emboldened)) = &piece.face else {
                    continue;
                };
                let said = &text.text[range];
                let (glyphs, advance) =
                    self.shaped(face, piece.script, is_rtl, said, text.language);
                let run = Run {
                    x,
                    face: face.clone(),
                    is_emboldened: *is_emboldened,
                    text: said.to_owned(),
                    glyphs,
                };
                runs.push(run);
                x += advance * size;
            }
        }
        Line {
            runs,
            width: x,
            said,
        }
    }

    /// The glyphs of a text in one font, one script and one direction, and how far they reach, in ems.
    fn shaped(
        &self,
        face: &Face,
        script: Script,
        is_rtl: bool,
        text: &str,
        language: Option<&str>,
    ) -> (Vec<KrillaGlyph>, f32) {
        let direction = if is_rtl {
            Direction::RightToLeft
        } else {
            Direction::LeftToRight
        };
        let tag = rustybuzz::ttf_parser::Tag::from_bytes_lossy(script.short_name().as_bytes());
        let shaper_script =
            rustybuzz::Script::from_iso15924_tag(tag).unwrap_or(rustybuzz::script::COMMON);
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(direction);
        buffer.set_script(shaper_script);
        let shaped = if let Some(shaper) = face.lasting_shaper() {
            let mut plans = self.plans.borrow_mut();
            let plan = plans
                .entry((face.address(), is_rtl, script))
                .or_insert_with(|| {
                    ShapePlan::new(shaper, direction, Some(shaper_script), None, &[])
                });
            rustybuzz::shape_with_plan(shaper, plan, buffer)
        } else {
            let Some(shaper) = face.passing_shaper() else {
                return (Vec::new(), 0.0);
            };
            if let Some(language) = language.and_then(|language| language.parse::<Language>().ok())
            {
                buffer.set_language(language);
            }
            rustybuzz::shape(&shaper, &[], buffer)
        };
        glyphs(&shaped, text.len(), face.font().units_per_em())
    }
}

fn glyphs(shaped: &GlyphBuffer, length: usize, em: f32) -> (Vec<KrillaGlyph>, f32) {
    // Each glyph stands for the text from its cluster's beginning to the next cluster's, whatever the direction.
    let mut clusters: Vec<usize> = shaped
        .glyph_infos()
        .iter()
        .map(|info| info.cluster as usize)
        .collect();
    clusters.sort_unstable();
    let mut advance = 0.0;
    let scaled = |units: i32| units as f32 / em;
    let glyphs = shaped
        .glyph_infos()
        .iter()
        .zip(shaped.glyph_positions())
        .map(|(info, position)| {
            let start = info.cluster as usize;
            let next = clusters.partition_point(|cluster| *cluster <= start);
            let end = clusters.get(next).copied().unwrap_or(length);
            advance += scaled(position.x_advance);
            KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                scaled(position.x_advance),
                scaled(position.x_offset),
                scaled(position.y_offset),
                scaled(position.y_advance),
                start..end,
                None,
            )
        });
    let glyphs = glyphs.collect();
    (glyphs, advance)
}

/// A text as it will be shown, and in which fonts.
struct Composed {
    text: String,
    pieces: Vec<Piece>,
    /// By which of East Asia's languages its characters are drawn, as far as the text tells.
    language: Option<&'static str>,
}

/// A stretch of text in one font and one script.
struct Piece {
    range: Range<usize>,
    /// The font, and whether it must be made bold; none for what only directs the reading.
    face: Option<(Face, bool)>,
    script: Script,
}

impl Composed {
    fn of(text: &str, fonts: &Fonts, is_bold: bool) -> Self {
        let mut composed = Self {
            text: String::with_capacity(text.len()),
            pieces: Vec::new(),
            language: None,
        };
        let mut script = text
            .chars()
            .map(|c| c.script())
            .find(|script| is_real(*script))
            .unwrap_or(Script::Latin);
        for cluster in text.trim().graphemes(true) {
            if cluster.chars().all(is_space) {
                if !composed.text.ends_with(' ') {
                    composed.push(" ", script, fonts.face_for(" ", script, is_bold));
                }
                continue;
            }
            if let Some(own) = cluster
                .chars()
                .map(|c| c.script())
                .find(|script| is_real(*script))
            {
                script = own;
            }
            if cluster.chars().all(is_isolate) {
                composed.push(cluster, script, None);
                continue;
            }
            let is_shown = !cluster.chars().any(is_unfit);
            if let Some(face) = is_shown
                .then(|| fonts.face_for(cluster, script, is_bold))
                .flatten()
            {
                composed.push(cluster, script, Some(face));
                continue;
            }
            // Not together, so one by one; and what no font has, or what would show as something else, by its number.
            for c in cluster.chars().filter(|c| !is_ignorable(*c)) {
                let letter = c.encode_utf8(&mut [0; 4]).to_owned();
                if let Some(face) = (!is_unfit(c))
                    .then(|| fonts.face_for(&letter, script, is_bold))
                    .flatten()
                {
                    composed.push(&letter, script, Some(face));
                } else {
                    let mut code = String::with_capacity(10);
                    write!(code, "[U+{:04X}]", u32::from(c))
                        .expect("writing into memory cannot fail");
                    composed.push(
                        &code,
                        Script::Latin,
                        fonts.face_for(&code, Script::Latin, is_bold),
                    );
                }
            }
        }
        let scripts = || composed.pieces.iter().map(|piece| piece.script);
        composed.language = if scripts().any(|script| script == Script::Hangul) {
            Some("ko")
        } else if scripts().any(|script| matches!(script, Script::Hiragana | Script::Katakana)) {
            Some("ja")
        } else {
            scripts()
                .any(|script| script == Script::Han)
                .then_some("zh-hans")
        };
        composed
    }

    fn push(&mut self, text: &str, script: Script, face: Option<(Face, bool)>) {
        let start = self.text.len();
        self.text.push_str(text);
        let is_same = |piece: &Piece| match (&piece.face, &face) {
            (Some((one, heavy)), Some((other, also))) => {
                one.is(other) && heavy == also && piece.script == script
            }
            (None, None) => true,
            _ => false,
        };
        match self.pieces.last_mut() {
            Some(piece) if is_same(piece) => piece.range.end = self.text.len(),
            _ => self.pieces.push(Piece {
                range: start..self.text.len(),
                face,
                script,
            }),
        }
    }

    /// The pieces that have a part in a range, in reading order, each with that part.
    fn pieces_in(&self, range: Range<usize>) -> impl Iterator<Item = (&Piece, Range<usize>)> {
        let first = self
            .pieces
            .partition_point(|piece| piece.range.end <= range.start);
        let pieces = self.pieces[first..]
            .iter()
            .take_while(move |piece| piece.range.start < range.end);
        pieces.map(move |piece| {
            (
                piece,
                piece.range.start.max(range.start)..piece.range.end.min(range.end),
            )
        })
    }

    fn is_right_to_left_somewhere(&self) -> bool {
        self.pieces
            .iter()
            .any(|piece| is_right_to_left(piece.script) || piece.face.is_none())
    }
}

/// A text between marks that keep its direction to itself, to stand in a sentence of ours (UAX #9, FSI and PDI).
pub(crate) fn isolated(text: &str) -> String {
    if text.is_ascii() {
        text.to_owned()
    } else {
        format!("\u{2068}{text}\u{2069}")
    }
}

const fn is_isolate(c: char) -> bool {
    matches!(c, '\u{2068}' | '\u{2069}')
}

/// Whether a character is space that a line may break at, and that is as good as one space.
fn is_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}')
}

const fn is_real(script: Script) -> bool {
    !matches!(script, Script::Common | Script::Inherited | Script::Unknown)
}

/// Whether a character must not be drawn as it is: it would reorder what others read, or look like nothing at all, or
/// mean what only its author knows.
fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{202a}'..='\u{202e}' | '\u{2066}' | '\u{2067}'
            | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{fff0}'..='\u{fffb}' | '\u{f0000}'..='\u{10ffff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Whether a script runs from right to left.
const fn is_right_to_left(script: Script) -> bool {
    matches!(
        script,
        Script::Adlam
            | Script::Arabic
            | Script::Hanifi_Rohingya
            | Script::Hebrew
            | Script::Mandaic
            | Script::Nko
            | Script::Samaritan
            | Script::Syriac
            | Script::Thaana
    )
}

#[cfg(test)]
mod tests;
