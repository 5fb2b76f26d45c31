//! Whom a credential stands for, and that no key is ever printed.

use segl_domain::digest::Digest;

use super::*;
use crate::{ports::authenticator::PresentedKey, testing::*};

const KEY: &str = "segl_test_0123456789012345678901234567890123456789";

fn presented(text: &str) -> PresentedKey {
    PresentedKey::parse(text).expect("it looks like a key")
}

#[tokio::test]
async fn a_key_stands_for_its_caller_and_another_for_nobody() {
    let world = World::new();
    let caller = Caller {
        principal: own(),
        credential: "test".to_owned(),
    };
    world.table.add_key(presented(KEY).digest(), caller.clone());
    let known = authenticate(&Credential::ApiKey(presented(KEY)), &world.table).await;
    assert_eq!(known.expect("it is known"), caller);
    let other = presented(&KEY.replace('9', "8"));
    let unknown = authenticate(&Credential::ApiKey(other), &world.table).await;
    assert!(matches!(unknown, Err(AuthenticateError::UnknownCredential)));
    world.fault.after(0);
    let broken = authenticate(&Credential::ApiKey(presented(KEY)), &world.table).await;
    assert!(matches!(broken, Err(AuthenticateError::PortError(_))));
}

#[test]
fn a_key_is_printed_nowhere() {
    let key = presented(KEY);
    assert_eq!(format!("{key:?}"), "PresentedKey(hidden)");
    assert!(!format!("{:?}", Credential::ApiKey(key)).contains("0123"));
}

#[test]
fn what_does_not_look_like_a_key_is_none() {
    let long = |length: usize| format!("segl_{}", "a".repeat(length - 5));
    for text in [long(40), long(120)] {
        assert!(PresentedKey::parse(&text).is_some(), "{}", text.len());
    }
    for text in [
        long(39),
        long(121),
        KEY.replace("segl_", "sega_"),
        KEY.replace('9', " "),
        KEY.replace('9', "ø"),
    ] {
        assert!(PresentedKey::parse(&text).is_none(), "{text}");
    }
    assert!(PresentedKey::parse(&KEY.replace('9', "-")).is_some());
}

#[test]
fn a_key_is_looked_up_by_its_plain_sha_256() {
    assert_eq!(presented(KEY).digest(), Digest::of(KEY.as_bytes()));
}
