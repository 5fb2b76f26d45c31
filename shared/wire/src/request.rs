//! What senders ask for about signature jobs.

use std::{fmt, marker::PhantomData};

use jiff::Timestamp;
use segl_domain::{
    identity::authentication::{Identifier, OnBehalfOf, SignatureType},
    job::RetentionPolicy,
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{IgnoredAny, SeqAccess, Visitor},
};

use crate::strict::{Object, given, object_or_default, optional_object};

/// The body of `POST /v1/signature-jobs`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewJob {
    /// `portal` (default) or `direct`.
    pub flow: Option<String>,
    /// Where signers are sent back to: in the direct flow, and only there.
    #[serde(default, deserialize_with = "optional_object")]
    pub exit_urls: Option<NewExitUrls>,
    /// The e-ID level that signers with a `nationalIdentityNumber` need: 4 (default) or 3.
    pub authentication_level: Option<u8>,
    /// What stands for the signers in the signed document.
    pub identifier_in_signed_documents: Option<Identifier>,
    /// The queue that is told of changes: in the portal flow `default` unless another is named, in the direct flow none.
    pub status_queue: Option<String>,
    /// What the job is called; 1 to 80 characters.
    pub title: String,
    /// What it is called in notifications; 1 to 80 characters.
    pub non_sensitive_title: Option<String>,
    /// A message to the signers; up to 220 characters.
    pub description: Option<String>,
    /// The sender's own name for it; up to 50 characters.
    pub reference: Option<String>,
    /// The documents' identifiers, in reading order.
    #[serde(deserialize_with = "counted")]
    pub documents: Vec<String>,
    /// Who is to sign.
    #[serde(deserialize_with = "counted_objects")]
    pub signers: Vec<NewSigner>,
    /// When, and for how long.
    #[serde(default, deserialize_with = "object_or_default")]
    pub availability: Availability,
    /// How long the signed document and its evidence are kept: for 40 days, or for twenty years with the seal kept alive.
    #[serde(default)]
    pub retention: RetentionPolicy,
}

/// How many items of a list are kept: more than any list may have, so that whoever counts them finds too many.
const MAX_ITEMS: usize = 100;

/// A list that is counted while it is read: what comes after too many items is passed over without being kept.
fn counted<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    struct Counted<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Counted<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a sequence")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            let mut kept = Vec::new();
            while kept.len() < MAX_ITEMS {
                match items.next_element()? {
                    Some(item) => kept.push(item),
                    None => return Ok(kept),
                }
            }
            while items.next_element::<IgnoredAny>()?.is_some() {}
            Ok(kept)
        }
    }

    deserializer.deserialize_seq(Counted(PhantomData))
}

/// The same of objects.
fn counted_objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let kept: Vec<Object<T>> = counted(deserializer)?;
    Ok(kept.into_iter().map(|Object(item)| item).collect())
}

/// Where signers are sent back to. All three may be the same address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewExitUrls {
    /// After signing.
    pub completion: String,
    /// After rejecting.
    pub rejection: String,
    /// When neither could be done.
    pub error: String,
}

/// What the contact register is to give.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactLookup {
    /// Whether text messages are wanted beside e-mail.
    #[serde(default)]
    pub sms: bool,
}

/// One of those to sign. `Debug` hides the number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSigner {
    /// The national identity number (fødselsnummer or D-number), eleven digits.
    pub national_identity_number: Option<String>,
    /// In the direct flow, the sender's own word for a signer without a number; unique in the job.
    pub signer_identifier: Option<String>,
    /// Notifications go to what the contact register says; for senders in the public sector.
    #[serde(default, deserialize_with = "optional_object")]
    pub contact_lookup: Option<ContactLookup>,
    /// For whom the signer signs: `SELF` (default) or `OTHER`.
    #[serde(default)]
    pub on_behalf_of: OnBehalfOf,
    /// What kind of signature it is to be.
    pub signature_type: Option<SignatureType>,
    /// The e-ID level, 3 or 4, that a signer without a number must prove at the moment of signing.
    pub eid_to_sign: Option<u8>,
    /// The name, if the sender knows it; up to 80 characters.
    pub name: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// A mobile number with country code.
    pub mobile: Option<String>,
    /// `nb` (default), `nn` or `en`.
    pub language: Option<String>,
    /// The place in the order, 0 (default) to 9.
    #[serde(default)]
    pub order: u8,
}

impl fmt::Debug for NewSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewSigner(hidden)")
    }
}

/// The body of `PATCH …/signers/{signer}`: what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateSigner {
    /// The e-mail address; with `mobile` left out, the only address from here on.
    #[serde(default, deserialize_with = "given")]
    pub email: Option<String>,
    /// The mobile number; with `email` left out, the only address from here on.
    #[serde(default, deserialize_with = "given")]
    pub mobile: Option<String>,
    /// The name.
    #[serde(default, deserialize_with = "given")]
    pub name: Option<String>,
    /// `nb`, `nn` or `en`.
    #[serde(default, deserialize_with = "given")]
    pub language: Option<String>,
}

/// When a job can be signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Availability {
    /// When the first group's turn comes; now by default.
    pub activation_time: Option<Timestamp>,
    /// How long each group has, in seconds; 30 days by default, 90 at most.
    pub available_seconds: Option<i64>,
}

/// The body of `POST …/cancel`: nothing, or an empty object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelJob {}

/// The body of `POST …/extend`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExtendJob {
    /// The new deadline.
    pub deadline: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_list_without_an_end_no_more_is_kept_than_shows_that_it_is_too_long() {
        let json = format!(
            r#"{{"title":"a","documents":[{}"b"],"signers":[]}}"#,
            "\"a\",".repeat(500_000)
        );
        let job: NewJob = serde_json::from_str(&json).expect("a job");
        assert_eq!(job.documents.len(), MAX_ITEMS);
        let short: NewJob =
            serde_json::from_str(r#"{"title":"a","documents":["a"],"signers":[]}"#).expect("a job");
        assert_eq!(short.documents, ["a"]);
    }
}
