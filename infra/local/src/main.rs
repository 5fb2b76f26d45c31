//! `cargo local`: the whole of Segl on one machine, from the package registries and nothing else.

mod corpus;
mod demo;
mod deploy;
mod eid;
mod emulator;
mod inbox;
mod pages;
mod pki;
mod place;
mod progress;
mod proxy;
mod seal_file;
mod suite;
mod system;
mod template;
mod tools;
mod up;
mod validate_file;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use place::Place;

/// Segl on this machine.
#[derive(Parser)]
#[command(
    name = "cargo local",
    about = "The whole of Segl on this machine",
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds, deploys to the local stack and serves it at http://localhost:3000, until Ctrl-C
    Up {
        /// Return when all is ready and leave it running
        #[arg(long)]
        detach: bool,
    },
    /// Stops what `up --detach` left running; its state is kept
    Down {
        /// Forget the state too: jobs, documents, messages, keys
        #[arg(long)]
        forget: bool,
    },
    /// Plays a sender and two signers against the running stack, and lets others judge the sealed document
    Demo {
        /// How the signers come in
        #[arg(long, value_enum, default_value_t)]
        flow: demo::Flow,
    },
    /// Runs all tests: units, journeys in memory, the deployed stack, a real browser
    Test {
        /// Only what needs no stack
        #[arg(long)]
        fast: bool,
    },
    /// Seals a PDF without a stack, with a throw-away key of the test PKI
    Seal {
        /// The PDF to seal
        input: PathBuf,
        /// Where to write the sealed PDF
        output: PathBuf,
        /// The PAdES level: B-B, B-T, B-LT or B-LTA
        #[arg(long, default_value = "B-LTA", value_parser = seal_file::level)]
        level: segl_pades::levels::Level,
        /// The kind of the sealing key
        #[arg(long, value_enum, default_value_t)]
        key: seal_file::KeyKind,
    },
    /// Signs files into an ASiC-E container without a stack, with a throw-away key of the test PKI
    Contain {
        /// Where to write the container
        output: PathBuf,
        /// The files to sign
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The XAdES level: B-B, B-T or B-LT
        #[arg(long, default_value = "B-LT", value_parser = seal_file::level)]
        level: segl_pades::levels::Level,
        /// The kind of the sealing key
        #[arg(long, value_enum, default_value_t)]
        key: seal_file::KeyKind,
    },
    /// Validates the signatures in a PDF or an ASiC-E container, asking nobody
    Validate {
        /// The file
        file: PathBuf,
        /// A file of certificates to trust, in PEM, any number of them; else FILE.root.pem or the local stack's root
        #[arg(long)]
        trust: Option<PathBuf>,
        /// An audit trail that was fetched later, to be held against the seal
        #[arg(long)]
        audit_trail: Option<PathBuf>,
        /// Print the whole report as JSON
        #[arg(long)]
        json: bool,
    },
    /// Seals or refuses every PDF in a folder and has pdfsig judge what was sealed
    Corpus {
        /// The folder
        folder: PathBuf,
        /// Where to leave the sealed files
        #[arg(long)]
        keep: Option<PathBuf>,
    },
    /// Installs the pinned tools and prints the folder they are in
    Tools,
    #[command(hide = true)]
    Serve,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    segl_trust_services::use_ring();
    let command = Arguments::parse().command;
    let done = match Place::find() {
        Ok(place) => act(command, place).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn act(command: Command, place: Place) -> Result<(), String> {
    match command {
        Command::Up { detach: true } => up::detached(&place).await,
        Command::Up { detach: false } => up::foreground(&place).await,
        Command::Down { forget } => up::down(&place, forget).await,
        Command::Demo { flow } => demo::run(&place, flow).await,
        Command::Test { fast } => suite::run(&place, fast).await,
        Command::Seal {
            input,
            output,
            level,
            key,
        } => seal_file::run(&place, &input, &output, level, key).await,
        Command::Contain {
            output,
            files,
            level,
            key,
        } => seal_file::contain(&place, &output, &files, level, key).await,
        Command::Validate {
            file,
            trust,
            audit_trail,
            json,
        } => validate_file::run(
            &place,
            &file,
            trust.as_deref(),
            audit_trail.as_deref(),
            json,
        ),
        Command::Corpus { folder, keep } => corpus::run(&place, &folder, keep.as_deref()),
        Command::Tools => {
            tools::install(&place)?;
            println!("{}", place.tools.display());
            Ok(())
        }
        Command::Serve => proxy::serve(&place).await,
    }
}
