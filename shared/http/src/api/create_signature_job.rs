//! `POST /v1/signature-jobs`: creates a job, once for each `Idempotency-Key`.

use jiff::SignedDuration;
use lambda_http::{
    Request,
    http::{HeaderValue, header},
};
use segl_app::{
    ports::{
        Ctx,
        authenticator::Authenticator,
        document_index::DocumentIndex,
        e_id::{ContactRegister, IdentityPorts, IdentityProviders},
        jobs::{Jobs, NewJobs},
        keys::{PersonCipher, PersonHash},
    },
    sender::creation::{self, CreateJob, NewAddressee, NewNotifications, NewSigner},
};
use segl_domain::{
    account::organisation::Sector,
    contact::{ContactAddress, EmailAddress, MobileNumber},
    digest::Digest,
    id::DocumentId,
    identity::{
        authentication::{SecurityLevel, SignatureType},
        national_id::NationalIdentityNumber,
        principal::Principal,
    },
    job::{
        Flow,
        document::Documents,
        exit_urls::{ExitUrl, ExitUrls},
        signer::{Asked, Order},
        transitions::create::{DEFAULT_AVAILABILITY, MAX_SIGNERS},
    },
    language::Language,
    text::{Description, PersonName, QueueName, Reference, SignerIdentifier, Title},
};
use segl_wire::{JobView, NewExitUrls, NewJob, NewSigner as WireSigner, ProblemKind};

use super::{
    problem::Refusal,
    request::{Fields, json_body, principal},
};
use crate::{
    reply::{Reply, json},
    request::bytes,
};

/// Creates a signature job.
pub async fn create_signature_job<S: Authenticator + DocumentIndex + Jobs + NewJobs>(
    request: Request,
    table: &S,
    persons: IdentityPorts<
        '_,
        impl PersonHash + PersonCipher,
        impl ContactRegister,
        impl IdentityProviders,
    >,
    ctx: Ctx<'_>,
) -> Result<Reply, Refusal> {
    let principal = principal(&request, table).await?;
    let key = idempotency_key(&request)?;
    let new: NewJob = json_body(&request)?;
    let idempotency = key.map(|key| (key, Digest::of(bytes(&request))));
    let command = parse(new, principal, idempotency)?;
    let created = creation::create_job(command, table, persons, ctx).await?;
    let mut reply = json(201, &JobView::from(&created.job));
    let headers = reply.headers_mut();
    if let Ok(location) = HeaderValue::from_str(&format!("/v1/signature-jobs/{}", created.job.id()))
    {
        headers.insert(header::LOCATION, location);
    }
    if created.repeated {
        headers.insert("idempotency-replayed", HeaderValue::from_static("true"));
    }
    Ok(reply)
}

fn idempotency_key(request: &Request) -> Result<Option<String>, Refusal> {
    let Some(value) = request.headers().get("idempotency-key") else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(key) if (1..=255).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(Refusal::new(
            ProblemKind::IDEMPOTENCY_KEY_INVALID,
            "An Idempotency-Key is 1 to 255 visible ASCII characters; a UUID is a good one.",
        )),
    }
}

fn parse(
    new: NewJob,
    principal: Principal,
    idempotency: Option<(String, Digest)>,
) -> Result<CreateJob, Refusal> {
    let sector = principal.organisation.sector;
    let mut fields = Fields::default();
    let flow = parse_flow(new.flow.as_deref(), new.exit_urls, &mut fields);
    let is_direct = new.flow.as_deref() == Some("direct");
    let level = fields.take_if(
        "/authenticationLevel",
        new.authentication_level,
        SecurityLevel::try_from,
    );
    let named = fields.take_if("/statusQueue", new.status_queue, QueueName::try_from);
    let title = fields.take("/title", Title::try_from(new.title));
    let non_sensitive_title = fields.take_if(
        "/nonSensitiveTitle",
        new.non_sensitive_title,
        Title::try_from,
    );
    let description = fields.take_if("/description", new.description, Description::try_from);
    let reference = fields.take_if("/reference", new.reference, Reference::try_from);
    let documents: Vec<DocumentId> = new
        .documents
        .iter()
        .take(Documents::MOST + 1)
        .enumerate()
        .filter_map(|(place, id)| {
            fields.take(&format!("/documents/{place}"), id.parse::<DocumentId>())
        })
        .collect();
    let signers: Vec<NewSigner> = new
        .signers
        .into_iter()
        .take(MAX_SIGNERS + 1)
        .enumerate()
        .filter_map(|(place, signer)| parse_signer(place, signer, (is_direct, sector), &mut fields))
        .collect();
    let available_for = new
        .availability
        .available_seconds
        .map_or(DEFAULT_AVAILABILITY, SignedDuration::from_secs);
    fields.check()?;
    Ok(CreateJob {
        principal,
        flow: flow.ok_or_else(|| Refusal::fields(Vec::new()))?,
        level: level.unwrap_or(SecurityLevel::High),
        identifier: new.identifier_in_signed_documents,
        // In the direct flow the signer comes back with a token, and a queue is for those who ask for one.
        queue: named.or_else(|| (!is_direct).then(QueueName::default)),
        title: title.ok_or_else(|| Refusal::fields(Vec::new()))?,
        non_sensitive_title,
        description,
        reference,
        documents,
        signers,
        activation: new.availability.activation_time,
        available_for,
        retention: new.retention,
        idempotency,
    })
}

fn parse_flow(
    flow: Option<&str>,
    exit_urls: Option<NewExitUrls>,
    fields: &mut Fields,
) -> Option<Flow> {
    match (flow, exit_urls) {
        (None | Some("portal"), None) => Some(Flow::Portal),
        (None | Some("portal"), Some(_)) => fields.take(
            "/exitUrls",
            Err("belong to the direct flow; leave them out, or set flow to direct"),
        ),
        (Some("direct"), Some(urls)) => {
            let mut take = |name: &str, url: String| {
                fields.take(&format!("/exitUrls/{name}"), ExitUrl::try_from(url))
            };
            let completion = take("completion", urls.completion);
            let (rejection, error) = (take("rejection", urls.rejection), take("error", urls.error));
            Some(Flow::Direct {
                exit_urls: ExitUrls {
                    completion: completion?,
                    rejection: rejection?,
                    error: error?,
                },
            })
        }
        (Some("direct"), None) => fields.take(
            "/exitUrls",
            Err("are needed in the direct flow: completion, rejection and error"),
        ),
        (Some(_), _) => fields.take("/flow", Err("must be portal or direct")),
    }
}

fn parse_signer(
    place: usize,
    signer: WireSigner,
    (is_direct, sector): (bool, Sector),
    fields: &mut Fields,
) -> Option<NewSigner> {
    let at = |field: &str| format!("/signers/{place}{field}");
    let gave_an_address = signer.email.is_some() || signer.mobile.is_some();
    let gave_a_number = signer.national_identity_number.is_some();
    let gave_a_word = signer.signer_identifier.is_some();
    let email = fields.take_if(&at("/email"), signer.email, EmailAddress::try_from);
    let mobile = fields.take_if(&at("/mobile"), signer.mobile, MobileNumber::try_from);
    let name = fields.take_if(&at("/name"), signer.name, PersonName::try_from);
    let order = fields.take(&at("/order"), Order::try_from(signer.order));
    let language = fields
        .take_if(&at("/language"), signer.language, |tag| {
            Language::from_tag(&tag).ok_or("must be one of nb, nn, en")
        })
        .unwrap_or_default();
    let number = fields.take_if(
        &at("/nationalIdentityNumber"),
        signer.national_identity_number,
        |text| NationalIdentityNumber::parse(&text),
    );
    let word = fields.take_if(
        &at("/signerIdentifier"),
        signer.signer_identifier,
        SignerIdentifier::try_from,
    );
    let e_id_to_sign = fields.take_if(
        &at("/eidToSign"),
        signer.eid_to_sign,
        SecurityLevel::try_from,
    );
    if signer.contact_lookup.is_some() && !gave_a_number {
        fields.take::<(), _>(
            &at("/contactLookup"),
            Err("needs a nationalIdentityNumber to look up"),
        );
    }
    if signer.contact_lookup.is_some() && gave_an_address {
        fields.take::<(), _>(
            &at("/contactLookup"),
            Err("is for signers without email and mobile; leave one of them out"),
        );
    }
    let contact = ContactAddress::new(email, mobile);
    let addressee = match (gave_a_number, gave_a_word) {
        (true, true) => {
            fields.take::<(), _>(
                &at("/signerIdentifier"),
                Err("is for signers without a nationalIdentityNumber"),
            );
            None
        }
        (true, false) => {
            let notifications = match (contact, signer.contact_lookup) {
                (Ok(contact), _) => Some(NewNotifications::Given(contact)),
                (Err(_), _) if gave_an_address => None,
                (Err(_), Some(lookup)) => Some(NewNotifications::LookUp { sms: lookup.sms }),
                (Err(_), None) => Some(NewNotifications::Nowhere),
            };
            number
                .zip(notifications)
                .map(|(number, notifications)| NewAddressee::Person(number, notifications))
        }
        (false, true) if gave_an_address => {
            fields.take::<(), _>(
                &at("/signerIdentifier"),
                Err("is for the direct flow, in which there is no email or mobile"),
            );
            None
        }
        (false, true) => word.map(NewAddressee::Custom),
        (false, false) => match contact {
            Err(_) if gave_an_address => None,
            Err(_) if is_direct => {
                fields.take::<(), _>(
                    &at(""),
                    Err("a signer in the direct flow needs a nationalIdentityNumber or a signerIdentifier"),
                );
                None
            }
            contact => fields.take(&at(""), contact).map(NewAddressee::Contact),
        },
    };
    // What is not said follows from what can be: for private senders a numbered signer signs advanced, for others not.
    let usual = if sector == Sector::Private && gave_a_number {
        SignatureType::AdvancedElectronicSignature
    } else {
        SignatureType::default()
    };
    let signature_type = signer.signature_type.unwrap_or(usual);
    let asked = Asked {
        on_behalf_of: signer.on_behalf_of,
        signature_type,
        e_id_to_sign,
    };
    Some(NewSigner {
        addressee: addressee?,
        asked,
        name,
        language,
        order: order?,
    })
}
