//! Whether a path is one that its certificates allow (RFC 5280 section 6.1), but for revocation.

use const_oid::{ObjectIdentifier, db::rfc5280};
use x509_cert::ext::pkix::{
    AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints, CrlDistributionPoints,
    ExtendedKeyUsage, KeyUsage, SubjectAltName, SubjectKeyIdentifier,
};

use super::{
    PathProblem, Purpose, SignatureTime, name_constraints::NameState, policies::PolicyState,
};
use crate::verdict::IndeterminateReason as I;
use segl_pki::{
    certificate::X509Certificate,
    policy::{Strength, ValidationPolicy},
    scheme::Scheme,
    timestamp::time_of,
};

/// The most extensions of one certificate.
const MAX_EXTENSIONS: usize = 128;

const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");

/// The critical extensions that are understood here; a path with another one cannot be believed.
const UNDERSTOOD: [ObjectIdentifier; 13] = [
    rfc5280::ID_CE_BASIC_CONSTRAINTS,
    rfc5280::ID_CE_KEY_USAGE,
    rfc5280::ID_CE_EXT_KEY_USAGE,
    rfc5280::ID_CE_CERTIFICATE_POLICIES,
    rfc5280::ID_CE_POLICY_MAPPINGS,
    rfc5280::ID_CE_POLICY_CONSTRAINTS,
    rfc5280::ID_CE_INHIBIT_ANY_POLICY,
    rfc5280::ID_CE_NAME_CONSTRAINTS,
    rfc5280::ID_CE_SUBJECT_ALT_NAME,
    rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS,
    rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER,
    rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER,
    rfc5280::ID_PE_AUTHORITY_INFO_ACCESS,
];

const fn problem(reason: &'static str) -> PathProblem {
    PathProblem::new(I::CertificateChainGeneralFailure, reason)
}

/// Whether a certificate is one for this purpose.
pub(super) fn purpose(certificate: &X509Certificate, purpose: Purpose) -> Result<(), PathProblem> {
    let usage = certificate
        .extension::<KeyUsage>()
        .map_err(|_| problem("The certificate's key usage cannot be read."))?;
    let signs = usage.is_none_or(|(_, usage)| usage.digital_signature() || usage.non_repudiation());
    match purpose {
        Purpose::Timestamps if !is_for_timestamps(certificate) || !signs => {
            Err(problem("The certificate is not one for timestamps."))
        }
        Purpose::Signatures if !signs || is_for_other_purposes(certificate) => {
            Err(problem("The certificate is not one for signatures."))
        }
        Purpose::RevocationLists if !usage.is_none_or(|(_, usage)| usage.crl_sign()) => Err(
            problem("The certificate is not one for lists of revoked certificates."),
        ),
        _ => Ok(()),
    }
}

/// Whether a certificate says that it is for purposes alone that have nothing to do with documents (RFC 5280 section
/// 4.2.1.12): servers, timestamps, answers about revocation; code, where that must be understood, for some sign documents
/// by such certificates.
fn is_for_other_purposes(certificate: &X509Certificate) -> bool {
    const SERVERS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");
    const CODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.3");
    const ANSWERS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");
    match certificate.extension::<ExtendedKeyUsage>() {
        Ok(Some((is_critical, purposes))) => purposes.0.iter().all(|purpose| {
            [SERVERS, TIME_STAMPING, ANSWERS].contains(purpose) || is_critical && *purpose == CODE
        }),
        _ => false,
    }
}

/// Whether a certificate is for timestamps and for nothing else, and says so as something that must be understood (RFC 3161
/// section 2.3).
fn is_for_timestamps(certificate: &X509Certificate) -> bool {
    matches!(
        certificate.extension::<ExtendedKeyUsage>(),
        Ok(Some((true, purposes))) if purposes.0 == [TIME_STAMPING]
    )
}

/// Checks a path whose names match and whose signatures verify, leaf first, anchor last.
pub(super) fn path(
    path: &[&X509Certificate],
    time: SignatureTime,
    policy: &ValidationPolicy,
) -> Result<(), PathProblem> {
    let Some(([leaf, authorities @ ..], anchor)) =
        path.split_last().map(|(anchor, below)| (below, anchor))
    else {
        // The signer's own certificate is an anchor.
        return Ok(());
    };
    validity(leaf, authorities, time, policy)?;
    strength(path, time, policy)?;
    if [leaf]
        .into_iter()
        .chain(authorities)
        .any(|one| has_unknown_demands(one))
    {
        return Err(problem(
            "A certificate makes a demand that is not understood here.",
        ));
    }
    let mut names = NameState::default();
    let mut policies = PolicyState::new(policy, authorities.len() + 1);
    let forbidden = problem("A certificate has a name that an authority above it may not certify.");
    let no_policy =
        problem("The certificates of the path share no policy, and one of them demands it.");
    // How many certificates that are not self-issued may come before the last.
    let mut longest = usize::MAX;
    lower(&mut longest, authority(anchor, true)?);
    for one in authorities.iter().rev() {
        names_permitted(&names, one).map_err(|()| forbidden)?;
        policies.process(one, false).map_err(|_| no_policy)?;
        policies.prepare(one).map_err(|_| no_policy)?;
        names.add(one).map_err(|_| {
            problem("A certificate constrains names in a way that cannot be kept to here.")
        })?;
        let own = authority(one, false)?;
        if !one.is_self_issued() {
            longest = longest
                .checked_sub(1)
                .ok_or(problem("The path is longer than an authority allows."))?;
        }
        lower(&mut longest, own);
    }
    // The last one's names count, self-issued or not.
    names.check(leaf).map_err(|_| forbidden)?;
    policies.process(leaf, true).map_err(|_| no_policy)?;
    policies.conclude(leaf, policy).map_err(|_| no_policy)
}

fn names_permitted(names: &NameState, certificate: &X509Certificate) -> Result<(), ()> {
    if certificate.is_self_issued() {
        Ok(())
    } else {
        names.check(certificate).map_err(|_| ())
    }
}

fn lower(longest: &mut usize, to: Option<usize>) {
    *longest = (*longest).min(to.unwrap_or(usize::MAX));
}

/// Whether all were valid at the time (RFC 5280 section 6.1.3 (a) (2)).
fn validity(
    leaf: &X509Certificate,
    authorities: &[&X509Certificate],
    time: SignatureTime,
    policy: &ValidationPolicy,
) -> Result<(), PathProblem> {
    let begins = |one: &X509Certificate| time_of(&one.validity.not_before);
    let ends = |one: &X509Certificate| time_of(&one.validity.not_after);
    if time.best < begins(leaf) && time.is_proven {
        return Err(PathProblem::new(
            I::NotYetValid,
            "The signature was there before its certificate began to be valid.",
        ));
    }
    // Nobody can have stamped by a certificate that was not there yet: such a time is made up.
    let is_early = |stamped| {
        let mut all = [leaf].into_iter().chain(authorities.iter().copied());
        all.any(|one| !policy.was_there(begins(one), stamped))
    };
    if time.stamped.is_some_and(is_early) {
        return Err(PathProblem::new(
            I::NotYetValid,
            "The timestamp says a time before its certificates began to be valid.",
        ));
    }
    let is_valid = |one: &X509Certificate| begins(one) <= time.best && time.best <= ends(one);
    if !is_valid(leaf) || !authorities.iter().all(|one| is_valid(one)) {
        return Err(PathProblem {
            why: I::OutOfBoundsNoPoe,
            reason: "A certificate was not valid at the time of the signature, as far as that time is known.",
            unfit_since: Some(ends(leaf)),
        });
    }
    Ok(())
}

/// Whether what the certificates were signed with, and their keys, were believed at the time.
fn strength(
    path: &[&X509Certificate],
    time: SignatureTime,
    policy: &ValidationPolicy,
) -> Result<(), PathProblem> {
    let is_believed = |pair: &[&X509Certificate]| {
        let digest = pair[0].signature_scheme().map(Scheme::digest);
        policy.believes(&Strength::of(digest, pair[1].public_key()), time.best)
    };
    if path.windows(2).all(is_believed) {
        return Ok(());
    }
    Err(PathProblem::new(
        I::CryptoConstraintsFailureNoPoe,
        "A certificate's algorithm or key was too weak to prove anything at the time that is known.",
    ))
}

/// Whether a certificate is an authority's that may issue others, and how many may come between it and the last one
/// (RFC 5280 section 6.1.4 (k), (m) and (n)).
fn authority(certificate: &X509Certificate, is_anchor: bool) -> Result<Option<usize>, PathProblem> {
    const NONE: PathProblem = problem("A certificate was issued by one that is no authority's.");
    let longest = match certificate
        .extension::<BasicConstraints>()
        .map_err(|_| NONE)?
    {
        Some((_, constraints)) if constraints.ca => {
            constraints.path_len_constraint.map(usize::from)
        }
        Some(_) => return Err(NONE),
        // Certificates of version 1 say nothing; only those that are trusted anyway are believed.
        None if is_anchor && certificate.extensions().is_empty() => None,
        None => return Err(NONE),
    };
    match certificate.extension::<KeyUsage>().map_err(|_| NONE)? {
        Some((_, usage)) if !usage.key_cert_sign() => Err(NONE),
        _ => Ok(longest),
    }
}

/// Whether an extension cannot be read which nobody here asks for by its content, or only to exclude by it.
fn is_unreadable(certificate: &X509Certificate, extension: ObjectIdentifier) -> bool {
    match extension {
        rfc5280::ID_CE_EXT_KEY_USAGE => certificate.extension::<ExtendedKeyUsage>().is_err(),
        rfc5280::ID_CE_SUBJECT_ALT_NAME => certificate.extension::<SubjectAltName>().is_err(),
        rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS => {
            certificate.extension::<CrlDistributionPoints>().is_err()
        }
        rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER => {
            certificate.extension::<AuthorityKeyIdentifier>().is_err()
        }
        rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER => {
            certificate.extension::<SubjectKeyIdentifier>().is_err()
        }
        rfc5280::ID_PE_AUTHORITY_INFO_ACCESS => certificate
            .extension::<AuthorityInfoAccessSyntax>()
            .is_err(),
        _ => false,
    }
}

/// Whether it has a critical extension that is not understood here or cannot be read (RFC 5280 section 4.2), or one that
/// stands there twice.
fn has_unknown_demands(certificate: &X509Certificate) -> bool {
    let all = certificate.extensions();
    all.len() > MAX_EXTENSIONS
        || all.iter().enumerate().any(|(place, extension)| {
            let oid = extension.extn_id;
            extension.critical && (!UNDERSTOOD.contains(&oid) || is_unreadable(certificate, oid))
                || all[..place]
                    .iter()
                    .any(|other| other.extn_id == extension.extn_id)
        })
}
