//! Which files a file needs.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};

use super::tree::{Crate, Module, ModulePath, is_for_tests};

/// Of each file, the others that define what it names.
pub(super) fn needs(read: &Crate) -> BTreeMap<String, BTreeSet<String>> {
    read.modules
        .iter()
        .map(|(at, module)| {
            let mut named = Named { paths: Vec::new() };
            for item in &module.items {
                named.visit_item(item);
            }
            let taken = module.taken.iter().filter(|taken| !taken.is_handed_on);
            let paths = taken.map(|taken| taken.path.clone()).chain(named.paths);
            let mut files: BTreeSet<String> = paths
                .filter_map(|path| definer(read, at, &path, 0))
                .map(|found| found.file.clone())
                .collect();
            files.remove(&module.file);
            (module.file.clone(), files)
        })
        .collect()
}

/// The file that defines what a path names, seen from a module; none for what is not of this crate.
fn definer<'c>(
    read: &'c Crate,
    at: &ModulePath,
    path: &[String],
    depth: usize,
) -> Option<&'c Module> {
    // A facade over a facade is followed; one that leads back to itself does not compile.
    if depth > 16 {
        return None;
    }
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => within(read, &Vec::new(), rest, depth),
        "self" => within(read, at, rest, depth),
        "super" => {
            let (_, above) = at.split_last()?;
            if rest.first().is_some_and(|next| next == "super") {
                return definer(read, &above.to_vec(), rest, depth + 1);
            }
            within(read, &above.to_vec(), rest, depth)
        }
        _ => {
            let module = read.modules.get(at)?;
            let is_ours = child(at, first, read).is_some()
                || module.defined.contains(first)
                || module.taken.iter().any(|taken| taken.name == *first);
            is_ours.then(|| within(read, at, path, depth)).flatten()
        }
    }
}

fn child(at: &ModulePath, name: &str, read: &Crate) -> Option<ModulePath> {
    let path: ModulePath = at.iter().cloned().chain([name.to_owned()]).collect();
    read.modules.contains_key(&path).then_some(path)
}

fn within<'c>(
    read: &'c Crate,
    at: &ModulePath,
    path: &[String],
    depth: usize,
) -> Option<&'c Module> {
    let module = read.modules.get(at)?;
    let Some((name, rest)) = path.split_first() else {
        return Some(module);
    };
    if module.defined.contains(name) {
        return Some(module);
    }
    if let Some(inside) = child(at, name, read) {
        return within(read, &inside, rest, depth);
    }
    let taken = module.taken.iter().find(|taken| taken.name == *name)?;
    let whole: Vec<String> = taken.path.iter().chain(rest).cloned().collect();
    definer(read, at, &whole, depth + 1)
}

/// The paths that code names in place, without a `use`.
struct Named {
    paths: Vec<Vec<String>>,
}

impl<'ast> Visit<'ast> for Named {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if segments.len() > 1 && path.leading_colon.is_none() {
            self.paths.push(segments);
        }
        visit::visit_path(self, path);
    }

    // Who may see a name is no need of anybody.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    // What a module inside the file takes counts as the file's own, unless it is for tests.
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }
}
