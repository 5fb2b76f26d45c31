//! What is done to containers by those who would have something else taken for signed; none of it may pass.

use super::{
    FailureReason, IndeterminateReason, Indication, Trust, Unreadable, Verdict, validate_container,
};
use segl_asic::{
    Container, DataFile, PackageError, SignatureFile, augment_signatures, prepare_signature,
};
use segl_pades::levels::{AugmentError, Level, NoResponse, TrustServices};
use segl_pki::test_pki::samples::{NOW, key_and_chain};

/// Nobody outside: the level B-B asks nobody.
pub(crate) struct Nobody;

impl TrustServices for Nobody {
    fn timestamp_authorities(&self) -> usize {
        0
    }
    async fn timestamp(&self, _: usize, _: &[u8]) -> Result<Vec<u8>, NoResponse> {
        Err(NoResponse)
    }
    async fn ocsp(&self, _: &str, _: &[u8]) -> Result<Vec<u8>, NoResponse> {
        Err(NoResponse)
    }
    async fn certificate(&self, _: &str) -> Result<Vec<u8>, NoResponse> {
        Err(NoResponse)
    }
    async fn crl(&self, _: &str) -> Result<Vec<u8>, NoResponse> {
        Err(NoResponse)
    }
}

pub(crate) fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("nobody is waited for"),
    }
}

fn file(name: &str, bytes: &[u8]) -> DataFile {
    DataFile {
        name: name.to_owned(),
        media_type: "application/json".to_owned(),
        bytes: bytes.to_vec().into(),
    }
}

fn raised(files: &[DataFile], level: Level) -> Result<String, AugmentError> {
    let (key, chain) = key_and_chain();
    let prepared = prepare_signature(files, &chain, NOW);
    let signature = key.sign(prepared.digest()).expect("a signature");
    let signed = prepared.signed(&signature).expect("the key's own");
    ready(augment_signatures(vec![signed], level, &Nobody)).map(|mut all| all.remove(0))
}

fn signed() -> Container {
    let files = [file("a.json", b"{\"a\":1}"), file("b.json", b"{\"b\":2}")];
    let signatures = files.iter().zip(1..).map(|(one, number)| SignatureFile {
        name: format!("signatures-{number}.xml"),
        xml: raised(std::slice::from_ref(one), Level::BB).expect("B-B"),
    });
    Container {
        signatures: signatures.collect(),
        files: files.to_vec(),
        ..Container::default()
    }
}

fn trust() -> Trust {
    let (_, chain) = key_and_chain();
    Trust {
        anchors: chain.certificates[1..].to_vec(),
        ..Trust::default()
    }
}

fn indication(container: &Container) -> Indication {
    let packed = container.pack().expect("packed");
    validate_container(&packed, &trust(), NOW)
        .map_or(Indication::TotalFailed, |report| report.indication)
}

#[test]
fn signatures_of_each_other_alone_sign_nothing() {
    let with = |files: &[DataFile]| {
        let first = raised(&[file("a.json", b"{}")], Level::BB).expect("B-B");
        let of_it = raised(
            &[file("META-INF/signatures-1.xml", first.as_bytes())],
            Level::BB,
        )
        .expect("B-B");
        let signatures = [("signatures-1.xml", first), ("signatures-2.xml", of_it)];
        let signatures = signatures
            .map(|(name, xml)| SignatureFile {
                name: name.to_owned(),
                xml,
            })
            .to_vec();
        let packed = Container {
            signatures,
            files: files.to_vec(),
            ..Container::default()
        }
        .pack()
        .expect("packed");
        validate_container(&packed, &trust(), NOW)
            .expect("a container")
            .signatures[1]
            .verdict
    };
    assert_eq!(with(&[file("a.json", b"{}")]), Verdict::TotalPassed);
    assert_eq!(
        with(&[]),
        Verdict::TotalFailed(FailureReason::FormatFailure)
    );
}

#[test]
fn a_signature_that_is_of_no_file_of_the_container_decides_nothing_about_it() {
    let of_file = raised(&[file("a.json", b"{}")], Level::BB).expect("B-B");
    let with = |second: String| {
        let signatures = [
            ("signatures-1.xml", &of_file),
            ("signatures-2.xml", &second),
        ];
        let container = Container {
            signatures: signatures
                .map(|(name, xml)| SignatureFile {
                    name: name.to_owned(),
                    xml: xml.clone(),
                })
                .to_vec(),
            files: vec![file("a.json", b"{}")],
            ..Container::default()
        };
        container.pack().expect("packed")
    };
    let manifest = Container::unpack(&with(of_file.clone()))
        .expect("a container")
        .metadata
        .remove(0);
    for (why, files, second) in [
        ("its own properties", vec![], raised(&[], Level::BB)),
        (
            "what the container says it holds",
            vec!["META-INF/manifest.xml"],
            raised(&[manifest], Level::BB),
        ),
    ] {
        let report =
            validate_container(&with(second.expect("B-B")), &trust(), NOW).expect("a container");
        assert_eq!(report.indication, Indication::Indeterminate, "{why}");
        let [of_file, of_none] = &report.signatures[..] else {
            panic!("two signatures");
        };
        assert_eq!(of_file.verdict, Verdict::TotalPassed, "{why}");
        assert_eq!(
            (of_none.verdict, of_none.level, &of_none.files[..]),
            (
                Verdict::Indeterminate(IndeterminateReason::Generic),
                None,
                &files
                    .iter()
                    .map(|&name| name.to_owned())
                    .collect::<Vec<_>>()[..]
            ),
            "{why}"
        );
        assert!(of_none.is_of_no_file && !of_file.is_of_no_file, "{why}");
        let said = of_none.reasons.last().expect("a reason");
        assert!(
            said.contains("of no file in this container"),
            "{why}: {said}"
        );
    }
}

#[test]
fn a_container_as_it_was_made_passes_and_says_what_each_signature_is_of() {
    let packed = signed().pack().expect("packed");
    let report = validate_container(&packed, &trust(), NOW).expect("a container");
    assert_eq!(report.indication, Indication::TotalPassed);
    let files: Vec<&[String]> = report
        .signatures
        .iter()
        .map(|one| one.files.as_slice())
        .collect();
    assert_eq!(files, [["a.json"], ["b.json"]]);
    assert!(
        report
            .signatures
            .iter()
            .all(|one| one.level == Some("B-B") && one.claimed_signing_time == Some(NOW))
    );
    let (signer, issuer) = (&report.signatures[0].signer, &report.signatures[0].issuer);
    assert!(
        signer
            .as_ref()
            .is_some_and(|name| name.contains("CN=Segl Test Seal")),
        "{signer:?}"
    );
    assert!(
        issuer
            .as_ref()
            .is_some_and(|name| name.contains("CN=Segl Test Root CA")),
        "{issuer:?}"
    );
    let stranger = validate_container(&packed, &Trust::default(), NOW).expect("a container");
    assert_eq!(
        stranger.signatures[0].verdict,
        Verdict::Indeterminate(IndeterminateReason::NoCertificateChainFound)
    );
}

#[test]
fn the_files_that_are_not_what_was_signed_or_that_nobody_signed_are_named() {
    let report = |change: &dyn Fn(&mut Container)| {
        let mut container = signed();
        change(&mut container);
        let report = validate_container(&container.pack().expect("packed"), &trust(), NOW)
            .expect("a container");
        let changed = report
            .signatures
            .iter()
            .map(|one| one.changed_files.clone())
            .collect::<Vec<_>>()
            .concat();
        (changed, report.unsigned_files)
    };
    let names = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(report(&|_| ()), (names(&[]), names(&[])));
    let change = |container: &mut Container| container.files[1].bytes = (&b"{\"b\":3}"[..]).into();
    assert_eq!(report(&change), (names(&["b.json"]), names(&[])));
    let add = |container: &mut Container| container.files.push(file("c.json", b"3"));
    assert_eq!(report(&add), (names(&[]), names(&["c.json"])));
    // What an exchanged signature does not name any more is not signed.
    let drop = |container: &mut Container| drop(container.signatures.remove(0));
    assert_eq!(report(&drop), (names(&[]), names(&["a.json"])));
}

#[test]
fn a_level_that_nobody_gives_is_not_claimed() {
    assert!(matches!(
        raised(&[file("a", b"1")], Level::BT),
        Err(AugmentError::NoTimestampAuthority)
    ));
}

#[test]
fn what_was_changed_never_passes() {
    let change = |change: &dyn Fn(&mut Container)| {
        let mut container = signed();
        change(&mut container);
        container
    };
    let in_xml = |from: &str, to: &str| {
        change(&|container| {
            assert!(container.signatures[0].xml.contains(from), "{from}");
            container.signatures[0].xml = container.signatures[0].xml.replacen(from, to, 1);
        })
    };
    let other = raised(&[file("a.json", b"{\"a\":9}")], Level::BB).expect("B-B");
    let object = "<ds:Object>";
    for (why, container) in [
        (
            "another content",
            change(&|container| container.files[0].bytes = (&b"{\"a\":2}"[..]).into()),
        ),
        (
            "a file exchanged for another that was signed",
            change(&|container| {
                container.files[0].bytes = container.files[1].bytes.clone();
            }),
        ),
        (
            "a file that nobody signed",
            change(&|container| container.files.push(file("c.json", b"3"))),
        ),
        (
            "a file that is gone",
            change(&|container| drop(container.files.remove(0))),
        ),
        (
            "no signature",
            change(&|container| container.signatures.clear()),
        ),
        (
            "one signature less",
            change(&|container| drop(container.signatures.pop())),
        ),
        (
            "a signature of something else",
            change(&|container| container.signatures[0].xml.clone_from(&other)),
        ),
        (
            "a later time",
            in_xml("<xades:SigningTime>20", "<xades:SigningTime>21"),
        ),
        (
            "another type",
            in_xml("application/json", "application/jsom"),
        ),
        (
            "another digest",
            in_xml("<ds:DigestValue>", "<ds:DigestValue>A"),
        ),
        (
            "another value",
            in_xml("Id=\"signature-value\">", "Id=\"signature-value\">AAAA"),
        ),
        (
            "a reference that is gone",
            in_xml("URI=\"a.json\"", "URI=\"b.json\""),
        ),
        (
            "an Id that stands twice",
            in_xml(object, "<ds:Object Id=\"properties\"/><ds:Object>"),
        ),
        (
            "properties for another signature",
            in_xml("Target=\"#signature\"", "Target=\"#other\""),
        ),
        (
            "properties for another element",
            in_xml("Target=\"#signature\"", "Target=\"#properties\""),
        ),
        (
            "the signature's own Id twice",
            in_xml(object, "<ds:Object Id=\"signature\"/><ds:Object>"),
        ),
        (
            "a second object of properties",
            in_xml(
                object,
                "<ds:Object><xades:QualifyingProperties xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\" \
             Target=\"#signature\"></xades:QualifyingProperties></ds:Object><ds:Object>",
            ),
        ),
        (
            "a document type",
            in_xml("<asic:", "<!DOCTYPE x [<!ENTITY a 'b'>]><asic:"),
        ),
        (
            "a wrapper around it",
            change(&|container| {
                let xml = container.signatures[0]
                    .xml
                    .replace("<ds:Signature ", "<wrapped><ds:Signature ");
                container.signatures[0].xml =
                    xml.replace("</ds:Signature>", "</ds:Signature></wrapped>");
            }),
        ),
        (
            "a transform on the file",
            in_xml(
                "URI=\"a.json\">",
                "URI=\"a.json\"><ds:Transforms><ds:Transform Algorithm=\"urn:none\"/></ds:Transforms>",
            ),
        ),
        (
            "an algorithm that nobody knows",
            in_xml("ecdsa-sha256", "ecdsa-sha1"),
        ),
    ] {
        assert_ne!(indication(&container), Indication::TotalPassed, "{why}");
    }
}

#[test]
fn any_byte_that_is_changed_is_noticed() {
    let packed = signed().pack().expect("packed");
    // Of the ZIP file's own headers, flags and times say nothing that is signed; names, sizes and checksums do.
    let quiet = |report: &super::Report| report.indication == Indication::TotalPassed;
    let mut unnoticed = 0;
    for at in (0..packed.len()).step_by(13) {
        let mut changed = packed.to_vec();
        changed[at] ^= 1;
        let changed = changed.into();
        if validate_container(&changed, &trust(), NOW).is_ok_and(|report| quiet(&report)) {
            // Then at least every signed byte is what it was.
            let read = Container::unpack(&changed).expect("it was validated");
            let good = Container::unpack(&packed).expect("a container");
            assert_eq!(read.files, good.files, "byte {at}");
            unnoticed += 1;
        }
    }
    assert!(unnoticed < packed.len() / 130, "{unnoticed}");
}

#[test]
fn whether_all_files_are_signed_is_open_while_a_signature_is_not_read() {
    let mut container = signed();
    container.files.push(file("c.json", b"3"));
    let verdict = |container: &Container| {
        let packed = container.pack().expect("packed");
        validate_container(&packed, &trust(), NOW)
            .expect("a container")
            .signatures[0]
            .verdict
    };
    assert_eq!(
        verdict(&container),
        Verdict::TotalFailed(FailureReason::FormatFailure)
    );
    container.signatures.push(SignatureFile {
        name: "signatures-9.xml".to_owned(),
        xml: "no XML".to_owned(),
    });
    assert_eq!(
        verdict(&container),
        Verdict::Indeterminate(IndeterminateReason::Generic)
    );
}

#[test]
fn what_is_no_container_and_what_is_a_damaged_one_are_told_apart() {
    let read = |bytes: &[u8]| validate_container(&bytes.to_vec().into(), &trust(), NOW).map(|_| ());
    let packed = Container {
        files: vec![file("a", b"1")],
        ..Container::default()
    }
    .pack()
    .expect("packed");
    let mut other = packed.to_vec();
    let place = other
        .windows(6)
        .position(|six| six == b"asic-e")
        .expect("its type");
    other[place] = b'b';
    // Its checksum is another now, so it is damaged before it is of another type.
    assert_eq!(
        read(&other),
        Err(Unreadable::Container(PackageError::Damaged))
    );
    assert_eq!(
        read(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        Err(Unreadable::NotContainer),
        "an empty one"
    );
    assert_eq!(
        read(b"no ZIP file"),
        Err(Unreadable::Container(PackageError::Damaged))
    );
}
