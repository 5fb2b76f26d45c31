//! Keys around persons, e-ID providers and the contact register, in memory.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use segl_domain::{
    contact::{ContactAddress, LookedUp, Unreachable},
    digest::Digest,
    identity::{
        authentication::SecurityLevel,
        national_id::NationalIdentityNumber,
        person::{Encrypted, PersonKey},
    },
};

use super::{Fault, lock};
use crate::ports::{
    PortError,
    e_id::{
        AuthorizationRequest, ContactRegister, EIdError, EndSession, IdentityProviders,
        LoginRequest, ProvenLogin, ProviderName,
    },
    keys::{PersonCipher, PersonHash},
};

/// Keys around persons for tests: the hash is a tagged digest, and what is encrypted is only spelled otherwise.
#[derive(Clone, Debug)]
pub struct FakePersonKeys {
    fault: Fault,
}

impl FakePersonKeys {
    /// Keys that break when the fault says so.
    #[must_use]
    pub const fn new(fault: Fault) -> Self {
        Self { fault }
    }
}

impl PersonHash for FakePersonKeys {
    async fn key_of(&self, number: &NationalIdentityNumber) -> Result<PersonKey, PortError> {
        self.fault.check("keys")?;
        let message = PersonKey::message(number);
        Ok(PersonKey::new(
            *Digest::tagged("a fake person key", &[&message]).as_bytes(),
        ))
    }
}

impl PersonCipher for FakePersonKeys {
    async fn encrypt(&self, text: &str, bound_to: &str) -> Result<Encrypted, PortError> {
        self.fault.check("keys")?;
        let spelled: String = text
            .bytes()
            .map(|byte| format!("{:02x}", byte ^ 0x5A))
            .collect();
        Ok(Encrypted(format!(
            "{}:{spelled}",
            Digest::of(bound_to.as_bytes())
        )))
    }
    async fn decrypt(&self, text: &Encrypted, bound_to: &str) -> Result<String, PortError> {
        self.fault.check("keys")?;
        let lost = || PortError::corrupt("keys", "the text is bound to something else");
        let spelled = text
            .0
            .strip_prefix(&format!("{}:", Digest::of(bound_to.as_bytes())))
            .ok_or_else(lost)?
            .as_bytes();
        let bytes = spelled.chunks(2).map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(pair, 16).ok().map(|byte| byte ^ 0x5A)
        });
        let bytes: Option<Vec<u8>> = bytes.collect();
        bytes
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(lost)
    }
}

/// A contact register that says what a test wrote into it, and does not know anybody else.
#[derive(Clone, Debug)]
pub struct FakeContactRegister {
    known: Arc<Mutex<BTreeMap<String, LookedUp>>>,
    asked: Arc<Mutex<u32>>,
    is_down: Arc<Mutex<bool>>,
}

impl FakeContactRegister {
    /// An empty register.
    #[must_use]
    pub fn new() -> Self {
        Self {
            known: Arc::default(),
            asked: Arc::default(),
            is_down: Arc::default(),
        }
    }
    /// Enters where a person is reached.
    pub fn enter(&self, number: &NationalIdentityNumber, contact: ContactAddress) {
        lock(&self.known).insert(number.expose(), LookedUp::Found(contact));
    }
    /// Enters that a person has reserved.
    pub fn reserve(&self, number: &NationalIdentityNumber) {
        lock(&self.known).insert(
            number.expose(),
            LookedUp::Unreachable(Unreachable::Reserved),
        );
    }
    /// Lets it answer nobody, or again.
    pub fn go_down(&self, down: bool) {
        *lock(&self.is_down) = down;
    }
    /// How often it was asked.
    #[must_use]
    pub fn asked(&self) -> u32 {
        *lock(&self.asked)
    }
}

impl Default for FakeContactRegister {
    fn default() -> Self {
        Self::new()
    }
}

impl ContactRegister for FakeContactRegister {
    async fn look_up(
        &self,
        number: &NationalIdentityNumber,
        _: bool,
    ) -> Result<LookedUp, PortError> {
        if *lock(&self.is_down) {
            return Err(PortError::new("contact register", "it is down"));
        }
        *lock(&self.asked) += 1;
        let known = lock(&self.known).get(&number.expose()).cloned();
        Ok(known.unwrap_or(LookedUp::Unreachable(
            Unreachable::ContactInformationMissing,
        )))
    }
}

/// No e-ID provider at all.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoEIds;

impl IdentityProviders for NoEIds {
    async fn providers(&self) -> Result<Vec<ProviderName>, PortError> {
        Ok(Vec::new())
    }
    async fn begin(&self, _: &LoginRequest, _: &AuthorizationRequest) -> Result<String, EIdError> {
        Err(EIdError::UnknownProvider)
    }
    async fn finish(
        &self,
        _: &LoginRequest,
        _: &AuthorizationRequest,
        _: &str,
        _: Option<&str>,
        _: i64,
    ) -> Result<ProvenLogin, EIdError> {
        Err(EIdError::UnknownProvider)
    }
    async fn end(&self, _: &str, _: &str) -> Result<Option<EndSession>, EIdError> {
        Err(EIdError::UnknownProvider)
    }
}

/// An e-ID provider that logs in whom a test says, by the code `number/level/name`.
#[derive(Clone, Copy, Debug, Default)]
pub struct FakeEIds;

impl FakeEIds {
    /// What the fake provider is called in addresses.
    pub const ID: &'static str = "fake-id";

    /// The code that logs this person in.
    #[must_use]
    pub fn code(
        number: &NationalIdentityNumber,
        level: SecurityLevel,
        name: Option<&str>,
    ) -> String {
        format!(
            "{}/{}/{}",
            number.expose(),
            u8::from(level),
            name.unwrap_or_default()
        )
    }
}

impl IdentityProviders for FakeEIds {
    async fn providers(&self) -> Result<Vec<ProviderName>, PortError> {
        Ok(vec![ProviderName {
            id: Self::ID.to_owned(),
            name: "Fake-ID".to_owned(),
        }])
    }
    async fn begin(
        &self,
        request: &LoginRequest,
        attempt: &AuthorizationRequest,
    ) -> Result<String, EIdError> {
        if request.provider != Self::ID {
            return Err(EIdError::UnknownProvider);
        }
        Ok(format!(
            "https://fake-id.example/authorize?state={}",
            attempt.state
        ))
    }
    async fn finish(
        &self,
        request: &LoginRequest,
        _: &AuthorizationRequest,
        code: &str,
        _: Option<&str>,
        now: i64,
    ) -> Result<ProvenLogin, EIdError> {
        if request.provider != Self::ID {
            return Err(EIdError::UnknownProvider);
        }
        let mut parts = code.splitn(4, '/');
        let mut next = || parts.next().unwrap_or_default().to_owned();
        let (number, level, name) = (next(), next(), next());
        let level = level
            .parse()
            .ok()
            .and_then(|level: u8| SecurityLevel::try_from(level).ok());
        Ok(ProvenLogin {
            number,
            name: Some(name).filter(|name| !name.is_empty()),
            birth_date: next().parse().ok(),
            issuer: "https://fake-id.example".to_owned(),
            level: level.ok_or_else(|| EIdError::Refused("no such code".to_owned()))?,
            acr: None,
            authenticated_at: Some(now),
            id_token: "a token".to_owned(),
        })
    }
    async fn end(&self, provider: &str, id_token: &str) -> Result<Option<EndSession>, EIdError> {
        let action = format!("https://fake-id.example/{provider}/end");
        let fields = vec![("id_token_hint".to_owned(), id_token.to_owned())];
        let origin = "https://fake-id.example".to_owned();
        Ok(Some(EndSession {
            provider: "Fake-ID".to_owned(),
            action,
            origin,
            fields,
        }))
    }
}
