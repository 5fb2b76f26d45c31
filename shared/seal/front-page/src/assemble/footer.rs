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
mod tests {
    use super::*;
    use crate::samples::{is_intact, request, seal};
    use segl_pdf::samples::plain_with;

    /// The footers on each page: what it stands on, and how it is drawn.
    fn footers(sealed: &[u8]) -> Vec<Vec<Dict>> {
        let file = File::open(sealed).expect("a PDF");
        let pages = file.pages().expect("its pages");
        let on = |page: &Page| {
            let annotations = file.array_in(&page.dict, "Annots").unwrap_or_default();
            let dicts = annotations
                .iter()
                .filter_map(|annotation| file.resolve(annotation).dict().cloned());
            dicts
                .filter(|dict| dict.get("F") == Some(&Object::Int(FLAGS)))
                .collect()
        };
        pages.iter().map(on).collect()
    }

    #[test]
    fn every_page_but_the_front_page_has_one_footer_of_its_own() {
        let bytes = plain_with(&[]);
        let sealed = seal(&request(&[("a", &bytes), ("b", &bytes)])).bytes;
        let file = File::open(&sealed).expect("a PDF");
        let pages = file.pages().expect("its pages");
        let footers = footers(&sealed);
        assert_eq!(
            footers.iter().map(Vec::len).collect::<Vec<_>>(),
            [0, 1, 1, 1, 1]
        );
        for (page, footer) in pages.iter().zip(&footers).skip(1) {
            let footer = &footer[0];
            assert_eq!(footer.get("P"), page.number.map(Object::Ref).as_ref());
            let says = Object::text("Forseglet med Segl · job_01 · signert av Kari Nordmann");
            assert_eq!(file.resolve(footer.get("Contents").expect("a text")), says);
            let appearance = file
                .dict_in(footer, "AP")
                .expect("a look")
                .get("N")
                .and_then(Object::reference);
            let appearance = file
                .stream(appearance.expect("a stream").0)
                .expect("a stream")
                .dict;
            let turned = page.get("Rotate").map(|turn| file.resolve(turn)) == Some(Object::Int(90));
            let matrix = if turned {
                [0, 1, -1, 0, 0, 0]
            } else {
                [1, 0, 0, 1, 0, 0]
            };
            assert_eq!(
                appearance.get("Matrix"),
                Some(&Object::Array(matrix.map(Object::Int).to_vec()))
            );
        }
    }

    #[test]
    fn what_else_is_on_the_pages_stays() {
        let page =
            |more: &str| format!("<</Type/Page/Parent 2 0 R/Rotate 0/TrimBox[9 9 99 99]{more}>>");
        for (why, annotations, before) in [
            ("none", "", Some(0)),
            ("nothing", "/Annots null", Some(0)),
            ("a list that is not there", "/Annots 77 0 R", Some(0)),
            (
                "a list",
                "/Annots[8 0 R<</Type/Annot/Subtype/Text/Rect[0 0 9 9]>>]",
                Some(2),
            ),
            ("a list that pages share", "/Annots 7 0 R", Some(1)),
            ("one that is not in a list", "/Annots 8 0 R", None),
            ("a word", "/Annots/a", None),
        ] {
            let page = page(annotations);
            let link = "<</Type/Annot/Subtype/Link/Rect[0 0 9 9]>>";
            let bytes = plain_with(&[(3, &page), (4, &page), (7, "[8 0 R]"), (8, link)]);
            let sealed = seal(&request(&[("a", &bytes)])).bytes;
            assert!(is_intact(&sealed), "{why}");
            let file = File::open(&sealed).expect("a PDF");
            for page in &file.pages().expect("its pages")[1..] {
                let count = file
                    .array_in(&page.dict, "Annots")
                    .map_or(0, |annotations| annotations.len());
                assert_eq!(before.map_or(0, |before| before + 1), count, "{why}");
                assert_eq!(
                    page.dict.get("TrimBox"),
                    Some(&Object::Array([9, 9, 99, 99].map(Object::Int).to_vec()))
                );
                assert_eq!(
                    page.dict.get("MediaBox").is_some(),
                    before.is_some(),
                    "{why}"
                );
            }
            assert_eq!(
                file.get(7),
                Some(Object::Array(vec![Object::Ref((8, 0))])),
                "{why}"
            );
        }
    }

    #[test]
    fn pages_that_share_more_annotations_than_are_written_again_get_no_footer() {
        let kids: String = (10..21).map(|page| format!("{page} 0 R ")).collect();
        let tree = format!("<</Type/Pages/Kids[{kids}]/Count 11/MediaBox[0 0 300 400]>>");
        let list = format!("[{}]", "8 0 R ".repeat(MAX_ANNOTATIONS / 10));
        let mut objects = vec![
            (2, tree.as_str()),
            (7, &list),
            (8, "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]>>"),
        ];
        objects.extend((10..21).map(|page| (page, "<</Type/Page/Parent 2 0 R/Annots 7 0 R>>")));
        let counts: Vec<usize> = footers(&seal(&request(&[("a", &plain_with(&objects))])).bytes)
            .iter()
            .map(Vec::len)
            .collect();
        assert_eq!(counts, [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
    }

    #[test]
    fn thousands_of_pages_share_what_is_drawn() {
        let kids: String = (0..5000)
            .map(|page| format!("{} 0 R ", page + 10))
            .collect();
        let tree = format!("<</Type/Pages/Kids[{kids}]/Count 5000/MediaBox[0 0 595 842]>>");
        let mut objects = vec![(2, tree.as_str())];
        objects.extend((0..5000).map(|page| (page + 10, "<</Type/Page/Parent 2 0 R>>")));
        let bytes = plain_with(&objects);
        let sealed = seal(&request(&[("a", &bytes)])).bytes;
        assert!(is_intact(&sealed));
        let footers = footers(&sealed);
        assert_eq!(footers.iter().flatten().count(), 5000);
        let one = seal(&request(&[("a", &plain_with(&[]))])).bytes.len();
        let each = (sealed.len() - bytes.len() - one) / 5000;
        assert!(each < 400, "{each} bytes a page");
    }

    #[test]
    fn pages_of_as_many_sizes_as_can_be_are_sealed() {
        let kids: String = (0..3000)
            .map(|page| format!("{} 0 R ", page + 10))
            .collect();
        let tree = format!("<</Type/Pages/Kids[{kids}]/Count 3000>>");
        let sizes: Vec<String> = (0..3000)
            .map(|n| format!("<</Type/Page/MediaBox[0 0 {} 400]>>", 64 + 4 * n))
            .collect();
        let mut objects = vec![(2, tree.as_str())];
        objects.extend((10..).zip(sizes.iter().map(String::as_str)));
        let sealed = seal(&request(&[("a", &plain_with(&objects))])).bytes;
        assert_eq!(footers(&sealed).iter().flatten().count(), 3000);
    }
}
