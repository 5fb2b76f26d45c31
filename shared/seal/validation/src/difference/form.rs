//! The fields of a revision by their numbers (ISO 32000-2 clause 12.7.4).

use std::collections::{BTreeSet, HashMap};

use crate::structure::{MAX_NAME, text};
use segl_pdf::{file::File, object::Object};

/// What is known of a field from where it stands in the form.
#[derive(Clone, Debug)]
pub(super) struct FieldFacts {
    /// Its full name (clause 12.7.4.2).
    pub(super) name: String,
    /// Whether it is a signature's.
    pub(super) is_signature: bool,
    /// Whether the form leads to it more than once.
    pub(super) is_shared: bool,
}

/// The fields of a form by their numbers, each visited once.
pub(super) fn fields_of(file: &File<'_>) -> HashMap<u32, FieldFacts> {
    let mut found: HashMap<u32, FieldFacts> = HashMap::new();
    let (mut lists, mut shared) = (BTreeSet::new(), BTreeSet::new());
    let form = file
        .catalog()
        .and_then(|(_, catalog)| file.dict_in(&catalog, "AcroForm"));
    let roots = form
        .and_then(|form| file.array_in(&form, "Fields"))
        .unwrap_or_default();
    let mut waiting: Vec<(Object, String, bool)> = roots
        .into_iter()
        .map(|field| (field, String::new(), false))
        .collect();
    while let Some((field, above, is_signature)) = waiting.pop() {
        let number = field.reference().map(|(number, _)| number);
        if let Some(known) = number.and_then(|number| found.get_mut(&number)) {
            known.is_shared = true;
            continue;
        }
        let Object::Dict(dict) = file.resolve(&field) else {
            continue;
        };
        let own = dict.get("T").map(|name| text(&file.resolve(name)));
        let mut name = match own {
            Some(own) if above.is_empty() => own,
            Some(own) => format!("{above}.{own}"),
            None => above,
        };
        name.truncate(name.floor_char_boundary(MAX_NAME));
        let is_signature = dict.get("FT").map_or(is_signature, |kind| {
            file.resolve(kind).name() == Some(b"Sig".as_slice())
        });
        if let Some(number) = number {
            found.insert(
                number,
                FieldFacts {
                    name: name.clone(),
                    is_signature,
                    is_shared: false,
                },
            );
        }
        let kids = file.array_in(&dict, "Kids").unwrap_or_default();
        // A list that fields share is walked once: each below the other, there would be no end to it.
        if dict
            .get("Kids")
            .and_then(Object::reference)
            .is_some_and(|number| !lists.insert(number))
        {
            shared.extend(
                kids.iter()
                    .filter_map(Object::reference)
                    .map(|(number, _)| number),
            );
            continue;
        }
        waiting.extend(
            kids.into_iter()
                .map(|kid| (kid, name.clone(), is_signature)),
        );
    }
    for number in shared {
        found
            .entry(number)
            .and_modify(|known| known.is_shared = true);
    }
    found
}
