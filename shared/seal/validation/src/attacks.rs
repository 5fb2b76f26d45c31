//! The attacks that are known against signed PDFs, each made here and none called valid.

use super::*;
use segl_front_page::samples::{request, seal};
use segl_pdf::{
    append::{Body, Update},
    file::File,
    object::{Dict, Object},
    samples::plain_with,
};
use segl_pki::test_pki::samples::{NOW, root_pem};

fn trust() -> Trust {
    Trust::from_pem(&root_pem()).expect("a root")
}

fn sealed() -> Vec<u8> {
    seal(&request(&[("a", &plain_with(&[]))])).bytes
}

fn verdict(bytes: &[u8]) -> Indication {
    validate(bytes, &trust(), NOW).map_or(Indication::TotalFailed, |report| report.indication)
}

/// The file with some objects changed or added after it, as any editor would.
fn updated(bytes: &[u8], change: impl FnOnce(&File<'_>, &mut Update)) -> Vec<u8> {
    let file = File::open(bytes).expect("a PDF");
    let mut update = Update::over(&file);
    change(&file, &mut update);
    let trailer = file.trailer().clone();
    let kept = ["Root", "Info", "ID"]
        .into_iter()
        .filter_map(|key| Some((key, trailer.get(key)?.clone())));
    let trailer = kept.fold(Dict::default(), |all, (key, value)| all.with(key, value));
    [bytes, &update.write(&file, trailer, None).concat()].concat()
}

fn put(update: &mut Update, number: u32, dict: Dict) {
    update.put(number, 0, Body::Plain(Object::Dict(dict)));
}

fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let at = memchr::memmem::rfind(bytes, from.as_bytes()).expect("what is replaced");
    [&bytes[..at], to.as_bytes(), &bytes[at + from.len()..]].concat()
}

#[test]
fn a_sealed_file_passes_and_what_was_not_checked_is_said() {
    let report = validate(&sealed(), &trust(), NOW).expect("a PDF");
    assert_eq!(report.indication, Indication::TotalPassed, "{report:#?}");
    let seal = &report.signatures[0];
    assert_eq!(
        (seal.level, seal.coverage, seal.modifications),
        (Some("B-B"), Coverage::EntireFile, Modifications::None)
    );
    assert_eq!(
        (seal.checks.certificate_chain, seal.checks.revocation),
        (Check::Passed, Check::NotChecked)
    );
    let unknown = validate(&sealed(), &Trust::default(), NOW).expect("a PDF");
    assert_eq!(
        unknown.signatures[0].verdict,
        Verdict::Indeterminate(IndeterminateReason::NoCertificateChainFound)
    );
    let late = NOW + jiff::SignedDuration::from_hours(24 * 365 * 20);
    let expired = validate(&sealed(), &trust(), late).expect("a PDF");
    assert_eq!(
        expired.signatures[0].verdict,
        Verdict::Indeterminate(IndeterminateReason::OutOfBoundsNoPoe)
    );
}

/// The file with a later revision that is allowed: validation data, after these bytes.
fn archived_after(bytes: &[u8], hidden: &[u8]) -> Vec<u8> {
    let mut data = segl_pades::archive::ValidationData::default();
    data.certificates.insert(b"anything".to_vec());
    let whole = segl_pades::signing::Sealed::whole([bytes, hidden].concat().into());
    segl_pades::archive::add_validation_data(whole, &data)
        .expect("an update")
        .into_bytes()
}

#[test]
fn objects_that_no_section_names_are_not_there_for_some_readers_only() {
    let sealed = sealed();
    assert_eq!(
        verdict(&archived_after(&sealed, b"")),
        Indication::TotalPassed,
        "an update for the long term"
    );
    for hidden in [
        "4 0 obj\n<<>>\nendobj\n",
        "  4 0 obj<<>>endobj ",
        "99999 0 obj\n<</Type/ObjStm>>\nendobj\n",
    ] {
        assert_eq!(
            verdict(&archived_after(&sealed, hidden.as_bytes())),
            Indication::Indeterminate,
            "{hidden}"
        );
    }
    // A change that every reader sees stays one.
    let hidden = [&sealed[..], b"77 0 obj\n<<>>\nendobj\n"].concat();
    let changed = updated(&hidden, |file, update| {
        let (root, _) = file
            .trailer()
            .get("Root")
            .and_then(Object::reference)
            .expect("a catalog");
        let catalog = file
            .get(root)
            .and_then(|root| root.dict().cloned())
            .expect("a dictionary");
        put(update, root, catalog.with("Lang", Object::Int(1)));
    });
    assert_eq!(verdict(&changed), Indication::TotalFailed);
    // In a stream that an update may bring, too: who looks for objects looks there. Our own updates pack such a stream, so
    // the word is put in afterwards.
    let mut data = segl_pades::archive::ValidationData::default();
    data.certificates
        .insert(b"\n4 0 xbj\n<<>>\nendobj\n".to_vec());
    let whole = segl_pades::signing::Sealed::whole(sealed.into());
    let written = segl_pades::archive::add_validation_data(whole, &data)
        .expect("an update")
        .into_bytes();
    assert_eq!(
        verdict(&replaced(&written, "\n4 0 xbj", "\n4 0 obj")),
        Indication::Indeterminate
    );
}

#[test]
fn an_update_that_readers_could_stumble_over_is_not_judged() {
    let archived = archived_after(&sealed(), b"");
    let at = memchr::memmem::rfind(&archived, b"startxref\n").expect("its mark") + 10;
    for sign in ["+", "%x\n", "\0"] {
        let changed = [&archived[..at], sign.as_bytes(), &archived[at..]].concat();
        assert_ne!(verdict(&changed), Indication::TotalPassed, "{sign:?}");
    }
    let size = memchr::memmem::rfind(&archived, b"/Size ").expect("its size") + 6;
    let digits = archived[size..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    for value in ["1000000000", "100000000", "2147483646", "3"] {
        let changed = [
            &archived[..size],
            value.as_bytes(),
            &archived[size + digits..],
        ]
        .concat();
        assert_ne!(verdict(&changed), Indication::TotalPassed, "{value}");
    }
}

#[test]
fn no_byte_of_a_sealed_file_can_be_flipped_unnoticed() {
    let sealed = sealed();
    let contents = memchr::memmem::rfind(&sealed, b"/Contents <").expect("a signature");
    // All bytes around the signature and its end, samples of the rest; the filling after the CMS says nothing.
    let end = sealed[contents..]
        .iter()
        .position(|byte| *byte == b'>')
        .expect("its end")
        + contents;
    let last = sealed[..end]
        .iter()
        .rposition(|byte| *byte != b'0')
        .expect("a signature");
    let steps = (0..contents - 300)
        .step_by(211)
        .chain(contents - 300..contents + 40);
    for at in steps
        .chain((contents..last).step_by(97))
        .chain(end..sealed.len() - 1)
    {
        for bit in [1, 0x20] {
            let mut changed = sealed.clone();
            changed[at] ^= bit;
            // A hexadecimal digit in small letters is the same digit.
            let same_digit =
                at > contents + 10 && at < end && bit == 0x20 && sealed[at].is_ascii_alphabetic();
            assert!(
                same_digit || verdict(&changed) != Indication::TotalPassed,
                "byte {at} of {}",
                sealed.len()
            );
        }
    }
}

#[test]
fn a_page_that_is_changed_by_an_update_is_not_valid() {
    let sealed = sealed();
    let shown = updated(&sealed, |file, update| {
        let page = &file.pages().expect("pages")[1];
        let shown = update.add_stream(Dict::default(), (&b"0 0 99 99 re f"[..]).into());
        put(
            update,
            page.number.expect("an object").0,
            page.dict.clone().with("Contents", Object::Ref((shown, 0))),
        );
    });
    assert_eq!(
        verdict(&shown),
        Indication::TotalFailed,
        "incremental saving"
    );
    let hidden = updated(&sealed, |file, update| {
        let (root, catalog) = file.catalog().expect("a catalog");
        let tree = catalog
            .get("Pages")
            .and_then(Object::reference)
            .expect("pages")
            .0;
        let Some(Object::Dict(pages)) = file.get(tree) else {
            panic!("a tree")
        };
        let fewer = pages.get("Kids").and_then(Object::array).expect("kids")[..1].to_vec();
        put(
            update,
            tree,
            pages
                .with("Kids", Object::Array(fewer))
                .with("Count", Object::Int(1)),
        );
        put(update, root.0, catalog);
    });
    assert_eq!(verdict(&hidden), Indication::TotalFailed, "shadow: hide");
    let replaced = updated(&sealed, |file, update| {
        let (root, catalog) = file.catalog().expect("a catalog");
        let other = update.add(Object::Dict(
            Dict::default().with("Type", Object::named("Pages")),
        ));
        put(
            update,
            root.0,
            catalog.with("Pages", Object::Ref((other, 0))),
        );
    });
    assert_eq!(
        verdict(&replaced),
        Indication::TotalFailed,
        "shadow: replace"
    );
    let scripted = updated(&sealed, |file, update| {
        let (root, catalog) = file.catalog().expect("a catalog");
        let action = Dict::default().with("S", Object::named("URI"));
        put(
            update,
            root.0,
            catalog.with("OpenAction", Object::Dict(action)),
        );
    });
    assert_eq!(
        verdict(&scripted),
        Indication::TotalFailed,
        "an action on opening"
    );
    let grown = [sealed.as_slice(), b"% more\n"].concat();
    assert_eq!(
        verdict(&grown),
        Indication::Indeterminate,
        "bytes after the end"
    );
}

#[test]
fn annotations_and_signatures_after_a_certification_are_not_valid() {
    let sealed = sealed();
    let annotated = updated(&sealed, |file, update| {
        let page = &file.pages().expect("pages")[1];
        let note = update.add(Object::Dict(
            Dict::default().with("Subtype", Object::named("FreeText")),
        ));
        let notes = Object::Array(vec![Object::Ref((note, 0))]);
        put(
            update,
            page.number.expect("an object").0,
            page.dict.clone().with("Annots", notes),
        );
    });
    assert_eq!(
        verdict(&annotated),
        Indication::TotalFailed,
        "evil annotation"
    );
    let signed = updated(&sealed, |file, update| {
        let (root, mut catalog) = file.catalog().expect("a catalog");
        let number = update.allocate();
        put(
            update,
            number,
            Dict::default().with("Type", Object::named("Sig")),
        );
        segl_pades::form::add_later_field(file, update, &mut catalog, "sneaky", number)
            .expect("a field");
        put(update, root.0, catalog);
    });
    assert_ne!(
        verdict(&signed),
        Indication::TotalPassed,
        "sneaky signature"
    );
}

#[test]
fn a_signature_that_is_moved_wrapped_or_emptied_is_not_valid() {
    let sealed = sealed();
    let start = memchr::memmem::rfind(&sealed, b"/ByteRange [").expect("a range");
    let range = String::from_utf8_lossy(&sealed[start + 11..start + 59]).into_owned();
    let numbers: Vec<usize> = range
        .trim()
        .trim_matches(['[', ']'])
        .split(' ')
        .map(|number| number.parse().expect("a number"))
        .collect();
    let [_, length, after, rest] = numbers[..] else {
        panic!("four numbers")
    };
    let padded = |text: String| format!("{text:<48}");
    for (why, other) in [
        (
            "a range that begins later",
            format!("[1 {} {after} {rest}]", length - 1),
        ),
        (
            "a gap that is wider",
            format!("[0 {} {after} {rest}]", length - 40),
        ),
        (
            "a gap that ends later",
            format!("[0 {length} {} {}]", after + 1, rest - 1),
        ),
        (
            "an end before the end",
            format!("[0 {length} {after} {}]", rest - 9),
        ),
        (
            "an end after the end",
            format!("[0 {length} {after} {}]", rest + 9),
        ),
        (
            "an overlap",
            format!("[0 {length} {} {}]", length - 9, rest),
        ),
        ("a negative number", format!("[0 {length} {after} -{rest}]")),
        ("two numbers", format!("[0 {length}]")),
        ("nothing", "[]".to_owned()),
    ] {
        let changed = replaced(&sealed, &range, &padded(other));
        assert_ne!(verdict(&changed), Indication::TotalPassed, "{why}");
    }
    for (why, from, to) in [
        ("forgery: no range", "/ByteRange [", "/ByteRangf ["),
        ("forgery: no contents", "/Contents <", "/Contentz <"),
        ("forgery: empty contents", "/Contents <30", "/Contents <>0"),
        (
            "forgery: another kind",
            "ETSI.CAdES.detached",
            "adbe.x509.rsa_sha1 ",
        ),
    ] {
        assert_ne!(
            verdict(&replaced(&sealed, from, to)),
            Indication::TotalPassed,
            "{why}"
        );
    }
    // The signed bytes are moved behind others, and the second range follows them.
    let wrapped = [
        &sealed[..after],
        b"\n% wrapped\n".as_slice(),
        &sealed[after..],
    ]
    .concat();
    let wrapped = replaced(
        &wrapped,
        &range,
        &padded(format!("[0 {length} {} {rest}]", after + 11)),
    );
    assert_ne!(
        verdict(&wrapped),
        Indication::TotalPassed,
        "signature wrapping"
    );
}

#[test]
fn two_fields_on_one_signature_are_not_valid() {
    let twice = updated(&sealed(), |file, update| {
        let (root, mut catalog) = file.catalog().expect("a catalog");
        let form = file.dict_in(&catalog, "AcroForm").expect("a form");
        let field = file.array_in(&form, "Fields").expect("fields")[0].clone();
        let Object::Dict(field) = file.resolve(&field) else {
            panic!("a field")
        };
        let number = field
            .get("V")
            .and_then(Object::reference)
            .expect("a signature")
            .0;
        segl_pades::form::add_later_field(file, update, &mut catalog, "again", number)
            .expect("a field");
        put(update, root.0, catalog);
    });
    assert_eq!(verdict(&twice), Indication::Indeterminate);
}

#[test]
fn what_is_no_signed_pdf_is_said_to_be_none() {
    assert_eq!(
        validate(b"Dear sir", &trust(), NOW).map(drop),
        Err(Unreadable::NotPdf)
    );
    let report = validate(&plain_with(&[]), &trust(), NOW).expect("a PDF");
    assert_eq!(
        (report.indication, report.signatures.len()),
        (Indication::Indeterminate, 0)
    );
}

#[test]
fn bytes_changed_at_random_never_panic_and_never_pass() {
    let sealed = sealed();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    let tail = sealed.len() - 16_000.min(sealed.len());
    for _ in 0..600 {
        let mut changed = sealed.clone();
        for _ in 0..=next(4) {
            let at = tail + next(sealed.len() - tail - 1);
            changed[at] = b"0123456789 <>[]()/R\n\xff"[next(21)];
        }
        if changed[..] != sealed[..] {
            let signature = memchr::memmem::rfind(&sealed, b"/Contents <").expect("a signature");
            let only_filling = changed
                .iter()
                .zip(&sealed)
                .enumerate()
                .all(|(at, (a, b))| a == b || at > signature);
            assert!(only_filling || verdict(&changed) != Indication::TotalPassed);
        }
    }
}

#[test]
fn what_cannot_be_judged_is_told_by_its_reason_and_what_holds_no_signature_is_a_report_of_none() {
    let plain = plain_with(&[]);
    let with_trailer = |entry: &str| replaced(&plain, "/Root", &format!("{entry}/Root"));
    let said = |bytes: &[u8]| validate(bytes, &trust(), NOW).map(|report| report.signatures.len());
    let none = |bytes: &[u8]| matches!(said(bytes), Ok(0));
    assert!(none(&plain));
    assert!(none(&with_trailer("/Encrypt null")));
    let encrypted = with_trailer("/Encrypt 9 0 R");
    assert!(matches!(said(&encrypted), Err(Unreadable::Encrypted)));
    // Its text speaks of a signature. Where the cross-reference is broken as well, one may have been cut off.
    let speaking = [&plain[..], b"% /ByteRange\n"].concat();
    assert!(none(&speaking));
    let broken = replaced(&speaking, "startxref\n", "startxref\n9");
    assert!(matches!(said(&broken), Err(Unreadable::Damaged)));
    let quiet = replaced(&plain, "startxref\n", "startxref\n9");
    assert!(none(&quiet));
}
