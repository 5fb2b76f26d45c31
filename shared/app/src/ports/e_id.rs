//! Who people are and where they are reached, asked of others: e-ID providers and the contact register.

use jiff::civil::Date;
use segl_domain::{
    contact::LookedUp,
    identity::{authentication::SecurityLevel, national_id::NationalIdentityNumber},
};
use thiserror::Error;

use super::PortError;

/// An e-ID provider, as the configuration names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderName {
    /// Names it in addresses.
    pub id: String,
    /// What people see it called.
    pub name: String,
}

/// The secrets that bind an authorization request to its answer. `Debug` shows none.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// `state`.
    pub state: String,
    /// `nonce`.
    pub nonce: String,
    /// `code_verifier`.
    pub code_verifier: String,
}

/// What login is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginRequest {
    /// At which provider.
    pub provider: String,
    /// At which level, at least.
    pub level: SecurityLevel,
    /// Whether it must be made anew.
    pub fresh: bool,
    /// The language to speak there (BCP 47).
    pub language: &'static str,
}

/// What an e-ID provider proved. `Debug` shows nothing of the person.
#[derive(Clone, PartialEq, Eq)]
pub struct ProvenLogin {
    /// The national identity number as the provider wrote it.
    pub number: String,
    /// The name, if it gave one.
    pub name: Option<String>,
    /// The date of birth, if it gave one (the `birthdate` of OpenID Connect Core section 5.1).
    pub birth_date: Option<Date>,
    /// The provider's issuer identifier: the ID token's `iss`.
    pub issuer: String,
    /// How sure the login is.
    pub level: SecurityLevel,
    /// The `acr` that says so.
    pub acr: Option<String>,
    /// When the person logged in, in seconds since 1970, if the provider says.
    pub authenticated_at: Option<i64>,
    /// The ID token.
    pub id_token: String,
}

/// What logs a person out at the provider too: a form for the browser to post.
#[derive(Clone, PartialEq, Eq)]
pub struct EndSession {
    /// What people see the provider called.
    pub provider: String,
    /// Where the form goes.
    pub action: String,
    /// The origin of that: what a page's policy must allow.
    pub origin: String,
    /// Its fields.
    pub fields: Vec<(String, String)>,
}

macro_rules! hidden {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    )*};
}
hidden!(EndSession, AuthorizationRequest, ProvenLogin);

/// Why no login came of it.
#[derive(Debug, Error)]
pub enum EIdError {
    /// There is no such provider.
    #[error("there is no such e-ID provider")]
    UnknownProvider,
    /// The answer proves nothing: it is forged, replayed, too old or not for us.
    #[error("the login was refused: {0}")]
    Refused(String),
    /// The login is at a lower level than was asked for.
    #[error("the login's level is too low")]
    TooLow,
    /// The provider does not answer.
    #[error(transparent)]
    PortError(#[from] PortError),
}

/// The e-ID providers.
pub trait IdentityProviders: Send + Sync {
    /// Those that are set up, in the order in which they are offered.
    fn providers(&self) -> impl Future<Output = Result<Vec<ProviderName>, PortError>> + Send;

    /// Where the browser goes to log in.
    fn begin(
        &self,
        request: &LoginRequest,
        attempt: &AuthorizationRequest,
    ) -> impl Future<Output = Result<String, EIdError>> + Send;

    /// What the provider proved, by the code it sent the browser back with.
    fn finish(
        &self,
        request: &LoginRequest,
        attempt: &AuthorizationRequest,
        code: &str,
        issuer: Option<&str>,
        now: i64,
    ) -> impl Future<Output = Result<ProvenLogin, EIdError>> + Send;

    /// What logs out at the provider; `None` when it has no such thing.
    fn end(
        &self,
        provider: &str,
        id_token: &str,
    ) -> impl Future<Output = Result<Option<EndSession>, EIdError>> + Send;
}

/// The register of where people are reached, and who has reserved against digital mail.
pub trait ContactRegister: Send + Sync {
    /// What it says of this person. `sms` says whether a mobile number is wanted beside an e-mail address; without any
    /// e-mail address the mobile number is given either way.
    fn look_up(
        &self,
        number: &NationalIdentityNumber,
        sms: bool,
    ) -> impl Future<Output = Result<LookedUp, PortError>> + Send;
}

/// The ports that national identity numbers need. Where no e-ID provider is set up, nobody could log in, and no numbers
/// are taken.
#[derive(Debug)]
pub struct IdentityPorts<'a, K, C, E> {
    /// The keys that hash and encrypt numbers.
    pub keys: &'a K,
    /// The register of where people are reached.
    pub contacts: &'a C,
    /// The e-ID providers.
    pub e_ids: &'a E,
    /// Whether the synthetic persons of the test registers are taken.
    pub takes_synthetic: bool,
}

impl<K, C, E> Clone for IdentityPorts<'_, K, C, E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K, C, E> Copy for IdentityPorts<'_, K, C, E> {}
