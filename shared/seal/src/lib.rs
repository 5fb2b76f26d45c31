//! PDF intake, the sealed document and its PAdES seal, without the keys.
