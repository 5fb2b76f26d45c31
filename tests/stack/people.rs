//! Those who act: a sender with an API key, signers with a mailbox and a phone, and nobody in particular.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::http::{Answer, form, send, variable, wait};
use crate::pdf::pdf;

/// A sender.
#[derive(Clone)]
pub(crate) struct Sender {
    authorization: String,
}

impl Sender {
    pub(crate) fn new() -> Self {
        Self {
            authorization: format!("Bearer {}", variable("SEGL_API_KEY")),
        }
    }
    /// Another organisation.
    pub(crate) fn other() -> Self {
        Self {
            authorization: format!("Bearer {}_other", variable("SEGL_API_KEY")),
        }
    }
    /// The same organisation, by a key that may read jobs and nothing else.
    pub(crate) fn reader() -> Self {
        Self {
            authorization: format!("Bearer {}_reader", variable("SEGL_API_KEY")),
        }
    }
    pub(crate) fn get(&self, path: &str) -> Answer {
        send("GET", path, &[("authorization", &self.authorization)], None)
    }
    pub(crate) fn delete(&self, path: &str) -> Answer {
        send(
            "DELETE",
            path,
            &[("authorization", &self.authorization)],
            None,
        )
    }
    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_with(path, body, &[])
    }
    pub(crate) fn post_with(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        let mut all = vec![
            ("authorization", self.authorization.as_str()),
            ("content-type", "application/json"),
        ];
        all.extend_from_slice(headers);
        send("POST", path, &all, Some(body.to_string().as_bytes()))
    }
    pub(crate) fn patch(&self, path: &str, body: &Value) -> Answer {
        let headers = [
            ("authorization", self.authorization.as_str()),
            ("content-type", "application/json"),
        ];
        send("PATCH", path, &headers, Some(body.to_string().as_bytes()))
    }
    pub(crate) fn upload(&self, pdf: &[u8]) -> Answer {
        let headers = [
            ("authorization", self.authorization.as_str()),
            ("content-type", "application/pdf"),
            ("segl-title", "Avtale%20%C3%A5"),
            ("segl-file-name", "avtale.pdf"),
        ];
        send("POST", "/v1/documents", &headers, Some(pdf))
    }
    pub(crate) fn document(&self) -> String {
        string(
            &self.upload(&pdf(&["Side 1", "Side 2"])).expect(201).json(),
            "id",
        )
    }
    /// A job for these signers, each `{email…}`, with further fields.
    pub(crate) fn job(&self, signers: &Value, more: &Value) -> Value {
        let mut body = json!({ "title": "Avtale om prøve", "documents": [self.document()], "signers": signers });
        for (name, value) in more.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        self.post("/v1/signature-jobs", &body).expect(201).json()
    }
    pub(crate) fn read(&self, job: &str) -> Value {
        self.get(&format!("/v1/signature-jobs/{job}"))
            .expect(200)
            .json()
    }
    /// Waits until the job has this status.
    #[track_caller]
    pub(crate) fn wait_for(&self, job: &str, status: &str) -> Value {
        wait(&format!("{job} should be {status}"), || {
            let read = self.read(job);
            (read["status"] == status).then_some(read)
        })
    }
}

pub(crate) fn string(value: &Value, name: &str) -> String {
    value[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name} in {value}"))
        .to_owned()
}

/// A signer, with an address that nobody else in any test has.
pub(crate) struct Signer {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) mobile: Option<String>,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Signer {
    pub(crate) fn new(name: &str) -> Self {
        let number = COUNT.fetch_add(1, Ordering::SeqCst);
        let word: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let email = format!(
            "{}.{number}.{}@example.com",
            word.to_lowercase(),
            std::process::id()
        );
        Self {
            name: name.to_owned(),
            email,
            mobile: None,
        }
    }
    pub(crate) fn with_mobile(name: &str) -> Self {
        let signer = Self::new(name);
        let number = COUNT.fetch_add(1, Ordering::SeqCst);
        let digits = (std::process::id().wrapping_mul(37) + number) % 10_000_000;
        Self {
            mobile: Some(format!("+479{digits:07}")),
            ..signer
        }
    }
    pub(crate) fn as_json(&self) -> Value {
        json!({ "name": self.name, "email": self.email, "mobile": self.mobile, "language": "nb" })
    }
    /// The messages to this signer, newest first.
    pub(crate) fn messages(&self) -> Vec<Value> {
        let all = send("GET", "/inbox.json", &[], None).expect(200).json();
        let mine = |message: &&Value| {
            message["to"] == *self.email || message["to"].as_str() == self.mobile.as_deref()
        };
        all["messages"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(mine)
            .cloned()
            .collect()
    }
    fn newest(&self, channel: &str) -> Option<String> {
        self.messages()
            .iter()
            .find(|message| message["channel"] == channel)
            .map(|message| string(message, "text"))
    }
    /// Waits for the newest link.
    #[track_caller]
    pub(crate) fn link(&self) -> String {
        wait(&format!("a link should come to {}", self.email), || {
            let text = self.newest("EMAIL")?;
            let start = text.find(&format!("{}/s/", variable("SEGL_URL")))?;
            text[start..].split_whitespace().next().map(str::to_owned)
        })
    }
    /// Waits for the newest code. At night a text message waits for the morning; then it is asked for on the page.
    #[track_caller]
    pub(crate) fn code(&self, link: &str) -> String {
        let channel = if self.mobile.is_some() {
            "SMS"
        } else {
            "EMAIL"
        };
        let (begun, mut asked) = (Instant::now(), false);
        wait(&format!("a code should come to {}", self.email), || {
            let code = self.newest(channel).and_then(|text| code_in(&text));
            if code.is_none() && !asked && begun.elapsed() > Duration::from_secs(4) {
                send("POST", &format!("{link}/code"), &[], Some(b"")).expect(303);
                asked = true;
            }
            code
        })
    }
    /// Goes in by the newest link and code.
    #[track_caller]
    pub(crate) fn enter(&self) -> TaskSession {
        let link = self.link();
        let code = self.code(&link);
        TaskSession::enter(&link, &code).unwrap_or_else(|| panic!("{} should get in", self.email))
    }
    /// Waits until a message tells this.
    #[track_caller]
    pub(crate) fn is_told(&self, words: &str) {
        wait(
            &format!("{} should be told \"{words}\"", self.email),
            || {
                let told = |message: &Value| {
                    string(message, "text")
                        .to_lowercase()
                        .contains(&words.to_lowercase())
                };
                self.messages().iter().any(told).then_some(())
            },
        );
    }
}

fn code_in(text: &str) -> Option<String> {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    words
        .find(|word| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit()))
        .map(str::to_owned)
}

/// Tries a code on a link.
pub(crate) fn try_code(link: &str, code: &str) -> Answer {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    send("POST", link, &headers, Some(&form(&[("code", code)])))
}

/// A signer inside.
#[derive(Clone)]
pub(crate) struct TaskSession {
    pub(crate) cookie: String,
    /// Where the task's pages begin.
    pub(crate) task: String,
}

impl TaskSession {
    pub(crate) fn enter(link: &str, code: &str) -> Option<Self> {
        let answer = try_code(link, code);
        if answer.status != 303 {
            return None;
        }
        let set = answer.header("set-cookie");
        for word in ["__Host-", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(set.contains(word), "the cookie lacks {word}");
        }
        Self::begun(&answer)
    }
    /// The visit that an answer let in to.
    pub(crate) fn begun(answer: &Answer) -> Option<Self> {
        let cookie = answer.header("set-cookie").split(';').next()?.to_owned();
        let task = answer.header("location").split('?').next()?.to_owned();
        Some(Self { cookie, task })
    }
    /// A page of the task, by what follows its address.
    pub(crate) fn get(&self, path: &str) -> Answer {
        send(
            "GET",
            &format!("{}{path}", self.task),
            &[("cookie", &self.cookie)],
            None,
        )
    }
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        send(
            "POST",
            &format!("{}{path}", self.task),
            &headers,
            Some(&form(fields)),
        )
    }
    /// Signs as one does who reads the page.
    pub(crate) fn sign(&self, name: &str) -> Answer {
        let page = self.get("").expect(200).text();
        let value = |field: &str| {
            field_in(&page, field).unwrap_or_else(|| panic!("the page has no field {field}"))
        };
        self.post(
            "/sign",
            &[
                ("name", name),
                ("consent", &value("consent")),
                ("documents", &value("documents")),
            ],
        )
    }
}

/// The value of a field in a page.
pub(crate) fn field_in(page: &str, field: &str) -> Option<String> {
    let tag = page
        .split('<')
        .find(|tag| tag.starts_with("input") && tag.contains(&format!("name=\"{field}\"")))?;
    tag.split("value=\"")
        .nth(1)?
        .split('"')
        .next()
        .map(str::to_owned)
}
