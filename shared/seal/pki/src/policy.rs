//! What is believed, and until when: the constraints of a validation (EN 319 102-1 clause 5.1.4), as data.

use const_oid::ObjectIdentifier;
use jiff::{SignedDuration, Timestamp};

use crate::{
    digest::DigestAlgorithm,
    keys::{KeyFamily, PublicKey},
};

/// How long a digest algorithm is believed for signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigestRule {
    /// The algorithm.
    pub algorithm: DigestAlgorithm,
    /// Until when; [`Timestamp::MAX`] while nobody says.
    pub reliable_until: Timestamp,
}

/// How long keys of a family that have at least this size are believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyRule {
    /// The family.
    pub family: KeyFamily,
    /// The smallest size, in bits.
    pub min_bits: usize,
    /// Until when; [`Timestamp::MAX`] while nobody says.
    pub reliable_until: Timestamp,
}

/// The constraints that signatures, certificates and answers about them are held to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationPolicy {
    /// By how much clocks may differ.
    pub clock_skew: SignedDuration,
    /// The digest algorithms that are believed at all.
    pub digests: Vec<DigestRule>,
    /// The keys that are believed at all. Of several rules that a key meets, the one that lasts longest holds.
    pub keys: Vec<KeyRule>,
    /// How old an answer about a revocation may be at the time that is asked about, within its own validity
    /// (EN 319 102-1 clause 5.2.5). `None`: as long as it says itself.
    pub max_revocation_age: Option<SignedDuration>,
    /// Whether an answer about a timestamp authority's certificate must still be fresh when the newest timestamp is
    /// validated. If not, it is enough that it was fresh at the time that the timestamp says, until the certificate itself
    /// ends: a file is then valid between two renewals without anybody being asked, as EU DSS has it by default.
    pub fresh_answers_about_timestamps: bool,
    /// The certificate policies that are asked for; none: any (RFC 5280 section 6.1.1 (c)).
    pub initial_policies: Vec<ObjectIdentifier>,
    /// Whether one of them must be valid all the way (RFC 5280 section 6.1.1 (f)).
    pub require_explicit_policy: bool,
    /// Whether policies may not stand for one another (RFC 5280 section 6.1.1 (e)).
    pub inhibit_policy_mapping: bool,
    /// Whether `anyPolicy` does not count (RFC 5280 section 6.1.1 (g)).
    pub inhibit_any_policy: bool,
}

/// The last moments of years, as ETSI TS 119 312 counts.
const END_OF_2009: Timestamp = Timestamp::constant(1_262_303_999, 0);
const END_OF_2016: Timestamp = Timestamp::constant(1_483_228_799, 0);
const END_OF_2025: Timestamp = Timestamp::constant(1_767_225_599, 0);
const END_OF_2028: Timestamp = Timestamp::constant(1_861_919_999, 0);

impl Default for ValidationPolicy {
    /// ETSI TS 119 312 for what is in use, with the dates at which its older editions gave SHA-1 and small keys up.
    fn default() -> Self {
        use DigestAlgorithm as D;
        let digest = |algorithm, reliable_until| DigestRule {
            algorithm,
            reliable_until,
        };
        let lasting = [
            D::Sha256,
            D::Sha384,
            D::Sha512,
            D::Sha3_256,
            D::Sha3_384,
            D::Sha3_512,
        ];
        let rsa = |min_bits, reliable_until| KeyRule {
            family: KeyFamily::Rsa,
            min_bits,
            reliable_until,
        };
        Self {
            clock_skew: SignedDuration::from_mins(5),
            digests: [digest(D::Sha1, END_OF_2009), digest(D::Sha224, END_OF_2025)]
                .into_iter()
                .chain(lasting.map(|one| digest(one, Timestamp::MAX)))
                .collect(),
            keys: vec![
                rsa(1024, END_OF_2009),
                rsa(1536, END_OF_2016),
                rsa(1900, END_OF_2028),
                rsa(3000, Timestamp::MAX),
                KeyRule {
                    family: KeyFamily::EllipticCurve,
                    min_bits: 256,
                    reliable_until: Timestamp::MAX,
                },
            ],
            max_revocation_age: None,
            fresh_answers_about_timestamps: false,
            initial_policies: Vec::new(),
            require_explicit_policy: false,
            inhibit_policy_mapping: false,
            inhibit_any_policy: false,
        }
    }
}

/// What a signature rests on.
#[derive(Clone, Debug, Default)]
pub struct Strength {
    /// Every digest algorithm that it relies on.
    pub digests: Vec<DigestAlgorithm>,
    /// The key's family and its size in bits; `None` where the key is not known.
    pub key: Option<(KeyFamily, usize)>,
}

impl Strength {
    /// What a signature with these digests and this key relies on.
    pub fn of(digests: impl IntoIterator<Item = DigestAlgorithm>, key: Option<&PublicKey>) -> Self {
        Self {
            digests: digests.into_iter().collect(),
            key: key.map(PublicKey::strength),
        }
    }
}

impl ValidationPolicy {
    /// Whether what a signature rests on was believed at this time.
    pub fn believes(&self, strength: &Strength, at: Timestamp) -> bool {
        strength.digests.iter().all(|digest| {
            self.digests
                .iter()
                .any(|rule| rule.algorithm == *digest && at <= rule.reliable_until)
        }) && strength.key.is_none_or(|(family, bits)| {
            self.keys.iter().any(|rule| {
                rule.family == family && bits >= rule.min_bits && at <= rule.reliable_until
            })
        })
    }

    /// Whether it counts that a certificate was revoked or suspended at this time: whenever that was stated, unless both that
    /// and the revocation came after all was archived (`poe_time`).
    pub fn speaks_against(
        &self,
        since: Timestamp,
        this_update: Timestamp,
        poe_time: Timestamp,
    ) -> bool {
        self.was_there(this_update, poe_time) || since <= poe_time
    }

    /// Whether something that says this time was there when all was archived (`poe_time`), as far as clocks agree.
    pub fn was_there(&self, said: Timestamp, poe_time: Timestamp) -> bool {
        said <= forth(poe_time, self.clock_skew)
    }

    /// Whether what says that a certificate was not revoked says so of this time: made before all was archived
    /// (`poe_time`), and for the time or later.
    pub fn is_fresh(
        &self,
        this_update: Timestamp,
        next_update: Option<Timestamp>,
        at: Timestamp,
        poe_time: Timestamp,
    ) -> bool {
        let is_of_the_time = this_update >= back(at, self.clock_skew)
            || next_update.is_some_and(|until| until >= at);
        let is_young = self
            .max_revocation_age
            .is_none_or(|age| this_update >= back(at, age));
        self.was_there(this_update, poe_time) && is_of_the_time && is_young
    }

    /// Whether what was stated at this time still tells of a certificate that ended at `not_after`: authorities may leave
    /// out what ended (RFC 5280 section 3.3, RFC 6960 section 2.2), unless they say from when on they kept it
    /// (`kept_since`: `expiredCertsOnCRL`, `archiveCutoff`; EN 319 102-1 clause 5.2.5).
    pub fn tells_of(
        &self,
        this_update: Timestamp,
        not_after: Timestamp,
        kept_since: Option<Timestamp>,
    ) -> bool {
        this_update <= forth(not_after, self.clock_skew)
            || kept_since.is_some_and(|since| since <= not_after)
    }
}

fn forth(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn back(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_sub(by).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_pki::samples::NOW;

    fn believed(digest: DigestAlgorithm, key: (KeyFamily, usize), at: Timestamp) -> bool {
        ValidationPolicy::default().believes(
            &Strength {
                digests: vec![digest],
                key: Some(key),
            },
            at,
        )
    }

    #[test]
    fn an_algorithm_is_believed_until_its_end_and_not_a_second_longer() {
        let (rsa, second) = ((KeyFamily::Rsa, 4096), SignedDuration::from_secs(1));
        for (digest, end) in [
            (DigestAlgorithm::Sha1, END_OF_2009),
            (DigestAlgorithm::Sha224, END_OF_2025),
        ] {
            assert!(
                believed(digest, rsa, end) && !believed(digest, rsa, end + second),
                "{digest:?}"
            );
        }
        for (bits, end) in [
            (1024, END_OF_2009),
            (1536, END_OF_2016),
            (1900, END_OF_2028),
        ] {
            let key = (KeyFamily::Rsa, bits);
            let digest = DigestAlgorithm::Sha256;
            assert!(
                believed(digest, key, end) && !believed(digest, key, end + second),
                "{bits}"
            );
            assert!(!believed(digest, (KeyFamily::Rsa, bits - 1), end), "{bits}");
        }
        assert!(believed(
            DigestAlgorithm::Sha3_512,
            (KeyFamily::Rsa, 3000),
            NOW
        ));
        assert!(believed(
            DigestAlgorithm::Sha256,
            (KeyFamily::EllipticCurve, 256),
            NOW
        ));
        assert!(!believed(
            DigestAlgorithm::Sha256,
            (KeyFamily::EllipticCurve, 255),
            NOW
        ));
        let policy = ValidationPolicy {
            digests: Vec::new(),
            ..ValidationPolicy::default()
        };
        assert!(!policy.believes(
            &Strength {
                digests: vec![DigestAlgorithm::Sha256],
                key: None
            },
            NOW
        ));
    }

    #[test]
    fn the_ends_are_the_ends_of_years() {
        for (end, said) in [
            (END_OF_2009, "2009-12-31T23:59:59Z"),
            (END_OF_2016, "2016-12-31T23:59:59Z"),
            (END_OF_2025, "2025-12-31T23:59:59Z"),
            (END_OF_2028, "2028-12-31T23:59:59Z"),
        ] {
            assert_eq!(end.to_string(), said);
        }
    }

    #[test]
    fn an_answer_is_fresh_for_the_time_that_it_says_and_was_made_before_it_was_kept() {
        let policy = ValidationPolicy::default();
        let hours = SignedDuration::from_hours;
        let (at, kept) = (NOW, NOW + hours(10));
        let fresh =
            |from: Timestamp, until: Option<Timestamp>| policy.is_fresh(from, until, at, kept);
        assert!(fresh(at - hours(24), Some(at)) && fresh(at - hours(24), Some(at + hours(1))));
        assert!(
            !fresh(at - hours(24), Some(at - SignedDuration::from_secs(1)))
                && !fresh(at - hours(24), None)
        );
        assert!(
            fresh(at - policy.clock_skew, None)
                && fresh(at + hours(9), None)
                && fresh(kept + policy.clock_skew, None)
        );
        assert!(!fresh(
            at - policy.clock_skew - SignedDuration::from_secs(1),
            None
        ));
        assert!(!fresh(
            kept + policy.clock_skew + SignedDuration::from_secs(1),
            None
        ));
        let strict = ValidationPolicy {
            max_revocation_age: Some(hours(12)),
            ..policy.clone()
        };
        assert!(strict.is_fresh(at - hours(12), Some(at), at, kept));
        assert!(!strict.is_fresh(at - hours(13), Some(at), at, kept));
    }
}
