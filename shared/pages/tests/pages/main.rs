//! What holds for every page, in every language, whatever people wrote.

mod every;
mod gallery;
mod link;
mod login;
#[path = "../markup/mod.rs"]
mod markup;
mod task;
