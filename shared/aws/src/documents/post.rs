//! A presigned POST: a form whose policy the store holds every upload against.
//!
//! The SDK presigns only requests with a URL; the policy and its signature (AWS Signature Version 4, "POST policy") are
//! put together here, with the SDK's own signing primitives.

use std::time::{Duration, SystemTime};

use aws_config::SdkConfig;
use aws_credential_types::provider::ProvideCredentials as _;
use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{Timestamp, tz::TimeZone};
use segl_app::ports::{PortError, documents::UploadSlot, validation::UploadTerms};
use serde_json::json;

use super::failure::unavailable;

/// The form for what these terms allow, under exactly this key.
pub(super) async fn slot(
    config: &SdkConfig,
    bucket: &str,
    key: &str,
    terms: &UploadTerms,
    until: Timestamp,
    now: Timestamp,
) -> Result<UploadSlot, PortError> {
    let provider = config
        .credentials_provider()
        .ok_or_else(|| unavailable("there are no credentials"))?;
    let credentials = provider.provide_credentials().await.map_err(unavailable)?;
    let region = config
        .region()
        .map(AsRef::as_ref)
        .ok_or_else(|| unavailable("there is no region"))?;
    let utc = now.to_zoned_datetime(TimeZone::UTC);
    let (day, moment) = (
        utc.strftime("%Y%m%d").to_string(),
        utc.strftime("%Y%m%dT%H%M%SZ").to_string(),
    );

    let (mut fields, sizes) = match terms {
        UploadTerms::Exactly { sha256, size } => (
            vec![
                ("Content-Type", "application/pdf".to_owned()),
                ("x-amz-checksum-algorithm", "SHA256".to_owned()),
                ("x-amz-checksum-sha256", STANDARD.encode(sha256.as_bytes())),
            ],
            (*size, *size),
        ),
        UploadTerms::AtMost { size, then } => {
            (vec![("success_action_redirect", then.clone())], (0, *size))
        }
    };
    fields.extend([
        ("key", key.to_owned()),
        ("x-amz-algorithm", "AWS4-HMAC-SHA256".to_owned()),
        (
            "x-amz-credential",
            format!(
                "{}/{day}/{region}/s3/aws4_request",
                credentials.access_key_id()
            ),
        ),
        ("x-amz-date", moment),
    ]);
    if let Some(token) = credentials.session_token() {
        fields.push(("x-amz-security-token", token.to_owned()));
    }
    let mut conditions: Vec<serde_json::Value> = fields
        .iter()
        .map(|(name, value)| json!({ *name: value }))
        .collect();
    conditions.push(json!({ "bucket": bucket }));
    conditions.push(json!(["content-length-range", sizes.0, sizes.1]));
    let expiration = until
        .to_zoned_datetime(TimeZone::UTC)
        .strftime("%Y-%m-%dT%H:%M:%S.000Z")
        .to_string();
    let policy =
        STANDARD.encode(json!({ "expiration": expiration, "conditions": conditions }).to_string());

    let seconds = Duration::from_secs(u64::try_from(now.as_second()).unwrap_or(0));
    let signing_key = generate_signing_key(
        credentials.secret_access_key(),
        SystemTime::UNIX_EPOCH + seconds,
        region,
        "s3",
    );
    fields.push((
        "x-amz-signature",
        calculate_signature(signing_key, policy.as_bytes()),
    ));
    fields.push(("policy", policy));
    Ok(UploadSlot {
        url: address(config, bucket, region),
        fields: fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    })
}

fn address(config: &SdkConfig, bucket: &str, region: &str) -> String {
    match config.endpoint_url() {
        Some(endpoint) => format!("{}/{bucket}", endpoint.trim_end_matches('/')),
        None => format!("https://{bucket}.s3.{region}.amazonaws.com/"),
    }
}

#[cfg(test)]
mod tests {
    use segl_domain::digest::Digest;
    use serde_json::Value;

    use super::*;
    use crate::replay::Replay;

    #[tokio::test]
    async fn the_policy_holds_the_upload_to_every_field_and_to_the_announced_bytes() {
        let now: Timestamp = "2026-11-24T08:00:00Z".parse().expect("a time");
        let (until, sha256) = (
            now + jiff::SignedDuration::from_mins(60),
            Digest::of(b"a document"),
        );
        let config = Replay::default().aws().config;
        let terms = UploadTerms::Exactly { sha256, size: 4711 };
        let slot = slot(&config, "documents", "uploads/doc_1", &terms, until, now)
            .await
            .expect("a slot");
        assert_eq!(slot.url, "https://documents.s3.eu-north-1.amazonaws.com/");

        let field = |name: &str| {
            slot.fields
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
        };
        let policy = STANDARD
            .decode(field("policy").expect("a policy"))
            .expect("base64");
        let policy: Value = serde_json::from_slice(&policy).expect("JSON");
        assert_eq!(policy["expiration"], "2026-11-24T09:00:00.000Z");
        let conditions = policy["conditions"].as_array().expect("conditions");
        // The store refuses a form with a field that no condition names.
        for (name, value) in slot
            .fields
            .iter()
            .filter(|(name, _)| !["policy", "x-amz-signature"].contains(&name.as_str()))
        {
            assert!(
                conditions.contains(&json!({ name.as_str(): value })),
                "{name}"
            );
        }
        assert!(conditions.contains(&json!({ "bucket": "documents" })));
        assert!(conditions.contains(&json!(["content-length-range", 4711, 4711])));
        assert_eq!(
            field("x-amz-checksum-sha256"),
            Some(STANDARD.encode(sha256.as_bytes()).as_str())
        );
        assert_eq!(
            field("x-amz-credential"),
            Some("AKIDEXAMPLE/20261124/eu-north-1/s3/aws4_request")
        );
        assert_eq!(field("x-amz-security-token"), Some("a token"));
        assert!(field("x-amz-signature").is_some_and(|signature| signature.len() == 64));
    }

    #[tokio::test]
    async fn a_browser_s_form_takes_any_file_up_to_a_size_and_leads_back() {
        let now: Timestamp = "2026-11-24T08:00:00Z".parse().expect("a time");
        let terms = UploadTerms::AtMost {
            size: 99,
            then: "https://segl.example/validate/t?lang=nb".to_owned(),
        };
        let config = Replay::default().aws().config;
        let slot = slot(&config, "documents", "validations/x/file", &terms, now, now)
            .await
            .expect("a slot");
        let names: Vec<&str> = slot.fields.iter().map(|(name, _)| name.as_str()).collect();
        assert!(
            names.contains(&"success_action_redirect") && !names.contains(&"x-amz-checksum-sha256"),
            "{names:?}"
        );
        let policy = slot
            .fields
            .iter()
            .find(|(name, _)| name == "policy")
            .map(|(_, value)| value)
            .expect("a policy");
        let policy: Value =
            serde_json::from_slice(&STANDARD.decode(policy).expect("base64")).expect("JSON");
        let conditions = policy["conditions"].as_array().expect("conditions");
        assert!(conditions.contains(&json!(["content-length-range", 0, 99])));
        assert!(conditions.contains(
            &json!({ "success_action_redirect": "https://segl.example/validate/t?lang=nb" })
        ));
    }
}
