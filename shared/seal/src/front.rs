//! The front page: what was signed, by whom, when and how, for a reader who has nothing but the paper.

mod canvas;
pub(crate) mod footer;
mod words;

use jiff::{Timestamp, tz::TimeZone};

use canvas::{Canvas, Style};
use words::Words;

static OSLO: TimeZone = jiff::tz::get!("Europe/Oslo");

/// The language of the front page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FrontLanguage {
    /// Bokmål.
    #[default]
    Nb,
    /// Nynorsk.
    Nn,
    /// English.
    En,
}

/// What the pages that are drawn conform to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Conformance {
    /// ISO 32000.
    #[default]
    Plain,
    /// PDF/A-3B (ISO 19005-3): every glyph is there, and colours are device-independent.
    PdfA3,
}

/// What the front page says.
#[derive(Clone, Debug)]
pub struct FrontPage {
    /// In which language.
    pub language: FrontLanguage,
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
    /// Whether its bytes stand in the sealed file as an attachment, and not at its beginning.
    pub(crate) is_embedded: bool,
}

/// Draws the page, or as many as it takes, as a PDF; nothing where it cannot be what it is to conform to.
pub(crate) fn draw(
    front: &FrontPage,
    documents: &[FrontDocument],
    has_trail: bool,
    sealed_at: Timestamp,
    conformance: Conformance,
) -> Option<Vec<u8>> {
    let w = Words::of(front.language);
    let mut page = Canvas::new()?;
    page.mark();
    page.line(Style::Kicker, w.kicker);
    page.gap(12.0);
    page.paragraph(Style::Title, &front.title);
    page.gap(10.0);
    page.pair(w.sender, &front.sender);
    if let Some(reference) = &front.reference {
        page.pair(w.reference, reference);
    }
    page.pair(w.job, &front.job);
    page.pair(w.sealed, &moment(sealed_at, w));

    page.heading(w.signed_by);
    for signer in &front.signers {
        page.keep_together(64.0);
        page.paragraph(Style::Strong, &signer.name);
        for detail in &signer.details {
            page.paragraph(Style::Body, detail);
        }
        page.paragraph(Style::Body, &format!("{} {}", w.at, moment(signer.signed_at, w)));
        page.paragraph(Style::Quiet, &signer.method);
        page.gap(9.0);
    }

    page.heading(w.documents);
    for (place, document) in documents.iter().enumerate() {
        page.keep_together(44.0);
        // One document needs no number; of several, attachments bear the same.
        let number = if documents.len() > 1 { format!("{}. ", place + 1) } else { String::new() };
        page.paragraph(Style::Strong, &format!("{number}{}", document.title));
        let size = grouped(document.size);
        page.paragraph(Style::Body, &format!("{}, {size} {}", w.pages(document.pages), w.bytes));
        let digest: String = document.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        page.paragraph(Style::Code, &format!("SHA-256 {digest}"));
        page.gap(9.0);
    }

    page.heading(w.about);
    let beginning = documents.first().filter(|first| !first.is_embedded);
    let attached = documents.iter().filter(|document| document.is_embedded).count();
    let where_they_are = [
        beginning.map(|first| w.beginning.replace("{}", &grouped(first.size))),
        (attached > 0).then(|| if beginning.is_some() { w.others_attached } else { w.attached }.to_owned()),
    ];
    let text = [
        Some(w.seal.to_owned()),
        Some(where_they_are.into_iter().flatten().collect::<Vec<_>>().join(" ")),
        has_trail.then(|| w.trail.to_owned()),
    ];
    for paragraph in text.into_iter().flatten().chain(front.who.iter().cloned()) {
        page.paragraph(Style::Body, &paragraph);
        page.gap(5.0);
    }
    page.finish(&front.title, w.tag, conformance, sealed_at)
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

/// A moment in Norway's time, with the offset that makes it unambiguous.
fn moment(at: Timestamp, w: &Words) -> String {
    let local = at.to_zoned_datetime(OSLO.clone());
    let month =
        w.months.get(usize::try_from(local.month()).unwrap_or(1).saturating_sub(1)).copied().unwrap_or_default();
    let time = local.strftime("%H:%M:%S (UTC%:z)");
    match w.tag {
        "en" => format!("{} {month} {} at {time}", local.day(), local.year()),
        _ => format!("{}. {month} {} kl. {time}", local.day(), local.year()),
    }
}
