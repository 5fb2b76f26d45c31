//! The pinned tools, from the package registries into one folder, and the sentences for what a machine lacks.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    place::Place,
    progress::{Progress, output, run},
};

/// Installs what is not installed yet: the environments of the stack, of the test PKI and of the judges (their pins conflict).
pub(crate) fn install(place: &Place) -> Result<(), String> {
    of_stack(place)?;
    judges(place)
}

/// Installs what the stack runs on, and no more.
pub(crate) fn of_stack(place: &Place) -> Result<(), String> {
    python()?;
    environment(place, "stack", include_str!("../requirements.txt"))?;
    pki(place)
}

/// Installs the programs that others wrote to check signatures with.
pub(crate) fn judges(place: &Place) -> Result<(), String> {
    python()?;
    environment(place, "judges", include_str!("../requirements-judges.txt"))
}

/// Fails with a sentence for what the machine lacks, before anything that takes minutes.
pub(crate) fn check() -> Result<(), String> {
    python()?;
    node()
}

/// Installs the test PKI's servers alone.
pub(crate) fn pki(place: &Place) -> Result<(), String> {
    python()?;
    environment(place, "pki", include_str!("../requirements-pki.txt"))
}

/// Installs the fonts that names are set in where the compiled-in one lacks their letters, and gives their folder.
pub(crate) fn fonts(place: &Place) -> Result<PathBuf, String> {
    python()?;
    environment(place, "fonts", include_str!("../../fonts/requirements.txt"))?;
    let library = place.tools.join("fonts/lib");
    let versions = fs::read_dir(&library)
        .map_err(|error| format!("{} cannot be read: {error}", library.display()))?;
    let packages = versions
        .flatten()
        .map(|version| version.path().join("site-packages"))
        .find(|folder| folder.is_dir());
    packages.ok_or_else(|| format!("there are no packages in {}", library.display()))
}

/// Installs the npm packages of a folder that has a lock file, into the folder.
pub(crate) fn node_packages(folder: &Path, log: &Path) -> Result<(), String> {
    node()?;
    let lock = fs::read_to_string(folder.join("package-lock.json")).unwrap_or_default();
    let stamp = folder.join("node_modules/.installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let step = Progress::begin("npm packages");
    run(
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(folder),
        log,
    )?;
    fs::write(stamp, lock).map_err(|error| error.to_string())?;
    step.done();
    Ok(())
}

/// Fails with a sentence unless this program is there.
pub(crate) fn require(program: &str, install: &str) -> Result<(), String> {
    match Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .output()
    {
        Ok(found) if found.status.success() => Ok(()),
        _ => Err(format!("{program} is missing. {install}")),
    }
}

fn environment(place: &Place, name: &str, requirements: &str) -> Result<(), String> {
    let folder = place.tools.join(name);
    let stamp = folder.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == requirements) {
        return Ok(());
    }
    let step = Progress::begin(&format!("tools from PyPI: {name}"));
    let log = place.tools.join(format!("{name}.log"));
    let wanted = place.tools.join(format!("{name}.txt"));
    fs::write(&wanted, requirements).map_err(|error| error.to_string())?;
    run(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
        &log,
    )?;
    run(
        Command::new(folder.join("bin/pip"))
            .args([
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--requirement",
            ])
            .arg(&wanted),
        &log,
    )?;
    fs::write(stamp, requirements).map_err(|error| error.to_string())?;
    step.done();
    Ok(())
}

fn python() -> Result<(), String> {
    const SENTENCE: &str =
        "Install Python 3.10 or newer with its venv module (Debian: apt-get install python3-venv).";
    require("python3", SENTENCE)?;
    let version = output(
        Command::new("python3").args(["-c", "import sys, venv; print(sys.version_info.minor)"]),
    )?;
    match version.trim().parse::<u32>() {
        Ok(minor) if minor >= 10 => Ok(()),
        _ => Err(format!("python3 is older than 3.10. {SENTENCE}")),
    }
}

fn node() -> Result<(), String> {
    const SENTENCE: &str = "Install Node.js 20 or newer, with npm.";
    require("node", SENTENCE)?;
    require("npm", SENTENCE)?;
    let version = output(Command::new("node").arg("--version"))?;
    match version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok())
    {
        Some(major) if major >= 20 => Ok(()),
        _ => Err(format!("node is {}. {SENTENCE}", version.trim())),
    }
}
