//! Certificate policies along a path (RFC 5280 section 6.1.2 to 6.1.5), as the graph of RFC 9618 instead of the tree that
//! grows exponentially: one node for each policy and certificate, with the policies of the first certificate that it
//! comes from.

use std::collections::{BTreeMap, BTreeSet};

use const_oid::{ObjectIdentifier, db::rfc5280::ANY_POLICY};
use x509_cert::ext::pkix::{
    CertificatePolicies, InhibitAnyPolicy, PolicyConstraints, PolicyMappings as Mappings,
};

use segl_pki::{
    certificate::{UnreadableExtension, X509Certificate},
    policy::ValidationPolicy,
};

/// How many policies or mappings of one certificate are looked at.
const MAX_POLICIES: usize = 64;

/// A node of the graph.
#[derive(Clone, Debug, Default)]
struct Node {
    /// What the next certificate may say for it.
    expected: BTreeSet<ObjectIdentifier>,
    /// The policies, in the words of the anchor's domain, that it stands for.
    origins: BTreeSet<ObjectIdentifier>,
}

/// The state of the policies after some certificates of a path.
#[derive(Clone, Debug)]
pub(super) struct PolicyState {
    /// The nodes of the last certificate; none: no policy is valid any more.
    valid: BTreeMap<ObjectIdentifier, Node>,
    explicit: usize,
    mapping: usize,
    any: usize,
}

/// Why a certificate ends the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PolicyProblem;

impl From<UnreadableExtension> for PolicyProblem {
    fn from(_: UnreadableExtension) -> Self {
        Self
    }
}

impl PolicyState {
    /// Before the first of so many certificates (RFC 5280 section 6.1.2).
    pub(super) fn new(policy: &ValidationPolicy, certificates: usize) -> Self {
        let any = Node {
            expected: BTreeSet::from([ANY_POLICY]),
            origins: BTreeSet::from([ANY_POLICY]),
        };
        let unless = |inhibited: bool| if inhibited { 0 } else { certificates + 1 };
        Self {
            valid: BTreeMap::from([(ANY_POLICY, any)]),
            explicit: unless(policy.require_explicit_policy),
            mapping: unless(policy.inhibit_policy_mapping),
            any: unless(policy.inhibit_any_policy),
        }
    }

    /// Takes a certificate in (RFC 5280 section 6.1.3 (d) to (f)).
    pub(super) fn process(
        &mut self,
        certificate: &X509Certificate,
        is_last: bool,
    ) -> Result<(), PolicyProblem> {
        let said = certificate
            .extension::<CertificatePolicies>()?
            .map(|(_, said)| said.0)
            .unwrap_or_default();
        if said.len() > MAX_POLICIES {
            return Err(PolicyProblem);
        }
        let said: BTreeSet<ObjectIdentifier> =
            said.into_iter().map(|one| one.policy_identifier).collect();
        let mut next: BTreeMap<ObjectIdentifier, Node> = BTreeMap::new();
        for policy in said.iter().copied().filter(|policy| *policy != ANY_POLICY) {
            let mut node = Node {
                expected: BTreeSet::from([policy]),
                origins: BTreeSet::new(),
            };
            for (above, from) in self
                .valid
                .iter()
                .filter(|(_, from)| from.expected.contains(&policy))
            {
                node.inherit(*above, from, policy);
            }
            if node.origins.is_empty()
                && let Some(any) = self.valid.get(&ANY_POLICY)
            {
                node.inherit(ANY_POLICY, any, policy);
            }
            if !node.origins.is_empty() {
                next.insert(policy, node);
            }
        }
        if said.contains(&ANY_POLICY) && (self.any > 0 || !is_last && certificate.is_self_issued())
        {
            for (above, from) in &self.valid {
                for policy in from
                    .expected
                    .iter()
                    .filter(|policy| !said.contains(*policy) || **policy == ANY_POLICY)
                {
                    let node = next.entry(*policy).or_default();
                    node.expected.insert(*policy);
                    node.inherit(*above, from, *policy);
                }
            }
        }
        self.valid = next;
        if self.explicit == 0 && self.valid.is_empty() {
            Err(PolicyProblem)
        } else {
            Ok(())
        }
    }

    /// Makes ready for the certificate below (RFC 5280 section 6.1.4 (a), (b) and (h) to (j)).
    pub(super) fn prepare(&mut self, certificate: &X509Certificate) -> Result<(), PolicyProblem> {
        let mapped = certificate
            .extension::<Mappings>()?
            .map(|(_, mapped)| mapped.0)
            .unwrap_or_default();
        if mapped.len() > MAX_POLICIES {
            return Err(PolicyProblem);
        }
        let mut mappings: BTreeMap<ObjectIdentifier, BTreeSet<ObjectIdentifier>> = BTreeMap::new();
        for one in &mapped {
            if [one.issuer_domain_policy, one.subject_domain_policy].contains(&ANY_POLICY) {
                return Err(PolicyProblem);
            }
            mappings
                .entry(one.issuer_domain_policy)
                .or_default()
                .insert(one.subject_domain_policy);
        }
        for (policy, stands_for) in mappings {
            if self.mapping == 0 {
                self.valid.remove(&policy);
            } else if let Some(node) = self.valid.get_mut(&policy) {
                node.expected = stands_for;
            } else if self.valid.contains_key(&ANY_POLICY) {
                self.valid.insert(
                    policy,
                    Node {
                        expected: stands_for,
                        origins: BTreeSet::from([policy]),
                    },
                );
            }
        }
        if !certificate.is_self_issued() {
            self.explicit = self.explicit.saturating_sub(1);
            self.mapping = self.mapping.saturating_sub(1);
            self.any = self.any.saturating_sub(1);
        }
        if let Some((_, constraints)) = certificate.extension::<PolicyConstraints>()? {
            lower(&mut self.explicit, constraints.require_explicit_policy);
            lower(&mut self.mapping, constraints.inhibit_policy_mapping);
        }
        let inhibit = certificate.extension::<InhibitAnyPolicy>()?;
        lower(&mut self.any, inhibit.map(|(_, skip)| skip.0));
        Ok(())
    }

    /// Whether the path is valid after the last certificate (RFC 5280 section 6.1.5 (a), (b) and (g)).
    pub(super) fn conclude(
        mut self,
        last: &X509Certificate,
        policy: &ValidationPolicy,
    ) -> Result<(), PolicyProblem> {
        self.explicit = self.explicit.saturating_sub(1);
        if let Some((_, constraints)) = last.extension::<PolicyConstraints>()?
            && constraints.require_explicit_policy == Some(0)
        {
            self.explicit = 0;
        }
        let asked = &policy.initial_policies;
        let is_asked = |origin: &ObjectIdentifier| {
            asked.is_empty()
                || asked.contains(&ANY_POLICY)
                || *origin == ANY_POLICY
                || asked.contains(origin)
        };
        let is_valid = self
            .valid
            .values()
            .any(|node| node.origins.iter().any(is_asked));
        if self.explicit > 0 || is_valid {
            Ok(())
        } else {
            Err(PolicyProblem)
        }
    }
}

impl Node {
    /// Takes note of a node above: below `anyPolicy` a policy stands for itself, elsewhere for what the node stands for.
    fn inherit(&mut self, above: ObjectIdentifier, from: &Self, policy: ObjectIdentifier) {
        if above == ANY_POLICY {
            self.origins.insert(policy);
        } else {
            self.origins.extend(&from.origins);
        }
    }
}

fn lower(counter: &mut usize, to: Option<u32>) {
    if let Some(to) = to {
        *counter = (*counter).min(usize::try_from(to).unwrap_or(usize::MAX));
    }
}
