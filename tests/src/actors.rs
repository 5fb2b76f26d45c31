//! Those who act: a sender who creates, signers who enter and sign.

use jiff::SignedDuration;
use segl_app::{
    ports::PortError,
    sender::{
        creation::{self, CreateError, CreateJob, NewAddressee, NewSigner},
        documents::{self, Naming},
    },
    signer::{
        otp,
        signing::{self, Consent},
        task::VisitError,
    },
};
use segl_domain::{
    contact::{ContactAddress, EmailAddress, MobileNumber},
    id::{DocumentId, JobId, SignerId},
    identity::authentication::SecurityLevel,
    job::{
        Flow, RetentionPolicy,
        signer::{Asked, Order},
        transitions::create::DEFAULT_AVAILABILITY,
    },
    language::Language,
    secret::{LinkToken, OneTimeCode, SessionToken},
    text::{FileName, PersonName, QueueName, Title},
};

use crate::{World, principal};

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

/// A signer as a sender describes one.
#[must_use]
pub fn new_signer(addressee: NewAddressee, asked: Asked, order: u8) -> NewSigner {
    let order = Order::try_from(order).expect("an order");
    NewSigner {
        addressee,
        asked,
        name: None,
        language: Language::Nb,
        order,
    }
}

impl World {
    /// Adds a document.
    pub async fn document(&self) -> DocumentId {
        let naming = Naming {
            title: Title::try_from("Avtale".to_owned()).expect("a title"),
            file_name: FileName::try_from("avtale.pdf".to_owned()).expect("a name"),
        };
        let principal = principal();
        let added = documents::add(
            &principal,
            naming,
            pdf(),
            &self.store,
            &self.table,
            self.ctx(),
        );
        added.await.expect("the document is fit").id
    }

    /// Creates a job for signers with these addresses and orders, each having `available_for`.
    pub async fn create(
        &self,
        signers: &[(&str, Option<&str>, u8)],
        available_for: Option<SignedDuration>,
    ) -> JobId {
        let signers = signers.iter().map(|(email, mobile, order)| {
            let email = EmailAddress::try_from((*email).to_owned()).expect("an address");
            let mobile =
                mobile.map(|mobile| MobileNumber::try_from(mobile.to_owned()).expect("a number"));
            let contact = ContactAddress::new(Some(email), mobile).expect("an address");
            new_signer(NewAddressee::Contact(contact), Asked::default(), *order)
        });
        let available_for = available_for.unwrap_or(DEFAULT_AVAILABILITY);
        let command = CreateJob {
            available_for,
            ..self.command(signers.collect()).await
        };
        self.create_as(command).await.expect("the job is fit")
    }

    /// What a sender in the public sector asks of these signers, in the portal flow.
    pub async fn command(&self, signers: Vec<NewSigner>) -> CreateJob {
        CreateJob {
            principal: principal(),
            flow: Flow::Portal,
            level: SecurityLevel::High,
            identifier: None,
            queue: Some(QueueName::default()),
            title: Title::try_from("Avtale".to_owned()).expect("a title"),
            non_sensitive_title: None,
            description: None,
            reference: None,
            documents: vec![self.document().await],
            signers,
            activation: None,
            available_for: DEFAULT_AVAILABILITY,
            retention: RetentionPolicy::Standard,
            idempotency: None,
        }
    }

    /// Creates a job.
    ///
    /// # Errors
    /// As the use case.
    pub async fn create_as(&self, command: CreateJob) -> Result<JobId, CreateError> {
        let persons = self.persons();
        let created = creation::create_job(command, &self.table, persons, self.ctx()).await?;
        Ok(created.job.id())
    }

    /// The newest link and code that came to this signer.
    #[must_use]
    pub fn invitation(&self, job: JobId, signer: SignerId) -> Option<Invitation> {
        let job = self.job(job);
        let address = job.signer(signer)?.contact()?.clone();
        let find = |text: &str, what: &str| {
            text.split(' ')
                .find_map(|word| word.strip_prefix(what).map(str::to_owned))
        };
        let emails = self.outbox.emails();
        let texts = self.outbox.texts();
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
        let code = if address.mobile().is_some() {
            to_mobile("code=")
        } else {
            to_email("code=")
        }?;
        Some(Invitation {
            link: LinkToken::parse(&link).ok()?,
            code: OneTimeCode::parse(&code).ok()?,
        })
    }

    /// Lets a signer in by the newest link and code.
    pub async fn enter(&self, job: JobId, signer: SignerId) -> SessionToken {
        let Invitation { link, code } = self.invitation(job, signer).expect("an invitation came");
        let entered = otp::verify_code(
            Some(link),
            Some(code),
            None,
            &self.table,
            &self.code_key,
            self.ctx(),
        );
        entered
            .await
            .expect("the ports answer")
            .expect("the code is right")
            .token
    }

    /// Signs inside a visit.
    ///
    /// # Errors
    /// When a port was broken.
    pub async fn sign_inside(
        &self,
        job: JobId,
        signer: SignerId,
        session: &SessionToken,
    ) -> Result<(), PortError> {
        match self.try_sign(job, signer, session).await {
            Ok(()) => Ok(()),
            Err(VisitError::PortError(unavailable)) => Err(unavailable),
            Err(error) => panic!("the signature was refused: {error}"),
        }
    }

    /// Signs inside a visit, if that is allowed.
    ///
    /// # Errors
    /// As the use case.
    pub async fn try_sign(
        &self,
        job: JobId,
        signer: SignerId,
        session: &SessionToken,
    ) -> Result<(), VisitError> {
        let consent = Consent {
            name: PersonName::try_from("Kari Nordmann".to_owned()).ok(),
            id: "consent".to_owned(),
            text: "I sign.".to_owned(),
            language: Language::Nb,
            documents: self.job(job).terms().documents.digest(),
            ip_address: None,
            user_agent: None,
        };
        signing::sign(
            Some(session),
            (job, signer),
            consent,
            &self.table,
            self.ctx(),
        )
        .await
        .map(drop)
    }

    /// Enters and signs.
    pub async fn sign(&self, job: JobId, signer: SignerId) {
        let session = self.enter(job, signer).await;
        self.sign_inside(job, signer, &session)
            .await
            .expect("the ports answer");
    }
}
