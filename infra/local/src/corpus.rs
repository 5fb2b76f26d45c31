//! `cargo local corpus DIR`: every PDF in a folder is refused with its reason, or sealed and called valid by pdfsig.

use std::{
    collections::BTreeMap,
    fs,
    io::Read as _,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use segl_asic::names::shown;
use segl_pades::levels::Level;

use crate::{
    place::Place,
    seal_file::{KeyKind, Sealer},
};

/// What became of a file.
enum Outcome {
    Refused(String),
    Sealed,
    Failed(String),
}

/// Counts of a run.
#[derive(Default)]
struct Report {
    sealed: u32,
    refused: BTreeMap<String, u32>,
    failed: Vec<(String, String)>,
    slowest: (Duration, String),
}

/// Runs over all PDFs in a folder, two at a time; `keep` is where sealed files are left, if anywhere.
///
/// # Errors
/// When a file was neither refused nor sealed, or the folder cannot be read.
pub(crate) fn run(place: &Place, folder: &Path, keep: Option<&Path>) -> Result<(), String> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(|error| format!("{} cannot be read: {error}", folder.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"))
        })
        .collect();
    files.sort();
    let total = files.len();
    let scratch = std::env::temp_dir().join(format!("segl-corpus-{}", std::process::id()));
    let target = keep.unwrap_or(&scratch);
    fs::create_dir_all(target).map_err(|error| error.to_string())?;
    let sealer = Sealer::new(place, Level::BB, KeyKind::P256)?;
    let (queue, report) = (Mutex::new(files), Mutex::new(Report::default()));
    let locked = "no thread panics while it holds the lock";
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(path) = { queue.lock().expect(locked).pop() } {
                    let name = path
                        .file_name()
                        .unwrap_or_default()
                        .to_string_lossy()
                        .into_owned();
                    let start = Instant::now();
                    let outcome = catch_unwind(AssertUnwindSafe(|| {
                        judge(&path, &target.join(&name), &sealer)
                    }))
                    .unwrap_or_else(|_| Outcome::Failed("panicked".to_owned()));
                    report
                        .lock()
                        .expect(locked)
                        .count(name, outcome, start.elapsed());
                }
            });
        }
    });
    if keep.is_none() {
        let _ = fs::remove_dir_all(&scratch);
    }
    report.into_inner().expect(locked).print(total)
}

fn judge(path: &Path, target: &Path, sealer: &Sealer) -> Outcome {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return Outcome::Failed(error.to_string()),
    };
    // At this level nobody is waited for, and a thread of its own may block.
    let runtime = match tokio::runtime::Builder::new_current_thread().build() {
        Ok(runtime) => runtime,
        Err(error) => return Outcome::Failed(error.to_string()),
    };
    let sealed = match runtime.block_on(sealer.seal(
        bytes,
        &path.file_stem().unwrap_or_default().to_string_lossy(),
    )) {
        Ok(sealed) => sealed,
        Err(problem) => {
            return match problem.split_once(": ") {
                Some((code, _)) if code.starts_with("document-") => {
                    Outcome::Refused(code.to_owned())
                }
                _ => Outcome::Failed(problem),
            };
        }
    };
    if let Err(error) = fs::write(target, &sealed) {
        return Outcome::Failed(error.to_string());
    }
    let verdict = match says_in_time(Command::new("pdfsig").arg("-nocert").arg(target)) {
        Ok(verdict) => verdict,
        Err(why) => return Outcome::Failed(format!("pdfsig {why}")),
    };
    let lines = |what: &str| verdict.lines().filter(|line| line.contains(what)).count();
    if lines("Signature Validation:") >= 1
        && lines("Signature is Valid.") == lines("Signature Validation:")
    {
        Outcome::Sealed
    } else {
        Outcome::Failed(format!("pdfsig: {}", verdict.trim().replace('\n', " | ")))
    }
}

/// How long a judge may take for one file: one that walks in circles would hold up all others.
const JUDGE_TIMEOUT: Duration = Duration::from_secs(60);

/// What a judge writes, unless it does not end in time.
fn says_in_time(command: &mut Command) -> Result<String, String> {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child =
        child.map_err(|error| format!("cannot be run (install poppler-utils): {error}"))?;
    let mut output = child.stdout.take().ok_or("has no output")?;
    // Read beside the wait, or a judge with much to say would wait for its reader.
    let reader = thread::spawn(move || {
        let mut said = Vec::new();
        output.read_to_end(&mut said).map(|_| said)
    });
    let begun = Instant::now();
    while child
        .try_wait()
        .map_err(|error| error.to_string())?
        .is_none()
    {
        if begun.elapsed() > JUDGE_TIMEOUT {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("did not end within {} s", JUDGE_TIMEOUT.as_secs()));
        }
        thread::sleep(Duration::from_millis(5));
    }
    let said = reader
        .join()
        .map_err(|_| "could not be heard".to_owned())?
        .map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&said).into_owned())
}

impl Report {
    fn count(&mut self, name: String, outcome: Outcome, took: Duration) {
        if took > self.slowest.0 {
            self.slowest = (took, name.clone());
        }
        match outcome {
            Outcome::Sealed => self.sealed += 1,
            Outcome::Refused(code) => *self.refused.entry(code).or_default() += 1,
            Outcome::Failed(why) => self.failed.push((name, why)),
        }
    }

    fn print(&self, total: usize) -> Result<(), String> {
        println!("{total} files: {} sealed and valid for pdfsig", self.sealed);
        for (code, count) in &self.refused {
            println!("{count:6} refused: {code}");
        }
        let (took, name) = &self.slowest;
        println!(
            "slowest, with its judgement: {} ms, {}",
            took.as_millis(),
            shown(name)
        );
        for (name, why) in &self.failed {
            println!("FAILED {}: {}", shown(name), shown(why));
        }
        let refused: u32 = self.refused.values().sum();
        println!(
            "{} sealed and valid, {refused} refused with a reason, {} failed",
            self.sealed,
            self.failed.len()
        );
        if self.failed.is_empty() {
            Ok(())
        } else {
            Err(format!("{} files have no outcome", self.failed.len()))
        }
    }
}
