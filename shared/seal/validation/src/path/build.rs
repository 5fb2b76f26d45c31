//! Finding the paths from a certificate to an anchor: by names that match and signatures that verify, within bounds.

use std::collections::BTreeMap;

use segl_pki::{certificate::X509Certificate, names::ComparableName, verifier::Verifier};

/// The longest path, the signer's certificate and the anchor included.
const LONGEST: usize = 12;
/// How many paths from one certificate are tried, and how many certificates are stepped on in finding them.
pub(super) const MAX_PATHS: usize = 16;
const MAX_STEPS: usize = 2_000;

/// All certificates that are known, by subject; anchors first.
pub(super) struct Pool<'c> {
    anchors: &'c [X509Certificate],
    by_subject: BTreeMap<&'c ComparableName, Vec<&'c X509Certificate>>,
    by_key: BTreeMap<Vec<u8>, Vec<&'c X509Certificate>>,
}

/// A search that goes on.
struct Search<'s, 'c> {
    verifier: &'s Verifier,
    /// The anchor that alone counts, by its SHA-256; none: every one does.
    to: Option<[u8; 32]>,
    path: Vec<&'c X509Certificate>,
    found: Vec<Vec<&'c X509Certificate>>,
    steps: usize,
}

impl<'c> Pool<'c> {
    pub(super) fn new(anchors: &'c [X509Certificate], others: &'c [X509Certificate]) -> Self {
        let mut by_subject: BTreeMap<&ComparableName, Vec<&X509Certificate>> = BTreeMap::new();
        let mut by_key: BTreeMap<Vec<u8>, Vec<&X509Certificate>> = BTreeMap::new();
        // The anchors first: a path that is short is found soon.
        for certificate in anchors.iter().chain(others) {
            let known = by_subject.entry(certificate.subject_name()).or_default();
            if !known.contains(&certificate) {
                known.push(certificate);
                let alike = by_key.entry(certificate.key_hash()).or_default();
                alike.push(certificate);
            }
        }
        Self {
            anchors,
            by_subject,
            by_key,
        }
    }

    /// The certificates with this subject.
    pub(super) fn named(&self, subject: &ComparableName) -> &[&'c X509Certificate] {
        self.by_subject
            .get(subject)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The certificates whose key has this SHA-1.
    pub(super) fn with_key(&self, hash: &[u8]) -> &[&'c X509Certificate] {
        self.by_key.get(hash).map(Vec::as_slice).unwrap_or_default()
    }

    /// Paths from a certificate, leaf first, anchor last: to every anchor, or to the one with this SHA-256, so that others
    /// do not use up how many are tried. What certificates on it may do is not looked at here.
    pub(super) fn paths_from<'a>(
        &self,
        leaf: &'a X509Certificate,
        to: Option<[u8; 32]>,
        verifier: &Verifier,
    ) -> Vec<Vec<&'a X509Certificate>>
    where
        'c: 'a,
    {
        let mut search = Search {
            verifier,
            to,
            path: vec![leaf],
            found: Vec::new(),
            steps: 0,
        };
        self.extend(&mut search);
        search.found
    }

    fn extend<'a>(&self, search: &mut Search<'_, 'a>)
    where
        'c: 'a,
    {
        let Some(last) = search.path.last().copied() else {
            return;
        };
        if self.anchors.contains(last) {
            if search.to.is_none_or(|to| last.fingerprint() == to) {
                search.found.push(search.path.clone());
            }
            return;
        }
        if search.path.len() >= LONGEST {
            if !self.named(last.issuer_name()).is_empty() {
                search.verifier.note_limit();
            }
            return;
        }
        for issuer in self.named(last.issuer_name()) {
            search.steps += 1;
            if search.found.len() >= MAX_PATHS {
                return;
            }
            if search.steps > MAX_STEPS {
                search.verifier.note_limit();
                return;
            }
            if !search.path.contains(issuer) && search.verifier.has_issued(issuer, last) {
                search.path.push(issuer);
                self.extend(search);
                search.path.pop();
            }
        }
    }
}
