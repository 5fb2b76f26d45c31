//! The project's papers, read once: template, state machines, manifests and the files of the tree.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use serde_json::{Map, Value, json};

/// The workspace's root.
pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ stands in the workspace")
}

/// A file of the project.
pub(super) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A file of the project that is JSON.
pub(super) fn read_json(path: impl AsRef<Path>) -> Value {
    let path = path.as_ref();
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The transaction of the command by which an operator lifts the halt of this job, as the README says it.
pub(crate) fn lift_of_halt(table: &str, job: &str) -> Value {
    let page = read("statemachines/README.md");
    let items = page
        .split("--transact-items '")
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .expect("the command that lifts a halt");
    let items = items
        .replace("\"TABLE\"", &format!("\"{table}\""))
        .replace("JOB#JOB_ID", &format!("JOB#{job}"));
    let items: Value = serde_json::from_str(&items).expect("the command takes JSON");
    json!({ "TransactItems": items })
}

/// A manifest.
pub(super) fn manifest(path: impl AsRef<Path>) -> toml::Table {
    read(path).parse().expect("Cargo reads it too")
}

/// The names in a folder, sorted.
pub(crate) fn names_in(folder: impl AsRef<Path>) -> BTreeSet<String> {
    let folder = root().join(folder);
    let Ok(entries) = fs::read_dir(&folder) else {
        return BTreeSet::new();
    };
    entries
        .map(|entry| {
            entry
                .expect("a folder of ours can be read")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}

/// Folders that tools fill.
const NOT_OURS: [&str; 6] = [
    ".aws-sam",
    ".git",
    ".local",
    "__pycache__",
    "node_modules",
    "target",
];

/// Every file of the tree that people write, as a path from the root.
pub(super) fn files() -> Vec<PathBuf> {
    fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("the tree can be read") {
            let entry = entry.expect("the tree can be read");
            let name = entry.file_name();
            let kind = entry.file_type().expect("the tree can be read");
            if kind.is_dir() && !NOT_OURS.iter().any(|ours| name == *ours) {
                walk(&entry.path(), into);
            } else if kind.is_file() {
                into.push(entry.path());
            }
        }
    }
    let mut found = Vec::new();
    walk(root(), &mut found);
    found.sort();
    found
}

/// `add-document` of `AddDocument`, and of `add_document`.
pub(super) fn kebab(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(if letter == '_' {
            '-'
        } else {
            letter.to_ascii_lowercase()
        });
    }
    out
}

/// The template, with `!Ref x` as `{"Ref": "x"}` and `!Sub x` as `{"Fn::Sub": "x"}`, as CloudFormation reads it.
pub(super) static TEMPLATE: LazyLock<Value> = LazyLock::new(|| {
    plain(serde_norway::from_str(&read("infra/template.yaml")).expect("the template is YAML"))
});

fn plain(value: serde_norway::Value) -> Value {
    use serde_norway::Value as Yaml;
    match value {
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let name = tag.trim_start_matches('!');
            let key = if name == "Ref" || name == "Condition" {
                name.to_owned()
            } else {
                format!("Fn::{name}")
            };
            json!({ key: plain(tagged.value) })
        }
        Yaml::Sequence(items) => items.into_iter().map(plain).collect(),
        Yaml::Mapping(entries) => Value::Object(
            entries
                .into_iter()
                .map(|(key, value)| {
                    (
                        key.as_str()
                            .expect("the template's keys are words")
                            .to_owned(),
                        plain(value),
                    )
                })
                .collect(),
        ),
        scalar => serde_json::to_value(scalar).expect("a YAML scalar is a JSON one"),
    }
}

/// The template's resources of a type, by logical id.
pub(crate) fn resources(kind: &str) -> BTreeMap<&'static str, &'static Map<String, Value>> {
    let all = TEMPLATE["Resources"]
        .as_object()
        .expect("a template has resources");
    all.iter()
        .filter(|(_, resource)| resource["Type"] == kind)
        .map(|(id, resource)| {
            (
                id.as_str(),
                resource.as_object().expect("a resource is a map"),
            )
        })
        .collect()
}

/// A function of the template.
pub(super) struct Function {
    /// `AddDocumentFunction`.
    pub(super) id: &'static str,
    /// `add-document`.
    pub(super) name: String,
    /// Its resource's `Properties`.
    pub(super) properties: &'static Value,
    /// Its resource's `Metadata`.
    pub(super) metadata: &'static Value,
}

impl Function {
    /// Its events, by name.
    pub(super) fn events(&self) -> Vec<&'static Value> {
        self.properties["Events"]
            .as_object()
            .into_iter()
            .flat_map(Map::values)
            .collect()
    }

    /// `get /v1/documents/{document}`, if a route calls it.
    pub(super) fn route(&self) -> Option<String> {
        let event = self
            .events()
            .into_iter()
            .find(|event| event["Type"] == "HttpApi")?;
        let word = |key: &str| {
            event["Properties"][key]
                .as_str()
                .expect("a route is written out")
                .to_owned()
        };
        Some(format!("{} {}", word("Method"), word("Path")))
    }
}

/// Every function of the template.
pub(super) fn functions() -> Vec<Function> {
    resources("AWS::Serverless::Function")
        .into_iter()
        .map(|(id, resource)| Function {
            id,
            name: kebab(
                id.strip_suffix("Function")
                    .unwrap_or_else(|| panic!("{id} must end in Function")),
            ),
            properties: &resource["Properties"],
            metadata: &resource["Metadata"],
        })
        .collect()
}

/// The logical ids that a part of the template refers to, by `Ref`, `GetAtt` or `Sub`.
pub(super) fn references(value: &Value) -> BTreeSet<String> {
    fn walk(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| walk(item, into)),
            Value::Object(entries) => {
                for (key, value) in entries {
                    match (key.as_str(), value.as_str()) {
                        ("Ref", Some(id)) => {
                            into.insert(id.to_owned());
                        }
                        ("Fn::GetAtt", Some(path)) => {
                            into.insert(before_dot(path));
                        }
                        ("Fn::Sub", Some(text)) => into.extend(
                            text.split("${")
                                .skip(1)
                                .filter_map(|rest| rest.split('}').next())
                                .map(before_dot),
                        ),
                        _ => walk(value, into),
                    }
                }
            }
            _ => {}
        }
    }
    fn before_dot(path: &str) -> String {
        path.split('.').next().unwrap_or(path).to_owned()
    }
    let mut found = BTreeSet::new();
    walk(value, &mut found);
    found
}

/// One value or a list of them, as a list: CloudFormation takes both.
pub(super) fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    }
}

/// A state machine: its name, its definition and its resource in the template.
pub(super) struct Machine {
    /// `signature-job`.
    pub(super) name: String,
    /// The definition.
    pub(super) definition: Value,
    /// The definition as it is written.
    pub(super) text: String,
    /// Its resource's `Properties`.
    pub(super) properties: &'static Value,
}

/// Every state machine of the template.
pub(super) fn machines() -> Vec<Machine> {
    resources("AWS::Serverless::StateMachine")
        .into_iter()
        .map(|(id, resource)| {
            let properties = &resource["Properties"];
            let name = kebab(
                id.strip_suffix("Machine")
                    .unwrap_or_else(|| panic!("{id} must end in Machine")),
            );
            let path = format!("statemachines/{name}.asl.json");
            assert_eq!(properties["DefinitionUri"], format!("../{path}"), "{id}");
            Machine {
                name,
                definition: read_json(&path),
                text: read(&path),
                properties,
            }
        })
        .collect()
}

/// Every state of a machine, those of its maps too, as `machine/State`.
pub(super) fn states(machine: &Machine) -> BTreeMap<String, &Value> {
    fn walk<'m>(prefix: &str, states: &'m Value, into: &mut BTreeMap<String, &'m Value>) {
        for (name, state) in states["States"].as_object().expect("a machine has states") {
            let name = format!("{prefix}/{name}");
            if let Some(inner) = state.get("ItemProcessor") {
                walk(&name, inner, into);
            }
            for branch in list(&state["Branches"]) {
                walk(&name, branch, into);
            }
            into.insert(name, state);
        }
    }
    let mut found = BTreeMap::new();
    walk(&machine.name, &machine.definition, &mut found);
    found
}
