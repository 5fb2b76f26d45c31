//! Exclusive XML Canonicalization 1.0 without comments: the form in which XML is hashed.

use std::{collections::BTreeMap, fmt::Write as _};

use roxmltree::{Attribute, Node};

/// How deep elements nest in what is made canonical.
const MAX_DEPTH: usize = 64;

/// The canonical form of an element and all below it. `None` when it nests deeper than any signature does.
pub fn canonical(element: Node<'_, '_>) -> Option<String> {
    let mut out = String::new();
    write_element(element, &BTreeMap::new(), 0, &mut out)?;
    Some(out)
}

/// What a prefix stands for; the empty prefix is the default namespace.
type Scope<'a> = BTreeMap<&'a str, &'a str>;

fn write_element<'a>(element: Node<'a, '_>, written: &Scope<'a>, depth: usize, out: &mut String) -> Option<()> {
    if depth > MAX_DEPTH {
        return None;
    }
    let source = element.document().input_text();
    let name = name_at(source, element.range().start + 1);
    let mut attributes: Vec<(Attribute<'a, '_>, &'a str)> =
        element.attributes().map(|attribute| (attribute, &source[attribute.range_qname()])).collect();
    attributes.sort_by_key(|(attribute, _)| (attribute.namespace().unwrap_or(""), attribute.name()));

    // A namespace is declared where its prefix is first used, and not before (section 3).
    let own = element.tag_name().namespace().unwrap_or("");
    let used = attributes.iter().filter_map(|(attribute, name)| Some((prefix_of(name)?, attribute.namespace()?)));
    let used: Scope<'a> =
        used.filter(|(prefix, _)| *prefix != "xml").chain([(prefix_of(name).unwrap_or(""), own)]).collect();
    let mut scope = written.clone();
    let _ = write!(out, "<{name}");
    for (prefix, namespace) in used {
        let before = scope.insert(prefix, namespace);
        if before == Some(namespace) || (before.is_none() && prefix.is_empty() && namespace.is_empty()) {
            continue;
        }
        out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
        let _ = write!(out, "{prefix}=\"");
        escape_attribute(namespace, out);
        out.push('"');
    }
    for (attribute, name) in attributes {
        let _ = write!(out, " {name}=\"");
        escape_attribute(attribute.value(), out);
        out.push('"');
    }
    out.push('>');
    for child in element.children() {
        if child.is_element() {
            write_element(child, &scope, depth + 1, out)?;
        } else if child.is_text() {
            escape_text(child.text().unwrap_or(""), out);
        } else if let Some(instruction) = child.pi() {
            let _ = write!(out, "<?{}", instruction.target);
            if let Some(value) = instruction.value {
                let _ = write!(out, " {value}");
            }
            out.push_str("?>");
        }
    }
    let _ = write!(out, "</{name}>");
    Some(())
}

/// The name, with its prefix, that begins at this place of the source: the tree keeps no prefixes.
fn name_at(source: &str, start: usize) -> &str {
    let rest = &source[start..];
    let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
    &rest[..end]
}

fn prefix_of(name: &str) -> Option<&str> {
    name.split_once(':').map(|(prefix, _)| prefix)
}

/// A text as canonical XML writes it (Canonical XML 1.0 clause 1.3.1).
pub fn escape_text(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#xD;"),
            _ => out.push(letter),
        }
    }
}

fn escape_attribute(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            _ => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;

    fn of(text: &str, name: &str) -> String {
        let document = Document::parse(text).expect("XML");
        let element = document.descendants().find(|node| node.tag_name().name() == name).expect("the element");
        canonical(element).expect("not too deep")
    }

    #[test]
    fn namespaces_are_declared_where_they_are_used() {
        let text = "<a:x xmlns:a='urn:a' xmlns:b='urn:b' xmlns='urn:d'><y b:k='1' j=\"&lt;'\"  i='2'><a:z/></y></a:x>";
        assert_eq!(
            of(text, "x"),
            "<a:x xmlns:a=\"urn:a\"><y xmlns=\"urn:d\" xmlns:b=\"urn:b\" i=\"2\" j=\"&lt;'\" b:k=\"1\">\
             <a:z></a:z></y></a:x>"
        );
        assert_eq!(of(text, "z"), "<a:z xmlns:a=\"urn:a\"></a:z>");
        assert_eq!(of("<x xmlns='urn:d'><y xmlns=''/></x>", "x"), "<x xmlns=\"urn:d\"><y xmlns=\"\"></y></x>");
    }

    #[test]
    fn text_keeps_what_it_says_and_comments_are_left_out() {
        let text = "<x>a &amp; b&#13;<!-- no --><![CDATA[<c>]]>\r\n<?p  q?> xml:lang<y xml:lang='nb'/></x>";
        assert_eq!(of(text, "x"), "<x>a &amp; b&#xD;&lt;c&gt;\n<?p q?> xml:lang<y xml:lang=\"nb\"></y></x>");
    }

    #[test]
    fn what_nests_too_deep_is_none() {
        let text = format!("{}{}", "<x>".repeat(80), "</x>".repeat(80));
        let document = Document::parse(&text).expect("XML");
        assert_eq!(canonical(document.root_element()), None);
    }
}
