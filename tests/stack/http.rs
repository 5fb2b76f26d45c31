//! A plain HTTP client, and patience with an end.

use std::{
    sync::LazyLock,
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::Value;
use ureq::{Agent, Body, http::Response};

/// A variable that `cargo local test` sets.
pub(crate) fn variable(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run these tests with `cargo local test`"))
}

static AGENT: LazyLock<Agent> = LazyLock::new(|| {
    let settings = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(60)));
    settings.build().into()
});

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    fn read(mut response: Response<Body>) -> Self {
        let headers = response.headers().iter();
        let headers = headers
            .map(|(name, value)| {
                (
                    name.to_string(),
                    value.to_str().unwrap_or_default().to_owned(),
                )
            })
            .collect();
        let status = response.status().as_u16();
        let bytes = response
            .body_mut()
            .with_config()
            .limit(200 << 20)
            .read_to_vec()
            .expect("an answer has a body");
        Self {
            status,
            headers,
            bytes,
        }
    }
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value)
    }
    /// Every header with this name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("answered {}: {}", self.status, self.text()))
    }
    /// The answer, which must have this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }
    /// The word of the problem, which must be a problem document with this status.
    #[track_caller]
    pub(crate) fn problem(self, status: u16) -> String {
        let answer = self.expect(status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = answer.json();
        assert_eq!(problem["status"], status);
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|detail| !detail.is_empty())
        );
        problem["type"]
            .as_str()
            .and_then(|kind| kind.strip_prefix("/problems/"))
            .expect("a type of ours")
            .to_owned()
    }
}

/// Sends a request with these headers, to a path of the service or to a whole address.
pub(crate) fn send(
    method: &str,
    to: &str,
    headers: &[(&str, &str)],
    body: Option<&[u8]>,
) -> Answer {
    let to = if to.starts_with('/') {
        format!("{}{to}", variable("SEGL_URL"))
    } else {
        to.to_owned()
    };
    let mut request = ureq::http::Request::builder().method(method).uri(&to);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = match body {
        Some(body) => AGENT.run(request.body(body).expect("a fit request")),
        None => AGENT.run(request.body(()).expect("a fit request")),
    };
    Answer::read(answer.unwrap_or_else(|error| panic!("{method} was not answered: {error}")))
}

/// Asks until there is an answer, for a while.
#[track_caller]
pub(crate) fn wait<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    wait_for(what, Duration::from_secs(60), &mut ask)
}

#[track_caller]
pub(crate) fn wait_for<T>(what: &str, patience: Duration, ask: &mut dyn FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(
            begun.elapsed() < patience,
            "waited {} s in vain: {what}",
            patience.as_secs()
        );
        sleep(Duration::from_millis(250));
    }
}

/// A form as a browser sends it.
pub(crate) fn form(fields: &[(&str, &str)]) -> Vec<u8> {
    let encode = |text: &str| -> String {
        text.bytes()
            .map(|b| {
                if b.is_ascii_alphanumeric() {
                    char::from(b).to_string()
                } else {
                    format!("%{b:02X}")
                }
            })
            .collect()
    };
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    pairs.join("&").into_bytes()
}

/// Uploads a file by a store's form (RFC 7578): its fields, and then the file.
pub(crate) fn upload<'f>(
    url: &str,
    fields: impl IntoIterator<Item = (&'f str, &'f str)>,
    file: &[u8],
) -> Answer {
    let boundary = "segl-test-boundary";
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend_from_slice(head.as_bytes());
    }
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf";
    body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n\r\n").as_bytes());
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    let kind = format!("multipart/form-data; boundary={boundary}");
    send("POST", url, &[("content-type", &kind)], Some(&body))
}

/// Uploads a file to a slot as the API describes it.
pub(crate) fn upload_to(slot: &Value, file: &[u8]) -> Answer {
    let fields = slot["fields"].as_object().expect("fields");
    let fields = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().expect("a text")));
    upload(slot["url"].as_str().expect("an address"), fields, file)
}

/// The header by which the emulator takes a request for its root's; it holds nobody to a signature.
pub(crate) fn as_root(service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=test/20260101/eu-north-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
    )
}
