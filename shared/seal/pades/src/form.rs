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
    update: &mut Update<'_>,
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
    update: &mut Update<'_>,
    catalog: &mut Dict,
    name: &str,
    signature: u32,
) -> Result<(), PrepareError> {
    let pages = file.pages()?;
    let first = pages.first().ok_or(PrepareError::NoPage)?;
    add_field(file, update, catalog, Shown::Old(first), name, signature)
}

/// Whether no field of a form is among its own descendants: validators refuse such a form, and it cannot be mended
/// without touching what was sent.
pub fn fields_end(file: &File<'_>, form: &Dict) -> bool {
    const MAX_DEPTH: usize = 32;
    let kids_of = |dict: &Dict, key: &str| -> Vec<Number> {
        file.array_in(dict, key).unwrap_or_default().iter().filter_map(Object::reference).collect()
    };
    let mut seen = BTreeSet::new();
    // The way down to where we are, and at each step what is left to visit there.
    let mut way: Vec<(Option<Number>, Vec<Number>)> = vec![(None, kids_of(form, "Fields"))];
    while let Some((_, left)) = way.last_mut() {
        let Some(number) = left.pop() else {
            way.pop();
            continue;
        };
        if way.len() > MAX_DEPTH || way.iter().any(|(above, _)| *above == Some(number)) {
            return false;
        }
        if seen.insert(number)
            && let Some(Object::Dict(field)) = file.get(number.0)
        {
            way.push((Some(number), kids_of(&field, "Kids")));
        }
    }
    true
}
