//! Certificate policies, each rule by itself; `pkits` has them together.

use super::*;
use const_oid::ObjectIdentifier;

const ANY: &[u8] = &[0x55, 0x1d, 0x20, 0];

fn oid(last: u8) -> Vec<u8> {
    [&[0x2b, 6, 1, 4, 1, 0x81, 0xfd, 0x58], &[last][..]].concat()
}

fn policies(said: &[&[u8]]) -> Vec<u8> {
    let said: Vec<u8> = said
        .iter()
        .flat_map(|one| sequence(&[&element(tag::OID, one)]))
        .collect();
    extension(&[0x55, 0x1d, 0x20], false, &sequence(&[&said]))
}

/// A path over one authority, which each say this.
fn over(between: Vec<Vec<u8>>, leaf: Vec<Vec<u8>>, policy: ValidationPolicy) -> Result<Told, I> {
    let root = Holder::root("Root", 1);
    let add = |template: Template, all: Vec<Vec<u8>>| all.into_iter().fold(template, Template::and);
    let between = root.issue(&add(Template::authority("Between"), between), 2);
    let leaf = between.issue(&add(quiet("Leaf"), leaf), 3);
    let trust = Trust {
        anchors: vec![root.certificate.clone()],
        policy,
    };
    let evidence = Evidence::of(values(&[&between], &[], &[]));
    let said = Paths::new(&trust, &evidence).validate(
        &leaf.certificate,
        NOW_UNPROVEN,
        Purpose::Signatures,
    );
    said.map(Told::from).map_err(|one| one.why)
}

fn explicit() -> ValidationPolicy {
    ValidationPolicy {
        require_explicit_policy: true,
        ..ValidationPolicy::default()
    }
}

#[test]
fn any_policy_counts_unless_it_is_inhibited() {
    let (one, any) = (oid(1), ANY.to_vec());
    let inhibited = || ValidationPolicy {
        inhibit_any_policy: true,
        ..explicit()
    };
    let of = |policy| over(vec![policies(&[&any])], vec![policies(&[&one])], policy);
    assert_eq!((of(explicit()), of(inhibited())), (FINE, BAD));
    let of = |policy| over(vec![policies(&[&one])], vec![policies(&[&any])], policy);
    assert_eq!((of(explicit()), of(inhibited())), (FINE, BAD));
}

#[test]
fn one_of_the_policies_that_are_asked_for_must_be_valid() {
    let asked = |last: u8| {
        let asked = ObjectIdentifier::from_bytes(&oid(last)).expect("an identifier");
        ValidationPolicy {
            initial_policies: vec![asked],
            ..explicit()
        }
    };
    let (one, both) = (oid(1), [oid(1), oid(2)]);
    let of = |policy| {
        over(
            vec![policies(&[&both[0], &both[1]])],
            vec![policies(&[&one])],
            policy,
        )
    };
    assert_eq!((of(asked(1)), of(asked(2))), (FINE, BAD));
    assert_eq!(
        over(vec![policies(&[ANY])], vec![policies(&[ANY])], asked(1)),
        FINE
    );
}

#[test]
fn the_last_certificate_may_demand_a_policy() {
    let demand = |skip: u64| {
        extension(
            &[0x55, 0x1d, 0x24],
            true,
            &sequence(&[&element(0x80, &integer(skip)[2..])]),
        )
    };
    let of = |leaf| over(vec![], leaf, ValidationPolicy::default());
    assert_eq!(
        (of(vec![]), of(vec![demand(0)]), of(vec![demand(1)])),
        (FINE, BAD, FINE)
    );
    let one = policies(&[&oid(1)]);
    assert_eq!(
        over(
            vec![one.clone()],
            vec![one, demand(0)],
            ValidationPolicy::default()
        ),
        FINE
    );
}

#[test]
fn more_policies_or_mappings_than_are_looked_at_end_the_path() {
    let all: Vec<Vec<u8>> = (1..=65).map(oid).collect();
    let all: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
    let mapped = |count: usize| {
        let one =
            |from: &&[u8]| sequence(&[&element(tag::OID, from), &element(tag::OID, &oid(99))]);
        extension(
            &[0x55, 0x1d, 0x21],
            false,
            &sequence(&[&all[..count].iter().flat_map(one).collect::<Vec<_>>()]),
        )
    };
    for (count, expected) in [(64, FINE), (65, BAD)] {
        let usual = ValidationPolicy::default;
        assert_eq!(
            over(vec![], vec![policies(&all[..count])], usual()),
            expected,
            "{count} policies"
        );
        assert_eq!(
            over(vec![mapped(count)], vec![], usual()),
            expected,
            "{count} mappings"
        );
    }
}
