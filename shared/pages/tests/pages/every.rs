//! What holds of every page.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use segl_domain::language::Language;
use segl_pages::{
    DocumentItem, LoginPage, LoginPurpose, TaskListPage, content_security_policy,
    content_security_policy_for, login_page, task_list_page, task_page,
};
use sha2::{Digest, Sha256};

use super::{
    gallery::{BASE, DOCUMENT, E_ID, HOSTILE, all, every_page, links, pages, task},
    markup::{Element, read},
};

#[test]
fn every_page_is_well_formed_and_says_its_language() {
    for (language, page) in every_page() {
        let elements = read(&page);
        assert_eq!(elements[0].get("lang"), Some(language.tag()));
        assert_eq!(all(&elements, "h1").len(), 1, "one heading");
        assert_eq!(all(&elements, "main").len(), 1);
        assert_eq!(all(&elements, "title").len(), 1);
    }
}

#[test]
fn no_page_runs_anything_or_asks_anybody_else() {
    let allowed: BTreeSet<&str> =
        "html head meta title link style body a header div p svg path circle span nav ul li main h1 h2 h3 \
        form label input button section dl dt dd details summary textarea footer progress"
            .split(' ')
            .collect();
    for (_, page) in every_page() {
        for element in read(&page) {
            assert!(allowed.contains(element.name.as_str()), "{element:?}");
            for (attribute, value) in &element.attributes {
                assert!(
                    !attribute.starts_with("on") && attribute != "style",
                    "{element:?}"
                );
                if ["href", "action", "src"].contains(&attribute.as_str()) {
                    let ours = value.starts_with('/') && !value[1..].starts_with(['/', '\\']);
                    let drawn = element.name == "link" && value.starts_with("data:image/svg+xml,");
                    // The two ways out that there are, neither of which is taken by itself.
                    let way = |class: &str| {
                        element
                            .get("class")
                            .is_some_and(|all| all.split(' ').any(|c| c == class))
                    };
                    let back = way("exit") && value.starts_with("https://sender.example/");
                    let out = way("end-session") && value == E_ID;
                    assert!(
                        ours || value.starts_with('#') || drawn || back || out,
                        "{element:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_policy_names_the_one_stylesheet() {
    for (_, page) in every_page() {
        let elements = read(&page);
        let [style] = all(&elements, "style")[..] else {
            panic!("one stylesheet")
        };
        let hash = STANDARD.encode(Sha256::digest(&style.text));
        assert!(content_security_policy().contains(&format!("style-src 'sha256-{hash}'")));
        assert!(!style.text.contains("url(") && !style.text.contains("@import"));
    }
}

#[test]
fn every_field_has_a_label_and_every_reference_leads_somewhere() {
    for (_, page) in every_page() {
        let elements = read(&page);
        let ids: Vec<&str> = elements
            .iter()
            .filter_map(|element| element.get("id"))
            .collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{ids:?}");
        for element in &elements {
            for reference in ["for", "aria-describedby", "aria-labelledby"] {
                for id in element
                    .get(reference)
                    .unwrap_or_default()
                    .split_whitespace()
                {
                    assert!(unique.contains(id), "{reference}={id}");
                }
            }
            if let Some(id) = element.get("href").and_then(|href| href.strip_prefix('#')) {
                assert!(unique.contains(id), "#{id}");
            }
            let field = ["input", "textarea"].contains(&element.name.as_str())
                && element.get("type") != Some("hidden");
            if field {
                let labelled = |label: &&Element| {
                    label.get("for") == element.get("id") && !label.text.trim().is_empty()
                };
                assert_eq!(
                    all(&elements, "label").into_iter().filter(labelled).count(),
                    1,
                    "{element:?}"
                );
            }
            if ["button", "h1", "h2", "h3", "summary"].contains(&element.name.as_str()) {
                let said = !element.text.trim().is_empty() || page.contains("<h1></h1>");
                assert!(said, "{element:?}");
            }
        }
    }
}

#[test]
fn what_people_wrote_is_shown_and_not_obeyed() {
    for language in Language::ALL {
        for page in pages(language, HOSTILE) {
            assert!(
                !page.contains("<script") && !page.contains("<b>") && !page.contains("1147"),
                "{page}"
            );
        }
        let documents = [DocumentItem {
            title: HOSTILE,
            pages: 1,
            size: 1,
            href: DOCUMENT,
        }];
        let page = task_page(&task(language, HOSTILE, &documents));
        assert!(page.contains("&#60;script&#62;alert(1)&#60;/script&#62;"));
    }
}

#[test]
fn nothing_stands_at_the_old_address() {
    for (_, page) in every_page() {
        for element in read(&page) {
            for place in ["href", "action"]
                .into_iter()
                .filter_map(|attribute| element.get(attribute))
            {
                assert!(
                    place != "/task"
                        && !place.starts_with("/task/")
                        && !place.starts_with("/task?"),
                    "{place}"
                );
            }
        }
    }
}

#[test]
fn every_page_with_an_address_of_its_own_has_a_language_switch() {
    let one = |text: &'static str| {
        pages(Language::En, text)
            .into_iter()
            .map(|page| links(&page))
            .collect::<Vec<_>>()
    };
    let switched = one("Leieavtale")
        .iter()
        .filter(|all| all.contains(&format!("{BASE}?lang=nn")))
        .count();
    assert!(switched > 60, "{switched}");
    let list = TaskListPage {
        language: Language::Nb,
        name: None,
        waiting: &[],
        done: &[],
        older: None,
    };
    for tag in ["nb", "nn", "en"] {
        assert!(links(&task_list_page(&list)).contains(&format!("/portal?lang={tag}")));
    }
    let login = LoginPage {
        language: Language::Nb,
        path: "/login",
        purpose: LoginPurpose::Portal,
        providers: &[],
        trouble: None,
        exit: None,
    };
    assert!(links(&login_page(&login)).contains(&"/login?lang=en".to_owned()));
    for path in [
        "",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
    ] {
        assert!(
            !login_page(&LoginPage { path, ..login }).contains("?lang="),
            "{path}"
        );
    }
}

#[test]
fn a_policy_lets_forms_go_to_the_origins_it_names_and_nothing_else() {
    assert_eq!(content_security_policy_for(&[]), content_security_policy());
    let named = content_security_policy_for(&["https://login.example", "http://localhost:8080"]);
    assert!(
        named.contains("form-action 'self' https://login.example http://localhost:8080; "),
        "{named}"
    );
    assert_eq!(
        named.replace(" https://login.example http://localhost:8080", ""),
        content_security_policy(),
        "all else stays"
    );
    let odd = [
        "https://x; script-src *",
        "*",
        "",
        "https://",
        "data:",
        "https://a b",
        "https://*",
        "https://a/b",
    ];
    assert_eq!(content_security_policy_for(&odd), content_security_policy());
}
