//! The test e-ID and the stand-in of the contact register: one Node process beside the emulator.

use std::{
    fs::File,
    os::unix::process::CommandExt as _,
    path::PathBuf,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    emulator::{is_taken, running},
    place::Place,
    tools,
};

fn folder(place: &Place) -> PathBuf {
    place.root.join("infra/local/eid")
}

/// Installs its packages.
pub(crate) fn install(place: &Place) -> Result<(), String> {
    tools::node_packages(&folder(place), &place.state.join("npm-eid.log"))
}

/// Starts it unless it runs. Nothing of it is kept: whoever was logged in logs in again.
pub(crate) fn start(place: &Place) -> Result<(), String> {
    if running(place, "eid").is_some() {
        return Ok(());
    }
    if is_taken(place.eid_port) {
        return Err(format!(
            "Port {} is taken by another program. End it, or choose another port with SEGL_EID_PORT.",
            place.eid_port
        ));
    }
    install(place)?;
    let log = || File::create(place.state.join("eid.log")).map_err(|error| error.to_string());
    let child = Command::new("node")
        .arg("provider.mjs")
        .current_dir(folder(place))
        .env("SEGL_EID_PORT", place.eid_port.to_string())
        .env("SEGL_URL", place.url())
        .stdin(Stdio::null())
        .stdout(log()?)
        .stderr(log()?)
        .process_group(0)
        .spawn()
        .map_err(|error| format!("the test e-ID could not be started: {error}"))?;
    place.write_state("eid.pid", &child.id().to_string())?;
    let begun = Instant::now();
    while !is_taken(place.eid_port) {
        if begun.elapsed() > Duration::from_secs(20) {
            return Err(format!(
                "the test e-ID does not answer; see {}",
                place.state.join("eid.log").display()
            ));
        }
        sleep(Duration::from_millis(100));
    }
    Ok(())
}
