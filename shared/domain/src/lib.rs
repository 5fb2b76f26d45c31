//! The model of a signature job and its invariants: pure, no I/O, no clock, no randomness.
//!
//! Start at [`SignatureJob`]: its transitions keep the invariants, [`SignatureJob::next`] is what a workflow asks it, [`AuditEvent`] is
//! what happened, and [`Transition`] ties a new state to its audit events. Every text, number and address is parsed into a type of
//! its own before it gets here; times and random bytes come in as values.

mod audit;
mod authorization;
mod change;
mod contact;
mod credentials;
mod digest;
mod document;
mod exit;
mod flow_rules;
mod id;
mod identity;
mod job;
mod language;
mod next_action;
mod notification;
mod notification_schedule;
mod organisation;
mod person;
mod policy;
mod principal;
mod quiet_hours;
mod secret;
mod signer;
mod status;
mod text;
mod transitions;

pub use audit::{
    AUDIT_TRAIL_FORMAT, AuditEvent, AuditEventData, AuditedDocument, AuditedSigner, SignerField,
    TrailError, VerifiedTrail, audit_trail_json, canonical_json, is_of_readable_size,
    verify_audit_trail,
};
pub use authorization::{Denied, SignStep};
pub use change::{ChangedSigner, StatusChange};
pub use contact::{
    Channel, ContactAddress, ContactError, EmailAddress, LookedUp, MobileNumber, Unreachable,
};
pub use credentials::{
    IssuedCode, IssuedRedirect, MAX_ATTEMPTS_PER_CODE, MAX_ATTEMPTS_PER_SIGNER, MAX_CODES_PER_HOUR,
    NOTIFIED_OTP_TTL, NewCode, REDIRECT_URL_TTL, REQUESTED_OTP_TTL, SignerCredentials,
};
pub use digest::Digest;
pub use document::{Document, Documents, DocumentsError};
pub use exit::{ExitUrl, ExitUrlError, ExitUrls};
pub use flow_rules::Choice;
pub use id::{
    ApiKeyId, CodeId, DocumentId, Id, IdError, JobId, Kind, OfApiKey, OfCode, OfDocument, OfJob,
    OfSigner, OfUser, OfValidation, SignerId, UserId, ValidationId,
};
pub use identity::{
    Authentication, AuthenticationMethod, EIdProof, FRESH_LOGIN_TTL, Identifier, LinkAndCode,
    Login, OnBehalfOf, SecurityLevel, SecurityLevelError, SignatureType,
};
pub use job::{
    AUDIT_RETENTION, ActiveGroup, DOCUMENT_RETENTION, Failure, Flow, JobState, LONG_TERM_RETENTION,
    MAX_JOB_LIFETIME, Retention, RetentionPolicy, SealedDocument, SignatureJob, StoredEvidence,
    Terms, Transition,
};
pub use language::Language;
pub use next_action::{NextAction, SEALING_RETRY_AFTER_HALT};
pub use notification::{
    ATTEMPT_TIMEOUT, MAX_ATTEMPTS, Notification, NotificationKind, NotificationProgress,
    NotificationRecord, pause_after,
};
pub use notification_schedule::Planned;
pub use organisation::{OrganisationNumber, OrganisationNumberError, Sector, Sender};
pub use person::{Encrypted, NationalIdentityNumber, NumberError, NumberKind, Person, PersonKey};
pub use policy::{Action, Forbidden, Resource, authorize};
pub use principal::{Actor, Organisation, Permission, Permissions, Principal, UnknownScope};
pub use quiet_hours::sms_time;
pub use secret::{
    CodeDigest, LinkDigest, LinkToken, LoginDigest, LoginToken, NotAToken, OneTimeCode,
    RedirectDigest, RedirectToken, SessionDigest, SessionToken, ValidationDigest, ValidationToken,
    spell_mac,
};
pub use signer::{
    AddressedPerson, Addressee, Asked, NotificationAddress, Order, OrderError, Signature, Signer,
    SignerState,
};
pub use status::{JobStatus, SignerStatus};
pub use text::{
    Description, FileName, PersonName, QueueName, QueueNameError, Reference, RejectionReason,
    SenderName, SignerIdentifier, TextError, Title,
};
pub use transitions::{
    create::{
        CreateRefused, DEFAULT_AVAILABILITY, MAX_ACTIVATION_DELAY, MAX_AVAILABILITY, MAX_SIGNERS,
    },
    direct::RedirectRefused,
    end::{CancelRefused, ExtendRefused},
    notify::{Carries, NewSecrets, NotificationRefused},
    otp::{CodeRefused, CodeVerification},
    retention::DeleteRefused,
    seal::{RenewRefused, RenewedSeal, SealRefused},
    sign::ActRefused,
    signers::{MAX_REMINDERS, REMINDER_INTERVAL, SignerUpdate, SignerUpdateRefused},
};
