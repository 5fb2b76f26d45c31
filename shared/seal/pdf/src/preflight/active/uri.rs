//! Addresses that a click opens (ISO 32000-2 clause 12.6.4.8): whether they lead to the web or to a person, and nowhere
//! else.

/// What a click may open: a web page, a message, a call.
const SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "ftp"];

/// Whether an address may stand in a document whose relative addresses have a base on the web, or have none.
///
/// Without a base a relative address is a file beside the document, or anywhere on the same disk: `../a.exe`. Two are
/// none: a place in the document itself, and `www.example.com`, which readers take for the web.
pub(super) fn is_harmless(address: &[u8], has_web_base: bool) -> bool {
    let address = without_what_is_passed_over(address);
    if let Some(scheme) = scheme(&address) {
        return SCHEMES
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known.as_bytes()));
    }
    // `//server/share` and `\\server\share` are files where a document is one, and so is whatever has a backslash.
    if address.starts_with(b"//") || address.contains(&b'\\') {
        return false;
    }
    let is_www = address
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"www."));
    let goes_up = address
        .split(|byte| *byte == b'/')
        .any(|step| step == b"..");
    address.is_empty() || address.starts_with(b"#") || has_web_base || (is_www && !goes_up)
}

/// Whether an address is one of the web, by which relative ones can be told.
pub(super) fn is_of_web(address: &[u8]) -> bool {
    let address = without_what_is_passed_over(address);
    scheme(&address).is_some_and(|scheme| {
        ["http", "https"]
            .iter()
            .any(|web| scheme.eq_ignore_ascii_case(web.as_bytes()))
    })
}

/// What browsers pass over does not hide a scheme, nor do the zeros and the mark of UTF-16.
fn without_what_is_passed_over(address: &[u8]) -> Vec<u8> {
    let is_passed_over = |byte: u8| byte <= b' ' || matches!(byte, 0x7f | 0xfe | 0xff);
    address
        .iter()
        .copied()
        .filter(|byte| !is_passed_over(*byte))
        .collect()
}

fn scheme(address: &[u8]) -> Option<&[u8]> {
    let end = address
        .iter()
        .position(|byte| matches!(byte, b':' | b'/' | b'\\' | b'?' | b'#'))?;
    (address[end] == b':').then(|| &address[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_web_and_people_may_be_reached() {
        for address in [
            "",
            "https://x.example",
            "HTTP://x",
            "mailto:a@x.example",
            "tel:+4722",
            "ftp://x",
            "www.x.example",
            "WWW.x.example/a/b.html#c:d",
            "#page=2",
            " https://x.example",
            "https\n://x.example",
            "\u{7f}mailto:a@x.example",
        ] {
            assert!(is_harmless(address.as_bytes(), false), "{address}");
        }
        for address in ["a.html#b:c", "/a:b", "../b"] {
            assert!(is_harmless(address.as_bytes(), true), "{address} of a site");
        }
    }

    #[test]
    fn whatever_else_an_address_starts_may_not_stand() {
        for address in [
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}data:text/html,x",
            "file:///etc/hosts",
            "smb://x/y",
            "ms-word:ofe|u|x",
            "x-anything:",
            ":x",
            "//server/share",
            "\\\\server\\share",
            "/\\server",
            "\\windows\\system32\\calc.exe",
            "www.x\\..\\calc.exe",
        ] {
            assert!(!is_harmless(address.as_bytes(), false), "{address}");
            assert!(
                !is_harmless(address.as_bytes(), true),
                "{address} of a site"
            );
        }
        assert!(!is_harmless(b"\xfe\xff\0f\0i\0l\0e\0:\0a", true), "UTF-16");
    }

    #[test]
    fn a_relative_address_without_a_base_is_a_file() {
        for address in [
            "/etc/passwd",
            "../x.exe",
            "x.exe",
            "a.html",
            "www.x/../../x.exe",
            "?a",
        ] {
            assert!(!is_harmless(address.as_bytes(), false), "{address}");
        }
    }
}
