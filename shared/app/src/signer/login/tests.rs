//! Who is logged in after an answer, and who is not.

use super::*;
use crate::{
    fakes::{FakeEIds, NoEIds},
    signer::session::resume,
    testing::*,
};

const HIGH: SecurityLevel = SecurityLevel::High;

fn request(provider: &str) -> LoginRequest {
    LoginRequest {
        provider: provider.to_owned(),
        level: HIGH,
        fresh: false,
        language: "nb",
    }
}

async fn begun(world: &World) -> PendingLogin {
    let task = Some((JobId::new(1, [1; 10]), SignerId::new(1, [1; 10])));
    let (url, pending) = begin(request(FakeEIds::ID), task, &FakeEIds, world.ctx())
        .await
        .expect("the provider answers");
    assert!(url.ends_with(&pending.token.state()), "{url}");
    assert_eq!(pending.task, task);
    pending
}

fn answer(pending: &PendingLogin, level: SecurityLevel) -> AuthorizationResponse {
    AuthorizationResponse {
        state: pending.token.state(),
        code: Some(FakeEIds::code(&person(1), level, Some("Kari Nordmann"))),
        ..AuthorizationResponse::default()
    }
}

async fn finish(
    world: &World,
    pending: &PendingLogin,
    answer: &AuthorizationResponse,
    takes_synthetic: bool,
) -> Result<SessionToken, LoginError> {
    let (table, ctx) = (&world.table, world.ctx());
    super::finish(
        pending,
        answer,
        None,
        takes_synthetic,
        &FakeEIds,
        &world.keys,
        table,
        ctx,
    )
    .await
}

#[tokio::test]
async fn who_logged_in_is_known_by_key_name_birth_date_and_proof() {
    let world = World::new();
    let pending = begun(&world).await;
    let token = finish(&world, &pending, &answer(&pending, HIGH), true)
        .await
        .expect("logged in");
    let session = resume(&token, &world.table, world.ctx())
        .await
        .expect(ANSWERS)
        .expect("it lasts");
    let open = session.login.expect("logged in");
    assert_eq!(
        open.login.person,
        world.keys.key_of(&person(1)).await.expect(ANSWERS)
    );
    assert_eq!(open.login.birth_date, Some(jiff::civil::date(1990, 1, 1)));
    assert_eq!(
        open.login.name.as_ref().map(AsRef::as_ref),
        Some("Kari Nordmann")
    );
    let proof = &open.login.proof;
    assert_eq!(
        (proof.provider.as_str(), proof.level, proof.at),
        ("Fake-ID", HIGH, world.now())
    );
    assert_eq!(proof.issuer.as_deref(), Some("https://fake-id.example"));
    assert_eq!(open.provider, FakeEIds::ID);
    assert_ne!(open.id_token.0, "a token");
}

#[tokio::test]
async fn an_answer_to_another_request_logs_nobody_in() {
    let world = World::new();
    let (pending, other) = (begun(&world).await, begun(&world).await);
    for state in [other.token.state(), String::new()] {
        let foreign = AuthorizationResponse {
            state,
            ..answer(&pending, HIGH)
        };
        assert!(matches!(
            finish(&world, &pending, &foreign, true).await,
            Err(LoginError::NotBegun)
        ));
    }
}

#[tokio::test]
async fn an_answer_with_an_error_or_without_a_code_logs_nobody_in() {
    let world = World::new();
    let pending = begun(&world).await;
    let with = |error: &str| AuthorizationResponse {
        error: Some(error.to_owned()),
        ..answer(&pending, HIGH)
    };
    for cancelled in ["access_denied", "user_cancelled"] {
        let told = finish(&world, &pending, &with(cancelled), true).await;
        assert!(matches!(told, Err(LoginError::Cancelled)));
    }
    let told = finish(&world, &pending, &with("server_error"), true).await;
    assert!(matches!(told, Err(LoginError::Refused(_))));
    let without = AuthorizationResponse {
        code: None,
        ..answer(&pending, HIGH)
    };
    assert!(matches!(
        finish(&world, &pending, &without, true).await,
        Err(LoginError::Refused(_))
    ));
}

#[tokio::test]
async fn a_login_at_a_lower_level_than_was_asked_for_is_none() {
    let world = World::new();
    let pending = begun(&world).await;
    let low = answer(&pending, SecurityLevel::Substantial);
    assert!(matches!(
        finish(&world, &pending, &low, true).await,
        Err(LoginError::TooLow)
    ));
}

#[tokio::test]
async fn a_synthetic_person_and_who_has_no_number_are_refused() {
    let world = World::new();
    let pending = begun(&world).await;
    let synthetic = finish(&world, &pending, &answer(&pending, HIGH), false).await;
    assert!(matches!(synthetic, Err(LoginError::Refused(_))));
    let code = Some("12345678901/4/Kari".to_owned());
    let numberless = AuthorizationResponse {
        code,
        ..answer(&pending, HIGH)
    };
    assert!(matches!(
        finish(&world, &pending, &numberless, true).await,
        Err(LoginError::Refused(_))
    ));
}

#[tokio::test]
async fn a_provider_that_is_not_known_begins_and_ends_no_login() {
    let world = World::new();
    let unknown = begin(request("other"), None, &FakeEIds, world.ctx()).await;
    assert!(matches!(unknown, Err(EIdError::UnknownProvider)));
    let pending = PendingLogin {
        request: request("other"),
        ..begun(&world).await
    };
    let finished = finish(&world, &pending, &answer(&pending, HIGH), true).await;
    assert!(matches!(finished, Err(LoginError::NotBegun)));
}

#[tokio::test]
async fn who_logs_out_is_out_here_and_told_how_to_log_out_there() {
    let world = World::new();
    let pending = begun(&world).await;
    let token = finish(&world, &pending, &answer(&pending, HIGH), true)
        .await
        .expect("logged in");
    let end = log_out(&token, &FakeEIds, &world.keys, &world.table)
        .await
        .expect(ANSWERS);
    let end = end.expect("a way to log out there too");
    assert_eq!(
        end.fields,
        [("id_token_hint".to_owned(), "a token".to_owned())]
    );
    assert!(end.action.contains(FakeEIds::ID));
    let over = resume(&token, &world.table, world.ctx())
        .await
        .expect(ANSWERS);
    assert_eq!(over, None);
    let again = log_out(&token, &FakeEIds, &world.keys, &world.table).await;
    assert!(again.expect(ANSWERS).is_none());
}

#[tokio::test]
async fn who_logs_out_is_out_here_though_the_provider_does_not_answer() {
    let world = World::new();
    let pending = begun(&world).await;
    let token = finish(&world, &pending, &answer(&pending, HIGH), true)
        .await
        .expect("logged in");
    let end = log_out(&token, &NoEIds, &world.keys, &world.table).await;
    assert!(end.expect("what is ours is over").is_none());
    let over = resume(&token, &world.table, world.ctx())
        .await
        .expect(ANSWERS);
    assert_eq!(over, None);
}

#[tokio::test]
async fn the_birth_date_is_the_e_id_s_before_the_number_s_and_nobody_s_where_neither_tells_it() {
    // Synthetic persons of the Tax Administration: a birth number, a D-number of a newer series, one of 2032.
    let digits = |digits| NationalIdentityNumber::parse(digits).expect("a number");
    let of_2032 = (0..100)
        .map(|end| format!("301082999{end:02}"))
        .filter_map(|digits| NationalIdentityNumber::parse(&digits).ok())
        .find(|number| number.birth_date(jiff::civil::date(2026, 1, 1)).is_none());
    let of_2032 = of_2032.expect("one by the newer rule");
    for (number, told, expected) in [
        (person(1), None, Some("1990-01-01")),
        (person(1), Some("1991-02-03"), Some("1991-02-03")),
        (digits("45840330056"), None, Some("2003-04-05")),
        (of_2032.clone(), None, None),
        (of_2032, Some("1982-10-30"), Some("1982-10-30")),
    ] {
        let world = World::new();
        let pending = begun(&world).await;
        let mut answer = answer(&pending, HIGH);
        let code = FakeEIds::code(&number, HIGH, Some("Kari Nordmann"));
        answer.code = Some(format!("{code}/{}", told.unwrap_or_default()));
        let token = finish(&world, &pending, &answer, true)
            .await
            .expect("logged in");
        let session = resume(&token, &world.table, world.ctx()).await;
        let open = session.expect(ANSWERS).and_then(|session| session.login);
        let born = open.expect("logged in").login.birth_date;
        assert_eq!(born.map(|born| born.to_string()).as_deref(), expected);
    }
}
