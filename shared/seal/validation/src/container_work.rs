//! Containers that want much work: honest ones get it, and of the others no more is done than of any.

use bytes::Bytes;
use segl_asic::{
    Container, DataFile, FileDigest, SignatureFile, augment_signatures,
    canonical::Canonicalization, prepare_signature_of,
};
use segl_pades::{archive::ValidationData, levels::Level};
use segl_pki::test_pki::samples::{NOW, key_and_chain, root_pem};

use super::{
    IndeterminateReason, Indication, Report, Trust, Verdict,
    container_attacks::{Nobody, ready},
    validate_unpacked,
};

const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
const SHA512: &str = "http://www.w3.org/2001/04/xmlenc#sha512";
const TOO_MUCH: &str = "The signatures of the container are of more than is looked at here.";
const UNDECIDED: Verdict = Verdict::Indeterminate(IndeterminateReason::Generic);

fn file(name: String, bytes: &Bytes) -> DataFile {
    DataFile {
        name,
        media_type: "application/pdf".to_owned(),
        bytes: bytes.clone(),
    }
}

fn documents(count: usize, size: usize) -> Vec<DataFile> {
    let bytes = Bytes::from(vec![0; size]);
    (0..count)
        .map(|number| file(format!("documents/{number:02}.pdf"), &bytes))
        .collect()
}

/// A signature of these files in XML.
fn signature(files: &[FileDigest]) -> String {
    let (key, chain) = key_and_chain();
    let prepared = prepare_signature_of(files, &chain, NOW);
    let value = key.sign(prepared.digest()).expect("a signature");
    let signed = prepared.signed(&value).expect("the key's own");
    ready(augment_signatures(vec![signed], Level::BB, &Nobody))
        .expect("B-B")
        .remove(0)
}

fn named(number: usize, xml: String) -> SignatureFile {
    SignatureFile {
        name: format!("signatures-{number:03}.xml"),
        xml,
    }
}

fn report(files: Vec<DataFile>, signatures: Vec<SignatureFile>) -> Report {
    let container = Container {
        files,
        signatures,
        ..Container::default()
    };
    let trust = Trust::from_pem(&root_pem()).expect("a root");
    validate_unpacked(&container, 0, &ValidationData::default(), &trust, NOW)
}

/// So many signatures that nobody made, each with these references and this object.
fn forged(count: usize, references: &str, object: &str) -> String {
    let one = format!(
        "<d:Signature><d:SignedInfo><d:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>\
         <d:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"/>{references}\
         </d:SignedInfo><d:SignatureValue>AAAA</d:SignatureValue>{object}</d:Signature>"
    );
    format!(
        "<a:XAdESSignatures xmlns:a=\"http://uri.etsi.org/02918/v1.2.1#\" xmlns:d=\"{DS}\">{}</a:XAdESSignatures>",
        one.repeat(count)
    )
}

fn reference(uri: &str, transforms: &str) -> String {
    format!(
        "<d:Reference URI=\"{uri}\">{transforms}<d:DigestMethod Algorithm=\"{SHA512}\"/><d:DigestValue>AAAA</d:DigestValue>\
         </d:Reference>"
    )
}

fn too_much(report: &Report) -> usize {
    report
        .signatures
        .iter()
        .filter(|one| one.reasons == [TOO_MUCH] && one.verdict == UNDECIDED)
        .count()
}

#[test]
fn fifty_signers_of_twenty_documents_of_five_megabytes_are_all_looked_at() {
    let documents = documents(20, 5 * 1024 * 1024);
    let statements: Vec<DataFile> = (0..50)
        .map(|number| {
            file(
                format!("{number}.json"),
                &Bytes::from(format!("{{\"signer\":{number}}}")),
            )
        })
        .collect();
    let digests: Vec<FileDigest> = statements
        .iter()
        .chain(&documents[..1])
        .map(FileDigest::from)
        .collect();
    let (of_document, of_statements) = digests.split_last().expect("some");
    let of_documents = documents.iter().map(|document| FileDigest {
        name: document.name.clone(),
        ..of_document.clone()
    });
    let all: Vec<FileDigest> = of_statements.iter().cloned().chain(of_documents).collect();
    let mut signatures: Vec<SignatureFile> = of_statements
        .iter()
        .enumerate()
        .map(|(number, one)| named(number, signature(std::slice::from_ref(one))))
        .collect();
    signatures.push(named(50, signature(&all)));
    let report = report([statements, documents].concat(), signatures);
    assert_eq!(
        report.indication,
        Indication::TotalPassed,
        "{:?}",
        report.signatures.last()
    );
    assert_eq!(
        report.signatures.last().map(|one| one.files.len()),
        Some(70)
    );
}

#[test]
fn sixty_four_signatures_of_the_same_files_hash_each_of_them_once() {
    let documents = documents(10, 8 * 1024 * 1024);
    let digest = FileDigest::from(&documents[0]);
    let all: Vec<FileDigest> = documents
        .iter()
        .map(|document| FileDigest {
            name: document.name.clone(),
            ..digest.clone()
        })
        .collect();
    // Five gigabytes, were each hashed for each of them.
    let signatures = (0..64)
        .map(|number| named(number, signature(&all)))
        .collect();
    assert_eq!(
        report(documents, signatures).indication,
        Indication::TotalPassed
    );
}

#[test]
fn what_exceeds_the_work_of_a_container_is_undecided_with_its_reason_and_so_is_all_that_comes_later()
 {
    let documents = documents(1, 100);
    let references = reference("documents/00.pdf", "").repeat(12);
    let many = (0..20).map(|number| named(number, forged(64, &references, "")));
    let honest = signature(&[FileDigest::from(&documents[0])]);
    let with = |last: String| {
        report(
            documents.clone(),
            many.clone().chain([named(20, last)]).collect(),
        )
    };
    let report_of_all = with(honest.clone());
    let undecided = too_much(&report_of_all);
    // One for each signature of the file in which it came to that, and one for each file after it.
    assert!(
        (2..=84).contains(&undecided) && report_of_all.signatures.len() < 600,
        "{undecided}"
    );
    assert_eq!(
        report_of_all.signatures.last().map(|one| one.verdict),
        Some(UNDECIDED),
        "though it is in order"
    );
    assert!(
        report_of_all
            .signatures
            .iter()
            .all(|one| one.verdict != Verdict::TotalPassed)
    );
    let alone = report(documents.clone(), vec![named(0, honest)]);
    assert_eq!(alone.indication, Indication::TotalPassed);
    // So is a file of signatures of which no signature was counted any more.
    assert_eq!(
        with("<x/>".to_owned())
            .signatures
            .last()
            .map(|one| one.verdict),
        Some(UNDECIDED)
    );
}

#[test]
fn more_bytes_than_are_hashed_are_undecided_and_never_failed() {
    let large = documents(6, 100 * 1024 * 1024);
    let references: String = large.iter().map(|file| reference(&file.name, "")).collect();
    let report = report(large, vec![named(0, forged(1, &references, ""))]);
    assert_eq!(
        (too_much(&report), report.indication),
        (1, Indication::Indeterminate)
    );
}

#[test]
fn an_element_is_made_canonical_once_for_each_method_and_not_for_each_reference() {
    let declared: String = (0..60)
        .map(|number| format!(" xmlns:n{number}=\"u\""))
        .collect();
    let object = format!(
        "<d:Object Id=\"o\"><x{declared}>{}</x></d:Object>",
        "<y/>".repeat(20_000)
    );
    // Two hundred times 20,000 elements are 54 MB in canonical form, and more than is written.
    let report = report(
        documents(1, 100),
        vec![named(
            0,
            forged(1, &reference("#o", "").repeat(200), &object),
        )],
    );
    assert_eq!(
        (too_much(&report), report.indication),
        (0, Indication::TotalFailed),
        "nobody made it"
    );
}

#[test]
fn declarations_in_scope_of_very_many_elements_are_paid_for_and_then_undecided() {
    let declared: Vec<String> = (0..15)
        .map(|depth| {
            (0..60)
                .map(|number| format!(" xmlns:n{depth}_{number}=\"u\""))
                .collect::<String>()
        })
        .map(|declared| format!("<x{declared}>"))
        .collect();
    let inner = "<y xmlns:q=\"v\"/>".repeat(60) + &"<y/>".repeat(50_000);
    let object = format!(
        "<d:Object Id=\"o\">{}{inner}{}</d:Object>",
        declared.concat(),
        "</x>".repeat(15)
    );
    let xml = forged(1, &reference("#o", ""), &object);
    let report = report(
        documents(1, 100),
        (0..10).map(|number| named(number, xml.clone())).collect(),
    );
    assert!(too_much(&report) > 5, "{:#?}", report.signatures[9]);
}

#[test]
fn more_prefixes_than_any_signature_lists_are_a_transform_that_is_not_known() {
    let listed = |count: usize| {
        let prefixes: String = (0..count).map(|number| format!("p{number} ")).collect();
        let transforms = format!(
            "<d:Transforms><d:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"><e:InclusiveNamespaces \
             xmlns:e=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"{prefixes}\"/></d:Transform></d:Transforms>"
        );
        let xml = forged(1, &reference("#o", &transforms), "<d:Object Id=\"o\"/>");
        report(documents(1, 1), vec![named(0, xml)]).indication
    };
    assert_eq!(
        [64, 65].map(listed),
        [Indication::TotalFailed, Indication::Indeterminate]
    );
    assert!(
        Canonicalization::EXCLUSIVE
            .with_prefixes(&"a ".repeat(1_000))
            .is_some(),
        "one, however often"
    );
}
