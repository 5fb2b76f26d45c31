//! `cargo local demo`: a sender and two signers, over HTTP, with a real PDF; then others judge the sealed document. By
//! link and code in the portal flow, sent by the sender in the direct flow.

use std::{
    collections::BTreeSet,
    fs,
    process::Command,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{inbox::Inbox, place::Place, tools};

/// What is played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Flow {
    /// Signers are sent by the sender, and back.
    Direct,
    /// Signers get a link and a code.
    #[default]
    PortalLink,
}

const SIGNERS: [(&str, &str, Option<&str>); 2] =
    [("Kari Nordmann", "kari@example.com", None), ("Ola Nordmann", "ola@example.com", Some("+4791234567"))];

/// What a page said, and the cookie it set.
struct Page {
    status: u16,
    body: String,
    location: String,
    cookie: Option<String>,
}

struct Demo<'p> {
    place: &'p Place,
    client: reqwest::Client,
    key: String,
}

/// Plays it.
pub(crate) async fn run(place: &Place, flow: Flow) -> Result<(), String> {
    let key = place.read_state("api-key.txt").ok_or("nothing is running: begin with `cargo local up`")?;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
    let demo = Demo { place, client: client.map_err(|error| error.to_string())?, key };
    let who = demo.api("GET", "/v1/whoami", None).await?;
    println!("Sender: {} ({})", text(&who, "name"), text(&who, "organisation"));

    let agreement = agreement();
    let document = demo.upload(agreement).await?;
    println!("Document: {document}");
    let seen: BTreeSet<String> = demo.inbox().await?.messages.into_iter().map(|message| message.id).collect();
    let mut wish = json!({
        "title": "Leieavtale for Storgata 1", "nonSensitiveTitle": "Leieavtale", "reference": "demo",
        "description": "Les avtalen og signer hvis du er enig.", "documents": [document],
    });
    if flow == Flow::Direct {
        let back = |how: &str| format!("https://avsender.example.no/{how}");
        wish["flow"] = json!("direct");
        wish["exitUrls"] = json!({ "completion": back("signert"), "rejection": back("avvist"), "error": back("feil") });
        wish["signers"] = json!([{ "signerIdentifier": "kunde 1" }, { "signerIdentifier": "kunde 2", "order": 1 }]);
    } else {
        wish["signers"] = SIGNERS
            .iter()
            .zip(["nb", "en"])
            .map(|((name, email, mobile), language)| {
                json!({ "name": name, "email": email, "mobile": mobile, "language": language })
            })
            .collect();
    }
    let job = demo.api("POST", "/v1/signature-jobs", Some(wish)).await?;
    let id = text(&job, "id");
    println!("Job: {id}");

    for (place, (name, email, mobile)) in SIGNERS.into_iter().enumerate() {
        match flow {
            Flow::PortalLink => {
                let (link, code) = demo.invitation(&seen, email, mobile).await?;
                demo.sign(&link, &code, name).await?;
                println!("Signed by {name}");
            }
            Flow::Direct => {
                let back = demo.sign_directly(&text(&job["signers"][place], "href"), name).await?;
                // The token is the sender's own; shown here only as far as a log may show it.
                println!("Signed by {name}, who is sent back to {}", back.split('?').next().unwrap_or_default());
            }
        }
    }

    let begun = Instant::now();
    let sealed = loop {
        let job = demo.api("GET", &format!("/v1/signature-jobs/{id}"), None).await?;
        if text(&job, "status") == "COMPLETED_SUCCESSFULLY" {
            break demo.download(&id).await?;
        }
        if begun.elapsed() > Duration::from_secs(90) {
            return Err(format!("the job is still {} after 90 s; see the logs", text(&job, "status")));
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    };
    let file = place.state.join("demo-sealed.pdf");
    fs::write(&file, sealed).map_err(|error| error.to_string())?;
    println!("Sealed {:.1} s after the last signature", begun.elapsed().as_secs_f32());
    if flow == Flow::PortalLink {
        let messages = demo.handed_out(&seen).await?;
        println!("{messages} messages were sent, see {}/inbox", place.url());
    }
    judge(place, &file)?;
    println!("\nThe sealed document: {}", file.display());
    Ok(())
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

impl Demo<'_> {
    async fn api(&self, method: &str, path: &str, body: Option<Value>) -> Result<Value, String> {
        let method = reqwest::Method::from_bytes(method.as_bytes()).map_err(|error| error.to_string())?;
        let mut request = self.client.request(method, format!("{}{path}", self.place.url())).bearer_auth(&self.key);
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
        let inbox = self.client.get(format!("{}/inbox.json", self.place.url())).send().await;
        inbox.map_err(|error| error.to_string())?.json().await.map_err(|error| error.to_string())
    }

    /// Waits for the messages and reads the link and the code out of them, as a person would.
    async fn invitation(
        &self,
        seen: &BTreeSet<String>,
        email: &str,
        mobile: Option<&str>,
    ) -> Result<(String, String), String> {
        let begun = Instant::now();
        let prefix = format!("{}/s/", self.place.url());
        let mut asked = false;
        while begun.elapsed() < Duration::from_secs(60) {
            let messages = self.inbox().await?.messages;
            let new = |to: &str| messages.iter().find(|message| message.to == to && !seen.contains(&message.id));
            let link = new(email).and_then(|message| {
                let start = message.text.find(&prefix)?;
                message.text[start..].split_whitespace().next().map(str::to_owned)
            });
            let code = new(mobile.unwrap_or(email)).and_then(|message| {
                let words = message.text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
                words
                    .filter(|word| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit()))
                    .map(str::to_owned)
                    .next()
            });
            match (link, code) {
                (Some(link), Some(code)) => return Ok((link, code)),
                // At night the text message waits for the morning; whoever is awake asks for a code on the page.
                (Some(link), None) if !asked && begun.elapsed() > Duration::from_secs(5) => {
                    self.page(self.client.post(format!("{link}/code"))).await?;
                    asked = true;
                }
                _ => {}
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        Err(format!("no invitation came to {email} within a minute; see the logs"))
    }

    /// Waits until both signers were told that the document is ready, and counts all messages.
    async fn handed_out(&self, seen: &BTreeSet<String>) -> Result<usize, String> {
        let begun = Instant::now();
        loop {
            let mut messages = self.inbox().await?.messages;
            messages.retain(|message| !seen.contains(&message.id));
            let told = |to: &str| messages.iter().filter(|message| message.to == to).count() >= 2;
            if told("kari@example.com") && told("ola@example.com") || begun.elapsed() > Duration::from_secs(30) {
                return Ok(messages.len());
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }

    async fn page(&self, request: reqwest::RequestBuilder) -> Result<Page, String> {
        let answer = request.send().await.map_err(|error| error.to_string())?;
        let header =
            |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
        let (location, set) = (header("location"), header("set-cookie"));
        Ok(Page {
            status: answer.status().as_u16(),
            location,
            cookie: set.split(';').next().filter(|cookie| !cookie.is_empty()).map(str::to_owned),
            body: answer.text().await.map_err(|error| error.to_string())?,
        })
    }

    async fn sign(&self, link: &str, code: &str, name: &str) -> Result<(), String> {
        self.page(self.client.get(link)).await?;
        let entered = self.page(self.client.post(link).form_like(&[("code", code)])).await?;
        let cookie = entered.cookie.ok_or_else(|| format!("the code was not taken: {}", entered.status))?;
        self.sign_inside(&entered.location, &cookie, name).await.map(drop)
    }

    /// Asks for a one-time address as the sender, opens it and signs as the signer, and gives where that leads back to.
    async fn sign_directly(&self, href: &str, name: &str) -> Result<String, String> {
        let issued = self.api("POST", &format!("{href}/redirect-url"), None).await?;
        let sent = self.page(self.client.get(text(&issued, "redirectUrl"))).await?;
        let cookie = sent.cookie.ok_or_else(|| format!("the one-time address did not open: {}", sent.status))?;
        let exit = self.sign_inside(&sent.location, &cookie, name).await?;
        let exit = format!("{}{exit}", self.place.url());
        Ok(self.page(self.client.get(exit).header("cookie", &cookie)).await?.location)
    }

    /// Signs on the task's page, and gives where that leads.
    async fn sign_inside(&self, task: &str, cookie: &str, name: &str) -> Result<String, String> {
        let task = format!("{}{task}", self.place.url());
        let page = self.page(self.client.get(&task).header("cookie", cookie)).await?;
        let value = |field: &str| attribute(&page.body, field).ok_or_else(|| format!("the page has no field {field}"));
        let form = [("name", name.to_owned()), ("consent", value("consent")?), ("documents", value("documents")?)];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let base = task.split('?').next().unwrap_or_default();
        let sign = self.client.post(format!("{base}/sign")).header("cookie", cookie).form_like(&form);
        match self.page(sign).await? {
            Page { status: 303, location, .. } => Ok(location),
            Page { status, .. } => Err(format!("the signature was answered {status}")),
        }
    }

    async fn download(&self, id: &str) -> Result<Vec<u8>, String> {
        let path = format!("{}/v1/signature-jobs/{id}/signed-document", self.place.url());
        let sent = self.page(self.client.get(path).bearer_auth(&self.key)).await?;
        let file = self.client.get(&sent.location).send().await.map_err(|error| error.to_string())?;
        file.bytes().await.map(|bytes| bytes.to_vec()).map_err(|error| error.to_string())
    }
}

/// The value of the field with this name in a page of ours.
fn attribute(page: &str, field: &str) -> Option<String> {
    let tag = page.split('<').find(|tag| tag.starts_with("input") && tag.contains(&format!("name=\"{field}\"")))?;
    tag.split("value=\"").nth(1)?.split('"').next().map(str::to_owned)
}

async fn answer(request: reqwest::RequestBuilder) -> Result<Value, String> {
    let answer = request.send().await.map_err(|error| format!("the stack does not answer: {error}"))?;
    let status = answer.status();
    let body = answer.text().await.map_err(|error| error.to_string())?;
    if !status.is_success() {
        return Err(format!("answered {status}: {body}"));
    }
    serde_json::from_str(&body).map_err(|error| format!("answered something else than JSON: {error}"))
}

/// A form as a browser sends it.
trait FormLike {
    fn form_like(self, fields: &[(&str, &str)]) -> Self;
}

impl FormLike for reqwest::RequestBuilder {
    fn form_like(self, fields: &[(&str, &str)]) -> Self {
        let encode = |text: &str| -> String {
            text.bytes()
                .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
                .collect()
        };
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        self.header("content-type", "application/x-www-form-urlencoded").body(body.join("&"))
    }
}

/// Lets programs that others wrote judge the seal.
fn judge(place: &Place, file: &std::path::Path) -> Result<(), String> {
    tools::require("pdfsig", "Install it to check the seal (Debian: apt-get install poppler-utils).")?;
    tools::require("qpdf", "Install it to check the file (Debian: apt-get install qpdf).")?;
    let root = place.state.join("root.pem");
    let mut pyhanko = Command::new(place.judge("pyhanko"));
    pyhanko.args(["sign", "validate", "--pretty-print", "--trust"]).arg(root).arg(file);
    let mut pdfsig = Command::new("pdfsig");
    pdfsig.arg("-nocert").arg(file);
    let mut qpdf = Command::new("qpdf");
    qpdf.arg("--check").arg(file);
    let mut pdftotext = Command::new("pdftotext");
    pdftotext.args(["-l", "1"]).arg(file).arg("-");
    for (name, mut command, wanted) in [
        ("pdfsig", pdfsig, "Signature is Valid."),
        ("pyHanko", pyhanko, "The signature is judged VALID."),
        ("qpdf", qpdf, "No syntax or stream encoding errors found"),
        ("pdftotext", pdftotext, "Kari Nordmann"),
    ] {
        let output = command.output().map_err(|error| format!("{name} could not be run: {error}"))?;
        let said = String::from_utf8_lossy(&output.stdout);
        let line = said.lines().find(|line| line.contains(wanted));
        let line = line.ok_or_else(|| format!("{name} does not say \"{wanted}\":\n{said}"))?;
        println!("{name}: {}", line.trim().trim_start_matches("- "));
    }
    Ok(())
}

/// A real PDF of two pages.
fn agreement() -> Vec<u8> {
    let page = |lines: &[&str]| {
        let mut content = "BT /F1 20 Tf 72 760 Td 26 TL".to_owned();
        for (place, line) in lines.iter().enumerate() {
            content.push_str(&format!(" ({line}) Tj T*{}", if place == 0 { " /F1 11 Tf 16 TL T*" } else { "" }));
        }
        content + " ET"
    };
    let first = page(&[
        "Leieavtale",
        "1. Partene: Kari Nordmann leier ut, Ola Nordmann leier.",
        "2. Leieobjektet er Storgata 1, 0155 Oslo.",
        "3. Leien er 12 000 kroner i maneden og betales den 1. i hver maned.",
        "4. Leieforholdet begynner 1. januar 2027.",
    ]);
    let second =
        page(&["Vedlegg", "Nokler: to til inngangsdoren, ett til boden.", "Stromabonnement tegnes av leieren."]);
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    let mut add = |body: String| {
        offsets.push(pdf.len());
        pdf.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n", offsets.len()).as_bytes());
    };
    add("<</Type/Catalog/Pages 2 0 R/Lang(nb)>>".to_owned());
    add("<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>>>".to_owned());
    add("<</Type/Page/Parent 2 0 R/Contents 6 0 R>>".to_owned());
    add("<</Type/Page/Parent 2 0 R/Contents 7 0 R>>".to_owned());
    add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned());
    for content in [first, second] {
        add(format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
    }
    let start = pdf.len();
    pdf.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).as_bytes());
    for offset in &offsets {
        pdf.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let size = offsets.len() + 1;
    pdf.extend_from_slice(format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").as_bytes());
    pdf
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_demo_s_agreement_can_be_signed() {
        let found = segl_seal::intake::inspect(&super::agreement()).expect("a PDF that can be signed");
        assert_eq!(found.pages, 2);
    }
}
