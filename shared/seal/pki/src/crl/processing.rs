//! What lists say of a certificate together (RFC 5280 section 6.3.3), and each by itself.

use jiff::Timestamp;

use super::{
    Crl,
    distribution_points::{MAX_POINTS, ReasonSet, points_of, reasons_of},
};
use crate::{
    certificate::X509Certificate,
    policy::ValidationPolicy,
    statement::{Revocation, Statement},
    timestamp::time_of,
};

/// What lists say of a certificate together; each is one whose signature and time are in order (RFC 5280 section 6.3.3).
/// `None` when they say nothing, or not for all reasons.
pub fn revocation_by(
    lists: &[&Crl],
    certificate: &X509Certificate,
    policy: &ValidationPolicy,
) -> Option<Statement> {
    let not_after = time_of(&certificate.validity.not_after);
    let points = points_of(certificate);
    let mut covered = ReasonSet::new();
    let mut as_of = Timestamp::MAX;
    // A list of one scope may suspend what that of another has revoked.
    let mut against = Vec::new();
    for point in points.iter().take(MAX_POINTS).map(Some).chain([None]) {
        for list in lists.iter().filter(|list| !list.is_delta()) {
            let reasons = list.covers(certificate, point);
            if reasons.is_empty() {
                continue;
            }
            let is_followed = lists.iter().any(|other| list.is_followed_by(other));
            let deltas = lists.iter().filter(|delta| list.is_base_of(delta));
            // The newest says what holds, where it says anything.
            let newest = deltas
                .max_by(|a, b| compare(&a.number, &b.number))
                .filter(|delta| !delta.entries(certificate).is_empty());
            let telling = newest.unwrap_or(list);
            let as_told = telling.this_update();
            // What a list revokes for good no list of changes takes away: it lifts holds (RFC 5280 section 5.3.1).
            let own = list.verdict(certificate);
            let told = match own.filter(|own| matches!(own, Revocation::Revoked(_))) {
                Some(for_good) => Some(for_good),
                None => telling.verdict(certificate),
            };
            match told {
                // A newer one says whether it still holds.
                Some(Revocation::OnHold(_)) | None if is_followed => continue,
                Some(revocation) => {
                    against.push(Statement {
                        revocation,
                        as_of: as_told,
                    });
                    continue;
                }
                None => {}
            }
            if policy.tells_of(list.this_update(), not_after, list.kept_since) {
                covered.extend(reasons);
                as_of = as_of.min(as_told);
            }
        }
    }
    let is_good = || covered.is_superset(&reasons_of(None));
    Statement::of_all(against).or_else(|| {
        is_good().then_some(Statement {
            revocation: Revocation::Good,
            as_of,
        })
    })
}

/// What each of these lists says of a certificate by itself, fresh or not; all are authentic. What was stated against it stays
/// worth knowing when the list is out of date, and where a delta list lacks its base. One that does not name it, or a
/// delta on its base that takes it off, lifts a hold (`Unknown`; RFC 5280 section 5.3.1), and makes nothing good.
/// What was stated after all was archived (`poe_time`) counts where the revocation was before.
pub fn statements(
    lists: &[&Crl],
    certificate: &X509Certificate,
    policy: &ValidationPolicy,
    poe_time: Timestamp,
) -> Vec<Statement> {
    let lifts = |list: &Crl| {
        let is_delta_on_base = || {
            !list.entries(certificate).is_empty() && lists.iter().any(|base| base.is_base_of(list))
        };
        // One for some reasons may leave a hold out.
        list.verdict(certificate).is_none()
            && !list.is_for_some_reasons()
            && (!list.is_delta() || is_delta_on_base())
    };
    let said = lists.iter().filter_map(|list| {
        let as_of = list.this_update();
        let revocation = match list.verdict(certificate) {
            // By the number where both are of one time.
            Some(Revocation::OnHold(_))
                if lists
                    .iter()
                    .any(|other| list.precedes(other) && lifts(other)) =>
            {
                return None;
            }
            Some(said @ (Revocation::Revoked(since) | Revocation::OnHold(since))) => policy
                .speaks_against(since, as_of, poe_time)
                .then_some(said)?,
            _ => lifts(list).then_some(Revocation::Unknown)?,
        };
        Some(Statement { revocation, as_of })
    });
    said.collect()
}

fn compare(one: &Option<Vec<u8>>, other: &Option<Vec<u8>>) -> std::cmp::Ordering {
    let key =
        |number: &Option<Vec<u8>>| number.as_ref().map(|number| (number.len(), number.clone()));
    key(one).cmp(&key(other))
}

#[cfg(test)]
mod tests;
