//! What the signatures of a container are of, and what it costs: each file is hashed once by each algorithm, each element
//! made canonical once by each method, and all of it is paid for out of one budget. A container that wants more, by many
//! signatures, references or declarations, is undecided.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use roxmltree::Node;
use segl_asic::{
    DataFile,
    bounds::{Work, work_of_parsing},
    canonical::Canonicalization,
};
use segl_pki::digest::DigestAlgorithm;

use crate::verdict::{Finding, IndeterminateReason};

/// What a signature costs beside its bytes, in bytes hashed: verifying it and its certificates' takes as long as hashing so many.
const SIGNATURE: usize = 1024 * 1024;
/// What a reference costs beside its bytes.
const REFERENCE: usize = 4 * 1024;

/// The container wants more work than it may make.
pub(super) const TOO_MUCH: Finding = Finding::indeterminate(
    IndeterminateReason::Generic,
    "The signatures of the container are of more than is looked at here.",
);

/// The digests of a file, as far as they were asked for.
type Digests = Vec<(DigestAlgorithm, Vec<u8>)>;

/// The files of a container, with their digests as far as they were asked for.
pub(crate) struct Files<'a> {
    by_name: BTreeMap<&'a str, &'a DataFile>,
    digests: RefCell<BTreeMap<&'a str, Digests>>,
    work: Work,
}

impl<'a> Files<'a> {
    pub(crate) fn of(files: impl IntoIterator<Item = &'a DataFile>) -> Self {
        let mut by_name = BTreeMap::new();
        for file in files {
            by_name.entry(file.name.as_str()).or_insert(file);
        }
        Self {
            by_name,
            digests: RefCell::default(),
            work: Work::default(),
        }
    }

    pub(super) fn named(&self, name: &str) -> Option<&'a DataFile> {
        self.by_name.get(name).copied()
    }

    /// Whether a file has this digest.
    pub(super) fn matches(
        &self,
        file: &'a DataFile,
        algorithm: DigestAlgorithm,
        said: &[u8],
    ) -> Result<bool, Finding> {
        let mut digests = self.digests.borrow_mut();
        let known = digests.entry(&file.name).or_default();
        if let Some((_, digest)) = known.iter().find(|(by, _)| *by == algorithm) {
            return Ok(digest == said);
        }
        let digest = self.digest(algorithm, &file.bytes)?;
        let matches = digest == said;
        known.push((algorithm, digest));
        Ok(matches)
    }

    /// The digest of bytes that are no file.
    pub(super) fn digest(
        &self,
        algorithm: DigestAlgorithm,
        bytes: &[u8],
    ) -> Result<Vec<u8>, Finding> {
        self.work.spend(bytes.len()).ok_or(TOO_MUCH)?;
        Ok(algorithm.digest(&[bytes]))
    }

    /// Pays for a signature that is looked at.
    pub(super) fn pay_for_signature(&self) -> Result<(), Finding> {
        self.work.spend(SIGNATURE).ok_or(TOO_MUCH)
    }

    /// Pays for a reference that is looked at.
    pub(super) fn pay_for_reference(&self) -> Result<(), Finding> {
        self.work.spend(REFERENCE).ok_or(TOO_MUCH)
    }

    /// Pays for a file of signatures that is parsed. `None` when it may not be.
    pub(super) fn pay_for_parsing(&self, xml: &str) -> Option<Result<(), Finding>> {
        work_of_parsing(xml).map(|work| self.work.spend(work).ok_or(TOO_MUCH))
    }
}

/// The elements of one signature in canonical form, as far as they were asked for.
pub(super) struct Elements<'f, 'a> {
    files: &'f Files<'a>,
    canonical: RefCell<BTreeMap<(u32, Canonicalization), Rc<str>>>,
}

impl<'f, 'a> Elements<'f, 'a> {
    pub(super) fn new(files: &'f Files<'a>) -> Self {
        Self {
            files,
            canonical: RefCell::default(),
        }
    }

    /// The canonical form of an element, or `unknown` where it has none that is made here.
    pub(super) fn canonical(
        &self,
        method: Canonicalization,
        element: Node<'_, '_>,
        unknown: Finding,
    ) -> Result<Rc<str>, Finding> {
        let key = (element.id().get(), method);
        if let Some(known) = self.canonical.borrow().get(&key) {
            return Ok(Rc::clone(known));
        }
        let work = &self.files.work;
        let made = key.1.canonical_within(element, work);
        let made: Rc<str> = made
            .ok_or(if work.is_spent() { TOO_MUCH } else { unknown })?
            .into();
        self.canonical.borrow_mut().insert(key, Rc::clone(&made));
        Ok(made)
    }
}
