//! The declared test PKI: a root that nobody should trust, and seals issued by it. For tests and local stacks only.

mod authority;
pub mod refusals;
pub mod samples;

use std::{str::FromStr as _, time::Duration};

use const_oid::{AssociatedOid, ObjectIdentifier};
use der::{Decode as _, EncodePem as _, pem::LineEnding};
use p256::{
    SecretKey,
    ecdsa::{DerSignature, SigningKey, signature::hazmat::PrehashSigner as _},
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _},
};
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use spki::SubjectPublicKeyInfoOwned;
use thiserror::Error;
use x509_cert::{
    builder::{Builder as _, CertificateBuilder, Profile},
    ext::{AsExtension, Extension, pkix::ExtendedKeyUsage},
    name::Name,
    serial_number::SerialNumber,
    time::{Time, Validity},
};

pub use authority::TestAuthority;

use crate::{chain::CertificateChain, digest::DigestAlgorithm, keys::SealingAlgorithm};

/// Why the test PKI could not do it.
#[derive(Debug, Error)]
#[error("the test PKI failed: {0}")]
pub struct TestPkiError(String);

fn failed(error: impl std::fmt::Display) -> TestPkiError {
    TestPkiError(error.to_string())
}

/// The root of the test PKI.
pub struct TestRoot {
    key: SigningKey,
    certificate_pem: String,
}

const ROOT: &str = "CN=Segl Test Root CA,O=Segl test PKI - do not trust,C=NO";
const AUTHORITY: &str = "CN=Segl Test TSA,O=Segl test PKI - do not trust,C=NO";
const LEAF: &str = "CN=Segl Test Seal,O=Segl test PKI - do not trust,C=NO";
const DAY: u64 = 24 * 60 * 60;

impl TestRoot {
    /// A new root with the key made of these random bytes, valid for ten years from `now`.
    ///
    /// # Errors
    /// When the bytes are no key, which is as good as impossible.
    pub fn new(random: [u8; 32], now: jiff::Timestamp) -> Result<Self, TestPkiError> {
        let key = SigningKey::from(SecretKey::from_slice(&random).map_err(failed)?);
        let (purposes, serial) = (Vec::new(), &random[..8]);
        let certificate_pem = issue(
            Profile::Root,
            ROOT,
            purposes,
            &public_key(&key)?,
            &key,
            serial,
            now,
            3650 * DAY,
        )?;
        Ok(Self {
            key,
            certificate_pem,
        })
    }

    /// The root's private key in PKCS #8 PEM, to be kept beside its certificate.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn key_pem(&self) -> Result<String, TestPkiError> {
        Ok(self
            .key
            .to_pkcs8_pem(LineEnding::LF)
            .map_err(failed)?
            .to_string())
    }

    /// The root's certificate in PEM: what a judge is told to trust.
    #[must_use]
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// The root that was kept.
    ///
    /// # Errors
    /// When the key cannot be read.
    pub fn load(key_pem: &str, certificate_pem: &str) -> Result<Self, TestPkiError> {
        let key = SigningKey::from_pkcs8_pem(key_pem).map_err(failed)?;
        Ok(Self {
            key,
            certificate_pem: certificate_pem.to_owned(),
        })
    }

    /// A chain, leaf first, for the sealing key with this public key (`SubjectPublicKeyInfo`, DER), valid for three
    /// years from `now`.
    ///
    /// # Errors
    /// When the public key cannot be read.
    pub fn issue_seal(
        &self,
        spki: &[u8],
        serial: [u8; 8],
        now: jiff::Timestamp,
    ) -> Result<String, TestPkiError> {
        let spki = SubjectPublicKeyInfoOwned::from_der(spki).map_err(failed)?;
        let issuer = Name::from_str(ROOT).map_err(failed)?;
        let profile = Profile::Leaf {
            issuer,
            enable_key_agreement: false,
            enable_key_encipherment: false,
        };
        let leaf = issue(
            profile,
            LEAF,
            Vec::new(),
            &spki,
            &self.key,
            &serial,
            now,
            1095 * DAY,
        )?;
        Ok(format!("{leaf}{}", self.certificate_pem))
    }

    /// A time-stamping authority with the key made of these random bytes, whose certificate ends after so many days.
    ///
    /// # Errors
    /// When the bytes are no key, which is as good as impossible.
    pub fn authority(
        &self,
        random: [u8; 32],
        now: jiff::Timestamp,
        days: u64,
    ) -> Result<TestAuthority, TestPkiError> {
        let key = TestKey::new(random)?;
        let spki = SubjectPublicKeyInfoOwned::from_der(&key.spki()?).map_err(failed)?;
        let issuer = Name::from_str(ROOT).map_err(failed)?;
        let profile = Profile::Leaf {
            issuer,
            enable_key_agreement: false,
            enable_key_encipherment: false,
        };
        let stamps = vec![const_oid::db::rfc5912::ID_KP_TIME_STAMPING];
        let leaf = issue(
            profile,
            AUTHORITY,
            stamps,
            &spki,
            &self.key,
            &random[..8],
            now,
            days * DAY,
        )?;
        let chain = CertificateChain::from_pem(&format!("{leaf}{}", self.certificate_pem))
            .map_err(failed)?;
        Ok(TestAuthority::new(key, chain))
    }
}

/// A sealing key in memory.
pub struct TestKey(Secret);

enum Secret {
    P256(SigningKey),
    P384(p384::ecdsa::SigningKey),
    Rsa(Box<RsaPrivateKey>),
}

impl TestKey {
    /// The P-256 key made of these random bytes.
    ///
    /// # Errors
    /// When the bytes are no key, which is as good as impossible.
    pub fn new(random: [u8; 32]) -> Result<Self, TestPkiError> {
        Self::of(SealingAlgorithm::EcdsaP256, random)
    }

    /// The key of this kind made of these random bytes; an RSA key has 3072 bits.
    ///
    /// # Errors
    /// When the bytes are no key, which is as good as impossible.
    pub fn of(algorithm: SealingAlgorithm, random: [u8; 32]) -> Result<Self, TestPkiError> {
        Ok(Self(match algorithm {
            SealingAlgorithm::EcdsaP256 => Secret::P256(SigningKey::from(
                SecretKey::from_slice(&random).map_err(failed)?,
            )),
            SealingAlgorithm::EcdsaP384 => {
                let long = DigestAlgorithm::Sha384.digest(&[&random]);
                Secret::P384(p384::SecretKey::from_slice(&long).map_err(failed)?.into())
            }
            SealingAlgorithm::Rsa => {
                let key = RsaPrivateKey::new(
                    &mut Stretched {
                        seed: random,
                        count: 0,
                    },
                    3072,
                )
                .map_err(failed)?;
                Secret::Rsa(Box::new(key))
            }
        }))
    }

    /// Its public key as `SubjectPublicKeyInfo` in DER.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn spki(&self) -> Result<Vec<u8>, TestPkiError> {
        let document = match &self.0 {
            Secret::P256(key) => key.verifying_key().to_public_key_der(),
            Secret::P384(key) => key.verifying_key().to_public_key_der(),
            Secret::Rsa(key) => key.to_public_key().to_public_key_der(),
        };
        Ok(document.map_err(failed)?.into_vec())
    }

    /// The private key in PKCS #8 PEM.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn pem(&self) -> Result<String, TestPkiError> {
        let pem = match &self.0 {
            Secret::P256(key) => key.to_pkcs8_pem(LineEnding::LF),
            Secret::P384(key) => key.to_pkcs8_pem(LineEnding::LF),
            Secret::Rsa(key) => key.to_pkcs8_pem(LineEnding::LF),
        };
        Ok(pem.map_err(failed)?.to_string())
    }

    /// Its signature over a digest: ECDSA in DER, RSA by PKCS #1 v1.5 over SHA-256.
    ///
    /// # Errors
    /// When it cannot sign.
    pub fn sign(&self, digest: &[u8]) -> Result<Vec<u8>, TestPkiError> {
        Ok(match &self.0 {
            Secret::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign_prehash(digest).map_err(failed)?;
                signature.to_der().as_bytes().to_vec()
            }
            Secret::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign_prehash(digest).map_err(failed)?;
                signature.to_der().as_bytes().to_vec()
            }
            Secret::Rsa(key) => key
                .sign(Pkcs1v15Sign::new::<sha2_padding::Sha256>(), digest)
                .map_err(failed)?,
        })
    }
}

/// Random bytes out of few, for making a test key of them: SHA-256 of the seed and a counter.
struct Stretched {
    seed: [u8; 32],
    count: u64,
}

impl rand_core::RngCore for Stretched {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            self.count += 1;
            let block = DigestAlgorithm::Sha256.digest(&[&self.seed, &self.count.to_be_bytes()]);
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl rand_core::CryptoRng for Stretched {}

/// A public key (`SubjectPublicKeyInfo` in DER) in PEM (RFC 7468 section 13).
///
/// # Errors
/// When it is no public key.
pub fn public_key_pem(spki: &[u8]) -> Result<String, TestPkiError> {
    SubjectPublicKeyInfoOwned::from_der(spki)
        .and_then(|key| key.to_pem(LineEnding::LF))
        .map_err(failed)
}

fn public_key(key: &SigningKey) -> Result<SubjectPublicKeyInfoOwned, TestPkiError> {
    let der = key.verifying_key().to_public_key_der().map_err(failed)?;
    SubjectPublicKeyInfoOwned::from_der(der.as_bytes()).map_err(failed)
}

/// An extended key usage that must be understood.
struct Critical(ExtendedKeyUsage);

impl AssociatedOid for Critical {
    const OID: ObjectIdentifier = ExtendedKeyUsage::OID;
}

impl der::Encode for Critical {
    fn encoded_len(&self) -> der::Result<der::Length> {
        self.0.encoded_len()
    }

    fn encode(&self, encoder: &mut impl der::Writer) -> der::Result<()> {
        self.0.encode(encoder)
    }
}

impl AsExtension for Critical {
    fn critical(&self, _: &Name, _: &[Extension]) -> bool {
        true
    }
}

fn issue(
    profile: Profile,
    subject: &str,
    purposes: Vec<ObjectIdentifier>,
    spki: &SubjectPublicKeyInfoOwned,
    signer: &SigningKey,
    serial: &[u8],
    now: jiff::Timestamp,
    seconds: u64,
) -> Result<String, TestPkiError> {
    // An hour back, for clocks that differ.
    let start = u64::try_from(now.as_second())
        .unwrap_or(0)
        .saturating_sub(3600);
    let time = |seconds: u64| -> Result<Time, TestPkiError> {
        let time =
            der::asn1::UtcTime::from_unix_duration(Duration::from_secs(seconds)).map_err(failed)?;
        Ok(Time::UtcTime(time))
    };
    let validity = Validity {
        not_before: time(start)?,
        not_after: time(start + seconds)?,
    };
    let serial = SerialNumber::new(&[&[1], serial].concat()).map_err(failed)?;
    let subject = Name::from_str(subject).map_err(failed)?;
    let mut builder =
        CertificateBuilder::new(profile, serial, validity, subject, spki.clone(), signer)
            .map_err(failed)?;
    if !purposes.is_empty() {
        // RFC 3161 section 2.3: for timestamps alone, and critical.
        builder
            .add_extension(&Critical(ExtendedKeyUsage(purposes)))
            .map_err(failed)?;
    }
    let certificate = builder.build::<DerSignature>().map_err(failed)?;
    certificate.to_pem(LineEnding::LF).map_err(failed)
}
