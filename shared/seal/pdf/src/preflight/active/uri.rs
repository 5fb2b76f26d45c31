//! Addresses that a click opens (ISO 32000-2 clause 12.6.4.8): whether they lead to the web or to a person, and nowhere
//! else.

/// What a click may open: a web page, a message, a call.
const SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "ftp"];

/// Whether an address may stand in a document. One without a scheme is relative, as `www.example.com` is meant to be.
pub(super) fn is_harmless(address: &[u8]) -> bool {
    // What browsers pass over does not hide a scheme, nor do the zeros and the mark of UTF-16.
    let is_passed_over = |byte: u8| byte <= b' ' || matches!(byte, 0x7f | 0xfe | 0xff);
    let address: Vec<u8> = address.iter().copied().filter(|byte| !is_passed_over(*byte)).collect();
    // `//server/share` and `\\server\share` are files where a document is one.
    if matches!(address[..], [b'/' | b'\\', b'/' | b'\\', ..]) {
        return false;
    }
    let end = address.iter().position(|byte| matches!(byte, b':' | b'/' | b'\\' | b'?' | b'#'));
    match end.map(|end| (address[end], &address[..end])) {
        Some((b':', scheme)) => SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known.as_bytes())),
        _ => true,
    }
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
            "a.html#b:c",
            "www.x.example",
            "/a:b",
        ] {
            assert!(is_harmless(address.as_bytes()), "{address}");
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
        ] {
            assert!(!is_harmless(address.as_bytes()), "{address}");
        }
        assert!(!is_harmless(b"\xfe\xff\0f\0i\0l\0e\0:\0a"), "UTF-16");
    }
}
