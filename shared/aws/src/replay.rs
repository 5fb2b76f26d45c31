//! For tests: answers put into AWS' mouth, so that what a port makes of them is told without AWS.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn},
        orchestrator::{HttpRequest, HttpResponse},
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

use crate::Aws;

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    body: String,
}

impl Answer {
    /// Success, with this JSON.
    pub(crate) fn json(body: &Value) -> Self {
        Self {
            status: 200,
            body: body.to_string(),
        }
    }

    /// A modeled error of one of the services that speak JSON.
    pub(crate) fn error(code: &str) -> Self {
        Self::refusal(
            400,
            json!({ "__type": code, "message": "as kari@example.org knows" }),
        )
    }

    /// An error with this JSON.
    pub(crate) fn refusal(status: u16, body: Value) -> Self {
        Self {
            status,
            body: body.to_string(),
        }
    }

    /// An answer of one of the services that speak XML.
    pub(crate) fn xml(status: u16, body: &str) -> Self {
        Self {
            status,
            body: body.to_owned(),
        }
    }

    /// A cancelled transaction, with a reason for each of its items.
    pub(crate) fn cancelled(reasons: &[&str]) -> Self {
        let reasons: Vec<Value> = reasons.iter().map(|code| json!({ "Code": code })).collect();
        Self::refusal(
            400,
            json!({ "__type": "TransactionCanceledException", "CancellationReasons": reasons }),
        )
    }
}

/// Gives its answers in order, and remembers the bodies of the requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Replay {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl HttpConnector for Replay {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = request.body().bytes().unwrap_or_default();
        self.asked
            .lock()
            .expect("no test panics here")
            .push(String::from_utf8_lossy(body).into_owned());
        let answer = self
            .answers
            .lock()
            .expect("no test panics here")
            .pop_front()
            .expect("an answer to every request");
        let status = StatusCode::try_from(answer.status).expect("a status");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(answer.body))))
    }
}

impl Replay {
    /// A connection over which these answers come, each once.
    pub(crate) fn of(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self {
            answers: Arc::new(Mutex::new(answers.into_iter().collect())),
            asked: Arc::default(),
        }
    }

    /// What clients share, over this connection.
    pub(crate) fn aws(&self) -> Aws {
        let connector = SharedHttpConnector::new(self.clone());
        let credentials = Credentials::new(
            "AKIDEXAMPLE",
            "an example's secret",
            Some("a token".to_owned()),
            None,
            "test",
        );
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(http_client_fn(move |_, _| connector.clone()))
            .region(Region::new("eu-north-1"))
            .retry_config(RetryConfig::disabled())
            .build();
        Aws {
            config,
            is_local: false,
        }
    }

    /// The requests' bodies so far, as JSON.
    pub(crate) fn asked(&self) -> Vec<Value> {
        let asked = self.asked.lock().expect("no test panics here");
        asked
            .iter()
            .map(|body| serde_json::from_str(body).unwrap_or_default())
            .collect()
    }
}
