//! What a job needs next: the one question that a workflow asks, and that the due index is built from.

use jiff::{SignedDuration, Timestamp};

use crate::{
    id::SignerId,
    job::{JobState, Retention, SignatureJob},
};

/// How long sealing rests after it was stopped because something stored is not what was checked.
pub const SEALING_RETRY_AFTER_HALT: SignedDuration = SignedDuration::from_hours(24);

/// What is to be done with a job at some moment: the one answer that workflow steps, the reconciler and the index of what
/// is due are all made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextAction {
    /// Activate it: its activation time has come.
    Activate,
    /// Expire it: a deadline has passed.
    Expire,
    /// Send these signers a message.
    Notify(Vec<SignerId>),
    /// Give the seal a new timestamp, before the certificates of the last one end.
    RenewSeal,
    /// Seal: all have signed.
    Seal,
    /// Delete the documents: their retention has ended.
    DeleteDocuments,
    /// Wait: nothing is due before this time, unless somebody acts.
    Wait(Timestamp),
    /// Nothing: nothing will ever be due again.
    Done,
}

impl SignatureJob {
    /// What is to be done at `now`. Asked of the same state it gives the same answer, so that a workflow lost at any
    /// point is picked up by asking again.
    #[must_use]
    pub fn next(&self, now: Timestamp) -> NextAction {
        match &self.state {
            JobState::Scheduled { activation_at } if *activation_at <= now => NextAction::Activate,
            JobState::Scheduled { activation_at } => NextAction::Wait(*activation_at),
            JobState::Active { group } if group.deadline <= now => NextAction::Expire,
            JobState::Active { group } => self.notify_or_wait(now, Some(group.deadline)),
            // Trying at once again would find the same; a day later somebody may have put back what was stored.
            JobState::AllSigned {
                halted_at: Some(at),
                ..
            } if now < *at + SEALING_RETRY_AFTER_HALT => {
                NextAction::Wait(*at + SEALING_RETRY_AFTER_HALT)
            }
            JobState::AllSigned { .. } => NextAction::Seal,
            JobState::Completed { retention, .. } | JobState::Failed { retention, .. } => {
                match retention {
                    Retention::Until { time } if *time <= now => NextAction::DeleteDocuments,
                    Retention::Until { time } if self.renew_at(*time).is_some() => {
                        self.renew_or_wait(now, *time)
                    }
                    Retention::Until { time } => self.notify_or_wait(now, Some(*time)),
                    Retention::Deleted { .. } => self.notify_or_wait(now, None),
                }
            }
        }
    }

    /// When the job is due to be looked at: now if something is to be done, otherwise when the waiting ends.
    #[must_use]
    pub fn due_at(&self, now: Timestamp) -> Option<Timestamp> {
        match self.next(now) {
            NextAction::Wait(until) => Some(until),
            NextAction::Done => None,
            _ => Some(now),
        }
    }

    /// When the seal needs a new timestamp, if that is before the end of its keeping.
    fn renew_at(&self, end: Timestamp) -> Option<Timestamp> {
        let JobState::Completed { sealed, .. } = &self.state else {
            return None;
        };
        sealed.renew_at.filter(|renew_at| *renew_at < end)
    }

    /// Messages come first: they do not wait for authorities that do not answer.
    fn renew_or_wait(&self, now: Timestamp, end: Timestamp) -> NextAction {
        let soonest = self.renew_at(end).map_or(end, |renew_at| renew_at.min(end));
        match self.notify_or_wait(now, Some(soonest)) {
            NextAction::Wait(until) if until <= now => NextAction::RenewSeal,
            next => next,
        }
    }

    fn notify_or_wait(&self, now: Timestamp, end: Option<Timestamp>) -> NextAction {
        let open = self.open_notifications();
        let mut due: Vec<SignerId> = open
            .iter()
            .filter(|planned| planned.due <= now)
            .map(|planned| planned.notification.signer)
            .collect();
        due.sort_unstable();
        due.dedup();
        if !due.is_empty() {
            return NextAction::Notify(due);
        }
        let soonest = open
            .first()
            .map(|planned| planned.due)
            .into_iter()
            .chain(end)
            .min();
        soonest.map_or(NextAction::Done, NextAction::Wait)
    }
}
