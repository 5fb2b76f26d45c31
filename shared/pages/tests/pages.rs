//! What holds for every page, in every language, whatever people wrote.

mod markup;

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use markup::{Element, read};
use segl_domain::Language;
use segl_pages::{
    DocumentItem, EndPage, EndSessionForm, EndedPage, Ending, Exit, ExitLink, FormError, LeftPage,
    LinkMessage, LinkPage, LoggedOutPage, LoginPage, LoginPurpose, LoginTrouble, PageProblem,
    ProblemPage, Proof, ProviderItem, SignStep, SignerName, TaskItem, TaskListPage, TaskPage,
    TaskState, WaitingPage, content_security_policy, content_security_policy_for, end_page,
    ended_page, left_page, link_page, logged_out_page, login_page, problem_page, task_list_page,
    task_page, waiting_page,
};
use segl_text::catalogue::consent;
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

const BASE: &str = "/tasks/job_1/sgn_2";
const DOCUMENT: &str = "/tasks/job_1/sgn_2/documents/1";
const EXIT: &str = "https://sender.example/done?case=1&\"><script>";
const E_ID: &str = "https://login.example/endsession";
const ENDINGS: [Ending; 7] = [
    Ending::RejectedByYou,
    Ending::RejectedByAnother,
    Ending::Expired,
    Ending::Cancelled,
    Ending::Blocked,
    Ending::NameNotAvailable,
    Ending::Failed,
];
const TROUBLES: [Option<LoginTrouble>; 6] = [
    None,
    Some(LoginTrouble::Cancelled),
    Some(LoginTrouble::Failed),
    Some(LoginTrouble::TooLow),
    Some(LoginTrouble::WrongPerson),
    Some(LoginTrouble::Expired),
];

fn states() -> [TaskState; 12] {
    let time = "2026-12-08T11:00:00Z".parse().expect("a time");
    [
        TaskState::ToSign {
            deadline: time,
            step_up: false,
        },
        TaskState::ToSign {
            deadline: time,
            step_up: true,
        },
        TaskState::NotYet,
        TaskState::WaitingForOthers,
        TaskState::Completed { until: Some(time) },
        TaskState::Completed { until: None },
        TaskState::RejectedByYou,
        TaskState::RejectedByAnother,
        TaskState::Expired,
        TaskState::Cancelled,
        TaskState::Blocked,
        TaskState::Failed,
    ]
}

fn task<'a>(language: Language, text: &'a str, documents: &'a [DocumentItem<'a>]) -> TaskPage<'a> {
    TaskPage {
        language,
        base: BASE,
        title: text,
        sender_name: text,
        description: Some(text),
        documents,
        documents_digest: text,
        signer_name: SignerName::Typed(text),
        on_behalf_of_other: false,
        consented: false,
        reason: "",
        deadline: "2026-12-08T11:00:00Z".parse().ok(),
        signed: 1,
        signers: 3,
        proof: Proof::EmailAndMobile,
        step: SignStep::Sign,
        to_list: false,
        exit: None,
        errors: &[],
    }
}

/// Every page there is, with this text wherever a text goes.
fn pages(language: Language, text: &str) -> Vec<String> {
    let documents = [DocumentItem {
        title: text,
        pages: 2,
        size: 3_000_000,
        href: DOCUMENT,
    }];
    let task = task(language, text, &documents);
    let link = LinkPage {
        language,
        link: text,
        message: None,
    };
    let deadline = task.deadline;
    let (base, exit) = (
        BASE,
        Some(ExitLink {
            sender_name: text,
            href: EXIT,
        }),
    );
    let (title, sender_name, to_list) = (text, text, true);
    let waiting = WaitingPage {
        language,
        title,
        sender_name,
        signed: 1,
        signers: 2,
        deadline,
        base,
        to_list: false,
        exit: None,
    };
    let end = EndPage {
        language,
        title,
        sender_name,
        available_until: deadline,
        base,
        to_list: false,
        exit: None,
    };
    let providers = [
        ProviderItem {
            name: text,
            href: "/login/one",
        },
        ProviderItem {
            name: text,
            href: "/login/two",
        },
    ];
    let mut pages = vec![
        link_page(&link),
        link_page(&LinkPage {
            message: Some(LinkMessage::WrongCode),
            ..link
        }),
        link_page(&LinkPage {
            message: Some(LinkMessage::CodeRequested),
            ..link
        }),
        task_page(&task),
        task_page(&TaskPage {
            reason: text,
            consented: true,
            errors: &ALL_ERRORS,
            ..task
        }),
        task_page(&TaskPage {
            description: None,
            deadline: None,
            documents: &[],
            proof: Proof::Email,
            ..task
        }),
        waiting_page(&waiting),
        waiting_page(&WaitingPage {
            to_list,
            exit,
            ..waiting
        }),
        waiting_page(&WaitingPage {
            signed: 2,
            to_list,
            exit,
            ..waiting
        }),
        waiting_page(&WaitingPage {
            signed: 2,
            deadline: None,
            ..waiting
        }),
        end_page(&end),
        end_page(&EndPage {
            to_list,
            exit,
            ..end
        }),
        end_page(&EndPage {
            available_until: None,
            ..end
        }),
        left_page(&LeftPage { language }),
    ];
    for (to_list, exit) in [
        (false, None),
        (true, exit),
        (
            false,
            Some(ExitLink {
                sender_name: text,
                href: text,
            }),
        ),
    ] {
        pages.extend(ENDINGS.map(|ending| {
            ended_page(&EndedPage {
                language,
                title,
                sender_name,
                ending,
                base,
                to_list,
                exit,
            })
        }));
    }
    for errors in [&[][..], &ALL_ERRORS] {
        let given = TaskPage {
            to_list,
            on_behalf_of_other: true,
            exit: Some(Exit { sender_name }),
            errors,
            ..task
        };
        let proven = TaskPage {
            signer_name: SignerName::Proven(text),
            ..given
        };
        for task in [given, proven] {
            pages.push(task_page(&TaskPage {
                proof: Proof::EId {
                    provider: text,
                    level: 4,
                },
                ..task
            }));
            pages.push(task_page(&TaskPage {
                proof: Proof::SenderLogin,
                ..task
            }));
            for providers in [&providers[..], &[]] {
                pages.push(task_page(&TaskPage {
                    step: SignStep::LogIn {
                        providers,
                        level: 3,
                    },
                    ..task
                }));
            }
        }
    }
    pages.extend(logins(language, text, &providers, exit));
    for (name, older, items) in [
        (None, None, vec![]),
        (Some(text), Some("/portal?older=1"), items(text)),
    ] {
        pages.push(task_list_page(&TaskListPage {
            language,
            name,
            waiting: &items,
            done: &items,
            older,
        }));
    }
    let form = EndSessionForm {
        provider: text,
        action: E_ID,
        fields: &[(text, text), ("state", text)],
    };
    pages.extend([None, Some(form)].map(|end_session| {
        logged_out_page(&LoggedOutPage {
            language,
            end_session,
        })
    }));
    for path in [None, Some(BASE), Some(text)] {
        for problem in [
            PageProblem::NotFound,
            PageProblem::SessionOver,
            PageProblem::Gone,
            PageProblem::Unreadable,
            PageProblem::Failed,
            PageProblem::RedirectUrlUsed,
            PageProblem::LoginUnavailable,
        ] {
            pages.push(problem_page(&ProblemPage {
                language,
                problem,
                path,
            }));
        }
    }
    pages
}

fn items(text: &str) -> Vec<TaskItem<'_>> {
    let states = states().into_iter().enumerate();
    let item = |(at, state)| TaskItem {
        title: (at % 2 == 0).then_some(text),
        sender_name: text,
        href: BASE,
        state,
        on_behalf_of_other: at % 3 == 0,
    };
    states.map(item).collect()
}

fn purposes(text: &str) -> [LoginPurpose<'_>; 5] {
    let (sender_name, title) = (text, Some(text));
    [
        LoginPurpose::Portal,
        LoginPurpose::Task {
            sender_name,
            non_sensitive_title: title,
            level: 4,
        },
        LoginPurpose::Task {
            sender_name,
            non_sensitive_title: None,
            level: 3,
        },
        LoginPurpose::StepUp {
            sender_name,
            non_sensitive_title: title,
            level: 4,
        },
        LoginPurpose::StepUp {
            sender_name,
            non_sensitive_title: None,
            level: 4,
        },
    ]
}

fn logins<'a>(
    language: Language,
    text: &'a str,
    providers: &'a [ProviderItem<'a>],
    exit: Option<ExitLink<'a>>,
) -> Vec<String> {
    let mut pages = Vec::new();
    for purpose in purposes(text) {
        let plain = LoginPage {
            language,
            path: BASE,
            purpose,
            providers,
            trouble: None,
            exit: None,
        };
        pages.extend(TROUBLES.map(|trouble| login_page(&LoginPage { trouble, ..plain })));
        pages.push(login_page(&LoginPage {
            path: text,
            providers: &[],
            exit,
            ..plain
        }));
    }
    pages
}

fn every_page() -> Vec<(Language, String)> {
    let texts = [
        "Leieavtale",
        HOSTILE,
        "",
        "//evil.example",
        "/\\evil.example",
        "/s/\"><script>",
    ];
    Language::ALL
        .into_iter()
        .flat_map(|language| {
            texts
                .into_iter()
                .flat_map(move |text| pages(language, text))
                .map(move |p| (language, p))
        })
        .collect()
}

fn all<'a>(elements: &'a [Element], name: &str) -> Vec<&'a Element> {
    elements
        .iter()
        .filter(|element| element.name == name)
        .collect()
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

/// Where the links of a page lead.
fn links(html: &str) -> Vec<String> {
    all(&read(html), "a")
        .iter()
        .filter_map(|a| a.get("href").map(str::to_owned))
        .collect()
}

fn fields(html: &str) -> Vec<String> {
    read(html)
        .iter()
        .filter_map(|element| element.get("name").map(str::to_owned))
        .collect()
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

#[test]
fn the_login_page_tells_what_is_meant_for_the_open_and_what_went_wrong() {
    let providers = [ProviderItem {
        name: "ID-porten",
        href: "/login/begin",
    }];
    for language in Language::ALL {
        let mut told = BTreeSet::new();
        for purpose in purposes("Leieavtale") {
            let plain = LoginPage {
                language,
                path: BASE,
                purpose,
                providers: &providers,
                trouble: None,
                exit: None,
            };
            let html = login_page(&plain);
            assert!(
                html.contains("ID-porten") && links(&html).contains(&"/login/begin".to_owned())
            );
            let inside = matches!(purpose, LoginPurpose::StepUp { .. });
            assert_eq!(
                html.contains("\"/log-out?lang="),
                inside,
                "only who is logged in can log out"
            );
            told.insert(html);
            let without = login_page(&LoginPage {
                providers: &[],
                ..plain
            });
            assert!(!without.contains("class=\"button"));
            let words = [
                "er ikke satt opp her",
                "er ikkje sett opp her",
                "is not set up here",
            ];
            assert!(words.iter().any(|said| without.contains(said)), "{without}");
            let troubled: BTreeSet<_> = TROUBLES
                .map(|trouble| login_page(&LoginPage { trouble, ..plain }))
                .into();
            assert_eq!(troubled.len(), TROUBLES.len());
        }
        assert_eq!(told.len(), 5);
    }
    let portal = LoginPage {
        language: Language::En,
        path: BASE,
        purpose: LoginPurpose::Portal,
        providers: &providers,
        trouble: Some(LoginTrouble::WrongPerson),
        exit: None,
    };
    let page = read(&login_page(&portal));
    let message = page
        .iter()
        .find(|element| element.get("id") == Some("message"))
        .expect("a message");
    assert_eq!(message.get("role"), Some("alert"));
    assert!(all(&page, "title")[0].text.starts_with("Error: "));
    let page = read(&login_page(&LoginPage {
        trouble: Some(LoginTrouble::Cancelled),
        ..portal
    }));
    let message = page
        .iter()
        .find(|element| element.get("id") == Some("message"))
        .expect("a message");
    assert_eq!(message.get("role"), Some("status"));
    assert!(
        !all(&page, "title")[0].text.starts_with("Error: "),
        "to cancel is no mistake"
    );
}

#[test]
fn the_list_holds_one_link_a_task_with_title_sender_and_state() {
    for language in Language::ALL {
        let mut states_recorded = BTreeSet::new();
        for state in states() {
            let item = TaskItem {
                title: Some("Leieavtale"),
                sender_name: "Nav",
                href: BASE,
                state,
                on_behalf_of_other: false,
            };
            let list = TaskListPage {
                language,
                name: Some("Kari"),
                waiting: &[item],
                done: &[],
                older: None,
            };
            let html = task_list_page(&list);
            let page = read(&html);
            let links: Vec<_> = all(&page, "a")
                .into_iter()
                .filter(|a| a.get("href") == Some(BASE))
                .collect();
            let [link] = links[..] else {
                panic!("one link")
            };
            assert!(
                link.text.contains("Leieavtale") && link.text.contains("Nav"),
                "{}",
                link.text
            );
            assert!(html.contains("Kari") && html.contains("\"/log-out?lang="));
            states_recorded.insert(link.text.clone());

            let other = TaskItem {
                title: None,
                on_behalf_of_other: true,
                ..item
            };
            let html = task_list_page(&TaskListPage {
                waiting: &[],
                done: &[other],
                ..list
            });
            assert!(!html.contains("Leieavtale"));
            let generic = ["Noe å signere", "Noko å signere", "Something to sign"];
            assert!(generic.iter().any(|words| html.contains(words)));
            assert!(
                ["vegne av", "vegner av", "On behalf"]
                    .iter()
                    .any(|words| html.contains(words))
            );
        }
        assert_eq!(states_recorded.len(), states().len());
    }
}

#[test]
fn an_empty_list_says_so_in_kind_words_and_older_tasks_are_a_link_away() {
    let empty = TaskListPage {
        language: Language::En,
        name: None,
        waiting: &[],
        done: &[],
        older: None,
    };
    let html = task_list_page(&empty);
    assert!(html.contains("Nothing is waiting for you") && html.contains("What you sign"));
    assert!(!html.contains("logged in as") && !html.contains("older"));
    let html = task_list_page(&TaskListPage {
        older: Some("/portal?older=2"),
        ..empty
    });
    assert!(links(&html).contains(&"/portal?older=2".to_owned()));
}

#[test]
fn logging_out_offers_to_log_out_of_the_e_id_too() {
    for language in Language::ALL {
        let html = logged_out_page(&LoggedOutPage {
            language,
            end_session: None,
        });
        assert!(all(&read(&html), "form").is_empty());
        let fields = [("id_token_hint", "a\"b"), ("state", "s")];
        let form = EndSessionForm {
            provider: "ID-porten",
            action: E_ID,
            fields: &fields,
        };
        let html = logged_out_page(&LoggedOutPage {
            language,
            end_session: Some(form),
        });
        let page = read(&html);
        let [form] = all(&page, "form")[..] else {
            panic!("one form")
        };
        assert_eq!(
            (form.get("method"), form.get("action")),
            (Some("post"), Some(E_ID))
        );
        let hidden: Vec<_> = all(&page, "input")
            .iter()
            .map(|i| (i.get("type"), i.get("name"), i.get("value")))
            .collect();
        assert_eq!(
            hidden[0],
            (Some("hidden"), Some("id_token_hint"), Some("a&#34;b"))
        );
        assert_eq!(hidden[1], (Some("hidden"), Some("state"), Some("s")));
        assert!(all(&page, "button")[0].text.contains("ID-porten"));
        assert!(links(&html).contains(&format!("/portal?lang={}", language.tag())));
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
