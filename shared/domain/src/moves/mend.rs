//! What a sender does for one signer: a reminder now, a new link, another address.

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use crate::{
    AddressedPerson, Addressee, ContactAddress, Event, Language, NoticeAddress, PersonName, SignatureJob, SignerId,
    SignerState, Step,
};

/// How long after one reminder that the sender asked for the next may be.
pub const REMINDER_PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// How many reminders a sender may ask for, for one signer.
pub const MOST_REMINDERS: usize = 20;

/// What is to be changed about a signer; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// Where the signer is reached.
    pub contact: Option<ContactAddress>,
    /// The name the sender knows.
    pub name: Option<PersonName>,
    /// The language.
    pub language: Option<Language>,
}

/// Why a signer is not told, reached or named otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MendRefused {
    /// The signer has acted, or the job has ended.
    #[error("only a signer who has yet to act can be reminded or changed")]
    Acted,
    /// In the direct flow nobody is sent anything.
    #[error("signers of a job with flow direct are sent nothing; ask for a new redirect URL instead")]
    Direct,
    /// There is no link: the signer is addressed by number.
    #[error("a signer with a nationalIdentityNumber has no link; a reminder can be sent instead")]
    NoLink,
    /// The job has no such signer.
    #[error("there is no such signer in this job")]
    NoSuchSigner,
    /// It is not the signer's turn.
    #[error("it is not this signer's turn yet")]
    NotYet,
    /// Another signer has that address.
    #[error("another signer of this job has the same address")]
    SameAddress,
    /// The last reminder is too recent.
    #[error("a reminder was asked for within the last hour; wait before the next")]
    TooSoon,
    /// As many as there may be.
    #[error("20 reminders have been asked for, which is the most for one signer")]
    TooMany,
}

impl SignatureJob {
    /// Plans a reminder for now.
    ///
    /// # Errors
    /// [`MendRefused`] says why there is to be none.
    pub fn remind(self, id: SignerId, at: Timestamp) -> Result<Step, MendRefused> {
        let asked = self.reachable(id)?.reminders_asked.clone();
        self.has_turn(id, at)?;
        if asked.len() >= MOST_REMINDERS {
            return Err(MendRefused::TooMany);
        }
        if asked.last().is_some_and(|last| at.duration_since(*last) < REMINDER_PAUSE) {
            return Err(MendRefused::TooSoon);
        }
        let mut step = Step::unchanged(self);
        if let Some(signer) = step.job.signer_mut(id) {
            signer.reminders_asked.push(at);
        }
        step.tell(at, Event::ReminderAsked { signer: id });
        Ok(step)
    }

    /// Kills a signer's link, code and visits, and plans a new invitation.
    ///
    /// # Errors
    /// [`MendRefused`] says why not.
    pub fn renew_link(self, id: SignerId, at: Timestamp) -> Result<Step, MendRefused> {
        if !matches!(self.reachable(id)?.addressee, Addressee::Contact(_)) {
            return Err(MendRefused::NoLink);
        }
        self.has_turn(id, at)?;
        let mut step = Step::unchanged(self);
        step.invite_anew(id, at);
        step.tell(at, Event::LinkRevoked { signer: id });
        Ok(step)
    }

    /// Changes where a signer is reached and what he or she is called. A new address kills link, code and visits, and
    /// earns a new invitation. A change to what is there already changes nothing.
    ///
    /// # Errors
    /// [`MendRefused`] says why not.
    pub fn mend(self, id: SignerId, mended: Mended, at: Timestamp) -> Result<Step, MendRefused> {
        let before = self.reachable(id)?.clone();
        let mut step = Step::unchanged(self);
        if let Some(contact) = mended.contact {
            step.reach_at(id, contact, at)?;
        }
        if let Some(signer) = step.job.signer_mut(id) {
            if let Some(name) = mended.name {
                signer.name = Some(name);
            }
            if let Some(language) = mended.language {
                signer.language = language;
            }
        }
        if step.job.signer(id) != Some(&before) {
            step.tell(at, Event::SignerMended { signer: id });
        }
        Ok(step)
    }

    fn reachable(&self, id: SignerId) -> Result<&crate::Signer, MendRefused> {
        let signer = self.signer(id).ok_or(MendRefused::NoSuchSigner)?;
        if self.terms.flow.is_direct() {
            return Err(MendRefused::Direct);
        }
        if self.ended_at().is_some() || !matches!(signer.state, SignerState::Waiting | SignerState::Blocked) {
            return Err(MendRefused::Acted);
        }
        Ok(signer)
    }

    fn has_turn(&self, id: SignerId, at: Timestamp) -> Result<(), MendRefused> {
        let waits = self.signer(id).filter(|signer| self.is_turn_of(signer, at));
        waits.map(|_| ()).ok_or(MendRefused::NotYet)
    }
}

impl Step {
    fn reach_at(&mut self, id: SignerId, contact: ContactAddress, at: Timestamp) -> Result<(), MendRefused> {
        let Some(signer) = self.job.signer(id) else { return Err(MendRefused::NoSuchSigner) };
        let given = match &signer.addressee {
            Addressee::Contact(_) => Addressee::Contact(contact),
            Addressee::Person(addressed) => Addressee::Person(AddressedPerson {
                person: addressed.person.clone(),
                notices: NoticeAddress::Given { contact },
            }),
            Addressee::Custom { .. } => return Err(MendRefused::Direct),
        };
        if signer.addressee == given {
            return Ok(());
        }
        if self.job.signers.iter().any(|other| other.id != id && other.addressee.is_same(&given)) {
            return Err(MendRefused::SameAddress);
        }
        if let Some(signer) = self.job.signer_mut(id) {
            signer.addressee = given;
        }
        self.invite_anew(id, at);
        Ok(())
    }

    fn invite_anew(&mut self, id: SignerId, at: Timestamp) {
        if let Some(signer) = self.job.signer_mut(id) {
            signer.access.void(at);
            signer.access.asked.clear();
            signer.invitation = signer.invitation.saturating_add(1);
        }
    }
}
