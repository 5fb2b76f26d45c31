//! The pages inside: read, sign, reject, wait, go back to the sender.

use jiff::Timestamp;
use lambda_http::{Request, http::StatusCode};
use segl_app::{
    Consent, PreLoginInfo, TaskId, TaskSession, VisitError, exit_url,
    ports::{Clock, HmacKey, IdentityProviders, Jobs, PortError, Sessions},
    reject as reject_job, sent_to, sign as sign_job, status_query_token, visit,
};
use segl_domain::{
    ActRefused, Authentication, AuthenticationMethod, Channel, Denied, Digest, ExitUrls, Failure,
    JobState, Language, LinkAndCode, OnBehalfOf, PersonName, RejectionReason, Retention,
    SecurityLevel, SignatureJob, Signer, SignerState, TextError,
};
use segl_pages::{
    DocumentItem, EndPage, EndedPage, Ending, Exit, ExitLink, FormError, LoginPage, LoginPurpose,
    LoginTrouble, PageProblem, Proof, SignStep, SignerName, TaskPage, WaitingPage, consent,
    end_page, ended_page, login_page, task_page, waiting_page,
};

use crate::{
    login::{items, ways},
    reply::{Reply, allow_forms_to, page, redirect},
    signer_request::{
        PageRefusal, form, is_cross_site, language, session, source_ip, task, task_base, task_path,
    },
};

/// `GET /tasks/{job}/{signer}`: what there is to do, or what came of it.
pub async fn show_task<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    e_ids: &impl IdentityProviders,
    clock: &impl Clock,
) -> Reply {
    show(&request, table, e_ids, clock, &Typed::default(), &[]).await
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
    e_ids: &impl IdentityProviders,
    clock: &impl Clock,
    typed: &Typed,
    errors: &[FormError],
) -> Reply {
    let reply = async {
        let task = task(request)?;
        let visit = match visit(session(request).as_ref(), task, table, table, clock).await {
            Ok(visit) => visit,
            Err(VisitError::Denied(denied, hint)) => {
                return log_in(request, task, denied, hint.as_deref(), e_ids).await;
            }
            Err(error) => return Err(PageRefusal::visit(&error, request)),
        };
        let signer = visit
            .job
            .signer(visit.signer)
            .ok_or_else(|| PageRefusal::new(PageProblem::Gone, request))?;
        let language = language(request, Some(signer.language()));
        let status = if errors.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        let now = clock.now();
        if visit.job.is_turn_of(signer, now) {
            let shown = to_sign(&visit, signer, language, typed, errors, now, e_ids).await;
            let reply = page(
                status,
                shown.map_err(|error| PageRefusal::unavailable(&error, request))?,
            );
            // The way back to the sender is the end of the form's own request.
            let exits = visit
                .job
                .terms()
                .flow
                .exit_urls()
                .map(origins)
                .unwrap_or_default();
            return Ok(allow_forms_to(reply, &exits));
        }
        Ok(page(
            StatusCode::OK,
            what_came_of_it(&visit, signer, language),
        ))
    };
    reply.await.unwrap_or_else(PageRefusal::into_reply)
}

/// The page to log in from: of the task no more is told than may be.
async fn log_in(
    request: &Request,
    task: TaskId,
    denied: Denied,
    hint: Option<&PreLoginInfo>,
    e_ids: &impl IdentityProviders,
) -> Result<Reply, PageRefusal> {
    let language = language(request, None);
    let (level, trouble) = match denied {
        Denied::LogIn(level) | Denied::StepUp(level) => (level, None),
        Denied::AnotherPerson => (SecurityLevel::High, Some(LoginTrouble::WrongPerson)),
        Denied::NotASigner => return Err(PageRefusal::new(PageProblem::SessionOver, request)),
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
    let ways = ways.map_err(|error| PageRefusal::unavailable(&error, request))?;
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
        segl_domain::SignStep::Ready(_) => Vec::new(),
        segl_domain::SignStep::LogIn { level, fresh } => {
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
        segl_domain::SignStep::Ready(Authentication::EId { .. })
    );
    let step = match step {
        segl_domain::SignStep::Ready(_) => SignStep::Sign,
        segl_domain::SignStep::LogIn { level, .. } => SignStep::LogIn {
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

fn what_came_of_it(visit: &TaskSession, signer: &Signer, language: Language) -> String {
    let job = &visit.job;
    let (title, sender_name) = (job.terms().title.as_ref(), job.terms().sender.name.as_ref());
    let base = task_base((job.id(), visit.signer));
    let way_back = format!("{base}/exit");
    let exit = job.terms().flow.is_direct().then_some(ExitLink {
        sender_name,
        href: &way_back,
    });
    let (base, to_list) = (base.as_str(), visit.login.is_some());
    let ended = |ending| {
        ended_page(&EndedPage {
            language,
            base,
            title,
            sender_name,
            ending,
            to_list,
            exit,
        })
    };
    match (job.state(), signer.state()) {
        (JobState::Completed { retention, .. }, _) => {
            let available_until = match retention {
                Retention::Until { time } => Some(*time),
                Retention::Deleted { .. } => None,
            };
            end_page(&EndPage {
                language,
                base,
                title,
                sender_name,
                available_until,
                to_list,
                exit,
            })
        }
        (_, SignerState::Rejected { .. }) => ended(Ending::RejectedByYou),
        (
            JobState::Failed {
                cause: Failure::Rejected,
                ..
            },
            _,
        ) => ended(Ending::RejectedByAnother),
        (
            JobState::Failed {
                cause: Failure::Cancelled,
                ..
            },
            _,
        ) => ended(Ending::Cancelled),
        (
            JobState::Failed {
                cause: Failure::Expired,
                ..
            },
            _,
        ) => ended(Ending::Expired),
        (_, SignerState::SignersNameNotAvailable) => ended(Ending::NameNotAvailable),
        (
            JobState::Failed {
                cause: Failure::NameNotAvailable | Failure::Unreachable,
                ..
            },
            _,
        ) => ended(Ending::Failed),
        (_, SignerState::Blocked) => ended(Ending::Blocked),
        (_, SignerState::Signed { .. }) => waiting_page(&WaitingPage {
            language,
            base,
            to_list,
            exit,
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

/// `POST /tasks/{job}/{signer}/sign`: signs, and shows what came of it.
pub async fn sign<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    e_ids: &impl IdentityProviders,
    clock: &impl Clock,
) -> Reply {
    if is_cross_site(&request) {
        return PageRefusal::new(PageProblem::Unreadable, &request).into_reply();
    }
    let fields = form(&request);
    let typed = Typed {
        name: fields.get("name").cloned(),
        consented: fields.get("consent").is_some_and(|value| !value.is_empty()),
        reason: String::new(),
    };
    let mut errors = Vec::new();
    let task = match task(&request) {
        Ok(task) => task,
        Err(refusal) => return refusal.into_reply(),
    };
    // Who logged in has no name to state: the e-ID's stands.
    let name = fields
        .contains_key("name")
        .then(|| typed.name.clone().unwrap_or_default());
    let name = name.map(PersonName::try_from).transpose().map_err(|error| {
        errors.push(if error == TextError::Empty {
            FormError::NameMissing
        } else {
            FormError::NameUnfit
        })
    });
    if !typed.consented {
        errors.push(FormError::ConsentMissing);
    }
    let documents = fields
        .get("documents")
        .and_then(|text| Digest::from_hex(text));
    if documents.is_none() {
        errors.push(FormError::DocumentsChanged);
    }
    let (Ok(name), Some(documents), true) = (name, documents, errors.is_empty()) else {
        return show(&request, table, e_ids, clock, &typed, &errors).await;
    };
    let shown_in = fields
        .get("language")
        .and_then(|tag| Language::from_tag(tag));
    let language = shown_in.unwrap_or_else(|| language(&request, None));
    let agent = request
        .headers()
        .get("user-agent")
        .and_then(|value| value.to_str().ok());
    let shown = consent(language);
    let consent = Consent {
        name,
        id: shown.id.to_owned(),
        text: shown.text.to_owned(),
        language,
        documents,
        ip_address: source_ip(&request),
        user_agent: agent.map(str::to_owned),
    };
    match sign_job(
        session(&request).as_ref(),
        task,
        consent,
        table,
        table,
        clock,
    )
    .await
    {
        Err(VisitError::Refused(ActRefused::OtherDocuments)) => {
            show(
                &request,
                table,
                e_ids,
                clock,
                &typed,
                &[FormError::DocumentsChanged],
            )
            .await
        }
        outcome => after(outcome, &request, task),
    }
}

/// `POST /tasks/{job}/{signer}/reject`: rejects, and shows what came of it.
pub async fn reject<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    e_ids: &impl IdentityProviders,
    clock: &impl Clock,
) -> Reply {
    if is_cross_site(&request) {
        return PageRefusal::new(PageProblem::Unreadable, &request).into_reply();
    }
    let task = match task(&request) {
        Ok(task) => task,
        Err(refusal) => return refusal.into_reply(),
    };
    let reason = form(&request).remove("reason").unwrap_or_default();
    let reason = match RejectionReason::try_from(reason.clone()) {
        Ok(reason) => reason,
        Err(error) => {
            let missing = error == TextError::Empty;
            let error = if missing {
                FormError::ReasonMissing
            } else {
                FormError::ReasonUnfit
            };
            return show(
                &request,
                table,
                e_ids,
                clock,
                &Typed {
                    reason,
                    ..Typed::default()
                },
                &[error],
            )
            .await;
        }
    };
    after(
        reject_job(
            session(&request).as_ref(),
            task,
            reason,
            table,
            table,
            clock,
        )
        .await,
        &request,
        task,
    )
}

/// Whatever came of it, the task page tells it: a reload then repeats nothing. From a direct job the way leads on, back
/// to the sender.
fn after(outcome: Result<SignatureJob, VisitError>, request: &Request, task: TaskId) -> Reply {
    match outcome {
        Ok(job) if job.terms().flow.is_direct() => {
            redirect(StatusCode::SEE_OTHER, &format!("{}/exit", task_base(task)))
        }
        Ok(_) | Err(VisitError::NotProven | VisitError::Refused(_)) => {
            redirect(StatusCode::SEE_OTHER, &task_path(request, task))
        }
        Err(error) => PageRefusal::visit(&error, request).into_reply(),
    }
}

/// `GET /tasks/{job}/{signer}/exit`: sends the signer of a direct job back to the sender, with the token that the
/// sender asks for the status with. Changes nothing.
pub async fn return_to_sender<S: Jobs + Sessions>(
    request: Request,
    table: &S,
    key: &impl HmacKey,
    clock: &impl Clock,
) -> Reply {
    let reply = async {
        let task = task(&request)?;
        let job = sent_to(session(&request).as_ref(), task, table, table, clock).await;
        let job = job.map_err(|error| PageRefusal::visit(&error, &request))?;
        let url = exit_url(&job, task.1)
            .ok_or_else(|| PageRefusal::new(PageProblem::NotFound, &request))?;
        let token = status_query_token(job.id(), key).await;
        let token = token.map_err(|error| PageRefusal::unavailable(&error, &request))?;
        Ok(redirect(StatusCode::SEE_OTHER, &url.with_token(&token)))
    };
    reply.await.unwrap_or_else(PageRefusal::into_reply)
}
