//! What signers do: they read their mail, get in, and sign.

use segl_domain::{
    id::{JobId, SignerId},
    identity::authentication::SecurityLevel,
    job::{
        SignatureJob,
        credentials::{MAX_ATTEMPTS_PER_CODE, MAX_ATTEMPTS_PER_SIGNER},
    },
    language::Language,
    secret::{LinkToken, OneTimeCode, SessionToken},
    text::PersonName,
};

use crate::{
    fakes::{FakeCodeKey, FakeEIds},
    ports::e_id::LoginRequest,
    sender::redirects::issue,
    signer::{
        direct::open_redirect,
        login::{AuthorizationResponse, LoginError, begin, finish},
        otp::{issue_code, verify_code},
        signing::{Consent, sign},
        task::VisitError,
    },
};

use super::{ANSWERS, KARI, World, own, person, wrong_code};

impl World {
    /// What follows this word in the newest e-mail to this address that has it.
    pub(crate) fn mailed(&self, to: &str, word: &str) -> Option<String> {
        let emails = self.outbox.emails();
        let mut newest = emails.iter().rev().filter(|sent| sent.to == to);
        newest.find_map(|sent| {
            let mut words = sent.email.text.split(' ');
            words.find_map(|found| found.strip_prefix(word).map(str::to_owned))
        })
    }

    pub(crate) fn link(&self, to: &str) -> LinkToken {
        let link = self.mailed(to, "link=").expect("a link came");
        LinkToken::parse(&link).expect("a link")
    }

    pub(crate) fn code(&self, to: &str) -> OneTimeCode {
        let code = self.mailed(to, "code=").expect("a code came");
        OneTimeCode::parse(&code).expect("a code")
    }

    /// Gets in by the newest link and code that were mailed to this address.
    pub(crate) async fn enter(&self, to: &str) -> SessionToken {
        let (link, code) = (Some(self.link(to)), Some(self.code(to)));
        let (table, ctx) = (&self.table, self.ctx());
        verify_code(link, code, None, table, &FakeCodeKey, ctx)
            .await
            .expect(ANSWERS)
            .expect("the code is right")
            .token
    }

    /// Asks for a new code, and gets in by it.
    pub(crate) async fn enter_again(&self, to: &str) -> SessionToken {
        let (table, ctx) = (&self.table, self.ctx());
        let (link, messengers) = (Some(self.link(to)), self.messengers());
        issue_code(link, table, &FakeCodeKey, &messengers, ctx)
            .await
            .expect(ANSWERS);
        self.enter(to).await
    }

    /// Tries wrong codes until the signer with this address is blocked.
    pub(crate) async fn block(&self, to: &str) {
        let (table, ctx) = (&self.table, self.ctx());
        for _ in 0..MAX_ATTEMPTS_PER_SIGNER.div_ceil(MAX_ATTEMPTS_PER_CODE) {
            let link = self.link(to);
            issue_code(Some(link), table, &FakeCodeKey, &self.messengers(), ctx)
                .await
                .expect(ANSWERS);
            for _ in 0..MAX_ATTEMPTS_PER_CODE {
                let (link, code) = (Some(self.link(to)), Some(wrong_code(&self.code(to))));
                let entered = verify_code(link, code, None, table, &FakeCodeKey, ctx);
                assert!(entered.await.expect(ANSWERS).is_none());
            }
        }
    }

    /// Gets in by a redirect URL.
    pub(crate) async fn redirected(&self, job: JobId, signer: SignerId) -> SessionToken {
        let (table, ctx) = (&self.table, self.ctx());
        let (_, url) = issue(&own(), job, signer, table, ctx)
            .await
            .expect("it is the signer's turn");
        open_redirect(Some(url), None, table, ctx)
            .await
            .expect(ANSWERS)
            .expect("it opens")
            .token
    }

    /// Logs the person of this day in, at this level.
    pub(crate) async fn log_in(
        &self,
        day: u8,
        level: SecurityLevel,
        older: Option<&SessionToken>,
    ) -> Result<SessionToken, LoginError> {
        let request = LoginRequest {
            provider: FakeEIds::ID.to_owned(),
            level: SecurityLevel::Substantial,
            fresh: false,
            language: "nb",
        };
        let (_, pending) = begin(request, None, &FakeEIds, self.ctx()).await?;
        let answer = AuthorizationResponse {
            state: pending.token.state(),
            code: Some(FakeEIds::code(&person(day), level, Some("Kari Nordmann"))),
            ..AuthorizationResponse::default()
        };
        let (table, ctx) = (&self.table, self.ctx());
        finish(
            &pending, &answer, older, true, &FakeEIds, &self.keys, table, ctx,
        )
        .await
    }

    /// What a signer says yes to by pressing the button.
    pub(crate) fn consent(&self, job: JobId) -> Consent {
        Consent {
            name: PersonName::try_from("Kari Nordmann".to_owned()).ok(),
            id: "consent".to_owned(),
            text: "I sign.".to_owned(),
            language: Language::Nb,
            documents: self.job(job).terms().documents.digest(),
            ip_address: None,
            user_agent: None,
        }
    }

    pub(crate) async fn sign(
        &self,
        job: JobId,
        signer: SignerId,
        session: &SessionToken,
    ) -> Result<SignatureJob, VisitError> {
        let (table, consent) = (&self.table, self.consent(job));
        sign(Some(session), (job, signer), consent, table, self.ctx()).await
    }

    /// A job that its one signer has signed.
    pub(crate) async fn signed(&self) -> (JobId, SignerId) {
        let (job, signer) = self.invited().await;
        let session = self.enter(KARI).await;
        self.sign(job, signer, &session)
            .await
            .expect("it is their turn");
        (job, signer)
    }
}
