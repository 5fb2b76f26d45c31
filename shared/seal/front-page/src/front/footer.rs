//! The footer that stands under each page of the documents: that it is sealed, in which job, and who signed.

use jiff::Timestamp;
use krilla::{
    geom::{PathBuilder, Rect},
    metadata::Metadata,
    page::PageSettings,
};
use segl_text::front_page::Words;

use super::{
    Conformance, FrontPage,
    draw::{document, draw_line, fill},
    mark::seal_mark,
    style::Style,
};
use crate::{
    fonts::Fonts,
    text::{Typesetter, isolated},
};

/// How high a footer is, in points.
pub(crate) const HEIGHT: u16 = 22;

const BASELINE: f32 = 14.6;
const MARK: f32 = 5.2;

/// A footer's line in full, for those who have it read out.
pub(crate) fn text(front: &FrontPage) -> String {
    line(front, &|_| true).replace(['\u{2068}', '\u{2069}'], "")
}

/// Draws a PDF with a page for each of these widths in points, each a footer of that width.
pub(crate) fn draw(
    front: &FrontPage,
    fonts: &Fonts,
    widths: &[u16],
    sealed_at: Timestamp,
    conformance: Conformance,
) -> Option<Vec<u8>> {
    let (typesetter, look) = (Typesetter::new(fonts), Style::Footer.look());
    let height = f32::from(HEIGHT);
    let mut document = document(Metadata::new(), sealed_at, conformance, false)?;
    for width in widths {
        let width = f32::from(*width);
        let margin = (width / 20.0).min(36.0);
        let mut page = document.start_page_with(PageSettings::from_wh(width, height)?);
        let mut surface = page.surface();
        for (area, colour) in [
            // White all over: what stands outside the page's old edge is not to show through.
            (Rect::from_xywh(0.0, 0.0, width, height)?, [255, 255, 255]),
            (
                Rect::from_xywh(margin, 2.0, width - 2.0 * margin, 0.4)?,
                [190, 196, 201],
            ),
        ] {
            let mut path = PathBuilder::new();
            path.push_rect(area);
            surface.set_fill(Some(fill(colour)));
            surface.draw_path(&path.finish()?);
        }
        for (path, colour) in seal_mark(margin + MARK, BASELINE - 2.4, MARK)? {
            surface.set_fill(Some(fill(colour)));
            surface.draw_path(&path);
        }
        let start = margin + 2.0 * MARK + 5.0;
        let line = line(front, &|line| {
            typesetter.line(line, look).width <= width - margin - start
        });
        draw_line(
            &mut surface,
            (start, BASELINE),
            Style::Footer,
            &typesetter.line(&line, look),
        );
        surface.finish();
        page.finish();
    }
    document.finish().ok()
}

/// The most of the line that fits: all signers; the first few and how many more; the first of them, cut; without
/// signers; with nothing but the name of the service; nothing.
fn line(front: &FrontPage, fits: &dyn Fn(&str) -> bool) -> String {
    let words = Words::of(front.language);
    let (sealed, signed_by) = (words.footer, words.footer_signed_by);
    let job = format!("{sealed} · {}", one_line(&front.job));
    let names: Vec<String> = front
        .signers
        .iter()
        .map(|signer| one_line(&signer.name))
        .collect();
    // Each name keeps its direction to itself.
    let listed = |names: &[String]| {
        names
            .iter()
            .map(|name| isolated(name))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let with = |names: &str| format!("{job} · {signed_by} {names}");
    let all = with(&listed(&names));
    if !names.is_empty() && fits(&all) {
        return all;
    }
    // A line that is too long with some names is too long with more of them.
    let few = (1..names.len())
        .map(|shown| {
            with(&format!(
                "{}, … (+{})",
                listed(&names[..shown]),
                names.len() - shown
            ))
        })
        .take_while(|line| fits(line))
        .last();
    let cut = || {
        let first = names.first()?;
        let more = if names.len() > 1 {
            format!(" (+{})", names.len() - 1)
        } else {
            String::new()
        };
        let ends = first
            .char_indices()
            .rev()
            .map(|(end, _)| end)
            .take_while(|end| *end >= 3);
        ends.map(|end| with(&format!("{}…{more}", isolated(first[..end].trim_end()))))
            .find(|line| fits(line))
    };
    let bare = || {
        [job.as_str(), sealed]
            .into_iter()
            .find(|line| fits(line))
            .unwrap_or_default()
            .to_owned()
    };
    few.or_else(cut).unwrap_or_else(bare)
}

/// A name in one line, without what would turn or break the line around it.
fn one_line(name: &str) -> String {
    let is_turn = |c: &char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain: String = name
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !is_turn(c))
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{front::FrontSigner, samples};

    fn front(names: &[&str]) -> FrontPage {
        let mut front = samples::request(&[]).front;
        let signer = front.signers[0].clone();
        front.signers = names
            .iter()
            .map(|name| FrontSigner {
                name: (*name).to_owned(),
                ..signer.clone()
            })
            .collect();
        front
    }

    #[test]
    fn a_line_too_long_says_the_most_that_fits() {
        let some = front(&["Kari Nordmann", "Ola Hansen", "Li"]);
        for (width, line) in [
            (
                70,
                "Forseglet med Segl · job_01 · signert av Kari Nordmann, Ola Hansen, Li",
            ),
            (
                69,
                "Forseglet med Segl · job_01 · signert av Kari Nordmann, … (+2)",
            ),
            (
                61,
                "Forseglet med Segl · job_01 · signert av Kari Nordman… (+2)",
            ),
            (
                57,
                "Forseglet med Segl · job_01 · signert av Kari Nordm… (+2)",
            ),
            (40, "Forseglet med Segl · job_01"),
            (20, "Forseglet med Segl"),
            (3, ""),
        ] {
            assert_eq!(
                super::line(&some, &|line| line.chars().count() <= width),
                line,
                "{width}"
            );
        }
        let one = front(&["Kari Nordmann"]);
        for (width, name) in [(54, "Kari Nordmann"), (53, "Kari Nordma…"), (45, "Kar…")] {
            let said = line(&one, &|line| line.chars().count() <= width);
            assert_eq!(
                said,
                format!("Forseglet med Segl · job_01 · signert av {name}")
            );
        }
        assert_eq!(text(&front(&[])), "Forseglet med Segl · job_01");
    }

    #[test]
    fn a_name_cannot_turn_or_break_the_line() {
        let strange = front(&["a\u{202e}b\n\tc\u{0}d"]);
        assert_eq!(
            text(&strange),
            "Forseglet med Segl · job_01 · signert av ab c d"
        );
    }
}
