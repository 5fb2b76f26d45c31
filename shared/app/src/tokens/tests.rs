//! What is drawn is what the randomness gives, all of it.

use segl_domain::id::{JobId, OfJob};

use super::*;
use crate::{fakes::SeededEntropy, testing::*};

/// Gives out nothing.
struct Dry;

impl Entropy for Dry {
    fn fill(&self, _: &mut [u8]) -> Result<(), PortError> {
        Err(PortError::new("entropy", "the system has none to give"))
    }
}

#[test]
fn an_identifier_says_when_it_was_made_and_comes_once() {
    let entropy = SeededEntropy::default();
    let first: JobId = id::<OfJob>(time(NOON), &entropy).expect("entropy");
    let second: JobId = id::<OfJob>(time(NOON), &entropy).expect("entropy");
    assert_eq!(first.made_at(), Some(time(NOON)));
    assert_ne!(first, second);
    // A clock that is before 1970 makes identifiers all the same.
    let early: JobId = id::<OfJob>(time("1969-01-01T00:00:00Z"), &entropy).expect("entropy");
    assert_eq!(early.made_at(), Some(Timestamp::UNIX_EPOCH));
}

#[test]
fn no_two_tokens_are_alike() {
    let entropy = SeededEntropy::default();
    assert_ne!(
        bytes(&entropy).expect("entropy"),
        bytes(&entropy).expect("entropy")
    );
    let links = (
        link(&entropy).expect("entropy"),
        link(&entropy).expect("entropy"),
    );
    assert_ne!(links.0.digest(), links.1.digest());
    let sessions = (
        session(&entropy).expect("entropy"),
        session(&entropy).expect("entropy"),
    );
    assert_ne!(sessions.0.digest(), sessions.1.digest());
    let redirects = (
        redirect(&entropy).expect("entropy"),
        redirect(&entropy).expect("entropy"),
    );
    assert_ne!(redirects.0.digest(), redirects.1.digest());
    let logins = (
        login(&entropy).expect("entropy"),
        login(&entropy).expect("entropy"),
    );
    assert_ne!(logins.0.state(), logins.1.state());
    let validations = (
        validation(&entropy).expect("entropy"),
        validation(&entropy).expect("entropy"),
    );
    assert_ne!(validations.0.digest(), validations.1.digest());
}

#[test]
fn codes_are_six_digits_and_differ() {
    let entropy = SeededEntropy::default();
    let codes: std::collections::BTreeSet<String> = (0..100)
        .map(|_| code(&entropy).expect("entropy").expose().to_owned())
        .collect();
    assert!(codes.len() > 90, "{codes:?}");
    for code in codes {
        assert!(
            code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()),
            "{code}"
        );
    }
}

#[test]
fn without_randomness_nothing_is_drawn() {
    assert!(id::<OfJob>(time(NOON), &Dry).is_err());
    assert!(bytes(&Dry).is_err() && code(&Dry).is_err());
    assert!(link(&Dry).is_err() && session(&Dry).is_err() && redirect(&Dry).is_err());
    assert!(login(&Dry).is_err() && validation(&Dry).is_err());
}
