//! AWS on loopback: starts the emulator, waits for it, ends it so that its state is kept.

use std::{
    fs::File,
    os::unix::process::CommandExt as _,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::place::Place;

/// Starts the emulator unless it runs.
pub(crate) fn start(place: &Place) -> Result<(), String> {
    if running(place, "emulator").is_some() {
        return Ok(());
    }
    if is_taken(place.emulator_port) {
        return Err(format!(
            "Port {} is taken by another program. End it, or choose another port with SEGL_EMULATOR_PORT.",
            place.emulator_port
        ));
    }
    let log = |name: &str| {
        File::options()
            .create(true)
            .append(true)
            .open(place.state.join(name))
            .map_err(|e| e.to_string())
    };
    let child = Command::new(place.stack_tool("python"))
        .arg(place.root.join("infra/local/emulator.py"))
        .current_dir(&place.state)
        .envs(place.aws())
        // Where functions find AWS; `count_requests.py` may stand in between.
        .env(
            "AWS_ENDPOINT_URL",
            std::env::var("SEGL_FUNCTIONS_ENDPOINT").unwrap_or_else(|_| place.emulator()),
        )
        .env("GATEWAY_PORT", place.emulator_port.to_string())
        .env("EDGE_PORT", place.emulator_port.to_string())
        // It binds every interface unless it is told not to.
        .env("BIND_HOST", "127.0.0.1")
        // Every function runs with its own role: a right that the template forgot is missing here too.
        .env("AUTH", "true")
        .env("PERSIST_STATE", "1")
        .env("STATE_DIR", place.state.join("aws"))
        .env("S3_PERSIST", "1")
        .env("S3_DATA_DIR", place.state.join("s3"))
        .env("MINISTACK_REGION", "eu-north-1")
        .stdin(Stdio::null())
        .stdout(log("emulator.log")?)
        .stderr(log("emulator.log")?)
        // Its own group: Ctrl-C is for us to hear, and for us to end it in order.
        .process_group(0)
        .spawn()
        .map_err(|error| format!("the emulator could not be started: {error}"))?;
    place.write_state("emulator.pid", &child.id().to_string())?;
    let begun = Instant::now();
    while !is_taken(place.emulator_port) {
        if running(place, "emulator").is_none() {
            return Err(format!(
                "the emulator ended at once; see {}",
                place.state.join("emulator.log").display()
            ));
        }
        if begun.elapsed() > Duration::from_secs(60) {
            return Err("the emulator does not answer after a minute".to_owned());
        }
        sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// Ends a process of this stack: politely, so that state is written, and for good when it lingers, which the emulator
/// does as long as an execution waits.
pub(crate) fn stop(place: &Place, name: &str) -> Result<bool, String> {
    let Some(pid) = running(place, name) else {
        return Ok(false);
    };
    signal(pid, "TERM")?;
    let begun = Instant::now();
    let patience = Duration::from_secs(match name {
        "emulator" => 12,
        // It stops the others first.
        "up" => 30,
        _ => 3,
    });
    while running(place, name).is_some() && begun.elapsed() < patience {
        sleep(Duration::from_millis(100));
    }
    if running(place, name).is_some() {
        signal(pid, "KILL")?;
    }
    let _ = std::fs::remove_file(place.state.join(format!("{name}.pid")));
    Ok(true)
}

fn signal(pid: u32, name: &str) -> Result<(), String> {
    let status = Command::new("kill")
        .args([&format!("-{name}"), &pid.to_string()])
        .stderr(Stdio::null())
        .status();
    status
        .map(drop)
        .map_err(|error| format!("kill could not be run: {error}"))
}

/// The process that this stack started under this name, if it still is that one.
pub(crate) fn running(place: &Place, name: &str) -> Option<u32> {
    let pid: u32 = place
        .read_state(&format!("{name}.pid"))?
        .trim()
        .parse()
        .ok()?;
    let shown = Command::new("ps")
        .args(["-o", "stat=,command=", "-p", &pid.to_string()])
        .output()
        .ok()?;
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    let word = match name {
        "emulator" => "emulator.py",
        "eid" => "provider.mjs",
        "pki" => "certomancer",
        "up" => "segl-local up",
        _ => "serve",
    };
    (!shown.trim().is_empty() && !shown.trim_start().starts_with('Z') && shown.contains(word))
        .then_some(pid)
}

/// Whether something answers on this port of the loopback.
pub(crate) fn is_taken(port: u16) -> bool {
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], port));
    std::net::TcpStream::connect_timeout(&address, Duration::from_millis(300)).is_ok()
}
