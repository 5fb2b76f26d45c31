//! What a sender does for one signer: a reminder now, a new link, another address.

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use crate::{
    audit::{AuditEventData, SignerField},
    contact::ContactAddress,
    id::SignerId,
    identity::principal::Actor,
    job::{
        SignatureJob, Transition,
        addressee::{AddressedPerson, Addressee, NotificationAddress},
        signer::{Signer, SignerState},
    },
    language::Language,
    text::PersonName,
};

/// How long after one reminder that the sender asked for the next may be.
pub const REMINDER_INTERVAL: SignedDuration = SignedDuration::from_hours(1);
/// How many reminders a sender may ask for, for one signer.
pub const MAX_REMINDERS: usize = 20;

/// What is to be changed about a signer; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignerUpdate {
    /// Where the signer is reached.
    pub contact: Option<ContactAddress>,
    /// The name the sender knows.
    pub name: Option<PersonName>,
    /// The language.
    pub language: Option<Language>,
}

/// Why a signer is not told, reached or named otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignerUpdateRefused {
    /// The signer has acted, or the job has ended.
    #[error("only a signer who has yet to act can be reminded or changed")]
    Acted,
    /// In the direct flow nobody is sent anything.
    #[error(
        "signers of a job with flow direct are sent nothing; ask for a new redirect URL instead"
    )]
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
    /// [`SignerUpdateRefused`] says why there is to be none.
    pub fn remind(
        self,
        id: SignerId,
        by: Actor,
        at: Timestamp,
    ) -> Result<Transition, SignerUpdateRefused> {
        let asked = self.reachable(id)?.reminders_asked.clone();
        self.has_turn(id, at)?;
        if asked.len() >= MAX_REMINDERS {
            return Err(SignerUpdateRefused::TooMany);
        }
        if asked
            .last()
            .is_some_and(|last| at.duration_since(*last) < REMINDER_INTERVAL)
        {
            return Err(SignerUpdateRefused::TooSoon);
        }
        let mut transition = Transition::unchanged(self);
        if let Some(signer) = transition.job.signer_mut(id) {
            signer.reminders_asked.push(at);
        }
        transition.record(by, at, AuditEventData::ReminderRequested { signer: id });
        Ok(transition)
    }

    /// Revokes a signer's link, code and sessions, and plans a new invitation.
    ///
    /// # Errors
    /// [`SignerUpdateRefused`] says why not.
    pub fn renew_link(
        self,
        id: SignerId,
        by: Actor,
        at: Timestamp,
    ) -> Result<Transition, SignerUpdateRefused> {
        if !matches!(self.reachable(id)?.addressee, Addressee::Contact(_)) {
            return Err(SignerUpdateRefused::NoLink);
        }
        self.has_turn(id, at)?;
        let mut transition = Transition::unchanged(self);
        transition.invite_anew(id, at);
        transition.record(by, at, AuditEventData::LinkRevoked { signer: id });
        Ok(transition)
    }

    /// Changes where a signer is reached and what he or she is called. A new address revokes link, code and sessions, and
    /// earns a new invitation. A change to what is there already changes nothing.
    ///
    /// # Errors
    /// [`SignerUpdateRefused`] says why not.
    pub fn update_signer(
        self,
        id: SignerId,
        update: SignerUpdate,
        by: Actor,
        at: Timestamp,
    ) -> Result<Transition, SignerUpdateRefused> {
        let before = self.reachable(id)?.clone();
        let mut transition = Transition::unchanged(self);
        if let Some(contact) = update.contact {
            transition.reach_at(id, contact, at)?;
        }
        if let Some(signer) = transition.job.signer_mut(id) {
            if let Some(name) = update.name {
                signer.name = Some(name);
            }
            if let Some(language) = update.language {
                signer.language = language;
            }
        }
        let fields = transition
            .job
            .signer(id)
            .map(|after| changed(&before, after))
            .unwrap_or_default();
        if !fields.is_empty() {
            transition.record(by, at, AuditEventData::SignerUpdated { signer: id, fields });
        }
        Ok(transition)
    }

    fn reachable(&self, id: SignerId) -> Result<&Signer, SignerUpdateRefused> {
        let signer = self.signer(id).ok_or(SignerUpdateRefused::NoSuchSigner)?;
        if self.terms.flow.is_direct() {
            return Err(SignerUpdateRefused::Direct);
        }
        if self.ended_at().is_some()
            || !matches!(signer.state, SignerState::Waiting | SignerState::Blocked)
        {
            return Err(SignerUpdateRefused::Acted);
        }
        Ok(signer)
    }

    fn has_turn(&self, id: SignerId, at: Timestamp) -> Result<(), SignerUpdateRefused> {
        let waits = self.signer(id).filter(|signer| self.is_turn_of(signer, at));
        waits.map(|_| ()).ok_or(SignerUpdateRefused::NotYet)
    }
}

/// The fields that say something else of a signer than before.
fn changed(before: &Signer, after: &Signer) -> Vec<SignerField> {
    let email = |signer: &Signer| signer.contact().and_then(ContactAddress::email).cloned();
    let mobile = |signer: &Signer| signer.contact().and_then(ContactAddress::mobile).cloned();
    // An address that is given in place of the one that was looked up may be the same.
    let is_given = before.addressee != after.addressee && before.contact() == after.contact();
    let fields = [
        (
            email(before) != email(after) || (is_given && email(after).is_some()),
            SignerField::Email,
        ),
        (
            mobile(before) != mobile(after) || (is_given && mobile(after).is_some()),
            SignerField::Mobile,
        ),
        (before.name != after.name, SignerField::Name),
        (before.language != after.language, SignerField::Language),
    ];
    fields
        .into_iter()
        .filter(|(is_changed, _)| *is_changed)
        .map(|(_, field)| field)
        .collect()
}

impl Transition {
    fn reach_at(
        &mut self,
        id: SignerId,
        contact: ContactAddress,
        at: Timestamp,
    ) -> Result<(), SignerUpdateRefused> {
        let Some(signer) = self.job.signer(id) else {
            return Err(SignerUpdateRefused::NoSuchSigner);
        };
        let given = match &signer.addressee {
            Addressee::Contact(_) => Addressee::Contact(contact),
            Addressee::Person(addressed) => Addressee::Person(AddressedPerson {
                person: addressed.person.clone(),
                notifications: NotificationAddress::Given { contact },
            }),
            Addressee::Custom { .. } => return Err(SignerUpdateRefused::Direct),
        };
        if signer.addressee == given {
            return Ok(());
        }
        if self
            .job
            .signers
            .iter()
            .any(|other| other.id != id && other.addressee.is_same(&given))
        {
            return Err(SignerUpdateRefused::SameAddress);
        }
        if let Some(signer) = self.job.signer_mut(id) {
            signer.addressee = given;
        }
        self.invite_anew(id, at);
        Ok(())
    }

    fn invite_anew(&mut self, id: SignerId, at: Timestamp) {
        if let Some(signer) = self.job.signer_mut(id) {
            signer.access.revoke(at);
            signer.access.asked.clear();
            signer.invitation = signer.invitation.saturating_add(1);
        }
    }
}
