//! The operator's files of certificates: whom to believe, and who it is that seals here.

use der::{Decode as _, Encode as _};
use x509_cert::{Certificate, name::Name};

use super::{Indication, SignatureReport, Trust};

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// A certificate of a bundle that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenCertificate {
    /// Which of the bundle it is, from one.
    pub number: usize,
    /// The line before it, where people write whose it is.
    pub comment: String,
}

/// Certificates in PEM (RFC 7468), any number of them, with any text between (section 5.2).
///
/// Each is read by itself: one that is broken does not take the others away, for the file is edited by hand, and by those
/// who add a certificate and not by those who need the rest.
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    /// Each that could be read, as PEM by itself.
    certificates: Vec<String>,
    /// Each that could not.
    pub broken: Vec<BrokenCertificate>,
}

impl Bundle {
    /// Reads a file.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut bundle = Self::default();
        let mut before = text;
        let mut number = 0;
        while let Some(start) = before.find(BEGIN) {
            number += 1;
            let comment =
                before[..start].lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
            let body = &before[start + BEGIN.len()..];
            // One without an end must not swallow the one after it.
            let next = body.find(BEGIN).unwrap_or(body.len());
            let end = body[..next].find(END).map(|end| end + END.len());
            let block = end.map(|end| format!("{BEGIN}{}\n", &body[..end]));
            match block.filter(|block| Trust::from_pem(block).is_some_and(|trust| trust.anchors.len() == 1)) {
                Some(block) => bundle.certificates.push(block),
                None => bundle.broken.push(BrokenCertificate { number, comment: comment.to_owned() }),
            }
            before = &body[end.unwrap_or(next)..];
        }
        bundle
    }

    /// Every certificate as an anchor.
    #[must_use]
    pub fn anchors(&self) -> Trust {
        all(&self.certificates.concat())
    }

    /// The chains in it: each begins where a certificate did not issue the one before.
    fn chains(&self) -> Vec<Vec<Certificate>> {
        let mut chains: Vec<Vec<Certificate>> = Vec::new();
        let read = |pem: &String| Certificate::load_pem_chain(pem.as_bytes()).unwrap_or_default();
        for certificate in self.certificates.iter().flat_map(read) {
            let last = chains.last().and_then(|chain| chain.last());
            let goes_on = last.is_some_and(|last| {
                // A root that issued itself is an end, whatever comes after it.
                last.tbs_certificate.issuer == certificate.tbs_certificate.subject
                    && last.tbs_certificate.issuer != last.tbs_certificate.subject
            });
            match chains.last_mut().filter(|_| goes_on) {
                Some(chain) => chain.push(certificate),
                None => chains.push(vec![certificate]),
            }
        }
        chains
    }
}

/// The certificates that could be read; none of no text, which the reader of PEM takes ill.
fn all(pem: &str) -> Trust {
    if pem.is_empty() { Trust::default() } else { Trust::from_pem(pem).unwrap_or_default() }
}

/// Who seals here.
///
/// A path to the seal's own root is not enough: a root of the public vouches for the seals of many. So the holder that the
/// certificate names must be the one that the operator's sealing certificates name; the authority has checked that name.
#[derive(Clone, Debug, Default)]
pub struct Sealer {
    roots: Vec<Vec<u8>>,
    holders: Vec<Name>,
}

impl Sealer {
    /// The one whose chains these are, each its own certificate first and its root last.
    #[must_use]
    pub fn of(bundle: &Bundle) -> Self {
        let mut sealer = Self::default();
        for chain in bundle.chains() {
            let (Some(leaf), Some(root)) = (chain.first(), chain.last()) else { continue };
            sealer.holders.push(leaf.tbs_certificate.subject.clone());
            sealer.roots.extend(root.to_der().ok());
        }
        sealer
    }

    /// The same one with the chains of former keys.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.roots.extend(other.roots);
        self.holders.extend(other.holders);
        self
    }

    /// The last of each chain, as anchors.
    #[must_use]
    pub fn anchors(bundle: &Bundle) -> Trust {
        let roots = bundle.chains().into_iter().filter_map(|mut chain| chain.pop());
        let pem = |root: Certificate| der::EncodePem::to_pem(&root, der::pem::LineEnding::LF).unwrap_or_default();
        all(&roots.map(pem).collect::<String>())
    }

    /// Whether this signature is valid and was made here.
    #[must_use]
    pub fn made(&self, signature: &SignatureReport) -> bool {
        let ends = signature.path_ends.as_ref().filter(|_| signature.indication == Indication::TotalPassed);
        ends.is_some_and(|ends| {
            let holder = Certificate::from_der(&ends.leaf).map(|leaf| leaf.tbs_certificate.subject);
            self.roots.contains(&ends.anchor) && holder.is_ok_and(|holder| self.holders.contains(&holder))
        })
    }
}

#[cfg(test)]
mod tests {
    use segl_pki::test_pki::{TestKey, TestRoot, samples::NOW};

    use super::*;

    fn root(seed: u8) -> String {
        TestRoot::new([seed; 32], NOW).expect("a root").certificate_pem().to_owned()
    }

    fn chain(seed: u8) -> String {
        let spki = TestKey::new([seed + 100; 32]).and_then(|key| key.spki()).expect("a key");
        TestRoot::new([seed; 32], NOW).expect("a root").issue_seal(&spki, [seed; 8], NOW).expect("a chain")
    }

    #[test]
    fn a_broken_certificate_is_named_and_takes_no_other_away() {
        let (one, other) = (root(1), root(2));
        let broken = one.replace("MII", "M!!");
        let cut = &one[..one.len() / 2];
        let text = format!("# The first\n{one}\n# Broken CA\n\n{broken}# Cut CA\n{cut}\n# The last\n{other}");
        let bundle = Bundle::read(&text);
        assert_eq!(bundle.anchors().anchors.len(), 2);
        let named = |one: &BrokenCertificate| (one.number, one.comment.clone());
        let broken: Vec<_> = bundle.broken.iter().map(named).collect();
        assert_eq!(broken, [(2, "# Broken CA".to_owned()), (3, "# Cut CA".to_owned())]);
        for nothing in
            ["", "only words", "-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE----------END CERTIFICATE-----"]
        {
            assert!(Bundle::read(nothing).anchors().anchors.is_empty(), "{nothing}");
            assert!(Sealer::anchors(&Bundle::read(nothing)).anchors.is_empty(), "{nothing}");
        }
    }

    #[test]
    fn of_each_chain_the_last_is_the_anchor_and_the_first_names_the_holder() {
        let bundle = Bundle::read(&format!("{}# before\n{}", chain(1), chain(2)));
        let sealer = Sealer::of(&bundle);
        assert_eq!((sealer.roots.len(), sealer.holders.len()), (2, 2));
        assert_eq!(Sealer::anchors(&bundle).anchors.len(), 2);
        assert!(sealer.holders.iter().all(|holder| holder.to_string().contains("Segl Test Seal")));
    }
}
