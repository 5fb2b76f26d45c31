//! What a signer decides: to sign or to reject.

use std::collections::BTreeMap;

use lambda_http::{Request, http::StatusCode};
use segl_app::{
    ports::{Ctx, e_id::IdentityProviders, jobs::Jobs, sessions::Sessions},
    signer::{
        signing::{self, Consent},
        task::{TaskId, VisitError},
    },
};
use segl_domain::{
    digest::Digest,
    job::{SignatureJob, transitions::sign::ActRefused},
    language::Language,
    text::{PersonName, RejectionReason, TextError},
};
use segl_pages::FormError;
use segl_text::catalogue::consent;

use super::{
    refusal::PageRefusal,
    request::{PageRequest, task_base},
    task::{Typed, show},
};
use crate::{
    form::form,
    reply::{Reply, redirect},
};

/// `POST /tasks/{job}/{signer}/sign`: signs, and shows what came of it.
pub async fn sign<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    e_ids: &impl IdentityProviders,
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    let asked = PageRequest::read_change(&request)?;
    let task = asked.task()?;
    let fields = form(&request);
    let typed = Typed {
        name: fields.get("name").cloned(),
        consented: fields.get("consent").is_some_and(|value| !value.is_empty()),
        reason: String::new(),
    };
    let consent = match consent_of(&fields, &asked) {
        Ok(consent) => consent,
        Err(errors) => return show(&asked, table, e_ids, ctx, &typed, &errors).await,
    };
    match signing::sign(asked.session.as_ref(), task, consent, table, ctx).await {
        Err(VisitError::Refused(ActRefused::OtherDocuments)) => {
            let errors = [FormError::DocumentsChanged];
            show(&asked, table, e_ids, ctx, &typed, &errors).await
        }
        outcome => after(outcome, &asked, task),
    }
}

/// The consent that a form holds, or what is to be changed in it.
fn consent_of(
    fields: &BTreeMap<String, String>,
    asked: &PageRequest,
) -> Result<Consent, Vec<FormError>> {
    let mut errors = Vec::new();
    // Who logged in has no name to state: the e-ID's stands.
    let name = fields.get("name").cloned().map(PersonName::try_from);
    let name = name.transpose().unwrap_or_else(|error| {
        errors.push(if error == TextError::Empty {
            FormError::NameMissing
        } else {
            FormError::NameUnfit
        });
        None
    });
    if fields.get("consent").is_none_or(String::is_empty) {
        errors.push(FormError::ConsentMissing);
    }
    let documents = fields
        .get("documents")
        .and_then(|text| Digest::from_hex(text));
    let Some(documents) = documents else {
        errors.push(FormError::DocumentsChanged);
        return Err(errors);
    };
    if !errors.is_empty() {
        return Err(errors);
    }
    let shown_in = fields
        .get("language")
        .and_then(|tag| Language::from_tag(tag));
    let language = shown_in.unwrap_or_else(|| asked.language(None));
    let shown = consent(language);
    Ok(Consent {
        name,
        id: shown.id.to_owned(),
        text: shown.text.to_owned(),
        language,
        documents,
        ip_address: asked.source_ip,
        user_agent: asked.user_agent.clone(),
    })
}

/// `POST /tasks/{job}/{signer}/reject`: rejects, and shows what came of it.
pub async fn reject<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    e_ids: &impl IdentityProviders,
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    let asked = PageRequest::read_change(&request)?;
    let task = asked.task()?;
    let typed = Typed {
        reason: form(&request).remove("reason").unwrap_or_default(),
        ..Typed::default()
    };
    let reason = match RejectionReason::try_from(typed.reason.clone()) {
        Ok(reason) => reason,
        Err(error) => {
            let error = if error == TextError::Empty {
                FormError::ReasonMissing
            } else {
                FormError::ReasonUnfit
            };
            return show(&asked, table, e_ids, ctx, &typed, &[error]).await;
        }
    };
    let rejected = signing::reject(asked.session.as_ref(), task, reason, table, ctx).await;
    after(rejected, &asked, task)
}

/// Whatever came of it, the task page tells it: a reload then repeats nothing. From a direct job the way leads on, back
/// to the sender.
fn after(
    outcome: Result<SignatureJob, VisitError>,
    asked: &PageRequest,
    task: TaskId,
) -> Result<Reply, PageRefusal> {
    let path = match outcome {
        Ok(job) if job.terms().flow.is_direct() => format!("{}/exit", task_base(task)),
        Ok(_) | Err(VisitError::NotProven | VisitError::Refused(_)) => asked.task_path(task),
        Err(error) => return Err(asked.visit_refused(&error)),
    };
    Ok(redirect(StatusCode::SEE_OTHER, &path))
}
