//! The front page: what was signed, by whom, when and how, for a reader who has nothing but the paper.

mod canvas;
mod draw;
pub(crate) mod footer;
mod mark;
mod style;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use segl_domain::language::Language;
use segl_text::{dates::exact_moment, front_page::Words};

use canvas::Canvas;
use draw::{Edges, finish};
use style::Style;

use crate::{fonts::Fonts, text::isolated};

/// What the front page says.
#[derive(Clone, Debug)]
pub struct FrontPage {
    /// In which language.
    pub language: Language,
    /// The job's identifier.
    pub job: String,
    /// What the job is called.
    pub title: String,
    /// Who asked for the signatures.
    pub sender: String,
    /// The sender's own name for the job.
    pub reference: Option<String>,
    /// Who signed, in the order of the job.
    pub signers: Vec<FrontSigner>,
    /// What is known of who they are and what is not, in paragraphs of the page's language.
    pub who: Vec<String>,
    /// Where anybody can have the file validated in a browser: an address with `https://`.
    pub validation_address: Option<String>,
}

/// A signer on the front page.
#[derive(Clone, Debug)]
pub struct FrontSigner {
    /// The name, proven or stated.
    pub name: String,
    /// What else stands for the signer, a line each: an identifier, a masked address, on whose behalf.
    pub details: Vec<String>,
    /// When.
    pub signed_at: Timestamp,
    /// How the signer was let in, in the page's language.
    pub method: String,
}

/// A document on the front page.
#[derive(Clone, Debug)]
pub(crate) struct FrontDocument {
    pub(crate) title: String,
    pub(crate) pages: usize,
    /// In bytes.
    pub(crate) size: usize,
    pub(crate) sha256: [u8; 32],
    /// Whether the sealed file begins with its bytes.
    pub(crate) is_beginning: bool,
    /// Whether it holds signatures of its own, which only its own bytes prove.
    pub(crate) is_signed: bool,
}

/// Which standard the page itself keeps to, so that the file that it goes into can.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Conformance {
    /// ISO 32000, tagged, in device colours.
    #[default]
    Plain,
    /// PDF/A-3b (ISO 19005-3): colours by an ICC profile, an output intent and XMP in the page's catalog.
    PdfA3,
    /// PDF/A-3a and PDF/UA-1 (ISO 14289-1), whose checks look at the structure too.
    #[cfg(test)]
    Strictest,
}

/// Draws the page, or as many as it takes, as a PDF; nothing where it cannot be what it is to
/// conform to. `attached` says whether the audit trail and the evidence are.
pub(crate) fn draw(
    front: &FrontPage,
    documents: &[FrontDocument],
    attached: (bool, bool),
    sealed_at: Timestamp,
    fonts: &Fonts,
    conformance: Conformance,
) -> Option<Vec<u8>> {
    let w = Words::of(front.language);
    let page = composed(front, documents, attached, sealed_at, fonts);
    let edges = Edges {
        title: &front.title,
        language: w.language.tag(),
        job: &front.job,
        folio: w.folio,
        made_at: sealed_at,
        address: front.validation_address.as_deref(),
    };
    finish(page, &edges, conformance)
}

/// What the page says, set in lines.
fn composed<'f>(
    front: &FrontPage,
    documents: &[FrontDocument],
    attached: (bool, bool),
    sealed_at: Timestamp,
    fonts: &'f Fonts,
) -> Canvas<'f> {
    let w = Words::of(front.language);
    let mut page = Canvas::new(fonts);
    page.gap(22.0);
    page.paragraph(Style::Kicker, w.kicker);
    page.gap(4.0);
    page.title(&front.title);
    page.gap(12.0);
    page.list(|page| {
        page.pair(w.sender, &front.sender);
        if let Some(reference) = &front.reference {
            page.pair(w.reference, reference);
        }
        page.pair(w.job, &front.job);
        page.pair(w.sealed, &exact_moment(sealed_at, w.language));
    });

    page.heading(&w.signed_by(front.signers.len()));
    page.list(|page| {
        front
            .signers
            .iter()
            .for_each(|signer| put_signer(page, signer, w))
    });
    page.heading(w.documents);
    page.list(|page| {
        for (place, document) in documents.iter().enumerate() {
            // One document needs no number; of several, attachments bear the same.
            let number = if documents.len() > 1 {
                format!("{}. ", place + 1)
            } else {
                String::new()
            };
            put_document(page, &number, document, w);
        }
    });

    page.heading(w.check);
    for paragraph in how_to_check(documents, attached, w) {
        page.paragraph(Style::Body, &paragraph);
        page.gap(5.0);
    }
    if let Some(address) = &front.validation_address {
        page.paragraph(Style::Body, w.validate);
        page.link(address);
    }
    if !front.who.is_empty() {
        page.heading(w.about);
        for paragraph in &front.who {
            page.paragraph(Style::Body, paragraph);
            page.gap(5.0);
        }
    }
    page
}

fn put_signer(page: &mut Canvas<'_>, signer: &FrontSigner, w: &Words) {
    let at = format!("{} {}", w.at, exact_moment(signer.signed_at, w.language));
    let name = [(Style::Strong, signer.name.as_str())];
    let details = signer
        .details
        .iter()
        .map(|detail| (Style::Body, detail.as_str()));
    let left: Vec<_> = name.into_iter().chain(details).collect();
    page.row(&left, &[(Style::Body, &at), (Style::Quiet, &signer.method)]);
}

fn put_document(page: &mut Canvas<'_>, number: &str, document: &FrontDocument, w: &Words) {
    let title = format!(
        "{number}{}",
        if number.is_empty() {
            document.title.clone()
        } else {
            isolated(&document.title)
        }
    );
    let facts = format!(
        "{}, {} {}",
        w.pages(document.pages),
        grouped(document.size),
        w.bytes
    );
    let digest: String = document
        .sha256
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let digest = format!("SHA-256 {digest}");
    let mut rows = vec![
        (Style::Strong, title.as_str()),
        (Style::Body, &facts),
        (Style::Code, &digest),
    ];
    rows.extend(document.is_signed.then_some((Style::Body, w.signed_before)));
    page.row(&rows, &[]);
}

fn how_to_check(
    documents: &[FrontDocument],
    (has_trail, has_evidence): (bool, bool),
    w: &Words,
) -> Vec<String> {
    let beginning = documents.iter().find(|document| document.is_beginning);
    let are_elsewhere = has_evidence && documents.iter().any(|document| !document.is_beginning);
    let where_they_are = [
        beginning.map(|first| w.beginning.replace("{}", &grouped(first.size))),
        are_elsewhere.then(|| w.originals.to_owned()),
    ];
    let text = [
        Some(w.seal.to_owned()),
        Some(
            where_they_are
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" "),
        )
        .filter(|said| !said.is_empty()),
        has_trail.then(|| w.trail.to_owned()),
        has_evidence.then(|| w.evidence.to_owned()),
    ];
    text.into_iter().flatten().collect()
}

/// A number with its digits in threes, as Norwegian and international style have it.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}
