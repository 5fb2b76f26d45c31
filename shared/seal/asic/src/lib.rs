//! Evidence that stands by itself: files and XAdES signatures over them in an ASiC-E container (ETSI EN 319 162-1,
//! EN 319 132-1).
//!
//! The phases are those of the seal: [`prepare_signature`] → digest → a key, anywhere → [`PreparedSignature::signed`] →
//! [`augment_signatures`]. What is signed is written in canonical form from the start, so that nothing has to be made
//! canonical before the key is asked; the validator makes its own canonical form of whatever it reads.
//!
//! ```
//! use segl_asic::{Container, DataFile, prepare_signature};
//! use segl_pki::test_pki::samples::{NOW, key_and_chain};
//!
//! let (key, chain) = key_and_chain();
//! let file =
//!     DataFile { name: "avtale.txt".to_owned(), media_type: "text/plain".to_owned(), bytes: (&b"Avtale"[..]).into() };
//! let prepared = prepare_signature(std::slice::from_ref(&file), &chain, NOW);
//! let signature = key.sign(prepared.digest())?;
//! let _signed = prepared.signed(&signature)?;
//! let container = Container { files: vec![file], ..Container::default() };
//! assert!(container.pack()?.starts_with(b"PK"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod bounds;
pub mod canonical;
pub mod names;
mod package;
mod parts;
mod xades;

pub use package::{
    Container, DataFile, PackageError, PackageNote, SignatureFile, entries_in_beginning,
};
pub use xades::{
    FileDigest, PreparedSignature, SignedSignature, augment_signatures, prepare_signature,
    prepare_signature_of,
};

/// The media type of an ASiC-E container (EN 319 162-1 annex A.3).
pub const MEDIA_TYPE: &str = "application/vnd.etsi.asic-e+zip";

/// XML Signature's namespace (XMLDSIG core 1.1).
pub const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
/// The namespace of XAdES (EN 319 132-1 clause 4.3).
pub const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
/// The namespace of what XAdES got later.
pub const XADES_141: &str = "http://uri.etsi.org/01903/v1.4.1#";
/// The namespace of ASiC's own element around signatures (EN 319 162-1 annex A.5).
pub const ASIC: &str = "http://uri.etsi.org/02918/v1.2.1#";
/// Exclusive XML Canonicalization 1.0 without comments.
pub const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
/// The type of the reference to the signed properties (EN 319 132-1 clause 4.4.2).
pub const SIGNED_PROPERTIES: &str = "http://uri.etsi.org/01903#SignedProperties";
