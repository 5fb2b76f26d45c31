//! What the API answers is what its description says: every field is described, every promised field is there.

use std::collections::BTreeSet;

use serde::{Deserialize as _, Serialize, de::DeserializeOwned};
use serde_json::Value;

use segl_domain::audit::{AuditEvent, AuditEventData};
use segl_tests::World;
use segl_wire::{JobView, ProblemKind};

fn description() -> Value {
    serde_json::from_str(segl_wire::OPENAPI).expect("the description is JSON")
}

fn schema<'d>(description: &'d Value, schema: &'d Value) -> &'d Value {
    match schema["$ref"].as_str() {
        Some(name) => description
            .pointer(name.trim_start_matches('#'))
            .unwrap_or_else(|| panic!("{name} is nowhere")),
        None => schema,
    }
}

/// Holds a value against a schema, as far as we use schemas.
fn fits(description: &Value, wanted: &Value, value: &Value, place: &str) {
    let wanted = schema(description, wanted);
    if let Some(kinds) = wanted["oneOf"].as_array() {
        let is_of = |kind: &&Value| match kind["properties"]["type"]["const"].as_str() {
            Some(name) => value["type"] == name,
            None => kind["required"]
                .as_array()
                .into_iter()
                .flatten()
                .all(|key| value.get(key.as_str().unwrap_or("")).is_some()),
        };
        let kind = kinds
            .iter()
            .find(is_of)
            .unwrap_or_else(|| panic!("{place}: {value} is of no kind that is described"));
        return fits(description, kind, value, place);
    }
    match wanted["type"].as_str() {
        Some("object") => {
            let fields = value
                .as_object()
                .unwrap_or_else(|| panic!("{place} is no object"));
            for promised in wanted["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                assert!(fields.contains_key(promised), "{place} lacks {promised}");
            }
            for (name, field) in fields {
                let named = &wanted["properties"][name];
                let described = if named.is_null() {
                    &wanted["additionalProperties"]
                } else {
                    named
                };
                assert!(described.is_object(), "{place}/{name} is not described");
                fits(description, described, field, &format!("{place}/{name}"));
            }
        }
        Some("array") => {
            for item in value
                .as_array()
                .unwrap_or_else(|| panic!("{place} is no list"))
            {
                fits(description, &wanted["items"], item, &format!("{place}/-"));
            }
        }
        Some("string") => {
            let text = value
                .as_str()
                .unwrap_or_else(|| panic!("{place} is no text"));
            if let Some(words) = wanted["enum"].as_array() {
                assert!(
                    words.iter().any(|word| word == text),
                    "{place}: {text} is none of the words"
                );
            }
        }
        Some("boolean") => assert!(value.is_boolean(), "{place} is neither yes nor no"),
        Some("integer") => assert!(
            value.is_i64() || value.is_u64(),
            "{place} is no whole number"
        ),
        other => panic!("{place}: a schema of type {other:?}"),
    }
}

#[tokio::test]
async fn a_job_in_every_state_is_as_described() {
    let (description, world) = (description(), World::new());
    let wanted = &description["components"]["schemas"]["SignatureJob"];
    let holds = |job| {
        let view = serde_json::to_value(JobView::from(&world.job(job))).expect("a view is JSON");
        fits(&description, wanted, &view, "job");
        for event in world.table.peek_events(job) {
            let event = serde_json::to_value(event).expect("an event is JSON");
            fits(
                &description,
                &description["components"]["schemas"]["AuditEvent"],
                &event,
                "event",
            );
        }
    };
    let job = world
        .create(
            &[
                ("kari@example.com", None, 0),
                ("ola@example.com", Some("91234567"), 1),
            ],
            None,
        )
        .await;
    holds(job);
    world.walk(job, 1).await.expect("the ports answer");
    holds(job);
    let signers: Vec<_> = world
        .job(job)
        .signers()
        .iter()
        .map(segl_domain::job::signer::Signer::id)
        .collect();
    for signer in signers {
        world.sign(job, signer).await;
        holds(job);
        world.walk(job, 1).await.expect("the ports answer");
        holds(job);
    }
    world
        .clock
        .advance(jiff::SignedDuration::from_hours(41 * 24));
    world.walk(job, 1).await.expect("the ports answer");
    holds(job);
}

/// The place of a kind of event in the description: a new kind is a compile error here until it has one.
const fn place(data: &AuditEventData) -> usize {
    use AuditEventData as E;
    match data {
        E::JobCreated { .. } => 0,
        E::GroupActivated { .. } => 1,
        E::DeadlineExtended { .. } => 2,
        E::LinkIssued { .. } => 3,
        E::LinkRevoked { .. } => 4,
        E::OtpIssued { .. } => 5,
        E::OtpVerified { .. } => 6,
        E::OtpVerificationFailed { .. } => 7,
        E::OtpExpired { .. } => 8,
        E::RedirectUrlIssued { .. } => 9,
        E::RedirectUrlUsed { .. } => 10,
        E::SignerUpdated { .. } => 11,
        E::SignerBlocked { .. } => 12,
        E::SignerUnblocked { .. } => 13,
        E::SignerUnreachable { .. } => 14,
        E::NameNotAvailable { .. } => 15,
        E::ReminderRequested { .. } => 16,
        E::NotificationAttempted { .. } => 17,
        E::NotificationSent { .. } => 18,
        E::NotificationFailed { .. } => 19,
        E::NotificationSkipped { .. } => 20,
        E::Signed { .. } => 21,
        E::Rejected { .. } => 22,
        E::Cancelled => 23,
        E::Expired { .. } => 24,
        E::EvidenceSigningStarted { .. } => 25,
        E::SealingStarted { .. } => 26,
        E::SealingHalted => 27,
        E::Sealed { .. } => 28,
        E::SealRenewed { .. } => 29,
        E::DeletionRequested => 30,
        E::DocumentsDeleted => 31,
    }
}

#[test]
fn every_audit_event_is_described_with_an_example_that_reads_back() {
    let description = description();
    let described = &description["components"]["schemas"]["AuditEvent"];
    let kinds = described["oneOf"].as_array().expect("kinds");
    let mut places = Vec::new();
    for kind in kinds {
        let example = &kind["example"];
        fits(&description, described, example, "event");
        let event: AuditEvent = serde_json::from_value(example.clone())
            .unwrap_or_else(|error| panic!("{error}: {example}"));
        assert_eq!(&serde_json::to_value(&event).expect("JSON"), example);
        places.push(place(&event.data));
    }
    assert_eq!(
        places,
        (0..32).collect::<Vec<_>>(),
        "each kind once, in the order of the domain"
    );
}

#[test]
fn every_problem_is_in_the_catalogue() {
    let text = description()["components"]["responses"].to_string();
    for kind in ProblemKind::ALL {
        assert!(
            text.contains(&format!("`{}`", kind.code)),
            "{} is in no response's description",
            kind.code
        );
    }
    use segl_app::validation::signatures::Unreadable as U;
    for unreadable in [
        U::NotPdf,
        U::NotContainer,
        U::Encrypted,
        U::TooManySignatures,
        U::Damaged,
    ] {
        assert!(
            text.contains(&format!("`{}`", unreadable.code())),
            "{unreadable} is in no response's description"
        );
    }
    for refused in segl_pdf::preflight::Rejection::all() {
        assert!(refused.code().starts_with("document-"));
        assert!(
            text.contains(&format!("`{}`", refused.code())),
            "{} is in no response's description",
            refused.code()
        );
    }
}

/// Reads a value as the type of a schema, and writes it again.
type ReadBack = fn(&Value) -> Result<Value, serde_json::Error>;

fn read_back<T: DeserializeOwned + Serialize>(value: &Value) -> Result<Value, serde_json::Error> {
    serde_json::to_value(T::deserialize(value)?)
}

/// Every schema of the description, and the type that is on the wire. What a validation reports is only written; a test
/// of the journeys holds it to its schema.
const SCHEMAS: &[(&str, Option<ReadBack>)] = &[
    ("Problem", Some(read_back::<segl_wire::Problem>)),
    ("ProblemType", Some(read_back::<segl_wire::ProblemTypeView>)),
    ("NewDocument", Some(read_back::<segl_wire::NewDocument>)),
    ("Document", Some(read_back::<segl_wire::DocumentView>)),
    ("NewSignatureJob", Some(read_back::<segl_wire::NewJob>)),
    ("NewSigner", Some(read_back::<segl_wire::NewSigner>)),
    (
        "ExtendSignatureJob",
        Some(read_back::<segl_wire::ExtendJob>),
    ),
    (
        "CancelSignatureJob",
        Some(read_back::<segl_wire::CancelJob>),
    ),
    ("SignatureJob", Some(read_back::<JobView>)),
    (
        "JobStatus",
        Some(read_back::<segl_domain::job::status::JobStatus>),
    ),
    ("Signer", Some(read_back::<segl_wire::SignerView>)),
    ("SignatureJobPage", Some(read_back::<segl_wire::JobPage>)),
    ("DownloadUrl", Some(read_back::<segl_wire::DownloadUrlView>)),
    (
        "AuditTrail",
        Some(|trail| {
            let events: Vec<AuditEvent> = Vec::deserialize(&trail["events"])?;
            let job = events[0].job;
            serde_json::from_str(&segl_domain::audit::audit_trail_json(job, &events))
        }),
    ),
    ("Whoami", Some(read_back::<segl_wire::WhoamiView>)),
    ("UpdateSigner", Some(read_back::<segl_wire::UpdateSigner>)),
    ("RedirectUrl", Some(read_back::<segl_wire::RedirectView>)),
    (
        "StatusChange",
        Some(read_back::<segl_wire::StatusChangeView>),
    ),
    ("NewValidation", Some(read_back::<segl_wire::NewValidation>)),
    (
        "ValidationSlot",
        Some(read_back::<segl_wire::ValidationSlotView>),
    ),
    ("Validation", None),
    ("ValidatedSignature", None),
    ("ValidationReport", None),
    (
        "Authentication",
        Some(read_back::<segl_domain::identity::authentication::Authentication>),
    ),
    (
        "Notification",
        Some(read_back::<segl_domain::notification::Notification>),
    ),
    ("AuditEvent", Some(read_back::<AuditEvent>)),
    (
        "Actor",
        Some(read_back::<segl_domain::identity::principal::Actor>),
    ),
];

/// Without what says nothing: requests may leave out what they do not ask for.
fn said(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let said = fields.iter().filter(|(_, field)| !field.is_null());
            said.map(|(name, field)| (name.clone(), self::said(field)))
                .collect()
        }
        Value::Array(items) => items.iter().map(said).collect(),
        other => other.clone(),
    }
}

#[test]
fn every_schema_has_an_example_that_its_type_reads_and_writes_alike() {
    let description = description();
    let schemas = description["components"]["schemas"]
        .as_object()
        .expect("schemas");
    let described: BTreeSet<&str> = schemas.keys().map(String::as_str).collect();
    assert_eq!(
        described,
        SCHEMAS.iter().map(|(name, _)| *name).collect(),
        "left: the description, right: this table"
    );
    for (name, read_back) in SCHEMAS {
        let Some(read_back) = read_back else { continue };
        let kinds = schemas[*name]["oneOf"]
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![schemas[*name].clone()]);
        for kind in kinds {
            let example = kind
                .get("example")
                .unwrap_or_else(|| panic!("{name} has no example"));
            fits(&description, &kind, example, name);
            let written =
                read_back(example).unwrap_or_else(|error| panic!("{name}: {error}: {example}"));
            for field in example
                .as_object()
                .into_iter()
                .flatten()
                .map(|(field, _)| field)
            {
                assert_eq!(said(&written[field]), example[field], "{name}/{field}");
            }
        }
    }
}
