//! Forged, replayed and stale ID tokens: a provider on loopback hands out whatever token a test made, and each is refused.

use std::sync::{Arc, Mutex};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use segl_app::ports::e_id::{
    AuthorizationRequest, EIdError, IdentityProviders as _, LoginRequest, ProvenLogin,
};
use segl_domain::identity::authentication::SecurityLevel;
use segl_identity::Providers;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

const NOW: i64 = 1_795_000_000;

/// What the provider answers with.
#[derive(Default)]
struct Answers {
    keys: Vec<Value>,
    token: String,
    asked_for_keys: u32,
    exchanged: String,
}

struct Provider {
    issuer: String,
    answers: Arc<Mutex<Answers>>,
    providers: Providers,
}

fn key(byte: u8) -> SigningKey {
    SigningKey::from_slice(&[byte; 32]).expect("a key")
}

fn public(kid: &str, key: &SigningKey) -> Value {
    let point = key.verifying_key().to_encoded_point(false);
    let spell =
        |bytes: Option<&_>| bytes.map(|bytes: &p256::FieldBytes| URL_SAFE_NO_PAD.encode(bytes));
    json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid, "x": spell(point.x()), "y": spell(point.y()) })
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn signed(kid: &str, key: &SigningKey, claims: &Value) -> String {
    let text = format!(
        "{}.{}",
        part(&json!({ "alg": "ES256", "kid": kid, "typ": "JWT" })),
        part(claims)
    );
    let signature: Signature = key.sign(text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn attempt() -> AuthorizationRequest {
    let spell = |letter: &str| letter.repeat(43);
    AuthorizationRequest {
        state: spell("s"),
        nonce: spell("n"),
        code_verifier: spell("v"),
    }
}

fn request(fresh: bool) -> LoginRequest {
    LoginRequest {
        provider: "a".to_owned(),
        level: SecurityLevel::High,
        fresh,
        language: "nb",
    }
}

async fn answer(
    mut stream: TcpStream,
    issuer: &str,
    answers: &Mutex<Answers>,
) -> std::io::Result<()> {
    let mut read = Vec::new();
    let mut chunk = [0; 4096];
    let text = loop {
        let count = stream.read(&mut chunk).await?;
        read.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&read).into_owned();
        let length = text
            .to_ascii_lowercase()
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.split("\r\n").next()?.parse::<usize>().ok());
        let body = text.split_once("\r\n\r\n").map(|(_, body)| body.len());
        if count == 0 || body.is_some_and(|body| body >= length.unwrap_or(0)) {
            break text;
        }
    };
    let body = {
        let mut answers = answers.lock().expect("no test panics with it");
        if text.contains("/.well-known/") {
            json!({
                "issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"),
                "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
                "response_types_supported": ["code"], "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["ES256"],
            })
        } else if text.starts_with("GET /jwks") {
            answers.asked_for_keys += 1;
            json!({ "keys": answers.keys })
        } else {
            answers.exchanged = text;
            json!({ "access_token": "x", "token_type": "Bearer", "id_token": answers.token })
        }
    };
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await
}

impl Provider {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!(
            "http://localhost:{}",
            listener.local_addr().expect("an address").port()
        );
        let answers = Arc::new(Mutex::new(Answers {
            keys: vec![public("one", &key(1))],
            ..Answers::default()
        }));
        let (shared, name) = (Arc::clone(&answers), issuer.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = answer(stream, &name, &shared).await;
            }
        });
        let config = json!({ "providers": [{
            "id": "a", "name": "A", "issuer": issuer, "clientId": "segl", "clientSecret": "hush",
            "acrValues": { "4": ["high"] }, "claims": { "number": "pid" }, "signingAlgorithms": ["ES256"],
        }] });
        let providers = Providers::parse(&config.to_string(), "https://sign.example.no")
            .expect("a configuration");
        Self {
            issuer,
            answers,
            providers,
        }
    }

    /// The claims of a token that is right.
    fn claims(&self) -> Value {
        json!({
            "iss": self.issuer, "aud": "segl", "sub": "somebody", "exp": NOW + 300, "iat": NOW, "auth_time": NOW,
            "nonce": attempt().nonce, "acr": "high", "pid": "01819011067", "name": "Kari Testdame",
        })
    }

    async fn finish(
        &self,
        token: String,
        fresh: bool,
        issuer: Option<&str>,
    ) -> Result<ProvenLogin, EIdError> {
        self.answers.lock().expect("no test panics with it").token = token;
        self.providers
            .finish(&request(fresh), &attempt(), "a code", issuer, NOW)
            .await
    }

    /// What a token with this changed is answered.
    async fn with(&self, name: &str, value: Value) -> Result<ProvenLogin, EIdError> {
        let mut claims = self.claims();
        claims[name] = value;
        self.finish(signed("one", &key(1), &claims), false, None)
            .await
    }
}

#[track_caller]
fn refused(answer: Result<ProvenLogin, EIdError>, because: &str) {
    match answer {
        Err(EIdError::Refused(why)) => assert!(why.contains(because), "{why}"),
        other => panic!("{because}: {other:?}"),
    }
}

#[tokio::test]
async fn a_right_token_proves_who_it_is_and_the_code_is_bound_to_the_browser() {
    let provider = Provider::start().await;
    let url = provider
        .providers
        .begin(&request(false), &attempt())
        .await
        .expect("an address");
    for wanted in [
        "code_challenge_method=S256",
        "response_type=code",
        "acr_values=high",
        "redirect_uri=https%3A%2F%2Fsign.example.no%2Flogin%2Fa%2Fcallback",
    ] {
        assert!(url.contains(wanted), "{wanted}: {url}");
    }
    assert!(
        !url.contains(&attempt().code_verifier),
        "the verifier stays at home"
    );
    let login = provider
        .finish(
            signed("one", &key(1), &provider.claims()),
            true,
            Some(&provider.issuer),
        )
        .await;
    let login = login.expect("a login");
    assert_eq!(
        (login.number.as_str(), login.level),
        ("01819011067", SecurityLevel::High)
    );
    let exchanged = provider
        .answers
        .lock()
        .expect("no test panics with it")
        .exchanged
        .clone();
    assert!(exchanged.contains(&format!("code_verifier={}", attempt().code_verifier)));
    assert!(
        exchanged
            .to_ascii_lowercase()
            .contains("authorization: basic ")
    );
}

#[tokio::test]
async fn claims_that_are_another_s_or_of_another_time_are_refused() {
    let provider = Provider::start().await;
    refused(provider.with("nonce", json!("another")).await, "nonce");
    refused(
        provider.with("aud", json!("another")).await,
        "another client",
    );
    refused(
        provider.with("aud", json!(["segl", "another"])).await,
        "another client",
    );
    refused(
        provider.with("iss", json!("https://another.example")).await,
        "another issuer",
    );
    refused(provider.with("exp", json!(NOW - 61)).await, "expired");
    provider
        .with("exp", json!(NOW - 30))
        .await
        .expect("clocks may differ a little");
    refused(
        provider.with("iat", json!(NOW + 61)).await,
        "not yet issued",
    );
    refused(provider.with("pid", Value::Null).await, "no number");
    assert!(matches!(
        provider.with("acr", json!("low")).await,
        Err(EIdError::TooLow)
    ));
    let right = || signed("one", &key(1), &provider.claims());
    refused(
        provider
            .finish(right(), false, Some("https://another.example"))
            .await,
        "RFC 9207",
    );
    let mut stale = provider.claims();
    stale["auth_time"] = json!(NOW - 3600);
    let by = |claims: &Value| signed("one", &key(1), claims);
    refused(
        provider.finish(by(&stale), true, None).await,
        "too long ago",
    );
    let old = provider.finish(by(&stale), false, None).await;
    assert_eq!(
        old.expect("not to be fresh").authenticated_at,
        Some(NOW - 3600)
    );
    stale["auth_time"] = json!(NOW - 9 * 3600);
    refused(
        provider.finish(by(&stale), false, None).await,
        "too long ago",
    );
    stale["auth_time"] = json!(NOW + 61);
    refused(
        provider.finish(by(&stale), false, None).await,
        "it is not said when",
    );
}

#[tokio::test]
async fn a_login_of_which_the_provider_does_not_say_when_it_was_is_dated_by_nobody() {
    let provider = Provider::start().await;
    let mut claims = provider.claims();
    claims.as_object_mut().expect("claims").remove("auth_time");
    let by = || signed("one", &key(1), &claims);
    refused(
        provider.finish(by(), true, None).await,
        "it is not said when",
    );
    let proven = provider.finish(by(), false, None).await.expect("a login");
    assert_eq!(proven.authenticated_at, None);
}

#[tokio::test]
async fn a_whole_birth_date_is_taken_from_the_provider_and_a_part_of_one_is_not() {
    let provider = Provider::start().await;
    for (told, expected) in [
        (json!("1985-05-05"), Some("1985-05-05")),
        (json!("0000-05-05"), None),
        (json!("1985"), None),
        (Value::Null, None),
    ] {
        let proven = provider.with("birthdate", told).await.expect("a login");
        let born = proven.birth_date.map(|born| born.to_string());
        assert_eq!(born.as_deref(), expected);
    }
}

#[tokio::test]
async fn tokens_that_the_provider_did_not_sign_are_refused() {
    let provider = Provider::start().await;
    let claims = provider.claims();
    let swapped = signed("one", &key(2), &claims);
    refused(provider.finish(swapped, false, None).await, "signature");
    let none = format!("{}.{}.", part(&json!({ "alg": "none" })), part(&claims));
    refused(provider.finish(none, false, None).await, "signature");
    let hmac = format!(
        "{}.{}.{}",
        part(&json!({ "alg": "HS256", "kid": "one" })),
        part(&claims),
        "AAAA"
    );
    refused(provider.finish(hmac, false, None).await, "algorithm");
    let right = signed("one", &key(1), &claims);
    let mut parts: Vec<&str> = right.split('.').collect();
    let mut forged = claims.clone();
    forged["pid"] = json!("02827522042");
    let forged = part(&forged);
    parts[1] = &forged;
    refused(
        provider.finish(parts.join("."), false, None).await,
        "signature",
    );
}

#[tokio::test]
async fn a_changed_key_is_fetched_once_and_an_unknown_one_is_refused() {
    let provider = Provider::start().await;
    provider
        .finish(signed("one", &key(1), &provider.claims()), false, None)
        .await
        .expect("a login");
    let asked = || {
        provider
            .answers
            .lock()
            .expect("no test panics with it")
            .asked_for_keys
    };
    assert_eq!(asked(), 1);
    provider
        .answers
        .lock()
        .expect("no test panics with it")
        .keys = vec![public("two", &key(2))];
    provider
        .finish(signed("two", &key(2), &provider.claims()), false, None)
        .await
        .expect("the key is fetched anew");
    assert_eq!(asked(), 2);
    refused(
        provider
            .finish(signed("three", &key(3), &provider.claims()), false, None)
            .await,
        "unknown key",
    );
    assert_eq!(asked(), 3, "once for each login, and no more");
}
