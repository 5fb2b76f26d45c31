use super::*;
use segl_pdf::samples::plain_with;

/// The place of the footer of a page with these entries, in a tree with those.
fn place(tree: &str, page: &str) -> Option<Place> {
    let tree = format!("<</Type/Pages/Kids[3 0 R]/Count 1 {tree}>>");
    let page = format!("<</Type/Page/Parent 2 0 R {page}>>");
    let bytes = plain_with(&[(2, &tree), (3, &page), (5, "[0 0 300 400]"), (6, "300")]);
    let file = File::open(&bytes).expect("a PDF");
    let pages = file.pages().expect("its pages");
    Measures::of(&file).place(&pages[0])
}

#[test]
fn the_strip_is_added_where_the_reader_sees_the_bottom() {
    for (why, tree, page, strip, media, crop) in [
        (
            "not turned",
            "",
            "/MediaBox[0 0 300 400]",
            [0, -22, 300, 0],
            Some([0, -22, 300, 400]),
            None,
        ),
        (
            "turned",
            "/Rotate 90",
            "/MediaBox 5 0 R",
            [300, 0, 322, 400],
            Some([0, 0, 322, 400]),
            None,
        ),
        (
            "head down",
            "/Rotate -180",
            "/MediaBox 5 0 R",
            [0, 400, 300, 422],
            Some([0, 0, 300, 422]),
            None,
        ),
        (
            "turned back",
            "/Rotate 990",
            "/MediaBox 5 0 R",
            [-22, 0, 0, 400],
            Some([-22, 0, 300, 400]),
            None,
        ),
        (
            "inherited",
            "/MediaBox[300 400 0 0]",
            "",
            [0, -22, 300, 0],
            Some([0, -22, 300, 400]),
            None,
        ),
        (
            "cut inside",
            "/MediaBox 5 0 R",
            "/CropBox[50 50 6 0 R 380]",
            [50, 28, 300, 50],
            None,
            Some([50, 28, 300, 380]),
        ),
        (
            "cut near the edge",
            "/MediaBox 5 0 R/CropBox[50 10 300 400]",
            "",
            [50, -12, 300, 10],
            Some([0, -12, 300, 400]),
            Some([50, -12, 300, 400]),
        ),
        (
            "cut outside",
            "/MediaBox[0 0 6 0 R 400]/CropBox[-100 -100 500 500]",
            "",
            [0, -22, 300, 0],
            Some([0, -22, 300, 400]),
            Some([0, -22, 300, 400]),
        ),
        (
            "cut inside, turned",
            "/MediaBox 5 0 R/CropBox[50 50 250 350]",
            "/Rotate 90",
            [250, 50, 272, 350],
            None,
            Some([50, 50, 272, 350]),
        ),
        (
            "cut inside, head down",
            "/MediaBox 5 0 R/CropBox[50 50 250 350]",
            "/Rotate 180",
            [50, 350, 250, 372],
            None,
            Some([50, 50, 250, 372]),
        ),
        (
            "cut inside, turned back",
            "/MediaBox 5 0 R/CropBox[50 50 250 350]",
            "/Rotate 270",
            [28, 50, 50, 350],
            None,
            Some([28, 50, 250, 350]),
        ),
        (
            "units of two points",
            "",
            "/MediaBox 5 0 R/UserUnit 2.0/Rotate 90",
            [300, 0, 311, 400],
            Some([0, 0, 311, 400]),
            None,
        ),
    ] {
        let found = place(tree, page).expect(why);
        let area = |area: [i32; 4]| area.map(f64::from);
        assert_eq!(
            (found.strip, found.media, found.crop),
            (area(strip), media.map(area), crop.map(area)),
            "{why}"
        );
    }
}

#[test]
fn where_readers_would_not_see_the_same_page_there_is_no_footer() {
    for (why, page) in [
        ("no box", ""),
        ("no inside", "/MediaBox[0 0 0 400]"),
        ("three numbers", "/MediaBox[0 0 300]"),
        ("no numbers", "/MediaBox[0 0 /a 400]"),
        ("a box that is not there", "/MediaBox 77 0 R"),
        ("too large", "/MediaBox[0 0 300 14399]"),
        ("far away", "/MediaBox[0 99000 300 99400]"),
        ("not a number that can be", "/MediaBox[0 0 300 1e400]"),
        ("too narrow", "/MediaBox[0 0 60 400]"),
        ("an empty crop", "/MediaBox 5 0 R/CropBox[0 0 0 0]"),
        (
            "a crop beside the page",
            "/MediaBox 5 0 R/CropBox[500 500 600 600]",
        ),
        ("half a turn", "/MediaBox 5 0 R/Rotate 45"),
        ("a turn that is none", "/MediaBox 5 0 R/Rotate/a"),
        ("units of nothing", "/MediaBox 5 0 R/UserUnit 0"),
        (
            "units of next to nothing",
            "/MediaBox[0 0 14400 400]/UserUnit 0.005",
        ),
        (
            "a sliver of a page",
            "/MediaBox 5 0 R/CropBox[299 0 600 400]/Rotate 90",
        ),
    ] {
        assert!(place("", page).is_none(), "{why}");
    }
}

#[test]
fn a_footer_is_as_wide_as_the_page_and_upright_on_it() {
    for (page, width, upright) in [
        ("/MediaBox[100 200 400 600]", 300, "[1 0 0 1 0 0]"),
        (
            "/MediaBox[100 200 400 600]/Rotate 90",
            400,
            "[0 1 -1 0 0 0]",
        ),
        (
            "/MediaBox[100 200 400 600]/Rotate 180/UserUnit 2",
            600,
            "[-1 0 0 -1 0 0]",
        ),
        (
            "/MediaBox[-200 -300 200 100]/Rotate 270/UserUnit 0.5",
            200,
            "[0 -1 1 0 0 0]",
        ),
    ] {
        let place = place("", page).expect(page);
        let mut matrix = Vec::new();
        place.turn.upright().write(&mut matrix);
        assert_eq!(
            (place.width, String::from_utf8_lossy(&matrix).as_ref()),
            (width, upright),
            "{page}"
        );
    }
}

#[test]
fn sides_are_written_as_short_as_they_can_be() {
    let mut written = Vec::new();
    rectangle([-0.000_001, -22.0 / 3.0, 595.276, 841.89 + 0.11]).write(&mut written);
    assert_eq!(
        String::from_utf8_lossy(&written),
        "[0 -7.33333 595.276 842]"
    );
}

#[test]
fn appearances_are_few_and_hardly_stretched() {
    let widths: std::collections::BTreeSet<u16> = (64..=65_000_u16)
        .map(|width| rounded(f64::from(width)))
        .collect();
    assert!(widths.len() < 700);
    for width in 64..=65_000_u16 {
        assert!(
            rounded(f64::from(width)) <= width && (width - rounded(f64::from(width))) * 64 <= width
        );
    }
}
