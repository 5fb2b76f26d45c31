//! Puts the sealed document together: front page, originals with a footer on each page, attachments, and an empty
//! signature, in one update.
//!
//! The first original, when its structure is sound and it is not signed already, is the untouched beginning of the
//! file. Otherwise the front page is: an update after a broken structure would not be found by every reader, and pages
//! added to a signed document would break its signature. Of every original that is not the beginning the pages are shown
//! as copies, whose streams are the original's own bytes; byte for byte it stands in the evidence that is handed out.

mod attach;
mod conformance;
mod footer;
mod place;
mod structure;
mod view;

use sha2::{Digest as _, Sha256};

use crate::{
    assemble::{
        attach::attach,
        conformance::{conformance_of, rewrite_xmp},
        footer::Footers,
        structure::{front_is_the_beginning, import_front, set_title},
        view::{add_layers, move_labels},
    },
    front::{self, Conformance, FrontDocument},
    request::{ComposeError, SealRequest},
};
use segl_pades::{
    document::certification,
    form::{Shown, add_field, is_unsigned_tree},
};
use segl_pdf::{
    append::{Appended, Body, Signature, Update, rewritten},
    continuing::may_be_continued,
    date::pdf_date,
    file::{Entry, File, Kind},
    import::{self, Layers},
    object::{Dict, Object, integer, reference},
    pages::Page,
};
use segl_validation::signature_dictionaries;

/// The originals as they are read, and what becomes the beginning of the sealed file.
pub(crate) struct Plan<'a> {
    request: &'a SealRequest,
    files: Vec<File<'a>>,
    /// The pages of each.
    pages: Vec<Vec<Page>>,
    /// Whether the first original is the beginning. Otherwise the front page is.
    original_first: bool,
    /// What the sealed file is to conform to.
    conformance: Conformance,
}

impl<'a> Plan<'a> {
    pub(crate) fn of(request: &'a SealRequest) -> Result<Self, ComposeError> {
        // Before the documents are opened: what it unpacks is forgotten by then.
        let may_be_continued = request
            .originals
            .first()
            .is_some_and(|first| may_be_continued(&first.bytes));
        let files = request
            .originals
            .iter()
            .map(|original| File::open_shared(&original.bytes))
            .collect::<Result<Vec<_>, _>>()?;
        let pages = files
            .iter()
            .map(File::pages)
            .collect::<Result<Vec<_>, _>>()?;
        let (first, first_pages) = files
            .first()
            .zip(pages.first())
            .ok_or(ComposeError::Nothing)?;
        let original_first =
            may_be_continued && has_plain_trees(first, first_pages) && !would_swell(&files);
        let conformance = if original_first {
            conformance_of(&files)
        } else {
            Conformance::Plain
        };
        Ok(Self {
            request,
            files,
            pages,
            original_first,
            conformance,
        })
    }

    /// Whether the first original is the sealed file's beginning; otherwise the front page is.
    pub(crate) const fn begins_with_original(&self) -> bool {
        self.original_first
    }

    /// The originals as the front page lists them.
    fn documents(&self) -> Vec<FrontDocument> {
        let read = self
            .request
            .originals
            .iter()
            .zip(&self.pages)
            .zip(&self.files)
            .enumerate();
        let mut documents = Vec::new();
        for (place, ((original, pages), file)) in read {
            documents.push(FrontDocument {
                title: original.title.clone(),
                pages: pages.len(),
                size: original.bytes.len(),
                sha256: original.hashed.sha256(),
                is_beginning: place == 0 && self.original_first,
                is_signed: !signature_dictionaries(file).is_empty(),
            });
        }
        documents
    }

    /// The front page as a PDF of its own. Where it cannot be PDF/A, as for want of a glyph, the sealed file will not be.
    pub(crate) fn front_page(&mut self) -> Result<Vec<u8>, ComposeError> {
        let documents = self.documents();
        let attached = (
            self.request.audit_trail.is_some(),
            self.request.evidence.is_some(),
        );
        let SealRequest {
            front,
            sealed_at,
            fonts,
            ..
        } = self.request;
        let draw =
            |conformance| front::draw(front, &documents, attached, *sealed_at, fonts, conformance);
        let drawn = draw(self.conformance).or_else(|| {
            self.conformance = Conformance::Plain;
            draw(self.conformance)
        });
        let drawn = drawn.ok_or(ComposeError::FrontPage)?;
        if self.original_first {
            return Ok(drawn);
        }
        // It is the beginning, and what is put over it is to be packed.
        let file = File::open(&drawn).map_err(|_| ComposeError::FrontPage)?;
        Ok(rewritten(&file))
    }
}

/// Writes what follows the beginning: everything but the signature, which gets `room` bytes.
pub(crate) fn assemble(
    plan: &Plan<'_>,
    front: &[u8],
    sealer: &str,
    reserved_len: usize,
) -> Result<Appended, ComposeError> {
    let Plan {
        request,
        files,
        pages,
        original_first,
        conformance,
    } = plan;
    let front = File::open(front).map_err(|_| ComposeError::FrontPage)?;
    let own_pages = front.pages().map_err(|_| ComposeError::FrontPage)?;
    let first = files.first().ok_or(ComposeError::Nothing)?;
    let continued = usize::from(*original_first);
    let base = if *original_first { first } else { &front };
    let footers = Footers::of(request, files, pages, *conformance);
    let (root, mut catalog) = base.catalog().ok_or(ComposeError::Original)?;
    let old_tree = catalog
        .get("Pages")
        .and_then(Object::reference)
        .ok_or(ComposeError::Original)?;
    let old_pages = if *original_first {
        &pages[0]
    } else {
        &own_pages
    };
    let mut update = Update::over(base);
    let mut stamps = footers.stamps(&mut update);

    // The page tree: front page, what the file had, copies of the other documents' pages.
    let tree = update.allocate();
    let front_pages = if *original_first {
        stamps.put_on_pages(base, old_pages, footers.places(0), &mut update);
        import_front(base, (&front, &own_pages), &mut update, &mut catalog, tree)?
    } else {
        front_is_the_beginning(&mut catalog);
        Vec::new()
    };
    let mut copies = Vec::new();
    let mut layers = Layers::default();
    for (place, (file, pages)) in files.iter().zip(pages).enumerate().skip(continued) {
        let imported = import::pages(file, pages, &mut update, tree)?;
        stamps.put_on_copies(&imported.pages, footers.places(place), &mut update);
        update.write_all_through(&imported.pages);
        // Of twenty documents that hold half a million objects each, one at a time is held.
        file.forget_unpacked();
        copies.extend(imported.pages);
        layers.shown.extend(imported.layers.shown);
        layers.hidden.extend(imported.layers.hidden);
    }
    if let Some(mut dict) = base
        .get(old_tree.0)
        .as_ref()
        .and_then(Object::dict)
        .cloned()
    {
        dict.set("Parent", reference(tree));
        update.put(old_tree.0, old_tree.1, Body::Plain(Object::Dict(dict)));
    }
    let count = front_pages.len() + old_pages.len() + copies.len();
    let kids = front_pages
        .iter()
        .copied()
        .map(reference)
        .chain([Object::Ref(old_tree)]);
    let node = Dict::default()
        .with("Type", Object::named("Pages"))
        .with(
            "Kids",
            Object::Array(kids.chain(copies.into_iter().map(reference)).collect()),
        )
        .with("Count", integer(count));
    update.put(tree, 0, Body::Plain(Object::Dict(node)));
    catalog.set("Pages", reference(tree));
    if let Some(labels) = catalog
        .get("PageLabels")
        .filter(|_| !front_pages.is_empty())
    {
        let labels = move_labels(base, labels, front_pages.len(), old_pages.len());
        catalog.set("PageLabels", labels);
    }

    rewrite_xmp(base, &mut update, &mut catalog, *conformance);
    add_layers(base, &mut catalog, layers);
    attach(base, &mut update, &mut catalog, request);

    let signature = update.allocate();
    // Certified, and nothing may be changed (clause 12.8.2.2, P 1): what signers agreed to is final, forms in it too.
    // Validation data and document timestamps are no change by that clause, so the seal can still be kept alive. The
    // seal is always the file's first signature, as a certification must be: signed originals get a cover.
    catalog.set(
        "Perms",
        Object::Dict(Dict::default().with("DocMDP", reference(signature))),
    );
    let shown_on = match (front_pages.first(), old_pages.first()) {
        (Some(number), _) => Shown::New(*number),
        (None, Some(page)) => Shown::Old(page),
        (None, None) => return Err(ComposeError::Original),
    };
    add_field(
        base,
        &mut update,
        &mut catalog,
        shown_on,
        "Segl seal",
        signature,
    )?;
    let info = set_title(base, &mut update, &mut catalog, &request.front.title);
    update.put(root.0, root.1, Body::Plain(Object::Dict(catalog)));

    let mut entries = Dict::default()
        .with("Type", Object::named("Sig"))
        .with("Filter", Object::named("Adobe.PPKLite"))
        .with("SubFilter", Object::named("ETSI.CAdES.detached"))
        .with("Name", Object::text(sealer))
        .with("Reason", Object::text(&request.front.job))
        .with("M", Object::Text(pdf_date(request.sealed_at).into_bytes()))
        .with("Reference", Object::Array(vec![certification(1)]));
    if let Some(trail) = &request.audit_trail {
        let head = trail
            .head
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>();
        let length = Object::Int(i64::try_from(trail.length).unwrap_or(i64::MAX));
        let said = Dict::default()
            .with("Length", length)
            .with("Head", Object::text(&head));
        entries.set(AUDIT_TRAIL, Object::Dict(said));
    }
    let mut trailer = Dict::default()
        .with("Root", Object::Ref(root))
        .with("ID", identifier(base, request));
    if let Some(info) = info {
        trailer.set("Info", info);
    }
    base.limits()?;
    Ok(update.write(
        base,
        trailer,
        Some(Signature {
            number: signature,
            entries: &entries,
            reserved_len,
        }),
    ))
}

/// The signature dictionary's key for the audit trail's length and head, where they are signed; a name of our own, as
/// annex E of ISO 32000-2 has them.
pub(crate) const AUDIT_TRAIL: &str = "SEGL_AuditTrail";

/// Whether copies of the other documents' pages would grow far beyond the documents: their objects are packed, and a file
/// with tables has no place for packed ones (ISO 32000-2 clause 7.5.8.4 apart, which strict readers refuse).
fn would_swell(files: &[File<'_>]) -> bool {
    /// About what an object takes that is not packed.
    const OBJECT_LEN: usize = 100;
    /// What nobody minds.
    const MIN_SWELLING: usize = 256 * 1024;
    let Some((first, others)) = files
        .split_first()
        .filter(|(first, _)| first.newest().1 == Kind::Table)
    else {
        return false;
    };
    let is_packed = |(_, entry): &(u32, Entry)| matches!(entry, Entry::InStream { .. });
    let packed: usize = others
        .iter()
        .map(|file| file.entries().filter(is_packed).count())
        .sum();
    let documents = first.bytes.len() + others.iter().map(|file| file.bytes.len()).sum::<usize>();
    packed * OBJECT_LEN > (documents / 10).max(MIN_SWELLING)
}

/// Whether pages and fields may be added to the file's own.
fn has_plain_trees(file: &File<'_>, pages: &[Page]) -> bool {
    let Some((_, catalog)) = file.catalog() else {
        return false;
    };
    let tree = catalog.get("Pages").and_then(Object::reference);
    let tree_is_plain = tree.is_some_and(|tree| {
        file.get(tree.0)
            .is_some_and(|node| node.dict().is_some_and(|dict| dict.get("Kids").is_some()))
    });
    tree_is_plain
        && catalog.get("Perms").is_none()
        && !pages.is_empty()
        && file
            .dict_in(&catalog, "AcroForm")
            .is_none_or(|form| is_unsigned_tree(file, &form))
}

/// The file's identifier: the first part stays, the second is new.
fn identifier(base: &File<'_>, request: &SealRequest) -> Object {
    let fresh = Sha256::new()
        .chain_update(request.seed)
        .chain_update(&request.front.job)
        .finalize()[..16]
        .to_vec();
    let first = match base.array_in(base.trailer(), "ID").as_deref() {
        Some([Object::Text(first), ..]) if !first.is_empty() => first.clone(),
        _ => fresh.clone(),
    };
    Object::Array(vec![Object::Text(first), Object::Text(fresh)])
}

#[cfg(test)]
mod tests;
