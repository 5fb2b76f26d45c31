//! `cargo local seal IN.pdf OUT.pdf`: the same intake and seal as the service's, without a stack, with a key of the
//! test PKI that is thrown away; its time-stamping authority and OCSP responder run only as long.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Child,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use jiff::Timestamp;
use segl_asic::{Container, DataFile, SignatureFile, augment_signatures, prepare_signature};
use segl_domain::language::Language;
use segl_front_page::{
    fonts::Fonts,
    front::{FrontPage, FrontSigner},
    seal::{Original, SealRequest, prepare},
};
use segl_pades::{
    levels::{Level, augment},
    signing::Sha256State,
};
use segl_pdf::preflight;
use segl_pki::{
    chain::CertificateChain,
    keys::SealingAlgorithm,
    test_pki::{TestKey, public_key_pem},
};
use segl_trust_services::HttpTrustServices;

use crate::{
    pki::Pki,
    place::Place,
    system::{now, random},
    tools,
};

/// A kind of sealing key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum KeyKind {
    /// ECDSA on P-256 with SHA-256.
    #[default]
    P256,
    /// ECDSA on P-384 with SHA-384.
    P384,
    /// RSA of 3072 bits with SHA-256, PKCS #1 v1.5.
    Rsa3072,
}

/// What the command line calls a level.
pub(crate) fn level(name: &str) -> Result<Level, String> {
    Level::named(name).ok_or_else(|| {
        format!(
            "a level is one of {}",
            Level::ALL.map(Level::name).join(", ")
        )
    })
}

/// Seals a file.
///
/// # Errors
/// One line that says what is wrong.
pub(crate) async fn run(
    place: &Place,
    input: &Path,
    output: &Path,
    level: Level,
    kind: KeyKind,
) -> Result<(), String> {
    let bytes =
        fs::read(input).map_err(|error| format!("{} cannot be read: {error}", input.display()))?;
    let sealer = Sealer::new(place, level, kind)?;
    let name = input
        .file_stem()
        .map_or_else(|| "document".into(), |stem| stem.to_string_lossy());
    let sealed = sealer.seal(bytes, &name).await?;
    sealer.write(output, &sealed)?;
    println!("{} is sealed at level {level}", output.display());
    Ok(())
}

/// Signs files into an ASiC-E container. The root certificate is written beside it, as for a PDF.
///
/// # Errors
/// One line that says what is wrong.
pub(crate) async fn contain(
    place: &Place,
    output: &Path,
    inputs: &[PathBuf],
    level: Level,
    kind: KeyKind,
) -> Result<(), String> {
    let files = inputs.iter().map(|input| {
        let bytes = fs::read(input)
            .map_err(|error| format!("{} cannot be read: {error}", input.display()))?;
        let name = input
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        Ok(DataFile {
            name,
            media_type: "application/octet-stream".to_owned(),
            bytes: bytes.into(),
        })
    });
    let files = files.collect::<Result<Vec<_>, String>>()?;
    let sealer = Sealer::new(place, level.min(Level::BLT), kind)?;
    let prepared = prepare_signature(&files, &sealer.chain, sealer.at);
    let signature = sealer
        .key
        .sign(prepared.digest())
        .map_err(|error| error.to_string())?;
    let signed = prepared
        .signed(&signature)
        .map_err(|error| error.to_string())?;
    let raised = augment_signatures(vec![signed], sealer.level, &sealer.authorities).await;
    let signatures = raised
        .map_err(|error| error.to_string())?
        .into_iter()
        .zip(1..);
    let signatures = signatures
        .map(|(xml, number)| SignatureFile {
            name: format!("signatures-{number:02}.xml"),
            xml,
        })
        .collect();
    let packed = Container {
        files,
        signatures,
        ..Container::default()
    }
    .pack();
    let packed = packed.map_err(
        |_| "a file's name must be of letters, digits, '.', '_' and '-', and stand there once",
    )?;
    sealer.write(output, &packed)?;
    println!("{} is signed at level {}", output.display(), sealer.level);
    Ok(())
}

/// A key of the test PKI, its chain, and the servers that a level needs.
pub(crate) struct Sealer {
    key: TestKey,
    chain: CertificateChain,
    pub(crate) root_pem: String,
    at: Timestamp,
    level: Level,
    authorities: HttpTrustServices,
    fonts: Fonts,
    servers: Option<Child>,
    folder: PathBuf,
}

static SEALERS: AtomicU32 = AtomicU32::new(0);

impl Sealer {
    /// A sealer with keys of its own.
    pub(crate) fn new(place: &Place, level: Level, kind: KeyKind) -> Result<Self, String> {
        tools::pki(place)?;
        let number = SEALERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("segl-pki-{}-{number}", std::process::id()));
        // A port that was free a moment ago.
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = port
            .map_err(|error| format!("there is no free port: {error}"))?
            .port();
        let pki = Pki::new(place, folder.clone(), port)?;
        let failed = |error: segl_pki::test_pki::TestPkiError| error.to_string();
        let kind = match kind {
            KeyKind::P256 => SealingAlgorithm::EcdsaP256,
            KeyKind::P384 => SealingAlgorithm::EcdsaP384,
            KeyKind::Rsa3072 => SealingAlgorithm::Rsa,
        };
        let key = TestKey::of(kind, random()?).map_err(failed)?;
        let pem = pki.certify(&public_key_pem(&key.spki().map_err(failed)?).map_err(failed)?)?;
        let mut sealer = Self {
            key,
            chain: CertificateChain::from_pem(&pem).map_err(|error| error.to_string())?,
            root_pem: pki.certificate("root")?,
            at: now(),
            level,
            authorities: HttpTrustServices::new(pki.timestamp_authorities())
                .map_err(|error| error.to_string())?,
            fonts: fonts(place),
            servers: None,
            folder,
        };
        if level > Level::BB {
            sealer.servers = Some(pki.start()?);
        }
        Ok(sealer)
    }

    /// Writes what was sealed, and the root certificate that a judge has to trust beside it, as `OUT.root.pem`.
    fn write(&self, output: &Path, bytes: &[u8]) -> Result<(), String> {
        let root = output.with_added_extension("root.pem");
        for (path, bytes) in [(output, bytes), (&root, self.root_pem.as_bytes())] {
            fs::write(path, bytes)
                .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        }
        Ok(())
    }

    /// Inspects and seals a document; a refusal is one line.
    pub(crate) async fn seal(&self, bytes: Vec<u8>, name: &str) -> Result<Vec<u8>, String> {
        let found = preflight::inspect(&bytes)
            .map_err(|refused| format!("{}: {refused}", refused.code()))?;
        let title: String = name.chars().take(80).collect();
        let request = SealRequest {
            front: FrontPage {
                language: Language::En,
                job: "sealed without a job".to_owned(),
                title: title.clone(),
                sender: "cargo local seal".to_owned(),
                reference: None,
                signers: vec![FrontSigner {
                    name: "Nobody: this file was sealed by hand".to_owned(),
                    details: vec!["test PKI".to_owned()],
                    signed_at: self.at,
                    method: "Sealed on the command line, signed by no one".to_owned(),
                }],
                who: Vec::new(),
                validation_address: None,
            },
            originals: vec![Original {
                title,
                hashed: Sha256State::of(&bytes),
                bytes: bytes.into(),
            }],
            audit_trail: None,
            evidence: None,
            fonts: self.fonts.clone(),
            sealed_at: self.at,
            seed: found.sha256,
            timestamp_reserved_len: self.level.timestamp_reserved_len(),
        };
        let prepared = prepare(request, &self.chain).map_err(|error| error.to_string())?;
        let signature = self
            .key
            .sign(prepared.digest())
            .map_err(|error| error.to_string())?;
        let signed = prepared
            .signed(signature)
            .map_err(|error| error.to_string())?;
        let raised = augment(signed, self.level, self.at, &self.authorities).await;
        raised
            .map(segl_pades::signing::Sealed::into_bytes)
            .map_err(|error| error.to_string())
    }
}

impl Drop for Sealer {
    fn drop(&mut self) {
        if let Some(servers) = &mut self.servers {
            let _ = servers.kill();
            let _ = servers.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Fonts that are installed when a title is the first to need them.
fn fonts(place: &Place) -> Fonts {
    let (place, folder) = (place.clone(), OnceLock::new());
    Fonts::reading(move |file| {
        let folder = folder.get_or_init(|| {
            tools::fonts(&place)
                .inspect_err(|error| eprintln!("{error}"))
                .ok()
        });
        fs::read(folder.as_ref()?.join(file)).ok()
    })
}
