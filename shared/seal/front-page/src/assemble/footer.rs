//! A footer under each page of the documents, on a strip that is added at the edge where the reader sees the bottom, so
//! that it covers nothing.
//!
//! It is an annotation: those are painted after the page's content, in a graphics state of their own, whatever state
//! the content leaves behind (ISO 32000-2 clause 12.5.5), and the content itself stays as it is. Pages of about the
//! same width share one appearance. A page whose bytes do not allow it gets no footer, and is sealed as any other.

use std::collections::{BTreeMap, BTreeSet};

use super::place::{Measures, Place, Turn, rectangle};
use crate::{
    front::{Conformance, footer},
    request::SealRequest,
};
use segl_pdf::{
    append::{Body, Update},
    file::File,
    import::{self, Drawing},
    object::{Dict, Number, Object, reference},
    pages::Page,
};

/// How many annotations of pages are written again beside a footer, in all.
const MAX_ANNOTATIONS: usize = 500_000;
/// Shown and printed, and not to be changed or moved: Print, ReadOnly, Locked and LockedContents (clause 12.5.3).
const FLAGS: i64 = 4 | 64 | 128 | 512;

/// The footers of all documents, drawn and not yet put in.
pub(super) struct Footers {
    /// Of each document, where each page's goes.
    places: Vec<Vec<Option<Place>>>,
    widths: Vec<u16>,
    /// A PDF with a page for each width.
    drawn: Vec<u8>,
    text: String,
}

impl Footers {
    pub(super) fn of(
        request: &SealRequest,
        files: &[File<'_>],
        pages: &[Vec<Page>],
        conformance: Conformance,
    ) -> Self {
        let front = &request.front;
        let places: Vec<Vec<Option<Place>>> = files
            .iter()
            .zip(pages)
            .map(|(file, pages)| {
                let mut measures = Measures::of(file);
                pages.iter().map(|page| measures.place(page)).collect()
            })
            .collect();
        let widths: BTreeSet<u16> = places
            .iter()
            .flatten()
            .flatten()
            .map(|place| place.width)
            .collect();
        let widths: Vec<u16> = widths.into_iter().collect();
        let drawn = if widths.is_empty() {
            None
        } else {
            footer::draw(
                front,
                &request.fonts,
                &widths,
                request.sealed_at,
                conformance,
            )
        };
        Self {
            places,
            widths,
            drawn: drawn.unwrap_or_default(),
            text: footer::text(front),
        }
    }

    /// Where the footers of a document's pages go.
    pub(super) fn places(&self, document: usize) -> &[Option<Place>] {
        self.places.get(document).map_or(&[], Vec::as_slice)
    }

    /// Takes what was drawn into the update.
    pub(super) fn stamps(&self, update: &mut Update) -> Stamps {
        let drawings = File::open(&self.drawn)
            .ok()
            .and_then(|file| import::drawings(&file, update).ok());
        let drawings: BTreeMap<u16, Drawing> = self
            .widths
            .iter()
            .copied()
            .zip(drawings.into_iter().flatten())
            .collect();
        let text = if drawings.is_empty() {
            0
        } else {
            update.add(Object::text(&self.text))
        };
        Stamps {
            drawings,
            text,
            appearances: BTreeMap::new(),
            left: MAX_ANNOTATIONS,
        }
    }
}

/// Puts footers on pages.
pub(super) struct Stamps {
    drawings: BTreeMap<u16, Drawing>,
    /// The number of the footer's text, which all footers share.
    text: u32,
    appearances: BTreeMap<(u16, Turn), u32>,
    /// How many annotations may still be written again.
    left: usize,
}

impl Stamps {
    /// Puts footers on pages of the file that is continued: each is written again with a footer's annotation more.
    pub(super) fn put_on_pages(
        &mut self,
        base: &File<'_>,
        pages: &[Page],
        places: &[Option<Place>],
        update: &mut Update,
    ) {
        // Lists of annotations that stand in objects of their own; one that several pages name is copied for each.
        let mut known: BTreeMap<Number, Option<Vec<Object>>> = BTreeMap::new();
        for (page, place) in pages.iter().zip(places) {
            let (Some(place), Some(number)) = (place, page.number) else {
                continue;
            };
            let annotations = match page.dict.get("Annots") {
                None | Some(Object::Null) => Some(Vec::new()),
                Some(Object::Array(items)) => Some(items.clone()),
                Some(Object::Ref(list)) => known
                    .entry(*list)
                    .or_insert_with(|| {
                        match base
                            .is_half_paid()
                            .then(|| base.resolve(&Object::Ref(*list)))?
                        {
                            Object::Array(items) if items.len() <= self.left => Some(items),
                            Object::Null => Some(Vec::new()),
                            _ => None,
                        }
                    })
                    .clone(),
                Some(_) => None,
            };
            let Some(mut annotations) =
                annotations.filter(|annotations| annotations.len() <= self.left)
            else {
                continue;
            };
            let count = annotations.len();
            if let Some(footer) = self.footer(place, number, update) {
                self.left -= count;
                annotations.push(reference(footer));
                let mut dict = page.dict.clone();
                place.set_boxes(&mut dict);
                dict.set("Annots", Object::Array(annotations));
                update.put(number.0, number.1, Body::Plain(Object::Dict(dict)));
            }
        }
    }

    /// Puts footers on pages that were just copied into the update.
    pub(super) fn put_on_copies(
        &mut self,
        pages: &[u32],
        places: &[Option<Place>],
        update: &mut Update,
    ) {
        for (number, place) in pages.iter().zip(places) {
            let footer = place
                .as_ref()
                .and_then(|place| Some((place, self.footer(place, (*number, 0), update)?)));
            if let Some(((place, footer), dict)) = footer.zip(update.dict_mut(*number)) {
                place.set_boxes(dict);
                dict.push("Annots", reference(footer));
            }
        }
    }

    /// The annotation of a page's footer.
    fn footer(&mut self, place: &Place, page: Number, update: &mut Update) -> Option<u32> {
        let appearance = self.appearance(place, update)?;
        let number = update.allocate();
        let annotation = Dict::default()
            .with("Type", Object::named("Annot"))
            .with("Subtype", Object::named("Stamp"))
            .with("Rect", rectangle(place.strip))
            .with("F", Object::Int(FLAGS))
            .with("Contents", reference(self.text))
            .with("NM", Object::text(&format!("segl-footer-{number}")))
            .with("P", Object::Ref(page))
            .with(
                "AP",
                Object::Dict(Dict::default().with("N", reference(appearance))),
            );
        update.put(number, 0, Body::Plain(Object::Dict(annotation)));
        Some(number)
    }

    fn appearance(&mut self, place: &Place, update: &mut Update) -> Option<u32> {
        let (dict, bytes) = self.drawings.get(&place.width)?;
        let number = self
            .appearances
            .entry((place.width, place.turn))
            .or_insert_with(|| {
                let dict = dict.clone().with("Matrix", place.turn.upright());
                update.add_stream(dict, bytes.clone())
            });
        Some(*number)
    }
}

#[cfg(test)]
mod tests;
