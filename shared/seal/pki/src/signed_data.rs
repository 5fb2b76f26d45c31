//! A CMS signature as it is read (RFC 5652), in DER or BER, from whoever wrote it.
//!
//! Read by hand over [`ber`]: the types of the `cms` crate refuse what RFC 5652 section 2 allows (BER, sets that are not
//! sorted), and lose the bytes that certificates and attributes came in. Those types are for what we write.

use const_oid::{ObjectIdentifier, db::rfc5911};
use der::Decode;
use spki::AlgorithmIdentifierOwned;

use crate::{
    ber::{self, BerError, Element, decode, tag},
    certificate::X509Certificate,
    names::ComparableName,
};

/// `id-ri-ocsp-response` (RFC 5940 section 2.1).
const OCSP_RESPONSE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.16.2");

/// How many certificates, lists, signers and attributes of one signature are looked at.
const MAX_ITEMS: usize = 256;

/// `SignedData` (RFC 5652 section 5.1). Versions, and which digests are announced, say nothing that is needed.
#[derive(Clone, Debug)]
pub struct SignedData {
    /// What kind of content was signed (`eContentType`).
    pub content_type: ObjectIdentifier,
    /// The content, if it stands in the signature (`eContent`).
    pub content: Option<Vec<u8>>,
    /// Those of the certificates that are X.509 and can be read.
    pub certificates: Vec<X509Certificate>,
    /// `CertificateList`s, as they stand there.
    pub crls: Vec<Vec<u8>>,
    /// `OCSPResponse`s that stand among the lists (RFC 5940 section 2), as they stand there.
    pub ocsp_responses: Vec<Vec<u8>>,
    /// Those who signed.
    pub signers: Vec<SignerInfo>,
}

/// `SignerInfo` (RFC 5652 section 5.3).
#[derive(Clone, Debug)]
pub struct SignerInfo {
    /// Whose certificate it is.
    pub id: SignerId,
    /// By what the content was hashed.
    pub digest_algorithm: AlgorithmIdentifierOwned,
    /// What was signed beside the content; `None` where the content alone was.
    pub signed_attributes: Option<SignedAttributes>,
    /// How the signature was made.
    pub signature_algorithm: AlgorithmIdentifierOwned,
    /// The signature's value.
    pub signature: Vec<u8>,
    /// What was added afterwards, such as timestamps.
    pub unsigned_attributes: Vec<Attribute>,
    /// Whether something was added that is not read: what cannot be, and what is more than is looked at.
    pub has_unread_attributes: bool,
}

/// Whose signature it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignerId {
    /// By the name of the issuer, and the serial number in its shortest form.
    IssuerAndSerialNumber(ComparableName, Vec<u8>),
    /// By the subject key identifier.
    SubjectKey(Vec<u8>),
}

/// The signed attributes, and the forms in which they may have been hashed.
#[derive(Clone, Debug)]
pub struct SignedAttributes {
    /// The attributes.
    pub attributes: Vec<Attribute>,
    /// `SET OF` in DER, as RFC 5652 section 5.4 wants it.
    pub sorted: Vec<u8>,
    /// `SET OF` in the order in which they stand: what some signers hash instead.
    pub as_they_stand: Vec<u8>,
}

/// An attribute and its values, each as it stands there.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its type.
    pub oid: ObjectIdentifier,
    /// Its values, each in DER.
    pub values: Vec<Vec<u8>>,
}

/// Why a signature is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is not `SignedData`, as far as can be told.
    Malformed,
    /// It is larger or deeper than is read here.
    TooLarge,
}

impl From<BerError> for Unread {
    fn from(error: BerError) -> Self {
        match error {
            BerError::Malformed => Self::Malformed,
            BerError::TooDeep => Self::TooLarge,
        }
    }
}

impl SignedData {
    /// Reads the `ContentInfo` that the bytes begin with. What follows it is filling.
    pub fn read(bytes: &[u8]) -> Result<Self, Unread> {
        let content = ber::definite(bytes)?;
        Self::of_content(&content).unwrap_or(Err(Unread::Malformed))
    }

    fn of_content(content: &[u8]) -> Option<Result<Self, Unread>> {
        let [kind, data] = ber::first(content)?.0.children(tag::SEQUENCE)?[..] else {
            return None;
        };
        if oid(&kind)? != rfc5911::ID_SIGNED_DATA {
            return None;
        }
        let [data] = data.children(tag::context(0))?[..] else {
            return None;
        };
        let fields = data.children(tag::SEQUENCE)?;
        let [_, _, inner, rest @ ..] = &fields[..] else {
            return None;
        };
        let (content_type, content) = Self::inner(inner)?;
        let of = |number| {
            rest.iter()
                .find(|one| one.tag == tag::context(number))
                .map(|one| one.content)
        };
        let certificates = ber::elements(of(0).unwrap_or_default())?;
        let crls = ber::elements(of(1).unwrap_or_default())?;
        let signers = rest.last()?.children(tag::SET)?;
        if certificates.len() > MAX_ITEMS || crls.len() > MAX_ITEMS || signers.len() > MAX_ITEMS {
            return Some(Err(Unread::TooLarge));
        }
        Some(Ok(Self {
            content_type,
            content,
            // Attribute certificates and those of PKCS #6 have tags of their own; nothing here asks for them.
            certificates: certificates
                .iter()
                .filter_map(|one| X509Certificate::from_der(one.whole))
                .collect(),
            crls: crls
                .iter()
                .filter(|one| one.tag == tag::SEQUENCE)
                .map(|one| one.whole.to_vec())
                .collect(),
            ocsp_responses: crls.iter().filter_map(answer_among_lists).collect(),
            signers: signers
                .iter()
                .map(SignerInfo::read)
                .collect::<Option<_>>()?,
        }))
    }

    fn inner(inner: &Element<'_>) -> Option<(ObjectIdentifier, Option<Vec<u8>>)> {
        let fields = inner.children(tag::SEQUENCE)?;
        let content = match fields.get(1) {
            Some(content) => {
                let [content] = content.children(tag::context(0))?[..] else {
                    return None;
                };
                // PKCS #7 before CMS had any type here; its content is what was hashed.
                Some(content.content.to_vec())
            }
            None => None,
        };
        Some((oid(fields.first()?)?, content))
    }
}

impl SignerInfo {
    fn read(signer: &Element<'_>) -> Option<Self> {
        let fields = signer.children(tag::SEQUENCE)?;
        let mut fields = fields.iter().skip(1).peekable();
        let id = SignerId::read(fields.next()?)?;
        let digest_algorithm = decode(fields.next()?.whole)?;
        let signed_attributes = match fields.next_if(|field| field.tag == tag::context(0)) {
            Some(field) => Some(SignedAttributes::read(field)?),
            None => None,
        };
        let signature_algorithm = decode(fields.next()?.whole)?;
        let signature = fields.next()?.value(tag::OCTET_STRING)?.to_vec();
        let added = fields.next();
        let attributes = added
            .filter(|field| field.tag == tag::context(1))
            .and_then(|field| Attribute::all_in(field.content));
        Some(Self {
            id,
            digest_algorithm,
            signed_attributes,
            signature_algorithm,
            signature,
            // What is not signed and cannot be read says nothing against the signature.
            has_unread_attributes: added.is_some() && attributes.is_none(),
            unsigned_attributes: attributes.unwrap_or_default(),
        })
    }

    /// The signed attributes of this kind.
    pub fn signed(&self, oid: ObjectIdentifier) -> impl Iterator<Item = &Attribute> + Clone {
        let all = self
            .signed_attributes
            .iter()
            .flat_map(|signed| &signed.attributes);
        all.filter(move |attribute| attribute.oid == oid)
    }

    /// The values of the unsigned attributes of this kind.
    pub fn unsigned(&self, oid: ObjectIdentifier) -> impl Iterator<Item = &Vec<u8>> + Clone {
        self.unsigned_attributes
            .iter()
            .filter(move |attribute| attribute.oid == oid)
            .flat_map(|one| &one.values)
    }
}

impl SignerId {
    fn read(id: &Element<'_>) -> Option<Self> {
        // [0] IMPLICIT OCTET STRING.
        if id.tag == 0x80 {
            return Some(Self::SubjectKey(id.content.to_vec()));
        }
        let [issuer, serial] = id.children(tag::SEQUENCE)?[..] else {
            return None;
        };
        let serial = ber::shortest(serial.value(tag::INTEGER)?).to_vec();
        Some(Self::IssuerAndSerialNumber(
            ComparableName::read(&issuer)?,
            serial,
        ))
    }

    /// Whether it means this certificate.
    pub fn is(&self, certificate: &X509Certificate) -> bool {
        match self {
            Self::IssuerAndSerialNumber(issuer, serial) => {
                issuer == certificate.issuer_name()
                    && serial == certificate.serial_number.as_bytes()
            }
            Self::SubjectKey(id) => matches!(
                certificate.extension::<x509_cert::ext::pkix::SubjectKeyIdentifier>(),
                Ok(Some((_, own))) if own.0.as_bytes() == id
            ),
        }
    }
}

impl SignedAttributes {
    fn read(field: &Element<'_>) -> Option<Self> {
        let mut items: Vec<&[u8]> = ber::elements(field.content)?
            .iter()
            .map(|one| one.whole)
            .collect();
        let as_they_stand = ber::element(tag::SET, field.content);
        // X.690 clause 11.6: by their encodings.
        items.sort_unstable();
        Some(Self {
            attributes: Attribute::all_in(field.content)?,
            sorted: ber::element(tag::SET, &items.concat()),
            as_they_stand,
        })
    }
}

impl Attribute {
    fn all_in(set: &[u8]) -> Option<Vec<Self>> {
        let elements = ber::elements(set).filter(|elements| elements.len() <= MAX_ITEMS)?;
        let read = |attribute: &Element<'_>| {
            let [kind, values] = attribute.children(tag::SEQUENCE)?[..] else {
                return None;
            };
            let values = values
                .children(tag::SET)?
                .iter()
                .map(|value| value.whole.to_vec())
                .collect();
            Some(Self {
                oid: oid(&kind)?,
                values,
            })
        };
        elements.iter().map(read).collect()
    }

    /// Its value, if it is the only one and of this type.
    pub fn only<T: for<'a> Decode<'a>>(&self) -> Option<T> {
        let [value] = &self.values[..] else {
            return None;
        };
        decode(value)
    }
}

fn oid(element: &Element<'_>) -> Option<ObjectIdentifier> {
    ObjectIdentifier::from_bytes(element.value(tag::OID)?).ok()
}

/// The `OCSPResponse` of another kind of revocation information (RFC 5652 section 10.2.1, RFC 5940 section 2.1).
fn answer_among_lists(item: &Element<'_>) -> Option<Vec<u8>> {
    let [kind, answer] = item.children(tag::context(1))?[..] else {
        return None;
    };
    let is_answer = kind.value(tag::OID)? == OCSP_RESPONSE.as_bytes();
    is_answer.then(|| answer.whole.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ber::element,
        test_ca::{Holder, Template, extension, id, integer, sequence},
    };

    const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
    const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
    const SUBJECT_KEY: &[u8] = &[0x55, 0x1d, 0x0e];

    fn signer(last: &[u8]) -> Vec<u8> {
        let algorithm = sequence(&[&element(tag::OID, id::ECDSA_SHA_256)]);
        let value = element(tag::OCTET_STRING, b"value");
        sequence(&[
            &integer(3),
            &element(0x80, b"key"),
            &algorithm,
            &algorithm,
            &value,
            last,
        ])
    }

    /// A signature with so many certificates, lists and signers, of which only the last can be read.
    fn with(
        certificates: usize,
        crls: usize,
        signers: usize,
        last: &[u8],
    ) -> Result<SignedData, Unread> {
        let data = sequence(&[
            &integer(1),
            &element(tag::SET, &[]),
            &sequence(&[&element(tag::OID, DATA)]),
            &element(0xa0, &sequence(&[]).repeat(certificates)),
            &element(0xa1, &sequence(&[]).repeat(crls)),
            &element(tag::SET, &signer(last).repeat(signers)),
        ]);
        SignedData::read(&sequence(&[
            &element(tag::OID, SIGNED_DATA),
            &element(0xa0, &data),
        ]))
    }

    #[test]
    fn more_of_one_kind_than_are_looked_at_is_too_large_and_not_malformed() {
        for (certificates, crls, signers) in [(MAX_ITEMS, MAX_ITEMS, MAX_ITEMS), (0, 0, 0)] {
            let read = with(certificates, crls, signers, &[]).expect("a signature");
            assert_eq!((read.crls.len(), read.signers.len()), (crls, signers));
        }
        for (certificates, crls, signers) in [
            (MAX_ITEMS + 1, 0, 0),
            (0, MAX_ITEMS + 1, 0),
            (0, 0, MAX_ITEMS + 1),
        ] {
            let read = with(certificates, crls, signers, &[]).map(|_| ());
            assert_eq!(
                read,
                Err(Unread::TooLarge),
                "{certificates} {crls} {signers}"
            );
        }
        let attribute = sequence(&[&element(tag::OID, DATA), &element(tag::SET, &[5, 0])]);
        let unsigned = |count: usize| {
            let read =
                with(0, 0, 1, &element(0xa1, &attribute.repeat(count))).expect("a signature");
            let signer = &read.signers[0];
            (
                signer.unsigned_attributes.len(),
                signer.has_unread_attributes,
            )
        };
        assert_eq!(
            [MAX_ITEMS, MAX_ITEMS + 1].map(unsigned),
            [(MAX_ITEMS, false), (0, true)]
        );
    }

    #[test]
    fn what_stands_where_unsigned_attributes_would_and_is_none_is_not_read_as_one() {
        let attribute = sequence(&[&element(tag::OID, DATA), &element(tag::SET, &[5, 0])]);
        let count = |tag: u8| {
            let read = with(0, 0, 1, &element(tag, &attribute)).expect("a signature");
            read.signers[0].unsigned_attributes.len()
        };
        assert_eq!((count(0xa1), count(0xa2)), (1, 0));
    }

    #[test]
    fn a_signer_is_whoever_has_both_the_issuer_and_the_number_or_the_key() {
        let (root, other) = (Holder::root("Root", 1), Holder::root("Other", 2));
        let key = extension(SUBJECT_KEY, false, &element(tag::OCTET_STRING, b"key"));
        let template = Template::signer("Signer").serial(7).and(key);
        let signer = root.issue(&template, 3).certificate;
        let by_number = |issuer: &Holder, serial: u64| {
            let (name, serial) = (issuer.name(), integer(serial));
            let id = sequence(&[&name, &serial]);
            SignerId::read(&ber::first(&id).expect("an element").0)
                .expect("an identifier")
                .is(&signer)
        };
        assert!(by_number(&root, 7));
        assert!(!by_number(&root, 8) && !by_number(&other, 7) && !by_number(&other, 8));
        let by_key = |key: &[u8]| SignerId::SubjectKey(key.to_vec()).is(&signer);
        assert!(by_key(b"key") && !by_key(b"another"));
        assert!(
            !SignerId::SubjectKey(b"key".to_vec()).is(&root.certificate),
            "which says nothing of its key"
        );
    }
}
