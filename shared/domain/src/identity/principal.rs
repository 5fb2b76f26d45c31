//! Who acts: the actor that an audit event names, and the principal that a request is made by.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    account::organisation::{OrganisationNumber, Sector, Sender},
    id::{ApiKeyId, SignerId, UserId},
};

/// Who caused an audit event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "SCREAMING_SNAKE_CASE",
    rename_all_fields = "camelCase",
    tag = "type"
)]
pub enum Actor {
    /// A system of the sender, which called the API.
    SenderSystem {
        /// The public identifier of the API key that it called with.
        api_key: ApiKeyId,
    },
    /// A person who is logged in to the sender portal.
    User {
        /// The user's identifier.
        user: UserId,
    },
    /// Whoever acts as a signer: holds the link, has entered the code, or is logged in with an e-ID.
    Signer {
        /// The signer's identifier.
        signer: SignerId,
    },
    /// Segl itself: what follows from a rule, or from the time.
    Segl,
}

/// Something that a principal may be allowed to do, named as an OAuth 2.0 scope (RFC 6749 section 3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// `jobs:write`: upload documents, create signature jobs, change and end them.
    JobsWrite,
    /// `jobs:read`: read jobs, their documents' state, their audit trails and their status changes.
    JobsRead,
    /// `documents:read`: download signed documents and evidence.
    DocumentsRead,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 3] = [Self::JobsWrite, Self::JobsRead, Self::DocumentsRead];

    /// Its name as a scope.
    #[must_use]
    pub const fn scope(self) -> &'static str {
        match self {
            Self::JobsWrite => "jobs:write",
            Self::JobsRead => "jobs:read",
            Self::DocumentsRead => "documents:read",
        }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.scope())
    }
}

/// A scope that names no permission.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0} is not a scope; the scopes are jobs:write, jobs:read and documents:read")]
pub struct UnknownScope(pub String);

/// The permissions of a principal, written as OAuth 2.0 scopes with spaces between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions(BTreeSet<Permission>);

impl Permissions {
    /// All that there are.
    #[must_use]
    pub fn all() -> Self {
        Self(Permission::ALL.into())
    }

    /// Whether this one is among them.
    #[must_use]
    pub fn contains(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }

    /// Each once, in the order of [`Permission::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = Permission> {
        self.0.iter().copied()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().collect())
    }
}

impl FromStr for Permissions {
    type Err = UnknownScope;

    fn from_str(scopes: &str) -> Result<Self, UnknownScope> {
        let permission = |scope: &str| {
            let named = Permission::ALL
                .into_iter()
                .find(|permission| permission.scope() == scope);
            named.ok_or_else(|| UnknownScope(scope.to_owned()))
        };
        scopes.split_ascii_whitespace().map(permission).collect()
    }
}

impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scopes: Vec<&str> = self.iter().map(Permission::scope).collect();
        f.write_str(&scopes.join(" "))
    }
}

/// The organisation that a principal acts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its number, and the name that signers see.
    pub sender: Sender,
    /// Which rules for addressing signers it is under.
    pub sector: Sector,
}

/// Who makes a request of a sender, as authenticated: for whom, as whom, and what that allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The organisation that the request is made for.
    pub organisation: Organisation,
    /// Who makes it; audit events name this actor.
    pub actor: Actor,
    /// What it may do for the organisation.
    pub permissions: Permissions,
}

impl Principal {
    /// The number of the organisation that the request is made for.
    #[must_use]
    pub const fn organisation_number(&self) -> &OrganisationNumber {
        &self.organisation.sender.organisation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_as_they_are_written() {
        let all = Permissions::all();
        assert_eq!(all.to_string(), "jobs:write jobs:read documents:read");
        assert_eq!(all.to_string().parse(), Ok(all));
        assert_eq!("".parse(), Ok(Permissions::default()));
        assert_eq!(
            "jobs:read  jobs:read".parse(),
            Ok(Permissions::from_iter([Permission::JobsRead]))
        );
        assert_eq!(
            "jobs:read jobs".parse::<Permissions>(),
            Err(UnknownScope("jobs".to_owned()))
        );
    }

    #[test]
    fn an_actor_is_told_by_its_type() {
        let json = |actor: Actor| serde_json::to_string(&actor).expect("JSON");
        assert_eq!(json(Actor::Segl), r#"{"type":"SEGL"}"#);
        assert_eq!(
            json(Actor::SenderSystem {
                api_key: ApiKeyId::new(0, [0; 10])
            }),
            r#"{"type":"SENDER_SYSTEM","apiKey":"key_00000000000070008000000000000000"}"#
        );
    }
}
