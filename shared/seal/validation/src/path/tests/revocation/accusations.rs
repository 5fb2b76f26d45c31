//! Who accuses is heard: on every path, and in ways in which nobody would be believed who said something good.

use super::*;

/// What is said of a leaf with these anchors, and whether the verdict is left open.
fn weigh(leaf: &Holder, anchors: &[&Holder], values: ValidationData) -> (Result<Told, I>, bool) {
    let trust = Trust {
        anchors: anchors.iter().map(|one| one.certificate.clone()).collect(),
        policy: ValidationPolicy::default(),
    };
    let evidence = Evidence::of(values);
    let paths = Paths::new(&trust, &evidence);
    let said = paths.validate(&leaf.certificate, NOW_UNPROVEN, Purpose::Signatures);
    let said = said.map(Told::from).map_err(|one| one.why);
    (said, paths.is_exhausted())
}

fn entry() -> Vec<Vec<u8>> {
    vec![revoked(7, NOW - days(2), &[])]
}

#[test]
fn whose_certificate_was_revoked_on_one_path_is_not_good_by_another() {
    let (first, second) = (Holder::root("First", 1), Holder::root("Second", 2));
    let authority =
        |by: &Holder, serial| by.issue(&Template::authority("Authority").serial(serial), 3);
    let (under_first, under_second) = (authority(&first, 4), authority(&second, 5));
    // Only the first root has certified a key for the authority's lists.
    let for_lists = Template::with("Authority", vec![key_usage(&[6])]).serial(6);
    let for_lists = first.issue(&for_lists, 6);
    let leaf = under_first.issue(&quiet("Leaf").serial(7), 7);
    let told = |anchors: &[&Holder]| {
        let list = for_lists.list(&List {
            entries: entry(),
            ..List::default()
        });
        let known = values(&[&under_first, &under_second, &for_lists], &[list], &[]);
        weigh(&leaf, anchors, known).0
    };
    assert_eq!(told(&[&first]), REVOKED);
    assert_eq!(told(&[&first, &second]), REVOKED);
    assert_eq!(told(&[&second, &first]), REVOKED);
}

#[test]
fn a_list_with_unknown_demands_or_by_a_key_that_should_sign_none_leaves_open_whom_it_accuses() {
    let root = Holder::root("Root", 1);
    let no_lists = Template::with("Authority", vec![basic_constraints(None), key_usage(&[5])]);
    let no_lists = root.issue(&no_lists.serial(2), 2);
    let authority = root.issue(&Template::authority("Authority").serial(2), 2);
    let demand = || extension(id::UNKNOWN, true, &[5, 0]);
    let of = |issuer: &Holder, entries: Vec<Vec<u8>>, extensions| {
        let leaf = issuer.issue(&quiet("Leaf").serial(7), 3);
        let list = issuer.list(&List {
            entries,
            extensions,
            ..List::default()
        });
        let (said, is_open) = weigh(&leaf, &[&root], values(&[issuer], &[list], &[]));
        assert!(said.is_ok(), "{said:?}");
        is_open
    };
    assert!(of(&no_lists, entry(), vec![]));
    assert!(!of(&no_lists, vec![], vec![]));
    assert!(of(&authority, entry(), vec![demand()]));
    assert!(!of(&authority, vec![], vec![demand()]));
    let odd_entry = vec![revoked(7, NOW - days(2), &[demand()])];
    assert!(of(&authority, odd_entry, vec![]));
}

#[test]
fn lists_beyond_eight_megabytes_are_not_read_and_leave_everything_open() {
    let is_open = |length| Evidence::of(values(&[], &[vec![0; length]], &[])).is_cut;
    assert!(!is_open(8 << 20) && is_open((8 << 20) + 1));
    let halves = [vec![0; 5 << 20], vec![1; 5 << 20]];
    assert!(Evidence::of(values(&[], &halves, &[])).is_cut, "together");
}
