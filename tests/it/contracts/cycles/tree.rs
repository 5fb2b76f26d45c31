//! A crate as its files: what each defines, and which names it takes from elsewhere.

use std::{collections::BTreeMap, fs, path::Path};

use syn::{Attribute, Item, UseTree, Visibility};

use super::super::workspace::root;

/// The path of a module in its crate: `["audit", "chain"]`.
pub(super) type ModulePath = Vec<String>;

/// A file with what stands in it.
pub(super) struct Module {
    pub(super) file: String,
    /// What is not for tests alone.
    pub(super) items: Vec<Item>,
    /// The names that are defined here.
    pub(super) defined: Vec<String>,
    /// The names that are taken from elsewhere, by the name that they have here.
    pub(super) taken: Vec<Taken>,
}

/// A leaf of a `use`.
pub(super) struct Taken {
    pub(super) name: String,
    pub(super) path: Vec<String>,
    /// Whether it is handed on (`pub use`).
    pub(super) is_handed_on: bool,
}

/// The modules of a crate by their paths.
pub(super) struct Crate {
    pub(super) modules: BTreeMap<ModulePath, Module>,
}

impl Crate {
    /// Reads the crate whose root stands in this folder of the project.
    pub(super) fn read(source: &str) -> Self {
        let mut files = Vec::new();
        collect(&root().join(source), "", &mut files);
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (&**name, &**text))
            .collect();
        Self::parse(&files)
    }

    /// Of these files, by name.
    pub(super) fn parse(files: &[(&str, &str)]) -> Self {
        let modules = files.iter().map(|(name, text)| {
            let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            let items: Vec<Item> = parsed
                .items
                .into_iter()
                .filter(|item| !is_for_tests(attributes(item)))
                .collect();
            let defined = items.iter().filter_map(name_of).collect();
            let mut taken = Vec::new();
            for item in &items {
                if let Item::Use(one) = item {
                    let is_handed_on = !matches!(one.vis, Visibility::Inherited);
                    leaves(&one.tree, &mut Vec::new(), is_handed_on, &mut taken);
                }
            }
            let module = Module {
                file: (*name).to_owned(),
                items,
                defined,
                taken,
            };
            (path_of(name), module)
        });
        Self {
            modules: modules.collect(),
        }
    }
}

/// The files of a folder that belong to its crate: a folder `bin` holds crates of its own, tests are nobody's need.
fn collect(folder: &Path, prefix: &str, into: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of ours can be read") {
        let path = entry.expect("a file of ours").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && name != "bin" && name != "tests" {
            collect(&path, &format!("{prefix}{name}/"), into);
        } else if name.ends_with(".rs") && !name.contains("tests") {
            let text = fs::read_to_string(&path).expect("a file of ours is text");
            into.push((format!("{prefix}{name}"), text));
        }
    }
}

fn path_of(file: &str) -> ModulePath {
    let path = file.trim_end_matches(".rs");
    let path = path.trim_end_matches("/mod");
    if ["lib", "main"].contains(&path) {
        return Vec::new();
    }
    path.split('/').map(str::to_owned).collect()
}

/// Whether an item is compiled for tests alone.
pub(super) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|path| path.is_ident("test"))
    })
}

pub(super) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(one) => &one.attrs,
        Item::Enum(one) => &one.attrs,
        Item::Fn(one) => &one.attrs,
        Item::Impl(one) => &one.attrs,
        Item::Macro(one) => &one.attrs,
        Item::Mod(one) => &one.attrs,
        Item::Static(one) => &one.attrs,
        Item::Struct(one) => &one.attrs,
        Item::Trait(one) => &one.attrs,
        Item::Type(one) => &one.attrs,
        Item::Use(one) => &one.attrs,
        _ => &[],
    }
}

/// The name that an item gives its module; modules in files of their own are found by their paths.
fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(one) => &one.ident,
        Item::Enum(one) => &one.ident,
        Item::Fn(one) => &one.sig.ident,
        Item::Macro(one) => one.ident.as_ref()?,
        Item::Mod(one) if one.content.is_some() => &one.ident,
        Item::Static(one) => &one.ident,
        Item::Struct(one) => &one.ident,
        Item::Trait(one) => &one.ident,
        Item::Type(one) => &one.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn leaves(tree: &UseTree, before: &mut Vec<String>, is_handed_on: bool, into: &mut Vec<Taken>) {
    let mut leaf = |name: String, last: Option<String>, before: &Vec<String>| {
        let mut path = before.clone();
        path.extend(last);
        into.push(Taken {
            name,
            path,
            is_handed_on,
        });
    };
    match tree {
        UseTree::Path(one) => {
            before.push(one.ident.to_string());
            leaves(&one.tree, before, is_handed_on, into);
            before.pop();
        }
        UseTree::Name(one) if one.ident == "self" => {
            leaf(before.last().cloned().unwrap_or_default(), None, before);
        }
        UseTree::Name(one) => leaf(one.ident.to_string(), Some(one.ident.to_string()), before),
        UseTree::Rename(one) => leaf(one.rename.to_string(), Some(one.ident.to_string()), before),
        UseTree::Glob(_) => leaf("*".to_owned(), None, before),
        UseTree::Group(group) => {
            for tree in &group.items {
                leaves(tree, before, is_handed_on, into);
            }
        }
    }
}
