//! Brings pages of one file into an update of another, with all that they are drawn from.

use std::{collections::BTreeMap, rc::Rc};

use bytes::Bytes;

use super::{
    append::{Body, Update},
    file::{File, PdfError},
    object::{Dict, Number, Object},
    pages::Page,
    stream::Stream,
};

/// What came of an import.
pub struct Imported {
    /// The pages' new numbers, in order.
    pub pages: Vec<u32>,
    /// The optional content that came along.
    pub layers: Layers,
    /// Copies of the structure's objects that were asked for.
    pub structure: Vec<Object>,
}

/// What is brought along of a structure (clause 14.7).
pub struct Structure {
    /// The number of its root.
    pub from: u32,
    /// The root that copied elements come under.
    pub to: u32,
    /// What is added to the keys of its parent tree.
    pub first_key: i64,
    /// Elements and values of the parent tree.
    pub objects: Vec<Object>,
}

/// Optional content (clause 8.11): without it, what was hidden on a page would show on its copy.
#[derive(Default)]
pub struct Layers {
    /// Groups that are shown when the document is opened.
    pub shown: Vec<Object>,
    /// Groups that are hidden when the document is opened.
    pub hidden: Vec<Object>,
}

/// Copies `pages`, all that `source` has, into the update. Annotations keep their looks; what ties
/// a page to the rest of its document (its parent, its place in the structure) stays behind, and so do signatures.
pub fn pages(
    source: &File<'_>,
    pages: &[Page],
    update: &mut Update,
    parent: u32,
) -> Result<Imported, PdfError> {
    import(source, pages, update, parent, None)
}

/// The same, and the pages keep their place in a structure of which these objects are copied too.
pub fn pages_in_structure(
    source: &File<'_>,
    pages: &[Page],
    update: &mut Update,
    parent: u32,
    structure: Structure,
) -> Result<Imported, PdfError> {
    import(source, pages, update, parent, Some(structure))
}

fn import(
    source: &File<'_>,
    pages: &[Page],
    update: &mut Update,
    parent: u32,
    structure: Option<Structure>,
) -> Result<Imported, PdfError> {
    let mut importer = Importer::new(source, update);
    importer.numbers = structure
        .iter()
        .map(|structure| (structure.from, structure.to))
        .collect();
    importer.first_key = structure.as_ref().map(|structure| structure.first_key);
    let new: Vec<u32> = pages
        .iter()
        .map(|page| {
            let number = importer.update.allocate();
            if let Some((old, _)) = page.number {
                importer.numbers.insert(old, number);
            }
            number
        })
        .collect();
    for (page, number) in pages.iter().zip(&new) {
        let dict = importer.page(page).with("Parent", Object::Ref((parent, 0)));
        importer
            .update
            .put(*number, 0, Body::Plain(Object::Dict(dict)));
    }
    let layers = importer.layers();
    let objects = structure
        .map(|structure| structure.objects)
        .unwrap_or_default();
    let structure = objects.iter().map(|object| importer.copy(object)).collect();
    importer.drain();
    // What was left unread would be missing from the copies.
    source.limits()?;
    Ok(Imported {
        pages: new,
        layers,
        structure,
    })
}

/// A page's content as that of a form XObject (clause 8.10): its dictionary, but for where the form stands, and its bytes.
pub type Drawing = (Dict, Bytes);

/// Takes the content of pages that a writer of ours drew, one stream each, into the update, with what they are drawn
/// from.
pub fn drawings(source: &File<'_>, update: &mut Update) -> Result<Vec<Drawing>, PdfError> {
    let pages = source.pages()?;
    let mut importer = Importer::new(source, update);
    let mut drawings = Vec::new();
    for page in &pages {
        let content = page
            .get("Contents")
            .and_then(Object::reference)
            .and_then(|(number, _)| source.stream(number));
        let Stream { dict, raw, .. } = content.ok_or(PdfError::NoCatalog)?;
        let mut form = Dict::default()
            .with("Type", Object::named("XObject"))
            .with("Subtype", Object::named("Form"));
        for (key, value) in [
            ("BBox", page.get("MediaBox")),
            ("Resources", page.get("Resources")),
        ]
        .into_iter()
        .chain(["Filter", "DecodeParms"].map(|key| (key, dict.get(key))))
        {
            if let Some(value) = value {
                form.set(key, importer.copy(value));
            }
        }
        drawings.push((form, source.shared(raw)));
    }
    importer.drain();
    source.limits()?;
    Ok(drawings)
}

struct Importer<'a, 's, 'u> {
    source: &'s File<'a>,
    update: &'u mut Update,
    numbers: BTreeMap<u32, u32>,
    /// What is added to the keys of the parent tree; without it, places in the structure stay behind.
    first_key: Option<i64>,
    /// What pages inherit from the tree itself, by its address: written once.
    shared: BTreeMap<*const Object, u32>,
    waiting: Vec<(u32, u32)>,
}

impl<'a, 's, 'u> Importer<'a, 's, 'u> {
    const fn new(source: &'s File<'a>, update: &'u mut Update) -> Self {
        Self {
            source,
            update,
            numbers: BTreeMap::new(),
            first_key: None,
            shared: BTreeMap::new(),
            waiting: Vec::new(),
        }
    }

    fn page(&mut self, page: &Page) -> Dict {
        let mut copy = Dict::default();
        for (key, value) in &page.dict.0 {
            match key.as_slice() {
                b"Parent" | b"B" | b"Metadata" | b"PieceInfo" | b"Thumb" => {}
                b"Annots" => {
                    let annotations = self
                        .source
                        .resolve(value)
                        .array()
                        .unwrap_or_default()
                        .to_vec();
                    let copies = annotations
                        .iter()
                        .filter_map(|annotation| self.annotation(annotation))
                        .collect();
                    copy.set("Annots", Object::Array(copies));
                }
                b"Contents" => {
                    let contents = self.contents(value);
                    copy.0
                        .extend(contents.and_then(|value| self.entry(key, &value)));
                }
                _ => copy.0.extend(self.entry(key, value)),
            }
        }
        for (key, value) in page.inherited() {
            let value = self.inherited(value);
            copy.set(key, value);
        }
        copy.set("Type", Object::named("Page"));
        copy
    }

    /// What a page draws (clause 7.8.2): a stream, or those of an array that are streams. Readers pass over all else, and
    /// some complain of it.
    fn contents(&self, value: &Object) -> Option<Object> {
        let is_stream = |one: &Object| {
            one.reference()
                .is_some_and(|(number, _)| self.source.stream(number).is_some())
        };
        if is_stream(value) {
            return Some(value.clone());
        }
        let streams: Vec<Object> = self
            .source
            .resolve(value)
            .array()?
            .iter()
            .filter(|one| is_stream(one))
            .cloned()
            .collect();
        Some(Object::Array(streams))
    }

    fn layers(&mut self) -> Layers {
        let mut layers = Layers::default();
        let catalog = self.source.catalog().map(|(_, catalog)| catalog);
        let Some(properties) =
            catalog.and_then(|catalog| self.source.dict_in(&catalog, "OCProperties"))
        else {
            return layers;
        };
        let usual = self.source.dict_in(&properties, "D").unwrap_or_default();
        let listed = |key: &str| self.source.array_in(&usual, key).unwrap_or_default();
        let (on, off) = (listed("ON"), listed("OFF"));
        let base_state = usual
            .get("BaseState")
            .map(|state| self.source.resolve(state));
        let starts_hidden = base_state.as_ref().and_then(Object::name) == Some(b"OFF");
        for group in self
            .source
            .array_in(&properties, "OCGs")
            .unwrap_or_default()
        {
            let is_hidden = if starts_hidden {
                !on.contains(&group)
            } else {
                off.contains(&group)
            };
            let list = if is_hidden {
                &mut layers.hidden
            } else {
                &mut layers.shown
            };
            list.push(self.copy(&group));
        }
        layers
    }

    fn inherited(&mut self, value: &Rc<Object>) -> Object {
        if !matches!(**value, Object::Array(_) | Object::Dict(_)) {
            return self.copy(value);
        }
        if let Some(number) = self.shared.get(&Rc::as_ptr(value)) {
            return Object::Ref((*number, 0));
        }
        let copy = self.copy(value);
        let number = self.update.add(copy);
        self.shared.insert(Rc::as_ptr(value), number);
        Object::Ref((number, 0))
    }

    /// Of a signature only its look is taken along, as a stamp: the signature itself is about another file.
    fn annotation(&mut self, annotation: &Object) -> Option<Object> {
        let Object::Dict(dict) = self.source.resolve(annotation) else {
            return None;
        };
        let is_signature = |dict: &Dict| {
            dict.get("FT")
                .map(|kind| self.source.resolve(kind))
                .as_ref()
                .and_then(Object::name)
                == Some(b"Sig")
        };
        if !is_signature(&dict)
            && !self
                .source
                .dict_in(&dict, "Parent")
                .is_some_and(|parent| is_signature(&parent))
        {
            return Some(self.copy(annotation));
        }
        let mut stamp = Dict::default()
            .with("Type", Object::named("Annot"))
            .with("Subtype", Object::named("Stamp"));
        for key in ["Rect", "AP", "F", "AS"] {
            if let Some(value) = dict.get(key) {
                stamp.set(key, self.copy(value));
            }
        }
        stamp.get("AP").is_some().then_some(Object::Dict(stamp))
    }

    fn copy(&mut self, object: &Object) -> Object {
        match object {
            Object::Ref(number) => Object::Ref((self.number(*number), 0)),
            Object::Array(items) => {
                Object::Array(items.iter().map(|item| self.copy(item)).collect())
            }
            Object::Dict(dict) => Object::Dict(self.dict(dict)),
            plain => plain.clone(),
        }
    }

    fn dict(&mut self, dict: &Dict) -> Dict {
        Dict(
            dict.0
                .iter()
                .filter_map(|(key, value)| self.entry(key, value))
                .collect(),
        )
    }

    fn entry(&mut self, key: &[u8], value: &Object) -> Option<(Vec<u8>, Object)> {
        let value = match key {
            b"StructParent" | b"StructParents" => {
                Object::Int(value.int()?.checked_add(self.first_key?)?)
            }
            _ => self.copy(value),
        };
        Some((key.to_vec(), value))
    }

    fn number(&mut self, (old, _): Number) -> u32 {
        if let Some(new) = self.numbers.get(&old) {
            return *new;
        }
        let new = self.update.allocate();
        self.numbers.insert(old, new);
        self.waiting.push((old, new));
        new
    }

    fn drain(&mut self) {
        while let Some((old, new)) = self.waiting.pop() {
            let body = if let Some(Stream { mut dict, raw, .. }) = self.source.stream(old) {
                dict.remove("Length");
                // Where they stand, so that a further filter can stand before them.
                for key in ["Filter", "DecodeParms"] {
                    match dict.get(key).map(|said| self.source.resolve(said)) {
                        None => {}
                        Some(Object::Null) => dict.remove(key),
                        Some(said) => dict.set(key, said),
                    }
                }
                let dict = self.dict(&dict);
                Body::Stream(dict, self.source.shared(raw))
            } else {
                match self.source.get(old) {
                    // The tree itself would bring the whole document along.
                    Some(Object::Dict(dict))
                        if dict.is_type("Pages") || dict.is_type("Catalog") =>
                    {
                        Body::Plain(Object::Null)
                    }
                    Some(object) => Body::Plain(self.copy(&object)),
                    None => Body::Plain(Object::Null),
                }
            };
            // Nobody changes it again, and there may be half a million of them.
            self.update.write_through(new, 0, &body);
        }
    }
}
