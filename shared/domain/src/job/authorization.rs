//! Who is let in to a task, and what lets a signer sign: the one place that decides it.

use jiff::Timestamp;

use crate::{
    id::SignerId,
    identity::authentication::{
        Authentication, AuthenticationMethod, Login, SecurityLevel, SignatureType,
    },
    job::{SignatureJob, addressee::Addressee, signer::Signer},
};

/// Why somebody does not see a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The login is somebody else's than the one whom the sender sent here. Only told to who came by the sender.
    AnotherPerson,
    /// An e-ID login at this level is asked for. Nothing of the task is told but what may be told in the open.
    LogIn(SecurityLevel),
    /// The person is right and the login's level too low.
    StepUp(SecurityLevel),
    /// Nothing here for whoever this is.
    NotASigner,
}

/// What a signer has to do before the signature is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignStep {
    /// Log in with an e-ID at this level, now.
    LogIn {
        /// How sure the login must be.
        level: SecurityLevel,
        /// Whether it must be made anew, however recent the last one.
        fresh: bool,
    },
    /// Nothing: it can be signed, by this proof.
    Ready(Authentication),
}

impl SignatureJob {
    /// Whether whoever came this way, with this login, may see the signer's task.
    ///
    /// # Errors
    /// [`Denied`] says what is missing.
    pub fn admit(
        &self,
        id: SignerId,
        entry: Option<&AuthenticationMethod>,
        login: Option<&Login>,
    ) -> Result<(), Denied> {
        let signer = self.signer(id).ok_or(Denied::NotASigner)?;
        let entry = entry.filter(|entry| {
            signer
                .access
                .void_before
                .is_none_or(|time| entry.at() > time)
        });
        match &signer.addressee {
            Addressee::Contact(_) | Addressee::Custom { .. } => {
                entry.map(|_| ()).ok_or(Denied::NotASigner)
            }
            Addressee::Person(addressed) => {
                let is_direct = self.terms.flow.is_direct();
                if is_direct && entry.is_none() {
                    return Err(Denied::NotASigner);
                }
                let level = self.terms.level;
                match login {
                    None => Err(Denied::LogIn(level)),
                    Some(login) if login.person != addressed.person.key => Err(if is_direct {
                        Denied::AnotherPerson
                    } else {
                        Denied::NotASigner
                    }),
                    Some(login) if login.proof.level < level => Err(Denied::StepUp(level)),
                    Some(_) => Ok(()),
                }
            }
        }
    }

    /// What is missing before an admitted signer can sign.
    #[must_use]
    pub fn sign_step(
        &self,
        signer: &Signer,
        entry: Option<&AuthenticationMethod>,
        login: Option<&Login>,
        now: Timestamp,
    ) -> SignStep {
        let advanced = signer.signature_type == SignatureType::AdvancedElectronicSignature;
        let demanded = match &signer.addressee {
            Addressee::Person(_) => Some(self.terms.level),
            Addressee::Contact(_) | Addressee::Custom { .. } => signer.e_id_to_sign,
        };
        let demanded = if advanced {
            Some(SecurityLevel::High)
        } else {
            demanded
        };
        match (demanded, login, entry) {
            (None, _, Some(entry)) => SignStep::Ready(Authentication::Entered(entry.clone())),
            (Some(level), Some(login), _)
                if login.proof.level >= level && (!advanced || login.is_fresh(now)) =>
            {
                SignStep::Ready(Authentication::EId {
                    e_id: login.proof.clone(),
                    entry: entry.cloned(),
                })
            }
            (Some(level), _, _) => SignStep::LogIn {
                level,
                fresh: advanced,
            },
            // Nobody is admitted so: neither entered nor asked to log in.
            (None, _, None) => SignStep::LogIn {
                level: self.terms.level,
                fresh: false,
            },
        }
    }
}
