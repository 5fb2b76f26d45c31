//! What changed, in words: where in the document it stands, and none of what it says.

use super::{
    comparison::Comparison,
    graph::{OF_THE_FILE, Role},
};
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
    if is_plain { format!("/{}", String::from_utf8_lossy(key)) } else { "/…".to_owned() }
}

impl Comparison<'_, '_> {
    /// Where the object of a visit stands: the page or the part of the document, and the keys that lead on from there.
    pub(super) fn path(&self, visit: usize) -> String {
        let mut steps: Vec<String> = Vec::new();
        let mut place = visit;
        loop {
            let here = self.graph.visits[place];
            if here.role == Role::Pages
                && let Some(page) = self.page_number(here.number)
            {
                return told(&format!("page {page}"), steps);
            }
            if here.role == Role::Catalog {
                return told("the catalog", steps);
            }
            let above = here.from.map(|from| self.graph.visits[from].number);
            let keys = match above {
                Some(above) => self.then.get(above).or_else(|| Some(Object::Dict(self.then.stream(above)?.dict))),
                None => Some(Object::Dict(of_the_document(self.then))),
            };
            steps.extend(keys.and_then(|object| keys_to(&object, here.number)).unwrap_or_default().into_iter().rev());
            match here.from {
                Some(from) => place = from,
                None => return told("the trailer", steps),
            }
        }
    }

    /// Which page has this number, counted from one.
    fn page_number(&self, number: u32) -> Option<usize> {
        let pages = self.then.pages().ok()?;
        pages.iter().position(|page| page.number.is_some_and(|(page, _)| page == number)).map(|place| place + 1)
    }
}

fn of_the_document(file: &File<'_>) -> Dict {
    Dict(file.trailer().0.iter().filter(|(key, _)| !OF_THE_FILE.contains(&key.as_slice())).cloned().collect())
}

fn told(start: &str, mut steps: Vec<String>) -> String {
    steps.reverse();
    let more = if steps.len() > MAX_STEPS { " …" } else { "" };
    steps.truncate(MAX_STEPS);
    if steps.is_empty() { start.to_owned() } else { format!("{start}: {}{more}", steps.join(" ")) }
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
        let steps = |count: usize| (1..=count).rev().map(|step| format!("/{step}")).collect();
        assert_eq!(told("page 1", steps(0)), "page 1");
        assert_eq!(told("page 1", steps(8)), "page 1: /1 /2 /3 /4 /5 /6 /7 /8");
        assert_eq!(told("page 1", steps(10)), "page 1: /1 /2 /3 /4 /5 /6 /7 /8 …");
    }
}
