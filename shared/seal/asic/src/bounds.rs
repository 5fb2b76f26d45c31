//! How much work a strange XML file may make, found out before it is parsed.
//!
//! The parser compares each attribute of an element with all others of it, and copies the namespaces in scope for each
//! element that declares one: both grow with the square of what a file says. So the tags are counted first, in one pass.
//! What is done with it afterwards is paid for out of [`Work`], of which a container has so much.

use std::cell::Cell;

/// The most attributes of one element, namespace declarations among them. Signatures have a handful.
const MAX_ATTRIBUTES: usize = 64;
/// The most namespace declarations of a file.
const MAX_NAMESPACES: usize = 1_000;
/// How deep elements may nest.
const MAX_DEPTH: usize = 100;

/// How much work the signatures of one container may make together, where one is a byte that is hashed: a hundred
/// megabytes of documents by two algorithms, and some hundreds of signatures.
const MAX_WORK: usize = 512 * 1024 * 1024;

/// The work that is left for the signatures of a container. Once more is asked for than is left, there is none: what
/// comes later must not seem to have been looked at because it was small.
#[derive(Debug)]
pub struct Work(Cell<Option<usize>>);

impl Default for Work {
    fn default() -> Self {
        Self::of(MAX_WORK)
    }
}

impl Work {
    /// So much and no more.
    #[must_use]
    pub const fn of(work: usize) -> Self {
        Self(Cell::new(Some(work)))
    }

    /// Takes so much of what is left. `None` when it is more.
    #[must_use]
    pub fn spend(&self, work: usize) -> Option<()> {
        self.0
            .set(self.0.get().and_then(|left| left.checked_sub(work)));
        self.0.get().map(|_| ())
    }

    /// Whether more was asked for than there was.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.0.get().is_none()
    }
}

/// Whether a file may be parsed: no element with too many attributes, not too many namespaces, not too deep. A file that
/// is not well-formed may pass; the parser refuses it then.
#[must_use]
pub fn may_be_parsed(xml: &str) -> bool {
    work_of_parsing(xml).is_some()
}

/// How much work a file makes that is parsed. `None` where it may not be.
///
/// Each element that declares a namespace compares those around it with its own and with each other: with the declarations
/// shared out between the two in the worst way it is a seventh of their third power, each a fraction of a byte hashed.
#[must_use]
pub fn work_of_parsing(xml: &str) -> Option<usize> {
    let mut rest = xml;
    let (mut depth, mut namespaces) = (0_usize, 0);
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at..];
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]
            .into_iter()
            .find(|(begin, _)| rest.starts_with(begin))
            .map(|(begin, end)| rest[begin.len()..].split_once(end).map(|(_, after)| after));
        match skipped {
            Some(Some(after)) => {
                rest = after;
                continue;
            }
            Some(None) => return Some(parsing(namespaces)),
            None => {}
        }
        let tag = Tag::of(rest);
        namespaces += tag.namespaces;
        if tag.attributes > MAX_ATTRIBUTES || namespaces > MAX_NAMESPACES {
            return None;
        }
        depth = match (tag.closes, tag.is_empty) {
            (true, _) => depth.saturating_sub(1),
            (false, true) => depth,
            (false, false) => depth + 1,
        };
        if depth > MAX_DEPTH {
            return None;
        }
        rest = &rest[tag.length..];
    }
    Some(parsing(namespaces))
}

const fn parsing(namespaces: usize) -> usize {
    namespaces.saturating_pow(3) / 8
}

struct Tag {
    /// In bytes.
    length: usize,
    attributes: usize,
    namespaces: usize,
    closes: bool,
    is_empty: bool,
}

impl Tag {
    /// The tag that a text begins with. What stands in quotes is no end of it.
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut tag = Self {
            length: bytes.len(),
            attributes: 0,
            namespaces: 0,
            closes: false,
            is_empty: false,
        };
        tag.closes = bytes.get(1) == Some(&b'/');
        let mut at = 1;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'>' => {
                    tag.is_empty = bytes[at - 1] == b'/';
                    tag.length = at + 1;
                    return tag;
                }
                b'=' => {
                    tag.attributes += 1;
                    let before = text[..at].trim_ascii_end();
                    let start = before
                        .rfind(|letter: char| letter.is_ascii_whitespace())
                        .map_or(0, |space| space + 1);
                    tag.namespaces += usize::from(before[start..].starts_with("xmlns"));
                    // Enough is known.
                    if tag.attributes > MAX_ATTRIBUTES {
                        return tag;
                    }
                }
                b'"' | b'\'' => match memchr::memchr(*byte, &bytes[at + 1..]) {
                    Some(length) => at += length + 1,
                    None => return tag,
                },
                _ => {}
            }
            at += 1;
        }
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_usual_shape_may_be_parsed() {
        for xml in [
            "",
            "<x/>",
            "<>",
            "<ø>",
            "<?xml version='1.0'?><!-- <a <a <a --><x a='>' b=\"<'\" c = '1'><![CDATA[<y <y]]><y/></x>",
            "<x",
            "<x a='",
            "<!-- never ends",
        ] {
            assert!(may_be_parsed(xml), "{xml}");
        }
        let wide = format!("<x>{}</x>", "<y a='1' b='2'/>".repeat(10_000));
        assert!(
            may_be_parsed(&wide),
            "many elements are the parser's to count"
        );
    }

    #[test]
    fn what_would_cost_the_square_of_its_size_is_refused() {
        let attributes = |count: usize| {
            format!(
                "<x {}/>",
                (0..count).map(|n| format!("a{n}='' ")).collect::<String>()
            )
        };
        assert!(may_be_parsed(&attributes(64)));
        assert!(!may_be_parsed(&attributes(65)));
        assert!(!may_be_parsed(&attributes(20_000)));
        let namespaces: String = (0..1_001).map(|n| format!("<x xmlns:a{n}='u'/>")).collect();
        assert!(!may_be_parsed(&namespaces));
        assert!(may_be_parsed(&"<x>".repeat(100)));
        assert!(!may_be_parsed(&"<x>".repeat(101)));
    }

    #[test]
    fn once_more_is_asked_for_than_is_left_there_is_none() {
        let work = Work::of(10);
        assert_eq!(
            (work.spend(4), work.spend(6), work.is_spent()),
            (Some(()), Some(()), false)
        );
        assert_eq!(
            (work.spend(1), work.spend(0), work.is_spent()),
            (None, None, true)
        );
        let all = Work::default();
        assert_eq!(
            (all.spend(MAX_WORK), all.spend(0), all.spend(usize::MAX)),
            (Some(()), Some(()), None)
        );
    }

    #[test]
    fn parsing_costs_by_the_declarations_that_a_file_has() {
        let of = |count: usize| work_of_parsing(&"<x xmlns:a='u'/>".repeat(count));
        assert_eq!(
            [0, 2, 20, 1_000, 1_001].map(of),
            [Some(0), Some(1), Some(1_000), Some(125_000_000), None]
        );
        assert_eq!(
            work_of_parsing("<x xmlns:a='u' xmlns:b='u'/><!-- "),
            Some(1),
            "though it has no end"
        );
    }

    #[test]
    fn what_is_counted_are_attributes_declarations_and_open_elements_and_nothing_else() {
        let namespaces = |count: usize, each: &str| may_be_parsed(&each.repeat(count));
        assert!(namespaces(1_000, "<x xmlns:a='u'/>") && !namespaces(1_001, "<x xmlns:a='u'/>"));
        assert!(
            namespaces(1_000, "<x xmlns='u'/>") && !namespaces(1_001, "<x a='1'\n\txmlns = 'u' />")
        );
        assert!(
            !namespaces(501, "<x xmlns:a='u' xmlns:b='u'/>"),
            "two of one element"
        );
        assert!(namespaces(2_000, "<x a='xmlns:b='/>") && namespaces(2_000, "<x>xmlns:a='u'</x>"));
        assert!(namespaces(
            2_000,
            "<!--<x xmlns:a='u'>--><![CDATA[<x xmlns:a='u'>]]><?p <x xmlns:a='u'>?>"
        ));
        // What is closed or empty is not open; what only looks closed in a value is.
        assert!(may_be_parsed(&"<x></x>".repeat(200)) && may_be_parsed(&"<x a='1'/>".repeat(200)));
        assert!(
            may_be_parsed(&"<x a='>'></x>".repeat(200))
                && may_be_parsed(&"<x a=\"/>\"></x>".repeat(200))
        );
        assert!(
            !may_be_parsed(&"<x a='/>'>".repeat(101)) && !may_be_parsed(&"<x a='b/'>".repeat(101))
        );
        assert!(
            !may_be_parsed(&format!("{}{}", "</x>".repeat(50), "<x>".repeat(101))),
            "nothing is open below nought"
        );
        assert!(may_be_parsed(&format!(
            "{}{}{}",
            "<x>".repeat(100),
            "</x>".repeat(100),
            "<x>".repeat(100)
        )));
        let many = (0..65).map(|n| format!("a{n}='' ")).collect::<String>();
        assert!(
            !may_be_parsed(&format!("<x {many}")),
            "though it has no end"
        );
        assert!(
            may_be_parsed(&format!("<x a=\"{many}\" b='\"'/>")),
            "within a value"
        );
        assert!(!may_be_parsed(&format!("<x/><!-- --><x {many}/>")));
    }
}
