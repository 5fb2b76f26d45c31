//! The declared test PKI as real servers: two time-stamping authorities, OCSP and lists of revoked certificates, by
//! certomancer. Its root is nobody's to trust.

use std::{
    fs::{self, File},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use segl_pki::{keys::SealingAlgorithm, test_pki::TestKey};

use crate::{emulator::is_taken, place::Place, progress::run, system::random};

/// A test PKI in a folder.
pub(crate) struct Pki {
    folder: PathBuf,
    program: PathBuf,
    port: u16,
}

/// Those whose keys are made here.
const KEYS: [&str; 6] = [
    "root",
    "root-ocsp",
    "issuing",
    "issuing-ocsp",
    "tsa-1",
    "tsa-2",
];

impl Pki {
    /// The test PKI in this folder, to answer at this port. Keys are made once and kept.
    pub(crate) fn new(place: &Place, folder: PathBuf, port: u16) -> Result<Self, String> {
        // All stacks of this clone have the same authorities: making RSA keys takes seconds.
        let keys = place.tools.join("pki-keys");
        for folder in [&folder.join("keys"), &keys] {
            fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        }
        for name in KEYS {
            let file = format!("{name}.pem");
            if !keys.join(&file).exists() {
                // The authorities' certificates are issued anew by each process: with RSA they come out the same, since
                // its signatures have nothing random in them.
                let is_authority = ["root", "issuing"].contains(&name);
                let kind = if is_authority {
                    SealingAlgorithm::Rsa
                } else {
                    SealingAlgorithm::EcdsaP256
                };
                let key = TestKey::of(kind, random()?)
                    .and_then(|key| key.pem())
                    .map_err(|error| error.to_string())?;
                write(&keys.join(&file), &key)?;
            }
            fs::copy(keys.join(&file), folder.join("keys").join(&file))
                .map_err(|error| error.to_string())?;
        }
        Ok(Self {
            folder,
            program: place.tools.join("pki/bin/certomancer"),
            port,
        })
    }

    /// Has the issuing authority vouch for a sealing key (`SubjectPublicKeyInfo` in PEM), and gives the chain in PEM, the
    /// key's own certificate first and the root last.
    pub(crate) fn certify(&self, public_key: &str) -> Result<String, String> {
        write(&self.folder.join("keys/seal.pem"), public_key)?;
        write(
            &self.folder.join("certomancer.yml"),
            &configuration(self.port),
        )?;
        let out = self.folder.join("certificates");
        let _ = fs::remove_dir_all(&out);
        let mut summon = self.command();
        summon
            .args(["mass-summon", "segl"])
            .arg(&out)
            .arg("--no-pfx")
            .arg("--flat");
        run(&mut summon, &self.folder.join("summon.log"))?;
        ["seal", "issuing", "root"]
            .into_iter()
            .map(|name| self.certificate(name))
            .collect()
    }

    /// A certificate that was issued, in PEM.
    pub(crate) fn certificate(&self, name: &str) -> Result<String, String> {
        let file = self
            .folder
            .join("certificates")
            .join(format!("{name}.cert.pem"));
        fs::read_to_string(&file)
            .map_err(|error| format!("{} cannot be read: {error}", file.display()))
    }

    /// Where the time-stamping authorities answer. The first is one that is out of order, so that each timestamp shows
    /// that the next is asked.
    pub(crate) fn timestamp_authorities(&self) -> Vec<String> {
        ["tsa-out-of-order", "tsa-1", "tsa-2"]
            .map(|name| format!("{}/segl/tsa/{name}", self.url()))
            .to_vec()
    }

    fn url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("--config")
            .arg(self.folder.join("certomancer.yml"));
        command
    }

    /// Starts the servers. They answer as configured when they were started: after [`Pki::certify`].
    pub(crate) fn start(&self) -> Result<Child, String> {
        if is_taken(self.port) {
            return Err(format!(
                "Port {} is taken by another program, and the test PKI needs it.",
                self.port
            ));
        }
        let log = self.folder.join("certomancer.log");
        let open = || File::create(&log).map_err(|error| error.to_string());
        let child = self
            .command()
            .args([
                "animate",
                "--no-web-ui",
                "--no-time-override",
                "--port",
                &self.port.to_string(),
            ])
            .stdin(Stdio::null())
            .stdout(open()?)
            .stderr(open()?)
            .process_group(0)
            .spawn()
            .map_err(|error| format!("the test PKI could not be started: {error}"))?;
        let begun = Instant::now();
        while !is_taken(self.port) {
            if begun.elapsed() > Duration::from_secs(20) {
                return Err(format!(
                    "the test PKI does not answer; see {}",
                    log.display()
                ));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(child)
    }
}

/// What certomancer is told: who there is, who issued whom, and who answers where.
fn configuration(port: u16) -> String {
    let key = |name: &str, more: &str| format!("      {name}: {{ path: {name}.pem{more} }}\n");
    let keys: String = KEYS.iter().map(|name| key(name, "")).collect();
    let names: String = [
        ("root", "Segl Test Root CA"),
        ("issuing", "Segl Test Issuing CA"),
        ("issuing-ocsp", "Segl Test OCSP"),
        ("root-ocsp", "Segl Test Root OCSP"),
        ("tsa-1", "Segl Test TSA 1"),
        ("tsa-2", "Segl Test TSA 2"),
        ("seal", "Segl Test Seal"),
    ]
    .iter()
    .map(|(name, common)| format!("      {name}: {{ common-name: \"{common}\" }}\n"))
    .collect();
    let usage = |of: &str| {
        format!(
            "          - {{ id: key_usage, critical: true, smart-value: {{ schema: key-usage, params: [{of}] }} }}\n"
        )
    };
    let authority = |of: &str| {
        format!(
            "          - {{ id: basic_constraints, critical: true, value: {{ ca: true{of} }} }}\n"
        )
    };
    let purpose = |of: &str| {
        format!("          - {{ id: extended_key_usage, critical: true, value: [{of}] }}\n")
    };
    let lists = |of: &str| {
        format!(
            "          - {{ id: crl_distribution_points, smart-value: {{ schema: crl-dist-url, params: {{ crl-repo-names: [{of}] }} }} }}\n"
        )
    };
    // OCSP is asked first; the lists are there for when it does not answer.
    let asked = |of: &str| {
        format!(
            "          - {{ id: authority_information_access, smart-value: {{ schema: aia-urls, params: {{ ocsp-responder-names: [{of}] }} }} }}\n{}",
            lists(of)
        )
    };
    let certificate = |name: &str, issuer: &str, until: &str, extensions: &[String]| {
        format!(
            "      {name}:\n        subject: {name}\n        subject-key: {name}\n        issuer: {issuer}\n        authority-key: {issuer}\n        \
             validity: {{ valid-from: \"2024-01-01T00:00:00+0000\", valid-to: \"{until}-01-01T00:00:00+0000\" }}\n        extensions:\n{}",
            extensions.concat()
        )
    };
    let signs = usage("digital_signature");
    let stamps = [signs.clone(), purpose("time_stamping"), asked("issuing")];
    let answers = [
        signs,
        purpose("ocsp_signing"),
        "          - { id: ocsp_no_check }\n".to_owned(),
    ];
    let certificates = [
        certificate(
            "root",
            "root",
            "2060",
            &[authority(""), usage("key_cert_sign, crl_sign")],
        ),
        certificate(
            "issuing",
            "root",
            "2050",
            &[
                authority(", path_len_constraint: 0"),
                usage("key_cert_sign, crl_sign"),
                asked("root"),
            ],
        ),
        certificate("root-ocsp", "root", "2040", &answers),
        certificate("issuing-ocsp", "issuing", "2040", &answers),
        certificate("tsa-1", "issuing", "2040", &stamps),
        certificate("tsa-2", "issuing", "2040", &stamps),
        certificate(
            "seal",
            "issuing",
            "2035",
            &[
                usage("digital_signature, non_repudiation"),
                asked("issuing"),
            ],
        ),
    ]
    .concat();
    let stamper = |name: &str| {
        format!(
            "        {name}: {{ signing-key: {name}, signing-cert: {name}, certs-to-embed: [issuing] }}\n"
        )
    };
    let responder = |name: &str| {
        format!(
            "        {name}: {{ for-issuer: {name}, responder-cert: {name}-ocsp, signing-key: {name}-ocsp }}\n"
        )
    };
    let list = |name: &str| {
        format!(
            "        {name}: {{ for-issuer: {name}, signing-key: {name}, simulated-update-schedule: \"P7D\" }}\n"
        )
    };
    format!(
        "external-url-prefix: \"http://localhost:{port}\"\n\
         keysets:\n  segl:\n    path-prefix: keys\n    keys:\n{keys}{}\
         pki-architectures:\n  segl:\n    keyset: segl\n    entity-defaults:\n      country-name: \"NO\"\n      \
         organization-name: Segl test PKI - do not trust\n    entities:\n{names}    certs:\n{certificates}    services:\n      \
         ocsp:\n{}{}      \
         crl-repo:\n{}{}      time-stamping:\n{}{}",
        key("seal", ", public-only: true"),
        responder("root"),
        responder("issuing"),
        list("root"),
        list("issuing"),
        stamper("tsa-1"),
        stamper("tsa-2"),
    )
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|error| format!("{} cannot be written: {error}", file.display()))
}
