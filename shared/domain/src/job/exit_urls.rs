//! The way back to the sender in the direct flow.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::{Host, Url};

/// Why a text is no address to send a signer back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ExitUrlError {
    /// It is no absolute address, or holds a user name or a fragment.
    #[error(
        "must be an absolute address such as https://example.no/signed, without user name and fragment"
    )]
    Form,
    /// It is longer than it may be.
    #[error("must be at most 500 characters long")]
    Length,
    /// It would send the signer over an open line.
    #[error("must begin with https:// (http:// only for localhost)")]
    Scheme,
}

/// An address of the sender's that a signer is sent back to: https, at most 500 characters. For a developer's own
/// machine `http://localhost` is taken too: what goes there leaves no machine (RFC 8252 section 8.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExitUrl(String);

impl ExitUrl {
    /// The address with the token that the sender asks for the status with.
    #[must_use]
    pub fn with_token(&self, token: &str) -> String {
        match Url::parse(&self.0) {
            Ok(mut url) => {
                url.query_pairs_mut()
                    .append_pair("status_query_token", token);
                url.into()
            }
            Err(_) => self.0.clone(),
        }
    }

    /// Its origin: what a page's policy allows a form to end at.
    #[must_use]
    pub fn origin(&self) -> String {
        Url::parse(&self.0)
            .map(|url| url.origin().ascii_serialization())
            .unwrap_or_default()
    }
}

impl TryFrom<String> for ExitUrl {
    type Error = ExitUrlError;

    fn try_from(text: String) -> Result<Self, ExitUrlError> {
        let text = text.trim();
        if text.chars().count() > 500 {
            return Err(ExitUrlError::Length);
        }
        let url = Url::parse(text).map_err(|_| ExitUrlError::Form)?;
        let is_local = matches!(url.host(), Some(Host::Domain("localhost")));
        match url.scheme() {
            "https" => {}
            "http" if is_local => {}
            _ => return Err(ExitUrlError::Scheme),
        }
        if !url.username().is_empty()
            || url.password().is_some()
            || url.fragment().is_some()
            || url.host().is_none()
        {
            return Err(ExitUrlError::Form);
        }
        Ok(Self(url.into()))
    }
}

impl From<ExitUrl> for String {
    fn from(url: ExitUrl) -> Self {
        url.0
    }
}

impl AsRef<str> for ExitUrl {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Where a signer is sent back to, by how the visit ended. All three may be the same address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExitUrls {
    /// After signing.
    pub completion: ExitUrl,
    /// After rejecting.
    pub rejection: ExitUrl,
    /// When neither could be done.
    pub error: ExitUrl,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, ExitUrlError> {
        ExitUrl::try_from(text.to_owned()).map(String::from)
    }

    #[test]
    fn the_way_back_goes_over_https_or_stays_on_the_machine() {
        assert_eq!(
            parse("https://example.no/a?b=c"),
            Ok("https://example.no/a?b=c".to_owned())
        );
        assert!(parse("http://localhost:8080/back").is_ok());
        for bad in [
            "http://example.no/",
            "http://localhost.example.no/",
            "http://127.0.0.1.example.no/",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://example.no/",
        ] {
            assert_eq!(parse(bad), Err(ExitUrlError::Scheme), "{bad}");
        }
        for bad in [
            "",
            "/back",
            "//example.no/",
            "https://a:b@example.no/",
            "https://example.no/#here",
            "https://",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert_eq!(
            parse(&format!("https://example.no/{}", "a".repeat(500))),
            Err(ExitUrlError::Length)
        );
    }

    #[test]
    fn the_token_is_added_to_what_is_there() {
        let url = ExitUrl::try_from("https://example.no/back?case=1".to_owned()).expect("fit");
        assert_eq!(
            url.with_token("t-_"),
            "https://example.no/back?case=1&status_query_token=t-_"
        );
        assert_eq!(url.origin(), "https://example.no");
    }
}
