//! Signers addressed by number, logged in at an OpenID provider that others wrote (oidc-provider, certified), over HTTP.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    http::{Answer, form, send, variable, wait},
    people::{Sender, Signer, field_in, string},
};

/// A browser without a screen: keeps cookies for each origin and follows redirects.
#[derive(Default)]
struct Browser {
    cookies: BTreeMap<(String, String), String>,
}

fn origin(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

impl Browser {
    fn once(&mut self, method: &str, url: &str, fields: Option<&[(&str, &str)]>) -> Answer {
        let home = origin(url);
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .filter(|((place, _), value)| *place == home && !value.is_empty())
            .map(|((_, name), value)| format!("{name}={value}"))
            .collect();
        let cookies = cookies.join("; ");
        let mut headers = vec![("cookie", cookies.as_str())];
        let body = fields.map(form);
        if body.is_some() {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
        }
        let answer = send(method, url, &headers, body.as_deref());
        for set in answer.all("set-cookie") {
            if let Some((name, value)) = set.split(';').next().and_then(|pair| pair.split_once('='))
            {
                self.cookies
                    .insert((home.clone(), name.to_owned()), value.to_owned());
            }
        }
        answer
    }

    /// Goes there and on, as far as redirects lead; gives where that is and what is said there.
    fn go(&mut self, method: &str, url: &str, fields: Option<&[(&str, &str)]>) -> (String, Answer) {
        let mut at = if url.starts_with('/') {
            format!("{}{url}", variable("SEGL_URL"))
        } else {
            url.to_owned()
        };
        let mut answer = self.once(method, &at, fields);
        for _ in 0..12 {
            if !matches!(answer.status, 302 | 303 | 307) {
                return (at, answer);
            }
            let to = answer.header("location").to_owned();
            at = if to.starts_with('/') {
                format!("{}{to}", origin(&at))
            } else {
                to
            };
            answer = self.once("GET", &at, None);
        }
        panic!("the redirects go in circles");
    }

    /// Begins a login here and chooses this person at the provider; gives where it ends.
    fn log_in(&mut self, start: &str, person: &Value, level: u8) -> (String, Answer) {
        let (at, page) = self.go("GET", start, None);
        assert!(
            page.text().contains("TEST"),
            "the provider asks who it is: {at}: {}",
            page.text()
        );
        let level = level.to_string();
        let number = string(person, "number");
        self.go("POST", &at, Some(&[("number", &number), ("level", &level)]))
    }

    fn get(&mut self, path: &str) -> Answer {
        self.go("GET", path, None).1
    }
}

fn persons() -> Vec<Value> {
    let all = send(
        "GET",
        &format!("{}/persons.json", variable("SEGL_EID")),
        &[],
        None,
    )
    .expect(200)
    .json();
    all.as_array().expect("a list").clone()
}

fn job(sender: &Sender, signers: &[Value], more: &Value) -> Value {
    sender.job(&json!(signers), more)
}

fn by_number(person: &Value) -> Value {
    let number = string(person, "number");
    json!({ "nationalIdentityNumber": number, "email": person["email"], "signatureType": "AUTHENTICATED_ELECTRONIC_SIGNATURE" })
}

fn base(job: &Value, place: usize) -> String {
    format!(
        "/tasks/{}/{}",
        string(job, "id"),
        string(&job["signers"][place], "id")
    )
}

fn sign(browser: &mut Browser, base: &str) -> (String, Answer) {
    let page = browser.get(base).expect(200).text();
    assert!(field_in(&page, "name").is_none(), "the e-ID says the name");
    let value = |field: &str| {
        field_in(&page, field).unwrap_or_else(|| panic!("the page has no field {field}: {page}"))
    };
    let fields = [
        ("consent", value("consent")),
        ("documents", value("documents")),
    ];
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    browser.go(
        "POST",
        &format!("{}{base}/sign", variable("SEGL_URL")),
        Some(&fields),
    )
}

#[test]
fn one_who_logs_in_sees_signs_downloads_and_logs_out_and_sees_nothing_of_another_s() {
    let sender = Sender::new();
    let persons = persons();
    let (kari, ola) = (&persons[0], &persons[1]);
    let job = job(
        &sender,
        &[by_number(kari), by_number(ola)],
        &json!({ "title": "Hemmelig tittel" }),
    );
    let id = string(&job, "id");
    assert_eq!(job["signers"][0]["addressedBy"], "NATIONAL_IDENTITY_NUMBER");
    assert!(
        !job.to_string().contains(&string(kari, "number")),
        "the number is not told back"
    );
    wait("a notification without a secret", || {
        let all = send("GET", "/inbox.json", &[], None).expect(200).json();
        let mine = all["messages"]
            .as_array()?
            .iter()
            .find(|message| message["to"] == kari["email"])?
            .clone();
        let text = string(&mine, "text");
        assert!(text.contains("/portal") && !text.contains("/s/"), "{text}");
        Some(())
    });

    let mut one = Browser::default();
    let page = one.get(&base(&job, 0)).expect(401).text();
    assert!(
        page.contains("/login/test-id") && page.contains("/login/other-id"),
        "two providers side by side"
    );
    assert!(
        !page.contains("Hemmelig"),
        "nothing is told before the login"
    );
    let (at, list) = one.log_in("/login/test-id?level=4", kari, 4);
    assert!(at.contains("/portal"), "{at}");
    let list = list.expect(200).text();
    assert!(list.contains("Hemmelig tittel") && list.contains(&base(&job, 0)));
    assert!(
        !list.contains(&base(&job, 1)),
        "the other's task is not listed"
    );
    one.get(&base(&job, 1)).expect(401);
    one.get(&format!("{}/signed-document", base(&job, 1)))
        .expect(401);
    sign(&mut one, &base(&job, 0)).1.expect(200);

    // The other logs in by another issuer with other names for everything.
    let mut two = Browser::default();
    let (at, _) = two.log_in(
        &format!("/login/other-id?level=4&{}", task_query(&job, 1)),
        ola,
        4,
    );
    assert!(
        at.contains(&base(&job, 1)),
        "back at the task that was asked for: {at}"
    );
    sign(&mut two, &base(&job, 1)).1.expect(200);
    let done = sender.wait_for(&id, "COMPLETED_SUCCESSFULLY");
    assert_eq!(done["signers"][0]["signedName"], kari["name"]);
    assert_eq!(done["signers"][1]["signedWith"]["provider"], "Other-ID");
    let sealed =
        crate::journey::sealed_and_judged(&sender, &id, &["Kari Testdame", "Ola Testmann"]);
    let there = one.once(
        "GET",
        &format!("{}{}/signed-document", variable("SEGL_URL"), base(&job, 0)),
        None,
    );
    assert_eq!(
        send("GET", there.expect(303).header("location"), &[], None)
            .expect(200)
            .bytes,
        sealed
    );

    // Logging out ends the session here and, by the form, at the provider.
    let session = one.cookies.clone();
    let (_, left) = one.go("POST", "/log-out", Some(&[]));
    let left = left.expect(200);
    assert!(
        left.header("content-security-policy")
            .contains(&variable("SEGL_EID")),
        "the form may go to the provider"
    );
    let text = left.text();
    let end: Vec<(&str, String)> = ["id_token_hint", "client_id", "post_logout_redirect_uri"]
        .map(|name| {
            (
                name,
                field_in(&text, name).unwrap_or_else(|| panic!("no {name}: {text}")),
            )
        })
        .to_vec();
    one.cookies.extend(
        session
            .into_iter()
            .filter(|((place, _), _)| *place == variable("SEGL_URL")),
    );
    assert!(
        !one.get("/portal").expect(200).text().contains("Hemmelig"),
        "the old cookie opens nothing"
    );
    let end: Vec<(&str, &str)> = end
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let (at, asked) = one.go(
        "POST",
        &format!("{}/test-id/session/end", variable("SEGL_EID")),
        Some(&end),
    );
    let asked = asked.expect(200).text();
    let xsrf = field_in(&asked, "xsrf").unwrap_or_else(|| panic!("{at}: {asked}"));
    let confirm = format!("{}/test-id/session/end/confirm", variable("SEGL_EID"));
    one.go(
        "POST",
        &confirm,
        Some(&[("xsrf", &xsrf), ("logout", "yes")]),
    );
    let (_, again) = one.go("GET", "/login/test-id?level=4", None);
    assert!(
        again.text().contains("TEST"),
        "the provider asks again who it is"
    );
}

fn task_query(job: &Value, place: usize) -> String {
    format!(
        "job={}&signer={}",
        string(job, "id"),
        string(&job["signers"][place], "id")
    )
}

#[test]
fn a_lower_login_is_told_only_the_open_title_and_steps_up() {
    let sender = Sender::new();
    let bjarne = &persons()[5];
    let more = json!({ "title": "Hemmelig tittel to", "nonSensitiveTitle": "En avtale" });
    let job = job(&sender, &[by_number(bjarne)], &more);
    let mut browser = Browser::default();
    let (_, list) = browser.log_in("/login/test-id?level=3", bjarne, 3);
    let list = list.expect(200).text();
    assert!(list.contains("En avtale") && !list.contains("Hemmelig tittel to"));
    let page = browser.get(&base(&job, 0)).expect(401).text();
    assert!(page.contains("En avtale") && !page.contains("Hemmelig tittel to"));
    let (at, low) = browser.log_in(
        &format!("/login/test-id?level=4&{}", task_query(&job, 0)),
        bjarne,
        3,
    );
    assert!(
        low.text().contains("TEST") && at.starts_with(&variable("SEGL_EID")),
        "the provider insists: {at}"
    );
    browser.get(&base(&job, 0)).expect(401);
    let (at, high) = browser.log_in(
        &format!("/login/test-id?level=4&{}", task_query(&job, 0)),
        bjarne,
        4,
    );
    let high = high.text();
    assert!(
        at.contains(&base(&job, 0)) && high.contains("Hemmelig tittel to"),
        "{at}: {high}"
    );
    sign(&mut browser, &base(&job, 0)).1.expect(200);
    sender.wait_for(&string(&job, "id"), "COMPLETED_SUCCESSFULLY");
}

#[test]
fn a_login_that_was_not_begun_here_or_was_cancelled_logs_nobody_in() {
    let mut browser = Browser::default();
    browser
        .get("/login/test-id/callback?code=x&state=y")
        .expect(401);
    let (at, _) = browser.go("GET", "/login/test-id?level=4", None);
    let (_, cancelled) = browser.go("POST", &at, Some(&[("cancel", "1")]));
    cancelled.expect(200);
    // Another's code in this browser, with this browser's own state: the code is bound to another verifier.
    browser.go("GET", "/login/test-id?level=4", None);
    let forged = browser.once(
        "GET",
        &format!(
            "{}/login/test-id/callback?code=stolen&state=guessed",
            variable("SEGL_URL")
        ),
        None,
    );
    forged.expect(401);
    browser.get("/login/nobody?level=4").expect(404);
    let list = browser.get("/portal").expect(200).text();
    assert!(list.contains("/login/test-id"), "nobody is logged in");
}

#[test]
fn in_the_direct_flow_the_login_must_be_the_one_who_was_sent() {
    let sender = Sender::new();
    let persons = persons();
    let back = "https://sender.example.no/back";
    let more = json!({ "flow": "direct", "exitUrls": { "completion": back, "rejection": back, "error": back } });
    let signer = json!({ "nationalIdentityNumber": string(&persons[0], "number") });
    let job = job(&sender, &[signer], &more);
    let href = string(&job["signers"][0], "href");
    let url = string(
        &sender
            .post(&format!("{href}/redirect-url"), &json!({}))
            .expect(201)
            .json(),
        "redirectUrl",
    );
    let mut browser = Browser::default();
    let (_, page) = browser.go("GET", &url, None);
    let page = page.expect(401).text();
    assert!(
        page.contains("/login/test-id") && page.contains("/exit"),
        "log in, or go back to the sender"
    );
    let start = format!("/login/test-id?level=4&{}", task_query(&job, 0));
    let (_, wrong) = browser.log_in(&start, &persons[1], 4);
    let wrong = wrong.expect(401).text();
    assert!(
        wrong.contains("fresh=1"),
        "the provider is to ask again, and not to remember"
    );
    let exit = browser
        .once(
            "GET",
            &format!("{}{}/exit", variable("SEGL_URL"), base(&job, 0)),
            None,
        )
        .expect(303);
    assert!(exit.header("location").starts_with(back));
    // With the right e-ID the same browser goes on: it need not be sent anew.
    let (_, page) = browser.log_in(&format!("{start}&fresh=1"), &persons[0], 4);
    page.expect(200);
    let mut right = Browser::default();
    let url = string(
        &sender
            .post(&format!("{href}/redirect-url"), &json!({}))
            .expect(201)
            .json(),
        "redirectUrl",
    );
    right.go("GET", &url, None);
    let (_, page) = right.log_in(&start, &persons[0], 4);
    page.expect(200);
    let number = sender.read(&string(&job, "id")).to_string();
    assert!(!number.contains(&string(&persons[0], "number")));
}

#[test]
fn one_who_came_by_link_proves_by_e_id_when_signing_if_the_sender_asks_for_that() {
    let sender = Sender::new();
    let ola = &persons()[1];
    let signer = Signer::new("Ola fra e-posten");
    let mut wish = signer.as_json();
    wish["eidToSign"] = json!(4);
    let job = job(&sender, &[wish], &json!({}));
    let link = signer.link();
    let code = signer.code(&link);
    let mut browser = Browser::default();
    browser.go("GET", &link, None);
    let (at, page) = browser.go("POST", &link, Some(&[("code", &code)]));
    let page = page.expect(200).text();
    assert!(
        at.contains(&base(&job, 0)),
        "the code lets in to read: {at}"
    );
    assert!(
        page.contains("/login/test-id") && field_in(&page, "consent").is_none(),
        "but not to sign"
    );
    // Nor by a form that the page does not show.
    let forged = [("name", "Ola"), ("consent", "x"), ("documents", "x")];
    let (_, refused) = browser.go(
        "POST",
        &format!("{}{}/sign", variable("SEGL_URL"), base(&job, 0)),
        Some(&forged),
    );
    assert!(refused.status >= 400, "{}", refused.status);
    browser.log_in(
        &format!("/login/test-id?level=4&{}", task_query(&job, 0)),
        ola,
        4,
    );
    sign(&mut browser, &base(&job, 0)).1.expect(200);
    let done = sender.wait_for(&string(&job, "id"), "COMPLETED_SUCCESSFULLY");
    assert_eq!(
        done["signers"][0]["signedName"], ola["name"],
        "the name is the e-ID's"
    );
    assert_eq!(done["signers"][0]["signedWith"]["provider"], "Test-ID");
    crate::journey::sealed_and_judged(&sender, &string(&job, "id"), &["Ola Testmann"]);
}

#[test]
fn who_is_reserved_or_unknown_to_the_register_ends_the_job_before_anybody_is_told() {
    let sender = Sender::new();
    let persons = persons();
    let looked_up = |place: usize| {
        json!({
            "nationalIdentityNumber": string(&persons[place], "number"), "contactLookup": {},
            "signatureType": "AUTHENTICATED_ELECTRONIC_SIGNATURE",
        })
    };
    let job = job(
        &sender,
        &[looked_up(2), looked_up(3), looked_up(4)],
        &json!({}),
    );
    let statuses: Vec<&str> = job["signers"]
        .as_array()
        .expect("signers")
        .iter()
        .filter_map(|signer| signer["status"].as_str())
        .collect();
    assert_eq!(
        statuses,
        ["NOT_APPLICABLE", "RESERVED", "CONTACT_INFORMATION_MISSING"]
    );
    assert_eq!(
        (&job["status"], &job["failure"]),
        (&json!("FAILED"), &json!("UNREACHABLE"))
    );
    let reached = sender.job(&json!([looked_up(2)]), &json!({}));
    assert!(
        reached["signers"][0].get("email").is_none(),
        "what the register says is not the sender's to read"
    );
    wait("the one who is reached is told", || {
        let all = send("GET", "/inbox.json", &[], None).expect(200).json();
        all["messages"]
            .as_array()?
            .iter()
            .any(|message| message["to"] == persons[2]["email"])
            .then_some(())
    });
}
