//! What the contact register says of signers who are reached by look-up.

use jiff::Timestamp;

use crate::{
    audit::AuditEventData,
    contact::{LookedUp, Unreachable},
    id::SignerId,
    identity::principal::Actor,
    job::{
        Failure, SignatureJob, Transition,
        addressee::{AddressedPerson, Addressee, NotificationAddress},
        signer::SignerState,
    },
    notification::{Notification, NotificationKind, NotificationProgress},
};

/// How old an answer of the contact register may be before it is asked again.
const ANSWER_LIFE: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

impl SignatureJob {
    /// Whether the contact register is to be asked before this message: the signer is reached by look-up, and the last
    /// answer is old.
    #[must_use]
    pub fn calls_for_look_up(&self, notification: Notification, now: Timestamp) -> bool {
        let addressee = self
            .signer(notification.signer)
            .map(|signer| &signer.addressee);
        matches!(
            addressee,
            Some(Addressee::Person(AddressedPerson { notifications: NotificationAddress::LookUp { at, .. }, .. }))
                if now.duration_since(*at) > ANSWER_LIFE
        )
    }

    /// Records what the contact register said before this message. Without a way to a signer who was never told of the
    /// job, the job fails; a reminder is left out; news of the end goes to the last address that was known.
    pub fn looked_up(
        self,
        notification: Notification,
        answer: LookedUp,
        at: Timestamp,
    ) -> Transition {
        let mut transition = Transition::unchanged(self);
        let Some(signer) = transition.job.signer_mut(notification.signer) else {
            return transition;
        };
        let Addressee::Person(AddressedPerson {
            notifications:
                NotificationAddress::LookUp {
                    found, at: asked, ..
                },
            ..
        }) = &mut signer.addressee
        else {
            return transition;
        };
        match (answer, notification.kind) {
            (LookedUp::Found(contact), _) => {
                *found = Some(contact);
                *asked = at;
            }
            (LookedUp::Unreachable(why), NotificationKind::Invitation) => {
                *asked = at;
                transition.not_reached(notification.signer, why, at);
                transition.fail(Failure::Unreachable, at, |_| SignerState::NotApplicable);
            }
            (
                LookedUp::Unreachable(_),
                NotificationKind::Reminder | NotificationKind::ReminderRequested,
            ) => {
                transition
                    .job
                    .note(notification, NotificationProgress::Skipped { at });
                transition.record(
                    Actor::Segl,
                    at,
                    AuditEventData::NotificationSkipped { notification },
                );
            }
            (LookedUp::Unreachable(_), _) => *asked = at,
        }
        transition
    }
}

impl Transition {
    pub(crate) fn not_reached(&mut self, signer: SignerId, why: Unreachable, at: Timestamp) {
        let state = match why {
            Unreachable::ContactInformationMissing => SignerState::ContactInformationMissing,
            Unreachable::Reserved => SignerState::Reserved,
        };
        self.record(
            Actor::Segl,
            at,
            AuditEventData::SignerUnreachable {
                signer,
                reason: why,
            },
        );
        self.set(signer, state, at);
    }
}
