//! Canonical XML: the forms in which XML is hashed (Canonical XML 1.0 and 1.1, Exclusive XML Canonicalization 1.0).

use std::{collections::BTreeMap, fmt::Write as _};

use roxmltree::{Attribute, Node};

/// How deep elements nest in what is made canonical.
const MAX_DEPTH: usize = 64;
/// The namespace of `xml:lang` and its like, bound to the prefix `xml` everywhere.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// A canonicalization method (XMLDSIG core 1.1 clause 6.5, RFC 3741).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonicalization {
    form: Form,
    /// Whether comments are written too.
    with_comments: bool,
    /// Prefixes that are treated as Canonical XML 1.0 does (Exclusive XML Canonicalization 1.0 section 2.1).
    inclusive_prefixes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    pub const EXCLUSIVE: Self = Self { form: Form::Exclusive, with_comments: false, inclusive_prefixes: Vec::new() };

    /// Canonical XML 1.0 without comments: what a reference without transforms is hashed in (XMLDSIG core 1.1 clause
    /// 4.4.3.2).
    pub const INCLUSIVE: Self = Self { form: Form::Inclusive, with_comments: false, inclusive_prefixes: Vec::new() };

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
        Some(Self { form, with_comments, inclusive_prefixes: Vec::new() })
    }

    /// The same method with these inclusive prefixes, as `PrefixList` has them: white space between them, `#default` for
    /// the default namespace.
    #[must_use]
    pub fn with_prefixes(mut self, list: &str) -> Self {
        let prefixes = list.split_ascii_whitespace().map(|prefix| if prefix == "#default" { "" } else { prefix });
        self.inclusive_prefixes = prefixes.map(str::to_owned).collect();
        self
    }

    /// The same method without comments: a reference to an element leaves them out (XMLDSIG core 1.1 clause 4.4.3.3).
    #[must_use]
    pub fn without_comments(mut self) -> Self {
        self.with_comments = false;
        self
    }

    /// The canonical form of an element and all below it. `None` when it nests deeper than any signature does, or
    /// inherits an `xml:base`, which Canonical XML 1.1 would join.
    #[must_use]
    pub fn canonical(&self, element: Node<'_, '_>) -> Option<String> {
        let mut out = String::new();
        let inherited = self.inherited(element)?;
        self.write_element(element, &inherited, &BTreeMap::new(), 0, &mut out)?;
        Some(out)
    }

    /// The attributes in the `xml` namespace that stand above the element (Canonical XML 1.0 section 2.4).
    fn inherited<'a>(&self, element: Node<'a, '_>) -> Option<BTreeMap<&'a str, &'a str>> {
        let mut inherited = BTreeMap::new();
        if self.form == Form::Exclusive {
            return Some(inherited);
        }
        for above in element.ancestors().skip(1).take(MAX_DEPTH) {
            for attribute in above.attributes().filter(|attribute| attribute.namespace() == Some(XML)) {
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

    fn write_element<'a>(
        &self,
        element: Node<'a, '_>,
        inherited: &BTreeMap<&'a str, &'a str>,
        written: &Scope<'a>,
        depth: usize,
        out: &mut String,
    ) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let source = element.document().input_text();
        let name = name_at(source, element.range().start + 1);
        let attributes: Vec<(Attribute<'a, '_>, &'a str)> =
            element.attributes().map(|attribute| (attribute, &source[attribute.range_qname()])).collect();
        let mut scope = written.clone();
        let _ = write!(out, "<{name}");
        for (prefix, namespace) in self.namespaces(element, name, &attributes) {
            let before = scope.insert(prefix, namespace);
            if before == Some(namespace) || (before.is_none() && prefix.is_empty() && namespace.is_empty()) {
                continue;
            }
            out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
            let _ = write!(out, "{prefix}=\"");
            escape_attribute(namespace, out);
            out.push('"');
        }
        // By namespace, then by name (section 2.2); inherited ones stand among the element's own.
        let own = attributes.iter().map(|(attribute, name)| {
            ((attribute.namespace().unwrap_or(""), attribute.name()), (name.to_string(), attribute.value()))
        });
        let above = inherited.iter().map(|(name, value)| ((XML, *name), (format!("xml:{name}"), *value)));
        let sorted: BTreeMap<(&str, &str), (String, &str)> = own.chain(above).collect();
        for (name, value) in sorted.into_values() {
            let _ = write!(out, " {name}=\"");
            escape_attribute(value, out);
            out.push('"');
        }
        out.push('>');
        for child in element.children() {
            if child.is_element() {
                self.write_element(child, &BTreeMap::new(), &scope, depth + 1, out)?;
            } else if child.is_text() {
                escape_text(child.text().unwrap_or(""), out);
            } else if child.is_comment() && self.with_comments {
                let _ = write!(out, "<!--{}-->", child.text().unwrap_or(""));
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

    /// The namespaces that an element must have declared: those that it uses, or all that are in its scope.
    fn namespaces<'a>(
        &self,
        element: Node<'a, '_>,
        name: &'a str,
        attributes: &[(Attribute<'a, '_>, &'a str)],
    ) -> Scope<'a> {
        let default = || element.lookup_namespace_uri(None).unwrap_or("");
        if self.form != Form::Exclusive {
            let all = element.namespaces().filter_map(|one| Some((one.name()?, one.uri())));
            return all.filter(|(prefix, _)| *prefix != "xml").chain([("", default())]).collect();
        }
        let own = element.tag_name().namespace().unwrap_or("");
        let used = attributes.iter().filter_map(|(attribute, name)| Some((prefix_of(name)?, attribute.namespace()?)));
        let mut scope: Scope<'a> =
            used.filter(|(prefix, _)| *prefix != "xml").chain([(prefix_of(name).unwrap_or(""), own)]).collect();
        if !self.inclusive_prefixes.is_empty() {
            let is_listed = |prefix: &str| self.inclusive_prefixes.iter().any(|listed| listed == prefix);
            let listed = element.namespaces().filter_map(|one| Some((one.name()?, one.uri())));
            scope.extend(listed.filter(|(prefix, _)| is_listed(prefix)));
            if is_listed("") {
                scope.insert("", default());
            }
        }
        scope
    }
}

/// What a prefix stands for; the empty prefix is the default namespace.
type Scope<'a> = BTreeMap<&'a str, &'a str>;

/// The name, with its prefix, that begins at this place of the source: the tree keeps no prefixes.
fn name_at(source: &str, start: usize) -> &str {
    let rest = &source[start..];
    let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
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
mod tests {
    use roxmltree::Document;

    use super::*;

    fn by(method: &Canonicalization, text: &str, name: &str) -> Option<String> {
        let document = Document::parse(text).expect("XML");
        let element = document.descendants().find(|node| node.tag_name().name() == name).expect("the element");
        method.canonical(element)
    }

    fn of(text: &str, name: &str) -> String {
        by(&Canonicalization::EXCLUSIVE, text, name).expect("not too deep")
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
    fn the_inclusive_forms_declare_all_that_is_in_scope_and_inherit() {
        let text = "<a:x xmlns:a='urn:a' xmlns:b='urn:b' xmlns='urn:d' xml:lang='nb' xml:id='i'>\
                    <y xmlns:c='urn:c' xml:space='preserve'><a:z xmlns=''/></y></a:x>";
        let all = "xmlns=\"urn:d\" xmlns:a=\"urn:a\" xmlns:b=\"urn:b\" xmlns:c=\"urn:c\"";
        assert_eq!(
            by(&Canonicalization::INCLUSIVE, text, "y").expect("not too deep"),
            format!("<y {all} xml:id=\"i\" xml:lang=\"nb\" xml:space=\"preserve\"><a:z xmlns=\"\"></a:z></y>")
        );
        let newer = Canonicalization::named("http://www.w3.org/2006/12/xml-c14n11").expect("a method");
        assert_eq!(
            by(&newer, text, "y").expect("not too deep"),
            format!("<y {all} xml:lang=\"nb\" xml:space=\"preserve\"><a:z xmlns=\"\"></a:z></y>")
        );
        assert_eq!(by(&newer, "<x xml:base='urn:x'><y/></x>", "y"), None, "addresses are not joined here");
    }

    #[test]
    fn listed_prefixes_are_declared_though_they_are_not_used() {
        let text = "<a:x xmlns:a='urn:a' xmlns:b='urn:b' xmlns='urn:d'><a:y/></a:x>";
        let listed = Canonicalization::EXCLUSIVE.with_prefixes("b #default");
        let expected = "<a:y xmlns=\"urn:d\" xmlns:a=\"urn:a\" xmlns:b=\"urn:b\"></a:y>";
        assert_eq!(by(&listed, text, "y").as_deref(), Some(expected));
    }

    #[test]
    fn methods_are_known_by_their_identifiers() {
        let known = |uri| Canonicalization::named(uri);
        assert_eq!(known("http://www.w3.org/2001/10/xml-exc-c14n#"), Some(Canonicalization::EXCLUSIVE));
        assert_eq!(known("http://www.w3.org/TR/2001/REC-xml-c14n-20010315"), Some(Canonicalization::INCLUSIVE));
        let commented = known("http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments").expect("a method");
        let text = "<x><!-- so --></x>";
        assert_eq!(by(&commented, text, "x").as_deref(), Some(text));
        assert_eq!(by(&commented.without_comments(), text, "x").as_deref(), Some("<x></x>"));
        assert_eq!(known("http://www.w3.org/2002/07/decrypt#XML"), None);
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
        assert_eq!(Canonicalization::EXCLUSIVE.canonical(document.root_element()), None);
    }

    #[test]
    fn the_identifiers_of_all_methods_are_known_with_and_without_comments() {
        for (uri, form) in [
            ("http://www.w3.org/2001/10/xml-exc-c14n#", Form::Exclusive),
            ("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", Form::Inclusive),
            ("http://www.w3.org/2006/12/xml-c14n11", Form::Inclusive11),
        ] {
            let named = |uri: &str| Canonicalization::named(uri).map(|method| (method.form, method.with_comments));
            assert_eq!(named(uri), Some((form, false)));
            assert_eq!(named(&format!("{}#WithComments", uri.trim_end_matches('#'))), Some((form, true)));
        }
    }

    #[test]
    fn elements_nest_as_deep_as_is_read_and_no_deeper() {
        let nested = |depth: usize| {
            let text = format!("{}{}", "<x>".repeat(depth), "</x>".repeat(depth));
            by(&Canonicalization::EXCLUSIVE, &text, "x")
        };
        assert_eq!(nested(65).map(|text| text.len()), Some(65 * 7));
        assert_eq!(nested(66), None);
    }

    #[test]
    fn only_what_is_in_the_namespace_of_xml_is_inherited_and_the_nearest_counts() {
        let text = "<x xml:lang='a' lang='b' xmlns:p='u' p:q='c'><y xml:lang='d'><z/></y></x>";
        let z = by(&Canonicalization::INCLUSIVE, text, "z").expect("not too deep");
        assert_eq!(z, "<z xmlns:p=\"u\" xml:lang=\"d\"></z>");
        let own = "<x xml:lang='a'><y xml:lang='b'/></x>";
        let y = by(&Canonicalization::INCLUSIVE, own, "y").expect("not too deep");
        assert_eq!(y, "<y xml:lang=\"b\"></y>");
        assert_eq!(of(own, "y"), "<y xml:lang=\"b\"></y>");
        assert_eq!(of("<x xml:lang='a'><y/></x>", "y"), "<y></y>", "the exclusive form inherits nothing");
        let newer = Canonicalization::named("http://www.w3.org/2006/12/xml-c14n11").expect("a method");
        assert_eq!(by(&newer, "<x xml:base='u'/>", "x").as_deref(), Some("<x xml:base=\"u\"></x>"), "its own");
    }

    #[test]
    fn what_could_be_taken_for_markup_is_escaped_in_texts_and_in_values_each_in_its_way() {
        let text = "<x a='&lt;&gt;&amp;&quot;&apos;&#9;&#10;&#13;'>&lt;&gt;&amp;&quot;&apos;&#9;&#10;&#13;</x>";
        let expected = "<x a=\"&lt;>&amp;&quot;'&#x9;&#xA;&#xD;\">&lt;&gt;&amp;\"'\t\n&#xD;</x>";
        assert_eq!(of(text, "x"), expected);
    }

    #[test]
    fn a_declaration_is_written_when_its_prefix_means_something_else_than_around_it() {
        let text = "<a:x xmlns:a='u'><a:y xmlns:a='v'><a:z xmlns:a='v'/></a:y><a:y/></a:x>";
        let expected = "<a:x xmlns:a=\"u\"><a:y xmlns:a=\"v\"><a:z></a:z></a:y><a:y></a:y></a:x>";
        assert_eq!(of(text, "x"), expected);
        assert_eq!(by(&Canonicalization::INCLUSIVE, text, "x").as_deref(), Some(expected));
        let listed = Canonicalization::EXCLUSIVE.with_prefixes("b");
        let text = "<x xmlns:b='u' xmlns:c='v' xmlns='w'><y xmlns=''/></x>";
        assert_eq!(by(&listed, text, "y").as_deref(), Some("<y xmlns:b=\"u\"></y>"));
        let listed = Canonicalization::EXCLUSIVE.with_prefixes("#default");
        assert_eq!(by(&listed, text, "x").as_deref(), Some("<x xmlns=\"w\"><y xmlns=\"\"></y></x>"));
    }
}
