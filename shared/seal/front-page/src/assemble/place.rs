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
mod tests;
