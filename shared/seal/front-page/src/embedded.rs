//! What a sealed document carries beside its pages, for those who check more than its signatures.

use crate::assemble::AUDIT_TRAIL;
use segl_pades::archive::{ValidationData, validation_data_of};
use segl_pdf::{
    file::File,
    object::{Dict, Object},
    stream::inflate,
    trees::embedded_files,
};

use segl_validation::{Unreadable, signature_dictionaries};

/// The audit trail and the evidence in a document, as they stand there; whether they are in order is not said here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Embedded {
    /// What the seal's own dictionary says of the audit trail.
    pub trail_head: Option<TrailHead>,
    /// The file `audit-trail.json`.
    pub audit_trail: Option<Vec<u8>>,
    /// The file `evidence.asice`.
    pub evidence: Option<Vec<u8>>,
    /// The answers and lists that it keeps for those who validate.
    pub validation_data: ValidationData,
}

/// How long the audit trail was when a document was sealed, and what its last hash was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrailHead {
    /// How many facts it had.
    pub length: u64,
    /// The hash of the last.
    pub head: [u8; 32],
}

/// The longest that one of the files is read, in bytes.
const LONGEST: usize = 32 * 1024 * 1024;

/// Finds what a document carries.
///
/// # Errors
/// [`Unreadable`] when it cannot be read.
pub fn embedded(pdf: &[u8]) -> Result<Embedded, Unreadable> {
    let file = File::open(pdf)?;
    let mut found = Embedded {
        validation_data: validation_data_of(&file),
        ..Embedded::default()
    };
    for dictionary in signature_dictionaries(&file) {
        let said = file.dict_in(&dictionary, AUDIT_TRAIL);
        found.trail_head = found
            .trail_head
            .or(said.and_then(|said| head_of(&file, &said)));
    }
    for (name, specification) in embedded_files(&file) {
        let place = match name.as_slice() {
            b"audit-trail.json" => &mut found.audit_trail,
            b"evidence.asice" => &mut found.evidence,
            _ => continue,
        };
        // The last of a name is the seal's: an original may have brought one of its own.
        *place = content(&file, &specification);
    }
    file.limits()?;
    Ok(found)
}

fn head_of(file: &File<'_>, said: &Dict) -> Option<TrailHead> {
    let length = file.resolve(said.get("Length")?).int()?;
    let Object::Text(text) = file.resolve(said.get("Head")?) else {
        return None;
    };
    let mut head = [0; 32];
    // What reads a number takes a sign before it.
    if text.len() != 64 || !text.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    for (byte, digits) in head.iter_mut().zip(text.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(TrailHead {
        length: u64::try_from(length).ok()?,
        head,
    })
}

fn content(file: &File<'_>, specification: &Object) -> Option<Vec<u8>> {
    let Object::Dict(specification) = file.resolve(specification) else {
        return None;
    };
    let streams = file.dict_in(&specification, "EF")?;
    let (number, _) = streams.get("UF").or(streams.get("F"))?.reference()?;
    let stream = file.stream(number)?;
    inflate(&stream.dict, stream.raw, LONGEST).ok()
}

#[cfg(test)]
mod tests;
