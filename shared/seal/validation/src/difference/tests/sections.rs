//! How revisions stand in the file: in tables, in streams, in both; each follows on the one before.

use super::*;

#[test]
fn a_revision_must_follow_on_the_one_that_was_signed() {
    let first = document(&[]);
    let signed = Revision::of(&[(8, "<</Length 5>>stream\nother\nendstream")]).over(&first);
    let skipping =
        Revision { previous: Some(File::open(&first).expect("a PDF").newest().0), ..Revision::of(&[(31, "null")]) };
    refused("skipping", &after(&signed, &skipping));
    for trailer in ["/Encrypt 7 0 R", "/Other 7 0 R", "/Size 9", "/Info<<>>", "/Info 7 0 R"] {
        refused(trailer, &after(&first, &Revision { trailer, ..Revision::of(&[(31, "null")]) }));
    }
    let generation = after(&first, &Revision { trailer: "/Root 1 1 R", ..Revision::of(&[(31, "null")]) });
    allowed("a catalog of another generation", Modifications::Unknown, &generation);
    allowed("bytes", Modifications::Unknown, &difference(&first, &[&first[..], b"% more\n"].concat()));
    let now = [&Revision::of(&[(31, "null")]).over(&first)[..], b"% more\n"].concat();
    allowed("bytes after the end", Modifications::Unknown, &difference(&first, &now));
    let now = Revision::of(&[(31, "null")]).over(&first);
    let loose = String::from_utf8(now).expect("text");
    let row = loose.rfind(" n \n").expect("a row");
    let short = [&loose[..row], " n\n", &loose[row + 4..]].concat();
    let short = difference(&first, short.as_bytes());
    allowed("rows of nineteen bytes, which not every reader reads", Modifications::Unknown, &short);
    allowed("nothing", Modifications::None, &difference(&first, &[&first[..], b"\r\n"].concat()));
}

/// A document whose pages stand in an object stream.
fn packed() -> Vec<u8> {
    let (free, packed): (Vec<_>, Vec<_>) =
        DOCUMENT.into_iter().chain([CERTIFICATE]).partition(|(number, body)| *number == 1 || body.contains("stream"));
    streams(&free, &packed)
}

#[test]
fn objects_in_object_streams_are_freed_replaced_and_redirected_in_vain() {
    let signed = packed();
    refused("freed", &after(&signed, &Revision { free: vec![4], ..Revision::default() }));
    refused("replaced", &after(&signed, &Revision::of(&[(4, "<</Type/Page/Parent 2 0 R>>")])));
    allowed("the same", Modifications::LtaUpdates, &after(&signed, &Revision::of(&[(4, DOCUMENT[3].1)])));
    let other = "<</Type/ObjStm/N 1/First 4/Length 32>>stream\n4 0 <</Type/Page/Parent 2 0 R>>   \nendstream";
    refused("their stream replaced", &after(&signed, &Revision::of(&[(90, other)])));
    refused("their stream freed", &after(&signed, &Revision { free: vec![90], ..Revision::default() }));
}

/// An update whose table is followed by a stream that not every reader reads (clause 7.5.8.4).
fn hybrid(signed: &[u8], hidden: u32, row: &str, table: &str) -> Vec<u8> {
    let mut out = signed.to_vec();
    let shown = out.len();
    out.extend_from_slice(b"60 0 obj\n<</Type/ObjStm/N 1/First 4/Length 34>>stream\n");
    out.extend_from_slice(format!("{hidden:<2} 0<</Type/Page/Parent 2 0 R/O 1>>  ").as_bytes());
    out.extend_from_slice(b"\nendstream\nendobj\n");
    let stream = out.len();
    let head = format!("61 0 obj\n<</Type/XRef/Size 62/W[1 3 1]/Index[{hidden} 1]/Length 5>>stream\n");
    out.extend_from_slice(head.as_bytes());
    let row: Vec<u8> = (0..10).step_by(2).map(|at| u8::from_str_radix(&row[at..at + 2], 16).expect("hex")).collect();
    out.extend_from_slice(&row);
    out.extend_from_slice(b"\nendstream\nendobj\n");
    let (start, previous) = (out.len(), File::open(signed).expect("a PDF").newest().0);
    let text = format!(
        "xref\n{table}60 1\n{shown:010} 00000 n \ntrailer\n<</Root 1 0 R/Size 62/Prev {previous}/XRefStm {stream}>>\n\
         startxref\n{start}\n%%EOF\n"
    );
    out.extend_from_slice(text.as_bytes());
    out
}

#[test]
fn a_hybrid_update_neither_shows_nor_hides_what_was_signed() {
    let signed = document(&[]);
    let in_stream = "0200003c00";
    let freed = "4 1\n0000000000 00001 f \n";
    refused("shown behind a free entry", &difference(&signed, &hybrid(&signed, 4, in_stream, freed)));
    refused("shown over the signed one", &difference(&signed, &hybrid(&signed, 4, in_stream, "")));
    refused("hidden", &difference(&signed, &hybrid(&signed, 4, "0000000000", "")));
    let signed = packed();
    // An object stream of before does not bring back what the hybrid frees.
    let now = hybrid(&signed, 62, in_stream, freed);
    assert!(File::open(&now).expect("a PDF").get(4).is_none());
    refused("freed", &difference(&signed, &now));
}

#[test]
fn a_stream_that_does_not_end_in_the_signed_document_leaves_it_undecided() {
    let signed = document(&[(8, "<</Length 99999>>stream\nq 2 Q\nendstream")]);
    let now = after(&signed, &Revision::of(&[(31, "null")]));
    allowed("a length beyond the end", Modifications::Unknown, &now);
    assert!(now.reasons[0].contains("page 2: /Contents"), "{now:?}");
}

#[test]
fn a_table_that_lies_leaves_it_undecided() {
    let signed = document(&[]);
    let text = String::from_utf8(signed.clone()).expect("text");
    let lying = text.replacen(" 00000 n", " 00001 n", 1).into_bytes();
    allowed("a table that lies", Modifications::Unknown, &after(&lying, &Revision::of(&[(31, "null")])));
}
