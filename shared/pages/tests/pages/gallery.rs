//! Every page in every state, and how tests look at them.

use segl_domain::language::Language;
use segl_pages::{
    DocumentItem, EndPage, EndSessionForm, EndedPage, Ending, Exit, ExitLink, FormError, LeftPage,
    LinkMessage, LinkPage, LoggedOutPage, LoginPage, LoginPurpose, LoginTrouble, PageProblem,
    ProblemPage, Proof, ProviderItem, SignStep, SignerName, TaskItem, TaskListPage, TaskPage,
    TaskState, WaitingPage, end_page, ended_page, left_page, link_page, logged_out_page,
    login_page, problem_page, task_list_page, task_page, waiting_page,
};

use super::markup::{Element, read};

pub(crate) const HOSTILE: &str =
    "</title></style><script>alert(1)</script>\" onload='x' {{ 31*37 }} & <b>";
pub(crate) const ALL_ERRORS: [FormError; 6] = [
    FormError::NameMissing,
    FormError::NameUnfit,
    FormError::ConsentMissing,
    FormError::DocumentsChanged,
    FormError::ReasonMissing,
    FormError::ReasonUnfit,
];

pub(crate) const BASE: &str = "/tasks/job_1/sgn_2";
pub(crate) const DOCUMENT: &str = "/tasks/job_1/sgn_2/documents/1";
pub(crate) const EXIT: &str = "https://sender.example/done?case=1&\"><script>";
pub(crate) const E_ID: &str = "https://login.example/endsession";
pub(crate) const ENDINGS: [Ending; 7] = [
    Ending::RejectedByYou,
    Ending::RejectedByAnother,
    Ending::Expired,
    Ending::Cancelled,
    Ending::Blocked,
    Ending::NameNotAvailable,
    Ending::Failed,
];
pub(crate) const TROUBLES: [Option<LoginTrouble>; 6] = [
    None,
    Some(LoginTrouble::Cancelled),
    Some(LoginTrouble::Failed),
    Some(LoginTrouble::TooLow),
    Some(LoginTrouble::WrongPerson),
    Some(LoginTrouble::Expired),
];

pub(crate) fn states() -> [TaskState; 12] {
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

pub(crate) fn task<'a>(
    language: Language,
    text: &'a str,
    documents: &'a [DocumentItem<'a>],
) -> TaskPage<'a> {
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
pub(crate) fn pages(language: Language, text: &str) -> Vec<String> {
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

pub(crate) fn items(text: &str) -> Vec<TaskItem<'_>> {
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

pub(crate) fn purposes(text: &str) -> [LoginPurpose<'_>; 5] {
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

pub(crate) fn logins<'a>(
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

pub(crate) fn every_page() -> Vec<(Language, String)> {
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

pub(crate) fn all<'a>(elements: &'a [Element], name: &str) -> Vec<&'a Element> {
    elements
        .iter()
        .filter(|element| element.name == name)
        .collect()
}

/// Where the links of a page lead.
pub(crate) fn links(html: &str) -> Vec<String> {
    all(&read(html), "a")
        .iter()
        .filter_map(|a| a.get("href").map(str::to_owned))
        .collect()
}

pub(crate) fn fields(html: &str) -> Vec<String> {
    read(html)
        .iter()
        .filter_map(|element| element.get("name").map(str::to_owned))
        .collect()
}
