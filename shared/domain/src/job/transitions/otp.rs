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
        credentials::{IssuedCode, MAX_CODES_PER_HOUR, NewCode, REQUESTED_OTP_TTL},
        signer::{Signer, SignerState},
    },
    secret::{CodeDigest, LinkDigest},
};

/// Why no new code is issued. The person who asked is told the same words whatever the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodeRefused {
    /// The link is not one of the signer's, or the signer's turn has not come.
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
    /// Issues a code asked for on the link page. Those that were not tried still open: whoever opens a link before its holder
    /// does, as programs that look into mail do, must not kill the code that came with it.
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
            let code = IssuedCode {
                id: new.id,
                digest: new.digest,
                channel,
                expires_at,
                wrong_tries: 0,
                sending: None,
            };
            signer.access.add_requested_code(link, code, at);
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
        let holder = self
            .holder(id, link)
            .filter(|(signer, _)| !signer.access.is_locked());
        let Some((signer, contact)) = holder else {
            return (Transition::unchanged(self), CodeVerification::Refused);
        };
        let live = signer.access.live_codes(link, at);
        // A try against no code tells nothing and costs nothing: it must not let a stranger block a signer.
        if live.is_empty() {
            return (Transition::unchanged(self), CodeVerification::Refused);
        }
        let link_channel = contact.link_channel();
        let meant = live.into_iter().find(|known| known.digest == *code);
        let meant = meant.map(|known| (known.id, known.channel));
        let mut transition = Transition::unchanged(self);
        let Some(access) = transition
            .job
            .signer_mut(id)
            .map(|signer| &mut signer.access)
        else {
            return (transition, CodeVerification::Refused);
        };
        if let Some((code, code_channel)) = meant {
            access.was_used(link, code);
            transition.record(
                Actor::Signer { signer: id },
                at,
                AuditEventData::OtpVerified {
                    signer: id,
                    channel: code_channel,
                },
            );
            return (
                transition,
                CodeVerification::Accepted(LinkAndCode {
                    link_channel,
                    code_channel,
                    at,
                }),
            );
        }
        access.was_tried_in_vain(link, at);
        let (wrong_tries, locked) = (access.wrong_tries, access.is_locked());
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
        if signer.access.expire(code, at) {
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

    /// The signer whom this link leads to and whose turn has come.
    fn holder(&self, id: SignerId, link: &LinkDigest) -> Option<(&Signer, &ContactAddress)> {
        let signer = self.signer(id)?;
        let holds = signer.access.opens(link) && self.was_reached(signer);
        signer
            .contact()
            .filter(|_| holds)
            .map(|contact| (signer, contact))
    }
}
