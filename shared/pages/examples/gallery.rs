//! Writes every page and message to a folder, to look at: `cargo run -p segl-pages --example gallery -- FOLDER`.

use std::{fmt::Write as _, fs, io, path::PathBuf};

use jiff::Timestamp;
use segl_domain::language::Language;
use segl_pages::{
    DocumentItem, EndPage, EndSessionForm, EndedPage, Ending, Exit, ExitLink, FormError, LeftPage,
    LinkMessage, LinkPage, LoggedOutPage, LoginPage, LoginPurpose, LoginTrouble, NotificationView,
    PageProblem, ProblemPage, Proof, ProviderItem, SignStep, SignerName, TaskItem, TaskListPage,
    TaskPage, TaskState, WaitingPage, email, end_page, ended_page, left_page, link_page,
    logged_out_page, login_page, problem_page, sms, task_list_page, task_page, waiting_page,
};
use segl_text::notification::Notification;

const LINK: &str = "http://localhost:3000/s/q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA";
const PORTAL: &str = "http://localhost:3000/portal";
const BASE: &str = "/tasks/job_1/sgn_2";
const SENDER: &str = "Fjordbyen boligbyggelag";
const TITLE: &str = "Leieavtale for Strandgata 7";

fn main() -> io::Result<()> {
    let folder = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| "gallery".to_owned()),
    );
    fs::create_dir_all(&folder)?;
    let (mut index, mut texts) = (
        String::from(
            "<!DOCTYPE html><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Gallery</title><ul>",
        ),
        String::new(),
    );
    for language in Language::ALL {
        for (name, html) in pages(language)
            .into_iter()
            .chain(login_pages(language))
            .chain(mails(language, &mut texts))
        {
            let file = format!("{}-{name}.html", language.tag());
            fs::write(folder.join(&file), html)?;
            write!(index, "<li><a href={file}>{file}</a>").map_err(io::Error::other)?;
        }
    }
    fs::write(folder.join("texts.txt"), texts)?;
    fs::write(folder.join("index.html"), index)
}

fn at(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

fn pages(language: Language) -> Vec<(&'static str, String)> {
    let link = LinkPage {
        language,
        link: "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA",
        message: None,
    };
    let documents = [
        DocumentItem {
            title: TITLE,
            pages: 12,
            size: 1_482_220,
            href: "/tasks/job_1/sgn_2/documents/1",
        },
        DocumentItem {
            title: "Husordensregler",
            pages: 1,
            size: 48_300,
            href: "/tasks/job_1/sgn_2/documents/2",
        },
    ];
    let task = TaskPage {
        language,
        base: BASE,
        title: TITLE,
        sender_name: SENDER,
        description: Some("Hei!\nHer er avtalen vi snakket om. Merk punkt 4 om depositum."),
        documents: &documents,
        documents_digest: "0d9c",
        signer_name: SignerName::Typed("Kari Nordmann"),
        on_behalf_of_other: false,
        consented: false,
        reason: "",
        deadline: at("2026-12-08T11:00:00Z"),
        signed: 1,
        signers: 3,
        proof: Proof::EmailAndMobile,
        step: SignStep::Sign,
        to_list: false,
        exit: None,
        errors: &[],
    };
    let failed = TaskPage {
        signer_name: SignerName::Typed(""),
        errors: &[FormError::NameMissing, FormError::ConsentMissing],
        ..task
    };
    let unexplained = TaskPage {
        errors: &[FormError::ReasonMissing],
        ..task
    };
    let deadline = at("2026-12-08T11:00:00Z");
    let (title, sender_name, base) = (TITLE, SENDER, BASE);
    let (to_list, exit) = (false, None);
    let direct = Some(ExitLink {
        sender_name,
        href: "https://fjordbyen.example/",
    });
    let waiting = WaitingPage {
        language,
        title,
        sender_name,
        signed: 2,
        signers: 3,
        deadline,
        base,
        to_list,
        exit,
    };
    let end = EndPage {
        language,
        title,
        sender_name,
        available_until: at("2027-01-17T11:00:00Z"),
        base,
        to_list,
        exit,
    };
    let ended = |ending| {
        ended_page(&EndedPage {
            language,
            title,
            sender_name,
            ending,
            base,
            to_list,
            exit,
        })
    };
    let problem = |problem| {
        problem_page(&ProblemPage {
            language,
            problem,
            path: Some(BASE),
        })
    };
    let e_id = TaskPage {
        signer_name: SignerName::Proven("Kari Nordmann"),
        on_behalf_of_other: true,
        proof: Proof::EId {
            provider: "ID-porten",
            level: 4,
        },
        to_list: true,
        ..task
    };
    let step = SignStep::LogIn {
        providers: &PROVIDERS,
        level: 4,
    };
    let sent = TaskPage {
        exit: Some(Exit { sender_name }),
        proof: Proof::SenderLogin,
        ..task
    };
    vec![
        ("link", link_page(&link)),
        (
            "link-wrong",
            link_page(&LinkPage {
                message: Some(LinkMessage::WrongCode),
                ..link
            }),
        ),
        (
            "link-requested",
            link_page(&LinkPage {
                message: Some(LinkMessage::CodeRequested),
                ..link
            }),
        ),
        ("task", task_page(&task)),
        ("task-failed", task_page(&failed)),
        ("task-unexplained", task_page(&unexplained)),
        ("task-e-id", task_page(&e_id)),
        ("task-direct", task_page(&sent)),
        ("task-direct-log-in", task_page(&TaskPage { step, ..sent })),
        ("waiting", waiting_page(&waiting)),
        (
            "waiting-direct",
            waiting_page(&WaitingPage {
                exit: direct,
                ..waiting
            }),
        ),
        (
            "sealing-direct",
            waiting_page(&WaitingPage {
                signed: 3,
                exit: direct,
                ..waiting
            }),
        ),
        (
            "sealing",
            waiting_page(&WaitingPage {
                signed: 3,
                ..waiting
            }),
        ),
        ("end", end_page(&end)),
        (
            "end-direct",
            end_page(&EndPage {
                exit: direct,
                ..end
            }),
        ),
        (
            "end-e-id",
            end_page(&EndPage {
                to_list: true,
                ..end
            }),
        ),
        (
            "end-deleted",
            end_page(&EndPage {
                available_until: None,
                ..end
            }),
        ),
        ("rejected", ended(Ending::RejectedByYou)),
        ("rejected-by-another", ended(Ending::RejectedByAnother)),
        ("expired", ended(Ending::Expired)),
        ("cancelled", ended(Ending::Cancelled)),
        ("blocked", ended(Ending::Blocked)),
        ("name-not-available", ended(Ending::NameNotAvailable)),
        ("not-completed", ended(Ending::Failed)),
        ("left", left_page(&LeftPage { language })),
        ("not-found", problem(PageProblem::NotFound)),
        ("session-over", problem(PageProblem::SessionOver)),
        ("gone", problem(PageProblem::Gone)),
        ("unreadable", problem(PageProblem::Unreadable)),
        ("failed", problem(PageProblem::Failed)),
        ("redirect-used", problem(PageProblem::RedirectUrlUsed)),
        ("login-unavailable", problem(PageProblem::LoginUnavailable)),
    ]
}

const PROVIDERS: [ProviderItem<'_>; 2] = [
    ProviderItem {
        name: "ID-porten",
        href: "/login/id-porten",
    },
    ProviderItem {
        name: "Fjordbyen-ID",
        href: "/login/fjordbyen",
    },
];

fn login_pages(language: Language) -> Vec<(&'static str, String)> {
    let (sender_name, non_sensitive_title) = (SENDER, Some("Leieavtale"));
    let login = LoginPage {
        language,
        path: BASE,
        purpose: LoginPurpose::Task {
            sender_name,
            non_sensitive_title,
            level: 4,
        },
        providers: &PROVIDERS,
        trouble: None,
        exit: None,
    };
    let one = LoginPage {
        path: "/portal",
        purpose: LoginPurpose::Portal,
        providers: &PROVIDERS[..1],
        ..login
    };
    let step_up = LoginPurpose::StepUp {
        sender_name,
        non_sensitive_title: None,
        level: 4,
    };
    let exit = Some(ExitLink {
        sender_name,
        href: "https://fjordbyen.example/",
    });
    let troubled = |trouble| {
        login_page(&LoginPage {
            trouble: Some(trouble),
            ..login
        })
    };
    let item = |title, state| TaskItem {
        title,
        sender_name,
        href: BASE,
        state,
        on_behalf_of_other: title.is_none(),
    };
    let (deadline, until) = (
        at("2026-12-08T11:00:00Z").unwrap_or_default(),
        at("2027-01-17T11:00:00Z"),
    );
    let waiting = [
        item(
            Some(TITLE),
            TaskState::ToSign {
                deadline,
                step_up: false,
            },
        ),
        item(
            None,
            TaskState::ToSign {
                deadline,
                step_up: true,
            },
        ),
        item(Some("Husordensregler"), TaskState::NotYet),
    ];
    let done = [
        TaskState::WaitingForOthers,
        TaskState::Completed { until },
        TaskState::Completed { until: None },
        TaskState::RejectedByYou,
        TaskState::RejectedByAnother,
        TaskState::Expired,
        TaskState::Cancelled,
        TaskState::Blocked,
        TaskState::Failed,
    ]
    .map(|state| item(Some(TITLE), state));
    let list = TaskListPage {
        language,
        name: Some("Kari Nordmann"),
        waiting: &waiting,
        done: &done,
        older: Some("/portal?older=1"),
    };
    let fields = [
        ("id_token_hint", "eyJ"),
        ("post_logout_redirect_uri", PORTAL),
    ];
    let form = EndSessionForm {
        provider: "ID-porten",
        action: "https://login.example/endsession",
        fields: &fields,
    };
    vec![
        ("login-portal", login_page(&one)),
        ("login-task", login_page(&login)),
        (
            "login-step-up",
            login_page(&LoginPage {
                purpose: step_up,
                ..login
            }),
        ),
        (
            "login-none",
            login_page(&LoginPage {
                providers: &[],
                exit,
                ..login
            }),
        ),
        ("login-cancelled", troubled(LoginTrouble::Cancelled)),
        ("login-failed", troubled(LoginTrouble::Failed)),
        ("login-too-low", troubled(LoginTrouble::TooLow)),
        ("login-wrong-person", troubled(LoginTrouble::WrongPerson)),
        ("login-expired", troubled(LoginTrouble::Expired)),
        ("list", task_list_page(&list)),
        (
            "list-empty",
            task_list_page(&TaskListPage {
                waiting: &[],
                done: &[],
                older: None,
                ..list
            }),
        ),
        (
            "logged-out",
            logged_out_page(&LoggedOutPage {
                language,
                end_session: None,
            }),
        ),
        (
            "logged-out-e-id",
            logged_out_page(&LoggedOutPage {
                language,
                end_session: Some(form),
            }),
        ),
    ]
}

fn mails(language: Language, texts: &mut String) -> Vec<(&'static str, String)> {
    let mut mails = Vec::new();
    for (name, both_name, e_id_name, notification) in [
        (
            "mail-invitation",
            "mail-invitation-both",
            "mail-invitation-e-id",
            Notification::Invitation,
        ),
        (
            "mail-reminder",
            "mail-reminder-both",
            "mail-reminder-e-id",
            Notification::Reminder,
        ),
        (
            "mail-code",
            "mail-code-both",
            "mail-code-e-id",
            Notification::Code,
        ),
        (
            "mail-completed",
            "mail-completed-both",
            "mail-completed-e-id",
            Notification::Completed,
        ),
        (
            "mail-rejected",
            "mail-rejected-both",
            "mail-rejected-e-id",
            Notification::Rejected,
        ),
        (
            "mail-expired",
            "mail-expired-both",
            "mail-expired-e-id",
            Notification::Expired,
        ),
        (
            "mail-cancelled",
            "mail-cancelled-both",
            "mail-cancelled-e-id",
            Notification::Cancelled,
        ),
    ] {
        let opens = matches!(
            notification,
            Notification::Invitation | Notification::Reminder | Notification::Completed
        );
        let one = NotificationView {
            notification,
            language,
            sender_name: SENDER,
            non_sensitive_title: Some("Leieavtale"),
            deadline: at("2026-12-08T11:00:00Z"),
            signed: 1,
            signers: 3,
            link: opens.then_some(LINK),
            code: (opens || notification == Notification::Code).then_some("482913"),
            code_by_sms: false,
            by_login: false,
        };
        let by_mail = NotificationView {
            code: one.code.filter(|_| notification == Notification::Code),
            code_by_sms: true,
            ..one
        };
        let by_sms = NotificationView { link: None, ..one };
        let by_login = NotificationView {
            link: Some(PORTAL),
            code: None,
            by_login: true,
            ..one
        };
        let e_id = (notification != Notification::Code).then_some((e_id_name, by_login));
        for (name, view) in [(name, one), (both_name, by_mail)].into_iter().chain(e_id) {
            let mail = email(&view);
            texts.push_str(&format!(
                "=== {} {notification:?}\nSubject: {}\n\n{}\n",
                language.tag(),
                mail.subject,
                mail.text
            ));
            mails.push((name, mail.html));
        }
        for view in [one, by_sms].into_iter().chain(e_id.map(|(_, view)| view)) {
            texts.push_str(&format!(
                "=== SMS {} {notification:?}\n{}\n\n",
                language.tag(),
                sms(&view)
            ));
        }
    }
    mails
}
