//! What the page says, line by line, and where each line stands.

use super::{
    super::canvas::{HEIGHT, Item, LEFT, RIGHT, TOP},
    *,
};

fn said(item: &Item) -> Option<String> {
    let Item::Text { line, .. } = item else {
        return None;
    };
    let drawn = || line.runs.iter().map(|run| run.text.as_str()).collect();
    Some(line.said.clone().unwrap_or_else(drawn).trim().to_owned())
}

/// The lines of the page, in the order in which they are read.
fn lines(front: &FrontPage, documents: &[FrontDocument], attached: (bool, bool)) -> Vec<String> {
    let fonts = Fonts::compiled_in();
    let canvas = composed(front, documents, attached, NOW, &fonts);
    canvas.pages.iter().flatten().filter_map(said).collect()
}

#[test]
fn the_page_says_who_signed_what_when_and_how() {
    let front = page(Language::Nb, "Leieavtale", &["Kari Nordmann", "Ola Hansen"]);
    let mut documents = documents(&["Leieavtale", "Vedlegg"]);
    documents[1].is_signed = true;
    let lines = lines(&front, &documents, (true, true));
    let until = |end: &str| lines.iter().position(|line| line == end).expect(end);
    let digest = format!("SHA-256 {}", "5e".repeat(32));
    assert_eq!(
        lines[..until("Dokumenter")],
        [
            "SIGNERT DOKUMENT",
            "Leieavtale",
            "Avsender",
            "Fjordvik Bolig AS (991825827)",
            "Referanse",
            "2026-117",
            "Oppdrag",
            "job_0193e5b2-7d1f-7a52-9d0a-1f6f0f6b8a11",
            "Forseglet",
            &exact_moment(NOW, Language::Nb),
            "Signert av 2 personer",
            "Kari Nordmann",
            "Fødselsnummer 010190 12345",
            "Signerte på vegne av en annen",
            &format!("Signerte {}", exact_moment(NOW, Language::Nb)),
            "Innlogging med e-ID ved signeringen: BankID,",
            "sikkerhetsnivå høyt (4)",
            "Ola Hansen",
            "Fødselsnummer 010190 12345",
            "Signerte på vegne av en annen",
            &format!("Signerte {}", exact_moment(NOW, Language::Nb)),
            "Innlogging med e-ID ved signeringen: BankID,",
            "sikkerhetsnivå høyt (4)",
        ]
    );
    assert_eq!(
        lines[until("Dokumenter") + 1..until("Slik kontrollerer du dokumentet")],
        [
            "1. Leieavtale",
            "1 side, 1\u{a0}234\u{a0}567 byte",
            &digest,
            "2. Vedlegg",
            "2 sider, 1\u{a0}234\u{a0}567 byte",
            &digest,
            "Var signert fra før. De signaturene må kontrolleres i dokumentet selv, slik det ble sendt.",
        ]
    );
    let tail = lines[until("Slik kontrollerer du dokumentet")..].join(" ");
    for said in [
        "https://segl.example.no/validate",
        "Om signaturane",
        "De som logget inn med e-ID",
    ] {
        assert_eq!(
            tail.contains(said),
            said != "Om signaturane",
            "{said}: {tail}"
        );
    }
}

#[test]
fn the_page_says_nothing_of_what_is_not_there() {
    let mut front = page(Language::En, "Lease", &["Kari Nordmann"]);
    (front.reference, front.validation_address, front.who) = (None, None, Vec::new());
    let lines = lines(&front, &documents(&["Lease"]), (false, false));
    for absent in ["Reference", "About the signatures"] {
        assert!(!lines.iter().any(|line| line == absent), "{absent}");
    }
    let text = lines.join(" ");
    assert!(
        !text.contains("Anyone can also") && !text.contains("1. Lease"),
        "{text}"
    );
    assert!(
        text.contains("Signed by Kari Nordmann") && text.contains("1 page, "),
        "{text}"
    );
}

#[test]
fn how_to_check_the_file_depends_on_what_is_in_it() {
    let w = Words::of(Language::En);
    let of = |beginning: &[bool], attached| {
        let mut documents = documents(&["a", "b", "c"][..beginning.len()]);
        documents
            .iter_mut()
            .zip(beginning)
            .for_each(|(document, is)| document.is_beginning = *is);
        how_to_check(&documents, attached, w)
    };
    let first = w.beginning.replace("{}", "1\u{a0}234\u{a0}567");
    assert_eq!(of(&[true], (false, false)), [w.seal, &first]);
    assert_eq!(
        of(&[true], (true, true)),
        [w.seal, &first, w.trail, w.evidence]
    );
    assert_eq!(
        of(&[true, false], (false, true)),
        [w.seal, &format!("{first} {}", w.originals), w.evidence]
    );
    assert_eq!(of(&[false], (true, false)), [w.seal, w.trail]);
    assert_eq!(
        of(&[false], (false, true)),
        [w.seal, w.originals, w.evidence]
    );
}

#[test]
fn numbers_are_told_in_threes_and_moments_with_their_offset() {
    for (number, told) in [
        (0, "0"),
        (999, "999"),
        (1000, "1 000"),
        (123_456, "123 456"),
        (1_234_567, "1 234 567"),
    ] {
        assert_eq!(grouped(number), told.replace(' ', "\u{a0}"));
    }
    let at: Timestamp = "2026-12-31T23:30:05Z".parse().expect("a time");
    let told = |language| exact_moment(at, language);
    assert_eq!(
        told(Language::Nb),
        "1. januar 2027 kl. 00:30:05 (UTC+01:00)"
    );
    assert_eq!(told(Language::Nn), told(Language::Nb));
    assert_eq!(told(Language::En), "1 January 2027 at 00:30:05 (UTC+01:00)");
    let summer: Timestamp = "2026-07-01T12:00:00Z".parse().expect("a time");
    assert_eq!(
        exact_moment(summer, Language::En),
        "1 July 2026 at 14:00:00 (UTC+02:00)"
    );
}

#[test]
fn however_much_there_is_to_say_each_line_stands_on_its_own_within_the_page() {
    let endless = "Ugjennomtrengelig".repeat(60);
    let many = ["Kari Nordmann"; 40];
    for (names, title) in [
        (&many[..], "Leieavtale"),
        (&[endless.as_str(); 3], &endless),
        (&[], "Leieavtale"),
    ] {
        let front = page(Language::Nb, title, names);
        let fonts = Fonts::compiled_in();
        let canvas = composed(
            &front,
            &documents(&[title, "Vedlegg"]),
            (true, true),
            NOW,
            &fonts,
        );
        assert!(names.is_empty() || canvas.pages.len() > 1);
        for items in &canvas.pages {
            let mut lowest = [TOP; 2];
            assert!(!items.is_empty());
            for item in items {
                match item {
                    Item::Rule { y } => {
                        assert!(lowest.iter().all(|lower| y >= lower), "{y} {lowest:?}")
                    }
                    Item::Text {
                        x, y, style, line, ..
                    } => {
                        let at = said(item).expect("a text");
                        // But for a space at its end.
                        assert!(*x >= LEFT && x + line.width <= RIGHT + 4.0, "{at}");
                        // The right column stands beside the left one.
                        let column = usize::from(*x > LEFT);
                        assert!(
                            *y > lowest[column] && *y < HEIGHT - 60.0,
                            "{at}: {y} {lowest:?}"
                        );
                        lowest[column] = y + style.height() - style.look().size - 0.1;
                    }
                }
            }
        }
        let rules = canvas
            .pages
            .iter()
            .flatten()
            .filter(|item| matches!(item, Item::Rule { .. }))
            .count();
        assert_eq!(
            rules,
            names.len() + 2,
            "one over each who signed and each document"
        );
        let leaves = canvas.leaves();
        let texts = canvas
            .pages
            .iter()
            .flatten()
            .filter(|item| matches!(item, Item::Text { .. }))
            .count();
        assert_eq!(leaves, texts);
    }
}
