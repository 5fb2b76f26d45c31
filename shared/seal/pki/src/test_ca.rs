//! A small certificate authority for tests, which makes what a real one must not: certificates, lists and OCSP answers of
//! any content, written by hand in DER.

use jiff::{SignedDuration, Timestamp};

use crate::{
    ber::{element, tag},
    certificate::X509Certificate,
    digest::DigestAlgorithm,
    keys::SealingAlgorithm,
    test_pki::{TestKey, samples::NOW},
};

/// Identifiers, as their content octets.
pub mod id {
    pub const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
    pub const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
    pub const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
    pub const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x1e];
    pub const CRL_POINTS: &[u8] = &[0x55, 0x1d, 0x1f];
    pub const ISSUING_POINT: &[u8] = &[0x55, 0x1d, 0x1c];
    pub const DELTA: &[u8] = &[0x55, 0x1d, 0x1b];
    pub const CRL_NUMBER: &[u8] = &[0x55, 0x1d, 0x14];
    pub const REASON: &[u8] = &[0x55, 0x1d, 0x15];
    pub const AUTHORITY_ACCESS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
    pub const OCSP: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1];
    pub const CA_ISSUERS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 2];
    pub const NO_CHECK: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 5];
    pub const OCSP_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 9];
    pub const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];
    pub const EXPIRED_ON_LIST: &[u8] = &[0x55, 0x1d, 60];
    pub const CERTIFICATE_ISSUER: &[u8] = &[0x55, 0x1d, 29];
    pub const ARCHIVE_CUTOFF: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 6];
    /// Nobody's.
    pub const UNKNOWN: &[u8] = &[0x2b, 6, 1, 4, 1, 0x81, 0xfd, 0x58, 9];
    pub const ECDSA_SHA_256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    pub const SHA_1: &[u8] = &[0x2b, 0x0e, 3, 2, 0x1a];
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(tag::SEQUENCE, &parts.concat())
}

pub fn integer(value: u64) -> Vec<u8> {
    let bytes = [&[0], &value.to_be_bytes()[..]].concat();
    element(tag::INTEGER, crate::ber::shortest(&bytes))
}

pub fn time(at: Timestamp) -> Vec<u8> {
    let text = at
        .to_zoned_datetime(jiff::tz::TimeZone::UTC)
        .strftime("%Y%m%d%H%M%SZ")
        .to_string();
    element(tag::GENERALIZED_TIME, text.as_bytes())
}

/// A name with this common name, in UTF-8.
pub fn name(common: &str) -> Vec<u8> {
    name_in(0x0c, common)
}

/// A name with this common name, in a string of this type.
pub fn name_in(kind: u8, common: &str) -> Vec<u8> {
    let part = sequence(&[
        &element(tag::OID, &[0x55, 4, 3]),
        &element(kind, common.as_bytes()),
    ]);
    sequence(&[&element(tag::SET, &part)])
}

pub fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
    sequence(&[
        &element(tag::OID, oid),
        critical,
        &element(tag::OCTET_STRING, value),
    ])
}

pub fn basic_constraints(longest: Option<u64>) -> Vec<u8> {
    let longest = longest.map(integer).unwrap_or_default();
    extension(
        id::BASIC_CONSTRAINTS,
        true,
        &sequence(&[&[1, 1, 0xff], &longest]),
    )
}

/// Key usage by its bits: 0 digitalSignature, 1 nonRepudiation, 5 keyCertSign, 6 cRLSign.
pub fn key_usage(bits: &[u8]) -> Vec<u8> {
    let octet = bits.iter().fold(0_u8, |octet, bit| octet | 0x80 >> bit);
    extension(
        id::KEY_USAGE,
        true,
        &[3, 2, octet.trailing_zeros().try_into().expect("few"), octet],
    )
}

pub fn extended_key_usage(purpose: &[u8]) -> Vec<u8> {
    extension(
        id::EXTENDED_KEY_USAGE,
        // RFC 3161 section 2.3.
        purpose == id::TIME_STAMPING,
        &sequence(&[&element(tag::OID, purpose)]),
    )
}

/// Where to ask about the certificate by OCSP.
pub fn ocsp_at(address: &str) -> Vec<u8> {
    let access = sequence(&[
        &element(tag::OID, id::OCSP),
        &element(0x86, address.as_bytes()),
    ]);
    extension(id::AUTHORITY_ACCESS, false, &sequence(&[&access]))
}

/// Where the issuer's certificate is.
pub fn issuer_at(address: &str) -> Vec<u8> {
    let access = sequence(&[
        &element(tag::OID, id::CA_ISSUERS),
        &element(0x86, address.as_bytes()),
    ]);
    extension(id::AUTHORITY_ACCESS, false, &sequence(&[&access]))
}

/// Where the list of revoked certificates is.
pub fn list_at(address: &str) -> Vec<u8> {
    let point = element(0xa0, &element(0xa0, &element(0x86, address.as_bytes())));
    extension(id::CRL_POINTS, false, &sequence(&[&sequence(&[&point])]))
}

/// What a certificate says.
#[derive(Clone)]
pub struct Template {
    pub subject: Vec<u8>,
    pub serial: u64,
    pub from: Timestamp,
    pub until: Timestamp,
    pub extensions: Vec<Vec<u8>>,
}

impl Template {
    /// An authority's.
    pub fn authority(common: &str) -> Self {
        Self::with(common, vec![basic_constraints(None), key_usage(&[5, 6])])
    }

    /// Somebody's who signs, with a place to ask about it.
    pub fn signer(common: &str) -> Self {
        Self::with(
            common,
            vec![key_usage(&[0, 1]), list_at("http://ca.test/list")],
        )
    }

    /// An OCSP responder's.
    pub fn responder(common: &str) -> Self {
        let purpose = extended_key_usage(id::OCSP_SIGNING);
        Self::with(
            common,
            vec![
                key_usage(&[0]),
                purpose,
                extension(id::NO_CHECK, false, &[5, 0]),
            ],
        )
    }

    pub fn with(common: &str, extensions: Vec<Vec<u8>>) -> Self {
        let days = |days: i64| SignedDuration::from_hours(24 * days);
        Self {
            subject: name(common),
            serial: 1,
            from: NOW - days(365),
            until: NOW + days(365),
            extensions,
        }
    }

    pub fn serial(mut self, serial: u64) -> Self {
        self.serial = serial;
        self
    }

    pub fn valid(mut self, from: Timestamp, until: Timestamp) -> Self {
        (self.from, self.until) = (from, until);
        self
    }

    pub fn and(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }
}

/// A key and its certificate.
pub struct Holder {
    pub key: TestKey,
    pub certificate: X509Certificate,
}

/// A key made of this number.
pub fn key(seed: u8) -> TestKey {
    TestKey::new([seed; 32]).expect("a key")
}

/// `SEQUENCE { toBeSigned, algorithm, signature }` with more after it.
pub fn signed(tbs: &[u8], by: &TestKey, more: &[u8]) -> Vec<u8> {
    let digest = SealingAlgorithm::EcdsaP256.digest().digest(&[tbs]);
    let signature = [&[0], &by.sign(&digest).expect("a signature")[..]].concat();
    sequence(&[tbs, &ecdsa(), &element(0x03, &signature), more])
}

fn ecdsa() -> Vec<u8> {
    sequence(&[&element(tag::OID, id::ECDSA_SHA_256)])
}

/// The bytes of a certificate.
pub fn certificate(template: &Template, spki: &[u8], issuer: &[u8], by: &TestKey) -> Vec<u8> {
    let extensions = element(0xa3, &sequence(&[&template.extensions.concat()]));
    let tbs = sequence(&[
        &element(0xa0, &integer(2)),
        &integer(template.serial),
        &ecdsa(),
        issuer,
        &sequence(&[&time(template.from), &time(template.until)]),
        &template.subject,
        spki,
        if template.extensions.is_empty() {
            &[]
        } else {
            &extensions
        },
    ]);
    signed(&tbs, by, &[])
}

impl Holder {
    /// One that signs its own certificate.
    pub fn root(common: &str, seed: u8) -> Self {
        let (key, template) = (key(seed), Template::authority(common));
        let spki = key.spki().expect("a public key");
        let der = certificate(&template, &spki, &template.subject, &key);
        Self {
            certificate: X509Certificate::from_der(&der).expect("a certificate"),
            key,
        }
    }

    /// One whose certificate this one issues.
    pub fn issue(&self, template: &Template, seed: u8) -> Self {
        let key = key(seed);
        let der = self.certificate_for(template, &key);
        Self {
            certificate: X509Certificate::from_der(&der).expect("a certificate"),
            key,
        }
    }

    /// The bytes of a certificate for a key.
    pub fn certificate_for(&self, template: &Template, key: &TestKey) -> Vec<u8> {
        certificate(
            template,
            &key.spki().expect("a public key"),
            &self.name(),
            &self.key,
        )
    }

    /// Its name, as it stands in its certificate.
    pub fn name(&self) -> Vec<u8> {
        der::Encode::to_der(&self.certificate.subject).expect("a name")
    }

    /// A list of revoked certificates.
    pub fn list(&self, list: &List) -> Vec<u8> {
        let entries: Vec<u8> = list.entries.concat();
        let tbs = sequence(&[
            &integer(1),
            &ecdsa(),
            &list.issuer.clone().unwrap_or_else(|| self.name()),
            &time(list.this_update),
            &list.next_update.map(time).unwrap_or_default(),
            &if entries.is_empty() {
                Vec::new()
            } else {
                sequence(&[&entries])
            },
            &element(0xa0, &sequence(&[&list.extensions.concat()])),
        ]);
        signed(&tbs, &self.key, &[])
    }

    /// An OCSP answer about a certificate that `issuer` has issued, with these certificates in it.
    pub fn answer(
        &self,
        answer: &Answer,
        about: &X509Certificate,
        issuer: &Self,
        with: &[&[u8]],
    ) -> Vec<u8> {
        let spki = &issuer
            .certificate
            .subject_public_key_info
            .subject_public_key;
        let hash =
            |bytes: &[u8]| element(tag::OCTET_STRING, &DigestAlgorithm::Sha1.digest(&[bytes]));
        let serial = element(tag::INTEGER, about.serial_number.as_bytes());
        let sha_1 = sequence(&[&element(tag::OID, id::SHA_1), &[5, 0]]);
        let id = sequence(&[
            &sha_1,
            &hash(&issuer.name()),
            &hash(spki.raw_bytes()),
            &serial,
        ]);
        let next = answer
            .next_update
            .map(|at| element(0xa0, &time(at)))
            .unwrap_or_default();
        let single = element(0xa1, &sequence(&[&answer.extensions.concat()]));
        let single = if answer.extensions.is_empty() {
            Vec::new()
        } else {
            single
        };
        let own = &self.certificate.subject_public_key_info;
        let made_by = if answer.is_by_key {
            element(0xa2, &hash(own.subject_public_key.raw_bytes()))
        } else {
            element(0xa1, &self.name())
        };
        let data = sequence(&[
            &made_by,
            &time(answer.produced_at),
            &sequence(&[&sequence(&[
                &id,
                &answer.status,
                &time(answer.this_update),
                &next,
                &single,
            ])]),
        ]);
        let certificates = element(0xa0, &sequence(&[&with.concat()]));
        let basic = signed(
            &data,
            &self.key,
            if with.is_empty() { &[] } else { &certificates },
        );
        let kind = element(tag::OID, &[0x2b, 6, 1, 5, 5, 7, 48, 1, 1]);
        let bytes = sequence(&[&kind, &element(tag::OCTET_STRING, &basic)]);
        sequence(&[&[0x0a, 1, 0], &element(0xa0, &bytes)])
    }
}

/// What a list says.
#[derive(Clone)]
pub struct List {
    pub issuer: Option<Vec<u8>>,
    pub this_update: Timestamp,
    pub next_update: Option<Timestamp>,
    pub entries: Vec<Vec<u8>>,
    pub extensions: Vec<Vec<u8>>,
}

impl Default for List {
    /// An empty one, of now.
    fn default() -> Self {
        Self {
            issuer: None,
            this_update: NOW - SignedDuration::from_hours(1),
            next_update: Some(NOW + SignedDuration::from_hours(24)),
            entries: Vec::new(),
            extensions: vec![extension(id::CRL_NUMBER, false, &integer(1))],
        }
    }
}

/// An entry of a list.
pub fn revoked(serial: u64, at: Timestamp, extensions: &[Vec<u8>]) -> Vec<u8> {
    let extensions = if extensions.is_empty() {
        Vec::new()
    } else {
        sequence(&[&extensions.concat()])
    };
    sequence(&[&integer(serial), &time(at), &extensions])
}

/// What an OCSP answer says.
#[derive(Clone)]
pub struct Answer {
    pub status: Vec<u8>,
    pub this_update: Timestamp,
    pub next_update: Option<Timestamp>,
    pub produced_at: Timestamp,
    pub extensions: Vec<Vec<u8>>,
    /// Whether whoever makes it is named by the key, not by the name.
    pub is_by_key: bool,
}

impl Answer {
    pub fn good() -> Self {
        Self {
            status: vec![0x80, 0],
            this_update: NOW - SignedDuration::from_hours(1),
            next_update: Some(NOW + SignedDuration::from_hours(24)),
            produced_at: NOW - SignedDuration::from_hours(1),
            extensions: Vec::new(),
            is_by_key: false,
        }
    }

    pub fn revoked(at: Timestamp) -> Self {
        Self {
            status: element(0xa1, &time(at)),
            ..Self::good()
        }
    }

    pub fn unknown() -> Self {
        Self {
            status: vec![0x82, 0],
            ..Self::good()
        }
    }
}
