//! What the local tool and the functions are both made of has the same features in both, so that `cargo local up` builds
//! it once.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use super::workspace::root;

/// Built twice: the test PKI is never in a function, and the tool serves HTTP where functions only ask.
const TWICE: [&str; 6] = [
    "hyper",
    "hyper-rustls",
    "hyper-util",
    "reqwest",
    "segl-pki",
    "tower",
];

/// The features of each package that this one is made of; several sets where a procedural macro is made of
/// it as well.
fn features_of(package: &str) -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--package", package, "--edges", "normal"])
        .args(["--prefix", "none", "--no-dedupe", "--format", "{p}|{f}"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo tree --package {package}");
    let mut found = BTreeMap::<_, BTreeSet<_>>::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let (name, features) = line.split_once('|').expect("a package and its features");
        let name = name.trim_end_matches(" (proc-macro)").to_owned();
        found.entry(name).or_default().insert(features.to_owned());
    }
    found
}

#[test]
fn what_the_tool_and_the_functions_share_has_the_same_features() {
    let (tool, functions) = (features_of("segl-local"), features_of("segl-functions"));
    let different = tool.iter().filter_map(|(package, of_tool)| {
        let of_functions = functions.get(package)?;
        let name = package.split(' ').next().expect("a name");
        (!of_tool.is_subset(of_functions)).then_some((name, (of_tool, of_functions)))
    });
    let different: BTreeMap<&str, _> = different.collect();
    let names: Vec<&str> = different.keys().copied().collect();
    assert_eq!(names, TWICE, "{different:#?}");
}
