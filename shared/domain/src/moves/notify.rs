//! Sending a message: the intention, with the link and code it will carry, and how it went.

use jiff::Timestamp;
use thiserror::Error;

use crate::{
    ATTEMPTS, Addressee, Channel, ContactAddress, Event, IssuedCode, LinkDigest, NOTICE_CODE_LIFE, NewCode, Notice,
    NoticeKind, NoticeProgress, NoticeRecord, SignatureJob, Step, notice::pause_after,
};

/// Why a message is not to be sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoticeRefused {
    /// The job, as it stands, does not call for it (yet), it is sent, or somebody else is at it.
    #[error("this message is not due")]
    NotDue,
}

/// What a message has to carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carries {
    /// A new link, which kills the older one.
    pub link: bool,
    /// A new one-time code, which kills the older one.
    pub code: bool,
}

/// The digests of what a message carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewSecrets {
    /// Of its link.
    pub link: Option<LinkDigest>,
    /// Of its code, bound to that link or, without one, to the signer's newest.
    pub code: Option<NewCode>,
}

impl SignatureJob {
    /// What this message has to carry: with both addresses known the link goes by e-mail and the code by SMS, with one
    /// address both go in the same message. Bad news carries neither.
    #[must_use]
    pub fn carries(&self, notice: Notice) -> Carries {
        // Who is addressed by number logs in with an e-ID: there is no secret to carry.
        let Some(Addressee::Contact(contact)) = self.signer(notice.signer).map(|signer| &signer.addressee) else {
            return Carries { link: false, code: false };
        };
        let opens = matches!(
            notice.kind,
            NoticeKind::Invitation | NoticeKind::Reminder | NoticeKind::RequestedReminder | NoticeKind::Completed
        );
        let both = matches!(contact, ContactAddress::EmailAndMobile(..));
        Carries {
            link: opens && notice.channel == contact.link_channel(),
            code: opens && (!both || notice.channel == Channel::Sms),
        }
    }

    /// Records that somebody sets out to send a due message, and issues what it carries.
    ///
    /// # Errors
    /// [`NoticeRefused`] when it is not due: whoever asks second is refused.
    pub fn intend_notice(self, notice: Notice, secrets: NewSecrets, at: Timestamp) -> Result<Step, NoticeRefused> {
        let due = self.open_notices().iter().any(|planned| planned.notice == notice && planned.due <= at);
        if !due {
            return Err(NoticeRefused::NotDue);
        }
        let mut step = Step::unchanged(self);
        let attempt = 1 + step.job.record(notice).map_or(0, |record| record.progress.attempts());
        step.job.note(notice, NoticeProgress::Intended { attempt, at });
        if let Some(link) = secrets.link {
            if let Some(signer) = step.job.signer_mut(notice.signer) {
                signer.access.link = Some(link);
                signer.access.code = None;
            }
            step.tell(at, Event::LinkIssued { signer: notice.signer, channel: notice.channel });
        }
        if let Some(NewCode { id, digest }) = secrets.code {
            let (channel, expires_at) = (notice.channel, at + NOTICE_CODE_LIFE);
            if let Some(signer) = step.job.signer_mut(notice.signer) {
                signer.access.code = Some(IssuedCode { id, digest, channel, expires_at, wrong_tries: 0 });
            }
            step.tell(at, Event::CodeIssued { signer: notice.signer, channel, expires_at });
        }
        step.tell(at, Event::NoticeIntended { notice, attempt });
        Ok(step)
    }

    /// Records that the provider took a message. Said twice, it is recorded once.
    pub fn notice_sent(self, notice: Notice, message_id: String, at: Timestamp) -> Step {
        let mut step = Step::unchanged(self);
        if !step.job.is_in_flight(notice) {
            return step;
        }
        step.job.note(notice, NoticeProgress::Sent { at, message_id: message_id.clone() });
        step.tell(at, Event::NoticeSent { notice, message_id });
        step
    }

    /// Records that the provider would not take a message: it is tried again later, five times in all, then parked.
    pub fn notice_failed(self, notice: Notice, at: Timestamp) -> Step {
        let mut step = Step::unchanged(self);
        let Some(NoticeProgress::Intended { attempt, .. }) =
            step.job.record(notice).map(|record| record.progress.clone())
        else {
            return step;
        };
        let parked = attempt >= ATTEMPTS;
        let progress = if parked {
            NoticeProgress::Parked { at }
        } else {
            NoticeProgress::Delayed { attempt, until: at + pause_after(attempt) }
        };
        step.job.note(notice, progress);
        step.tell(at, Event::NoticeFailed { notice, attempt, parked });
        step
    }

    pub(crate) fn record(&self, notice: Notice) -> Option<&NoticeRecord> {
        self.notices.iter().find(|record| record.notice == notice)
    }

    fn is_in_flight(&self, notice: Notice) -> bool {
        matches!(self.record(notice), Some(NoticeRecord { progress: NoticeProgress::Intended { .. }, .. }))
    }

    pub(crate) fn note(&mut self, notice: Notice, progress: NoticeProgress) {
        match self.notices.iter_mut().find(|record| record.notice == notice) {
            Some(record) => record.progress = progress,
            None => self.notices.push(NoticeRecord { notice, progress }),
        }
    }
}
