//! The operator's files of certificates: whom to believe, and who it is that seals here.

use segl_pki::{certificate::X509Certificate, names::ComparableName};

use super::{SignatureReport, Trust, Verdict};

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
    /// Each that could be read.
    certificates: Vec<X509Certificate>,
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
            let comment = before[..start]
                .lines()
                .rev()
                .map(str::trim)
                .find(|line| !line.is_empty())
                .unwrap_or_default();
            let body = &before[start + BEGIN.len()..];
            // One without an end must not swallow the one after it.
            let next = body.find(BEGIN).unwrap_or(body.len());
            let end = body[..next].find(END).map(|end| end + END.len());
            let block = end.map(|end| format!("{BEGIN}{}", &body[..end]));
            match block.and_then(|block| X509Certificate::all_from_pem(&block)) {
                Some(read) => bundle.certificates.extend(read),
                None => bundle.broken.push(BrokenCertificate {
                    number,
                    comment: comment.to_owned(),
                }),
            }
            before = &body[end.unwrap_or(next)..];
        }
        bundle
    }

    /// Every certificate as an anchor.
    #[must_use]
    pub fn anchors(self) -> Trust {
        Trust {
            anchors: self.certificates,
            ..Trust::default()
        }
    }

    /// The chains in it: each begins where a certificate did not issue the one before.
    fn chains(&self) -> Vec<Vec<&X509Certificate>> {
        let mut chains: Vec<Vec<&X509Certificate>> = Vec::new();
        for certificate in &self.certificates {
            // A root that issued itself is an end, whatever comes after it.
            let goes_on = |chain: &&mut Vec<&X509Certificate>| {
                chain.last().is_some_and(|last| {
                    !last.is_self_issued() && last.issuer_name() == certificate.subject_name()
                })
            };
            match chains.last_mut().filter(goes_on) {
                Some(chain) => chain.push(certificate),
                None => chains.push(vec![certificate]),
            }
        }
        chains
    }
}

/// Who seals here.
///
/// A path to the seal's own root is not enough: a root of the public vouches for the seals of many. So the holder that the
/// certificate names must be the one that the operator's sealing certificates name; the authority has checked that name.
#[derive(Clone, Debug, Default)]
pub struct Sealer {
    roots: Vec<X509Certificate>,
    holders: Vec<ComparableName>,
}

impl Sealer {
    /// The one whose chains these are, each its own certificate first and its root last.
    #[must_use]
    pub fn of(bundle: &Bundle) -> Self {
        let mut sealer = Self::default();
        for chain in bundle.chains() {
            let (Some(own), Some(root)) = (chain.first(), chain.last()) else {
                continue;
            };
            sealer.holders.push(own.subject_name().clone());
            sealer.roots.push((*root).clone());
        }
        sealer
    }

    /// The same one with the chains of former keys.
    #[must_use]
    pub fn and(mut self, former: Self) -> Self {
        self.roots.extend(former.roots);
        self.holders.extend(former.holders);
        self
    }

    /// The last certificate of each chain.
    #[must_use]
    pub fn roots(&self) -> &[X509Certificate] {
        &self.roots
    }

    /// Whether this signature is valid and was made here.
    #[must_use]
    pub fn made(&self, signature: &SignatureReport) -> bool {
        let ends = signature
            .path_ends
            .as_ref()
            .filter(|_| signature.verdict == Verdict::TotalPassed);
        ends.is_some_and(|ends| {
            self.roots
                .iter()
                .any(|root| root.fingerprint() == ends.anchor)
                && self.holders.contains(&ends.holder)
        })
    }
}

#[cfg(test)]
mod tests {
    use segl_pki::test_pki::{TestKey, TestRoot, samples::NOW};

    use super::*;
    use crate::{IndeterminateReason, PathEnds};

    fn root(seed: u8) -> String {
        TestRoot::new([seed; 32], NOW)
            .expect("a root")
            .certificate_pem()
            .to_owned()
    }

    fn chain(seed: u8) -> String {
        let spki = TestKey::new([seed + 100; 32])
            .and_then(|key| key.spki())
            .expect("a key");
        TestRoot::new([seed; 32], NOW)
            .expect("a root")
            .issue_seal(&spki, [seed; 8], NOW)
            .expect("a chain")
    }

    #[test]
    fn a_broken_certificate_is_named_and_takes_no_other_away() {
        let (one, other) = (root(1), root(2));
        let broken = one.replace("MII", "M!!");
        let cut = &one[..one.len() / 2];
        let text = format!(
            "# The first\n{one}\n# Broken CA\n\n{broken}# Cut CA\n{cut}\n# The last\n{other}"
        );
        let bundle = Bundle::read(&text);
        let named = |one: &BrokenCertificate| (one.number, one.comment.clone());
        let broken: Vec<_> = bundle.broken.iter().map(named).collect();
        assert_eq!(bundle.certificates.len(), 2);
        assert_eq!(bundle.clone().anchors().anchors, bundle.certificates);
        assert_eq!(
            broken,
            [(2, "# Broken CA".to_owned()), (3, "# Cut CA".to_owned())]
        );
        for nothing in [
            "",
            "only words",
            "-----BEGIN CERTIFICATE-----",
            "-----BEGIN CERTIFICATE----------END CERTIFICATE-----",
        ] {
            assert!(
                Sealer::of(&Bundle::read(nothing)).roots.is_empty(),
                "{nothing}"
            );
            assert!(
                Bundle::read(nothing).anchors().anchors.is_empty(),
                "{nothing}"
            );
        }
    }

    #[test]
    fn of_each_chain_the_last_is_the_anchor_and_the_first_names_the_holder() {
        let bundle = Bundle::read(&format!("{}# before\n{}", chain(1), chain(2)));
        let sealer = Sealer::of(&bundle);
        assert_eq!((sealer.roots.len(), sealer.holders.len()), (2, 2));
        assert!(sealer.roots.iter().all(X509Certificate::is_self_issued));
        // Both keys' certificates name the same holder.
        assert_eq!(sealer.holders[0], sealer.holders[1]);
    }

    #[test]
    fn a_chain_goes_on_while_each_has_issued_the_one_before_and_ends_with_a_root() {
        let lengths = |text: &str| {
            Bundle::read(text)
                .chains()
                .iter()
                .map(Vec::len)
                .collect::<Vec<_>>()
        };
        let leaf_of = |chain: &str| chain[..chain.rfind(BEGIN).expect("two")].to_owned();
        let (one, other) = (chain(1), chain(2));
        assert_eq!(lengths(&one), [2]);
        assert_eq!(
            lengths(&format!("{one}{}", root(1))),
            [2, 1],
            "a root is an end, though the same comes after it"
        );
        assert_eq!(
            lengths(&format!("{}{}", leaf_of(&one), leaf_of(&other))),
            [1, 1]
        );
        assert_eq!(lengths(&format!("{}{one}", root(1))), [1, 2]);
        assert_eq!(lengths(""), [0; 0]);
    }

    #[test]
    fn a_signature_was_made_here_when_it_passed_and_both_its_ends_are_ours() {
        let sealer = Sealer::of(&Bundle::read(&chain(1)));
        assert_eq!(sealer.roots().len(), 1);
        let (_, own) = segl_pki::test_pki::samples::key_and_chain();
        let ends = PathEnds {
            holder: sealer.holders[0].clone(),
            anchor: sealer.roots[0].fingerprint(),
        };
        let made = |verdict: Verdict, ends: Option<PathEnds>| {
            let mut report = SignatureReport::of_container("a", Vec::new(), None);
            (report.verdict, report.path_ends) = (verdict, ends);
            report
        };
        assert!(sealer.made(&made(Verdict::TotalPassed, Some(ends.clone()))));
        assert!(!sealer.made(&made(
            Verdict::Indeterminate(IndeterminateReason::Generic),
            Some(ends.clone())
        )));
        assert!(!sealer.made(&made(Verdict::TotalPassed, None)));
        let holder = own.certificates[1].subject_name().clone();
        assert!(
            !sealer.made(&made(
                Verdict::TotalPassed,
                Some(PathEnds {
                    holder,
                    ..ends.clone()
                })
            )),
            "another holder"
        );
        let anchor = [7; 32];
        assert!(
            !sealer.made(&made(
                Verdict::TotalPassed,
                Some(PathEnds {
                    anchor,
                    ..ends.clone()
                })
            )),
            "another root"
        );
        let former = Sealer::of(&Bundle::read(&chain(2)));
        assert!(!former.made(&made(Verdict::TotalPassed, Some(ends.clone()))));
        assert!(
            former
                .and(sealer)
                .made(&made(Verdict::TotalPassed, Some(ends)))
        );
    }
}
