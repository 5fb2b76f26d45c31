//! Small PDFs made by hand, sound and strange, and a sealer, for tests.

use std::{collections::BTreeMap, fmt::Write as _};

use ::cms::{content_info::ContentInfo, signed_data::SignedData};
use const_oid::db::rfc5911;
use der::Decode as _;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::{
    CertificateChain, Fonts, FrontLanguage, FrontPage, FrontSigner, Original, SealRequest, Sha256State,
    pdf::{file::File, object::Object},
    prepare,
    test_pki::{TestKey, TestRoot},
};

/// The objects of a plain document with two pages, which inherit their size and their turn.
pub(crate) const PLAIN: [(u32, &str); 4] = [
    (1, "<</Type/Catalog/Pages 2 0 R>>"),
    (2, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 300 400]/Rotate 90/Resources<<>>>>"),
    (3, "<</Type/Page/Parent 2 0 R>>"),
    (4, "<</Type/Page/Parent 2 0 R/Rotate 0>>"),
];

/// The plain document with some objects put in place of, or beside, its own.
pub(crate) fn plain_with(changes: &[(u32, &str)]) -> Vec<u8> {
    let kept = PLAIN.into_iter().filter(|(number, _)| changes.iter().all(|(changed, _)| changed != number));
    table(&kept.chain(changes.iter().copied()).collect::<Vec<_>>(), "")
}

/// A PDF with a cross-reference table.
pub(crate) fn table(objects: &[(u32, &str)], trailer: &str) -> Vec<u8> {
    let (mut text, offsets) = body(objects);
    let start = text.len();
    text.push_str("xref\n0 1\n0000000000 65535 f \n");
    for (number, offset) in &offsets {
        write!(text, "{number} 1\n{offset:010} 00000 n \n").expect("text");
    }
    let size = offsets.iter().map(|(number, _)| number + 1).max().unwrap_or(1);
    write!(text, "trailer\n<</Root 1 0 R/Size {size}{trailer}>>\nstartxref\n{start}\n%%EOF\n").expect("text");
    text.into_bytes()
}

/// A PDF with a cross-reference stream and all but `packed` standing free; those stand in object stream 90.
pub(crate) fn streams(free: &[(u32, &str)], packed: &[(u32, &str)]) -> Vec<u8> {
    let (mut head, mut bodies) = (String::new(), String::new());
    for (number, object) in packed {
        write!(head, "{number} {} ", bodies.len()).expect("text");
        bodies.push_str(object);
        bodies.push(' ');
    }
    let length = head.len() + bodies.len();
    let stream = format!(
        "<</Type/ObjStm/N {}/First {}/Length {length}>>stream\n{head}{bodies}\nendstream",
        packed.len(),
        head.len()
    );
    let all: Vec<(u32, &str)> = free.iter().copied().chain([(90, stream.as_str())]).collect();
    let (mut text, mut offsets) = body(&all);
    let start = text.len();
    offsets.push((91, start));
    let free_rows = offsets.iter().map(|(number, offset)| (*number, format!("01{offset:06x}00")));
    let packed_rows = packed.iter().enumerate().map(|(place, (number, _))| (*number, format!("0200005a{place:02x}")));
    let sections: BTreeMap<u32, String> = free_rows.chain(packed_rows).collect();
    let index: String = sections.keys().fold(String::new(), |index, number| format!("{index}{number} 1 "));
    let rows: String = sections.into_values().collect();
    let rows: Vec<u8> =
        (0..rows.len()).step_by(2).map(|at| u8::from_str_radix(&rows[at..at + 2], 16).expect("hex")).collect();
    write!(text, "91 0 obj\n<</Type/XRef/Root 1 0 R/Size 92/W[1 3 1]/Index[{index}]/Length {}>>stream\n", rows.len())
        .expect("text");
    let end = format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n");
    [text.as_bytes(), &rows, end.as_bytes()].concat()
}

fn body(objects: &[(u32, &str)]) -> (String, Vec<(u32, usize)>) {
    let mut text = "%PDF-1.7\n".to_owned();
    let mut offsets = Vec::new();
    for (number, object) in objects {
        offsets.push((*number, text.len()));
        write!(text, "{number} 0 obj\n{object}\nendobj\n").expect("text");
    }
    (text, offsets)
}

/// When everything in tests happens.
pub(crate) const NOW: Timestamp = Timestamp::constant(1_795_478_400, 0);

/// A request to seal these documents.
pub(crate) fn request<'a>(documents: &[(&str, &'a [u8])]) -> SealRequest<'a> {
    SealRequest {
        front: FrontPage {
            language: FrontLanguage::Nb,
            job: "job_01".to_owned(),
            title: "Leieavtale".to_owned(),
            sender: "Fjordvik Bolig AS (991825827)".to_owned(),
            reference: Some("2026-117".to_owned()),
            signers: vec![FrontSigner {
                name: "Kari Nordmann".to_owned(),
                details: vec!["k•••@example.no".to_owned()],
                signed_at: NOW,
                method: "Lenke sendt på e-post, engangskode på SMS".to_owned(),
            }],
            who: Vec::new(),
            validation_address: None,
        },
        originals: documents
            .iter()
            .map(|(name, bytes)| Original {
                title: (*name).to_owned(),
                file_name: format!("{name}.pdf"),
                bytes: (*bytes).into(),
                hashed: Sha256State::of(bytes),
            })
            .collect(),
        audit_trail: None,
        evidence: None,
        fonts: Fonts::compiled_in(),
        sealed_at: NOW,
        seed: [5; 32],
        timestamp_reserved_len: 0,
    }
}

fn root() -> TestRoot {
    TestRoot::new([1; 32], NOW).expect("a root")
}

/// The certificate to trust.
pub(crate) fn root_pem() -> String {
    root().certificate_pem().to_owned()
}

/// A key of the test PKI and its chain.
pub(crate) fn key_and_chain() -> (TestKey, CertificateChain) {
    let root = root();
    let key = TestKey::new([2; 32]).expect("a key");
    let pem = root.issue_seal(&key.spki().expect("its public half"), [3; 8], NOW).expect("a chain");
    (key, CertificateChain::from_pem(&pem).expect("what was just made"))
}

/// A sealed document in one piece.
pub(crate) struct SealedFile {
    pub(crate) bytes: Vec<u8>,
    pub(crate) sha256: [u8; 32],
}

/// Seals.
pub(crate) fn seal(request: &SealRequest<'_>) -> SealedFile {
    let (key, chain) = key_and_chain();
    let prepared = prepare(request.clone(), &chain).expect("a document that can be prepared");
    let signature = key.sign(prepared.digest()).expect("a signature");
    let sealed = prepared.finish(signature).expect("the right key's signature");
    SealedFile { sha256: sealed.sha256, bytes: sealed.into_bytes() }
}

/// The signature in a sealed file, and whether the file is what it signed.
pub(crate) fn signature_of(bytes: &[u8]) -> Option<(SignedData, bool)> {
    let file = File::open(bytes).ok()?;
    let dict = file.numbers().filter_map(|number| match file.get(number)? {
        Object::Dict(dict) if dict.get("SubFilter").is_some() => Some(dict),
        _ => None,
    });
    let dict = dict.last()?;
    let range: Vec<usize> =
        dict.get("ByteRange")?.array()?.iter().filter_map(|n| usize::try_from(n.int()?).ok()).collect();
    let [0, length, after, rest] = range[..] else { return None };
    let covers_all = after.checked_add(rest)? == bytes.len();
    let digest = Sha256::new().chain_update(bytes.get(..length)?).chain_update(bytes.get(after..)?).finalize();
    let Object::Text(contents) = dict.get("Contents")? else { return None };
    let mut reader = der::SliceReader::new(contents).ok()?;
    let content = ContentInfo::decode(&mut reader).ok()?;
    let data: SignedData = content.content.decode_as().ok()?;
    let signer = data.signer_infos.0.get(0)?;
    let said = signer.signed_attrs.as_ref()?.iter().find(|a| a.oid == rfc5911::ID_MESSAGE_DIGEST)?;
    let is_said = said.values.get(0)?.value() == digest.as_slice();
    Some((data, covers_all && is_said))
}

/// Whether the seal says what the file holds, and covers all of it.
pub(crate) fn is_intact(bytes: &[u8]) -> bool {
    signature_of(bytes).is_some_and(|(_, intact)| intact)
}

/// How many pages a PDF has.
pub(crate) fn pages_of(bytes: &[u8]) -> usize {
    File::open(bytes).expect("a PDF").pages().expect("its pages").len()
}

/// Names and bytes of the files that are embedded.
pub(crate) fn attached(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let file = File::open(bytes).expect("a PDF");
    let (_, catalog) = file.catalog().expect("a catalog");
    let names = file.dict_in(&catalog, "Names").and_then(|names| file.dict_in(&names, "EmbeddedFiles"));
    let Some(names) = names.and_then(|names| file.array_in(&names, "Names")) else { return Vec::new() };
    let read = names.chunks(2).map(|pair| {
        let Object::Text(name) = &pair[0] else { panic!("a name is a text") };
        let Object::Dict(specification) = file.resolve(&pair[1]) else { panic!("a file is a dictionary") };
        let streams = file.dict_in(&specification, "EF").expect("its streams");
        let stream = file.stream(streams.get("F").and_then(Object::reference).expect("a stream").0);
        (String::from_utf8_lossy(name).into_owned(), stream.expect("a stream").raw.to_vec())
    });
    read.collect()
}

/// The fonts of the packages in `infra/fonts/requirements.txt`, from the folder that `SEGL_FONTS` names.
pub(crate) fn fonts_installed() -> Fonts {
    let folder = std::env::var_os("SEGL_FONTS").map(std::path::PathBuf::from);
    Fonts::reading(move |file| std::fs::read(folder.as_ref()?.join(file)).ok())
}

/// A name in each script that is promised, by ISO 15924.
pub(crate) const SCRIPTS: [(&str, &str); 22] = [
    ("Latn", "Žofia Ňáková-Ærøskøbing"),
    ("Latn, combining", "Jose\u{301} Nguye\u{302}\u{303}n"),
    ("Grek", "Αθηνά Παπαδοπούλου"),
    ("Cyrl", "Олена Шевченко"),
    ("Arab", "محمد عبد الله"),
    ("Hebr", "יעל כהן"),
    ("Hans", "王小明"),
    ("Hant", "陳怡君"),
    ("Jpan", "山田 はなこ カオリ"),
    ("Kore", "김민준"),
    ("Deva", "प्रिया शर्मा"),
    ("Thai", "สมชาย ใจดี"),
    ("Taml", "கமலா செல்வம்"),
    ("Ethi", "ገብረ ሃይሌ"),
    ("Beng", "রহিম উদ্দিন"),
    ("Guru", "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ"),
    ("Mymr", "အောင်ဆန်း"),
    ("Khmr", "សុខា"),
    ("Sinh", "නිමල් පෙරේරා"),
    ("Geor", "ნინო ბერიძე"),
    ("Armn", "Արամ Պետրոսյան"),
    ("Zsye", "Kari 😀"),
];

/// Small files for the fuzzer to start from, each with something that the others lack.
pub(crate) fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let form = plain_with(&[
        (1, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/PageLabels<</Nums[0<</S/r>>]>>>>"),
        (3, "<</Type/Page/Parent 2 0 R/Annots 7 0 R>>"),
        (5, "<</Fields 6 0 R>>"),
        (6, "[8 0 R]"),
        (7, "[8 0 R]"),
        (8, "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[0 0 9 9]/AP<</N 9 0 R>>>>"),
        (9, "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 3>>stream\nq Q\nendstream"),
    ]);
    let layers = plain_with(&[
        (
            1,
            "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R]/D<</OFF[5 0 R]>>>>/Names<</EmbeddedFiles 6 0 R>>>>",
        ),
        (5, "<</Type/OCG/Name(hidden)>>"),
        (6, "<</Kids[7 0 R]>>"),
        (7, "<</Names[(old)<</Type/Filespec/F(old)>>]>>"),
    ]);
    let plain = plain_with(&[]);
    vec![
        ("plain", plain.clone()),
        ("streams", streams(&PLAIN[..1], &PLAIN[1..])),
        ("form", form),
        ("layers", layers),
        ("broken", [b"junk\n", &plain[..plain.len() - 40]].concat()),
        ("sealed", seal(&request(&[("a", &plain)])).bytes),
    ]
}

#[test]
#[ignore = "writes the seeds that the repository keeps: run it when they are to change"]
fn write_seeds() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    for (name, bytes) in seeds() {
        std::fs::write(folder.join(format!("{name}.pdf")), bytes).expect("a folder for seeds");
    }
}
