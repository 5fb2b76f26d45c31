//! Digests (FIPS 180-4, FIPS 202): their algorithms, and those of a file that several signatures are each over nearly
//! all of.

use std::{borrow::Cow, cell::RefCell};

use const_oid::{AssociatedOid, ObjectIdentifier};
use sha2::Digest as _;
use spki::AlgorithmIdentifierOwned;

/// A digest algorithm. All but three are read and never written; until when each is believed is a matter of policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestAlgorithm {
    /// SHA-1 (FIPS 180-4): broken for signatures; to say of an old one what it says of itself.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SHA3-256 (FIPS 202).
    Sha3_256,
    /// SHA3-384.
    Sha3_384,
    /// SHA3-512.
    Sha3_512,
}

/// Does the same with the type of whichever algorithm it is.
macro_rules! with_digest {
    ($algorithm:expr, $name:ident => $do:expr) => {
        match $algorithm {
            $crate::digest::DigestAlgorithm::Sha1 => with_digest!(@ sha1::Sha1, $name => $do),
            $crate::digest::DigestAlgorithm::Sha224 => with_digest!(@ sha2_padding::Sha224, $name => $do),
            $crate::digest::DigestAlgorithm::Sha256 => with_digest!(@ sha2_padding::Sha256, $name => $do),
            $crate::digest::DigestAlgorithm::Sha384 => with_digest!(@ sha2_padding::Sha384, $name => $do),
            $crate::digest::DigestAlgorithm::Sha512 => with_digest!(@ sha2_padding::Sha512, $name => $do),
            $crate::digest::DigestAlgorithm::Sha3_256 => with_digest!(@ sha3::Sha3_256, $name => $do),
            $crate::digest::DigestAlgorithm::Sha3_384 => with_digest!(@ sha3::Sha3_384, $name => $do),
            $crate::digest::DigestAlgorithm::Sha3_512 => with_digest!(@ sha3::Sha3_512, $name => $do),
        }
    };
    (@ $type:ty, $name:ident => $do:expr) => {{
        type $name = $type;
        $do
    }};
}

pub(crate) use with_digest;

impl DigestAlgorithm {
    const ALL: [Self; 8] = [
        Self::Sha1,
        Self::Sha224,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
        Self::Sha3_256,
        Self::Sha3_384,
        Self::Sha3_512,
    ];

    /// Its identifier.
    #[must_use]
    pub const fn oid(self) -> ObjectIdentifier {
        with_digest!(self, D => <D as AssociatedOid>::OID)
    }

    /// The algorithm of this identifier; `None` for one that is not known here.
    pub fn of(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.oid() == oid)
    }

    /// Its `AlgorithmIdentifier`, without parameters (RFC 5754 section 2).
    pub fn identifier(self) -> AlgorithmIdentifierOwned {
        AlgorithmIdentifierOwned {
            oid: self.oid(),
            parameters: None,
        }
    }

    /// The digest of these bytes, one part after the other.
    pub fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        fn of<D: sha2_padding::Digest>(parts: &[&[u8]]) -> Vec<u8> {
            parts
                .iter()
                .fold(D::new(), D::chain_update)
                .finalize()
                .to_vec()
        }
        match Running::new(self) {
            Some(running) => parts
                .iter()
                .fold(running, |running, part| running.then(part))
                .finish(),
            None => with_digest!(self, D => of::<D>(parts)),
        }
    }
}

/// A digest of which more is to come, by the SHA-2 that uses the processor's instructions on arm64 too, where the
/// generation that pads does not: what is large is hashed by it.
#[derive(Clone)]
enum Running {
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha512(sha2::Sha512),
}

impl Running {
    fn new(algorithm: DigestAlgorithm) -> Option<Self> {
        match algorithm {
            DigestAlgorithm::Sha256 => Some(Self::Sha256(sha2::Sha256::new())),
            DigestAlgorithm::Sha384 => Some(Self::Sha384(sha2::Sha384::new())),
            DigestAlgorithm::Sha512 => Some(Self::Sha512(sha2::Sha512::new())),
            _ => None,
        }
    }

    fn then(self, bytes: &[u8]) -> Self {
        match self {
            Self::Sha256(state) => Self::Sha256(state.chain_update(bytes)),
            Self::Sha384(state) => Self::Sha384(state.chain_update(bytes)),
            Self::Sha512(state) => Self::Sha512(state.chain_update(bytes)),
        }
    }

    fn finish(self) -> Vec<u8> {
        match self {
            Self::Sha256(state) => state.finalize().to_vec(),
            Self::Sha384(state) => state.finalize().to_vec(),
            Self::Sha512(state) => state.finalize().to_vec(),
        }
    }
}

/// How far the beginning of some bytes has been hashed, so that the next digest goes on from there: a seal and the
/// timestamps after it begin alike, and each is over nearly all of the file.
pub struct Beginnings<'b> {
    bytes: &'b [u8],
    reached: RefCell<Vec<(DigestAlgorithm, usize, Running)>>,
}

/// How many states are kept: more than the signatures of a file that take turns with their algorithms need.
const MAX_REACHED: usize = 16;

impl<'b> Beginnings<'b> {
    /// Of these bytes; nothing is hashed yet.
    #[must_use]
    pub const fn new(bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            reached: RefCell::new(Vec::new()),
        }
    }

    /// The digest of parts, of which the first is a beginning of the bytes. `None` where it is not, or the algorithm is
    /// one whose states are not kept.
    fn digest(&self, algorithm: DigestAlgorithm, parts: &[&[u8]]) -> Option<Vec<u8>> {
        let (first, rest) = parts.split_first()?;
        if first.len() > self.bytes.len() || !std::ptr::eq(first.as_ptr(), self.bytes.as_ptr()) {
            return None;
        }
        let mut reached = self.reached.borrow_mut();
        let known = reached
            .iter()
            .filter(|(of, length, _)| *of == algorithm && *length <= first.len());
        let (length, state) = match known.max_by_key(|(_, length, _)| *length) {
            Some((_, length, state)) => (*length, state.clone()),
            None => (0, Running::new(algorithm)?),
        };
        let state = state.then(&first[length..]);
        if reached.len() < MAX_REACHED && length < first.len() {
            reached.push((algorithm, first.len(), state.clone()));
        }
        Some(
            rest.iter()
                .fold(state, |state, part| state.then(part))
                .finish(),
        )
    }
}

/// How many bytes are copied to have them in one piece: attributes and certificates are shorter.
const MAX_COPIED: usize = 65_536;

/// What a signature is over: bytes, one part after the other.
#[derive(Clone, Copy)]
pub struct Message<'m> {
    parts: &'m [&'m [u8]],
    beginnings: Option<&'m Beginnings<'m>>,
}

impl<'m> Message<'m> {
    /// Parts of which the first may be a beginning that others have, too.
    #[must_use]
    pub const fn of_file(parts: &'m [&'m [u8]], beginnings: &'m Beginnings<'m>) -> Self {
        Self {
            parts,
            beginnings: Some(beginnings),
        }
    }

    /// The bytes.
    #[must_use]
    pub const fn parts(&self) -> &'m [&'m [u8]] {
        self.parts
    }

    /// The bytes in one piece. `None` for a file, and for parts that are too many to be copied: their digest is found
    /// from where others have come to.
    pub(crate) fn at_once(&self) -> Option<Cow<'m, [u8]>> {
        match self.parts {
            _ if self.beginnings.is_some() => None,
            [whole] => Some(Cow::Borrowed(whole)),
            parts => {
                let length: usize = parts.iter().map(|part| part.len()).sum();
                (length <= MAX_COPIED).then(|| Cow::Owned(parts.concat()))
            }
        }
    }

    /// Their digest.
    #[must_use]
    pub fn digest(&self, algorithm: DigestAlgorithm) -> Vec<u8> {
        let gone_on = self
            .beginnings
            .and_then(|beginnings| beginnings.digest(algorithm, self.parts));
        gone_on.unwrap_or_else(|| algorithm.digest(self.parts))
    }
}

impl<'m> From<&'m [&'m [u8]]> for Message<'m> {
    fn from(parts: &'m [&'m [u8]]) -> Self {
        Self {
            parts,
            beginnings: None,
        }
    }
}

impl<'m, const N: usize> From<&'m [&'m [u8]; N]> for Message<'m> {
    fn from(parts: &'m [&'m [u8]; N]) -> Self {
        Self {
            parts,
            beginnings: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_that_goes_on_from_a_beginning_is_the_one_of_the_whole() {
        let bytes: Vec<u8> = (0..4000_u32).map(|number| (number % 251) as u8).collect();
        let other = bytes.clone();
        let beginnings = Beginnings::new(&bytes);
        // Longer and shorter ones, the same again, and what is elsewhere though it reads alike.
        for (first, rest) in [
            (1000, 1100..2000),
            (2500, 2600..4000),
            (500, 600..700),
            (2500, 2500..2500),
            (0, 0..4000),
        ] {
            for algorithm in DigestAlgorithm::ALL {
                for begun in [&bytes[..first], &other[..first], &other[1..=first]] {
                    let parts = [begun, &bytes[rest.clone()]];
                    let said = Message::of_file(&parts, &beginnings).digest(algorithm);
                    assert_eq!(said, algorithm.digest(&parts), "{algorithm:?}, {first}");
                    assert_eq!(said, Message::from(&parts).digest(algorithm));
                }
            }
        }
        assert_eq!(
            beginnings.reached.borrow().len(),
            9,
            "three lengths, in three algorithms"
        );
    }
}
