//! A signature on a PDF as it is: one incremental update with a signature field that shows nothing.

use bytes::Bytes;
use jiff::Timestamp;
use segl_pdf::{
    append::{Body, Signature, Update},
    date::pdf_date,
    file::{File, PdfError},
    object::{Dict, Object, reference},
};
use segl_pki::chain::CertificateChain;

use crate::{
    archive::trailer_of,
    form::add_later_field,
    signing::{Draft, PrepareError, Prepared, Sha256State, reserved_len},
};

/// What a signature says of itself, beside its certificate.
#[derive(Clone, Debug)]
pub struct SignatureFields<'a> {
    /// What its field is called; the number of the signature's object is added.
    pub field: &'a str,
    /// Why it was made, if it says so.
    pub reason: Option<&'a str>,
    /// The claimed time.
    pub at: Timestamp,
    /// What may be changed after it, if it certifies the document (ISO 32000-2 clause 12.8.2.2): 1, 2 or 3. A
    /// certification must be the first signature of a document.
    pub certifies: Option<u8>,
    /// How many bytes to keep free for a timestamp of the signature; 0 for one without.
    pub timestamp_reserved_len: usize,
}

/// Prepares a signature over a PDF, up to the digest that the key of this chain is to sign.
///
/// # Errors
/// [`PrepareError`] when the document cannot be read or added to. A document whose cross-reference does not tell the truth
/// ([`File::has_valid_xref`]) is refused: an update would not be found by every reader. So is one that holds objects which
/// it does not name ([`File::has_unlisted_objects`]): some readers would show those.
///
/// # Examples
/// ```
/// use segl_pades::document::{SignatureFields, prepare_signature};
/// use segl_pdf::samples::plain_with;
/// use segl_pki::test_pki::samples::{NOW, key_and_chain};
///
/// let (key, chain) = key_and_chain();
/// let fields =
///     SignatureFields { field: "Signature", reason: None, at: NOW, certifies: Some(1), timestamp_reserved_len: 0 };
/// let prepared = prepare_signature(plain_with(&[]).into(), &fields, &chain)?;
/// let signature = key.sign(prepared.digest())?;
/// let signed = prepared.finish(signature)?.into_bytes();
/// assert!(signed.starts_with(&plain_with(&[])), "what was there is untouched");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn prepare_signature(
    pdf: Bytes,
    fields: &SignatureFields<'_>,
    chain: &CertificateChain,
) -> Result<Prepared, PrepareError> {
    let reserved_len = reserved_len(chain, fields.timestamp_reserved_len)?;
    let appended = {
        let file = File::open(&pdf)?;
        if !file.has_valid_xref || file.has_unlisted_objects() {
            return Err(PrepareError::Document(PdfError::NoCatalog));
        }
        let (root, mut catalog) = file
            .catalog()
            .ok_or(PrepareError::Document(PdfError::NoCatalog))?;
        let mut update = Update::over(&file);
        let number = update.allocate();
        add_later_field(&file, &mut update, &mut catalog, fields.field, number)?;
        let mut entries = Dict::default()
            .with("Type", Object::named("Sig"))
            .with("Filter", Object::named("Adobe.PPKLite"))
            .with("SubFilter", Object::named("ETSI.CAdES.detached"))
            .with("M", Object::Text(pdf_date(fields.at).into_bytes()));
        if let Some(reason) = fields.reason {
            entries.set("Reason", Object::text(reason));
        }
        if let Some(permission) = fields.certifies {
            entries.set("Reference", Object::Array(vec![certification(permission)]));
            catalog.set(
                "Perms",
                Object::Dict(Dict::default().with("DocMDP", reference(number))),
            );
        }
        update.put(root.0, root.1, Body::Plain(Object::Dict(catalog)));
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
    let hashed = Sha256State::of(&pdf);
    Draft::new(vec![pdf], hashed, appended, reserved_len).prepare(chain.clone())
}

/// What makes a signature a certification after which only so much may change (clause 12.8.2.2.2).
#[must_use]
pub fn certification(permission: u8) -> Object {
    let parameters = Dict::default()
        .with("Type", Object::named("TransformParams"))
        .with("P", Object::Int(permission.into()))
        .with("V", Object::named("1.2"));
    Object::Dict(
        Dict::default()
            .with("Type", Object::named("SigRef"))
            .with("TransformMethod", Object::named("DocMDP"))
            .with("TransformParams", Object::Dict(parameters)),
    )
}

#[cfg(test)]
mod tests {
    use segl_pdf::samples::plain_with;
    use segl_pki::test_pki::samples::{NOW, key_and_chain};

    use super::*;
    use crate::stored::{ResumeError, StoredSignature};

    const FIELDS: SignatureFields<'static> = SignatureFields {
        field: "Signature",
        reason: Some("Ja"),
        at: NOW,
        certifies: None,
        timestamp_reserved_len: 0,
    };

    #[test]
    fn a_prepared_signature_is_stored_and_gone_on_with_elsewhere() {
        let pdf = plain_with(&[]);
        let (key, chain) = key_and_chain();
        let prepared = prepare_signature(pdf.clone().into(), &FIELDS, &chain).expect("a PDF");
        let stored = StoredSignature::of(&prepared).expect("encoded");
        let json = serde_json::to_string(&stored).expect("JSON");
        let read: StoredSignature = serde_json::from_str(&json).expect("what was written");
        assert_eq!((&read, read.sha256()), (&stored, stored.sha256()));
        let resumed = read.resume(pdf.clone().into()).expect("the document");
        assert_eq!(resumed.digest(), prepared.digest());
        let signature = key.sign(resumed.digest()).expect("a signature");
        let elsewhere = resumed
            .finish(signature.clone())
            .expect("the key's")
            .into_bytes();
        assert_eq!(
            elsewhere,
            prepared.finish(signature).expect("the key's").into_bytes()
        );
    }

    #[test]
    fn another_document_or_a_damaged_value_is_not_gone_on_with() {
        let pdf = plain_with(&[]);
        let (_, chain) = key_and_chain();
        let prepared = prepare_signature(pdf.clone().into(), &FIELDS, &chain).expect("a PDF");
        let stored = StoredSignature::of(&prepared).expect("encoded");
        let other = [&pdf[..], b"%"].concat();
        assert!(matches!(
            stored.clone().resume(other.into()),
            Err(ResumeError::OtherDocument)
        ));
        let mut as_long = pdf.clone();
        *as_long.last_mut().expect("bytes") = b' ';
        assert!(matches!(
            stored.clone().resume(as_long.into()),
            Err(ResumeError::OtherDocument)
        ));
        let mut json = serde_json::to_value(&stored).expect("JSON");
        for (field, value) in [
            ("contents", serde_json::json!(usize::MAX)),
            ("reservedLen", serde_json::json!(1_000_000)),
            ("attributes", serde_json::json!([48, 1])),
            ("chain", serde_json::json!("")),
        ] {
            let before = json[field].take();
            json[field] = value;
            let damaged: StoredSignature =
                serde_json::from_value(json.clone()).expect("the right shape");
            assert_ne!(damaged.sha256(), stored.sha256(), "{field}");
            assert!(damaged.resume(pdf.clone().into()).is_err(), "{field}");
            json[field] = before;
        }
    }

    #[test]
    fn a_document_whose_structure_lies_is_not_signed_as_it_is() {
        let (_, chain) = key_and_chain();
        let pdf = plain_with(&[]);
        let cut = pdf[..pdf.len() - 40].to_vec();
        let hiding = plain_with(&[(5, "<</Length 9>>stream\n4 0%\nobj \nendstream")]);
        for bytes in [cut, hiding] {
            assert!(matches!(
                prepare_signature(bytes.into(), &FIELDS, &chain),
                Err(PrepareError::Document(_))
            ));
        }
    }
}
