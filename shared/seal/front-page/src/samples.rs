//! Requests to seal, a sealer with the test PKI, and what stands in the sealed files: for tests, benchmarks, fuzzing.

mod archived;

use ::cms::{content_info::ContentInfo, signed_data::SignedData};
use bytes::Bytes;
use const_oid::db::rfc5911;
use der::Decode as _;
use segl_pades::signing::Sha256State;
use segl_pdf::{
    file::File,
    object::Object,
    samples::{PLAIN, plain_with, streams},
};
use segl_pki::test_pki::samples::{NOW, key_and_chain};
use sha2::{Digest as _, Sha256};

pub use archived::archived;

use segl_domain::language::Language;

use crate::{
    fonts::Fonts,
    front::{FrontPage, FrontSigner},
    seal::{Original, SealRequest, prepare},
};

/// A request to seal these documents.
pub fn request(documents: &[(&str, &[u8])]) -> SealRequest {
    SealRequest {
        front: FrontPage {
            language: Language::Nb,
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
                bytes: Bytes::copy_from_slice(bytes),
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

/// A request to seal one document that one person signed at this time, without anything else in it.
#[must_use]
pub fn request_of(bytes: Bytes, hashed: Sha256State, at: jiff::Timestamp) -> SealRequest {
    let signer = FrontSigner {
        name: "Kari Nordmann".to_owned(),
        details: Vec::new(),
        signed_at: at,
        method: "Link and code".to_owned(),
    };
    SealRequest {
        front: FrontPage {
            language: Language::En,
            job: "job".to_owned(),
            title: "Title".to_owned(),
            sender: "Sender".to_owned(),
            reference: None,
            signers: vec![signer],
            who: Vec::new(),
            validation_address: None,
        },
        originals: vec![Original {
            title: "A".to_owned(),
            bytes,
            hashed,
        }],
        audit_trail: None,
        evidence: None,
        fonts: Fonts::compiled_in(),
        sealed_at: at,
        seed: [1; 32],
        timestamp_reserved_len: 0,
    }
}

/// A sealed document in one piece.
pub struct SealedFile {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// SHA-256 of it, as the sealer says.
    pub sha256: [u8; 32],
}

/// Seals.
pub fn seal(request: &SealRequest) -> SealedFile {
    let (key, chain) = key_and_chain();
    let prepared = prepare(request.clone(), &chain).expect("a document that can be prepared");
    let signature = key.sign(prepared.digest()).expect("a signature");
    let sealed = prepared
        .finish(signature)
        .expect("the right key's signature");
    SealedFile {
        sha256: sealed.sha256,
        bytes: sealed.into_bytes(),
    }
}

/// The signature in a sealed file, and whether the file is what it signed.
pub fn signature_of(bytes: &[u8]) -> Option<(SignedData, bool)> {
    let file = File::open(bytes).ok()?;
    let dict = file.numbers().filter_map(|number| match file.get(number)? {
        Object::Dict(dict) if dict.get("SubFilter").is_some() => Some(dict),
        _ => None,
    });
    let dict = dict.last()?;
    let range: Vec<usize> = dict
        .get("ByteRange")?
        .array()?
        .iter()
        .filter_map(|n| usize::try_from(n.int()?).ok())
        .collect();
    let [0, length, after, rest] = range[..] else {
        return None;
    };
    let covers_all = after.checked_add(rest)? == bytes.len();
    let digest = Sha256::new()
        .chain_update(bytes.get(..length)?)
        .chain_update(bytes.get(after..)?)
        .finalize();
    let Object::Text(contents) = dict.get("Contents")? else {
        return None;
    };
    let mut reader = der::SliceReader::new(contents).ok()?;
    let content = ContentInfo::decode(&mut reader).ok()?;
    let data: SignedData = content.content.decode_as().ok()?;
    let signer = data.signer_infos.0.get(0)?;
    let said = signer
        .signed_attrs
        .as_ref()?
        .iter()
        .find(|a| a.oid == rfc5911::ID_MESSAGE_DIGEST)?;
    let is_said = said.values.get(0)?.value() == digest.as_slice();
    Some((data, covers_all && is_said))
}

/// Whether the seal says what the file holds, and covers all of it.
pub fn is_intact(bytes: &[u8]) -> bool {
    signature_of(bytes).is_some_and(|(_, intact)| intact)
}

/// How many pages a PDF has.
pub fn pages_of(bytes: &[u8]) -> usize {
    File::open(bytes)
        .expect("a PDF")
        .pages()
        .expect("its pages")
        .len()
}

/// Names and bytes of the files that are embedded.
pub fn attached(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let file = File::open(bytes).expect("a PDF");
    let (_, catalog) = file.catalog().expect("a catalog");
    let names = file
        .dict_in(&catalog, "Names")
        .and_then(|names| file.dict_in(&names, "EmbeddedFiles"));
    let Some(names) = names.and_then(|names| file.array_in(&names, "Names")) else {
        return Vec::new();
    };
    let read = names.chunks(2).map(|pair| {
        let Object::Text(name) = &pair[0] else {
            panic!("a name is a text")
        };
        let Object::Dict(specification) = file.resolve(&pair[1]) else {
            panic!("a file is a dictionary")
        };
        let streams = file.dict_in(&specification, "EF").expect("its streams");
        let stream = file.stream(
            streams
                .get("F")
                .and_then(Object::reference)
                .expect("a stream")
                .0,
        );
        (
            String::from_utf8_lossy(name).into_owned(),
            stream.expect("a stream").raw.to_vec(),
        )
    });
    read.collect()
}

/// The fonts of the packages in `infra/fonts/requirements.txt`, from the folder that `SEGL_FONTS` names.
pub fn fonts_installed() -> Fonts {
    let folder = std::env::var_os("SEGL_FONTS").map(std::path::PathBuf::from);
    Fonts::reading(move |file| std::fs::read(folder.as_ref()?.join(file)).ok())
}

/// A name in each script that is promised, by ISO 15924.
pub const SCRIPTS: [(&str, &str); 22] = [
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
pub fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let form = plain_with(&[
        (
            1,
            "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/PageLabels<</Nums[0<</S/r>>]>>>>",
        ),
        (3, "<</Type/Page/Parent 2 0 R/Annots 7 0 R>>"),
        (5, "<</Fields 6 0 R>>"),
        (6, "[8 0 R]"),
        (7, "[8 0 R]"),
        (
            8,
            "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[0 0 9 9]/AP<</N 9 0 R>>>>",
        ),
        (
            9,
            "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 3>>stream\nq Q\nendstream",
        ),
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

#[cfg(test)]
#[test]
#[ignore = "writes the seeds that the repository keeps: run it when they are to change"]
fn write_seeds() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds");
    for (name, bytes) in seeds() {
        std::fs::write(folder.join(format!("{name}.pdf")), bytes).expect("a folder for seeds");
    }
}
