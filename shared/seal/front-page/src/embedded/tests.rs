use super::*;
use crate::{
    samples::{request, seal},
    seal::{Attachment, AuditTrail},
};
use segl_pdf::samples::plain_with;

#[test]
fn a_sealed_document_gives_back_what_it_carries() {
    let bytes = plain_with(&[]);
    let attachment = |name: &str, bytes: &[u8]| Attachment {
        file_name: name.to_owned(),
        media_type: "application/octet-stream".to_owned(),
        bytes: bytes.to_vec().into(),
    };
    let mut asked = request(&[("a", &bytes)]);
    let file = attachment("audit-trail.json", b"{}");
    asked.audit_trail = Some(AuditTrail {
        file,
        length: 7,
        head: [0xAB; 32],
    });
    asked.evidence = Some(attachment("evidence.asice", b"PK"));
    let expected = Embedded {
        trail_head: Some(TrailHead {
            length: 7,
            head: [0xAB; 32],
        }),
        audit_trail: Some(b"{}".to_vec()),
        evidence: Some(b"PK".to_vec()),
        validation_data: ValidationData::default(),
    };
    assert_eq!(embedded(&seal(&asked).bytes), Ok(expected));
    assert_eq!(embedded(&bytes), Ok(Embedded::default()));
    assert_eq!(embedded(b"no PDF"), Err(Unreadable::NotPdf));
}

#[test]
fn what_is_kept_for_those_who_validate_comes_with_it() {
    let (archived, _) = crate::samples::archived(&plain_with(&[]));
    let kept = embedded(&archived).expect("a PDF").validation_data;
    assert!(!kept.certificates.is_empty() && kept.ocsp_responses.len() == 1);
}

#[test]
fn a_file_of_the_original_that_is_called_like_one_of_the_seals_stays_listed() {
    let original = plain_with(&[
        (
            1,
            "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 5 0 R>>>>",
        ),
        (
            5,
            "<</Names[(audit-trail.json)<</F(audit-trail.json)/EF<</F 6 0 R>>>>(audit-trail.json (2))<</F(x)/EF<</F 6 0 R>>>>]>>",
        ),
        (6, "<</Length 3>>stream\nold\nendstream"),
    ]);
    let mut asked = request(&[("a", &original)]);
    let file = Attachment {
        file_name: "audit-trail.json".to_owned(),
        media_type: "application/json".to_owned(),
        bytes: b"{}".to_vec().into(),
    };
    asked.audit_trail = Some(AuditTrail {
        file,
        length: 7,
        head: [0xAB; 32],
    });
    let sealed = seal(&asked).bytes;
    let file = File::open(&sealed).expect("a PDF");
    let names: Vec<String> = embedded_files(&file)
        .into_iter()
        .map(|(name, _)| String::from_utf8(name).expect("text"))
        .collect();
    assert_eq!(
        names,
        [
            "audit-trail.json",
            "audit-trail.json (2)",
            "audit-trail.json (3)"
        ]
    );
    assert_eq!(
        embedded(&sealed).expect("a PDF").audit_trail.as_deref(),
        Some(&b"{}"[..])
    );
}

#[test]
fn what_a_signature_says_of_the_trail_is_read_as_it_was_written_or_not_at_all() {
    let read = |said: &str| {
        let catalog = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[10 0 R]>>>>";
        let value = format!("<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>/SEGL_AuditTrail {said}>>");
        let pdf = plain_with(&[
            (1, catalog),
            (10, "<</FT/Sig/T(a)/V 11 0 R>>"),
            (11, &value),
            (12, "7"),
        ]);
        embedded(&pdf).expect("a PDF").trail_head
    };
    let head = "ab".repeat(32);
    let expected = Some(TrailHead {
        length: 7,
        head: [0xab; 32],
    });
    assert_eq!(read(&format!("<</Length 7/Head({head})>>")), expected);
    assert_eq!(read(&format!("<</Length 12 0 R/Head({head})>>")), expected);
    assert_eq!(
        read(&format!("<</Length 0/Head({})>>", "01".repeat(32))),
        Some(TrailHead {
            length: 0,
            head: [1; 32]
        })
    );
    for odd in [
        format!("<</Length -1/Head({head})>>"),
        format!("<</Length 7/Head({head}ab)>>"),
        format!("<</Length 7/Head({})>>", &head[2..]),
        format!("<</Length 7/Head({})>>", "zz".repeat(32)),
        format!("<</Length 7/Head/{head}>>"),
        format!("<</Head({head})>>"),
        "<</Length 7>>".to_owned(),
        "7".to_owned(),
    ] {
        assert_eq!(read(&odd), None, "{odd}");
    }
}

#[test]
fn the_last_file_of_a_name_is_the_one_and_others_are_passed_over() {
    let read = |names: &str| {
        let catalog =
            format!("<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[{names}]>>>>>>");
        let pdf = plain_with(&[
            (1, &catalog),
            (10, "<</Length 3>>stream\none\nendstream"),
            (11, "<</Length 3>>stream\ntwo\nendstream"),
        ]);
        embedded(&pdf).expect("a PDF")
    };
    let trail = |names: &str| {
        read(names)
            .audit_trail
            .map(|bytes| String::from_utf8(bytes).expect("text"))
    };
    assert_eq!(
        trail("(audit-trail.json)<</EF<</F 10 0 R>>>>").as_deref(),
        Some("one")
    );
    assert_eq!(
        trail("(audit-trail.json)<</EF<</F 10 0 R/UF 11 0 R>>>>").as_deref(),
        Some("two")
    );
    assert_eq!(
        trail("(audit-trail.json)<</EF<</F 10 0 R>>>>(audit-trail.json)<</EF<</F 11 0 R>>>>")
            .as_deref(),
        Some("two")
    );
    assert_eq!(trail("(other.json)<</EF<</F 10 0 R>>>>"), None);
    assert_eq!(trail("(audit-trail.json)<</EF<<>>>>"), None);
    let both = read("(audit-trail.json)<</EF<</F 10 0 R>>>>(evidence.asice)<</EF<</F 11 0 R>>>>");
    assert_eq!(
        (both.audit_trail.as_deref(), both.evidence.as_deref()),
        (Some(&b"one"[..]), Some(&b"two"[..]))
    );
}
