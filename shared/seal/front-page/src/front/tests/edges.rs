//! What stands at the edge of every page, and what the file says of itself.

use super::*;
use segl_pdf::{object::Object, stream::inflate};

/// The operators that each page's content has, by their names.
fn operators(pdf: &[u8], name: &str) -> Vec<usize> {
    let file = File::open(pdf).expect("a PDF");
    let count = |page: &segl_pdf::pages::Page| {
        let number = page
            .dict
            .get("Contents")
            .and_then(Object::reference)
            .expect("content")
            .0;
        let stream = file.stream(number).expect("a stream");
        let content = inflate(&stream.dict, stream.raw, 1 << 20).expect("content");
        content
            .split(u8::is_ascii_whitespace)
            .filter(|word| *word == name.as_bytes())
            .count()
    };
    file.pages().expect("pages").iter().map(count).collect()
}

#[test]
fn each_page_says_which_it_is_of_how_many() {
    let edges = |folio| Edges {
        title: "",
        language: "",
        job: "",
        folio,
        made_at: NOW,
        address: None,
    };
    for (language, first, last) in [
        (Language::Nb, "Side 1 av 3", "Side 3 av 3"),
        (Language::Nn, "Side 1 av 3", "Side 3 av 3"),
        (Language::En, "Page 1 of 3", "Page 3 of 3"),
    ] {
        let edges = edges(Words::of(language).folio);
        assert_eq!(
            (edges.folio(0, 3), edges.folio(2, 3)),
            (first.to_owned(), last.to_owned())
        );
    }
}

#[test]
fn the_mark_stands_on_the_first_page_alone_and_text_and_rules_on_all() {
    let front = page(Language::Nb, "Leieavtale", &["Kari Nordmann"; 40]);
    let fonts = Fonts::compiled_in();
    let pdf = draw(
        &front,
        &documents(&["Leieavtale"]),
        (true, true),
        NOW,
        &fonts,
        Conformance::Plain,
    )
    .expect("pages");
    let lines = operators(&pdf, "l");
    assert!(
        lines.len() > 2 && lines[0] > 50 && lines[1..].iter().all(|count| (1..20).contains(count)),
        "{lines:?}"
    );
    let texts = operators(&pdf, "ET");
    assert!(
        texts.iter().all(|count| *count > 10),
        "what is said is drawn: {texts:?}"
    );
}

#[test]
fn the_file_says_when_it_was_made_and_an_address_is_followed_where_it_stands() {
    let front = page(Language::Nb, "Leieavtale", &["Kari Nordmann"]);
    let fonts = Fonts::compiled_in();
    let at = "2026-12-31T23:58:57Z".parse().expect("a time");
    let pdf = draw(
        &front,
        &documents(&["Leieavtale"]),
        (true, true),
        at,
        &fonts,
        Conformance::Plain,
    )
    .expect("a page");
    let file = File::open(&pdf).expect("a PDF");
    let info = file.dict_in(file.trailer(), "Info").expect("information");
    assert_eq!(
        info.get("CreationDate"),
        Some(&Object::Text(b"D:20261231235857Z".to_vec()))
    );
    let pages = file.pages().expect("pages");
    let annotations = pages
        .iter()
        .flat_map(|page| file.array_in(&page.dict, "Annots").unwrap_or_default());
    let links: Vec<_> = annotations
        .filter_map(|one| file.resolve(&one).dict().cloned())
        .collect();
    assert_eq!(links.len(), 1);
    let action = file.dict_in(&links[0], "A").expect("an action");
    assert_eq!(
        action.get("URI"),
        Some(&Object::Text(b"https://segl.example.no/validate".to_vec()))
    );
    let sides: Vec<f64> = file
        .array_in(&links[0], "Rect")
        .expect("a place")
        .iter()
        .filter_map(Object::number)
        .collect();
    assert!(
        sides[2] - sides[0] > 100.0 && (8.0..20.0).contains(&(sides[3] - sides[1])),
        "{sides:?}"
    );
}
