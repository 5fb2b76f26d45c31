//! One deed a file, and the doors (ports) they go through.
