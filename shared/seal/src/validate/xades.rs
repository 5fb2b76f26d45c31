//! A XAdES signature in a container: what it is of, and whether its certificate's key made it (EN 319 132-1).
//!
//! Everything is looked up where it must stand, never by searching for a name: an element that was moved elsewhere and
//! replaced (signature wrapping) is not found.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use roxmltree::{Document, Node, ParsingOptions};
use std::collections::BTreeSet;

use super::{
    signature::{Signature, Token},
    verdict::{FailureReason, Finding, IndeterminateReason},
};
use crate::{
    DigestAlgorithm,
    archive::ValidationData,
    asic::{ASIC, DS, DataFile, EXCLUSIVE, SIGNED_PROPERTIES, XADES, XADES_141, canonical::canonical},
    certificate::X509Certificate,
    keys::Scheme,
    policy::Strength,
};

/// The most elements, texts and attributes of one file of signatures.
const MAX_NODES: u32 = 100_000;
/// The most signatures in one file, and references in one signature.
const MOST: usize = 64;
/// The most timestamps of one signature.
const MAX_TIMESTAMPS: usize = 8;

/// Something of it stands where it must not, or does not stand where it must (EN 319 132-1, XMLDSIG).
const MISPLACED: Finding =
    Finding::failed(FailureReason::FormatFailure, "The signature is not put together as it must be.");

/// A signature as it was read and held against the container's files.
pub(super) struct Read {
    pub(super) signature: Result<Signature, Finding>,
    /// The files that it is of.
    pub(super) files: Vec<String>,
    pub(super) claimed_signing_time: Option<Timestamp>,
    /// What it carries for those who validate.
    pub(super) values: ValidationData,
}

/// Reads all signatures of one file. `None` when it is not one of signatures.
pub(super) fn signatures_in(xml: &str, files: &[DataFile]) -> Option<Vec<Read>> {
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(xml, options).ok()?;
    // An Id that stands twice names two things.
    let mut ids = BTreeSet::new();
    if !document.descendants().filter_map(|node| node.attribute("Id")).all(|id| ids.insert(id)) {
        return None;
    }
    let root = document.root_element();
    if !root.has_tag_name((ASIC, "XAdESSignatures")) {
        return None;
    }
    let signatures: Vec<Node<'_, '_>> = root.children().filter(Node::is_element).collect();
    if signatures.is_empty() || signatures.len() > MOST || !signatures.iter().all(|one| is(one, DS, "Signature")) {
        return None;
    }
    Some(signatures.into_iter().map(|signature| read(signature, files)).collect())
}

fn is(node: &Node<'_, '_>, namespace: &str, name: &str) -> bool {
    node.has_tag_name((namespace, name))
}

/// The only child of this name; none when there are two.
fn only<'a, 'i>(node: Node<'a, 'i>, namespace: &str, name: &str) -> Option<Node<'a, 'i>> {
    let mut found = node.children().filter(|child| is(child, namespace, name));
    found.next().filter(|_| found.next().is_none())
}

/// The only element at the end of a path of XAdES elements.
fn down<'a, 'i>(node: Node<'a, 'i>, path: &[&str]) -> Option<Node<'a, 'i>> {
    path.iter().try_fold(node, |node, name| only(node, XADES, name))
}

fn decoded(node: Node<'_, '_>) -> Option<Vec<u8>> {
    let text: String = node.text()?.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
    STANDARD.decode(text).ok()
}

fn read(signature: Node<'_, '_>, files: &[DataFile]) -> Read {
    let properties = qualifying_properties(signature);
    let signed = properties.and_then(|properties| only(properties, XADES, "SignedProperties"));
    let claimed = signed.and_then(|signed| down(signed, &["SignedSignatureProperties", "SigningTime"]));
    let mut read = Read {
        signature: Err(MISPLACED),
        files: Vec::new(),
        claimed_signing_time: claimed.and_then(|time| time.text()?.trim().parse().ok()),
        values: ValidationData::default(),
    };
    let unsigned =
        properties.and_then(|properties| down(properties, &["UnsignedProperties", "UnsignedSignatureProperties"]));
    for place in unsigned.into_iter().flat_map(|unsigned| {
        let stamps = unsigned.children().filter(|child| is(child, XADES_141, "TimeStampValidationData"));
        [unsigned].into_iter().chain(stamps)
    }) {
        take_values(place, &mut read.values);
    }
    read.signature = held(signature, signed, unsigned, files, &mut read.files);
    read
}

/// `QualifyingProperties` of this signature: in an `Object` of its own, and meant for it.
fn qualifying_properties<'a, 'i>(signature: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    let objects = signature.children().filter(|child| is(child, DS, "Object"));
    let mut found =
        objects.flat_map(|object| object.children()).filter(|child| is(child, XADES, "QualifyingProperties"));
    let properties = found.next().filter(|_| found.next().is_none())?;
    let target = properties.attribute("Target")?.strip_prefix('#')?;
    (signature.attribute("Id") == Some(target)).then_some(properties)
}

fn held(
    signature: Node<'_, '_>,
    properties: Option<Node<'_, '_>>,
    unsigned: Option<Node<'_, '_>>,
    files: &[DataFile],
    covered: &mut Vec<String>,
) -> Result<Signature, Finding> {
    let format = || MISPLACED;
    let unknown = || {
        const REASON: &str = "The signature's algorithm is not one that is known here.";
        Finding::indeterminate(IndeterminateReason::CryptoConstraintsFailureNoPoe, REASON)
    };
    let other = || Finding::indeterminate(IndeterminateReason::Generic, "The kind of signature is not known here.");
    let missing =
        || Finding::indeterminate(IndeterminateReason::SignedDataNotFound, "A file that was signed is not there.");
    let info = only(signature, DS, "SignedInfo").ok_or_else(format)?;
    if algorithm(info, "CanonicalizationMethod") != Some(EXCLUSIVE) {
        return Err(other());
    }
    let scheme = algorithm(info, "SignatureMethod").and_then(scheme_of).ok_or_else(unknown)?;
    let value_node = only(signature, DS, "SignatureValue").ok_or_else(format)?;
    let value = decoded(value_node).ok_or_else(format)?;

    let mut digests = vec![scheme.digest()];
    let mut digest_matches = true;
    let mut signs_properties = false;
    let references: Vec<Node<'_, '_>> = info.children().filter(|child| is(child, DS, "Reference")).collect();
    if references.len() > MOST {
        return Err(format());
    }
    for reference in references {
        let digest = algorithm(reference, "DigestMethod").and_then(digest_of).ok_or_else(unknown)?;
        let said = only(reference, DS, "DigestValue").and_then(decoded).ok_or_else(format)?;
        digests.push(digest);
        let uri = reference.attribute("URI").ok_or_else(format)?;
        let transforms: Vec<&str> = only(reference, DS, "Transforms")
            .iter()
            .flat_map(|all| all.children().filter(Node::is_element))
            .map(|one| one.attribute("Algorithm").unwrap_or_default())
            .collect();
        if reference.attribute("Type") == Some(SIGNED_PROPERTIES) {
            let target = properties.filter(|one| uri.strip_prefix('#') == one.attribute("Id")).ok_or_else(format)?;
            if transforms != [EXCLUSIVE] || signs_properties {
                return Err(other());
            }
            signs_properties = true;
            let bytes = canonical(target).ok_or_else(format)?;
            digest_matches &= digest.digest(&[bytes.as_bytes()]) == said;
        } else {
            if !transforms.is_empty() {
                return Err(other());
            }
            // Names in containers that we read are plain, and so are the URIs that mean them.
            let file = files.iter().find(|file| file.name == uri).ok_or_else(missing)?;
            digest_matches &= digest.digest(&[&file.bytes]) == said;
            covered.push(file.name.clone());
        }
    }

    let data = only(signature, DS, "KeyInfo").and_then(|info| only(info, DS, "X509Data"));
    let certificates: Vec<X509Certificate> = data
        .iter()
        .flat_map(|data| data.children().filter(|child| is(child, DS, "X509Certificate")))
        .take(MOST)
        .filter_map(|one| X509Certificate::from_der(&decoded(one)?))
        .collect();
    let named = properties.filter(|_| signs_properties).and_then(|properties| {
        let path = ["SignedSignatureProperties", "SigningCertificateV2"];
        let cert = down(properties, &path)?.children().find(|child| is(child, XADES, "Cert"))?;
        let named = only(cert, XADES, "CertDigest")?;
        let digest = algorithm(named, "DigestMethod").and_then(digest_of)?;
        Some((digest, only(named, DS, "DigestValue").and_then(decoded)?))
    });
    let is_named = |certificate: &&X509Certificate| {
        named.as_ref().is_some_and(|(digest, said)| digest.digest(&[certificate.der()]) == *said)
    };
    let signer = certificates.iter().find(is_named);
    let names_certificate = named.as_ref().map(|_| signer.is_some());
    let certificate = signer.or(certificates.first()).cloned();
    let key = certificate.as_ref().and_then(X509Certificate::public_key);
    let over = canonical(info).ok_or_else(format)?;
    // A value that is not of the key's length is none of the key's.
    let verifies = key
        .as_ref()
        .map(|key| key.in_der(&value).is_some_and(|value| key.verifies_message(scheme, &[over.as_bytes()], &value)));
    let stamped = canonical(value_node).ok_or_else(format)?;
    let stamps = unsigned.into_iter().flat_map(|unsigned| unsigned.children());
    let stamps = stamps.filter(|child| is(child, XADES, "SignatureTimeStamp")).take(MAX_TIMESTAMPS);
    let timestamps = stamps
        .filter(|stamp| algorithm(*stamp, "CanonicalizationMethod") == Some(EXCLUSIVE))
        .filter_map(|stamp| only(stamp, XADES, "EncapsulatedTimeStamp").and_then(decoded))
        .filter_map(|der| Token::of(&der, &[stamped.as_bytes()]))
        .collect();
    Ok(Signature {
        digest_matches,
        verifies,
        is_unsorted: false,
        names_certificate,
        strength: Strength::of(digests, key.as_ref()),
        certificate,
        certificates,
        timestamps,
        content_timestamps: Vec::new(),
        stamped_at: None,
        values: ValidationData::default(),
    })
}

fn algorithm<'a>(node: Node<'a, '_>, method: &str) -> Option<&'a str> {
    only(node, DS, method)?.attribute("Algorithm")
}

fn digest_of(uri: &str) -> Option<DigestAlgorithm> {
    if let Some(name) = uri.strip_prefix("http://www.w3.org/2007/05/xmldsig-more#") {
        return Some(match name {
            "sha3-256" => DigestAlgorithm::Sha3_256,
            "sha3-384" => DigestAlgorithm::Sha3_384,
            "sha3-512" => DigestAlgorithm::Sha3_512,
            _ => return None,
        });
    }
    Some(match uri {
        "http://www.w3.org/2000/09/xmldsig#sha1" => DigestAlgorithm::Sha1,
        "http://www.w3.org/2001/04/xmlenc#sha256" => DigestAlgorithm::Sha256,
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => DigestAlgorithm::Sha384,
        "http://www.w3.org/2001/04/xmlenc#sha512" => DigestAlgorithm::Sha512,
        _ => return None,
    })
}

/// How a signature was made (RFC 9231 sections 2.3.2, 2.3.6 and 2.3.10).
fn scheme_of(uri: &str) -> Option<Scheme> {
    use DigestAlgorithm as D;
    if let Some(name) = uri.strip_prefix("http://www.w3.org/2001/04/xmldsig-more#") {
        return Some(match name {
            "ecdsa-sha256" => Scheme::Ecdsa(D::Sha256),
            "ecdsa-sha384" => Scheme::Ecdsa(D::Sha384),
            "ecdsa-sha512" => Scheme::Ecdsa(D::Sha512),
            "rsa-sha256" => Scheme::Pkcs1(D::Sha256),
            "rsa-sha384" => Scheme::Pkcs1(D::Sha384),
            "rsa-sha512" => Scheme::Pkcs1(D::Sha512),
            _ => return None,
        });
    }
    Some(match uri {
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1" => Scheme::Pkcs1(D::Sha1),
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1" => Scheme::Pss { digest: D::Sha256, salt: 32 },
        "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1" => Scheme::Pss { digest: D::Sha384, salt: 48 },
        "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1" => Scheme::Pss { digest: D::Sha512, salt: 64 },
        _ => return None,
    })
}

/// `CertificateValues` and `RevocationValues` at this place.
fn take_values(place: Node<'_, '_>, values: &mut ValidationData) {
    let all = |path: &[&str], name: &'static str| {
        let found = down(place, path);
        let items = found.into_iter().flat_map(move |found| found.children().filter(move |one| is(one, XADES, name)));
        items.take(4 * MOST).filter_map(decoded).collect::<Vec<_>>()
    };
    values.certificates.extend(all(&["CertificateValues"], "EncapsulatedX509Certificate"));
    values.crls.extend(all(&["RevocationValues", "CRLValues"], "EncapsulatedCRLValue"));
    values.ocsp_responses.extend(all(&["RevocationValues", "OCSPValues"], "EncapsulatedOCSPValue"));
}
