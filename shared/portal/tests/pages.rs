//! What holds for every page, in every language, whatever people wrote.

mod markup;

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use markup::{Element, read};
use segl_domain::Language;
use segl_portal::{
    DocumentItem, EndPage, EndedPage, Ending, FormError, LeftPage, LinkMessage, LinkPage, PageProblem, ProblemPage,
    Proof, TaskPage, WaitingPage, consent, content_security_policy, end_page, ended_page, left_page, link_page,
    problem_page, task_page, waiting_page,
};
use sha2::{Digest, Sha256};

const HOSTILE: &str = "</title></style><script>alert(1)</script>\" onload='x' {{ 31*37 }} & <b>";
const ALL_ERRORS: [FormError; 6] = [
    FormError::NameMissing,
    FormError::NameUnfit,
    FormError::ConsentMissing,
    FormError::DocumentsChanged,
    FormError::ReasonMissing,
    FormError::ReasonUnfit,
];

fn task<'a>(language: Language, text: &'a str, documents: &'a [DocumentItem<'a>]) -> TaskPage<'a> {
    TaskPage {
        language,
        title: text,
        sender_name: text,
        description: Some(text),
        documents,
        documents_digest: text,
        name: text,
        consented: false,
        reason: "",
        deadline: "2026-12-08T11:00:00Z".parse().ok(),
        signed: 1,
        signers: 3,
        proof: Proof::EmailAndMobile,
        errors: &[],
    }
}

/// Every page there is, with this text wherever a text goes.
fn pages(language: Language, text: &str) -> Vec<String> {
    let documents = [DocumentItem { title: text, pages: 2, size: 3_000_000, href: "/task/documents/1" }];
    let task = task(language, text, &documents);
    let link = LinkPage { language, link: text, message: None };
    let deadline = task.deadline;
    let waiting = WaitingPage { language, title: text, sender_name: text, signed: 1, signers: 2, deadline };
    let end = EndPage { language, title: text, sender_name: text, available_until: deadline };
    let mut pages = vec![
        link_page(&link),
        link_page(&LinkPage { message: Some(LinkMessage::WrongCode), ..link }),
        link_page(&LinkPage { message: Some(LinkMessage::CodeRequested), ..link }),
        task_page(&task),
        task_page(&TaskPage { reason: text, consented: true, errors: &ALL_ERRORS, ..task }),
        task_page(&TaskPage { description: None, deadline: None, documents: &[], proof: Proof::Email, ..task }),
        waiting_page(&waiting),
        waiting_page(&WaitingPage { signed: 2, deadline: None, ..waiting }),
        end_page(&end),
        end_page(&EndPage { available_until: None, ..end }),
        left_page(&LeftPage { language }),
    ];
    let endings =
        [Ending::RejectedByYou, Ending::RejectedByAnother, Ending::Expired, Ending::Cancelled, Ending::Blocked];
    pages.extend(endings.map(|ending| ended_page(&EndedPage { language, title: text, sender_name: text, ending })));
    for path in [None, Some("/task"), Some(text)] {
        for problem in [
            PageProblem::NotFound,
            PageProblem::SessionOver,
            PageProblem::Gone,
            PageProblem::Unreadable,
            PageProblem::Failed,
        ] {
            pages.push(problem_page(&ProblemPage { language, problem, path }));
        }
    }
    pages
}

fn every_page() -> Vec<(Language, String)> {
    let texts = ["Leieavtale", HOSTILE, "", "//evil.example", "/s/\"><script>"];
    Language::ALL
        .into_iter()
        .flat_map(|language| texts.into_iter().flat_map(move |text| pages(language, text)).map(move |p| (language, p)))
        .collect()
}

fn all<'a>(elements: &'a [Element], name: &str) -> Vec<&'a Element> {
    elements.iter().filter(|element| element.name == name).collect()
}

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
                assert!(!attribute.starts_with("on") && attribute != "style", "{element:?}");
                if ["href", "action", "src"].contains(&attribute.as_str()) {
                    let ours = (value.starts_with('/') && !value.starts_with("//")) || value.starts_with('#');
                    assert!(ours || value.starts_with("data:image/svg+xml,"), "{element:?}");
                }
            }
        }
    }
}

#[test]
fn the_policy_names_the_one_stylesheet() {
    for (_, page) in every_page() {
        let elements = read(&page);
        let [style] = all(&elements, "style")[..] else { panic!("one stylesheet") };
        let hash = STANDARD.encode(Sha256::digest(&style.text));
        assert!(content_security_policy().contains(&format!("style-src 'sha256-{hash}'")));
        assert!(!style.text.contains("url(") && !style.text.contains("@import"));
    }
}

#[test]
fn every_field_has_a_label_and_every_reference_leads_somewhere() {
    for (_, page) in every_page() {
        let elements = read(&page);
        let ids: Vec<&str> = elements.iter().filter_map(|element| element.get("id")).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{ids:?}");
        for element in &elements {
            for reference in ["for", "aria-describedby", "aria-labelledby"] {
                for id in element.get(reference).unwrap_or_default().split_whitespace() {
                    assert!(unique.contains(id), "{reference}={id}");
                }
            }
            if let Some(id) = element.get("href").and_then(|href| href.strip_prefix('#')) {
                assert!(unique.contains(id), "#{id}");
            }
            let field = ["input", "textarea"].contains(&element.name.as_str()) && element.get("type") != Some("hidden");
            if field {
                let labelled =
                    |label: &&Element| label.get("for") == element.get("id") && !label.text.trim().is_empty();
                assert_eq!(all(&elements, "label").into_iter().filter(labelled).count(), 1, "{element:?}");
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
            assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains("1147"), "{page}");
        }
        let documents = [DocumentItem { title: HOSTILE, pages: 1, size: 1, href: "/task/documents/1" }];
        let page = task_page(&task(language, HOSTILE, &documents));
        assert!(page.contains("&#60;script&#62;alert(1)&#60;/script&#62;"));
    }
}

#[test]
fn the_link_page_is_the_same_for_any_token_apart_from_the_token() {
    let tokens = ["q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA", "x", "no-such-link"];
    for language in Language::ALL {
        for message in [None, Some(LinkMessage::WrongCode), Some(LinkMessage::CodeRequested)] {
            let page = |link| link_page(&LinkPage { language, link, message });
            let pages: BTreeSet<String> =
                tokens.iter().map(|token| page(token).replace(&format!("/s/{token}"), "/s/…")).collect();
            assert_eq!(pages.len(), 1);
        }
    }
}

#[test]
fn a_link_that_is_no_token_stays_inside_its_path_segment() {
    let page = link_page(&LinkPage { language: Language::En, link: "../task/sign?x#\"å", message: None });
    let actions: Vec<String> =
        all(&read(&page), "form").iter().filter_map(|form| form.get("action").map(str::to_owned)).collect();
    assert_eq!(actions.len(), 2);
    for action in actions {
        assert!(action.starts_with("/s/..%2Ftask%2Fsign%3Fx%23%22%C3%A5"), "{action}");
    }
}

#[test]
fn the_link_page_asks_for_a_code_and_offers_a_new_one() {
    for language in Language::ALL {
        let page = read(&link_page(&LinkPage { language, link: "abc", message: None }));
        let forms: Vec<_> = all(&page, "form").iter().map(|form| (form.get("method"), form.get("action"))).collect();
        let tag = language.tag();
        assert_eq!(forms[0], (Some("post"), Some(format!("/s/abc?lang={tag}").as_str())));
        assert_eq!(forms[1], (Some("post"), Some(format!("/s/abc/code?lang={tag}").as_str())));
        let code = page.iter().find(|element| element.get("name") == Some("code")).expect("a field for the code");
        assert_eq!((code.get("inputmode"), code.get("autocomplete")), (Some("numeric"), Some("one-time-code")));
    }
}

#[test]
fn the_task_page_asks_for_name_and_consent_and_carries_what_was_shown() {
    for language in Language::ALL {
        let documents = [DocumentItem { title: "Leieavtale", pages: 1, size: 1, href: "/task/documents/1" }];
        let html = task_page(&TaskPage { documents_digest: "d1g35t", ..task(language, "Kari", &documents) });
        let page = read(&html);
        let field = |name| page.iter().find(|element| element.get("name") == Some(name)).expect(name);
        assert_eq!(field("documents").get("value"), Some("d1g35t"));
        assert_eq!(field("name").get("value"), Some("Kari"));
        for name in ["name", "consent", "reason"] {
            assert!(field(name).get("required").is_some(), "{name}");
        }
        assert_eq!(field("consent").get("value"), Some(consent(language).id));
        assert!(field("consent").get("checked").is_none(), "nobody consents for the signer");
        assert!(html.contains(consent(language).text));
        let actions: Vec<_> = all(&page, "form").iter().filter_map(|form| form.get("action")).collect();
        let wanted = ["sign", "reject", "leave"].map(|deed| format!("/task/{deed}?lang={}", language.tag()));
        assert_eq!(actions, wanted);
        let document = page.iter().find(|element| element.get("href") == Some("/task/documents/1")).expect("a link");
        assert_eq!((document.get("target"), document.get("rel")), (Some("_blank"), Some("noopener")));
    }
}

#[test]
fn a_form_that_comes_back_says_what_to_mend_at_the_top_and_at_the_field() {
    let plain = task(Language::En, "Kari", &[]);
    let page = read(&task_page(&TaskPage { errors: &[FormError::NameMissing, FormError::ReasonMissing], ..plain }));
    let summary = page.iter().find(|element| element.get("id") == Some("mistakes")).expect("a summary");
    assert_eq!(summary.get("role"), Some("alert"));
    for name in ["name", "reason"] {
        assert!(page.iter().any(|element| element.get("href") == Some(format!("#{name}").as_str())));
        let field = page.iter().find(|element| element.get("name") == Some(name)).expect(name);
        assert_eq!(field.get("aria-invalid"), Some("true"));
        assert!(field.get("aria-describedby").is_some_and(|ids| ids.contains(&format!("{name}-mistake"))));
    }
    assert!(all(&page, "title")[0].text.starts_with("Error: "));
    assert!(all(&page, "details")[0].get("open").is_some(), "the form with the mistake is not hidden");
}

#[test]
fn a_reason_that_begins_with_a_line_break_keeps_it() {
    let html = task_page(&TaskPage { reason: "\nNo.", ..task(Language::En, "Kari", &[]) });
    // The first line break after the tag is not part of the text (HTML, section 13.2.6.4.7).
    assert!(html.contains(">\n\nNo.</textarea>"), "{html}");
}

#[test]
fn only_the_end_page_of_a_document_that_is_there_offers_it() {
    let end = EndPage { language: Language::Nb, title: "A", sender_name: "B", available_until: None };
    assert!(!end_page(&end).contains("/task/signed-document"));
    let until = "2027-01-17T11:00:00Z".parse().ok();
    let page = end_page(&EndPage { available_until: until, ..end });
    assert!(page.contains("/task/signed-document") && page.contains("søndag 17. januar 2027 kl. 12.00"));
}
