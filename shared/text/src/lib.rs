//! What is said to people in Bokmål, Nynorsk and English, apart from how: one catalogue for pages, messages and the sealed
//! document's front page.

pub mod authentication;
pub mod catalogue;
pub mod dates;
pub mod front_page;
pub mod lines;
pub mod notification;
