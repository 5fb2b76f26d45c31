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
            (
                (*number, 0),
                page.get("Annots")
                    .and_then(Object::array)
                    .unwrap_or_default()
                    .to_vec(),
            )
        }
        Shown::Old(page) => {
            let number = page.number.ok_or(PrepareError::NoPage)?;
            (
                number,
                base.array_in(&page.dict, "Annots").unwrap_or_default(),
            )
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
            update
                .dict_mut(number)
                .ok_or(PrepareError::NoPage)?
                .set("Annots", Object::Array(annotations));
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
        file.array_in(dict, key)
            .unwrap_or_default()
            .iter()
            .filter_map(Object::reference)
            .collect()
    };
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<(usize, Number)> = kids_of(form, "Fields")
        .into_iter()
        .map(|number| (1, number))
        .collect();
    while let Some((depth, number)) = waiting.pop() {
        if depth > MAX_DEPTH || !seen.insert(number) {
            return false;
        }
        let Some(Object::Dict(field)) = file.get(number.0) else {
            continue;
        };
        if field
            .get("V")
            .map(|value| file.resolve(value))
            .as_ref()
            .and_then(Object::dict)
            .is_some_and(is_signature)
        {
            return false;
        }
        waiting.extend(
            kids_of(&field, "Kids")
                .into_iter()
                .map(|kid| (depth + 1, kid)),
        );
    }
    true
}

/// Whether a field's value is a signature's dictionary, finished or not (clause 12.8.1).
fn is_signature(value: &Dict) -> bool {
    value.is_type("Sig")
        || ["ByteRange", "Contents", "Reference", "SubFilter"]
            .iter()
            .any(|key| value.get(key).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use segl_pdf::samples::plain_with;

    /// Whether the fields of a form are a tree without a signature; they are objects 10 and on, the roots below 20.
    fn is_fit(fields: &[(u32, &str)]) -> bool {
        let roots: String = fields
            .iter()
            .filter(|(number, _)| *number < 20)
            .map(|(number, _)| format!("{number} 0 R "))
            .collect();
        let catalog = format!("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{roots}]>>>>");
        let pdf = plain_with(&[&[(1, catalog.as_str())], fields].concat());
        let file = File::open(&pdf).expect("a PDF");
        let form = file
            .catalog()
            .and_then(|(_, catalog)| file.dict_in(&catalog, "AcroForm"))
            .expect("a form");
        is_unsigned_tree(&file, &form)
    }

    #[test]
    fn a_form_is_fit_while_its_fields_are_a_tree_and_none_holds_a_signature() {
        let value = |value: &str| is_fit(&[(10, &format!("<</FT/Sig/V {value}>>"))]);
        assert!(
            is_fit(&[])
                && is_fit(&[(10, "<</FT/Sig>>")])
                && value("null")
                && value("(text)")
                && value("<<>>")
        );
        for signature in [
            "<</Type/Sig>>",
            "<</ByteRange[]>>",
            "<</Contents<>>>",
            "<</Reference[]>>",
            "<</SubFilter/x>>",
        ] {
            assert!(!value(signature), "{signature}");
        }
        assert!(!is_fit(&[
            (10, "<</FT/Sig/V 30 0 R>>"),
            (30, "<</Type/Sig>>")
        ]));
        assert!(
            !is_fit(&[
                (10, "<</Kids[20 0 R]>>"),
                (20, "<</FT/Sig/V<</Type/Sig>>>>")
            ]),
            "below another"
        );
        assert!(is_fit(&[
            (10, "<</Kids[20 0 R 21 0 R]>>"),
            (20, "<<>>"),
            (21, "<<>>")
        ]));
        assert!(
            !is_fit(&[
                (10, "<</Kids[20 0 R]>>"),
                (11, "<</Kids[20 0 R]>>"),
                (20, "<<>>")
            ]),
            "reached twice"
        );
        assert!(!is_fit(&[(10, "<</Kids[10 0 R]>>")]), "its own kid");
        assert!(is_fit(&[(10, "[]")]), "no field");
    }

    #[test]
    fn fields_may_nest_as_deep_as_readers_go() {
        let nested = |depth: u32| {
            let kids: Vec<(u32, String)> = (40..39 + depth)
                .map(|number| (number, format!("<</Kids[{} 0 R]>>", number + 1)))
                .collect();
            let mut fields = vec![(10, "<</Kids[40 0 R]>>")];
            fields.extend(kids.iter().map(|(number, kid)| (*number, kid.as_str())));
            fields.push((39 + depth, "<<>>"));
            is_fit(&fields)
        };
        assert!(nested(31) && !nested(32));
    }

    #[test]
    fn the_field_stands_on_the_page_and_in_the_form_beside_those_that_are_there() {
        let catalog = "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>";
        let page = "<</Type/Page/Parent 2 0 R/Annots 6 0 R>>";
        for (changes, before) in [
            (vec![], 0),
            (
                vec![
                    (1, catalog),
                    (3, page),
                    (5, "<</Fields[7 0 R]/DA(x)>>"),
                    (6, "[7 0 R]"),
                    (7, "<</FT/Tx>>"),
                ],
                1,
            ),
        ] {
            let pdf = plain_with(&changes);
            let file = File::open(&pdf).expect("a PDF");
            let (_, mut catalog) = file.catalog().expect("a catalog");
            let mut update = Update::over(&file);
            let signature = update.allocate();
            add_later_field(&file, &mut update, &mut catalog, "Name", signature).expect("a page");
            let field = signature + 1;
            let form = catalog
                .get("AcroForm")
                .and_then(Object::dict)
                .expect("a form")
                .clone();
            let fields = form.get("Fields").and_then(Object::array).expect("fields");
            assert_eq!(
                (fields.len(), fields.last()),
                (before + 1, Some(&reference(field)))
            );
            assert_eq!(
                (form.get("SigFlags"), form.get("DA").is_some()),
                (Some(&Object::Int(3)), before == 1)
            );
            let written = update.dict_mut(field).expect("the field").clone();
            assert_eq!(written.get("V"), Some(&reference(signature)));
            assert_eq!(written.get("P"), Some(&Object::Ref((3, 0))));
            assert_eq!(
                written.get("T"),
                Some(&Object::text(&format!("Name {signature}")))
            );
            let annotations = update.dict_mut(3).expect("the page").get("Annots").cloned();
            let annotations = annotations
                .as_ref()
                .and_then(Object::array)
                .expect("annotations");
            assert_eq!(
                (annotations.len(), annotations.last()),
                (before + 1, Some(&reference(field)))
            );
        }
    }
}
