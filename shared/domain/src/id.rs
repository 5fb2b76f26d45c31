//! Identifiers that know what they point at, and look it: `job_0193…`, `sgn_0193…`.

use std::{fmt, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use uuid::Uuid;

/// What an identifier can point at.
pub trait Kind {
    /// The letters before the underscore.
    const PREFIX: &'static str;
}

/// An identifier of one kind: a UUID of version 7 (RFC 9562) written as `prefix_` and 32 hexadecimal digits.
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $alias:ident, $kind:ident, $prefix:literal;)*) => {$(
        #[doc = concat!("The kind of [`", stringify!($alias), "`].")]
        #[derive(Debug)]
        pub enum $kind {}
        impl Kind for $kind {
            const PREFIX: &'static str = $prefix;
        }
        $(#[$doc])*
        pub type $alias = Id<$kind>;
    )*};
}

kinds! {
    /// Names a signature job.
    JobId, OfJob, "job";
    /// Names a signer within all jobs.
    SignerId, OfSigner, "sgn";
    /// Names a document, from its upload on.
    DocumentId, OfDocument, "doc";
    /// Names one issue of a one-time code, so that its expiry can be watched.
    CodeId, OfCode, "otc";
    /// Names an API key in public: in audit events, to its organisation. It is no secret, and opens nothing.
    ApiKeyId, OfApiKey, "key";
    /// Names a user of the sender portal.
    UserId, OfUser, "usr";
    /// Names a validation of a file that a sender uploads.
    ValidationId, OfValidation, "val";
}

impl<K> Id<K> {
    /// The identifier made at `unix_millis` (milliseconds since 1970) with ten random bytes.
    #[must_use]
    pub fn new(unix_millis: u64, random: [u8; 10]) -> Self {
        Self {
            uuid: uuid::Builder::from_unix_timestamp_millis(unix_millis, &random).into_uuid(),
            kind: PhantomData,
        }
    }

    /// When it was made, if it says so: whoever sends one may have made it up.
    #[must_use]
    pub fn made_at(&self) -> Option<jiff::Timestamp> {
        let (seconds, nanoseconds) = self.uuid.get_timestamp()?.to_unix();
        jiff::Timestamp::new(
            i64::try_from(seconds).ok()?,
            i32::try_from(nanoseconds).ok()?,
        )
        .ok()
    }
}

impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", K::PREFIX, self.uuid.simple())
    }
}

impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is no identifier of the wanted kind.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IdError {
    /// The 32 digits are not there, or not lower-case hexadecimal.
    #[error("an identifier ends in 32 lower-case hexadecimal digits")]
    Digits,
    /// The text does not begin with the prefix of this kind.
    #[error("an identifier of this kind begins with \"{0}_\"")]
    Prefix(&'static str),
}

impl<K: Kind> FromStr for Id<K> {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let digits = text
            .strip_prefix(K::PREFIX)
            .and_then(|rest| rest.strip_prefix('_'))
            .ok_or(IdError::Prefix(K::PREFIX))?;
        if digits.len() != 32 || digits.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(IdError::Digits);
        }
        Ok(Self {
            uuid: Uuid::try_parse(digits).map_err(|_| IdError::Digits)?,
            kind: PhantomData,
        })
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<K: Kind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_reads_back_and_only_as_its_own_kind() {
        let job = JobId::new(1_700_000_000_000, [7; 10]);
        assert_eq!(job.to_string().parse(), Ok(job));
        assert_eq!(
            job.to_string().parse::<SignerId>(),
            Err(IdError::Prefix("sgn"))
        );
    }

    #[test]
    fn later_identifiers_sort_later() {
        assert!(JobId::new(1, [255; 10]).to_string() < JobId::new(2, [0; 10]).to_string());
    }

    #[test]
    fn other_spellings_of_the_same_identifier_are_refused() {
        let spelled = JobId::new(1, [0xAB; 10]).to_string();
        assert_eq!(
            spelled
                .to_uppercase()
                .replace("JOB", "job")
                .parse::<JobId>(),
            Err(IdError::Digits)
        );
        assert_eq!("job_0193".parse::<JobId>(), Err(IdError::Digits));
    }
}
