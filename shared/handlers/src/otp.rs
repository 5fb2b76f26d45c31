//! The page behind a link: asks for a code, sends a new one, lets in.

use lambda_http::{Request, http::StatusCode};
use segl_app::{
    Messengers, is_inside, issue_code,
    ports::{
        Clock, EmailSender, Entropy, HmacKey, Jobs, Links, MessageRenderer, Sessions, SmsSender,
    },
    verify_code as enter,
};
use segl_domain::OneTimeCode;
use segl_pages::{LinkMessage, LinkPage, PageProblem, link_page};

use crate::{
    reply::{Reply, page, redirect, with_session},
    signer_request::{PageRefusal, form, is_cross_site, language, link, session, task_path},
};

fn ask(request: &Request, status: StatusCode, message: Option<LinkMessage>) -> Reply {
    let (link, _) = link(request);
    page(
        status,
        link_page(&LinkPage {
            language: language(request, None),
            link: &link,
            message,
        }),
    )
}

/// `GET /s/{link}`: the same page for every link, but for who is inside already. Changes nothing.
pub async fn show_link<S: Links + Sessions>(
    request: Request,
    table: &S,
    clock: &impl Clock,
) -> Reply {
    if let (Some(token), (_, Some(link))) = (session(&request), link(&request)) {
        match is_inside(&token, &link, table, table, clock).await {
            Ok(Some(task)) => return redirect(StatusCode::SEE_OTHER, &task_path(&request, task)),
            Ok(None) => {}
            Err(error) => return PageRefusal::unavailable(&error, &request).into_reply(),
        }
    }
    ask(&request, StatusCode::OK, None)
}

/// `POST /s/{link}`: lets in whoever has the code.
pub async fn verify_code<S: Jobs + Links + Sessions>(
    request: Request,
    table: &S,
    key: &impl HmacKey,
    clock: &impl Clock,
    entropy: &impl Entropy,
) -> Reply {
    if is_cross_site(&request) {
        return PageRefusal::new(PageProblem::Unreadable, &request).into_reply();
    }
    let code = form(&request)
        .get("code")
        .and_then(|text| OneTimeCode::parse(text).ok());
    let (_, link) = link(&request);
    let older = session(&request);
    match enter(
        link,
        code,
        older.as_ref(),
        table,
        table,
        table,
        key,
        clock,
        entropy,
    )
    .await
    {
        Ok(Some(inside)) => {
            let path = task_path(&request, (inside.job, inside.signer));
            with_session(redirect(StatusCode::SEE_OTHER, &path), &inside.token)
        }
        Ok(None) => ask(
            &request,
            StatusCode::UNPROCESSABLE_ENTITY,
            Some(LinkMessage::WrongCode),
        ),
        Err(error) => PageRefusal::unavailable(&error, &request).into_reply(),
    }
}

/// `POST /s/{link}/code`: sends a new code, if there is somebody to send one to.
pub async fn request_code<S: Jobs + Links>(
    request: Request,
    table: &S,
    key: &impl HmacKey,
    office: &Messengers<'_, impl EmailSender, impl SmsSender, impl MessageRenderer>,
    clock: &impl Clock,
    entropy: &impl Entropy,
) -> Reply {
    if is_cross_site(&request) {
        return PageRefusal::new(PageProblem::Unreadable, &request).into_reply();
    }
    let (_, link) = link(&request);
    match issue_code(link, table, table, key, office, clock, entropy).await {
        Ok(()) => ask(&request, StatusCode::OK, Some(LinkMessage::CodeRequested)),
        Err(error) => PageRefusal::unavailable(&error, &request).into_reply(),
    }
}
