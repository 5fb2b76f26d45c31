//! What the pages are told: what came of a file, apart from how it is said.

use jiff::{Timestamp, civil::Date};

/// What is said of a file or of one signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Valid.
    Valid,
    /// Not valid, or tampered with.
    Invalid,
    /// What is known does not suffice.
    Undecided,
    /// There is no signature.
    Unsigned,
}

/// Why there is no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValidationTrouble {
    /// No file came.
    NoFile,
    /// It is larger than is taken.
    TooLarge,
    /// It is no PDF.
    NotPdf,
    /// It is a ZIP file that is no ASiC-E container.
    NotContainer,
    /// The PDF is encrypted.
    Encrypted,
    /// The PDF has more signatures than are looked at.
    TooManySignatures,
    /// The PDF is damaged, or larger or deeper than is read.
    Damaged,
    /// The container is damaged, or larger than is read.
    DamagedContainer,
    /// It has not come, or its result was shown.
    Gone,
}

/// What a [`CheckedSignature`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckedKind {
    /// Somebody's signature or seal.
    Signature,
    /// A timestamp over the whole document.
    Timestamp,
}

/// One signature.
#[derive(Clone, Debug)]
pub struct CheckedSignature {
    /// What it is.
    pub kind: CheckedKind,
    /// What is said of it.
    pub verdict: Verdict,
    /// Who signed, as the certificate says.
    pub signer: String,
    /// Whether somebody who is known here issued that certificate.
    pub is_vouched_for: bool,
    /// The PAdES level; empty for another kind.
    pub level: String,
    /// The sub-indication of EN 319 102-1, if it is not valid.
    pub code: Option<String>,
    /// When it was there, as a timestamp proves.
    pub best_signature_time: Option<Timestamp>,
    /// When it was made, as the signer says.
    pub claimed_signing_time: Option<Timestamp>,
    /// Whether what came after it could not be judged: something was added at the file's end, or cut off.
    pub is_cut_or_grown: bool,
    /// Whether it stands in a container and is of none of its files.
    pub is_of_no_file: bool,
    /// The files that it is of, in a container.
    pub files: Vec<String>,
    /// Those of them that are not what was signed.
    pub changed_files: Vec<String>,
    /// Those that it is of and that are not there.
    pub missing_files: Vec<String>,
    /// Whether it brings no timestamp that could be checked.
    pub has_no_timestamp: bool,
    /// What is said of it in sentences, in English.
    pub reasons: Vec<String>,
    /// Bytes, key, path, revocation, timestamp, changes: in order, not in order, or not checked.
    pub checks: [Option<bool>; 6],
}

/// A signer, as the evidence says.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The name.
    pub name: String,
    /// When he or she signed.
    pub signed_at: Timestamp,
    /// How he or she was let in, with an address that is all but hidden.
    pub method: String,
    /// The date of birth, where an e-ID gave it.
    pub born: Option<Date>,
    /// Whether the signature was given for somebody else.
    pub for_another: bool,
}

/// What a document that Segl sealed carries, or a container of evidence holds.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    /// The job that it is of, as the evidence says.
    pub job: Option<CarriedJob>,
    /// What is known of who the signers are, in sentences.
    pub identity: Vec<&'static str>,
    /// Who signed, and when.
    pub signers: Vec<Stated>,
    /// What is said of the evidence, if there is some.
    pub evidence: Option<Verdict>,
    /// The signature in the evidence by which it is not valid.
    pub evidence_fault: Option<Box<CheckedSignature>>,
    /// Whether the statements in the evidence belong together and to the documents beside them, if there are some.
    pub statements: Option<Option<bool>>,
    /// Whether the audit trail is in order, if there is one: `None` inside for one that could not be checked.
    pub audit_trail: Option<Option<bool>>,
}

/// A job, as the evidence says.
#[derive(Clone, Debug)]
pub struct CarriedJob {
    /// What it is called.
    pub title: String,
    /// Who sent it: the name, and the organisation number.
    pub sender: String,
    /// What its documents are called.
    pub documents: Vec<String>,
}

/// What came after valid signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CameAfter {
    /// Nothing but what keeps signatures alive.
    Nothing,
    /// What the file says about itself, such as its title.
    Metadata,
    /// More, as the signatures allow.
    More,
}

/// What is odd about a file and does not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileNote {
    /// A container is packed otherwise than it should be.
    OddContainer,
    /// A container has a file beside its signatures that nobody has signed.
    UnsignedMetadata,
}

/// The file that was looked at.
#[derive(Clone, Debug)]
pub struct CheckedFile {
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was looked at.
    pub at: Timestamp,
    /// The files of a container that no signature is of.
    pub unsigned_files: Vec<String>,
    /// What is odd about it.
    pub notes: Vec<FileNote>,
    /// Whether it holds statements of signers and none of the documents: a part of a job's evidence.
    pub is_part: bool,
    /// What came after its signatures.
    pub came_after: CameAfter,
}

/// What came of a file.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It was looked at.
    Report {
        /// What is said of it.
        verdict: Verdict,
        /// Its signatures.
        signatures: Vec<CheckedSignature>,
        /// The file.
        file: CheckedFile,
        /// What it carries.
        carried: Box<Carried>,
    },
    /// It was not.
    Trouble(ValidationTrouble),
}
