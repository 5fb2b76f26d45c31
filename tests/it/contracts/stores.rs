//! The table, the buckets and the keys keep what they are given: private, encrypted, recoverable, and not by accident gone.

use segl_domain::job::{DOCUMENT_RETENTION, LONG_TERM_RETENTION, MAX_JOB_LIFETIME};
use serde_json::{Value, json};

use super::workspace::{references, resources};

#[test]
fn every_bucket_is_private_encrypted_and_versioned() {
    let policies = resources("AWS::S3::BucketPolicy");
    for (id, bucket) in resources("AWS::S3::Bucket") {
        let properties = &bucket["Properties"];
        for block in [
            "BlockPublicAcls",
            "BlockPublicPolicy",
            "IgnorePublicAcls",
            "RestrictPublicBuckets",
        ] {
            assert_eq!(
                properties["PublicAccessBlockConfiguration"][block], true,
                "{id}: {block}"
            );
        }
        assert_eq!(
            properties["VersioningConfiguration"]["Status"], "Enabled",
            "{id}"
        );
        let rule = &properties["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
        assert_eq!(rule["BucketKeyEnabled"], true, "{id}");
        assert!(
            references(&rule["ServerSideEncryptionByDefault"]).contains("DataKey"),
            "{id}"
        );
        let policy = policies
            .values()
            .find(|policy| policy["Properties"]["Bucket"]["Ref"] == id)
            .unwrap_or_else(|| panic!("{id} has no policy"));
        let first = &policy["Properties"]["PolicyDocument"]["Statement"][0];
        assert_eq!(first["Effect"], "Deny", "{id}");
        assert_eq!(
            first["Condition"],
            json!({"Bool": {"aws:SecureTransport": false}}),
            "{id}"
        );
    }
}

#[test]
fn every_table_can_be_recovered_and_is_encrypted_by_our_key() {
    for (id, table) in resources("AWS::DynamoDB::Table") {
        let properties = &table["Properties"];
        assert_eq!(
            properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], true,
            "{id}"
        );
        assert!(
            references(&properties["SSESpecification"]).contains("DataKey"),
            "{id}"
        );
        assert_eq!(
            properties["TimeToLiveSpecification"],
            json!({"AttributeName": "expires_at", "Enabled": true}),
            "{id}"
        );
        assert_eq!(
            properties["DeletionProtectionEnabled"],
            json!({"Fn::If": ["IsProd", true, false]}),
            "{id}"
        );
    }
}

#[test]
fn no_index_repeats_the_whole_table() {
    for (id, table) in resources("AWS::DynamoDB::Table") {
        let indexes = table["Properties"]["GlobalSecondaryIndexes"]
            .as_array()
            .expect("the table has indexes");
        for index in indexes {
            assert_ne!(
                index["Projection"]["ProjectionType"], "ALL",
                "{id}: {}",
                index["IndexName"]
            );
        }
    }
}

#[test]
fn what_holds_data_outlives_its_stack() {
    for kind in ["AWS::DynamoDB::Table", "AWS::S3::Bucket"] {
        for (id, resource) in resources(kind) {
            assert_eq!(resource["DeletionPolicy"], "RetainExceptOnCreate", "{id}");
            assert_eq!(resource["UpdateReplacePolicy"], "Retain", "{id}");
        }
    }
    let keys = resources("AWS::KMS::Key");
    assert_eq!(keys["SealKey"]["DeletionPolicy"], "Retain");
    assert_eq!(keys["DataKey"]["DeletionPolicy"], "RetainExceptOnCreate");
}

#[test]
fn no_bucket_forgets_what_a_job_still_keeps() {
    let days = |kept: jiff::SignedDuration| (kept.as_hours() + 23) / 24;
    let longest = [
        // Of an archived job the signed document is kept, which has the originals in it.
        ("uploads/", days(MAX_JOB_LIFETIME + DOCUMENT_RETENTION)),
        ("sealed/", days(LONG_TERM_RETENTION)),
    ];
    let mut seen = 0;
    for (id, bucket) in resources("AWS::S3::Bucket") {
        let rules = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let of_jobs = |rule: &&Value| {
            rule.get("ExpirationInDays").is_some() && rule["Prefix"] != "validations/"
        };
        for rule in rules.iter().filter(of_jobs) {
            let (_, kept) = longest
                .iter()
                .find(|(prefix, _)| rule["Prefix"] == *prefix)
                .expect("a known prefix");
            for days in [
                &rule["ExpirationInDays"],
                &rule["NoncurrentVersionExpiration"]["NoncurrentDays"],
            ] {
                assert!(
                    days.as_i64().is_some_and(|days| days > *kept),
                    "{id}: {rule} and {kept} days"
                );
            }
            seen += 1;
        }
    }
    assert_eq!(seen, longest.len());
}

#[test]
fn what_was_uploaded_to_be_validated_is_forgotten_as_soon_as_the_store_can() {
    let rules = &resources("AWS::S3::Bucket")["DocumentsBucket"]["Properties"]["LifecycleConfiguration"]
        ["Rules"];
    let rule = rules
        .as_array()
        .into_iter()
        .flatten()
        .find(|rule| rule["Prefix"] == "validations/")
        .expect("a rule");
    assert_eq!(rule["Status"], "Enabled");
    // Deleting the newest version leaves it to the rule for older ones; one day is the least that S3 knows.
    assert_eq!(
        (
            &rule["ExpirationInDays"],
            &rule["NoncurrentVersionExpiration"]
        ),
        (&json!(1), &json!({ "NoncurrentDays": 1 }))
    );
}

#[test]
fn every_key_does_one_thing() {
    let keys = resources("AWS::KMS::Key");
    let of = |id: &str| {
        let properties = &keys[id]["Properties"];
        (
            properties["KeySpec"].as_str(),
            properties["KeyUsage"].as_str(),
        )
    };
    assert_eq!(of("DataKey"), (None, None));
    assert_eq!(of("SealKey").1, Some("SIGN_VERIFY"));
    assert_eq!(
        of("CodeKey"),
        (Some("HMAC_256"), Some("GENERATE_VERIFY_MAC"))
    );
    assert_eq!(keys["DataKey"]["Properties"]["EnableKeyRotation"], true);
    assert_eq!(
        of("PersonHashKey"),
        (Some("HMAC_256"), Some("GENERATE_VERIFY_MAC"))
    );
    assert_eq!(of("PersonDataKey"), (None, None));
    assert_eq!(
        keys["PersonDataKey"]["Properties"]["EnableKeyRotation"],
        true
    );
    assert_eq!(
        keys["PersonHashKey"]["DeletionPolicy"], "RetainExceptOnCreate",
        "without it nobody finds a task"
    );
    assert_eq!(keys.len(), 5);
}

#[test]
fn every_queue_is_encrypted() {
    for (id, queue) in resources("AWS::SQS::Queue") {
        assert_eq!(queue["Properties"]["SqsManagedSseEnabled"], true, "{id}");
    }
}
