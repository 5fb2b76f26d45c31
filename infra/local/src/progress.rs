//! Tells what is going on: one line a step, with its time; the words of a program only when it fails.

use std::{
    fs::{self, File},
    path::Path,
    process::{Command, Stdio},
    sync::LazyLock,
    time::{Duration, Instant},
};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// The steps that go on at once.
static ALL: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// A step that takes its time.
pub(crate) struct Progress {
    bar: ProgressBar,
    name: String,
    begun: Instant,
}

impl Progress {
    pub(crate) fn begin(name: &str) -> Self {
        let bar = ALL.add(ProgressBar::new_spinner());
        let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        bar.set_style(style);
        bar.set_message(name.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        if bar.is_hidden() {
            println!("… {name}");
        }
        Self {
            bar,
            name: name.to_owned(),
            begun: Instant::now(),
        }
    }

    /// Says more while it goes on.
    pub(crate) fn say(&self, detail: &str) {
        let detail: String = detail.chars().take(90).collect();
        self.bar.set_message(format!("{}: {detail}", self.name));
    }

    pub(crate) fn done(self) {
        self.bar.finish_and_clear();
        let took = self.begun.elapsed().as_secs_f32();
        ALL.suspend(|| println!("✓ {} ({took:.1} s)", self.name));
    }
}

/// Runs a program to its end; what it says goes to a file, whose end is told when it fails.
pub(crate) fn run(command: &mut Command, log: &Path) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let open = || {
        File::create(log).map_err(|error| format!("{} cannot be written: {error}", log.display()))
    };
    let (out, err) = (
        open()?,
        File::options()
            .append(true)
            .open(log)
            .map_err(|error| error.to_string())?,
    );
    let status = command
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err)
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!(
            "{program} failed ({status}):\n{}\nAll of it is in {}",
            tail(log),
            log.display()
        )),
        Err(error) => Err(format!("{program} could not be run: {error}")),
    }
}

/// Runs a program and gives what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{program} could not be run: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!(
        "{program} failed ({}):\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr).trim()
    ))
}

fn tail(log: &Path) -> String {
    let text = fs::read(log)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(25)..].join("\n")
}
