//! How a contact-addressed signer gets in: one link, one code at a time, and a count of wrong tries.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    contact::Channel,
    id::CodeId,
    secret::{CodeDigest, LinkDigest, RedirectDigest},
};

/// How long the code in a notification lives.
pub const NOTIFIED_OTP_TTL: SignedDuration = SignedDuration::from_hours(24);
/// How long a code asked for on the link page lives.
pub const REQUESTED_OTP_TTL: SignedDuration = SignedDuration::from_mins(10);
/// Wrong tries that kill a code.
pub const MAX_ATTEMPTS_PER_CODE: u8 = 5;
/// Wrong tries that block a signer.
pub const MAX_ATTEMPTS_PER_SIGNER: u8 = 15;
/// New codes a signer may ask for within an hour.
pub const MAX_CODES_PER_HOUR: usize = 5;

/// A one-time code that was sent and neither used, killed nor replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IssuedCode {
    /// Names this issue, so that its expiry can be watched.
    pub id: CodeId,
    /// The keyed hash of the code and its link.
    pub digest: CodeDigest,
    /// The channel it was sent by.
    pub channel: Channel,
    /// From when on it no longer opens anything.
    pub expires_at: Timestamp,
    /// Wrong tries against it so far, below [`MAX_ATTEMPTS_PER_CODE`].
    pub wrong_tries: u8,
}

/// A link and what may come with it, issued together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCode {
    /// Names this issue.
    pub id: CodeId,
    /// The keyed hash of the code and the link it is bound to.
    pub digest: CodeDigest,
}

/// How long a redirect URL may wait to be opened.
pub const REDIRECT_URL_TTL: SignedDuration = SignedDuration::from_mins(5);

/// A redirect URL that was handed to the sender and not used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IssuedRedirect {
    /// The digest of its token.
    pub digest: RedirectDigest,
    /// From when on it no longer opens anything.
    pub expires_at: Timestamp,
}

/// What stands between a signer and the task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignerCredentials {
    /// The newest link; older ones are dead.
    pub(crate) link: Option<LinkDigest>,
    /// The newest code, while it may still be used.
    pub(crate) code: Option<IssuedCode>,
    /// Wrong tries since the signer was last unblocked, at most [`MAX_ATTEMPTS_PER_SIGNER`].
    pub(crate) wrong_tries: u8,
    /// When codes were asked for on the link page, within the last hour, oldest first.
    pub(crate) asked: Vec<Timestamp>,
    /// The newest redirect URL, while it may still be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) redirect: Option<IssuedRedirect>,
    /// Who came in at or before this is no longer inside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) void_before: Option<Timestamp>,
}

impl SignerCredentials {
    /// Whether so many wrong codes were tried that nothing opens until the sender lifts it.
    #[must_use]
    pub const fn is_locked(&self) -> bool {
        self.wrong_tries >= MAX_ATTEMPTS_PER_SIGNER
    }

    /// The newest link's digest.
    #[must_use]
    pub const fn link(&self) -> Option<&LinkDigest> {
        self.link.as_ref()
    }

    /// The newest redirect URL, while it was not used.
    #[must_use]
    pub const fn redirect(&self) -> Option<&IssuedRedirect> {
        self.redirect.as_ref()
    }

    /// Kills link, code, redirect URL and every visit that was opened by them.
    pub(crate) fn revoke(&mut self, at: Timestamp) {
        *self = Self {
            wrong_tries: self.wrong_tries,
            asked: std::mem::take(&mut self.asked),
            void_before: Some(at),
            ..Self::default()
        };
    }

    /// The code that would open at `now`.
    #[must_use]
    pub fn live_code(&self, now: Timestamp) -> Option<&IssuedCode> {
        self.code.as_ref().filter(|code| now < code.expires_at)
    }

    /// The code on record, be it expired or not.
    #[must_use]
    pub const fn code(&self) -> Option<&IssuedCode> {
        self.code.as_ref()
    }

    /// How many codes were asked for in the hour before `now`.
    #[must_use]
    pub fn asked_lately(&self, now: Timestamp) -> usize {
        self.asked
            .iter()
            .filter(|at| now.duration_since(**at) < SignedDuration::from_hours(1))
            .count()
    }
}
