//! Codes: asked for, tried, killed; signers blocked and let in again.

use jiff::Timestamp;
use thiserror::Error;

use crate::{
    audit::AuditEventData,
    contact::ContactAddress,
    id::{CodeId, SignerId},
    identity::{authentication::LinkAndCode, principal::Actor},
    job::{
        SignatureJob, Transition,
        credentials::{
            IssuedCode, MAX_ATTEMPTS_PER_CODE, MAX_CODES_PER_HOUR, NewCode, REQUESTED_OTP_TTL,
        },
        signer::{Signer, SignerState},
    },
    secret::{CodeDigest, LinkDigest},
};

/// Why no new code is issued. The person who asked is told the same words whatever the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodeRefused {
    /// The link is not the signer's newest, or the signer's turn has not come.
    #[error("the link opens nothing")]
    DeadLink,
    /// Too many wrong codes were tried.
    #[error("this signer is blocked")]
    Locked,
    /// Five codes were asked for within the hour.
    #[error("too many codes were asked for within an hour")]
    TooMany,
}

/// What came of trying a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeVerification {
    /// It was the right one, and is used up.
    Accepted(LinkAndCode),
    /// It was wrong, or there was none to match; the transition counts the try.
    Refused,
}

impl SignatureJob {
    /// Issues a code asked for on the link page; it revokes the older one.
    ///
    /// # Errors
    /// [`CodeRefused`] when there is to be no code.
    pub fn issue_code(
        self,
        id: SignerId,
        link: &LinkDigest,
        new: NewCode,
        at: Timestamp,
    ) -> Result<Transition, CodeRefused> {
        let (signer, contact) = self.holder(id, link).ok_or(CodeRefused::DeadLink)?;
        if signer.access.is_locked() {
            return Err(CodeRefused::Locked);
        }
        if signer.access.asked_lately(at) >= MAX_CODES_PER_HOUR {
            return Err(CodeRefused::TooMany);
        }
        let channel = contact.code_channel();
        let expires_at = at + REQUESTED_OTP_TTL;
        let mut transition = Transition::unchanged(self);
        if let Some(signer) = transition.job.signer_mut(id) {
            signer
                .access
                .asked
                .retain(|asked| at.duration_since(*asked) < jiff::SignedDuration::from_hours(1));
            signer.access.asked.push(at);
            signer.access.code = Some(IssuedCode {
                id: new.id,
                digest: new.digest,
                channel,
                expires_at,
                wrong_tries: 0,
            });
        }
        transition.record(
            Actor::Signer { signer: id },
            at,
            AuditEventData::OtpIssued {
                signer: id,
                channel,
                expires_at,
            },
        );
        Ok(transition)
    }

    /// Tries a code on a signer's link. Whatever comes of it is in the transition, which must be committed before the answer.
    pub fn try_code(
        self,
        id: SignerId,
        link: &LinkDigest,
        code: &CodeDigest,
        at: Timestamp,
    ) -> (Transition, CodeVerification) {
        let live = self
            .holder(id, link)
            .filter(|(signer, _)| !signer.access.is_locked())
            .and_then(|(signer, contact)| {
                Some((signer.access.live_code(at)?.clone(), contact.link_channel()))
            });
        let mut transition = Transition::unchanged(self);
        // A try against no code tells nothing and costs nothing: it must not let a stranger block a signer.
        let Some((live, link_channel)) = live else {
            return (transition, CodeVerification::Refused);
        };
        let Some(access) = transition
            .job
            .signer_mut(id)
            .map(|signer| &mut signer.access)
        else {
            return (transition, CodeVerification::Refused);
        };
        if live.digest == *code {
            access.code = None;
            transition.record(
                Actor::Signer { signer: id },
                at,
                AuditEventData::OtpVerified {
                    signer: id,
                    channel: live.channel,
                },
            );
            return (
                transition,
                CodeVerification::Accepted(LinkAndCode {
                    link_channel,
                    code_channel: live.channel,
                    at,
                }),
            );
        }
        access.wrong_tries += 1;
        let wrong_tries = access.wrong_tries;
        let locked = access.is_locked();
        match &mut access.code {
            Some(code) if !locked && code.wrong_tries + 1 < MAX_ATTEMPTS_PER_CODE => {
                code.wrong_tries += 1
            }
            code => *code = None,
        }
        transition.record(
            Actor::Signer { signer: id },
            at,
            AuditEventData::OtpVerificationFailed {
                signer: id,
                wrong_attempts: wrong_tries,
            },
        );
        if locked
            && transition
                .job
                .signer(id)
                .is_some_and(|signer| signer.state == SignerState::Waiting)
        {
            transition.set(id, SignerState::Blocked, at);
            transition.record(
                Actor::Segl,
                at,
                AuditEventData::SignerBlocked { signer: id },
            );
        }
        (transition, CodeVerification::Refused)
    }

    /// Clears away a code that was not used in time. Any other code, or none, is left as it is.
    pub fn expire_code(self, id: SignerId, code: CodeId, at: Timestamp) -> Transition {
        let mut transition = Transition::unchanged(self);
        let Some(signer) = transition.job.signer_mut(id) else {
            return transition;
        };
        if signer
            .access
            .code
            .as_ref()
            .is_some_and(|known| known.id == code && known.expires_at <= at)
        {
            signer.access.code = None;
            transition.record(Actor::Segl, at, AuditEventData::OtpExpired { signer: id });
        }
        transition
    }

    /// Lifts a signer's blocking and forgets the wrong tries. A signer who is not blocked is left as is.
    ///
    /// # Errors
    /// `None` when the job has no such signer, or has ended.
    pub fn unblock(self, id: SignerId, by: Actor, at: Timestamp) -> Option<Transition> {
        if self.ended_at().is_some_and(|_| {
            self.signer(id)
                .is_some_and(|s| s.state == SignerState::Blocked)
        }) {
            return None;
        }
        let mut transition = Transition::unchanged(self);
        let signer = transition.job.signer_mut(id)?;
        if !signer.access.is_locked() {
            return Some(transition);
        }
        signer.access.wrong_tries = 0;
        if signer.state == SignerState::Blocked {
            signer.set_state(SignerState::Waiting, at);
        }
        transition.record(by, at, AuditEventData::SignerUnblocked { signer: id });
        Some(transition)
    }

    /// The signer whose newest link this is and whose turn has come.
    fn holder(&self, id: SignerId, link: &LinkDigest) -> Option<(&Signer, &ContactAddress)> {
        let signer = self.signer(id)?;
        let holds = signer.access.link.as_ref() == Some(link) && self.was_reached(signer);
        signer
            .contact()
            .filter(|_| holds)
            .map(|contact| (signer, contact))
    }
}
