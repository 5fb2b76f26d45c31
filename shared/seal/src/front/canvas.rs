//! A4 pages that text flows down.

use jiff::{Timestamp, tz::TimeZone};
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Archival, ConfigurationBuilder, PdfVersion},
    geom::{Path, PathBuilder, Point},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule},
    text::{Font, TextDirection},
};

use super::Conformance;

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const LEFT: f32 = 64.0;
const RIGHT: f32 = WIDTH - 64.0;
const TOP: f32 = 72.0;
const BOTTOM: f32 = HEIGHT - 64.0;

/// How a line looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Kicker,
    Title,
    Heading,
    Strong,
    Body,
    Quiet,
    Code,
}

impl Style {
    /// Size and distance to the next line, in points.
    const fn size(self) -> (f32, f32) {
        match self {
            Self::Kicker => (9.0, 14.0),
            Self::Title => (21.0, 27.0),
            Self::Heading => (12.0, 18.0),
            Self::Strong => (10.5, 14.5),
            Self::Body => (9.5, 13.5),
            Self::Quiet => (9.0, 13.0),
            Self::Code => (7.6, 12.0),
        }
    }

    const fn is_bold(self) -> bool {
        matches!(self, Self::Title | Self::Heading | Self::Strong)
    }

    pub(super) const fn colour(self) -> [u8; 3] {
        match self {
            Self::Kicker | Self::Heading => [18, 77, 86],
            Self::Title | Self::Strong | Self::Body => [24, 28, 32],
            Self::Quiet | Self::Code => [84, 92, 99],
        }
    }
}

struct Item {
    x: f32,
    y: f32,
    style: Style,
    text: String,
}

pub(super) struct Face {
    pub(super) font: Font,
    metrics: ttf_parser::Face<'static>,
}

impl Face {
    pub(super) fn regular() -> Option<Self> {
        Self::new(dejavu::sans_condensed::regular())
    }

    fn new(data: &'static [u8]) -> Option<Self> {
        Some(Self { font: Font::new(data.to_vec().into(), 0)?, metrics: ttf_parser::Face::parse(data, 0).ok()? })
    }

    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let units: f32 = text
            .chars()
            .map(|c| {
                let glyph = self.metrics.glyph_index(c).unwrap_or_default();
                f32::from(self.metrics.glyph_hor_advance(glyph).unwrap_or(0))
            })
            .sum();
        units * size / f32::from(self.metrics.units_per_em())
    }
}

/// Text that flows down pages; drawn when it is finished, so that every page can say which of how many it is.
pub(super) struct Canvas {
    regular: Face,
    bold: Face,
    pages: Vec<Vec<Item>>,
    y: f32,
}

impl Canvas {
    pub(super) fn new() -> Option<Self> {
        let regular = Face::regular()?;
        let bold = Face::new(dejavu::sans_condensed::bold())?;
        Some(Self { regular, bold, pages: vec![Vec::new()], y: TOP })
    }

    const fn face(&self, style: Style) -> &Face {
        if style.is_bold() { &self.bold } else { &self.regular }
    }

    /// Leaves room for the seal mark above the first line.
    pub(super) const fn mark(&mut self) {
        self.y += 34.0;
    }

    pub(super) fn gap(&mut self, height: f32) {
        self.y += height;
    }

    /// Begins a new page unless this much room is left.
    pub(super) fn keep_together(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
    }

    fn put(&mut self, x: f32, style: Style, text: &str) {
        let item = Item { x, y: self.y, style, text: text.to_owned() };
        self.pages.last_mut().expect("there is always a page").push(item);
    }

    pub(super) fn line(&mut self, style: Style, text: &str) {
        let (_, height) = style.size();
        self.keep_together(height);
        self.put(LEFT, style, text);
        self.y += height;
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.keep_together(90.0);
        self.gap(16.0);
        self.line(Style::Heading, text);
        self.gap(4.0);
    }

    pub(super) fn paragraph(&mut self, style: Style, text: &str) {
        for line in self.wrap(style, text, RIGHT - LEFT) {
            self.line(style, &line);
        }
    }

    /// A label and what it labels, side by side.
    pub(super) fn pair(&mut self, label: &str, text: &str) {
        const COLUMN: f32 = 104.0;
        self.keep_together(Style::Body.size().1);
        self.put(LEFT, Style::Quiet, label);
        for line in self.wrap(Style::Body, text, RIGHT - LEFT - COLUMN) {
            self.keep_together(Style::Body.size().1);
            self.put(LEFT + COLUMN, Style::Body, &line);
            self.y += Style::Body.size().1;
        }
    }

    fn wrap(&self, style: Style, text: &str, width: f32) -> Vec<String> {
        let (size, _) = style.size();
        let fits = |line: &str| self.face(style).width(line, size) <= width;
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fits(&longer) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            // A word wider than the page is broken where it must be.
            for letter in word.chars() {
                if !fits(&format!("{line}{letter}")) {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(letter);
            }
        }
        lines.push(line);
        lines
    }

    pub(super) fn finish(
        self,
        title: &str,
        language: &str,
        conformance: Conformance,
        at: Timestamp,
    ) -> Option<Vec<u8>> {
        let metadata = Metadata::new().title(title.to_owned()).language(language.to_owned());
        let mut document = document(metadata, conformance, at)?;
        let count = self.pages.len();
        for (place, items) in self.pages.iter().enumerate() {
            let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
            let mut surface = page.surface();
            if place == 0 {
                for (path, colour) in seal_mark(LEFT + 15.0, 62.0, 15.0)? {
                    surface.set_fill(Some(fill(colour)));
                    surface.draw_path(&path);
                }
            }
            for item in items {
                let (size, _) = item.style.size();
                surface.set_fill(Some(fill(item.style.colour())));
                let font = self.face(item.style).font.clone();
                surface.draw_text(Point::from_xy(item.x, item.y), font, size, &item.text, false, TextDirection::Auto);
            }
            let folio = format!("Segl  ·  {} / {count}", place + 1);
            let width = self.regular.width(&folio, 8.0);
            surface.set_fill(Some(fill(Style::Quiet.colour())));
            let at = Point::from_xy(RIGHT - width, HEIGHT - 36.0);
            surface.draw_text(at, self.regular.font.clone(), 8.0, &folio, false, TextDirection::Auto);
            surface.finish();
            page.finish();
        }
        document.finish().ok()
    }
}

/// A PDF to be drawn. PDF/A wants to know when.
pub(super) fn document(metadata: Metadata, conformance: Conformance, at: Timestamp) -> Option<Document> {
    let configuration = ConfigurationBuilder::new().with_version(PdfVersion::Pdf17);
    let (configuration, metadata) = match conformance {
        Conformance::Plain => (configuration, metadata),
        Conformance::PdfA3 => (configuration.with_archival_validator(Archival::A3_B), metadata.creation_date(date(at))),
    };
    let configuration = configuration.finish().ok()?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    document.set_metadata(metadata);
    Some(document)
}

fn date(at: Timestamp) -> DateTime {
    let at = at.to_zoned_datetime(TimeZone::UTC);
    let small = |number: i8| u8::try_from(number).unwrap_or_default();
    DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

pub(super) fn fill([red, green, blue]: [u8; 3]) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

/// A round seal with a tick in it, around a point.
pub(super) fn seal_mark(x: f32, y: f32, radius: f32) -> Option<Vec<(Path, [u8; 3])>> {
    let size = radius / 15.0;
    let mut disc = PathBuilder::new();
    for step in 0..48_u8 {
        let angle = f32::from(step) * std::f32::consts::TAU / 48.0;
        let reach = if step % 2 == 0 { radius } else { radius - 1.6 * size };
        let (at_x, at_y) = (x + reach * angle.cos(), y + reach * angle.sin());
        if step == 0 { disc.move_to(at_x, at_y) } else { disc.line_to(at_x, at_y) }
    }
    disc.close();
    let mut tick = PathBuilder::new();
    let corners = [(-6.6, 0.4), (-4.6, -1.7), (-1.7, 1.2), (4.9, -5.6), (6.9, -3.6), (-1.7, 5.3)];
    for (place, (dx, dy)) in corners.into_iter().enumerate() {
        let (at_x, at_y) = (x + dx * size, y + dy * size);
        if place == 0 { tick.move_to(at_x, at_y) } else { tick.line_to(at_x, at_y) }
    }
    tick.close();
    Some(vec![(disc.finish()?, [18, 77, 86]), (tick.finish()?, [255, 255, 255])])
}
