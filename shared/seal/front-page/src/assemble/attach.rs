//! Files in the file: the audit trail and the evidence (ISO 32000-2 clauses 7.11.4 and 14.13).

use jiff::Timestamp;

use crate::request::{Attachment, SealRequest};
use segl_pdf::{
    append::Update,
    date::pdf_date,
    file::File,
    object::{Dict, Number, Object, integer, reference},
    trees::{pairs_of, text_bytes},
};

/// Embeds the audit trail and the evidence; what was embedded already stays.
pub(super) fn attach(
    base: &File<'_>,
    update: &mut Update,
    catalog: &mut Dict,
    request: &SealRequest,
) {
    let trail = request.audit_trail.as_ref().map(|trail| &trail.file);
    let files: Vec<(&str, Number)> = trail
        .into_iter()
        .chain(&request.evidence)
        .map(|file| {
            (
                file.file_name.as_str(),
                (embed(update, file, request.sealed_at), 0),
            )
        })
        .collect();
    if files.is_empty() {
        return;
    }
    let mut names = base.dict_in(catalog, "Names").unwrap_or_default();
    let mut known = names
        .get("EmbeddedFiles")
        .map_or_else(Vec::new, |tree| pairs_of(base, tree, "Names"));
    // In a name tree each name stands once (clause 7.9.6): readers would list one of the two files.
    for place in 0..known.len() {
        if files
            .iter()
            .any(|(name, _)| name.as_bytes() == text_bytes(&known[place].0))
        {
            known[place].0 = another_name(&known, place);
        }
    }
    known.extend(
        files
            .iter()
            .map(|(name, number)| (Object::text(name), Object::Ref(*number))),
    );
    known.sort_by(|(one, _), (other, _)| text_bytes(one).cmp(text_bytes(other)));
    let pairs = known
        .into_iter()
        .flat_map(|(name, file)| [name, file])
        .collect();
    let tree = update.add(Object::Dict(
        Dict::default().with("Names", Object::Array(pairs)),
    ));
    names.set("EmbeddedFiles", reference(tree));
    catalog.set("Names", Object::Dict(names));
    let mut associated = base.array_in(catalog, "AF").unwrap_or_default();
    associated.extend(files.into_iter().map(|(_, number)| Object::Ref(number)));
    catalog.set("AF", Object::Array(associated));
}

/// A name for the file of an original that none of the others has. What it calls itself, which readers show, stays.
fn another_name(known: &[(Object, Object)], place: usize) -> Object {
    let name = String::from_utf8_lossy(text_bytes(&known[place].0)).into_owned();
    let mut numbered = (2_u32..).map(|number| Object::text(&format!("{name} ({number})")));
    let is_new = |name: &Object| {
        known
            .iter()
            .all(|(other, _)| text_bytes(other) != text_bytes(name))
    };
    numbered.find(is_new).unwrap_or(Object::Null)
}

fn embed(update: &mut Update, file: &Attachment, at: Timestamp) -> u32 {
    let parameters = Dict::default()
        .with("Size", integer(file.bytes.len()))
        .with("ModDate", Object::Text(pdf_date(at).into_bytes()));
    let stream = Dict::default()
        .with("Type", Object::named("EmbeddedFile"))
        .with("Subtype", Object::named(&file.media_type))
        .with("Params", Object::Dict(parameters));
    let stream = update.add_stream(stream, file.bytes.clone());
    let streams = Dict::default()
        .with("F", reference(stream))
        .with("UF", reference(stream));
    update.add(Object::Dict(
        Dict::default()
            .with("Type", Object::named("Filespec"))
            .with("F", Object::text(&file.file_name))
            .with("UF", Object::text(&file.file_name))
            .with("AFRelationship", Object::named("Supplement"))
            .with("EF", Object::Dict(streams)),
    ))
}
