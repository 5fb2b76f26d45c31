//! Puts the sealed document together: front page, originals, attachments, and an empty signature, in one update.
//!
//! The first original, when its structure is sound and it is not signed already, is the untouched beginning of the
//! file. Otherwise the front page is: an update after a broken structure would not be found by every reader, and pages
//! added to a signed document would break its signature. Every original that is not the beginning is embedded byte for
//! byte, and its pages are shown as copies.

use jiff::{Timestamp, tz::TimeZone};
use sha2::{Digest as _, Sha256};

use crate::{
    Attachment, FrontDocument, Original, PrepareError, SealRequest, front,
    intake::is_signature,
    pdf::{
        append::{Body, Placeholders, Update},
        file::{Broken, File, Page},
        import,
        object::{Dict, Number, Object},
    },
    seal::Bytes,
};

impl From<Broken> for PrepareError {
    fn from(_: Broken) -> Self {
        Self::Original
    }
}

/// The front page as a PDF of its own.
pub(crate) fn front_page_pdf(request: &SealRequest<'_>) -> Result<Vec<u8>, PrepareError> {
    let documents = request
        .originals
        .iter()
        .map(|original| {
            Ok(FrontDocument {
                title: original.title.clone(),
                pages: File::open(original.bytes)?.pages()?.len(),
                sha256: original.sha256,
            })
        })
        .collect::<Result<Vec<_>, Broken>>()?;
    front::draw(&request.front, &documents, request.sealed_at).ok_or(PrepareError::FrontPage)
}

/// Writes everything but the signature, which gets `room` bytes.
pub(crate) fn assemble<'a>(
    request: &'a SealRequest<'_>,
    front: &'a [u8],
    sealer: &str,
    room: usize,
) -> Result<(Vec<u8>, Placeholders), PrepareError> {
    let first = request.originals.first().ok_or(PrepareError::Nothing)?;
    let (base, front_first) = match File::open(first.bytes) {
        Ok(file) if may_be_appended_to(&file) => (file, true),
        _ => (File::open(front).map_err(|_| PrepareError::FrontPage)?, false),
    };
    let (root, mut catalog) = base.catalog().ok_or(PrepareError::Original)?;
    let old_tree = catalog.get("Pages").and_then(Object::reference).ok_or(PrepareError::Original)?;
    let old_pages = base.pages()?;
    let mut update = Update::over(&base);

    // The page tree: front page, what the file had, copies of what is embedded.
    let tree = update.allocate();
    let front_pages = if front_first {
        let file = File::open(front).map_err(|_| PrepareError::FrontPage)?;
        import::pages(&file, &mut update, tree)?
    } else {
        Vec::new()
    };
    let embedded = &request.originals[usize::from(front_first)..];
    let mut copies = Vec::new();
    for original in embedded {
        copies.extend(import::pages(&File::open(original.bytes)?, &mut update, tree)?);
    }
    if let Some(mut dict) = base.get(old_tree.0).as_ref().and_then(Object::dict).cloned() {
        dict.set("Parent", reference(tree));
        update.put(old_tree.0, old_tree.1, Body::Plain(Object::Dict(dict)));
    }
    let count = front_pages.len() + old_pages.len() + copies.len();
    let kids = front_pages.iter().copied().map(reference).chain([Object::Ref(old_tree)]);
    let node = Dict::default()
        .with("Type", Object::named("Pages"))
        .with("Kids", Object::Array(kids.chain(copies.into_iter().map(reference)).collect()))
        .with("Count", integer(count));
    update.put(tree, 0, Body::Plain(Object::Dict(node)));
    catalog.set("Pages", reference(tree));

    attach(&base, &mut update, &mut catalog, embedded, request);

    let signature = update.allocate();
    let shown_on = match (front_pages.first(), old_pages.first()) {
        (Some(number), _) => Shown::New(*number),
        (None, Some(page)) => Shown::Old(page),
        (None, None) => return Err(PrepareError::Original),
    };
    add_field(&base, &mut update, &mut catalog, shown_on, signature)?;
    update.put(root.0, root.1, Body::Plain(Object::Dict(catalog)));

    let entries = Dict::default()
        .with("Type", Object::named("Sig"))
        .with("Filter", Object::named("Adobe.PPKLite"))
        .with("SubFilter", Object::named("ETSI.CAdES.detached"))
        .with("Name", Object::text(sealer))
        .with("Reason", Object::text(&request.front.job))
        .with("M", Object::Text(pdf_date(request.sealed_at).into_bytes()));
    let mut trailer = Dict::default().with("Root", Object::Ref(root)).with("ID", identifier(&base, request));
    if let Some(info) = base.trailer().get("Info") {
        trailer.set("Info", info.clone());
    }
    Ok(update.write(&base, trailer, (signature, &entries), room))
}

/// Whether an update may follow on the file's own structure.
fn may_be_appended_to(file: &File<'_>) -> bool {
    let Some((_, catalog)) = file.catalog() else { return false };
    let tree = catalog.get("Pages").and_then(Object::reference);
    let tree_is_plain = tree.is_some_and(|tree| {
        file.get(tree.0).is_some_and(|node| node.dict().is_some_and(|dict| dict.get("Kids").is_some()))
    });
    let signed =
        || file.numbers().any(|number| matches!(file.get(number), Some(Object::Dict(dict)) if is_signature(&dict)));
    file.is_sound
        && tree_is_plain
        && catalog.get("Perms").is_none()
        && file.pages().is_ok_and(|pages| !pages.is_empty())
        && !signed()
}

/// Embeds the originals that are not the file's beginning, and the audit trail (ISO 32000-2 clause 7.11.4, 14.13).
fn attach<'a>(
    base: &File<'_>,
    update: &mut Update<'a>,
    catalog: &mut Dict,
    embedded: &'a [Original<'_>],
    request: &'a SealRequest<'_>,
) {
    let mut files: Vec<(String, Number)> = Vec::new();
    for (place, original) in embedded.iter().enumerate() {
        let name = format!("{:02} {}", place + 1, original.file_name);
        let file = Embedded { name: &name, media_type: "application/pdf", tie: "Source", bytes: original.bytes.into() };
        files.push((name.clone(), (embed(update, file, request.sealed_at), 0)));
    }
    if let Some(Attachment { file_name, media_type, bytes }) = &request.audit_trail {
        let file = Embedded { name: file_name, media_type, tie: "Supplement", bytes: bytes.into() };
        files.push((file_name.clone(), (embed(update, file, request.sealed_at), 0)));
    }
    if files.is_empty() {
        return;
    }
    let mut names = base.dict_in(catalog, "Names").unwrap_or_default();
    let mut known = Vec::new();
    if let Some(tree) = names.get("EmbeddedFiles") {
        collect_names(base, tree, &mut known, 0);
    }
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
    bytes: Bytes<'a>,
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

/// The names and files of a name tree (clause 7.9.6), its kids followed only so far.
fn collect_names(base: &File<'_>, node: &Object, found: &mut Vec<(Object, Object)>, depth: u32) {
    let Object::Dict(node) = base.resolve(node) else { return };
    if depth > 16 || found.len() > 10_000 {
        return;
    }
    for pair in base.array_in(&node, "Names").unwrap_or_default().chunks_exact(2) {
        found.push((base.resolve(&pair[0]), pair[1].clone()));
    }
    for kid in base.array_in(&node, "Kids").unwrap_or_default() {
        collect_names(base, &kid, found, depth + 1);
    }
}

fn text_bytes(object: &Object) -> &[u8] {
    match object {
        Object::Text(bytes) => bytes,
        _ => &[],
    }
}

/// The page that carries the signature's field.
enum Shown<'p> {
    New(u32),
    Old(&'p Page),
}

/// Adds the field of the signature, which shows nothing, to a page and to the document's form (clause 12.7).
fn add_field(
    base: &File<'_>,
    update: &mut Update<'_>,
    catalog: &mut Dict,
    shown_on: Shown<'_>,
    signature: u32,
) -> Result<(), PrepareError> {
    let (page, mut annotations) = match &shown_on {
        Shown::New(number) => ((*number, 0), Vec::new()),
        Shown::Old(page) => {
            let number = page.number.ok_or(PrepareError::FrontPage)?;
            (number, base.array_in(&page.dict, "Annots").unwrap_or_default())
        }
    };
    let field = update.add(Object::Dict(
        Dict::default()
            .with("Type", Object::named("Annot"))
            .with("Subtype", Object::named("Widget"))
            .with("FT", Object::named("Sig"))
            .with("T", Object::text(&format!("Segl seal {signature}")))
            .with("V", reference(signature))
            .with("P", Object::Ref(page))
            .with("Rect", Object::Array(vec![Object::Int(0); 4]))
            .with("F", Object::Int(132)),
    ));
    annotations.push(reference(field));
    match shown_on {
        Shown::New(number) => {
            update.dict_mut(number).ok_or(PrepareError::FrontPage)?.set("Annots", Object::Array(annotations));
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

/// The file's identifier: the first part stays, the second is new.
fn identifier(base: &File<'_>, request: &SealRequest<'_>) -> Object {
    let fresh = Sha256::new().chain_update(request.seed).chain_update(&request.front.job).finalize()[..16].to_vec();
    let first = match base.array_in(base.trailer(), "ID").as_deref() {
        Some([Object::Text(first), ..]) if !first.is_empty() => first.clone(),
        _ => fresh.clone(),
    };
    Object::Array(vec![Object::Text(first), Object::Text(fresh)])
}

fn reference(number: u32) -> Object {
    Object::Ref((number, 0))
}

fn integer(number: usize) -> Object {
    Object::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

/// A date as PDF writes it (clause 7.9.4), in UTC.
fn pdf_date(at: Timestamp) -> String {
    at.to_zoned_datetime(TimeZone::UTC).strftime("D:%Y%m%d%H%M%SZ").to_string()
}
