//! A browser without a screen: keeps cookies for each origin, follows redirects within this machine, sends forms.

use std::collections::BTreeMap;

/// A signer's browser.
#[derive(Default)]
pub(super) struct Browser {
    cookies: BTreeMap<(String, String), String>,
}

/// Where a browser is and what it shows.
pub(super) struct Page {
    pub(super) at: String,
    pub(super) status: u16,
    pub(super) body: String,
}

impl Browser {
    /// Opens an address.
    pub(super) async fn open(
        &mut self,
        client: &reqwest::Client,
        url: &str,
    ) -> Result<Page, String> {
        self.go(client, url, None).await
    }

    /// Sends a form.
    pub(super) async fn send(
        &mut self,
        client: &reqwest::Client,
        url: &str,
        fields: &[(&str, &str)],
    ) -> Result<Page, String> {
        self.go(client, url, Some(fields)).await
    }

    /// Goes there and on, as far as redirects stay on this machine; the address it was sent to last tells the rest.
    async fn go(
        &mut self,
        client: &reqwest::Client,
        url: &str,
        fields: Option<&[(&str, &str)]>,
    ) -> Result<Page, String> {
        let mut at = url.to_owned();
        let mut fields = fields;
        for _ in 0..12 {
            let home = origin(&at);
            let cookies: Vec<String> = self
                .cookies
                .iter()
                .filter(|((place, _), value)| *place == home && !value.is_empty())
                .map(|((_, name), value)| format!("{name}={value}"))
                .collect();
            let request = match fields.take() {
                Some(fields) => client.post(&at).body(encoded(fields)),
                None => client.get(&at),
            };
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let answer = request.header("cookie", cookies.join("; ")).send().await;
            let answer = answer.map_err(|error| format!("{home} does not answer: {error}"))?;
            for set in answer.headers().get_all("set-cookie") {
                let pair = set
                    .to_str()
                    .ok()
                    .and_then(|set| set.split(';').next())
                    .and_then(|pair| pair.split_once('='));
                if let Some((name, value)) = pair {
                    self.cookies
                        .insert((home.clone(), name.to_owned()), value.to_owned());
                }
            }
            let status = answer.status().as_u16();
            let to = answer
                .headers()
                .get("location")
                .and_then(|to| to.to_str().ok())
                .map(str::to_owned);
            match to.filter(|_| answer.status().is_redirection()) {
                Some(to) => {
                    at = if to.starts_with('/') {
                        format!("{home}{to}")
                    } else {
                        to
                    }
                }
                None => {
                    return Ok(Page {
                        at,
                        status,
                        body: answer.text().await.map_err(|error| error.to_string())?,
                    });
                }
            }
            if !at.starts_with("http://localhost:") {
                return Ok(Page {
                    at,
                    status,
                    body: String::new(),
                });
            }
        }
        Err(format!("the redirects from {} go in circles", origin(url)))
    }
}

impl Page {
    /// The value of the field with this name.
    pub(super) fn field(&self, name: &str) -> Result<String, String> {
        let wanted = format!("name=\"{name}\"");
        let tag = self
            .body
            .split('<')
            .find(|tag| tag.starts_with("input") && tag.contains(&wanted));
        let value = tag.and_then(|tag| tag.split("value=\"").nth(1)?.split('"').next());
        value
            .map(str::to_owned)
            .ok_or_else(|| format!("the page ({}) has no field {name}", self.status))
    }

    /// Whether it asks for this.
    pub(super) fn asks_for(&self, name: &str) -> bool {
        self.body.contains(&format!("name=\"{name}\""))
    }
}

fn origin(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

fn encoded(fields: &[(&str, &str)]) -> String {
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
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    fields.join("&")
}
