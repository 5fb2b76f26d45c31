//! `up` and `down`.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    os::unix::process::CommandExt as _,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use signal_hook::{
    consts::{SIGINT, SIGTERM},
    iterator::Signals,
};

use crate::{deploy, eid, emulator, inbox, place::Place, progress::Progress, proxy, tools};

/// Everything but the serving.
fn prepare(place: &Place) -> Result<BTreeMap<String, String>, String> {
    tools::check()?;
    // What is installed waits for the network, and what is built for the processor.
    let installed = std::thread::scope(|scope| {
        let installing = scope.spawn(|| {
            tools::of_stack(place)?;
            eid::install(place)?;
            tools::fonts(place).map(drop)
        });
        let built = deploy::build(place);
        let installed = installing
            .join()
            .unwrap_or_else(|_| Err("the tools could not be installed".to_owned()));
        built.and(installed)
    });
    installed?;
    let step = Progress::begin("AWS on loopback");
    emulator::start(place)?;
    step.done();
    let step = Progress::begin("test e-ID");
    eid::start(place)?;
    step.done();
    deploy::deploy(place)
}

/// Whether every port is free, or ours: before a build of minutes, and not after it.
fn check_ports(place: &Place) -> Result<(), String> {
    for (name, port, variable) in [
        ("serve", place.port, "SEGL_PORT"),
        ("emulator", place.emulator_port, "SEGL_EMULATOR_PORT"),
        ("eid", place.eid_port, "SEGL_EID_PORT"),
        ("pki", place.pki_port, "SEGL_PKI_PORT"),
    ] {
        if emulator::running(place, name).is_none() && emulator::is_taken(port) {
            return Err(format!(
                "Port {port} is taken by another program. End it, or choose another port with {variable}."
            ));
        }
    }
    Ok(())
}

/// Serves until Ctrl-C, and then stops what it started. Enter builds and deploys again.
pub(crate) async fn foreground(place: &Place) -> Result<(), String> {
    check_ports(place)?;
    emulator::stop(place, "serve")?;
    // `down` in another terminal finds it by this.
    place.write_state("up.pid", &std::process::id().to_string())?;
    let preparing = place.clone();
    let ready = tokio::select! {
        ready = tokio::task::spawn_blocking(move || prepare(&preparing)) => ready,
        // Ctrl-C before all is ready: what was started so far is stopped too.
        () = stopped() => {
            emulator::stop(place, "emulator")?;
            emulator::stop(place, "eid")?;
            emulator::stop(place, "pki")?;
            return Err("Stopped before it was ready.".to_owned());
        }
    };
    ready.map_err(|error| error.to_string())??;
    welcome(place);
    println!("Press Enter to build and deploy again, Ctrl-C to stop.");
    let again = place.clone();
    std::thread::spawn(move || {
        let mut line = String::new();
        while std::io::stdin()
            .read_line(&mut line)
            .is_ok_and(|read| read > 0)
        {
            if let Err(error) = deploy::build(&again).and_then(|()| deploy::deploy(&again)) {
                eprintln!("{error}");
            }
        }
    });
    let served = tokio::select! {
        served = proxy::serve(place) => served,
        () = stopped() => Ok(()),
    };
    let step = Progress::begin("stopping; the state is kept");
    inbox::keep(place).await;
    emulator::stop(place, "emulator")?;
    emulator::stop(place, "eid")?;
    emulator::stop(place, "pki")?;
    step.done();
    served
}

/// Returns when the tool is asked to end. Signals wait in a thread of their own: tokio's would need features that the
/// functions build it without, and all that stands on tokio would be built twice.
async fn stopped() {
    let (told, asked) = tokio::sync::oneshot::channel();
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
        return;
    };
    std::thread::spawn(move || {
        let _came = signals.forever().next();
        let _heard = told.send(());
    });
    let _came = asked.await;
}

/// Returns when all is ready, and leaves it running.
pub(crate) async fn detached(place: &Place) -> Result<(), String> {
    check_ports(place)?;
    prepare(place)?;
    if emulator::running(place, "serve").is_none() {
        let log = File::create(place.state.join("serve.log")).map_err(|error| error.to_string())?;
        let child = Command::new(std::env::current_exe().map_err(|error| error.to_string())?)
            .arg("serve")
            .env("SEGL_STATE", &place.state)
            .env("SEGL_PORT", place.port.to_string())
            .env("SEGL_EMULATOR_PORT", place.emulator_port.to_string())
            .env("SEGL_EID_PORT", place.eid_port.to_string())
            .env("SEGL_PKI_PORT", place.pki_port.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .process_group(0)
            .spawn()
            .map_err(|error| format!("the server could not be started: {error}"))?;
        place.write_state("serve.pid", &child.id().to_string())?;
        let begun = Instant::now();
        while !emulator::is_taken(place.port) {
            if begun.elapsed() > Duration::from_secs(20) {
                return Err(format!(
                    "the server does not answer; see {}",
                    place.state.join("serve.log").display()
                ));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    welcome(place);
    Ok(())
}

fn welcome(place: &Place) {
    println!("Segl is at {0}, its inbox at {0}/inbox.", place.url());
}

/// Stops what was left running.
pub(crate) async fn down(place: &Place, forget: bool) -> Result<(), String> {
    inbox::keep(place).await;
    let served = emulator::stop(place, "up")? | emulator::stop(place, "serve")?;
    let emulated = emulator::stop(place, "emulator")?
        | emulator::stop(place, "eid")?
        | emulator::stop(place, "pki")?;
    println!(
        "{}",
        if served || emulated {
            "Stopped."
        } else {
            "Nothing was running."
        }
    );
    if forget {
        fs::remove_dir_all(&place.state)
            .map_err(|error| format!("the state cannot be removed: {error}"))?;
        println!("The state is forgotten.");
    }
    Ok(())
}
