//! The page of a task, and how it ends.

use segl_domain::language::Language;
use segl_pages::{
    DocumentItem, EndPage, EndedPage, Ending, Exit, ExitLink, FormError, Proof, ProviderItem,
    SignStep, SignerName, TaskPage, end_page, ended_page, task_page,
};
use segl_text::catalogue::consent;

use super::{
    gallery::{BASE, DOCUMENT, all, fields, links, task},
    markup::read,
};

#[test]
fn the_task_page_asks_for_name_and_consent_and_carries_what_was_shown() {
    for language in Language::ALL {
        let documents = [DocumentItem {
            title: "Leieavtale",
            pages: 1,
            size: 1,
            href: DOCUMENT,
        }];
        let html = task_page(&TaskPage {
            documents_digest: "d1g35t",
            ..task(language, "Kari", &documents)
        });
        let page = read(&html);
        let field = |name| {
            page.iter()
                .find(|element| element.get("name") == Some(name))
                .expect(name)
        };
        assert_eq!(field("documents").get("value"), Some("d1g35t"));
        assert_eq!(field("name").get("value"), Some("Kari"));
        for name in ["name", "consent", "reason"] {
            assert!(field(name).get("required").is_some(), "{name}");
        }
        assert_eq!(field("consent").get("value"), Some(consent(language).id));
        assert!(
            field("consent").get("checked").is_none(),
            "nobody consents for the signer"
        );
        assert!(html.contains(consent(language).text));
        let actions: Vec<_> = all(&page, "form")
            .iter()
            .filter_map(|form| form.get("action"))
            .collect();
        let wanted = [
            "/tasks/job_1/sgn_2/sign",
            "/tasks/job_1/sgn_2/reject",
            "/log-out",
        ]
        .map(|path| format!("{path}?lang={}", language.tag()));
        assert_eq!(actions, wanted);
        let document = page
            .iter()
            .find(|element| element.get("href") == Some(DOCUMENT))
            .expect("a link");
        assert_eq!(
            (document.get("target"), document.get("rel")),
            (Some("_blank"), Some("noopener"))
        );
    }
}

#[test]
fn a_form_that_comes_back_says_what_to_mend_at_the_top_and_at_the_field() {
    let plain = task(Language::En, "Kari", &[]);
    let page = read(&task_page(&TaskPage {
        errors: &[FormError::NameMissing, FormError::ReasonMissing],
        ..plain
    }));
    let summary = page
        .iter()
        .find(|element| element.get("id") == Some("mistakes"))
        .expect("a summary");
    assert_eq!(summary.get("role"), Some("alert"));
    for name in ["name", "reason"] {
        assert!(
            page.iter()
                .any(|element| element.get("href") == Some(format!("#{name}").as_str()))
        );
        let field = page
            .iter()
            .find(|element| element.get("name") == Some(name))
            .expect(name);
        assert_eq!(field.get("aria-invalid"), Some("true"));
        assert!(
            field
                .get("aria-describedby")
                .is_some_and(|ids| ids.contains(&format!("{name}-mistake")))
        );
    }
    assert!(all(&page, "title")[0].text.starts_with("Error: "));
    assert!(
        all(&page, "details")[0].get("open").is_some(),
        "the form with the mistake is not hidden"
    );
}

#[test]
fn a_reason_that_begins_with_a_line_break_keeps_it() {
    let html = task_page(&TaskPage {
        reason: "\nNo.",
        ..task(Language::En, "Kari", &[])
    });
    // The first line break after the tag is not part of the text (HTML, section 13.2.6.4.7).
    assert!(html.contains(">\n\nNo.</textarea>"), "{html}");
}

#[test]
fn only_the_end_page_of_a_document_that_is_there_offers_it() {
    let (title, sender_name) = ("A", "B");
    let end = EndPage {
        language: Language::Nb,
        title,
        sender_name,
        available_until: None,
        base: BASE,
        to_list: false,
        exit: None,
    };
    assert!(!end_page(&end).contains("/signed-document") && !end_page(&end).contains("/evidence"));
    let until = "2027-01-17T11:00:00Z".parse().ok();
    let page = end_page(&EndPage {
        available_until: until,
        ..end
    });
    assert!(
        page.contains("\"/tasks/job_1/sgn_2/signed-document\"")
            && page.contains("\"/tasks/job_1/sgn_2/evidence\"")
            && page.contains("søndag 17. januar 2027 kl. 12.00")
    );
}

#[test]
fn a_proven_name_is_shown_and_not_asked_for() {
    for language in Language::ALL {
        let typed = task(language, "Kari Nordmann", &[]);
        let html = task_page(&TaskPage {
            title: "T",
            signer_name: SignerName::Proven("Ola <b>"),
            ..typed
        });
        assert!(html.contains("<dd>Ola &#60;b&#62;</dd>"));
        let fields = fields(&html);
        assert!(!fields.contains(&"name".to_owned()), "{fields:?}");
        assert!(
            ["consent", "documents", "reason"]
                .iter()
                .all(|&name| fields.contains(&name.to_owned()))
        );
    }
}

#[test]
fn a_login_that_comes_first_takes_the_place_of_the_form() {
    let providers = [ProviderItem {
        name: "ID-porten",
        href: "/login/begin?with=1&lang=en",
    }];
    for (language, level, word) in [
        (Language::Nb, 4, "høyt"),
        (Language::Nn, 3, "betydeleg"),
        (Language::En, 4, "high"),
    ] {
        let step = SignStep::LogIn {
            providers: &providers,
            level,
        };
        let html = task_page(&TaskPage {
            step,
            sender_name: "Nav",
            ..task(language, "Kari", &[])
        });
        let fields = fields(&html);
        assert!(
            ["name", "consent", "documents"]
                .iter()
                .all(|&name| !fields.contains(&name.to_owned())),
            "{fields:?}"
        );
        assert!(
            fields.contains(&"reason".to_owned()),
            "one may still say no"
        );
        assert!(html.contains("ID-porten") && html.contains(word), "{word}");
        assert!(html.contains("href=\"/login/begin?with=1&#38;lang=en\""));
        let actions: Vec<_> = all(&read(&html), "form")
            .iter()
            .filter_map(|f| f.get("action"))
            .map(str::to_owned)
            .collect();
        assert!(
            actions[0].starts_with("/tasks/job_1/sgn_2/reject?") && actions.len() == 2,
            "{actions:?}"
        );
    }
}

#[test]
fn the_task_page_says_whom_the_signature_binds_how_it_was_proven_and_where_it_leads() {
    let plain = task(Language::En, "Kari", &[]);
    let html = task_page(&plain);
    for unsaid in ["on behalf", "take you back", "/portal"] {
        assert!(!html.contains(unsaid), "{unsaid}");
    }
    let html = task_page(&TaskPage {
        on_behalf_of_other: true,
        to_list: true,
        exit: Some(Exit { sender_name: "Nav" }),
        proof: Proof::EId {
            provider: "ID-porten",
            level: 3,
        },
        ..plain
    });
    for said in [
        "not on your own behalf",
        "take you back to Nav",
        "with ID-porten at security level substantial",
    ] {
        assert!(html.contains(said), "{said}");
    }
    assert!(links(&html).contains(&"/portal?lang=en".to_owned()));
    let html = task_page(&TaskPage {
        proof: Proof::SenderLogin,
        ..plain
    });
    assert!(
        html.contains("logged in at the sender") && html.contains("has not checked your identity")
    );
}

#[test]
fn the_way_back_to_the_sender_is_an_address_of_the_web() {
    let ended = |href| {
        ended_page(&EndedPage {
            language: Language::En,
            title: "T",
            sender_name: "Nav",
            ending: Ending::Expired,
            base: BASE,
            to_list: false,
            exit: Some(ExitLink {
                sender_name: "Nav",
                href,
            }),
        })
    };
    for href in [
        "https://nav.example/x",
        "http://localhost:8080/x",
        "/tasks/job_1/sgn_2/exit",
    ] {
        assert!(
            links(&ended(href)).contains(&href.to_owned()) && ended(href).contains("Back to Nav")
        );
    }
    for href in [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/\\evil.example",
        "",
        "x",
    ] {
        assert!(!ended(href).contains("Back to Nav"), "{href}");
    }
}
