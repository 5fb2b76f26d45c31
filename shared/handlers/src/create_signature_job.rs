//! `POST /v1/signature-jobs`: creates a job, once for each `Idempotency-Key`.

use jiff::SignedDuration;
use lambda_http::{
    Request,
    http::{HeaderValue, header},
};
use segl_app::{
    CreateJob, NewSigner, create_job,
    ports::{ApiKeys, Clock, DocumentRegister, Entropy, Jobs, NewJobs},
};
use segl_domain::{
    ContactAddress, DEFAULT_AVAILABILITY, Description, Digest, DocumentId, Documents, EmailAddress, Language,
    MOST_SIGNERS, MobileNumber, Order, PersonName, Reference, Sender, Title,
};
use segl_wire::{JobView, NewJob, ProblemKind, job::NewSigner as WireSigner};

use crate::{
    problem::Refusal,
    reply::{Reply, json},
    sender_request::{Fields, bytes, caller, json_body},
};

/// Creates a signature job.
pub async fn create_signature_job<S: ApiKeys + DocumentRegister + Jobs + NewJobs>(
    request: Request,
    table: &S,
    clock: &impl Clock,
    entropy: &impl Entropy,
) -> Reply {
    let reply = async {
        let sender = caller(&request, table).await?.sender;
        let key = idempotency_key(&request)?;
        let new: NewJob = json_body(&request)?;
        let idempotency = key.map(|key| (key, Digest::of(bytes(&request))));
        let created = create_job(parse(new, sender, idempotency)?, table, table, clock, entropy).await?;
        let mut reply = json(201, &JobView::from(&created.job));
        let headers = reply.headers_mut();
        if let Ok(location) = HeaderValue::from_str(&format!("/v1/signature-jobs/{}", created.job.id())) {
            headers.insert(header::LOCATION, location);
        }
        if created.repeated {
            headers.insert("idempotency-replayed", HeaderValue::from_static("true"));
        }
        Ok(reply)
    };
    reply.await.unwrap_or_else(Refusal::into_reply)
}

fn idempotency_key(request: &Request) -> Result<Option<String>, Refusal> {
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    match value.to_str() {
        Ok(key) if (1..=255).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(Refusal::new(
            ProblemKind::IDEMPOTENCY_KEY_INVALID,
            "An Idempotency-Key is 1 to 255 visible ASCII characters; a UUID is a good one.",
        )),
    }
}

fn parse(new: NewJob, sender: Sender, idempotency: Option<(String, Digest)>) -> Result<CreateJob, Refusal> {
    let mut fields = Fields::default();
    if new.flow.as_deref().is_some_and(|flow| flow != "portal") {
        fields.take::<(), _>("/flow", Err("must be portal: the direct flow is not offered yet"));
    }
    let title = fields.take("/title", Title::try_from(new.title));
    let non_sensitive_title = fields.take_if("/nonSensitiveTitle", new.non_sensitive_title, Title::try_from);
    let description = fields.take_if("/description", new.description, Description::try_from);
    let reference = fields.take_if("/reference", new.reference, Reference::try_from);
    let documents: Vec<DocumentId> = new
        .documents
        .iter()
        .take(Documents::MOST + 1)
        .enumerate()
        .filter_map(|(place, id)| fields.take(&format!("/documents/{place}"), id.parse::<DocumentId>()))
        .collect();
    let signers: Vec<NewSigner> = new
        .signers
        .into_iter()
        .take(MOST_SIGNERS + 1)
        .enumerate()
        .filter_map(|(place, signer)| parse_signer(place, signer, &mut fields))
        .collect();
    let available_for = new.availability.available_seconds.map_or(DEFAULT_AVAILABILITY, SignedDuration::from_secs);
    fields.check()?;
    Ok(CreateJob {
        sender,
        title: title.ok_or_else(|| Refusal::fields(Vec::new()))?,
        non_sensitive_title,
        description,
        reference,
        documents,
        signers,
        activation: new.availability.activation_time,
        available_for,
        idempotency,
    })
}

fn parse_signer(place: usize, signer: WireSigner, fields: &mut Fields) -> Option<NewSigner> {
    let at = |field: &str| format!("/signers/{place}{field}");
    let gave_an_address = signer.email.is_some() || signer.mobile.is_some();
    let email = fields.take_if(&at("/email"), signer.email, EmailAddress::try_from);
    let mobile = fields.take_if(&at("/mobile"), signer.mobile, MobileNumber::try_from);
    let name = fields.take_if(&at("/name"), signer.name, PersonName::try_from);
    let order = fields.take(&at("/order"), Order::try_from(signer.order));
    let language = fields
        .take_if(&at("/language"), signer.language, |tag| Language::from_tag(&tag).ok_or("must be one of nb, nn, en"))
        .unwrap_or_default();
    let address = match ContactAddress::new(email, mobile) {
        Err(_) if gave_an_address => None,
        address => fields.take(&at(""), address),
    };
    Some(NewSigner { address: address?, name, language, order: order? })
}
