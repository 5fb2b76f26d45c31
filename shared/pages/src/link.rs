//! The page that a link opens, and that asks for the code.

use askama::Template;
use segl_domain::language::Language;
use segl_text::catalogue::LinkWords;

use crate::frame::{Frame, render};

/// What the link page has to say. Every reason why nobody was let in has the same words: an unknown link, a wrong, old
/// or used code, too many tries, a blocked signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkMessage {
    /// The code or the link did not match.
    WrongCode,
    /// If the link is valid, a new code is on its way.
    CodeRequested,
}

/// `GET /s/{link}`, the answer to a code that did not open (`POST /s/{link}`) and the answer to `POST /s/{link}/code`.
///
/// It is the same page whether the link exists or not.
#[derive(Clone, Copy, Debug)]
pub struct LinkPage<'a> {
    /// The language to show it in.
    pub language: Language,
    /// The token as it stands in the path, decoded; whatever it holds is percent-encoded in the forms.
    pub link: &'a str,
    /// What to say first.
    pub message: Option<LinkMessage>,
}

#[derive(Template)]
#[template(path = "link.html")]
struct LinkTemplate<'a> {
    frame: Frame,
    link: &'a str,
    w: &'static LinkWords,
    wrong: bool,
    requested: bool,
}

/// The page that asks for the code.
#[must_use]
pub fn link_page(page: &LinkPage<'_>) -> String {
    let mut frame = Frame::new(page.language, "");
    let w = &frame.words.link;
    w.heading.clone_into(&mut frame.heading);
    frame.failed = page.message == Some(LinkMessage::WrongCode);
    frame.path = Some(format!("/s/{}", encode(page.link)));
    render(&LinkTemplate {
        wrong: frame.failed,
        requested: page.message == Some(LinkMessage::CodeRequested),
        link: page.link,
        w,
        frame,
    })
}

/// Percent-encodes all but the unreserved characters (RFC 3986 section 2.3), of which tokens are made.
fn encode(text: &str) -> String {
    use std::fmt::Write;
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut encoded, byte| {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    encoded.push(char::from(byte))
                }
                _ => write!(encoded, "%{byte:02X}").expect("writing to a String cannot fail"),
            }
            encoded
        })
}
