//! Segl's sealed document: the front page, the documents with a footer on each page, attachments, and room for the
//! seal. [`seal::prepare`] makes it up to the digest that a key is to sign.
//!
//! ```
//! use segl_front_page::{samples::request, seal::prepare};
//! use segl_pki::test_pki::samples::key_and_chain;
//!
//! let (key, chain) = key_and_chain();
//! let document = segl_pdf::samples::plain_with(&[]);
//! let prepared = prepare(request(&[("Leieavtale", &document)]), &chain)?;
//! let signature = key.sign(prepared.digest())?;
//! let sealed = prepared.finish(signature)?.into_bytes();
//! assert!(sealed.starts_with(&document), "the document is the sealed file's untouched beginning");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assemble;
pub mod embedded;
pub mod fonts;
pub mod front;
#[cfg(test)]
mod judges;
#[cfg(test)]
mod levels_tests;
#[cfg(test)]
mod mutations;
mod request;
#[cfg(feature = "samples")]
pub mod samples;
pub mod seal;
mod text;
