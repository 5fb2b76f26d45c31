//! Annotations that play, and those that look other on paper, under the pointer or from moment to moment (ISO 32000-2
//! clause 12.5).

mod said;

use std::collections::BTreeMap;

pub(super) use self::said::is_rectangle;
use self::said::{
    Marks, area, border, flags, has_appearance, has_caption, is_icon, is_quarter, is_stream, list,
    looked_up, marks_in, page_area,
};
use super::{
    ActiveContent,
    field::{self, Fields},
    finding::Finding,
};
use crate::{
    file::File,
    object::{Dict, Object},
    pages::Page,
    stream::inflate,
};

/// Not shown by readers that do not know the kind of annotation (clause 12.5.3, table 167).
const INVISIBLE: i64 = 1;
/// Shown nowhere.
const HIDDEN: i64 = 1 << 1;
/// Printed.
const PRINT: i64 = 1 << 2;
/// As large on the screen however near the page is looked at.
const NO_ZOOM: i64 = 1 << 3;
/// Not shown on the screen.
const NO_VIEW: i64 = 1 << 5;
/// Shown and not shown by turns, as the pointer comes and goes.
const TOGGLE_NO_VIEW: i64 = 1 << 8;

/// What is drawn of these is content, and without an appearance each reader draws its own. Notes, links and files are
/// marked for the screen only: a border, an icon.
const DRAWN: [&[u8]; 15] = [
    b"Caret",
    b"Circle",
    b"FreeText",
    b"Highlight",
    b"Ink",
    b"Line",
    b"PolyLine",
    b"Polygon",
    b"Redact",
    b"Screen",
    b"Square",
    b"Squiggly",
    b"Stamp",
    b"StrikeOut",
    b"Underline",
];

/// Kinds that are known to readers beside those of [`DRAWN`] and those that are refused.
const KNOWN: [&[u8]; 7] = [
    b"FileAttachment",
    b"Link",
    b"Popup",
    b"PrinterMark",
    b"Text",
    b"Watermark",
    b"Widget",
];

/// How many bytes may be gone through to compare and to read appearances, in all: what they share is gone through often.
const MAX_WORK: usize = 256 * 1024 * 1024;
/// The longest appearance that may draw nothing, in bytes: what draws nothing is short.
const MAX_EMPTY: usize = 4096;
/// What part of a page a field or button may take that is not printed, or that looks other while it is held.
const SMALL: f64 = 0.1;

/// What part of a page all fields and buttons on it may take together that are not printed.
const ALL_SMALL: f64 = 0.25;

/// The widest border of a link that is not printed, in points: a wider one is an area that is painted.
const MAX_BORDER: f64 = 3.0;

/// What is remembered from one annotation to the next.
#[derive(Default)]
pub(super) struct Annotations {
    /// Whether readers are to draw the form's fields themselves.
    pub(super) needs_appearances: bool,
    fields: Fields,
    marks: BTreeMap<u32, Marks>,
    smallest_page: Option<f64>,
    work: usize,
}

impl Annotations {
    /// What acts or changes in a dictionary, if it is an annotation or a field.
    pub(super) fn finding(&mut self, file: &File<'_>, dict: &Dict) -> Option<Finding> {
        let found = list(file, dict)
            .or_else(|| self.field(file, dict))
            .or_else(|| self.annotation(file, dict));
        self.unless_costly(found)
    }

    /// What a page does with all that is on it: it is turned otherwise than by quarters, or widgets for the screen alone
    /// take much of it.
    pub(super) fn page(&mut self, file: &File<'_>, page: &Page) -> Option<Finding> {
        let is_turned = page
            .get("Rotate")
            .is_some_and(|turn| !is_quarter(&file.resolve(turn)));
        let found =
            is_turned || self.area_for_screen(file, page) > ALL_SMALL * page_area(file, page);
        self.unless_costly(found.then_some(ActiveContent::PrintsOtherwise))
    }

    fn unless_costly(&self, found: Option<ActiveContent>) -> Option<Finding> {
        if self.work > MAX_WORK {
            Some(Finding::TooCostly)
        } else {
            found.map(Finding::Active)
        }
    }

    /// The area that a page's widgets take together that are shown and not printed.
    fn area_for_screen(&mut self, file: &File<'_>, page: &Page) -> f64 {
        let Some(list) = page.get("Annots").map(|list| looked_up(file, list)) else {
            return 0.0;
        };
        let mut sum = 0.0;
        for one in list.array().unwrap_or_default() {
            let one = looked_up(file, one);
            let Some(widget) = one.dict() else { continue };
            let is_widget = widget
                .get("Subtype")
                .is_some_and(|kind| file.resolve(kind).name() == Some(b"Widget"));
            let flags = flags(file, widget).unwrap_or(0);
            let is_for_screen = flags & (HIDDEN | NO_VIEW | PRINT) == 0;
            if is_widget && is_for_screen && self.draws(file, widget) {
                sum += area(file, &file.array_in(widget, "Rect").unwrap_or_default());
            }
        }
        sum
    }

    /// Whether a field looks other where readers draw it by themselves: it is filled, or draws though it is not.
    fn field(&mut self, file: &File<'_>, dict: &Dict) -> Option<ActiveContent> {
        let is_named = |key: &str, name: &[u8]| {
            dict.get(key)
                .is_some_and(|it| file.resolve(it).name() == Some(name))
        };
        let is_widget = self.needs_appearances && is_named("Subtype", b"Widget");
        let may_be_field = is_widget
            || dict.get("FT").is_some()
            || (dict.get("V").is_some() && dict.get("Parent").is_some());
        if field::has_strange_flags(file, dict) {
            return Some(ActiveContent::PrintsOtherwise);
        }
        if !self.needs_appearances
            || !may_be_field
            || (is_widget && flags(file, dict).is_some_and(|flags| flags & HIDDEN != 0))
        {
            return None;
        }
        let field = self.fields.of(file, dict);
        let differs = (field.is_spelled()
            && (field.is_filled() || self.marks_of(file, dict) == Marks::Content))
            || (field.is_push_button() && has_caption(file, dict));
        differs.then_some(ActiveContent::NeedAppearances)
    }

    fn annotation(&mut self, file: &File<'_>, dict: &Dict) -> Option<ActiveContent> {
        let subtype = dict.get("Subtype").map(|name| file.resolve(name))?;
        if dict.get("Rect").is_none() && !dict.is_type("Annot") {
            return None;
        }
        let subtype = subtype.name()?;
        match subtype {
            b"Movie" => return Some(ActiveContent::Movie),
            b"Sound" => return Some(ActiveContent::Sound),
            // A projection is of three-dimensional content (clause 12.5.6.24).
            b"3D" | b"Projection" => return Some(ActiveContent::ThreeD),
            b"RichMedia" => return Some(ActiveContent::RichMedia),
            // Traps are for presses, and no screen shows them (clause 14.11.6).
            b"TrapNet" => return Some(ActiveContent::PrintsOtherwise),
            _ => {}
        }
        // A remark on one view of three-dimensional content (clause 13.6.7.3).
        let data = file
            .dict_in(dict, "ExData")
            .and_then(|data| data.get("Subtype").map(|kind| file.resolve(kind)));
        if matches!(
            data.as_ref().and_then(Object::name),
            Some(b"Markup3D" | b"3DM")
        ) {
            return Some(ActiveContent::ThreeD);
        }
        // Where it is on paper depends on the paper (clause 12.5.6.22).
        if file.dict_in(dict, "FixedPrint").is_some() {
            return Some(ActiveContent::PrintsOtherwise);
        }
        // Some readers take a part of it, some none.
        let Some(flags) = flags(file, dict) else {
            return Some(ActiveContent::PrintsOtherwise);
        };
        if flags & HIDDEN != 0 {
            return None;
        }
        if flags & TOGGLE_NO_VIEW != 0 {
            return Some(ActiveContent::ChangesUnderPointer);
        }
        let (is_shown, is_printed) = (flags & NO_VIEW == 0, flags & PRINT != 0);
        let appearance = file.dict_in(dict, "AP");
        // Which kinds a reader knows is the reader's own.
        let is_known = DRAWN.contains(&subtype) || KNOWN.contains(&subtype);
        if !is_shown && !is_printed {
            return None;
        }
        if !is_known && flags & INVISIBLE != 0 && appearance.is_some() {
            return Some(ActiveContent::PrintsOtherwise);
        }
        if is_shown != is_printed {
            let may_differ = match subtype {
                b"Widget" => !is_shown || self.is_content(file, dict),
                b"Link" if border(file, dict) > MAX_BORDER => true,
                _ => !is_shown || appearance.is_some() || DRAWN.contains(&subtype),
            };
            if may_differ {
                return Some(ActiveContent::PrintsOtherwise);
            }
        }
        if let Some(appearance) = appearance.as_ref().filter(|_| is_shown)
            && self.changes_under_pointer(file, dict, subtype, appearance)
        {
            return Some(ActiveContent::ChangesUnderPointer);
        }
        self.drawn_by_reader(file, dict, subtype, flags)
    }

    /// Whether it is the reader's choice what is drawn of an annotation that is shown or printed, and where.
    fn drawn_by_reader(
        &mut self,
        file: &File<'_>,
        dict: &Dict,
        subtype: &[u8],
        flags: i64,
    ) -> Option<ActiveContent> {
        // Icons are so on all pages, and windows of notes are not on the page.
        let may_stay_as_large: [&[u8]; 3] = [b"FileAttachment", b"Popup", b"Text"];
        let is_chosen = match subtype {
            _ if flags & NO_ZOOM != 0 && !may_stay_as_large.contains(&subtype) => true,
            b"Link" | b"Popup" => file.dict_in(dict, "AP").is_some(),
            _ if DRAWN.contains(&subtype) => !has_appearance(file, dict),
            _ => self.has_open_state(file, dict),
        };
        if is_chosen {
            return Some(ActiveContent::PrintsOtherwise);
        }
        let is_undrawn = subtype == b"Widget"
            && !has_appearance(file, dict)
            && area(file, &file.array_in(dict, "Rect").unwrap_or_default()) > 0.0
            && {
                let field = self.fields.of(file, dict);
                field.is_spelled() && field.is_filled()
            };
        is_undrawn.then_some(ActiveContent::NeedAppearances)
    }

    /// Whether an annotation has states that look different, and does not say in which it is (clause 12.5.5).
    fn has_open_state(&mut self, file: &File<'_>, dict: &Dict) -> bool {
        let normal = file
            .dict_in(dict, "AP")
            .and_then(|appearance| appearance.get("N").cloned());
        let Some(normal) = normal.filter(|normal| !is_stream(file, normal)) else {
            return false;
        };
        match dict.get("AS").map(|state| file.resolve(state)) {
            Some(Object::Name(_)) => return false,
            None | Some(Object::Null) => {}
            Some(_) => return true,
        }
        let Object::Dict(states) = file.resolve(&normal) else {
            return false;
        };
        let mut drawn = states.0.iter().map(|(_, drawn)| drawn);
        let Some(first) = drawn.next() else {
            return false;
        };
        drawn.any(|other| first != other && self.is_drawn_same(file, first, other) == Some(false))
    }

    /// Whether a widget that is shown and not printed is more than the frame of a field to be filled, or a button to be
    /// pressed, as many honest documents have them.
    fn is_content(&mut self, file: &File<'_>, dict: &Dict) -> bool {
        let area = area(file, &file.array_in(dict, "Rect").unwrap_or_default());
        if area == 0.0 {
            return false;
        }
        let field = self.fields.of(file, dict);
        // A box that shows its mark is filled, whatever its value says.
        let state = dict.get("AS").map(|state| file.resolve(state));
        let is_marked = field.is_button()
            && !matches!(state.as_ref().and_then(Object::name), None | Some(b"Off"));
        let may_stand = field.is_push_button() || !(field.is_filled() || is_marked);
        if !self.draws(file, dict) {
            return false;
        }
        let says = !field.is_push_button() && self.marks_of(file, dict) == Marks::Content;
        !may_stand || says || !self.is_small(file, dict)
    }

    /// Whether anything is drawn of a widget, by its appearance or by readers.
    fn draws(&mut self, file: &File<'_>, dict: &Dict) -> bool {
        let field = self.fields.of(file, dict);
        (field.is_spelled() && field.is_filled())
            || has_caption(file, dict)
            || self.marks_of(file, dict) != Marks::Nothing
    }

    /// Whether an annotation takes a small part of a page.
    fn is_small(&mut self, file: &File<'_>, dict: &Dict) -> bool {
        area(file, &file.array_in(dict, "Rect").unwrap_or_default())
            <= SMALL * self.smallest_page(file)
    }

    /// The area of the smallest page: which one a widget is on it does not have to say, nor the truth.
    fn smallest_page(&mut self, file: &File<'_>) -> f64 {
        *self.smallest_page.get_or_insert_with(|| {
            let pages = file.pages().unwrap_or_default();
            pages
                .iter()
                .map(|page| page_area(file, page))
                .fold(f64::INFINITY, f64::min)
        })
    }

    /// What an annotation's normal appearance draws, in the state that it is in.
    fn marks_of(&mut self, file: &File<'_>, dict: &Dict) -> Marks {
        let Some(normal) = file
            .dict_in(dict, "AP")
            .and_then(|appearance| appearance.get("N").cloned())
        else {
            return Marks::Nothing;
        };
        if let Some((number, _)) = normal.reference().filter(|_| is_stream(file, &normal)) {
            return self.marks(file, number);
        }
        let Object::Dict(states) = file.resolve(&normal) else {
            return Marks::Nothing;
        };
        let state = dict.get("AS").map(|state| file.resolve(state));
        let state = state.as_ref().and_then(Object::name);
        // Without a state it is the reader's choice.
        let shown = states
            .0
            .iter()
            .filter(|(name, _)| state.is_none_or(|state| state == name));
        shown
            .filter_map(|(_, drawn)| drawn.reference())
            .map(|(number, _)| self.marks(file, number))
            .max()
            .unwrap_or(Marks::Nothing)
    }

    /// What the form with this number draws.
    fn marks(&mut self, file: &File<'_>, number: u32) -> Marks {
        if let Some(known) = self.marks.get(&number) {
            return *known;
        }
        self.work = self.work.saturating_add(MAX_EMPTY);
        let Some(stream) = file.stream(number).filter(|_| self.work <= MAX_WORK) else {
            return Marks::Nothing;
        };
        let marks = inflate(&stream.dict, stream.raw, MAX_EMPTY)
            .map_or(Marks::Content, |drawn| marks_in(&drawn));
        self.marks.insert(number, marks);
        marks
    }

    /// Whether an annotation looks other while the pointer is over it, or a button of it is held (clause 12.5.5).
    ///
    /// Two kinds may, for that is how they are made and what they mark is no content: small buttons and check boxes while
    /// they are held, and the icon of a note.
    fn changes_under_pointer(
        &mut self,
        file: &File<'_>,
        dict: &Dict,
        subtype: &[u8],
        appearance: &Dict,
    ) -> bool {
        let keys: &[&str] = match subtype {
            b"Text" if is_icon(file, dict) => &[],
            b"Widget" if self.fields.of(file, dict).is_button() && self.is_small(file, dict) => {
                &["R"]
            }
            _ => &["R", "D"],
        };
        let normal = appearance.get("N").unwrap_or(&Object::Null);
        keys.iter()
            .filter_map(|key| appearance.get(key))
            .any(|other| !self.is_same(file, normal, other))
    }

    /// Whether two appearances, or those of each state, are the same.
    fn is_same(&mut self, file: &File<'_>, one: &Object, other: &Object) -> bool {
        // An appearance that is not there is the normal one.
        if one == other || file.resolve(other) == Object::Null {
            return true;
        }
        if let Some(is_same) = self.is_drawn_same(file, one, other) {
            return is_same;
        }
        let (Object::Dict(one), Object::Dict(other)) = (file.resolve(one), file.resolve(other))
        else {
            return false;
        };
        // The first of a name counts, as everywhere.
        let mut states = BTreeMap::new();
        for (state, drawn) in &one.0 {
            states.entry(state).or_insert(drawn);
        }
        other.0.iter().all(|(state, other)| {
            // States of states there are none.
            states.get(state).is_some_and(|one| {
                *one == other || self.is_drawn_same(file, one, other) == Some(true)
            })
        })
    }

    /// Whether two streams are the same; `None` of two that are none.
    fn is_drawn_same(&mut self, file: &File<'_>, one: &Object, other: &Object) -> Option<bool> {
        let drawn = |it: &Object| it.reference().and_then(|(number, _)| file.stream(number));
        match (drawn(one), drawn(other)) {
            (Some(one), Some(other)) => {
                if one.raw.len() != other.raw.len() {
                    return Some(false);
                }
                self.work = self.work.saturating_add(one.raw.len());
                // What is not compared is refused for what comparing costs.
                Some(self.work > MAX_WORK || (one.raw == other.raw && one.dict == other.dict))
            }
            (None, None) => None,
            _ => Some(false),
        }
    }
}
