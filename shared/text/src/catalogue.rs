//! What is said, apart from how: one catalogue a language, of the same shape.

use segl_domain::language::Language;

mod en;
mod nb;
mod nn;
mod shape;

pub use shape::{
    EndWords, EndedWords, FrameWords, LinkWords, ListWords, LoginWords, NotificationWords, Phrases,
    ProblemWords, TaskWords, ValidationWords, WaitingWords, Words,
};

/// The words of a language.
#[must_use]
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::Nb => &nb::WORDS,
        Language::Nn => &nn::WORDS,
        Language::En => &en::WORDS,
    }
}

/// What a signer agrees to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Stands for the text in all languages; a change of any word earns a new one.
    pub id: &'static str,
    /// The text as shown.
    pub text: &'static str,
}

/// What a signer agrees to, in this language.
#[must_use]
pub fn consent(language: Language) -> Consent {
    Consent {
        id: "consent-2026-1",
        text: words(language).task.consent,
    }
}

#[cfg(test)]
mod tests;
