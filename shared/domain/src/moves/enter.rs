//! Codes: asked for, tried, killed; signers blocked and let in again.

use jiff::Timestamp;
use thiserror::Error;

use crate::{
    ASKED_CODE_LIFE, CODES_AN_HOUR, CodeDigest, CodeId, ContactAddress, Event, IssuedCode, LinkAndCode, LinkDigest,
    NewCode, SignatureJob, Signer, SignerId, SignerState, Step, TRIES_A_CODE,
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
pub enum Tried {
    /// It was the right one, and is used up.
    Accepted(LinkAndCode),
    /// It was wrong, or there was none to match; the step counts the try.
    Refused,
}

impl SignatureJob {
    /// Issues a code asked for on the link page; it kills the older one.
    ///
    /// # Errors
    /// [`CodeRefused`] when there is to be no code.
    pub fn issue_code(self, id: SignerId, link: &LinkDigest, new: NewCode, at: Timestamp) -> Result<Step, CodeRefused> {
        let (signer, contact) = self.holder(id, link).ok_or(CodeRefused::DeadLink)?;
        if signer.access.is_locked() {
            return Err(CodeRefused::Locked);
        }
        if signer.access.asked_lately(at) >= CODES_AN_HOUR {
            return Err(CodeRefused::TooMany);
        }
        let channel = contact.code_channel();
        let expires_at = at + ASKED_CODE_LIFE;
        let mut step = Step::unchanged(self);
        if let Some(signer) = step.job.signer_mut(id) {
            signer.access.asked.retain(|asked| at.duration_since(*asked) < jiff::SignedDuration::from_hours(1));
            signer.access.asked.push(at);
            signer.access.code =
                Some(IssuedCode { id: new.id, digest: new.digest, channel, expires_at, wrong_tries: 0 });
        }
        step.tell(at, Event::CodeIssued { signer: id, channel, expires_at });
        Ok(step)
    }

    /// Tries a code on a signer's link. Whatever comes of it is in the step, which must be committed before the answer.
    pub fn try_code(self, id: SignerId, link: &LinkDigest, code: &CodeDigest, at: Timestamp) -> (Step, Tried) {
        let live = self
            .holder(id, link)
            .filter(|(signer, _)| !signer.access.is_locked())
            .and_then(|(signer, contact)| Some((signer.access.live_code(at)?.clone(), contact.link_channel())));
        let mut step = Step::unchanged(self);
        // A try against no code tells nothing and costs nothing: it must not let a stranger block a signer.
        let Some((live, link_channel)) = live else { return (step, Tried::Refused) };
        let Some(access) = step.job.signer_mut(id).map(|signer| &mut signer.access) else {
            return (step, Tried::Refused);
        };
        if live.digest == *code {
            access.code = None;
            step.tell(at, Event::CodeAccepted { signer: id, channel: live.channel });
            return (step, Tried::Accepted(LinkAndCode { link_channel, code_channel: live.channel, at }));
        }
        access.wrong_tries += 1;
        let wrong_tries = access.wrong_tries;
        let locked = access.is_locked();
        match &mut access.code {
            Some(code) if !locked && code.wrong_tries + 1 < TRIES_A_CODE => code.wrong_tries += 1,
            code => *code = None,
        }
        step.tell(at, Event::CodeRefused { signer: id, wrong_tries });
        if locked && step.job.signer(id).is_some_and(|signer| signer.state == SignerState::Waiting) {
            step.set(id, SignerState::Blocked, at);
            step.tell(at, Event::SignerBlocked { signer: id });
        }
        (step, Tried::Refused)
    }

    /// Clears away a code that was not used in time. Any other code, or none, is left as it is.
    pub fn expire_code(self, id: SignerId, code: CodeId, at: Timestamp) -> Step {
        let mut step = Step::unchanged(self);
        let Some(signer) = step.job.signer_mut(id) else { return step };
        if signer.access.code.as_ref().is_some_and(|known| known.id == code && known.expires_at <= at) {
            signer.access.code = None;
            step.tell(at, Event::CodeExpired { signer: id });
        }
        step
    }

    /// Lifts a signer's blocking and forgets the wrong tries. A signer who is not blocked is left as is.
    ///
    /// # Errors
    /// `None` when the job has no such signer, or has ended.
    pub fn unblock(self, id: SignerId, at: Timestamp) -> Option<Step> {
        if self.ended_at().is_some_and(|_| self.signer(id).is_some_and(|s| s.state == SignerState::Blocked)) {
            return None;
        }
        let mut step = Step::unchanged(self);
        let signer = step.job.signer_mut(id)?;
        if !signer.access.is_locked() {
            return Some(step);
        }
        signer.access.wrong_tries = 0;
        if signer.state == SignerState::Blocked {
            signer.becomes(SignerState::Waiting, at);
        }
        step.tell(at, Event::SignerUnblocked { signer: id });
        Some(step)
    }

    /// The signer whose newest link this is and whose turn has come.
    fn holder(&self, id: SignerId, link: &LinkDigest) -> Option<(&Signer, &ContactAddress)> {
        let signer = self.signer(id)?;
        let holds = signer.access.link.as_ref() == Some(link) && self.was_reached(signer);
        signer.contact().filter(|_| holds).map(|contact| (signer, contact))
    }
}
