//! How signers were let in and who they are known to be, in sentences that claim no more than the proof bears out: on the
//! front page, and where a sealed document is validated.

use segl_domain::{
    contact::Channel,
    identity::authentication::{
        Authentication, AuthenticationMethod, LinkAndCode, SecurityLevel, SignatureType,
    },
    language::Language,
};

/// What is known of who signers are, a sentence for each kind of authentication among theirs: who confirmed the names, and
/// what was not checked.
#[must_use]
pub fn identity_texts<'a>(
    authentications: impl Iterator<Item = &'a Authentication> + Clone,
    language: Language,
) -> Vec<&'static str> {
    let w = words(language);
    let any = |is: fn(&Authentication) -> bool| authentications.clone().any(is);
    let texts = [
        (
            any(|by| matches!(by, Authentication::EId { .. })),
            w.who_e_id,
        ),
        (
            any(|by| {
                matches!(
                    by,
                    Authentication::Entered(AuthenticationMethod::LinkAndCode(_))
                )
            }),
            w.who_contact,
        ),
        (
            any(|by| {
                matches!(
                    by,
                    Authentication::Entered(AuthenticationMethod::SenderRedirect { .. })
                )
            }),
            w.who_sender,
        ),
    ];
    texts
        .into_iter()
        .filter(|(is_so, _)| *is_so)
        .map(|(_, text)| text)
        .collect()
}

/// How a signer was let in, in a sentence that claims no more than the proof bears out.
#[must_use]
pub fn authentication_text(
    authentication: &Authentication,
    kind: SignatureType,
    language: Language,
) -> String {
    let w = words(language);
    let (e_id, entry) = match authentication {
        Authentication::EId { e_id, entry } => (Some(e_id), entry.as_ref()),
        Authentication::Entered(entry) => (None, Some(entry)),
    };
    let entered = entry.map(|entry| match entry {
        AuthenticationMethod::LinkAndCode(LinkAndCode {
            link_channel,
            code_channel,
            ..
        }) => match (link_channel, code_channel) {
            (Channel::Email, Channel::Email) => w.email,
            (Channel::Sms, Channel::Sms) => w.sms,
            (Channel::Email, Channel::Sms) => w.email_and_sms,
            (Channel::Sms, Channel::Email) => w.sms_and_email,
        },
        AuthenticationMethod::SenderRedirect { .. } => w.redirect,
    });
    let logged_in = e_id.map(|proof| {
        let kind = match kind {
            SignatureType::AdvancedElectronicSignature => w.advanced,
            SignatureType::AuthenticatedElectronicSignature => w.authenticated,
        };
        let level = match proof.level {
            SecurityLevel::High => w.high,
            SecurityLevel::Substantial => w.substantial,
        };
        format!("{kind}: {}, {level}", proof.provider)
    });
    match (logged_in, entered) {
        (Some(logged_in), Some(entered)) => format!("{logged_in}. {entered}"),
        (Some(logged_in), None) => logged_in,
        (None, entered) => entered.unwrap_or_default().to_owned(),
    }
}

/// The words of how signers are known, in one language: each field is what stands there.
#[expect(missing_docs, reason = "what a word says is the word")]
pub struct Words {
    pub email: &'static str,
    pub sms: &'static str,
    pub email_and_sms: &'static str,
    pub sms_and_email: &'static str,
    pub redirect: &'static str,
    pub advanced: &'static str,
    pub authenticated: &'static str,
    pub high: &'static str,
    pub substantial: &'static str,
    pub number: &'static str,
    pub d_number: &'static str,
    pub born: &'static str,
    pub born_unknown: &'static str,
    pub on_behalf: &'static str,
    pub who_contact: &'static str,
    pub who_e_id: &'static str,
    pub who_sender: &'static str,
}

/// The words of a language.
#[must_use]
pub const fn words(language: Language) -> &'static Words {
    match language {
        Language::Nb => &NB,
        Language::Nn => &NN,
        Language::En => &EN,
    }
}

static NB: Words = Words {
    email: "Lenke og engangskode sendt til samme e-postadresse",
    sms: "Lenke og engangskode sendt på SMS til samme mobilnummer",
    email_and_sms: "Lenke sendt på e-post, engangskode på SMS",
    sms_and_email: "Lenke sendt på SMS, engangskode på e-post",
    redirect: "Sendt til signering av avsenderen, der personen var innlogget",
    advanced: "Innlogging med e-ID ved signeringen",
    authenticated: "Innlogging med e-ID",
    high: "sikkerhetsnivå høyt (4)",
    substantial: "sikkerhetsnivå betydelig (3)",
    number: "Fødselsnummer",
    d_number: "D-nummer",
    born: "Født",
    born_unknown: "Fødselsdato ikke kjent",
    on_behalf: "Signerte på vegne av en annen",
    who_contact: "De som signerte med lenke og engangskode, har vist at de rår over e-postadressen eller mobilnummeret \
                  som står her, og selv oppgitt eller bekreftet navnet sitt. Avsenderen har ansvaret for å kontrollere at de rette \
                  personene har signert.",
    who_e_id: "De som logget inn med e-ID, fikk navn og fødselsnummer eller D-nummer bekreftet av e-ID-leverandøren på det \
               sikkerhetsnivået som står her.",
    who_sender: "De som ble sendt til signering av avsenderen uten e-ID, er identifisert av avsenderen alene, og har selv oppgitt \
                 eller bekreftet navnet sitt.",
};

static NN: Words = Words {
    email: "Lenkje og eingongskode sende til same e-postadresse",
    sms: "Lenkje og eingongskode sende på SMS til same mobilnummer",
    email_and_sms: "Lenkje send på e-post, eingongskode på SMS",
    sms_and_email: "Lenkje send på SMS, eingongskode på e-post",
    redirect: "Send til signering av avsendaren, der personen var innlogga",
    advanced: "Innlogging med e-ID ved signeringa",
    authenticated: "Innlogging med e-ID",
    high: "tryggleiksnivå høgt (4)",
    substantial: "tryggleiksnivå betydeleg (3)",
    number: "Fødselsnummer",
    d_number: "D-nummer",
    born: "Fødd",
    born_unknown: "Fødselsdato ikkje kjend",
    on_behalf: "Signerte på vegner av ein annan",
    who_contact: "Dei som signerte med lenkje og eingongskode, har vist at dei rår over e-postadressa eller mobilnummeret \
                  som står her, og har sjølve oppgjeve eller stadfesta namnet sitt. Avsendaren har ansvaret for å kontrollere at dei \
                  rette personane har signert.",
    who_e_id: "Dei som logga inn med e-ID, fekk namn og fødselsnummer eller D-nummer stadfesta av e-ID-leverandøren på det \
               tryggleiksnivået som står her.",
    who_sender: "Dei som vart sende til signering av avsendaren utan e-ID, er identifiserte av avsendaren åleine, og har sjølve \
                 oppgjeve eller stadfesta namnet sitt.",
};

static EN: Words = Words {
    email: "Link and one-time code sent to the same e-mail address",
    sms: "Link and one-time code sent by SMS to the same mobile number",
    email_and_sms: "Link sent by e-mail, one-time code by SMS",
    sms_and_email: "Link sent by SMS, one-time code by e-mail",
    redirect: "Sent to sign by the sender, where the person was logged in",
    advanced: "E-ID login at the moment of signing",
    authenticated: "E-ID login",
    high: "security level high (4)",
    substantial: "security level substantial (3)",
    number: "National identity number",
    d_number: "D-number",
    born: "Born",
    born_unknown: "Date of birth not known",
    on_behalf: "Signed on behalf of somebody else",
    who_contact: "Those who signed by link and one-time code have shown that they control the e-mail address or mobile \
                  number given here, and have stated or confirmed their names themselves. It is the sender's responsibility to \
                  verify that the intended persons have signed.",
    who_e_id: "Those who logged in with an e-ID had their name and national identity number confirmed by the e-ID \
               provider at the security level given here.",
    who_sender: "Those who were sent to sign by the sender without an e-ID are identified by the sender alone, and have \
                 stated or confirmed their names themselves.",
};
