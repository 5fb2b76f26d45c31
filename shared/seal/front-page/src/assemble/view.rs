//! How the pages are shown: their labels and their layers, which stand in the catalog and not on the pages.

use std::collections::BTreeMap;

use segl_pdf::{
    file::File,
    import::Layers,
    object::{Dict, Object, integer},
    trees::pairs_of,
};

/// Page labels count from the first page (clause 12.4.2): they move with the pages that they name.
pub(super) fn move_labels(base: &File<'_>, labels: &Object, by: usize, pages: usize) -> Object {
    let numbered = |style: &str| Object::Dict(Dict::default().with("S", Object::named(style)));
    let front = Dict::default()
        .with("S", Object::named("r"))
        .with("P", Object::text("Segl "));
    let mut moved = BTreeMap::from([
        (0, Object::Dict(front)),
        (by, numbered("D")),
        (by + pages, numbered("D")),
    ]);
    let fits = |key: &Object| {
        key.int()
            .and_then(|page| usize::try_from(page).ok())
            .filter(|page| *page < pages)
    };
    moved.extend(
        pairs_of(base, labels, "Nums")
            .into_iter()
            .filter_map(|(key, label)| Some((fits(&key)? + by, label))),
    );
    let pairs = moved
        .into_iter()
        .flat_map(|(page, label)| [integer(page), label])
        .collect();
    Object::Dict(Dict::default().with("Nums", Object::Array(pairs)))
}

/// Adds the layers of copied pages to those of the file, each shown or hidden as it was.
pub(super) fn add_layers(base: &File<'_>, catalog: &mut Dict, layers: Layers) {
    if layers.shown.is_empty() && layers.hidden.is_empty() {
        return;
    }
    let mut properties = base.dict_in(catalog, "OCProperties").unwrap_or_default();
    let mut usual = base.dict_in(&properties, "D").unwrap_or_default();
    let extended = |dict: &Dict, key: &str, new: &[Object]| {
        Object::Array(
            base.array_in(dict, key)
                .unwrap_or_default()
                .into_iter()
                .chain(new.iter().cloned())
                .collect(),
        )
    };
    usual.set("ON", extended(&usual, "ON", &layers.shown));
    usual.set("OFF", extended(&usual, "OFF", &layers.hidden));
    let groups = [layers.shown, layers.hidden].concat();
    properties.set("OCGs", extended(&properties, "OCGs", &groups));
    properties.set("D", Object::Dict(usual));
    catalog.set("OCProperties", Object::Dict(properties));
}
