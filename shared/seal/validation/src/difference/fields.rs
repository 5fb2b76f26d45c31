//! What may become of the fields of the signed revision, and fields that came later (ISO 32000-2 clauses 12.7.4 and
//! 12.7.5.5).

use super::comparison::{Comparison, Value};
use crate::structure::text;
use segl_pdf::{
    object::{Dict, Object},
    stream::unpack,
};

/// How much of an appearance that shows nothing is read.
const MAX_BLANK: usize = 4096;

/// What a new signature field and its widgets may say (tables 226 and 234, 166 and 191): under another key there may be
/// anything for a reader that knows it, or takes it for one of these.
const OF_SIGNING: [&[u8]; 27] = [
    b"AP",
    b"AS",
    b"BS",
    b"Border",
    b"DA",
    b"F",
    b"FT",
    b"Ff",
    b"H",
    b"Kids",
    b"Lock",
    b"M",
    b"MK",
    b"NM",
    b"P",
    b"Parent",
    b"Q",
    b"Rect",
    b"SV",
    b"StructParent",
    b"Subtype",
    b"T",
    b"TM",
    b"TU",
    b"Type",
    b"V",
    b"DR",
];
/// What draws of an annotation without an appearance.
const DRAWING: [&str; 3] = ["BS", "Border", "MK"];

impl Comparison<'_, '_> {
    /// Whether a number was given to no object when the document was signed, and could be given to none.
    pub(super) fn is_new(&self, field: &Object) -> Option<u32> {
        let number = field.reference()?.0;
        (number >= self.then_size && !self.graph.reaches(number)).then_some(number)
    }

    /// A new field must be a signature's. A document timestamp that shows nothing is an update for the long term; a
    /// signature is a filling-in.
    pub(super) fn new_field(&mut self, number: u32) -> Result<(), String> {
        const OTHER: &str = "a new form field that is no signature's";
        let field = self.new_dict(&Object::Ref((number, 0))).ok_or(OTHER)?;
        let is_signature = self.said(&field, "FT")? == Object::named("Sig");
        if !is_signature || field.get("Parent").is_some() {
            return Err(OTHER.to_owned());
        }
        let kids = match self.said(&field, "Kids")? {
            Object::Array(kids) => kids,
            Object::Null => Vec::new(),
            _ => return Err(OTHER.to_owned()),
        };
        let mut widgets = vec![field.clone()];
        for kid in &kids {
            let kid_number = self.is_new(kid).ok_or(OTHER)?;
            let kid = self
                .new_dict(kid)
                .filter(|kid| kid.get("Kids").is_none() && kid.get("T").is_none());
            widgets.push(kid.ok_or(OTHER)?);
            self.widgets.insert(kid_number);
        }
        if kids.is_empty() {
            self.widgets.insert(number);
        }
        let is_widget = |dict: &Dict| {
            let kind = self.said(dict, "Subtype");
            kind.is_ok_and(|kind| kind == Object::Null || kind == Object::named("Widget"))
                && dict
                    .0
                    .iter()
                    .all(|(key, _)| OF_SIGNING.contains(&key.as_slice()))
        };
        if !widgets.iter().all(is_widget) {
            return Err("a new form field that is more than a signature's".to_owned());
        }
        let is_visible = widgets.iter().any(|dict| self.is_visible(dict));
        let draws = widgets.iter().any(|dict| self.has_appearance(dict));
        let shows = is_visible || draws || widgets.iter().any(|dict| self.draws_itself(dict));
        if shows && self.found.permission.is_some() {
            return Err("a visible signature after a certification".to_owned());
        }
        let is_signed = self.said(&field, "V")? != Object::Null;
        if !is_signed && (draws || widgets.iter().any(|dict| dict.get("MK").is_some())) {
            return Err("a field that nobody has signed, and that shows something".to_owned());
        }
        let name = text(&self.said(&field, "T")?);
        if name.is_empty() || !self.names.insert(name.clone()) {
            return Err("a new form field without a name of its own".to_owned());
        }
        self.filled(&name, field.get("V"), shows)
    }

    /// A signature field was filled in, or added: with a timestamp, a signature, or nothing.
    pub(super) fn filled(
        &mut self,
        name: &str,
        value: Option<&Object>,
        shows: bool,
    ) -> Result<(), String> {
        let is_empty = |value: &Object| {
            self.is_now(value)
                .is_ok_and(|(value, _)| value == Object::Null)
        };
        let value = match value.filter(|value| !is_empty(value)) {
            Some(value) => {
                self.is_new(value)
                    .ok_or("a signature that is no object of its own")?;
                Some(
                    self.new_dict(value)
                        .ok_or("a signature that cannot be read")?,
                )
            }
            None => None,
        };
        let named = |key: &str| value.as_ref().and_then(|value| self.said(value, key).ok());
        let is_timestamp = named("SubFilter") == Some(Object::named("ETSI.RFC3161"))
            && named("Type") == Some(Object::named("DocTimeStamp"));
        if is_timestamp && !shows {
            return Ok(());
        }
        if self.found.locks(name) {
            return Err("a locked field".to_owned());
        }
        self.is_form_filling();
        self.was_signed |= value.is_some();
        Ok(())
    }

    /// A dictionary of now that every reader reads alike.
    fn new_dict(&self, object: &Object) -> Option<Dict> {
        match self.is_now(object).ok()? {
            (Object::Dict(dict), None) => Some(dict),
            _ => None,
        }
    }

    /// Whether a widget says how to draw it: readers may draw a border around nothing. How it is turned draws nothing.
    fn draws_itself(&self, dict: &Dict) -> bool {
        DRAWING.into_iter().any(|key| match self.said(dict, key) {
            Ok(Object::Null) => false,
            Ok(Object::Dict(dict)) => dict.0.iter().any(|(key, _)| key != b"R"),
            Ok(Object::Array(items)) => items.iter().any(|item| *item != Object::Int(0)),
            _ => true,
        })
    }

    /// What stands under a key of a dictionary of now, if every reader reads it alike; null for nothing.
    fn said(&self, dict: &Dict, key: &str) -> Result<Object, String> {
        const UNCLEAR: &str = "a field that readers read differently";
        let value: Value<'_> = match dict.get(key) {
            Some(value) => self.is_now(value).map_err(|_| UNCLEAR)?,
            None => (Object::Null, None),
        };
        if value.1.is_none() {
            Ok(value.0)
        } else {
            Err(UNCLEAR.to_owned())
        }
    }

    /// Whether an annotation of now may be seen. What nobody sees is written in one way: a rectangle of four numbers
    /// without an area, and nothing that draws; each reader makes up for another in its own way.
    pub(super) fn is_visible(&self, dict: &Dict) -> bool {
        let is_annotation = dict.get("Subtype").is_some() || dict.get("Rect").is_some();
        is_annotation && !has_no_area(dict)
    }

    /// Whether an annotation of now has an appearance that may draw something.
    pub(super) fn has_appearance(&self, dict: &Dict) -> bool {
        let appearances = match dict.get("AP") {
            None | Some(Object::Null) => return false,
            Some(appearances) => self.is_now(appearances),
        };
        let Ok((Object::Dict(appearances), None)) = appearances else {
            return true;
        };
        !appearances.0.iter().all(|(_, one)| match self.is_now(one) {
            Ok((Object::Dict(form), Some(raw))) => unpack(&form, raw, MAX_BLANK)
                .is_ok_and(|content| content.is_strict && is_blank(&content.data)),
            Ok((Object::Null, None)) => true,
            _ => false,
        })
    }
}

/// Whether an annotation's rectangle is four numbers that stand in it themselves, and has no area.
fn has_no_area(dict: &Dict) -> bool {
    let Some(Object::Array(corners)) = dict.get("Rect") else {
        return false;
    };
    let corners: Option<Vec<f64>> = corners.iter().map(Object::number).collect();
    corners.is_some_and(|corners| match corners[..] {
        [left, bottom, right, top] => (right - left) * (top - bottom) == 0.0,
        _ => false,
    })
}

/// Whether a content stream holds nothing but comments (Acrobat's `% DSBlank`).
fn is_blank(content: &[u8]) -> bool {
    content
        .split(|byte| matches!(byte, b'\r' | b'\n'))
        .all(|line| {
            let line = line.trim_ascii();
            line.is_empty() || line.starts_with(b"%")
        })
}
