//! Writes CMS signatures and timestamps, each part of them as the test says (RFC 5652, RFC 3161).

use super::*;

pub(super) const OID_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
pub(super) const OID_SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
pub(super) const OID_CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
pub(super) const OID_MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
pub(super) const OID_SIGNING_CERTIFICATE_V2: &[u8] =
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 47];
pub(super) const OID_TIMESTAMP: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14];
pub(super) const OID_CONTENT_TIMESTAMP: &[u8] =
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 20];
pub(super) const OID_TST_INFO: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 1, 4];
pub(super) const OID_ADOBE_ARCHIVE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x2f, 1, 1, 8];
pub(super) const SHA_256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];

pub(super) fn sha_256(parts: &[&[u8]]) -> Vec<u8> {
    DigestAlgorithm::Sha256.digest(parts)
}

pub(super) fn algorithm(oid: &[u8]) -> Vec<u8> {
    sequence(&[&element(tag::OID, oid)])
}

pub(super) fn attribute(oid: &[u8], value: &[u8]) -> Vec<u8> {
    sequence(&[&element(tag::OID, oid), &element(tag::SET, value)])
}

/// A signature by somebody, of something.
#[derive(Clone)]
pub(super) struct Made<'h> {
    pub(super) by: &'h Holder,
    pub(super) content_type: &'static [u8],
    pub(super) content: Option<Vec<u8>>,
    /// The signed attributes, in their order; none at all when there are none.
    pub(super) signed: Vec<Vec<u8>>,
    pub(super) unsigned: Vec<Vec<u8>>,
    pub(super) certificates: Vec<Vec<u8>>,
    pub(super) crls: Vec<u8>,
    pub(super) version: u64,
    pub(super) signer_version: u64,
    pub(super) announced: Vec<u8>,
    /// Whether the attributes are hashed as they stand.
    pub(super) as_they_stand: bool,
}

impl<'h> Made<'h> {
    pub(super) fn of(digest: &[u8], by: &'h Holder) -> Self {
        let named = sequence(&[&element(
            tag::OCTET_STRING,
            &sha_256(&[by.certificate.der()]),
        )]);
        Self {
            by,
            content_type: OID_DATA,
            content: None,
            signed: vec![
                attribute(OID_CONTENT_TYPE, &element(tag::OID, OID_DATA)),
                attribute(OID_MESSAGE_DIGEST, &element(tag::OCTET_STRING, digest)),
                attribute(
                    OID_SIGNING_CERTIFICATE_V2,
                    &sequence(&[&sequence(&[&named])]),
                ),
            ],
            unsigned: Vec::new(),
            certificates: vec![by.certificate.der().to_vec()],
            crls: Vec::new(),
            version: 1,
            signer_version: 1,
            announced: algorithm(SHA_256),
            as_they_stand: false,
        }
    }

    /// The signature's own value and its `ContentInfo`.
    pub(super) fn write(&self) -> (Vec<u8>, Vec<u8>) {
        let mut sorted = self.signed.clone();
        if !self.as_they_stand {
            sorted.sort();
        }
        let digest = sha_256(&[&element(tag::SET, &sorted.concat())]);
        let value = self.by.key.sign(&digest).expect("a signature");
        let issuer = der::Encode::to_der(&self.by.certificate.issuer).expect("a name");
        let serial = element(tag::INTEGER, self.by.certificate.serial_number.as_bytes());
        let signer = sequence(&[
            &integer(self.signer_version),
            &sequence(&[&issuer, &serial]),
            &algorithm(SHA_256),
            &element(0xa0, &self.signed.concat()),
            &algorithm(id::ECDSA_SHA_256),
            &element(tag::OCTET_STRING, &value),
            &if self.unsigned.is_empty() {
                Vec::new()
            } else {
                element(0xa1, &self.unsigned.concat())
            },
        ]);
        let content = self
            .content
            .as_ref()
            .map(|content| element(0xa0, &element(tag::OCTET_STRING, content)));
        let data = sequence(&[
            &integer(self.version),
            &element(tag::SET, &self.announced),
            &sequence(&[
                &element(tag::OID, self.content_type),
                &content.unwrap_or_default(),
            ]),
            &element(0xa0, &self.certificates.concat()),
            &if self.crls.is_empty() {
                Vec::new()
            } else {
                element(0xa1, &self.crls)
            },
            &element(tag::SET, &signer),
        ]);
        (
            value,
            sequence(&[&element(tag::OID, OID_SIGNED_DATA), &element(0xa0, &data)]),
        )
    }
}

/// A timestamp of these bytes.
pub(super) fn token(stamped: &[u8], at: Timestamp, by: &Holder) -> Vec<u8> {
    token_within(stamped, at, None, by)
}

/// The same, by an authority that says by how many seconds its time may be wrong.
pub(super) fn token_within(
    stamped: &[u8],
    at: Timestamp,
    accuracy: Option<u64>,
    by: &Holder,
) -> Vec<u8> {
    stamp(stamped, at, accuracy, &[], by).write().1
}

/// The same, with these lists in it.
pub(super) fn token_carrying(stamped: &[u8], at: Timestamp, by: &Holder, lists: &[u8]) -> Vec<u8> {
    let mut made = stamp(stamped, at, None, &[], by);
    made.crls = lists.to_vec();
    made.write().1
}

/// The same, with this extension.
pub(super) fn token_extended(
    stamped: &[u8],
    at: Timestamp,
    by: &Holder,
    extension: &[u8],
) -> Vec<u8> {
    let extensions = element(0xa1, extension);
    stamp(stamped, at, None, &extensions, by).write().1
}

fn stamp<'h>(
    stamped: &[u8],
    at: Timestamp,
    accuracy: Option<u64>,
    extensions: &[u8],
    by: &'h Holder,
) -> Made<'h> {
    let accuracy = accuracy.map_or_else(Vec::new, |seconds| sequence(&[&integer(seconds)]));
    let imprint = sequence(&[
        &algorithm(SHA_256),
        &element(tag::OCTET_STRING, &sha_256(&[stamped])),
    ]);
    let info = sequence(&[
        &integer(1),
        &element(tag::OID, id::UNKNOWN),
        &imprint,
        &integer(7),
        &time(at),
        &accuracy,
        extensions,
    ]);
    let mut made = Made::of(&sha_256(&[&info]), by);
    made.content_type = OID_TST_INFO;
    made.signed[0] = attribute(OID_CONTENT_TYPE, &element(tag::OID, OID_TST_INFO));
    made.content = Some(info);
    made
}
