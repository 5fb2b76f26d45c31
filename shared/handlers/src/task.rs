//! The pages inside: read, sign, reject, wait, download.

use lambda_http::{Request, http::StatusCode};
use segl_app::{
    Consent, Visit, VisitError, document_url,
    ports::{Clock, Downloads, Jobs, Sessions},
    reject as reject_job, sign as sign_job, signed_document_url, visit,
};
use segl_domain::{
    ActRefused, Channel, Digest, Failure, JobState, Keeping, Language, OfDocument, PersonName, RejectionReason,
    SessionToken, Signer, SignerState, TextError,
};
use segl_portal::{
    DocumentItem, EndPage, EndedPage, Ending, FormError, PageProblem, Proof, TaskPage, WaitingPage, consent, end_page,
    ended_page, task_page, waiting_page,
};

use crate::{
    reply::{Reply, page, redirect},
    sender_request::path_id,
    signer_request::{PageRefusal, form, is_foreign, language, session, source_ip, task_path},
};

/// `GET /task`: what there is to do, or what came of it.
pub async fn read_task<S: Jobs + Sessions>(request: Request, table: &S, clock: &impl Clock) -> Reply {
    show(&request, table, clock, &Typed::default(), &[]).await
}

/// What a form held that came back.
#[derive(Default)]
struct Typed {
    name: Option<String>,
    consented: bool,
    reason: String,
}

async fn show<S: Jobs + Sessions>(
    request: &Request,
    table: &S,
    clock: &impl Clock,
    typed: &Typed,
    errors: &[FormError],
) -> Reply {
    let reply = async {
        let token = token(request)?;
        let visit = visit(&token, table, table, clock).await.map_err(|error| PageRefusal::visit(&error, request))?;
        let signer = visit.job.signer(visit.signer).ok_or_else(|| PageRefusal::new(PageProblem::Gone, request))?;
        let language = language(request, Some(signer.language()));
        let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        if visit.job.is_turn_of(signer, clock.now()) {
            return Ok(page(status, to_sign(&visit, signer, language, typed, errors)));
        }
        Ok(page(StatusCode::OK, what_came_of_it(&visit, signer, language)))
    };
    reply.await.unwrap_or_else(PageRefusal::into_reply)
}

fn token(request: &Request) -> Result<SessionToken, PageRefusal> {
    session(request).ok_or_else(|| PageRefusal::new(PageProblem::SessionOver, request))
}

fn to_sign(visit: &Visit, signer: &Signer, language: Language, typed: &Typed, errors: &[FormError]) -> String {
    let terms = visit.job.terms();
    let hrefs: Vec<String> =
        terms.documents.iter().map(|document| format!("/task/documents/{}", document.id)).collect();
    let documents: Vec<DocumentItem<'_>> = terms
        .documents
        .iter()
        .zip(&hrefs)
        .map(|(document, href)| DocumentItem {
            title: document.title.as_ref(),
            pages: document.pages,
            size: document.size,
            href,
        })
        .collect();
    let proof = &visit.session.authentication;
    task_page(&TaskPage {
        language,
        title: terms.title.as_ref(),
        sender_name: terms.sender.name.as_ref(),
        description: terms.description.as_ref().map(AsRef::as_ref),
        documents: &documents,
        documents_digest: &terms.documents.digest().to_string(),
        name: typed.name.as_deref().or(signer.name().map(AsRef::as_ref)).unwrap_or(""),
        consented: typed.consented,
        reason: &typed.reason,
        deadline: visit.job.active_group().map(|group| group.deadline),
        signed: visit.job.signed(),
        signers: visit.job.signers().len(),
        proof: match (proof.link_channel, proof.code_channel) {
            (Channel::Email, Channel::Email) => Proof::Email,
            (Channel::Sms, Channel::Sms) => Proof::Mobile,
            (Channel::Email, Channel::Sms) | (Channel::Sms, Channel::Email) => Proof::EmailAndMobile,
        },
        errors,
    })
}

fn what_came_of_it(visit: &Visit, signer: &Signer, language: Language) -> String {
    let job = &visit.job;
    let (title, sender_name) = (job.terms().title.as_ref(), job.terms().sender.name.as_ref());
    let ended = |ending| ended_page(&EndedPage { language, title, sender_name, ending });
    match (job.state(), signer.state()) {
        (JobState::Completed { keeping, .. }, _) => {
            let available_until = match keeping {
                Keeping::Until { time } => Some(*time),
                Keeping::Deleted { .. } => None,
            };
            end_page(&EndPage { language, title, sender_name, available_until })
        }
        (_, SignerState::Rejected { .. }) => ended(Ending::RejectedByYou),
        (JobState::Failed { cause: Failure::Rejected, .. }, _) => ended(Ending::RejectedByAnother),
        (JobState::Failed { cause: Failure::Cancelled, .. }, _) => ended(Ending::Cancelled),
        (JobState::Failed { cause: Failure::Expired, .. }, _) => ended(Ending::Expired),
        (_, SignerState::Blocked) => ended(Ending::Blocked),
        (_, SignerState::Signed { .. }) => waiting_page(&WaitingPage {
            language,
            title,
            sender_name,
            signed: job.signed(),
            signers: job.signers().len(),
            deadline: job.active_group().map(|group| group.deadline),
        }),
        // The deadline has passed and the job is about to say so.
        _ => ended(Ending::Expired),
    }
}

/// `GET /task/documents/{document}`: sends the reader to one of the documents.
pub async fn read_document<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Reply {
    let reply = async {
        let token = token(&request)?;
        let document = path_id::<OfDocument>(&request, "document")
            .map_err(|_| PageRefusal::new(PageProblem::NotFound, &request))?;
        let url = document_url(&token, document, table, table, downloads, clock).await;
        Ok(redirect(StatusCode::SEE_OTHER, &url.map_err(|error| PageRefusal::visit(&error, &request))?))
    };
    reply.await.unwrap_or_else(PageRefusal::into_reply)
}

/// `GET /task/signed-document`: sends the signer to the sealed document.
pub async fn download_signed_document<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    downloads: &impl Downloads,
    clock: &impl Clock,
) -> Reply {
    let reply = async {
        let url = signed_document_url(&token(&request)?, table, table, downloads, clock).await;
        Ok(redirect(StatusCode::SEE_OTHER, &url.map_err(|error| PageRefusal::visit(&error, &request))?))
    };
    reply.await.unwrap_or_else(PageRefusal::into_reply)
}

/// `POST /task/sign`: signs, and shows what came of it.
pub async fn sign<S: Jobs + Sessions>(request: Request, table: &S, clock: &impl Clock) -> Reply {
    if is_foreign(&request) {
        return PageRefusal::new(PageProblem::Unreadable, &request).into_reply();
    }
    let mut fields = form(&request);
    let typed = Typed {
        name: Some(fields.remove("name").unwrap_or_default()),
        consented: fields.get("consent").is_some_and(|value| !value.is_empty()),
        reason: String::new(),
    };
    let mut errors = Vec::new();
    let name = PersonName::try_from(typed.name.clone().unwrap_or_default()).map_err(|error| {
        errors.push(if error == TextError::Empty { FormError::NameMissing } else { FormError::NameUnfit })
    });
    if !typed.consented {
        errors.push(FormError::ConsentMissing);
    }
    let documents = fields.get("documents").and_then(|text| Digest::from_hex(text));
    if documents.is_none() {
        errors.push(FormError::DocumentsChanged);
    }
    let (Ok(name), Some(documents), true) = (name, documents, errors.is_empty()) else {
        return show(&request, table, clock, &typed, &errors).await;
    };
    let Some(token) = session(&request) else {
        return PageRefusal::new(PageProblem::SessionOver, &request).into_reply();
    };
    let shown_in = fields.get("language").and_then(|tag| Language::from_tag(tag));
    let language = shown_in.unwrap_or_else(|| language(&request, None));
    let agent = request.headers().get("user-agent").and_then(|value| value.to_str().ok());
    let consent = Consent {
        name,
        text: consent(language).id.to_owned(),
        language,
        documents,
        ip_address: source_ip(&request),
        user_agent: agent.map(str::to_owned),
    };
    match sign_job(&token, consent, table, table, clock).await {
        Err(VisitError::Refused(ActRefused::OtherDocuments)) => {
            show(&request, table, clock, &typed, &[FormError::DocumentsChanged]).await
        }
        outcome => after(outcome, &request),
    }
}

/// `POST /task/reject`: rejects, and shows what came of it.
pub async fn reject<S: Jobs + Sessions>(request: Request, table: &S, clock: &impl Clock) -> Reply {
    if is_foreign(&request) {
        return PageRefusal::new(PageProblem::Unreadable, &request).into_reply();
    }
    let reason = form(&request).remove("reason").unwrap_or_default();
    let reason = match RejectionReason::try_from(reason.clone()) {
        Ok(reason) => reason,
        Err(error) => {
            let missing = error == TextError::Empty;
            let error = if missing { FormError::ReasonMissing } else { FormError::ReasonUnfit };
            return show(&request, table, clock, &Typed { reason, ..Typed::default() }, &[error]).await;
        }
    };
    let Some(token) = session(&request) else {
        return PageRefusal::new(PageProblem::SessionOver, &request).into_reply();
    };
    after(reject_job(&token, reason, table, table, clock).await, &request)
}

/// Whatever came of it, the task page tells it: a reload then repeats no deed.
fn after(outcome: Result<(), VisitError>, request: &Request) -> Reply {
    match outcome {
        Ok(()) | Err(VisitError::Refused(_)) => redirect(StatusCode::SEE_OTHER, &task_path(request)),
        Err(error) => PageRefusal::visit(&error, request).into_reply(),
    }
}
