//! `cargo local test`: what needs no stack first, then the deployed stack over HTTP, then a real browser.

use std::{path::Path, process::Command, time::Instant};

use crate::{pages, place::Place, tools, up};

/// Runs all tests; stops only what it started.
pub(crate) async fn run(place: &Place, fast: bool) -> Result<(), String> {
    let begun = Instant::now();
    let cargo = || {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&place.root);
        command
    };
    aloud(cargo().args([
        "test",
        "--quiet",
        "--features",
        "segl-pki/test-pki,segl-front-page/samples",
    ]))?;
    if fast {
        return Ok(());
    }
    aloud(cargo().args([
        "test",
        "--quiet",
        "--package",
        "segl-aws",
        "--package",
        "segl-functions",
        "--package",
        "segl-identity",
    ]))?;

    tools::require(
        "chromium",
        "Install it for the browser tests (Debian: apt-get install chromium).",
    )?;
    tools::require(
        "pdfsig",
        "Install it for the judges (Debian: apt-get install poppler-utils).",
    )?;
    tools::require(
        "qpdf",
        "Install it for the judges (Debian: apt-get install qpdf).",
    )?;
    tools::require(
        "xmlsec1",
        "Install it for the judges (Debian: apt-get install xmlsec1).",
    )?;
    aloud(cargo().args([
        "test",
        "--quiet",
        "--package",
        "segl-front-page",
        "judges",
        "--",
        "--ignored",
    ]))?;
    tools::install(place)?;
    // Another stack beside the developer's own, from nothing.
    let stack = place.beside("test", 100)?;
    up::down(&stack, true).await?;
    let stack = place.beside("test", 100)?;
    up::detached(&stack).await?;
    let tested = on_stack(place, &stack, cargo);
    up::down(&stack, false).await?;
    tested?;
    println!("All tests passed in {} s.", begun.elapsed().as_secs());
    Ok(())
}

fn on_stack(place: &Place, stack: &Place, cargo: impl Fn() -> Command) -> Result<(), String> {
    let artefacts = stack.state.join("artefacts");
    std::fs::create_dir_all(&artefacts).map_err(|error| error.to_string())?;
    let environment = environment(stack, &artefacts)?;
    aloud(
        cargo()
            .args([
                "test",
                "--package",
                "segl-tests",
                "--features",
                "stack",
                "--test",
                "stack",
            ])
            .envs(environment.clone()),
    )?;
    // The ports on AWS, over a table of their own.
    let ports = [
        "test",
        "--quiet",
        "--package",
        "segl-tests",
        "--features",
        "emulator",
        "--test",
        "it",
        "ports",
    ];
    aloud(cargo().args(ports).envs(stack.aws()))?;
    let openapi = place.root.join("shared/wire/openapi.json");
    aloud(Command::new(place.judge("openapi-spec-validator")).arg(openapi))?;
    let browser = place.root.join("tests/browser");
    tools::node_packages(&browser, &stack.state.join("npm.log"))?;
    aloud(
        Command::new("node")
            .args(["--test", "journey.mjs"])
            .current_dir(browser)
            .envs(environment.clone()),
    )?;
    println!(
        "Screenshots and sealed files are in {}",
        artefacts.display()
    );
    // Last and alone: it stops the stack and starts it again.
    let stopped = [
        "test",
        "--package",
        "segl-tests",
        "--features",
        "stack",
        "--test",
        "stack",
        "restart",
        "--",
        "--ignored",
    ];
    aloud(cargo().args(stopped).envs(environment))
}

/// What the tests of a stack are told of it.
fn environment(stack: &Place, artefacts: &Path) -> Result<Vec<(&'static str, String)>, String> {
    let local = std::env::current_exe().map_err(|error| error.to_string())?;
    Ok(vec![
        ("SEGL_URL", stack.url()),
        (
            "SEGL_API_KEY",
            stack.read_state("api-key.txt").unwrap_or_default(),
        ),
        ("SEGL_EMULATOR", stack.emulator()),
        (
            "SEGL_EMULATOR_LOG",
            stack.state.join("emulator.log").display().to_string(),
        ),
        (
            "SEGL_TABLE",
            pages::output(stack, "TableName").unwrap_or_default(),
        ),
        (
            "SEGL_JOB_MACHINE",
            pages::output(stack, "SignatureJobMachineArn").unwrap_or_default(),
        ),
        (
            "SEGL_CODE_MACHINE",
            pages::output(stack, "OneTimeCodeMachineArn").unwrap_or_default(),
        ),
        (
            "SEGL_SEALED_BUCKET",
            pages::output(stack, "SealedBucketName").unwrap_or_default(),
        ),
        (
            "SEGL_ROOT_PEM",
            stack.state.join("root.pem").display().to_string(),
        ),
        ("SEGL_PYHANKO", stack.judge("pyhanko").display().to_string()),
        ("SEGL_ARTEFACTS", artefacts.display().to_string()),
        // By these a test may stop this stack, and no other, and start it again.
        ("SEGL_LOCAL", local.display().to_string()),
        ("SEGL_STATE", stack.state.display().to_string()),
        ("SEGL_PORT", stack.port.to_string()),
        ("SEGL_EMULATOR_PORT", stack.emulator_port.to_string()),
        ("SEGL_EID_PORT", stack.eid_port.to_string()),
        ("SEGL_PKI_PORT", stack.pki_port.to_string()),
        ("SEGL_EID", stack.eid()),
    ])
}

/// Runs a program that speaks for itself.
fn aloud(command: &mut Command) -> Result<(), String> {
    let shown = format!("{command:?}").replace('"', "");
    let program: String = shown
        .split_whitespace()
        .filter(|word| !word.contains('='))
        .take(9)
        .collect::<Vec<_>>()
        .join(" ");
    println!("\n▶ {program}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{program}: {status}")),
        Err(error) => Err(format!("{program} could not be run: {error}")),
    }
}
