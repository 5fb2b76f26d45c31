//! The certificates that vouch for the sealing key (RFC 5280).

use der::{Tag, Tagged as _};
use thiserror::Error;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

use crate::{
    certificate::X509Certificate,
    keys::{PublicKey, SealingAlgorithm},
    scheme::Scheme,
};

/// A chain of certificates, the sealing key's own first.
#[derive(Clone, Debug)]
pub struct CertificateChain {
    /// The certificates, the sealing key's own first.
    pub certificates: Vec<X509Certificate>,
    leaf: X509Certificate,
    /// The sealing key's public half.
    pub key: PublicKey,
    algorithm: SealingAlgorithm,
}

/// Why certificates are not fit to seal with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ChainError {
    /// There is none.
    #[error("the chain holds no certificate")]
    Empty,
    /// The first certificate's key is not one that we can seal with.
    #[error(
        "the sealing key must be an ECDSA key on the curve P-256 or P-384, or an RSA key of at least 3072 bits"
    )]
    Key,
    /// A certificate was not issued by the next: another name, or a signature by another key.
    #[error(
        "the chain must begin with the sealing key's certificate, each followed by its issuer's"
    )]
    Order,
    /// A certificate is not one for what it is used for: the first to sign, the others to issue.
    #[error(
        "the chain's first certificate must be one for signatures, the others must be authorities'"
    )]
    Usage,
    /// It is not certificates in PEM (RFC 7468).
    #[error("the chain is not certificates in PEM")]
    Pem,
}

impl CertificateChain {
    /// Reads a chain. Whether its certificates are valid at a time, and not revoked, is another question.
    ///
    /// # Errors
    /// [`ChainError`] says what is wrong with it.
    pub fn from_pem(pem: &str) -> Result<Self, ChainError> {
        let certificates = X509Certificate::all_from_pem(pem).ok_or(ChainError::Pem)?;
        let leaf = certificates.first().ok_or(ChainError::Empty)?.clone();
        let follows = |pair: &[X509Certificate]| {
            pair[0].issuer_name() == pair[1].subject_name()
                && pair[0].is_signed_by(&pair[1]) == Ok(true)
        };
        if !certificates.windows(2).all(follows) {
            return Err(ChainError::Order);
        }
        if !may_sign(&leaf) || !certificates[1..].iter().all(may_issue) {
            return Err(ChainError::Usage);
        }
        let key = leaf.public_key().cloned().ok_or(ChainError::Key)?;
        let algorithm = key.sealing().ok_or(ChainError::Key)?;
        Ok(Self {
            certificates,
            leaf,
            key,
            algorithm,
        })
    }

    /// The certificates in PEM (RFC 7468), the sealing key's own first.
    ///
    /// # Errors
    /// When a certificate cannot be encoded.
    pub fn to_pem(&self) -> der::Result<String> {
        let pem = |one: &X509Certificate| {
            der::pem::encode_string("CERTIFICATE", der::pem::LineEnding::LF, one.der())
        };
        self.certificates.iter().map(|one| Ok(pem(one)?)).collect()
    }

    /// The sealing key's own certificate.
    pub const fn leaf(&self) -> &X509Certificate {
        &self.leaf
    }

    /// What the sealing key's certificate calls its holder: the common name.
    #[must_use]
    pub fn subject(&self) -> String {
        let names = self.leaf.subject.0.iter();
        let common = names
            .flat_map(|name| name.0.iter())
            .find(|part| part.oid == const_oid::db::rfc4519::CN);
        // RFC 5280 section 4.1.2.4: names are in UTF-8 or, where that suffices, as printable strings; both are UTF-8.
        let text = |part: &x509_cert::attr::AttributeTypeAndValue| match part.value.tag() {
            Tag::Utf8String | Tag::PrintableString => {
                String::from_utf8(part.value.value().to_vec()).ok()
            }
            _ => None,
        };
        common.and_then(text).unwrap_or_default()
    }

    /// How the sealing key signs.
    #[must_use]
    pub const fn algorithm(&self) -> SealingAlgorithm {
        self.algorithm
    }

    /// Whether this is the sealing key's signature over a message: over the digest of it that the key was given (ECDSA in
    /// DER, RFC 3279 section 2.2.3).
    pub fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        let scheme = Scheme::of(&self.algorithm.identifier(), None);
        scheme.is_some_and(|scheme| self.key.verifies_message(scheme, &[message], signature))
    }
}

/// Whether a certificate's key may sign documents (RFC 5280 section 4.2.1.3).
fn may_sign(certificate: &X509Certificate) -> bool {
    match certificate.extension::<KeyUsage>() {
        Ok(usage) => {
            usage.is_none_or(|(_, usage)| usage.digital_signature() || usage.non_repudiation())
        }
        Err(_) => false,
    }
}

/// Whether a certificate is an authority's (RFC 5280 section 4.2.1.9). Roots of version 1 say nothing.
fn may_issue(certificate: &X509Certificate) -> bool {
    let is_authority = match certificate.extension::<BasicConstraints>() {
        Ok(Some((_, constraints))) => constraints.ca,
        Ok(None) => certificate.extensions().is_empty() && certificate.is_self_signed(),
        Err(_) => false,
    };
    let issues = match certificate.extension::<KeyUsage>() {
        Ok(usage) => usage.is_none_or(|(_, usage)| usage.key_cert_sign()),
        Err(_) => false,
    };
    is_authority && issues
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        test_ca::{
            Holder, Template, basic_constraints, certificate, extension, id, key, key_usage,
            sequence,
        },
        test_pki::{
            TestKey, TestRoot,
            samples::{NOW, key_and_chain},
        },
    };

    #[test]
    fn a_chain_is_read_leaf_first_and_names_its_holder() {
        let (_, chain) = key_and_chain();
        assert_eq!(chain.certificates.len(), 2);
        assert_eq!(chain.subject(), "Segl Test Seal");
    }

    #[test]
    fn what_is_no_chain_is_refused_with_its_reason() {
        let root = TestRoot::new([1; 32], NOW).expect("a root");
        let spki = TestKey::new([2; 32])
            .and_then(|key| key.spki())
            .expect("a key");
        let chain = root.issue_seal(&spki, [3; 8], NOW).expect("a chain");
        let end = chain.rfind("-----BEGIN").expect("two certificates");
        let turned = format!("{}{}", &chain[end..], &chain[..end]);
        let refused = |pem: &str| {
            CertificateChain::from_pem(pem)
                .map(|_| ())
                .expect_err("no chain")
        };
        assert_eq!(refused(&turned), ChainError::Order);
        assert_eq!(refused("certificates"), ChainError::Pem);
        assert_eq!(
            refused(&chain.replace("CERTIFICATE", "LETTER")),
            ChainError::Pem
        );
    }

    #[test]
    fn who_may_sign_and_who_may_issue_is_what_their_certificates_say() {
        let root = Holder::root("Root", 1);
        let chain = |above: &Holder, leaf: &[u8]| {
            let pem = |der: &[u8]| {
                der::pem::encode_string("CERTIFICATE", der::pem::LineEnding::LF, der).expect("PEM")
            };
            CertificateChain::from_pem(&format!("{}{}", pem(leaf), pem(above.certificate.der())))
                .map(|_| ())
        };
        let leaf = |extensions| {
            root.issue(&Template::with("Leaf", extensions), 3)
                .certificate
        };
        for usable in [vec![], vec![key_usage(&[0])], vec![key_usage(&[1])]] {
            assert_eq!(chain(&root, leaf(usable).der()), Ok(()));
        }
        assert_eq!(
            chain(&root, leaf(vec![key_usage(&[5])]).der()),
            Err(ChainError::Usage)
        );
        let usage = extension(id::KEY_USAGE, true, &[5, 0]);
        assert_eq!(
            chain(&root, leaf(vec![usage.clone()]).der()),
            Err(ChainError::Usage),
            "not to be read"
        );
        let by = |extensions: Vec<Vec<u8>>| {
            let authority = root.issue(&Template::with("Authority", extensions), 4);
            chain(
                &authority,
                authority
                    .issue(&Template::with("Leaf", vec![]), 3)
                    .certificate
                    .der(),
            )
        };
        assert_eq!(by(vec![basic_constraints(None)]), Ok(()));
        assert_eq!(by(vec![basic_constraints(None), key_usage(&[5])]), Ok(()));
        for no_authority in [
            vec![],
            vec![key_usage(&[5])],
            vec![basic_constraints(None), key_usage(&[0])],
            vec![basic_constraints(None), usage],
            vec![
                extension(id::BASIC_CONSTRAINTS, true, &sequence(&[])),
                key_usage(&[5]),
            ],
            vec![
                extension(id::BASIC_CONSTRAINTS, true, &[5, 0]),
                key_usage(&[5]),
            ],
        ] {
            assert_eq!(by(no_authority), Err(ChainError::Usage));
        }
        // Roots of version 1 have no extensions; who has some and does not say so is none.
        let alone = |extensions| {
            let (key, template) = (key(5), Template::with("Alone", extensions));
            let der = certificate(
                &template,
                &key.spki().expect("a public key"),
                &template.subject,
                &key,
            );
            let holder = Holder {
                certificate: X509Certificate::from_der(&der).expect("a certificate"),
                key,
            };
            chain(
                &holder,
                holder
                    .issue(&Template::with("Leaf", vec![]), 3)
                    .certificate
                    .der(),
            )
        };
        assert_eq!(alone(vec![]), Ok(()));
        assert_eq!(alone(vec![key_usage(&[5])]), Err(ChainError::Usage));
    }
}
