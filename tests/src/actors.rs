//! Those who act: a sender who creates, signers who enter and sign.

use jiff::SignedDuration;
use segl_app::{Consent, CreateJob, Naming, NewSigner, add_document, create_job, enter_code, ports::Unavailable, sign};
use segl_domain::{
    ContactAddress, DEFAULT_AVAILABILITY, DocumentId, EmailAddress, FileName, JobId, Language, LinkToken, MobileNumber,
    OneTimeCode, Order, PersonName, SessionToken, SignerId, Title,
};

use crate::{World, sender};

/// A PDF of one page.
#[must_use]
pub fn pdf() -> Vec<u8> {
    let bodies = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>".to_owned(),
        "<</Type/Page/Parent 2 0 R>>".to_owned(),
    ];
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut rows = String::new();
    for (place, body) in bodies.iter().enumerate() {
        rows.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n", place + 1).as_bytes());
    }
    let start = pdf.len();
    pdf.extend_from_slice(
        format!("xref\n0 4\n0000000000 65535 f \n{rows}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n")
            .as_bytes(),
    );
    pdf
}

/// A link and a code, as they came.
#[derive(Debug)]
pub struct Invitation {
    /// The newest link.
    pub link: LinkToken,
    /// The newest code.
    pub code: OneTimeCode,
}

impl World {
    /// Adds a document.
    pub async fn document(&self) -> DocumentId {
        let naming = Naming {
            title: Title::try_from("Avtale".to_owned()).expect("a title"),
            file_name: FileName::try_from("avtale.pdf".to_owned()).expect("a name"),
        };
        let organisation = sender().organisation;
        let added = add_document(organisation, naming, pdf(), &self.vault, &self.table, &self.clock, &self.entropy);
        added.await.expect("the document is fit").id
    }

    /// Creates a job for signers with these addresses and orders, each having `available_for`.
    pub async fn create(&self, signers: &[(&str, Option<&str>, u8)], available_for: Option<SignedDuration>) -> JobId {
        let signers = signers.iter().map(|(email, mobile, order)| {
            let email = EmailAddress::try_from((*email).to_owned()).expect("an address");
            let mobile = mobile.map(|mobile| MobileNumber::try_from(mobile.to_owned()).expect("a number"));
            NewSigner {
                address: ContactAddress::new(Some(email), mobile).expect("an address"),
                name: None,
                language: Language::Nb,
                order: Order::try_from(*order).expect("an order"),
            }
        });
        let command = CreateJob {
            sender: sender(),
            title: Title::try_from("Avtale".to_owned()).expect("a title"),
            non_sensitive_title: None,
            description: None,
            reference: None,
            documents: vec![self.document().await],
            signers: signers.collect(),
            activation: None,
            available_for: available_for.unwrap_or(DEFAULT_AVAILABILITY),
            idempotency: None,
        };
        let created = create_job(command, &self.table, &self.table, &self.clock, &self.entropy);
        created.await.expect("the job is fit").job.id()
    }

    /// The newest link and code that came to this signer.
    #[must_use]
    pub fn invitation(&self, job: JobId, signer: SignerId) -> Option<Invitation> {
        let job = self.job(job);
        let address = job.signer(signer)?.address().clone();
        let find = |text: &str, what: &str| text.split(' ').find_map(|word| word.strip_prefix(what).map(str::to_owned));
        let emails = self.office.emails();
        let texts = self.office.texts();
        let to_email = |text: &str| {
            emails
                .iter()
                .rev()
                .filter(|sent| Some(sent.to.as_str()) == address.email().map(AsRef::as_ref))
                .find_map(|sent| find(&sent.email.text, text))
        };
        let to_mobile = |text: &str| {
            texts
                .iter()
                .rev()
                .filter(|sent| Some(sent.to.as_str()) == address.mobile().map(AsRef::as_ref))
                .find_map(|sent| find(&sent.text, text))
        };
        let link = to_email("link=")?;
        let code = if address.mobile().is_some() { to_mobile("code=") } else { to_email("code=") }?;
        Some(Invitation { link: LinkToken::parse(&link).ok()?, code: OneTimeCode::parse(&code).ok()? })
    }

    /// Lets a signer in by the newest link and code.
    pub async fn enter(&self, job: JobId, signer: SignerId) -> SessionToken {
        let Invitation { link, code } = self.invitation(job, signer).expect("an invitation came");
        let entered = enter_code(
            Some(link),
            Some(code),
            &self.table,
            &self.table,
            &self.table,
            &self.code_key,
            &self.clock,
            &self.entropy,
        );
        entered.await.expect("the doors are open").expect("the code is right")
    }

    /// Signs inside a visit.
    ///
    /// # Errors
    /// When a door was broken.
    pub async fn sign_inside(&self, job: JobId, session: &SessionToken) -> Result<(), Unavailable> {
        let consent = Consent {
            name: PersonName::try_from("Kari Nordmann".to_owned()).expect("a name"),
            text: "consent".to_owned(),
            language: Language::Nb,
            documents: self.job(job).terms().documents.digest(),
            ip_address: None,
            user_agent: None,
        };
        match sign(session, consent, &self.table, &self.table, &self.clock).await {
            Ok(()) => Ok(()),
            Err(segl_app::VisitError::Unavailable(unavailable)) => Err(unavailable),
            Err(error) => panic!("the signature was refused: {error}"),
        }
    }

    /// Enters and signs.
    pub async fn sign(&self, job: JobId, signer: SignerId) {
        let session = self.enter(job, signer).await;
        self.sign_inside(job, &session).await.expect("the doors are open");
    }
}
