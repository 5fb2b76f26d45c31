//! Files in the file: the originals that do not begin it, the audit trail and the evidence (ISO 32000-2 clauses 7.11.4 and 14.13).

use std::borrow::Cow;

use jiff::Timestamp;

use crate::seal::{Attachment, Original, SealRequest};
use segl_pdf::{
    append::Update,
    date::pdf_date,
    file::File,
    object::{Dict, Number, Object, integer, reference},
    trees::{pairs_of, text_bytes},
};

/// Embeds the originals that are not the file's beginning, the audit trail and the evidence; what was embedded already stays.
pub(super) fn attach<'a>(
    base: &File<'_>,
    update: &mut Update<'a>,
    catalog: &mut Dict,
    embedded: &'a [Original<'_>],
    request: &'a SealRequest<'_>,
) {
    let mut files: Vec<(String, Number)> = Vec::new();
    let before = request.originals.len() - embedded.len();
    for (place, original) in embedded.iter().enumerate() {
        // Numbered as the front page lists them.
        let name = format!("{:02} {}", before + place + 1, original.file_name);
        let file = Embedded {
            name: &name,
            media_type: "application/pdf",
            tie: "Source",
            bytes: Cow::Borrowed(&*original.bytes),
        };
        files.push((name.clone(), (embed(update, file, request.sealed_at), 0)));
    }
    let trail = request.audit_trail.as_ref().map(|trail| &trail.file);
    for Attachment { file_name, media_type, bytes } in trail.into_iter().chain(&request.evidence) {
        let file = Embedded { name: file_name, media_type, tie: "Supplement", bytes: bytes.into() };
        files.push((file_name.clone(), (embed(update, file, request.sealed_at), 0)));
    }
    if files.is_empty() {
        return;
    }
    let mut names = base.dict_in(catalog, "Names").unwrap_or_default();
    let mut known = names.get("EmbeddedFiles").map_or_else(Vec::new, |tree| pairs_of(base, tree, "Names"));
    known.extend(files.iter().map(|(name, number)| (Object::text(name), Object::Ref(*number))));
    known.sort_by(|(one, _), (other, _)| text_bytes(one).cmp(text_bytes(other)));
    let pairs = known.into_iter().flat_map(|(name, file)| [name, file]).collect();
    let tree = update.add(Object::Dict(Dict::default().with("Names", Object::Array(pairs))));
    names.set("EmbeddedFiles", reference(tree));
    catalog.set("Names", Object::Dict(names));
    let mut associated = base.array_in(catalog, "AF").unwrap_or_default();
    associated.extend(files.into_iter().map(|(_, number)| Object::Ref(number)));
    catalog.set("AF", Object::Array(associated));
}

struct Embedded<'n, 'a> {
    name: &'n str,
    media_type: &'n str,
    tie: &'n str,
    bytes: Cow<'a, [u8]>,
}

fn embed<'a>(update: &mut Update<'a>, file: Embedded<'_, 'a>, at: Timestamp) -> u32 {
    let parameters = Dict::default()
        .with("Size", integer(file.bytes.len()))
        .with("ModDate", Object::Text(pdf_date(at).into_bytes()));
    let stream = Dict::default()
        .with("Type", Object::named("EmbeddedFile"))
        .with("Subtype", Object::named(file.media_type))
        .with("Params", Object::Dict(parameters));
    let stream = update.add_stream(stream, file.bytes);
    let streams = Dict::default().with("F", reference(stream)).with("UF", reference(stream));
    update.add(Object::Dict(
        Dict::default()
            .with("Type", Object::named("Filespec"))
            .with("F", Object::text(file.name))
            .with("UF", Object::text(file.name))
            .with("AFRelationship", Object::named(file.tie))
            .with("EF", Object::Dict(streams)),
    ))
}
