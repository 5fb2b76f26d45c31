//! No cycles between files: each crate's files can be read one after the other, from the one that needs nothing.
//!
//! A file needs another where it names something that is defined there. Names are followed through `pub use` to where they
//! are defined, so that a facade in `lib.rs` neither makes cycles nor hides them. What tests alone need does not count.

mod imports;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use self::tree::Crate;
use super::workspace::{names_in, root};

/// The folders with a `lib.rs` or a `main.rs` of a crate each.
fn crates() -> Vec<String> {
    let mut all = vec!["infra/local/src".to_owned(), "functions/src".to_owned()];
    for family in names_in("functions/src/bin") {
        all.push(format!("functions/src/bin/{family}"));
    }
    for folder in ["shared", "shared/seal"] {
        for name in names_in(folder) {
            let source = format!("{folder}/{name}/src");
            if root().join(&source).is_dir() {
                all.push(source);
            }
        }
    }
    all
}

/// The files of each cycle, by what ties them.
fn cycles(needs: &BTreeMap<String, BTreeSet<String>>) -> Vec<BTreeSet<String>> {
    let reach = |from: &String| {
        let mut seen = BTreeSet::new();
        let mut open = vec![from.clone()];
        while let Some(file) = open.pop() {
            for next in needs.get(&file).into_iter().flatten() {
                if seen.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&String, BTreeSet<String>> =
        needs.keys().map(|file| (file, reach(file))).collect();
    let mut found: Vec<BTreeSet<String>> = Vec::new();
    for (file, reaches) in &reached {
        if !reaches.contains(*file) || found.iter().any(|cycle| cycle.contains(*file)) {
            continue;
        }
        let back = |other: &&String| reached.get(other).is_some_and(|one| one.contains(*file));
        found.push(reaches.iter().filter(back).cloned().collect());
    }
    found
}

#[test]
fn no_files_of_a_crate_need_each_other() {
    let mut told = String::new();
    for source in crates() {
        let read = Crate::read(&source);
        assert!(!read.modules.is_empty(), "{source} holds a crate");
        let needs = imports::needs(&read);
        for cycle in cycles(&needs) {
            told.push_str(&format!("{source}:\n"));
            for file in &cycle {
                let ties: Vec<&String> = needs[file].intersection(&cycle).collect();
                told.push_str(&format!("  {file} needs {ties:?}\n"));
            }
        }
    }
    assert!(told.is_empty(), "files that need each other:\n{told}");
}

#[test]
fn a_name_is_followed_through_a_facade_to_where_it_is_defined() {
    let files = [
        ("lib.rs", "mod a; mod b; pub use a::One; pub use b::Two;"),
        ("a.rs", "use crate::Two; pub struct One(Two);"),
        (
            "b.rs",
            "pub struct Two; impl Two { fn one() -> crate::One { crate::One(Two) } }",
        ),
    ];
    let tied = imports::needs(&Crate::parse(&files));
    assert_eq!(
        cycles(&tied),
        [BTreeSet::from(["a.rs".to_owned(), "b.rs".to_owned()])]
    );
    let files = [
        ("lib.rs", "mod a; mod b; pub use a::One; pub use b::Two;"),
        ("a.rs", "use crate::Two; pub struct One(Two);"),
        (
            "b.rs",
            "pub struct Two; #[cfg(test)] mod tests { use crate::One; }",
        ),
    ];
    let free = imports::needs(&Crate::parse(&files));
    assert_eq!(free["a.rs"], BTreeSet::from(["b.rs".to_owned()]));
    assert!(cycles(&free).is_empty());
}
