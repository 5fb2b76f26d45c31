//! What the contact register says of signers who are reached by look-up.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    AddressedPerson, Addressee, ContactAddress, Event, Failure, Notice, NoticeAddress, NoticeKind, NoticeProgress,
    SignatureJob, SignerId, SignerState, Step,
};

/// How old an answer of the contact register may be before it is asked again.
const ANSWER_LIFE: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

/// Why the contact register knows no way to a signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Unreachable {
    /// There is no address that may be used.
    ContactInformationMissing,
    /// The person has reserved himself or herself against digital mail.
    Reserved,
}

/// What the contact register says of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookedUp {
    /// Where the person is reached.
    Found(ContactAddress),
    /// Nowhere.
    Unreachable(Unreachable),
}

impl SignatureJob {
    /// Whether the contact register is to be asked before this message: the signer is reached by look-up, and the last
    /// answer is old.
    #[must_use]
    pub fn calls_for_look_up(&self, notice: Notice, now: Timestamp) -> bool {
        let addressee = self.signer(notice.signer).map(|signer| &signer.addressee);
        matches!(
            addressee,
            Some(Addressee::Person(AddressedPerson { notices: NoticeAddress::LookUp { at, .. }, .. }))
                if now.duration_since(*at) > ANSWER_LIFE
        )
    }

    /// Records what the contact register said before this message. Without a way to a signer who was never told of the
    /// job, the job fails; a reminder is left out; news of the end goes to the last address that was known.
    pub fn looked_up(self, notice: Notice, answer: LookedUp, at: Timestamp) -> Step {
        let mut step = Step::unchanged(self);
        let Some(signer) = step.job.signer_mut(notice.signer) else { return step };
        let Addressee::Person(AddressedPerson { notices: NoticeAddress::LookUp { found, at: asked, .. }, .. }) =
            &mut signer.addressee
        else {
            return step;
        };
        match (answer, notice.kind) {
            (LookedUp::Found(contact), _) => {
                *found = Some(contact);
                *asked = at;
            }
            (LookedUp::Unreachable(why), NoticeKind::Invitation) => {
                *asked = at;
                step.not_reached(notice.signer, why, at);
                step.fail(Failure::Unreachable, at, |_| SignerState::NotApplicable);
            }
            (LookedUp::Unreachable(_), NoticeKind::Reminder | NoticeKind::RequestedReminder) => {
                step.job.note(notice, NoticeProgress::LeftOut { at });
                step.tell(at, Event::NoticeLeftOut { notice });
            }
            (LookedUp::Unreachable(_), _) => *asked = at,
        }
        step
    }
}

impl Step {
    pub(crate) fn not_reached(&mut self, signer: SignerId, why: Unreachable, at: Timestamp) {
        let state = match why {
            Unreachable::ContactInformationMissing => SignerState::ContactInformationMissing,
            Unreachable::Reserved => SignerState::Reserved,
        };
        self.tell(at, Event::NotReached { signer, why });
        self.set(signer, state, at);
    }
}
