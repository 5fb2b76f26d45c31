//! What changed, in words: where in the document it stands, and none of what it says.

use std::{cell::OnceCell, collections::HashMap};

use super::graph::{Graph, OF_THE_FILE, Role};
use segl_pdf::{
    file::File,
    object::{Dict, Object},
};

/// How many steps of a path are told.
const MAX_STEPS: usize = 8;
/// How long a key is told.
const MAX_KEY: usize = 24;

/// A key as it is told: one that is no plain word may be anything.
pub(super) fn key(key: &[u8]) -> String {
    let is_plain = key.len() <= MAX_KEY && key.iter().all(u8::is_ascii_alphanumeric);
    if is_plain {
        format!("/{}", String::from_utf8_lossy(key))
    } else {
        "/…".to_owned()
    }
}

/// The signed revision as it is told of, read on its own account: what telling costs is not drawn from judging.
pub(super) struct Teller<'a> {
    signed: &'a [u8],
    file: OnceCell<Option<File<'a>>>,
    /// Which page has this number, counted from one.
    pages: OnceCell<HashMap<u32, usize>>,
}

impl<'a> Teller<'a> {
    pub(super) const fn of(signed: &'a [u8]) -> Self {
        Self {
            signed,
            file: OnceCell::new(),
            pages: OnceCell::new(),
        }
    }

    fn file(&self) -> Option<&File<'a>> {
        self.file
            .get_or_init(|| File::open(self.signed).ok())
            .as_ref()
    }

    fn pages(&self) -> &HashMap<u32, usize> {
        self.pages.get_or_init(|| {
            let pages = self
                .file()
                .and_then(|file| file.pages().ok())
                .unwrap_or_default();
            let numbered = pages
                .iter()
                .zip(1..)
                .filter_map(|(page, place)| Some((page.number?.0, place)));
            numbered.collect()
        })
    }

    /// Where the object of a visit stands: the page or the part of the document, and the keys that lead on from there.
    pub(super) fn path(&self, graph: &Graph, visit: usize) -> String {
        // Up to where it begins, then down for as many steps as are told.
        let mut way = vec![visit];
        let mut place = visit;
        let start = loop {
            let here = graph.visits[place];
            if here.role == Role::Pages
                && let Some(page) = self.pages().get(&here.number)
            {
                break format!("page {page}");
            }
            if here.role == Role::Catalog {
                break "the catalog".to_owned();
            }
            match here.from {
                Some(from) => place = from,
                None => break "the trailer".to_owned(),
            }
            way.push(place);
        };
        let numbers: Vec<u32> = way
            .iter()
            .rev()
            .map(|place| graph.visits[*place].number)
            .collect();
        let mut steps = Vec::new();
        if start == "the trailer"
            && let Some(file) = self.file()
        {
            steps.extend(
                keys_to(&Object::Dict(of_the_document(file)), numbers[0]).unwrap_or_default(),
            );
        }
        for pair in numbers.windows(2) {
            if steps.len() > MAX_STEPS {
                break;
            }
            let above = self.file().and_then(|file| file.get(pair[0]));
            steps.extend(
                above
                    .and_then(|above| keys_to(&above, pair[1]))
                    .unwrap_or_default(),
            );
        }
        told(&start, steps)
    }
}

fn of_the_document(file: &File<'_>) -> Dict {
    Dict(
        file.trailer()
            .0
            .iter()
            .filter(|(key, _)| !OF_THE_FILE.contains(&key.as_slice()))
            .cloned()
            .collect(),
    )
}

fn told(start: &str, mut steps: Vec<String>) -> String {
    let more = if steps.len() > MAX_STEPS { " …" } else { "" };
    steps.truncate(MAX_STEPS);
    if steps.is_empty() {
        start.to_owned()
    } else {
        format!("{start}: {}{more}", steps.join(" "))
    }
}

/// The keys that lead from an object to a reference in it.
fn keys_to(object: &Object, number: u32) -> Option<Vec<String>> {
    match object {
        Object::Ref((there, _)) if *there == number => Some(Vec::new()),
        Object::Array(items) => items.iter().find_map(|item| keys_to(item, number)),
        Object::Dict(dict) => dict.0.iter().find_map(|(name, value)| {
            let mut keys = keys_to(value, number)?;
            keys.insert(0, key(name));
            Some(keys)
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_told_if_it_is_a_plain_word() {
        assert_eq!(key(b"Contents"), "/Contents");
        assert_eq!(key(&[b'a'; MAX_KEY]), format!("/{}", "a".repeat(MAX_KEY)));
        for other in [&[b'a'; MAX_KEY + 1][..], b"is valid.", "Før".as_bytes()] {
            assert_eq!(key(other), "/…");
        }
    }

    #[test]
    fn a_path_is_told_for_eight_steps_and_said_to_go_on() {
        let steps = |count: usize| (1..=count).map(|step| format!("/{step}")).collect();
        assert_eq!(told("page 1", steps(0)), "page 1");
        assert_eq!(told("page 1", steps(8)), "page 1: /1 /2 /3 /4 /5 /6 /7 /8");
        assert_eq!(
            told("page 1", steps(10)),
            "page 1: /1 /2 /3 /4 /5 /6 /7 /8 …"
        );
    }
}
