//! The layers: arrows between crates run down only, every crate keeps the lints, no file knows a machine.

use std::{collections::BTreeSet, fs};

use super::workspace::{files, manifest, names_in, root};

/// Which of our crates each crate may import. What is not here may import none.
const ARROWS: [(&str, &[&str]); 19] = [
    (
        "functions",
        &[
            "segl-app",
            "segl-trust-services",
            "segl-aws",
            "segl-http",
            "segl-identity",
            "segl-workers",
        ],
    ),
    (
        "infra/local",
        &[
            "segl-app",
            "segl-asic",
            "segl-trust-services",
            "segl-domain",
            "segl-front-page",
            "segl-pades",
            "segl-pdf",
            "segl-pki",
            "segl-validation",
        ],
    ),
    (
        "shared/app",
        &[
            "segl-asic",
            "segl-domain",
            "segl-front-page",
            "segl-pades",
            "segl-pdf",
            "segl-pki",
            "segl-text",
            "segl-validation",
        ],
    ),
    ("shared/trust-services", &["segl-pades"]),
    ("shared/aws", &["segl-app", "segl-domain", "segl-wire"]),
    ("shared/domain", &[]),
    (
        "shared/http",
        &[
            "segl-app",
            "segl-domain",
            "segl-pages",
            "segl-telemetry",
            "segl-text",
            "segl-wire",
        ],
    ),
    ("shared/identity", &["segl-app", "segl-domain"]),
    ("shared/pages", &["segl-domain", "segl-text"]),
    ("shared/seal/asic", &["segl-pades", "segl-pki"]),
    (
        "shared/seal/front-page",
        &[
            "segl-domain",
            "segl-pades",
            "segl-pdf",
            "segl-pki",
            "segl-text",
            "segl-validation",
        ],
    ),
    ("shared/seal/pades", &["segl-pdf", "segl-pki"]),
    ("shared/seal/pdf", &[]),
    ("shared/seal/pki", &[]),
    (
        "shared/seal/validation",
        &["segl-asic", "segl-pades", "segl-pdf", "segl-pki"],
    ),
    ("shared/telemetry", &[]),
    ("shared/text", &["segl-domain"]),
    ("shared/wire", &["segl-domain"]),
    (
        "shared/workers",
        &[
            "segl-app",
            "segl-domain",
            "segl-pages",
            "segl-telemetry",
            "segl-text",
            "segl-wire",
        ],
    ),
];

/// Every crate's folder.
fn crates() -> BTreeSet<String> {
    let mut all: BTreeSet<String> = ["functions", "infra/local", "tests"]
        .map(str::to_owned)
        .into();
    for folder in ["shared", "shared/seal"] {
        let inside = names_in(folder)
            .into_iter()
            .map(|name| format!("{folder}/{name}"));
        // A folder without a manifest holds crates or is none; the fuzz targets are a workspace of their own.
        all.extend(inside.filter(|one| {
            *one != "shared/seal/fuzz" && root().join(one).join("Cargo.toml").is_file()
        }));
    }
    all
}

#[test]
fn arrows_between_crates_run_down_only() {
    let listed: BTreeSet<String> = ARROWS
        .iter()
        .map(|(folder, _)| (*folder).to_owned())
        .chain(["tests".to_owned()])
        .collect();
    assert_eq!(
        crates(),
        listed,
        "every crate stands in the list, and every crate in the list stands"
    );
    for (folder, allowed) in ARROWS {
        let manifest = manifest(format!("{folder}/Cargo.toml"));
        let name = manifest["package"]["name"]
            .as_str()
            .expect("a crate has a name");
        let imports = manifest
            .get("dependencies")
            .and_then(toml::Value::as_table)
            .into_iter()
            .flatten();
        for (import, _) in imports.filter(|(import, _)| import.starts_with("segl-")) {
            assert!(
                allowed.contains(&import.as_str()),
                "{name} must not import {import}"
            );
        }
    }
}

#[test]
fn only_the_plumbing_and_the_local_tool_know_aws() {
    for folder in crates() {
        if ["functions", "infra/local", "shared/aws", "tests"].contains(&folder.as_str()) {
            continue;
        }
        let manifest = manifest(format!("{folder}/Cargo.toml"));
        let imports = manifest
            .get("dependencies")
            .and_then(toml::Value::as_table)
            .into_iter()
            .flatten();
        for (import, _) in imports {
            assert!(
                !import.starts_with("aws-"),
                "{folder} must not import {import}"
            );
        }
    }
}

#[test]
fn every_crate_keeps_the_workspace_s_lints() {
    for folder in crates() {
        let manifest = manifest(format!("{folder}/Cargo.toml"));
        let kept = manifest
            .get("lints")
            .and_then(|lints| lints.get("workspace"))
            .and_then(toml::Value::as_bool);
        assert_eq!(
            kept,
            Some(true),
            "{folder}/Cargo.toml lacks [lints] workspace = true"
        );
    }
}

#[test]
fn no_file_names_a_path_of_a_machine() {
    // Put together here, or this file would name them too.
    let homes = ["home", "root", "Users", "work"].map(|folder| format!("/{folder}/"));
    let starts =
        |before: Option<char>| before.is_none_or(|letter| " \t\n\"'`(=:,".contains(letter));
    for file in files() {
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        for home in &homes {
            for (at, _) in text.match_indices(home.as_str()) {
                let line = text[..at].lines().count();
                let shown = file
                    .strip_prefix(root())
                    .expect("it is in the tree")
                    .display();
                assert!(
                    !starts(text[..at].chars().next_back()),
                    "{shown}:{line} names a path under {home}"
                );
            }
        }
    }
}
