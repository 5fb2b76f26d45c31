//! The pages that only a local stack has: the start page and the inbox. What is sent is shown as it looks, each e-mail
//! in a frame of its own that can run nothing.

use crate::{
    inbox::{Inbox, Message},
    place::Place,
};

const STYLE: &str = "
:root { color-scheme: light dark; --ink: light-dark(#181c20, #eceff1); --quiet: light-dark(#545c63, #a4adb5);
  --paper: light-dark(#f6f5f1, #15181b); --card: light-dark(#fff, #1e2327); --line: light-dark(#dcdad2, #343b41);
  --seal: light-dark(#124d56, #7cc4cf) }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem }
h1 { font-size: 2rem; margin: 0 0 .25rem; letter-spacing: -.01em } h2 { font-size: 1.15rem; margin: 2.25rem 0 .75rem }
a { color: var(--seal) } .quiet { color: var(--quiet) }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.1rem 1.25rem; margin: 0 0 1rem }
code, pre { font: .875rem/1.5 ui-monospace, monospace } pre { overflow-x: auto; margin: .5rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere }
ul { padding-left: 1.2rem; margin: 0 } li { margin: .35rem 0 }
header.message { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline }
header.message strong { flex: 1 1 16rem }
iframe { width: 100%; height: 34rem; border: 1px solid var(--line); border-radius: .4rem; background: #fff; margin-top: .75rem }
.bubble { background: var(--seal); color: light-dark(#fff, #0e1214); border-radius: 1.1rem 1.1rem 1.1rem .25rem; padding: .75rem 1rem;
  max-width: 30rem; margin-top: .75rem; white-space: pre-wrap; overflow-wrap: anywhere }
.bubble a { color: inherit } summary { cursor: pointer; margin-top: .75rem; min-height: 2.75rem; align-content: center }";

fn page(title: &str, head: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">{head}<style>{STYLE}</style></head>\
         <body><main>{body}</main></body></html>"
    )
}

/// What the deploy said of the stack.
pub(crate) fn output(place: &Place, name: &str) -> Option<String> {
    let outputs: serde_json::Value =
        serde_json::from_str(&place.read_state("outputs.json")?).ok()?;
    outputs.get(name)?.as_str().map(str::to_owned)
}

/// The page that leads to everything.
pub(crate) fn start(place: &Place, back: Option<&str>) -> String {
    let key = place.read_state("api-key.txt").unwrap_or_default();
    let url = place.url();
    let row = |name: &str, label: &str| {
        output(place, name).map_or_else(String::new, |value| {
            format!("<li>{label}: <code>{}</code></li>", escape(&value))
        })
    };
    let flow = |name: &str, label: &str, what: &str| {
        format!(
            "<form method=\"post\" action=\"/demo/{name}\"><button>{label}</button> <span class=\"quiet\">{what}</span></form>"
        )
    };
    let back = match back {
        Some("signed") => "<p class=\"card\">You are back at the sender: you have signed.</p>",
        Some("rejected") => "<p class=\"card\">You are back at the sender: you would not sign.</p>",
        Some(_) => "<p class=\"card\">You are back at the sender, without having signed.</p>",
        None => "",
    };
    let body = format!(
        "<h1>Segl on this machine</h1><p class=\"quiet\">The real template, the real functions and state machines, on a \
         local stand-in for AWS.</p>\
         {back}\
         <h2>Try a flow</h2><div class=\"card\"><p>Each sends <a href=\"/sample.pdf\">a sample agreement</a> to two signers, \
         and leads to where a signer goes on.</p>{}{}{}</div>\
         <h2>See</h2><div class=\"card\"><ul>\
         <li><a href=\"/inbox\">The inbox</a>: every e-mail and text message that was sent</li>\
         <li><a href=\"/portal\">The signer's portal</a>, where a person logs in with an e-ID</li>\
         <li><a href=\"{}/persons.json\">The test e-ID's persons</a>: none of them is real</li>\
         <li><a href=\"/validate\">Validation</a>: what the signatures in a PDF or a container are worth</li>\
         <li><a href=\"/v1/openapi.json\">The sender API</a>, as OpenAPI 3.1</li>\
         <li><a href=\"/root.pem\">The test PKI's root certificate</a>, for programs that check the seal</li></ul></div>\
         <h2>Send</h2><div class=\"card\">The local sender's API key:<pre>{key}</pre>\
         <pre>curl {url}/v1/whoami -H 'Authorization: Bearer {key}'\n\n\
         curl -O {url}/sample.pdf\n\n\
         curl {url}/v1/documents -H 'Authorization: Bearer {key}' \\\n  -H 'Content-Type: application/pdf' -H 'Segl-Title: Agreement' --data-binary @sample.pdf\n\n\
         curl {url}/v1/signature-jobs -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\\n  \
         -d '{{\"title\": \"Agreement\", \"documents\": [\"doc_…\"], \"signers\": [{{\"email\": \"kari@example.com\", \"language\": \"en\"}}]}}'</pre>\
         or let <code>cargo local demo</code> do it all.</div>\
         <h2>Look behind</h2><div class=\"card\"><ul>{}{}{}{}<li>AWS: <code>{}</code></li><li>Logs and state: <code>{}</code></li></ul></div>",
        flow(
            "portal-link",
            "By e-mail and SMS",
            "a link and a one-time code; read them in the inbox"
        ),
        flow(
            "portal-eid",
            "By national identity number",
            "log in with the test e-ID"
        ),
        flow(
            "direct",
            "From the sender's site",
            "you are redirected, and sent back here"
        ),
        escape(&place.eid()),
        row("TableName", "Table"),
        row("DocumentsBucketName", "Originals"),
        row("SealedBucketName", "Sealed documents"),
        row("SignatureJobMachineArn", "The life of a job"),
        escape(&place.emulator()),
        escape(&place.state.display().to_string()),
    );
    page("Segl on this machine", "", &body)
}

/// Every message, newest first, as it looks.
pub(crate) fn inbox(inbox: &Inbox) -> String {
    let mut body = "<p><a href=\"/\">Segl on this machine</a></p><h1>Inbox</h1>".to_owned();
    if inbox.messages.is_empty() {
        body.push_str("<p class=\"quiet\">Nothing has been sent yet. This page looks again every five seconds.</p>");
    }
    for (place, message) in inbox.messages.iter().enumerate() {
        body.push_str(&card(message, place == 0));
    }
    // Looks again only while nothing is open, so that nobody reads from under a page that reloads.
    let refresh = "<meta http-equiv=\"refresh\" content=\"5\">";
    page(
        "Inbox",
        if inbox.messages.is_empty() {
            refresh
        } else {
            ""
        },
        &body,
    )
}

fn card(message: &Message, open: bool) -> String {
    let header = |title: &str| {
        format!(
            "<header class=\"message\"><strong>{}</strong><span class=\"quiet\">{} to {}</span><span class=\"quiet\">{}</span></header>",
            escape(title),
            if message.channel == "SMS" {
                "SMS"
            } else {
                "E-mail"
            },
            escape(&message.to),
            message.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        )
    };
    let shown = match (&message.subject, &message.html) {
        (Some(subject), Some(html)) => format!(
            "{}<details{}><summary>As it looks</summary>\
             <iframe sandbox=\"allow-popups allow-top-navigation-by-user-activation\" title=\"{}\" srcdoc=\"{}\"></iframe></details>\
             <details><summary>As plain text</summary><pre>{}</pre></details>",
            header(subject),
            if open { " open" } else { "" },
            escape(subject),
            escape(&html.replacen("<head>", "<head><base target=\"_top\">", 1)),
            linked(&message.text),
        ),
        _ => format!(
            "{}<div class=\"bubble\">{}</div>",
            header("Text message"),
            linked(&message.text)
        ),
    };
    format!("<article class=\"card\">{shown}</article>")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Escaped text whose addresses can be followed.
fn linked(text: &str) -> String {
    text.split_inclusive(char::is_whitespace)
        .map(|word| {
            let (address, space) = word.split_at(word.trim_end().len());
            if address.starts_with("http://") || address.starts_with("https://") {
                let address = escape(address);
                format!("<a href=\"{address}\">{address}</a>{space}")
            } else {
                escape(word)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_can_break_out_of_nothing() {
        let message = Message {
            id: "1".to_owned(),
            channel: "EMAIL".to_owned(),
            to: "\"><script>".to_owned(),
            subject: Some("<b>".to_owned()),
            text: "see http://x/\"y now".to_owned(),
            html: Some("<head></head>\"<script>".to_owned()),
            at: jiff::Timestamp::UNIX_EPOCH,
        };
        let shown = inbox(&Inbox {
            messages: vec![message],
        });
        assert!(!shown.contains("<script>") && !shown.contains("<b>"));
        assert!(shown.contains("<a href=\"http://x/&quot;y\">"));
    }
}
