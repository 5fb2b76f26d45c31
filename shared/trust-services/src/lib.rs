//! Those outside who keep a seal alive, asked over HTTP: time-stamping authorities (RFC 3161 section 3.4), OCSP
//! responders (RFC 6960 appendix A) and lists of revoked certificates (RFC 5280 section 4.2.1.13).
//!
//! What they answer is signed, and weighed where it is used; plain HTTP is as good as TLS for it, and is what
//! certificates name. Here every answer is bounded in time and size, and no redirect is followed.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, redirect::Policy};
use segl_pades::levels::{NoResponse, TrustServices};
use thiserror::Error;
use tracing::warn;

/// How long an answer may take, from the connection on.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer about one certificate or time, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;
/// The longest list of revoked certificates, in bytes. It is embedded in every sealed document.
const LONGEST_LIST: usize = 4 * 1024 * 1024;

/// What is configured cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SetUpError {
    /// An address is not one of HTTP.
    #[error("a time-stamping authority's address must begin with http:// or https://")]
    Address,
    /// The TLS library cannot be set up.
    #[error("TLS cannot be set up")]
    Tls,
}

/// Those outside, by their addresses.
#[derive(Clone, Debug)]
pub struct HttpTrustServices {
    client: Client,
    timestamp: Vec<String>,
}

impl HttpTrustServices {
    /// With these time-stamping authorities, the one to ask first first.
    ///
    /// # Errors
    /// [`SetUpError`] when an address cannot be used.
    pub fn new(timestamp: Vec<String>) -> Result<Self, SetUpError> {
        if timestamp.iter().any(|address| !is_http(address)) {
            return Err(SetUpError::Address);
        }
        use_ring();
        let client = Client::builder()
            .timeout(PATIENCE)
            .redirect(Policy::none())
            .user_agent("segl")
            .build();
        Ok(Self {
            client: client.map_err(|_| SetUpError::Tls)?,
            timestamp,
        })
    }

    /// With the addresses in a list that commas part; an empty list is none.
    ///
    /// # Errors
    /// [`SetUpError`] when an address cannot be used.
    pub fn listed(addresses: &str) -> Result<Self, SetUpError> {
        Self::new(
            addresses
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect(),
        )
    }
}

impl HttpTrustServices {
    async fn fetch(&self, address: &str, longest: usize) -> Result<Vec<u8>, NoResponse> {
        if !is_http(address) {
            return Err(NoResponse);
        }
        answer(self.client.get(address), address, longest).await
    }
}

/// Has the whole program speak TLS by rustls on ring, as the AWS clients do. Said twice, the first stands.
pub fn use_ring() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn is_http(address: &str) -> bool {
    address.starts_with("http://") || address.starts_with("https://")
}

/// Reads an answer as far as it may be long. The address is public; what was asked is not in it and is not logged.
async fn answer(
    request: RequestBuilder,
    address: &str,
    longest: usize,
) -> Result<Vec<u8>, NoResponse> {
    let refuse = |why: &dyn std::fmt::Display| {
        warn!(address, %why, "no usable answer");
        NoResponse
    };
    let mut response = request
        .send()
        .await
        .map_err(|error| refuse(&error.without_url()))?;
    if !response.status().is_success() {
        return Err(refuse(&response.status()));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| refuse(&error.without_url()))?
    {
        if bytes.len() + chunk.len() > longest {
            return Err(refuse(&"the answer is too long"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

impl TrustServices for HttpTrustServices {
    fn timestamp_authorities(&self) -> usize {
        self.timestamp.len()
    }

    async fn timestamp(&self, authority: usize, request: &[u8]) -> Result<Vec<u8>, NoResponse> {
        let address = self.timestamp.get(authority).ok_or(NoResponse)?;
        let asked = self
            .client
            .post(address)
            .header("content-type", "application/timestamp-query");
        answer(asked.body(request.to_vec()), address, LONGEST_ANSWER).await
    }

    async fn ocsp(&self, address: &str, request: &[u8]) -> Result<Vec<u8>, NoResponse> {
        if !is_http(address) {
            return Err(NoResponse);
        }
        let asked = self
            .client
            .post(address)
            .header("content-type", "application/ocsp-request");
        answer(asked.body(request.to_vec()), address, LONGEST_ANSWER).await
    }

    async fn crl(&self, address: &str) -> Result<Vec<u8>, NoResponse> {
        self.fetch(address, LONGEST_LIST).await
    }

    async fn certificate(&self, address: &str) -> Result<Vec<u8>, NoResponse> {
        self.fetch(address, LONGEST_ANSWER).await
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use super::*;

    /// A server that gives one answer; its address.
    async fn server(answer: Vec<u8>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}/", listener.local_addr().expect("its address"));
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a caller");
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(&answer).await;
        });
        address
    }

    fn ok(length: usize) -> Vec<u8> {
        [
            format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n").into_bytes(),
            vec![7; length],
        ]
        .concat()
    }

    #[tokio::test]
    async fn an_answer_is_given_as_it_is_and_one_that_is_too_long_is_none() {
        let fits = server(ok(100)).await;
        let long = server(ok(LONGEST_ANSWER + 1)).await;
        let all = HttpTrustServices::listed(&format!("{fits} , {long}")).expect("addresses");
        assert_eq!(all.timestamp_authorities(), 2);
        assert_eq!(all.timestamp(0, b"request").await, Ok(vec![7; 100]));
        assert_eq!(all.timestamp(1, b"request").await, Err(NoResponse));
        assert_eq!(all.timestamp(2, b"request").await, Err(NoResponse));
    }

    #[tokio::test]
    async fn nobody_is_followed_elsewhere_and_a_refusal_is_no_answer() {
        let all = HttpTrustServices::listed("").expect("none");
        let elsewhere =
            server(b"HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n".to_vec())
                .await;
        assert_eq!(all.crl(&elsewhere).await, Err(NoResponse));
        let refused = server(b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n".to_vec()).await;
        assert_eq!(all.ocsp(&refused, b"request").await, Err(NoResponse));
        assert_eq!(all.crl("file:///etc/hostname").await, Err(NoResponse));
        assert_eq!(
            HttpTrustServices::listed("ldap://a").map(drop),
            Err(SetUpError::Address)
        );
    }
}
