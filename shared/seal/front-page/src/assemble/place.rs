//! Where a page's footer goes: beside all that is visible of the page, where the reader sees the bottom.

use std::{collections::BTreeMap, ops::RangeInclusive};

use crate::front::footer::HEIGHT;
use segl_pdf::{
    file::File,
    object::{Dict, Number, Object},
    pages::Page,
};

/// The narrowest page that gets a footer, and the widest, in points as the reader sees it.
const WIDTHS: RangeInclusive<f64> = 64.0..=65_000.0;
/// How large a page may be in units of its own space, and how far from its origin it may lie: what readers can do
/// (ISO 32000-1 annex C) and PDF/A allows (ISO 19005-3 clause 6.1.13).
const SIDES: RangeInclusive<f64> = 3.0..=14_400.0;
const FARTHEST: f64 = 32_767.0;
/// Left, bottom, right, top.
type Area = [f64; 4];

/// How a page is turned for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    Not,
    Clockwise,
    UpsideDown,
    CounterClockwise,
}

impl Turn {
    fn of(degrees: f64) -> Option<Self> {
        let quarters = degrees / 90.0;
        [
            Self::Not,
            Self::Clockwise,
            Self::UpsideDown,
            Self::CounterClockwise,
        ]
        .into_iter()
        .zip([0.0, 1.0, 2.0, 3.0])
        .find(|(_, turned)| quarters.rem_euclid(4.0) == *turned)
        .map(|(turn, _)| turn)
    }

    /// What turns an appearance so that it is upright on a page turned so.
    pub(super) fn upright(self) -> Object {
        let [a, b, c, d] = match self {
            Self::Not => [1, 0, 0, 1],
            Self::Clockwise => [0, 1, -1, 0],
            Self::UpsideDown => [-1, 0, 0, -1],
            Self::CounterClockwise => [0, -1, 1, 0],
        };
        Object::Array([a, b, c, d, 0, 0].map(Object::Int).to_vec())
    }

    /// A page's area with a strip of this height more where the reader sees the bottom, and the strip.
    const fn with_strip(self, area: Area, height: f64) -> (Area, Area) {
        let [left, bottom, right, top] = area;
        match self {
            Self::Not => (
                [left, bottom - height, right, top],
                [left, bottom - height, right, bottom],
            ),
            Self::Clockwise => (
                [left, bottom, right + height, top],
                [right, bottom, right + height, top],
            ),
            Self::UpsideDown => (
                [left, bottom, right, top + height],
                [left, top, right, top + height],
            ),
            Self::CounterClockwise => (
                [left - height, bottom, right, top],
                [left - height, bottom, left, top],
            ),
        }
    }
}

/// Where a page's footer goes, and what the page's boxes become.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) turn: Turn,
    /// How wide the appearance is, in points.
    pub(super) width: u16,
    /// The footer's own area.
    pub(super) strip: Area,
    media: Option<Area>,
    crop: Option<Area>,
}

impl Place {
    pub(super) fn set_boxes(&self, page: &mut Dict) {
        for (key, area) in [("MediaBox", self.media), ("CropBox", self.crop)] {
            if let Some(area) = area {
                page.set(key, rectangle(area));
            }
        }
    }
}

/// Boxes and numbers of a file's pages. What stands in an object of its own is read once, however many pages name it.
pub(super) struct Measures<'f, 'a> {
    file: &'f File<'a>,
    areas: BTreeMap<Number, Option<Area>>,
    numbers: BTreeMap<Number, Option<f64>>,
}

impl<'f, 'a> Measures<'f, 'a> {
    pub(super) const fn of(file: &'f File<'a>) -> Self {
        Self {
            file,
            areas: BTreeMap::new(),
            numbers: BTreeMap::new(),
        }
    }

    fn number(&mut self, object: &Object) -> Option<f64> {
        let Object::Ref(number) = object else {
            return object.number();
        };
        if let Some(known) = self.numbers.get(number) {
            return *known;
        }
        let read = self
            .file
            .is_half_paid()
            .then(|| self.file.resolve(object).number())
            .flatten();
        self.numbers.insert(*number, read);
        read
    }

    fn area(&mut self, object: &Object) -> Option<Area> {
        let Object::Ref(number) = object else {
            return self.area_of(object);
        };
        if let Some(known) = self.areas.get(number) {
            return *known;
        }
        let read = self
            .file
            .is_half_paid()
            .then(|| self.file.resolve(object))
            .and_then(|object| self.area_of(&object));
        self.areas.insert(*number, read);
        read
    }

    /// A rectangle (clause 7.9.5), its corners sorted. One without an inside is none.
    fn area_of(&mut self, object: &Object) -> Option<Area> {
        let [one, two, three, four] = object.array()? else {
            return None;
        };
        let (left, bottom) = (self.number(one)?, self.number(two)?);
        let (right, top) = (self.number(three)?, self.number(four)?);
        let area = [
            left.min(right),
            bottom.min(top),
            left.max(right),
            bottom.max(top),
        ];
        is_sensible(area).then_some(area)
    }

    /// Where a page's footer goes; nowhere when the page's boxes are not such that all readers see the same page.
    pub(super) fn place(&mut self, page: &Page) -> Option<Place> {
        let media = self.area(page.get("MediaBox")?)?;
        let crop = page
            .get("CropBox")
            .map(|crop| self.area(crop).ok_or(()))
            .transpose()
            .ok()?;
        let visible = crop.map_or(media, |crop| meet(media, crop));
        let turn = Turn::of(
            page.get("Rotate")
                .map_or(Some(0.0), |turn| self.number(turn))?,
        )?;
        let unit = page
            .dict
            .get("UserUnit")
            .map_or(Some(1.0), |unit| self.number(unit))?;
        if !is_sensible(visible) || !(0.01..=1000.0).contains(&unit) {
            return None;
        }
        let (extended, strip) = turn.with_strip(visible, f64::from(HEIGHT) / unit);
        let grown = join(media, strip);
        let across = match turn {
            Turn::Not | Turn::UpsideDown => strip[2] - strip[0],
            Turn::Clockwise | Turn::CounterClockwise => strip[3] - strip[1],
        };
        let width = across * unit;
        (is_sensible(grown) && WIDTHS.contains(&width)).then(|| Place {
            turn,
            width: rounded(width),
            strip,
            media: (grown != media).then_some(grown),
            crop: crop.is_some().then_some(extended),
        })
    }
}

/// Rounded down to seven binary digits: appearances are stretched by a sixtieth at most, and there are few of them.
fn rounded(width: f64) -> u16 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is within WIDTHS"
    )]
    let width = width as u16;
    let dropped = (u16::BITS - width.leading_zeros()).saturating_sub(7);
    width >> dropped << dropped
}

fn is_sensible(area: Area) -> bool {
    let [left, bottom, right, top] = area;
    SIDES.contains(&(right - left))
        && SIDES.contains(&(top - bottom))
        && area.iter().all(|side| side.abs() <= FARTHEST)
}

fn meet(one: Area, other: Area) -> Area {
    [
        one[0].max(other[0]),
        one[1].max(other[1]),
        one[2].min(other[2]),
        one[3].min(other[3]),
    ]
}

fn join(one: Area, other: Area) -> Area {
    [
        one[0].min(other[0]),
        one[1].min(other[1]),
        one[2].max(other[2]),
        one[3].max(other[3]),
    ]
}

pub(super) fn rectangle(area: Area) -> Object {
    Object::Array(area.map(Object::real).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use segl_pdf::samples::plain_with;

    /// The place of the footer of a page with these entries, in a tree with those.
    fn place(tree: &str, page: &str) -> Option<Place> {
        let tree = format!("<</Type/Pages/Kids[3 0 R]/Count 1 {tree}>>");
        let page = format!("<</Type/Page/Parent 2 0 R {page}>>");
        let bytes = plain_with(&[(2, &tree), (3, &page), (5, "[0 0 300 400]"), (6, "300")]);
        let file = File::open(&bytes).expect("a PDF");
        let pages = file.pages().expect("its pages");
        Measures::of(&file).place(&pages[0])
    }

    #[test]
    fn the_strip_is_added_where_the_reader_sees_the_bottom() {
        for (why, tree, page, strip, media, crop) in [
            (
                "not turned",
                "",
                "/MediaBox[0 0 300 400]",
                [0, -22, 300, 0],
                Some([0, -22, 300, 400]),
                None,
            ),
            (
                "turned",
                "/Rotate 90",
                "/MediaBox 5 0 R",
                [300, 0, 322, 400],
                Some([0, 0, 322, 400]),
                None,
            ),
            (
                "head down",
                "/Rotate -180",
                "/MediaBox 5 0 R",
                [0, 400, 300, 422],
                Some([0, 0, 300, 422]),
                None,
            ),
            (
                "turned back",
                "/Rotate 990",
                "/MediaBox 5 0 R",
                [-22, 0, 0, 400],
                Some([-22, 0, 300, 400]),
                None,
            ),
            (
                "inherited",
                "/MediaBox[300 400 0 0]",
                "",
                [0, -22, 300, 0],
                Some([0, -22, 300, 400]),
                None,
            ),
            (
                "cut inside",
                "/MediaBox 5 0 R",
                "/CropBox[50 50 6 0 R 380]",
                [50, 28, 300, 50],
                None,
                Some([50, 28, 300, 380]),
            ),
            (
                "cut near the edge",
                "/MediaBox 5 0 R/CropBox[50 10 300 400]",
                "",
                [50, -12, 300, 10],
                Some([0, -12, 300, 400]),
                Some([50, -12, 300, 400]),
            ),
            (
                "cut outside",
                "/MediaBox[0 0 6 0 R 400]/CropBox[-100 -100 500 500]",
                "",
                [0, -22, 300, 0],
                Some([0, -22, 300, 400]),
                Some([0, -22, 300, 400]),
            ),
            (
                "cut inside, turned",
                "/MediaBox 5 0 R/CropBox[50 50 250 350]",
                "/Rotate 90",
                [250, 50, 272, 350],
                None,
                Some([50, 50, 272, 350]),
            ),
            (
                "cut inside, head down",
                "/MediaBox 5 0 R/CropBox[50 50 250 350]",
                "/Rotate 180",
                [50, 350, 250, 372],
                None,
                Some([50, 50, 250, 372]),
            ),
            (
                "cut inside, turned back",
                "/MediaBox 5 0 R/CropBox[50 50 250 350]",
                "/Rotate 270",
                [28, 50, 50, 350],
                None,
                Some([28, 50, 250, 350]),
            ),
            (
                "units of two points",
                "",
                "/MediaBox 5 0 R/UserUnit 2.0/Rotate 90",
                [300, 0, 311, 400],
                Some([0, 0, 311, 400]),
                None,
            ),
        ] {
            let found = place(tree, page).expect(why);
            let area = |area: [i32; 4]| area.map(f64::from);
            assert_eq!(
                (found.strip, found.media, found.crop),
                (area(strip), media.map(area), crop.map(area)),
                "{why}"
            );
        }
    }

    #[test]
    fn where_readers_would_not_see_the_same_page_there_is_no_footer() {
        for (why, page) in [
            ("no box", ""),
            ("no inside", "/MediaBox[0 0 0 400]"),
            ("three numbers", "/MediaBox[0 0 300]"),
            ("no numbers", "/MediaBox[0 0 /a 400]"),
            ("a box that is not there", "/MediaBox 77 0 R"),
            ("too large", "/MediaBox[0 0 300 14399]"),
            ("far away", "/MediaBox[0 99000 300 99400]"),
            ("not a number that can be", "/MediaBox[0 0 300 1e400]"),
            ("too narrow", "/MediaBox[0 0 60 400]"),
            ("an empty crop", "/MediaBox 5 0 R/CropBox[0 0 0 0]"),
            (
                "a crop beside the page",
                "/MediaBox 5 0 R/CropBox[500 500 600 600]",
            ),
            ("half a turn", "/MediaBox 5 0 R/Rotate 45"),
            ("a turn that is none", "/MediaBox 5 0 R/Rotate/a"),
            ("units of nothing", "/MediaBox 5 0 R/UserUnit 0"),
            (
                "units of next to nothing",
                "/MediaBox[0 0 14400 400]/UserUnit 0.005",
            ),
            (
                "a sliver of a page",
                "/MediaBox 5 0 R/CropBox[299 0 600 400]/Rotate 90",
            ),
        ] {
            assert!(place("", page).is_none(), "{why}");
        }
    }

    #[test]
    fn a_footer_is_as_wide_as_the_page_and_upright_on_it() {
        for (page, width, upright) in [
            ("/MediaBox[100 200 400 600]", 300, "[1 0 0 1 0 0]"),
            (
                "/MediaBox[100 200 400 600]/Rotate 90",
                400,
                "[0 1 -1 0 0 0]",
            ),
            (
                "/MediaBox[100 200 400 600]/Rotate 180/UserUnit 2",
                600,
                "[-1 0 0 -1 0 0]",
            ),
            (
                "/MediaBox[-200 -300 200 100]/Rotate 270/UserUnit 0.5",
                200,
                "[0 -1 1 0 0 0]",
            ),
        ] {
            let place = place("", page).expect(page);
            let mut matrix = Vec::new();
            place.turn.upright().write(&mut matrix);
            assert_eq!(
                (place.width, String::from_utf8_lossy(&matrix).as_ref()),
                (width, upright),
                "{page}"
            );
        }
    }

    #[test]
    fn sides_are_written_as_short_as_they_can_be() {
        let mut written = Vec::new();
        rectangle([-0.000_001, -22.0 / 3.0, 595.276, 841.89 + 0.11]).write(&mut written);
        assert_eq!(
            String::from_utf8_lossy(&written),
            "[0 -7.33333 595.276 842]"
        );
    }

    #[test]
    fn appearances_are_few_and_hardly_stretched() {
        let widths: std::collections::BTreeSet<u16> = (64..=65_000_u16)
            .map(|width| rounded(f64::from(width)))
            .collect();
        assert!(widths.len() < 700);
        for width in 64..=65_000_u16 {
            assert!(
                rounded(f64::from(width)) <= width
                    && (width - rounded(f64::from(width))) * 64 <= width
            );
        }
    }
}
