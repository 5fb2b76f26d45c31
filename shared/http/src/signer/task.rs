//! The page of a task: what there is to do, the way to log in, or what came of it.

use jiff::Timestamp;
use lambda_http::{Request, http::StatusCode};
use segl_app::{
    ports::{Ctx, PortError, e_id::IdentityProviders, jobs::Jobs, sessions::Sessions},
    signer::task::{self, PreLoginInfo, TaskId, TaskSession, VisitError},
};
use segl_domain::{
    contact::Channel,
    identity::authentication::{
        Authentication, AuthenticationMethod, LinkAndCode, OnBehalfOf, SecurityLevel,
    },
    job::{authorization::Denied, exit_urls::ExitUrls, signer::Signer},
    language::Language,
};
use segl_pages::{
    DocumentItem, Exit, ExitLink, FormError, LoginPage, LoginPurpose, LoginTrouble, PageProblem,
    Proof, SignStep, SignerName, TaskPage, login_page, task_page,
};

use super::{
    login::{items, ways},
    outcome,
    refusal::PageRefusal,
    request::{PageRequest, task_base},
};
use crate::reply::{Reply, allow_forms_to, page};

/// `GET /tasks/{job}/{signer}`: what there is to do, or what came of it.
pub async fn show_task<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    e_ids: &impl IdentityProviders,
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    let asked = PageRequest::read(&request);
    show(&asked, table, e_ids, ctx, &Typed::default(), &[]).await
}

/// What a form held that came back.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) name: Option<String>,
    pub(super) consented: bool,
    pub(super) reason: String,
}

/// The task's page, with what a form held and what is wrong with it.
pub(super) async fn show<S: Jobs + Sessions>(
    asked: &PageRequest,
    table: &S,
    e_ids: &impl IdentityProviders,
    ctx: Ctx<'_>,
    typed: &Typed,
    errors: &[FormError],
) -> Result<Reply, PageRefusal> {
    let task = asked.task()?;
    let visit = match task::visit(asked.session.as_ref(), task, table, ctx).await {
        Ok(visit) => visit,
        Err(VisitError::Denied(denied, hint)) => {
            return log_in(asked, task, denied, hint.as_deref(), e_ids).await;
        }
        Err(error) => return Err(asked.visit_refused(&error)),
    };
    let signer = visit
        .job
        .signer(visit.signer)
        .ok_or_else(|| asked.refusal(PageProblem::Gone))?;
    let language = asked.language(Some(signer.language()));
    let now = ctx.now();
    if !visit.job.is_turn_of(signer, now) {
        let shown = outcome::page(&visit, signer, language);
        return Ok(page(StatusCode::OK, shown));
    }
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let shown = to_sign(&visit, signer, language, typed, errors, now, e_ids).await;
    let reply = page(status, shown.map_err(|error| asked.unavailable(&error))?);
    // The way back to the sender is the end of the form's own request.
    let exits = visit.job.terms().flow.exit_urls().map(origins);
    Ok(allow_forms_to(reply, &exits.unwrap_or_default()))
}

/// The page to log in from: of the task no more is told than may be.
async fn log_in(
    asked: &PageRequest,
    task: TaskId,
    denied: Denied,
    hint: Option<&PreLoginInfo>,
    e_ids: &impl IdentityProviders,
) -> Result<Reply, PageRefusal> {
    let language = asked.language(None);
    let (level, trouble) = match denied {
        Denied::LogIn(level) | Denied::StepUp(level) => (level, None),
        Denied::AnotherPerson => (SecurityLevel::High, Some(LoginTrouble::WrongPerson)),
        Denied::NotASigner => return Err(asked.refusal(PageProblem::SessionOver)),
    };
    let (base, wanted) = (task_base(task), u8::from(level));
    let way_back = format!("{base}/exit");
    let purpose = match hint {
        None => LoginPurpose::Portal,
        Some(hint) => {
            let sender_name = hint.sender_name.as_ref();
            let non_sensitive_title = hint.non_sensitive_title.as_ref().map(AsRef::as_ref);
            if matches!(denied, Denied::StepUp(_)) {
                LoginPurpose::StepUp {
                    sender_name,
                    non_sensitive_title,
                    level: wanted,
                }
            } else {
                LoginPurpose::Task {
                    sender_name,
                    non_sensitive_title,
                    level: wanted,
                }
            }
        }
    };
    let direct = hint.filter(|hint| hint.is_direct);
    let exit = direct.map(|hint| ExitLink {
        sender_name: hint.sender_name.as_ref(),
        href: &way_back,
    });
    // Whoever was somebody else must not come back as that by the provider's memory.
    let fresh = denied == Denied::AnotherPerson;
    let ways = ways(e_ids, level, fresh, Some(task), language).await;
    let ways = ways.map_err(|error| asked.unavailable(&error))?;
    let shown = login_page(&LoginPage {
        language,
        path: &base,
        purpose,
        providers: &items(&ways),
        trouble,
        exit,
    });
    Ok(page(StatusCode::UNAUTHORIZED, shown))
}
fn origins(urls: &ExitUrls) -> Vec<String> {
    let mut origins = [&urls.completion, &urls.rejection, &urls.error]
        .map(|url| url.origin())
        .to_vec();
    origins.dedup();
    origins
}

async fn to_sign(
    visit: &TaskSession,
    signer: &Signer,
    language: Language,
    typed: &Typed,
    errors: &[FormError],
    now: Timestamp,
    e_ids: &impl IdentityProviders,
) -> Result<String, PortError> {
    let terms = visit.job.terms();
    let base = task_base((visit.job.id(), visit.signer));
    let hrefs: Vec<String> = terms
        .documents
        .iter()
        .map(|document| format!("{base}/documents/{}", document.id))
        .collect();
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
    let login = visit.login.as_ref();
    let step = visit
        .job
        .sign_step(signer, visit.entry.as_ref(), login, now);
    let ways = match &step {
        segl_domain::job::authorization::SignStep::Ready(_) => Vec::new(),
        segl_domain::job::authorization::SignStep::LogIn { level, fresh } => {
            ways(
                e_ids,
                *level,
                *fresh,
                Some((visit.job.id(), visit.signer)),
                language,
            )
            .await?
        }
    };
    let providers = items(&ways);
    let proven = matches!(
        step,
        segl_domain::job::authorization::SignStep::Ready(Authentication::EId { .. })
    );
    let step = match step {
        segl_domain::job::authorization::SignStep::Ready(_) => SignStep::Sign,
        segl_domain::job::authorization::SignStep::LogIn { level, .. } => SignStep::LogIn {
            providers: &providers,
            level: level.into(),
        },
    };
    let typed_name = typed
        .name
        .as_deref()
        .or(signer.name().map(AsRef::as_ref))
        .unwrap_or("");
    Ok(task_page(&TaskPage {
        language,
        base: &base,
        title: terms.title.as_ref(),
        sender_name: terms.sender.name.as_ref(),
        description: terms.description.as_ref().map(AsRef::as_ref),
        documents: &documents,
        documents_digest: &terms.documents.digest().to_string(),
        signer_name: match login
            .filter(|_| proven)
            .and_then(|login| login.name.as_ref())
        {
            Some(name) => SignerName::Proven(name.as_ref()),
            None => SignerName::Typed(typed_name),
        },
        on_behalf_of_other: signer.asked().on_behalf_of == OnBehalfOf::Other,
        consented: typed.consented,
        reason: &typed.reason,
        deadline: visit.job.active_group().map(|group| group.deadline),
        signed: visit.job.signed(),
        signers: visit.job.signers().len(),
        proof: match (login.filter(|_| proven), &visit.entry) {
            (Some(login), _) => Proof::EId {
                provider: &login.proof.provider,
                level: login.proof.level.into(),
            },
            (
                None,
                Some(AuthenticationMethod::LinkAndCode(LinkAndCode {
                    link_channel,
                    code_channel,
                    ..
                })),
            ) => match (link_channel, code_channel) {
                (Channel::Email, Channel::Email) => Proof::Email,
                (Channel::Sms, Channel::Sms) => Proof::Mobile,
                (Channel::Email, Channel::Sms) | (Channel::Sms, Channel::Email) => {
                    Proof::EmailAndMobile
                }
            },
            (None, Some(AuthenticationMethod::SenderRedirect { .. }) | None) => Proof::SenderLogin,
        },
        step,
        to_list: login.is_some(),
        exit: terms.flow.is_direct().then_some(Exit {
            sender_name: terms.sender.name.as_ref(),
        }),
        errors,
    }))
}
