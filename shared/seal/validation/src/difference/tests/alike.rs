//! What one reader takes for something else than the others, appended without a key: it is never explained, and what nobody
//! asks for is looked at as well.

use super::*;

/// The catalog with something more.
fn catalog(entries: &str) -> String {
    DOCUMENT[0]
        .1
        .replace("/Pages 2 0 R", &format!("/Pages 2 0 R{entries}"))
}

fn with_catalog(entries: &str) -> Difference {
    after(
        &document(&[]),
        &Revision::of(&[
            (1, &catalog(entries)),
            (40, "<</Type/Pages/Kids[]/Count 0>>"),
        ]),
    )
}

/// A timestamp whose field says this besides.
fn stamped(field: &str) -> Difference {
    stamped_with(field, &[])
}

fn stamped_with(field: &str, more: &[(u32, &str)]) -> Difference {
    let field =
        format!("<</Type/Annot/Subtype/Widget/FT/Sig/V 32 0 R/P 3 0 R/Rect[0 0 0 0]{field}>>");
    let stamp = "<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161>>";
    let fields = "[11 0 R 31 0 R]";
    let own = [(9, fields), (10, fields), (31, field.as_str()), (32, stamp)];
    after(&document(&[]), &Revision::of(&[&own[..], more].concat()))
}

fn undecided(why: &str, difference: &Difference) {
    allowed(why, Modifications::Unknown, difference);
}

#[test]
fn nesting_in_which_a_reader_gives_up_hides_no_keys() {
    let deep = |inner: &str| {
        format!(
            "{}{} {inner} {}",
            "[".repeat(70),
            "]".repeat(62),
            "]".repeat(8)
        )
    };
    refused(
        "in the catalog",
        &with_catalog(&format!("/Extensions {}", deep("/Pages 40 0 R"))),
    );
    refused(
        "below extensions",
        &with_catalog(&format!("/Extensions<</X {}>>", deep("/Pages 40 0 R"))),
    );
    for id in [
        deep("/Pages 40 0 R"),
        "[<00>[<00>]]".to_owned(),
        "<</A 1>>".to_owned(),
        "[<00>]".to_owned(),
    ] {
        let trailer = format!("/ID[<00><00>{id}]");
        refused(
            &trailer,
            &after(
                &document(&[]),
                &Revision {
                    trailer: &trailer,
                    ..Revision::of(&[(40, "null")])
                },
            ),
        );
    }
    let plain = Revision {
        trailer: "/ID[<00><01>]",
        ..Revision::of(&[(40, "null")])
    };
    allowed(
        "an identifier",
        Modifications::LtaUpdates,
        &after(&document(&[]), &plain),
    );
}

#[test]
fn names_that_end_early_for_a_reader_hide_no_keys() {
    let long = format!("/{}5 /X[<</Y 1>> /Pages 40 0 R]", "A".repeat(4095));
    refused(
        "a long name",
        &with_catalog(&format!("/Extensions<<{long}>>")),
    );
    // In UTF-8 the letter has the byte 0x80.
    refused(
        "a byte that is white space",
        &with_catalog("/Extensions<</F\u{c0}5 /X /Z[<</Y 1>> /Pages 40 0 R]>>"),
    );
    refused("a zero", &stamped("/T(s)/Rect#00[0 0 300 200]"));
    allowed("without", Modifications::LtaUpdates, &stamped("/T(s)"));
}

#[test]
fn a_new_field_says_what_a_signatures_does_and_has_a_name_of_its_own() {
    for key in [
        "/X 1",
        "/Contents(a)",
        "/OC 13 0 R",
        "/C[1 0 0]",
        "/Rectangle[0 0 9 9]",
        "/Opt[]",
    ] {
        refused(key, &stamped(&format!("/T(s){key}")));
    }
    for key in [
        "/MK<<>>",
        "/MK<</R 0>>",
        "/Border[0 0 0]",
        "/F 132",
        "/Ff 1",
        "/Q 0",
    ] {
        allowed(
            key,
            Modifications::LtaUpdates,
            &stamped(&format!("/T(s){key}")),
        );
    }
    for key in [
        "/MK<</BG[0 0 0]>>",
        "/BS<</W 200>>",
        "/Border[0 0 200]",
        "/Border 33 0 R",
    ] {
        allowed(
            key,
            Modifications::FormFilling,
            &stamped_with(&format!("/T(s){key}"), &[(33, "[0 0 9]")]),
        );
    }
    for name in ["", "/T()", "/T/s", "/T(a)", "/T 33 0 R"] {
        refused(name, &stamped_with(name, &[(33, "(a)")]));
    }
    let two = "[11 0 R 31 0 R 33 0 R]";
    let other = "<</FT/Sig/T(s)/V 32 0 R/Rect[0 0 0 0]>>";
    refused(
        "two of a name",
        &stamped_with("/T(s)", &[(9, two), (10, two), (33, other)]),
    );
}

#[test]
fn what_is_new_is_written_as_every_reader_reads_it_though_nobody_asks_for_it() {
    let signed = document(&[]);
    let of = |objects: &[(u32, &str)]| after(&signed, &Revision::of(objects));
    for object in [
        "7 0 R",
        "132 5",
        "<</A 1/A 2>>",
        "(a)%",
        "%\n(a)",
        "<</Length 9>>stream\nx\nendstream",
        "<</A/B/C x>>",
    ] {
        undecided(object, &of(&[(40, object)]));
    }
    undecided("a number with a sign", &of(&[(40, "[+7 0 R]")]));
    undecided(
        "a reference with another generation",
        &of(&[(40, "[41 5 R]"), (41, "1")]),
    );
    undecided(
        "an old object by another generation",
        &of(&[(40, "[7 5 R]")]),
    );
    let whole = Revision::of(&[(40, "1849")]).over(&signed);
    allowed(
        "a number",
        Modifications::LtaUpdates,
        &difference(&signed, &whole),
    );
    for (from, to) in [
        ("40 0 obj\n", "40 0 obj1"),
        ("1849\nendobj\n", "1849\n endobj"),
        ("1849\nendobj\n", "1849 endobjx"),
    ] {
        let text = String::from_utf8(whole.clone())
            .expect("text")
            .replace(from, to);
        undecided(to, &difference(&signed, text.as_bytes()));
    }
    undecided(
        "a number beyond the size",
        &after(
            &signed,
            &Revision {
                size: Some(35),
                ..Revision::of(&[(40, "1")])
            },
        ),
    );
    undecided("a number that not all have", &of(&[(5_000_000, "1")]));
    let packed = "<</Type/ObjStm/N 1/First 4/Length 8>>stream\n3 0 null\nendstream";
    undecided("packed, and named by nobody", &of(&[(40, packed)]));
    undecided(
        "a section that is none",
        &of(&[(
            40,
            "<</Type/XRef/Size 1/W[1 1 1]/Length 3>>stream\n\u{1}..\nendstream",
        )]),
    );
}

#[test]
fn a_reference_is_followed_once_and_by_its_generation() {
    let page = "<</Type/Page/Parent 2 0 R/Contents 7 0 R/Annots 41 0 R>>";
    let signed = document(&[]);
    let of = |objects: &[(u32, u16, &str)]| {
        after(
            &signed,
            &Revision {
                objects: objects.to_vec(),
                ..Revision::default()
            },
        )
    };
    allowed(
        "the same list",
        Modifications::LtaUpdates,
        &of(&[(3, 0, page), (41, 0, "[11 0 R]")]),
    );
    refused(
        "a reference to a reference",
        &of(&[(3, 0, page), (41, 0, "42 0 R"), (42, 0, "[11 0 R]")]),
    );
    refused(
        "another generation",
        &of(&[(3, 0, page), (41, 5, "[11 0 R]")]),
    );
    let stream = "<</Length 41 0 R>>stream\nq 1 Q\nendstream";
    allowed(
        "a length",
        Modifications::LtaUpdates,
        &of(&[(7, 0, stream), (41, 0, "5")]),
    );
    for (why, generation, length) in [
        ("generation", 5, "5"),
        ("a reference", 0, "42 0 R"),
        ("more", 0, "5 6"),
        ("a real", 0, "5.0"),
    ] {
        let now = of(&[(7, 0, stream), (41, generation, length), (42, 0, "5")]);
        refused(why, &now);
    }
    let stamp = (32, 0, "<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161>>");
    let field = "<</FT/Sig/T(s)/V 32 0 R>>";
    refused(
        "a field",
        &of(&[(10, 0, "[11 0 R 31 0 R]"), (31, 5, field), stamp]),
    );
    allowed(
        "the same field",
        Modifications::LtaUpdates,
        &of(&[(10, 0, "[11 0 R 31 0 R]"), (31, 0, field), stamp]),
    );
}

#[test]
fn extensions_have_their_shape_and_mark_information_does_not_come_later() {
    let lta = Modifications::LtaUpdates;
    for said in [
        "<<>>",
        "<</Type/Extensions/A[<</BaseVersion/1.7/ExtensionLevel 2/URL(a)>>]>>",
        "<</A 40 0 R>>",
    ] {
        let more = [
            (1, catalog(&format!("/Extensions {said}"))),
            (40, "<</Type/DeveloperExtensions>>".to_owned()),
        ];
        let objects: Vec<(u32, &str)> = more
            .iter()
            .map(|(number, body)| (*number, body.as_str()))
            .collect();
        allowed(said, lta, &after(&document(&[]), &Revision::of(&objects)));
    }
    for said in [
        "[]",
        "<</A 1>>",
        "<</A<</X 1>>>>",
        "<</A<</ExtensionLevel[1]>>>>",
        "<</A<</URL<<>>>>>>",
        "/A",
    ] {
        refused(said, &with_catalog(&format!("/Extensions {said}")));
    }
    refused(
        "what is read aloud",
        &with_catalog("/MarkInfo<</Marked true>>"),
    );
}

#[test]
fn linearization_is_seen_by_its_decoded_key() {
    let of = |length: usize| {
        let text = String::from_utf8(document(&[])).expect("text");
        let said = format!("/Linear#69zed 1/L {length:016}");
        let signed = text
            .replacen("/PageLabels 14 0 R/Outlines 15 0 R", &said, 1)
            .into_bytes();
        let now = Revision::of(&[(31, "null")]).over(&signed);
        (difference(&signed, &now).modifications, now.len())
    };
    let (before, length) = of(0);
    assert_eq!(
        (before, of(length).0),
        (Modifications::LtaUpdates, Modifications::Unknown)
    );
}

/// A tree of pages that is deep, walked for each step of each path that was told.
#[test]
fn telling_where_something_changed_costs_nothing_of_what_judging_may() {
    const NODES: u32 = 400;
    let nodes: Vec<(u32, String)> = (0..NODES)
        .map(|place| {
            let number = 100 + 2 * place;
            let next = if place + 1 < NODES {
                format!("{} 0 R", number + 2)
            } else {
                String::new()
            };
            (
                number,
                format!("<</Type/Pages/Kids[{} 0 R {next}]>>", number + 1),
            )
        })
        .collect();
    let page = "<</Type/Page/X<</Y 7 0 R>>>>";
    let mut objects: Vec<(u32, &str)> = nodes
        .iter()
        .map(|(number, body)| (*number, body.as_str()))
        .collect();
    objects.extend(nodes.iter().map(|(number, _)| (number + 1, page)));
    objects.push((2, "<</Type/Pages/Kids[100 0 R]>>"));
    let signed = document(&objects);
    let changed = "<</Type/Page/X<</Y 8 0 R>>>>";
    let changes: Vec<(u32, &str)> = (NODES - 20..NODES)
        .map(|place| (101 + 2 * place, changed))
        .collect();
    let now = after(&signed, &Revision::of(&changes));
    refused("pages", &now);
    assert!(now.reasons[0].contains("page 381: /X"), "{now:?}");
    let (quiet, told) = (
        after(&signed, &Revision::of(&[(5000, "null")])).cost,
        now.cost,
    );
    assert!(told < 2 * quiet, "{told} beside {quiet}");
    // Below a page that was not changed itself.
    let below = after(
        &signed,
        &Revision::of(&[(7, "<</Length 5>>stream\nother\nendstream")]),
    );
    assert!(
        below.reasons[0].contains("page 1: /X /Y (object 7)"),
        "{below:?}"
    );
}
