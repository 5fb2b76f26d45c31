//! The routes of the template and the sender API's description name the same endpoints.

use std::collections::BTreeSet;

use super::workspace::{TEMPLATE, functions, read_json};

const METHODS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

#[test]
fn every_route_of_the_sender_api_is_described_and_every_described_route_is_there() {
    let api = read_json("shared/wire/openapi.json");
    let paths = api["paths"]
        .as_object()
        .expect("an OpenAPI document has paths");
    let described: BTreeSet<String> = paths
        .iter()
        .flat_map(|(path, operations)| {
            let methods = METHODS
                .iter()
                .filter(|method| operations.get(**method).is_some());
            methods.map(move |method| format!("{method} {path}"))
        })
        .collect();
    let deployed: BTreeSet<String> = functions()
        .iter()
        .filter_map(|function| function.route())
        .filter(|route| {
            route
                .split(' ')
                .nth(1)
                .is_some_and(|path| path.starts_with("/v1/") || path.starts_with("/problems/"))
        })
        .collect();
    assert_eq!(
        described, deployed,
        "left: shared/wire/openapi.json, right: infra/template.yaml"
    );
}

#[test]
fn what_the_api_logs_of_a_request_is_never_its_path() {
    // Links are secrets and stand in paths: only which route it was.
    let format =
        TEMPLATE["Resources"]["HttpApi"]["Properties"]["AccessLogSettings"]["Format"].as_str();
    let logged: BTreeSet<String> = format
        .expect("the access log has a format")
        .split("$context.")
        .skip(1)
        .map(|rest| {
            rest.chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect()
        })
        .collect();
    let allowed = ["requestId", "responseLatency", "routeKey", "status"].map(str::to_owned);
    assert_eq!(logged, BTreeSet::from(allowed));
}

#[test]
fn the_api_is_throttled_and_open_to_no_other_origin() {
    let api = &TEMPLATE["Resources"]["HttpApi"]["Properties"];
    assert!(!api["DefaultRouteSettings"]["ThrottlingRateLimit"].is_null());
    assert!(!api["DefaultRouteSettings"]["ThrottlingBurstLimit"].is_null());
    assert!(api.get("CorsConfiguration").is_none());
}
