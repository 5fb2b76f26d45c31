//! What ports hand on: failures that say whether they may pass, files, and secrets that are printed nowhere.

use super::{documents::SealedKind, e_id::AuthorizationRequest, workflow::TaskToken, *};
use crate::testing::*;

#[test]
fn a_failure_says_whether_it_may_pass_and_keeps_its_cause_for_the_log() {
    let (passing, corrupt) = (
        PortError::new("table", "throttled"),
        PortError::corrupt("table", "an item without a state"),
    );
    assert!(!passing.is_corrupt() && corrupt.is_corrupt());
    assert_eq!(passing.to_string(), "table did not answer as it should");
    assert_eq!(corrupt.to_string(), "table holds something that is corrupt");
    let cause = Error::source(&passing).map(ToString::to_string);
    assert_eq!(cause.as_deref(), Some("throttled"));
}

#[test]
fn what_a_sealed_job_leaves_behind_is_called_and_typed_as_it_is() {
    let told = |kind: SealedKind| (kind.extension(), kind.media_type());
    assert_eq!(told(SealedKind::Document), ("pdf", "application/pdf"));
    let container = ("asice", "application/vnd.etsi.asic-e+zip");
    assert_eq!(told(SealedKind::Evidence), container);
}

#[test]
fn a_task_token_is_printed_nowhere() {
    let token = TaskToken {
        token: "a secret".to_owned(),
        until: time(NOON),
    };
    assert_eq!(
        format!("{token:?}"),
        format!("TaskToken(hidden, until {NOON})")
    );
}

#[test]
fn what_a_login_is_bound_by_and_proves_is_printed_nowhere() {
    let request = AuthorizationRequest {
        state: "a secret".to_owned(),
        nonce: String::new(),
        code_verifier: String::new(),
    };
    assert_eq!(format!("{request:?}"), "AuthorizationRequest(hidden)");
}
