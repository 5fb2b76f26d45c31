//! Which algorithms the identifiers in a signature mean (RFC 9231, XMLDSIG core 1.1 clause 6).

use segl_pki::{digest::DigestAlgorithm, scheme::Scheme};

/// The digest of this identifier; `None` for one that is not known here.
pub(super) fn digest_of(uri: &str) -> Option<DigestAlgorithm> {
    if let Some(name) = uri.strip_prefix("http://www.w3.org/2007/05/xmldsig-more#") {
        return Some(match name {
            "sha3-256" => DigestAlgorithm::Sha3_256,
            "sha3-384" => DigestAlgorithm::Sha3_384,
            "sha3-512" => DigestAlgorithm::Sha3_512,
            _ => return None,
        });
    }
    Some(match uri {
        "http://www.w3.org/2000/09/xmldsig#sha1" => DigestAlgorithm::Sha1,
        "http://www.w3.org/2001/04/xmlenc#sha256" => DigestAlgorithm::Sha256,
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => DigestAlgorithm::Sha384,
        "http://www.w3.org/2001/04/xmlenc#sha512" => DigestAlgorithm::Sha512,
        _ => return None,
    })
}

/// How a signature was made (RFC 9231 sections 2.3.2, 2.3.6 and 2.3.10).
pub(super) fn scheme_of(uri: &str) -> Option<Scheme> {
    use DigestAlgorithm as D;
    if let Some(name) = uri.strip_prefix("http://www.w3.org/2001/04/xmldsig-more#") {
        return Some(match name {
            "ecdsa-sha256" => Scheme::Ecdsa(D::Sha256),
            "ecdsa-sha384" => Scheme::Ecdsa(D::Sha384),
            "ecdsa-sha512" => Scheme::Ecdsa(D::Sha512),
            "rsa-sha256" => Scheme::Pkcs1(D::Sha256),
            "rsa-sha384" => Scheme::Pkcs1(D::Sha384),
            "rsa-sha512" => Scheme::Pkcs1(D::Sha512),
            _ => return None,
        });
    }
    Some(match uri {
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1" => Scheme::Pkcs1(D::Sha1),
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1" => Scheme::Pss {
            digest: D::Sha256,
            salt: 32,
        },
        "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1" => Scheme::Pss {
            digest: D::Sha384,
            salt: 48,
        },
        "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1" => Scheme::Pss {
            digest: D::Sha512,
            salt: 64,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_identifier_means_its_algorithm_and_no_other_means_any() {
        use DigestAlgorithm as D;
        let (first, second, third) = (
            "http://www.w3.org/2000/09/xmldsig#",
            "http://www.w3.org/2001/04/xmldsig-more#",
            "http://www.w3.org/2007/05/xmldsig-more#",
        );
        for (space, name, expected) in [
            (first, "sha1", Some(D::Sha1)),
            (
                "http://www.w3.org/2001/04/xmlenc#",
                "sha256",
                Some(D::Sha256),
            ),
            (second, "sha384", Some(D::Sha384)),
            (
                "http://www.w3.org/2001/04/xmlenc#",
                "sha512",
                Some(D::Sha512),
            ),
            (third, "sha3-256", Some(D::Sha3_256)),
            (third, "sha3-384", Some(D::Sha3_384)),
            (third, "sha3-512", Some(D::Sha3_512)),
            (third, "sha3-224", None),
            (second, "md5", None),
        ] {
            assert_eq!(digest_of(&format!("{space}{name}")), expected, "{name}");
        }
        let pss = |digest, salt| Some(Scheme::Pss { digest, salt });
        for (space, name, expected) in [
            (second, "ecdsa-sha256", Some(Scheme::Ecdsa(D::Sha256))),
            (second, "ecdsa-sha384", Some(Scheme::Ecdsa(D::Sha384))),
            (second, "ecdsa-sha512", Some(Scheme::Ecdsa(D::Sha512))),
            (second, "rsa-sha256", Some(Scheme::Pkcs1(D::Sha256))),
            (second, "rsa-sha384", Some(Scheme::Pkcs1(D::Sha384))),
            (second, "rsa-sha512", Some(Scheme::Pkcs1(D::Sha512))),
            (first, "rsa-sha1", Some(Scheme::Pkcs1(D::Sha1))),
            (third, "sha256-rsa-MGF1", pss(D::Sha256, 32)),
            (third, "sha384-rsa-MGF1", pss(D::Sha384, 48)),
            (third, "sha512-rsa-MGF1", pss(D::Sha512, 64)),
            (second, "ecdsa-sha1", None),
            (first, "dsa-sha1", None),
            (first, "hmac-sha1", None),
        ] {
            assert_eq!(scheme_of(&format!("{space}{name}")), expected, "{name}");
        }
    }
}
