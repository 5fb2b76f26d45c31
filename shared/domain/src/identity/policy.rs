//! What a sender's principal may do: one table from actions to permissions, and one question.

use thiserror::Error;

use crate::{
    account::organisation::OrganisationNumber,
    identity::principal::{Permission, Principal},
};

/// Something that is done for a sender: each use case of the sender API and portal is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Upload a document, or announce one.
    AddDocument,
    /// Cancel a job.
    CancelJob,
    /// Acknowledge a status change.
    ConfirmStatusChange,
    /// Create a job.
    CreateJob,
    /// End the retention of a job's documents.
    DeleteDocuments,
    /// Download a signed document or evidence.
    DownloadSealed,
    /// Move the deadline.
    ExtendJob,
    /// Issue a redirect URL of the direct flow.
    IssueRedirectUrl,
    /// List the jobs.
    ListJobs,
    /// Receive status changes.
    PollStatusChanges,
    /// Read a job's audit trail.
    ReadAuditTrail,
    /// Read the state of a document.
    ReadDocument,
    /// Read a job.
    ReadJob,
    /// Send a reminder.
    RemindSigner,
    /// Revoke a link, and send another.
    RenewLink,
    /// Let a blocked signer try again.
    UnblockSigner,
    /// Change a signer's address, name or language.
    UpdateSigner,
    /// Validate a file, which anybody may do on the public page too.
    ValidateFile,
}

impl Action {
    /// The permission that it takes; `None` where being authenticated is enough.
    #[must_use]
    pub const fn permission(self) -> Option<Permission> {
        match self {
            // To receive a change hides it from others for a while, and to confirm it takes it away: no reading.
            Self::AddDocument
            | Self::CancelJob
            | Self::ConfirmStatusChange
            | Self::CreateJob
            | Self::DeleteDocuments
            | Self::ExtendJob
            | Self::IssueRedirectUrl
            | Self::PollStatusChanges
            | Self::RemindSigner
            | Self::RenewLink
            | Self::UnblockSigner
            | Self::UpdateSigner => Some(Permission::JobsWrite),
            Self::ListJobs | Self::ReadAuditTrail | Self::ReadDocument | Self::ReadJob => {
                Some(Permission::JobsRead)
            }
            Self::DownloadSealed => Some(Permission::DocumentsRead),
            Self::ValidateFile => None,
        }
    }
}

/// What an action is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource<'a> {
    /// What the principal's own organisation has as a whole: something is made, listed or received.
    OwnOrganisation,
    /// Something that belongs to this organisation.
    OwnedBy(&'a OrganisationNumber),
}

/// Why an action is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Forbidden {
    /// The principal lacks a permission, whatever the action is done to.
    #[error("the permission {0} is needed")]
    PermissionMissing(Permission),
    /// It belongs to another organisation: the principal is not told that it exists.
    #[error("another organisation owns this")]
    OtherOrganisation,
}

/// Whether this principal may do this to that. The permission is asked for first, so that the answer of whoever lacks
/// it is the same whether the resource exists or not.
///
/// # Errors
/// [`Forbidden`] says why not.
pub fn authorize(
    principal: &Principal,
    action: Action,
    resource: Resource<'_>,
) -> Result<(), Forbidden> {
    if let Some(needed) = action
        .permission()
        .filter(|needed| !principal.permissions.contains(*needed))
    {
        return Err(Forbidden::PermissionMissing(needed));
    }
    match resource {
        Resource::OwnedBy(owner) if owner != principal.organisation_number() => {
            Err(Forbidden::OtherOrganisation)
        }
        Resource::OwnedBy(_) | Resource::OwnOrganisation => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        account::organisation::{Sector, Sender},
        id::ApiKeyId,
        identity::principal::{Actor, Organisation, Permissions},
        text::SenderName,
    };

    fn number(digits: &str) -> OrganisationNumber {
        OrganisationNumber::try_from(digits.to_owned()).expect("a number")
    }

    fn with(permissions: Permissions) -> Principal {
        let name = SenderName::try_from("Eksempel AS".to_owned()).expect("a name");
        Principal {
            organisation: Organisation {
                sender: Sender {
                    organisation: number("991825827"),
                    name,
                },
                sector: Sector::Private,
            },
            actor: Actor::SenderSystem {
                api_key: ApiKeyId::new(0, [0; 10]),
            },
            permissions,
        }
    }

    #[test]
    fn what_another_organisation_owns_is_not_there() {
        let all = with(Permissions::all());
        let (own, other) = (number("991825827"), number("974760673"));
        assert_eq!(
            authorize(&all, Action::ReadJob, Resource::OwnedBy(&own)),
            Ok(())
        );
        assert_eq!(
            authorize(&all, Action::ReadJob, Resource::OwnedBy(&other)),
            Err(Forbidden::OtherOrganisation)
        );
    }

    #[test]
    fn a_missing_permission_is_told_before_anything_of_the_resource() {
        let reader = with(Permissions::from_iter([Permission::JobsRead]));
        for owner in ["991825827", "974760673"] {
            let owner = number(owner);
            assert_eq!(
                authorize(&reader, Action::CancelJob, Resource::OwnedBy(&owner)),
                Err(Forbidden::PermissionMissing(Permission::JobsWrite))
            );
        }
        assert_eq!(
            authorize(&reader, Action::ListJobs, Resource::OwnOrganisation),
            Ok(())
        );
        assert_eq!(
            authorize(
                &with(Permissions::default()),
                Action::ValidateFile,
                Resource::OwnOrganisation
            ),
            Ok(())
        );
    }
}
