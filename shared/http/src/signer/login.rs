//! Logging in with an e-ID, and logging out.

use lambda_http::{
    Request, RequestExt as _,
    http::{HeaderValue, StatusCode, header},
};
use segl_app::{
    ports::{
        Ctx, PortError,
        e_id::{EIdError, IdentityProviders, LoginRequest, ProviderName},
        keys::{PersonCipher, PersonHash},
        sessions::Sessions,
    },
    signer::{
        login::{self, AuthorizationResponse, LoginError, PORTAL_LEVEL, PendingLogin},
        task::TaskId,
    },
};
use segl_domain::{
    identity::authentication::SecurityLevel,
    language::Language,
    secret::{LoginToken, SessionToken},
};
use segl_pages::{
    EndSessionForm, LeftPage, LoggedOutPage, LoginPage, LoginPurpose, LoginTrouble, PageProblem,
    ProviderItem, left_page, logged_out_page, login_page,
};

use super::{
    refusal::PageRefusal,
    request::{PageRequest, cookie, task_base},
};
use crate::reply::{Reply, allow_forms_to, page, redirect, with_session, without_session};

/// The cookie of a browser in which a login was begun; it lives for ten minutes.
const LOGIN_COOKIE: &str = "__Host-segl-login";

/// Where a login begins: at this provider, at this level, for this task or for the list.
pub(crate) fn login_path(
    provider: &str,
    level: SecurityLevel,
    fresh: bool,
    task: Option<TaskId>,
    language: Language,
) -> String {
    let level = u8::from(level);
    let fresh = if fresh { "&fresh=1" } else { "" };
    let task = task
        .map(|(job, signer)| format!("&job={job}&signer={signer}"))
        .unwrap_or_default();
    format!(
        "/login/{provider}?level={level}{fresh}{task}&lang={}",
        language.tag()
    )
}

/// The ways to log in, as a page shows them.
///
/// # Errors
/// [`PortError`] when it is not known which there are.
pub(crate) async fn ways(
    e_ids: &impl IdentityProviders,
    level: SecurityLevel,
    fresh: bool,
    task: Option<TaskId>,
    language: Language,
) -> Result<Vec<(String, String)>, PortError> {
    let way = |provider: ProviderName| {
        let href = login_path(&provider.id, level, fresh, task, language);
        (provider.name, href)
    };
    Ok(e_ids.providers().await?.into_iter().map(way).collect())
}

/// Of owned names and addresses, what a page takes.
pub(crate) fn items(ways: &[(String, String)]) -> Vec<ProviderItem<'_>> {
    ways.iter()
        .map(|(name, href)| ProviderItem { name, href })
        .collect()
}

fn wanted_level(request: &Request) -> SecurityLevel {
    let level = request
        .query_string_parameters()
        .first("level")
        .and_then(|text| text.parse::<u8>().ok());
    level
        .and_then(|level| SecurityLevel::try_from(level).ok())
        .unwrap_or(PORTAL_LEVEL)
}

fn wanted_task(request: &Request) -> Option<TaskId> {
    let query = request.query_string_parameters();
    Some((
        query.first("job")?.parse().ok()?,
        query.first("signer")?.parse().ok()?,
    ))
}

/// `GET /login/{provider}`: sends the browser to the e-ID provider. It changes nothing but the browser's own cookie.
pub async fn begin_login(
    request: Request,
    e_ids: &impl IdentityProviders,
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    let asked = PageRequest::read(&request);
    let query = request.query_string_parameters();
    let wish = LoginRequest {
        provider: request
            .path_parameters()
            .first("provider")
            .unwrap_or_default()
            .to_owned(),
        level: wanted_level(&request),
        fresh: query.first("fresh") == Some("1"),
        language: asked.language(None).tag(),
    };
    match login::begin(wish, wanted_task(&request), e_ids, ctx).await {
        Ok((url, under_way)) => Ok(with_login(
            redirect(StatusCode::SEE_OTHER, &url),
            &under_way,
        )),
        Err(EIdError::PortError(cause)) => Err(login_unavailable(&asked, &cause)),
        Err(_) => Err(asked.refusal(PageProblem::NotFound)),
    }
}

fn login_unavailable(asked: &PageRequest, cause: &PortError) -> PageRefusal {
    tracing::error!(
        error = cause as &dyn std::error::Error,
        "an e-ID provider does not answer"
    );
    asked.refusal(PageProblem::LoginUnavailable).without_path()
}

fn with_login(mut reply: Reply, under_way: &PendingLogin) -> Reply {
    let PendingLogin {
        token,
        request,
        task,
    } = under_way;
    let task = task
        .map(|(job, signer)| format!("{job}.{signer}"))
        .unwrap_or_default();
    let (level, fresh) = (u8::from(request.level), u8::from(request.fresh));
    let value = format!(
        "{}.{level}.{fresh}.{}.{}.{task}",
        token.expose(),
        request.provider,
        request.language
    );
    set(
        &mut reply,
        &format!("{LOGIN_COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600"),
    );
    reply
}

fn set(reply: &mut Reply, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        reply.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

fn under_way(request: &Request) -> Option<PendingLogin> {
    let value = cookie(request, LOGIN_COOKIE)?;
    let mut parts = value.split('.');
    let token = LoginToken::parse(parts.next()?).ok()?;
    let level = SecurityLevel::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
    let fresh = parts.next()? == "1";
    let provider = parts.next()?.to_owned();
    let language = Language::from_tag(parts.next()?)?.tag();
    let task = parts
        .next()
        .and_then(|job| Some((job.parse().ok()?, parts.next()?.parse().ok()?)));
    Some(PendingLogin {
        token,
        request: LoginRequest {
            provider,
            level,
            fresh,
            language,
        },
        task,
    })
}

/// `GET /login/{provider}/callback`: whoever comes back from the provider is logged in, if the answer proves it.
pub async fn finish_login<S: Sessions>(
    request: Request,
    takes_synthetic: bool,
    table: &S,
    e_ids: &impl IdentityProviders,
    keys: &(impl PersonHash + PersonCipher),
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    let asked = PageRequest::read(&request);
    let provider = request
        .path_parameters()
        .first("provider")
        .unwrap_or_default()
        .to_owned();
    let known = under_way(&request).filter(|known| known.request.provider == provider);
    let Some(known) = known else {
        return trouble(&asked, LoginTrouble::Expired, None, e_ids).await;
    };
    let query = request.query_string_parameters();
    let text = |name: &str| query.first(name).map(str::to_owned);
    let answer = AuthorizationResponse {
        state: text("state").unwrap_or_default(),
        code: text("code"),
        error: text("error"),
        issuer: text("iss"),
    };
    let finished = login::finish(
        &known,
        &answer,
        asked.session.as_ref(),
        takes_synthetic,
        e_ids,
        keys,
        table,
        ctx,
    )
    .await;
    let told = match finished {
        Ok(token) => return Ok(logged_in(&known, &token)),
        Err(LoginError::Cancelled) => LoginTrouble::Cancelled,
        Err(LoginError::NotBegun) => LoginTrouble::Expired,
        Err(LoginError::TooLow) => LoginTrouble::TooLow,
        Err(LoginError::Refused(why)) => {
            tracing::warn!(why, "a login was refused");
            LoginTrouble::Failed
        }
        Err(LoginError::PortError(cause)) => return Err(login_unavailable(&asked, &cause)),
    };
    trouble(&asked, told, Some(&known), e_ids).await
}

fn logged_in(known: &PendingLogin, token: &SessionToken) -> Reply {
    let language = known.request.language;
    let to = known.task.map_or_else(|| "/portal".to_owned(), task_base);
    let mut reply = with_session(
        redirect(StatusCode::SEE_OTHER, &format!("{to}?lang={language}")),
        token,
    );
    set(
        &mut reply,
        &format!("{LOGIN_COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"),
    );
    reply
}

/// The page to log in from, after a login that came to nothing.
async fn trouble(
    asked: &PageRequest,
    trouble: LoginTrouble,
    known: Option<&PendingLogin>,
    e_ids: &impl IdentityProviders,
) -> Result<Reply, PageRefusal> {
    let spoken = known.and_then(|known| Language::from_tag(known.request.language));
    let language = asked.language(spoken);
    let (level, fresh) = known.map_or((PORTAL_LEVEL, false), |known| {
        (known.request.level, known.request.fresh)
    });
    let task = known.and_then(|known| known.task);
    let ways = ways(e_ids, level, fresh, task, language).await;
    let ways = ways.map_err(|error| asked.unavailable(&error))?;
    let path = task.map_or_else(|| "/portal".to_owned(), task_base);
    let shown = login_page(&LoginPage {
        language,
        path: &path,
        purpose: LoginPurpose::Portal,
        providers: &items(&ways),
        trouble: Some(trouble),
        exit: None,
    });
    let status = if trouble == LoginTrouble::Cancelled {
        StatusCode::OK
    } else {
        StatusCode::UNAUTHORIZED
    };
    Ok(page(status, shown))
}

/// `POST /log-out`: ends the session, and offers to end the one at the e-ID provider too.
pub async fn log_out<S: Sessions>(
    request: Request,
    table: &S,
    e_ids: &impl IdentityProviders,
    cipher: &impl PersonCipher,
) -> Result<Reply, PageRefusal> {
    let asked = PageRequest::read_change(&request)?;
    let language = asked.language(None);
    let left = || without_session(page(StatusCode::OK, left_page(&LeftPage { language })));
    let Some(token) = &asked.session else {
        return Ok(left());
    };
    let end = login::log_out(token, e_ids, cipher, table).await;
    let Some(end) = end.map_err(|error| asked.unavailable(&error))? else {
        return Ok(left());
    };
    let fields: Vec<(&str, &str)> = end
        .fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let form = EndSessionForm {
        provider: &end.provider,
        action: &end.action,
        fields: &fields,
    };
    let shown = logged_out_page(&LoggedOutPage {
        language,
        end_session: Some(form),
    });
    // The form goes to the provider, and from there back here.
    let reply = allow_forms_to(page(StatusCode::OK, shown), &[end.origin]);
    Ok(without_session(reply))
}
