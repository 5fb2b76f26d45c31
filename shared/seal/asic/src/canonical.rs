//! Canonical XML: the forms in which XML is hashed (Canonical XML 1.0 and 1.1, Exclusive XML Canonicalization 1.0).

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use roxmltree::{Attribute, Node};

use crate::bounds::Work;

/// How deep elements nest in what is made canonical.
const MAX_DEPTH: usize = 64;
/// The most inclusive prefixes of a method. Signatures list a handful.
const MAX_PREFIXES: usize = 64;
/// What a byte that is written costs, beside one that is hashed.
const WRITTEN: usize = 16;
/// What a declaration that is looked up costs, beside a byte that is hashed. One that is only passed by costs one.
const LOOKED_UP: usize = 64;
/// The namespace of `xml:lang` and its like, bound to the prefix `xml` everywhere.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// A canonicalization method (XMLDSIG core 1.1 clause 6.5, RFC 3741).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Canonicalization {
    form: Form,
    /// Whether comments are written too.
    with_comments: bool,
    /// Prefixes that are treated as Canonical XML 1.0 does (Exclusive XML Canonicalization 1.0 section 2.1).
    inclusive_prefixes: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// Namespaces are declared where they are used.
    Exclusive,
    /// All namespaces in scope are declared; attributes in the `xml` namespace are inherited.
    Inclusive,
    /// The same, but `xml:id` is not inherited and `xml:base` is joined.
    Inclusive11,
}

impl Canonicalization {
    /// Exclusive XML Canonicalization 1.0 without comments.
    pub const EXCLUSIVE: Self = Self {
        form: Form::Exclusive,
        with_comments: false,
        inclusive_prefixes: BTreeSet::new(),
    };

    /// Canonical XML 1.0 without comments: what a reference without transforms is hashed in (XMLDSIG core 1.1 clause
    /// 4.4.3.2).
    pub const INCLUSIVE: Self = Self {
        form: Form::Inclusive,
        with_comments: false,
        inclusive_prefixes: BTreeSet::new(),
    };

    /// The method of this identifier; `None` for one that is not known here.
    #[must_use]
    pub fn named(uri: &str) -> Option<Self> {
        let (uri, with_comments) = match uri.strip_suffix("WithComments") {
            Some(uri) => (uri.trim_end_matches('#'), true),
            None => (uri.trim_end_matches('#'), false),
        };
        let form = match uri {
            "http://www.w3.org/2001/10/xml-exc-c14n" => Form::Exclusive,
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" => Form::Inclusive,
            "http://www.w3.org/2006/12/xml-c14n11" => Form::Inclusive11,
            _ => return None,
        };
        Some(Self {
            form,
            with_comments,
            inclusive_prefixes: BTreeSet::new(),
        })
    }

    /// The same method with these inclusive prefixes, as `PrefixList` has them: white space between them, `#default` for
    /// the default namespace. `None` when there are more than any signature lists.
    #[must_use]
    pub fn with_prefixes(mut self, list: &str) -> Option<Self> {
        self.inclusive_prefixes.clear();
        for prefix in list.split_ascii_whitespace() {
            let prefix = if prefix == "#default" { "" } else { prefix };
            if !self.inclusive_prefixes.contains(prefix) {
                self.inclusive_prefixes.insert(prefix.to_owned());
            }
            if self.inclusive_prefixes.len() > MAX_PREFIXES {
                return None;
            }
        }
        Some(self)
    }

    /// The same method without comments: a reference to an element leaves them out (XMLDSIG core 1.1 clause 4.4.3.3).
    #[must_use]
    pub fn without_comments(mut self) -> Self {
        self.with_comments = false;
        self
    }

    /// The canonical form of an element and all below it. `None` when it nests deeper than any signature does, inherits an
    /// `xml:base`, which Canonical XML 1.1 would join, or takes more work than the signatures of a container may.
    #[must_use]
    pub fn canonical(&self, element: Node<'_, '_>) -> Option<String> {
        self.canonical_within(element, &Work::default())
    }

    /// The same out of work that is shared with others: whoever asks finds out by it whether too much was asked for.
    #[must_use]
    pub fn canonical_within(&self, element: Node<'_, '_>, work: &Work) -> Option<String> {
        let inherited = self.inherited(element, work)?;
        let source = element.document().input_text();
        let mut writer = Writer {
            method: self,
            source,
            work,
            written: BTreeMap::new(),
            paid: 0,
            out: String::new(),
        };
        writer.element(element, inherited, 0)?;
        Some(writer.out)
    }

    /// The attributes in the `xml` namespace that stand above the element (Canonical XML 1.0 section 2.4).
    fn inherited<'a>(
        &self,
        element: Node<'a, '_>,
        work: &Work,
    ) -> Option<BTreeMap<&'a str, &'a str>> {
        let mut inherited = BTreeMap::new();
        if self.form == Form::Exclusive {
            return Some(inherited);
        }
        for above in element.ancestors().skip(1).take(MAX_DEPTH) {
            // Each of them is looked up among the element's own.
            work.spend(above.attributes().len() * element.attributes().len())?;
            for attribute in above
                .attributes()
                .filter(|attribute| attribute.namespace() == Some(XML))
            {
                match (self.form, attribute.name()) {
                    (Form::Inclusive11, "id") => {}
                    (Form::Inclusive11, "base") => return None,
                    (_, name) if element.attribute((XML, name)).is_none() => {
                        inherited.entry(name).or_insert_with(|| attribute.value());
                    }
                    _ => {}
                }
            }
        }
        Some(inherited)
    }
}

/// What a prefix stands for; the empty prefix is the default namespace.
type Scope<'a> = BTreeMap<&'a str, &'a str>;

/// Writes one canonical form.
struct Writer<'m, 'a> {
    method: &'m Canonicalization,
    source: &'a str,
    work: &'m Work,
    /// What is declared where it writes. An element takes back what it declared, so none has a copy of its own.
    written: Scope<'a>,
    /// How many of the bytes are paid for.
    paid: usize,
    out: String,
}

impl<'a> Writer<'_, 'a> {
    fn element(
        &mut self,
        element: Node<'a, '_>,
        inherited: BTreeMap<&'a str, &'a str>,
        depth: usize,
    ) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let source = self.source;
        let name = name_at(source, element.range().start + 1);
        let attributes: Vec<(Attribute<'a, '_>, &'a str)> = element
            .attributes()
            .map(|attribute| (attribute, &source[attribute.range_qname()]))
            .collect();
        let _ = write!(self.out, "<{name}");
        let outside = self.declarations(element, name, &attributes, depth == 0)?;
        // By namespace, then by name (section 2.2); inherited ones stand among the element's own.
        let own = attributes.iter().map(|(attribute, name)| {
            (
                (attribute.namespace().unwrap_or(""), attribute.name()),
                (name.to_string(), attribute.value()),
            )
        });
        let above = inherited
            .into_iter()
            .map(|(name, value)| ((XML, name), (format!("xml:{name}"), value)));
        let sorted: BTreeMap<(&str, &str), (String, &str)> = own.chain(above).collect();
        for (name, value) in sorted.into_values() {
            let _ = write!(self.out, " {name}=\"");
            escape_attribute(value, &mut self.out);
            self.out.push('"');
        }
        self.out.push('>');
        self.pay()?;
        for child in element.children() {
            if child.is_element() {
                self.element(child, BTreeMap::new(), depth + 1)?;
            } else if child.is_text() {
                escape_text(child.text().unwrap_or(""), &mut self.out);
            } else if child.is_comment() && self.method.with_comments {
                let _ = write!(self.out, "<!--{}-->", child.text().unwrap_or(""));
            } else if let Some(instruction) = child.pi() {
                let _ = write!(self.out, "<?{}", instruction.target);
                if let Some(value) = instruction.value {
                    let _ = write!(self.out, " {value}");
                }
                self.out.push_str("?>");
            }
            self.pay()?;
        }
        let _ = write!(self.out, "</{name}>");
        for (prefix, namespace) in outside {
            match namespace {
                Some(namespace) => self.written.insert(prefix, namespace),
                None => self.written.remove(prefix),
            };
        }
        self.pay()
    }

    /// Pays for what was written since.
    fn pay(&mut self) -> Option<()> {
        let new = self.out.len() - self.paid;
        self.paid = self.out.len();
        self.work.spend(new.saturating_mul(WRITTEN))
    }

    /// Writes the declarations of an element, and says what their prefixes stood for outside it.
    fn declarations(
        &mut self,
        element: Node<'a, '_>,
        name: &'a str,
        attributes: &[(Attribute<'a, '_>, &'a str)],
        is_first: bool,
    ) -> Option<Vec<(&'a str, Option<&'a str>)>> {
        let mut outside = Vec::new();
        for (prefix, namespace) in self.namespaces(element, name, attributes, is_first)? {
            let before = self.written.get(prefix).copied();
            if before == Some(namespace) {
                continue;
            }
            self.written.insert(prefix, namespace);
            outside.push((prefix, before));
            if before.is_none() && prefix.is_empty() && namespace.is_empty() {
                continue;
            }
            self.out.push_str(if prefix.is_empty() {
                " xmlns"
            } else {
                " xmlns:"
            });
            let _ = write!(self.out, "{prefix}=\"");
            escape_attribute(namespace, &mut self.out);
            self.out.push('"');
        }
        Some(outside)
    }

    /// The namespaces that an element must have declared: those that it uses, or all that are in its scope. Of the latter
    /// none where its scope is the one around it, whose element had them.
    fn namespaces(
        &self,
        element: Node<'a, '_>,
        name: &'a str,
        attributes: &[(Attribute<'a, '_>, &'a str)],
        is_first: bool,
    ) -> Option<Scope<'a>> {
        let Canonicalization {
            form,
            inclusive_prefixes: listed,
            ..
        } = self.method;
        let is_exclusive = *form == Form::Exclusive;
        let mut scope = Scope::new();
        if !is_exclusive || !listed.is_empty() {
            let all = element.namespaces().len();
            self.work.spend(all)?;
            if is_first || !shares_scope(element) {
                self.work.spend(all.saturating_mul(LOOKED_UP))?;
                let named = element
                    .namespaces()
                    .filter_map(|one| Some((one.name()?, one.uri())));
                let is_meant = |prefix: &str| {
                    if is_exclusive {
                        listed.contains(prefix)
                    } else {
                        prefix != "xml"
                    }
                };
                scope.extend(named.filter(|(prefix, _)| is_meant(prefix)));
                if !is_exclusive || listed.contains("") {
                    scope.insert("", element.lookup_namespace_uri(None).unwrap_or(""));
                }
            }
        }
        if is_exclusive {
            let own = element.tag_name().namespace().unwrap_or("");
            let used = attributes
                .iter()
                .filter_map(|(attribute, name)| Some((prefix_of(name)?, attribute.namespace()?)));
            let used = used.filter(|(prefix, _)| *prefix != "xml");
            scope.extend(used.chain([(prefix_of(name).unwrap_or(""), own)]));
        }
        Some(scope)
    }
}

/// Whether the same namespaces are in scope as around an element. The reader keeps each once, so they are compared as
/// what they are, not by what they say.
fn shares_scope(element: Node<'_, '_>) -> bool {
    let Some(parent) = element.parent() else {
        return false;
    };
    let (own, around) = (element.namespaces(), parent.namespaces());
    own.len() == around.len()
        && own
            .zip(around)
            .all(|(own, around)| std::ptr::eq(own, around))
}

/// The name, with its prefix, that begins at this place of the source: the tree keeps no prefixes.
fn name_at(source: &str, start: usize) -> &str {
    let rest = &source[start..];
    let end = rest
        .find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/')
        .unwrap_or(rest.len());
    &rest[..end]
}

fn prefix_of(name: &str) -> Option<&str> {
    name.split_once(':').map(|(prefix, _)| prefix)
}

/// A text as canonical XML writes it (Canonical XML 1.0 section 2.3).
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

/// An attribute's value as canonical XML writes it (Canonical XML 1.0 section 2.3).
pub fn escape_attribute(text: &str, out: &mut String) {
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
mod tests;
