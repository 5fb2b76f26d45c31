//! Logging in and out, and the list of tasks.

use std::collections::BTreeSet;

use segl_domain::language::Language;
use segl_pages::{
    EndSessionForm, LoggedOutPage, LoginPage, LoginPurpose, LoginTrouble, ProviderItem, TaskItem,
    TaskListPage, logged_out_page, login_page, task_list_page,
};

use super::{
    gallery::{BASE, E_ID, TROUBLES, all, links, purposes, states},
    markup::read,
};

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
