//! Segl's sealed document: the front page, the documents with a footer on each page, attachments, and room for the
//! seal. [`seal::prepare`] makes it up to the digest that a key is to sign.

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
#[cfg(feature = "samples")]
pub mod samples;
pub mod seal;
mod text;
