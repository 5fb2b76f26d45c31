//! Every endpoint of the sender API: what it asks of its caller, and a call.

use std::{future::Future, pin::Pin};

use lambda_http::{Body, Request, RequestExt as _, http::header};
use segl_app::sender::{
    creation::{CreateJob, NewAddressee},
    status_query,
};
use segl_domain::{
    contact::{ContactAddress, EmailAddress},
    id::{JobId, SignerId},
    identity::principal::Permission,
    job::{
        Flow,
        exit_urls::{ExitUrl, ExitUrls},
        signer::Asked,
    },
    text::SignerIdentifier,
};
use segl_http::{
    IntoReply, Reply,
    api::{
        about, create_signature_job, direct, documents, downloads, problem_types, signature_jobs,
        signers, status_changes, validations,
    },
};
use segl_tests::{World, new_signer, pdf};
use serde_json::{Value, json};

/// What an endpoint asks of whoever calls it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
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
pub(super) struct Scene {
    pub(super) world: World,
    portal: JobId,
    direct: JobId,
    document: String,
    change: String,
    validation: String,
    token: String,
}

pub(super) type Answer<'s> = Pin<Box<dyn Future<Output = Reply> + 's>>;
pub(super) type Endpoint = (&'static str, Access, fn(&Scene, Presented) -> Answer<'_>);

fn answer<'s>(handled: impl Future<Output: IntoReply> + 's) -> Answer<'s> {
    Box::pin(async { handled.await.into_reply() })
}

/// The value of the header `Authorization`, if there is one.
#[derive(Clone)]
pub(super) struct Presented(pub(super) Option<String>);

impl Presented {
    pub(super) fn request(
        &self,
        parameters: &[(&str, String)],
        body: Option<(&str, Vec<u8>)>,
    ) -> Request {
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
pub(super) const ENDPOINTS: &[Endpoint] = &[
    ("addDocument", Access::Organisation(WRITE), |s, c| {
        let World { table, store, .. } = &s.world;
        let ctx = s.world.ctx();
        answer(documents::add_document(
            c.request(&[], Some(("application/pdf", pdf()))),
            table,
            store,
            ctx,
        ))
    }),
    ("getDocument", Access::Owned(READ), |s, c| {
        answer(documents::get_document(
            c.request(&[("document", s.document.clone())], None),
            &s.world.table,
        ))
    }),
    ("createSignatureJob", Access::Organisation(WRITE), |s, c| {
        let World { table, .. } = &s.world;
        let ctx = s.world.ctx();
        let body = json!({
            "title": "Avtale", "documents": [s.document], "signers": [{ "email": "kari@example.com" }],
        });
        let request = c.request(
            &[],
            Some(("application/json", body.to_string().into_bytes())),
        );
        answer(create_signature_job(request, table, s.world.persons(), ctx))
    }),
    ("listSignatureJobs", Access::Organisation(READ), |s, c| {
        answer(signature_jobs::list_signature_jobs(
            c.request(&[], None),
            &s.world.table,
        ))
    }),
    ("getSignatureJob", Access::Owned(READ), |s, c| {
        answer(signature_jobs::get_signature_job(
            c.job(s.portal),
            &s.world.table,
        ))
    }),
    ("cancelSignatureJob", Access::Owned(WRITE), |s, c| {
        answer(signature_jobs::cancel_signature_job(
            c.job(s.portal),
            &s.world.table,
            s.world.ctx(),
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
        answer(signature_jobs::extend_signature_job(
            request,
            &s.world.table,
            s.world.ctx(),
        ))
    }),
    ("unblockSigner", Access::Owned(WRITE), |s, c| {
        answer(signers::unblock_signer(
            c.signer(s, s.portal, None),
            &s.world.table,
            s.world.ctx(),
        ))
    }),
    ("deleteDocuments", Access::Owned(WRITE), |s, c| {
        answer(signature_jobs::delete_documents(
            c.job(s.portal),
            &s.world.table,
            s.world.ctx(),
        ))
    }),
    (
        "getSignedDocument",
        Access::Owned(Permission::DocumentsRead),
        |s, c| {
            let World { table, store, .. } = &s.world;
            let ctx = s.world.ctx();
            answer(downloads::get_signed_document(
                c.job(s.portal),
                table,
                store,
                ctx,
            ))
        },
    ),
    (
        "getEvidence",
        Access::Owned(Permission::DocumentsRead),
        |s, c| {
            let World { table, store, .. } = &s.world;
            let ctx = s.world.ctx();
            answer(downloads::get_evidence(c.job(s.portal), table, store, ctx))
        },
    ),
    (
        "getSignerSignature",
        Access::Owned(Permission::DocumentsRead),
        |s, c| {
            let World { table, store, .. } = &s.world;
            let ctx = s.world.ctx();
            answer(downloads::get_signer_signature(
                c.signer(s, s.portal, None),
                table,
                store,
                ctx,
            ))
        },
    ),
    ("getAuditTrail", Access::Owned(READ), |s, c| {
        answer(downloads::get_audit_trail(c.job(s.portal), &s.world.table))
    }),
    ("whoami", Access::Authenticated, |s, c| {
        answer(about::whoami(c.request(&[], None), &s.world.table))
    }),
    ("getOpenapi", Access::Anybody, |_, c| {
        answer(about::get_openapi(c.request(&[], None)))
    }),
    ("getProblem", Access::Anybody, |_, c| {
        answer(problem_types::get_problem(
            c.request(&[("problem", "job-ended".to_owned())], None),
        ))
    }),
    ("remindSigner", Access::Owned(WRITE), |s, c| {
        answer(signers::remind_signer(
            c.signer(s, s.portal, None),
            &s.world.table,
            s.world.ctx(),
        ))
    }),
    ("renewLink", Access::Owned(WRITE), |s, c| {
        answer(signers::renew_link(
            c.signer(s, s.portal, None),
            &s.world.table,
            s.world.ctx(),
        ))
    }),
    ("createRedirectUrl", Access::Owned(WRITE), |s, c| {
        let World { table, .. } = &s.world;
        let ctx = s.world.ctx();
        let request = c.signer(s, s.direct, None);
        answer(direct::create_redirect_url(
            request,
            "https://segl.example",
            table,
            ctx,
        ))
    }),
    ("updateSigner", Access::Owned(WRITE), |s, c| {
        let request = c.signer(s, s.portal, Some(json!({ "name": "Kari Nordmann" })));
        answer(signers::update_signer(
            request,
            &s.world.table,
            s.world.ctx(),
        ))
    }),
    ("getStatusByToken", Access::Owned(READ), |s, c| {
        let request =
            c.job(s.direct)
                .with_query_string_parameters(std::collections::HashMap::from([(
                    "status_query_token".to_owned(),
                    vec![s.token.clone()],
                )]));
        answer(direct::get_status(
            request,
            &s.world.table,
            &s.world.code_key,
        ))
    }),
    ("pollStatusChanges", Access::Organisation(WRITE), |s, c| {
        answer(status_changes::poll_status_changes(
            c.request(&[], None),
            &s.world.table,
            s.world.ctx(),
        ))
    }),
    // Another's change is confirmed already, for all that a caller can tell.
    (
        "confirmStatusChange",
        Access::Organisation(WRITE),
        |s, c| {
            answer(status_changes::confirm_status_change(
                c.request(&[("change", s.change.clone())], None),
                &s.world.table,
            ))
        },
    ),
    ("createValidation", Access::Authenticated, |s, c| {
        let World { table, store, .. } = &s.world;
        let ctx = s.world.ctx();
        let request = c.request(&[], Some(("application/pdf", pdf())));
        answer(validations::create_validation(request, table, store, ctx))
    }),
    // A slot is found by its organisation and its name: there is nothing to authorize but the caller.
    ("getValidation", Access::Authenticated, |s, c| {
        let World { table, store, .. } = &s.world;
        let ctx = s.world.ctx();
        let request = c.request(&[("validation", s.validation.clone())], None);
        answer(validations::get_validation(request, table, store, ctx))
    }),
];

pub(super) async fn scene() -> Scene {
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
    let token = status_query::status_query_token(direct, &world.code_key)
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
