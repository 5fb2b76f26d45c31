//! What keeps a seal alive: validation data (the DSS) and document timestamps, each an incremental update of its own
//! (ISO 32000-2 clauses 12.8.4.3 and 12.8.5, ETSI EN 319 142-1 clauses 5.4.2 and 5.4.3).

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use crate::{
    form::add_later_field,
    signing::{Draft, FinishError, PrepareError, Sealed},
};
use segl_pdf::{
    append::{Body, Signature, Update},
    date::pdf_date,
    file::{File, PdfError},
    object::{Dict, Object, reference},
    stream::inflate,
};
use segl_pki::{
    certificate::X509Certificate, cms::TIMESTAMP_TOKEN, digest::DigestAlgorithm,
    signed_data::SignedData, timestamp::Token,
};

/// Validation data to be put into a file: each item in DER.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValidationData {
    /// X.509 certificates.
    pub certificates: BTreeSet<Vec<u8>>,
    /// `OCSPResponse`s (RFC 6960).
    pub ocsp_responses: BTreeSet<Vec<u8>>,
    /// Certificate revocation lists (RFC 5280 section 5).
    pub crls: BTreeSet<Vec<u8>>,
    /// Whether there was more than was read: what is not here may be what says that a certificate was revoked.
    pub is_cut: bool,
}

impl ValidationData {
    /// Adds what another place holds.
    pub fn extend(&mut self, other: &Self) {
        self.certificates.extend(other.certificates.iter().cloned());
        self.ocsp_responses
            .extend(other.ocsp_responses.iter().cloned());
        self.crls.extend(other.crls.iter().cloned());
        self.is_cut |= other.is_cut;
    }
}

/// Adds validation data to what the file's DSS holds already. There is no `VRI`: everything stands in one list, which
/// EN 319 142-1 clause 5.4.2.2 leaves free, and which spares a second place that could disagree with it.
pub fn add_validation_data(sealed: Sealed, data: &ValidationData) -> Result<Sealed, PrepareError> {
    let sealed = sealed.readable();
    let appended = {
        let file = sealed.file()?;
        let (root, mut catalog) = file
            .catalog()
            .ok_or(PrepareError::Document(PdfError::NoCatalog))?;
        let mut update = Update::over(&file);
        let mut store = file
            .dict_in(&catalog, "DSS")
            .unwrap_or_default()
            .with("Type", Object::named("DSS"));
        for (key, items) in [
            ("Certs", &data.certificates),
            ("OCSPs", &data.ocsp_responses),
            ("CRLs", &data.crls),
        ] {
            let mut kept = file.array_in(&store, key).unwrap_or_default();
            // What looks like an object is packed as it is written.
            let unpacked = |item: &Object| {
                let stream = file.stream(item.reference()?.0)?;
                inflate(&stream.dict, stream.raw, MAX_UNPACKED).ok()
            };
            let known: BTreeSet<Vec<u8>> = kept.iter().filter_map(unpacked).collect();
            for item in items.iter().filter(|item| !known.contains(*item)) {
                kept.push(reference(
                    update.add_stream(Dict::default(), Bytes::copy_from_slice(item)),
                ));
            }
            if !kept.is_empty() {
                store.set(key, Object::Array(kept));
            }
        }
        let store = update.add(Object::Dict(store));
        catalog.set("DSS", reference(store));
        catalog.set("Extensions", extensions(&file, &catalog));
        update.put(root.0, root.1, Body::Plain(Object::Dict(catalog)));
        update.write(&file, trailer_of(&file), None)
    };
    Ok(sealed.appended(appended))
}

/// What a file's DSS holds, in its own lists and in those that it keeps for each signature: a list of revoked certificates
/// that only stands there is one too.
pub fn validation_data_of(file: &File<'_>) -> ValidationData {
    let Some(store) = file
        .catalog()
        .and_then(|(_, catalog)| file.dict_in(&catalog, "DSS"))
    else {
        return ValidationData::default();
    };
    let mut reading = Reading {
        file,
        data: ValidationData::default(),
        seen: BTreeSet::new(),
        left: MAX_UNPACKED,
    };
    reading.read(&store, ["Certs", "OCSPs", "CRLs"]);
    let of_signatures = file.dict_in(&store, "VRI").unwrap_or_default();
    reading.data.is_cut |= of_signatures.0.len() > MAX_ITEMS;
    for (_, own) in of_signatures.0.iter().take(MAX_ITEMS) {
        if let Object::Dict(own) = file.resolve(own) {
            reading.read(&own, ["Cert", "OCSP", "CRL"]);
        }
    }
    reading.data
}

/// Streams on their way out of a file, each read once, all of them together within bounds.
struct Reading<'f, 'a> {
    file: &'f File<'a>,
    data: ValidationData,
    seen: BTreeSet<u32>,
    left: usize,
}

impl Reading<'_, '_> {
    /// Certificates, answers and lists under these keys (ISO 32000-2 tables 261 and 262).
    fn read(&mut self, store: &Dict, [certificates, answers, lists]: [&str; 3]) {
        let data = &mut self.data;
        for (key, items, longest) in [
            (certificates, &mut data.certificates, MAX_CERTIFICATE),
            (answers, &mut data.ocsp_responses, MAX_UNPACKED),
            (lists, &mut data.crls, MAX_UNPACKED),
        ] {
            let listed = self.file.array_in(store, key).unwrap_or_default();
            let numbers = listed.iter().filter_map(Object::reference);
            let new = numbers.filter(|(number, _)| self.seen.insert(*number));
            for (number, _) in new {
                if items.len() >= MAX_ITEMS {
                    data.is_cut = true;
                    break;
                }
                let Some(stream) = self.file.stream(number) else {
                    continue;
                };
                // What others wrote may be packed.
                match inflate(&stream.dict, stream.raw, self.left.min(longest)) {
                    Ok(item) => {
                        self.left -= item.len();
                        items.insert(item);
                    }
                    // No certificate is that long.
                    Err(PdfError::TooLarge)
                        if self.left >= longest && longest == MAX_CERTIFICATE => {}
                    // Packed in a way that is not read here, it may say that something was revoked.
                    Err(_) => data.is_cut = true,
                }
            }
        }
    }
}

/// How many certificates or answers of each kind are read, and how long all of them may be when they are unpacked.
const MAX_ITEMS: usize = 256;
const MAX_UNPACKED: usize = 32 * 1024 * 1024;
const MAX_CERTIFICATE: usize = 64 * 1024;

/// The extensions to PDF 1.7 that readers of before ISO 32000-2 know these by (EN 319 142-1 clause 5.4.2.1 and 5.6).
fn extensions(file: &File<'_>, catalog: &Dict) -> Object {
    let level = Dict::default()
        .with("BaseVersion", Object::named("1.7"))
        .with("ExtensionLevel", Object::Int(5));
    let known = file.dict_in(catalog, "Extensions").unwrap_or_default();
    Object::Dict(known.with("ESIC", Object::Dict(level)))
}

/// Prepares a document timestamp over all of the file, with this much room for its token.
pub fn prepare_document_timestamp(
    sealed: Sealed,
    at: jiff::Timestamp,
    reserved_len: usize,
) -> Result<DocumentTimestamp, PrepareError> {
    let sealed = sealed.readable();
    let appended = {
        let file = sealed.file()?;
        let (root, mut catalog) = file
            .catalog()
            .ok_or(PrepareError::Document(PdfError::NoCatalog))?;
        let mut update = Update::over(&file);
        let number = update.allocate();
        add_later_field(&file, &mut update, &mut catalog, "Segl timestamp", number)?;
        catalog.set("Extensions", extensions(&file, &catalog));
        update.put(root.0, root.1, Body::Plain(Object::Dict(catalog)));
        let entries = Dict::default()
            .with("Type", Object::named("DocTimeStamp"))
            .with("Filter", Object::named("Adobe.PPKLite"))
            .with("SubFilter", Object::named("ETSI.RFC3161"))
            .with("M", Object::Text(pdf_date(at).into_bytes()));
        update.write(
            &file,
            trailer_of(&file),
            Some(Signature {
                number,
                entries: &entries,
                reserved_len,
            }),
        )
    };
    Ok(DocumentTimestamp(Draft::new(
        sealed.parts,
        sealed.hashed,
        appended,
        reserved_len,
    )))
}

/// A document timestamp that lacks its token.
#[derive(Debug)]
pub struct DocumentTimestamp(Draft);

impl DocumentTimestamp {
    /// What the token is to be over.
    pub fn digest(&self, algorithm: DigestAlgorithm) -> Vec<u8> {
        self.0.digest(algorithm)
    }

    /// Puts the token in.
    pub fn finish(self, token: &Token) -> Result<Sealed, FinishError> {
        self.0.fill(&token.der, Some(token))
    }
}

/// What stands in the signature dictionaries of a file, in the order of their numbers.
fn signature_contents(file: &File<'_>) -> Vec<Vec<u8>> {
    let contents = file.numbers().filter_map(|number| match file.get(number)? {
        Object::Dict(dict) if dict.get("ByteRange").is_some() => match dict.get("Contents")? {
            Object::Text(contents) => Some(contents.clone()),
            _ => None,
        },
        _ => None,
    });
    contents.collect()
}

/// The certificates of each timestamp of a signature.
fn stamps_in(data: &SignedData) -> Vec<Vec<X509Certificate>> {
    let tokens = data
        .signers
        .iter()
        .flat_map(|signer| signer.unsigned(TIMESTAMP_TOKEN));
    tokens
        .filter_map(|token| SignedData::read(token).ok().map(|data| data.certificates))
        .collect()
}

pub(crate) fn trailer_of(file: &File<'_>) -> Dict {
    let kept: BTreeMap<&str, &Object> = ["Root", "Info", "ID"]
        .into_iter()
        .filter_map(|key| Some((key, file.trailer().get(key)?)))
        .collect();
    kept.into_iter()
        .fold(Dict::default(), |trailer, (key, value)| {
            trailer.with(key, value.clone())
        })
}

/// The certificates in all of a file's signatures and in the timestamps of those, and those in its DSS.
pub fn certificates_of(
    file: &File<'_>,
) -> Result<(Vec<X509Certificate>, Vec<X509Certificate>), PrepareError> {
    let mut found: Vec<X509Certificate> = Vec::new();
    for contents in signature_contents(file) {
        let Ok(data) = SignedData::read(&contents) else {
            continue;
        };
        for certificate in data
            .certificates
            .iter()
            .cloned()
            .chain(stamps_in(&data).into_iter().flatten())
        {
            if !found.contains(&certificate) {
                found.push(certificate);
            }
        }
    }
    let stored = validation_data_of(file).certificates;
    Ok((
        found,
        stored
            .iter()
            .filter_map(|der| X509Certificate::from_der(der))
            .collect(),
    ))
}

#[cfg(test)]
mod tests;
