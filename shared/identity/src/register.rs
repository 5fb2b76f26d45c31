//! The contact and reservation register (KRR), by its REST API, version 2.

use segl_app::ports::{PortError, e_id::ContactRegister};
use segl_domain::{
    contact::{ContactAddress, EmailAddress, LookedUp, MobileNumber, Unreachable},
    identity::national_id::NationalIdentityNumber,
};
use serde::Deserialize;
use serde_json::json;

use crate::http::client;

/// The register, or nothing where none is set up.
#[derive(Clone, Debug)]
pub struct Register {
    client: reqwest::Client,
    url: Option<String>,
    bearer: Option<String>,
}

/// Why there is no register to ask.
pub type NotSetUp = PortError;

fn unavailable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> PortError {
    PortError::new("contact register", source)
}

impl Register {
    /// The register at this address, asked with this bearer token if any.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn new(url: Option<String>, bearer: Option<String>) -> Result<Self, NotSetUp> {
        let url = url.map(|url| url.trim_end_matches('/').to_owned());
        Ok(Self {
            client: client().map_err(unavailable)?,
            url,
            bearer,
        })
    }
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    personer: Vec<AuthenticationMethod>,
}

#[derive(Default, Deserialize)]
struct AuthenticationMethod {
    #[serde(default)]
    personidentifikator: String,
    reservasjon: Option<String>,
    status: Option<String>,
    #[serde(default)]
    kontaktinformasjon: Option<Contact>,
}

#[derive(Default, Deserialize)]
struct Contact {
    epostadresse: Option<String>,
    mobiltelefonnummer: Option<String>,
}

fn read(entry: AuthenticationMethod, sms: bool) -> LookedUp {
    if entry.reservasjon.as_deref() == Some("JA") {
        return LookedUp::Unreachable(Unreachable::Reserved);
    }
    let contact = entry
        .kontaktinformasjon
        .filter(|_| entry.status.as_deref() == Some("AKTIV"))
        .unwrap_or_default();
    // What the register holds and no mail can be sent to is as good as nothing; foreign mobiles are taken as they are.
    let email = contact
        .epostadresse
        .and_then(|text| EmailAddress::try_from(text).ok());
    let mobile = contact
        .mobiltelefonnummer
        .and_then(|text| MobileNumber::try_from(text).ok());
    let mobile = mobile.filter(|_| sms || email.is_none());
    match ContactAddress::new(email, mobile) {
        Ok(contact) => LookedUp::Found(contact),
        Err(_) => LookedUp::Unreachable(Unreachable::ContactInformationMissing),
    }
}

impl ContactRegister for Register {
    async fn look_up(
        &self,
        number: &NationalIdentityNumber,
        sms: bool,
    ) -> Result<LookedUp, PortError> {
        let url = self
            .url
            .as_ref()
            .ok_or_else(|| unavailable("none is set up in this deployment"))?;
        let number = number.expose();
        let body = json!({ "personidentifikatorer": [number] });
        let mut request = self.client.post(format!("{url}/v2/personer")).json(&body);
        if let Some(bearer) = &self.bearer {
            request = request.bearer_auth(bearer);
        }
        let answer = request
            .send()
            .await
            .and_then(reqwest::Response::error_for_status);
        let answer = answer.map_err(|error| unavailable(error.without_url()))?;
        let answer: Answer = answer
            .json()
            .await
            .map_err(|_| unavailable("the answer cannot be read"))?;
        let entry = answer
            .personer
            .into_iter()
            .find(|entry| entry.personidentifikator == number);
        Ok(read(entry.unwrap_or_default(), sms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(json: &str) -> AuthenticationMethod {
        serde_json::from_str(json).expect("an entry")
    }

    #[test]
    fn what_the_register_says_is_read_as_it_is_meant() {
        let known = r#"{"personidentifikator":"1","reservasjon":"NEI","status":"AKTIV",
            "kontaktinformasjon":{"epostadresse":"a@example.no","mobiltelefonnummer":"+4791234567"}}"#;
        let LookedUp::Found(contact) = read(entry(known), true) else {
            panic!("found")
        };
        assert!(contact.email().is_some() && contact.mobile().is_some());
        let LookedUp::Found(contact) = read(entry(known), false) else {
            panic!("found")
        };
        assert!(
            contact.mobile().is_none(),
            "no text messages were asked for"
        );
        let only_mobile = known.replace(r#""epostadresse":"a@example.no","#, "");
        let LookedUp::Found(contact) = read(entry(&only_mobile), false) else {
            panic!("found")
        };
        assert!(contact.mobile().is_some(), "better reached than not");
        let reserved = known.replace("NEI", "JA");
        assert_eq!(
            read(entry(&reserved), true),
            LookedUp::Unreachable(Unreachable::Reserved)
        );
        let missing = LookedUp::Unreachable(Unreachable::ContactInformationMissing);
        assert_eq!(
            read(entry(&known.replace("AKTIV", "SLETTET")), true),
            missing
        );
        assert_eq!(read(AuthenticationMethod::default(), true), missing);
    }
}
