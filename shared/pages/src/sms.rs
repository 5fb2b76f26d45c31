//! Messages by SMS: short, and in letters that fit two parts of the cheap alphabet.

use segl_text::{
    catalogue::words, dates::short_moment, lines::one_line, notification::Notification,
};

use crate::NotificationView;

/// Septets that two joined parts hold (3GPP TS 23.040 clause 9.2.3.24.1: 153 each).
const TWO_PARTS: usize = 306;
/// As much of a name or title as is shown when all of it does not fit, in characters.
const CLIPPED: usize = 32;

/// The text message that tells this.
///
/// At most 306 septets with names in the GSM 7-bit alphabet and a link of up to 110 characters: a title that does not
/// fit is left out, then the sender's name is clipped. Names in other letters are kept as they are, and cost a part more.
#[must_use]
pub fn sms(view: &NotificationView<'_>) -> String {
    let sender = plain(&one_line(view.sender_name));
    let title = view
        .non_sensitive_title
        .map(|title| plain(&one_line(title)))
        .filter(|title| !title.is_empty());
    let (clipped_sender, clipped_title) = (clip(&sender), title.as_deref().map(clip));
    let tries = [
        (sender.as_str(), title.as_deref()),
        (&sender, clipped_title.as_deref()),
        (&sender, None),
        (&clipped_sender, None),
    ];
    let mut texts = tries
        .into_iter()
        .map(|(sender, title)| compose(view, sender, title));
    let fits = |text: &String| septets(text) <= TWO_PARTS;
    texts
        .find(fits)
        .unwrap_or_else(|| compose(view, &clipped_sender, None))
}

fn compose(view: &NotificationView<'_>, sender: &str, title: Option<&str>) -> String {
    let phrases = &words(view.language).phrases;
    let (link, code) = (view.shown_link(), view.shown_code());
    // Beside an e-mail with the link, the first text message tells the code and whom it concerns, no more.
    let only_code =
        view.notification == Notification::Invitation && link.is_none() && code.is_some();
    let title = title.filter(|_| !only_code);
    let deadline = view
        .deadline
        .filter(|_| view.asks() && !only_code)
        .map(|time| short_moment(time, view.language));
    let lead = (phrases.sms)(view.notification, sender, title, deadline.as_deref());
    let way_in = match link {
        Some(link) if view.by_login => (phrases.sms_log_in)(link),
        _ => (phrases.sms_way_in)(view.notification, link, code),
    };
    // A code that was asked for comes first: it is read off a locked screen.
    let text = if view.notification == Notification::Code {
        format!("{way_in} {lead}")
    } else {
        format!("{lead} {way_in}")
    };
    text.trim().to_owned()
}

fn clip(text: &str) -> String {
    if text.chars().count() <= CLIPPED {
        return text.to_owned();
    }
    let start: String = text.chars().take(CLIPPED - 3).collect();
    format!("{}...", start.trim_end())
}

/// Typographic marks in their plain form; letters are left alone, since they are people's names.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' | '`' | '´' => '\'',
            '\u{201C}' | '\u{201D}' | '\u{201E}' | '«' | '»' => '"',
            '\u{2010}'..='\u{2015}' => '-',
            c => c,
        })
        .collect()
}

/// How much room a text takes in the GSM 7-bit alphabet (3GPP TS 23.038 clause 6.2.1); letters outside it count as if
/// they were in it.
fn septets(text: &str) -> usize {
    text.chars()
        .map(|c| if "^{}\\[~]|€".contains(c) { 2 } else { 1 })
        .sum()
}
