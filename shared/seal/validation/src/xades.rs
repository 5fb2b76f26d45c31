//! A XAdES signature in a container: what it is of, and whether its certificate's key made it (EN 319 132-1).
//!
//! Everything is looked up where it must stand, never by searching for a name: an element that was moved elsewhere and
//! replaced (signature wrapping) is not found.

use jiff::{SignedDuration, Timestamp};
use roxmltree::{Document, Node, ParsingOptions};

mod algorithms;
mod elements;
mod references;
mod work;

pub(crate) use self::work::Files;
use self::{
    algorithms::{digest_of, scheme_of},
    elements::{Ids, MISPLACED, decoded, down, is, method_of, only, text},
    references::{Covered, MISSING, Of, Place, cover},
    work::{Elements, TOO_MUCH},
};
use super::{
    carried::carried_by_token,
    signature::{Signature, Token},
    verdict::{Finding, IndeterminateReason},
};
use segl_asic::{DS, XADES, canonical::Canonicalization};
use segl_pades::archive::ValidationData;
use segl_pki::{certificate::X509Certificate, policy::Strength};

/// The most elements, texts and attributes of one file of signatures.
const MAX_NODES: u32 = 100_000;
/// The most signatures in one file, and certificates in one signature.
const MOST: usize = 64;
/// The most references in one signature: one for each file that a container may have, and some.
const MAX_REFERENCES: usize = 256;
/// The most timestamps of one signature.
const MAX_TIMESTAMPS: usize = 8;

/// The namespaces that containers have around their signatures: EN 319 162-1 annex A.5, TS 102 918 and what was written
/// before their corrections.
const ROOTS: [&str; 3] = [
    "http://uri.etsi.org/02918/v1.2.1#",
    "http://uri.etsi.org/2918/v1.2.1#",
    "http://uri.etsi.org/02918/v1.1.1#",
];
/// A signature as it was read and held against the container's files.
pub(super) struct Read {
    pub(super) signature: Result<Signature, Finding>,
    /// The files that it is of.
    pub(super) files: Vec<String>,
    /// Those of them whose bytes are not what was signed.
    pub(super) changed_files: Vec<String>,
    /// Those that it is of and that are not there.
    pub(super) missing_files: Vec<String>,
    pub(super) claimed_signing_time: Option<Timestamp>,
    /// Whether signatures of it stand among its unsigned properties (EN 319 132-1 clause 5.2.7).
    pub(super) is_countersigned: bool,
    /// Whether it names what it is of in a list of its own, which is not looked at (XMLDSIG section 5.1, `Manifest`).
    pub(super) has_manifest: bool,
    /// What it carries for those who validate.
    pub(super) values: ValidationData,
}

impl Read {
    /// One of which nothing is known but this.
    fn without_a_look(finding: Finding) -> Self {
        Self {
            signature: Err(finding),
            files: Vec::new(),
            changed_files: Vec::new(),
            missing_files: Vec::new(),
            claimed_signing_time: None,
            is_countersigned: false,
            has_manifest: false,
            values: ValidationData::default(),
        }
    }
}

/// Reads all signatures of one file. `None` when it is not one of signatures.
pub(super) fn signatures_in(xml: &str, files: &Files<'_>) -> Option<Vec<Read>> {
    match files.pay_for_parsing(xml)? {
        Ok(()) => {}
        Err(too_much) => return Some(vec![Read::without_a_look(too_much)]),
    }
    let options = ParsingOptions {
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(xml, options).ok()?;
    let ids = Ids::of(&document);
    let root = document.root_element();
    let is_list = root.tag_name().name() == "XAdESSignatures"
        && ROOTS.contains(&root.tag_name().namespace().unwrap_or(""));
    // A single signature may stand without the element around it.
    let signatures: Vec<Node<'_, '_>> = if is_list {
        root.children().filter(Node::is_element).collect()
    } else {
        vec![root]
    };
    if signatures.is_empty()
        || signatures.len() > MOST
        || !signatures.iter().all(|one| is(one, DS, "Signature"))
    {
        return None;
    }
    Some(
        signatures
            .into_iter()
            .map(|signature| read(signature, &ids, files))
            .collect(),
    )
}

fn read<'a, 'i>(signature: Node<'a, 'i>, ids: &Ids<'a, 'i>, files: &Files<'_>) -> Read {
    let properties = qualifying_properties(signature, ids);
    let signed = properties.and_then(|properties| only(properties, XADES, "SignedProperties"));
    let claimed =
        signed.and_then(|signed| down(signed, &["SignedSignatureProperties", "SigningTime"]));
    let mut read = Read {
        claimed_signing_time: claimed.and_then(|time| text(time)?.trim().parse().ok()),
        ..Read::without_a_look(MISPLACED)
    };
    if let Err(too_much) = files.pay_for_signature() {
        return Read {
            signature: Err(too_much),
            ..read
        };
    }
    let unsigned = properties.and_then(|properties| {
        down(
            properties,
            &["UnsignedProperties", "UnsignedSignatureProperties"],
        )
    });
    let info = only(signature, DS, "KeyInfo");
    for place in unsigned.into_iter().chain(info) {
        take_values(place, &mut read.values);
    }
    read.is_countersigned = unsigned
        .into_iter()
        .flat_map(|unsigned| unsigned.children())
        .any(|child| is(&child, XADES, "CounterSignature"));
    read.has_manifest = signature.descendants().any(|one| is(&one, DS, "Manifest"));
    let mut covered = Vec::new();
    let elements = &Elements::new(files);
    let place = Place {
        signature,
        properties: signed,
        ids,
        files,
        elements,
    };
    read.signature = held(&place, unsigned, &mut covered);
    for one in covered {
        match one {
            Covered {
                of: Of::File(name),
                matches,
            } => {
                read.changed_files.extend((!matches).then(|| name.clone()));
                read.files.push(name);
            }
            Covered {
                of: Of::MissingFile(name),
                ..
            } => read.missing_files.push(name),
            Covered {
                of: Of::Properties | Of::Element,
                ..
            } => {}
        }
    }
    read
}

/// `QualifyingProperties` of this signature: in an `Object` of its own, and meant for it.
fn qualifying_properties<'a, 'i>(
    signature: Node<'a, 'i>,
    ids: &Ids<'_, '_>,
) -> Option<Node<'a, 'i>> {
    let objects = signature.children().filter(|child| is(child, DS, "Object"));
    let mut found = objects
        .flat_map(|object| object.children())
        .filter(|child| is(child, XADES, "QualifyingProperties"));
    let properties = found.next().filter(|_| found.next().is_none())?;
    let target = properties.attribute("Target")?.strip_prefix('#')?;
    (signature.attribute("Id") == Some(target) && ids.get(target).is_some()).then_some(properties)
}

fn held(
    place: &Place<'_, '_, '_, '_>,
    unsigned: Option<Node<'_, '_>>,
    all: &mut Vec<Covered>,
) -> Result<Signature, Finding> {
    let Place {
        signature,
        properties,
        elements,
        ..
    } = *place;
    let format = || MISPLACED;
    let unknown = || {
        const REASON: &str = "The signature's algorithm is not one that is known here.";
        Finding::indeterminate(IndeterminateReason::CryptoConstraintsFailureNoPoe, REASON)
    };
    let other = || {
        Finding::indeterminate(
            IndeterminateReason::Generic,
            "The kind of signature is not known here.",
        )
    };
    let info = only(signature, DS, "SignedInfo").ok_or_else(format)?;
    let method = canonicalization(info).ok_or_else(other)?;
    let scheme = algorithm(info, "SignatureMethod")
        .and_then(scheme_of)
        .ok_or_else(unknown)?;
    let value_node = only(signature, DS, "SignatureValue").ok_or_else(format)?;
    let value = decoded(value_node).ok_or_else(format)?;

    let references: Vec<Node<'_, '_>> = info
        .children()
        .filter(|child| is(child, DS, "Reference"))
        .collect();
    if references.len() > MAX_REFERENCES {
        return Err(TOO_MUCH);
    }
    let mut digests = vec![scheme.digest()];
    let mut digest_matches = true;
    let (mut signs_properties, mut is_missing) = (false, false);
    for reference in references {
        let digest = algorithm(reference, "DigestMethod")
            .and_then(digest_of)
            .ok_or_else(unknown)?;
        let said = only(reference, DS, "DigestValue")
            .and_then(decoded)
            .ok_or_else(format)?;
        digests.push(digest);
        let covered = cover(reference, place, digest, &said)?;
        let is_properties = covered.of == Of::Properties;
        if is_properties && signs_properties {
            return Err(format());
        }
        signs_properties |= is_properties;
        is_missing |= matches!(covered.of, Of::MissingFile(_));
        digest_matches &= covered.matches;
        all.push(covered);
    }
    // All are looked at first: which files are there and signed is worth knowing all the same.
    if is_missing {
        return Err(MISSING);
    }

    let data = only(signature, DS, "KeyInfo");
    let data = data
        .iter()
        .flat_map(|info| info.children().filter(|child| is(child, DS, "X509Data")));
    let certificates: Vec<X509Certificate> = data
        .flat_map(|data| {
            data.children()
                .filter(|child| is(child, DS, "X509Certificate"))
        })
        .take(MOST)
        .filter_map(|one| X509Certificate::from_der(&decoded(one)?))
        .collect();
    let named = properties
        .filter(|_| signs_properties)
        .and_then(|properties| {
            // The first version of the property names its issuer too, which the digest makes superfluous.
            let of = |name| down(properties, &["SignedSignatureProperties", name]);
            let certificates = of("SigningCertificateV2").or_else(|| of("SigningCertificate"))?;
            let cert = certificates
                .children()
                .find(|child| is(child, XADES, "Cert"))?;
            let named = only(cert, XADES, "CertDigest")?;
            let digest = algorithm(named, "DigestMethod").and_then(digest_of)?;
            Some((digest, only(named, DS, "DigestValue").and_then(decoded)?))
        });
    let is_named = |certificate: &&X509Certificate| {
        named
            .as_ref()
            .is_some_and(|(digest, said)| digest.digest(&[certificate.der()]) == *said)
    };
    let signer = certificates.iter().find(is_named);
    let names_certificate = named.as_ref().map(|_| signer.is_some());
    let certificate = signer.or(certificates.first()).cloned();
    let key = certificate.as_ref().and_then(X509Certificate::public_key);
    let over = elements.canonical(method, info, other())?;
    // A value that is not of the key's length is none of the key's.
    let verifies = key.map(|key| {
        key.in_der(&value)
            .is_some_and(|value| key.verifies_message(scheme, &[over.as_bytes()], &value))
    });
    let stamps = unsigned
        .into_iter()
        .flat_map(|unsigned| unsigned.children());
    let stamps = stamps.filter(|child| is(child, XADES, "SignatureTimeStamp"));
    let has_more_stamps = stamps.clone().count() > MAX_TIMESTAMPS;
    let stamps = stamps.take(MAX_TIMESTAMPS);
    let mut timestamps = Vec::new();
    for stamp in stamps {
        let Some(method) = canonicalization(stamp) else {
            continue;
        };
        let stamped = match elements.canonical(method, value_node, MISPLACED) {
            // Without its timestamps a signature would be another than it is.
            Err(TOO_MUCH) => return Err(TOO_MUCH),
            Err(_) => continue,
            Ok(stamped) => stamped,
        };
        let token = only(stamp, XADES, "EncapsulatedTimeStamp").and_then(decoded);
        timestamps.extend(token.and_then(|token| Token::of(&token, &[stamped.as_bytes()])));
    }
    let mut values = ValidationData {
        is_cut: has_more_stamps,
        ..ValidationData::default()
    };
    timestamps
        .iter()
        .for_each(|token: &Token| values.extend(&token.values));
    Ok(Signature {
        digest_matches,
        verifies,
        is_unsorted: false,
        names_certificate,
        strength: Strength::of(digests, key),
        certificate,
        certificates,
        timestamps,
        content_timestamps: Vec::new(),
        stamped_at: None,
        accuracy: SignedDuration::ZERO,
        values,
    })
}

/// The only algorithm of this kind that an element names.
fn algorithm<'a>(node: Node<'a, '_>, method: &str) -> Option<&'a str> {
    only(node, DS, method)?.attribute("Algorithm")
}

/// The canonicalization method that an element names; Canonical XML 1.0 where it names none. `None` for one that is not
/// known here.
fn canonicalization(node: Node<'_, '_>) -> Option<Canonicalization> {
    match only(node, DS, "CanonicalizationMethod") {
        Some(method) => method_of(method),
        None => Some(Canonicalization::INCLUSIVE),
    }
}

/// Certificates, lists and answers anywhere below this place, those in timestamps too. A place that is not looked into may be
/// the one that says that a certificate was revoked, and so may what cannot be read.
fn take_values(place: Node<'_, '_>, values: &mut ValidationData) {
    let mut left = 4 * MOST;
    for node in place.descendants().filter(Node::is_element) {
        let kind = [
            (XADES, "EncapsulatedX509Certificate"),
            (XADES, "EncapsulatedCRLValue"),
            (XADES, "EncapsulatedOCSPValue"),
            (XADES, "EncapsulatedTimeStamp"),
            (DS, "X509CRL"),
        ]
        .into_iter()
        .find(|(namespace, name)| is(&node, namespace, name));
        let Some((_, kind)) = kind else { continue };
        let Some(item) = decoded(node).filter(|_| left > 0) else {
            values.is_cut = true;
            continue;
        };
        left -= 1;
        match kind {
            "EncapsulatedX509Certificate" => {
                values.certificates.insert(item);
            }
            "EncapsulatedOCSPValue" => {
                values.ocsp_responses.insert(item);
            }
            "EncapsulatedTimeStamp" => values.extend(&carried_by_token(&item)),
            _ => {
                values.crls.insert(item);
            }
        }
    }
}

#[cfg(test)]
mod tests;
