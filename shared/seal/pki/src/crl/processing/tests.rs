use jiff::SignedDuration;

use super::*;
use crate::{
    test_ca::{Holder, List, Template, extension, id, integer, list_at, revoked, sequence},
    test_pki::samples::NOW,
};

/// A list of this number and of so many hours ago; on top of a base, and for some reasons only.
struct Listed {
    number: u64,
    hours_ago: i64,
    base: Option<u64>,
    is_for_some_reasons: bool,
    entries: Vec<Vec<u8>>,
}

fn with_reason(reason: u8) -> Vec<Vec<u8>> {
    let reason = extension(id::REASON, false, &[0x0a, 1, reason]);
    vec![revoked(7, NOW - SignedDuration::from_hours(50), &[reason])]
}

fn held() -> Vec<Vec<u8>> {
    with_reason(6)
}

fn removed() -> Vec<Vec<u8>> {
    with_reason(8)
}

fn complete(number: u64, hours_ago: i64, entries: Vec<Vec<u8>>) -> Listed {
    Listed {
        number,
        hours_ago,
        base: None,
        is_for_some_reasons: false,
        entries,
    }
}

fn delta(base: u64, number: u64, hours_ago: i64, entries: Vec<Vec<u8>>) -> Listed {
    Listed {
        base: Some(base),
        ..complete(number, hours_ago, entries)
    }
}

/// What each of the lists that says anything of the certificate says: on hold, or that it no longer is.
fn said(listed: &[Listed]) -> Vec<&'static str> {
    let root = Holder::root("Root", 1);
    let leaf = Template::with("Leaf", vec![list_at("http://ca.test/list")]).serial(7);
    let leaf = root.issue(&leaf, 3).certificate;
    let read = |one: &Listed| {
        let mut extensions = vec![extension(id::CRL_NUMBER, false, &integer(one.number))];
        if let Some(base) = one.base {
            extensions.push(extension(id::DELTA, true, &integer(base)));
        }
        if one.is_for_some_reasons {
            let scope = sequence(&[&[0x83, 2, 6, 0x40]]);
            extensions.push(extension(id::ISSUING_POINT, true, &scope));
        }
        let list = root.list(&List {
            this_update: NOW - SignedDuration::from_hours(one.hours_ago),
            entries: one.entries.clone(),
            extensions,
            ..List::default()
        });
        Crl::read(&list).expect("a list")
    };
    let lists: Vec<Crl> = listed.iter().map(read).collect();
    let all: Vec<&Crl> = lists.iter().collect();
    let said = statements(&all, &leaf, &ValidationPolicy::default(), NOW);
    let word = |statement: Statement| match statement.revocation {
        Revocation::OnHold(_) => "on hold",
        Revocation::Unknown => "lifted",
        Revocation::Revoked(_) | Revocation::Good => "otherwise",
    };
    said.into_iter().map(word).collect()
}

#[test]
fn a_hold_is_lifted_by_a_complete_list_without_it_and_by_a_delta_on_a_base_that_removes_it() {
    assert_eq!(said(&[complete(1, 9, held())]), ["on hold"]);
    let without = said(&[complete(1, 9, held()), complete(2, 5, vec![])]);
    assert_eq!(without, ["lifted"]);
    let on_base = said(&[complete(1, 9, held()), delta(1, 2, 5, removed())]);
    assert_eq!(on_base, ["lifted"]);
    // A delta that does not name the certificate leaves it as it was, and one without its base tells nothing.
    let silent = said(&[complete(1, 9, held()), delta(1, 2, 5, vec![])]);
    assert_eq!(silent, ["on hold"]);
    let baseless = said(&[complete(1, 9, held()), delta(4, 5, 5, removed())]);
    assert_eq!(baseless, ["on hold"]);
    assert_eq!(said(&[delta(4, 5, 5, removed())]), [""; 0]);
    // By time where the numbers do not tell.
    let unordered = said(&[complete(2, 9, held()), complete(1, 5, vec![])]);
    assert_eq!(unordered, ["on hold", "lifted"]);
    // A list for some reasons may leave a hold out.
    let partial = Listed {
        is_for_some_reasons: true,
        ..complete(2, 5, vec![])
    };
    assert_eq!(said(&[complete(1, 9, held()), partial]), ["on hold"]);
}

#[test]
fn of_two_lists_of_one_time_the_higher_number_lifts_a_hold_if_it_says_so() {
    let lifted = said(&[complete(1, 5, held()), complete(2, 5, vec![])]);
    assert_eq!(lifted, ["lifted"]);
    let silent = said(&[complete(1, 5, held()), delta(1, 2, 5, vec![])]);
    assert_eq!(silent, ["on hold"]);
    let again = said(&[complete(1, 5, vec![]), complete(2, 5, held())]);
    assert_eq!(again, ["lifted", "on hold"]);
}
