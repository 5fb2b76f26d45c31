//! The local template: the real one, with each binary's package a script that starts the binary just built.
//!
//! So `sam deploy` packs bytes and not gigabytes, and an edit is deployed in seconds: only functions whose binary has
//! changed have another script. The layer of fonts is left out: a folder on this machine stands in for it.

use std::{collections::BTreeSet, fs, path::Path, time::UNIX_EPOCH};

/// The local template, with packages and state machines where they are on this machine. Relative paths in the real
/// template are from `infra/`.
pub(crate) fn derive(real: &str, packages: &Path, workspace: &Path) -> Result<String, String> {
    let mut derived = String::with_capacity(real.len() + 8192);
    let mut binary: Option<&str> = None;
    let mut is_in_layer = false;
    for line in real.lines() {
        is_in_layer = line == "  FontsLayer:"
            || (is_in_layer && (line.is_empty() || line.starts_with("    ")));
        if is_in_layer
            || ["CodeUri: ../functions", "Layers: [!Ref FontsLayer]"].contains(&line.trim())
        {
            continue;
        }
        let line = line.replace(
            "../statemachines/",
            &format!("{}/statemachines/", workspace.display()),
        );
        derived.push_str(&line);
        derived.push('\n');
        if let Some(name) = binaries(real).find(|name| line.contains(&format!("Binary: {name} }}")))
        {
            binary = Some(name);
        } else if let (Some(name), "Properties:") = (binary, line.trim()) {
            derived.push_str(&format!(
                "      CodeUri: {}\n",
                packages.join(name).display()
            ));
            binary = None;
        }
    }
    match binary {
        None => Ok(derived),
        Some(name) => Err(format!("the template gives {name} no properties")),
    }
}

/// The binary of each function that the template deploys; many share one.
fn binaries(template: &str) -> impl Iterator<Item = &str> {
    template
        .lines()
        .filter_map(|line| line.split("Binary: ").nth(1)?.split(' ').next())
}

/// Writes each binary's package; the script names the binary by place and by age.
pub(crate) fn write_packages(real: &str, packages: &Path, built: &Path) -> Result<usize, String> {
    let names: BTreeSet<&str> = binaries(real).collect();
    for name in &names {
        let binary = built.join(name);
        let events = fs::metadata(&binary)
            .map_err(|error| format!("{} was not built: {error}", binary.display()))?;
        let age = events
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .unwrap_or_default();
        let script = format!(
            "#!/bin/sh\n# built {} ({} bytes)\nexec {}\n",
            age.as_nanos(),
            events.len(),
            binary.display()
        );
        let folder = packages.join(name);
        let bootstrap = folder.join("bootstrap");
        let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&bootstrap, script));
        written
            .and_then(|()| make_executable(&bootstrap))
            .map_err(|error| error.to_string())?;
    }
    Ok(names.len())
}

fn make_executable(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: &str = "Globals:\n  Function:\n    CodeUri: ../functions\nResources:\n  AFunction:\n    Metadata: { BuildMethod: rust-cargolambda, BuildProperties: { Binary: a-b } }\n    Properties:\n      Timeout: 1\n  M:\n    Properties:\n      DefinitionUri: ../statemachines/m.asl.json\n";

    #[test]
    fn every_function_gets_its_package_and_nothing_else_changes() {
        let derived = derive(REAL, Path::new("/p"), Path::new("/w")).expect("a template");
        assert!(derived.contains("    Properties:\n      CodeUri: /p/a-b\n      Timeout: 1\n"));
        assert!(derived.contains("DefinitionUri: /w/statemachines/m.asl.json"));
        assert!(!derived.contains("../"));
        assert_eq!(derived.matches("CodeUri").count(), 1);
    }

    #[test]
    fn every_function_of_the_real_template_gets_its_binary_s_package() {
        let real =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../template.yaml"))
                .expect("the template");
        let derived = derive(&real, Path::new("/p"), Path::new("/w")).expect("a template");
        assert_eq!(
            derived.matches("CodeUri: /p/").count(),
            binaries(&real).count()
        );
        assert!(!derived.contains("../functions") && !derived.contains("../statemachines"));
        assert!(
            real.contains("FontsLayer")
                && !derived.contains("FontsLayer")
                && !derived.contains("LayerVersion")
        );
        assert_eq!(
            derived.matches("    Type: AWS::").count(),
            real.matches("    Type: AWS::").count() - 1
        );
    }
}
