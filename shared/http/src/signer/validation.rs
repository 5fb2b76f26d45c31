//! `GET /validate` and `GET /validate/{validation}` for everybody: what the signatures in a PDF or in a container of
//! evidence are worth.

mod answer;

use lambda_http::{Request, RequestExt as _, http::StatusCode};
use segl_app::{
    ports::{
        Ctx,
        validation::{TrustAnchors, ValidationFiles, ValidationPlace, ValidationSlots},
    },
    validation::upload::{self, ValidateUploadError},
};
use segl_domain::secret::ValidationToken;
use segl_pages::{
    Answer, ValidationFormPage, ValidationPage, ValidationTrouble, validation_form_page,
    validation_page,
};

use self::answer::{answer, unreadable};
use super::{refusal::PageRefusal, request::PageRequest};
use crate::reply::{Reply, allow_forms_to, page};

/// Shows the page that a PDF can be dropped on. Its form goes straight to the store, for no request to us may be as large
/// as what we seal; the store then sends the browser to the result.
pub async fn show_validation_form(
    request: Request,
    public_url: &str,
    slots: &impl ValidationSlots,
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    let asked = PageRequest::read(&request);
    let language = asked.language(None);
    let origin = public_url.trim_end_matches('/');
    let result = |token: &ValidationToken| {
        format!(
            "{origin}/validate/{}?lang={}",
            token.expose(),
            language.tag()
        )
    };
    let slot = upload::open_validation_form(result, slots, ctx).await;
    let slot = slot.map_err(|error| asked.unavailable(&error))?;
    let store = origin_of(&slot.url);
    let shown = validation_form_page(&ValidationFormPage {
        language,
        url: slot.url,
        fields: slot.fields,
    });
    Ok(allow_forms_to(page(StatusCode::OK, shown), &[store]))
}

/// Shows the result of a form, once: the file is deleted with it.
pub async fn show_validation(
    request: Request,
    files: &(impl ValidationFiles + TrustAnchors),
    ctx: Ctx<'_>,
) -> Result<Reply, PageRefusal> {
    let asked = PageRequest::read(&request);
    let language = asked.language(None);
    let show = |status, answer| {
        page(
            status,
            validation_page(&ValidationPage { language, answer }),
        )
    };
    let trouble = |status, why| show(status, Answer::Trouble(why));
    let token = request
        .path_parameters()
        .first("validation")
        .and_then(|text| ValidationToken::parse(text).ok());
    let Some(token) = token else {
        return Ok(trouble(StatusCode::GONE, ValidationTrouble::Gone));
    };
    let reply = match upload::validate_upload(&ValidationPlace::Anybody(token.digest()), files, ctx)
        .await
    {
        Ok(report) => show(StatusCode::OK, answer(&report, language)),
        Err(ValidateUploadError::Empty) => {
            trouble(StatusCode::BAD_REQUEST, ValidationTrouble::NoFile)
        }
        Err(ValidateUploadError::TooLarge) => {
            trouble(StatusCode::PAYLOAD_TOO_LARGE, ValidationTrouble::TooLarge)
        }
        Err(ValidateUploadError::Unreadable(why)) => {
            trouble(StatusCode::UNPROCESSABLE_ENTITY, unreadable(why))
        }
        // No file was announced here, so that none can be another than that, and anybody may.
        Err(
            ValidateUploadError::Forbidden(_)
            | ValidateUploadError::Awaited
            | ValidateUploadError::Answered
            | ValidateUploadError::Unknown
            | ValidateUploadError::DigestMismatch,
        ) => trouble(StatusCode::GONE, ValidationTrouble::Gone),
        Err(ValidateUploadError::PortError(cause)) => return Err(asked.unavailable(&cause)),
    };
    Ok(reply)
}

/// The origin of an address (RFC 6454): what a policy for forms takes.
fn origin_of(url: &str) -> String {
    let host = url.find("://").map_or(0, |scheme| scheme + 3);
    let end = url[host..].find('/').map_or(url.len(), |path| host + path);
    url[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_of_a_store_is_what_a_policy_takes() {
        assert_eq!(
            origin_of("https://b.s3.eu-north-1.amazonaws.com/"),
            "https://b.s3.eu-north-1.amazonaws.com"
        );
        assert_eq!(
            origin_of("http://127.0.0.1:4566/bucket"),
            "http://127.0.0.1:4566"
        );
        assert_eq!(origin_of("https://host"), "https://host");
    }
}
