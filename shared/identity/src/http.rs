//! One HTTP client: no redirects, little patience, small answers.

use std::time::Duration;

use openidconnect::{HttpRequest, HttpResponse};
use thiserror::Error;

/// The largest answer that is read: a key set of a hundred keys is smaller.
const LARGEST: usize = 1024 * 1024;

/// Why there is no answer. Its text names no address with a query.
#[derive(Debug, Error)]
pub(crate) enum HttpError {
    #[error("the answer is too large")]
    TooLarge,
    #[error("the request was not answered")]
    Transport(#[source] reqwest::Error),
    #[error("the answer cannot be read")]
    Unreadable,
}

/// A client; TLS by rustls on ring, as the AWS clients have it.
pub(crate) fn client() -> Result<reqwest::Client, HttpError> {
    // Said twice, the first stands.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(3))
        .timeout(Duration::from_secs(8));
    client.build().map_err(HttpError::Transport)
}

pub(crate) async fn call(
    client: reqwest::Client,
    request: HttpRequest,
) -> Result<HttpResponse, HttpError> {
    let request = reqwest::Request::try_from(request)
        .map_err(|error| HttpError::Transport(error.without_url()))?;
    let mut answer = client
        .execute(request)
        .await
        .map_err(|error| HttpError::Transport(error.without_url()))?;
    let mut response = openidconnect::http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer
        .chunk()
        .await
        .map_err(|error| HttpError::Transport(error.without_url()))?
    {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST {
            return Err(HttpError::TooLarge);
        }
    }
    response.body(body).map_err(|_| HttpError::Unreadable)
}
