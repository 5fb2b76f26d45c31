//! Files spoilt at random, the same each time: whatever comes of them, nothing panics, and there is no third outcome
//! between refused with a reason and sealed and valid. `fuzz/` looks for the same with coverage to guide it.

use crate::{
    samples::{request, seeds},
    seal::prepare,
};
use segl_pdf::preflight::inspect;
use segl_pki::test_pki::samples::{NOW, key_and_chain, root_pem};
use segl_validation::{Indication, Trust, validate};

/// Marsaglia's xorshift: as random as this needs, and the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }

    /// A place and a length within some bytes.
    fn range(&mut self, bytes: &[u8]) -> std::ops::Range<usize> {
        let start = self.below(bytes.len());
        start..(start + 1 + self.below(64)).min(bytes.len())
    }
}

/// What means something in a PDF, and numbers at the edges.
const WORDS: [&str; 34] = [
    "<<",
    ">>",
    "[",
    "]",
    "(",
    ")",
    "%",
    "/",
    "#",
    " 0 R",
    " 0 obj\n",
    "endobj\n",
    "stream\n",
    "endstream",
    "xref\n",
    "trailer",
    "startxref\n",
    "null",
    "/Kids",
    "/Parent",
    "/Type/Pages",
    "/Type/Page",
    "/Type/ObjStm",
    "/Type/XRef",
    "/Prev 9",
    "/Length 4294967296",
    "/W[8 8 8]",
    "/Index[0 99999999]",
    "/N 500000",
    "/ByteRange[0 0 0 0]",
    "/Contents<30>",
    "-1",
    "2147483648",
    "99999999999999999999",
];

/// A few changes to a file, small or not.
fn spoilt(sound: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    for _ in 0..=dice.below(4) {
        if bytes.is_empty() {
            break;
        }
        let range = dice.range(&bytes);
        match dice.below(7) {
            0 => bytes[range.start] = b"0123456789 <>[]()/R\n\xff\0"[dice.below(22)],
            1 => {
                let word = WORDS[dice.below(WORDS.len())].as_bytes();
                let end = (range.start + word.len()).min(bytes.len());
                bytes.splice(range.start..end, word.iter().copied());
            }
            2 => {
                let word = WORDS[dice.below(WORDS.len())].as_bytes();
                bytes.splice(range.start..range.start, word.iter().copied());
            }
            3 => drop(bytes.drain(range)),
            4 => {
                let copied = bytes[range].to_vec();
                let at = dice.below(bytes.len());
                bytes.splice(at..at, copied);
            }
            5 => {
                // Another number where one stands: references, offsets and lengths that point elsewhere.
                if let Some(digit) = bytes[range.start..].iter().position(u8::is_ascii_digit) {
                    bytes[range.start + digit] = b"0123456789"[dice.below(10)];
                }
            }
            _ => bytes.truncate(bytes.len() - dice.below(bytes.len() / 8)),
        }
    }
    bytes
}

#[test]
fn what_is_spoilt_at_random_is_refused_or_sealed_and_valid() {
    let (key, chain) = key_and_chain();
    let trust = Trust::from_pem(&root_pem()).expect("a root");
    let seeds = seeds();
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let mut sealed = 0;
    for round in 0..1500 {
        let (name, sound) = &seeds[round % seeds.len()];
        let bytes = spoilt(sound, &mut dice);
        // Sealing costs a hundred times what looking does: one accepted file in eight goes on.
        if inspect(&bytes).is_err() || dice.below(8) > 0 {
            continue;
        }
        sealed += 1;
        let prepared = prepare(request(&[("a", &bytes)]), &chain);
        let prepared = prepared
            .unwrap_or_else(|error| panic!("round {round}, {name}: accepted, then {error}"));
        let signature = key.sign(prepared.digest()).expect("a signature");
        let file = prepared
            .finish(signature)
            .expect("the key's own signature")
            .into_bytes();
        let report = validate(&file, &trust, NOW).expect("a sealed file can be read");
        assert_eq!(report.signatures.len(), 1, "round {round}, {name}");
        assert_eq!(
            report.indication,
            Indication::TotalPassed,
            "round {round}, {name}: {report:#?}"
        );
    }
    assert!(sealed > 20, "only {sealed} were still fit to be sealed");
}

#[test]
fn what_is_spoilt_at_random_never_confuses_the_validator() {
    let trust = Trust::from_pem(&root_pem()).expect("a root");
    let (_, sealed) = seeds().pop().expect("the sealed one");
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for _ in 0..400 {
        let bytes = spoilt(&sealed, &mut dice);
        let passed = validate(&bytes, &trust, NOW)
            .is_ok_and(|report| report.indication == Indication::TotalPassed);
        // What fills the room after the signature's value may be anything; nothing else may.
        let reserved_len = memchr::memmem::rfind(&sealed, b"/Contents <").expect("a signature");
        let is_only_filling =
            bytes.len() == sealed.len() && bytes[..reserved_len] == sealed[..reserved_len];
        assert!(!passed || is_only_filling || bytes.starts_with(&sealed));
    }
}
