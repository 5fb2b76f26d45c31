//! The page behind a link.

use std::collections::BTreeSet;

use segl_domain::language::Language;
use segl_pages::{LinkMessage, LinkPage, link_page};

use super::{gallery::all, markup::read};

#[test]
fn the_link_page_is_the_same_for_any_token_apart_from_the_token() {
    let tokens = [
        "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA",
        "x",
        "no-such-link",
    ];
    for language in Language::ALL {
        for message in [
            None,
            Some(LinkMessage::WrongCode),
            Some(LinkMessage::CodeRequested),
        ] {
            let page = |link| {
                link_page(&LinkPage {
                    language,
                    link,
                    message,
                })
            };
            let pages: BTreeSet<String> = tokens
                .iter()
                .map(|token| page(token).replace(&format!("/s/{token}"), "/s/…"))
                .collect();
            assert_eq!(pages.len(), 1);
        }
    }
}

#[test]
fn a_link_that_is_no_token_stays_inside_its_path_segment() {
    let page = link_page(&LinkPage {
        language: Language::En,
        link: "../task/sign?x#\"å",
        message: None,
    });
    let actions: Vec<String> = all(&read(&page), "form")
        .iter()
        .filter_map(|form| form.get("action").map(str::to_owned))
        .collect();
    assert_eq!(actions.len(), 2);
    for action in actions {
        assert!(
            action.starts_with("/s/..%2Ftask%2Fsign%3Fx%23%22%C3%A5"),
            "{action}"
        );
    }
}

#[test]
fn the_link_page_asks_for_a_code_and_offers_a_new_one() {
    for language in Language::ALL {
        let page = read(&link_page(&LinkPage {
            language,
            link: "abc",
            message: None,
        }));
        let forms: Vec<_> = all(&page, "form")
            .iter()
            .map(|form| (form.get("method"), form.get("action")))
            .collect();
        let tag = language.tag();
        assert_eq!(
            forms[0],
            (Some("post"), Some(format!("/s/abc?lang={tag}").as_str()))
        );
        assert_eq!(
            forms[1],
            (
                Some("post"),
                Some(format!("/s/abc/code?lang={tag}").as_str())
            )
        );
        let code = page
            .iter()
            .find(|element| element.get("name") == Some("code"))
            .expect("a field for the code");
        assert_eq!(
            (code.get("inputmode"), code.get("autocomplete")),
            (Some("numeric"), Some("one-time-code"))
        );
    }
}
