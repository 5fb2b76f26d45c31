//! The test suite of NIST for paths (PKITS 1.0.1), and those cases that it lacks, by a small authority of our own.

mod pkits;
