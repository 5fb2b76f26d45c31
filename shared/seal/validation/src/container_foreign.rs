//! Containers as other producers write them: other canonical forms, names, namespaces and roots, each read and judged.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use roxmltree::Document;
use segl_asic::{Container, DataFile, SignatureFile, canonical::Canonicalization};
use segl_pades::archive::ValidationData;
use segl_pki::{
    certificate::X509Certificate,
    digest::DigestAlgorithm,
    test_pki::samples::{NOW, key_and_chain, root_pem},
};

use super::{Indication, Note, Report, Trust, validate_container, validate_unpacked};

/// How a producer writes its signatures.
#[derive(Clone, Copy)]
struct Profile {
    /// Of `SignedInfo`.
    canonicalization: &'static str,
    /// Of the properties; none is Canonical XML 1.0.
    transform: Option<&'static str>,
    /// What the reference of the properties says that it is of.
    says: Option<&'static str>,
    /// The namespace of XAdES.
    xades: &'static str,
    /// What stands around the signature.
    root: Option<&'static str>,
    /// How the reference spells the file's name.
    uri: &'static str,
}

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const NEWER: &str = "http://www.w3.org/2006/12/xml-c14n11";
const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
const ASIC: &str = "http://uri.etsi.org/02918/v1.2.1#";
const NAME: &str = "Avtale nr. 1 (ø).txt";
const ESTONIAN: Profile = Profile {
    canonicalization: NEWER,
    transform: None,
    says: Some("http://uri.etsi.org/01903#SignedProperties"),
    xades: XADES,
    root: Some(ASIC),
    uri: "Avtale%20nr.%201%20%28%C3%B8%29.txt",
};

fn digest(bytes: &[u8]) -> String {
    STANDARD.encode(DigestAlgorithm::Sha256.digest(&[bytes]))
}

/// The signature's XML with these digests of what it is of and of its properties, and this value.
fn xml(profile: Profile, content: &str, properties: &str, value: &str) -> String {
    let Profile {
        canonicalization,
        transform,
        says,
        xades,
        root,
        uri,
    } = profile;
    let (_, chain) = key_and_chain();
    let leaf: &X509Certificate = chain.certificates.first().expect("a leaf");
    let transforms = transform.map_or_else(String::new, |uri| {
        format!("<ds:Transforms>\n<ds:Transform Algorithm=\"{uri}\"/>\n</ds:Transforms>")
    });
    let says = says.map_or_else(String::new, |says| format!("Type=\"{says}\" "));
    let signature = format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"S0\">\n <ds:SignedInfo Id=\"I\">\n  \
         <ds:CanonicalizationMethod Algorithm=\"{canonicalization}\"/>\n  <ds:SignatureMethod \
         Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"/>\n  <ds:Reference URI=\"{uri}\">\
         <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>{content}\n</ds:DigestValue>\
         </ds:Reference>\n  <ds:Reference {says}URI=\"#P\">{transforms}\
         <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>{properties}\
         </ds:DigestValue></ds:Reference>\n </ds:SignedInfo>\n <ds:SignatureValue>{value}</ds:SignatureValue>\n \
         <ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>\n <ds:Object>\
         <x:QualifyingProperties xmlns:x=\"{xades}\" Target=\"#S0\"><x:SignedProperties Id=\"P\">\n\
         <x:SignedSignatureProperties><x:SigningTime>2026-11-24T12:00:00Z</x:SigningTime><x:SigningCertificate><x:Cert>\
         <x:CertDigest><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>{}\
         </ds:DigestValue></x:CertDigest></x:Cert></x:SigningCertificate></x:SignedSignatureProperties>\
         </x:SignedProperties></x:QualifyingProperties></ds:Object>\n<ds:Object Id=\"O\">signed</ds:Object></ds:Signature>",
        STANDARD.encode(leaf.der()),
        digest(leaf.der()),
    );
    match root {
        Some(namespace) => {
            format!(
                "<a:XAdESSignatures xmlns:a=\"{namespace}\" xmlns:b=\"urn:b\" xml:lang=\"et\">{signature}</a:XAdESSignatures>"
            )
        }
        None => signature,
    }
}

fn canonical(method: &Canonicalization, xml: &str, id: &str) -> String {
    let document = Document::parse(xml).expect("XML");
    let element = document
        .descendants()
        .find(|node| node.attribute("Id") == Some(id))
        .expect("the element");
    method.canonical(element).expect("canonical form")
}

/// A container signed by this profile, after somebody had his or her hands on it.
fn report(profile: Profile, change: impl FnOnce(&mut Container)) -> Report {
    let (key, _) = key_and_chain();
    let of_properties = profile
        .transform
        .map_or(Canonicalization::INCLUSIVE, |uri| {
            Canonicalization::named(uri).expect("a method")
        });
    let bare = xml(profile, "", "", "");
    let properties = digest(canonical(&of_properties, &bare, "P").as_bytes());
    let id = profile
        .uri
        .split('"')
        .next()
        .and_then(|uri| uri.strip_prefix('#'));
    let content = match id {
        Some(id) => digest(canonical(&Canonicalization::INCLUSIVE, &bare, id).as_bytes()),
        None => digest(b"signed"),
    };
    let method = Canonicalization::named(profile.canonicalization).expect("a method");
    let info = canonical(&method, &xml(profile, &content, &properties, ""), "I");
    let signature = key
        .sign(&DigestAlgorithm::Sha256.digest(&[info.as_bytes()]))
        .expect("a signature");
    let signature = p256_plain(&signature);
    let xml = xml(profile, &content, &properties, &STANDARD.encode(signature));
    let file = DataFile {
        name: NAME.to_owned(),
        media_type: "text/plain".to_owned(),
        bytes: (&b"signed"[..]).into(),
    };
    let mut container = Container {
        files: vec![file],
        signatures: vec![SignatureFile {
            name: "signatures0.xml".to_owned(),
            xml,
        }],
        ..Container::default()
    };
    change(&mut container);
    let trust = Trust::from_pem(&root_pem()).expect("a root");
    validate_container(&container.pack().expect("packed"), &trust, NOW).expect("a container")
}

/// The two numbers of an ECDSA signature in DER, side by side.
fn p256_plain(der: &[u8]) -> Vec<u8> {
    let number = |bytes: &[u8]| {
        let length = usize::from(bytes[1]);
        let digits = &bytes[2..2 + length];
        let digits = digits.strip_prefix(&[0]).unwrap_or(digits);
        ([&vec![0; 32 - digits.len()], digits].concat(), 2 + length)
    };
    let (first, length) = number(&der[2..]);
    let (second, _) = number(&der[2 + length..]);
    [first, second].concat()
}

#[test]
fn signatures_in_other_profiles_are_read_and_valid() {
    for (why, profile) in [
        ("Canonical XML 1.1 and an escaped name", ESTONIAN),
        (
            "Canonical XML 1.0 throughout",
            Profile {
                canonicalization: INCLUSIVE,
                transform: Some(INCLUSIVE),
                ..ESTONIAN
            },
        ),
        (
            "the exclusive form and no transform",
            Profile {
                canonicalization: EXCLUSIVE,
                ..ESTONIAN
            },
        ),
        (
            "a name as it stands",
            Profile {
                uri: NAME,
                ..ESTONIAN
            },
        ),
        (
            "no element around the signature",
            Profile {
                root: None,
                ..ESTONIAN
            },
        ),
        (
            "an older namespace of containers",
            Profile {
                root: Some("http://uri.etsi.org/2918/v1.2.1#"),
                ..ESTONIAN
            },
        ),
        (
            "an older namespace of XAdES, and its word for the properties",
            Profile {
                says: Some("http://uri.etsi.org/01903/v1.2.2#SignedProperties"),
                xades: "http://uri.etsi.org/01903/v1.2.2#",
                ..ESTONIAN
            },
        ),
    ] {
        let report = report(profile, |_| {});
        assert_eq!(
            report.indication,
            Indication::TotalPassed,
            "{why}: {report:#?}"
        );
        assert_eq!(report.signatures[0].files, [NAME], "{why}");
    }
}

#[test]
fn a_signature_of_an_object_of_its_own_is_no_signature_of_the_files_beside_it() {
    let enveloping = Profile {
        uri: "#O",
        ..ESTONIAN
    };
    let mut of_object = None;
    report(enveloping, |container| {
        of_object = container.signatures.pop();
        *container = Container::default();
    });
    // Made for something else, it was laid beside a file that somebody else has signed.
    let report = report(ESTONIAN, |container| {
        let mut stranger = of_object.expect("a signature");
        stranger.name = "signatures1.xml".to_owned();
        container.signatures.push(stranger);
    });
    assert_eq!(report.indication, Indication::Indeterminate, "{report:#?}");
    let signatures = report.signatures.iter();
    let said: Vec<_> = signatures
        .map(|one| (one.verdict.indication(), one.is_of_no_file, one.files.len()))
        .collect();
    assert_eq!(
        said,
        [
            (Indication::TotalPassed, false, 1),
            (Indication::Indeterminate, true, 0)
        ]
    );
}

#[test]
fn properties_count_where_their_reference_says_that_it_is_of_them() {
    let untold = Profile {
        says: None,
        ..ESTONIAN
    };
    for says in [None, Some("http://uri.etsi.org/01903#Other")] {
        let report = report(Profile { says, ..untold }, |_| {});
        assert_eq!(report.indication, Indication::Indeterminate, "{report:#?}");
    }
    // Said of another element, readers that go by the word have other properties than those that go by the place.
    let elsewhere = Profile {
        uri: "#O\" Type=\"http://uri.etsi.org/01903#SignedProperties",
        ..ESTONIAN
    };
    assert_eq!(
        report(elsewhere, |_| {}).indication,
        Indication::TotalFailed
    );
}

#[test]
fn that_others_have_signed_a_signature_is_told_and_their_signatures_are_not_believed() {
    let told = |name: &'static str| {
        let report = report(ESTONIAN, |container| {
            let xml = &mut container.signatures[0].xml;
            let unsigned = format!(
                "</x:SignedProperties><x:UnsignedProperties><x:UnsignedSignatureProperties><x:{name}/>\
                 </x:UnsignedSignatureProperties></x:UnsignedProperties>"
            );
            *xml = xml.replace("</x:SignedProperties>", &unsigned);
        });
        assert_eq!(report.indication, Indication::TotalPassed, "{report:#?}");
        let reasons = &report.signatures[0].reasons;
        reasons.iter().any(|one| one.contains("not looked at here"))
    };
    assert!(told("CounterSignature") && !told("Other"));
}

#[test]
fn a_manifest_of_signatures_of_another_kind_that_nobody_signed_is_told_of() {
    let notes = |unread: &[&str]| {
        let mut held = Container::default();
        report(ESTONIAN, |container| held = container.clone());
        held.metadata.push(DataFile {
            name: "META-INF/ASiCManifest.xml".to_owned(),
            media_type: String::new(),
            bytes: (&b"a"[..]).into(),
        });
        held.unread_signatures = unread.iter().map(|&name| name.to_owned()).collect();
        let trust = Trust::from_pem(&root_pem()).expect("a root");
        validate_unpacked(&held, 0, &ValidationData::default(), &trust, NOW).notes
    };
    assert_eq!(notes(&[]), [Note::UnsignedMetadata]);
    assert_eq!(notes(&["signature.p7s"]), []);
}

#[test]
fn what_is_not_known_is_undecided_and_what_was_changed_is_not_valid() {
    let unknown = Profile {
        transform: Some(EXCLUSIVE),
        ..ESTONIAN
    };
    let report_of = |from: &'static str, to: &'static str| {
        report(unknown, |container| {
            let xml = &mut container.signatures[0].xml;
            assert!(xml.contains(from), "{from}");
            *xml = xml.replace(from, to);
        })
    };
    let xpath = "http://www.w3.org/TR/1999/REC-xpath-19991116";
    for (why, report, expected) in [
        (
            "a transform",
            report_of(
                "Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"",
                "Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"",
            ),
            Indication::Indeterminate,
        ),
        (
            "a canonical form",
            report_of(NEWER, xpath),
            Indication::Indeterminate,
        ),
        (
            "another root",
            report_of("XAdESSignatures", "Signatures"),
            Indication::Indeterminate,
        ),
        (
            "no XML",
            report_of("<ds:Signature", "<ds:Signature <"),
            Indication::Indeterminate,
        ),
        (
            "another time",
            report_of("12:00:00Z", "12:00:01Z"),
            Indication::TotalFailed,
        ),
        (
            "another file",
            report(ESTONIAN, |container| {
                container.files[0].bytes = (&b"signed."[..]).into()
            }),
            Indication::TotalFailed,
        ),
        (
            "an Id that stands twice",
            report_of("<ds:Object>", "<ds:Object Id=\"P\">"),
            Indication::TotalFailed,
        ),
        (
            "a file more",
            report(ESTONIAN, |container| {
                let more = DataFile {
                    name: "more".to_owned(),
                    ..container.files[0].clone()
                };
                container.files.push(more);
            }),
            Indication::TotalFailed,
        ),
    ] {
        assert_eq!(report.indication, expected, "{why}: {report:#?}");
    }
}

#[test]
fn twenty_thousand_attributes_are_not_compared_with_each_other() {
    let attributes: String = (0..20_000)
        .map(|number| format!(" a{number}=\"\""))
        .collect();
    let report = report(ESTONIAN, |container| {
        container.signatures[0].xml = container.signatures[0].xml.replacen(
            " Id=\"S0\"",
            &format!("{attributes} Id=\"S0\""),
            1,
        );
    });
    assert_eq!(report.indication, Indication::Indeterminate);
}
