//! XAdES signatures over the files of a container (ETSI EN 319 132-1): baseline B-B, B-T and B-LT.
//!
//! Everything that is hashed is written here in exclusive canonical form, each part with the namespaces it needs, so
//! that the bytes in the file are the bytes that were hashed.

use std::{collections::BTreeSet, fmt::Write as _};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::{
    ASIC, DS, DataFile, EXCLUSIVE, SIGNED_PROPERTIES, XADES, XADES_141, canonical::escape_text,
    names::uri_of,
};
use segl_pades::{
    archive::ValidationData,
    levels::{AugmentError, Level, TrustServices, timestamp, validation_data},
    signing::FinishError,
};
use segl_pki::{
    chain::CertificateChain, digest::DigestAlgorithm, keys::SealingAlgorithm, timestamp::Token,
};

/// Files whose signature lacks nothing but the key's.
#[derive(Clone, Debug)]
#[must_use = "a prepared signature is finished by the key"]
pub struct PreparedSignature {
    properties: String,
    info: String,
    digest: Vec<u8>,
    chain: CertificateChain,
}

/// Files that the key has signed.
#[derive(Clone, Debug)]
#[must_use = "a signed container is finished by raising its signatures"]
pub struct SignedSignature {
    prepared: PreparedSignature,
    value: String,
}

/// A file by its digest: to be signed, it need not be at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDigest {
    /// Its name in the container.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

impl From<&DataFile> for FileDigest {
    fn from(file: &DataFile) -> Self {
        Self {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            sha256: Sha256::digest(&file.bytes).into(),
        }
    }
}

/// Prepares one signature over all of these files.
pub fn prepare_signature(
    files: &[DataFile],
    chain: &CertificateChain,
    at: Timestamp,
) -> PreparedSignature {
    prepare_signature_of(
        &files.iter().map(FileDigest::from).collect::<Vec<_>>(),
        chain,
        at,
    )
}

/// Prepares one signature over all files that have these digests.
pub fn prepare_signature_of(
    files: &[FileDigest],
    chain: &CertificateChain,
    at: Timestamp,
) -> PreparedSignature {
    let properties = signed_properties(files, chain, at);
    let info = signed_info(files, &properties, chain.algorithm());
    let digest = chain.algorithm().digest().digest(&[info.as_bytes()]);
    PreparedSignature {
        properties,
        info,
        digest,
        chain: chain.clone(),
    }
}

impl PreparedSignature {
    /// The digest of `SignedInfo`: what the key signs, made by [`CertificateChain::algorithm`].
    #[must_use]
    pub fn digest(&self) -> &[u8] {
        &self.digest
    }

    /// Takes the key's signature (ECDSA in DER).
    ///
    /// # Errors
    /// [`FinishError::OtherKey`] when it is not the signature of these files by the certificate's key.
    pub fn signed(self, signature: &[u8]) -> Result<SignedSignature, FinishError> {
        // XML has the two numbers of ECDSA side by side, not in DER (RFC 4050 section 3.3, XMLDSIG core 1.1 clause 6.4.3).
        let plain = self
            .chain
            .key
            .plain(signature)
            .filter(|_| self.chain.accepts(self.info.as_bytes(), signature));
        let value = STANDARD.encode(plain.ok_or(FinishError::OtherKey)?);
        Ok(SignedSignature {
            prepared: self,
            value,
        })
    }
}

/// Finishes signatures at this level, but no higher than B-LT: an archive timestamp stands in the seal that embeds them.
/// Each gets a timestamp of its own; what is to be known about certificates is asked once for all.
///
/// # Errors
/// [`AugmentError`] says what could not be had. Nothing is lost: the same files can be signed again.
pub async fn augment_signatures(
    signed: Vec<SignedSignature>,
    level: Level,
    authorities: &impl TrustServices,
) -> Result<Vec<String>, AugmentError> {
    let mut tokens = Vec::with_capacity(signed.len());
    if level >= Level::BT {
        for one in &signed {
            let digest = DigestAlgorithm::Sha256.digest(&[one.signature_value().as_bytes()]);
            tokens.push(timestamp(&digest, authorities).await?);
        }
    }
    let (mut own, mut stamps) = (None, None);
    if let Some(first) = signed.first().filter(|_| level >= Level::BLT) {
        let mut certificates = Vec::new();
        for certificate in tokens.iter().flat_map(|token| &token.certificates) {
            if !certificates.contains(certificate) {
                certificates.push(certificate.clone());
            }
        }
        let chain = &first.prepared.chain.certificates;
        // Answers must be of the time that the timestamps prove.
        let at = tokens
            .iter()
            .filter_map(|token| token.time)
            .max()
            .unwrap_or(Timestamp::MIN);
        own = Some(validation_data(chain.clone(), &[], at, authorities).await?);
        stamps = Some(validation_data(certificates, chain, at, authorities).await?);
    }
    let mut tokens = tokens.into_iter();
    signed
        .iter()
        .map(|one| one.xml(tokens.next().as_ref(), own.as_ref(), stamps.as_ref()))
        .collect()
}

impl SignedSignature {
    /// `SignatureValue` in canonical form: what a timestamp of the signature is over (EN 319 132-1 clause 5.3).
    fn signature_value(&self) -> String {
        format!(
            "<ds:SignatureValue xmlns:ds=\"{DS}\" Id=\"signature-value\">{}</ds:SignatureValue>",
            self.value
        )
    }

    fn xml(
        &self,
        token: Option<&Token>,
        own: Option<&ValidationData>,
        stamps: Option<&ValidationData>,
    ) -> Result<String, AugmentError> {
        let PreparedSignature {
            properties,
            info,
            chain,
            ..
        } = &self.prepared;
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<asic:XAdESSignatures xmlns:asic=\"{ASIC}\">\
             <ds:Signature xmlns:ds=\"{DS}\" Id=\"signature\">{info}{}<ds:KeyInfo><ds:X509Data>",
            self.signature_value()
        );
        // Without the root: who validates must have it from elsewhere.
        for certificate in chain
            .certificates
            .iter()
            .filter(|certificate| !certificate.is_self_signed())
        {
            let _ = write!(
                xml,
                "<ds:X509Certificate>{}</ds:X509Certificate>",
                STANDARD.encode(certificate.der())
            );
        }
        let _ = write!(
            xml,
            "</ds:X509Data></ds:KeyInfo><ds:Object><xades:QualifyingProperties xmlns:xades=\"{XADES}\" \
             Target=\"#signature\">{properties}"
        );
        if let Some(token) = token {
            let _ = write!(
                xml,
                "<xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:SignatureTimeStamp>\
                 <ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"/><xades:EncapsulatedTimeStamp>{}\
                 </xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp>",
                STANDARD.encode(&token.der)
            );
            if let Some(own) = own {
                write_values(own, &mut xml);
            }
            // What proves the timestamp stands apart from what proves the signature (clause 5.5.1).
            if let Some(stamps) = stamps {
                let _ = write!(
                    xml,
                    "<xades141:TimeStampValidationData xmlns:xades141=\"{XADES_141}\">"
                );
                write_values(stamps, &mut xml);
                xml.push_str("</xades141:TimeStampValidationData>");
            }
            xml.push_str("</xades:UnsignedSignatureProperties></xades:UnsignedProperties>");
        }
        xml.push_str(
            "</xades:QualifyingProperties></ds:Object></ds:Signature></asic:XAdESSignatures>\n",
        );
        Ok(xml)
    }
}

/// `CertificateValues` and `RevocationValues` (clauses 5.4.1 and 5.4.2), as far as there are any.
fn write_values(data: &ValidationData, xml: &mut String) {
    let encoded = |name: &str, items: &BTreeSet<Vec<u8>>| {
        items.iter().fold(String::new(), |all, item| {
            format!(
                "{all}<xades:{name}>{}</xades:{name}>",
                STANDARD.encode(item)
            )
        })
    };
    let mut within = |outer: &str, inner: &str| {
        if !inner.is_empty() {
            let _ = write!(xml, "<xades:{outer}>{inner}</xades:{outer}>");
        }
    };
    within(
        "CertificateValues",
        &encoded("EncapsulatedX509Certificate", &data.certificates),
    );
    let wrapped = |outer: &str, inner: String| {
        if inner.is_empty() {
            inner
        } else {
            format!("<xades:{outer}>{inner}</xades:{outer}>")
        }
    };
    let lists = wrapped("CRLValues", encoded("EncapsulatedCRLValue", &data.crls));
    let answers = wrapped(
        "OCSPValues",
        encoded("EncapsulatedOCSPValue", &data.ocsp_responses),
    );
    within("RevocationValues", &format!("{lists}{answers}"));
}

/// `SignedProperties` in canonical form: when, by which certificate, and what kind of files (clauses 5.2.1 to 5.2.4).
fn signed_properties(files: &[FileDigest], chain: &CertificateChain, at: Timestamp) -> String {
    let seconds = Timestamp::from_second(at.as_second()).unwrap_or(at);
    let mut xml = format!(
        "<xades:SignedProperties xmlns:xades=\"{XADES}\" Id=\"properties\"><xades:SignedSignatureProperties>\
         <xades:SigningTime>{seconds}</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest>\
         {}</xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties>\
         <xades:SignedDataObjectProperties>",
        digest_of(chain.leaf().der(), &format!(" xmlns:ds=\"{DS}\""))
    );
    for (file, number) in files.iter().zip(1..) {
        let _ = write!(
            xml,
            "<xades:DataObjectFormat ObjectReference=\"#reference-{number}\"><xades:MimeType>"
        );
        escape_text(&file.media_type, &mut xml);
        xml.push_str("</xades:MimeType></xades:DataObjectFormat>");
    }
    xml.push_str("</xades:SignedDataObjectProperties></xades:SignedProperties>");
    xml
}

/// `SignedInfo` in canonical form: what the key signs.
fn signed_info(files: &[FileDigest], properties: &str, algorithm: SealingAlgorithm) -> String {
    let method = match algorithm {
        SealingAlgorithm::EcdsaP256 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        SealingAlgorithm::EcdsaP384 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
        SealingAlgorithm::Rsa => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    };
    let mut xml = format!(
        "<ds:SignedInfo xmlns:ds=\"{DS}\"><ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\">\
         </ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"{method}\"></ds:SignatureMethod>"
    );
    for (file, number) in files.iter().zip(1..) {
        let _ = write!(
            xml,
            "<ds:Reference Id=\"reference-{number}\" URI=\"{}\">{}</ds:Reference>",
            uri_of(&file.name),
            digest_value(file.sha256, "")
        );
    }
    let _ = write!(
        xml,
        "<ds:Reference Type=\"{SIGNED_PROPERTIES}\" URI=\"#properties\"><ds:Transforms>\
         <ds:Transform Algorithm=\"{EXCLUSIVE}\"></ds:Transform></ds:Transforms>{}</ds:Reference></ds:SignedInfo>",
        digest_of(properties.as_bytes(), "")
    );
    xml
}

/// `DigestMethod` and `DigestValue`, with this declaration in each where their prefix is not declared around them.
fn digest_of(bytes: &[u8], declaration: &str) -> String {
    digest_value(Sha256::digest(bytes).into(), declaration)
}

fn digest_value(sha256: [u8; 32], declaration: &str) -> String {
    format!(
        "<ds:DigestMethod{declaration} Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>\
         <ds:DigestValue{declaration}>{}</ds:DigestValue>",
        STANDARD.encode(sha256)
    )
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::{Container, SignatureFile, canonical::Canonicalization};
    use segl_pki::test_pki::samples::{NOW, key_and_chain};

    fn files() -> Vec<DataFile> {
        let file = |name: &str| DataFile {
            name: name.to_owned(),
            media_type: "application/json".to_owned(),
            bytes: Bytes::copy_from_slice(name.as_bytes()),
        };
        vec![file("a.json"), file("b.json")]
    }

    fn signed() -> SignedSignature {
        let (key, chain) = key_and_chain();
        let prepared = prepare_signature(&files(), &chain, NOW);
        let signature = key.sign(prepared.digest()).expect("a signature");
        prepared.signed(&signature).expect("the key's own")
    }

    #[test]
    fn what_was_hashed_is_the_canonical_form_of_what_stands_there() {
        let signed = signed();
        let xml = signed.xml(None, None, None).expect("XML");
        let document = roxmltree::Document::parse(&xml).expect("XML");
        for (name, expected) in [
            ("SignedInfo", &signed.prepared.info),
            ("SignedProperties", &signed.prepared.properties),
            ("SignatureValue", &signed.signature_value()),
        ] {
            let element = document
                .descendants()
                .find(|node| node.tag_name().name() == name)
                .expect(name);
            assert_eq!(
                Canonicalization::EXCLUSIVE.canonical(element).as_ref(),
                Some(expected),
                "{name}"
            );
        }
        let container = Container {
            files: files(),
            signatures: vec![SignatureFile {
                name: "signatures-1.xml".to_owned(),
                xml,
            }],
            ..Container::default()
        };
        container.pack().expect("packed");
    }

    #[test]
    fn another_keys_signature_is_not_put_in() {
        let (_, chain) = key_and_chain();
        let prepared = prepare_signature(&files(), &chain, NOW);
        let other = segl_pki::test_pki::TestKey::new([9; 32]).expect("a key");
        let signature = other.sign(prepared.digest()).expect("a signature");
        assert!(matches!(
            prepared.signed(&signature),
            Err(FinishError::OtherKey)
        ));
    }
}
