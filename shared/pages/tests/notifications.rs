//! What holds for every message, in every language, on every channel.

mod markup;

use markup::read;
use segl_domain::language::Language;
use segl_pages::{NotificationView, email, sms};
use segl_text::notification::Notification;

const LINK: &str =
    "https://signering.fjordbyen.example/s/q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA";
const PORTAL: &str = "https://signering.fjordbyen.example/portal";
const CODE: &str = "482913";
/// The GSM 7-bit default alphabet (3GPP TS 23.038 clause 6.2.1), without its rare Greek capitals.
const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà_";

fn views() -> Vec<NotificationView<'static>> {
    let mut views = Vec::new();
    for language in Language::ALL {
        for notification in Notification::ALL {
            for title in [None, Some("Leieavtale – «Strandgata»")] {
                let opens = matches!(
                    notification,
                    Notification::Invitation | Notification::Reminder | Notification::Completed
                );
                let one = NotificationView {
                    notification,
                    language,
                    sender_name: "Fjordbyen boligbyggelag",
                    non_sensitive_title: title,
                    deadline: "2026-12-08T11:00:00Z".parse().ok(),
                    signed: 1,
                    signers: 3,
                    link: opens.then_some(LINK),
                    code: (opens || notification == Notification::Code).then_some(CODE),
                    code_by_sms: false,
                    by_login: false,
                };
                views.extend([
                    one,
                    NotificationView {
                        code: None,
                        code_by_sms: true,
                        ..one
                    },
                ]);
                views.push(NotificationView {
                    link: None,
                    code_by_sms: true,
                    ..one
                });
            }
        }
    }
    views
}

/// What those get who get in by e-ID, with a code that must not be shown.
fn views_by_login() -> Vec<NotificationView<'static>> {
    let by_login = |view| NotificationView {
        link: Some(PORTAL),
        code: Some(CODE),
        by_login: true,
        ..view
    };
    views()
        .into_iter()
        .filter(|view| view.notification != Notification::Code)
        .map(by_login)
        .collect()
}

fn septets(text: &str) -> usize {
    text.chars()
        .map(|c| if "^{}\\[~]|€".contains(c) { 2 } else { 1 })
        .sum()
}

#[test]
fn every_email_is_well_formed_and_fetches_nothing() {
    for view in views().into_iter().chain(views_by_login()) {
        let mail = email(&view);
        let elements = read(&mail.html);
        assert_eq!(elements[0].get("lang"), Some(view.language.tag()));
        for element in &elements {
            assert!(!["img", "script", "link", "form"].contains(&element.name.as_str()));
            if let Some(href) = element.get("href") {
                assert_eq!(Some(href), view.link);
            }
        }
        assert!(!mail.html.contains("url("));
    }
}

#[test]
fn both_forms_of_an_email_carry_the_same_link_and_code() {
    for view in views() {
        let mail = email(&view);
        for form in [&mail.html, &mail.text] {
            assert_eq!(form.contains(LINK), view.link.is_some());
            assert_eq!(form.contains(CODE), view.code.is_some());
            assert!(form.contains("Fjordbyen boligbyggelag"));
        }
        assert!(
            !mail.subject.contains(CODE),
            "a subject is shown on locked screens"
        );
    }
}

#[test]
fn an_email_whose_code_goes_by_sms_says_so() {
    for (language, words) in [
        (Language::Nb, "egen SMS"),
        (Language::Nn, "eigen SMS"),
        (Language::En, "text message"),
    ] {
        let views = views();
        let mut by_sms = views
            .iter()
            .filter(|v| v.language == language && v.code_by_sms && v.link.is_some());
        assert!(by_sms.all(|view| email(view).text.contains(words)));
    }
}

#[test]
fn a_reminder_tells_how_many_have_signed_and_bad_news_tells_no_deadline() {
    for view in views()
        .into_iter()
        .filter(|view| view.language == Language::Nb)
    {
        let text = email(&view).text;
        assert_eq!(
            text.contains("1 av 3 har signert"),
            view.notification == Notification::Reminder
        );
        let timed = matches!(
            view.notification,
            Notification::Invitation | Notification::Reminder | Notification::Completed
        );
        assert_eq!(
            text.contains("tirsdag 8. desember 2026 kl. 12.00"),
            timed,
            "{text}"
        );
    }
}

#[test]
fn a_text_message_fits_two_parts_of_the_cheap_alphabet() {
    for view in views() {
        let (long_name, long_title) = ("Æ".repeat(80), "t".repeat(80));
        for (sender, title) in [
            ("Nav", None),
            ("Ø", Some("b")),
            (&long_name, Some(&*long_title)),
        ] {
            let text = sms(&NotificationView {
                sender_name: sender,
                non_sensitive_title: title,
                ..view
            });
            assert!(septets(&text) <= 306, "{} in {text}", septets(&text));
            assert!(text.chars().all(|c| GSM.contains(c)), "{text}");
            assert_eq!(text.contains(LINK), view.link.is_some());
            assert_eq!(text.contains(CODE), view.code.is_some());
        }
        assert!(
            sms(&view).chars().all(|c| GSM.contains(c)),
            "typographic marks become plain ones"
        );
    }
}

#[test]
fn the_text_message_beside_an_invitation_tells_only_the_code_and_whom_it_concerns() {
    for view in views()
        .into_iter()
        .filter(|view| view.notification == Notification::Invitation && view.link.is_none())
    {
        let text = sms(&view);
        assert!(
            text.contains(CODE) && text.contains("Fjordbyen") && !text.contains("Leieavtale"),
            "{text}"
        );
    }
}

#[test]
fn a_hostile_name_breaks_no_header_and_no_markup() {
    let hostile = "Evil\r\nBcc: all@example.com\r\n\r\n<script>alert(1)</script>\" onclick=\"";
    for view in views().into_iter().chain(views_by_login()) {
        let view = NotificationView {
            sender_name: hostile,
            non_sensitive_title: Some(hostile),
            ..view
        };
        let mail = email(&view);
        assert!(
            !mail.subject.chars().any(char::is_control),
            "{:?}",
            mail.subject
        );
        read(&mail.html);
        assert!(!mail.html.contains("<script"));
        assert!(!mail.text.contains("\nBcc:"));
        assert!(!sms(&view).contains(['\r', '\n']));
    }
}

#[test]
fn an_empty_title_is_no_title() {
    for view in views() {
        let without = email(&NotificationView {
            non_sensitive_title: None,
            ..view
        })
        .text;
        assert_eq!(
            email(&NotificationView {
                non_sensitive_title: Some(" \n"),
                ..view
            })
            .text,
            without
        );
    }
}

#[test]
fn who_gets_in_by_login_is_sent_no_secret_and_told_of_none() {
    for view in views_by_login() {
        let mail = email(&view);
        for said in [&mail.subject, &mail.html, &mail.text, &sms(&view)] {
            assert!(!said.contains(CODE), "{said}");
            let lower = said.to_lowercase();
            for word in [
                "koden",
                " kode",
                "your code",
                " code ",
                "personlig",
                "personleg",
                "personal",
                "delast",
                " deles",
            ] {
                assert!(!lower.contains(word), "{word} in {said}");
            }
        }
    }
}

#[test]
fn who_gets_in_by_login_is_asked_to_log_in_where_there_is_something_to_get() {
    let words = |language| match language {
        Language::Nb => [
            "Logg inn for å lese og signere",
            "for å hente det signerte dokumentet",
            "ber ikke om noe annet",
        ],
        Language::Nn => [
            "Logg inn for å lese og signere",
            "for å hente det signerte dokumentet",
            "bed ikkje om noko anna",
        ],
        Language::En => [
            "Log in to read and sign",
            "Log in to get the signed document",
            "asks for nothing but",
        ],
    };
    for view in views_by_login() {
        let (mail, text) = (email(&view), sms(&view));
        let [sign, download, only] = words(view.language);
        let asks = matches!(
            view.notification,
            Notification::Invitation | Notification::Reminder
        );
        let done = view.notification == Notification::Completed;
        for form in [&mail.html, &mail.text] {
            assert_eq!(form.contains(sign), asks, "{form}");
            assert_eq!(form.contains(download), done, "{form}");
            assert_eq!(form.contains(only), asks || done, "{form}");
            assert_eq!(form.contains(PORTAL), asks || done, "{form}");
            assert_eq!(form.contains("e-ID"), asks || done, "{form}");
        }
        let way_in = if view.language == Language::En {
            "Log in at "
        } else {
            "Logg inn på "
        };
        assert_eq!(
            text.ends_with(&format!("{way_in}{PORTAL}")),
            asks || done,
            "{text}"
        );
        assert!(
            text.chars().all(|c| GSM.contains(c)) && septets(&text) <= 306,
            "{text}"
        );
    }
}
