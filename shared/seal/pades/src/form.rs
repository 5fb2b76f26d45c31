//! The form that the signature's field is put in (ISO 32000-2 clause 12.7).

use std::collections::BTreeSet;

use crate::signing::PrepareError;
use segl_pdf::{
    append::{Body, Update},
    file::File,
    object::{Dict, Number, Object, reference},
    pages::Page,
};

/// The page that carries the signature's field.
pub enum Shown<'p> {
    /// A page of the update, by its number.
    New(u32),
    /// A page that the document has.
    Old(&'p Page),
}

/// Adds the field of the signature, which shows nothing, to a page and to the document's form (clause 12.7).
pub fn add_field(
    base: &File<'_>,
    update: &mut Update,
    catalog: &mut Dict,
    shown_on: Shown<'_>,
    name: &str,
    signature: u32,
) -> Result<(), PrepareError> {
    let (page, mut annotations) = match &shown_on {
        Shown::New(number) => {
            let page = update.dict_mut(*number).ok_or(PrepareError::NoPage)?;
            ((*number, 0), page.get("Annots").and_then(Object::array).unwrap_or_default().to_vec())
        }
        Shown::Old(page) => {
            let number = page.number.ok_or(PrepareError::NoPage)?;
            (number, base.array_in(&page.dict, "Annots").unwrap_or_default())
        }
    };
    let field = update.add(Object::Dict(
        Dict::default()
            .with("Type", Object::named("Annot"))
            .with("Subtype", Object::named("Widget"))
            .with("FT", Object::named("Sig"))
            .with("T", Object::text(&format!("{name} {signature}")))
            .with("V", reference(signature))
            .with("P", Object::Ref(page))
            .with("Rect", Object::Array(vec![Object::Int(0); 4]))
            .with("F", Object::Int(132)),
    ));
    annotations.push(reference(field));
    match shown_on {
        Shown::New(number) => {
            update.dict_mut(number).ok_or(PrepareError::NoPage)?.set("Annots", Object::Array(annotations));
        }
        Shown::Old(old) => {
            let dict = old.dict.clone().with("Annots", Object::Array(annotations));
            update.put(page.0, page.1, Body::Plain(Object::Dict(dict)));
        }
    }
    // The form may stand in the catalog, in an object of its own, or nowhere; a dangling one is nowhere.
    let mut form = base.dict_in(catalog, "AcroForm").unwrap_or_default();
    let mut fields = base.array_in(&form, "Fields").unwrap_or_default();
    fields.push(reference(field));
    form.set("Fields", Object::Array(fields));
    form.set("SigFlags", Object::Int(3));
    catalog.set("AcroForm", Object::Dict(form));
    Ok(())
}

/// Adds the field of a further signature to the first page of a sealed file.
pub fn add_later_field(
    file: &File<'_>,
    update: &mut Update,
    catalog: &mut Dict,
    name: &str,
    signature: u32,
) -> Result<(), PrepareError> {
    let pages = file.pages()?;
    let first = pages.first().ok_or(PrepareError::NoPage)?;
    add_field(file, update, catalog, Shown::Old(first), name, signature)
}

/// Whether a form's fields are a tree that every reader walks to its end, and none of them holds a signature, not even
/// one that was never finished. A field that is reached twice is walked twice by some, and a tree of such fields without
/// an end in sight; neither can be mended without touching what was sent.
#[must_use]
pub fn is_unsigned_tree(file: &File<'_>, form: &Dict) -> bool {
    const MAX_DEPTH: usize = 32;
    let kids_of = |dict: &Dict, key: &str| -> Vec<Number> {
        file.array_in(dict, key).unwrap_or_default().iter().filter_map(Object::reference).collect()
    };
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<(usize, Number)> = kids_of(form, "Fields").into_iter().map(|number| (1, number)).collect();
    while let Some((depth, number)) = waiting.pop() {
        if depth > MAX_DEPTH || !seen.insert(number) {
            return false;
        }
        let Some(Object::Dict(field)) = file.get(number.0) else { continue };
        if field.get("V").map(|value| file.resolve(value)).as_ref().and_then(Object::dict).is_some_and(is_signature) {
            return false;
        }
        waiting.extend(kids_of(&field, "Kids").into_iter().map(|kid| (depth + 1, kid)));
    }
    true
}

/// Whether a field's value is a signature's dictionary, finished or not (clause 12.8.1).
fn is_signature(value: &Dict) -> bool {
    value.is_type("Sig")
        || ["ByteRange", "Contents", "Reference", "SubFilter"].iter().any(|key| value.get(key).is_some())
}
