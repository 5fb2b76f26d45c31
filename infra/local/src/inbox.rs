//! The messages that the stack sent: read from the emulator, and kept, since it forgets them when it ends.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{place::Place, system::now};

/// A message.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Message {
    pub(crate) id: String,
    /// `EMAIL` or `SMS`.
    pub(crate) channel: String,
    pub(crate) to: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<String>,
    pub(crate) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) html: Option<String>,
    /// When it was sent; for a text message, when it was first seen, since the emulator does not say.
    pub(crate) at: Timestamp,
}

/// All messages, newest first.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Inbox {
    pub(crate) messages: Vec<Message>,
}

const FILE: &str = "inbox.json";

/// All messages, those of earlier runs too.
pub(crate) async fn read(place: &Place) -> Inbox {
    let mut inbox: Inbox = place
        .read_state(FILE)
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let known: BTreeSet<String> = inbox
        .messages
        .iter()
        .map(|message| message.id.clone())
        .collect();
    let mut new: Vec<Message> = emails(place)
        .await
        .into_iter()
        .chain(texts(place).await)
        .collect();
    new.retain(|message| !known.contains(&message.id));
    if !new.is_empty() {
        inbox.messages.extend(new);
        inbox.messages.sort_by(|one, other| {
            other
                .at
                .cmp(&one.at)
                .then_with(|| one.channel.cmp(&other.channel))
        });
        if let Ok(text) = serde_json::to_string(&inbox) {
            let _ = place.write_state(FILE, &text);
        }
    }
    inbox
}

/// Writes down what the emulator is about to forget.
pub(crate) async fn keep(place: &Place) {
    read(place).await;
}

async fn fetch(place: &Place, path: &str) -> Option<Value> {
    let answer = reqwest::get(format!("{}{path}", place.emulator()))
        .await
        .ok()?;
    answer.json().await.ok()
}

/// Every record under `messages`, however they are grouped.
fn records(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| records(item, found)),
        Value::Object(fields) if fields.contains_key("MessageId") => found.push(value.clone()),
        Value::Object(fields) => fields.values().for_each(|field| records(field, found)),
        _ => {}
    }
}

fn text(record: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match record.get(*name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => items.first().and_then(Value::as_str).map(str::to_owned),
        _ => None,
    })
}

async fn emails(place: &Place) -> Vec<Message> {
    let mut found = Vec::new();
    records(
        &fetch(place, "/_ministack/ses/messages")
            .await
            .unwrap_or_default(),
        &mut found,
    );
    let message = |record: &Value| {
        Some(Message {
            id: text(record, &["MessageId"])?,
            channel: "EMAIL".to_owned(),
            to: text(record, &["To"])?,
            subject: text(record, &["Subject"]),
            text: text(record, &["BodyText", "TextBody", "Text"]).unwrap_or_default(),
            html: text(record, &["BodyHtml", "HtmlBody", "Html"]),
            at: record["Timestamp"]
                .as_f64()
                .and_then(seconds)
                .unwrap_or_else(now),
        })
    };
    found.iter().filter_map(message).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds of our time fit, and their fractions are of no use"
)]
fn seconds(since_1970: f64) -> Option<Timestamp> {
    Timestamp::from_millisecond((since_1970 * 1000.0) as i64).ok()
}

async fn texts(place: &Place) -> Vec<Message> {
    let mut found = Vec::new();
    records(
        &fetch(place, "/_ministack/sns/sms-messages?region=eu-north-1")
            .await
            .unwrap_or_default(),
        &mut found,
    );
    let message = |record: &Value| {
        Some(Message {
            id: text(record, &["MessageId"])?,
            channel: "SMS".to_owned(),
            to: text(record, &["PhoneNumber", "To"])?,
            subject: None,
            text: text(record, &["Message", "Body"])?,
            html: None,
            at: now(),
        })
    };
    found.iter().filter_map(message).collect()
}
