//! The pages and messages that people see; renders, decides nothing.
