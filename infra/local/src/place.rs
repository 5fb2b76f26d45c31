//! Where things are: the workspace, the tools, the state, the ports.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// Where things are.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The workspace.
    pub(crate) root: PathBuf,
    /// What the registries gave: shared by all stacks on this machine.
    pub(crate) tools: PathBuf,
    /// What one stack remembers.
    pub(crate) state: PathBuf,
    /// Where people look: `http://localhost:<port>`.
    pub(crate) port: u16,
    /// Where AWS is.
    pub(crate) emulator_port: u16,
    /// Where the test e-ID is.
    pub(crate) eid_port: u16,
    /// Where the test PKI answers.
    pub(crate) pki_port: u16,
}

impl Place {
    /// The usual place, or another by `SEGL_STATE`, `SEGL_PORT`, `SEGL_EMULATOR_PORT` and `SEGL_EID_PORT`.
    pub(crate) fn find() -> Result<Self, String> {
        // Cargo says where the clone is that it runs in; with one build folder for several clones that is another than
        // the one that the tool was built in. Tests that run the tool hand it the folder of their own.
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .filter(|manifest| Path::new(manifest).ends_with("infra/local"))
            .unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest)
            .ancestors()
            .nth(2)
            .ok_or("the tool is not in its workspace")?;
        let local = root.join(".local");
        // A clone that lives for one run keeps its tools outside itself.
        let tools = match (
            env::var_os("SEGL_CACHE"),
            env::var_os("CI"),
            env::var_os("HOME"),
        ) {
            (Some(cache), _, _) => PathBuf::from(cache).join("tools"),
            (None, Some(_), Some(home)) => PathBuf::from(home).join(".cache/segl/tools"),
            _ => local.join("tools"),
        };
        let place = Self {
            root: root.to_owned(),
            tools,
            state: env::var_os("SEGL_STATE").map_or_else(|| local.join("state"), PathBuf::from),
            port: port("SEGL_PORT", 3000)?,
            emulator_port: port("SEGL_EMULATOR_PORT", 4566)?,
            eid_port: port("SEGL_EID_PORT", 3002)?,
            pki_port: port("SEGL_PKI_PORT", 3004)?,
        };
        for folder in [&place.tools, &place.state] {
            fs::create_dir_all(folder)
                .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
        }
        Ok(place)
    }

    /// The same machine with another stack beside this one.
    pub(crate) fn beside(&self, name: &str, further: u16) -> Result<Self, String> {
        let state = self.root.join(".local").join(name);
        fs::create_dir_all(&state)
            .map_err(|error| format!("{} cannot be made: {error}", state.display()))?;
        let (port, emulator_port) = (self.port + further, self.emulator_port + further);
        Ok(Self {
            state,
            port,
            emulator_port,
            eid_port: self.eid_port + further,
            pki_port: self.pki_port + further,
            ..self.clone()
        })
    }

    /// The service's public address.
    pub(crate) fn url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The test e-ID's address.
    pub(crate) fn eid(&self) -> String {
        format!("http://localhost:{}", self.eid_port)
    }

    /// The emulator's address.
    pub(crate) fn emulator(&self) -> String {
        format!("http://127.0.0.1:{}", self.emulator_port)
    }

    /// Where cargo puts what it builds.
    pub(crate) fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.root.join("target"), PathBuf::from)
    }

    /// A program of the Python environment that runs the stack.
    pub(crate) fn stack_tool(&self, name: &str) -> PathBuf {
        self.tools.join("stack/bin").join(name)
    }

    /// A program of the Python environment that judges.
    pub(crate) fn judge(&self, name: &str) -> PathBuf {
        self.tools.join("judges/bin").join(name)
    }

    /// A file of the state, if it was written.
    pub(crate) fn read_state(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.state.join(name)).ok()
    }

    /// Writes a file of the state.
    pub(crate) fn write_state(&self, name: &str, text: &str) -> Result<(), String> {
        fs::write(self.state.join(name), text)
            .map_err(|error| format!("{name} cannot be written: {error}"))
    }

    /// The variables by which everything that speaks AWS finds the emulator. The credentials are no secret: they are
    /// what the emulator calls root.
    pub(crate) fn aws(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_ENDPOINT_URL", self.emulator()),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("AWS_DEFAULT_REGION", "eu-north-1".to_owned()),
            ("AWS_REGION", "eu-north-1".to_owned()),
            ("SAM_CLI_TELEMETRY", "0".to_owned()),
        ]
    }
}

fn port(name: &str, otherwise: u16) -> Result<u16, String> {
    match env::var(name) {
        Ok(text) => text
            .parse()
            .map_err(|_| format!("{name} must be a port number, and is {text}")),
        Err(_) => Ok(otherwise),
    }
}
