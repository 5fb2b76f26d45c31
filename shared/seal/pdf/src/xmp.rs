//! What a document's metadata claims (XMP, ISO 16684-1) of its conformance: to PDF/A (ISO 19005-3 clause 6.6.4) and to
//! PDF/UA (ISO 14289-1 clause 5). Read by its spelling, and changed in place, so that all else in it stays.

use std::ops::Range;

use super::{file::File, object::Object, stream::inflate};

/// The longest packet that is read.
const MAX_BYTES: usize = 1024 * 1024;
/// The prefixes of claims; PDF/A prescribes its own.
const PREFIXES: [&str; 2] = ["pdfaid:", "pdfuaid:"];

/// A document's metadata.
pub struct Packet(String);

/// A property of one of the claims, as an attribute or as an element.
struct Property<'p> {
    /// With its prefix.
    name: &'p str,
    value: Range<usize>,
    /// All that is gone when the property is.
    whole: Range<usize>,
}

impl Packet {
    /// The metadata of a document as a whole; none where it is not UTF-8, or longer than a megabyte.
    pub fn of(file: &File<'_>) -> Option<Self> {
        let (_, catalog) = file.catalog()?;
        let stream = file.stream(catalog.get("Metadata").and_then(Object::reference)?.0)?;
        String::from_utf8(inflate(&stream.dict, stream.raw, MAX_BYTES).ok()?)
            .ok()
            .map(Self)
    }

    /// Which part of ISO 19005 the document claims to conform to.
    pub fn pdf_a(&self) -> Option<u8> {
        let properties = self.properties();
        let part = properties
            .iter()
            .find(|property| property.name == "pdfaid:part")?;
        self.0[part.value.clone()].trim().parse().ok()
    }

    /// The same metadata with the claim of PDF/A-3B, or none, in place of what it claims; nothing where it claims
    /// nothing.
    pub fn claiming(&self, is_pdf_a_3b: bool) -> Option<String> {
        let properties = self.properties();
        if properties.is_empty() {
            return None;
        }
        let mut text = String::with_capacity(self.0.len());
        let (mut kept, mut claims) = (0, vec![("pdfaid:part", "3"), ("pdfaid:conformance", "B")]);
        for property in properties {
            let claim = claims
                .iter()
                .position(|(name, _)| is_pdf_a_3b && *name == property.name);
            let (gone, new) = match claim {
                Some(place) => (property.value, claims.remove(place).1),
                None => (property.whole, ""),
            };
            text.push_str(&self.0[kept..gone.start]);
            text.push_str(new);
            kept = gone.end;
        }
        text.push_str(&self.0[kept..]);
        Some(text)
    }

    /// The properties of all claims, in order.
    fn properties(&self) -> Vec<Property<'_>> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(next) = self.0[at..].find("id:").map(|next| at + next) {
            at = next + "id:".len();
            let start = PREFIXES.iter().find_map(|prefix| {
                let start = at.checked_sub(prefix.len())?;
                self.0
                    .is_char_boundary(start)
                    .then(|| self.0[start..].starts_with(prefix))
                    .filter(|is| *is)?;
                Some(start)
            });
            if let Some(property) = start.and_then(|start| self.property(start)) {
                at = property.whole.end;
                found.push(property);
            }
        }
        found
    }

    /// The property whose name begins here.
    fn property(&self, start: usize) -> Option<Property<'_>> {
        let text = self.0.as_str();
        let ends = |c: char| !c.is_ascii_alphanumeric() && c != ':';
        let end = start + text[start..].find(ends)?;
        let name = &text[start..end];
        if text[..start].ends_with('<') {
            let value = end + text[end..].find('>')? + 1;
            let close = value + text[value..].find("</")?;
            let whole = start - 1..close + text[close..].find('>')? + 1;
            return text[close + 2..].starts_with(name).then_some(Property {
                name,
                value: value..close,
                whole,
            });
        }
        text[..start].ends_with(char::is_whitespace).then_some(())?;
        let rest = text[end..].trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let value = text.len() - rest.len() + 1;
        let close = value + text[value..].find(quote)?;
        Some(Property {
            name,
            value: value..close,
            whole: start..close + 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_read_and_changed_as_attributes_and_as_elements() {
        for (part, before, claimed, bare) in [
            (
                Some(1),
                "<x pdfaid:part='1' pdfaid:conformance = \"A\" dc:id:x='1'/>",
                "<x pdfaid:part='3' pdfaid:conformance = \"B\" dc:id:x='1'/>",
                "<x   dc:id:x='1'/>",
            ),
            (
                Some(2),
                "<a><pdfaid:part>2</pdfaid:part> <pdfaid:amd>1</pdfaid:amd><pdfaid:conformance>U</pdfaid:conformance></a>",
                "<a><pdfaid:part>3</pdfaid:part> <pdfaid:conformance>B</pdfaid:conformance></a>",
                "<a> </a>",
            ),
            (
                Some(4),
                "<a xmlns:pdfaid='x'><pdfuaid:part>1</pdfuaid:part><pdfaid:part>4</pdfaid:part></a>",
                "<a xmlns:pdfaid='x'><pdfaid:part>3</pdfaid:part></a>",
                "<a xmlns:pdfaid='x'></a>",
            ),
            (
                None,
                "<a pdfuaid:part='1'>id:</a>",
                "<a >id:</a>",
                "<a >id:</a>",
            ),
        ] {
            let packet = Packet(before.to_owned());
            assert_eq!(packet.pdf_a(), part, "{before}");
            assert_eq!(packet.claiming(true).as_deref(), Some(claimed), "{before}");
            assert_eq!(packet.claiming(false).as_deref(), Some(bare), "{before}");
        }
    }

    #[test]
    fn what_claims_nothing_is_left() {
        for text in [
            "",
            "id:",
            "<a>pdfaid:part</a>",
            "<pdfaid:part",
            "<pdfaid:part>2",
            "<a pdfaid:part='2",
            "ø pdfaid:part",
            "øid:",
        ] {
            let packet = Packet(text.to_owned());
            assert_eq!(
                (packet.pdf_a(), packet.claiming(true)),
                (None, None),
                "{text}"
            );
        }
    }

    #[test]
    fn a_claim_is_one_where_its_name_is_one_and_its_value_has_an_end() {
        let properties = |text: &str| {
            let packet = Packet(text.to_owned());
            let found = packet.properties();
            found
                .iter()
                .map(|one| {
                    (
                        one.name.to_owned(),
                        text[one.value.clone()].to_owned(),
                        text[one.whole.clone()].to_owned(),
                    )
                })
                .collect::<Vec<_>>()
        };
        let own = |name: &str, value: &str, whole: &str| {
            (name.to_owned(), value.to_owned(), whole.to_owned())
        };
        for (text, name, value, whole) in [
            (
                "<x pdfaid:part='2'/>",
                "pdfaid:part",
                "2",
                "pdfaid:part='2'",
            ),
            (
                "<x\n pdfuaid:part = \"1\" >",
                "pdfuaid:part",
                "1",
                "pdfuaid:part = \"1\"",
            ),
            (
                "<pdfaid:part>2</pdfaid:part>",
                "pdfaid:part",
                "2",
                "<pdfaid:part>2</pdfaid:part>",
            ),
            (
                "ø <pdfaid:rev a='b'>x</pdfaid:rev > y",
                "pdfaid:rev",
                "x",
                "<pdfaid:rev a='b'>x</pdfaid:rev >",
            ),
        ] {
            assert_eq!(properties(text), [own(name, value, whole)], "{text}");
        }
        for none in [
            "",
            "id:",
            "pdfaid:",
            "pdfaid:part",
            "<x xpdfaid:part='2'/>",
            "<x pdfaid:part 2/>",
            "<x pdfaid:part=2/>",
            "<x pdfaid:part='2/>",
            "<pdfaid:part>2",
            "<pdfaid:part>2</pdfaid:part",
            "<pdfaid:part>2</pdfaid:other>",
            "<x otherid:part='2'/>",
        ] {
            assert!(properties(none).is_empty(), "{none}");
        }
        let two = "<x pdfaid:part='2' pdfaid:conformance=\"U\"/>";
        assert_eq!(properties(two).len(), 2);
        assert_eq!(Packet(two.to_owned()).pdf_a(), Some(2));
        assert_eq!(Packet("<x pdfuaid:part='1'/>".to_owned()).pdf_a(), None);
        assert_eq!(Packet("<x pdfaid:part='x'/>".to_owned()).pdf_a(), None);
    }

    #[test]
    fn metadata_are_read_up_to_a_megabyte() {
        let of = |length: usize| {
            let stream = format!(
                "<</Length {length}>>stream\n{}\nendstream",
                "x".repeat(length)
            );
            let catalog = "<</Type/Catalog/Pages 2 0 R/Metadata 9 0 R>>";
            let bytes = crate::samples::plain_with(&[(1, catalog), (9, &stream)]);
            Packet::of(&File::open(&bytes).expect("a PDF")).is_some()
        };
        assert!(of(MAX_BYTES) && !of(MAX_BYTES + 1));
    }
}
