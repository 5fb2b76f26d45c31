//! Writes every page and message to a folder, to look at: `cargo run -p segl-portal --example gallery -- FOLDER`.

use std::{fmt::Write as _, fs, io, path::PathBuf};

use jiff::Timestamp;
use segl_domain::Language;
use segl_portal::{
    DocumentItem, EndPage, EndedPage, Ending, FormError, LeftPage, LinkMessage, LinkPage, Notice, NoticeView,
    PageProblem, ProblemPage, Proof, TaskPage, WaitingPage, email, end_page, ended_page, left_page, link_page,
    problem_page, sms, task_page, waiting_page,
};

const LINK: &str = "http://localhost:3000/s/q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA";
const SENDER: &str = "Fjordbyen boligbyggelag";
const TITLE: &str = "Leieavtale for Strandgata 7";

fn main() -> io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "gallery".to_owned()));
    fs::create_dir_all(&folder)?;
    let (mut index, mut texts) = (
        String::from(
            "<!DOCTYPE html><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Gallery</title><ul>",
        ),
        String::new(),
    );
    for language in Language::ALL {
        for (name, html) in pages(language).into_iter().chain(mails(language, &mut texts)) {
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
    let link = LinkPage { language, link: "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA", message: None };
    let documents = [
        DocumentItem { title: TITLE, pages: 12, size: 1_482_220, href: "/task/documents/1" },
        DocumentItem { title: "Husordensregler", pages: 1, size: 48_300, href: "/task/documents/2" },
    ];
    let task = TaskPage {
        language,
        title: TITLE,
        sender_name: SENDER,
        description: Some("Hei!\nHer er avtalen vi snakket om. Merk punkt 4 om depositum."),
        documents: &documents,
        documents_digest: "0d9c",
        name: "Kari Nordmann",
        consented: false,
        reason: "",
        deadline: at("2026-12-08T11:00:00Z"),
        signed: 1,
        signers: 3,
        proof: Proof::EmailAndMobile,
        errors: &[],
    };
    let failed = TaskPage { name: "", errors: &[FormError::NameMissing, FormError::ConsentMissing], ..task };
    let unexplained = TaskPage { errors: &[FormError::ReasonMissing], ..task };
    let deadline = at("2026-12-08T11:00:00Z");
    let waiting = WaitingPage { language, title: TITLE, sender_name: SENDER, signed: 2, signers: 3, deadline };
    let end = EndPage { language, title: TITLE, sender_name: SENDER, available_until: at("2027-01-17T11:00:00Z") };
    let ended = |ending| ended_page(&EndedPage { language, title: TITLE, sender_name: SENDER, ending });
    let problem = |problem| problem_page(&ProblemPage { language, problem, path: Some("/task") });
    vec![
        ("link", link_page(&link)),
        ("link-wrong", link_page(&LinkPage { message: Some(LinkMessage::WrongCode), ..link })),
        ("link-requested", link_page(&LinkPage { message: Some(LinkMessage::CodeRequested), ..link })),
        ("task", task_page(&task)),
        ("task-failed", task_page(&failed)),
        ("task-unexplained", task_page(&unexplained)),
        ("waiting", waiting_page(&waiting)),
        ("sealing", waiting_page(&WaitingPage { signed: 3, ..waiting })),
        ("end", end_page(&end)),
        ("end-deleted", end_page(&EndPage { available_until: None, ..end })),
        ("rejected", ended(Ending::RejectedByYou)),
        ("rejected-by-another", ended(Ending::RejectedByAnother)),
        ("expired", ended(Ending::Expired)),
        ("cancelled", ended(Ending::Cancelled)),
        ("blocked", ended(Ending::Blocked)),
        ("left", left_page(&LeftPage { language })),
        ("not-found", problem(PageProblem::NotFound)),
        ("session-over", problem(PageProblem::SessionOver)),
        ("gone", problem(PageProblem::Gone)),
        ("unreadable", problem(PageProblem::Unreadable)),
        ("failed", problem(PageProblem::Failed)),
    ]
}

fn mails(language: Language, texts: &mut String) -> Vec<(&'static str, String)> {
    let mut mails = Vec::new();
    for (name, both_name, notice) in [
        ("mail-invitation", "mail-invitation-both", Notice::Invitation),
        ("mail-reminder", "mail-reminder-both", Notice::Reminder),
        ("mail-code", "mail-code-both", Notice::Code),
        ("mail-completed", "mail-completed-both", Notice::Completed),
        ("mail-rejected", "mail-rejected-both", Notice::Rejected),
        ("mail-expired", "mail-expired-both", Notice::Expired),
        ("mail-cancelled", "mail-cancelled-both", Notice::Cancelled),
    ] {
        let opens = matches!(notice, Notice::Invitation | Notice::Reminder | Notice::Completed);
        let one = NoticeView {
            notice,
            language,
            sender_name: SENDER,
            non_sensitive_title: Some("Leieavtale"),
            deadline: at("2026-12-08T11:00:00Z"),
            signed: 1,
            signers: 3,
            link: opens.then_some(LINK),
            code: (opens || notice == Notice::Code).then_some("482913"),
            code_by_sms: false,
        };
        let by_mail = NoticeView { code: one.code.filter(|_| notice == Notice::Code), code_by_sms: true, ..one };
        let by_sms = NoticeView { link: None, ..one };
        for view in [one, by_mail] {
            let mail = email(&view);
            texts.push_str(&format!("=== {} {notice:?}\nSubject: {}\n\n{}\n", language.tag(), mail.subject, mail.text));
            mails.push((if view.code_by_sms { both_name } else { name }, mail.html));
        }
        for view in [one, by_sms] {
            texts.push_str(&format!("=== SMS {} {notice:?}\n{}\n\n", language.tag(), sms(&view)));
        }
    }
    mails
}
