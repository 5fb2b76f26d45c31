//! The real doors, over a table and buckets of this run's own on the emulator.

use std::sync::OnceLock;

use jiff::Timestamp;
use segl_app::ports::Clock as _;
use segl_aws::{Aws, SystemClock, Table, Vault};
use serde_json::{Value, json};

use super::table::Doors;

/// Answers one call of a service that speaks JSON, or makes a bucket.
fn ask(method: &str, path: &str, target: Option<&str>, body: &str) {
    let endpoint = std::env::var("AWS_ENDPOINT_URL").expect("AWS_ENDPOINT_URL says where the emulator is");
    let service = if target.is_some() { "dynamodb" } else { "s3" };
    let scope = format!("20261124/eu-north-1/{service}/aws4_request");
    let mut request = ureq::http::Request::builder()
        .method(method)
        .uri(format!("{endpoint}{path}"))
        .header("Authorization", format!("AWS4-HMAC-SHA256 Credential=test/{scope}, SignedHeaders=host, Signature=0"));
    if let Some(target) = target {
        request = request.header("X-Amz-Target", target).header("Content-Type", "application/x-amz-json-1.0");
    }
    let request = request.body(body.to_owned()).expect("a request");
    ureq::run(request).unwrap_or_else(|error| panic!("{method} {path}: {error}"));
}

/// This run's name for what it makes.
fn run() -> &'static str {
    static RUN: OnceLock<String> = OnceLock::new();
    RUN.get_or_init(|| {
        let name = format!("doors-{}", SystemClock.now().as_millisecond());
        let template = crate::contracts::house::resources("AWS::DynamoDB::Table");
        let table = &template["Table"]["Properties"];
        let mut definition = json!({ "TableName": name });
        for property in ["AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema"] {
            definition[property] = table[property].clone();
        }
        ask("POST", "/", Some("DynamoDB_20120810.CreateTable"), &Value::to_string(&definition));
        for bucket in ["documents", "sealed"] {
            let place = "<LocationConstraint>eu-north-1</LocationConstraint>";
            let place = format!("<CreateBucketConfiguration>{place}</CreateBucketConfiguration>");
            ask("PUT", &format!("/{name}-{bucket}"), None, &place);
            let versions = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
            ask("PUT", &format!("/{name}-{bucket}?versioning"), None, versions);
        }
        name
    })
}

/// The table, made as the template says.
pub(super) async fn table() -> (impl Doors, Timestamp) {
    let name = run();
    (Table::new(&Aws::from_env().await, name.to_owned()), SystemClock.now())
}

/// The stores of bytes.
pub(super) async fn vault() -> Vault {
    let name = run();
    Vault::new(&Aws::from_env().await, format!("{name}-documents"), format!("{name}-sealed"))
}
