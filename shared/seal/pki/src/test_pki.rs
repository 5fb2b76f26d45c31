//! The declared test PKI: a root that nobody should trust, and seals issued by it. For tests and local stacks only.

mod authority;
mod key;
pub mod refusals;
pub mod samples;

use std::{str::FromStr as _, time::Duration};

use const_oid::{AssociatedOid, ObjectIdentifier};
use der::{Decode as _, EncodePem as _, pem::LineEnding};
use p256::{
    SecretKey,
    ecdsa::{DerSignature, SigningKey},
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _},
};
use spki::SubjectPublicKeyInfoOwned;
use x509_cert::{
    builder::{Builder as _, CertificateBuilder, Profile},
    ext::{AsExtension, Extension, pkix::ExtendedKeyUsage},
    name::Name,
    serial_number::SerialNumber,
    time::{Time, Validity},
};

pub use authority::TestAuthority;
pub use key::{TestKey, TestPkiError};

use key::failed;

use crate::chain::CertificateChain;

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
