//! A4 pages that text flows down, and the structure that tells what each line is (ISO 32000-2 clause 14.8).

use std::num::NonZeroU16;

use krilla::tagging::{ListNumbering, Tag, TagKind};

use super::style::Style;
use crate::{
    fonts::Fonts,
    text::{Line, Typesetter},
};

pub(super) const WIDTH: f32 = 595.0;
pub(super) const HEIGHT: f32 = 842.0;
pub(super) const LEFT: f32 = 64.0;
pub(super) const RIGHT: f32 = WIDTH - 64.0;
pub(super) const TOP: f32 = 72.0;
const BOTTOM: f32 = HEIGHT - 68.0;
/// Where labels end and what they label begins.
const LABELS: f32 = 104.0;
/// Where the right one of two columns begins, and the room between them.
const SECOND: f32 = 222.0;
const BETWEEN: f32 = 18.0;

/// What stands on a page.
pub(super) enum Item {
    Text {
        x: f32,
        y: f32,
        style: Style,
        line: Line,
        leaf: usize,
    },
    Rule {
        y: f32,
    },
}

/// A part of the structure: an element, or the place of a line that is in it.
pub(super) enum Part {
    Element(TagKind, Vec<Part>),
    Leaf(usize),
}

/// Text that flows down pages; drawn when it is finished, so that every page can say which of how many it is.
pub(super) struct Canvas<'f> {
    pub(super) typesetter: Typesetter<'f>,
    pub(super) pages: Vec<Vec<Item>>,
    y: f32,
    leaves: usize,
    /// The elements that are open, the outermost first, and what is in them so far.
    open: Vec<Vec<Part>>,
}

/// A text that is set in lines and not placed yet.
pub(super) struct Block {
    style: Style,
    lines: Vec<Line>,
}

impl<'f> Canvas<'f> {
    pub(super) fn new(fonts: &'f Fonts) -> Self {
        let typesetter = Typesetter::new(fonts);
        Self {
            typesetter,
            pages: vec![Vec::new()],
            y: TOP,
            leaves: 0,
            open: vec![Vec::new()],
        }
    }

    /// All of the structure.
    pub(super) fn structure(&mut self) -> Vec<Part> {
        self.open.pop().unwrap_or_default()
    }

    pub(super) const fn leaves(&self) -> usize {
        self.leaves
    }

    pub(super) fn gap(&mut self, height: f32) {
        self.y += height;
    }

    /// Begins a new page unless this much room is left, or the page is empty.
    pub(super) fn keep_together(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.pages.last().is_some_and(|page| !page.is_empty()) {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
    }

    /// What is put meanwhile is in an element.
    pub(super) fn within(&mut self, tag: impl Into<TagKind>, put: impl FnOnce(&mut Self)) {
        self.open.push(Vec::new());
        put(self);
        let parts = self.open.pop().unwrap_or_default();
        self.add(Part::Element(tag.into(), parts));
    }

    fn add(&mut self, part: Part) {
        self.open
            .last_mut()
            .expect("the structure is open until it is taken")
            .push(part);
    }

    /// A thin line across the page, a touch of order and nothing to be read.
    pub(super) fn rule(&mut self) {
        let y = self.y;
        self.put(Item::Rule { y });
    }

    fn put(&mut self, item: Item) {
        self.pages
            .last_mut()
            .expect("there is always a page")
            .push(item);
    }

    pub(super) fn set(&self, style: Style, text: &str, width: f32) -> Block {
        Block {
            style,
            lines: self.typesetter.lines(text, style.look(), width),
        }
    }

    pub(super) const fn across() -> f32 {
        RIGHT - LEFT
    }

    /// A block that flows on to further pages.
    fn place(&mut self, x: f32, block: Block) {
        for line in block.lines {
            self.keep_together(block.style.height());
            // A line stands on its baseline.
            let y = self.y + block.style.look().size;
            let leaf = self.leaves;
            self.leaves += 1;
            // Glyphs from right to left would be read out backwards. The element says what they say and not the content
            // (clause 14.9.4): programs that look for text in the content put such glyphs in order themselves.
            let part = match &line.said {
                Some(said) => Part::Element(
                    Tag::Span.with_actual_text(Some(said.clone())).into(),
                    vec![Part::Leaf(leaf)],
                ),
                None => Part::Leaf(leaf),
            };
            self.put(Item::Text {
                x,
                y,
                style: block.style,
                line,
                leaf,
            });
            self.add(part);
            self.y += block.style.height();
        }
    }

    pub(super) fn paragraph(&mut self, style: Style, text: &str) {
        let block = self.set(style, text, Self::across());
        self.within(Tag::P, |canvas| canvas.place(LEFT, block));
    }

    /// The title of the document.
    pub(super) fn title(&mut self, text: &str) {
        let mut block = self.set(Style::Title, text, Self::across());
        for (lines, smaller) in [(3, Style::LongTitle), (5, Style::VeryLongTitle)] {
            if block.lines.len() > lines {
                block = self.set(smaller, text, Self::across());
            }
        }
        let level = Tag::Hn(NonZeroU16::MIN, Some(text.to_owned()));
        self.within(level, |canvas| canvas.place(LEFT, block));
    }

    /// The title of a section, which never stands alone at the end of a page.
    pub(super) fn heading(&mut self, text: &str) {
        self.keep_together(96.0);
        self.gap(18.0);
        let block = self.set(Style::Heading, text, Self::across());
        let level = Tag::Hn(NonZeroU16::MIN.saturating_add(1), Some(text.to_owned()));
        self.within(level, |canvas| canvas.place(LEFT, block));
        self.gap(2.0);
    }

    /// What is put meanwhile is a list of items.
    pub(super) fn list(&mut self, put: impl FnOnce(&mut Self)) {
        self.within(Tag::L(ListNumbering::None), put);
    }

    /// A label and what it labels, side by side: an item of a list.
    pub(super) fn pair(&mut self, label: &str, text: &str) {
        let label = self.set(Style::Quiet, label, LABELS - BETWEEN);
        let text = self.set(Style::Body, text, Self::across() - LABELS);
        self.keep_together(height(&[&label]).max(Style::Body.height()));
        self.within(Tag::LI, |canvas| {
            let y = canvas.y;
            // Both stand on one baseline.
            canvas.y += Style::Body.look().size - Style::Quiet.look().size;
            canvas.within(Tag::Lbl, |canvas| canvas.place(LEFT, label));
            canvas.y = y;
            canvas.within(Tag::LBody, |canvas| canvas.place(LEFT + LABELS, text));
        });
    }

    /// Blocks in two columns, kept together where they fit on a page: an item of a list.
    pub(super) fn row(&mut self, left: &[(Style, &str)], right: &[(Style, &str)]) {
        let set = |texts: &[(Style, &str)], width: f32| -> Vec<Block> {
            texts
                .iter()
                .map(|(style, text)| self.set(*style, text, width))
                .collect()
        };
        let (left, right) = if right.is_empty() {
            (set(left, Self::across()), Vec::new())
        } else {
            (
                set(left, SECOND - BETWEEN),
                set(right, Self::across() - SECOND),
            )
        };
        let heights = [&left, &right].map(|blocks| height(&blocks.iter().collect::<Vec<_>>()));
        let tall = heights[0].max(heights[1]) + 2.0 * PADDING;
        let is_whole = tall <= BOTTOM - TOP;
        if is_whole {
            self.keep_together(tall);
        }
        self.rule();
        self.gap(PADDING);
        self.within(Tag::LI, |canvas| {
            canvas.within(Tag::LBody, |canvas| {
                let y = canvas.y;
                // Both columns begin on one baseline.
                let lower =
                    |blocks: &[Block]| blocks.first().map_or(0.0, |block| block.style.look().size);
                let drop = lower(&left) - lower(&right);
                canvas.column(LEFT, left);
                if is_whole {
                    canvas.y = y + drop;
                }
                canvas.column(LEFT + SECOND, right);
                if is_whole {
                    canvas.y = y + heights[0].max(heights[1]);
                }
            });
        });
        self.gap(PADDING);
    }

    fn column(&mut self, x: f32, blocks: Vec<Block>) {
        for block in blocks {
            self.within(Tag::P, |canvas| canvas.place(x, block));
        }
    }

    /// An address that can be followed.
    pub(super) fn link(&mut self, address: &str) {
        let block = self.set(Style::Link, address, Self::across());
        self.within(Tag::P, |canvas| {
            canvas.within(Tag::Link, |canvas| canvas.place(LEFT, block))
        });
    }
}

/// The room above and below a row's text.
const PADDING: f32 = 6.0;

fn height(blocks: &[&Block]) -> f32 {
    blocks
        .iter()
        .map(|block| {
            f32::from(u16::try_from(block.lines.len()).unwrap_or(u16::MAX)) * block.style.height()
        })
        .sum()
}
