//! What is read of a file of signatures, and how many signatures and references of one.

use super::*;

fn signatures(xml: &str) -> Option<Vec<Result<(), Finding>>> {
    signatures_in(xml, &Files::of([])).map(|read| {
        read.into_iter()
            .map(|one| one.signature.map(drop))
            .collect()
    })
}

fn list(root: &str, namespace: &str, inner: &str) -> String {
    format!("<a:{root} xmlns:a=\"{namespace}\" xmlns:ds=\"{DS}\">{inner}</a:{root}>")
}

#[test]
fn a_file_holds_one_signature_or_a_list_of_some_and_nothing_else() {
    let of = |count: usize| {
        signatures(&list(
            "XAdESSignatures",
            ROOTS[0],
            &"<ds:Signature/>".repeat(count),
        ))
    };
    assert_eq!(
        [0, 1, 2, MOST, MOST + 1].map(|count| of(count).map(|all| all.len())),
        [None, Some(1), Some(2), Some(MOST), None]
    );
    for root in ROOTS {
        assert!(
            signatures(&list("XAdESSignatures", root, " <ds:Signature/> <!-- --> ")).is_some(),
            "{root}"
        );
    }
    assert!(signatures(&format!("<ds:Signature xmlns:ds=\"{DS}\"/>")).is_some());
    for none in [
        list("XAdESSignatures", "urn:other", "<ds:Signature/>"),
        list("Signatures", ROOTS[0], "<ds:Signature/>"),
        list("XAdESSignatures", ROOTS[0], "<ds:Signature/><ds:Other/>"),
        list("XAdESSignatures", ROOTS[0], "<a:Signature/>"),
        format!("<ds:Object xmlns:ds=\"{DS}\"/>"),
        "<Signature/>".to_owned(),
        "no XML".to_owned(),
        "<x>".repeat(200),
    ] {
        assert_eq!(signatures(&none), None, "{none}");
    }
}

#[test]
fn a_signature_has_so_many_references_and_no_more() {
    let of = |count: usize| {
        let info = format!(
            "<ds:SignedInfo><ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"/>{}\
             </ds:SignedInfo><ds:SignatureValue>AA\n== </ds:SignatureValue>",
            "<ds:Reference/>".repeat(count)
        );
        let xml = format!("<ds:Signature xmlns:ds=\"{DS}\">{info}</ds:Signature>");
        signatures(&xml)
            .expect("one signature")
            .remove(0)
            .map_err(|finding| finding.verdict)
    };
    // Their digests are of no known algorithm; more than that, and nothing is looked at.
    let unknown = IndeterminateReason::CryptoConstraintsFailureNoPoe;
    assert_eq!(
        of(MAX_REFERENCES),
        Err(crate::Verdict::Indeterminate(unknown))
    );
    assert_eq!(
        of(MAX_REFERENCES + 1),
        Err(crate::Verdict::Indeterminate(IndeterminateReason::Generic))
    );
    assert_eq!(
        of(0),
        Ok(()),
        "of nothing, which the container is then not signed by"
    );
}

#[test]
fn elements_are_found_by_namespace_and_name_and_only_where_they_stand_once() {
    let xml = format!(
        "<r xmlns:x=\"{XADES}\" xmlns:o=\"{}\" xmlns:ds=\"{DS}\" xmlns:n=\"urn:n\"><x:A><o:B>1</o:B><n:B/></x:A><ds:C/><ds:C/>\
         <n:D/><o:E/><x:E/></r>",
        elements::OLDER[1]
    );
    let document = Document::parse(&xml).expect("XML");
    let root = document.root_element();
    assert!(only(root, XADES, "A").is_some() && only(root, DS, "A").is_none());
    assert!(
        only(root, DS, "C").is_none()
            && only(root, XADES, "D").is_none()
            && only(root, XADES, "E").is_none()
    );
    assert_eq!(
        down(root, &["A", "B"]).and_then(|node| node.text()),
        Some("1")
    );
    assert!(down(root, &["A", "C"]).is_none() && down(root, &["B"]).is_none());
    // An older namespace of XAdES is none of XMLDSIG.
    let older = only(root, "urn:n", "D").expect("an element");
    assert!(is(&older, "urn:n", "D") && !is(&older, XADES, "D"));
    let older = down(root, &["A", "B"]).expect("an element");
    assert!(is(&older, XADES, "B") && !is(&older, DS, "B") && !is(&older, XADES, "A"));
}

#[test]
fn an_element_with_something_beside_its_text_says_nothing() {
    let of = |content: &str| {
        let xml = format!("<r>{content}</r>");
        let document = Document::parse(&xml).expect("XML");
        (
            text(document.root_element()).map(str::to_owned),
            decoded(document.root_element()),
        )
    };
    assert_eq!(of("QUJD"), (Some("QUJD".to_owned()), Some(b"ABC".to_vec())));
    assert_eq!(of("<![CDATA[QUJD]]>").1, Some(b"ABC".to_vec()));
    for content in [
        "2026-01-01T00:00:00Z<!-- -->junk",
        "QUJD<!---->QUJD",
        "QUJD<x/>",
        "<!---->QUJD",
        "<?a?>QUJD",
        "",
    ] {
        assert_eq!(of(content), (None, None), "{content}");
    }
}

#[test]
fn an_id_that_stands_twice_names_nothing() {
    let document =
        Document::parse("<r Id=\"a\"><x Id=\"b\"/><y Id=\"c\"/><z Id=\"b\"/><w Id=\"b\"/></r>")
            .expect("XML");
    let ids = Ids::of(&document);
    let name = |id: &str| ids.get(id).map(|node| node.tag_name().name().to_owned());
    assert_eq!(
        ["a", "b", "c", "d"].map(name),
        [Some("r".to_owned()), None, Some("y".to_owned()), None]
    );
}

#[test]
fn a_file_of_more_nodes_than_are_read_is_none() {
    let of = |nodes: usize| {
        let xml = format!(
            "<ds:Signature xmlns:ds=\"{DS}\">{}</ds:Signature>",
            "<x/>".repeat(nodes)
        );
        signatures(&xml).is_some()
    };
    let most = usize::try_from(MAX_NODES).expect("a number");
    assert!(of(most - 10) && !of(most + 10));
}

#[test]
fn lists_and_answers_are_read_wherever_a_producer_puts_them() {
    let read = |inner: &str, info: &str| {
        let xml = format!(
            "<ds:Signature Id=\"s\" xmlns:ds=\"{DS}\" xmlns:x=\"{XADES}\" xmlns:y=\"http://uri.etsi.org/01903/v1.4.1#\">\
             <ds:KeyInfo>{info}</ds:KeyInfo><ds:Object><x:QualifyingProperties Target=\"#s\"><x:UnsignedProperties>\
             <x:UnsignedSignatureProperties>{inner}</x:UnsignedSignatureProperties></x:UnsignedProperties>\
             </x:QualifyingProperties></ds:Object></ds:Signature>"
        );
        let mut all = signatures_in(&xml, &Files::of([])).expect("signatures");
        let values = all.remove(0).values;
        let count = (values.crls.len(), values.ocsp_responses.len());
        (count, values.is_cut)
    };
    const LIST: &str = "<x:EncapsulatedCRLValue>AAAA</x:EncapsulatedCRLValue>";
    const ANSWER: &str = "<x:EncapsulatedOCSPValue>AAAA</x:EncapsulatedOCSPValue>";
    for (inner, expected) in [
        (
            format!("<x:RevocationValues><x:CRLValues>{LIST}</x:CRLValues></x:RevocationValues>"),
            (1, 0),
        ),
        (
            format!(
                "<y:TimeStampValidationData><x:RevocationValues>{LIST}</x:RevocationValues><x:RevocationValues>{ANSWER}</x:RevocationValues></y:TimeStampValidationData>"
            ),
            (1, 1),
        ),
        (
            format!("<y:AnyValidationData>{LIST}{ANSWER}</y:AnyValidationData>"),
            (1, 1),
        ),
    ] {
        assert_eq!(read(&inner, ""), (expected, false), "{inner}");
    }
    let listed = "<ds:X509Data><ds:X509CRL>AAAA</ds:X509CRL></ds:X509Data>";
    assert_eq!(read("", listed), ((1, 0), false));
    // What is there and is not read may say anything.
    let spoilt = LIST.replace("AAAA", "AA<!-- -->AA");
    assert_eq!(read(&spoilt, ""), ((0, 0), true));
    let many: String = (0..=4 * MOST)
        .map(|number| LIST.replace("AAAA", &format!("{number:04}AAAA")))
        .collect();
    assert_eq!(read(&many, ""), ((4 * MOST, 0), true));
}

#[test]
fn a_signature_by_a_list_of_its_own_or_by_another_way_to_name_an_element_is_not_called_failed() {
    let reference = |uri: &str| {
        format!(
            "<ds:Signature xmlns:ds=\"{DS}\"><ds:SignedInfo>\
             <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"/>\
             <ds:Reference URI=\"{uri}\"><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\
             <ds:DigestValue>AAAA</ds:DigestValue></ds:Reference></ds:SignedInfo>\
             <ds:SignatureValue>AAAA</ds:SignatureValue>\
             <ds:Object Id=\"o\"><ds:Manifest/></ds:Object></ds:Signature>"
        )
    };
    let xml = reference("#xpointer(id('o'))");
    let read = signatures_in(&xml, &Files::of([]))
        .expect("signatures")
        .remove(0);
    assert!(read.has_manifest);
    let why = read.signature.map(drop).expect_err("not known here");
    assert!(
        matches!(why.verdict, crate::Verdict::Indeterminate(_)),
        "{why:?}"
    );
}
