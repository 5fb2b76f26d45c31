//! A strict little reader of our own HTML: what it does not understand, it refuses.

use std::collections::BTreeMap;

const VOID: [&str; 4] = ["meta", "link", "input", "br"];

/// An element's start tag.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    /// All text inside, in order.
    pub(crate) text: String,
}

impl Element {
    pub(crate) fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).map(String::as_str)
    }
}

/// The elements of a page in the order of their start tags.
///
/// # Panics
/// When a tag is not closed, closed out of order, or has an attribute that is unquoted or repeated.
pub(crate) fn read(html: &str) -> Vec<Element> {
    let mut rest = html
        .strip_prefix("<!DOCTYPE html>\n")
        .expect("a page begins with its doctype");
    let (mut elements, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    while let Some(start) = rest.find('<') {
        say(&mut elements, &open, &rest[..start]);
        rest = &rest[start + 1..];
        if let Some(closing) = rest.strip_prefix('/') {
            let end = closing.find('>').expect("a closing tag ends");
            let last = open.pop().expect("nothing is closed that was not open");
            assert_eq!(elements[last].name, closing[..end], "closed out of order");
            rest = &closing[end + 1..];
            continue;
        }
        let (element, closed, after) = start_tag(rest);
        rest = after;
        if element.name == "style" {
            let end = rest.find("</style>").expect("a style ends");
            elements.push(Element {
                text: rest[..end].to_owned(),
                ..element
            });
            rest = &rest[end + "</style>".len()..];
            continue;
        }
        let stays = !closed && !VOID.contains(&element.name.as_str());
        elements.push(element);
        if stays {
            open.push(elements.len() - 1);
        }
    }
    assert!(
        open.is_empty(),
        "left open: {:?}",
        open.iter()
            .map(|&at| &elements[at].name)
            .collect::<Vec<_>>()
    );
    assert_eq!(rest.trim(), "", "nothing follows the page");
    elements
}

fn say(elements: &mut [Element], open: &[usize], text: &str) {
    assert!(!text.contains('>'), "a loose > in {text:?}");
    for &at in open {
        elements[at].text.push_str(text);
    }
}

fn start_tag(tag: &str) -> (Element, bool, &str) {
    let name_end = tag
        .find(|c: char| !c.is_ascii_alphanumeric())
        .expect("a tag ends");
    assert!(
        name_end > 0,
        "a loose < before {:?}",
        &tag[..tag.len().min(20)]
    );
    let mut element = Element {
        name: tag[..name_end].to_owned(),
        attributes: BTreeMap::new(),
        text: String::new(),
    };
    let mut rest = &tag[name_end..];
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/>") {
            return (element, true, after);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (element, false, after);
        }
        let end = rest.find(['=', ' ', '>', '/']).expect("an attribute ends");
        let name = &rest[..end];
        assert!(
            !name.is_empty() && !name.contains(['"', '\'', '<']),
            "an odd attribute {name:?}"
        );
        rest = &rest[end..];
        let mut value = "";
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let end = quoted.find('"').expect("a value ends");
            (value, rest) = (&quoted[..end], &quoted[end + 1..]);
        } else {
            assert!(!rest.starts_with('='), "{name} is not quoted");
        }
        assert!(!value.contains('<'), "{name} holds a <");
        let before = element.attributes.insert(name.to_owned(), value.to_owned());
        assert!(before.is_none(), "{name} stands twice");
    }
}
