//! What is stated of a certificate's revocation, by a list or an answer, and what holds after several statements.

use jiff::Timestamp;

/// What is known of a certificate's revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// It was not revoked.
    Good,
    /// It was revoked at this time, for good.
    Revoked(Timestamp),
    /// It has been suspended since this time (`certificateHold`, RFC 5280 section 5.3.1): it may be good again.
    OnHold(Timestamp),
    /// Nobody who may say so has said anything.
    Unknown,
}

/// What was stated of a certificate, and as of when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What was stated.
    pub revocation: Revocation,
    /// The `thisUpdate` of whoever stated it.
    pub as_of: Timestamp,
}

impl Statement {
    /// What holds after all of them, in the order in which they were stated; of two of one time the worse comes last.
    pub fn of_all(statements: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut all: Vec<Self> = statements.into_iter().collect();
        all.sort_by_key(|one| {
            let weight = match one.revocation {
                Revocation::Unknown | Revocation::Good => 0,
                Revocation::OnHold(_) => 1,
                Revocation::Revoked(_) => 2,
            };
            (one.as_of, weight)
        });
        all.into_iter().reduce(Self::then)
    }

    /// What holds after this and what was stated later: a revocation for good stays, from the earliest time that is told,
    /// for what was signed in between is doubted by one of those who know. A suspension that nobody has lifted since is
    /// where the revocation began (X.509 clause 9.5.3.1). Of all else the newest is true (RFC 5280 section 5.3.1); one that
    /// no longer names a certificate (`Unknown`) lifts a suspension, and makes nothing good.
    fn then(self, later: Self) -> Self {
        use Revocation::{Good, OnHold, Revoked, Unknown};
        let revocation = match (self.revocation, later.revocation) {
            (Revoked(since) | OnHold(since), Revoked(also)) | (Revoked(since), OnHold(also)) => {
                Revoked(since.min(also))
            }
            (Revoked(since), _) => Revoked(since),
            (Good, Unknown) => return self,
            (_, newest) => newest,
        };
        Self {
            revocation,
            as_of: later.as_of,
        }
    }
}
