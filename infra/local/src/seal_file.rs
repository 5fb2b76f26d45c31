//! `cargo local seal IN.pdf OUT.pdf`: the same intake and seal as the service's, without a stack, with a key of the
//! test PKI that is thrown away.

use std::{fs, path::Path};

use jiff::Timestamp;
use segl_seal::{
    CertificateChain, FrontLanguage, FrontPage, FrontSigner, Original, SealRequest, Sealed, intake, prepare,
    test_pki::{TestKey, TestRoot},
};

/// Seals a file. The root certificate that a judge has to trust is written beside the output, as `OUT.root.pem`.
///
/// # Errors
/// One line that says what is wrong.
pub(crate) fn run(input: &Path, output: &Path) -> Result<(), String> {
    let bytes = fs::read(input).map_err(|error| format!("{} cannot be read: {error}", input.display()))?;
    let sealer = Sealer::new(&random()?, now())?;
    let name = input.file_stem().map_or_else(|| "document".into(), |stem| stem.to_string_lossy());
    let sealed = sealer.seal(&bytes, &name)?;
    let root = output.with_added_extension("root.pem");
    fs::write(output, &sealed.bytes).map_err(|error| format!("{} cannot be written: {error}", output.display()))?;
    fs::write(&root, &sealer.root_pem).map_err(|error| format!("{} cannot be written: {error}", root.display()))?;
    println!("{} is sealed at level {}; its root certificate is {}", output.display(), sealed.level, root.display());
    Ok(())
}

/// A key of the test PKI and its chain.
pub(crate) struct Sealer {
    key: TestKey,
    chain: CertificateChain,
    pub(crate) root_pem: String,
    at: Timestamp,
}

impl Sealer {
    /// A sealer with keys made of these random bytes.
    pub(crate) fn new(random: &[u8; 64], at: Timestamp) -> Result<Self, String> {
        let (root, key) = random.split_at(32);
        let part = |bytes: &[u8]| <[u8; 32]>::try_from(bytes).map_err(|_| "32 bytes are a half of 64".to_owned());
        let root = TestRoot::new(part(root)?, at).map_err(|error| error.to_string())?;
        let key = TestKey::new(part(key)?).map_err(|error| error.to_string())?;
        let spki = key.spki().map_err(|error| error.to_string())?;
        let pem = root.issue_seal(&spki, [7; 8], at).map_err(|error| error.to_string())?;
        let chain = CertificateChain::from_pem(&pem).map_err(|error| error.to_string())?;
        Ok(Self { key, chain, root_pem: root.certificate_pem().to_owned(), at })
    }

    /// Inspects and seals a document; a refusal is one line.
    pub(crate) fn seal(&self, bytes: &[u8], name: &str) -> Result<Sealed, String> {
        let found = intake::inspect(bytes).map_err(|refused| format!("{}: {refused}", refused.code()))?;
        let title: String = name.chars().take(80).collect();
        let request = SealRequest {
            front: FrontPage {
                language: FrontLanguage::En,
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
            },
            originals: vec![Original { file_name: format!("{title}.pdf"), title, bytes, sha256: found.sha256 }],
            audit_trail: None,
            sealed_at: self.at,
            seed: found.sha256,
        };
        let prepared = prepare(&request, &self.chain).map_err(|error| error.to_string())?;
        let signature = self.key.sign(&prepared.digest()).map_err(|error| error.to_string())?;
        prepared.finish(&signature).map_err(|error| error.to_string())
    }
}

/// What time it is.
#[expect(clippy::disallowed_methods, reason = "the local tool stands outside the service and reads the clock itself")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], String> {
    use std::io::Read as _;
    let mut bytes = [0; N];
    let read = fs::File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes));
    read.map_err(|error| format!("the system gives no random bytes: {error}"))?;
    Ok(bytes)
}
