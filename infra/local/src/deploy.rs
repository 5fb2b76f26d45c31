//! From sources to a stack that answers: build, package, `sam deploy`, and what the emulator leaves out.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::{Command, Stdio},
};

use segl_domain::{
    digest::Digest,
    id::ApiKeyId,
    identity::principal::{Permission, Permissions},
};
use segl_pki::test_pki::public_key_pem;
use serde_json::json;

use crate::{
    emulator,
    pki::Pki,
    place::Place,
    progress::{Progress, output, run},
    system::{now, random},
    template, tools,
};

/// The name of the stack, as in `samconfig.toml`.
const STACK: &str = "segl";

/// Who the local sender is.
pub(crate) const ORGANISATION: &str = "991825827";
const SENDER: &str = "Eksempel AS";
/// Where local mail comes from.
const MAIL_FROM: &str = "no-reply@segl.example";

/// Builds every function.
pub(crate) fn build(place: &Place) -> Result<(), String> {
    let is_first = !place.target().join("debug/signer").is_file();
    let step = Progress::begin(if is_first {
        "build of the functions (the first time about five minutes on two cores)"
    } else {
        "build of the functions"
    });
    let crates = is_first.then(|| count_crates(place));
    // Nothing but cargo: cargo-lambda's own linker is for the cloud's architecture and system library.
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args([
            "build",
            "--package",
            "segl-functions",
            "--bins",
            "--color",
            "never",
        ])
        .current_dir(&place.root);
    let log = place.state.join("build.log");
    let file = fs::File::create(&log).map_err(|error| error.to_string())?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(file)
        .spawn()
        .map_err(|error| format!("cargo could not be run: {error}"))?;
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            break status;
        }
        let said = fs::read_to_string(&log).unwrap_or_default();
        if let Some(line) = said.lines().last() {
            let compiled = said
                .lines()
                .filter(|line| line.trim_start().starts_with("Compiling"))
                .count();
            let of = crates.map_or_else(String::new, |all| format!(" of {all}"));
            step.say(&format!("{compiled}{of} crates, {}", line.trim()));
        }
        std::thread::sleep(std::time::Duration::from_millis(300));
    };
    if !status.success() {
        let text = fs::read_to_string(&log).unwrap_or_default();
        let errors: Vec<&str> = text
            .lines()
            .skip_while(|line| !line.starts_with("error"))
            .take(40)
            .collect();
        return Err(format!(
            "the functions do not build:\n{}\nAll of it is in {}",
            errors.join("\n"),
            log.display()
        ));
    }
    step.done();
    Ok(())
}

/// How many crates the functions are made of; those that are built already are not built again.
fn count_crates(place: &Place) -> usize {
    let mut tree = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    tree.args(["tree", "--package", "segl-functions", "--prefix", "none"])
        .args(["--edges", "normal,build", "--no-dedupe"])
        .current_dir(&place.root);
    let listed = output(&mut tree).unwrap_or_default();
    let crates: BTreeSet<&str> = listed
        .lines()
        .map(|line| line.trim_end_matches(" (proc-macro)"))
        .collect();
    crates.len()
}

/// Deploys, and gives the stack's outputs.
pub(crate) fn deploy(place: &Place) -> Result<BTreeMap<String, String>, String> {
    let step = Progress::begin("sam deploy");
    let real = fs::read_to_string(place.root.join("infra/template.yaml"))
        .map_err(|error| error.to_string())?;
    let packages = place.state.join("packages");
    template::write_packages(&real, &packages, &place.target().join("debug"))?;
    place.write_state(
        "template.yaml",
        &template::derive(&real, &packages, &place.root)?,
    )?;
    let parameters = [
        "Stage=local".to_owned(),
        format!("PublicUrl={}", place.url()),
        format!("ContactRegisterUrl={}/contact-register", place.eid()),
        "AllowTestIdentities=true".to_owned(),
        format!("MailFrom={MAIL_FROM}"),
        "Architecture=x86_64".to_owned(),
        "ReconcileSchedule=\"rate(1 minute)\"".to_owned(),
        "ReconcileGraceSeconds=10".to_owned(),
        "LogRetentionDays=1".to_owned(),
        format!("FontsFolder={}", tools::fonts(place)?.display()),
        format!(
            "TimestampAuthorities=\"{}\"",
            Pki::new(place, place.state.join("pki"), place.pki_port)?
                .timestamp_authorities()
                .join(",")
        ),
    ];
    let mut sam = Command::new(place.stack_tool("sam"));
    sam.args([
        "deploy",
        "--stack-name",
        STACK,
        "--resolve-s3",
        "--capabilities",
        "CAPABILITY_IAM",
    ])
    .args([
        "--no-confirm-changeset",
        "--no-fail-on-empty-changeset",
        "--no-progressbar",
        "--region",
        "eu-north-1",
    ])
    .arg("--template-file")
    .arg(place.state.join("template.yaml"))
    .arg("--parameter-overrides")
    .args(parameters)
    .current_dir(&place.state)
    .envs(place.aws());
    run(&mut sam, &place.state.join("deploy.log"))?;
    step.done();

    let step = Progress::begin("what the emulator leaves out");
    let routes: serde_json::Value = parse(&after(place, &["routes", STACK])?)?;
    let mut outputs: BTreeMap<String, String> = parse(&after(place, &["outputs", STACK])?)?;
    outputs.insert(
        "Api".to_owned(),
        routes["api"].as_str().unwrap_or_default().to_owned(),
    );
    after(place, &["identity", MAIL_FROM])?;
    certify(place, &outputs)?;
    api_key(place, &outputs)?;
    after(
        place,
        &[
            "secret",
            wanted(&outputs, "EidProvidersSecretArn")?,
            &e_id_providers(place).to_string(),
        ],
    )?;
    place.write_state("outputs.json", &json!(outputs).to_string())?;
    step.done();
    Ok(outputs)
}

fn after(place: &Place, arguments: &[&str]) -> Result<String, String> {
    let script = place.root.join("infra/local/after_deploy.py");
    output(
        Command::new(place.stack_tool("python"))
            .arg(script)
            .args(arguments)
            .envs(place.aws()),
    )
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text)
        .map_err(|error| format!("the deploy left something unreadable: {error}"))
}

fn wanted<'o>(outputs: &'o BTreeMap<String, String>, name: &str) -> Result<&'o str, String> {
    outputs
        .get(name)
        .map(String::as_str)
        .ok_or_else(|| format!("the template has no output {name}"))
}

/// Has the test PKI vouch for the stack's sealing key, once for each key, and starts its servers.
fn certify(place: &Place, outputs: &BTreeMap<String, String>) -> Result<(), String> {
    let key = after(place, &["public-key", wanted(outputs, "SealKeyId")?])?
        .trim()
        .to_owned();
    let pki = Pki::new(place, place.state.join("pki"), place.pki_port)?;
    if place.read_state("sealed-by.txt").as_deref() != Some(&key) {
        let spki = hex::decode(&key).map_err(|error| error.to_string())?;
        let pem = public_key_pem(&spki).map_err(|error| error.to_string())?;
        emulator::stop(place, "pki")?;
        place.write_state("seal-chain.pem", &pki.certify(&pem)?)?;
        place.write_state("root.pem", &pki.certificate("root")?)?;
        place.write_state("sealed-by.txt", &key)?;
    }
    if emulator::running(place, "pki").is_none() {
        place.write_state("pki.pid", &pki.start()?.id().to_string())?;
    }
    let chain = place.state.join("seal-chain.pem");
    let bucket = wanted(outputs, "SealedBucketName")?;
    after(
        place,
        &[
            "put",
            bucket,
            "certificates/seal-chain.pem",
            &chain.to_string_lossy(),
        ],
    )
    .map(drop)
}

/// What Segl is told of the test e-ID: two providers that differ in all that can be configured.
fn e_id_providers(place: &Place) -> serde_json::Value {
    let provider = |id: &str, name: &str, number: &str, acr: [&str; 2], algorithm: &str| {
        json!({
            "id": id, "name": name, "issuer": format!("{}/{id}", place.eid()),
            "clientId": "segl", "clientSecret": "not-a-secret-local-only", "scopes": ["openid", "profile"],
            "acrValues": { "3": [acr[0]], "4": [acr[1]] }, "claims": { "number": number },
            "signingAlgorithms": [algorithm],
        })
    };
    json!({ "providers": [
        provider("test-id", "Test-ID", "pid", ["idporten-loa-substantial", "idporten-loa-high"], "RS256"),
        provider("other-id", "Other-ID", "personidentifier", ["urn:other:low", "urn:other:high"], "ES256"),
    ] })
}

/// Gives the local sender an API key.
fn api_key(place: &Place, outputs: &BTreeMap<String, String>) -> Result<(), String> {
    let key = match place.read_state("api-key.txt") {
        Some(key) => key,
        None => {
            let key = format!("segl_local_{}", hex::encode(random::<32>()?));
            place.write_state("api-key.txt", &key)?;
            key
        }
    };
    let table = wanted(outputs, "TableName")?;
    let all = Permissions::all();
    write_key(place, table, &key, ORGANISATION, SENDER, &all)?;
    // A second sender, for tests that reach for what is not theirs, and a key that may read jobs and nothing else.
    write_key(
        place,
        table,
        &format!("{key}_other"),
        "889640782",
        "En annen AS",
        &all,
    )?;
    write_key(
        place,
        table,
        &format!("{key}_reader"),
        ORGANISATION,
        SENDER,
        &[Permission::JobsRead].into_iter().collect(),
    )
}

/// The time in the public identifiers of the local keys, in milliseconds: the beginning of 2026.
const MADE_AT: u64 = 1_767_225_600_000;

fn write_key(
    place: &Place,
    table: &str,
    key: &str,
    organisation: &str,
    sender: &str,
    permissions: &Permissions,
) -> Result<(), String> {
    let digest = Digest::of(key.as_bytes());
    // Made of the digest, so that a key keeps its public identifier when the stack is deployed anew.
    let mut random = [0; 10];
    random.copy_from_slice(&digest.as_bytes()[..10]);
    let id = ApiKeyId::new(MADE_AT, random);
    let item = json!({
        "pk": format!("APIKEY#{digest}"), "sk": "APIKEY", "id": id.to_string(), "name": "cargo local",
        "organisation": organisation, "sender_name": sender, "sector": "PUBLIC", "scopes": permissions.to_string(),
        "created_at": now().to_string(),
    });
    after(place, &["api-key", table, &item.to_string()]).map(drop)
}
