//! Secrets that are shown once and kept only as digests: link tokens, session tokens, one-time codes.

use std::fmt;

use thiserror::Error;

use crate::digest::Digest;

/// Why a text is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a token of this service")]
pub struct NotAToken;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Writes 32 bytes as 43 characters of base64url without padding (RFC 4648 section 5).
fn spell(bytes: &[u8; 32]) -> String {
    let mut text = String::with_capacity(43);
    for chunk in bytes.chunks(3) {
        let word = chunk
            .iter()
            .fold(0u32, |word, byte| word << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(char::from(
                ALPHABET[(word >> (18 - 6 * place) & 63) as usize],
            ));
        }
    }
    text
}

/// Reads what [`spell`] wrote; any other spelling is refused.
fn read(text: &str) -> Option<[u8; 32]> {
    let mut bytes = Vec::with_capacity(33);
    for chunk in text.as_bytes().chunks(4) {
        let word = chunk.iter().try_fold(0u32, |word, letter| {
            ALPHABET
                .iter()
                .position(|known| known == letter)
                .map(|value| word << 6 | value as u32)
        })? << (6 * (4 - chunk.len()));
        bytes.extend_from_slice(&word.to_be_bytes()[1..chunk.len()]);
    }
    let bytes: [u8; 32] = bytes.try_into().ok()?;
    (spell(&bytes) == text).then_some(bytes)
}

macro_rules! tokens {
    ($($(#[$doc:meta])* $name:ident, $digest:ident, $tag:literal;)*) => {$(
        $(#[$doc])*
        #[doc = "\n\n256 random bits; `Debug` hides them and only the digest is stored."]
        #[derive(Clone)]
        pub struct $name([u8; 32]);

        #[doc = concat!("What is stored of a [`", stringify!($name), "`]: a tagged SHA-256.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $digest(Digest);

        impl $name {
            /// The token made of these random bytes.
            #[must_use]
            pub const fn new(random: [u8; 32]) -> Self {
                Self(random)
            }
            /// The token that this text spells.
            ///
            /// # Errors
            /// [`NotAToken`] for any other text.
            pub fn parse(text: &str) -> Result<Self, NotAToken> {
                read(text).map(Self).ok_or(NotAToken)
            }
            /// The token's 43 characters: the one way out, for the message or cookie that carries it.
            #[must_use]
            pub fn expose(&self) -> String {
                spell(&self.0)
            }
            /// What is stored and looked up.
            #[must_use]
            pub fn digest(&self) -> $digest {
                $digest(Digest::tagged($tag, &[&self.0]))
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
        impl fmt::Display for $digest {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl AsRef<Digest> for $digest {
            fn as_ref(&self) -> &Digest {
                &self.0
            }
        }
    )*};
}

tokens! {
    /// The secret in a signer's link.
    LinkToken, LinkDigest, "segl-link-token-v1";
    /// The secret in the cookie of a signer who entered a code.
    SessionToken, SessionDigest, "segl-session-token-v1";
    /// The secret in the redirect URL that a sender sends a signer to.
    RedirectToken, RedirectDigest, "segl-redirect-token-v1";
    /// The secret in the cookie of a browser in which an e-ID login was begun: state, nonce and code verifier are
    /// made of it.
    LoginToken, LoginDigest, "segl-login-token-v1";
    /// The secret in the address of a result that is shown once, to whoever uploaded the file.
    ValidationToken, ValidationDigest, "segl-validation-token-v1";
}

impl LoginToken {
    fn derive(&self, what: &str) -> String {
        spell(Digest::tagged(what, &[&self.0]).as_bytes())
    }
    /// The `state` of the authorization request (RFC 6749 section 10.12): only the browser that began can end.
    #[must_use]
    pub fn state(&self) -> String {
        self.derive("segl-login-state-v1")
    }
    /// The `nonce` of the authorization request (OpenID Connect Core 1.0 section 15.5.2).
    #[must_use]
    pub fn nonce(&self) -> String {
        self.derive("segl-login-nonce-v1")
    }
    /// The `code_verifier` (RFC 7636 section 4.1).
    #[must_use]
    pub fn code_verifier(&self) -> String {
        self.derive("segl-login-verifier-v1")
    }
}

/// What a keyed hash is spelled like in an address: 43 characters of base64url.
#[must_use]
pub fn spell_mac(mac: &[u8; 32]) -> String {
    spell(mac)
}

/// Six digits that, together with the link, let a signer in once.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeCode([u8; 6]);

impl OneTimeCode {
    /// The code that these random bytes choose, every code being equally likely; `None` when they fall into the
    /// remainder that would favour some codes, and new bytes are to be drawn.
    #[must_use]
    pub fn choose(random: [u8; 4]) -> Option<Self> {
        const CODES: u32 = 1_000_000;
        let number = u32::from_be_bytes(random);
        (number < u32::MAX - u32::MAX % CODES).then(|| {
            let text = format!("{:06}", number % CODES);
            Self(
                text.as_bytes()
                    .try_into()
                    .expect("a number below a million has six digits"),
            )
        })
    }

    /// The code that a person typed, spaces and a dash between the digits forgiven.
    ///
    /// # Errors
    /// [`NotAToken`] when what is left is not six digits.
    pub fn parse(text: &str) -> Result<Self, NotAToken> {
        let digits: Vec<u8> = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| u8::try_from(c).unwrap_or(0))
            .collect();
        match <[u8; 6]>::try_from(digits) {
            Ok(digits) if digits.iter().all(u8::is_ascii_digit) => Ok(Self(digits)),
            _ => Err(NotAToken),
        }
    }

    /// The six digits: the one way out, for the message that carries them.
    #[must_use]
    pub fn expose(&self) -> String {
        self.0.iter().copied().map(char::from).collect()
    }

    /// What the code key authenticates: the code bound to its link. The keyed hash of this is all that is stored.
    #[must_use]
    pub fn bound_to(&self, link: &LinkDigest) -> [u8; 32] {
        *Digest::tagged(
            "segl-one-time-code-v1",
            &[link.as_ref().as_bytes(), &self.0],
        )
        .as_bytes()
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode(hidden)")
    }
}

/// What is stored of a one-time code: a keyed hash (HMAC-SHA-256, RFC 2104) of the code and its link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct CodeDigest(Digest);

impl CodeDigest {
    /// The keyed hash that the code key made.
    #[must_use]
    pub const fn new(mac: [u8; 32]) -> Self {
        Self(Digest::from_bytes(mac))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_is_not_printed() {
        let token = LinkToken::new([0xA5; 32]);
        let text = token.expose();
        assert_eq!(text.len(), 43);
        assert_eq!(
            LinkToken::parse(&text).map(|t| t.digest()),
            Ok(token.digest())
        );
        assert!(!format!("{token:?}").contains(&text));
    }

    #[test]
    fn the_spelling_is_base64url() {
        assert_eq!(LinkToken::new([0; 32]).expose(), "A".repeat(43));
        assert_eq!(
            LinkToken::new([0xFF; 32]).expose(),
            format!("{}8", "_".repeat(42))
        );
    }

    #[test]
    fn another_spelling_of_the_same_bytes_is_refused() {
        let text = format!("{}9", "_".repeat(42));
        assert!(LinkToken::parse(&text).is_err());
        assert!(LinkToken::parse("").is_err());
        assert!(LinkToken::parse(&"æ".repeat(43)).is_err());
    }

    #[test]
    fn a_link_and_a_session_of_the_same_bytes_have_different_digests() {
        assert_ne!(
            LinkToken::new([1; 32]).digest().to_string(),
            SessionToken::new([1; 32]).digest().to_string()
        );
    }

    #[test]
    fn a_code_is_six_digits_however_typed() {
        assert_eq!(
            OneTimeCode::parse(" 123 456 ").map(|c| c.expose()),
            Ok("123456".to_owned())
        );
        for bad in ["12345", "1234567", "12345a", "１２３４５６", ""] {
            assert!(OneTimeCode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_remainder_is_drawn_again() {
        assert_eq!(OneTimeCode::choose([0xFF; 4]), None);
        assert_eq!(
            OneTimeCode::choose([0; 4]).map(|c| c.expose()),
            Some("000000".to_owned())
        );
    }

    #[test]
    fn a_code_belongs_to_its_link() {
        let code = OneTimeCode::choose([0, 0, 0, 7]).expect("seven is no remainder");
        let bound = |byte| code.bound_to(&LinkToken::new([byte; 32]).digest());
        assert_ne!(bound(1), bound(2));
    }
}
