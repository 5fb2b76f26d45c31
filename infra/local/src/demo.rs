//! `cargo local demo`: a sender and two signers, over HTTP, with a real PDF; then others judge the sealed document. By
//! link and code or by e-ID in the portal flow, sent by the sender in the direct flow.

pub(crate) mod agreement;
mod browser;
mod judge;

use std::{
    collections::BTreeSet,
    fs,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use self::browser::{Browser, Page};
use crate::{inbox::Inbox, place::Place};

/// What is played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Flow {
    /// Signers are sent by the sender, and back.
    Direct,
    /// Signers are addressed by national identity number and log in with the test e-ID.
    PortalEid,
    /// Signers get a link and a code.
    #[default]
    PortalLink,
}

/// Whom the sender writes to.
struct Person {
    name: String,
    email: String,
    mobile: Option<String>,
    /// The national identity number, where that is how the signer is addressed.
    number: Option<String>,
}

struct Demo<'p> {
    place: &'p Place,
    client: reqwest::Client,
    key: String,
    /// Messages that were there before.
    seen: BTreeSet<String>,
}

/// Sends a sample agreement to be signed by whoever looks at the pages, and says where that goes on.
pub(crate) async fn send_sample(place: &Place, flow: Flow) -> Result<String, String> {
    let demo = Demo::new(place)?;
    let document = demo.upload(agreement::agreement()).await?;
    let mut wish = wish(flow, &document, &demo.signers(flow).await?);
    if flow == Flow::Direct {
        let back = |how: &str| format!("{}/?back={how}", place.url());
        wish["exitUrls"] = json!({ "completion": back("signed"), "rejection": back("rejected"), "error": back("not-signed") });
    }
    let job = demo.api("POST", "/v1/signature-jobs", Some(wish)).await?;
    match flow {
        Flow::PortalLink => Ok("/inbox".to_owned()),
        Flow::PortalEid => Ok("/portal".to_owned()),
        Flow::Direct => {
            let issued = demo
                .api(
                    "POST",
                    &format!("{}/redirect-url", text(&job["signers"][0], "href")),
                    None,
                )
                .await?;
            Ok(text(&issued, "redirectUrl"))
        }
    }
}

/// Plays it.
pub(crate) async fn run(place: &Place, flow: Flow) -> Result<(), String> {
    let mut demo = Demo::new(place)?;
    let who = demo.api("GET", "/v1/whoami", None).await?;
    println!(
        "Sender: {} ({})",
        text(&who, "name"),
        text(&who, "organisation")
    );

    let document = demo.upload(agreement::agreement()).await?;
    println!("Document: {document}");
    demo.seen = demo
        .inbox()
        .await?
        .messages
        .into_iter()
        .map(|message| message.id)
        .collect();
    let signers = demo.signers(flow).await?;
    let job = demo
        .api(
            "POST",
            "/v1/signature-jobs",
            Some(wish(flow, &document, &signers)),
        )
        .await?;
    let id = text(&job, "id");
    println!("Job: {id}");

    for (signer, told) in signers
        .iter()
        .zip(job["signers"].as_array().into_iter().flatten())
    {
        let mut browser = Browser::default();
        let name = &signer.name;
        let task = match flow {
            Flow::PortalLink => demo.come_by_link(&mut browser, signer).await?,
            Flow::PortalEid => demo.come_by_eid(&mut browser, signer, &id).await?,
            Flow::Direct => {
                demo.come_directly(&mut browser, &text(told, "href"))
                    .await?
            }
        };
        let after = demo.sign(&mut browser, &task, name).await?;
        match flow {
            // The token in the address is the sender's own; shown only as far as a log may show it.
            Flow::Direct => {
                let exit = after.at.split('?').next().unwrap_or_default();
                println!("Signed by {name}, who is sent back to {exit}");
            }
            Flow::PortalEid | Flow::PortalLink => println!("Signed by {name}"),
        }
    }

    let begun = Instant::now();
    let sealed = demo.wait_and_download(&id).await?;
    let file = place.state.join("demo-sealed.pdf");
    fs::write(&file, sealed).map_err(|error| error.to_string())?;
    println!(
        "Sealed {:.1} s after the last signature",
        begun.elapsed().as_secs_f32()
    );
    if flow != Flow::Direct {
        let messages = demo.handed_out(&signers).await?;
        println!("{messages} messages were sent, see {}/inbox", place.url());
    }
    judge::judge(place, &file, &signers[0].name)?;
    println!("\nThe sealed document: {}", file.display());
    Ok(())
}

fn text(value: &Value, name: &str) -> String {
    value
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// What the sender asks for.
fn wish(flow: Flow, document: &str, signers: &[Person]) -> Value {
    let mut wish = json!({
        "title": "Leieavtale for Storgata 1", "nonSensitiveTitle": "Leieavtale", "reference": "demo",
        "description": "Les avtalen og signer hvis du er enig.", "documents": [document],
    });
    let signers = signers.iter().zip(["nb", "en"]);
    wish["signers"] = match flow {
        Flow::Direct => {
            let back = |how: &str| format!("https://avsender.example.no/{how}");
            wish["flow"] = json!("direct");
            wish["exitUrls"] = json!({ "completion": back("signert"), "rejection": back("avvist"), "error": back("feil") });
            signers
                .enumerate()
                .map(|(place, _)| json!({ "signerIdentifier": format!("kunde {}", place + 1), "order": place }))
                .collect()
        }
        Flow::PortalEid => signers
            .map(|(Person { email, number, .. }, language)| {
                json!({
                    "nationalIdentityNumber": number, "email": email, "language": language,
                    "signatureType": "AUTHENTICATED_ELECTRONIC_SIGNATURE",
                })
            })
            .collect(),
        Flow::PortalLink => signers
            .map(
                |(
                    Person {
                        name,
                        email,
                        mobile,
                        ..
                    },
                    language,
                )| {
                    json!({ "name": name, "email": email, "mobile": mobile, "language": language })
                },
            )
            .collect(),
    };
    wish
}

impl<'p> Demo<'p> {
    fn new(place: &'p Place) -> Result<Self, String> {
        let key = place
            .read_state("api-key.txt")
            .ok_or("nothing is running: begin with `cargo local up`")?;
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build();
        Ok(Self {
            place,
            client: client.map_err(|error| error.to_string())?,
            key,
            seen: BTreeSet::new(),
        })
    }

    async fn api(&self, method: &str, path: &str, body: Option<Value>) -> Result<Value, String> {
        let method =
            reqwest::Method::from_bytes(method.as_bytes()).map_err(|error| error.to_string())?;
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.place.url()))
            .bearer_auth(&self.key);
        if let Some(body) = body {
            request = request.json(&body);
        }
        answer(request).await
    }

    async fn upload(&self, pdf: Vec<u8>) -> Result<String, String> {
        let request = self
            .client
            .post(format!("{}/v1/documents", self.place.url()))
            .bearer_auth(&self.key)
            .header("content-type", "application/pdf")
            .header("segl-title", "Leieavtale")
            .header("segl-file-name", "leieavtale.pdf")
            .body(pdf);
        answer(request).await.map(|document| text(&document, "id"))
    }

    async fn inbox(&self) -> Result<Inbox, String> {
        let inbox = self
            .client
            .get(format!("{}/inbox.json", self.place.url()))
            .send()
            .await;
        inbox
            .map_err(|error| error.to_string())?
            .json()
            .await
            .map_err(|error| error.to_string())
    }

    /// Who signs: two persons of the test e-ID where that is how they log in.
    async fn signers(&self, flow: Flow) -> Result<Vec<Person>, String> {
        let person = |name: &str, email: &str, mobile: Option<&str>| Person {
            name: name.to_owned(),
            email: email.to_owned(),
            mobile: mobile.map(str::to_owned),
            number: None,
        };
        if flow != Flow::PortalEid {
            let ola = person("Ola Nordmann", "ola@example.com", Some("+4791234567"));
            return Ok(vec![person("Kari Nordmann", "kari@example.com", None), ola]);
        }
        let persons = answer(
            self.client
                .get(format!("{}/persons.json", self.place.eid())),
        )
        .await?;
        let persons = persons.as_array().into_iter().flatten().take(2);
        Ok(persons
            .map(|known| Person {
                number: Some(text(known, "number")),
                ..person(&text(known, "name"), &text(known, "email"), None)
            })
            .collect())
    }

    /// Waits for the messages, reads the link and the code out of them as a person would, and enters.
    async fn come_by_link(&self, browser: &mut Browser, signer: &Person) -> Result<Page, String> {
        let begun = Instant::now();
        let prefix = format!("{}/s/", self.place.url());
        let mut asked = false;
        while begun.elapsed() < Duration::from_secs(60) {
            let messages = self.inbox().await?.messages;
            let new = |to: &str| {
                messages
                    .iter()
                    .find(|message| message.to == to && !self.seen.contains(&message.id))
            };
            let link = new(&signer.email).and_then(|message| {
                let start = message.text.find(&prefix)?;
                message.text[start..]
                    .split_whitespace()
                    .next()
                    .map(str::to_owned)
            });
            let code = new(signer.mobile.as_ref().unwrap_or(&signer.email)).and_then(|message| {
                let words = message
                    .text
                    .split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
                words
                    .filter(|word| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit()))
                    .map(str::to_owned)
                    .next()
            });
            match (link, code) {
                (Some(link), Some(code)) => {
                    browser.open(&self.client, &link).await?;
                    return browser.send(&self.client, &link, &[("code", &code)]).await;
                }
                // At night the text message waits for the morning; whoever is awake asks for a code on the page.
                (Some(link), None) if !asked && begun.elapsed() > Duration::from_secs(5) => {
                    browser
                        .send(&self.client, &format!("{link}/code"), &[])
                        .await?;
                    asked = true;
                }
                _ => {}
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        Err(format!(
            "no invitation came to {} within a minute; see the logs",
            signer.email
        ))
    }

    /// Waits for the notification, logs in at the portal with the test e-ID and opens the task from the list.
    async fn come_by_eid(
        &self,
        browser: &mut Browser,
        signer: &Person,
        job: &str,
    ) -> Result<Page, String> {
        let begun = Instant::now();
        loop {
            let messages = self.inbox().await?.messages;
            let is_told = |message: &crate::inbox::Message| {
                message.to == signer.email && message.text.contains("/portal")
            };
            if messages
                .iter()
                .any(|message| is_told(message) && !self.seen.contains(&message.id))
            {
                break;
            }
            if begun.elapsed() > Duration::from_secs(60) {
                return Err(format!(
                    "no notification came to {} within a minute; see the logs",
                    signer.email
                ));
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        let provider = browser
            .open(
                &self.client,
                &format!("{}/login/test-id?level=4", self.place.url()),
            )
            .await?;
        let number = signer.number.as_deref().unwrap_or_default();
        let list = browser
            .send(
                &self.client,
                &provider.at,
                &[("number", number), ("level", "4")],
            )
            .await?;
        let prefix = format!("/tasks/{job}/");
        let task = list.body.split('"').find(|part| part.starts_with(&prefix));
        let task = task.ok_or_else(|| format!("the list at {} does not show the task", list.at))?;
        browser
            .open(&self.client, &format!("{}{task}", self.place.url()))
            .await
    }

    /// Asks for a redirect URL as the sender and opens it as the signer.
    async fn come_directly(&self, browser: &mut Browser, href: &str) -> Result<Page, String> {
        let issued = self
            .api("POST", &format!("{href}/redirect-url"), None)
            .await?;
        browser
            .open(&self.client, &text(&issued, "redirectUrl"))
            .await
    }

    /// Signs on the task's page, and gives where that leads; at last back to the sender, in the direct flow.
    async fn sign(&self, browser: &mut Browser, task: &Page, name: &str) -> Result<Page, String> {
        let (consent, documents) = (task.field("consent")?, task.field("documents")?);
        let mut form = vec![("consent", consent.as_str()), ("documents", &documents)];
        // An e-ID says the name itself.
        if task.asks_for("name") {
            form.push(("name", name));
        }
        let base = task.at.split('?').next().unwrap_or_default();
        let after = browser
            .send(&self.client, &format!("{base}/sign"), &form)
            .await?;
        if after.status >= 400 {
            Err(format!("the signature was answered {}", after.status))
        } else {
            Ok(after)
        }
    }

    async fn wait_and_download(&self, id: &str) -> Result<Vec<u8>, String> {
        let begun = Instant::now();
        loop {
            let status = text(
                &self
                    .api("GET", &format!("/v1/signature-jobs/{id}"), None)
                    .await?,
                "status",
            );
            if status == "COMPLETED_SUCCESSFULLY" {
                break;
            }
            if begun.elapsed() > Duration::from_secs(90) {
                return Err(format!(
                    "the job is still {status} after 90 s; see the logs"
                ));
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        let path = format!(
            "{}/v1/signature-jobs/{id}/signed-document",
            self.place.url()
        );
        let sent = self
            .client
            .get(path)
            .bearer_auth(&self.key)
            .send()
            .await
            .map_err(|error| error.to_string())?;
        let to = sent
            .headers()
            .get("location")
            .and_then(|to| to.to_str().ok())
            .unwrap_or_default();
        let file = self
            .client
            .get(to)
            .send()
            .await
            .map_err(|error| error.to_string())?;
        file.bytes()
            .await
            .map(|bytes| bytes.to_vec())
            .map_err(|error| error.to_string())
    }

    /// Waits until both signers were told that the document is ready, and counts all messages.
    async fn handed_out(&self, signers: &[Person]) -> Result<usize, String> {
        let begun = Instant::now();
        loop {
            let mut messages = self.inbox().await?.messages;
            messages.retain(|message| !self.seen.contains(&message.id));
            let told = |signer: &Person| {
                messages
                    .iter()
                    .filter(|message| message.to == signer.email)
                    .count()
                    >= 2
            };
            if signers.iter().all(told) || begun.elapsed() > Duration::from_secs(30) {
                return Ok(messages.len());
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Result<Value, String> {
    let answer = request
        .send()
        .await
        .map_err(|error| format!("the stack does not answer: {error}"))?;
    let status = answer.status();
    let body = answer.text().await.map_err(|error| error.to_string())?;
    if !status.is_success() {
        return Err(format!("answered {status}: {body}"));
    }
    serde_json::from_str(&body)
        .map_err(|error| format!("answered something else than JSON: {error}"))
}
