//! The shapes that cross the boundary: requests, replies, problems, workflow steps.
//!
//! `openapi.json` beside this crate's sources says the same to the outside; the tests hold the two together.

pub mod document;
pub mod job;
pub mod problem;
pub mod request;
pub mod seal;
pub mod step;
pub mod strict;
pub mod validation;

pub use document::{DocumentView, NewDocument, UploadView};
pub use job::{
    AddressedBy, DownloadUrlView, JobLine, JobPage, JobView, RedirectView, SignerView,
    StatusChangeView, WhoamiView,
};
pub use problem::{FieldError, Problem, ProblemKind, ProblemTypeView};
pub use request::{
    Availability, CancelJob, ContactLookup, ExtendJob, NewExitUrls, NewJob, NewSigner, UpdateSigner,
};
pub use seal::{EvidenceView, SealedView, SealingView};
pub use step::StepError;
pub use validation::{NewValidation, ValidationSlotView, ValidationStatus};

/// The OpenAPI 3.1 document of the sender API.
pub const OPENAPI: &str = include_str!("../openapi.json");
