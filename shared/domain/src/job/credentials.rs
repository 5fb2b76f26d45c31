//! How a contact-addressed signer gets in: by a link and one of its codes, with a count of wrong tries.
//!
//! What a message carries may fail to arrive. So a link or a code dies when a provider took its successor, not when that was
//! planned: until then both open.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    contact::Channel,
    id::CodeId,
    notification::Notification,
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

/// Links of a signer that open at the same time: the one that was taken, and the newest of those that were sent since. Few, for
/// all signers of a job share one item.
pub const MAX_LINKS: usize = 3;
/// Codes of a link that open at the same time: those that were asked for within an hour, and one that a message brought.
pub const MAX_CODES_PER_LINK: usize = MAX_CODES_PER_HOUR + 1;

/// A one-time code that was issued and neither used, killed nor replaced.
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
    /// The message that carries it, until a provider took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sending: Option<Notification>,
}

/// A link that was issued and not replaced, with its codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IssuedLink {
    /// The digest of its token.
    pub(crate) digest: LinkDigest,
    /// The codes that open with it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) codes: Vec<IssuedCode>,
    /// The message that carries it, until a provider took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sending: Option<Notification>,
}

impl IssuedLink {
    /// Adds a code. Those that are over go, and of too many the oldest.
    fn add(&mut self, code: IssuedCode, at: Timestamp) {
        self.codes.retain(|known| at < known.expires_at);
        if self.codes.len() >= MAX_CODES_PER_LINK {
            self.codes.remove(0);
        }
        self.codes.push(code);
    }
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
#[serde(rename_all = "camelCase", from = "StoredCredentials")]
pub struct SignerCredentials {
    /// The links that open, oldest first: the newest that a provider took, and those that have been sent since.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) links: Vec<IssuedLink>,
    /// Wrong tries since the signer was last unblocked, at most [`MAX_ATTEMPTS_PER_SIGNER`].
    pub(crate) wrong_tries: u8,
    /// When codes were asked for on the link page, within the last hour, oldest first.
    pub(crate) asked: Vec<Timestamp>,
    /// The newest redirect URL, while it may still be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) redirect: Option<IssuedRedirect>,
    /// Who came in at or before this is no longer inside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) void_before: Option<Timestamp>,
}

/// Credentials as they are stored, or were when a signer had one link and one code.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct StoredCredentials {
    links: Vec<IssuedLink>,
    link: Option<LinkDigest>,
    code: Option<IssuedCode>,
    wrong_tries: u8,
    asked: Vec<Timestamp>,
    redirect: Option<IssuedRedirect>,
    void_before: Option<Timestamp>,
}

impl From<StoredCredentials> for SignerCredentials {
    fn from(stored: StoredCredentials) -> Self {
        let only = stored.link.map(|digest| IssuedLink {
            digest,
            codes: stored.code.into_iter().collect(),
            sending: None,
        });
        Self {
            links: only.into_iter().chain(stored.links).collect(),
            wrong_tries: stored.wrong_tries,
            asked: stored.asked,
            redirect: stored.redirect,
            void_before: stored.void_before,
        }
    }
}

impl SignerCredentials {
    /// Whether so many wrong codes were tried that nothing opens until the sender lifts it.
    #[must_use]
    pub const fn is_locked(&self) -> bool {
        self.wrong_tries >= MAX_ATTEMPTS_PER_SIGNER
    }

    /// The link that codes are bound to which come by themselves: the newest that a provider took, or the newest.
    #[must_use]
    pub fn link(&self) -> Option<&LinkDigest> {
        let taken = self.links.iter().rev().find(|link| link.sending.is_none());
        taken.or(self.links.last()).map(|link| &link.digest)
    }

    /// The links that open.
    pub fn links(&self) -> impl Iterator<Item = &LinkDigest> {
        self.links.iter().map(|link| &link.digest)
    }

    /// The codes on record, be they expired or not.
    pub fn codes(&self) -> impl Iterator<Item = &IssuedCode> {
        self.links.iter().flat_map(|link| &link.codes)
    }

    /// Whether a provider took a message with a link that still opens.
    pub(crate) fn has_arrived(&self) -> bool {
        self.links.iter().any(|link| link.sending.is_none())
    }

    pub(crate) fn opens(&self, link: &LinkDigest) -> bool {
        self.links().any(|known| known == link)
    }

    pub(crate) fn link_mut(&mut self, digest: &LinkDigest) -> Option<&mut IssuedLink> {
        self.links.iter_mut().find(|link| link.digest == *digest)
    }

    /// A link that a message is about to carry; those before it open until a provider takes it.
    pub(crate) fn add_link(&mut self, digest: LinkDigest, sending: Notification) {
        if self.links.len() >= MAX_LINKS
            && let Some(place) = self.links.iter().position(|link| link.sending.is_some())
        {
            self.links.remove(place);
        }
        self.links.push(IssuedLink {
            digest,
            codes: Vec::new(),
            sending: Some(sending),
        });
    }

    /// A code that a message is about to carry: of the link in the same message, or of the one that was taken. Those before
    /// it open until a provider takes it.
    pub(crate) fn add_code(&mut self, code: IssuedCode, at: Timestamp) {
        let own = self.links.last().map(|link| (link.digest, link.sending));
        let digest = match own {
            Some((digest, sending)) if sending.is_some() && sending == code.sending => Some(digest),
            _ => self.link().copied(),
        };
        if let Some(link) = digest.and_then(|digest| self.link_mut(&digest)) {
            link.add(code, at);
        }
    }

    /// A code that was asked for on a link's page: it replaces those that were tried in vain, and no other.
    pub(crate) fn add_requested_code(
        &mut self,
        link: &LinkDigest,
        code: IssuedCode,
        at: Timestamp,
    ) {
        if let Some(link) = self.link_mut(link) {
            link.codes.retain(|known| known.wrong_tries == 0);
            link.add(code, at);
        }
    }

    /// A provider took a message: what it carries takes the place of all before it.
    pub(crate) fn was_taken(&mut self, notification: Notification) {
        let is_its = |sending: Option<Notification>| sending == Some(notification);
        if let Some(place) = self.links.iter().rposition(|link| is_its(link.sending)) {
            self.links[place].sending = None;
            self.links.drain(..place);
        }
        for link in &mut self.links {
            if let Some(place) = link.codes.iter().rposition(|code| is_its(code.sending)) {
                link.codes[place].sending = None;
                link.codes.drain(..place);
            }
        }
    }

    /// The codes of a link that would open at `now`.
    pub(crate) fn live_codes(&self, link: &LinkDigest, now: Timestamp) -> Vec<&IssuedCode> {
        let links = self.links.iter().filter(|known| known.digest == *link);
        let codes = links.flat_map(|link| &link.codes);
        codes.filter(|code| now < code.expires_at).collect()
    }

    /// A code was used: it and those before it open no more.
    pub(crate) fn was_used(&mut self, link: &LinkDigest, code: CodeId) {
        if let Some(link) = self.link_mut(link)
            && let Some(place) = link.codes.iter().position(|known| known.id == code)
        {
            link.codes.drain(..=place);
        }
    }

    /// A wrong code was tried on a link: each of its codes has one try fewer, and when the signer is locked none opens.
    pub(crate) fn was_tried_in_vain(&mut self, link: &LinkDigest, at: Timestamp) {
        self.wrong_tries += 1;
        if self.is_locked() {
            self.links.iter_mut().for_each(|link| link.codes.clear());
        } else if let Some(link) = self.link_mut(link) {
            for code in &mut link.codes {
                code.wrong_tries += u8::from(at < code.expires_at);
            }
            link.codes
                .retain(|code| code.wrong_tries < MAX_ATTEMPTS_PER_CODE);
        }
    }

    /// Clears away the code of this id if it is over.
    pub(crate) fn expire(&mut self, code: CodeId, at: Timestamp) -> bool {
        let mut is_over = false;
        for link in &mut self.links {
            link.codes.retain(|known| {
                let goes = known.id == code && known.expires_at <= at;
                is_over |= goes;
                !goes
            });
        }
        is_over
    }

    /// The newest redirect URL, while it was not used.
    #[must_use]
    pub const fn redirect(&self) -> Option<&IssuedRedirect> {
        self.redirect.as_ref()
    }

    /// Kills links, codes, redirect URL and every visit that was opened by them.
    pub(crate) fn revoke(&mut self, at: Timestamp) {
        *self = Self {
            wrong_tries: self.wrong_tries,
            asked: std::mem::take(&mut self.asked),
            void_before: Some(at),
            ..Self::default()
        };
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
