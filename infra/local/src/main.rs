//! The tool behind `cargo local`.

fn main() {}
