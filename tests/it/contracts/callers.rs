//! Every endpoint of the sender API, called by every kind of caller. The description of the API says which endpoints
//! there are, and the policy which permissions: one that is in neither table here fails.

use std::{collections::BTreeSet, future::Future, pin::Pin};

use lambda_http::{
    Body, Request, RequestExt as _,
    http::{StatusCode, header},
};
use segl_app::{Caller, CreateJob, NewAddressee, PresentedKey, status_query_token};
use segl_domain::{
    Actor, ApiKeyId, Asked, ContactAddress, EmailAddress, ExitUrl, ExitUrls, Flow, JobId,
    OrganisationNumber, Permission, Permissions, SignerId, SignerIdentifier,
};
use segl_handlers as handlers;
use segl_tests::{API_KEY, World, new_signer, pdf, principal};
use serde_json::{Value, json};

use super::workspace::read_json;

/// What an endpoint asks of whoever calls it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    /// Nothing.
    Anybody,
    /// Any credential.
    Authenticated,
    /// This permission, and it is about the caller's organisation as a whole.
    Organisation(Permission),
    /// This permission, and it is about something that an organisation owns.
    Owned(Permission),
}

/// The jobs that requests are about: both of the world's sender.
struct Scene {
    world: World,
    portal: JobId,
    direct: JobId,
    document: String,
    change: String,
    validation: String,
    token: String,
}

type Answer<'s> = Pin<Box<dyn Future<Output = handlers::Reply> + 's>>;
type Endpoint = (&'static str, Access, fn(&Scene, Presented) -> Answer<'_>);

/// The value of the header `Authorization`, if there is one.
#[derive(Clone)]
struct Presented(Option<String>);

impl Presented {
    fn request(&self, parameters: &[(&str, String)], body: Option<(&str, Vec<u8>)>) -> Request {
        let mut request = Request::new(Body::Empty);
        if let Some(authorization) = &self.0 {
            request.headers_mut().insert(
                header::AUTHORIZATION,
                authorization.parse().expect("a header"),
            );
        }
        if let Some((kind, bytes)) = body {
            request
                .headers_mut()
                .insert(header::CONTENT_TYPE, kind.parse().expect("a header"));
            request
                .headers_mut()
                .insert("segl-title", "Avtale".parse().expect("a header"));
            *request.body_mut() = Body::Binary(bytes);
        }
        let parameters: std::collections::HashMap<String, Vec<String>> = parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), vec![value.clone()]))
            .collect();
        request.with_path_parameters(parameters)
    }

    fn job(&self, job: JobId) -> Request {
        self.request(&[("job", job.to_string())], None)
    }

    fn signer(&self, scene: &Scene, job: JobId, body: Option<Value>) -> Request {
        let signer: SignerId = scene.world.job(job).signers()[0].id();
        let body = body.map(|body| ("application/json", body.to_string().into_bytes()));
        self.request(
            &[("job", job.to_string()), ("signer", signer.to_string())],
            body,
        )
    }
}

const READ: Permission = Permission::JobsRead;
const WRITE: Permission = Permission::JobsWrite;

/// Every endpoint: its `operationId`, what it asks for, and a call that would succeed or be refused by a job's rules.
const ENDPOINTS: &[Endpoint] = &[
    ("addDocument", Access::Organisation(WRITE), |s, c| {
        let World {
            table,
            store,
            clock,
            entropy,
            ..
        } = &s.world;
        Box::pin(handlers::add_document(
            c.request(&[], Some(("application/pdf", pdf()))),
            table,
            store,
            clock,
            entropy,
        ))
    }),
    ("getDocument", Access::Owned(READ), |s, c| {
        Box::pin(handlers::get_document(
            c.request(&[("document", s.document.clone())], None),
            &s.world.table,
        ))
    }),
    ("createSignatureJob", Access::Organisation(WRITE), |s, c| {
        let World {
            table,
            clock,
            entropy,
            ..
        } = &s.world;
        let body = json!({
            "title": "Avtale", "documents": [s.document], "signers": [{ "email": "kari@example.com" }],
        });
        let request = c.request(
            &[],
            Some(("application/json", body.to_string().into_bytes())),
        );
        Box::pin(handlers::create_signature_job(
            request,
            table,
            s.world.persons(),
            clock,
            entropy,
        ))
    }),
    ("listSignatureJobs", Access::Organisation(READ), |s, c| {
        Box::pin(handlers::list_signature_jobs(
            c.request(&[], None),
            &s.world.table,
        ))
    }),
    ("getSignatureJob", Access::Owned(READ), |s, c| {
        Box::pin(handlers::get_signature_job(c.job(s.portal), &s.world.table))
    }),
    ("cancelSignatureJob", Access::Owned(WRITE), |s, c| {
        Box::pin(handlers::cancel_signature_job(
            c.job(s.portal),
            &s.world.table,
            &s.world.clock,
        ))
    }),
    ("extendSignatureJob", Access::Owned(WRITE), |s, c| {
        let body = json!({ "deadline": "2027-01-10T00:00:00Z" })
            .to_string()
            .into_bytes();
        let request = c.request(
            &[("job", s.portal.to_string())],
            Some(("application/json", body)),
        );
        Box::pin(handlers::extend_signature_job(
            request,
            &s.world.table,
            &s.world.clock,
        ))
    }),
    ("unblockSigner", Access::Owned(WRITE), |s, c| {
        Box::pin(handlers::unblock_signer(
            c.signer(s, s.portal, None),
            &s.world.table,
            &s.world.clock,
        ))
    }),
    ("deleteDocuments", Access::Owned(WRITE), |s, c| {
        Box::pin(handlers::delete_documents(
            c.job(s.portal),
            &s.world.table,
            &s.world.clock,
        ))
    }),
    (
        "getSignedDocument",
        Access::Owned(Permission::DocumentsRead),
        |s, c| {
            let World {
                table,
                store,
                clock,
                ..
            } = &s.world;
            Box::pin(handlers::get_signed_document(
                c.job(s.portal),
                table,
                store,
                clock,
            ))
        },
    ),
    (
        "getEvidence",
        Access::Owned(Permission::DocumentsRead),
        |s, c| {
            let World {
                table,
                store,
                clock,
                ..
            } = &s.world;
            Box::pin(handlers::get_evidence(c.job(s.portal), table, store, clock))
        },
    ),
    (
        "getSignerSignature",
        Access::Owned(Permission::DocumentsRead),
        |s, c| {
            let World {
                table,
                store,
                clock,
                ..
            } = &s.world;
            Box::pin(handlers::get_signer_signature(
                c.signer(s, s.portal, None),
                table,
                store,
                clock,
            ))
        },
    ),
    ("getAuditTrail", Access::Owned(READ), |s, c| {
        Box::pin(handlers::get_audit_trail(c.job(s.portal), &s.world.table))
    }),
    ("whoami", Access::Authenticated, |s, c| {
        Box::pin(handlers::whoami(c.request(&[], None), &s.world.table))
    }),
    ("getOpenapi", Access::Anybody, |_, c| {
        Box::pin(handlers::get_openapi(c.request(&[], None)))
    }),
    ("getProblem", Access::Anybody, |_, c| {
        Box::pin(handlers::get_problem(
            c.request(&[("problem", "job-ended".to_owned())], None),
        ))
    }),
    ("remindSigner", Access::Owned(WRITE), |s, c| {
        Box::pin(handlers::remind_signer(
            c.signer(s, s.portal, None),
            &s.world.table,
            &s.world.clock,
        ))
    }),
    ("renewLink", Access::Owned(WRITE), |s, c| {
        Box::pin(handlers::renew_link(
            c.signer(s, s.portal, None),
            &s.world.table,
            &s.world.clock,
        ))
    }),
    ("createRedirectUrl", Access::Owned(WRITE), |s, c| {
        let World {
            table,
            clock,
            entropy,
            ..
        } = &s.world;
        let request = c.signer(s, s.direct, None);
        Box::pin(handlers::create_redirect_url(
            request,
            "https://segl.example",
            table,
            clock,
            entropy,
        ))
    }),
    ("updateSigner", Access::Owned(WRITE), |s, c| {
        let request = c.signer(s, s.portal, Some(json!({ "name": "Kari Nordmann" })));
        Box::pin(handlers::update_signer(
            request,
            &s.world.table,
            &s.world.clock,
        ))
    }),
    ("getStatusByToken", Access::Owned(READ), |s, c| {
        let request =
            c.job(s.direct)
                .with_query_string_parameters(std::collections::HashMap::from([(
                    "status_query_token".to_owned(),
                    vec![s.token.clone()],
                )]));
        Box::pin(handlers::get_status(
            request,
            &s.world.table,
            &s.world.code_key,
        ))
    }),
    ("pollStatusChanges", Access::Organisation(READ), |s, c| {
        Box::pin(handlers::poll_status_changes(
            c.request(&[], None),
            &s.world.table,
            &s.world.clock,
        ))
    }),
    // Another's change is confirmed already, for all that a caller can tell.
    ("confirmStatusChange", Access::Organisation(READ), |s, c| {
        Box::pin(handlers::confirm_status_change(
            c.request(&[("change", s.change.clone())], None),
            &s.world.table,
        ))
    }),
    ("createValidation", Access::Authenticated, |s, c| {
        let World {
            table,
            store,
            clock,
            entropy,
            ..
        } = &s.world;
        let request = c.request(&[], Some(("application/pdf", pdf())));
        Box::pin(handlers::create_validation(
            request, table, store, clock, entropy,
        ))
    }),
    // A slot is found by its organisation and its name: there is nothing to authorize but the caller.
    ("getValidation", Access::Authenticated, |s, c| {
        let World {
            table,
            store,
            clock,
            ..
        } = &s.world;
        let request = c.request(&[("validation", s.validation.clone())], None);
        Box::pin(handlers::get_validation(request, table, store, clock))
    }),
];

async fn scene() -> Scene {
    let world = World::new();
    let portal = {
        let email = EmailAddress::try_from("kari@example.com".to_owned()).expect("an address");
        let addressee =
            NewAddressee::Contact(ContactAddress::new(Some(email), None).expect("an address"));
        let command = world
            .command(vec![new_signer(addressee, Asked::default(), 0)])
            .await;
        world.create_as(command).await.expect("the job is fit")
    };
    let direct = {
        let url = || ExitUrl::try_from("https://example.no/back".to_owned()).expect("an address");
        let exit_urls = ExitUrls {
            completion: url(),
            rejection: url(),
            error: url(),
        };
        let word = SignerIdentifier::try_from("customer 7".to_owned()).expect("a word");
        let signers = vec![new_signer(NewAddressee::Custom(word), Asked::default(), 0)];
        let command = CreateJob {
            flow: Flow::Direct { exit_urls },
            queue: None,
            ..world.command(signers).await
        };
        world.create_as(command).await.expect("the job is fit")
    };
    let token = status_query_token(direct, &world.code_key)
        .await
        .expect("a token");
    let document = world.document().await.to_string();
    let validation = "val_00000000000070008000000000000000".to_owned();
    Scene {
        world,
        portal,
        direct,
        document,
        change: "nonsense".to_owned(),
        validation,
        token,
    }
}

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

fn problem(reply: &handlers::Reply) -> (StatusCode, String) {
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
    let list = handlers::list_signature_jobs(other.request(&[], None), &scene.world.table).await;
    let Body::Text(body) = list.body() else {
        panic!("a page of jobs is JSON")
    };
    assert_eq!(
        serde_json::from_str::<Value>(body).expect("JSON")["items"],
        json!([])
    );
    let change = handlers::poll_status_changes(
        other.request(&[], None),
        &scene.world.table,
        &scene.world.clock,
    )
    .await;
    assert_eq!(change.status(), StatusCode::NO_CONTENT);
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
            handlers::get_problem(nobody.request(&[("problem", code.to_owned())], None)).await;
        assert_eq!(problem(&reply), (StatusCode::OK, code.to_owned()));
        let mut request = nobody.request(&[("problem", code.to_owned())], None);
        request
            .headers_mut()
            .insert(header::ACCEPT, "text/html,*/*".parse().expect("a header"));
        let page = handlers::get_problem(request).await;
        assert_eq!(
            page.headers()[header::CONTENT_TYPE],
            "text/html; charset=utf-8"
        );
    }
    let unknown =
        handlers::get_problem(Presented(None).request(&[("problem", "no-such".to_owned())], None))
            .await;
    assert_eq!(
        problem(&unknown),
        (StatusCode::NOT_FOUND, "not-found".to_owned())
    );
}
