//! The doorbells: one main a function.
