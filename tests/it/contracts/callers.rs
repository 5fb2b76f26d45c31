//! Every endpoint of the sender API, called by every kind of caller. The description of the API says which endpoints
//! there are, and the policy which permissions: one that is in neither table here fails.

mod endpoints;

use std::collections::BTreeSet;

use lambda_http::{
    Body,
    http::{StatusCode, header},
};
use segl_app::ports::authenticator::{Caller, PresentedKey};
use segl_domain::{
    account::organisation::OrganisationNumber,
    id::ApiKeyId,
    identity::principal::{Actor, Permission, Permissions},
};
use segl_http::{
    IntoReply as _, Reply,
    api::{problem_types, signature_jobs, status_changes},
};
use segl_tests::{API_KEY, World, principal};
use serde_json::{Value, json};

use self::endpoints::{Access, ENDPOINTS, Presented, scene};
use super::workspace::read_json;

/// A credential of this organisation with these permissions.
fn key(world: &World, name: &str, organisation: &str, permissions: Permissions) -> Presented {
    let presented = format!("segl_test_{name}_0123456789012345678901234567890123456789");
    let mut principal = principal();
    principal.organisation.sender.organisation =
        OrganisationNumber::try_from(organisation.to_owned()).expect("a number");
    principal.actor = Actor::SenderSystem {
        api_key: ApiKeyId::new(2, [2; 10]),
    };
    principal.permissions = permissions;
    let digest = PresentedKey::parse(&presented).expect("a key").digest();
    world.table.add_key(
        digest,
        Caller {
            principal,
            credential: name.to_owned(),
        },
    );
    Presented(Some(format!("Bearer {presented}")))
}

fn problem(reply: &Reply) -> (StatusCode, String) {
    let body: &[u8] = match reply.body() {
        Body::Text(text) => text.as_bytes(),
        Body::Binary(bytes) => bytes,
        _ => &[],
    };
    let told: Value = serde_json::from_slice(body).unwrap_or_default();
    (
        reply.status(),
        told["type"]
            .as_str()
            .unwrap_or_default()
            .rsplit([':', '/'])
            .next()
            .unwrap_or_default()
            .to_owned(),
    )
}

#[test]
fn every_endpoint_of_the_description_is_in_the_table() {
    let api = read_json("shared/wire/openapi.json");
    let paths = api["paths"].as_object().expect("paths");
    let operations = paths
        .values()
        .flat_map(|path| path.as_object().expect("operations").values());
    let described: BTreeSet<&str> = operations
        .filter_map(|operation| operation["operationId"].as_str())
        .collect();
    let tried: BTreeSet<&str> = ENDPOINTS.iter().map(|(operation, ..)| *operation).collect();
    assert_eq!(
        described, tried,
        "left: shared/wire/openapi.json, right: this table"
    );
}

#[tokio::test]
async fn every_endpoint_answers_every_kind_of_caller_as_the_policy_says() {
    for (operation, access, call) in ENDPOINTS {
        let scene = scene().await;
        let strangers = [
            (Presented(None), "credentials-missing"),
            (
                Presented(Some("Basic c2VnbDpzZWds".to_owned())),
                "credentials-invalid",
            ),
            (
                Presented(Some("Bearer segl_short".to_owned())),
                "credentials-invalid",
            ),
            (
                Presented(Some(format!("Bearer {API_KEY}_another"))),
                "credentials-invalid",
            ),
        ];
        for (stranger, code) in strangers {
            let answer = problem(&call(&scene, stranger).await);
            let refused = (StatusCode::UNAUTHORIZED, code.to_owned());
            assert_eq!(
                answer == refused,
                *access != Access::Anybody,
                "{operation} by a stranger: {answer:?}"
            );
        }
        let needed = match access {
            Access::Organisation(needed) | Access::Owned(needed) => Some(*needed),
            Access::Anybody | Access::Authenticated => None,
        };
        let mut lacking: Vec<Permissions> = vec![Permissions::default()];
        lacking.extend(Permission::ALL.map(|left_out| {
            Permission::ALL
                .into_iter()
                .filter(|one| *one != left_out)
                .collect()
        }));
        for permissions in lacking {
            let is_enough = needed.is_none_or(|needed| permissions.contains(needed));
            let caller = key(&scene.world, "some", "991825827", permissions.clone());
            let answer = problem(&call(&scene, caller).await);
            let refused = (StatusCode::FORBIDDEN, "permission-missing".to_owned());
            assert_eq!(
                answer != refused,
                is_enough,
                "{operation} with {permissions}: {answer:?}"
            );
        }
        let other = key(&scene.world, "other", "889640782", Permissions::all());
        let answer = problem(&call(&scene, other).await);
        if matches!(access, Access::Owned(_)) {
            let hidden = (StatusCode::NOT_FOUND, "not-found".to_owned());
            assert_eq!(answer, hidden, "{operation} of another organisation's");
        }
        // The refused have changed nothing, so that the one who may can still do it.
        let own = Presented(Some(format!("Bearer {API_KEY}")));
        let answer = problem(&call(&scene, own).await);
        assert!(
            !matches!(answer.0, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN),
            "{operation} by the owner: {answer:?}"
        );
        if matches!(access, Access::Owned(_)) {
            assert_ne!(answer.1, "not-found", "{operation} by the owner");
        }
    }
}

#[tokio::test]
async fn another_organisation_s_list_and_queue_hold_nothing_of_ours() {
    let scene = scene().await;
    let other = key(&scene.world, "other", "889640782", Permissions::all());
    let list =
        signature_jobs::list_signature_jobs(other.request(&[], None), &scene.world.table).await;
    let list = list.into_reply();
    let Body::Text(body) = list.body() else {
        panic!("a page of jobs is JSON")
    };
    assert_eq!(
        serde_json::from_str::<Value>(body).expect("JSON")["items"],
        json!([])
    );
    let change = status_changes::poll_status_changes(
        other.request(&[], None),
        &scene.world.table,
        scene.world.ctx(),
    )
    .await;
    assert_eq!(change.into_reply().status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn every_problem_that_is_described_opens_under_its_type() {
    let api = read_json("shared/wire/openapi.json");
    let responses = api["components"]["responses"].to_string();
    let words = responses.split('`').skip(1).step_by(2);
    let codes: BTreeSet<&str> = words
        .filter(|word| word.contains('-') && !word.contains(['/', ' ']))
        .collect();
    assert!(codes.len() > 60, "{codes:?}");
    for code in codes {
        let nobody = Presented(None);
        let reply =
            problem_types::get_problem(nobody.request(&[("problem", code.to_owned())], None)).await;
        assert_eq!(
            problem(&reply.into_reply()),
            (StatusCode::OK, code.to_owned())
        );
        let mut request = nobody.request(&[("problem", code.to_owned())], None);
        request
            .headers_mut()
            .insert(header::ACCEPT, "text/html,*/*".parse().expect("a header"));
        let page = problem_types::get_problem(request).await;
        assert_eq!(
            page.into_reply().headers()[header::CONTENT_TYPE],
            "text/html; charset=utf-8"
        );
    }
    let unknown = problem_types::get_problem(
        Presented(None).request(&[("problem", "no-such".to_owned())], None),
    )
    .await;
    assert_eq!(
        problem(&unknown.into_reply()),
        (StatusCode::NOT_FOUND, "not-found".to_owned())
    );
}
