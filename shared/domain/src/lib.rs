//! The words and the laws of a signature job: pure, no I/O, no clock, no dice.
//!
//! Start at [`SignatureJob`]: its moves are the laws, [`SignatureJob::next`] is what a workflow asks it, [`Fact`] is
//! what happened, and [`Step`] ties a new state to its facts. Every text, number and address is parsed into a type of
//! its own before it gets here; times and random bytes come in as values.

mod access;
mod admission;
mod agenda;
mod change;
mod choices;
mod contact;
mod digest;
mod document;
mod exit;
mod fact;
mod id;
mod identity;
mod job;
mod language;
mod moves;
mod notice;
mod organisation;
mod person;
mod plan;
mod quiet;
mod secret;
mod signer;
mod status;
mod text;
mod trail;

pub use access::{
    ASKED_CODE_LIFE, Access, CODES_AN_HOUR, IssuedCode, IssuedRedirect, NOTICE_CODE_LIFE, NewCode, REDIRECT_LIFE,
    TRIES_A_CODE, TRIES_A_SIGNER,
};
pub use admission::{Denied, SignStep};
pub use agenda::{Duty, Next, SEALING_RETRY_AFTER_HALT};
pub use change::{ChangedSigner, StatusChange};
pub use choices::{Choice, Sector};
pub use contact::{Channel, ContactAddress, ContactError, EmailAddress, MobileNumber};
pub use digest::Digest;
pub use document::{Document, Documents, DocumentsError};
pub use exit::{ExitUrl, ExitUrlError, ExitUrls};
pub use fact::{DocumentFact, Event, Fact, SignerFact, audit_trail_json, canonical_json, is_unbroken};
pub use id::{
    CodeId, DocumentId, Id, IdError, JobId, Kind, OfCode, OfDocument, OfJob, OfSigner, OfValidation, SignerId,
    ValidationId,
};
pub use identity::{
    Authentication, EIdProof, Entry, FRESH_LOGIN, Identifier, LinkAndCode, Login, OnBehalfOf, SecurityLevel,
    SecurityLevelError, SignatureType,
};
pub use job::{
    ActiveGroup, DOCUMENTS_ARCHIVED, DOCUMENTS_KEPT, Failure, Flow, JobState, Keeping, LONGEST_LIFE, RECORD_KEPT,
    SealedDocument, Sender, SignatureJob, Step, StoredEvidence, Terms,
};
pub use language::Language;
pub use moves::{
    create::{CreateRefused, DEFAULT_AVAILABILITY, FARTHEST_ACTIVATION, LONGEST_AVAILABILITY, MOST_SIGNERS},
    direct::RedirectRefused,
    end::{CancelRefused, ExtendRefused},
    enter::{CodeRefused, Tried},
    keep::DeleteRefused,
    mend::{MOST_REMINDERS, MendRefused, Mended, REMINDER_PAUSE},
    notify::{Carries, NewSecrets, NoticeRefused},
    reach::{LookedUp, Unreachable},
    seal::{RenewRefused, RenewedSeal, SealRefused},
    sign::ActRefused,
};
pub use notice::{ATTEMPTS, INTENTION_LIFE, Notice, NoticeKind, NoticeProgress, NoticeRecord, pause_after};
pub use organisation::{OrganisationNumber, OrganisationNumberError};
pub use person::{Encrypted, NationalIdentityNumber, NumberError, NumberKind, Person, PersonKey};
pub use plan::Planned;
pub use quiet::sms_time;
pub use secret::{
    CodeDigest, LinkDigest, LinkToken, LoginDigest, LoginToken, NotAToken, OneTimeCode, RedirectDigest, RedirectToken,
    SessionDigest, SessionToken, ValidationDigest, ValidationToken, spell_mac,
};
pub use signer::{AddressedPerson, Addressee, Asked, NoticeAddress, Order, OrderError, Signature, Signer, SignerState};
pub use status::{JobStatus, SignerStatus};
pub use text::{
    Description, FileName, PersonName, QueueName, QueueNameError, Reference, RejectionReason, SenderName,
    SignerIdentifier, TextError, Title,
};
pub use trail::{CheckedTrail, TrailBroken, check_audit_trail, is_of_readable_size};
